"""`Directory.Packages.props` where no project takes it in: the versions that it manages.

https://learn.microsoft.com/nuget/consume-packages/central-package-management

It names versions for whoever asks, so it does not tell what is a direct dependency.
"""

from __future__ import annotations

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.model import Parsed
from depsov.parse._extent import extent_of_wishes
from depsov.parse.dotnet._msbuild import Evaluation
from depsov.parse.dotnet._nearby import Nearby, decoded
from depsov.parse.dotnet._nuget import Packages, exact_version
from depsov.parse.dotnet._nuget_sources import configured

__all__ = ["read"]

_KINDS = ("PackageVersion", "GlobalPackageReference")


def read(document: Document, folder: Folder) -> Parsed:
    """Return the packages that have a version there. Raises `DocumentError` where it is no project of MSBuild."""
    top = decoded(document)
    if top.name != "Project":
        raise DocumentError("no project of MSBuild", line=top.line)
    nearby = Nearby(document, folder)
    packages = Packages(document.path, configured(nearby, document.folder))
    for item in Evaluation(document, nearby).items:
        if item.kind in _KINDS:
            for name in item.names("include"):
                if "$(" not in name:
                    packages.package(name, exact_version(item.get("version")), line=item.line, file=item.file)
    nodes = packages.nodes()
    problems = (*packages.problems, *nearby.problems)
    return Parsed(nodes=nodes, problems=problems, extent=extent_of_wishes(nodes))
