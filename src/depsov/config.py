"""What a scan is told: from the command line, the environment and the project's own file, in that order of precedence.

The file is `[tool.depsov]` in `pyproject.toml` or the whole of `depsov.toml`. An unknown key is an error that
names its path: a misspelt limit must not pass as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from depsov.documents import Document, Table, get, load_toml, strings
from depsov.errors import ConfigError, DocumentError
from depsov.model import Scope, Severity

__all__ = ["Config", "load_config"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of a scan.

    `perimeter` is the name of a country set or a list of ISO 3166-1 alpha-2 codes. `coverage` and
    `concentration` are fractions from 0 to 1. `own` are globs on package names that belong to the user and are
    neither judged nor asked about. `knowledge` are overlays on the knowledge base; `released` is a released one that
    takes the place of the one that depsov ships. `mirrors` are index URLs that serve the default registry's
    packages; `registries` are base URLs to ask instead of the default, per ecosystem.
    """

    perimeter: str | tuple[str, ...] = "europe"
    online: bool = False
    strict: bool = False
    fail_on: Severity | None = None
    coverage: float | None = None
    concentration: float = 0.25
    exclude: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    knowledge: tuple[Path, ...] = ()
    released: Path | None = None
    mirrors: tuple[str, ...] = ()
    registries: tuple[tuple[str, str], ...] = ()
    scopes: tuple[Scope, ...] = tuple(Scope)


_KEYS = {
    "perimeter", "online", "strict", "fail-on", "coverage", "concentration", "exclude", "own", "knowledge", "mirrors",
    "registries", "scopes",
}  # fmt: skip

_ENVIRONMENT = {"DEPSOV_PERIMETER": "perimeter", "DEPSOV_FAIL_ON": "fail-on"}


def load_config(folder: Path, environ: Mapping[str, str] | None = None, *, name: str | None = None) -> Config:
    """Return the configuration of a project folder, or the defaults where it has none.

    `name` names the file to take; without it, `depsov.toml` goes before `pyproject.toml`. `environ` may set the
    perimeter (`DEPSOV_PERIMETER`) and the severity to fail on (`DEPSOV_FAIL_ON`).

    Raises `ConfigError` for an unknown key, a value of the wrong type, or a file that cannot be read.
    """
    found = _find(folder) if name is None else _named(folder / name)
    config = Config()
    if found is not None:
        path, table = found
        config = _apply(config, table, path.name, path.parent)
    settings = {key: (environ or {}).get(name) for name, key in _ENVIRONMENT.items()}
    given = {key: value for key, value in settings.items() if value}
    return _apply(config, given, "environment", folder) if given else config


def _find(folder: Path) -> tuple[Path, Table] | None:
    own = folder / "depsov.toml"
    if own.is_file():
        return own, _load(own)
    project = folder / "pyproject.toml"
    # A pyproject.toml that nobody meant for depsov is not even decoded.
    if project.is_file() and b"depsov" in (data := _read(project)):
        return _tool_table(project, data)
    return None


def _named(path: Path) -> tuple[Path, Table] | None:
    return _tool_table(path, _read(path)) if path.name == "pyproject.toml" else (path, _load(path))


def _tool_table(path: Path, data: bytes) -> tuple[Path, Table] | None:
    try:
        tool = get(load_toml(Document(path.name, data).text()), "tool", dict, {})
        table = get(tool, "depsov", dict)
    except DocumentError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from error
    return None if table is None else (path, table)


def _load(path: Path) -> Table:
    data = _read(path)
    try:
        return load_toml(Document(path.name, data).text()) if data.strip() else {}
    except DocumentError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read: {error.strerror}") from error


def _apply(config: Config, table: Table, name: str, folder: Path) -> Config:
    for key in table:
        if key not in _KEYS:
            raise ConfigError(f"{name}: {key}: unknown key", hint=f"known keys: {', '.join(sorted(_KEYS))}")
    try:
        return replace(config, **{field: value for field, value in _values(table, folder) if value is not None})
    except DocumentError as error:
        raise ConfigError(f"{name}: {error}", hint=error.hint) from error


def _values(table: Table, folder: Path) -> list[tuple[str, Any]]:
    def listed(key: str) -> tuple[str, ...] | None:
        return tuple(strings(table, key)) if key in table else None

    knowledge = listed("knowledge")
    scopes = listed("scopes")
    return [
        ("perimeter", _perimeter(table)),
        ("online", get(table, "online", bool)),
        ("strict", get(table, "strict", bool)),
        ("fail_on", _choice(table, "fail-on", Severity)),
        ("coverage", _fraction(table, "coverage")),
        ("concentration", _fraction(table, "concentration")),
        ("exclude", listed("exclude")),
        ("own", listed("own")),
        ("knowledge", None if knowledge is None else tuple(folder / path for path in knowledge)),
        ("mirrors", listed("mirrors")),
        ("registries", _registries(table)),
        ("scopes", None if scopes is None else tuple(_scope(value, index) for index, value in enumerate(scopes))),
    ]


def _perimeter(table: Table) -> str | tuple[str, ...] | None:
    value = table.get("perimeter")
    if isinstance(value, list):
        return tuple(strings(table, "perimeter"))
    return get(table, "perimeter", str)


def _registries(table: Table) -> tuple[tuple[str, str], ...] | None:
    value = get(table, "registries", dict)
    if value is None:
        return None
    for key, url in value.items():
        if not isinstance(url, str):
            raise DocumentError("expected a string", path=f"registries.{key}")
    return tuple(sorted(value.items()))


def _fraction(table: Table, key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DocumentError("expected a fraction from 0 to 1", path=key)
    return float(value)


def _choice(table: Table, key: str, kind: type[Severity]) -> Severity | None:
    value = get(table, key, str)
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError:
        raise DocumentError(f"{value!r} is none of {', '.join(item.value for item in kind)}", path=key) from None


def _scope(value: str, index: int) -> Scope:
    try:
        return Scope(value)
    except ValueError:
        known = ", ".join(scope.value for scope in Scope)
        raise DocumentError(f"{value!r} is none of {known}", path=f"scopes[{index}]") from None
