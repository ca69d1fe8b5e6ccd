"""Compiles the knowledge base into its bundle when depsov is built or installed from a checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KnowledgeBuildHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
    """Runs the project's own compiler, which needs nothing but tomli."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write the bundle before files are collected."""
        source = Path(self.root, "src")
        sys.path.insert(0, str(source))
        try:
            from depsov.knowledge.bundle import compile_folder
        finally:
            sys.path.pop(0)
        folder = source / "depsov" / "knowledge"
        (folder / "bundle.jsonl").write_bytes(compile_folder(folder / "data"))
