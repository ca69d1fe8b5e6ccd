"""One pom as it is written (https://maven.apache.org/ref/3.9.9/maven-model/maven.html): nothing inherited or replaced.

Profiles that are active by default are taken as part of the pom, as Maven does where nothing else activates one; what
turns on the others (a JDK, a system, a file, `-P`) is not known here. Developers, contributors and mailing lists are
people, and are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from depsov.documents import Document, printable
from depsov.errors import DocumentError
from depsov.parse._xml import Element, load_xml
from depsov.values import dataclass, field, replace

__all__ = ["Key", "Links", "Parent", "Pom", "Wish", "joined", "read_pom"]

Key = tuple[str, str, str, str]
"""What Maven manages a dependency by: group, artifact, type, classifier."""


class Wish(NamedTuple):
    """A `<dependency>`, `<plugin>` or `<extension>`, and where it stands."""

    group: str
    artifact: str
    version: str | None
    type: str
    classifier: str
    scope: str | None
    optional: str | None
    exclusions: tuple[tuple[str, str], ...]
    line: int
    path: str
    is_open: bool  # whether something in it is still to be replaced
    inherited: bool = True
    below: tuple[Wish, ...] = ()  # the dependencies of a plugin

    @property
    def key(self) -> Key:
        """What it is managed by."""
        return self[0], self[1], self[3], self[4]


class Parent(NamedTuple):
    """The pom that another one inherits from, or gives way to; `place` is where it lies in the tree, if anywhere."""

    group: str
    artifact: str
    version: str
    place: str = ""
    line: int = 0


class Links(NamedTuple):
    """What a pom says of who makes the project: its site, its repository, its organisation."""

    url: str | None
    repository: tuple[str, ...]
    organisation: str | None
    organisation_url: str | None


@dataclass(frozen=True, kw_only=True)
class Pom:
    """A pom; `path` is where it lies in the tree, empty where it is of the local repository, and `file` its bare name.

    Dependencies and what is managed are by raw key, in the order written: of two with one key, the last counts.
    `imports` are the managed ones that bring what another pom manages, `modules` those of all profiles, `repositories`
    the addresses by id.
    """

    path: str
    file: str
    parent: Parent | None
    group: str | None
    artifact: str
    version: str | None
    packaging: str
    links: Links
    relocation: Parent | None = None
    modules: tuple[str, ...] = ()
    repositories: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    dependencies: dict[Key, Wish] = field(default_factory=dict)
    managed: dict[Key, Wish] = field(default_factory=dict)
    imports: dict[Key, Wish] = field(default_factory=dict)
    plugins: dict[Key, Wish] = field(default_factory=dict)
    managed_plugins: dict[Key, Wish] = field(default_factory=dict)
    extensions: dict[Key, Wish] = field(default_factory=dict)

    @cached_property
    def open_managed(self) -> dict[Key, Wish]:
        """What it manages under a name that has to be put together first."""
        return {key: wish for key, wish in self.managed.items() if "${" in "".join(key)}

    @cached_property
    def place(self) -> tuple[str, str, str]:
        """Group, artifact and version as they are written here, or in the name of the parent."""
        above = self.parent or _NO_PARENT
        return self.group or above.group, self.artifact, self.version or above.version


_NO_PARENT = Parent("", "", "")
_MODEL = "4.0.0"
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{0,30};")


def read_pom(document: Document, *, stored: bool = False) -> Pom:
    """Return what a pom of the tree, or a stored one, says. Raises `DocumentError` where it is none, or a newer one."""
    top = _load(document)
    if top.name != "project":
        hint = "depsov reads the `pom.xml` of Maven 2 and later"
        raise DocumentError("no Maven project: the top element is not `project`", line=top.line, hint=hint)
    model = top.value("modelVersion") or _MODEL
    if model != _MODEL:
        relation = "newer than" if model > _MODEL else "none that"
        message = f"version {printable(model[:20])!r} is {relation} depsov knows ({_MODEL})"
        raise DocumentError(message, path="modelVersion", line=top.line, hint="update depsov")
    return _Sections(top, "" if stored else document.path).pom(document.name)


def _load(document: Document) -> Element:
    try:
        return load_xml(document)
    except DocumentError:
        # Maven knows the entities of HTML without a declaration: they stand in the names of people and in prose.
        data, count = _ENTITY.subn(b"?", document.data)
        if not count:
            raise
        return load_xml(replace(document, data=data))


class _Sections:
    """A pom on its way to `Pom`: its own sections, and those of the profiles that are active by default."""

    def __init__(self, top: Element, path: str) -> None:
        self._top = top
        self._path = path
        self._profiles = list(top.each("profiles", "profile"))
        active = [item for item in self._profiles if item.value("activation", "activeByDefault") == "true"]
        self._active = [top, *active]
        self._builds = [build for section in self._active if (build := section.child("build"))]

    def pom(self, file: str) -> Pom:
        """Return the whole."""
        top = self._top
        managed = self._dependencies("dependencyManagement", "dependencies", "dependency")
        imports = {key: wish for key, wish in managed.items() if wish.scope == "import" and wish.type == "pom"}
        moved = top.child("distributionManagement")
        relocation = moved.child("relocation") if moved else None
        parent = top.child("parent")
        return Pom(
            path=self._path,
            file=file,
            parent=None if parent is None else _parent(parent),
            group=top.value("groupId"),
            artifact=top.value("artifactId") or "",
            version=top.value("version"),
            packaging=top.value("packaging") or "jar",
            links=_links(top),
            relocation=None if relocation is None else _place(relocation),
            modules=tuple(self._modules()),
            repositories={item.value("id") or "": item.value("url") or "" for item in self._repositories()},
            properties={item.name: item.text.strip() for item in self._each("properties") for item in item.children},
            dependencies=self._dependencies("dependencies", "dependency"),
            managed={key: wish for key, wish in managed.items() if key not in imports} if imports else managed,
            imports=imports,
            plugins=self._built("plugins", "plugin"),
            managed_plugins=self._built("pluginManagement", "plugins", "plugin"),
            extensions=self._built("extensions", "extension"),
        )

    def _each(self, *path: str) -> Iterator[Element]:
        for section in self._active:
            yield from section.each(*path)

    def _repositories(self) -> Iterator[Element]:
        yield from self._each("pluginRepositories", "pluginRepository")
        yield from self._each("repositories", "repository")  # which count where both have an id

    def _modules(self) -> Iterator[str]:
        for section in (self._top, *self._profiles):
            yield from (item.text.strip() for item in section.each("modules", "module") if item.text.strip())

    def _dependencies(self, *path: str) -> dict[Key, Wish]:
        return _by_key(self._wish(item, "") for item in self._each(*path))

    def _built(self, *path: str) -> dict[Key, Wish]:
        found: dict[Key, Wish] = {}
        for wish in (self._plugin(item) for build in self._builds for item in build.each(*path)):
            found[wish.key] = joined(wish, found.get(wish.key))
        return found

    def _plugin(self, element: Element) -> Wish:
        wish = self._wish(element, "" if element.name == "extension" else _PLUGINS)
        below = tuple(self._wish(item, "") for item in element.each("dependencies", "dependency"))
        return wish._replace(inherited=element.value("inherited") != "false", below=below)

    def _wish(self, element: Element, group: str) -> Wish:
        texts = {child.name: child.text.strip() for child in element.children}
        text = texts.get
        return Wish(
            text("groupId") or group,
            text("artifactId") or "",
            text("version") or None,
            (text("type") or "jar") if element.name == "dependency" else "jar",
            text("classifier") or "",
            text("scope") or None,
            text("optional") or None,
            tuple(_exclusions(element)) if "exclusions" in texts else (),
            element.line,
            self._path,
            "${" in "".join(texts.values()) or ("exclusions" in texts and _is_open(element)),
        )


def joined(wish: Wish, other: Wish | None) -> Wish:
    """Return a plugin with what another entry for it adds: its version where it has none, and its dependencies."""
    if other is None:
        return wish
    keys = {item.key for item in wish.below}
    below = (*wish.below, *(item for item in other.below if item.key not in keys))
    is_open = wish.is_open or other.is_open
    return wish._replace(version=wish.version or other.version, below=below, is_open=is_open)


_PLUGINS = "org.apache.maven.plugins"


def _by_key(wishes: Iterable[Wish]) -> dict[Key, Wish]:
    return {wish.key: wish for wish in wishes}


def _exclusions(element: Element) -> Iterator[tuple[str, str]]:
    for item in element.each("exclusions", "exclusion"):
        yield item.value("groupId") or "*", item.value("artifactId") or "*"


def _is_open(element: Element) -> bool:
    return any("${" in item.text or _is_open(item) for item in element.children)


def _place(element: Element) -> Parent:
    group, artifact, version = (element.value(name) or "" for name in ("groupId", "artifactId", "version"))
    return Parent(group, artifact, version)


def _parent(element: Element) -> Parent:
    place = element.child("relativePath")
    return _place(element)._replace(place="../pom.xml" if place is None else place.text.strip(), line=element.line)


def _links(top: Element) -> Links:
    scm = top.child("scm")
    repository = () if scm is None else tuple(filter(None, (scm.value("url"), scm.value("connection"))))
    return Links(top.value("url"), repository, top.value("organization", "name"), top.value("organization", "url"))
