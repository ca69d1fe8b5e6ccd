"""What somebody asks for: a dependency specifier as the resolver handles it, and those in the metadata of a release.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.markers import Marker
from packaging.specifiers import SpecifierSet

from depsov.dependency_specifiers import Markers, may_hold, parsed
from depsov.purl import normalise
from depsov.resolution.index.credentials import bare
from depsov.resolution.python.shelf import Release
from depsov.values import dataclass, replace

__all__ = ["Need", "need_of", "required", "specifiers"]

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


def need_of(text: str, asker: str, by: str | None = None) -> tuple[Need, Marker | None]:
    """Return a dependency specifier as a need, and its marker. Raises `DocumentError` where it is none."""
    requirement = parsed(text)
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
    return may_hold(marker, extras)


def specifiers(texts: Iterable[str], asker: str) -> dict[str, list[tuple[Need, Marker | None]]]:
    """Return constraints by the names that they narrow. Raises `DocumentError` where one is no specifier."""
    found: dict[str, list[tuple[Need, Marker | None]]] = {}
    for text in texts:
        need, marker = need_of(text, asker)
        found.setdefault(need.name, []).append((need, marker))
    return found
