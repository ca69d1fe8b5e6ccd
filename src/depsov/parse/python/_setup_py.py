"""What `setup.py` declares in its call of `setup()`: read, and never run.

https://setuptools.pypa.io/en/latest/references/keywords.html

What is computed is named as such; of a list that is computed in part, the part that is written down is kept.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.parse.python._declared import FIELDS, Declared, requirement_lines, split_extras
from depsov.parse.python._written_values import ComputedError, Scopes, Values

__all__ = ["declared"]

_MAX_CALLS = 8
"""A module that calls `setup()` more often than that is a program, and computes all."""

_MAX_SOURCE = 500_000
"""A longer module is a program, and takes seconds to look through; the longest real ones have a tenth of that."""

_HINT = "it is read as Python 3, and never run"

# https://docs.openstack.org/pbr/latest/: takes what a project asks for from this file.
_PBR = ("requirements.txt",)


def declared(source: str) -> Declared:
    """Return what a `setup.py` declares. Raises `DocumentError` where it is no Python 3, or nested too deeply."""
    if len(source) > _MAX_SOURCE:
        raise DocumentError(f"over the limit of {_MAX_SOURCE // 1000} kB", hint=_HINT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of the compiler, on the code of others
            tree = ast.parse(source)
        return _declared(tree)
    except SyntaxError as error:
        raise DocumentError(f"not Python: {printable(error.msg)}", line=error.lineno or None, hint=_HINT) from error
    except (RecursionError, MemoryError) as error:
        raise DocumentError("nested too deeply", hint=_HINT) from error
    except ValueError as error:  # a NUL character, a lone surrogate, an integer of more than 4300 digits
        raise DocumentError(f"not Python: {printable(str(error))}", hint=_HINT) from error


def _declared(tree: ast.Module) -> Declared:
    scopes = Scopes(tree)
    found = _Fields()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func)]
    for call in calls[:_MAX_CALLS]:
        found.take(call, Values(scopes, call))
    if len(calls) > _MAX_CALLS:
        found.hide(calls[_MAX_CALLS])
    lines = {node.value: node.lineno for node in _texts_backwards(tree)}
    for text, line in [*lines.items()]:
        if "\n" in text:
            for number, one in enumerate(text.split("\n")):
                lines.update(dict.fromkeys(requirement_lines([one]), line + number))
    return found.declared({**lines, **found.lines})


def _is_setup(function: ast.expr) -> bool:
    match function:
        case ast.Name(id="setup") | ast.Attribute(value=ast.Name(id="setuptools" | "core"), attr="setup"):
            return True
    return False


def _texts_backwards(tree: ast.Module) -> Iterator[Any]:
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    yield from sorted(texts, key=lambda node: node.lineno, reverse=True)


class _Fields:
    """The fields that the calls of a module give; what two calls do not agree upon is computed."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self._found: dict[str, Any] = {}
        self._computed: set[str] = set()

    def take(self, call: ast.Call, values: Values) -> None:
        """Take the keywords of one call."""
        hides = False
        given: dict[str, Any] = {}
        for keyword in call.keywords:
            before = values.holes
            try:
                value = values.of(keyword.value)
            except ComputedError:
                value = None
                values.holes += 1
            has_holes = values.holes > before
            if keyword.arg is None:
                hides = hides or has_holes
                given |= value if isinstance(value, dict) else {}
                continue
            self.lines.setdefault(keyword.arg, keyword.value.lineno)
            given[keyword.arg] = value
            if has_holes:
                self._computed.add(keyword.arg)
        if hides:
            self.hide(call, {keyword.arg for keyword in call.keywords})
        for name, value in given.items():
            if self._found.setdefault(name, value) != value:
                self._computed.add(name)

    def hide(self, call: ast.Call, named: Collection[str | None] = ()) -> None:
        """Count every field as computed that a call does not name itself."""
        hidden = [field for field in FIELDS if field not in named]
        self._computed.update(hidden)
        self.lines = {**dict.fromkeys(hidden, call.lineno), **self.lines}

    def declared(self, lines: Mapping[str, int]) -> Declared:
        """Return all that was taken."""
        extras, always = split_extras(self._extras())
        runtime = (*self._listed("install_requires"), *always)
        files = {"install_requires": _PBR} if self._found.get("pbr") is True and not runtime else {}
        name, requires_python = self._text("name"), self._text("python_requires")
        build, tests = self._listed("setup_requires"), self._listed("tests_require")
        return Declared(
            name=name,
            requires_python=requires_python,
            runtime=runtime,
            extras=extras,
            build=build,
            tests=tests,
            computed=tuple(field for field in FIELDS if field in self._computed or field in files),
            files=files,
            lines=lines,
        )

    def _text(self, name: str) -> str | None:
        value = self._found.get(name)
        if isinstance(value, str) and name not in self._computed:
            return value.strip() or None
        if value is not None:
            self._computed.add(name)
        return None

    def _listed(self, name: str) -> tuple[str, ...]:
        return tuple(self._requirements(self._found.get(name), name))

    def _extras(self) -> dict[str, list[str]]:
        value = self._found.get("extras_require")
        if isinstance(value, dict):
            return {str(key): list(self._requirements(item, "extras_require")) for key, item in value.items()}
        if value is not None:
            self._computed.add("extras_require")
        return {}

    def _requirements(self, value: Any, name: str) -> Iterator[str]:
        """Yield what is asked for: setuptools takes a text of many lines, or a list of such."""
        if isinstance(value, str):
            yield from requirement_lines([value])
        elif isinstance(value, list):
            for item in value:
                yield from self._requirements(item, name)
        elif value is not None:
            self._computed.add(name)
