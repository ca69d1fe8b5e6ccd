"""Environments of conda as people write them: names of packages, some with versions, and a list for pip among them.

https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#create-env-file-manually

Read by the reader of such files, and by that of `conda-lock.yml`, which is made from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Problem, Scope
from depsov.parse._block_yaml import Block, Value, scan
from depsov.parse._matches import matches
from depsov.parse._purpose import scope_of_file, scope_of_words
from depsov.parse.conda._conda import Channels, Spec, is_virtual, parse_spec
from depsov.parse.python._requirement_files import Files
from depsov.values import dataclass, field

__all__ = ["Environment", "Wanted", "is_environment", "read_environment"]


class Wanted(NamedTuple):
    """A package that an environment names, and its line. `conditional`: only on some platforms (`# [win]`)."""

    spec: Spec
    line: int | None
    conditional: bool


@dataclass(slots=True, kw_only=True)
class Environment:
    """What one file says: `wanted` are packages of conda, `pip` what pip shall install with all that it includes."""

    path: str
    name: str | None
    channels: Channels
    scope: Scope
    pip: Files
    wanted: list[Wanted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


_ITEM = re.compile(r"^[ ]*(?:-[ ]+)+[\"']?([^\n]*)", re.MULTILINE)
_FEW = 20
_SELECTOR = re.compile(r"\s#\s*\[[^\]]+\]")


def is_environment(document: Document) -> bool:
    """Return whether a document may be one: other tools have files of that name, which none of its words are in."""
    return _WORDS.search(document.data) is not None


_WORDS = re.compile(rb"\b(?:channels|dependencies)\b")


def read_environment(document: Document, folder: Folder) -> Environment:
    """Return what an environment file says. Raises `DocumentError` where it is none."""
    text = document.text().replace("\r\n", "\n")
    try:
        top = next(iter(scan(text)), Block(1))
    except DocumentError as error:
        raise DocumentError(str(error), line=error.line, hint="if it is no environment of conda, exclude it") from error
    if "dependencies" not in top:
        raise DocumentError("has no `dependencies`: is it an environment of conda?", hint="if not, exclude it")
    category = top.text("category")
    reader = _Reader(document.path, text, exported="prefix" in top)
    reader.read(_list(top, "dependencies"))
    files = Files(Document(document.path, reader.pip_text().encode()), folder)
    files.read()
    return Environment(
        path=document.path,
        name=top.text("name"),
        channels=Channels(item for item in _list(top, "channels") if isinstance(item, str)),
        scope=(scope_of_words(category) if category else scope_of_file(document.path)) or Scope.RUNTIME,
        pip=files,
        wanted=reader.wanted,
        problems=[*reader.problems, *files.problems],
    )


class _Reader:
    """Reads the list of dependencies, each with the line that it stands on."""

    def __init__(self, path: str, text: str, *, exported: bool) -> None:
        self.wanted: list[Wanted] = []
        self.problems: list[Problem] = []
        self._path = path
        self._exported = exported
        self._lines = _lines(text)
        self._next = 0
        self._pip: dict[int, str] = {}
        self._last = 0

    def read(self, items: Iterable[Value]) -> None:
        for item in items:
            if isinstance(item, str):
                self._read_spec(item)
            elif isinstance(item, Block):
                for name, value in item.items():
                    self._read_below(name, value, item.line)
            else:
                self._complain("a list stands where a package is expected", None)

    def pip_text(self) -> str:
        """Return what pip shall install as a requirements file, each item on its line of this document."""
        return "\n".join(self._pip.get(number, "") for number in range(1, self._last + 1))

    def _read_spec(self, text: str, *, selected: bool = False) -> None:
        line, rest = self._line(text)
        spec = parse_spec(text, exported=self._exported)
        if spec is None:
            if text:
                self._complain(f"{printable(text[:60])!r} is no package of conda", line)
        elif not is_virtual(spec.name):
            self.wanted.append(Wanted(spec=spec, line=line, conditional=selected or _is_selected(rest)))

    def _read_below(self, name: str, value: Value, line: int) -> None:
        """Read the list for another installer, or what conda-lock selects by platform (`sel(linux): name`)."""
        if name.startswith("sel(") and isinstance(value, str):
            self._read_spec(value, selected=True)
        elif name != "pip":
            self._complain(f"{printable(name[:60])!r} is no installer that depsov knows", line)
        for item in value if name == "pip" and isinstance(value, list) else []:
            if isinstance(item, str) and "\n" not in item:
                found, _ = self._line(item)
                self._last = max(self._last + 1, found or line)  # several may stand on one line
                self._pip[self._last] = item

    def _line(self, text: str) -> tuple[int | None, str]:
        """Return the line of the next item that begins with a text, and what stands there; None where it is unclear."""
        for at, (number, rest) in enumerate(self._lines[self._next : self._next + _FEW], self._next + 1):
            if rest.startswith(text):
                self._next = at
                return number, rest
        return None, ""

    def _complain(self, message: str, line: int | None) -> None:
        place = "" if line is None else f"line {line}: "
        self.problems.append(Problem(stage="parse", subject=self._path, message=f"{place}{message}; it is left out"))


def _is_selected(text: str) -> bool:
    return "[" in text and _SELECTOR.search(text) is not None


def _lines(text: str) -> list[tuple[int, str]]:
    return [(line, match[1]) for line, match in matches(_ITEM, text)]


def _list(top: Block, key: str) -> Iterator[Value]:
    value = top.get(key, "")
    if isinstance(value, list):
        yield from value
    elif value != "":
        raise DocumentError("expected a list", path=key, line=top.line)
