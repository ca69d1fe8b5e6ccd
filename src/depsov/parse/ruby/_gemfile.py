"""What a `Gemfile` says literally: which gems, in which groups, and where they come from.

It is a program of Ruby (https://bundler.io/man/gemfile.5.html), and is never run: calls of `gem` with a name in quotes
are read, and the blocks around them. What a condition or a loop adds may or may not be there, so nobody is told that
it is missing. Other files that it takes in (`eval_gemfile`) are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from depsov.model import Scope, Source
from depsov.parse import _address
from depsov.parse._address import PATH
from depsov.parse._purpose import scope_of_words
from depsov.values import dataclass

__all__ = ["Gem", "Gemfile", "development_gems", "read_gemfile"]


class Gem(NamedTuple):
    """A gem that a `Gemfile` asks for. `certain`: no condition stands around it; `source` is what it names, or None."""

    name: str
    scope: Scope
    source: Source | None
    certain: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemfile:
    """A `Gemfile`. `has_gemspec`: it takes in what the project's own gemspec asks for."""

    gems: tuple[Gem, ...]
    has_gemspec: bool


class _Block(NamedTuple):
    """What a `do` or an `if` around a call adds to it. `scope` is the strongest of its groups, None without one."""

    scope: Scope | None = None
    optional: bool = False
    source: Source | None = None
    certain: bool = True

    def within(self, around: _Block) -> _Block:
        """Return what it adds together with those around it."""
        return _Block(
            scope=min(filter(None, (around.scope, self.scope)), key=_STRENGTH.index, default=None),
            optional=around.optional or self.optional,
            source=self.source or around.source,
            certain=around.certain and self.certain,
        )


_CONDITIONAL = _Block(certain=False)

_LONGEST = 2000

_STRING = r"""(?:"([^"\\#\n]*)"|'([^'\\\n]*)')"""
_CALL = re.compile(rf"gem(?:[ \t]*\()?[ \t]*{_STRING}")
_BLOCK = re.compile(r"([a-z_]\w*)\b(.*?)\bdo[ \t]*(?:\|[^|]*\|)?[ \t]*\Z")
_OPENS = re.compile(r"(?:if|unless|case|while|until|for|begin|def|class|module)\b")
_OPENS_LATER = re.compile(r"=[ \t]*(?:if|unless|case|begin)\b|\bdo[ \t]*(?:\|[^|]*\|)?[ \t]*\Z")
_CLOSES = re.compile(r"end\b")
_CLOSED = re.compile(r"\bend\b[ \t]*\)?\Z")
_MODIFIER = re.compile(r"[ \t](?:if|unless)[ \t]")
_GEMSPEC = re.compile(r"gemspec\b")
_QUOTED_OR_COMMENT = re.compile(r"""#|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?""")
_GROUPS = re.compile(r"(?::groups?[ \t]*=>|\bgroups?:)[ \t]*(\[[^\]]*\]|%[iw]\W[^\]})>|]*|:?[\"']?[\w-]+)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_SYMBOL = re.compile(r":[\"']?([A-Za-z_][\w-]*)|[\"']([\w-]+)[\"']")
_OPTION = re.compile(rf"(?::(\w+)[ \t]*=>|\b(\w+):)[ \t]*{_STRING}")
_OPTIONAL = re.compile(r":?\boptional\b(?::|[ \t]*=>)[ \t]*true\b")
_HARMLESS = frozenset({"group", "platform", "platforms", "source", "git", "github", "path", "install_if"})


def read_gemfile(text: str) -> Gemfile:
    """Return what the text of a `Gemfile` says literally."""
    gems: list[Gem] = []
    blocks = [_Block()]
    has_gemspec = False
    for number, line in _statements(text):
        if _CLOSES.match(line):
            if len(blocks) > 1:
                blocks.pop()
        elif call := _CALL.match(line):
            gems.append(_gem(call[1] or call[2] or "", line[call.end() :], blocks[-1], number))
        elif _GEMSPEC.match(line):
            has_gemspec = True
        elif not _CLOSED.search(line):
            if block := _BLOCK.match(line):
                blocks.append(_block(block[1], block[2]).within(blocks[-1]))
            elif _OPENS.match(line) or _OPENS_LATER.search(line):
                blocks.append(_CONDITIONAL.within(blocks[-1]))
    return Gemfile(gems=tuple(gem for gem in gems if gem.name), has_gemspec=has_gemspec)


_DEVELOPMENT = re.compile(rf"\.add_development_dependency(?:[ \t]*\()?[ \t]*{_STRING}")


def development_gems(gemspec: str) -> set[str]:
    """Return the gems that the text of a gemspec asks for to work on it."""
    return {match[1] or match[2] or "" for match in _DEVELOPMENT.finditer(gemspec)}


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with the line that it begins on: without comments, a list over several lines in one."""
    waiting, begun, in_comment = "", 0, False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("__END__"):
            break
        if line.startswith(("=begin", "=end")):
            in_comment = line.startswith("=begin")
            continue
        plain = "" if in_comment else _without_comment(line[:_LONGEST]).strip()
        if not plain:
            continue
        begun = begun if waiting else number
        waiting = f"{waiting} {plain}".strip()
        if plain.endswith((",", "\\", "(", "[")) and len(waiting) < _LONGEST:
            waiting = waiting.removesuffix("\\")
            continue
        yield begun, waiting
        waiting = ""
    if waiting:
        yield begun, waiting


def _without_comment(line: str) -> str:
    if "#" not in line:
        return line
    marks = (match.start() for match in _QUOTED_OR_COMMENT.finditer(line) if match[0] == "#")
    return line[: next(marks, len(line))]


def _gem(name: str, rest: str, around: _Block, line: int) -> Gem:
    if ":" in rest:  # it has options
        around = _Block(scope=_scope(_option_groups(rest)), source=_source(rest)).within(around)
    scope = around.scope or Scope.RUNTIME
    return Gem(
        name=name,
        scope=Scope.OPTIONAL if around.optional and scope is Scope.RUNTIME else scope,
        source=around.source,
        certain=around.certain and _MODIFIER.search(rest) is None,
        line=line,
    )


def _block(method: str, rest: str) -> _Block:
    if method == "group":
        groups = tuple(match[1] or match[2] for match in _SYMBOL.finditer(_OPTIONAL.sub("", rest)))
        return _Block(scope=_scope(groups), optional=_OPTIONAL.search(rest) is not None)
    if method in ("source", "git", "github", "path"):
        first = re.search(_STRING, rest)
        return _Block(source=_source(f'{method}: "{first[1] or first[2] or ""}"' if first else ""))
    return _Block() if method in _HARMLESS else _CONDITIONAL


def _option_groups(rest: str) -> tuple[str, ...]:
    found = _GROUPS.search(rest)
    return () if found is None else tuple(_WORD.findall(re.sub(r"\A%[iw]", "", found[1])))


def _source(rest: str) -> Source | None:
    """Return the source that the options of a call name, or None."""
    options = {match[1] or match[2]: match[3] or match[4] or "" for match in _OPTION.finditer(rest)}
    if "path" in options:
        return PATH
    if "git" in options:
        return _address.repository(options["git"])
    if "github" in options:  # https://bundler.io/man/gemfile.5.html#GITHUB; one word is the name of both
        place = options["github"]
        return _address.repository(f"https://github.com/{place if '/' in place else f'{place}/{place}'}")
    return _address.index(options["source"]) if "source" in options else None


_TOOLS = frozenset(
    "cucumber e2e guard integration mdl minitest profile quality rspec rubocop sorbet spec specs".split()
)
_STRENGTH = list(Scope)


@lru_cache(maxsize=256)
def _scope(groups: tuple[str, ...]) -> Scope | None:
    """Return the scope that groups tell: the strongest of theirs, None without one."""
    return min(map(_scope_of, groups), key=_STRENGTH.index, default=None)


def _scope_of(group: str) -> Scope:
    return Scope.DEVELOPMENT if group.lower() in _TOOLS else scope_of_words(group) or Scope.RUNTIME
