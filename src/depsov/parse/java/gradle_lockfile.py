"""`gradle.lockfile`, and the locks of build scripts and settings: what each configuration of one project resolves to.

https://docs.gradle.org/current/userguide/dependency_locking.html. A line names a package and the configurations that
hold it; older versions of Gradle wrote a file for each, `gradle/dependency-locks/NAME.lockfile`, with a package to a
line. Neither says what requires what. What the project asks for itself says the build script beside it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope
from depsov.parse._names import name_problem
from depsov.parse._nodes import by_name
from depsov.parse._older import older_problem
from depsov.parse._roots import directs, root_name
from depsov.parse.java._gradle_build import SCRIPTS, SETTINGS, VERIFIED, Asked, Build, upwards
from depsov.parse.java._gradle_scopes import LockedConfigurations
from depsov.parse.java._gradle_versions import ECOSYSTEM, package
from depsov.values import dataclass, replace

__all__ = ["read"]

_COMMAND = "gradle dependencies --write-locks"
_OLD_FOLDER = "gradle/dependency-locks"
_BUILDSCRIPT = "buildscript-"
_SETTINGS = "settings-"
_EMPTY = "empty"  # the configurations that are locked and hold nothing
_SIGNS = 2


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a lock holds, and which of it the project asks for. Raises `DocumentError` where it is no lock."""
    top = _project_folder(document)
    if top != document.folder:
        folder = _Above(folder)
    lock = _Lock(document)
    build = Build(replace(document, path=posixpath.join(top, document.name)), folder)
    wishes = _Wishes(lock, build)
    wishes.add(_asked(document.name, build), is_whole=top == document.folder)
    for above in upwards(""):  # a lock says better what the project uses than the list of what was ever fetched
        build.beside.get(posixpath.join(above, VERIFIED))
    nodes = (*lock.nodes, *wishes.missing.values())
    return Parsed(
        nodes=nodes if lock.of_build else tuple(map(build.placed, nodes)),
        roots=(Root(name=root_name(None, top), path=top, direct=directs(wishes.found)),),
        problems=(*lock.problems, *build.problems(), *wishes.problems(document.path)),
    )


def _project_folder(document: Document) -> str:
    if document.folder == _OLD_FOLDER or document.folder.endswith(f"/{_OLD_FOLDER}"):
        return document.folder[: -len(_OLD_FOLDER)].rstrip("/")
    return document.folder


@dataclass(frozen=True, slots=True)
class _Above:
    """The folder of the project around `gradle/dependency-locks`."""

    folder: Folder

    def get(self, path: str) -> Document | None:
        return self.folder.get(posixpath.join("../..", path))

    def glob(self, pattern: str, exclude: Collection[str] = ()) -> tuple[Document, ...]:
        return self.folder.glob(pattern, exclude)

    def stored(self, store: str, path: str) -> Document | None:
        return self.folder.stored(store, path)


# --- the lock -----------------------------------------------------------------------------------------------------


class _Lock:
    """The packages of a lock, each with the strongest scope of the configurations that hold it."""

    def __init__(self, document: Document) -> None:
        self.problems: list[Problem] = []
        self._path = document.path
        entries = list(_entries(document.text()))
        packages = [entry for entry in entries if entry[1] != _EMPTY]
        if packages and not any(text.count(":") >= _SIGNS for _, text, _ in packages):
            raise DocumentError("holds no line of a lock", line=packages[0][0], hint=f"run `{_COMMAND}`")
        by_file = "" if document.name == "gradle.lockfile" else document.name.removesuffix(".lockfile")
        listed = {configurations or by_file for _, _, configurations in entries}
        names = {name for item in listed for name in item.split(",") if name}
        self.configurations = LockedConfigurations(names)
        # What is locked for settings and build scripts are plugins, whatever the configuration is called.
        self.of_build = document.name.startswith((_BUILDSCRIPT, _SETTINGS))
        scopes = {item: Scope.BUILD if self.of_build else self.configurations.scope(item) for item in listed}
        nodes: dict[str, Node] = {}
        for line, text, configurations in packages:
            node = self._node(text, line, scopes[configurations or by_file])
            if node is not None:
                nodes.setdefault(node.key, node)
        self.nodes = tuple(nodes.values())

    def _node(self, text: str, line: int, scope: Scope) -> Node | None:
        group, _, rest = text.partition(":")
        artifact, _, version = rest.partition(":")
        if not version or ":" in version or " " in version:
            self.problems.append(_no_line(self._path, line, text))
            return None
        name = package(group, artifact)
        if name is None:
            self.problems.append(name_problem(self._path, f"{group}:{artifact}", line=line))
            return None
        return Node(key=f"{name}@{version}", ecosystem=ECOSYSTEM, name=name, version=version, line=line, scope=scope)


def _entries(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line number of each entry, what stands before its equals sign, and what stands behind."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line and line[0] != "#":
            entry, _, configurations = line.rstrip().partition("=")
            if entry:
                yield number, entry, configurations


def _no_line(path: str, line: int, text: str) -> Problem:
    shown = printable(text[:60].strip())
    message = f"line {line}: {shown!r} is no line of a lock; the entry is left out"
    return Problem(stage="parse", subject=path, message=message, hint=f"run `{_COMMAND}`")


# --- what the project asks for ------------------------------------------------------------------------------------


def _asked(lock: str, build: Build) -> Iterator[Asked]:
    """Yield what the scripts say that this lock, or no lock, answers for."""
    scripts = [name for name in SCRIPTS if build.script(name)]
    settings = [name for name in SETTINGS if build.script(name)]
    if lock.startswith(_SETTINGS):
        chosen = settings
    elif lock.startswith(_BUILDSCRIPT):
        chosen = scripts
    else:
        has_own = build.beside.get(f"{_SETTINGS}gradle.lockfile") is not None
        chosen = scripts if has_own else [*scripts, *settings]
    own = (f"{_BUILDSCRIPT}gradle.lockfile", f"{_OLD_FOLDER}/{_BUILDSCRIPT}classpath.lockfile")
    has_plugins = lock.startswith(_BUILDSCRIPT) or not any(build.beside.get(path) for path in own)
    for name in chosen:
        for asked in build.asked(name):
            is_plugin = asked.wish.ask.is_plugin or asked.wish.ask.configuration == "classpath"
            wanted = has_plugins if is_plugin else not lock.startswith(_BUILDSCRIPT)
            if asked.folder == "" and (wanted or name in SETTINGS):
                yield asked


class _Wishes:
    """The direct dependencies: those locked, and those that a script asks for and the lock lacks."""

    def __init__(self, lock: _Lock, build: Build) -> None:
        self.found: list[tuple[str, Scope]] = []
        self.missing: dict[str, Node] = {}
        self._stale: dict[str, None] = {}
        self._lock = lock
        self._build = build
        self._by_name = by_name(lock.nodes)

    def add(self, asked: Iterable[Asked], *, is_whole: bool) -> None:
        """Count what scripts ask for. What they ask for under a condition, or for other projects, may be missing.

        `is_whole`: the lock is that of all configurations.
        """
        for item in asked:
            name, version = item.wish.package
            nodes = _meant(self._by_name.get(name, ()), version, item.scope)
            if not nodes and (item.wish.ask.is_conditional or not (is_whole or item.wish.ask.is_plugin)):
                continue
            if not nodes and item.scope is Scope.RUNTIME and self._lock.configurations.holds(Scope.RUNTIME):
                self._stale[name] = None
                version = None
            keys = [node.key for node in nodes] or [self._missing(item, version)]
            self.found += ((key, item.scope) for key in keys)

    def problems(self, path: str) -> Iterator[Problem]:
        """Return the Problem of a lock that its script has outgrown."""
        return older_problem(path, self._stale, _COMMAND)

    def _missing(self, item: Asked, version: str | None) -> str:
        name = item.wish.package.name
        key = f"{name if version is None else f'{name}@{version}'} {item.file}"
        node = Node(key=key, ecosystem=ECOSYSTEM, name=name, version=version, line=item.wish.ask.line, file=item.file)
        return self.missing.setdefault(key, node).key


def _meant(nodes: Sequence[Node], version: str | None, scope: Scope) -> Sequence[Node]:
    """Return those of the locked versions that a wish has become: tools may hold others than the project."""
    fitting = [node for node in nodes if node.scope is scope] or nodes
    return [node for node in fitting if node.version == version] or fitting
