"""The repositories that poms name, and what tells which of them a package is from.

https://maven.apache.org/guides/mini/guide-multiple-repositories.html: Maven asks all of them, and the default registry,
which is called `central`. So two things tell: a build that gives that name to another one, and the note that Maven
keeps in the local repository beside what it has fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Source
from depsov.parse import _address
from depsov.parse.java._effective_pom import Model
from depsov.registries import is_default

__all__ = ["Repositories"]

_DEFAULT = "central"
_NOTE = re.compile(r"^[^#>\n]*>([^=\n]+)=", re.MULTILINE)  # `name-1.0.jar>central=`


class Repositories:
    """The repositories of a build; `note` opens the note on a group, an artifact and a version, if there is one."""

    def __init__(self, models: Iterable[Model], note: Callable[[str, str, str], Document | None]) -> None:
        self._note = note
        self._named: dict[str, Source] = {}
        for model in models:
            for above in model.lineage():
                for name, url in above.pom.repositories.items():
                    address = model.text(url)
                    if _address.is_url(address) and not is_default("maven", address):
                        self._named.setdefault(name, _address.index(address))

    def of(self, group: str, artifact: str, version: str | None) -> Source:
        """Return where a package is from; where nothing tells, it is from the default registry."""
        if not self._named:
            return REGISTRY
        if _DEFAULT in self._named:
            return self._named[_DEFAULT]
        return REGISTRY if version is None else self._noted(group, artifact, version)

    def _noted(self, group: str, artifact: str, version: str) -> Source:
        try:
            note = self._note(group, artifact, version)
            names = set(_NOTE.findall(note.text())) if note is not None else set()
        except DocumentError:
            return REGISTRY
        # What came from elsewhere as well, a mirror among it, is not only here.
        return self._named[min(names)] if names and names <= self._named.keys() else REGISTRY
