"""A local HTTP server for measuring: each answer waits for the same latency, and all requests are counted.

It runs in a process of its own, prints its address, and then serves until it is stopped. `/count` tells how many
requests of which kind each client has sent, `/count?reset` does so and begins anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import urlopen

__all__ = ["NOT_FOUND", "Answer", "LocalServer", "Served", "serving", "tag_of"]

_REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back; `kind` is what it counts as."""

    status: str
    body: bytes = b""
    content_type: str = "text/plain"
    caching: str = "no-store"
    kind: str = "other"
    tag: str | None = None
    is_partial: bool = False  # whether it may be asked for by ranges
    span: str | None = None


NOT_FOUND = Answer("404 Not Found", b"not found\n")


class LocalServer(ABC):
    """Answers requests, each after a latency in seconds."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    @abstractmethod
    async def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Return the answer to a request for a path with its query; the names of headers are in small letters."""

    async def run(self, port: int, path: str) -> None:
        """Serve on a port, any free one if it is 0, and print the address with a path behind it."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}", flush=True)
        await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
        if target.startswith("/count"):
            return _encode(self._counted(target), with_body=True)
        answer = _narrowed(await self.answer(target, headers), headers)
        client = headers.get("user-agent", "unknown").partition(" ")[0]
        self._counts[client].update({answer.kind: 1, "bytes": 0 if method == "HEAD" else len(answer.body)})
        await asyncio.sleep(arrived + self._latency - asyncio.get_running_loop().time())
        return _encode(answer, with_body=method != "HEAD")

    def _counted(self, target: str) -> Answer:
        told = json.dumps(self._counts).encode()
        if target.endswith("?reset"):
            self._counts.clear()
        return Answer("200 OK", told, "application/json")


def tag_of(body: bytes) -> str:
    """Return the entity tag of a document."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def _read_head(head: str) -> tuple[str, str, dict[str, str]]:
    request, *lines = head.split("\r\n")
    method, target, _ = request.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    return method, target, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _narrowed(answer: Answer, headers: Mapping[str, str]) -> Answer:
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


def _encode(answer: Answer, *, with_body: bool) -> bytes:
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


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: the base URL to give to clients."""

    url: str

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the requests since the last call, by client and kind."""
        with urlopen(f"{self.url.removesuffix('/simple')}/count?reset") as response:  # noqa: S310 - our own server
            counts: dict[str, dict[str, int]] = json.load(response)
        return counts


@contextmanager
def serving(module: str, *options: str) -> Iterator[Served]:
    """Run a module that serves in a process of its own, so that it takes no time of those who measure."""
    command = [sys.executable, "-m", module, *options]
    with subprocess.Popen(command, cwd=_REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip())
        finally:
            process.terminate()
