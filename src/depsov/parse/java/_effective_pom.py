"""Poms with what they inherit, and what others manage for them: the effective model, as far as dependencies go.

The order in which things count is Maven's: https://maven.apache.org/ref/3.9.9/maven-model-builder/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from depsov.parse.java._pom import Key, Pom, Wish, joined
from depsov.parse.java._pom_text import Texts

__all__ = ["Find", "Model", "is_id", "pinned"]

_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_VERSION = re.compile(r"[A-Za-z0-9_.+~-]{1,100}")
_MOST_IMPORTS = 50


def is_id(text: str) -> bool:
    """Return whether a group or an artifact can be called so: Maven itself takes no others."""
    return _ID.fullmatch(text) is not None and text.strip(".") != ""


def pinned(version: str | None) -> str | None:
    """Return the one version that a text means, or None: a range, `LATEST`, or something that no pom explains."""
    if version is None:
        return None
    exact = version[1:-1] if version.startswith("[") and version.endswith("]") else version
    return exact if _VERSION.fullmatch(exact) and exact not in _MOVING else None


_KEPT = frozenset({"test", "provided"})
_MOVING = frozenset({"LATEST", "RELEASE"})


class Model:
    """A pom on top of the one that it inherits from."""

    def __init__(self, pom: Pom, above: Model | None, find: Find) -> None:
        self.pom = pom
        self.above = above
        self._find = find
        group, artifact, version = pom.place
        parent = pom.parent
        self.properties: dict[str, str] = pom.properties if above is None else above.properties | pom.properties
        self.text = Texts(
            self.properties,
            {
                "groupId": group,
                "artifactId": artifact,
                "version": version,
                "packaging": pom.packaging,
                "parent.groupId": parent and parent.group,
                "parent.artifactId": parent and parent.artifact,
                "parent.version": parent and parent.version,
            },
        )
        self.group, self.artifact, self.version = map(self.text, (group, artifact, version))
        self.raw_dependencies: dict[Key, Wish] = (
            pom.dependencies if above is None else _over(pom.dependencies, above.raw_dependencies)
        )
        self.raw_managed: dict[Key, Wish] = pom.managed if above is None else _over(pom.managed, above.raw_managed)
        self.raw_imports: dict[Key, Wish] = pom.imports if above is None else _over(pom.imports, above.raw_imports)
        self._found: dict[Key, Wish | None] = {}

    def lineage(self) -> Iterator[Model]:
        """Yield this one and those that it inherits from, nearest first."""
        model: Model | None = self
        while model is not None:
            yield model
            model = model.above

    # --- dependencies ---------------------------------------------------------------------------------------------

    @cached_property
    def dependencies(self) -> tuple[Wish, ...]:
        """The direct dependencies, inherited ones last, with what is managed for them."""
        found = (self._with_managed(self._replaced(wish)) for wish in self.raw_dependencies.values())
        return tuple(wish._replace(version=pinned(wish.version)) for wish in found)

    @cached_property
    def handed_on(self) -> tuple[Wish, ...]:
        """The dependencies that whoever depends on this project gets as well."""
        return tuple(wish for wish in self.dependencies if wish.scope not in _KEPT and wish.optional != "true")

    def managed(self, key: Key, depth: int = 0) -> Wish | None:
        """Return what is managed for a dependency: here, above, else by the first of the imported poms that does."""
        if key not in self._found:
            self._found[key] = None  # for poms that import each other
            wish = self.raw_managed.get(key) or self._open.get(key)
            if wish is not None:
                self._found[key] = self._replaced(wish)
            elif depth < _MOST_IMPORTS:
                imported = (model.managed(key, depth + 1) for model in self._imported)
                self._found[key] = next((wish for wish in imported if wish is not None), None)
        return self._found[key]

    @cached_property
    def _open(self) -> dict[Key, Wish]:
        """What is managed under a name that has to be put together first, by that name."""
        found: dict[Key, Wish] = {}
        text = self.text
        for model in self.lineage():
            for (group, artifact, type_, classifier), wish in model.pom.open_managed.items():
                found.setdefault((text(group), text(artifact), text(type_), text(classifier)), wish)
        return found

    @cached_property
    def _imported(self) -> list[Model]:
        wishes = map(self._replaced, self.raw_imports.values())
        found = (self._find(wish.group, wish.artifact, wish.version or "") for wish in wishes)
        return [model for model in found if model is not None]

    def _with_managed(self, wish: Wish) -> Wish:
        managed = self.managed(wish.key)
        if managed is None:
            return wish
        return wish._replace(
            version=wish.version or managed.version,
            scope=wish.scope or managed.scope,
            exclusions=wish.exclusions or managed.exclusions,
        )

    def _replaced(self, wish: Wish) -> Wish:
        if not wish.is_open:
            return wish
        text = self.text
        return Wish(
            text(wish.group),
            text(wish.artifact),
            wish.version and text(wish.version),
            text(wish.type),
            text(wish.classifier),
            wish.scope and text(wish.scope),
            wish.optional and text(wish.optional),
            tuple((text(group), text(artifact)) for group, artifact in wish.exclusions),
            wish.line,
            wish.path,
            wish.is_open,
            wish.inherited,
            wish.below,
        )

    # --- plugins --------------------------------------------------------------------------------------------------

    @cached_property
    def plugins(self) -> tuple[Wish, ...]:
        """The plugins and extensions of the build, and in each plugin what is added to it."""
        plugins = (joined(wish, self.raw_managed_plugins.get(key)) for key, wish in self.raw_plugins.items())
        return tuple(map(self._built, (*plugins, *self.raw_extensions.values())))

    def _built(self, wish: Wish) -> Wish:
        found = self._replaced(wish)
        return found._replace(version=pinned(found.version), below=tuple(map(self._built, wish.below)))

    @cached_property
    def raw_plugins(self) -> dict[Key, Wish]:
        above = {} if self.above is None else self.above.raw_plugins
        return _joined(self.pom.plugins, {key: wish for key, wish in above.items() if wish.inherited})

    @cached_property
    def raw_managed_plugins(self) -> dict[Key, Wish]:
        return _joined(self.pom.managed_plugins, {} if self.above is None else self.above.raw_managed_plugins)

    @cached_property
    def raw_extensions(self) -> dict[Key, Wish]:
        return self.pom.extensions if self.above is None else _over(self.pom.extensions, self.above.raw_extensions)


def _over(own: dict[Key, Wish], above: dict[Key, Wish]) -> dict[Key, Wish]:
    """Return own entries before those from above, which count where there is no own."""
    return above if not own else {**own, **above, **own}


def _joined(own: dict[Key, Wish], above: dict[Key, Wish]) -> dict[Key, Wish]:
    return _over({key: joined(wish, above.get(key)) for key, wish in own.items()}, above)


Find = Callable[[str, str, str], Model | None]
"""Returns the model of a group, an artifact and a version, if its pom is at hand."""
