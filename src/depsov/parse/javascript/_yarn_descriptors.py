"""Which entry of a `yarn.lock` answers a descriptor: the `name@range` that a package or a project asks for.

Mostly the entry says so in its own key. The exceptions are what yarn does to a range before it looks: a `resolutions`
field overrules it, a catalog stands in for it, it gets a default protocol, a path is bound to the package that asks, a
workspace member serves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from depsov.parse.javascript._npm_sources import split_descriptor
from depsov.patterns import pattern
from depsov.values import dataclass, field

__all__ = ["Descriptors"]

_NAME = r"(?:@[^/@]+/)?[^/@]+"
_RULE = pattern(rf"(?:(?:{_NAME}(?:@[^/]*)?/)*({_NAME})(?:@[^/]*)?/)?({_NAME})(?:@(.*))?\Z")
_PATH = pattern(r"(?:link|portal|file|exec|patch):")
_LONGEST_RULE = 500
_LONGEST_LOCATOR = 2000
_CATALOG = "catalog:"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A member of `resolutions`: `name`, `parent/name`, `name@range`, all of which can be combined."""

    parent: str | None
    range: str | None
    wanted: str

    def fits(self, wanted: str, asker: str) -> bool:
        """Return whether it overrules what `asker` wants."""
        if self.parent is not None and not asker.startswith(f"{self.parent}@"):
            return False
        return self.range is None or self.range in {wanted, f"npm:{wanted}"}


def _rules(resolutions: Mapping[str, str]) -> dict[str, list[_Rule]]:
    """Return the rules by the name that they are for, the most special first.

    https://yarnpkg.com/configuration/manifest#resolutions
    """
    rules: dict[str, list[_Rule]] = {}
    for rule, wanted in resolutions.items():
        match = _RULE.match(rule) if len(rule) <= _LONGEST_RULE else None
        if match is not None:
            parent = None if match[1] is None or "*" in match[1] else match[1]
            rules.setdefault(match[2], []).append(_Rule(parent, match[3], wanted))
    for listed in rules.values():
        listed.sort(key=lambda rule: (rule.parent is None, rule.range is None))
    return rules


@dataclass(slots=True)
class Descriptors:
    """The entries of one lockfile by their descriptors.

    `top` is the key of the project, `members` are the keys of its workspace members by name, `catalogs` the ranges
    that a catalog gives names.
    """

    top: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    resolutions: Mapping[str, str] = field(default_factory=dict)
    catalogs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _rules: dict[str, list[_Rule]] = field(init=False)
    _keys: dict[str, str] = field(init=False, default_factory=dict)
    _by_name: dict[str, set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._rules = _rules(self.resolutions)

    def add(self, descriptors: Iterable[str], key: str) -> None:
        """Let `key` answer the descriptors."""
        for descriptor in descriptors:
            self._keys[descriptor] = key

    def find(self, name: str, wanted: str, asker: str) -> str | None:
        """Return the key of the entry that answers `name@wanted` where the entry with the key `asker` asks, or None."""
        if name in self._rules:
            rule = next((rule for rule in self._rules[name] if rule.fits(wanted, asker)), None)
            wanted, asker = (wanted, asker) if rule is None else (rule.wanted, self.top)
        if wanted.startswith(_CATALOG):
            wanted = self.catalogs.get(wanted.removeprefix(_CATALOG).strip(), {}).get(name, wanted)
        return (
            self._keys.get(f"{name}@{wanted}")
            or self._keys.get(f"{name}@npm:{wanted}")
            or self._bound(name, wanted, asker)
            or self.members.get(name)
            or self._only(name)
        )

    def _bound(self, name: str, wanted: str, asker: str) -> str | None:
        """Return the entry of a path that is bound to the project which asks: `name@link:../x::locator=...`."""
        if not _PATH.match(wanted) or len(asker) > _LONGEST_LOCATOR:
            return None
        return self._keys.get(f"{name}@{wanted}::locator={quote(asker, safe='')}")

    def _only(self, name: str) -> str | None:
        """Return the only entry of that name, which is what a range must mean that none answers."""
        if not self._by_name:
            for descriptor, key in self._keys.items():
                self._by_name.setdefault(split_descriptor(descriptor)[0], set()).add(key)
        keys = self._by_name.get(name, set())
        return next(iter(keys)) if len(keys) == 1 else None
