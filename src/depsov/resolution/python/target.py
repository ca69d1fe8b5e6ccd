"""The environment that a tree is resolved for: the running interpreter, or another one that the user names.

Markers (https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers) and
compatibility tags (https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/) follow from it.
"""

from __future__ import annotations

import platform as machine
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property

from packaging import tags as compatibility
from packaging.markers import default_environment

from depsov.errors import UsageError
from depsov.values import dataclass

__all__ = ["PLATFORMS", "Target"]

PLATFORMS: Mapping[str, Mapping[str, str]] = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
"""The platforms that can be named, and what their markers say."""

_MACHINES = {
    ("linux", "arm64"): "aarch64",
    ("macos", "aarch64"): "arm64",
    ("windows", "x86_64"): "AMD64",
    ("windows", "aarch64"): "ARM64",
    ("windows", "arm64"): "ARM64",
}
"""What each platform calls a processor, where it differs from what users write."""

_KEYS = ("python", "platform", "machine")
_NEWEST_GLIBC = 39
_NEWEST_MACOS = (15, 0)
_MANYLINUX = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}  # PEP 600


@dataclass(frozen=True)
class Target:
    """A Python, its platform and processor; what is None is that of the running interpreter.

    `python` is a version (`3.12` or `3.12.4`), `platform` one of `PLATFORMS`, `machine` a processor (`x86_64`).
    """

    python: str | None = None
    platform: str | None = None
    machine: str | None = None

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read `python=3.12,platform=linux,machine=x86_64`, each part of it optional. Raises `UsageError`."""
        given: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            key, separator, value = (piece.strip() for piece in part.partition("="))
            if key not in _KEYS or not separator or not value:
                raise UsageError(f"--target: {part!r} is no part of a target", hint="python=3.12,platform=linux")
            given[key] = value
        if not re.fullmatch(r"3\.\d{1,3}(\.\d{1,3})?", given.get("python", "3.0")):
            raise UsageError(f"--target: {given['python']!r} is no version of Python 3", hint="write it as 3.12")
        if given.get("platform", "linux") not in PLATFORMS:
            raise UsageError(f"--target: no platform {given['platform']!r}", hint=f"one of {', '.join(PLATFORMS)}")
        if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", given.get("machine", "x")):
            raise UsageError(f"--target: {given['machine']!r} is no processor", hint="write it as x86_64 or arm64")
        return cls(**given)

    @property
    def is_running(self) -> bool:
        """Whether it is the interpreter that runs depsov, in all."""
        return self == Target()

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """The values of all environment markers but `extra`."""
        values = {key: str(value) for key, value in default_environment().items()}
        if self.python is not None:
            full = self.python if self.python.count(".") > 1 else f"{self.python}.0"
            values |= {"python_version": self._minor, "python_full_version": full, "implementation_version": full}
            values |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        if self.platform is not None:
            values |= {**PLATFORMS[self.platform], "platform_release": "", "platform_version": ""}
        if self.platform is not None or self.machine is not None:
            values["platform_machine"] = self._machine
        return values

    @cached_property
    def python_version(self) -> str:
        """The full version of Python, against which `Requires-Python` is held."""
        return self.environment["python_full_version"]

    @cached_property
    def tags(self) -> Mapping[str, int]:
        """The compatibility tags (`cp312-cp312-manylinux_2_28_x86_64`), each with its rank: 0 is the best."""
        return {str(tag): rank for rank, tag in enumerate(dict.fromkeys(self._tags()))}

    @cached_property
    def label(self) -> str:
        """The target for people: `CPython 3.12, Linux x86_64`."""
        values = self.environment
        python = f"{values['platform_python_implementation']} {values['python_version']}"
        return f"{python}, {values['platform_system']} {values['platform_machine']}"

    def _tags(self) -> Iterator[compatibility.Tag]:
        if self.is_running:
            yield from compatibility.sys_tags()
            return
        major, minor = (int(part) for part in self._minor.split("."))
        is_elsewhere = self.platform is not None or self.machine is not None
        platforms = self._platforms() if is_elsewhere else list(compatibility.platform_tags())
        yield from compatibility.cpython_tags((major, minor), platforms=platforms)
        yield from compatibility.compatible_tags((major, minor), f"cp{major}{minor}", platforms)

    @property
    def _minor(self) -> str:
        return _minor(self.python or self.environment["python_version"])

    @property
    def _platform(self) -> str:
        names = {values["sys_platform"]: name for name, values in PLATFORMS.items()}
        return self.platform or names.get(sys.platform, "linux")

    @property
    def _machine(self) -> str:
        own = machine.machine().lower()
        name = (self.machine or {"amd64": "x86_64"}.get(own, own)).lower()
        if self.machine is None and self.platform == "macos" and sys.platform != "darwin":
            name = "arm64"  # what a Mac has now
        return _MACHINES.get((self._platform, name), name)

    def _platforms(self) -> list[str]:
        """Return the platform tags, the best first."""
        name = self._machine
        if self._platform == "windows":
            return [{"AMD64": "win_amd64", "ARM64": "win_arm64"}.get(name, "win32")]
        if self._platform == "macos":
            return list(compatibility.mac_platforms(_NEWEST_MACOS, name))
        found = []
        for minor in range(_NEWEST_GLIBC, 4, -1):
            found.append(f"manylinux_2_{minor}_{name}")
            if minor in _MANYLINUX:
                found.append(f"{_MANYLINUX[minor]}_{name}")
        return [*found, f"linux_{name}"]


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
