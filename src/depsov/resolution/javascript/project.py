"""A `package.json` as a tree: that of the lockfile which npm makes for it, read by the reader of such lockfiles."""

from __future__ import annotations

import json
import posixpath
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from depsov import __version__, phrases
from depsov.documents import Document
from depsov.errors import DocumentError, ResolutionError
from depsov.model import Parsed, Problem, Resolved
from depsov.parse import ParsedFile
from depsov.parse.javascript import npm as reader
from depsov.registry_settings import npm_registries
from depsov.resolution.answer import Surroundings, TreeOfDocument
from depsov.resolution.kept import Kept
from depsov.resolution.tools._run import beside
from depsov.resolution.tools.npm import Locked, lock_with_npm
from depsov.values import replace

__all__ = ["resolve_npm"]

_MANIFEST = "package.json"
_LOCK = "package-lock.json"


async def resolve_npm(file: ParsedFile, around: Surroundings, withheld: Callable[[str], bool]) -> TreeOfDocument:
    """Return the tree of a manifest and of its workspace members. Raises `ResolutionError` where there is none."""
    folder = posixpath.dirname(file.path)
    registries = _registries(around, folder)
    locked, date, cached = await _locked(dict(_manifests(file, around)), registries, around, withheld)
    try:
        parsed = reader.read(
            Document(posixpath.join(folder, _LOCK), locked.text), around.reading.tree.folder(file.path)
        )
    except DocumentError as error:
        raise ResolutionError(f"what npm made cannot be read: {error}") from error
    parsed = _as_resolved(parsed, file)
    return TreeOfDocument(
        documents=(parsed,),
        resolved=Resolved(
            file=file.path,
            root=folder,
            ecosystem="npm",
            resolver="npm",
            indexes=tuple(sorted({around.name_of("npm", url) for url in registries.values()} or {"npm"})),
            date=date,
            packages=sum(node.version is not None and not node.own for node in parsed.nodes),
            cached=cached,
        ),
        problems=tuple(_left_out(file.path, locked.left_out)),
    )


def _manifests(file: ParsedFile, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """Yield the manifests of a project and its members, by their path from the project's folder."""
    folder = posixpath.dirname(file.path)
    yield _MANIFEST, around.reading.tree.open(file.path).data
    for root in file.parsed.roots:
        path = posixpath.join(root.path, _MANIFEST)
        if path != file.path:
            yield posixpath.relpath(path, folder or "."), around.reading.tree.open(path).data


def _registries(around: Surroundings, folder: str) -> Mapping[str, str]:
    """Return the registries that the project or the configuration names, by scope."""
    found: dict[str, str] = {}
    for document in around.settings(folder):
        if document.name == ".npmrc":
            found = {**npm_registries(document), **found}
    configured = dict(around.reading.config.registries).get("npm")
    return found if configured is None else {**found, "": configured}


async def _locked(
    documents: Mapping[str, bytes],
    registries: Mapping[str, str],
    around: Surroundings,
    withheld: Callable[[str], bool],
) -> tuple[Locked, str, bool]:
    """Return the lockfile, the day on which it was made, and whether that was before."""
    kept = Kept(around.cache)
    asked = (sorted(documents.items()), sorted(registries.items()), around.reading.config.own)
    question = (__version__, "npm", *map(repr, asked))
    known = _loaded(kept.load(*question))
    if known is not None:
        return (*known, True)
    locked = await beside(
        partial(
            lock_with_npm,
            documents,
            around.environ,
            registries,
            tree=around.reading.tree.base,
            withheld=withheld,
        )
    )
    day = around.today.isoformat()
    record = {"date": day, "left_out": locked.left_out, "text": b64encode(locked.text).decode()}
    kept.store(json.dumps(record).encode(), *question)
    return locked, day, False


def _loaded(kept: bytes | None) -> tuple[Locked, str] | None:
    if kept is None:
        return None
    try:
        record = json.loads(kept)
        return Locked(b64decode(record["text"], validate=True), tuple(record["left_out"])), str(record["date"])
    except (ValueError, KeyError, TypeError):
        return None


def _as_resolved(parsed: Parsed, file: ParsedFile) -> Parsed:
    """Return what the lockfile says, placed where the project asks for it: no such lockfile lies in the tree."""
    lines = {node.name: node.line for node in file.parsed.nodes}
    nodes = tuple(
        node._replace(file=None, line=lines.get(node.name), resolved=node.version is not None and not node.own)
        for node in parsed.nodes
    )
    lock = posixpath.join(posixpath.dirname(file.path), _LOCK)
    problems = tuple(problem for problem in parsed.problems if problem.subject != lock)
    return replace(parsed, nodes=nodes, problems=problems)


def _left_out(path: str, names: tuple[str, ...]) -> Iterator[Problem]:
    if names:
        message = f"{phrases.listed(names)}: from no registry, or your own, so npm was not asked about what it requires"
        yield Problem(stage="resolve", subject=path, message=message, hint="a lockfile of the project tells")
