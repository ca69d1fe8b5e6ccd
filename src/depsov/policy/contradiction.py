"""What a policy can never mean: refused with the path of it, since a rule that is never met protects nobody."""

from __future__ import annotations

from collections.abc import Iterable

from depsov.errors import DocumentError
from depsov.model import INDIVIDUAL, VERDICTS_OF, Verdict
from depsov.policy.policy import UNKNOWN, Condition, Policy

__all__ = ["check"]

_HELD_BY_NOBODY = {INDIVIDUAL: Verdict.INDIVIDUAL, UNKNOWN: Verdict.UNKNOWN}
"""What stands in the place of a controller, and the only verdict that goes with it."""


def check(policy: Policy) -> None:
    """Raise `DocumentError` for the first thing that cannot be meant."""
    for path, condition in policy.conditions():
        try:
            _check_condition(condition)
        except DocumentError as error:
            raise error.within(path) from error
        if path.startswith("warn") and condition in policy.fail:
            raise DocumentError("says the same as a [[fail]]", path=path, hint="keep one of the two")
    _check_exemptions(policy)


def _check_condition(condition: Condition) -> None:
    verdicts = set(condition.verdict)
    if condition.reason:
        possible = {verdict for reason in condition.reason for verdict in VERDICTS_OF[reason]}
        for reason in condition.reason:
            if verdicts and not verdicts & set(VERDICTS_OF[reason]):
                said, fits = _listed(condition.verdict), _listed(VERDICTS_OF[reason])
                what = f"contradicts verdict {said}: {reason.value!r} goes with {fits}"
                raise _contradiction("reason", what)
        verdicts = verdicts & possible or possible
    if condition.controller and verdicts:
        for controller in condition.controller:
            verdict = _HELD_BY_NOBODY.get(controller)
            if verdict is not None and verdict not in verdicts:
                what = f"{controller!r} contradicts the verdict or reason"
                raise _contradiction("controller", what)
    if condition.severity is not None and verdicts and Verdict.OUTSIDE not in verdicts:
        raise _contradiction("severity", "contradicts the verdict or reason: only packages outside have a severity")
    if condition.jurisdiction and verdicts and verdicts <= {Verdict.INDIVIDUAL, Verdict.DISTRIBUTED}:
        raise _contradiction("jurisdiction", "contradicts the verdict or reason: such packages have no jurisdiction")


def _contradiction(key: str, what: str) -> DocumentError:
    return DocumentError(what, path=key, hint="take one of the two away")


def _check_exemptions(policy: Policy) -> None:
    seen: dict[tuple[str, str], str] = {}
    for item in policy.exemptions:
        for pattern in item.package:
            key = (pattern, item.controller)
            if key in seen:
                raise DocumentError(
                    f"{pattern!r} under {item.controller!r} is accepted in {seen[key]} already",
                    path=item.path,
                    hint="keep one of the two",
                )
            seen[key] = item.path


def _listed(verdicts: Iterable[Verdict]) -> str:
    return " or ".join(verdict.value for verdict in verdicts)
