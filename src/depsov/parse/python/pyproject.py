"""`pyproject.toml` on its own: the wishes of a project without lockfile.

`setup.cfg` and `setup.py` beside it say what it leaves open, as setuptools reads them; they are one project.
"""

from __future__ import annotations

from depsov.documents import Document, Folder
from depsov.model import Parsed
from depsov.parse.python._manifest import parsed_manifest

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return the direct dependencies that a project asks for."""
    return parsed_manifest(document, folder)
