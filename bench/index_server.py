"""A local package index for measuring: it records what a real one says, and answers alike for every client.

    python -m bench.index_server FOLDER [--port N] [--latency MS] [--no-record] [--no-announce] [--lifetime SECONDS]

Prints the address of its index, and then serves until it is stopped: pages as JSON and as HTML (PEP 503, 691, 700), the
metadata of wheels beside them, announced with its digest where it is recorded (PEP 658, 714), and in place of wheels
stubs that hold nothing but the metadata, so that a client that takes no announcement can read them in its own way.
Source archives are not listed: nothing here builds, so that no client may choose one. Each answer waits for the same
latency, side by side with all others. `/count` tells how many requests of which kind each client has sent,
`/count?reset` does so and begins anew.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import html
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

from bench.index_store import JSON_PAGE, Store, UpstreamError, metadata_path
from depsov.registries import registry_of

__all__ = ["LIFETIME", "Index", "Served", "serving", "upstream_index"]

LIFETIME = 600
"""For how long a page holds, in seconds: what the default registry of Python tells its clients."""

FOREVER = "max-age=365000000, immutable, public"
HTML_PAGE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    body: bytes = b""
    content_type: str = "text/plain"
    caching: str = "no-store"
    kind: str = "other"
    tag: str | None = None
    is_partial: bool = False  # whether it may be asked for by ranges
    span: str | None = None


_NOT_FOUND = _Answer("404 Not Found", b"not found\n")


class Index:
    """Answers requests out of a store.

    `latency` and `lifetime`, for which a page holds, are in seconds; `announce` says whether pages tell of metadata
    files.
    """

    def __init__(self, store: Store, *, latency: float, announce: bool, lifetime: int) -> None:
        self._store = store
        self._latency = latency
        self._announce = announce
        self._lifetime = lifetime
        self._pages: dict[tuple[str, bool, str], _Answer] = {}
        self._digested: dict[str, set[str]] = {}
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, until its client closes it."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, target, headers = _read_head(head)
                writer.write(await self._respond(method, target, headers))
                await writer.drain()
        writer.close()

    async def _respond(self, method: str, target: str, headers: Mapping[str, str]) -> bytes:
        arrived = asyncio.get_running_loop().time()
        try:
            answer = await self._answer(target, headers)
        except UpstreamError as error:
            print(error, file=sys.stderr)
            answer = _Answer("502 Bad Gateway", f"{error}\n".encode())
        answer = _narrowed(answer, headers)
        if not target.startswith("/count"):
            client = headers.get("user-agent", "unknown").partition(" ")[0]
            self._counts[client].update({answer.kind: 1, "bytes": 0 if method == "HEAD" else len(answer.body)})
            await asyncio.sleep(arrived + self._latency - asyncio.get_running_loop().time())
        return _encode(answer, with_body=method != "HEAD")

    async def _answer(self, target: str, headers: Mapping[str, str]) -> _Answer:
        match unquote(urlsplit(target).path).strip("/").split("/"):
            case ["simple", name]:
                return await self._page(name, headers)
            case ["files", name, filename]:
                return await self._file(name, filename)
            case ["count"]:
                told = json.dumps(self._counts).encode()
                if target.endswith("?reset"):
                    self._counts.clear()
                return _Answer("200 OK", told, "application/json")
        return _NOT_FOUND

    async def _page(self, name: str, headers: Mapping[str, str]) -> _Answer:
        is_json, base = "json" in headers.get("accept", ""), f"http://{headers.get('host', '')}"
        key = name, is_json, base
        if key not in self._pages:
            page = await self._store.page(name)
            if page is None:
                return replace(_NOT_FOUND, kind="pages")
            page = self._localised(name, page, base)
            body = json.dumps(page).encode() if is_json else _as_html(page)
            caching = f"max-age={self._lifetime}, public"
            content_type = JSON_PAGE if is_json else HTML_PAGE
            self._pages[key] = _Answer("200 OK", body, content_type, caching, "pages", _tag(body))
        return self._pages[key]

    async def _file(self, name: str, filename: str) -> _Answer:
        wheel = filename.removesuffix(".metadata")
        kind = "files" if wheel == filename else "metadata"
        metadata = await self._store.metadata(name, wheel)
        if metadata is None:
            return replace(_NOT_FOUND, kind=kind)
        if wheel not in self._digested.setdefault(name, {wheel}):  # its page has been told without the digest
            self._digested.pop(name)
            self._pages = {key: page for key, page in self._pages.items() if key[0] != name}
        if kind == "metadata":
            return _Answer("200 OK", metadata, "application/octet-stream", FOREVER, kind)
        return _Answer("200 OK", _stub(wheel, metadata), "application/zip", FOREVER, kind, is_partial=True)

    def _localised(self, name: str, page: Mapping[str, Any], base: str) -> dict[str, Any]:
        """Return a page whose files lie here, and whose wheels have metadata files if these are to be announced."""
        known = self._store.known_metadata(name)
        self._digested[name] = set(known)
        folder = f"{base}/files/{name}"  # in full, as the real index has it
        wheels = [file for file in page["files"] if file["filename"].endswith(".whl")]
        return {**page, "files": [self._localised_file(folder, file, known) for file in wheels]}

    def _localised_file(self, folder: str, file: Mapping[str, Any], known: Mapping[str, bytes]) -> dict[str, Any]:
        filename = file["filename"]
        local = {**file, "url": f"{folder}/{filename}"}
        if not filename.endswith(".whl"):
            return local
        data = known.get(filename)
        if self._announce:
            told = True if data is None else {"sha256": hashlib.sha256(data).hexdigest()}
            return {**local, "core-metadata": told, "data-dist-info-metadata": told}
        del local["size"]  # of the wheel itself, as are its digests: the stub in its place has others
        return {
            **local,
            "hashes": {} if data is None else {"sha256": hashlib.sha256(_stub(filename, data)).hexdigest()},
        }


def _read_head(head: str) -> tuple[str, str, dict[str, str]]:
    request, *lines = head.split("\r\n")
    method, target, _ = request.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    return method, target, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _tag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def _narrowed(answer: _Answer, headers: Mapping[str, str]) -> _Answer:
    """Return "not modified" to a client that has the document, and a part of it to one that asks for a part."""
    if answer.tag and headers.get("if-none-match") == answer.tag:
        return replace(answer, status="304 Not Modified", body=b"")
    if not answer.is_partial or not headers.get("range", "").startswith("bytes="):
        return answer
    first, _, last = headers["range"].removeprefix("bytes=").partition("-")
    total = len(answer.body)
    start = int(first) if first else max(total - int(last), 0)
    part = answer.body[start : int(last) + 1] if first and last else answer.body[start:]
    span = f"bytes {start}-{start + len(part) - 1}/{total}"
    return replace(answer, status="206 Partial Content", body=part, span=span)


def _encode(answer: _Answer, *, with_body: bool) -> bytes:
    headers = {
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        "Cache-Control": answer.caching,
        "ETag": answer.tag,
        "Accept-Ranges": "bytes" if answer.is_partial else None,
        "Content-Range": answer.span,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value is not None)
    return f"HTTP/1.1 {answer.status}\r\n{head}\r\n".encode("latin-1") + (answer.body if with_body else b"")


def _as_html(page: Mapping[str, Any]) -> bytes:
    """Return a page in the older form (https://peps.python.org/pep-0503/)."""
    lines = ["<!DOCTYPE html>", '<meta name="pypi:repository-version" content="1.1">']
    lines.extend(_anchor(file) for file in page["files"])
    return "\n".join(lines).encode()


def _anchor(file: Mapping[str, Any]) -> str:
    digest = file["hashes"].get("sha256")
    attributes = {"href": file["url"] + (f"#sha256={digest}" if digest else "")}
    if file.get("requires-python"):
        attributes["data-requires-python"] = file["requires-python"]
    if file.get("yanked"):
        attributes["data-yanked"] = "" if file["yanked"] is True else file["yanked"]
    if told := file.get("core-metadata"):
        text = "true" if told is True else f"sha256={told['sha256']}"
        attributes |= {"data-core-metadata": text, "data-dist-info-metadata": text}
    written = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<a {written}>{html.escape(file['filename'])}</a><br>"


def _stub(filename: str, metadata: bytes) -> bytes:
    """Return a wheel with nothing inside but its metadata."""
    path = metadata_path(filename)
    tags = "-".join(filename.removesuffix(".whl").rsplit("-", 3)[1:])
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as wheel:
            for name, text in (
                (path, metadata),
                (path.replace("METADATA", "WHEEL"), f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tags}\n"),
                (path.replace("METADATA", "RECORD"), ""),
            ):
                wheel.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        return file.getvalue()


def upstream_index() -> str:
    """Return the base URL of the index that is recorded: Python's default registry."""
    registry = registry_of("pypi")
    assert registry is not None
    return f"{registry.base_url}/simple"


@dataclass(frozen=True, slots=True)
class Served:
    """A running index: the base URL to give to clients."""

    url: str

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the requests since the last call, by client and kind."""
        with urlopen(self.url.replace("/simple", "/count?reset")) as response:  # noqa: S310 - our own server
            counts: dict[str, dict[str, int]] = json.load(response)
        return counts


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """Run an index in a process of its own, so that it takes no time of those who measure."""
    command = [sys.executable, "-m", "bench.index_server", str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip())
        finally:
            process.terminate()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the records are kept")
    parser.add_argument("--port", type=int, default=0, help="default: any that is free")
    parser.add_argument("--latency", type=float, default=0, metavar="MS")
    parser.add_argument("--record", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--announce", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--lifetime", type=int, default=LIFETIME, metavar="SECONDS")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args()))


async def _serve(args: argparse.Namespace) -> None:
    async with Store(args.folder, upstream_index() if args.record else None) as store:
        index = Index(store, latency=args.latency / 1000, announce=args.announce, lifetime=args.lifetime)
        server = await asyncio.start_server(index.serve, "127.0.0.1", args.port)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/simple", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    main()
