"""What holds for all of a resolution, beside what is asked for: constraints, overrides, preferences, indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from packaging.markers import Marker
from packaging.version import InvalidVersion, Version

from depsov.dependency_specifiers import Markers
from depsov.resolution.python.needs import Need
from depsov.values import dataclass, replace

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one resolution.

    `constraints` narrow a name without asking for it, `overrides` replace what anybody asks of it. `preferences` are
    versions to take where they will do. `opaque` are names that no index is asked about. `indexes` are those that the
    project names for single packages, whoever asks for them.
    """

    constraints: Mapping[str, Sequence[tuple[Need, Marker | None]]]
    overrides: Mapping[str, Sequence[tuple[Need, Marker | None]]]
    preferences: Mapping[str, str]
    opaque: Callable[[str], bool]
    indexes: Mapping[str, str]
    prereleases: bool = False

    def constraining(self, name: str, markers: Markers) -> list[Need]:
        """Return the constraints on a name that hold."""
        return [need for need, marker in self.constraints.get(name, ()) if markers.hold(marker)]

    def overridden(self, need: Need, markers: Markers) -> Iterator[Need]:
        """Yield a need, or what the user says instead of it."""
        overrides = self.overrides.get(need.name)
        if overrides is None:
            yield need
            return
        for other, marker in overrides:
            if markers.hold(marker):
                extras = need.extras | other.extras
                yield replace(need, extras=extras, specifier=other.specifier, asker=other.asker, url=other.url)

    def preferred(self, name: str) -> Version | None:
        """Return the version of a name that is to be taken where it will do."""
        try:
            return Version(self.preferences[name])
        except (KeyError, InvalidVersion):
            return None
