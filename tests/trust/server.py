"""A registry on this machine that says what it is told to, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

from depsov.values import dataclass, field

__all__ = ["Server", "serving"]


@dataclass(slots=True)
class Server:
    """A registry: its answers, and where it sends on to; `asked` are the addresses that it was asked for."""

    url: str = ""
    answers: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def says(self, **answers: object) -> None:
        """Answer with documents, by the end of the address; `any` stands for all others."""
        self.answers = {key: _document(value) for key, value in answers.items()}

    def answer(self, path: str) -> bytes | None:
        """Return the answer at an address."""
        return next((body for end, body in self.answers.items() if path.endswith(end)), self.answers.get("any"))

    def forget(self) -> None:
        """Begin anew."""
        for kept in (self.answers, self.moved, self.asked, self.headers):
            kept.clear()


def _document(value: object) -> bytes:
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@contextmanager
def serving() -> Iterator[Server]:
    """Run a registry."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path)
            server.asked.append(path)
            server.headers.append(dict(self.headers))
            body, target = server.answer(path), server.moved.get(path)
            self.send_response(302 if target else 404 if body is None else 200)
            if target:
                self.send_header("Location", target)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{http.server_port}"
        yield server
        http.shutdown()
