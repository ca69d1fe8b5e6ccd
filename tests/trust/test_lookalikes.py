"""Names, hosts and addresses that look like those of Example Works, and are not.

Each goes through the pipeline twice: as the homepage and repository that a package claims, and as the address or name
that it really has. None may reach what the real one does.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest

from depsov.evidence.links import domain_of, identity_of
from tests.trust.trees import answer, bom, component, environment, reach, report_on

HELD = {"github:example-works", "gitlab:example-works", "domain:example.org"}

CYRILLIC_E, CYRILLIC_O, FULLWIDTH_E, KELVIN = "\u0435", "\u043e", "\uff45", "\u212a"
ZERO_WIDTH, COMBINING, RIGHT_TO_LEFT, SOFT_HYPHEN = "\u200b", "\u0301", "\u202e", "\u00ad"
FULLWIDTH_DOT, FULLWIDTH_SLASH, DIVISION_SLASH, ONE_DOT_LEADER = "\uff0e", "\uff0f", "\u2215", "\u2024"

ADDRESSES = [
    # hosts
    "https://github.com.example.net/example-works/tool",
    "https://githubb.com/example-works/tool",
    "https://gith" + "\u0443" + "b.com/example-works/tool",
    "https://xn--gthub-cta.com/example-works/tool",
    "https://github.com" + FULLWIDTH_DOT + "example.net/example-works/tool",
    "https://github" + ONE_DOT_LEADER + "com.example.net/example-works/tool",
    "https://github.com" + FULLWIDTH_SLASH + "example-works/tool",
    "https://example.net" + DIVISION_SLASH + "github.com/example-works/tool",
    "https://github.io/example-works/tool",
    "https://example-works.github.io/tool",
    "https://gist.github.com/example-works/0123456789abcdef",
    "https://raw.githubusercontent.com/example-works/tool/main/a",
    "https://example.org.example.net",
    "https://not-example.org",
    "https://example.org-tool.example.net",
    "https://" + CYRILLIC_E + "xample.org",
    "https://xn--xample-2of.org",
    "https://ex" + ZERO_WIDTH + "ample.net.example.org.example.net",
    "https://e" + COMBINING + "xample.org",
    "https://example" + RIGHT_TO_LEFT + "gro.example.net",
    # user names, ports, queries, fragments
    "https://github.com@example.net/example-works/tool",
    "https://github.com%2Fexample-works@example.net/tool",
    "https://github.com:example-works@example.net/tool",
    "https://example.org:443@example.net",
    "https://example.net?github.com/example-works/tool",
    "https://example.net#github.com/example-works/tool",
    "https://example.net?@github.com/example-works/tool",
    "https://example.net#@example.org",
    "https://example.net\\@github.com/example-works/tool",
    "https://example.net\\.example.org",
    "https:\\\\github.com\\example-works\\tool",
    # paths
    "https://github.com/other/../../example-works/..%2f../other",
    "https://github.com/example-works/../other/tool",
    "https://github.com/example-works/%2e%2e/other/tool",
    "https://github.com/example-works/.%2E/other/tool",
    "https://github.com/example-works%2f..%2fother/tool",
    "https://github.com/%65xample-works/tool",
    "https://github.com/example%2Dworks/tool",
    "https://github.com/" + CYRILLIC_E + "xample-works/tool",
    "https://github.com/" + FULLWIDTH_E + "xample-works/tool",
    "https://github.com/example" + SOFT_HYPHEN + "-works/tool",
    "https://github.com/example-w" + CYRILLIC_O + "rks/tool",
    "https://github.com/example-wor" + KELVIN + "s/tool",
    "https://github.com/examp1e-works/tool",
    "https://github.com/example-works-/tool",
    "https://github.com/example--works/tool",
    "https://github.com/example-works.git.other/tool",
    "https://github.com/exampleworks/tool",
    "https://github.com/other/example-works",
    "https://github.com/sponsors/example-works",
    "https://github.com/users/example-works",
    "https://github.com/orgs/../example-works/..",
    "https://codeberg.org/example-works/tool",  # another forge, where anybody may have the name
    "https://git.example.net/example-works/tool",
    "https://gitlab.example.net/example-works/tool",
    # redirects, caches, archives
    "https://example.net/redirect?to=https://github.com/example-works/tool",
    "https://web.archive.org/web/2026/https://github.com/example-works/tool",
    "https://proxy.example.net/https://github.com/example-works/tool",
    "https://bit.ly/example-works",
    # no addresses at all
    "domain:example.org",
    "file://github.com.example.net/example-works/tool",
    "javascript://github.com%0a/example-works",
    "data:text/html,https://github.com/example-works/tool",
    "git@example.net:github.com/example-works/tool.git",
    "example.net:github.com/example-works/tool",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_looks_like_theirs_is_not_theirs(url: str) -> None:
    assert identity_of(url) not in HELD
    assert f"domain:{domain_of(url)}" not in HELD


@pytest.mark.parametrize("url", [url for url in ADDRESSES if url.isprintable()])
def test_nor_through_the_whole_pipeline(url: str, tmp_path: Path) -> None:
    said = f"Home-page: {url}\nProject-URL: Source, {url}\nProject-URL: Homepage, {url}"
    assert reach(answer(report_on(tmp_path, environment(said)))) == "unknown"


PLAIN = [
    "https://github.com/example-works/tool",
    "https://GitHub.com./Example-Works/tool",
    "https://someone:secret@github.com:443//example-works/tool.git/",
    "git@github.com:example-works/tool.git",
    "https://tool.example.org./a",
]


@pytest.mark.parametrize("url", PLAIN)
def test_another_spelling_of_their_address_is_theirs(url: str, tmp_path: Path) -> None:
    assert reach(answer(report_on(tmp_path, environment(f"Project-URL: Source, {url}")))) == "claimed"


# --- names that lie in a namespace, or seem to ----------------------------------------------------------------------

NAMES = {
    "npm": "@w0rks/a @works-/a @work/a @workss/a works/a @@works/a @other/@works/a @works/../other "
    "@works/.. @works/a/b @works%5Ca",
    "maven": "org.examples/a org.example-works/a orgexample/a com.other.org.example/a org.ex\u0430mple/a "
    "Org.Example:a/b io.github.example-works/a org/example",
    "composer": "w0rks/a works-/a workss/a w\u043erks/a works other/works",
    "golang": "go.example.org.example.net/a go.example.orgs/a go-example.org/a example.net/go.example.org/a "
    "github.com.example.net/example-works/a other@github.com/example-works/a github.com:8443/example-works/a "
    "github.com%3A443/example-works/a github.com%23/example-works/a github.com/example-works%23a "
    "github.com/example-w\u043erks/a example.net%5C@github.com/example-works/a",
    "swift": "other@github.com/example-works/a github.com.example.net/example-works/a github.com%3F/example-works/a",
    "github": "examp1e-works/a example-works-/a example-w\u043erks/a example-works%2F..%2Fother/a",
    "nuget": "Workss.Tool Works-Tool WorksTool Works_Tool W0rks.Tool W\u043erks.Tool",
    "conda": "works works%2Ftool",
    "generic": "example-works/a",
    "deb": "works/a",
    "pub": "works example.org",
    "cargo": "works works-tool",
    "gem": "works works-tool",
    "hex": "works",
}


def _reached(ecosystem: str, name: str, folder: Path) -> set[str]:
    """Return the verdicts on the package of a purl, of which there may be none: the name is none that it could have."""
    shown = "".join(letter if letter.isascii() else quote(letter) for letter in name).replace("@", "%40")
    report = report_on(folder, bom(component(f"pkg:{ecosystem}/{shown}@1.0")))
    assert report.assessments or report.problems
    return {reach(item) for item in report.assessments}


@pytest.mark.parametrize(("ecosystem", "name"), [(key, name) for key, text in NAMES.items() for name in text.split()])
def test_a_name_that_looks_like_theirs_is_not_theirs(ecosystem: str, name: str, tmp_path: Path) -> None:
    assert not _reached(ecosystem, name, tmp_path) & {"inside", "claimed"}


REAL = {
    "npm": "@works/a @works%2Fa @Works/a",  # a name of an account, of which no two differ in case only
    "maven": "org.example/a org.example.deep/a",
    "composer": "works/a Works/A",
    "golang": "go.example.org/a github.com/example-works/a GitHub.com/Example-Works/a",
    "swift": "github.com/example-works/a",
    "github": "Example-Works/a",
}


@pytest.mark.parametrize(("ecosystem", "name"), [(key, name) for key, text in REAL.items() for name in text.split()])
def test_a_name_in_their_namespace_is_theirs(ecosystem: str, name: str, tmp_path: Path) -> None:
    assert _reached(ecosystem, name, tmp_path) == {"inside"}


def test_a_prefix_that_may_not_be_reserved_is_nobodys(tmp_path: Path) -> None:
    assert _reached("nuget", "Works.Tool", tmp_path) == {"unknown"}


def _confusable(text: str) -> list[str]:
    """Return the text with a letter replaced by each sign of the first plane that some folding makes that letter of."""
    signs = [sign for sign in map(chr, range(0x80, 0x10000)) if _folded(sign) in text]
    return [text.replace(_folded(sign), sign, 1) for sign in signs]


def _folded(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign).casefold() or "none"


@pytest.mark.parametrize(("ecosystem", "name"), [(key, text.split()[0].lower()) for key, text in REAL.items()])
def test_no_sign_that_folds_to_a_letter_passes_for_it(ecosystem: str, name: str, tmp_path: Path) -> None:
    confusables = _confusable(name)
    assert any(KELVIN in item or FULLWIDTH_E in item for item in confusables)
    report = report_on(tmp_path, bom(*(component(f"pkg:{ecosystem}/{quote(item)}@1.0") for item in confusables)))
    assert {reach(item) for item in report.assessments} <= {"unknown"}


@pytest.mark.parametrize("name", [f"wor{KELVIN}s-forms", f"works{ZERO_WIDTH}-forms", "w\u043erks-forms"])
def test_a_listed_name_is_spelt_as_it_is(name: str, tmp_path: Path) -> None:
    for ecosystem in ("pypi", "npm", "composer"):
        assert _reached(ecosystem, name, tmp_path / ecosystem) <= {"unknown"}
