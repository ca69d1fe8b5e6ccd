"""What somebody asks for: a dependency specifier as the resolver handles it, and those in the metadata of a release.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion

from depsov.errors import DocumentError
from depsov.purl import normalise
from depsov.resolution.index.credentials import bare
from depsov.resolution.python.shelf import Release

__all__ = ["Markers", "Need", "need_of", "required", "specifiers"]

_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]*)['"]""")
_OR = re.compile(r"\bor\b")
_NO_EXTRAS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """A requirement: of the project itself, or of a release.

    `asker` is what asks, for people: the place in a document, or a package with its version. `by` is the name of the
    package that asks, None for the project. `release` is the only one that will do, where there is such: an extra asks
    for the release that it belongs to.
    """

    name: str
    extras: frozenset[str]
    specifier: SpecifierSet
    asker: str
    by: str | None = None
    url: str | None = None
    release: Release | None = None

    @property
    def identifier(self) -> str:
        """The name with its extras: what the resolver chooses one candidate for."""
        return f"{self.name}[{','.join(sorted(self.extras))}]" if self.extras else self.name

    def parts(self) -> tuple[Need, ...]:
        """Return it as the resolver takes it in: with extras, what it asks of the project is a need of its own.

        So what is asked of a project stands in one place, whatever the extras, and nothing is tried in vain.
        """
        if self.extras and (self.specifier or self.url):
            return replace(self, extras=_NO_EXTRAS), self
        return (self,)

    def __str__(self) -> str:
        """Return it as it would be written, without a password."""
        return f"{self.identifier} @ {bare(self.url)}" if self.url else f"{self.identifier}{self.specifier}"


class Markers:
    """Evaluates markers for one environment, each once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._known: dict[tuple[str, str], bool] = {}

    def hold(self, marker: Marker | None, extras: Iterable[str] = ()) -> bool:
        """Return whether a marker holds with none of the extras or with one."""
        if marker is None:
            return True
        text = str(marker)
        return any(self._holds(marker, text, extra) for extra in ("", *extras))

    def _holds(self, marker: Marker, text: str, extra: str) -> bool:
        known = self._known.get((text, extra))
        if known is None:
            known = self._known[text, extra] = self._evaluate(marker, extra)
        return known

    def _evaluate(self, marker: Marker, extra: str) -> bool:
        try:
            return marker.evaluate({**self._environment, "extra": extra})
        except (UndefinedComparison, UndefinedEnvironmentName, InvalidVersion):
            return False


def need_of(text: str, asker: str, by: str | None = None) -> tuple[Need, Marker | None]:
    """Return a dependency specifier as a need, and its marker. Raises `DocumentError` where it is none."""
    requirement = _parsed(text)
    extras = frozenset(normalise("pypi", extra) for extra in requirement.extras)
    need = Need(normalise("pypi", requirement.name), extras, requirement.specifier, asker, by, requirement.url)
    return need, requirement.marker


def required(lines: Iterable[str], extras: frozenset[str], markers: Markers, asker: str, by: str) -> Iterator[Need]:
    """Yield what a release requires with these extras; without extras what it requires in any case.

    With extras only what they add is yielded. Raises `DocumentError` where a line is no requirement.
    """
    for line in lines:
        if _may_concern(line, extras):
            need, marker = need_of(line, asker, by)
            if markers.hold(marker, extras):
                yield need


def _may_concern(line: str, extras: frozenset[str]) -> bool:
    """Return whether a line can ask for something with these extras: most cannot, and need not be parsed to tell."""
    marker = line.partition(";")[2]
    if "extra" not in marker:
        return not extras
    named = _EXTRA.findall(marker)
    if len(named) != marker.count("extra") or _OR.search(marker):
        return True
    return extras.issuperset(normalise("pypi", extra) for extra in named)


def specifiers(texts: Iterable[str], asker: str) -> dict[str, list[tuple[Need, Marker | None]]]:
    """Return constraints by the names that they narrow. Raises `DocumentError` where one is no specifier."""
    found: dict[str, list[tuple[Need, Marker | None]]] = {}
    for text in texts:
        need, marker = need_of(text, asker)
        found.setdefault(need.name, []).append((need, marker))
    return found


@lru_cache(maxsize=16384)
def _parsed(text: str) -> Requirement:
    try:
        return Requirement(text)
    except InvalidRequirement as error:
        raise DocumentError(f"{text[:80]!r} is no requirement (PEP 508)") from error
