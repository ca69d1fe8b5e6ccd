"""`mix.lock`, with the `mix.exs` that says who asks: what Mix has locked for Elixir, from Hex and from repositories.

https://github.com/elixir-lang/elixir/blob/main/lib/mix/lib/mix/tasks/deps.ex; the sources that write it are
https://github.com/elixir-lang/elixir/blob/main/lib/mix/lib/mix/dep/lock.ex and
https://github.com/hexpm/hex/blob/main/lib/hex/scm.ex

The file is one map of tuples: `{:hex, :name, "version", "hash", [:mix], [dependencies], "repository", "hash"}` and
`{:git, "url", "revision", [options]}`. What the project holds itself (`path:`, `in_umbrella:`) is not in it.
"""

from __future__ import annotations

import posixpath
import re

from depsov.documents import REMAKE, Document, Folder
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Root, Source, SourceKind
from depsov.parse._address import repository
from depsov.parse._beside import Beside
from depsov.parse._older import older_problem
from depsov.parse._roots import directs, root_name
from depsov.parse.further._collected import Collected
from depsov.parse.further._mix_project import Project, read_project

__all__ = ["read"]

_MANIFEST = "mix.exs"
_HEXPM = "hexpm"
_ELSEWHERE = Source(kind=SourceKind.INDEX)

_BEGIN = re.compile(r"(?:\s|#[^\n]*+)*+%\{\s*")
# Later members came with later versions of Hex; before Elixir 1.8 an entry could have several lines.
_ENTRY = re.compile(
    r"""
    "?(?P<key>[^"\s:]+)"?(?::|\s=>)\s+
    (?: (?: \{:hex,\s+:"?(?P<name>[\w.-]+)"?,\s+"(?P<version>[^"]*)"
            (?:,\s+"[^"]*")?
            (?:,\s+\[[^\]]*\])?
            (?:,\s+\[(?P<wanted>(?:\{[^{}]*+\}[,\s]*+)*+)\])?
            (?:,\s+"(?P<place>[^"]+)"(?:,\s+"[^"]*")?)?
            \}
          | \{:git,\s+"(?P<url>[^"]*)",\s+"(?P<revision>[^"]*)",\s+\[[^\]]*\]\}
        )
        (?:,\s*+|\s*+(?=\}))
      | (?:\{:(?P<kind>\w+))?[^\n]*+\s*+
    )
    """,
    re.VERBOSE,
)
_WANTED = re.compile(r"\{:\"?(\w+)")


def read(document: Document, folder: Folder) -> Parsed:
    """Return what is locked, and who asks for it. Raises `DocumentError` for what is no map of Mix."""
    found = _lock(document)
    beside = Beside(document, folder)
    projects = _projects(beside)
    lacking = {
        wish.name: Node(key=wish.name, ecosystem="hex", name=wish.name, file=project.path)
        for project in projects
        for wish in project.wishes
        if wish.certain and wish.name not in found
    }
    for node in lacking.values():
        found.add(node)
    return Parsed(
        nodes=found.nodes(),
        roots=tuple(_root(project, found) for project in projects),
        problems=(*found.problems, *older_problem(document.path, lacking, "mix deps.get"), *beside.problems),
    )


# --- the lock -----------------------------------------------------------------------------------------------------


def _lock(document: Document) -> Collected:
    text = document.text()
    found = Collected(document)
    begin = _BEGIN.match(text)
    place = begin.end() if begin else 0
    line = text.count("\n", 0, place) + 1
    while begin and (match := _ENTRY.match(text, place)):
        found.read(match["key"], line, _node, match, line)
        line += text.count("\n", place, match.end())
        place = match.end()
    if not begin or text[place:].strip() != "}":
        raise DocumentError("is not as Mix writes it", line=line, hint=REMAKE)
    return found


def _node(match: re.Match[str], line: int) -> Node:
    key, name, version, wanted, place, url, revision, kind = match.groups()
    if url is not None:
        return Node(key=key, ecosystem="hex", name=key, version=revision, source=repository(url), line=line)
    if name is None:
        raise DocumentError(f"{(kind or '')[:60]!r} is no kind of source that depsov knows")
    organisation = place.partition(":")[2] if place else ""
    return Node(
        key=key,
        ecosystem="hex",
        name=f"{organisation}/{name}" if organisation else name,
        version=version,
        source=REGISTRY if place in (None, _HEXPM) else _ELSEWHERE,
        line=line,
        requires=tuple(_WANTED.findall(wanted)) if wanted else (),
    )


# --- projects -----------------------------------------------------------------------------------------------------


def _projects(beside: Beside) -> list[Project]:
    """Return the project, and those of an umbrella."""
    project = beside.read(_MANIFEST, read_project)
    if project is None:
        return []
    members = beside.each(f"{project.members}/*/{_MANIFEST}", read_project) if project.members else []
    return [project, *members]


def _root(project: Project, found: Collected) -> Root:
    path = posixpath.dirname(project.path)
    direct = ((wish.name, wish.scope) for wish in project.wishes if wish.name in found)
    return Root(name=root_name(project.name, path), path=path, direct=directs(direct))
