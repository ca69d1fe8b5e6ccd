"""What Python projects ask for, in full: their requirements as dependency specifiers, and the rules that go with them.

Manifests and requirements files are read as their readers do; here nothing of what they say is left out. Other projects
of the tree that one takes from the local disk are followed into their manifests. Nothing is run or asked.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable

from depsov.demand import Demand, Want
from depsov.dependency_specifiers import parsed
from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Problem, Scope, Source, SourceKind
from depsov.parse import _address
from depsov.parse._beside import open_beside
from depsov.parse.python._declared import with_marker
from depsov.parse.python._manifest import project_of
from depsov.parse.python._project import Project
from depsov.parse.python._requirement_files import Files, Local
from depsov.parse.python._setup_files import Taken
from depsov.parse.python._wish import Wish
from depsov.parse.python._wishes import folder_name
from depsov.parse.python._workspace import Projects, local_path
from depsov.purl import normalise

__all__ = ["demand_of"]

_MANIFESTS = frozenset({"pyproject", "setup-cfg", "setup-py"})
_REQUIREMENTS = frozenset({"requirements", "requirements-in"})
_MAX_FOLLOWED = 500
"""Projects that are followed from one document; more than that go in circles of ever new extras."""


def demand_of(found_format_id: str, document: Document, folder: Folder) -> Demand | None:
    """Return what a document of that format asks for.

    None for other formats, where nothing is asked for, and where the document cannot be read at all.
    """
    try:
        if found_format_id in _MANIFESTS:
            return _of_manifest(document, folder)
        if found_format_id in _REQUIREMENTS:
            return _of_requirements(document, folder)
    except DocumentError:
        return None  # its reader has said so
    return None


def _of_manifest(document: Document, folder: Folder) -> Demand | None:
    project = project_of(document, folder)
    collector = _Collector(document, folder)
    collector.take_top(project)
    return collector.demand(
        name=project.name,
        constraints=project.rules.constraints,
        overrides=project.rules.overrides,
        index=project.index,
        extra_indexes=filter(_address.is_url, project.extra_indexes),
        requires_python=project.requires_python,
        prereleases=project.rules.prereleases,
    )


def _of_requirements(document: Document, folder: Folder) -> Demand | None:
    files = Files(document, folder)
    files.read()
    collector = _Collector(document, folder)
    collector.take_files(files, None, document.path)
    return collector.demand(
        name=None,
        constraints=files.limits,
        overrides=(),
        index=files.index,
        extra_indexes=files.further_indexes,
        requires_python=None,
        prereleases=files.prereleases,
    )


class _Collector:
    """Everything that one document asks for, while it is gathered."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self._document = document
        self._folder = folder
        self._projects = Projects(document, folder)
        self._members: dict[str, str] = {}
        self._wants: dict[Want, None] = {}
        self._own: set[str] = set()
        self._followed: set[tuple[str, frozenset[str], Scope, str]] = set()
        self._problems: dict[Problem, None] = {}
        self._is_pinned = True

    def demand(
        self,
        *,
        name: str | None,
        constraints: Iterable[str],
        overrides: Iterable[str],
        index: Source | None,
        extra_indexes: Iterable[str],
        requires_python: str | None,
        prereleases: bool,
    ) -> Demand | None:
        """Return the demand, or None where nothing is asked for."""
        if not self._wants and not self._problems:
            return None
        return Demand(
            file=self._document.path,
            project=name or folder_name(self._document),
            folder=self._document.folder,
            wants=tuple(self._wants),
            constraints=tuple(text for text in dict.fromkeys(constraints) if self._is_valid(text, None)),
            overrides=tuple(text for text in dict.fromkeys(overrides) if self._is_valid(text, None)),
            index=None if index is None or index == REGISTRY else index.url or "",
            extra_indexes=tuple(dict.fromkeys(extra_indexes)),
            requires_python=_specifier(requires_python),
            prereleases=prereleases,
            own=frozenset(self._own),
            is_pinned=self._is_pinned,
            problems=tuple(self._problems),
        )

    # --- manifests ------------------------------------------------------------------------------------------------

    def take_top(self, project: Project) -> None:
        """Take all that the project of the document asks for, for whatever it is."""
        self._members = self._projects.members(project.rules)
        self._own.update(self._members)
        self._add_own(project.name)
        for wish in project.wishes:
            self._take(project, wish, wish.scope, "", ".")
        for taken in project.taken:
            self._take_file(taken, taken.scope, ".")

    def _take(self, project: Project, wish: Wish, scope: Scope, marker: str, place: str) -> None:
        if wish.own:
            self._take_own(wish, scope, marker, place)
            return
        source = REGISTRY if wish.source == project.index else wish.source
        file = wish.file or project.path
        self._want(wish.requirement, marker, name=wish.name, scope=scope, source=source, file=file, line=wish.line)
        self._is_pinned &= wish.version is not None or wish.source.kind in (SourceKind.GIT, SourceKind.URL)

    def _take_own(self, wish: Wish, scope: Scope, marker: str, place: str) -> None:
        """Follow a wish for another project of the tree; where it lies, its path says, or the workspace."""
        self._own.add(wish.name)
        _, semicolon, own_marker = wish.requirement.partition(";")
        both = _both(marker, own_marker.strip() if semicolon else "")
        if wish.path is not None:
            self._follow(wish.path, place, wish.extras, scope, both)
            return
        found = self._members.get(wish.name) or self._projects.sibling(wish.name, place)
        if found is not None:
            self._follow(found, ".", wish.extras, scope, both)

    def _follow(self, path: str, base: str, extras: Collection[str], scope: Scope, marker: str) -> bool:
        """Take what the project at a path asks for to be run, with the extras; return whether there is one."""
        inside = local_path(path)
        place = None if inside is None else posixpath.normpath(posixpath.join(base, inside))
        project = None if place is None else self._projects.at(place)
        if project is None or place is None:
            return False
        asked = _closure({normalise("pypi", extra) for extra in extras}, project)
        key = (place, asked, scope, marker)
        if key in self._followed or len(self._followed) >= _MAX_FOLLOWED:
            return True
        self._followed.add(key)
        self._add_own(project.name)
        for wish in project.wishes:
            if wish.scope is Scope.RUNTIME or (wish.scope is Scope.OPTIONAL and asked.intersection(wish.features)):
                self._take(project, wish, scope, marker, place)
        for taken in project.taken:
            if taken.scope is Scope.RUNTIME or taken.feature in asked:
                self._take_file(taken, scope, place)
        return True

    def _take_file(self, taken: Taken, scope: Scope, place: str) -> None:
        """Take a file that a manifest names for its requirements; that it cannot be read is said where it is named."""
        try:
            document = open_beside(self._folder, posixpath.join(place, taken.path))
            if document is None:
                return
            files = Files(document, self._folder)
            files.read()
        except DocumentError:
            return
        self.take_files(files, None if taken.scope is Scope.RUNTIME and place == "." else scope, document.path)

    def _add_own(self, name: str | None) -> None:
        if name:
            self._own.add(normalise("pypi", name))

    # --- requirements files ---------------------------------------------------------------------------------------

    def take_files(self, files: Files, scope: Scope | None, path: str) -> None:
        """Take what requirements files ask for; their names tell for what, unless that is given."""
        for item in files.wanted:
            found = item.requirement
            self._want(
                found.text,
                "",
                name=found.name,
                scope=scope or item.scope,
                source=found.source,
                file=path,
                line=item.line,
            )
            self._is_pinned &= item.is_exact
        for local in files.local:
            self._take_local(local, scope or local.scope)

    def _take_local(self, local: Local, scope: Scope) -> None:
        """Follow `-e .` and `./part`: pip takes them from its working folder, which people mostly keep at the top."""
        found = local.requirement
        if found.name:
            self._own.add(found.name)
        for base in dict.fromkeys((local.folder or ".", ".", "..")):
            if found.path is not None and self._follow(found.path, base, found.extras, scope, found.marker or ""):
                return

    # --- wants ----------------------------------------------------------------------------------------------------

    def _want(
        self, text: str, marker: str, *, name: str, scope: Scope, source: Source, file: str, line: int | None
    ) -> None:
        requirement = with_marker(text, marker)
        if self._is_valid(requirement, line, file, name):
            want = Want(requirement=requirement, name=name, scope=scope, source=source, file=file, line=line)
            self._wants.setdefault(want)

    def _is_valid(self, text: str, line: int | None, file: str = "", name: str = "") -> bool:
        try:
            parsed(text)
        except DocumentError:
            place = "" if line is None else f"line {line}: "
            shown = printable((name or text)[:60])
            message = f"{place}what is asked of {shown!r} is none of the standard (PEP 508); it is not resolved"
            subject = file or self._document.path
            self._problems.setdefault(Problem(stage="parse", subject=subject, message=message))
            return False
        return True


def _closure(asked: Collection[str], project: Project) -> frozenset[str]:
    """Return the extras with those that they ask for among each other."""
    found: set[str] = set()
    waiting = [*asked]
    while waiting:
        feature = waiting.pop()
        if feature not in found:
            found.add(feature)
            waiting += project.own_features.get(feature, ())
    return frozenset(found)


def _both(marker: str, other: str) -> str:
    return f"({marker}) and ({other})" if marker and other else marker or other


def _specifier(text: str | None) -> str | None:
    """Return a version specifier, or None where it is none."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return text if text and SpecifierSet(text) is not None else None
    except InvalidSpecifier:
        return None
