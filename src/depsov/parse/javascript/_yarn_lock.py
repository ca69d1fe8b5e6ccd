"""The two dialects of `yarn.lock` as one list of entries: the classic one of yarn 1, and the YAML of yarn 2 and later.

It knows how lines are written, and nothing of what they mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.parse._block_yaml import Block, scan

__all__ = ["Entry", "is_berry", "read_berry", "read_classic"]


@dataclass(slots=True)
class Entry:
    """One locked package. `address` is what `resolved` or `resolution` says, `wants` are ranges by name."""

    line: int
    descriptors: list[str]
    version: str | None = None
    address: str = ""
    wants: dict[str, str] = field(default_factory=dict)


def is_berry(text: str) -> bool:
    """Return whether the text is of the dialect of yarn 2 and later, which yarn's developers call berry."""
    return re.search(r"^__metadata:", text, re.MULTILINE) is not None


# --- berry --------------------------------------------------------------------------------------------------------

_NEWEST_BERRY = 10


def read_berry(text: str) -> list[Entry]:
    """Return the entries of a lockfile of yarn 2 and later. Raises `DocumentError`."""
    page = scan(text)[0]
    metadata = page.block("__metadata")
    version = metadata.text("version") or ""
    if re.fullmatch(r"\d{1,9}", version, re.ASCII) is None or int(version) > _NEWEST_BERRY:
        raise DocumentError(
            f"version {printable(version[:20])!r} is none that depsov knows, the newest of which is {_NEWEST_BERRY}",
            path="__metadata.version",
            line=metadata.line,
            hint="update depsov, or write the lockfile with an older yarn",
        )
    return [_berry_entry(key, page.block(key)) for key in page if key != "__metadata"]


def _berry_entry(key: str, block: Block) -> Entry:
    wants = block.block("dependencies")
    return Entry(
        line=block.line,
        descriptors=key.split(", "),
        version=block.text("version"),
        address=block.text("resolution") or "",
        wants={name: wants.text(name) or "" for name in wants},
    )


# --- classic ------------------------------------------------------------------------------------------------------

_VERSION = re.compile(r"^# yarn lockfile v(\d+)", re.MULTILINE)
_WORD = r'(?:"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[^\s",:]+)'
_WORDS = re.compile(_WORD)
_LINE = re.compile(
    rf"""^(?:
        [ ]{{4}}({_WORD})[ ]({_WORD})           # a member of a section: name and range
      | [ ]{{2}}(version|resolved)[ ]({_WORD})
      | [ ]{{2}}(\w+):                         # a section begins
      | ({_WORD}(?:,[ ]{_WORD})*):              # an entry begins, with its descriptors
      | [ ]{{2}}\w+[ ].+                       # `integrity` and the like
      | [ ]*(?:\#.*)?
    )$""",
    re.MULTILINE | re.VERBOSE | re.ASCII,
)
_WANTS = ("dependencies", "optionalDependencies")


def read_classic(text: str) -> list[Entry]:
    """Return the entries of a lockfile of yarn 1. Raises `DocumentError`."""
    version = _VERSION.search(text)
    if version is not None and version[1] != "1":
        raise DocumentError(f"version {version[1][:20]} is newer than depsov knows (1)", hint="update depsov")
    entries = [Entry(0, [])]  # for what stands before the first one
    section = ""
    for number, match in _lines(text.replace("\r\n", "\n")):
        kind = match.lastindex
        if kind == _Kind.MEMBER and section in _WANTS:
            entries[-1].wants[_unquoted(match[1], number)] = _unquoted(match[2], number)
        elif kind == _Kind.VALUE and match[3] == "version":
            entries[-1].version = _unquoted(match[4], number)
        elif kind == _Kind.VALUE:
            entries[-1].address = _unquoted(match[4], number)
        elif kind == _Kind.SECTION:
            section = match[5]
        elif kind == _Kind.ENTRY:
            section = ""
            entries.append(Entry(number, [_unquoted(word, number) for word in _WORDS.findall(match[6])]))
    return entries[1:]


class _Kind:
    """The last group of `_LINE` that a line of each kind fills."""

    MEMBER, VALUE, SECTION, ENTRY = 2, 4, 5, 6


def _lines(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the lines as `_LINE` matches them, counted from 1; raise `DocumentError` at the first that it does not."""
    place = number = 0
    for number, match in enumerate(_LINE.finditer(text), 1):
        if match.start() != place:
            raise _broken(number, text[place : place + 10])
        place = match.end() + 1
        yield number, match
    if place <= len(text):
        raise _broken(number + 1, text[place : place + 10])


def _unquoted(word: str, number: int) -> str:
    if word[0] != '"':
        return word
    if "\\" not in word:
        return word[1:-1]
    try:
        return str(json.loads(word, strict=False))
    except ValueError:
        raise _broken(number) from None


def _broken(number: int, line: str = "") -> DocumentError:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return DocumentError("a merge conflict stands in the file", line=number, hint="resolve it with `yarn install`")
    return DocumentError(
        "the line is not as yarn writes it", line=number, hint="make the file anew with `yarn install`"
    )
