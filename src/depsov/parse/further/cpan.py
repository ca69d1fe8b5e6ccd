"""`cpanfile.snapshot`, version 1.0, with the `cpanfile` that says who asks: what Carton has locked for Perl.

https://github.com/perl-carton/carton#readme; the source that writes it is
https://github.com/perl-carton/carton/blob/master/lib/Carton/Snapshot/Emitter.pm

It names distributions with the modules that they provide and require. Modules that no distribution of the file provides
come with Perl. The path of a distribution names the account that uploaded it, which is a person's: it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from depsov.documents import REMAKE, Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Root
from depsov.parse._beside import Beside
from depsov.parse._roots import directs, root_name
from depsov.parse.further._collected import Collected
from depsov.parse.further._cpanfile import wishes
from depsov.values import dataclass, field

__all__ = ["read"]

_HEADER = re.compile(r"# carton snapshot format: version (\d{1,6})[.\d]*")
# `Module-Build-Tiny-0.039`, `perl5i-v2.13.2`, `HTML-Tree-5.07-TRIAL`
_VERSION = re.compile(r"(?P<name>.+?)-(?P<version>v?\d[^-]*(?:-TRIAL\d*)?)\Z", re.DOTALL)


@dataclass(slots=True)
class _Distribution:
    line: int
    lists: dict[str, list[str]] = field(default_factory=dict)


def read(document: Document, folder: Folder) -> Parsed:
    """Return what is locked, and who asks for it. Raises `DocumentError` for a newer version of the file."""
    text = document.text().replace("\r\n", "\n")
    match = _HEADER.match(text)
    if match is None or int(match[1]) > 1:
        message = (
            "names no version of the format"
            if match is None
            else f"version {match[1]} is newer than depsov knows (1.0)"
        )
        raise DocumentError(message, line=1, hint=REMAKE if match is None else "update depsov")
    distributions = _distributions(text)
    providers: dict[str, str] = {}
    for key, item in distributions.items():
        for module in item.lists.get("provides", ()):
            providers.setdefault(module, key)
    found = Collected(document)
    for key, item in distributions.items():
        found.add(_node(key, item, providers))
    beside = Beside(document, folder)
    asked = ((providers.get(module, ""), scope) for module, scope in wishes(beside.text("cpanfile")))
    root = Root(
        name=root_name(None, document.folder),
        path=document.folder,
        direct=directs(item for item in asked if item[0] in found),
    )
    problems = (*found.problems, *beside.problems)
    return Parsed(nodes=found.nodes(), roots=(root,) if root.direct else (), problems=problems)


def _distributions(text: str) -> dict[str, _Distribution]:
    """Return the distributions with their lists of modules: each level stands two spaces deeper."""
    distributions: dict[str, _Distribution] = {}
    lists: dict[str, list[str]] = {}
    modules: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("      "):
            modules.append(line[6:].partition(" ")[0])
        elif line.startswith("    "):
            modules = lists.setdefault(line[4:].partition(":")[0], [])
        elif line.startswith("  "):
            lists = distributions.setdefault(line.strip(), _Distribution(number)).lists
        elif line.strip() not in ("", "DISTRIBUTIONS") and not line.startswith("#"):
            raise DocumentError(f"{printable(line[:60])!r} is nothing that Carton writes", line=number, hint=REMAKE)
    return distributions


def _node(key: str, item: _Distribution, providers: Mapping[str, str]) -> Node:
    match = _VERSION.match(key)
    required = (providers.get(module) for module in item.lists.get("requirements", ()))
    return Node(
        key=key,
        ecosystem="cpan",
        name=match["name"] if match else key,
        version=match and match["version"],
        line=item.line,
        requires=tuple(provider for provider in required if provider is not None),
    )
