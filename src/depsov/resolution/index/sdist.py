"""The metadata of a source archive, as far as it can be known without building it.

https://packaging.python.org/en/latest/specifications/source-distribution-format/

In the order of what they are worth: PKG-INFO, where it promises that no build changes it (PEP 643); the [project] table
of pyproject.toml, where it says so itself (PEP 621); PKG-INFO of the tools that write all they know into it; setup.cfg
and setup.py; what setuptools computed on the machine that made the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from packaging.version import InvalidVersion, Version

from depsov.documents import Document, Table, get, load_toml, printable, strings
from depsov.errors import DocumentError
from depsov.parse._names import valid_name
from depsov.parse.python._declared import with_marker
from depsov.purl import normalise
from depsov.resolution.index._archive import read_files
from depsov.resolution.index._setuptools import Asked, declared_in, egg_info_in
from depsov.resolution.index.metadata import Metadata, read_metadata
from depsov.values import replace

__all__ = ["read_sdist"]

_FILENAME = re.compile(r"(?P<stem>[^/]+)\.(?:tar\.(?:gz|bz2|xz)|tgz|zip)", re.IGNORECASE)
_AT_THE_TOP = {"PKG-INFO", "pyproject.toml", "setup.cfg", "setup.py"}
_EGG_INFO = re.compile(r"(?:[^/]+/){0,2}[^/]+\.egg-info/(?:requires\.txt|PKG-INFO)")

_WRITE_ALL = (
    "poetry.",
    "flit_core.",
    "flit.",
    "hatchling.",
    "pdm.",
    "uv_build",
    "maturin",
    "mesonpy",
    "scikit_build_core.",
)
"""The build backends whose PKG-INFO has always held all that the metadata of a wheel does."""


def read_sdist(data: bytes, filename: str) -> Metadata:
    """Return what a source archive (`.tar.gz`, `.tgz`, `.tar.bz2`, `.tar.xz`, `.zip`) tells of itself.

    Nothing of it is run or written to disk, and no more of it is read than is needed. Where what it requires can only
    be known by building it, the metadata is not `complete`. Raises `DocumentError` where it is no such archive, is
    damaged, goes over a limit, or is another release than its file name says.
    """
    match = _FILENAME.fullmatch(filename)
    if match is None:
        raise DocumentError(f"{printable(filename[:100])!r} cannot be the name of a source archive")
    release = _Release(match["stem"])
    for path, content in read_files(data, release.wants):
        release.take(path, content)
        if release.is_settled():
            break
    return release.metadata()


class _Release:
    """What was found of one release so far."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._top: str | None = None
        self._files: dict[str, bytes] = {}
        self._info: Metadata | None = None
        self._manifest: Table = {}

    def wants(self, path: str) -> bool:
        """Return whether a file is one that tells; the first folder of the archive is the project's."""
        top, _, rest = path.removeprefix("./").partition("/")
        if rest and self._top is None:
            self._top = top
        return top == self._top and rest not in self._files and bool(rest in _AT_THE_TOP or _EGG_INFO.fullmatch(rest))

    def take(self, path: str, content: bytes) -> None:
        """Take a file that was wanted."""
        rest = path.removeprefix("./").partition("/")[2]
        self._files[rest] = content
        if rest == "PKG-INFO":
            self._info = self._checked(read_metadata(content))
        elif rest == "pyproject.toml":
            try:
                self._manifest = load_toml(Document(rest, content).text()) if content.strip() else {}
            except DocumentError as error:
                raise error.within(rest) from error

    def is_settled(self) -> bool:
        """Return whether nothing that may follow changes the answer."""
        return self._info is not None and (_is_static(self._info) or self._project() is not None)

    def metadata(self) -> Metadata:
        """Return what the files that were found say. Raises `DocumentError` where there was no project at all."""
        if self._top is None:
            raise DocumentError("not a source archive: it holds no folder of a project")
        info = self._info or self._by_name()
        if _is_static(info):
            return info
        project = self._project()
        if project is not None:
            return _with(info, project)
        if self._backend().startswith("setuptools"):
            return self._of_setuptools(info)
        if self._info is not None and self._backend().startswith(_WRITE_ALL):
            return replace(info, computed_elsewhere="dependencies" in _dynamic(self._table()))
        return replace(info, complete=bool(info.requires), computed_elsewhere=bool(info.requires))

    def _of_setuptools(self, info: Metadata) -> Metadata:
        declared = declared_in(self._files)
        computed = egg_info_in(self._files, info.name)
        is_empty = not declared.runtime and not declared.extras
        if declared.is_certain and "project" not in self._manifest and not (is_empty and computed and computed.runtime):
            return _with(info, declared)
        if computed is not None:
            python = declared.requires_python
            return replace(_with(info, replace(computed, requires_python=python)), computed_elsewhere=True)
        return replace(_with(info, declared), complete=False)

    # --- pyproject.toml -------------------------------------------------------------------------------------------

    def _table(self) -> Table:
        return get(self._manifest, "project", dict, {})

    def _backend(self) -> str:
        system = get(self._manifest, "build-system", dict, {})
        return get(system, "build-backend", str, "setuptools.build_meta:__legacy__")

    def _project(self) -> Asked | None:
        """Return what the [project] table says, or None where a build may say more."""
        if "project" not in self._manifest:
            return None
        project = self._table()
        if not _dynamic(project).isdisjoint({"dependencies", "optional-dependencies"}):
            return None
        extras = get(project, "optional-dependencies", dict, {})
        return Asked(
            runtime=tuple(strings(project, "dependencies")),
            extras={extra: tuple(strings(extras, extra)) for extra in extras},
            requires_python=get(project, "requires-python", str),
        )

    # --- name and version -----------------------------------------------------------------------------------------

    def _checked(self, info: Metadata) -> Metadata:
        """Return the metadata of PKG-INFO, which has to be of the release that the file name tells."""
        for name, version in _readings(self._stem):
            if name == info.name and version == Version(info.version):
                return info
        raise DocumentError(
            f"is {info.name} {printable(info.version)} by its PKG-INFO, which is not what the file is called"
        )

    def _by_name(self) -> Metadata:
        for name, version in _readings(self._stem):
            return Metadata(name=name, version=str(version))
        raise DocumentError(f"{printable(self._stem[:100])!r} tells no name and version, and nothing else does")


def _readings(stem: str) -> Iterator[tuple[str, Version]]:
    """Yield the names and versions that `my-tool-1.0-1` can stand for, that with the longest name first."""
    for dash in reversed([match.start() for match in re.finditer("-", stem[:400])]):
        try:
            version = Version(stem[dash + 1 :])
        except InvalidVersion:
            continue
        if valid_name("pypi", stem[:dash]):
            yield normalise("pypi", stem[:dash]), version


# --- metadata -----------------------------------------------------------------------------------------------------


def _is_static(info: Metadata) -> bool:
    """Return whether no build changes what is required: from version 2.2 on, what may change is named as dynamic."""
    version = re.match(r"(\d{1,4})\.(\d{1,4})(?:\.|\Z)", info.metadata_version)
    is_promised = version is not None and (int(version[1]), int(version[2])) >= (2, 2)
    return is_promised and info.dynamic.isdisjoint({"requires-dist", "provides-extra"})


def _dynamic(project: Table) -> set[str]:
    return set(strings(project, "dynamic"))


def _with(info: Metadata, asked: Asked) -> Metadata:
    """Return the metadata with what a project asks for, worded as in the metadata of a wheel."""
    requires = list(asked.runtime)
    for extra, lines in _extras(asked.extras):
        requires += [with_marker(line, f'extra == "{extra}"') for line in lines]
    return replace(
        info,
        requires=tuple(requires),
        extras=frozenset(extra for extra, _ in _extras(asked.extras)),
        requires_python=info.requires_python or asked.requires_python,
    )


def _extras(extras: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for extra, lines in extras.items():
        if valid_name("pypi", extra):
            yield normalise("pypi", extra), lines
