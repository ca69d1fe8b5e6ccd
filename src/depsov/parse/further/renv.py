"""`renv.lock`: what renv has locked for a project in R.

https://rstudio.github.io/renv/reference/lockfiles.html

Of each package the file says which repository it came from, and in newer ones the whole of its description: who wrote
it is not read. The packages that R itself brings are not in it. Nor does it say what the project names itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from depsov.documents import Document, Folder, Table, get, load_json, need, strings
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Source, SourceKind
from depsov.parse._address import PATH, archive, index, is_url, repository
from depsov.parse._json_lines import member_lines
from depsov.parse.further._collected import Collected

__all__ = ["read"]

_NAMES = re.compile(r"(?:\A|,)\s*([A-Za-z][A-Za-z0-9.]*)")
_WANTED = ("Requirements", "Depends", "Imports", "LinkingTo")
_UNKNOWN = Source(kind=SourceKind.INDEX)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the packages and what they require. Raises `DocumentError` for what is no lockfile of renv."""
    table = load_json(document)
    packages = need(table, "Packages", dict)
    repositories = dict(_repositories(get(table, "R", dict, {})))
    lines = dict(zip(packages, member_lines(document.text(), "Packages", packages), strict=False))
    found = Collected(document)
    for key in packages:
        found.read(f"Packages.{key}", lines.get(key), _node, key, packages, repositories, lines.get(key))
    return Parsed(nodes=found.nodes(), problems=tuple(found.problems))


def _repositories(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the repositories of the project: their names and addresses."""
    listed = get(table, "Repositories", list, [])
    for item in listed:
        if not isinstance(item, dict):
            raise DocumentError("expected a table", path="R.Repositories")
        yield need(item, "Name", str), get(item, "URL", str, "")


def _node(key: str, packages: Table, repositories: Mapping[str, str], line: int | None) -> Node:
    table = packages[key]
    if not isinstance(table, dict):
        raise DocumentError("expected a table")
    ecosystem, source = _origin(table, repositories)
    return Node(
        key=key,
        ecosystem=ecosystem,
        name=need(table, "Package", str),
        version=need(table, "Version", str),
        source=source,
        line=line,
        requires=tuple(_required(table)),
        own=source == PATH,
    )


def _required(table: Table) -> Iterator[str]:
    """Yield the names of what a package requires: `R (>= 4.1)` is none of the packages, and found nowhere."""
    for key in _WANTED:
        wanted = table.get(key)
        if wanted:
            yield from _NAMES.findall(wanted if isinstance(wanted, str) else ",".join(strings(table, key)))


def _origin(table: Table, repositories: Mapping[str, str]) -> tuple[str, Source]:
    """Return the ecosystem of a package and where it comes from."""
    kind = get(table, "Source", str, "").lower()
    if kind == "bioconductor":
        return _BIOCONDUCTOR
    if kind in ("repository", "cran"):
        name = get(table, "Repository", str, _CRAN)
        return _BIOCONDUCTOR if _BIOC.match(name) else ("cran", _listed(name, repositories))
    if kind in _FORGES:
        return "cran", _forge(table, _FORGES[kind])
    url = get(table, "RemoteUrl", str, "")
    if kind.startswith("git"):
        return "cran", repository(url) if url else Source(kind=SourceKind.GIT)
    if kind == "url":
        return "cran", archive(url) if url else Source(kind=SourceKind.URL)
    return "cran", PATH if kind in _LOCAL else _UNKNOWN


_CRAN = "CRAN"
_MIRRORS = ("P3M", "PPM", "RSPM")  # Posit's Package Manager writes its own name into what it builds of CRAN
_BIOC = re.compile(r"BioC(?:soft|ann|exp|workflows|books)?\Z|Bioconductor ")  # `Bioconductor 3.18`
_BIOCONDUCTOR = ("bioconductor", REGISTRY)
_LOCAL = ("local", "cellar")
_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}


def _listed(name: str, repositories: Mapping[str, str]) -> Source:
    """Return the repository of that name: CRAN writes its own into what it publishes, whichever mirror serves it."""
    if name == _CRAN:
        return REGISTRY
    others = list(repositories.values())
    url = name if is_url(name) else repositories.get(name) or (others[0] if len(others) == 1 else "")
    if not url and name in _MIRRORS:
        url = repositories.get(_CRAN, "")
    return index(url) if url else _UNKNOWN


def _forge(table: Table, host: str) -> Source:
    owner, name = get(table, "RemoteUsername", str), get(table, "RemoteRepo", str)
    written = get(table, "RemoteHost", str, host).removeprefix("https://").partition("/")[0]
    if not owner or not name:
        return Source(kind=SourceKind.GIT)
    return repository(f"https://{written.removeprefix('api.')}/{owner}/{name}")
