"""`environment.yml`: an environment of conda as it is written by people, or by `conda env export`.

https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#create-env-file-manually

Versions are known only where they are exact; what the packages depend on is not known at all. What stands below `pip:`
comes from PyPI, and is read as a requirements file.
"""

from __future__ import annotations

from collections.abc import Iterator

from depsov.documents import Document, Folder
from depsov.model import REGISTRY, Node, Parsed, Problem, Root, Scope
from depsov.parse._block_yaml import scan
from depsov.parse._extent import extent_of_wishes
from depsov.parse._nodes import Keys
from depsov.parse._roots import directs, root_name
from depsov.parse.conda._conda import ECOSYSTEM
from depsov.parse.conda._conda_environment import Environment, is_environment, read_environment
from depsov.parse.python._indexes import several_indexes

__all__ = ["read"]


_OWN_NAMES = ("environment.yml", "environment.yaml")
"""What conda itself looks for; `environment-staging.yml` may be of any other tool."""


def read(document: Document, folder: Folder) -> Parsed:
    """Return what an environment asks for, nothing for a file of another tool. Raises `DocumentError`."""
    if document.data.strip() and not is_environment(document):
        if document.name in _OWN_NAMES:
            scan(document.text())  # what is no YAML at all is no file of another tool either
        return Parsed()
    environment = read_environment(document, folder)
    nodes: dict[str, Node] = {}
    found: list[tuple[str, Scope]] = []
    for node, scope in (*_of_conda(environment), *_of_pip(environment)):
        nodes.setdefault(node.key, node)
        found.append((node.key, scope))
    root = Root(name=root_name(environment.name, document.folder), path=document.folder, direct=directs(found))
    return Parsed(
        nodes=tuple(nodes.values()),
        roots=(root,) if nodes else (),
        problems=(*environment.problems, *_problems(environment)),
        extent=extent_of_wishes(nodes.values()),
    )


def _of_conda(environment: Environment) -> Iterator[tuple[Node, Scope]]:
    keys = Keys()
    for wanted in environment.wanted:
        name, version = wanted.spec.name, wanted.spec.version
        source = wanted.spec.source or environment.channels.source
        key = f"conda:{keys.of(name, version, source)}"
        node = Node(key=key, ecosystem=ECOSYSTEM, name=name, version=version, source=source, line=wanted.line)
        yield node, environment.scope


def _of_pip(environment: Environment) -> Iterator[tuple[Node, Scope]]:
    keys, files = Keys(), environment.pip
    for item in files.wanted:
        wanted = item.requirement
        version = wanted.version or (files.constraints.get(wanted.name) if wanted.source == REGISTRY else None)
        source = (files.index or REGISTRY) if wanted.source == REGISTRY else wanted.source
        key = f"pypi:{keys.of(wanted.name, version, source)}"
        node = Node(key=key, ecosystem="pypi", name=wanted.name, version=version, source=source, line=item.line)
        yield node, environment.scope if environment.scope is not Scope.RUNTIME else item.scope


def _problems(environment: Environment) -> Iterator[Problem]:
    others = environment.channels.others
    if others and any(wanted.spec.source is None for wanted in environment.wanted):
        yield Problem(
            stage="parse",
            subject=environment.path,
            message=f"any of its packages may also come from {', '.join(others)}: nothing tells which one serves which",
            hint="write `channel::package`, or a lockfile such as conda-lock.yml or pixi.lock",
        )
    if environment.pip.extra_indexes:
        yield several_indexes(environment.path, environment.pip.extra_indexes)
