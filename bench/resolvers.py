"""The programs that resolve requirements, run alike: depsov, uv and pip, without the settings of whoever measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from depsov.purl import normalise

__all__ = ["RESOLVERS", "Outcome", "Resolver", "install_tools"]

_KEPT = {"PIP_CERT"}
"""Whom to trust in this network is no matter of what gets resolved."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """A program: its arguments for a requirements file and a file to write, and how the latter is read.

    `cache` is the variable that names its cache folder. `command` gets the folder of the tools, the requirements, and
    the file to write; `read` returns names and versions as the program wrote them. `refusal` are words that it says
    where nothing meets the requirements, or the search for it was given up.
    """

    name: str
    cache: str
    command: Callable[[Path, Path, Path], list[str]]
    read: Callable[[bytes], list[tuple[str, str]]]
    refusal: tuple[str, ...]

    def run(self, tools: Path, requirements: Path, cache: Path, *, index: str | None, limit: float) -> Outcome:
        """Run it once in a process of its own, against an index or the default one; `limit` is in seconds."""
        out = cache.parent / f"{cache.name}.out"
        out.unlink(missing_ok=True)
        command = self.command(tools, requirements, out)
        environ = {name: value for name, value in os.environ.items() if _is_neutral(name)}
        environ |= {"PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never"}
        environ |= {self.cache: str(cache)} | ({"PIP_INDEX_URL": index, "UV_DEFAULT_INDEX": index} if index else {})
        begun, used = time.perf_counter(), os.times()
        try:
            ended = subprocess.run(command, env=environ, check=False, capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired:
            return Outcome(time.perf_counter() - begun, 0.0, None, f"stopped after {limit:.0f} s")
        wall, after = time.perf_counter() - begun, os.times()
        cpu = after.children_user + after.children_system - used.children_user - used.children_system
        if ended.returncode or not out.is_file():
            said = ended.stderr.decode(errors="replace").strip()
            return Outcome(wall, cpu, None, said, is_refusal=any(words in said for words in self.refusal))
        return Outcome(wall, cpu, {normalise("pypi", name): _plain(text) for name, text in self.read(out.read_bytes())})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: wall and processor seconds, and the versions by name, or None with what the program said.

    `is_refusal` is true where it said that it found nothing that meets the requirements; anything else is a failure.
    """

    wall: float
    cpu: float
    versions: Mapping[str, str] | None
    complaint: str = ""
    is_refusal: bool = False


def install_tools(folder: Path) -> None:
    """Make a virtual environment with the newest pip and uv, of the Python that runs this, unless it is there."""
    if not (folder / "bin" / "uv").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", "--upgrade", "pip", "uv"], check=True)


def _depsov(_: Path, requirements: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "depsov", "resolve", str(requirements), "-o", str(out)]


def _uv(tools: Path, requirements: Path, out: Path) -> list[str]:
    only = ["--python", sys.executable, "--only-binary", ":all:", "--quiet", "--no-header", "--no-annotate"]
    return [str(tools / "bin" / "uv"), "pip", "compile", *only, "--output-file", str(out), str(requirements)]


def _pip(tools: Path, requirements: Path, out: Path) -> list[str]:
    only = ["--dry-run", "--ignore-installed", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
    pip = [str(tools / "bin" / "python"), "-m", "pip", "install", *only, "--no-input"]
    return [*pip, "--report", str(out), "--requirement", str(requirements)]


def _read_pylock(data: bytes) -> list[tuple[str, str]]:
    return [(package["name"], package["version"]) for package in tomllib.loads(data.decode())["packages"]]


def _read_pins(data: bytes) -> list[tuple[str, str]]:
    lines = (line.partition(";")[0].strip() for line in data.decode().splitlines())
    pairs = (line.partition("==") for line in lines if "==" in line)
    return [(name.partition("[")[0], version) for name, _, version in pairs]


def _read_report(data: bytes) -> list[tuple[str, str]]:
    found = (item["metadata"] for item in json.loads(data)["install"])
    return [(metadata["name"], metadata["version"]) for metadata in found]


def _is_neutral(name: str) -> bool:
    return name in _KEPT or not name.startswith(("PIP_", "UV_", "DEPSOV_"))


def _plain(version: str) -> str:
    return str(Version(version))


RESOLVERS = {
    resolver.name: resolver
    for resolver in (
        Resolver("depsov", "DEPSOV_CACHE_DIR", _depsov, _read_pylock, ("asks for", "not resolved within")),
        Resolver("uv", "UV_CACHE_DIR", _uv, _read_pins, ("No solution found",)),
        Resolver("pip", "PIP_CACHE_DIR", _pip, _read_report, ("ResolutionImpossible",)),
    )
}
