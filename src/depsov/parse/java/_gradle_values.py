"""Values that Gradle scripts give names to by literals, and strings that use them: `"group:name:$version"`.

Nothing is evaluated: a name that stands for more than a literal, a map of literals or a version of a catalog stands for
nothing here (https://docs.gradle.org/current/userguide/writing_build_scripts.html#sec:extra_properties).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from depsov.documents import Document
from depsov.parse.java._gradle_tokens import Block, Token, inside, literal, split

__all__ = ["assigned", "fill", "properties", "simple_name"]

_LONGEST = 1000
_USE = re.compile(r"\$\{([^{}]*)\}|\$([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
_INDEX = re.compile(
    r"""\[\s*["']([\w.-]+)["']\s*\]|\.?\b(?:get|set|property|findProperty|getProperty)\(\s*["']([\w.-]+)["']\s*\)"""
)
_AROUND = re.compile(r"\.get\(\)|\.toString\(\)|!!|\?(?=\.)|\s+as\s+String\??")
_PREFIX = re.compile(r"(?:(?:this|project|rootProject|parent|gradle|ext|extra)\.)+")
_EXTRA_SET = re.compile(r"(?:\w+\.)*(?:ext|extra)\.set")
_PLATFORMS = frozenset({"platform", "enforcedPlatform"})  # no packages, by whatever name
_PROPERTY = re.compile(r"^[ \t]*([\w.-]+)[ \t]*[=:](.*)$", re.MULTILINE)


def properties(document: Document) -> dict[str, str]:
    """Return what a `gradle.properties` says."""
    text = document.text().replace("\r\n", "\n") if document.data.strip() else ""
    return {match[1]: match[2].strip(" \t") for match in _PROPERTY.finditer(text)}


def simple_name(expression: str) -> str:
    """Return the name that an expression asks for: `rootProject.extra["x"] as String` is `x`."""
    plain = _INDEX.sub(lambda match: f".{match[1] or match[2]}", expression[:_LONGEST])
    return _PREFIX.sub("", _AROUND.sub("", plain).strip().lstrip("."), count=1)


def fill(text: str, look_up: Callable[[str], str | None]) -> str:
    """Return a string with the values in it that are known; what is not stays as it is."""
    if "$" not in text or len(text) > _LONGEST:
        return text

    def value(match: re.Match[str]) -> str:
        name, rest = simple_name(match[1] or match[2]), ""
        found = look_up(name)
        if found is None and match[2] and "." in name:  # `$version.jar`: Kotlin takes the first word alone
            name, dot, below = name.partition(".")
            found, rest = look_up(name), dot + below
        return match[0] if found is None else found + rest

    filled = _USE.sub(value, text)
    return filled if len(filled) <= _LONGEST else text


def assigned(blocks: Sequence[Block], tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the names that a statement gives to literals: `def x = '1'`, `ext.x = '1'`, `val x by extra("1")`, maps."""
    texts = [token.text for token in tokens]
    at = _equals(tokens) if "=" in texts else None
    if at is None:
        if "extra" in texts or texts[0].rpartition(".")[2] == "set":
            yield from _called(blocks, tokens)
        return
    name = _target(tokens[:at])
    if name:
        yield from _valued(name, tokens[at + 1 :])


def _called(blocks: Sequence[Block], tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield what `set("x", "1")` and `val x by extra("1")` say."""
    texts = [token for token in tokens if token.kind == "text"]
    names = [token.text for token in tokens if token.kind == "word"]
    if len(texts) == 1 and names[-2:] == ["by", "extra"] and len(names) > 2:
        yield names[-3], literal(texts[0])
    elif len(texts) == 2 and names:
        whose = f"{blocks[-1].name}." if blocks and "." not in names[0] else ""
        if _EXTRA_SET.fullmatch(whose + names[0]):
            yield literal(texts[0]), literal(texts[1])


def _equals(tokens: Sequence[Token]) -> int | None:
    depth = 0
    for index, token in enumerate(tokens):
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth -= 1
        elif token.text == "=" and depth == 0:
            following = tokens[index + 1].text if index + 1 < len(tokens) else ""
            return None if following == "=" or index == 0 else index
    return None


def _target(tokens: Sequence[Token]) -> str:
    """Return the name on the left of an equals sign: its last word, and what it is indexed with."""
    words = [index for index, token in enumerate(tokens) if token.kind == "word"]
    if not words:
        return ""
    last = words[-1]
    before = [index for index in words[:-1] if tokens[index + 1].text == ":"]  # Kotlin: `val x: String = "1"`
    if before:
        return simple_name(tokens[before[0]].text)
    return simple_name(tokens[last].text + "".join(token.text for token in tokens[last + 1 :] if token.text != "+"))


def _valued(name: str, tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    if len(tokens) == 1 and tokens[0].kind == "text":
        yield name, literal(tokens[0])
    elif tokens and tokens[0].text.rpartition(".")[2] in _PLATFORMS:
        yield name, ""
    elif tokens and tokens[0].text == "[":
        for item in split(inside(tokens)[0]):
            if len(item) > 2 and item[1].text == ":" and item[0].kind in ("word", "text"):
                key = item[0].text if item[0].kind == "word" else literal(item[0])
                yield from _valued(f"{name}.{key}", item[2:])
