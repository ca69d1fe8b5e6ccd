"""Asks package indexes, each question once: the page of a project, and the metadata of one file.

Several indexes are asked in order, and the first that has a project is the only one that it may come from: a stranger
who publishes an internal name on a later index is never looked at. An index that does not answer ends the search for
the same reason.

Metadata is sought where it is cheapest: beside the file (PEP 658; some indexes serve it there without saying so, which
is tried on a few files of each), in parts of the file that are asked for by range, in the whole file.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from depsov.errors import DocumentError
from depsov.fetch import NOT_FOUND, UNREADABLE, Answer, Client, Failure, Reduce, RefusedError
from depsov.resolution.addresses import is_safe, is_secure
from depsov.resolution.index.credentials import Credentials, bare
from depsov.resolution.index.metadata import Metadata, dump, load, read_metadata
from depsov.resolution.index.page import ACCEPT, File, Page, reduce_page
from depsov.resolution.index.page import VERSION as PAGE_VERSION
from depsov.resolution.index.sdist import read_sdist
from depsov.resolution.index.wheel import PartialWheel
from depsov.values import dataclass

__all__ = ["MAX_QUESTIONS", "Catalogue", "Listing", "TooManyQuestionsError"]

MAX_QUESTIONS = 2500
"""A resolution that asks more is not resolved: the large sets of real projects take some six hundred."""

_METADATA_VERSION = 1
_MAX_MISSES = 3
_ANY = "*/*"
_INSECURE = Failure("it has no https address", host_failed=True, was_asked=False)
_DAMAGED = Failure("the cache is damaged: delete it", host_failed=True, was_asked=False)
K = TypeVar("K")
T = TypeVar("T")


class TooManyQuestionsError(Exception):
    """The limit of one resolution is reached."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The page of a project, and the base URL of the index that has it, without a user's name and password."""

    index: str
    page: Page


class Catalogue:
    """What some indexes serve, as far as it was asked for.

    `indexes` are base URLs without a slash at their end, the first one asked first; those that bear the name and
    password of a user are asked with them. Without https only these are asked, what they list, and an index on this
    machine that a project names for a package.
    """

    def __init__(self, client: Client, indexes: Sequence[str], *, limit: int = MAX_QUESTIONS) -> None:
        self.questions = 0
        self._client = client
        self._credentials = Credentials(indexes)
        self._indexes = tuple(map(bare, indexes))
        self._limit = limit
        self._pages: dict[tuple[str, str | None], asyncio.Task[Listing | Failure]] = {}
        self._metadata: dict[str, asyncio.Task[Metadata | Failure]] = {}
        self._hosts: dict[str, _Beside] = {}

    async def page(self, name: str, index: str | None = None) -> Listing | Failure:
        """Return the page of a project, of one index or of the first that has it."""
        return await self._once(self._pages, (name, index), lambda: self._ask_for_page(name, index))

    async def metadata(self, file: File, index: str | None) -> Metadata | Failure:
        """Return the metadata of a file that an index lists, or of one at a direct URL."""
        return await self._once(self._metadata, file.url, lambda: self._ask_for_metadata(file, index))

    def close(self) -> None:
        """Stop what nobody waits for any more: what was asked ahead, and what a limit has ended."""
        for task in (*self._pages.values(), *self._metadata.values()):
            task.cancel()

    async def _once(
        self,
        tasks: dict[K, asyncio.Task[T]],
        key: K,
        ask: Callable[[], Coroutine[None, None, T]],
    ) -> T:
        task = tasks.get(key)
        if task is None:
            if self.questions >= self._limit:
                raise TooManyQuestionsError
            self.questions += 1
            task = tasks[key] = asyncio.create_task(ask())
        return task.result() if task.done() else await asyncio.shield(task)

    async def _ask_for_page(self, name: str, index: str | None) -> Listing | Failure:
        failure = Failure(NOT_FOUND)
        if index is not None:
            self._credentials.learn(index)
        for base in self._indexes if index is None else (bare(index),):
            if not (is_safe(base) or base in self._indexes):
                return _INSECURE
            url = f"{base}/{name}/"
            reduce = partial(reduce_page, name=name, url=url)
            address = self._credentials.put_into(url)
            answer = await self._client.get(address, reduce, variant=f"page/{PAGE_VERSION}", accept=ACCEPT)
            if isinstance(answer, Answer):
                return _listing(base, answer)
            failure = answer
            if failure.reason != NOT_FOUND:
                break
        return failure

    async def _ask_for_metadata(self, file: File, index: str | None) -> Metadata | Failure:
        if not is_secure(file.url) and (index is None or is_secure(index)):
            return _INSECURE
        found = await self._sought(file, index)
        if isinstance(found, Failure) and not found.host_failed and not found.reason.startswith(UNREADABLE):
            # To pass over a file that is listed, and that an installer would get, would lead to another tree.
            reason = "its file is not there" if found.reason == NOT_FOUND else found.reason
            return Failure(reason, host_failed=True, was_asked=found.was_asked)
        return found

    async def _sought(self, file: File, index: str | None) -> Metadata | Failure:
        if not file.is_wheel:
            return await self._of_sdist(file)
        if file.metadata is not None:
            found = await self._from_beside(file)
        elif index is not None:
            host = self._hosts.setdefault(urlsplit(file.url).netloc, _Beside())
            found = await host.ask(partial(self._from_beside, file))
        else:
            found = Failure(NOT_FOUND)
        if not isinstance(found, Failure) or (found.reason != NOT_FOUND and file.metadata is not None):
            return found
        return await self._from_parts(file)

    async def _from_beside(self, file: File) -> Metadata | Failure:
        reduce = partial(_reduce_metadata, sha256=file.metadata or "")
        return await self._ask_for_file(f"{file.url}.metadata", reduce, "beside")

    async def _from_parts(self, file: File) -> Metadata | Failure:
        return await self._ask_for_file(file.url, _reduce_metadata, "parts", partial(PartialWheel, file.filename))

    async def _of_sdist(self, file: File) -> Metadata | Failure:
        return await self._ask_for_file(file.url, partial(_reduce_sdist, file=file), "sdist")

    async def _ask_for_file(
        self, url: str, reduce: Reduce, way: str, parts: Callable[[], PartialWheel] | None = None
    ) -> Metadata | Failure:
        """Ask for a file, which indexes may keep on another host."""
        address = self._credentials.put_into(url)
        variant = f"metadata/{way}/{_METADATA_VERSION}"
        answer = await self._client.get(address, reduce, variant=variant, accept=_ANY, parts=parts, may_move=True)
        if isinstance(answer, Failure):
            return answer
        try:
            return load(answer.body)
        except DocumentError:
            return _DAMAGED


class _Beside:
    """Whether a host serves metadata beside files although its index does not say so: the first files tell.

    A mirror may have it for some files only. It is asked as long as that is worth a request more often than not.
    """

    def __init__(self) -> None:
        self._hits = 0
        self._misses = 0
        self._lock = asyncio.Lock()

    async def ask(self, question: Callable[[], Coroutine[None, None, Metadata | Failure]]) -> Metadata | Failure:
        """Ask, one after the other until there is one answer, then side by side."""
        if not self._hits:
            async with self._lock:
                if not self._hits:
                    return await self._ask(question)
        return await self._ask(question)

    async def _ask(self, question: Callable[[], Coroutine[None, None, Metadata | Failure]]) -> Metadata | Failure:
        if self._misses >= max(_MAX_MISSES, self._hits):
            return Failure(NOT_FOUND, was_asked=False)
        found = await question()
        if isinstance(found, Failure):
            self._misses += 1
        else:
            self._hits += 1
        return found


def _listing(index: str, answer: Answer) -> Listing | Failure:
    try:
        return Listing(index, Page(answer.body))
    except DocumentError:
        return _DAMAGED


def _reduce_metadata(document: bytes, sha256: str = "") -> bytes:
    if sha256 and hashlib.sha256(document).hexdigest() != sha256.lower():
        raise RefusedError("is not the metadata that the index announces: its hash differs")
    return dump(read_metadata(document))


def _reduce_sdist(document: bytes, file: File) -> bytes:
    for algorithm, digest in file.hashes:
        is_checked = algorithm in {"sha256", "sha384", "sha512"}
        if is_checked and hashlib.new(algorithm, document).hexdigest() != digest.lower():
            raise RefusedError("is not the file that the index announces: its hash differs")
    return dump(read_sdist(document, file.filename))
