"""`gradle/verification-metadata.xml` where no lock and no build script at the top of the build takes it into account.

It knows neither what a project asks for itself, nor what for. See `_gradle_components`.
"""

from __future__ import annotations

from depsov.documents import Document, Folder
from depsov.model import Parsed
from depsov.parse.java._gradle_components import read_components

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the packages that a build has verified. Raises `DocumentError` for what is no verification metadata."""
    components = read_components(document)
    return Parsed(nodes=tuple(components.nodes), problems=tuple(components.problems))
