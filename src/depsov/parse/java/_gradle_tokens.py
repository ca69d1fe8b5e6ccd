"""Gradle build scripts as statements: Groovy and Kotlin taken apart into tokens, nothing evaluated.

Both languages agree on what matters here: comments, strings, blocks in braces, one statement to a line
(https://docs.gradle.org/current/userguide/writing_build_scripts.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depsov.documents import MAX_DEPTH, REMAKE
from depsov.errors import DocumentError
from depsov.values import dataclass

__all__ = ["Block", "Token", "inside", "literal", "split", "statements"]

# No alternative can fail after a long search: what is not closed ends with its line, or with the text.
_TOKEN = re.compile(
    r"""
    [ \t\r\f]*+ (?:
      (?P<word> [A-Za-z_]\w*+(?:\??\.[A-Za-z_]\w*+)*+ | `[^`\n]*` )
    | (?P<end> [\n;] )
    | (?P<text> \"\"\"(?s:.)*?(?:\"\"\"|\Z) | '''(?s:.)*?(?:'''|\Z)
        | "(?: [^"\\\n$] | \\. | \$\{[^{}\n]*\} | \$ )*+ "? | '(?: [^'\\\n] | \\. )*+ '? )
    | (?P<gap> //[^\n]* | /\*(?s:.)*?(?:\*/|\Z) | \\\r?\n | \Z )
    | (?P<pattern> (?: (?<=[(,=~]) | (?<=[(,=~][ ]) )/(?: [^/\\\n] | \\. )++/ )
    | (?P<mark> . ) )
    """,
    re.VERBOSE,
)
_MAX_SCRIPT = 1_000_000  # each sign may be a token: ten million of them take a minute
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_TRIPLE = ('"""', "'''")
_OPEN_ENDED = frozenset(",=+:")
_HEAD = 60  # what stands before a brace is short; a statement of many blocks is not
_LOOPS = frozenset({"forEach", "each"})
_CONTROL = frozenset({"if", "else", "for", "while", "try", "catch", "finally", "when", "switch"})


class Token(NamedTuple):
    """A word with its dots, a string with its quotes, or a single sign; `block` stands for braces with all in them."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Block:
    """What stands before an opening brace.

    `name` is its last word, `argument` its first string, `is_control` whether it only decides if, or how often.
    """

    name: str
    tokens: Sequence[Token]
    argument: str | None
    is_control: bool


def statements(text: str) -> Iterator[tuple[Sequence[Block], list[Token]]]:
    """Yield each statement with the blocks around it, outermost first; the list of blocks is only good until the next.

    Raises `DocumentError` where they nest too deeply, or the text is too long.
    """
    if len(text) > _MAX_SCRIPT:
        raise DocumentError(f"over the limit of {_MAX_SCRIPT // 1_000_000} MB", hint="is it a build script?")
    blocks: list[Block] = []
    outer: list[tuple[list[Token], int]] = []
    tokens: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "end":
            if tokens and not depth and tokens[-1].text not in _OPEN_ENDED:
                yield blocks, tokens
                tokens = []
            continue
        if kind == "gap":
            continue
        value, start = match[kind], match.start(kind)
        if kind == "mark" and value in "{}()[]":
            if value == "{":
                if len(blocks) >= MAX_DEPTH:
                    raise _too_deep(text, start)
                blocks.append(_block(tokens))
                outer.append((tokens, depth))
                tokens, depth = [], 0
                continue
            if value == "}":
                if tokens:
                    yield blocks, tokens
                    tokens, depth = [], 0
                if outer:
                    blocks.pop()
                    tokens, depth = outer.pop()
                    tokens.append(Token("block", "{}", start))
                continue
            depth = depth + 1 if value in _OPENING else max(0, depth - 1)
            if depth > MAX_DEPTH:
                raise _too_deep(text, start)
        tokens.append(Token(kind, value, start))
    if tokens:
        yield blocks, tokens


def _too_deep(text: str, start: int) -> DocumentError:
    return DocumentError("nested too deeply", line=text.count("\n", 0, start) + 1, hint=REMAKE)


def literal(token: Token) -> str:
    """Return the text of a string without its quotes."""
    quotes = token.text[:3] if token.text[:3] in _TRIPLE else token.text[:1]
    return token.text[len(quotes) :].removesuffix(quotes)


def inside(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return what stands in the brackets that tokens begin with, and what follows them; with none, all and nothing."""
    if not tokens or tokens[0].text not in _OPENING:
        return tokens, ()
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if depth == 0:
            return tokens[1:index], tokens[index + 1 :]
    return tokens[1:], ()


def split(tokens: Sequence[Token], sign: str = ",") -> Iterator[Sequence[Token]]:
    """Yield what stands between the commas of a list, or between other signs; those in brackets are left alone."""
    depth, start = 0, 0
    for index, token in enumerate(tokens):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text == sign and depth == 0:
            yield tokens[start:index]
            start = index + 1
    if start < len(tokens):
        yield tokens[start:]


def _block(statement: Sequence[Token]) -> Block:
    tokens = statement[-_HEAD:]
    depth, name = 0, ""
    for token in tokens:
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.kind == "word" and depth == 0:
            name = token.text
    argument = next((literal(token) for token in tokens if token.kind == "text"), None)
    return Block(
        name,
        tuple(tokens),
        argument,
        (bool(statement) and statement[0].text in _CONTROL) or name.rpartition(".")[2] in _LOOPS,
    )
