"""pip's installation report as the packages of a solution, with the edges that markers and extras leave.

https://pip.pypa.io/en/stable/reference/installation-report/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from depsov.dependency_specifiers import Markers, parsed
from depsov.documents import Document, Table, get, load_json, need, strings, tables_in
from depsov.errors import DocumentError, ResolutionError
from depsov.parse import _address
from depsov.registries import is_default, registry_of
from depsov.resolution.python.solution import Chosen
from depsov.resolution.tools._requirements import Asked
from depsov.values import dataclass

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of the report. `wants` are its requirements, `extras` those that the project asks for itself."""

    name: str
    version: str
    requested: bool
    extras: tuple[str, ...]
    wants: tuple[Requirement, ...]
    requires_python: str | None
    url: str
    hashes: Mapping[str, str]
    yanked: bool


class Report:
    """What pip would install, and the values of environment markers that it went by."""

    def __init__(self, environment: Mapping[str, str], items: Iterable[_Item]) -> None:
        self.environment = environment
        self._markers = Markers(lambda: environment)
        self._items = {item.name: item for item in sorted(items, key=lambda item: item.name)}

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Decode a report. Raises `ResolutionError` where it is none."""
        try:
            table = load_json(Document("report.json", data))
            environment = {key: str(value) for key, value in get(table, "environment", dict, {}).items()}
            return cls(environment, [_item(entry) for entry in tables_in(table, "install")])
        except DocumentError as error:
            raise ResolutionError(f"pip has written a report that cannot be read: {error}") from error

    @property
    def direct(self) -> tuple[str, ...]:
        """The names that the project asks for itself."""
        return tuple(name for name, item in self._items.items() if item.requested)

    def packages(self, asked: Asked) -> tuple[Chosen, ...]:
        """Return the packages with the edges between them, sorted by name."""
        requires = self._requires()
        return tuple(_chosen(item, requires[name], asked) for name, item in self._items.items())

    def _requires(self) -> dict[str, set[str]]:
        """Return what each package requires of the others, once all extras are known that somebody asks for."""
        extras = {name: set(item.extras) for name, item in self._items.items()}
        requires: dict[str, set[str]] = {name: set() for name in self._items}
        waiting = list(self._items)
        while waiting:
            name = waiting.pop()
            for want in self._items[name].wants:
                other = canonicalize_name(want.name)
                if other not in extras or not self._markers.hold(want.marker, extras[name]):
                    continue
                if other != name:
                    requires[name].add(other)
                asked = {canonicalize_name(extra) for extra in want.extras}
                if not asked <= extras[other]:
                    extras[other] |= asked
                    waiting.append(other)
        return requires


def _item(entry: Table) -> _Item:
    metadata = get(entry, "metadata", dict, {})
    download = get(entry, "download_info", dict, {})
    archive = get(download, "archive_info", dict, {})
    return _Item(
        name=canonicalize_name(need(metadata, "name", str)),
        version=need(metadata, "version", str),
        requested=entry.get("requested") is True,
        extras=tuple(canonicalize_name(extra) for extra in strings(entry, "requested_extras")),
        wants=tuple(_requirements(strings(metadata, "requires_dist"))),
        requires_python=get(metadata, "requires_python", str),
        url=get(download, "url", str, ""),
        hashes=_hashes(archive),
        yanked=entry.get("is_yanked") is True,
    )


def _requirements(texts: Iterable[str]) -> Iterator[Requirement]:
    for text in texts:
        try:
            yield parsed(text)
        except DocumentError:
            continue  # pip has passed it over as well, or there would be no report


def _hashes(archive: Table) -> dict[str, str]:
    hashes: dict[str, Any] = get(archive, "hashes", dict, {})
    if not hashes:
        algorithm, _, digest = get(archive, "hash", str, "").partition("=")
        hashes = {algorithm: digest} if digest else {}
    return {key: value for key, value in hashes.items() if isinstance(value, str)}


def _chosen(item: _Item, requires: Iterable[str], asked: Asked) -> Chosen:
    return Chosen(
        name=item.name,
        version=item.version,
        index=_index(item.url, asked),
        filename=unquote(urlsplit(item.url).path.rpartition("/")[2]),
        url=_address.archive(item.url).url or "",  # of a folder of the user's there is no address to show
        hashes=item.hashes,
        requires_python=item.requires_python,
        requires=tuple(sorted(requires)),
        yanked=item.yanked,
    )


def _index(url: str, asked: Asked) -> str | None:
    """Return the index that serves a file, which the report does not name: as far as its address tells."""
    registry = registry_of("pypi")
    if registry is not None and is_default("pypi", url):
        return f"{registry.base_url}/simple"
    if asked.index is not None and not asked.extra_indexes:
        return _address.index(asked.index).url
    return _address.index_of_file(url).url
