"""MSBuild projects: properties and items of a project file and of the files that it takes in, without running anything.

https://learn.microsoft.com/visualstudio/msbuild/build-process-overview#evaluation-phase: all properties first, in the
order of the files, then all items. What is read is what stands there by literal: properties are replaced, functions
are not, and conditions are not decided. What stands under one counts, and keeps it, so that a reader can tell.
"""

from __future__ import annotations

import posixpath
import re

from depsov.documents import Document, printable
from depsov.model import Problem
from depsov.parse._xml import Element
from depsov.parse.dotnet._nearby import Nearby
from depsov.values import dataclass

__all__ = ["Evaluation", "Item"]

_KINDS = frozenset(
    """
    DotNetCliToolReference GlobalPackageReference PackageDownload PackageReference PackageVersion ProjectReference Sdk
    """.split()
)
"""The kinds of item that are of interest: a project can have thousands of others."""

_MAX_FILES = 100
_MAX_VALUE = 1000

_REFERENCE = re.compile(r"\$\(\s*(\w+)\s*\)")
_UNSET = re.compile(r"\s*'\$\((\w+)\)'\s*==\s*''\s*")
_ABOVE = re.compile(r"FileAbove\(.*?(?<![\w.-])([\w.-]++)(?:(?<=\.props)|(?<=\.targets))", re.IGNORECASE)
_TREE = ":tree:"  # what the top of the tree is called in a property: no literal path has it


@dataclass(frozen=True, slots=True)
class Item:
    """An item, or an `Sdk`: its kind, its attributes and metadata by name in lower case, and where it stands.

    `condition` is what it depends on, its own and those around it; empty where it always counts.
    """

    kind: str
    values: dict[str, str]
    condition: str
    file: str
    line: int

    def get(self, name: str) -> str:
        """Return an attribute or a metadata value; empty where there is none."""
        return self.values.get(name, "")

    def names(self, attribute: str) -> list[str]:
        """Return the names in a list with semicolons."""
        return [name for part in self.get(attribute).split(";") if (name := part.strip())]


class Evaluation:
    """A project with everything that it takes in."""

    def __init__(self, project: Document, nearby: Nearby) -> None:
        self._nearby = nearby
        self._path = project.path
        self._properties: dict[str, str] = {}
        self._conditional: set[str] = set()
        self._seen: set[str] = set()
        self._raw: list[Item] = []
        self._set("MSBuildProjectName", posixpath.splitext(project.name)[0])
        self._set("MSBuildProjectDirectory", f"{_TREE}/{project.folder}")
        for file in self._files(project):
            self._read(file, "")
        self.items = [self._expanded(item) for item in self._raw]

    def value(self, name: str) -> str:
        """Return what a property certainly is; empty where that depends on a condition."""
        name = name.lower()
        return "" if name in self._conditional else self._properties.get(name, "")

    # --- files ------------------------------------------------------------------------------------------------------

    def _files(self, project: Document) -> list[Document]:
        around = [
            self._nearby.above(project.folder, name)
            for name in ("Directory.Build.props", "Directory.Packages.props", "Directory.Build.targets")
        ]
        return [file for file in (*around[:2], project, around[2]) if file is not None]

    def _read(self, file: Document, condition: str) -> None:
        if file.path in self._seen:
            return
        if len(self._seen) >= _MAX_FILES:
            message = f"takes in more than {_MAX_FILES} files; {printable(file.name)} and those after it are not read"
            self._nearby.problems.append(Problem(stage="parse", subject=self._path, message=message, hint=None))
            return
        self._seen.add(file.path)
        top = self._nearby.xml(file)
        if top is None:
            return
        before = {name: self._properties.get(name, "") for name in ("msbuildthisfiledirectory", "msbuildthisfile")}
        self._set("MSBuildThisFileDirectory", f"{_TREE}/{file.folder}/")
        self._set("MSBuildThisFile", file.name)
        for name in _list(top.attributes.get("Sdk", "")):
            self._raw.append(Item("Sdk", {"name": name}, condition, file.path, top.line))
        self._children(top, file, condition)
        self._properties.update(before)

    def _children(self, parent: Element, file: Document, condition: str) -> None:
        for element in parent.children:
            here = _both(condition, element.attributes.get("Condition", ""))
            match element.name:
                case "PropertyGroup":
                    self._properties_of(element, here)
                case "ItemGroup":
                    self._items_of(element, file.path, here)
                case "Choose" | "ImportGroup":
                    self._children(element, file, here)
                case "When" | "Otherwise":
                    self._children(element, file, here or element.name)
                case "Sdk":
                    self._raw.append(Item("Sdk", _values(element), here, file.path, element.line))
                case "Import":
                    self._import(element, file, here)

    def _items_of(self, group: Element, path: str, condition: str) -> None:
        for item in group.children:
            if item.name in _KINDS:
                own = _both(condition, item.attributes.get("Condition", ""))
                self._raw.append(Item(item.name, _values(item), own, path, item.line))

    def _import(self, element: Element, file: Document, condition: str) -> None:
        if "Sdk" in element.attributes:
            values = _values(element)
            self._raw.append(Item("Sdk", values | {"name": values["sdk"]}, condition, file.path, element.line))
            return
        wanted = self._replaced(element.attributes.get("Project", ""))
        above = _ABOVE.search(wanted[:_MAX_VALUE])
        if above is not None:
            found = self._nearby.above(posixpath.dirname(file.folder), above[1]) if file.folder else None
        else:
            found = self._literal(wanted.replace("\\", "/"), file.folder)
        if found is not None:
            self._read(found, "" if _is_only_exists(condition) else condition)

    def _literal(self, wanted: str, folder: str) -> Document | None:
        """Return the file at a path that is written out; it may begin with the folder of a file of the tree."""
        if not wanted or any(sign in wanted for sign in "$%*@"):
            return None
        _, in_tree, rest = wanted.rpartition(_TREE)
        return self._nearby.get(posixpath.normpath(rest.lstrip("/") if in_tree else posixpath.join(folder, wanted)))

    # --- properties -------------------------------------------------------------------------------------------------

    def _properties_of(self, group: Element, condition: str) -> None:
        for element in group.children:
            own = _both(condition, element.attributes.get("Condition", ""))
            unset = _UNSET.fullmatch(own)
            if unset is not None and unset[1].lower() == element.name.lower():
                if element.name.lower() not in self._properties:
                    self._set(element.name, element.text)
            elif own:
                self._set_perhaps(element.name, element.text)
            else:
                self._set(element.name, element.text)

    def _set(self, name: str, text: str) -> None:
        self._properties[name.lower()] = self._replaced(text.strip())
        self._conditional.discard(name.lower())

    def _set_perhaps(self, name: str, text: str) -> None:
        """Set a property under a condition: with one value it is that, with several it is none that can be told."""
        value, name = self._replaced(text.strip()), name.lower()
        several = self._properties.get(name, value) != value
        self._properties[name] = f"$({name})" if several else value
        self._conditional.add(name)

    def _replaced(self, text: str) -> str:
        """Return a text with its properties; what is not known, or would grow too long, stays as it is written."""
        if "$(" not in text or len(text) > _MAX_VALUE:
            return text
        found = _REFERENCE.sub(lambda match: self._properties.get(match[1].lower(), match[0]), text)
        return found if len(found) <= _MAX_VALUE else text

    def _expanded(self, item: Item) -> Item:
        if not any("$(" in value for value in item.values.values()):
            return item
        values = {name: self._replaced(value) for name, value in item.values.items()}
        return Item(item.kind, values, item.condition, item.file, item.line)


def _values(element: Element) -> dict[str, str]:
    values = {name.lower(): value.strip() for name, value in element.attributes.items()}
    if element.children:
        values.update({child.name.lower(): child.text.strip() for child in element.children})
    return values


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _both(first: str, second: str) -> str:
    if not second:
        return first
    return f"{first} and {second}" if first.strip() and second.strip() else (first + second).strip()


_EXISTS = re.compile(r"\s*(?:Exists\([^()]*(?:\([^()]*\)[^()]*)*\)|'[^']*'\s*!=\s*'')\s*", re.IGNORECASE)


def _is_only_exists(condition: str) -> bool:
    """Return whether a condition asks only for the file that was found, or that its path is known."""
    return all(_EXISTS.fullmatch(part) for part in re.split(r"\band\b", condition, flags=re.IGNORECASE) if part.strip())
