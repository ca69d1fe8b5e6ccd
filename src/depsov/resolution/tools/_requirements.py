"""What is handed to uv and pip of a demand: requirements and constraints as files, and the indexes to ask.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from packaging.requirements import Requirement

from depsov.demand import Demand
from depsov.dependency_specifiers import Markers, parsed
from depsov.errors import DocumentError, ResolutionError
from depsov.model import SourceKind
from depsov.resolution.addresses import SAFE
from depsov.values import dataclass

__all__ = ["Asked", "Pinned", "asked_of"]


class Pinned(NamedTuple):
    """A requirement that the project takes from an index of its own, whoever else asks for the package."""

    name: str
    requirement: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A demand without what is not asked about.

    `wants`, `constraints` and `overrides` are texts of requirements files; `pinned` are further wants. `own` are names
    that nobody is asked about, and `unresolved` those of repositories, archives and what is withheld.
    """

    wants: str
    pinned: tuple[Pinned, ...]
    constraints: str
    overrides: str
    index: str | None
    extra_indexes: tuple[str, ...]
    own: frozenset[str]
    unresolved: tuple[str, ...]


def asked_of(demand: Demand, environment: Mapping[str, str], withheld: Callable[[str], bool]) -> Asked:
    """Return what a tool is asked for; `environment` has the values of the target's environment markers.

    Raises `ResolutionError` for an index that is not reached by https, and for a text that is no requirement.
    """
    markers = Markers(lambda: environment)
    lines: dict[str, None] = {}
    pinned: dict[Pinned, None] = {}
    unresolved: set[str] = set()
    for want in demand.wants:
        if want.name in demand.own or want.source.kind is SourceKind.PATH:
            continue
        requirement = _parsed(want.requirement)
        if not markers.hold(requirement.marker):
            continue
        is_elsewhere = requirement.url is not None or want.source.kind in {SourceKind.GIT, SourceKind.URL}
        if is_elsewhere or withheld(want.name):
            unresolved.add(want.name)
            continue
        if want.source.kind is SourceKind.INDEX and want.source.url != _without_slash(demand.index):
            pinned[Pinned(want.name, str(requirement), _checked(want.source.url))] = None
        else:
            lines[f"{requirement}\n"] = None
    return Asked(
        wants="".join(lines),
        pinned=tuple(pinned),
        constraints=_written(demand.constraints, "constraint"),
        overrides=_written(demand.overrides, "override"),
        index=None if demand.index is None else _checked(demand.index),
        extra_indexes=tuple(map(_checked, demand.extra_indexes)),
        own=demand.own,
        unresolved=tuple(sorted(unresolved)),
    )


def _parsed(text: str) -> Requirement:
    try:
        return parsed(text)
    except DocumentError as error:
        raise ResolutionError("a requirement of the project is none that the tools understand") from error


def _written(texts: Iterable[str], what: str) -> str:
    requirements = [_parsed(text) for text in texts]
    for requirement in requirements:
        if requirement.url is not None:
            raise ResolutionError(f"a {what} names an address for {requirement.name}, which is not fetched")
    return "".join(f"{requirement}\n" for requirement in requirements)


# No variable: pip would put in what the environment holds, and send it to that address.
_INDEX = re.compile(SAFE + r"[^\s\"'$\\{}<>#]+\Z")


def _checked(url: str | None) -> str:
    if url is None or not _INDEX.match(url):
        raise ResolutionError(
            "an index that the project names is no plain https address, and is not asked",
            hint="name it with https and without variables",
        )
    return url


def _without_slash(url: str | None) -> str | None:
    return url and url.rstrip("/")
