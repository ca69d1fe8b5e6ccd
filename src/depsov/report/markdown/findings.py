"""The findings: what fails, who decides over the most weighty packages, and the findings one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from depsov import phrases
from depsov.model import Assessment, Finding, Level, Reason, Severity
from depsov.report._ways import LEFT_OUT
from depsov.report.markdown.page import CUT, Page
from depsov.report.markdown.pieces import code, fenced, folded, joined, package, place, row, said, top

__all__ = ["findings"]

MOST_OPEN = 12
MOST_NAMES = 4
MOST_HINTS = 3
"""What stands open, how many packages are named in a row, how many steps of a way, and how many pieces of advice."""

_LEVELS = {Level.FAIL: "**fails**", Level.WARN: "warning", Level.ACCEPTED: "accepted", None: ""}
_PLACES = {Level.FAIL: 0, Level.ACCEPTED: 2}
"""What fails stands first, what an exception accepts last; between them the heaviest first."""


def findings(page: Page) -> str:
    """Return the section, with people and unknown packages counted only, unless a policy speaks of them."""
    found = page.report.findings
    if not found:
        return ""
    shown = sorted(filter(_is_shown, found), key=lambda item: _PLACES.get(item.level or Level.WARN, 1))
    lines = [f"### {phrases.count(len(found), 'finding').capitalize()}", "", _counts(found, len(found) - len(shown))]
    columns = ["Severity", "Policy", "Finding", "Comes in", "Where"]
    has_levels = any(item.level is not None for item in shown)
    if not has_levels:
        columns.remove("Policy")
    rows = page.fitting((_row(item, page, has_levels=has_levels) for item in shown), part=2)
    is_short = len(shown) <= MOST_OPEN
    opened = len(rows) if is_short else min(sum(item.level is Level.FAIL for item in shown), MOST_OPEN, len(rows))
    lines += ["", *top(*columns), *rows[:opened]] if opened else []
    lines += [] if is_short else _deciders(shown, page)
    if rows[opened:]:
        title = f"{len(rows) - opened} more findings" if opened else "The findings one by one"
        lines += ["", *folded(title, [*top(*columns), *rows[opened:]])]
    if len(rows) < len(shown):
        lines += ["", f"{phrases.count(len(shown) - len(rows), 'finding')} left out: {CUT}."]
    lines += _advice(shown)
    return page.take(joined(lines))


def _advice(shown: Iterable[Finding]) -> list[str]:
    """Return what to do about what fails; some of it, as much of it is alike."""
    hints = [*dict.fromkeys(item.hint for item in shown if item.level is Level.FAIL and item.hint is not None)]
    if not hints:
        return []
    lines = []
    for hint in hints[:MOST_HINTS]:
        first, *block = hint.split("\n")
        lines += [said(first), "", *(fenced(block) if block else [])]
    if len(hints) > MOST_HINTS:
        lines.append(f"`depsov check --verbose` says what to do about {len(hints) - MOST_HINTS} more.")
    return ["", *folded("What to do", lines)]


def _is_shown(finding: Finding) -> bool:
    return finding.level is not None or finding.rule not in {"unknown-control", "single-person"}


def _counts(found: Iterable[Finding], hidden: int) -> str:
    counts = Counter(item.severity for item in found)
    weights = ", ".join(f"{counts[severity]} {severity.value}" for severity in Severity if counts[severity])
    rest = f" Not listed here: {phrases.count(hidden, 'package')} in one person's hands, or unknown."
    return f"{weights}.{rest if hidden else ''}"


def _deciders(found: Iterable[Finding], page: Page) -> Iterator[str]:
    """Yield a table of who decides over packages with findings, those with the heaviest first."""
    groups: dict[tuple[Severity, str, Reason], list[Assessment]] = {}
    for finding in found:
        item = page.by_purl.get(finding.package or "")
        if item is not None:
            groups.setdefault((finding.severity, phrases.who(item), item.reason), []).append(item)
    ordered = sorted(groups.items(), key=lambda pair: (pair[0][0].rank, -len(pair[1]), pair[0][1]))
    if ordered:
        yield from ["", *top("Severity", "Decided by", "Why", "Packages:", "Among them")]
    for (severity, who, reason), items in ordered[:MOST_OPEN]:
        names = sorted({(not item.package.direct, item.package.name) for item in items})
        listed = ", ".join([*(code(name) for _, name in names[:MOST_NAMES]), *(["…"] if names[MOST_NAMES:] else [])])
        yield row(severity.value, said(who), page.reasons[reason], str(len(items)), listed)
    if len(ordered) > MOST_OPEN:
        rest = phrases.count(sum(len(items) for _, items in ordered[MOST_OPEN:]), "package")
        yield from ["", f"And {rest} that others decide."]


def _row(item: Finding, page: Page, *, has_levels: bool) -> str:
    known = page.by_purl.get(item.package or "")
    sentence = said(item.message) if known is None else _with_code(item.message, known)
    way = "" if known is None else _way(known, page)
    level = [_LEVELS[item.level]] if has_levels else []
    return row(item.severity.value, *level, sentence, way, place(item.location))


def _with_code(message: str, item: Assessment) -> str:
    """Return what a finding says, with the package in it as code."""
    name = item.package.name
    start = 0 if message.startswith(name) else message.find(f": {name}") + len(": ")
    if message[start : start + len(name)] != name:
        return said(message)
    return f"{said(message[:start])}{package(item)}{said(message[start + len(name) :])}"


def _way(item: Assessment, page: Page) -> str:
    """Return how a package comes into the tree: itself named, or through what."""
    if item.package.direct:
        return "direct"
    above = [name if name == LEFT_OUT else code(name) for name in page.ways.get(item.package.purl, ())]
    return f"through {' > '.join(above)}" if above else "transitive"
