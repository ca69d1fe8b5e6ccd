"""What `depsov check` says to people: short enough for the window of a commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from depsov import phrases
from depsov.documents import printable
from depsov.gate.advice import LOOK_ONLINE, exception_block, policy_file
from depsov.gate.check import Checked
from depsov.model import Assessment, Finding, Level, Location
from depsov.policy import Judging
from depsov.policy.policy import UNKNOWN, controller_of

__all__ = ["lines", "summary"]

MOST_FINDINGS = 12
MOST_BLOCKS = 3
"""What is shown without `--verbose`; what is left out is counted."""


def lines(checked: Checked, *, quiet: bool = False, verbose: bool = False) -> Iterator[str]:
    """Yield what fails, what is worth a warning (unless quiet), and what to do about it.

    Many of the lines begin with a path: a runner takes none of them for a command.
    """
    for line in _lines(checked, quiet=quiet, verbose=verbose):
        yield _harmless(line)


def _harmless(line: str) -> str:
    from depsov.report.escape import log  # a check with nothing to say loads no report

    return log(line)


def _lines(checked: Checked, *, quiet: bool, verbose: bool) -> Iterator[str]:
    levels = (Level.FAIL,) if quiet else (Level.FAIL, Level.WARN)
    shown = [item for level in levels for item in checked.report.findings if item.level is level]
    limit = len(shown) if verbose else MOST_FINDINGS
    ways = _ways(checked) if shown else {}
    for item, following in zip_longest(shown[:limit], shown[1:limit]):
        said = f"{_level(item)}: {item.message} [{item.rule}{_way(item, ways, checked)}]"
        yield printable(f"{_place(item.location)}{said}")
        # The same advice is given once, below the last that it is for.
        if item.package is None and item.hint is not None and (following is None or following.hint != item.hint):
            yield printable(f"    {item.hint}")
    if len(shown) > limit:
        yield f"... and {len(shown) - limit} more (`depsov check --verbose` shows all)"
    yield from _problems(checked, quiet=quiet)
    yield from _advice([item for item in shown[:limit] if item.level is Level.FAIL], checked, verbose=verbose)


def _ways(checked: Checked) -> Mapping[str, Sequence[str]]:
    from depsov.report._ways import ways_to  # a check with nothing to say needs no report

    return ways_to(checked.report.graph)


def _level(item: Finding) -> str:
    return item.severity.value if item.level is Level.FAIL else f"warning, {item.severity.value}"


def _place(place: Location | None) -> str:
    if place is None or not place.file:
        return ""
    return f"{place.file}: " if place.line is None else f"{place.file}:{place.line}: "


def _way(item: Finding, ways: Mapping[str, Sequence[str]], checked: Checked) -> str:
    """Return how a package comes into the tree: itself named, or through what."""
    if item.package is None:
        return ""
    if checked.report.graph.packages[item.package].direct:
        return "; direct"
    above = ways.get(item.package)
    return f"; through {' > '.join(above)}" if above else ""


def _problems(checked: Checked, *, quiet: bool) -> Iterator[str]:
    for problem in checked.report.problems:
        if quiet and not problem.is_of_reading and not checked.config.strict:
            continue
        yield phrases.problem(problem)


def _advice(failing: Sequence[Finding], checked: Checked, *, verbose: bool) -> Iterator[str]:
    """Yield the exceptions to paste, one for each controller of what fails."""
    by_purl = {item.package.purl: item for item in checked.report.assessments}
    groups: dict[str, list[Assessment]] = {}
    for finding in failing:
        if finding.package is not None:
            item = by_purl[finding.package]
            groups.setdefault(controller_of(item), []).append(item)
    if not groups:
        return
    limit = len(groups) if verbose else MOST_BLOCKS
    if UNKNOWN in groups:
        yield LOOK_ONLINE
    yield from _ways_out(checked)
    for items in [*groups.values()][:limit]:
        yield ""
        yield from (f"    {line}" for line in exception_block(items, checked.config, checked.report.as_of).split("\n"))
    if len(groups) > limit:
        yield ""
        more = phrases.count(len(groups) - limit, "more exception")
        yield f"... and {more} for these (`depsov check --verbose` shows all)"


def _ways_out(checked: Checked) -> Iterator[str]:
    file = policy_file(checked.config)
    if checked.is_baseline and checked.config.policy.judge is Judging.CHANGES:
        yield "Leave it out, or accept it with `depsov lock`, whose diff a reviewer sees."
        yield f"To accept it in every check, `--diff` too, add to {file}:"
    else:
        yield f"Leave it out, or accept it in {file}, which a reviewer sees:"


def summary(checked: Checked) -> str:
    """Return the line on the whole."""
    report = checked.report
    counts = {level: sum(item.level is level for item in report.findings) for level in Level}
    said = [f"{counts[Level.FAIL]} fail" if counts[Level.FAIL] else "nothing fails"]
    if counts[Level.WARN]:
        said.append(f"{counts[Level.WARN]} worth a look")
    if counts[Level.ACCEPTED]:
        said.append(f"{counts[Level.ACCEPTED]} accepted by exceptions")
    part = "" if checked.is_whole else " in part of the tree"
    return (
        f"{phrases.count(report.summary.packages, 'package')}{part} beside {checked.compared}: {', '.join(said)} "
        f"({checked.policy}, inside means {report.perimeter.label})"
    )
