"""What the indexes have for one target: shelves of releases, and what each release requires."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from packaging.version import InvalidVersion, Version

from depsov.errors import ResolutionError
from depsov.fetch import NOT_FOUND, UNREADABLE, Failure
from depsov.resolution.addresses import is_secure
from depsov.resolution.index.catalogue import Listing, TooManyQuestionsError
from depsov.resolution.index.metadata import Metadata
from depsov.resolution.index.page import File, Page
from depsov.resolution.python.needs import Need
from depsov.resolution.python.shelf import Release, Shelf, rank_of
from depsov.resolution.python.target import Target

__all__ = ["Index", "Stock", "Waiting"]

T = TypeVar("T")

_HASHES = frozenset({"sha256", "sha384", "sha512"})


class Index(Protocol):
    """What indexes serve: `Catalogue`, or what stands in for it."""

    async def page(self, name: str, index: str | None = None) -> Listing | Failure:
        """Return the page of a project."""

    async def metadata(self, file: File, index: str | None) -> Metadata | Failure:
        """Return the metadata of a file."""


class StoppedError(Exception):
    """Nobody waits for the resolver any more."""


class Stock:
    """The shelves that a resolution looks at, and the metadata of the releases that it tries.

    `seen` has what was read of each release, `shelves` the pages by name and index.
    """

    def __init__(self, catalogue: Index, target: Target) -> None:
        self.seen: dict[Release, Metadata | Failure] = {}
        self._catalogue = catalogue
        self._target = target
        self.shelves: dict[tuple[str, str | None], Shelf] = {}
        self._direct: dict[tuple[str, str], Release | Failure] = {}
        self._expected: dict[Release, asyncio.Task[None]] = {}
        self._is_closed = False

    async def shelf(self, name: str, index: str | None = None) -> Shelf:
        """Return the releases of a project; an empty shelf where no index has it.

        Raises `ResolutionError` where an index did not answer: what it has is then not known.
        """
        known = self.shelves.get((name, index))
        if known is None:
            listing = await self._catalogue.page(name, index)
            if isinstance(listing, Failure) and listing.reason != NOT_FOUND:
                raise _not_asked(name, listing)
            base, page = (None, Page(b"")) if isinstance(listing, Failure) else (listing.index, listing.page)
            shelf = Shelf(name, base, page, self._target.tags, self._target.python_version)
            known = self.shelves.setdefault((name, index), shelf)
        return known

    async def direct(self, need: Need) -> Release | Failure:
        """Return the release at the address that a requirement names."""
        key = need.name, need.url or ""
        if key not in self._direct:
            found = await self._at_address(*key)
            # Several may have asked at once; there is one object of each release.
            self._direct.setdefault(key, found)
        return self._direct[key]

    async def _at_address(self, name: str, address: str) -> Release | Failure:
        file = _file_at(address)
        if not is_secure(file.url):
            return Failure("it is no https address", was_asked=False)
        if file.is_wheel and rank_of(file.filename, self._target.tags) is None:
            return Failure("it is a wheel for another target", was_asked=False)
        found = await self._catalogue.metadata(file, None)
        if isinstance(found, Failure):
            if found.host_failed:
                raise _not_asked(name, found)
            return found
        if found.name != name:
            return Failure(f"it is {found.name}")
        release = Release(name, Version(found.version), file, None)
        self.seen[release] = found
        return release

    def expect(self, releases: Sequence[Release]) -> None:
        """Begin to ask what wheels require that will probably be looked into."""
        for release in () if self._is_closed else releases:
            if release.file.is_wheel and release not in self.seen and release not in self._expected:
                self._expected[release] = asyncio.create_task(self._ask_ahead(release))

    async def _ask_ahead(self, release: Release) -> None:
        # Whatever fails here fails again where it counts.
        with suppress(ResolutionError, TooManyQuestionsError):
            await self.metadata(release)

    def close(self) -> None:
        """Stop what was begun ahead."""
        self._is_closed = True
        for task in self._expected.values():
            task.cancel()

    async def metadata(self, release: Release) -> Metadata | Failure:
        """Return what a release requires, or why that cannot be read.

        Raises `ResolutionError` where an index did not answer.
        """
        known = self.seen.get(release)
        if known is None:
            known = await self._catalogue.metadata(release.file, release.index)
            if isinstance(known, Failure):
                if known.host_failed:
                    raise _not_asked(str(release), known)
            elif not _is_of(known, release):
                known = Failure("its metadata is that of another release")
            self.seen[release] = known
        return known


def _is_of(metadata: Metadata, release: Release) -> bool:
    try:
        return metadata.name == release.name and Version(metadata.version) == release.version
    except InvalidVersion:
        return False


def _not_asked(subject: str, failure: Failure) -> ResolutionError:
    if failure.reason.startswith(UNREADABLE):
        hint = "what the index serves is at fault, or what stands between it and you"
        return ResolutionError(f"{subject}: {failure.reason}", hint=hint)
    return ResolutionError(
        f"{subject}: the index does not answer: {failure.reason}", hint="run it again later: what was learnt is cached"
    )


def _file_at(address: str) -> File:
    """Return the file at a direct URL; its fragment may tell the hash."""
    url, _, fragment = address.partition("#")
    hashes = tuple((key, value) for key, value in parse_qsl(fragment) if key in _HASHES)
    return File(unquote(urlsplit(url).path.rpartition("/")[2]), url, hashes=hashes)


class Waiting:
    """The stock for a resolver that runs in a thread of its own beside the event loop, and waits.

    `tried` counts how many releases of each project the resolver looked into.
    """

    def __init__(self, stock: Stock) -> None:
        self.tried: Counter[str] = Counter()
        self._looked_into: set[Release] = set()
        self._stock = stock
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Wait for the event loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def stop(self) -> None:
        """End the resolver at its next question."""
        self._loop = None

    def shelf(self, name: str, index: str | None) -> Shelf:
        """Return what `Stock.shelf` does."""
        return self._known(self._stock.shelves.get((name, index))) or self._wait(self._stock.shelf(name, index))

    def direct(self, need: Need) -> Release | Failure:
        """Return what `Stock.direct` does."""
        return self._wait(self._stock.direct(need))

    def metadata(self, release: Release) -> Metadata | Failure:
        """Return what `Stock.metadata` does."""
        if release not in self._looked_into:
            self._looked_into.add(release)
            self.tried[release.name] += 1
        return self._known(self._stock.seen.get(release)) or self._wait(self._stock.metadata(release))

    def _known(self, answer: T | None) -> T | None:
        if self._loop is None:
            raise StoppedError
        return answer

    def expect(self, releases: Sequence[Release]) -> None:
        """Do what `Stock.expect` does, and go on."""
        loop = self._loop
        if loop is not None and any(release not in self._stock.seen for release in releases):
            loop.call_soon_threadsafe(self._stock.expect, releases)

    def _wait(self, answer: Coroutine[None, None, T]) -> T:
        if self._loop is None:
            answer.close()
            raise StoppedError
        return asyncio.run_coroutine_threadsafe(answer, self._loop).result()
