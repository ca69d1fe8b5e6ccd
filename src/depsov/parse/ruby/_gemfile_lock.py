"""The text of a `Gemfile.lock`: its sections, its gems with their sources, and what they require.

The format is the program that reads it:
https://github.com/rubygems/rubygems/blob/master/bundler/lib/bundler/lockfile_parser.rb

A section begins at the start of a line; below it, four spaces stand before a gem and six before what it requires. A gem
that is built for several platforms stands there once for each (`nokogiri (1.16.0-x86_64-linux)`), and is one package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.model import Node, Problem, Source, SourceKind
from depsov.parse import _address
from depsov.parse._names import name_problem, valid_name
from depsov.parse._toml_lock import entry_problem
from depsov.registries import is_default
from depsov.values import dataclass, field

__all__ = ["ECOSYSTEM", "Lockfile"]

ECOSYSTEM = "gem"

# Behind the first dash of a version is the platform: no version has one.
_GEM = re.compile(r"    ([^\s(!]+)(?: \(([^()-]*)(?:-[^()]*)?\))?!?\s*\Z")
_DEPENDENCY = re.compile(r"  ([^\s(!]+)(?: \([^()]*\))?!?\s*\Z")
_OPTION = re.compile(r"  ([a-z_]+): (\S(?:.*\S)?)\s*\Z")
_CONFLICT = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.]*\Z")
_SOURCES = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})
_SECTIONS = _SOURCES | {"DEPENDENCIES", "PLATFORMS"}
_WANT = " " * 6
_MOST_VERSIONS = 100  # of one gem, that others may mean by its name: real lockfiles have one for some platforms
_SHOWN = 5


@dataclass(slots=True)
class _Entry:
    """A gem of one version from one source: the line of its first platform, and what it requires on any of them."""

    key: str
    name: str
    version: str
    source: Source
    line: int
    wants: list[str] = field(default_factory=list)

    def node(self, requires: tuple[str, ...]) -> Node:
        """Return its node, with the keys of what it requires."""
        return Node(
            key=self.key,
            ecosystem=ECOSYSTEM,
            name=self.name,
            version=self.version,
            source=self.source,
            line=self.line,
            requires=requires,
            own=self.source is _address.PATH,
        )


class Lockfile:
    """All gems of a lockfile. `folders` are the places of the project's own, by key; `direct` is what it names."""

    def __init__(self, document: Document) -> None:
        """Raises `DocumentError` where the document is no lockfile of Bundler."""
        self.problems: list[Problem] = []
        self.direct: dict[str, None] = {}
        self.folders: dict[str, str] = {}
        self._path = document.path
        self._entries: dict[str, _Entry] = {}
        self._indexes: dict[Source, None] = {}
        self._read(document.text())

    @property
    def index(self) -> Source:
        """Where a gem comes from that names no source of its own."""
        return next(iter(self._indexes)) if len(self._indexes) == 1 else _SOMEWHERE

    def nodes(self) -> Iterator[Node]:
        """Yield every gem with its edges. Names that no gem bears are those of other platforms, or Bundler itself."""
        named: dict[str, list[str]] = {}
        for key, entry in self._entries.items():
            keys = named.setdefault(entry.name, [])
            if len(keys) < _MOST_VERSIONS:
                keys.append(key)
        for key, entry in self._entries.items():
            found = dict.fromkeys([below for name in entry.wants for below in named.get(name, ())])
            found.pop(key, None)
            yield entry.node(tuple(found))

    def _read(self, text: str) -> None:
        section, is_known = "", False
        options: dict[str, list[str]] = {}
        source: Source | None = None
        entry: _Entry | None = None
        for number, line in enumerate(text.split("\n"), 1):
            if line.startswith(_WANT):
                if entry is not None:
                    entry.wants.append(line[len(_WANT) :].partition(" ")[0].rstrip())
            elif not line.startswith(" "):
                if begun := _section(line, number):
                    section, options, source, entry = begun, {}, None, None
                    is_known |= section in _SECTIONS
            elif section == "DEPENDENCIES":
                if match := _DEPENDENCY.match(line):
                    self.direct[match[1]] = None
            elif section not in _SOURCES:
                continue
            elif match := _GEM.match(line):
                entry = self._entry(match[1], match[2] or "", number, source or _SOMEWHERE, options)
            elif match := _OPTION.match(line):
                options.setdefault(match[1], []).append(match[2])
            elif line.rstrip() == "  specs:":
                source = source or self._source(section, options)
            elif line.startswith("    ") and line[4:5].strip():
                entry = None
                self.problems.append(entry_problem(self._path, DocumentError("is no gem with its version"), number))
        if not is_known:
            raise DocumentError(
                "no section of gems, and no `DEPENDENCIES`: this is no lockfile of Bundler",
                hint="make it anew with `bundle lock`",
            )

    def _entry(
        self, name: str, version: str, line: int, source: Source, options: Mapping[str, list[str]]
    ) -> _Entry | None:
        if not valid_name(ECOSYSTEM, name):
            self.problems.append(name_problem(self._path, name, line=line))
            return None
        if _VERSION.match(version) is None:
            self.problems.append(entry_problem(self._path, DocumentError("is no version", path=name[:100]), line))
            return None
        key = f"{name}@{version}"
        if key in self._entries and self._entries[key].source != source:  # another section has it as well
            key = f"{key} {source.kind.value} {source.url}"
        if source is _address.PATH:
            self.folders[key] = options.get("remote", [""])[-1]
        return self._entries.setdefault(key, _Entry(key, name, version, source, line))

    def _source(self, section: str, options: Mapping[str, list[str]]) -> Source:
        remotes = options.get("remote", [])
        if section == "PATH":
            return _address.PATH
        if not remotes:
            return _SOMEWHERE
        if section == "GIT":
            return _address.repository(remotes[-1])
        source = _index(remotes)
        if section == "GEM":
            self._indexes[source] = None
            if source is _SOMEWHERE:
                self.problems.append(_several(self._path, remotes))
        return source


_SOMEWHERE = Source(kind=SourceKind.INDEX)


def _index(remotes: Sequence[str]) -> Source:
    """Return the index of a section; with several there, a gem can be from any of them."""
    indexes = list(dict.fromkeys(map(_address.index, remotes)))
    if len(indexes) == 1 or all(is_default(ECOSYSTEM, remote) for remote in remotes):
        return indexes[0]
    return _SOMEWHERE


def _several(path: str, remotes: Sequence[str]) -> Problem:
    found = list(dict.fromkeys(_address.index(remote).url or "a folder" for remote in remotes))
    shown = ", ".join(found[:_SHOWN]) + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
    return Problem(
        stage="parse",
        subject=path,
        message=f"any of its gems may come from {shown}: nothing tells which index serves which",
        hint="give each index a `source` block in the Gemfile, then run `bundle lock` of Bundler 2.2 or later",
    )


def _section(line: str, number: int) -> str:
    """Return the section that a line begins, empty where it is an empty one."""
    if _CONFLICT.match(line):
        hint = "settle it, then run `bundle lock`"
        raise DocumentError("holds the marks of a merge conflict", line=number, hint=hint)
    return line.rstrip()
