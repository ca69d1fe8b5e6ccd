"""Made-up trees of any size, of names that the knowledge base knows, so that there is something to judge."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from depsov.knowledge import load

__all__ = ["mixed_tree", "npm_tree", "uv_tree"]

_DIRECT = 20
"""How many packages the project names itself."""

_INDEX = "https://index.example"
"""Where the packages of a uv.lock come from: the settings beside it say that it is a mirror."""


def mixed_tree(folder: Path, size: int) -> None:
    """Write a shallow tree of so many packages: half of them for a browser, half for a service."""
    for place, make in (("web", npm_tree), ("service", uv_tree)):
        (folder / place).mkdir()
        make(folder / place, size // 2, shallow=True)
    (folder / "depsov.toml").write_text(f'mirrors = ["{_INDEX}/simple"]\n', encoding="utf-8")


def npm_tree(folder: Path, size: int, *, shallow: bool = False) -> list[str]:
    """Write a package-lock.json of so many packages, each of which requires three others; return the files.

    These are the next three, which makes long ways to the last ones; in a shallow tree none is far.
    """
    names = _names("npm", size)
    wishes = dict.fromkeys(names[:_DIRECT], "^1.0.0")
    packages: dict[str, object] = {"": {"name": "made-up", "version": "1.0.0", "dependencies": wishes}}
    for name, below in _edges(names, shallow=shallow):
        packages[f"node_modules/{name}"] = {
            "version": "1.0.0",
            "integrity": f"sha512-{_digest(name)[:86]}==",
            "license": "MIT",
            "dependencies": dict.fromkeys(below, "^1.0.0"),
        }
    manifest = {"name": "made-up", "version": "1.0.0", "dependencies": wishes}
    document = {"name": "made-up", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages}
    (folder / "package-lock.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    (folder / "package.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return ["package-lock.json", "package.json"]


def uv_tree(folder: Path, size: int, *, shallow: bool = False) -> list[str]:
    """Write a uv.lock of so many packages with two wheels each, in the shape of `npm_tree`; return the files."""
    names = _names("pypi", size)
    blocks = [_uv_block("made-up", 'source = { virtual = "." }', names[:_DIRECT])]
    for name, below in _edges(names, shallow=shallow):
        files = "".join(_wheel(f"{name}-1.0.0-{tag}.whl") for tag in ("cp311", "cp312"))
        block = _uv_block(name, f'source = {{ registry = "{_INDEX}/simple" }}', below)
        blocks.append(f"{block}wheels = [\n{files}]\n")
    (folder / "uv.lock").write_text("version = 1\nrevision = 3\n\n" + "\n".join(blocks), encoding="utf-8")
    wishes = ", ".join(f'"{name}"' for name in names[:_DIRECT])
    manifest = f'[project]\nname = "made-up"\nversion = "1.0.0"\ndependencies = [{wishes}]\n'
    settings = f'\n[tool.depsov]\nmirrors = ["{_INDEX}/simple"]\n'
    (folder / "pyproject.toml").write_text(manifest + settings, encoding="utf-8")
    return ["uv.lock", "pyproject.toml"]


def _wheel(filename: str) -> str:
    return f'    {{ url = "{_INDEX}/{filename}", hash = "sha256:{_digest(filename)[:64]}", size = 1 }},\n'


def _uv_block(name: str, source: str, below: Sequence[str]) -> str:
    edges = "".join(f'    {{ name = "{other}" }},\n' for other in below)
    required = f"dependencies = [\n{edges}]\n" if below else ""
    return f'[[package]]\nname = "{name}"\nversion = "1.0.0"\n{source}\n{required}'


def _names(ecosystem: str, size: int) -> list[str]:
    """Return names that the knowledge base lists, and where it has too few, some that nobody knows."""
    names = sorted(load().packages(ecosystem))[:size]
    return names + [f"nobody-knows-{number}" for number in range(size - len(names))]


def _edges(names: Sequence[str], *, shallow: bool) -> Iterator[tuple[str, Sequence[str]]]:
    for at, name in enumerate(names):
        below = _DIRECT + 3 * at if shallow else at + 1
        yield name, names[below : below + 3]


def _digest(text: str) -> str:
    return hashlib.sha512(text.encode()).hexdigest()
