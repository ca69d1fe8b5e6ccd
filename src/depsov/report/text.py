"""The report for a terminal: what matters first, every line of it true for the reader who stops there."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from depsov import phrases
from depsov.documents import printable
from depsov.model import (
    GROUPS,
    Assessment,
    Finding,
    Package,
    PlatformUse,
    Reason,
    Report,
    Severity,
    Verdict,
)
from depsov.report._ways import ways_to
from depsov.report.escape import log
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "text"
MEDIA_TYPE = "text/plain"

MOST_CONTROLLERS = 12
MOST_DECIDERS = 12
MOST_OF_ONE = 3
MOST_NAMES = 12
MOST_RESOLVED = 3
"""What is shown without `--verbose`; what is left out is counted."""

_COLOURS = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.INFO: "2",
}
_WEIGHTY = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the report as lines of text."""
    page = _Page(report, style)
    sections = [
        page.head(),
        page.groups(),
        page.controllers(),
        page.findings(),
        page.unknown(),
        page.problems(),
        page.foot(),
    ]
    return log("\n".join("\n".join(lines) + "\n" for lines in (list(section) for section in sections) if lines))


class _Page:
    def __init__(self, report: Report, style: Style) -> None:
        self._report = report
        self._style = style
        self._width = max(style.width, 40)
        self._by_purl = {item.package.purl: item for item in report.assessments}
        self._ways = ways_to(report.graph)

    # sections

    def head(self) -> Iterator[str]:
        report = self._report
        summary = report.summary
        mode = "online" if report.online else "offline"
        head = f"depsov {report.depsov}, as of {report.as_of}, knowledge of {report.knowledge_version}, {mode}"
        yield from (self._paint(line, "2") for line in self._wrapped(head))
        known = summary.packages - summary.by_verdict[Verdict.UNKNOWN.value]
        projects = phrases.count(len(report.graph.roots), "project")
        yield self._paint(f"{phrases.count(summary.packages, 'package')} in {projects}", "1")
        yield from self._wrapped(
            f"{known} have an answer (coverage {phrases.percent(summary.coverage)}). "
            f"Inside means {report.perimeter.label} ({len(report.perimeter.countries)} countries and territories)."
        )
        yield from self._resolved()

    def _resolved(self) -> Iterator[str]:
        trees = self._report.resolved
        shown = trees if self._style.verbose else trees[:MOST_RESOLVED]
        for item in shown:
            yield from self._wrapped(phrases.resolved(item))
        if len(shown) < len(trees):
            yield f"  and {len(trees) - len(shown)} more"

    def groups(self) -> Iterator[str]:
        report = self._report
        titles = {group: phrases.group_title(group, report.perimeter) for group in GROUPS}
        room = max(len(title) for title in titles.values())
        total = max(report.summary.packages, 1)
        bar = min(max(self._width - room - 12, 0), 40)
        for group in GROUPS:
            count = report.summary.by_group[group]
            length = -(-count * bar // total)  # rounded up: one package is seen
            yield f"  {titles[group]:<{room}}  {count:>5}  {'█' * length}".rstrip()

    def controllers(self) -> Iterator[str]:
        rows = self._report.summary.by_controller
        if not rows:
            return
        yield self._paint("Decided by", "1")
        through = _stewards(self._report.assessments)
        shown = rows if self._style.verbose else rows[:MOST_CONTROLLERS]
        room = max(len(phrases.organisation(controller)) for controller, _ in shown)
        room = min(room, self._width // 2)
        for controller, count in shown:
            name = textwrap.shorten(phrases.organisation(controller), room, placeholder="…")
            others = [name for name in through.get(controller.id, ()) if name != controller.name]
            line = f"  {name:<{room}}  {count:>5}"
            if others:
                line += f"  through {', '.join(others)}"
            yield self._cut(line)
        if len(shown) < len(rows):
            rest = sum(count for _, count in rows[len(shown) :])
            yield f"  and {len(rows) - len(shown)} more, with {phrases.count(rest, 'package')}"

    def findings(self) -> Iterator[str]:
        for severity in Severity:
            found = [item for item in self._report.findings if item.severity is severity and _is_shown(item)]
            if not found:
                continue
            yield self._paint(
                f"{severity.value.capitalize()}: {phrases.count(len(found), 'finding')}", _COLOURS[severity]
            )
            for item in found:
                if item.package is None:
                    yield from self._wrapped(item.message, indent="  ")
            deciders = self._by_decider(found)
            limit = len(deciders) if self._style.verbose else MOST_DECIDERS
            for who, items in deciders[:limit]:
                if severity in _WEIGHTY or self._style.verbose:
                    yield from self._block(who, items)
                else:
                    yield self._cut(f"  {who}: {self._listed(item.package.name for item in items)}")
            if len(deciders) > limit:
                rest = sum(len(items) for _, items in deciders[limit:])
                yield f"  and {phrases.count(rest, 'package')} that others decide (--verbose shows all)"

    def _by_decider(self, found: Iterable[Finding]) -> list[tuple[str, list[Assessment]]]:
        """Return the packages of findings by who decides them, direct dependencies first, most packages first."""
        groups: dict[str, list[Assessment]] = {}
        for finding in found:
            item = self._by_purl.get(finding.package or "")
            if item is not None:
                groups.setdefault(phrases.who(item), []).append(item)
        for items in groups.values():
            items.sort(key=lambda item: (not item.package.direct, item.package.purl))
        return sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    def _block(self, who: str, items: Sequence[Assessment]) -> Iterator[str]:
        why = phrases.reason(items[0].reason, self._report.perimeter)
        yield from self._wrapped(f"{self._paint(who, '1')}: {why}", indent="  ")
        limit = len(items) if self._style.verbose else MOST_OF_ONE
        for item in items[:limit]:
            yield from self._wrapped(self._package(item), indent="      ")
        if len(items) > limit:
            names = self._listed(item.package.name for item in items[limit:])
            yield from self._wrapped(f"and {len(items) - limit} more: {names}", indent="      ")

    def _package(self, item: Assessment) -> str:
        """Return a package with the way to it: `boto3 1.40, direct, runtime, uv.lock:105`."""
        package = item.package
        name = f"{package.name} {package.version or ''}".strip()
        above = self._ways.get(package.purl)
        way = "direct" if package.direct else f"through {' > '.join(above)}" if above else "transitive"
        place = package.locations[0]
        contested = ["contested"] if item.contested else []
        return printable(", ".join([name, way, package.scope.value, *contested, _place(place.file, place.line)]))

    def unknown(self) -> Iterator[str]:
        report = self._report
        unknown = [item for item in report.assessments if item.verdict is Verdict.UNKNOWN]
        if not unknown:
            return
        yield self._paint(f"Unknown: {phrases.count(len(unknown), 'package')}", "1")
        for code in Reason:
            found = [item.package for item in unknown if item.reason is code]
            if found:
                title = f"{phrases.reason(code, report.perimeter)} ({len(found)})"
                yield from self._wrapped(f"{title}: {self._listed(_told_apart(found))}", indent="  ")
                remedy = phrases.remedy(code, found)
                if remedy is not None:
                    yield from self._wrapped(remedy, indent="      ")
        if not report.online:
            yield from self._wrapped(_would_ask(report), indent="  ")

    def problems(self) -> Iterator[str]:
        problems = self._report.problems
        if not problems:
            return
        yield self._paint(f"Not read, asked or decided: {phrases.count(len(problems), 'problem')}", "33")
        for item in problems:
            yield from self._wrapped(phrases.problem(item), indent="  ")

    def foot(self) -> Iterator[str]:
        report = self._report
        if report.graph.mentioned:
            yield from self._wrapped(phrases.mentioned(report.graph.mentioned))
        if report.graph.strays:
            yield from self._wrapped(phrases.strays(report.graph.strays))
        if report.platforms:
            used = phrases.listed(_run_by(item) for item in report.platforms if item.role == "registry")
            if used:
                yield from self._wrapped(f"They come through {used}. That is for information: it turns no verdict.")
        if report.asked:
            asked = phrases.listed(
                f"{_run_by(item)} about {phrases.count(item.packages, 'package')}" for item in report.asked
            )
            yield from self._wrapped(f"Asked: {asked}.")
        if report.withheld:
            yield from self._wrapped(
                f"Not asked about: {phrases.count(report.withheld, 'package')} from other sources, or your own."
            )
        for line in phrases.own_view(report):
            yield from self._wrapped(line)
        yield from self._wrapped(phrases.LAW)

    # layout

    def _wrapped(self, text: str, indent: str = "") -> list[str]:
        return textwrap.wrap(
            text, self._width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        )

    def _cut(self, line: str) -> str:
        return line if len(line) <= self._width or self._style.verbose else f"{line[: self._width - 1]}…"

    def _listed(self, names: Iterable[str]) -> str:
        unique = sorted({printable(name) for name in names})
        if self._style.verbose or len(unique) <= MOST_NAMES:
            return ", ".join(unique)
        return f"{', '.join(unique[:MOST_NAMES])} and {len(unique) - MOST_NAMES} more"

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._style.colour else text


def _is_shown(finding: Finding) -> bool:
    """Leave out what has a section of its own: unknown packages, and people, who are counted with the groups."""
    return finding.rule not in {"unknown-control", "single-person"}


def _told_apart(packages: Iterable[Package]) -> Iterator[str]:
    """Yield the names of packages, with the ecosystems behind a name that several of them have."""
    ecosystems: dict[str, set[str]] = {}
    for package in packages:
        ecosystems.setdefault(package.name, set()).add(package.ecosystem)
    for name, found in ecosystems.items():
        yield name if len(found) == 1 else f"{name} ({', '.join(sorted(found))})"


def _stewards(assessments: Iterable[Assessment]) -> dict[str, list[str]]:
    counts: dict[str, dict[str, int]] = {}
    for item in assessments:
        if item.controller is not None and item.steward is not None:
            names = counts.setdefault(item.controller.id, {})
            names[item.steward.name] = names.get(item.steward.name, 0) + 1
    return {key: sorted(names, key=lambda name: (-names[name], name)) for key, names in counts.items()}


def _would_ask(report: Report) -> str:
    """Return whom `--online` would ask, and how many of the unknown packages that could settle."""
    from depsov.evidence.sources import is_askable

    askable = [item for item in report.assessments if is_askable(item.package)]
    unknown = sum(item.verdict is Verdict.UNKNOWN for item in askable)
    if not unknown:
        return "--online would change nothing here: no registry that it asks has a document on these packages."
    ecosystems = {item.package.ecosystem for item in askable}
    registries = [item for item in report.platforms if item.role == "registry" and ecosystems & {*item.ecosystems}]
    listed = phrases.listed(map(_run_by, registries))
    return f"--online would ask {listed} about {phrases.count(len(askable), 'package')}, {unknown} of them unknown."


def _run_by(platform: PlatformUse) -> str:
    """Return a registry with its operator: `PyPI (run by Python Software Foundation, US)`."""
    if platform.operator is None:
        return printable(platform.name)
    operator = ", ".join(part for part in (platform.operator.name, platform.operator.country) if part)
    return f"{platform.name} (run by {operator})"


def _place(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"
