"""The knowledge base as one file: compiled from TOML when the wheel is built, loaded at every scan.

JSON because nothing loads faster with the standard library alone, in lines (`depsov.knowledge.lines`) because a scan
needs a few organisations of thousands; look-ups are dictionary hits.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depsov.errors import KnowledgeError
from depsov.knowledge.codec import FORMAT, encode
from depsov.knowledge.lines import write
from depsov.knowledge.lint import lint
from depsov.knowledge.source import Sources

__all__ = ["compile_folder", "compile_sources", "read_sources"]


def read_sources(folder: Path) -> Sources:
    """Read every TOML file below a data folder, in the order of their paths."""
    sources = Sources()
    for path in sorted(folder.rglob("*.toml")):
        sources.add(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
    return sources


def compile_sources(sources: Sources) -> Mapping[str, Any]:
    """Return the bundle of checked sources. Its version is the newest date in them; `oldest` is the oldest."""
    return {
        "format": FORMAT,
        "version": max(sources.dates, default=""),
        "oldest": min(sources.dates, default=""),
        "organisations": {key: _without_id(encode(value)) for key, value in sorted(sources.organisations.items())},
        "identities": dict(sorted(sources.identities.items())),
        "entries": [encode(entry) for entry in sources.entries],
        "packages": {key: dict(sorted(value.items())) for key, value in sorted(sources.packages.items())},
        "perimeters": {key: [label, list(codes)] for key, (label, codes) in sorted(sources.perimeters.items())},
        "platforms": {key: _without_id(encode(value)) for key, value in sorted(sources.platforms.items())},
    }


def compile_folder(folder: Path) -> bytes:
    """Compile a data folder. Raises `KnowledgeError` with every error that the linter finds."""
    sources = read_sources(folder)
    errors = lint(sources)
    if errors:
        listed = "\n  ".join(errors)
        raise KnowledgeError(f"the knowledge base has {len(errors)} errors:\n  {listed}")
    return write(compile_sources(sources))


def _without_id(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != "id"}
