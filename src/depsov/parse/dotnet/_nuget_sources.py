"""Where NuGet packages come from: the `nuget.config` files beside and above a project, nearest first.

https://learn.microsoft.com/nuget/reference/nuget-config-file; nothing is read of credentials, which stand in a
section of their own, and none of those that people put into an address leave `_address`. The settings of the user and
the machine are not looked at: where no file clears it, the default registry is taken to be among the sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from depsov.model import REGISTRY, Source
from depsov.parse import _address
from depsov.parse._xml import Element
from depsov.parse.dotnet._nearby import Nearby
from depsov.registries import is_default, registry_of

__all__ = ["Sources", "configured"]

_NAMES = ("nuget.config", "NuGet.config", "NuGet.Config")  # as NuGet looks for it where names have a case


class Sources:
    """The sources of one project, and which of them a package is from.

    `urls` are the addresses by key, `patterns` the keys that a package source mapping gives to each pattern of ids
    (https://learn.microsoft.com/nuget/consume-packages/package-source-mapping). `inherits` tells that the default
    registry is a source as well. `mapped` is true where a mapping says which packages are from where.
    """

    def __init__(
        self, urls: Mapping[str, str], patterns: Mapping[str, Iterable[str]] | None = None, *, inherits: bool = False
    ) -> None:
        self._any = REGISTRY if inherits else _one_of(urls.values())
        mapped = {pattern.lower(): _of_keys(urls, tuple(keys)) for pattern, keys in (patterns or {}).items()}
        self._exact = {pattern: source for pattern, source in mapped.items() if not pattern.endswith("*")}
        self._starts = {pattern[:-1]: source for pattern, source in mapped.items() if pattern.endswith("*")}
        self.mapped = bool(mapped)

    def of(self, name: str) -> Source:
        """Return where a package is from: as its id is mapped, else as the longest start of it is."""
        if not self.mapped:
            return self._any
        name = name.lower()
        if name in self._exact:
            return self._exact[name]
        starts = (name[:length] for length in range(len(name), -1, -1))
        return next((self._starts[start] for start in starts if start in self._starts), self._any)


def _of_keys(urls: Mapping[str, str], keys: tuple[str, ...]) -> Source:
    """Return the source that stands for several keys. One that no file here explains is of the user's own settings.

    There the default registry goes by its host; what goes by any other name is elsewhere.
    """
    registry = registry_of("nuget")
    if registry is not None and any(key in registry.page_hosts for key in keys if key not in urls):
        return REGISTRY
    known = [urls[key] for key in keys if key in urls]
    return _one_of(known) if known else _address.index("")


def _one_of(urls: Iterable[str]) -> Source:
    """Return the source that stands for several: the default registry where it is among them, else the first address.

    NuGet takes what answers first. A folder is only what is left where there is no address at all.
    """
    listed = list(urls)
    remote = [url for url in listed if _address.is_url(url) and not url.lower().startswith("file:")]
    if any(is_default("nuget", url) for url in remote) or not listed:
        return REGISTRY
    return _address.index((remote or listed)[0])


def configured(nearby: Nearby, folder: str) -> Sources:
    """Return the sources that the files in a folder of the tree and above it name."""
    files = [file for file in (nearby.first(place, _NAMES) for place in nearby.up(folder)) if file is not None]
    settings = _Settings()
    for file in reversed(files):
        top = nearby.xml(file)
        if top is not None:
            settings.take(top)
    return Sources(settings.urls, settings.patterns, inherits=settings.inherits)


class _Settings:
    """What the files say, the nearest last: each adds to those before it, or clears them away."""

    def __init__(self) -> None:
        self.urls: dict[str, str] = {}
        self.patterns: dict[str, list[str]] = {}
        self.inherits = True

    def take(self, top: Element) -> None:
        for section in top.children:
            if section.name == "packageSources":
                self._take_sources(section)
            elif section.name == "packageSourceMapping":
                self._take_mapping(section)

    def _take_sources(self, section: Element) -> None:
        for item in section.children:
            if item.name == "clear":
                self.urls.clear()
                self.inherits = False
            elif item.name == "add" and "value" in item.attributes:
                self.urls[item.attributes.get("key", "").lower()] = item.attributes["value"]

    def _take_mapping(self, section: Element) -> None:
        for item in section.children:
            if item.name == "clear":
                self.patterns.clear()
            for package in item.each("package"):
                pattern = package.attributes.get("pattern", "").strip().lower()
                self.patterns.setdefault(pattern, []).append(item.attributes.get("key", "").lower())
