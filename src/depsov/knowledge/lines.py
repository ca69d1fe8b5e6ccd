"""A bundle as bytes: one line of JSON for each part, so that a scan decodes only the parts that it touches.

The first line is the header: the format, the dates, and under every other key where its line begins and how long it
is, counted in bytes from the end of the header. `packages` has a line for each ecosystem, `organisations` one for each
organisation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from depsov.errors import KnowledgeError

__all__ = ["read", "write"]

_BY_KEY = ("organisations", "packages")
_IN_HEADER = ("format", "version", "oldest")


def write(bundle: Mapping[str, Any]) -> bytes:
    """Return the lines of a bundle."""
    lines: list[bytes] = []
    start = 0

    def placed(value: Any) -> list[int]:
        nonlocal start
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        lines.append(line)
        start += len(line) + 1
        return [start - len(line) - 1, len(line)]

    header: dict[str, Any] = {key: bundle[key] for key in _IN_HEADER}
    for key, value in bundle.items():
        if key in _BY_KEY:
            header[key] = {name: placed(part) for name, part in value.items()}
        elif key not in _IN_HEADER:
            header[key] = placed(value)
    first = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\n".join([first, *lines]) + b"\n"


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
            value = self._decoded[key] = self._decode(self._places[key])
            return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def _decode(self, place: Any) -> Any:
        if isinstance(place, dict):
            return _Lazy(place, self._body)
        if isinstance(place, list):
            start, length = place
            return json.loads(bytes(self._body[start : start + length]))
        return place
