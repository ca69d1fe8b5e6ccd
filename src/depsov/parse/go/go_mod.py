"""`go.mod`, with the `go.sum`, the `vendor/modules.txt` and the `go.work` that belong to it.

https://go.dev/ref/mod#go-mod-file

From Go 1.17 on it lists every module of the build. What stands only in the `go.sum` was looked at to choose versions,
and is not in the build; nor is a module of which no package is vendored. Before, it lists direct dependencies only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from depsov.documents import Document, Folder, printable
from depsov.model import Extent, Node, Parsed, Problem, Root, Scope
from depsov.parse import _address
from depsov.parse._beside import Beside
from depsov.parse._extent import extent_of_wishes
from depsov.parse._names import MAX_NAME, name_problem
from depsov.parse._roots import directs, project_path
from depsov.parse.go._go_directives import Replacement
from depsov.parse.go._go_module import Module, Requirement, read_module
from depsov.parse.go._go_sum import Vendored, read_sums, read_vendored
from depsov.parse.go._go_version import is_at_least, is_version
from depsov.parse.go._go_work import find_workspace

__all__ = ["read"]

ECOSYSTEM = "golang"
SUM, WORK, VENDORED = "go.sum", "go.work", "vendor/modules.txt"


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `go.mod` says. Raises `DocumentError` where it names no module."""
    module = read_module(document)
    if module is None:
        return Parsed()
    build = _Build(document, module, Beside(document, folder))
    root = Root(name=module.name, path=document.folder, direct=directs(build.direct()))
    return Parsed(
        nodes=tuple(build.nodes.values()),
        roots=(root,),
        mentioned=tuple(build.mentioned()),
        problems=(*module.problems, *build.problems),
        extent=build.extent,
    )


# https://go.dev/ref/mod#go-mod-file-ident
_PART = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
_PATH = re.compile(rf"(?=.{{1,{MAX_NAME}}}\Z){_PART}(?:/{_PART})*")


class _Build:
    """The modules of a build, and those that are only mentioned, by their keys."""

    def __init__(self, document: Document, module: Module, beside: Beside) -> None:
        self.nodes: dict[str, Node] = {}
        self.problems: list[Problem] = []
        self._mentioned: dict[str, Node] = {}
        self._document = document
        self._module = module
        self._beside = beside
        self._workspace = find_workspace(document, beside)
        self._own_paths = {module.name, *self._workspace.modules}
        self._replacements = (
            (_by_path(self._workspace.replacements), self._workspace.path),
            (_by_path(module.replacements), None),
        )
        self._replaced = {item.path for item in (*self._workspace.replacements, *module.replacements)}
        self._keys: dict[str, str] = {}
        self._refused: set[str] = set()
        self.extent = Extent.WHOLE
        self._fill()
        self.problems += beside.problems

    def mentioned(self) -> Iterator[Node]:
        """Yield the modules that are named and not built in."""
        yield from (node for key, node in self._mentioned.items() if key not in self.nodes)

    def direct(self) -> Iterator[tuple[str, Scope]]:
        """Yield what the module requires itself, and the modules of its tools."""
        for required in self._module.requires.values():
            if required.path in self._keys and not required.indirect:
                yield self._keys[required.path], Scope.RUNTIME
        for tool in self._module.tools:
            path = tool if len(tool) <= MAX_NAME else tool[:MAX_NAME].rpartition("/")[0]
            while path and path not in self._keys:
                path = path.rpartition("/")[0]
            if path:
                yield self._keys[path], Scope.DEVELOPMENT

    # --- what is built --------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self._add(self._own(self._module.name))
        vendored, lists_all = self._vendored(), is_at_least(self._module.language, (1, 17))
        for required in self._module.requires.values():
            node = self._node(required.path, required.version, required.line)
            if node is None:
                continue
            if vendored is None or node.own or required.path in vendored.built:
                self._keys[required.path] = self._add(node)
            else:
                self._mentioned.setdefault(node.key, node)
        if vendored is not None and not lists_all:
            self._add_vendored(vendored)
        elif not lists_all and self._module.requires:
            self._add_guessed()
        self._add_sums(SUM, self._mentioned)
        if self._workspace.path == self._path(WORK):
            self._add_sums(f"{WORK}.sum", self._mentioned)

    def _add_vendored(self, vendored: Vendored) -> None:
        """Add what is vendored and not required: before Go 1.17 that is what the dependencies require."""
        for path, line in vendored.built.items():
            if path not in self._module.requires:
                node = self._node(path, vendored.versions[path] or "", line, self._path(VENDORED))
                if node is not None:
                    self._add(node)

    def _add_guessed(self) -> None:
        """Add what the dependencies require where neither the `go.mod` nor a vendor folder says it."""
        before = len(self.nodes)
        # Only since Go 1.17 every module of the build stands in the `go.mod`: https://go.dev/ref/mod#graph-pruning
        self.extent = Extent.PINNED if self._beside.text(SUM) else extent_of_wishes(self.nodes.values())
        self._add_sums(SUM, self.nodes, built=True)
        count = len(self.nodes) - before
        if not count and self._beside.text(SUM):
            return  # it names them all
        rest = f"{count} further modules are those of the {SUM}, at the highest version that stands there"
        message = f"need not name what dependencies require, as it is of before Go 1.17: {rest}"
        hint = "run `go mod tidy -go=1.17`"
        self.problems.append(Problem(stage="parse", subject=self._document.path, message=message, hint=hint))

    def _add_sums(self, name: str, found: dict[str, Node], *, built: bool = False) -> None:
        """Add the modules that only a `go.sum` names; `built`: only those of which there is more than the `go.mod`."""
        known = {node.name for table in (self.nodes, self._mentioned) for node in table.values()}
        known.update(self._module.requires)
        sums, broken = read_sums(self._beside.text(name), known, built=built)
        file = self._path(name)
        if broken and not built:
            message = f"line {broken[0]}: is no line of a {name}; {len(broken)} such lines are left out"
            self.problems.append(Problem(stage="parse", subject=file, message=message, hint="run `go mod tidy`"))
        for path, (version, line) in sums.items():
            node = self._node(path, version, line, file)
            if node is not None and not node.own:
                found.setdefault(node.key, node)

    def _vendored(self) -> Vendored | None:
        """Return what is vendored, None where nothing is, or not what is required."""
        text = self._beside.text(VENDORED)
        if not text or text.startswith("## workspace"):  # that is of all its modules, at versions of its own
            return None
        vendored = read_vendored(text)
        strange = [path for path, required in self._module.requires.items() if not self._fits(required, vendored)]
        if not strange:
            return vendored
        names = printable(", ".join(strange[:5]))[:300]
        message = f"does not fit the go.mod beside it ({names}): what is built in is taken from that alone"
        subject, hint = self._path(VENDORED), "run `go mod vendor`"
        self.problems.append(Problem(stage="parse", subject=subject, message=message, hint=hint))
        return None

    def _fits(self, required: Requirement, vendored: Vendored) -> bool:
        if required.path in vendored.versions:
            return vendored.versions[required.path] == required.version
        return not vendored.complete or required.path in self._own_paths

    # --- nodes ----------------------------------------------------------------------------------------------------

    def _node(self, path: str, version: str, line: int, file: str | None = None) -> Node | None:
        """Return the node of a module, or of what replaces it; None where its name is none."""
        if path in self._replaced:
            swap, place = self._replacement(path, version)
            if swap is not None:
                if swap.at is None:
                    return self._own(path)
                path, version, line, file = swap.by, swap.at, swap.line, place
        if path in self._own_paths:
            return self._own(path)
        if _PATH.fullmatch(path) is None:
            if path not in self._refused:
                self._refused.add(path)
                self.problems.append(name_problem(file or self._document.path, path, line=line))
            return None
        if "." not in path.partition("/")[0]:  # no proxy serves it: a module of the workspace, or of Go itself
            return self._own(path)
        if not is_version(version):
            return Node(path, ECOSYSTEM, path, line=line, file=file)
        return Node(f"{path}@{version}", ECOSYSTEM, path, version, line=line, file=file)

    def _own(self, path: str) -> Node:
        return Node(key=f"own:{path}", ecosystem=ECOSYSTEM, name=path, source=_address.PATH, own=True)

    def _replacement(self, path: str, version: str) -> tuple[Replacement | None, str | None]:
        """Return what replaces a module, and the file that says so if not the document itself."""
        for table, file in self._replacements:
            found = table.get((path, version)) or table.get((path, None))
            if found is not None:
                return found, file
        return None, None

    def _add(self, node: Node) -> str:
        return self.nodes.setdefault(node.key, node).key

    def _path(self, name: str) -> str:
        return project_path(self._document.folder, name)


def _by_path(replacements: Iterable[Replacement]) -> dict[tuple[str, str | None], Replacement]:
    return {(item.path, item.version): item for item in replacements}
