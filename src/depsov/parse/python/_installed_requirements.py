"""The `Requires-Dist` lines of installed distributions as edges.

Markers are evaluated for the interpreter of the environment, extras count where a distribution asks for them.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from depsov.dependency_specifiers import Markers
from depsov.parse.python._requirement import Requirement, parse_requirement
from depsov.values import dataclass

__all__ = ["Edges", "Interpreter", "Requirements"]

_VERSION = re.compile(r"^version(?:_info)?\s*=\s*(\d+\.\d+)(\.\d+)?", re.MULTILINE)
_IMPLEMENTATION = re.compile(r"^implementation\s*=\s*([A-Za-z]+)", re.MULTILINE)
_FOLDER = re.compile(r"(python|pypy)(\d+\.\d+)")
_WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"}


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that an environment is for, as far as its files tell: `3.12`, and `3.12.4` where known.

    `implementation` is `CPython` or `PyPy`; `windows` is true for an environment that was made there.
    """

    version: str | None = None
    full_version: str | None = None
    implementation: str | None = None
    windows: bool = False

    @classmethod
    def of(cls, home: Path) -> Interpreter:
        """Return what `pyvenv.cfg`, or else the name of the library folder, says.

        https://docs.python.org/3/library/venv.html
        """
        settings, text = home / "pyvenv.cfg", ""
        try:
            if settings.is_file():  # a pipe in its place would be waited at for ever
                with settings.open(encoding="utf-8", errors="replace") as file:
                    text = file.read(10_000)
            windows = (home / "Scripts").is_dir()
        except OSError:
            text, windows = "", False
        version, implementation = _VERSION.search(text), _IMPLEMENTATION.search(text)
        made_by = None if implementation is None else implementation[1]
        if version is not None:
            return cls(version[1], version[1] + (version[2] or ".0"), made_by, windows)
        folder = next((match for part in reversed(home.parts) if (match := _FOLDER.match(part))), None)
        if folder is None:
            return cls(implementation=made_by, windows=windows)
        return cls(folder[2], f"{folder[2]}.0", made_by or ("PyPy" if folder[1] == "pypy" else None), windows)

    def markers(self) -> dict[str, str]:
        """Return the values of the environment markers; what its files do not tell is taken from this interpreter."""
        from packaging.markers import default_environment

        values = {key: str(value) for key, value in default_environment().items()}
        if self.version is not None and self.full_version is not None:
            values |= {"python_version": self.version, "python_full_version": self.full_version}
        if self.implementation is not None:
            values["platform_python_implementation"] = self.implementation
            values["implementation_name"] = self.implementation.lower()
        return values | _WINDOWS if self.windows else values


class Edges(NamedTuple):
    """Who requires whom.

    `requires` has the keys of distributions per key, of all that were reached; `absent` what some of them require and
    is not installed, by name, with the key of the first that does.
    """

    requires: dict[str, tuple[str, ...]]
    absent: dict[str, str]


class Requirements:
    """The requirements of the distributions of one environment: each line is parsed once, and only if it is needed."""

    def __init__(self, installed: Mapping[str, tuple[str, Sequence[str]]], markers: Markers) -> None:
        """Take the name and the `Requires-Dist` lines of each distribution, by key."""
        self._lines = {key: lines for key, (_, lines) in installed.items()}
        self._keys: dict[str, list[str]] = {}
        for key, (name, _) in installed.items():
            self._keys.setdefault(name, []).append(key)
        self._parsed: dict[str, list[Requirement]] = {}
        self._markers = markers

    def edges(self, asked: Mapping[str, Iterable[str]] | None = None) -> Edges:
        """Return who requires whom, starting from names that are asked for with extras, or else from all.

        An extra counts where somebody asks for it who is reached, and may bring in further extras.
        """
        starts = dict.fromkeys(self._keys, ()) if asked is None else asked
        reached = {key: set(extras) for name, extras in starts.items() for key in self._keys.get(name, ())}
        requires: dict[str, dict[str, None]] = {key: {} for key in reached}
        absent: dict[str, str] = {}
        waiting = list(reached)
        while waiting:
            key = waiting.pop()
            for requirement in self._holding(key, reached[key]):
                found = self._keys.get(requirement.name)
                if found is None:
                    absent.setdefault(requirement.name, key)
                for below in found or ():
                    requires[key][below] = None
                    if below not in reached or not reached[below].issuperset(requirement.extras):
                        reached.setdefault(below, set()).update(requirement.extras)
                        requires.setdefault(below, {})
                        waiting.append(below)
        edges = {key: tuple(sorted(below for below in requires[key] if below != key)) for key in requires}
        return Edges(edges, absent)

    def _holding(self, key: str, extras: AbstractSet[str]) -> Iterator[Requirement]:
        if key not in self._parsed:
            parsed = map(parse_requirement, self._lines[key])
            self._parsed[key] = [requirement for requirement in parsed if requirement is not None]
        for requirement in self._parsed[key]:
            if requirement.marker is None or self._markers.hold(requirement.marker, extras):
                yield requirement
