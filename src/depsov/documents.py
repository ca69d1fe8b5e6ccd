"""Untrusted documents: opened within limits, decoded with checks, and never indexed raw.

The core opens files and hands `Document`s to the readers; a reader decodes one (`load_json`, `load_toml`,
`text`) and takes values out of it with `get`, `need` and `each`, which raise a `DocumentError` that carries the
path inside the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from typing import Any, Protocol, TypeVar, overload

from depsov.errors import DocumentError
from depsov.patterns import pattern
from depsov.values import dataclass

__all__ = [
    "MAX_BYTES",
    "REMAKE",
    "Document",
    "Folder",
    "Lines",
    "Table",
    "check_keys",
    "each",
    "get",
    "load_json",
    "load_toml",
    "member",
    "need",
    "printable",
    "strings",
    "tables",
    "tables_in",
]

MAX_BYTES = 64 * 1024 * 1024
"""A larger document is refused: the largest real lockfiles have some 20 MB."""

MAX_DEPTH = 100
"""Deeper nesting is refused: no real lockfile comes near it, and the decoders would end in a stack overflow."""

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
Table = Mapping[str, Any]

_NAMES = {str: "a string", dict: "a table", list: "an array", bool: "true or false", int: "a whole number"}
_UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u206a-\u206f\u3164\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # halves of a pair, which JSON can spell and UTF-8 cannot
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROL = pattern(f"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff{_UNSEEN}]")
UNSEEN = pattern(f"[{_UNSEEN}]")
"""What a terminal shows nothing of, or no encoding can hold, and yet is no control character."""

_SURROGATE = pattern(r"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..")


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the scanned tree: its POSIX path relative to the top, and its bytes."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The file name without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folder that it stands in; empty at the top."""
        return self.path.rpartition("/")[0]

    def text(self) -> str:
        """Decode as UTF-8, a byte order mark allowed.

        Raises `DocumentError` where it is not UTF-8, empty, or holds NUL characters.
        """
        if not self.data.strip():
            raise DocumentError("the file is empty", hint="make it anew with the tool that writes it")
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise DocumentError(f"not UTF-8 (byte {error.start})", line=line, hint="save the file as UTF-8") from error
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise DocumentError("holds a NUL character", line=line, hint="the file is damaged or not text")
        return text


class Folder(Protocol):
    """The manifests beside and below a document, opened by the core under the same limits.

    What a reader takes from here is covered by that reader: it is not read a second time on its own.
    """

    def get(self, path: str) -> Document | None:
        """Return the file at `path`, relative to the document's folder, or None. It never leaves the scanned tree."""
        ...

    def glob(self, pattern: str, exclude: Collection[str] = ()) -> tuple[Document, ...]:
        """Return the discovered manifests whose path below the document's folder matches the glob, sorted by path.

        What a glob of `exclude` matches, or a folder above it, is left to be read on its own.
        """
        ...

    def stored(self, store: str, path: str) -> Document | None:
        """Return a file that a package manager keeps on this machine (`maven`: its local repository), or None.

        None as well where the scan shall not depend on the machine.
        """
        ...


# --- decoding -----------------------------------------------------------------------------------------------------


def load_json(document: Document) -> Table:
    """Decode a JSON document (RFC 8259) whose top is an object.

    Raises `DocumentError` for malformed text, a repeated key, nesting deeper than `MAX_DEPTH` or another top value.
    """
    import json

    text = document.text()
    if "\\ud" in text or "\\uD" in text:
        text = _SURROGATE.sub(_character, text)
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DocumentError(f"not JSON: {error.msg}", line=error.lineno, hint=REMAKE) from error
    except RecursionError as error:
        raise DocumentError("nested too deeply", hint=REMAKE) from error
    except ValueError as error:  # integers of more than 4300 digits
        raise DocumentError(f"not JSON: {error}", hint=REMAKE) from error
    return _top(value, shallow=_is_shallow(document.data))


def _character(match: re.Match[str]) -> str:
    """Return an escape of JSON as it is, unless it is half of a pair, which no output could hold (RFC 8259, 8.2)."""
    return "\\ufffd" if len(match[0]) == len("\\ud83d") else match[0]


def load_toml(text: str) -> Table:
    """Decode TOML 1.0 text.

    Raises `DocumentError` for malformed text and for nesting deeper than `MAX_DEPTH`.
    """
    import tomli

    try:
        value = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise DocumentError(f"not TOML: {error}", hint=REMAKE) from error
    except RecursionError as error:
        raise DocumentError("nested too deeply", hint=REMAKE) from error
    except ValueError as error:  # impossible dates, integers of more than 4300 digits
        raise DocumentError(f"not TOML: {error}", hint=REMAKE) from error
    return _top(value)


REMAKE = "make it anew with the tool that writes it"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise DocumentError(f"the key {printable(twice)!r} stands twice in one object", hint=REMAKE)
    return table


def _no_constant(name: str) -> Any:
    raise DocumentError(f"not JSON: {name} is no JSON value", hint=REMAKE)


def _top(value: Any, *, shallow: bool = False) -> Table:
    if not isinstance(value, dict):
        raise DocumentError(f"expected a table at the top, found {_name(value)}", hint=REMAKE)
    if not shallow:
        _check_depth(value)
    return value


_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))


def _is_shallow(data: bytes) -> bool:
    """Tell whether the brackets of a JSON text alone show that it nests within the limit, as they mostly do.

    Every pass takes away the innermost pairs, at most two levels of them. Brackets inside strings can be left over:
    then nothing is shown. To look at every decoded value takes four times as long.
    """
    left = data.translate(None, _ALL_BUT_BRACKETS)
    for _ in range(MAX_DEPTH // 2):
        inner = left.replace(b"{}", b"").replace(b"[]", b"")
        if not inner or len(inner) == len(left):
            return not inner
        left = inner
    return False


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            inner = item.values() if type(item) is dict else item
            below.extend([part for part in inner if type(part) is dict or type(part) is list])
        if not below:
            return
        level = below
    raise DocumentError("nested too deeply", hint=REMAKE)


def printable(text: str) -> str:
    """Return the text without control and direction characters, for messages."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


# --- checked getters ----------------------------------------------------------------------------------------------


@overload
def get(table: Table, key: str, kind: type[T]) -> T | None: ...
@overload
def get(table: Table, key: str, kind: type[T], default: T) -> T: ...
def get(table: Table, key: str, kind: type[T], default: T | None = None) -> T | None:
    """Return the value of an optional key, or the default; raise `DocumentError` where it has another type."""
    value = table.get(key)
    if value is None:
        return default
    if type(value) is not kind:
        raise DocumentError(f"expected {_NAMES.get(kind, kind.__name__)}, found {_name(value)}", path=key)
    return value


def need(table: Table, key: str, kind: type[T]) -> T:
    """Return the value of a required key; raise `DocumentError` where it is missing or has another type."""
    value = get(table, key, kind)
    if value is None:
        raise DocumentError("missing", path=key)
    return value


def each(table: Table, key: str, read: Callable[[Table], T]) -> list[T]:
    """Read every table of an optional array of tables; errors carry the key and the index."""
    results: list[T] = []
    for index, item in enumerate(get(table, key, list, [])):
        try:
            if not isinstance(item, dict):
                raise DocumentError(f"expected a table, found {_name(item)}")
            results.append(read(item))
        except DocumentError as error:
            raise error.within(index).within(key) from error
    return results


def tables(table: Table, key: str) -> Iterator[tuple[str, Table]]:
    """Yield the members of an optional table of tables."""
    for name, item in get(table, key, dict, {}).items():
        if not isinstance(item, dict):
            raise DocumentError(f"expected a table, found {_name(item)}", path=f"{key}.{name}")
        yield name, item


def tables_in(table: Table, key: str) -> Iterator[Table]:
    """Yield the tables of an optional array; what stands between them is passed over."""
    yield from (item for item in get(table, key, list, []) if isinstance(item, dict))


def strings(table: Table, key: str) -> list[str]:
    """Return an optional array of strings."""
    values: list[Any] = get(table, key, list, [])
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise DocumentError(f"expected a string, found {_name(value)}", path=f"{key}[{index}]")
    return values


def member(value: str, kind: type[E], path: str, allowed: Collection[E] | None = None) -> E:
    """Return the member of an enumeration with a value; raise `DocumentError` with the path where there is none."""
    try:
        found = kind(value)
    except ValueError:
        found = None
    if found is not None and (allowed is None or found in allowed):
        return found
    known = ", ".join(str(item.value) for item in allowed or kind)
    raise DocumentError(f"{value!r} is none of {known}", path=path)


def check_keys(table: Table, keys: Collection[str]) -> None:
    """Raise `DocumentError` for a key that is none of those that a table can have."""
    for key in table:
        if key not in keys:
            raise DocumentError("unknown key", path=printable(key), hint=f"known keys: {', '.join(sorted(keys))}")


def _name(value: Any) -> str:
    return _NAMES.get(type(value), type(value).__name__)


# --- places -------------------------------------------------------------------------------------------------------


class Lines:
    """Finds the line of an offset in a text, counting from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None

    def at(self, offset: int) -> int:
        """Return the line that holds the character at `offset`."""
        if self._starts is None:
            self._starts = [match.end() for match in re.finditer("\n", self._text)]
        return bisect_right(self._starts, offset) + 1

    def of(self, pattern: str) -> list[int]:
        """Return the lines on which the matches of a multi-line pattern begin, in order."""
        return [self.at(match.start()) for match in re.finditer(pattern, self._text, re.MULTILINE)]
