"""The knowledge base as the pipeline asks it: who holds an identity, who decides a package, what is an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from depsov.errors import KnowledgeError
from depsov.knowledge.codec import FORMAT, decode_entry, decode_organisation, decode_platform
from depsov.knowledge.lines import read
from depsov.knowledge.records import Entry, Fact, Organisation, Platform
from depsov.model import Package, SourceKind
from depsov.purl import listed_name

__all__ = ["SOURCES", "Knowledge", "load", "shipped_bundle"]

_BUNDLE = Path(__file__).with_name("bundle.jsonl")
SOURCES = Path(__file__).with_name("data")
"""The TOML sources, in a checkout; an installed depsov has the bundle only."""

_PARTS = {"version", "oldest", "organisations", "identities", "packages", "entries", "perimeters", "platforms"}


class Knowledge:
    """A loaded bundle. Records are decoded when they are asked for, once."""

    def __init__(self, bundle: Mapping[str, Any]) -> None:
        """Take a bundle. Raises `KnowledgeError` where it is of a newer form than this depsov reads."""
        if bundle.get("format") != FORMAT:
            raise KnowledgeError(f"the knowledge bundle has format {bundle.get('format')!r}", hint="update depsov")
        missing = _PARTS - bundle.keys()
        if missing:
            raise KnowledgeError(f"the knowledge bundle lacks {', '.join(sorted(missing))}")
        self.version: str = bundle["version"]
        self.oldest: str = bundle["oldest"]
        self._organisations: Mapping[str, Any] = bundle["organisations"]
        self._identities: Mapping[str, str] = bundle["identities"]
        self._packages: Mapping[str, Mapping[str, int]] = bundle["packages"]
        self._bundle = bundle
        self._decoded: dict[str, Organisation] = {}
        self._decoded_entries: dict[int, Entry] = {}
        self._shown: dict[str, frozenset[str]] = {}

    def holder(self, identity: str) -> str | None:
        """Return the id of the organisation that holds an identity; case does not count."""
        return self._identities.get(identity.lower())

    def is_held(self, identity: str) -> bool:
        """Tell whether an organisation is known to hold an identity."""
        return identity.lower() in self._identities

    def identity_fact(self, identity: str) -> Fact | None:
        """Return the fact that shows an identity to be its holder's; None where that is only presumed."""
        holder = self.holder(identity)
        if holder is None:
            return None
        organisation = self.organisation(holder)
        if holder not in self._shown:
            self._shown[holder] = frozenset(item.lower() for item in organisation.identities)
        return organisation.identified if identity.lower() in self._shown[holder] else None

    def entry(self, ecosystem: str, name: str) -> Entry | None:
        """Return what is known of a package of the default registry by its name."""
        number = self._packages.get(ecosystem, {}).get(listed_name(ecosystem, name))
        if number is None:
            return None
        if number not in self._decoded_entries:
            self._decoded_entries[number] = decode_entry(self._bundle["entries"][number])
        return self._decoded_entries[number]

    def entry_of(self, package: Package) -> Entry | None:
        """Return what is known of a package by its name: that holds for packages of the default registry only."""
        if package.source.kind is not SourceKind.REGISTRY:
            return None
        return self.entry(package.ecosystem, package.name)

    def organisation(self, key: str) -> Organisation:
        """Return an organisation by its id. Raises `KeyError` where there is none."""
        if key not in self._decoded:
            self._decoded[key] = decode_organisation(key, self._organisations[key])
        return self._decoded[key]

    def has_organisation(self, key: str) -> bool:
        """Tell whether an organisation has the id."""
        return key in self._organisations

    def organisation_ids(self) -> tuple[str, ...]:
        """Return the ids of all organisations, sorted."""
        return tuple(sorted(self._organisations))

    def organisations(self) -> Iterator[Organisation]:
        """Yield all organisations, sorted by id."""
        return (self.organisation(key) for key in sorted(self._organisations))

    def packages(self, ecosystem: str) -> Mapping[str, int]:
        """Return the names that have an entry in an ecosystem."""
        return self._packages.get(ecosystem, {})

    def ecosystems(self) -> tuple[str, ...]:
        """Return the ecosystems that have package entries."""
        return tuple(sorted(self._packages))

    def perimeters(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """Return the named perimeters: the label for texts, and the countries."""
        return {key: (label, tuple(codes)) for key, (label, codes) in self._bundle["perimeters"].items()}

    def platforms(self) -> tuple[Platform, ...]:
        """Return all platforms, sorted by id."""
        return tuple(decode_platform(key, raw) for key, raw in sorted(self._bundle["platforms"].items()))

    def forge_hosts(self) -> Mapping[str, str]:
        """Return the hosts of known forges and how the URLs of each name an owner (`github`, `gitlab`, ...)."""
        return {
            host: raw.get("kind", raw["role"])
            for raw in self._bundle["platforms"].values()
            for host in raw.get("hosts", ())
        }


def load(overlays: Iterable[Path] = (), released: Path | None = None) -> Knowledge:
    """Load the knowledge base that depsov ships, or a released file in its place, with a user's overlays on top.

    Raises `KnowledgeError` where a file cannot be read, is damaged, of another format, or contradicts itself.
    """
    paths = tuple(overlays)
    if not paths and released is None:
        return _shipped()
    bundle = read(shipped_bundle() if released is None else _released(released))
    return Knowledge(_overlaid(bundle, paths) if paths else bundle)


@lru_cache(maxsize=1)
def _shipped() -> Knowledge:
    return Knowledge(read(shipped_bundle()))


def _released(path: Path) -> bytes:
    from depsov.knowledge.release import unpack

    return unpack(path)


def shipped_bundle() -> bytes:
    """Return the compiled bundle; in a checkout whose sources are newer, compile them anew in memory."""
    newest = max((path.stat().st_mtime_ns for path in SOURCES.rglob("*.toml")), default=0)
    try:
        if _BUNDLE.stat().st_mtime_ns >= newest:
            return _BUNDLE.read_bytes()
    except FileNotFoundError:
        if newest == 0:
            raise KnowledgeError(
                "the knowledge base is missing from this installation", hint="install depsov again"
            ) from None
    from depsov.knowledge.bundle import compile_folder

    return compile_folder(SOURCES)


def _overlaid(bundle: Mapping[str, Any], paths: Iterable[Path]) -> Mapping[str, Any]:
    from depsov.knowledge.overlay import merge

    return merge(bundle, paths)
