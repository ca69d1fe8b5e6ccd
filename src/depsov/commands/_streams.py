"""The standard streams, which may be closed, full, or without anybody who reads them."""

from __future__ import annotations

from contextlib import suppress
from typing import TextIO

__all__ = ["close", "flush", "tell"]


def flush(stream: TextIO | None) -> None:
    """Write what waits. Raises `OSError`, where the interpreter would leave with a code of its own at its end."""
    if stream is not None and not stream.closed:
        stream.flush()


def close(stream: TextIO | None) -> None:
    """Close a stream that takes nothing more: at its end the interpreter would try again, and fail by itself."""
    if stream is not None:
        with suppress(OSError):
            stream.close()


def tell(stream: TextIO | None, text: str) -> None:
    """Write a text for people; characters that the stream cannot hold are replaced.

    Where it cannot be written, nothing is: what a command does, and how it ends, does not depend on it.
    """
    if stream is None or stream.closed:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()
    except OSError:
        close(stream)
