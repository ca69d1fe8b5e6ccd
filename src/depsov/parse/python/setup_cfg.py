"""`setup.cfg` of setuptools on its own: the wishes of a project that has no `pyproject.toml`.

It is one project with `setup.py` beside it. Nothing is run.
"""

from __future__ import annotations

from depsov.documents import Document, Folder
from depsov.model import Parsed
from depsov.parse.python._manifest import parsed_manifest

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return the direct dependencies that a project asks for."""
    return parsed_manifest(document, folder)
