"""Every exception of depsov, with the exit code it leads to.

    DepsovError                 2  could not run
    ├── UsageError              2  a wrong argument or option
    ├── ConfigError             2  pyproject.toml or depsov.toml does not say what it should
    ├── KnowledgeError          2  the knowledge base, or an overlay to it, is broken
    ├── NamedFileError          2  a file that the user named cannot be read
    ├── NothingToScanError      3  no manifest, lockfile or SBOM was found
    ├── ResolutionError         -  a tree cannot be resolved: becomes a Problem, the scan goes on
    └── DocumentError           -  one document is broken: becomes a Problem, the scan goes on

A message says what is wrong and where; `hint` says what to do about it.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "DepsovError",
    "DocumentError",
    "KnowledgeError",
    "NamedFileError",
    "NothingToScanError",
    "ResolutionError",
    "UsageError",
]


class DepsovError(Exception):
    """Base of all errors that depsov raises on purpose."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DepsovError):
    """The command line asks for something that does not exist."""


class ConfigError(DepsovError):
    """The configuration has an unknown key or a value of the wrong type."""


class KnowledgeError(DepsovError):
    """Knowledge data cannot be loaded."""


class NamedFileError(DepsovError):
    """A file that the user named cannot be read."""


class NothingToScanError(DepsovError):
    """There is nothing to scan."""

    exit_code = 3


class DocumentError(DepsovError):
    """A document does not hold what its format promises.

    `path` is the place inside the document (`package[3].version`); it is built outwards, as the error
    passes the readers of the enclosing values. `line` is the line in the file, counted from 1, where known.
    """

    def __init__(self, message: str, *, path: str = "", line: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.line = line

    def within(self, part: str | int) -> DocumentError:
        """Return the same error, seen from one level further out."""
        step = f"[{part}]" if isinstance(part, int) else part
        joint = "" if not self.path or self.path.startswith("[") else "."
        path = f"{step}{joint}{self.path}"
        return DocumentError(self.message, path=path, line=self.line, hint=self.hint)

    def __str__(self) -> str:
        """Return the message with the place inside the document in front of it."""
        return f"{self.path}: {self.message}" if self.path else self.message


class ResolutionError(DepsovError):
    """No set of versions was found that meets what a project asks for.

    `names` are the packages at fault, where that is known.
    """

    def __init__(self, message: str, *, hint: str | None = None, names: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.names = names
