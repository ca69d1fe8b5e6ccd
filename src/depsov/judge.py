"""The stage that only a policy has: what it makes of a package. It fails, is worth a warning, or is accepted.

Pure: policy, knowledge and day are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from depsov.config import Config
from depsov.errors import ConfigError
from depsov.knowledge import Knowledge
from depsov.model import INDIVIDUAL, Assessment, Finding, Level, PerimeterRef, Severity, Verdict
from depsov.policy.policy import UNKNOWN, Condition, Exemption, Judging
from depsov.rules import by_weight, finding_of, policy_finding
from depsov.values import replace

__all__ = ["Judge", "check_controllers", "levelled"]


class Judge:
    """Applies a policy on a day. `judging` stands in the place of what it says of which packages are looked at."""

    def __init__(self, config: Config, today: date, judging: Judging | None = None) -> None:
        self.config = config
        self.today = today
        self._policy = config.policy
        self._judging = judging
        self._valid = [item for item in config.policy.exemptions if not item.is_expired(today)]

    def level(self, item: Assessment, severity: Severity, *, is_changed: bool) -> Level | None:
        """Return what becomes of a package that is new or in other hands, or of one that is as it was."""
        level = self._uncovered(item, severity, is_changed=is_changed)
        if level is not None and self.exemption(item) is not None:
            return Level.ACCEPTED
        return self._softened(level)

    def enforced(self, finding: Finding) -> Finding:
        """Return a finding on the whole project as the policy takes it."""
        level = Level.FAIL if self.weighs(finding.severity) else finding.level
        return replace(finding, level=self._softened(level))

    def _softened(self, level: Level | None) -> Level | None:
        return Level.WARN if level is Level.FAIL and not self._policy.enforce else level

    def notice(self, item: Assessment) -> Level:
        """Return what becomes of a package in other hands that no rule of the policy speaks of."""
        return Level.WARN if self.exemption(item) is None else Level.ACCEPTED

    def _uncovered(self, item: Assessment, severity: Severity, *, is_changed: bool) -> Level | None:
        def is_meant(condition: Condition) -> bool:
            return self._looks(condition.judge, is_changed=is_changed) and condition.matches(item)

        looks = self._looks(None, is_changed=is_changed)
        is_unknown = looks and item.verdict is Verdict.UNKNOWN
        if looks and self.weighs(severity):
            return Level.FAIL
        if any(map(is_meant, self._policy.fail)) or (is_unknown and self._policy.unknown is Level.FAIL):
            return Level.FAIL
        if any(map(is_meant, self._policy.warn)) or is_unknown:
            return Level.WARN
        return None

    def weighs(self, severity: Severity) -> bool:
        """Tell whether a severity alone makes a finding fail."""
        return self.config.fail_on is not None and severity.reaches(self.config.fail_on)

    def exemption(self, item: Assessment) -> Exemption | None:
        """Return the exception that accepts a package in the hands that it is in, if one holds."""
        return next((exemption for exemption in self._valid if exemption.covers(item)), None)

    def _looks(self, own: Judging | None, *, is_changed: bool) -> bool:
        return is_changed or (self._judging or own or self._policy.judge) is Judging.ALL


def levelled(
    findings: Iterable[Finding], assessments: Sequence[Assessment], perimeter: PerimeterRef, judge: Judge
) -> list[Finding]:
    """Return the findings of a scan with what the policy makes of each; a scan knows of no change.

    Packages that trip nothing by themselves are among them where the policy names them.
    """
    listed = list(findings)
    by_purl = {item.package.purl: item for item in assessments}
    has_rules = judge.config.policy.fail or judge.config.policy.warn
    named = [item for item in assessments if has_rules and finding_of(item, perimeter) is None]
    return by_weight(
        [
            *(judge.enforced(finding) for finding in listed if finding.package is None),
            *(_judged(finding, by_purl[finding.package], judge) for finding in listed if finding.package is not None),
            *(
                finding
                for item in named
                if (finding := _judged(policy_finding(item, perimeter), item, judge)).level is not None
            ),
        ]
    )


def _judged(finding: Finding, item: Assessment, judge: Judge) -> Finding:
    level = judge.level(item, finding.severity, is_changed=False)
    return finding if level is finding.level else replace(finding, level=level)


def check_controllers(config: Config, knowledge: Knowledge) -> None:
    """Raise `ConfigError` for a controller that is no organisation's id, `individual` or `unknown`."""
    file = Path(config.file or "configuration").name
    for path, controller in _named(config):
        if controller not in (INDIVIDUAL, UNKNOWN) and not knowledge.has_organisation(controller):
            from difflib import get_close_matches

            near = get_close_matches(controller.lower(), knowledge.organisation_ids(), n=3, cutoff=0.7)
            alike = f"similar: {', '.join(near)}; " if near else ""
            raise ConfigError(
                f"{file}: {path}: no organisation has the id {controller!r}",
                hint=f"{alike}`depsov org NAME` shows the id; or write {INDIVIDUAL} or {UNKNOWN}",
            )


def _named(config: Config) -> Iterator[tuple[str, str]]:
    for path, condition in config.policy.conditions():
        yield from ((f"{path}.controller", controller) for controller in condition.controller)
    yield from ((f"{item.path}.controller", item.controller) for item in config.policy.exemptions)
