"""What a policy makes of a tree beside what stood before: the findings of `depsov check`.

Every finding here has a level. Pure: no I/O, and the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from depsov.config import Config
from depsov.gate.advice import LOOK_ONLINE, exception_block, policy_file
from depsov.gate.known import Before, Change, change_of, finder
from depsov.judge import Judge
from depsov.lock import Block, Lock
from depsov.model import Assessment, Finding, Level, Location, PerimeterRef, Severity
from depsov.phrases import count, who
from depsov.policy.policy import UNKNOWN, Exemption, controller_of
from depsov.rules import about, finding_of, policy_finding, severity_of
from depsov.values import replace

__all__ = ["exception_findings", "package_findings", "stale_finding"]

_LEVELS = tuple(Level)
_NAMED = 5
"""How many packages a finding on several names."""


# --- packages -----------------------------------------------------------------------------------------------------


def package_findings(
    assessments: Iterable[Assessment],
    before: Mapping[str, Before],
    judge: Judge,
    perimeter: PerimeterRef,
) -> list[Finding]:
    """Return what the policy says of each package, once whatever its versions: the gravest stands for all."""
    gravest: dict[tuple[str, str], Finding] = {}
    find = finder(before)
    for item in assessments:
        purl = item.package.bare_purl
        finding = _finding(item, find(item.package), judge, perimeter)
        if finding is None or finding.level is None:
            continue
        if finding.level is not Level.ACCEPTED:
            finding = replace(finding, hint=_hint(item, judge))
        key = (finding.rule, purl)
        if key not in gravest or _gravity(finding) < _gravity(gravest[key]):
            gravest[key] = finding
    return list(gravest.values())


def _gravity(finding: Finding) -> tuple[int, int]:
    return _LEVELS.index(finding.level or Level.ACCEPTED), finding.severity.rank


def _finding(item: Assessment, before: Before | None, judge: Judge, perimeter: PerimeterRef) -> Finding | None:
    change = change_of(item, before, perimeter.countries)
    level = judge.level(item, severity_of(item), is_changed=change is not None)
    if before is not None and change in (Change.CONTROLLER, Change.STRENGTH):
        return replace(_moved(item, before, change, perimeter), level=level or judge.notice(item))
    if level is None:
        return None
    usual = finding_of(item, perimeter) or policy_finding(item, perimeter)
    if change is Change.NEW:
        usual = replace(usual, message=f"new: {usual.message}")
    if before is not None and change in (Change.LOST, Change.LEFT):
        was = before.name if change is Change.LOST else f"inside {perimeter.label}"
        usual = replace(usual, message=f"{usual.message}; before: {was}")
    return replace(usual, level=level)


def _moved(item: Assessment, before: Before, change: Change, perimeter: PerimeterRef) -> Finding:
    if change is Change.CONTROLLER:
        usual = finding_of(item, perimeter) or policy_finding(item, perimeter)
        finding = about(item, "controller-changed", f"{usual.message}; before: {before.name}")
    else:
        rise = f"from strength {before.strength} to {item.strength} of 5"
        finding = about(item, "strength-rise", f"{item.package.name}: the hold of {who(item)} rose {rise}")
    return replace(finding, severity=min(finding.severity, Severity.LOW, key=lambda severity: severity.rank))


def _hint(item: Assessment, judge: Judge) -> str:
    block = exception_block([item], judge.config, judge.today)
    first = f"{LOOK_ONLINE} Or leave it out" if controller_of(item) == UNKNOWN else "leave it out"
    return f"{first}, or accept it in {policy_file(judge.config)}:\n{block}"


# --- depsov.lock --------------------------------------------------------------------------------------------------


def stale_finding(
    lock: Lock, now: Mapping[str, Block], config: Config, place: str, *, is_same_perimeter: bool, is_whole: bool
) -> Finding | None:
    """Return that `depsov.lock` does not say what is known of the tree, and in what; None where it does."""
    said = [part for part in _differences(lock, now, is_same_perimeter=is_same_perimeter, is_whole=is_whole) if part]
    if not said:
        return None
    level = config.policy.stale if config.policy.enforce else Level.WARN
    return Finding(
        rule="lock-stale",
        severity=Severity.LOW,
        message=f"out of date: {'; '.join(said)}",
        location=Location(file=place),
        level=level,
        hint=f"run `depsov lock{_folder(place)}`, and look at what it changes",
    )


def _folder(place: str) -> str:
    """Return the argument that names the folder of a `depsov.lock`, where it is not the working folder."""
    from shlex import quote

    folder = place.rpartition("/")[0]
    return f" {quote(folder)}" if folder else ""


def _differences(lock: Lock, now: Mapping[str, Block], *, is_same_perimeter: bool, is_whole: bool) -> Iterator[str]:
    missing = sorted(now.keys() - lock.blocks.keys())
    gone = sorted(lock.blocks.keys() - now.keys()) if is_whole else []
    other = [
        purl
        for purl in sorted(now.keys() & lock.blocks.keys())
        if (now[purl].facts, now[purl].names) != (lock.blocks[purl].facts, lock.blocks[purl].names)
        or (is_same_perimeter and now[purl].reason is not lock.blocks[purl].reason)
    ]
    yield _listed("{} missing from it", missing)
    yield _listed("{} no longer in the tree", gone)
    yield _listed("{} about which something else is known now", other)


def _listed(text: str, purls: Sequence[str]) -> str:
    if not purls:
        return ""
    counted = count(len(purls), "package")
    names = ", ".join(purls[:_NAMED]) + (f" and {len(purls) - _NAMED} more" if len(purls) > _NAMED else "")
    return f"{text.format(counted)} ({names})"


# --- exceptions ---------------------------------------------------------------------------------------------------


def exception_findings(
    assessments: Sequence[Assessment], config: Config, today: date, *, is_whole: bool
) -> Iterator[Finding]:
    """Yield the exceptions that have expired, and those that accept nothing in the tree."""
    for item in config.policy.exemptions:
        if item.is_expired(today):
            level = Level.FAIL if config.policy.enforce else Level.WARN
            message = f"the exception for {_patterns(item)} ({item.owner}) expired on {item.expires}"
            hint = "look at it again: give it a new day, or take it away with what it accepted"
            yield replace(_on_exception("exception-expired", item, message, hint), severity=Severity.LOW, level=level)
        elif is_whole and not any(item.covers(assessment) for assessment in assessments):
            yield _unused(item, assessments)


def _unused(item: Exemption, assessments: Iterable[Assessment]) -> Finding:
    named = next((assessment for assessment in assessments if item.names(assessment)), None)
    if named is None:
        message = f"the exception for {_patterns(item)} ({item.owner}) matches no package of the tree"
        hint = "take it away"
    else:
        message = (
            f"the exception for {_patterns(item)} ({item.owner}) is made for {item.controller!r}, "
            f"but {named.package.name} is decided by {who(named)}"
        )
        hint = "take it away, or make a new one for the new controller"
    return _on_exception("exception-unused", item, message, hint)


def _patterns(item: Exemption) -> str:
    return ", ".join(item.package)


def _on_exception(rule: str, item: Exemption, message: str, hint: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.INFO,
        message=message,
        subject=f"{item.controller} {_patterns(item)}",
        location=Location(file=item.file, line=item.line),
        level=Level.WARN,
        hint=hint,
    )
