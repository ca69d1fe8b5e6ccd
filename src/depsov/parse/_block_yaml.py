"""The part of YAML that package managers write into their files, read line by line.

Block mappings and sequences, flow values within one line, plain and quoted scalars, comments, several documents in one
stream. Every scalar stays a string. Whatever else YAML 1.2 (https://yaml.org/spec/1.2.2/) has (anchors, aliases, tags,
tabs, values over several lines) no lockfile needs: it is refused, with its line. The text of block scalars is left out.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn, Union

from depsov.documents import MAX_DEPTH, printable
from depsov.errors import DocumentError
from depsov.parse._escapes import without_halves
from depsov.patterns import pattern

__all__ = ["Block", "Value", "scan"]

Value = Union[str, "Block", list["Value"]]


class Block(dict[str, Value]):
    """A mapping, and the line of the key or dash that it stands behind."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line

    def text(self, key: str) -> str | None:
        """Return the string under a key, or None; raise `DocumentError` where it is something else."""
        value = self.get(key)
        if value is None or isinstance(value, str):
            return value
        raise DocumentError("expected a string", path=printable(key), line=self.line)

    def block(self, key: str) -> Block:
        """Return the mapping under a key, empty where there is none; raise `DocumentError` where it is no mapping."""
        value = self.get(key, "")
        if isinstance(value, Block):
            return value
        if value == "":
            return Block(self.line)
        raise DocumentError("expected a mapping", path=printable(key), line=self.line)


def scan(text: str) -> list[Block]:
    """Return the documents of a stream, each a mapping. Raises `DocumentError` for what is outside the subset."""
    return _Scanner(text).scan()


_SINGLE = r"'((?:[^']|'')*)'"
_DOUBLE = r'"((?:[^"\\]|\\.)*)"'
_KEY = pattern(rf"(?:{_SINGLE}|{_DOUBLE}|([^\s'\"#&*!|>%@`\[\]{{}},].*?)):(?: +(.*))?\Z")
_QUOTED = pattern(rf"(?:{_SINGLE}|{_DOUBLE}) *(?: #.*)?\Z")
_BLOCK_SCALAR = pattern(r"[|>][-+0-9]{0,2} *(?: #.*)?\Z")
_EXPLICIT_KEY = pattern(r"^( *)\? (.+)\n\1:(?: (.*))?$", re.MULTILINE)
_CONFLICT = pattern(r"(?:<{7}|={7}|>{7})(?: |\Z)")
_MARKS = frozenset({"---", "..."})

_INDICATORS = {"&": "an anchor", "*": "an alias", "!": "a tag"} | dict.fromkeys("%@`,]}", "a reserved character")

_HINT = "make it anew with the tool that writes it; by hand, with each value on one line, without anchors and tags"

_Line = tuple[int, int, str]  # its number, its indentation, its text without that


class _Scanner:
    """Recursive descent over the lines that hold something; `_at` is the next one. The last is a sentinel."""

    def __init__(self, text: str) -> None:
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
        if "? " in text:
            text = _EXPLICIT_KEY.sub(_as_simple_key, text)
        lines = text.split("\n")
        self._lines: list[_Line] = [
            (number, -1 if line in _MARKS else len(line) - len(rest), rest)
            for number, line in enumerate(lines, 1)
            if (rest := line.lstrip(" ")) and rest[0] != "#"
        ]
        self._lines.append((len(lines), -1, ""))
        self._at = 0

    def scan(self) -> list[Block]:
        pages = []
        while self._at < len(self._lines):
            number, indent, _ = self._lines[self._at]
            if indent < 0:
                self._at += 1
                continue
            pages.append(self._mapping(0, number, 0))
            if self._lines[self._at][1] >= 0:
                self._refuse("the line is no `key: value` that belongs to what stands before it")
        return pages or [Block(1)]

    # --- blocks ---------------------------------------------------------------------------------------------------

    def _mapping(self, indent: int, line: int, depth: int) -> Block:
        """Read the members of a mapping, which are indented by `indent`."""
        block = Block(line)
        lines = self._lines
        while True:
            number, place, rest = lines[self._at]
            match = _KEY.match(rest) if place == indent else None
            if match is None or _is_item(rest):
                return block
            single, double, key, value = match.groups()
            if key is None:
                key = single.replace("''", "'") if double is None else self._unescaped(double, number)
            elif " #" in key:
                return block
            if key in block:
                self._refuse(f"the key {printable(key[:60])!r} stands twice in one mapping")
            self._at += 1
            block[key] = self._value(value, indent, number) if value else self._below(indent, number, depth)

    def _sequence(self, indent: int, depth: int) -> list[Value]:
        """Read the items of a sequence, which are indented by `indent`."""
        items: list[Value] = []
        while True:
            number, place, rest = self._lines[self._at]
            if place != indent or not _is_item(rest):
                return items
            inner = rest[1:].lstrip(" ")
            if inner and not _is_item(inner) and not _KEY.match(inner.partition(" #")[0]):
                self._at += 1
                items.append(self._value(inner, indent, number))
                continue
            # What stands behind the dash is the first line of the item, as deep as it is written.
            self._lines[self._at] = (number, indent + len(rest) - len(inner), inner)
            self._at += 0 if inner else 1
            items.append(self._below(indent + 1, number, depth))

    def _below(self, indent: int, line: int, depth: int) -> Value:
        """Read the value of a key that has none on its own line."""
        _, place, rest = self._lines[self._at]
        if depth >= MAX_DEPTH:
            self._refuse("nested too deeply")
        if place >= indent and _is_item(rest):  # a sequence may stand as deep as its key
            return self._sequence(place, depth + 1)
        return self._mapping(place, line, depth + 1) if place > indent else ""

    # --- values within a line -------------------------------------------------------------------------------------

    def _value(self, text: str, indent: int, number: int) -> Value:
        first = text[0]
        if first in "{[":
            return _Flow(text, number).read()
        if first in "'\"":
            match = _QUOTED.match(text)
            if match is None:
                self._refuse("a quoted text does not end on its line", number)
            return match[1].replace("''", "'") if match[2] is None else self._unescaped(match[2], number)
        if first in "|>":
            if _BLOCK_SCALAR.match(text) is None:
                self._refuse("a block scalar has an unknown header", number)
            while self._lines[self._at][1] > indent:
                self._at += 1
            return ""
        return "" if first == "#" else self._plain(text, number)

    def _plain(self, text: str, number: int) -> str:
        if text[0] in _INDICATORS:
            self._refuse(f"holds {_INDICATORS[text[0]]}, which is not read", number)
        text = text.partition(" #")[0].rstrip(" ")
        if text[-1] == ":" or ": " in text or "\t" in text or text[:2] in {"- ", "? "}:
            self._refuse("a plain value holds a tab, or what begins another value", number)
        return text

    def _unescaped(self, text: str, number: int) -> str:
        if "\\" not in text:
            return text
        try:
            return without_halves(json.loads(f'"{text}"', strict=False))
        except ValueError:
            self._refuse("a quoted text has an unknown escape", number)

    def _refuse(self, message: str, number: int | None = None) -> NoReturn:
        line, _, text = self._lines[self._at]
        if _CONFLICT.match(text):
            raise DocumentError("a merge conflict stands in the file", line=number or line, hint="resolve it first")
        raise DocumentError(message, line=number or line, hint=_HINT)


def _is_item(text: str) -> bool:
    return text[:2] == "- " or text == "-"


def _as_simple_key(match: re.Match[str]) -> str:
    """Return `? key` and `: value`, which is how a key of more than 1,024 characters is written, as `key: value`."""
    indent, key, value = match[1], match[2], match[3] or ""
    return f"{indent}{key}:\n{indent}  {value}" if _KEY.match(value) else f"{indent}{key}: {value}\n"


# --- flow values: {integrity: sha512-..., tarball: ...}, [x64, arm64] ---------------------------------------------

# What most of them are: `{integrity: sha512-...}`, `{node: '>=18'}`, `[darwin, linux]`.
_ONE_PAIR = pattern(r"\{(\w+): (?:'([^']*)'|([\w./+=^~-]+))\}\Z", re.ASCII)
_WORDS = pattern(r"\[([\w.-]+(?:, [\w.-]+)*)\]\Z", re.ASCII)
_PLAIN = r"((?:[^,\[\]{}:'\"]|:(?=[^ ,\[\]{}]))+)"
_TOKEN = pattern(rf" *(?:{_SINGLE}|{_DOUBLE}|([\[\]{{}},])|(:)(?= |\Z)|{_PLAIN}) *")
_END = pattern(r"\s*(?:#.*)?\Z")


class _Flow:
    """Reads one flow value, the whole of a line's value."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line
        self._place = 0

    def read(self) -> Value:
        if (pair := _ONE_PAIR.match(self._text)) is not None:
            block = Block(self._line)
            block[pair[1]] = pair[3] if pair[2] is None else pair[2]
            return block
        if (words := _WORDS.match(self._text)) is not None:
            return [*words[1].split(", ")]
        value = self._value(0)
        if _END.match(self._text, self._place) is None:
            self._refuse()
        return value

    def _value(self, depth: int) -> Value:
        mark, text = self._next()
        if mark == "{":
            return self._mapping(depth)
        if mark == "[":
            return self._sequence(depth)
        if text is None:
            self._refuse()
        return text

    def _mapping(self, depth: int) -> Block:
        block = Block(self._line)
        while True:
            mark, key = self._next()
            if mark == "}":
                return block
            if mark == "," and block:
                continue
            if key is None or key in block or self._next()[0] != ":" or depth >= MAX_DEPTH:
                self._refuse()
            block[key] = self._value(depth + 1)

    def _sequence(self, depth: int) -> list[Value]:
        items: list[Value] = []
        while True:
            place = self._place
            mark, _ = self._next()
            if mark == "]":
                return items
            if mark == "," and items:
                continue
            if depth >= MAX_DEPTH:
                self._refuse()
            self._place = place
            items.append(self._value(depth + 1))

    def _next(self) -> tuple[str, str | None]:
        """Return the next mark, or an empty one and the next scalar."""
        match = _TOKEN.match(self._text, self._place)
        if match is None:
            self._refuse()
        self._place = match.end()
        single, double, bracket, colon, plain = match.groups()
        if bracket or colon:
            return bracket or colon, None
        if single is not None:
            return "", single.replace("''", "'")
        if double is not None:
            return ("", double) if "\\" not in double else self._refuse()
        if plain[0] in _INDICATORS or plain[0] in "|>#" or " #" in plain or "\t" in plain:
            self._refuse()
        return "", plain.rstrip(" ")

    def _refuse(self) -> NoReturn:
        raise DocumentError(
            "a value in brackets is not read: it goes on over lines, or holds what no lockfile has",
            line=self._line,
            hint=_HINT,
        )
