"""`depsov.lock` from text. What is damaged, or was changed by hand so that its fields do not fit, is refused."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from depsov.documents import (
    MAX_BYTES,
    REMAKE,
    Document,
    Lines,
    Table,
    check_keys,
    each,
    get,
    load_toml,
    member,
    need,
    strings,
)
from depsov.errors import DocumentError, NamedFileError
from depsov.files import read_file
from depsov.lock import canonical
from depsov.lock.block import FILE, VERSION, Block, Lock, Party, Perimeter
from depsov.lock.fit import check_fit
from depsov.model import Confidence, Evidence, EvidenceKind, Jurisdiction, Reason, Trust
from depsov.policy.read import check_country

__all__ = ["read_lock", "read_text"]

_MARKER = re.compile(r"^(?:<{7} |={7}$|>{7} |\|{7} )", re.MULTILINE)
_REMAKE = "run `depsov lock --fresh` to make it anew"
_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/[^@?#\s]+(?:\?[^#\s]*)?")
_HEADER = frozenset({"version", "knowledge", "perimeter", "package"})
_PARTY, _PLACE = frozenset({"id", "name"}), frozenset({"country", "link"})
_EVIDENCE = frozenset({"kind", "trust", "source", "identity", "text", "date"})
_BLOCK = frozenset("purl steward controller jurisdictions reason strength confidence evidence date".split())


def read_lock(path: Path, label: str) -> Lock | None:
    """Return the file at `path`, None where there is none; messages call it `label`.

    Raises `NamedFileError`, with the line and what to do, where it cannot be read, is damaged, or is of a newer form.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NamedFileError(f"{label}: is too large to be a {FILE}", hint=_REMAKE)
        data = read_file(path)
    except FileNotFoundError:
        return None
    except DocumentError as error:
        raise NamedFileError(f"{label}: {error}", hint=_REMAKE) from error
    except OSError as error:
        raise NamedFileError(f"{label}: cannot be read: {error.strerror}", hint="check its permissions") from error
    return read_text(data, label)


def read_text(data: bytes, label: str) -> Lock:
    """Return the blocks of a file. Raises `NamedFileError` as `read_lock` does."""
    text = ""
    try:
        text = Document(label, data).text()
        return _lock(_decoded(text))
    except DocumentError as error:
        line = error.line or _line(text, error.path)
        place = label if line is None else f"{label}:{line}"
        # The general advice of the decoders, to ask the tool that writes it, has a name here.
        hint = error.hint or ""
        if "depsov" not in hint:
            hint = _REMAKE if hint in ("", REMAKE) else f"{hint}; {_REMAKE}"
        raise NamedFileError(f"{place}: {error}", hint=hint) from error


def _line(text: str, path: str) -> int | None:
    """Return the line of the block that an error is about."""
    match = re.match(r"package\[(\d+)\]", path)
    lines = Lines(text).of(r"^\[\[package\]\]") if match else []
    return lines[int(match[1])] if match and int(match[1]) < len(lines) else None


def _decoded(text: str) -> Table:
    """Decode a file; where it stands as depsov wrote it, only its head is left to the decoder."""
    head, separator, rest = text.partition("\n[[package]]\n")
    blocks = canonical.tables(separator + rest) if separator else None
    if blocks is not None and not _MARKER.search(head):
        table = load_toml(head)
        if "package" not in table:
            return {**table, "package": blocks}
    marker = _MARKER.search(text)
    if marker is not None:
        line = text.count("\n", 0, marker.start()) + 1
        hint = "keep one side of each conflict, whichever, then run `depsov lock`"
        raise DocumentError("holds the marks of a merge conflict", line=line, hint=hint)
    return load_toml(text)


def _lock(table: Table) -> Lock:
    version = need(table, "version", int)
    if version > VERSION:
        raise DocumentError(f"newer than the {VERSION} that this depsov reads", path="version", hint="update depsov")
    if version != VERSION:
        raise DocumentError("there never was such a version", path="version")
    check_keys(table, _HEADER)
    blocks: dict[str, Block] = {}
    for block in each(table, "package", _block):
        if block.purl in blocks:
            path = f"package[{len(blocks)}].purl"
            raise DocumentError(f"{block.purl} stands twice", path=path, hint=f"a merge went wrong: {_REMAKE}")
        blocks[block.purl] = block
    return Lock(knowledge=need(table, "knowledge", str), perimeter=_perimeter(table), blocks=blocks)


def _perimeter(table: Table) -> Perimeter:
    if isinstance(table.get("perimeter"), list):
        return tuple(strings(table, "perimeter"))
    return need(table, "perimeter", str)


def _block(table: Table) -> Block:
    check_keys(table, _BLOCK)
    block = Block(
        purl=_purl(table),
        reason=member(need(table, "reason", str), Reason, "reason"),
        strength=need(table, "strength", int),
        confidence=member(need(table, "confidence", str), Confidence, "confidence"),
        date=_date(table),
        steward=_party(table, "steward"),
        controller=_party(table, "controller"),
        jurisdictions=tuple(each(table, "jurisdictions", _jurisdiction)),
        evidence=tuple(each(table, "evidence", _evidence)),
    )
    check_fit(block)
    return block


def _purl(table: Table) -> str:
    text = need(table, "purl", str)
    if _PURL.fullmatch(text) is None:
        raise DocumentError(f"{text!r} is no package URL without a version", path="purl")
    return text


def _date(table: Table) -> str:
    value = table.get("date")
    if type(value) is not date:
        raise DocumentError("missing" if value is None else "expected a day", path="date")
    return value.isoformat()


def _party(table: Table, key: str) -> Party | None:
    party = get(table, key, dict)
    if party is None:
        return None
    try:
        check_keys(party, _PARTY)
        return Party(need(party, "id", str), need(party, "name", str))
    except DocumentError as error:
        raise error.within(key) from error


def _jurisdiction(table: Table) -> Jurisdiction:
    check_keys(table, _PLACE)
    country = need(table, "country", str)
    try:
        check_country(country)
    except DocumentError as error:
        raise error.within("country") from error
    return Jurisdiction(country=country, link=need(table, "link", str))


def _evidence(table: Table) -> Evidence:
    check_keys(table, _EVIDENCE)
    return Evidence(
        kind=member(need(table, "kind", str), EvidenceKind, "kind"),
        trust=member(need(table, "trust", str), Trust, "trust"),
        source=need(table, "source", str),
        identity=get(table, "identity", str),
        text=get(table, "text", str),
        date=get(table, "date", str),
    )
