"""SBOMs as what is scanned, with the invented organisations of the project all-groups."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from depsov.config import Config, load_config
from depsov.documents import Document
from depsov.model import Report
from depsov.pipeline import scan

__all__ = ["DAY", "PROJECTS", "project", "scanned"]

PROJECTS = Path(__file__).parents[2] / "data" / "projects"
DAY = date(2026, 6, 30)


@cache
def config() -> Config:
    return load_config(PROJECTS / "all-groups")


@cache
def project(name: str) -> Report:
    """Return the report on a project of the tests."""
    return scan(PROJECTS / name, as_of=DAY)


def scanned(document: Mapping[str, Any] | str | bytes, name: str = "given.json") -> Report:
    """Return the report on an SBOM: values, or the text itself."""
    data = document if isinstance(document, (str, bytes)) else json.dumps(document)
    return scan(Document(name, data if isinstance(data, bytes) else data.encode()), config=config(), as_of=DAY)
