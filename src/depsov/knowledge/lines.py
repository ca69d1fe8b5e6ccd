"""A bundle as bytes: one line of JSON for each part, so that a scan decodes only the parts that it touches.

The first line is the header: the format, the dates, and under every other key where its line begins and how long it
is, counted in bytes from the end of the header. `packages` has a line for each ecosystem, `organisations` one for each
organisation, `identities` one for each kind of them, and `entries` one for some that follow each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from depsov.errors import KnowledgeError

__all__ = ["read", "write"]

_BY_KEY = ("organisations", "packages")
_IN_HEADER = ("format", "version", "oldest")
_CHUNK = 100
"""How many entries share a line: those of an ecosystem follow each other."""


def write(bundle: Mapping[str, Any]) -> bytes:
    """Return the lines of a bundle."""
    lines: list[bytes] = []
    start = 0

    def placed(value: Any) -> list[int]:
        nonlocal start
        line = _line(value)
        lines.append(line)
        start += len(line) + 1
        return [start - len(line) - 1, len(line)]

    header: dict[str, Any] = {key: bundle[key] for key in _IN_HEADER}
    for key, value in bundle.items():
        if key in _BY_KEY:
            header[key] = {name: placed(part) for name, part in value.items()}
        elif key == "identities":
            header[key] = {kind: placed(part) for kind, part in _by_kind(value).items()}
        elif key == "entries":
            chunks = [value[begin : begin + _CHUNK] for begin in range(0, len(value), _CHUNK)]
            header[key] = {"count": len(value), **{str(number): placed(part) for number, part in enumerate(chunks)}}
        elif key not in _IN_HEADER:
            header[key] = placed(value)
    return b"\n".join([_line(header), *lines]) + b"\n"


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _by_kind(identities: Mapping[str, str]) -> dict[str, dict[str, str]]:
    kinds: dict[str, dict[str, str]] = {}
    for identity, holder in identities.items():
        kinds.setdefault(_kind(identity), {})[identity] = holder
    return kinds


def _kind(identity: str) -> str:
    return identity.partition(":")[0]


def read(data: bytes) -> Mapping[str, Any]:
    """Return the bundle in lines, each decoded when it is first asked for.

    Raises `KnowledgeError` where the header is none.
    """
    head, _, body = data.partition(b"\n")
    try:
        header = json.loads(head)
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise KnowledgeError("the knowledge bundle is damaged", hint="install depsov again")
    return _Lazy(header, memoryview(body))


class _Lazy(Mapping[str, Any]):
    """A table whose values are decoded once, when they are asked for; a table within it is as lazy."""

    def __init__(self, places: Mapping[str, Any], body: memoryview) -> None:
        self._places = places
        self._body = body
        self._decoded: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        try:
            return self._decoded[key]
        except KeyError:
            value = self._decoded[key] = self._decode(key, self._places[key])
            return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def _decode(self, key: str, place: Any) -> Any:
        if isinstance(place, dict):
            parts = _Lazy(place, self._body)
            return _Identities(parts) if key == "identities" else _Entries(parts) if key == "entries" else parts
        if isinstance(place, list):
            start, length = place
            return json.loads(bytes(self._body[start : start + length]))
        return place


class _Identities(Mapping[str, str]):
    """All identities with their holders, of which a scan asks for few kinds."""

    def __init__(self, kinds: Mapping[str, Mapping[str, str]]) -> None:
        self._kinds = kinds

    def __getitem__(self, identity: str) -> str:
        return self._kinds[_kind(identity)][identity]

    def __iter__(self) -> Iterator[str]:
        return (identity for part in self._kinds.values() for identity in part)

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values()))


class _Entries(Sequence[Any]):
    """All entries, of which a scan asks for those of few ecosystems."""

    def __init__(self, chunks: Mapping[str, Any]) -> None:
        self._chunks = chunks

    @overload
    def __getitem__(self, number: int) -> Any: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Any]: ...
    def __getitem__(self, number: int | slice) -> Any:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        chunk, place = divmod(number % len(self), _CHUNK)
        return self._chunks[str(chunk)][place]

    def __len__(self) -> int:
        return int(self._chunks["count"])
