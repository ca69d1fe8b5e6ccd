"""The two dialects of `yarn.lock` as one list of entries: the classic one of yarn 1, and the YAML of yarn 2 and later.

It knows how lines are written, and nothing of what they mean.
"""

from __future__ import annotations

import json
import re

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.parse._block_yaml import Block, scan
from depsov.parse._escapes import without_halves
from depsov.patterns import pattern
from depsov.values import dataclass, field

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
    return text.startswith("__metadata:") or "\n__metadata:" in text


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

_VERSION = pattern(r"^# yarn lockfile v(\d+)", re.MULTILINE)
_WORD = r'(?:"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[^\s",:]+)'
_WORDS = pattern(_WORD)
_LINE = pattern(
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
    for number, (name, wanted, key, value, begun, descriptors) in enumerate(_lines(text.replace("\r\n", "\n")), 1):
        if name and section in _WANTS:
            entries[-1].wants[_unquoted(name, number)] = _unquoted(wanted, number)
        elif key == "version":
            entries[-1].version = _unquoted(value, number)
        elif key:
            entries[-1].address = _unquoted(value, number)
        elif begun:
            section = begun
        elif descriptors:
            section = ""
            entries.append(Entry(number, [_unquoted(word, number) for word in _WORDS.findall(descriptors)]))
    return entries[1:]


def _lines(text: str) -> list[tuple[str, str, str, str, str, str]]:
    """Return the groups of `_LINE` for each line. Raises `DocumentError` for the first that is none."""
    found = _LINE.findall(text)
    if len(found) <= text.count("\n"):
        lines = enumerate(text.split("\n"), 1)
        raise next(_broken(number, line) for number, line in lines if _LINE.fullmatch(line) is None)
    return found


def _unquoted(word: str, number: int) -> str:
    if word[0] != '"':
        return word
    if "\\" not in word:
        return word[1:-1]
    try:
        return without_halves(json.loads(word, strict=False))
    except ValueError:
        raise _broken(number) from None


def _broken(number: int, line: str = "") -> DocumentError:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return DocumentError("a merge conflict stands in the file", line=number, hint="resolve it with `yarn install`")
    return DocumentError(
        "the line is not as yarn writes it", line=number, hint="make the file anew with `yarn install`"
    )
