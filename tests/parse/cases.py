"""The case folders of the readers: found, read and dumped as JSON that a reviewer can read.

A case is a folder `tests/data/parse/FORMAT/CASE/` with a document, the manifests that belong to it, and
`expected.json`. The document is the file that matches the patterns of the format; of several, the one nearest to the
top.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from depsov.errors import DocumentError
from depsov.formats import FORMATS, Format
from depsov.model import REGISTRY, Direct, Evidence, Extent, Node, Parsed, Problem, Root, Source
from depsov.tree import Tree
from tests.expected import masked

__all__ = ["CASES", "EXPECTED", "Case", "dump", "find_cases", "format_of", "render"]

CASES = Path(__file__).parent.parent / "data" / "parse"
EXPECTED = "expected.json"


@dataclass(frozen=True)
class Case:
    """One case folder."""

    folder: Path

    @property
    def id(self) -> str:
        """The name of the case among all, for the output of pytest."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def expected(self) -> Path:
        """The file that holds what the reader shall answer."""
        return self.folder / EXPECTED

    def format(self) -> Format:
        """The reader that the case is for."""
        return format_of(self.folder.parent.name)

    def document(self) -> str:
        """The path of the document inside the folder."""
        files = [path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file()]
        matching = [path for path in map(PurePosixPath, files) if _matches(path, self.format().patterns)]
        assert matching, f"{self.id} holds no document of its format"
        return str(min(matching, key=lambda path: (len(path.parts), path)))

    def read(self) -> dict[str, Any]:
        """What the reader says of the document, as JSON values."""
        tree, path = Tree(self.folder), self.document()
        try:
            return dump(self.format().read(tree.open(path), tree.folder(path)))
        except DocumentError as error:
            return {"error": str(error)} | _filled(line=error.line, hint=error.hint)


def find_cases() -> list[Case]:
    """Every case folder, sorted."""
    return [Case(folder) for folder in sorted(CASES.glob("*/*")) if folder.is_dir()]


def format_of(id_: str) -> Format:
    """The reader of that name."""
    return next(reader for reader in FORMATS if id_ == reader.id)


def _matches(path: PurePosixPath, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase("/".join(path.parts[-1 - pattern.count("/") :]), pattern) for pattern in patterns)


# --- a Parsed as JSON values, defaults left out -------------------------------------------------------------------


def dump(parsed: Parsed) -> dict[str, Any]:
    """Return the whole of `parsed`; what has its default value is left out."""
    value: dict[str, Any] = {
        "nodes": [_node(node) for node in parsed.nodes],
        "roots": [_root(root) for root in parsed.roots],
        "problems": [_problem(problem) for problem in parsed.problems],
    }
    if parsed.mentioned:
        value["mentioned"] = [_node(node) for node in parsed.mentioned]
    if parsed.extent is not Extent.WHOLE:
        value["extent"] = parsed.extent.value
    return value


def render(value: dict[str, Any]) -> str:
    """Return the JSON text of a dump: one node, root or problem a line."""
    parts = (f" {json.dumps(key)}: {_rows(member)}" for key, member in value.items())
    return masked("{\n" + ",\n".join(parts) + "\n}\n")


def _rows(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    rows = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value)
    return f"[\n  {rows}\n ]"


def _node(node: Node) -> dict[str, Any]:
    return {"key": node.key} | _filled(
        ecosystem=None if node.ecosystem == "pypi" else node.ecosystem,
        name=node.name,
        version=node.version,
        source=_source(node.source),
        line=node.line,
        file=node.file,
        requires=list(node.requires),
        scope=node.scope and node.scope.value,
        own=node.own,
        evidence=list(map(_evidence, node.evidence)),
    )


def _source(source: Source) -> str | None:
    return None if source == REGISTRY else " ".join(_filled(kind=source.kind.value, url=source.url).values())


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return _filled(
        kind=evidence.kind.value,
        trust=evidence.trust.value,
        source=evidence.source,
        identity=evidence.identity,
        text=evidence.text,
        date=evidence.date,
    )


def _root(root: Root) -> dict[str, Any]:
    return {"name": root.name, "path": root.path, "direct": dict(_by_scope(root.direct))}


def _by_scope(direct: tuple[Direct, ...]) -> Iterator[tuple[str, list[str]]]:
    for scope in dict.fromkeys(item.scope for item in direct):
        yield scope.value, [item.key for item in direct if item.scope is scope]


def _problem(problem: Problem) -> dict[str, Any]:
    return {"stage": problem.stage, "subject": problem.subject, "message": problem.message} | _filled(hint=problem.hint)


def _filled(**members: Any) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value not in (None, False, [], ())}
