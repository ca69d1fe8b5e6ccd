"""The lines of a `go.mod` or a `go.work`: directives, alone or in blocks.

https://go.dev/ref/mod#go-mod-file-lexical; the source that reads it is
https://cs.opensource.google/go/x/mod/+/master:modfile/read.go
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depsov.parse._escapes import without_halves

__all__ = ["Directive", "Replacement", "directives", "is_local", "replacement"]

# A comment ends a word, wherever it begins.
# What is not closed ends with its line: to look for its end from every quote again would take for ever.
_TOKEN = re.compile(r'//.*|"(?:[^"\\]|\\.)*+"?|`[^`]*+`?|[(){},\[\]]|(?:(?!//)[^\s(){},\[\]"`])+')
_SIGN = re.compile(r'["`(){},\[\]]')  # without one of these, what words are is clear
_LOCAL = re.compile(r"\.{0,2}[/\\]|\.{1,2}\Z|[A-Za-z]:[/\\]")


class Directive(NamedTuple):
    """One directive: its verb, its words, and the comment behind them."""

    line: int
    verb: str
    words: Sequence[str]
    comment: str


class Replacement(NamedTuple):
    """`replace path version => by at`: `version` is None for all of them, `at` where a folder replaces the module."""

    line: int
    path: str
    version: str | None
    by: str
    at: str | None


def directives(text: str) -> Iterator[Directive]:
    """Yield the directives of a file."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        code, _, comment = line.partition("//")
        words = code.split()
        if _SIGN.search(line):
            tokens = _TOKEN.findall(line)
            comment = tokens.pop()[2:] if tokens and tokens[-1].startswith("//") else ""
            words = [_unquoted(word) for word in tokens]
        if not words:
            continue
        if words == [")"]:
            block = ""
        elif not block and len(words) == 2 and words[1] == "(":
            block = words[0]
        else:
            verb = block or words.pop(0)
            yield Directive(number, verb, words, comment.strip())


def _unquoted(word: str) -> str:
    if word.startswith("`"):
        return word.strip("`")
    if not word.startswith('"'):
        return word
    try:
        return without_halves(json.loads(word))
    except ValueError:  # an escape that only Go knows: nothing that a module path can hold
        return word


def replacement(directive: Directive) -> Replacement | None:
    """Return what a `replace` directive says, or None where it has not the form of one."""
    words = directive.words
    if "=>" not in words:
        return None
    arrow = words.index("=>")
    old, new = words[:arrow], words[arrow + 1 :]
    if len(old) not in {1, 2} or len(new) not in {1, 2} or (len(new) == 1) != is_local(new[0]):
        return None
    return Replacement(
        directive.line, old[0], old[1] if len(old) > 1 else None, new[0], new[1] if len(new) > 1 else None
    )


def is_local(path: str) -> bool:
    """Tell whether the path of a replacement is one of the local disk."""
    return _LOCAL.match(path) is not None
