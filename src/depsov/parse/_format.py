"""What a reader of one document format must offer.

A reader is a module with these members; `parse.FORMATS` lists all of them. It gets bytes and returns values: it
opens no file, asks no network, takes no clock and never raises anything but `DocumentError`.
"""

from __future__ import annotations

from typing import Literal, Protocol

from depsov.documents import Document, Folder
from depsov.model import Parsed

__all__ = ["Format", "Role"]

Role = Literal["lockfile", "manifest", "sbom"]


class Format(Protocol):
    """The contract of a reader, checked by mypy against each module in the list."""

    @property
    def ID(self) -> str:
        """Short name: `uv`, `npm`."""

    @property
    def TITLE(self) -> str:
        """Name and versions for people: `uv.lock 1`."""

    @property
    def ECOSYSTEM(self) -> str:
        """The purl type of its packages: `pypi`, `npm`; empty where the document names it per package."""

    @property
    def ROLE(self) -> Role:
        """A lockfile (resolved), a manifest (wishes; read on its own only where no lockfile covers it), or an SBOM."""

    @property
    def PATTERNS(self) -> tuple[str, ...]:
        """Globs on the file name, or on the last folders and the file name: `requirements/*.txt`."""

    @property
    def COMPANIONS(self) -> tuple[str, ...]:
        """Names of the manifests that it reads beside or below its document through `Folder`."""

    @property
    def EDGES(self) -> bool:
        """Whether the format says which package requires which."""

    @property
    def SCOPES(self) -> bool:
        """Whether the format, with its companions, says what a package is for."""

    def read(self, document: Document, folder: Folder) -> Parsed:
        """Return what the document says. Raises `DocumentError` where the document as a whole cannot be read."""
