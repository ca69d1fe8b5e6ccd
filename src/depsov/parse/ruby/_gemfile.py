"""What a `Gemfile` says literally: which gems, in which groups, and where they come from.

It is a program of Ruby (https://bundler.io/man/gemfile.5.html), and is never run: calls of `gem` with a name in quotes
are read, and the blocks around them. What a condition or a loop adds may or may not be there, so nobody is told that
it is missing. Other files that it takes in (`eval_gemfile`) are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from depsov.model import Scope, Source
from depsov.parse import _address
from depsov.parse._address import PATH
from depsov.parse._purpose import scope_of_words

__all__ = ["Gem", "Gemfile", "development_gems", "read_gemfile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gem:
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


@dataclass(frozen=True, slots=True)
class _Block:
    """What a `do` or an `if` around a call adds to it."""

    groups: tuple[str, ...] = ()
    optional: bool = False
    source: Source | None = None
    certain: bool = True


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
    blocks: list[_Block] = []
    has_gemspec = False
    for number, line in _statements(text):
        if _CLOSES.match(line):
            if blocks:
                blocks.pop()
        elif call := _CALL.match(line):
            gems.append(_gem(call[1] or call[2] or "", line[call.end() :], blocks, number))
        elif _GEMSPEC.match(line):
            has_gemspec = True
        elif not _CLOSED.search(line):
            if block := _BLOCK.match(line):
                blocks.append(_block(block[1], block[2]))
            elif _OPENS.match(line) or _OPENS_LATER.search(line):
                blocks.append(_CONDITIONAL)
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


def _gem(name: str, rest: str, blocks: Iterable[_Block], line: int) -> Gem:
    around = list(blocks)
    groups = [group for block in around for group in block.groups] + _option_groups(rest)
    sources = [_source(rest), *(block.source for block in reversed(around))]
    return Gem(
        name=name,
        scope=_scope(groups, optional=any(block.optional for block in around)),
        source=next((source for source in sources if source is not None), None),
        certain=all(block.certain for block in around) and _MODIFIER.search(rest) is None,
        line=line,
    )


def _block(method: str, rest: str) -> _Block:
    if method == "group":
        groups = tuple(match[1] or match[2] for match in _SYMBOL.finditer(_OPTIONAL.sub("", rest)))
        return _Block(groups=groups, optional=_OPTIONAL.search(rest) is not None)
    if method in ("source", "git", "github", "path"):
        first = re.search(_STRING, rest)
        return _Block(source=_source(f'{method}: "{first[1] or first[2] or ""}"' if first else ""))
    return _Block() if method in _HARMLESS else _CONDITIONAL


def _option_groups(rest: str) -> list[str]:
    found = _GROUPS.search(rest)
    if found is None:
        return []
    value = re.sub(r"\A%[iw]", "", found[1])
    return _WORD.findall(value)


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


def _scope(groups: list[str], *, optional: bool) -> Scope:
    """Return the scope that groups tell: the strongest of theirs."""
    scopes = [_scope_of(group) for group in groups] or [Scope.RUNTIME]
    scope = min(scopes, key=_STRENGTH.index)
    return Scope.OPTIONAL if optional and scope is Scope.RUNTIME else scope


def _scope_of(group: str) -> Scope:
    return Scope.DEVELOPMENT if group.lower() in _TOOLS else scope_of_words(group) or Scope.RUNTIME
