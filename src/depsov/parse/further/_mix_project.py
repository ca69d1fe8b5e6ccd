"""`mix.exs`: what an Elixir project is called and what it asks for, where that stands there literally.

https://github.com/elixir-lang/elixir/blob/main/lib/mix/lib/mix/tasks/deps.ex

The file is a program, which is not run: dependencies that are computed are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import Document
from depsov.model import Scope
from depsov.values import dataclass

__all__ = ["Project", "Wish", "read_project"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A dependency that a project asks for; `certain` tells whether it does so whatever the settings."""

    name: str
    scope: Scope
    certain: bool


@dataclass(frozen=True, slots=True)
class Project:
    """A project; `members` is the folder of those of an umbrella."""

    path: str
    name: str | None
    members: str | None
    wishes: tuple[Wish, ...]


_COMMENT = re.compile(r"#(?<![^\s,\]}]#)(?!\{)[^\n]*")
_NAME = re.compile(r"^[ \t]+app: :(\w+)", re.MULTILINE)
_MEMBERS = re.compile(r'^[ \t]+apps_path: "([^"\n]+)"', re.MULTILINE)
# `defp deps do`, `defp target_deps(:app), do: [...]`, `deps: [...]`; a function ends with its `end`, or with the next.
_LISTS = re.compile(
    r"^[ \t]*(?:defp? (?P<name>\w*deps)(?:\(\))?(?P<arguments>\([^)\n]+\))?(?:,\s*do:| do\b)|deps: (?=\[))",
    re.MULTILINE,
)
_END = re.compile(r"^  (?:end\b|defp? |@)", re.MULTILINE)
_END_OF_LIST = re.compile(r"^[ \t]*\],?[ \t]*$", re.MULTILINE)
_CONDITION = re.compile(r"\b(?:if|unless|case|cond|for|with|when)\b|\+\+")
# `{:credo, "~> 1.7", only: [:dev, :test], runtime: false}`
_TUPLE = re.compile(r"\{:(?P<name>[a-z_]\w*),(?P<rest>[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+)\}")
_ONLY = re.compile(r"\bonly: *(?:\[([^\]]*)\]|~w\(([^)]*)\)a?|(:\w+))")
_OWN = re.compile(r"\b(?:path|in_umbrella):")


def read_project(document: Document) -> Project:
    """Return the project of a `mix.exs`."""
    text = _COMMENT.sub("", document.text().replace("\r\n", "\n"))
    name, members = _NAME.search(text), _MEMBERS.search(text)
    lists = [*_LISTS.finditer(text)]
    ends = [*(match.start() for match in lists), len(text)][1:]
    wishes = {wish.name: wish for match, end in zip(lists, ends, strict=True) for wish in _wishes(text, match, end)}
    return Project(document.path, name and name[1], members and members[1], tuple(wishes.values()))


def _wishes(text: str, start: re.Match[str], limit: int) -> Iterator[Wish]:
    """Yield what a function or a list asks for, but what the project holds itself; it ends before the next one."""
    end = (_END if start["name"] else _END_OF_LIST).search(text, start.end(), limit)
    place = (start.end(), end.start() if end else limit)
    certain = start["arguments"] is None and _CONDITION.search(text, *place) is None
    for match in _TUPLE.finditer(text, *place):
        if not _OWN.search(match["rest"]):
            yield Wish(match["name"], _scope(match["rest"]), certain)


def _scope(options: str) -> Scope:
    only = _ONLY.search(options)
    if only is not None and "prod" not in re.findall(r"\w+", only[only.lastindex or 0]):
        return Scope.DEVELOPMENT
    if "runtime: false" in options:
        return Scope.BUILD
    return Scope.OPTIONAL if "optional: true" in options else Scope.RUNTIME
