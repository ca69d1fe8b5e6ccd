"""What `uv pip compile` writes: who requires whom from the one of its formats, the files from the other.

The requirements file has no files, and `pylock.toml` (PEP 751) no edges.
https://docs.astral.sh/uv/pip/compile/ , https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from depsov.documents import Table, get, load_toml, need, tables_in
from depsov.errors import DocumentError, ResolutionError
from depsov.parse import _address
from depsov.resolution.python.solution import Chosen
from depsov.values import dataclass, field

__all__ = ["Annotated", "annotated", "chosen"]

_PIN = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[^\]]*\])?==([^\s;\\]+)", re.ASCII)
_VIA = re.compile(r"    # via(?: (.+))?\Z")
_MORE = re.compile(r"    #   (\S.*)\Z")
_FROM = re.compile(r"    # from (\S+)\Z")
_PROJECT = re.compile(r"-r \S+\Z|.*pyproject\.toml\)\Z")


@dataclass(slots=True)
class Annotated:
    """One pin of the requirements file. `by` are the names of the packages that require it."""

    version: str
    index: str | None = None
    direct: bool = False
    by: set[str] = field(default_factory=set)


def annotated(text: str) -> dict[str, Annotated]:
    """Return the pins by normalised name, with what stands in the comments below them."""
    pins: dict[str, Annotated] = {}
    pin = Annotated("")
    for line in text.splitlines():
        if (found := _PIN.match(line)) is not None:
            pin = pins.setdefault(canonicalize_name(found[1]), Annotated(found[2]))
        elif (via := _VIA.match(line) or _MORE.match(line)) is not None and via[1]:
            _add(pin, via[1])
        elif (origin := _FROM.match(line)) is not None:
            pin.index = _address.index(origin[1]).url
    return pins


def _add(pin: Annotated, via: str) -> None:
    if _PROJECT.match(via):
        pin.direct = True
    elif " " not in via:  # else a constraint or an override: it asks for nothing
        pin.by.add(canonicalize_name(via))


def chosen(pins: Mapping[str, Annotated], pylock: bytes, tags: Mapping[str, int]) -> tuple[Chosen, ...]:
    """Return the pins with the file of each that fits best to the compatibility tags, sorted by name.

    Raises `ResolutionError` where the two outputs of uv do not belong together.
    """
    requires: dict[str, list[str]] = {name: [] for name in pins}
    for name in sorted(pins):
        for parent in pins[name].by & pins.keys():
            requires[parent].append(name)
    try:
        entries = {str(canonicalize_name(need(entry, "name", str))): entry for entry in _entries(pylock)}
        if {name: get(entry, "version", str) for name, entry in entries.items()} != {
            name: pin.version for name, pin in pins.items()
        }:
            raise ResolutionError(
                "uv has given two answers to one question", hint="has the index just changed? try again"
            )
        return tuple(_chosen(name, pins[name], entries[name], requires[name], tags) for name in sorted(pins))
    except DocumentError as error:
        raise ResolutionError(f"uv has written a lockfile that cannot be read: {error}") from error


def _entries(pylock: bytes) -> Iterator[Table]:
    try:
        text = pylock.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError("not UTF-8") from error
    return tables_in(load_toml(text), "packages")


def _chosen(name: str, pin: Annotated, entry: Table, requires: list[str], tags: Mapping[str, int]) -> Chosen:
    wheels = list(tables_in(entry, "wheels"))
    if not wheels:
        raise ResolutionError(f"{name} has no wheel, only a source archive", names=(name,))
    file = min(wheels, key=lambda wheel: _rank(_filename(wheel), tags))
    uploaded = file.get("upload-time")
    return Chosen(
        name=name,
        version=pin.version,
        index=pin.index,
        filename=_filename(file),
        url=_address.archive(get(file, "url", str, "")).url or "",
        hashes={key: value for key, value in _hashes(file).items() if isinstance(value, str)},
        size=get(file, "size", int),
        upload_time=uploaded.isoformat() if isinstance(uploaded, datetime) else None,
        requires=tuple(requires),
    )


def _hashes(file: Table) -> dict[str, Any]:
    return get(file, "hashes", dict, {})


def _filename(file: Table) -> str:
    return get(file, "name", str) or unquote(urlsplit(get(file, "url", str, "")).path.rpartition("/")[2])


def _rank(filename: str, tags: Mapping[str, int]) -> tuple[int, str]:
    try:
        found = parse_wheel_filename(filename)[3]
    except InvalidWheelFilename:
        found = frozenset()
    return min((tags[str(tag)] for tag in found if str(tag) in tags), default=len(tags)), filename
