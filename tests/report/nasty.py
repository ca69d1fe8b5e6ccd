"""Names as somebody would write them who wants a report to do more than report; every format's test uses them.

@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_stays_a_name(name: str) -> None:
    text = my_format.render(nasty_report(name))
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import chdir
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from depsov.model import Location, Package, Problem, Report, Verdict
from depsov.pipeline import scan
from depsov.purl import build
from depsov.rules import by_weight

__all__ = ["HIDDEN", "NASTY", "nasty_report", "nasty_text"]

_PROJECT = Path(__file__).parents[1] / "data" / "projects" / "all-groups"

HIDDEN = (
    "\0\x07\x1b\r\n\x7f\x85\xad\u061c\u200b\u200d\u200e\u2028\u202e\u2066\u2069\ufeff\ufff9\ufffe\ud83d\udc00\U000e0041"
)
"""Characters of which nothing is to be seen, or that turn the direction of what is: none may reach a reader."""

NASTY: Sequence[str] = [
    # HTML, XML, SVG
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</svg><script>alert(1)</script>",
    "</title></style></textarea></script>",
    "]]>",
    "--><!--",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "&lt;b&gt; &amp;amp; &#x3c; &copy",
    "javascript:alert(1)",
    "data:text/html,<b>x",
    # templates and expressions
    "${{ github.token }}",
    "{{ 7*7 }}{% raw %}",
    "$(id)`id`%PATH%",
    # runners
    "::error::it is broken",
    "  ::add-mask::e",
    "::warning file=a,line=1::x",
    "::stop-commands::x",
    "x%0A::error::y",
    "x\n::error::y",
    "a,b:c=d;e",
    "##[add-mask]e",
    "##vso[task.setvariable variable=x]y",
    # spreadsheets
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "x;=1+1",
    'a"b""c',
    "a,b\r\nc,d",
    # Markdown and what forges make of it
    "[click](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "[[wiki]] [x]: https://example.org",
    "https://example.org www.example.org <https://example.org>",
    "@example-team #1 !1 GH-1 example/works#1 ~label %1 $1 &1 :tada:",
    "someone@example.org",
    "| a | b |",
    r"\| a \\| b",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "***bold*** __bold__ ~~gone~~ $x$",
    "```\ncode",
    "`` `x",
    "`",
    "\\",
    "/close",
    "::include{file=README.md}",
    "<details><summary>x",
    # Mermaid
    'x"]; click A href "https://example.org"',
    'x"] --> B\nstyle A fill:#f00',
    "%%{init: {'theme':'dark'}}%%",
    "#quot;#59;",
    "end",
    # what a reader does not see
    "safe\u202egnp.exe",
    "\u2066x\u2069",
    "left\u200bpad",
    "nul\0l",
    "bell\x07 escape\x1b[31mred\x1b]8;;https://example.org\x1b\\x",
    "half \ud83d and half \udc00",
    "tag\U000e0041\U000e0042",
    "non\ufffecharacter",
    HIDDEN,
    # merely unusual
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}\N{SNAKE}",
    "naïve-größe-名前",
    "..",
    "../../etc/passwd",
    "C:\\Windows\\x",
    "null",
    "x" * 5000,
    "x " * 2500,
    "<" * 5000,
]
"""The corpus."""


def nasty_text() -> st.SearchStrategy[str]:
    """Return a strategy for text of any kind: pieces of the corpus, any characters, halves of pairs among them."""
    pieces = st.one_of(
        st.sampled_from([name[:200] for name in NASTY]),
        st.sampled_from(list(HIDDEN)),
        st.text(st.characters(exclude_categories=()), max_size=20),
    )
    return st.lists(pieces, min_size=1, max_size=4).map("".join)


def nasty_report(name: str) -> Report:
    """Return the report on the project all-groups with one text wherever such text can stand.

    Of its packages one from outside and an unknown one have it as name, version and place, a finding and a Problem say
    it, and the project itself is called so. Purls are as the program makes them: percent-encoded.
    """
    report = _report()
    (root,) = report.graph.roots
    named = {_first(report, Verdict.OUTSIDE): name, _first(report, Verdict.UNKNOWN): None}
    purls = {purl: build("pypi", name, version) for purl, version in named.items()}

    def purl_of(purl: str) -> str:
        return purls.get(purl, purl)

    def renamed(package: Package) -> Package:
        package = replace(package, roots=(name,), requires=tuple(sorted(map(purl_of, package.requires))))
        if package.purl not in purls:
            return package
        version = named[package.purl]
        place = Location(file=name, line=3)
        return replace(package, purl=purl_of(package.purl), name=name, version=version, locations=(place,))

    packages = sorted(map(renamed, report.graph.packages.values()), key=lambda package: package.purl)
    by_purl = {package.purl: package for package in packages}
    assessments = {
        purl_of(item.package.purl): replace(item, package=by_purl[purl_of(item.package.purl)])
        for item in report.assessments
    }
    direct = tuple(sorted((purl_of(purl), scope) for purl, scope in report.graph.roots[root]))
    findings = [
        replace(
            item, package=purl_of(item.package), message=f"{name} {item.message}", location=Location(file=name, line=3)
        )
        if item.package in purls
        else item
        for item in report.findings
    ]
    problem = Problem(stage="parse", subject=name, message=f"not JSON: {name}", hint=name)
    return replace(
        report,
        assessments=tuple(assessments[package.purl] for package in packages),
        graph=replace(report.graph, packages=by_purl, roots={name: direct}),
        findings=tuple(by_weight(findings)),
        problems=(*report.problems, problem),
    )


def _first(report: Report, verdict: Verdict) -> str:
    return next(item.package.purl for item in report.assessments if item.verdict is verdict)


@cache
def _report() -> Report:
    with chdir(_PROJECT):  # paths are told from there
        return scan(as_of=date(2026, 6, 30))
