"""What `setup.cfg` declares to setuptools: its tables [metadata], [options] and [options.extras_require].

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html

Other tables are settings of tools, and are passed over.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator

from depsov.documents import REMAKE, printable
from depsov.errors import DocumentError
from depsov.ini import within_limits
from depsov.parse.python._declared import Declared, requirement_lines, split_extras

__all__ = ["declared"]

_EXTRAS = "options.extras_require"
_NONE = "none, and no key of a table either"  # no table stands for all others
# Setuptools splits a value on one line at semicolons; where one begins a marker, people meant that.
_MARKER = re.compile(r"\s*\(?\s*(?:(?:python|os|sys|platform|implementation)_\w+|extra|[\"'])", re.ASCII)


def declared(text: str) -> Declared:
    """Return what a `setup.cfg` declares. Raises `DocumentError` where it is no INI file.

    What it takes from a file or from code (`file:`, `attr:`) is computed.
    """
    text = within_limits(text)
    tables = _tables(text)
    computed: dict[str, None] = {}
    files: dict[str, tuple[str, ...]] = {}

    def requirements(value: str, name: str) -> tuple[str, ...]:
        if (listed := _files(value)) is not None:
            computed[name] = None
            files[name] = (*files.get(name, ()), *listed)
            return ()
        return tuple(requirement_lines(_listed(value)))

    options = tables.get("options", {})
    runtime = requirements(options.get("install_requires", ""), "install_requires")
    build = requirements(options.get("setup_requires", ""), "setup_requires")
    tests = requirements(options.get("tests_require", ""), "tests_require")
    named = {key: requirements(value, "extras_require") for key, value in tables.get(_EXTRAS, {}).items()}
    extras, always = split_extras(named)
    return Declared(
        name=tables.get("metadata", {}).get("name", "").strip() or None,
        requires_python=options.get("python_requires", "").strip() or None,
        runtime=(*runtime, *always),
        extras=extras,
        build=build,
        tests=tests,
        computed=tuple(computed),
        files=files,
        lines=_lines(text),
    )


def _tables(text: str) -> dict[str, dict[str, str]]:
    """Return the tables that say something of a project; a key may be written with dashes, as distutils allows."""
    parser = configparser.RawConfigParser(strict=False, default_section=_NONE)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((number for number, _ in getattr(error, "errors", ())), None)
        raise DocumentError("not an INI file", line=line, hint=REMAKE) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not an INI file: {printable(str(error))}", hint=REMAKE) from error
    tables = {}
    for name in ("metadata", "options", _EXTRAS):
        if parser.has_section(name):
            items = parser.items(name)
            tables[name] = {key if name == _EXTRAS else key.replace("-", "_"): value or "" for key, value in items}
    return tables


def _files(value: str) -> tuple[str, ...] | None:
    """Return the files that a value is taken from, or None where it says itself."""
    kind, separator, rest = value.strip().partition(":")
    if not separator or kind not in ("file", "attr"):
        return None
    return tuple(path.strip() for path in rest.split(",") if path.strip()) if kind == "file" else ()


def _listed(value: str) -> list[str]:
    if "\n" in value:
        return value.splitlines()
    parts: list[str] = []
    for part in value.split(";"):
        if parts and _MARKER.match(part):
            parts[-1] += f";{part}"
        else:
            parts.append(part)
    return parts


_TABLE = re.compile(r"\[([^\]]+)\]")
_KEY = re.compile(r"([A-Za-z_][\w.-]*)\s*[=:](?!=)\s*(.*)", re.ASCII)


def _lines(text: str) -> dict[str, int]:
    """Return the lines of requirements and of keys, as far as they stand where people write them."""
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TABLE.match(line):
            table = header[1]
            if table == _EXTRAS:
                lines.setdefault("extras_require", number)
        elif table in ("options", _EXTRAS):
            for part in _on_line(line, table, lines, number):
                lines.setdefault(part, number)
    return lines


def _on_line(line: str, table: str, lines: dict[str, int], number: int) -> Iterator[str]:
    key = None if line[:1].isspace() else _KEY.match(line)
    if key is None:
        yield from requirement_lines([line])
        return
    if table == "options":
        lines.setdefault(key[1].replace("-", "_"), number)
    yield from requirement_lines(_listed(key[2]))
