"""What a source of evidence must offer.

A source is a module with these members; `offline.SOURCES` and `sources.SOURCES` list them. An online one opens no
connection and keeps nothing: it names an address and reads the document that was found there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from depsov.evidence.forges import FORGE_HOSTS
from depsov.model import Evidence, Package, Problem
from depsov.values import dataclass, field

__all__ = ["Gathered", "OfflineSource", "OnlineSource", "Progress", "Surroundings"]

Progress = Callable[[int, int], None]
"""Called while registries are asked, with the number of packages that are done, and of those to ask about."""


@dataclass(slots=True)
class Gathered:
    """Evidence by purl, and what could not be read."""

    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def learn(self, purl: str, evidence: Iterable[Evidence]) -> None:
        """Add to what is known of a package."""
        new = tuple(evidence)
        if new:
            self.evidence[purl] = (*self.evidence.get(purl, ()), *new)


def _nobody_is_known(identity: str) -> bool:  # noqa: ARG001 (the form of the answer)
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an offline source may look at beside the graph: installed packages, known forges, which identities are held.

    `is_held` tells whether an organisation of the knowledge base holds an identity.
    """

    module_folders: Sequence[Path] = ()
    forges: Mapping[str, str] = field(default_factory=lambda: FORGE_HOSTS)
    is_held: Callable[[str], bool] = _nobody_is_known


class OfflineSource(Protocol):
    """A source that asks nobody."""

    @property
    def ID(self) -> str:
        """Short name: `namespace`."""

    @property
    def TITLE(self) -> str:
        """Name for people: `names of packages`."""

    def gather(self, packages: Sequence[Package], around: Surroundings) -> Gathered:
        """Return what is observed of the packages. Raises nothing: what cannot be read is a Problem."""


class OnlineSource(Protocol):
    """A source that reads the documents of a registry. It sees packages of that registry only."""

    @property
    def ID(self) -> str:
        """Short name: `pypi`."""

    @property
    def TITLE(self) -> str:
        """Name for people: `PyPI project documents`."""

    @property
    def ECOSYSTEM(self) -> str:
        """The purl type of the packages that it is asked about."""

    @property
    def VERSION(self) -> int:
        """Raised when `read` finds something else in the same document: what is cached is then asked for anew."""

    def address(self, package: Package, base_url: str) -> str | None:
        """Return the URL of the document on a package, None where there is nothing to ask.

        Packages with the same address are asked about once.
        """

    def read(self, document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
        """Return the evidence in a document, and nothing of the persons in it. Raises `DocumentError`.

        The evidence is all that is kept of the document; it bears no date yet.
        """
