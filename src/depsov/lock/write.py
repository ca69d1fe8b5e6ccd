"""`depsov.lock` as text: one block for each package, sorted, so that two branches merge without pain."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from depsov.documents import printable
from depsov.errors import NamedFileError
from depsov.lock.block import VERSION, Block, Lock, Party
from depsov.model import Evidence, Jurisdiction

__all__ = ["replace_file", "text_of"]

HEAD = "# Who controls what this project depends on. Written by `depsov lock`: commit it, and read it in a diff.\n"


def text_of(lock: Lock) -> str:
    """Return the file: the same text for the same facts."""
    perimeter = _string(lock.perimeter) if isinstance(lock.perimeter, str) else _strings(lock.perimeter)
    head = f"{HEAD}version = {VERSION}\nknowledge = {_string(lock.knowledge)}\nperimeter = {perimeter}\n"
    return "\n".join([head, *("".join(_lines(lock.blocks[purl])) for purl in sorted(lock.blocks))])


def _lines(block: Block) -> Iterator[str]:
    yield from (f"{line}\n" for line in _block(block))


def _block(block: Block) -> Iterator[str]:
    yield "[[package]]"
    yield f"purl = {_string(block.purl)}"
    if block.steward is not None:
        yield f"steward = {_party(block.steward)}"
    if block.controller is not None:
        yield f"controller = {_party(block.controller)}"
    if block.jurisdictions:
        yield f"jurisdictions = [{', '.join(map(_jurisdiction, block.jurisdictions))}]"
    yield f"reason = {_string(block.reason.value)}"
    yield f"strength = {block.strength}"
    yield f"confidence = {_string(block.confidence.value)}"
    if block.evidence:
        yield "evidence = ["
        yield from (f"    {_evidence(item)}," for item in block.evidence)
        yield "]"
    yield f"date = {block.date}"


def _party(party: Party) -> str:
    return f"{{ id = {_string(party.id)}, name = {_string(party.name)} }}"


def _jurisdiction(item: Jurisdiction) -> str:
    return f"{{ country = {_string(item.country)}, link = {_string(item.link)} }}"


def _evidence(item: Evidence) -> str:
    subject = {"identity": item.identity} if item.identity is not None else {"text": item.text or ""}
    values: Mapping[str, str | None] = {
        "kind": item.kind.value,
        **subject,
        "source": item.source,
        "trust": item.trust.value,
        "date": item.date,
    }
    return f"{{ {', '.join(f'{key} = {_string(value)}' for key, value in values.items() if value is not None)} }}"


def _strings(values: Iterable[str]) -> str:
    return f"[{', '.join(_string(value) for value in values)}]"


def _string(value: str) -> str:
    # What JSON escapes in a string, TOML reads the same way; what only TOML forbids, `printable` has taken out.
    text = printable(value).encode("utf-8", "replace").decode()  # the name of a file need not be text
    return json.dumps(text, ensure_ascii=False)


def replace_file(path: Path, text: str) -> bool:
    """Put a text in the place of a file at once, so that a reader finds the old one or the new one, whole.

    Returns whether anything had to be written. Raises `NamedFileError` where the file cannot be.
    """
    data = text.encode()
    try:
        place = path.resolve()  # a link stays a link
        if place.is_file() and place.read_bytes() == data:
            return False
        _swap(place, data)
    except (OSError, RuntimeError) as error:  # of a link that leads to itself, Python up to 3.12 gives the latter
        reason = getattr(error, "strerror", None) or str(error)
        raise NamedFileError(f"{path}: cannot be written: {reason}", hint="nothing was changed") from error
    return True


def _swap(place: Path, data: bytes) -> None:
    mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
