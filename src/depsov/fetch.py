"""Asks registries: one HTTP client with bounded concurrency, retries, limits, and a cache that revalidates.

Nothing else imports httpx or hishel. A document is reduced between the network and the cache, so that what it says of
persons is never stored. Failures are values: a registry that is down costs a Problem, never the scan.

    Client.get -> cache (hishel) -> _Reduced -> httpx.AsyncClient -> registry
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
import re
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, Protocol, Self, cast

import hishel
import httpx
from hishel.httpx import AsyncCacheTransport

from depsov import __version__
from depsov.cache_database import Connection
from depsov.errors import DocumentError
from depsov.model import Problem
from depsov.values import dataclass

if TYPE_CHECKING:
    import anysqlite

if find_spec("sniffio") is None:
    # httpcore tries to import it for every lock that it makes: to be told at once takes a thousandth of the search.
    sys.modules.setdefault("sniffio", cast("ModuleType", None))

__all__ = ["NOT_FOUND", "UNREADABLE", "Answer", "Client", "Failure", "Parts", "Reduce", "RefusedError"]

Reduce = Callable[[bytes], bytes]
"""Turns the document of a registry into what may be kept of it.

Raises `DocumentError`, or `RefusedError` where it is not the document that the registry has announced.
"""


class Parts(Protocol):
    """A large file of which only some bytes are wanted: it says which, until it has what it needs."""

    def feed(self, start: int, data: bytes, total: int) -> None:
        """Take bytes from an offset on, of so many in all. Raises `DocumentError`."""

    def needed(self) -> tuple[int, int] | None:
        """Return the first byte that is missing and the one behind the last, or None."""

    def metadata(self) -> bytes:
        """Return what was looked for. Raises `DocumentError`."""


CONCURRENCY: Final = 16
MAX_BYTES: Final = 64 * 1024 * 1024
ATTEMPTS: Final = 3
FIRST_PAUSE: Final = 0.5  # seconds, doubled each time
LONGEST_PAUSE: Final = 30.0
PATIENCE: Final = 60.0  # seconds for one attempt as a whole: a server that sends byte by byte ends here
TIMEOUT: Final = httpx.Timeout(connect=5, read=15, write=15, pool=None)
GIVE_UP_AFTER: Final = 5  # failed requests to one host, with no answer in between
KEPT_FOR: Final = 30 * 24 * 3600
OWN_LIFETIME: Final = 24 * 3600  # for answers that say nothing of how long they hold
MAX_REDIRECTS: Final = 3
ENCODINGS: Final = ("gzip", "deflate")  # at most 1,032 bytes of one: others, or one within another, have no such limit
TAIL: Final = 16 * 1024  # bytes: what is read first of a file of which parts are wanted
MAX_PARTS: Final = 8

NOT_FOUND: Final = "not found"
"""The reason of a failure that concerns one document only: the registry does not have it."""

UNREADABLE: Final = "an answer that cannot be read"
"""How the reason of a failure begins that concerns one document only: it arrived, and is none."""

_RETRIED = {429, 500, 502, 503, 504}
_KEPT_HEADERS = {"age", "cache-control", "date", "etag", "expires", "last-modified"}
_DAY = "depsov-day"  # the header under which the cache keeps the day that a registry has given
_CLOCK_DRIFT = 60  # seconds by which a clock may be put right without anybody having to notice
_DATABASE = "http-2.db"  # named for the schema of hishel 2, which refuses the file of another


@dataclass(frozen=True, slots=True)
class Answer:
    """A reduced document, and the day (ISO 8601) on which the registry last vouched for it."""

    body: bytes
    date: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer.

    `host_failed` is set where the registry is at fault and not the one document; `was_asked` is false where nothing was
    sent.
    """

    reason: str
    host_failed: bool = False
    was_asked: bool = True


class Client:
    """An asynchronous HTTP client for registry documents, used in an `async with` block.

    `cache` is the folder of the cache, None for none. `transport` and `pause` stand in for the network and for waiting
    in tests. After the block `problems` says what went wrong with the cache, `sent` how many requests went out.
    """

    def __init__(
        self,
        *,
        cache: Path | None,
        concurrency: int = CONCURRENCY,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.problems: list[Problem] = []
        self._cache = cache
        self._slots = asyncio.Semaphore(concurrency)
        self._transport = transport
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        self._unusable: Failure | None = None
        self._chain: httpx.AsyncBaseTransport
        self._closing: httpx.AsyncBaseTransport
        self._complaints = _Complaints(self._cache_failed)

    async def __aenter__(self) -> Self:
        try:
            self._http = self._client(self._transport)
        except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
            self._unusable = Failure(_fault_of_environment(error), host_failed=True, was_asked=False)
            self._http = self._client(httpx.AsyncBaseTransport(), trust_env=False)  # it is asked for nothing
        self._reduced = _Reduced(self._http, self._pause)
        self._chain = self._closing = self._reduced
        storage = None if self._cache is None else self._open(self._cache)
        if storage is not None:
            self._chain = self._closing = AsyncCacheTransport(self._reduced, storage, rfc={"shared": False})
        return self

    async def __aexit__(self, *_: object) -> None:
        logging.getLogger("hishel").removeHandler(self._complaints)
        await self._closing.aclose()

    def _client(self, transport: httpx.AsyncBaseTransport | None, *, trust_env: bool = True) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            http2=True,
            trust_env=trust_env,
            headers={
                "User-Agent": f"depsov/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": ", ".join(ENCODINGS),
            },
            timeout=TIMEOUT,
            transport=transport,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none is taken, so none is cached
        )

    @property
    def sent(self) -> int:
        """How many requests went out; what the cache answered is none."""
        return self._reduced.sent

    async def get(
        self,
        url: str,
        reduce: Reduce,
        *,
        variant: str,
        pace: float = 0.0,
        accept: str | None = None,
        parts: Callable[[], Parts] | None = None,
        may_move: bool = False,
    ) -> Answer | Failure:
        """Return the reduced document at an address; `variant` names the way of reducing it in the cache.

        `pace` is the least time between two requests to the host, in seconds; what the cache answers takes none.
        `accept` takes the place of the header for JSON. With `parts` only those bytes are asked for, where the server
        can do that. `may_move`: another host may be redirected to, over https. After several failures in a row a host
        is not asked again.
        """
        if self._unusable is not None:
            return self._unusable
        async with self._slots:
            extensions = {"reduce": reduce, "pace": pace, "parts": parts, "may_move": may_move}
            try:
                request = self._request(url, variant, extensions, {} if accept is None else {"Accept": accept})
            except (httpx.InvalidURL, UnicodeError):
                return Failure("not an address that can be asked", host_failed=True, was_asked=False)
            host = self._hosts.setdefault(request.url.netloc.decode("ascii"), _Host())
            answer = await self._patiently(request, host)
            host.note(answer)
            return answer

    def _request(self, url: str, variant: str, extensions: dict[str, object], headers: dict[str, str]) -> httpx.Request:
        full = httpx.URL(url)
        auth = (full.username, full.password) if full.userinfo else None
        # Credentials go to the network only: neither the address nor the headers that the cache keeps hold them.
        address = full.copy_with(userinfo=b"")
        extensions = {**extensions, "auth": auth, "caching": {"key": f"{variant} {address}"}}
        return self._http.build_request("GET", address, headers=headers, extensions=extensions)

    async def _patiently(self, request: httpx.Request, host: _Host) -> Answer | Failure:
        """Ask, and ask again where that may help, with growing pauses or those that the server names."""
        pause, reason = FIRST_PAUSE, ""
        for attempt in range(1, ATTEMPTS + 1):
            if host.is_given_up:
                return Failure("given up after several failures", host_failed=True, was_asked=attempt > 1)
            outcome = await self._once(request)
            if not isinstance(outcome, _Later):
                return outcome
            reason = outcome.reason
            wanted = pause if outcome.seconds is None else outcome.seconds
            if attempt == ATTEMPTS or wanted > LONGEST_PAUSE:
                break
            await self._pause(wanted)
            pause *= 2
        return Failure(reason, host_failed=True)

    async def _once(self, request: httpx.Request) -> Answer | Failure | _Later:
        try:
            async with asyncio.timeout(PATIENCE):
                response = await self._chain.handle_async_request(request)
                body = await response.aread()
        except (RuntimeError, sqlite3.Error) as error:  # hishel's words for an entry that is gone, or a damaged file
            self._do_without_cache(error)
            return _Later("the cache failed", 0)
        except DocumentError as error:
            return Failure(f"{UNREADABLE}: {error}")
        except _TooLargeError as error:
            return Failure(str(error))
        except (TimeoutError, httpx.TimeoutException):
            return _Later("no answer in time")
        except RefusedError as error:
            return Failure(str(error), host_failed=True)
        except httpx.UnsupportedProtocol:
            return Failure("not an address that can be asked", host_failed=True, was_asked=False)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return _Later(f"the connection failed ({type(error).__name__})")
        return _read(response, body)

    def _open(self, folder: Path) -> hishel.AsyncSqliteStorage | None:
        """Return the storage of the cache, or None with a Problem where the folder or the file cannot be used."""
        logging.getLogger("hishel").addHandler(self._complaints)
        path = folder / _DATABASE
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA foreign_keys=ON")
                connection.execute("BEGIN IMMEDIATE")
                _drop_from_the_future(connection)
                connection.commit()
            database = cast("anysqlite.Connection", Connection(path))
        except (OSError, sqlite3.Error) as error:
            self._do_without_cache(error)
            return None
        return hishel.AsyncSqliteStorage(connection=database, default_ttl=KEPT_FOR, max_stream_size=MAX_BYTES)

    def _do_without_cache(self, error: Exception) -> None:
        self._chain = self._reduced
        self._cache_failed(error)

    def _cache_failed(self, error: BaseException) -> None:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)  # without the path
        hint = "delete it, or name another folder in DEPSOV_CACHE_DIR"
        problem = Problem(stage="gather", subject="cache", message=f"cannot be used: {reason}", hint=hint)
        if not self.problems:
            self.problems.append(problem)


class _Complaints(logging.Handler):
    """What the cache says of writes that failed. Without a handler it would print tracebacks for a full disk."""

    def __init__(self, note: Callable[[BaseException], None]) -> None:
        super().__init__(logging.ERROR)
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        """Take the error of a record; it has cost an entry of the cache, and nothing else."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._note(error)


@dataclass(slots=True)
class _Host:
    """How often a host has failed in a row."""

    failures: int = 0

    @property
    def is_given_up(self) -> bool:
        return self.failures >= GIVE_UP_AFTER

    def note(self, answer: Answer | Failure) -> None:
        if isinstance(answer, Failure) and answer.host_failed:
            self.failures += 1
        elif not self.is_given_up:
            self.failures = 0


@dataclass(frozen=True, slots=True)
class _Later:
    """An attempt that failed in a way that may pass, and for how long the server asks to wait."""

    reason: str
    seconds: float | None = None


class RefusedError(Exception):
    """The answer of a host that shall not be used."""


class _TooLargeError(Exception):
    """An answer that was not read to its end."""


class _NoRangesError(Exception):
    """A host that does not give the parts of a file that it is asked for."""


def _fault_of_environment(error: Exception) -> str:
    """Return why no client can be made with the variables of the shell, none of which is printed."""
    if isinstance(error, ImportError):
        return "the proxy of the environment speaks SOCKS, which depsov does not"
    if isinstance(error, OSError):
        return "SSL_CERT_FILE holds no certificates that can be read"
    return "the proxy of the environment has no address that can be asked"


def _drop_from_the_future(connection: sqlite3.Connection) -> None:
    """Drop what was kept while the clock was ahead: as long as that time has not come again, it would never age."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
        latest = time.time() + KEPT_FOR + _CLOCK_DRIFT
        connection.execute("DELETE FROM entries WHERE expires_at > ?", (latest,))


def _read(response: httpx.Response, body: bytes) -> Answer | Failure | _Later:
    status = response.status_code
    if status == httpx.codes.OK:
        return Answer(body, response.headers.get(_DAY) or _day(response.headers.get("date", "")))
    if status in _RETRIED:
        reason = f"HTTP {status}"
        seconds = _seconds(response.headers.get("retry-after"))
        return _Later(reason if seconds is None else f"{reason}, asks to wait {seconds:.0f} s", seconds)
    if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        return Failure(NOT_FOUND)
    return Failure(f"HTTP {status}", host_failed=True)


def _seconds(retry_after: str | None) -> float | None:
    """Return the wait that a `Retry-After` header asks for: seconds or a date (RFC 9110, section 10.2.3)."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    until = _seconds_of(retry_after)
    return None if until is None else max(0.0, until - time.time())


def _seconds_of(http_date: str) -> float | None:
    """Return a date of HTTP as seconds since 1970."""
    try:
        return email.utils.parsedate_to_datetime(http_date).timestamp()
    except (ValueError, OverflowError):
        return None


def _day(http_date: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(http_date).date().isoformat()
    except ValueError:
        return time.strftime("%Y-%m-%d", time.gmtime())


class _Reduced(httpx.AsyncBaseTransport):
    """The network as the cache sees it: documents reduced to what may be kept, with the headers that caching needs."""

    def __init__(self, http: httpx.AsyncClient, pause: Callable[[float], Awaitable[None]]) -> None:
        self._http = http
        self._pause = pause
        self._turns: dict[str, float] = {}  # by host, when its next request may be sent
        self.sent = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, read the answer within the limit, and reduce it."""
        await self._take_turn(request)
        parts = request.extensions.get("parts")
        if parts is not None:
            return await self._in_parts(request, parts)
        response = await self._send(request)
        try:
            if response.status_code != httpx.codes.OK:
                return httpx.Response(response.status_code, headers=_passing_headers(response))
            document = await _within_limit(response)
        finally:
            await response.aclose()
        return _reduced(response, document, request)

    async def _in_parts(self, request: httpx.Request, parts: Callable[[], Parts]) -> httpx.Response:
        """Ask for parts of a file, and for all of it where the host does not give them as asked."""
        try:
            return await self._by_ranges(request, parts())
        except _NoRangesError:
            document, response = await self._whole(request, {})
            if document is None:
                return response
            whole = parts()
            whole.feed(0, document, len(document))
            return _reduced(response, whole.metadata(), request)

    async def _by_ranges(self, request: httpx.Request, parts: Parts) -> httpx.Response:
        """Ask for the end of a file, and then for what that shows to be needed (RFC 9110, section 14)."""
        wanted = f"bytes=-{TAIL}"
        for _ in range(MAX_PARTS):
            # Compressed, its bytes would be counted otherwise.
            data, response = await self._whole(request, {"Range": wanted, "Accept-Encoding": "identity"})
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise _NoRangesError
            if data is None:
                return response
            parts.feed(*_span(response, data))
            needed = parts.needed()
            if needed is None:
                return _reduced(response, parts.metadata(), request)
            wanted = f"bytes={needed[0]}-{needed[1] - 1}"
        raise DocumentError("does not show its parts")

    async def _whole(self, request: httpx.Request, further: dict[str, str]) -> tuple[bytes | None, httpx.Response]:
        """Send a request and read the answer; without a document, only the headers of that are passed on."""
        headers = httpx.Headers(request.headers)  # a copy: the cache knows the request without the others
        headers.update(further)
        response = await self._send(httpx.Request("GET", request.url, headers=headers, extensions=request.extensions))
        try:
            if response.status_code not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
                return None, httpx.Response(response.status_code, headers=_passing_headers(response))
            return await _within_limit(response), response
        finally:
            await response.aclose()

    async def _take_turn(self, request: httpx.Request) -> None:
        pace = request.extensions.get("pace", 0.0)
        if pace > 0:
            now = asyncio.get_running_loop().time()
            turn = max(now, self._turns.get(request.url.host, 0.0))
            self._turns[request.url.host] = turn + pace
            await self._pause(turn - now)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        first = request.url
        for _ in range(MAX_REDIRECTS + 1):
            self.sent += 1
            auth = request.extensions.get("auth") if _origin(request.url) == _origin(first) else None
            try:
                response = await self._http.send(request, stream=True, auth=auth)
            except (OverflowError, ExceptionGroup) as error:  # the latter by anyio, of a port that there is not
                raise httpx.UnsupportedProtocol(str(error)) from error
            if response.next_request is None:
                return response
            await response.aclose()
            # The report names whom depsov asks; nobody else learns what the project depends on.
            further = response.next_request.url
            if first.scheme == "https" and further.scheme != "https":
                raise RefusedError(f"redirects to an address without https (on {further.host})")
            if further.host != first.host and not (request.extensions.get("may_move") and further.scheme == "https"):
                raise RefusedError(f"redirects to another host ({further.host})")
            request = response.next_request
        raise RefusedError("redirects in a circle")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


async def _within_limit(response: httpx.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", *ENCODINGS}:
        raise RefusedError("packs its answers in a way that was not asked for")
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > MAX_BYTES:
            raise _TooLargeError(f"an answer over the limit of {MAX_BYTES // 2**20} MB")
        chunks.append(chunk)
    return b"".join(chunks)


def _reduced(response: httpx.Response, document: bytes, request: httpx.Request) -> httpx.Response:
    reduced = request.extensions["reduce"](document)
    return httpx.Response(httpx.codes.OK, headers=_cache_headers(response), content=reduced)


def _span(response: httpx.Response, data: bytes) -> tuple[int, bytes, int]:
    """Return where the bytes of an answer begin, they themselves, and how many the file has."""
    if response.status_code == httpx.codes.OK:
        return 0, data, len(data)  # a server that does not know ranges sends all of it
    match = re.fullmatch(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})", response.headers.get("content-range", ""))
    if match is None or int(match[2]) - int(match[1]) + 1 != len(data):
        raise _NoRangesError
    return int(match[1]), data, int(match[3])


def _cache_headers(response: httpx.Response) -> dict[str, str]:
    headers = _kept_headers(response)
    if not headers.keys() - {"age", "date", _DAY}:
        headers["cache-control"] = f"max-age={OWN_LIFETIME}"  # some mirrors send neither lifetime nor validator
    return headers


def _passing_headers(response: httpx.Response) -> dict[str, str]:
    """Return the headers of an answer without a document: of 304 those that refresh what is cached, else a wait."""
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return _kept_headers(response)
    wait = response.headers.get("retry-after", "")
    return {"cache-control": "no-store", **({"retry-after": wait} if wait and wait.isascii() else {})}


def _kept_headers(response: httpx.Response) -> dict[str, str]:
    """Return the headers that caching needs, with the time from which on the answer ages.

    An answer ages from when it came, and not from when the clock of a registry says that it was sent, if that is later:
    it would never age until then.
    """
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS and value.isascii()}
    sent = _seconds_of(headers.get("date", ""))
    headers[_DAY] = _day(headers.get("date", ""))
    headers["date"] = email.utils.formatdate(time.time() if sent is None else min(sent, time.time()), usegmt=True)
    return headers
