"""`pubspec.yaml`: what a Dart or Flutter project is called, which packages it names, and the members of its workspace.

https://dart.dev/tools/pub/pubspec, https://dart.dev/tools/pub/workspaces. Only the keys of the first two levels are
read, line by line: people write whatever YAML can hold into the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from depsov.documents import Document
from depsov.model import Scope
from depsov.values import dataclass

__all__ = ["Pubspec", "read_pubspec"]

_SCOPES = {"dependencies": Scope.RUNTIME, "dev_dependencies": Scope.DEVELOPMENT}
_LINE = re.compile(
    r"(?P<indent> *)(?P<dash>- +)?"
    r"(?P<quote>[\"']?)(?P<key>[^\s:#\"'][^:#\"'\n]*)(?P=quote)(?::(?= |\Z) *(?P<value>.*))?"
)


@dataclass(frozen=True, slots=True)
class Pubspec:
    """A project: its dependencies by name, and the folders of the members, in which `*` may stand."""

    path: str
    name: str | None
    wishes: Mapping[str, Scope]
    members: tuple[str, ...]


def read_pubspec(document: Document) -> Pubspec:
    """Return the project of a `pubspec.yaml`."""
    name, section, depth = None, "", 0
    wishes: dict[str, Scope] = {}
    members = []
    for line in document.text().splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        indent, key = len(match["indent"]), match["key"].strip()
        if indent == 0 and not match["dash"]:
            section, depth = key, 0
            name = (match["value"] or "").partition(" #")[0].strip(" \"'") if key == "name" else name
        elif match["dash"]:
            members += [key] if section == "workspace" else []
        elif section in _SCOPES and match["value"] is not None and indent == (depth := depth or indent):
            wishes.setdefault(key, _SCOPES[section])
    return Pubspec(document.path, name or None, wishes, tuple(members))
