"""The `Requires-Dist` lines of installed distributions as edges.

Markers are evaluated for the interpreter of the environment, extras count where a distribution asks for them.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from depsov.parse.python._requirement import Requirement, parse_requirement

__all__ = ["Interpreter", "required_by"]

_VERSION = re.compile(r"^version(?:_info)?\s*=\s*(\d+\.\d+)(\.\d+)?", re.MULTILINE)
_FOLDER = re.compile(r"python(\d+\.\d+)")
# A marker that ends in `and extra == "x"`, and has no `or`, is false without that extra: no need to evaluate it.
_EXTRA = re.compile(r"""(?:^|\band\s)\s*\(?\s*extra\s*==\s*["']([^"']+)["']\s*\)?\s*\Z""")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that an environment is for, as far as its files tell: `3.12`, and `3.12.4` where known."""

    version: str | None = None
    full_version: str | None = None

    @classmethod
    def of(cls, home: Path) -> Interpreter:
        """Return what `pyvenv.cfg`, or else the name of the library folder, says.

        https://docs.python.org/3/library/venv.html
        """
        try:
            with (home / "pyvenv.cfg").open(encoding="utf-8", errors="replace") as file:
                match = _VERSION.search(file.read(10_000))
        except OSError:
            match = None
        if match is not None:
            return cls(match[1], match[1] + (match[2] or ".0"))
        folder = _FOLDER.search(home.as_posix())
        return cls(folder[1], f"{folder[1]}.0") if folder else cls()


def required_by(
    installed: Mapping[str, tuple[str, Sequence[str]]], interpreter: Interpreter
) -> dict[str, tuple[str, ...]]:
    """Return per key the keys that it requires, from its name and its `Requires-Dist` lines.

    An extra counts where an installed distribution asks for it, which may bring in further extras.
    """
    markers = _Markers(interpreter)
    parsed = {key: [_parsed(line) for line in lines] for key, (_, lines) in installed.items()}
    keys: dict[str, list[str]] = {}
    for key, (name, _) in installed.items():
        keys.setdefault(name, []).append(key)
    extras: dict[str, set[str]] = {key: set() for key in installed}
    edges: dict[str, dict[str, None]] = {key: {} for key in installed}
    waiting = list(installed)
    while waiting:
        key = waiting.pop()
        for requirement in _holding(parsed[key], extras[key], markers):
            for below in keys.get(requirement.name, ()):
                edges[key][below] = None
                if not extras[below].issuperset(requirement.extras):
                    extras[below].update(requirement.extras)
                    waiting.append(below)
    return {key: tuple(sorted(below for below in edges[key] if below != key)) for key in installed}


def _parsed(line: str) -> Requirement | None:
    return parse_requirement(line)


def _holding(requirements: Sequence[Requirement | None], extras: set[str], markers: _Markers) -> Iterator[Requirement]:
    for requirement in requirements:
        if requirement is not None and (requirement.marker is None or markers.hold(requirement.marker, extras)):
            yield requirement


class _Markers:
    """Evaluates markers for one interpreter, each once per extra."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._known: dict[tuple[str, str], bool] = {}
        self._environment: dict[str, str] | None = None

    def hold(self, marker: str, extras: set[str]) -> bool:
        """Return whether a marker holds with one of the extras, or with none."""
        last = _EXTRA.search(marker)
        if last is not None and " or " not in marker and last[1] not in extras and _dashed(last[1]) not in extras:
            return False
        return any(self._holds(marker, extra) for extra in ("", *sorted(extras)))

    def _holds(self, marker: str, extra: str) -> bool:
        known = self._known.get((marker, extra))
        if known is None:
            known = self._known[marker, extra] = self._evaluate(marker, extra)
        return known

    def _evaluate(self, marker: str, extra: str) -> bool:
        from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

        try:
            return Marker(marker).evaluate({**self._default(), "extra": extra})
        except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName):
            return False  # pip could not have installed for it either

    def _default(self) -> dict[str, str]:
        if self._environment is None:
            from packaging.markers import default_environment

            environment = {key: str(value) for key, value in default_environment().items()}
            if self._interpreter.version is not None and self._interpreter.full_version is not None:
                environment["python_version"] = self._interpreter.version
                environment["python_full_version"] = self._interpreter.full_version
            self._environment = environment
        return self._environment


def _dashed(extra: str) -> str:
    return re.sub(r"[-_.]+", "-", extra).lower()
