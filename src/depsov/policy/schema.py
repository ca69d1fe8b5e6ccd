"""The JSON Schema of `[tool.depsov]` and `depsov.toml`, for editors and for validate-pyproject.

It says what each table by itself may hold. What a table cannot say of itself, such as two rules that contradict each
other, depsov refuses when it reads the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["schema"]

_FILE = Path(__file__).with_name("depsov.schema.json")


def schema(tool_name: str = "depsov") -> dict[str, Any]:  # noqa: ARG001 - validate-pyproject hands it in
    """Return the schema of `[tool.depsov]`: who may control what this project depends on."""
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded
