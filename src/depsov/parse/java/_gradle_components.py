"""`gradle/verification-metadata.xml`: every file that a build has fetched, with its checksum or key.

https://docs.gradle.org/current/userguide/dependency_verification.html. It names what the project is made of, what its
tests need, and all of the tools and plugins, and does not tell them apart. Components of which Gradle fetched nothing
but a description (`.pom`, `.module`) hold no code: parents, platforms, and versions that lost against a newer one.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from depsov.documents import Document, printable
from depsov.errors import DocumentError
from depsov.model import Node, Problem
from depsov.parse._names import name_problem
from depsov.parse._xml import load_xml
from depsov.parse.java._gradle_versions import ECOSYSTEM, package
from depsov.values import dataclass, field

__all__ = ["Components", "read_components"]

_DESCRIPTIONS = (".pom", ".module")


@dataclass(slots=True)
class Components:
    """The components with code, and the versions of each by its name."""

    nodes: list[Node] = field(default_factory=list)
    versions: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def settle(self, name: str, version: str | None) -> str | None:
        """Return the version that a wish has become: the one that it names, or the only one that there is."""
        known = self.versions.get(name, [])
        return known[0] if len(known) == 1 else version

    def within(self, file: str) -> Iterator[Node]:
        """Yield the nodes as another document sees them, which is not the file that they stand in."""
        for node in self.nodes:
            yield node._replace(key=f"{node.key} {file}", file=file)


def read_components(document: Document) -> Components:
    """Read the components; one that cannot be read is a Problem. Raises `DocumentError` for what is no such file."""
    scan = _Scan()
    if not scan.read(document.data):
        load_xml(document)  # says what is wrong, and where
    if scan.top != "verification-metadata":
        raise DocumentError(f"holds {printable(scan.top[:60])!r}, not verification metadata of Gradle", line=1)
    components = Components()
    seen: set[str] = set()
    for attributes, line in scan.with_code:
        group, name, version = (attributes.get(key, "").strip() for key in ("group", "name", "version"))
        full = package(group, name)
        if full is None or not version:
            components.problems.append(name_problem(document.path, f"{group}:{name}:{version}", line=line))
            continue
        key = f"{full}@{version}"
        if key not in seen:
            seen.add(key)
            components.versions.setdefault(full, []).append(version)
            components.nodes.append(Node(key=key, ecosystem=ECOSYSTEM, name=full, version=version, line=line))
    return components


class _Scan:
    """Meets the elements as expat does, and keeps no more than it needs: such a file has some hundred thousand."""

    def __init__(self) -> None:
        self.top = ""
        self.with_code: list[tuple[dict[str, str], int]] = []
        self._component: dict[str, str] = {}
        self._line = 0

    def read(self, data: bytes) -> bool:
        """Read the document, and return whether that was possible."""
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError, ValueError):
            return False
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "component":
            self._component, self._line = attributes, self._parser.CurrentLineNumber
        elif name == "artifact":
            if self._component and not attributes.get("name", "").endswith(_DESCRIPTIONS):
                self.with_code.append((self._component, self._line))
                self._component = {}
        elif not self.top:
            self.top = name

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError
