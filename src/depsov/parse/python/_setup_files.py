"""`setup.cfg` and `setup.py` of one folder, as setuptools joins them.

What `setup.py` gives counts before what `setup.cfg` says; which fields they may give at all, a `pyproject.toml` beside
them decides.

https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Problem, Scope
from depsov.parse._beside import open_beside
from depsov.parse.python._declared import Declared
from depsov.parse.python._wish import Wish, wish_of
from depsov.purl import normalise
from depsov.values import dataclass

__all__ = ["CFG", "PY", "SetupFiles", "Taken", "cover_setup_files"]

CFG, PY = "setup.cfg", "setup.py"

_SCOPES = {
    "install_requires": Scope.RUNTIME,
    "setup_requires": Scope.BUILD,
    "tests_require": Scope.DEVELOPMENT,
    "extras_require": Scope.OPTIONAL,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that requirements are taken from, relative to the project's folder, and what they are for."""

    path: str
    scope: Scope
    feature: str | None = None


class SetupFiles:
    """What the files of one folder declare together."""

    def __init__(self, document: Document, folder: Folder, at: str = "") -> None:
        """Read the files beside a document, which may be one of them; `at` is their place below the folder.

        Raises `DocumentError` where that one cannot be read; another that cannot be is a Problem.
        """
        self.problems: list[Problem] = []
        self._said: set[tuple[str, int | None]] = set()
        self._declared: list[tuple[str, Declared]] = []
        for name in (PY, CFG):
            path = posixpath.join(document.folder, name)
            try:
                found = document if path == document.path else open_beside(folder, posixpath.join(at, name))
                if found is not None:
                    self._declared.append((path, _read(name, found)))
            except DocumentError as error:
                if path == document.path:
                    raise
                place = path if error.line is None else f"{path}:{error.line}"
                self.problems.append(Problem(stage="parse", subject=place, message=str(error), hint=error.hint))

    def name(self) -> str | None:
        """Return the name of the project."""
        return next((declared.name for _, declared in self._declared if declared.name), None)

    def requires_python(self) -> str | None:
        """Return the version specifier of the Pythons that the project is for."""
        found = self._of("python_requires")
        return found and found[1].requires_python

    def says(self, field: str) -> bool:
        """Return whether one of the files has that field, or computes it."""
        return self._of(field) is not None

    def wishes(self, field: str) -> Iterator[Wish | Taken | Problem]:
        """Yield what a field asks for, the files that it is taken from, and what could not be read of it."""
        found = self._of(field)
        if found is None:
            return
        path, declared = found
        for feature, text in _texts(declared, field):
            # A marker from the name of an extra stands behind the requirement, but not on its line.
            line = declared.lines.get(text) or declared.lines.get(text.partition(";")[0].strip())
            wish = wish_of(text, _SCOPES[field], feature=feature, file=path, line=line)
            yield _no_requirement(path, line, text) if wish is None else wish
        if field in declared.computed:
            files = declared.files.get(field, ())
            yield from (Taken(name, _SCOPES[field]) for name in files)
            if not files:
                yield from self._computed(path, declared, declared.lines.get(field))

    def _computed(self, path: str, declared: Declared, line: int | None) -> Iterator[Problem]:
        """Yield the Problem of all fields that one line computes, the first time that one of them is asked for."""
        if (path, line) in self._said:
            return
        self._said.add((path, line))
        fields = [name for name in declared.computed if name in _SCOPES and not declared.files.get(name)]
        names = ", ".join(name for name in fields if declared.lines.get(name) == line)
        place, verb = "" if line is None else f"line {line}: ", "are" if "," in names else "is"
        yield Problem(
            stage="parse",
            subject=path,
            message=f"{place}{names} {verb} computed when the project is built: what is not written down is left out",
            hint="write a lockfile, or scan an environment that the project is installed in",
        )

    def _of(self, field: str) -> tuple[str, Declared] | None:
        """Return the file that gives a field, and its path: of two that do, `setup.py`."""
        for path, declared in self._declared:
            if field in declared.computed or _value(declared, field):
                return path, declared
        return None


def cover_setup_files(folder: Folder, at: str = "") -> None:
    """Look at the files for a lockfile that knows what they ask for, so that they are not read on their own."""
    for name in (PY, CFG):
        with suppress(DocumentError):
            open_beside(folder, posixpath.join(at, name))


def _read(name: str, document: Document) -> Declared:
    if not document.data.strip():
        return Declared()  # `setup.cfg` may be empty
    text = document.text().replace("\r\n", "\n")
    if name == CFG:
        from depsov.parse.python import _setup_cfg

        return _setup_cfg.declared(text)
    if "setup" not in text:
        return Declared()
    from depsov.parse.python import _setup_py

    return _setup_py.declared(text)


def _value(declared: Declared, field: str) -> object:
    if field == "python_requires":
        return declared.requires_python
    return list(_texts(declared, field))


def _texts(declared: Declared, field: str) -> Iterator[tuple[str | None, str]]:
    """Yield the requirements of a field, each with the extra that it belongs to."""
    if field == "extras_require":
        for extra, texts in declared.extras.items():
            yield from ((normalise("pypi", extra), text) for text in texts)
        return
    always = {"install_requires": declared.runtime, "setup_requires": declared.build, "tests_require": declared.tests}
    yield from ((None, text) for text in always[field])


def _no_requirement(path: str, line: int | None, text: str) -> Problem:
    place = "" if line is None else f"line {line}: "
    return Problem(
        stage="parse", subject=path, message=f"{place}{printable(text[:60])!r}: is no requirement (PEP 508)", hint=None
    )
