"""A registry on the loopback that breaks off wherever it is told to, down to the single byte."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import formatdate
from urllib.parse import unquote

__all__ = ["Fault", "Registry", "chunks_for_ever", "cut", "head", "raw", "reset", "said", "serving", "silent", "times"]

TLS = b"\x16"
"""How a connection begins that shall be encrypted: this registry cannot."""

Fault = Callable[["Registry", socket.socket, bytes], None]
"""Answers in place of the registry; what that would say is handed in."""


class Registry:
    """Documents by path, and the faults that stand before them; a fault under `*` stands before all.

    `asked` are the paths of the requests in their order.
    """

    def __init__(self, listener: socket.socket) -> None:
        self.documents: dict[str, bytes] = {}
        self.faults: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {"Cache-Control": "max-age=600"}
        self.date: Callable[[], float | None] = time.time
        self.closing = threading.Event()
        self.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._listener = listener

    def project(self, name: str, **info: object) -> None:
        """Add the document of a project."""
        self.documents[f"/pypi/{name}/json"] = json.dumps({"info": info}).encode()

    def serve(self) -> None:
        """Answer until the listener is closed."""
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            request = b""
            while b"\r\n\r\n" not in request and request[:1] != TLS:
                data = connection.recv(65536)
                if not data:
                    return
                request += data
            path = "" if request[:1] == TLS else unquote(request.split(b" ", 2)[1].decode())
            self.asked.append(path)
            fault = self.faults.get(path) or self.faults.get("*")
            answer = self._whole(path)
            if fault is None:
                connection.sendall(answer)
            else:
                fault(self, connection, answer)

    def _whole(self, path: str) -> bytes:
        document = self.documents.get(path)
        if document is None:
            return head(404, {"Content-Length": "0"})
        date = self.date()
        dated = {} if date is None else {"Date": formatdate(date, usegmt=True)}
        length = {"Content-Length": str(len(document))}
        return head(200, {"Content-Type": "application/json", **dated, **self.headers, **length}) + document


@contextmanager
def serving() -> Iterator[Registry]:
    """Serve a registry that has nothing yet."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        registry = Registry(listener)
        threading.Thread(target=registry.serve, daemon=True).start()
        yield registry
        registry.closing.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def head(code: int, headers: Mapping[str, str]) -> bytes:
    """Return the head of an answer, after which the connection is closed."""
    lines = [f"HTTP/1.1 {code} It is so", "Connection: close", *(f"{key}: {value}" for key, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


# --- faults -------------------------------------------------------------------------------------------------------


def raw(data: bytes) -> Fault:
    """Say something else."""
    return lambda _, connection, __: connection.sendall(data)


def said(code: int, **headers: str) -> Fault:
    """Answer with a status and nothing else."""
    return raw(head(code, {**{key.replace("_", "-"): value for key, value in headers.items()}, "Content-Length": "0"}))


def cut(part: Callable[[bytes], int]) -> Fault:
    """Close the connection after so many bytes of the right answer."""
    return lambda _, connection, answer: connection.sendall(answer[: part(answer)])


def reset(part: Callable[[bytes], int]) -> Fault:
    """Break the connection (RST) after so many bytes of the right answer."""

    def answered(_: Registry, connection: socket.socket, answer: bytes) -> None:
        connection.sendall(answer[: part(answer)])
        time.sleep(0.02)  # what is on its way would be lost as well
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return answered


def silent(registry: Registry, _: socket.socket, __: bytes) -> None:
    """Say nothing, and keep the line open."""
    registry.closing.wait(15)


def chunks_for_ever(registry: Registry, connection: socket.socket, answer: bytes) -> None:
    """Send the right answer piece by piece, and then blanks without end."""
    connection.sendall(head(200, {"Transfer-Encoding": "chunked", "Cache-Control": "max-age=600"}))
    document = answer.partition(b"\r\n\r\n")[2]
    connection.sendall(b"%x\r\n%s\r\n" % (len(document), document))
    while not registry.closing.wait(0.02):
        connection.sendall(b"1\r\n \r\n")


def times(number: int, fault: Fault) -> Fault:
    """Fail so many times for each registry, and then no more."""
    left = [number]

    def answered(registry: Registry, connection: socket.socket, answer: bytes) -> None:
        left[0] -= 1
        if left[0] >= 0:
            fault(registry, connection, answer)
        else:
            connection.sendall(answer)

    return answered
