"""A requirements file with all that it includes by `-r` and `-c`, read in one go: what they ask for, and where from.

Only files of the scanned tree are read, each once; what lies elsewhere, or at a URL, is a Problem.
"""

from __future__ import annotations

import posixpath
import re

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Problem, Scope, Source, SourceKind
from depsov.parse import _address
from depsov.parse._beside import open_beside
from depsov.parse._purpose import scope_of_file
from depsov.parse.python._bare_address import parse_line
from depsov.parse.python._requirement import Requirement
from depsov.parse.python._requirement_lines import Option, Wanted, statements
from depsov.values import dataclass, replace

__all__ = ["Files", "Item", "Local"]

_MAX_PROBLEMS = 20
"""What is broken beyond that in one document is counted in one more Problem."""

_REQUIRES, _CONSTRAINS = "requirement", "constraint"
_UNIMPORTANT = frozenset({"config-settings", "no-binary", "only-binary", "prefer-binary"})
_UNIMPORTANT |= {"require-hashes", "trusted-host", "use-feature", "process-dependency-links"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One requirement: the line of the document that brings it in, the scope of its file, and who asked for it."""

    requirement: Requirement
    line: int
    scope: Scope
    asked_by: tuple[str, ...]
    is_hashed: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the line itself names the version, or the one archive or repository."""
        return self.requirement.version is not None or self.requirement.source.kind in (SourceKind.GIT, SourceKind.URL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A project or archive on the local disk that is asked for, and the folder of the file that asks for it.

    Both are relative to the folder of the document.
    """

    requirement: Requirement
    line: int
    scope: Scope
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file to read: its folder relative to the document, how it is included, and on which line of the document."""

    document: Document
    folder: str = ""
    role: str = _REQUIRES
    line: int | None = None


class Files:
    """The document and the files that it includes, each read once, and what they say together.

    `constraints` are the versions of those that name one, by name, and `limits` all of them as they are written.
    `extra_indexes` are all places that may serve a package as well, `further_indexes` those of them that are an index.
    """

    def __init__(self, document: Document, folder: Folder) -> None:
        self.document = document
        self.wanted: list[Item] = []
        self.local: list[Local] = []
        self.constraints: dict[str, str] = {}
        self.limits: list[str] = []
        self.prereleases = False
        self.index: Source | None = None
        self.extra_indexes: list[str] = []
        self.further_indexes: list[str] = []
        self.broken: list[int] = []
        self.problems: list[Problem] = []
        self._folder = folder
        self._waiting = [_File(document=document)]
        self._seen = {(document.name, _REQUIRES)}

    def read(self) -> None:
        """Read the document, then what it includes, then what that includes; a circle ends where it meets itself."""
        self._read(self._waiting.pop())
        while self._waiting:
            file = self._waiting.pop(0)
            try:
                self._read(file)
            except DocumentError as error:
                self.problems.append(_problem(file.document.path, str(error), error.hint))
        if len(self.broken) > _MAX_PROBLEMS:
            self.problems.append(
                _problem(
                    self.document.path, f"has {len(self.broken) - _MAX_PROBLEMS} further lines that are no requirements"
                )
            )

    def _read(self, file: _File) -> None:
        if not file.document.data.strip():
            return  # to ask for nothing is allowed
        scope = scope_of_file(file.document.path) or Scope.RUNTIME
        for statement in statements(file.document.text().replace("\r\n", "\n")):
            self._take(statement, file, scope)

    def _take(self, statement: Wanted | Option, file: _File, scope: Scope) -> None:
        if isinstance(statement, Option) and statement.name != "editable":
            self._obey(statement, file)
            return
        found = parse_line(statement)
        if found is None:
            self._complain(statement, file)
        elif file.role is _CONSTRAINS:
            if found.version is not None:
                self.constraints.setdefault(found.name, found.version)
            if found.text:
                self.limits.append(found.text)
        elif found.source.kind is SourceKind.PATH:
            line = file.line or statement.line
            self.local.append(Local(requirement=found, line=line, scope=scope, folder=file.folder))
        else:
            self.wanted.append(_item(found, statement, file.line or statement.line, scope))

    def _obey(self, option: Option, file: _File) -> None:
        if option.name in (_REQUIRES, _CONSTRAINS):
            self._include(option, file)
        elif option.name == "index-url":
            self.index = _address.index(option.value)
        elif option.name == "no-index":
            self.index = Source(kind=SourceKind.INDEX)
        elif option.name in ("extra-index-url", "find-links"):
            url = _address.index(option.value).url
            self.extra_indexes.append(url or "a folder or an unknown address")
            if url is not None and option.name == "extra-index-url":
                self.further_indexes.append(url)
        elif option.name == "pre":
            self.prereleases = True
        elif option.name not in _UNIMPORTANT:
            self._complain(option, file)

    def _include(self, option: Option, file: _File) -> None:
        role = _REQUIRES if option.name == _REQUIRES and file.role is _REQUIRES else _CONSTRAINS
        path = posixpath.normpath(posixpath.join(file.folder, option.value))
        if (path, role) in self._seen:
            return
        self._seen.add((path, role))
        shown = printable(_without_secrets(option.value)[:200])
        try:
            document = None if "${" in path or _address.is_url(option.value) else open_beside(self._folder, path)
        except DocumentError as error:
            self.problems.append(_problem(file.document.path, f"line {option.line}: {shown} {error}", error.hint))
            return
        if document is None:
            message = f"line {option.line}: includes {shown}, which is no file of the scanned tree; it is left out"
            self.problems.append(_problem(file.document.path, message))
            return
        self._waiting.append(
            _File(document=document, folder=posixpath.dirname(path), role=role, line=file.line or option.line)
        )

    def _complain(self, statement: Wanted | Option, file: _File) -> None:
        self.broken.append(file.line or statement.line)
        if len(self.broken) <= _MAX_PROBLEMS:
            shown = printable(_without_secrets(statement.text)[:60])
            message = f"line {statement.line}: {shown!r} is no requirement; it is left out"
            self.problems.append(_problem(file.document.path, message))


def _item(found: Requirement, statement: Wanted | Option, line: int, scope: Scope) -> Item:
    if statement.index is not None and found.source == REGISTRY:
        found = replace(found, source=_address.index(statement.index))
    is_hashed = isinstance(statement, Wanted) and statement.is_hashed
    return Item(requirement=found, line=line, scope=scope, asked_by=tuple(statement.asked_by), is_hashed=is_hashed)


def _without_secrets(text: str) -> str:
    """Return a line for a message, without user names, passwords and queries of its URLs."""
    return re.sub(r"\?\S*", "", re.sub(r"//[^/\s]*@", "//", text))


def _problem(path: str, message: str, hint: str | None = None) -> Problem:
    return Problem(stage="parse", subject=path, message=message, hint=hint)
