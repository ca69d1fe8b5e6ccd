"""What a Deno project and the members of its workspace ask for, by the lockfile and by the files beside it.

https://docs.deno.com/runtime/fundamentals/configuration/; `deno.json` makes no difference between what a project needs
and what it is developed with, `package.json` does.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from depsov.documents import Table, get, strings, tables
from depsov.model import Scope
from depsov.parse.javascript._javascript import Companions, Wish
from depsov.parse.javascript._jsonc import load_jsonc
from depsov.parse.javascript._npm_sources import Sources
from depsov.values import dataclass, field

__all__ = ["Member", "Wanted", "read_members", "registered"]

_LONGEST_PATH = 2000
_CONFIGS = ("deno.json", "deno.jsonc")
_SPECIFIER = re.compile(r"(npm|jsr):/?((?:@[^/@]+/)?[^/@]+)(?:@[^/]*)?(?:/.*)?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A package as the lockfile names it (`npm:chalk@^5`), and what for."""

    specifier: str
    scope: Scope = Scope.RUNTIME


@dataclass(slots=True, kw_only=True)
class Member:
    """The project or a member: `wanted` is what the lockfile knows of it, `beyond` what else its manifests ask for."""

    place: str
    name: str | None
    wanted: list[Wanted] = field(default_factory=list)
    beyond: list[Wish] = field(default_factory=list)


def registered(specifier: str) -> str | None:
    """Return kind and name of what a specifier means (`npm:chalk`), or None where it is no package."""
    match = _SPECIFIER.match(specifier)
    return match and f"{match[1]}:{match[2]}"


def read_members(table: Table, companions: Companions, sources: Sources) -> list[Member]:
    """Return the project and its members; what one member needs of another is left out."""
    workspace = get(table, "workspace", dict, {})
    entries = {"": workspace} | {path: entry for path, entry in tables(workspace, "members") if _is_path(path)}
    configs = {place: _config(place, companions) for place in entries}
    own = {f"jsr:{name}" for name in _names(configs.values(), companions)}
    return [_member(place, entry, configs[place], companions, sources, own) for place, entry in entries.items()]


def _is_path(path: str) -> bool:
    return len(path) <= _LONGEST_PATH


def _config(place: str, companions: Companions) -> Table:
    found = (companions.read(posixpath.join(place, name), load_jsonc) for name in _CONFIGS)
    return next((config for config in found if config is not None), {})


def _names(configs: Iterable[Table], companions: Companions) -> Iterator[str]:
    """Yield the names of the members: the lockfile leaves out those that ask for nothing."""
    for config in configs:
        patterns = config.get("workspace")
        members = patterns.get("members") if isinstance(patterns, dict) else patterns
        for pattern in members if isinstance(members, list) else []:
            for name in _CONFIGS if isinstance(pattern, str) else ():
                inner = companions.each(posixpath.normpath(pattern) + f"/{name}", load_jsonc)
                yield from (item["name"] for item in inner if isinstance(item.get("name"), str))
        if isinstance(config.get("name"), str):
            yield config["name"]


def _member(  # noqa: PLR0917 - one member is all of this
    place: str, entry: Table, config: Table, companions: Companions, sources: Sources, own: set[str]
) -> Member:
    name = config.get("name")
    member = Member(place=place, name=name if isinstance(name, str) else None)
    known = set(own)
    for specifier in strings(entry, "dependencies"):
        known.add(registered(specifier) or "")
        if registered(specifier) not in own:
            member.wanted.append(Wanted(specifier=specifier))
    if "packageJson" in entry:
        _add_manifest(member, strings(get(entry, "packageJson", dict, {}), "dependencies"), companions, sources)
    for value in get(config, "imports", dict, {}).values():
        package = registered(value) if isinstance(value, str) else None
        if package is not None and package not in known:
            member.beyond.append(Wish(name=package[4:], specifier=value, scope=Scope.RUNTIME))
    return member


def _add_manifest(member: Member, specifiers: list[str], companions: Companions, sources: Sources) -> None:
    """Add what the lockfile knows of a `package.json`, with the scopes that stand there."""
    manifest = companions.manifest(member.place)
    wishes = (
        {sources.of_specifier(wish.name, wish.specifier).name: wish for wish in manifest.wishes} if manifest else {}
    )
    for specifier in specifiers:
        package = registered(specifier) or ""
        wish = wishes.pop(_npm_name(package), None)
        member.wanted.append(Wanted(specifier=specifier, scope=wish.scope if wish else Scope.RUNTIME))
    member.beyond += wishes.values()
    member.name = member.name or (manifest.name if manifest else None)


def _npm_name(package: str) -> str:
    kind, _, name = package.partition(":")
    return f"@jsr/{name.lstrip('@').replace('/', '__')}" if kind == "jsr" else name
