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
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bench.index_store import JSON_PAGE, Store, UpstreamError, metadata_path
from bench.local_server import NOT_FOUND, Answer, LocalServer, tag_of
from depsov.registries import registry_of

__all__ = ["LIFETIME", "Index", "upstream_index"]

LIFETIME = 600
"""For how long a page holds, in seconds: what the default registry of Python tells its clients."""

FOREVER = "max-age=365000000, immutable, public"
HTML_PAGE = "text/html; charset=utf-8"


class Index(LocalServer):
    """Answers requests out of a store.

    `latency` and `lifetime`, for which a page holds, are in seconds; `announce` says whether pages tell of metadata
    files.
    """

    def __init__(self, store: Store, *, latency: float, announce: bool, lifetime: int) -> None:
        super().__init__(latency)
        self._store = store
        self._announce = announce
        self._lifetime = lifetime
        self._pages: dict[tuple[str, bool, str], Answer] = {}
        self._digested: dict[str, set[str]] = {}

    async def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Return a page, or a file of a project."""
        try:
            match unquote(urlsplit(target).path).strip("/").split("/"):
                case ["simple", name]:
                    return await self._page(name, headers)
                case ["files", name, filename]:
                    return await self._file(name, filename)
        except UpstreamError as error:
            print(error, file=sys.stderr)
            return Answer("502 Bad Gateway", f"{error}\n".encode())
        return NOT_FOUND

    async def _page(self, name: str, headers: Mapping[str, str]) -> Answer:
        is_json, base = "json" in headers.get("accept", ""), f"http://{headers.get('host', '')}"
        key = name, is_json, base
        if key not in self._pages:
            page = await self._store.page(name)
            if page is None:
                return replace(NOT_FOUND, kind="pages")
            page = self._localised(name, page, base)
            body = json.dumps(page).encode() if is_json else _as_html(page)
            caching = f"max-age={self._lifetime}, public"
            content_type = JSON_PAGE if is_json else HTML_PAGE
            self._pages[key] = Answer("200 OK", body, content_type, caching, "pages", tag_of(body))
        return self._pages[key]

    async def _file(self, name: str, filename: str) -> Answer:
        wheel = filename.removesuffix(".metadata")
        kind = "files" if wheel == filename else "metadata"
        metadata = await self._store.metadata(name, wheel)
        if metadata is None:
            return replace(NOT_FOUND, kind=kind)
        if wheel not in self._digested.setdefault(name, {wheel}):  # its page has been told without the digest
            self._digested.pop(name)
            self._pages = {key: page for key, page in self._pages.items() if key[0] != name}
        if kind == "metadata":
            return Answer("200 OK", metadata, "application/octet-stream", FOREVER, kind)
        return Answer("200 OK", _stub(wheel, metadata), "application/zip", FOREVER, kind, is_partial=True)

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
        await index.run(args.port, "/simple")


if __name__ == "__main__":
    main()
