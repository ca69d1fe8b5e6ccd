"""Registries of this machine for tools that cannot be given a stand-in for the network."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

__all__ = ["Server", "Simple", "npm_package", "sdist", "serving", "wheel"]


class Server(ThreadingHTTPServer):
    """Answers what it is told to. `asked` are the paths of the requests, in their order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, tuple[int, str, bytes]] = {}
        self.slow: set[str] = set()
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def put(self, path: str, body: bytes, kind: str = "application/json", status: int = 200) -> None:
        self.answers[path] = (status, kind, body)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(self.path.partition("?")[0])
        self.server.asked.append(path)
        status, kind, body = self.server.answers.get(path, (404, "application/json", b"{}"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):
            if self.command == "HEAD":
                return
            if path in self.server.slow:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.5)
            else:
                self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests clean."""


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def npm_package(server: Server, name: str, versions: Mapping[str, Mapping[str, Any]]) -> None:
    """Serve the document of an npm package, whose versions are given as in their `package.json`."""
    documents = {
        version: {
            "name": name,
            "version": version,
            "dist": {
                "tarball": f"{server.url}/{name}/-/{name}-{version}.tgz",
                "shasum": hashlib.sha1(f"{name} {version}".encode()).hexdigest(),
            },
            "_hasShrinkwrap": False,
            **manifest,
        }
        for version, manifest in versions.items()
    }
    body = {"name": name, "dist-tags": {"latest": [*versions][-1]}, "versions": documents}
    server.put(f"/{name}", json.dumps(body).encode())


# --- Python -------------------------------------------------------------------------------------------------------


def wheel(name: str, version: str, requires: tuple[str, ...] = (), extras: tuple[str, ...] = ()) -> tuple[str, bytes]:
    """Return the file name and the bytes of a wheel that holds nothing but its metadata."""
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {text}" for text in requires] + [f"Provides-Extra: {extra}" for extra in extras]
    tag = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {"METADATA": "\n".join(lines) + "\n", "WHEEL": tag, "RECORD": ""}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file, text in files.items():
            archive.writestr(f"{name}-{version}.dist-info/{file}", text)
    return f"{name}-{version}-py3-none-any.whl", stream.getvalue()


def sdist(name: str, version: str, code: str) -> tuple[str, bytes]:
    """Return the file name and the bytes of a source archive that runs the code as soon as it is built."""
    files = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": code,
        "PKG-INFO": f"Metadata-Version: 1.0\nName: {name}\nVersion: {version}\n",
    }
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for file, text in files.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{file}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return f"{name}-{version}.tar.gz", stream.getvalue()


class Simple:
    """A package index below one path of a server (PEP 503)."""

    def __init__(self, server: Server, path: str = "/simple") -> None:
        self.url = server.url + path
        self._server = server
        self._path = path
        self._links: dict[str, list[str]] = {}

    def add(self, *files: tuple[str, bytes]) -> None:
        for filename, data in files:
            name = filename.split("-")[0].replace("_", "-").lower()
            digest = hashlib.sha256(data).hexdigest()
            links = self._links.setdefault(name, [])
            links.append(f'<a href="{self._server.url}/files{self._path}/{filename}#sha256={digest}">{filename}</a>')
            self._server.put(f"/files{self._path}/{filename}", data, "application/octet-stream")
            page = f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>"
            self._server.put(f"{self._path}/{name}/", page.encode(), "text/html")
