"""The repositories that a Gradle build names by literals, and what they tell of where a package is from.

https://docs.gradle.org/current/userguide/declaring_repositories_basics.html: Gradle takes a package from the first that
has it. So only two things tell: that a build names none of the public ones, and content that is exclusive to one
(https://docs.gradle.org/current/userguide/filtering_repository_content.html). Those of plugins are others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depsov.model import REGISTRY, Source
from depsov.parse import _address
from depsov.parse.java._gradle_tokens import Block, Token, literal
from depsov.registries import is_default
from depsov.values import dataclass, field

__all__ = ["Repositories", "Sources"]

_PUBLIC = frozenset({"mavenCentral", "google", "jcenter", "gradlePluginPortal"})
_BY_ADDRESS = frozenset({"maven", "ivy"})
_LEAST = 2
_SILENT = frozenset({"mavenLocal", "flatDir", "exclusiveContent", "forRepository", "filter", "content"})
_OF_OTHERS = frozenset({"publishing", "buildscript", "pluginManagement", "uploadArchives"})


@dataclass(slots=True)
class Repositories:
    """What one script names.

    `is_open` tells whether a public one is among them, or code that may add one; `urls` are the addresses of the
    others, empty where they are worked out. `exclusive` holds, by block, addresses and the groups that are only there.
    """

    is_open: bool = False
    urls: list[str] = field(default_factory=list)
    exclusive: dict[Block, tuple[list[str], list[str]]] = field(default_factory=dict)

    def take(self, place: Sequence[Block], tokens: Sequence[Token]) -> None:
        """Take a statement that stands in blocks, outermost first."""
        names = [block.name.rpartition(".")[2] for block in place]
        if "repositories" not in names or not _OF_OTHERS.isdisjoint(names):
            return
        inner = names[names.index("repositories") + 1 :]
        word, texts = tokens[0].text, [literal(token) for token in tokens if token.kind == "text"]
        only = place[names.index("exclusiveContent")] if "exclusiveContent" in inner else None
        urls, groups = (self.urls, []) if only is None else self.exclusive.setdefault(only, ([], []))
        if word == "includeGroup" and inner[-1:] == ["filter"]:
            groups += texts[:1]
        elif _is_address(word, tokens, inner):
            self._add(urls, texts)
        elif word in _PUBLIC or not (inner or word in _BY_ADDRESS or word in _SILENT):
            self.is_open = True

    def _add(self, urls: list[str], texts: Sequence[str]) -> None:
        url = texts[0] if texts and "/" in texts[0] else ""  # `System.getenv("REPOSITORY")` is worked out
        if is_default("maven", url):
            self.is_open = True
        elif not url or (_address.is_url(url) and not url.lower().startswith("file:")):
            urls.append(url)


def _is_address(word: str, tokens: Sequence[Token], inner: Sequence[str]) -> bool:
    """Return whether a statement is `maven("…")`, or the `url = …` in one."""
    if word in _BY_ADDRESS:
        return len(tokens) > _LEAST and tokens[1].text == "("
    return word in ("url", "setUrl") and bool(inner) and inner[-1] in _BY_ADDRESS


class Sources:
    """Where the packages of a build are from, by the repositories of all of its scripts."""

    def __init__(self, found: Iterable[Repositories]) -> None:
        listed = list(found)
        urls = [url for item in listed for url in item.urls]
        self._any = REGISTRY if not urls or any(item.is_open for item in listed) else _address.index(urls[0])
        self._exclusive = {
            group: _address.index(urls[0])
            for item in listed
            for urls, groups in item.exclusive.values()
            for group in (groups if urls else ())
        }

    @property
    def tell(self) -> bool:
        """Whether any package is from elsewhere than the default registry."""
        return bool(self._exclusive) or self._any is not REGISTRY

    def of(self, name: str) -> Source:
        """Return where a package is from."""
        return self._exclusive.get(name.partition("/")[0], self._any)
