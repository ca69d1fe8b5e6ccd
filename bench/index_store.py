"""What a package index says, kept in a folder: its pages, and the metadata of the wheels that somebody asked for.

A page is the upstream's answer as it came, in JSON (PEP 691). The metadata of a wheel is the file that stands beside it
(PEP 658), which is often there although no page announces it; where it is not, it is read out of the wheel by ranges.
What the upstream does not have is kept as an empty file. Nothing is ever renewed: whoever wants today's answers takes a
new folder.
"""

from __future__ import annotations

import asyncio
import json
import re
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self

import httpx

from depsov.purl import normalise

__all__ = ["JSON_PAGE", "Store", "UpstreamError", "metadata_path"]

JSON_PAGE = "application/vnd.pypi.simple.v1+json"
TAILS = (64 * 1024, 1024 * 1024, 16 * 1024 * 1024)
"""How many bytes of a wheel's end are read, until they hold its table of contents; most hold the metadata as well."""

HEAD = 64 * 1024 + 1024
"""More bytes than an entry of a zip file has before its content, whose name and extra field take 64 KiB at most."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class UpstreamError(Exception):
    """The upstream index cannot be asked, or answers with neither a document nor "not found"."""


class Store:
    """The recorded answers in `folder`, used in an `async with` block.

    `upstream` is the base URL of the index that is asked for what is missing, None where nobody is to be asked.
    """

    def __init__(self, folder: Path, upstream: str | None) -> None:
        self._folder = folder
        self._upstream = upstream
        self._under_way: dict[Path, asyncio.Task[bytes]] = {}
        self._addresses: dict[str, dict[str, str]] = {}

    async def __aenter__(self) -> Self:
        limits = httpx.Limits(max_connections=16)
        self._http = httpx.AsyncClient(http2=True, follow_redirects=True, limits=limits, timeout=60)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def page(self, name: str) -> dict[str, Any] | None:
        """Return the page of a project, None where there is none. Raises `UpstreamError`."""
        if not _NAME.match(name):
            return None
        data = await self._kept(self._folder / "pages" / f"{name}.json", lambda: self._ask_page(name))
        return json.loads(data) if data else None

    async def metadata(self, name: str, filename: str) -> bytes | None:
        """Return the metadata of a wheel that the page of a project lists, else None. Raises `UpstreamError`."""
        if name not in self._addresses:
            page = await self.page(name)
            self._addresses[name] = {file["filename"]: file["url"] for file in page["files"]} if page else {}
        url = self._addresses[name].get(filename)
        if url is None or not filename.endswith(".whl"):
            return None
        return await self._kept(self._metadata_file(name, filename), lambda: self._ask_metadata(url, filename)) or None

    def known_metadata(self, name: str) -> Mapping[str, bytes]:
        """Return the metadata of a project's wheels that is recorded, by the names of the wheels."""
        found = self._metadata_file(name, "").parent.glob("*.metadata")
        return {path.name.removesuffix(".metadata"): data for path in found if (data := path.read_bytes())}

    def _metadata_file(self, name: str, filename: str) -> Path:
        return self._folder / "metadata" / name / f"{filename}.metadata"

    async def _kept(self, path: Path, ask: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return what the file holds; where it is missing, ask once, whoever else waits for the same."""
        recorded = _read(path)
        if recorded is not None or self._upstream is None:
            return recorded or b""
        if path not in self._under_way:
            self._under_way[path] = asyncio.create_task(self._record(path, ask))
        try:
            return await asyncio.shield(self._under_way[path])
        finally:
            self._under_way.pop(path, None)

    async def _record(self, path: Path, ask: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            data = await ask()
        except (httpx.HTTPError, zipfile.BadZipFile, KeyError) as error:
            raise UpstreamError(f"{path.name}: {error}") from error
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_bytes(data)
        unfinished.replace(path)
        return data

    async def _ask_page(self, name: str) -> bytes:
        response = await self._ask(f"{self._upstream}/{name}/", {"Accept": JSON_PAGE})
        if response is None:
            return b""
        page = response.json()
        if page.get("name") is None or normalise("pypi", page["name"]) != name:
            raise UpstreamError(f"{name}: the page of another project")
        return response.content

    async def _ask_metadata(self, url: str, filename: str) -> bytes:
        beside = await self._ask(f"{url}.metadata")
        return await self._out_of_wheel(url, filename) if beside is None else beside.content

    async def _out_of_wheel(self, url: str, filename: str) -> bytes:
        """Read the end of a wheel, and then the place where its table of contents says that the metadata stands."""
        with TemporaryFile() as file:
            for tail in TAILS:
                await self._fill(file, url, f"bytes=-{tail}")
                if (wheel := _opened(file)) is not None:
                    break
            else:
                raise UpstreamError(f"{filename}: not a wheel")
            entry = wheel.getinfo(metadata_path(filename))
            end = entry.header_offset + entry.compress_size + HEAD
            await self._fill(file, url, f"bytes={entry.header_offset}-{end}")
            return wheel.read(entry)

    async def _fill(self, file: IO[bytes], url: str, span: str) -> None:
        """Write a span of bytes of a remote file to its place in a local one, which is as long and mostly a hole."""
        response = await self._ask(url, {"Range": span})
        if response is None:
            raise UpstreamError(f"{url}: not found")
        if response.status_code == httpx.codes.PARTIAL_CONTENT:
            first, _, total = response.headers["content-range"].removeprefix("bytes ").replace("/", "-").split("-")
            file.truncate(int(total))
            file.seek(int(first))
        else:
            file.seek(0)
        file.write(response.content)

    async def _ask(self, url: str, headers: Mapping[str, str] | None = None) -> httpx.Response | None:
        response = await self._http.get(url, headers=dict(headers or {}))
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return response.raise_for_status()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _opened(file: IO[bytes]) -> zipfile.ZipFile | None:
    """Return the archive, None while its table of contents is not there in full."""
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        return None


def metadata_path(filename: str) -> str:
    """Return where the metadata stands inside a wheel of that name.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    """
    return "-".join(filename.split("-")[:2]) + ".dist-info/METADATA"
