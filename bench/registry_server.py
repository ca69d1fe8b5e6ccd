"""A local registry for measuring `--online`: documents on packages, as the two largest registries answer.

    python -m bench.registry_server [--port N] [--latency MS] [--lifetime SECONDS]

Whatever is asked about is there: the answers are those that stand recorded in `tests/data/http`, in turns, under the
name that was asked for. A project document is as long as a real one, with made-up files of forty releases in it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bench.local_server import NOT_FOUND, Answer, LocalServer, tag_of

__all__ = ["LIFETIME", "Registry"]

LIFETIME = 600
"""For how long a document holds, in seconds."""

_RECORDED = Path(__file__).parents[1] / "tests" / "data" / "http"
_RELEASES = 40


class Registry(LocalServer):
    """Answers what is asked about projects (`/pypi/NAME/json`) and about versions of npm packages (`/NAME/VERSION`)."""

    def __init__(self, *, latency: float, lifetime: int) -> None:
        super().__init__(latency)
        self._lifetime = lifetime
        self._projects, self._versions = (_recorded(ecosystem) for ecosystem in ("pypi", "npm"))
        releases = {f"1.{number}.0": _files(f"1.{number}.0") for number in range(_RELEASES)}
        self._projects = [{**document, "releases": releases} for document in self._projects]

    async def answer(self, target: str, headers: Mapping[str, str]) -> Answer:  # noqa: ARG002 - alike for all clients
        """Return the document on a project or on a version."""
        match urlsplit(target).path.strip("/").split("/"):
            case ["pypi", name, "json"]:
                document = self._turn(self._projects, name)
                return self._document({**document, "info": {**document["info"], "name": name}})
            case [name, version]:
                document = self._turn(self._versions, name)
                return self._document({**document, "name": unquote(name), "version": unquote(version)})
        return NOT_FOUND

    def _turn(self, documents: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
        return documents[zlib.crc32(name.encode()) % len(documents)]

    def _document(self, document: Mapping[str, Any]) -> Answer:
        body = json.dumps(document).encode()
        caching = f"max-age={self._lifetime}, public"
        return Answer("200 OK", body, "application/json", caching, "documents", tag_of(body))


def _recorded(ecosystem: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted((_RECORDED / ecosystem).glob("*.json"))]


def _files(version: str) -> list[dict[str, Any]]:
    """Return what a project document says of the two files of a release."""
    return [
        {
            "comment_text": "",
            "digests": {"blake2b_256": "0" * 64, "md5": "0" * 32, "sha256": "0" * 64},
            "downloads": -1,
            "filename": f"made_up-{version}{end}",
            "has_sig": False,
            "md5_digest": "0" * 32,
            "packagetype": kind,
            "python_version": "py3",
            "requires_python": ">=3.9",
            "size": 100_000,
            "upload_time": "2026-01-01T00:00:00",
            "upload_time_iso_8601": "2026-01-01T00:00:00.000000Z",
            "url": f"https://files.example/packages/00/00/{'0' * 60}/made_up-{version}{end}",
            "yanked": False,
            "yanked_reason": None,
        }
        for kind, end in (("bdist_wheel", "-py3-none-any.whl"), ("sdist", ".tar.gz"))
    ]


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="default: any that is free")
    parser.add_argument("--latency", type=float, default=20, metavar="MS")
    parser.add_argument("--lifetime", type=int, default=LIFETIME, metavar="SECONDS")
    args = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Registry(latency=args.latency / 1000, lifetime=args.lifetime).run(args.port, ""))


if __name__ == "__main__":
    main()
