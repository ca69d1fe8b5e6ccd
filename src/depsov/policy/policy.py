"""The words of a policy. Immutable, and free of I/O: a day is an argument."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum

from depsov.model import INDIVIDUAL, Assessment, Level, Reason, Scope, Severity, Verdict
from depsov.policy.pattern import matches
from depsov.values import dataclass, field

__all__ = ["UNKNOWN", "Condition", "Exemption", "Judging", "Level", "Limits", "Policy", "controller_of"]

UNKNOWN = "unknown"
"""What stands in the place of a controller's id where nobody is known to decide; `INDIVIDUAL` where one person does."""


class Judging(str, Enum):
    """Which packages a policy looks at: those that are new or changed hands since `depsov.lock`, or all."""

    CHANGES = "changes"
    ALL = "all"


def controller_of(item: Assessment) -> str:
    """Return who decides a package in the end, as a policy names it: an id, `individual` or `unknown`."""
    if item.controller is not None:
        return item.controller.id
    return INDIVIDUAL if item.reason is Reason.ONE_ACCOUNT else UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a package must be to be meant: all that is given must hold; of several values, any.

    `severity` and `strength` mean from there on. `package` are patterns, see `depsov.policy.pattern`. `judge` stands
    in the place of the policy's own for this condition. `path` is its place in the file, for messages.
    """

    verdict: tuple[Verdict, ...] = ()
    reason: tuple[Reason, ...] = ()
    severity: Severity | None = None
    strength: int | None = None
    controller: tuple[str, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    ecosystem: tuple[str, ...] = ()
    scope: tuple[Scope, ...] = ()
    direct: bool | None = None
    package: tuple[str, ...] = ()
    judge: Judging | None = None
    path: str = field(default="", compare=False)

    def matches(self, item: Assessment) -> bool:
        """Tell whether the package is meant."""
        return (
            (not self.verdict or item.verdict in self.verdict)
            and (not self.reason or item.reason in self.reason)
            and (self.severity is None or (item.severity is not None and item.severity.reaches(self.severity)))
            and (self.strength is None or item.strength >= self.strength)
            and (not self.controller or controller_of(item) in self.controller)
            and (not self.jurisdiction or any(place.country in self.jurisdiction for place in item.jurisdictions))
            and (not self.ecosystem or item.package.ecosystem in self.ecosystem)
            and (not self.scope or item.package.scope in self.scope)
            and (self.direct is None or item.package.direct is self.direct)
            and (not self.package or any(matches(pattern, item.package) for pattern in self.package))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An `[[exception]]`: packages that a project accepts in the hands of one controller, until a day.

    (The class is not named after the table so as not to be taken for an error.) `file` is the path of the
    file that it stands in, `line` the line of its header, `path` the place in it.
    """

    package: tuple[str, ...]
    controller: str
    reason: str
    owner: str
    expires: date
    file: str = ""
    line: int | None = field(default=None, compare=False)
    path: str = field(default="", compare=False)

    def names(self, item: Assessment) -> bool:
        """Tell whether the package is meant, whoever controls it."""
        return any(matches(pattern, item.package) for pattern in self.package)

    def covers(self, item: Assessment) -> bool:
        """Tell whether the package is meant, in these hands: under a new controller it is judged like any other."""
        return self.controller == controller_of(item) and self.names(item)

    def is_expired(self, today: date) -> bool:
        """Tell whether it holds no longer; it holds on its last day."""
        return self.expires < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on a project as a whole, as fractions from 0 to 1; None is no limit.

    `coverage` is the least share of all packages that have an answer. The others are the largest shares of the
    runtime tree: of packages `outside`, of those of them that one party decides (`one_party`), of `unknown` ones, and
    of those of one controller outside (`concentration`).
    """

    coverage: float | None = None
    outside: float | None = None
    one_party: float | None = None
    unknown: float | None = None
    concentration: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What fails, what is worth a warning, and what is accepted.

    `preset` is the policy that this one builds on. `unknown` is the level of packages of which nothing tells who
    decides, `stale` that of a `depsov.lock` that is out of date. Without `enforce`, what would fail is a warning.
    """

    preset: str | None = None
    judge: Judging = Judging.ALL
    unknown: Level = Level.WARN
    stale: Level = Level.FAIL
    enforce: bool = True
    fail: tuple[Condition, ...] = ()
    warn: tuple[Condition, ...] = ()
    limits: Limits = Limits()
    exemptions: tuple[Exemption, ...] = ()

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Yield every condition with its place: in the file that it stands in, else in this policy."""
        for name, listed in (("fail", self.fail), ("warn", self.warn)):
            yield from ((item.path or f"{name}[{index}]", item) for index, item in enumerate(listed))
