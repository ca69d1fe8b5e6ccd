"""A package index on the loopback, described in a few lines, that fails in all the ways in which indexes do."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

__all__ = [
    "HTML",
    "Fault",
    "LocalIndex",
    "Request",
    "body",
    "cut_off",
    "drip",
    "endless",
    "first",
    "metadata_of",
    "redirect",
    "serving",
    "slow",
    "status",
]

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "text/html"

Answering = Callable[["_Handler", Callable[[], None]], None]
Fault = Answering
"""Answers a request in place of the index; what the index would do itself is handed in."""


class LocalIndex(ThreadingHTTPServer):
    """An index whose projects are added one release at a time.

    `asked` are the paths of the requests in their order, without those for documents of projects (`/pypi/…/json`).
    `faults` answer in place of the index, by path; a key that ends with `*` is the beginning of paths.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.requests: list[Request] = []
        self.faults: dict[str, Fault] = {}
        self.as_html = False
        self.knows_ranges = True
        self.closing = threading.Event()
        self.errors: list[BaseException] = []
        self._files: dict[str, bytes] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{self.base}/simple"

    def add(
        self,
        name: str,
        *versions: str,
        requires: Sequence[str] = (),
        extras: Sequence[str] = (),
        python: str | None = None,
        tag: str = "py3-none-any",
        yanked: bool | str = False,
        announces: bool = True,
        serves: bool = True,
        sha256: str | None = None,
        sdist: bool = False,
        hashes: Mapping[str, str] | None = None,
    ) -> None:
        """Add releases that are alike: a wheel of each, or a source archive.

        `announces`: the page says that there is metadata beside the wheel; `serves`: it is there. `sha256` is announced
        in place of the true one, `hashes` in place of that of the file.
        """
        for version in versions:
            metadata = metadata_of(name, version, requires=requires, extras=extras, python=python)
            stem = f"{name.replace('-', '_')}-{version}"
            filename = f"{stem}.tar.gz" if sdist else f"{stem}-{tag}.whl"
            data = _sdist(stem, metadata) if sdist else _wheel(stem, metadata)
            row: dict[str, Any] = {
                "filename": filename,
                "url": f"{self.base}/files/{filename}",
                "hashes": hashes if hashes is not None else {"sha256": hashlib.sha256(data).hexdigest()},
                "yanked": yanked,
                "size": len(data),
                "upload-time": "2026-01-02T03:04:05Z",
            }
            if python is not None:
                row["requires-python"] = python
            if announces and not sdist:
                row["core-metadata"] = {"sha256": sha256 or hashlib.sha256(metadata).hexdigest()}
            self._files[f"/files/{filename}"] = data
            if serves and not sdist:
                self._files[f"/files/{filename}.metadata"] = metadata
            self._rows.setdefault(name, []).append(row)

    def page(self, name: str) -> bytes:
        """Return the page of a project as JSON, as the index serves it."""
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": self._rows[name]}).encode()

    def html(self, name: str) -> bytes:
        """Return the page of a project as HTML."""
        anchors = "".join(map(_anchor, self._rows[name]))
        return f"<!DOCTYPE html><html><head><title>Links</title></head><body>{anchors}</body></html>".encode()

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Return what lies at a path: its type and the bytes."""
        page = re.fullmatch(r"/simple/([^/]+)/", path)
        if page and page[1] in self._rows:
            return (HTML, self.html(page[1])) if self.as_html else (JSON, self.page(page[1]))
        if re.fullmatch(r"/pypi/[^/]+/json", path):
            return "application/json", b'{"info": {}}'
        data = self._files.get(path)
        return None if data is None else ("application/octet-stream", data)

    def fault(self, path: str) -> Fault | None:
        """Return what is to answer in place of the index."""
        known = self.faults.get(path)
        beginnings = (key for key in self.faults if key.endswith("*") and path.startswith(key[:-1]))
        return known or next((self.faults[key] for key in beginnings), None)

    def handle_error(self, *_: object) -> None:
        """Pass over clients that leave; anything else is an error of the test."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.errors.append(error)


class Request:
    """One request as it came: its path, and its headers by lower-case name."""

    def __init__(self, path: str, headers: Mapping[str, str]) -> None:
        self.path = path
        self.headers = headers


class _Handler(BaseHTTPRequestHandler):
    server: LocalIndex
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        if not path.startswith("/pypi/"):
            self.server.asked.append(path)
            self.server.requests.append(Request(path, {key.lower(): value for key, value in self.headers.items()}))
        fault = self.server.fault(path)
        if fault is None:
            self._serve(path)
        else:
            fault(self, lambda: self._serve(path))

    def _serve(self, path: str) -> None:
        found = self.server.answer(path)
        if found is None:
            self.send(404, b"nothing here", "text/plain")
            return
        kind, data = found
        span = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("range", ""))
        if span is None or not self.server.knows_ranges:
            self.send(200, data, kind)
            return
        start = int(span[1]) if span[1] else max(0, len(data) - int(span[2]))
        end = min(int(span[2]) + 1, len(data)) if span[1] and span[2] else len(data)
        self.send(206, data[start:end], kind, {"Content-Range": f"bytes {start}-{end - 1}/{len(data)}"})

    def send(
        self, code: int, data: bytes, kind: str = JSON, headers: Mapping[str, str] | None = None, length: int = -1
    ) -> None:
        """Send an answer; `length` is what it says of its length."""
        self.send_response(code)
        fields = {"Content-Type": kind, "Cache-Control": "max-age=600", **(headers or {})}
        for key, value in {**fields, "Content-Length": str(len(data) if length < 0 else length)}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests clean."""


@contextmanager
def serving() -> Iterator[LocalIndex]:
    """Serve an index that is still empty."""
    with LocalIndex() as index:
        Thread(target=index.serve_forever, args=(0.01,), daemon=True).start()
        yield index
        index.closing.set()
        index.shutdown()
        assert not index.errors


# --- faults -------------------------------------------------------------------------------------------------------


def status(code: int, **headers: object) -> Fault:
    """Answer with a status and nothing else."""

    def answer(handler: _Handler, _: Callable[[], None]) -> None:
        fields = {key.replace("_", "-"): str(value) for key, value in headers.items()}
        handler.send(code, b"", "text/plain", fields)

    return answer


def redirect(url: str, code: int = 302) -> Fault:
    """Send the client elsewhere."""
    return status(code, Location=url)


def body(data: bytes, kind: str = JSON, **headers: str) -> Fault:
    """Answer with something else."""
    return lambda handler, _: handler.send(200, data, kind, headers)


def cut_off(handler: _Handler, _: Callable[[], None]) -> None:
    """Break off in the middle of what was announced."""
    handler.send(200, b'{"files": [', length=4096)
    handler.close_connection = True


def drip(handler: _Handler, _: Callable[[], None]) -> None:
    """Send a byte every so often, without end."""
    handler.send(200, b"", length=10**6)
    while not handler.server.closing.wait(0.02):
        handler.wfile.write(b" ")


def endless(handler: _Handler, _: Callable[[], None]) -> None:
    """Send as much as is taken."""
    handler.send(200, b"", length=10**12)
    while not handler.server.closing.is_set():
        handler.wfile.write(b" " * 65536)


def first(number: int, fault: Fault) -> Fault:
    """Fail so many times, and then no more."""
    left = [number]

    def answer(handler: _Handler, serve: Callable[[], None]) -> None:
        left[0] -= 1
        if left[0] >= 0:
            fault(handler, serve)
        else:
            serve()

    return answer


def slow(seconds: float) -> Fault:
    """Take some time."""

    def answer(_: _Handler, serve: Callable[[], None]) -> None:
        time.sleep(seconds)
        serve()

    return answer


# --- files --------------------------------------------------------------------------------------------------------


def metadata_of(
    name: str, version: str, *, requires: Sequence[str] = (), extras: Sequence[str] = (), python: str | None = None
) -> bytes:
    """Return the METADATA of a release."""
    lines = ["Metadata-Version: 2.2", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {text}" for text in requires]
    lines += [f"Provides-Extra: {extra}" for extra in extras]
    lines += [f"Requires-Python: {python}"] if python is not None else []
    return ("\n".join(lines) + "\n\n").encode()


def _wheel(stem: str, metadata: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"{stem.partition('-')[0]}/__init__.py", "")
        archive.writestr(f"{stem}.dist-info/METADATA", metadata)
    return stream.getvalue()


def _sdist(stem: str, metadata: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry = tarfile.TarInfo(f"{stem}/PKG-INFO")
        entry.size = len(metadata)
        archive.addfile(entry, io.BytesIO(metadata))
    return stream.getvalue()


def _anchor(row: Mapping[str, Any]) -> str:
    attributes = []
    if row.get("requires-python"):
        attributes.append(f'data-requires-python="{row["requires-python"].replace(">", "&gt;").replace("<", "&lt;")}"')
    if row.get("core-metadata"):
        attributes.append(f'data-core-metadata="sha256={row["core-metadata"]["sha256"]}"')
    if row.get("yanked"):
        attributes.append(f'data-yanked="{row["yanked"] if isinstance(row["yanked"], str) else ""}"')
    digest = row["hashes"].get("sha256")
    fragment = f"#sha256={digest}" if digest else ""
    return f'<a href="{row["url"]}{fragment}" {" ".join(attributes)}>{row["filename"]}</a><br/>\n'
