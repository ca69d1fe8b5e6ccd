"""Which optional dependencies of a workspace are in, where its members are built with their default features.

https://doc.rust-lang.org/cargo/reference/features.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from depsov.parse.rust._cargo_manifest import Manifest, Wish

__all__ = ["Enabled"]


class Enabled:
    """The features that are on, and by them the optional dependencies."""

    def __init__(self, manifests: Mapping[str, Manifest]) -> None:
        self._manifests = manifests
        self._wishes = {place: _by_alias(manifest.wishes) for place, manifest in manifests.items()}
        self._on: set[tuple[str, str]] = set()
        self._waiting: list[tuple[str, str]] = []
        self._seen: set[tuple[str, str]] = set()
        for manifest in manifests.values():
            self._turn_on(manifest.place, "default")
            for wish in manifest.wishes:
                if not wish.optional:
                    self._ask(wish, wish.features)
        while self._waiting:
            self._follow(*self._waiting.pop())

    def has(self, manifest: Manifest, alias: str) -> bool:
        """Tell whether the optional dependency that a manifest calls so is in."""
        return (manifest.place, alias) in self._on

    def _turn_on(self, place: str, feature: str) -> None:
        if (place, feature) not in self._seen:
            self._seen.add((place, feature))
            self._waiting.append((place, feature))

    def _ask(self, wish: Wish, features: Iterable[str]) -> None:
        """Turn on the features that a dependency on another own package names."""
        if wish.place is not None and wish.place in self._manifests:
            for feature in features:
                self._turn_on(wish.place, feature)

    def _follow(self, place: str, feature: str) -> None:
        manifest = self._manifests[place]
        if feature not in manifest.features:
            self._add(manifest, feature, ())  # an optional dependency is a feature of its own name
        for value in manifest.features.get(feature, ()):
            alias, slash, below = value.removeprefix("dep:").partition("/")
            if value.startswith("dep:") or (slash and not alias.endswith("?")):
                self._add(manifest, alias, [below] if slash else ())
            elif slash:  # `alias?/feature`: only where something else turns the dependency on
                self._ask_all(manifest, alias.removesuffix("?"), [below])
            else:
                self._turn_on(place, value)

    def _add(self, manifest: Manifest, alias: str, features: Iterable[str]) -> None:
        if alias in self._wishes[manifest.place]:
            self._on.add((manifest.place, alias))
            self._ask_all(manifest, alias, features)

    def _ask_all(self, manifest: Manifest, alias: str, features: Iterable[str]) -> None:
        for wish in self._wishes[manifest.place].get(alias, ()):
            self._ask(wish, (*wish.features, *features))


def _by_alias(wishes: Iterable[Wish]) -> dict[str, list[Wish]]:
    found: dict[str, list[Wish]] = {}
    for wish in wishes:
        found.setdefault(wish.alias, []).append(wish)
    return found
