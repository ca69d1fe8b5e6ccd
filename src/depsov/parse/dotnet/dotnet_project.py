"""`*.csproj`, `*.fsproj`, `*.vbproj` and `packages.config` where no lockfile stands beside them.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files,
https://learn.microsoft.com/nuget/reference/packages-config

A project file wishes for packages, with the versions that `Directory.Packages.props` may give them; what they require
in turn is not known. `packages.config` lists all packages of an older project, without telling which it names itself.
"""

from __future__ import annotations

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.model import Parsed, Root, Scope
from depsov.parse._extent import extent_of_wishes
from depsov.parse._roots import directs, root_name
from depsov.parse.dotnet._dotnet_project import TEST_PACKAGES, read_project
from depsov.parse.dotnet._nearby import Nearby, decoded
from depsov.parse.dotnet._nuget import Packages, exact_version
from depsov.parse.dotnet._nuget_sources import configured
from depsov.values import replace

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a project asks for. Raises `DocumentError` where it is no XML, or of another kind."""
    top = decoded(document)
    nearby = Nearby(document, folder)
    packages = Packages(document.path, configured(nearby, document.folder))
    if top.name == "packages":
        return _listed(document, nearby, packages)
    if top.name == "Project":
        return _project(document, nearby, packages)
    raise DocumentError("no project of MSBuild and no `packages.config`", line=top.line)


def _project(document: Document, nearby: Nearby, packages: Packages) -> Parsed:
    project = read_project(document, nearby)
    found: list[tuple[str, Scope]] = []
    for wish in (*project.wishes, *project.build):
        key = packages.wish(wish)
        if key is not None:
            found.append((key, wish.scope))
    own = (packages.project(name) for name in project.references)
    found += [(key, Scope.DEVELOPMENT if project.is_test else Scope.RUNTIME) for key in own]
    parsed = _parsed(document, nearby, packages, project.name, found)
    return replace(parsed, extent=extent_of_wishes(parsed.nodes))


def _listed(document: Document, nearby: Nearby, packages: Packages) -> Parsed:
    """Return the packages of a `packages.config`, which names those as well that another one requires."""
    items = list(decoded(document).each("package"))
    is_test = any(item.attributes.get("id", "").lower() in TEST_PACKAGES for item in items)
    found: list[tuple[str, Scope]] = []
    for item in items:
        version = exact_version(item.attributes.get("version", ""))
        key = packages.package(item.attributes.get("id", "").strip(), version, line=item.line)
        if key is not None:
            for_development = is_test or item.attributes.get("developmentDependency", "").lower() == "true"
            found.append((key, Scope.DEVELOPMENT if for_development else Scope.RUNTIME))
    return _parsed(document, nearby, packages, root_name(None, document.folder), found)


def _parsed(
    document: Document, nearby: Nearby, packages: Packages, name: str, found: list[tuple[str, Scope]]
) -> Parsed:
    root = Root(name=name, path=document.folder, direct=directs(found))
    return Parsed(nodes=packages.nodes(), roots=(root,), problems=(*packages.problems, *nearby.problems))
