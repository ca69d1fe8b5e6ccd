"""The file that a configuration stands in: `depsov.toml`, or the table `[tool.depsov]` of `pyproject.toml`."""

from __future__ import annotations

import re
from pathlib import Path

from depsov.documents import Document, Lines, Table, get, load_toml, printable
from depsov.errors import ConfigError, DocumentError
from depsov.files import read_file
from depsov.values import dataclass

__all__ = ["File", "find", "named"]


@dataclass(frozen=True, slots=True)
class File:
    """A configuration file: where it stands, its table, and the prefix of the paths in it."""

    path: Path
    table: Table
    prefix: str = ""
    text: str = ""

    @property
    def name(self) -> str:
        """Its name without the folder, as messages give it."""
        return self.path.name

    def error(self, error: DocumentError) -> ConfigError:
        """Return what is wrong with it as an error that names file and path."""
        return ConfigError(printable(f"{self.name}: {error}"), hint=error.hint)

    def exceptions(self) -> list[int]:
        """Return the lines on which its exceptions begin."""
        header = rf"^[ \t]*\[\[[ \t]*{re.escape(self.prefix)}exception[ \t]*\]\]"
        listed = self.table.get("exception")
        lines = Lines(self.text).of(header) if isinstance(listed, list) else []
        # A header in another spelling, or within a string: no line is better than a wrong one.
        return lines if isinstance(listed, list) and len(lines) == len(listed) else []


def find(folder: Path) -> File | None:
    """Return the configuration of a folder, None where it has none. Raises `ConfigError` where it cannot be read."""
    own = folder / "depsov.toml"
    if _is_there(own):
        return _load(own)
    project = folder / "pyproject.toml"
    # A pyproject.toml that nobody meant for depsov is not even decoded.
    if _is_there(project) and b"depsov" in (data := _read(project)):
        return _tool_table(project, data)
    return None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:  # of a folder that may be listed and not entered
        reason = error.strerror or "unknown error"
        raise ConfigError(f"{path.name}: cannot be read: {reason}", hint="check its folder's permissions") from error


def named(path: Path) -> File | None:
    """Return a configuration by its path, None for a pyproject.toml without one. Raises as `find` does."""
    return _tool_table(path, _read(path)) if path.name == "pyproject.toml" else _load(path)


def _tool_table(path: Path, data: bytes) -> File | None:
    try:
        text = Document(path.name, data).text()
        tool = get(load_toml(text), "tool", dict, {})
        table = get(tool, "depsov", dict)
    except DocumentError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from error
    return None if table is None else File(path, table, "tool.depsov.", text)


def _load(path: Path) -> File:
    data = _read(path)
    if not data.strip():
        return File(path, {})
    try:
        text = Document(path.name, data).text()
        return File(path, load_toml(text), text=text)
    except DocumentError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from error


def _read(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read: {error.strerror}") from error
    except DocumentError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from error
