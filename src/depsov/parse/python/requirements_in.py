"""The sources of compiled requirements files: `requirements.in`, `requirements/dev.in` and the like.

They are requirements files like others (https://pip-tools.readthedocs.io/), and are read on their own only where no
compiled file stands beside them.
"""

from __future__ import annotations

from depsov.documents import Document, Folder
from depsov.model import Parsed
from depsov.parse.python import requirements

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a requirements file and all files that it includes ask for."""
    return requirements.read(document, folder)
