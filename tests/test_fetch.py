"""The client: retries, limits, the cache, and what the cache holds."""

from __future__ import annotations

import asyncio
import email.utils
import json
import sqlite3
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from depsov import __version__, fetch
from depsov.errors import DocumentError
from depsov.fetch import Answer, Client, Failure

URL = "https://registry.example/tool"
PERSONAL = {"author": "someone@example.org", "account": "the-handle", "links": ["https://github.com/acme/tool"]}

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Registry:
    """A registry that answers as told, one step for each request, the last one for ever."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        # A copy of the headers as they were sent: the client restores its own afterwards.
        self.requests.append(httpx.Request(request.method, request.url, headers=request.headers))
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else step(request)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def client(self, cache: Path | None = None) -> Client:
        return Client(cache=cache, transport=httpx.MockTransport(self.answer), pause=self.pause)

    def get(self, *urls: str, cache: Path | None = None) -> list[Answer | Failure]:
        async def ask() -> list[Answer | Failure]:
            async with self.client(cache) as client:
                return [await client.get(url, links, variant="test/1") for url in urls or (URL,)]

        return asyncio.run(ask())


def links(document: bytes) -> bytes:
    """Keep the links of a document, and nothing else."""
    try:
        return json.dumps(json.loads(document)["links"]).encode()
    except ValueError as error:
        raise DocumentError("not JSON") from error


def document(**headers: str) -> httpx.Response:
    return httpx.Response(200, json=PERSONAL, headers={key.replace("_", "-"): value for key, value in headers.items()})


def fail(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={key.replace("_", "-"): value for key, value in headers.items()})


def stored(cache: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(cache.rglob("*")) if path.is_file())


def test_an_answer_is_reduced_and_dated() -> None:
    registry = Registry(document(date="Sun, 22 Nov 2026 07:44:27 GMT"))
    assert registry.get() == [Answer(b'["https://github.com/acme/tool"]', "2026-11-22")]


def test_an_answer_without_a_date_is_of_today() -> None:
    (answer,) = Registry(document()).get()
    assert isinstance(answer, Answer)
    assert answer.date in {time.strftime("%Y-%m-%d", time.gmtime(time.time() - back)) for back in (0, 60)}


def test_the_client_says_who_it_is() -> None:
    registry = Registry(document())
    registry.get()
    (request,) = registry.requests
    assert request.headers["user-agent"] == f"depsov/{__version__}"
    assert request.headers["accept"] == "application/json"


@pytest.mark.parametrize(
    "trouble",
    [
        fail(429),
        fail(500),
        fail(502),
        fail(503),
        fail(504),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
    ],
)
def test_what_may_pass_is_tried_again_after_growing_pauses(trouble: Step) -> None:
    registry = Registry(trouble, trouble, document())
    (answer,) = registry.get()
    assert isinstance(answer, Answer)
    assert registry.pauses == [0.5, 1.0]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (fail(500), "HTTP 500"),
        (httpx.ReadTimeout("slow"), "no answer in time"),
        (httpx.ConnectError("refused"), "the connection failed (ConnectError)"),
    ],
)
def test_after_three_attempts_the_reason_is_told(trouble: Step, reason: str) -> None:
    registry = Registry(trouble)
    assert registry.get() == [Failure(reason, host_failed=True)]
    assert len(registry.requests) == fetch.ATTEMPTS


def test_retry_after_in_seconds_is_honoured() -> None:
    registry = Registry(fail(429, retry_after="7"), document())
    assert isinstance(registry.get()[0], Answer)
    assert registry.pauses == [7.0]


def test_retry_after_as_a_date_is_honoured() -> None:
    until = email.utils.formatdate(time.time() + 20, usegmt=True)
    registry = Registry(fail(503, retry_after=until), document())
    assert isinstance(registry.get()[0], Answer)
    assert registry.pauses == [pytest.approx(20, abs=3)]


def test_retry_after_in_the_past_means_at_once() -> None:
    registry = Registry(fail(503, retry_after="Sun, 06 Nov 1994 08:49:37 GMT"), document())
    assert isinstance(registry.get()[0], Answer)
    assert registry.pauses == [0.0]


@pytest.mark.parametrize("wish", ["soon", "-1", "1.5", ""])
def test_a_retry_after_that_makes_no_sense_is_passed_over(wish: str) -> None:
    registry = Registry(fail(503, retry_after=wish), document())
    assert isinstance(registry.get()[0], Answer)
    assert registry.pauses == [0.5]


def test_nobody_waits_for_an_hour() -> None:
    registry = Registry(fail(429, retry_after="3600"))
    assert registry.get() == [Failure("HTTP 429, asks to wait 3600 s", host_failed=True)]
    assert registry.pauses == []


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, Failure("not found")),
        (410, Failure("not found")),
        (401, Failure("HTTP 401", host_failed=True)),
        (403, Failure("HTTP 403", host_failed=True)),
        (418, Failure("HTTP 418", host_failed=True)),
    ],
)
def test_an_answer_that_will_not_change_is_not_asked_for_again(status: int, failure: Failure) -> None:
    registry = Registry(fail(status))
    assert registry.get() == [failure]
    assert len(registry.requests) == 1


def test_malformed_json_is_a_failure_of_that_document() -> None:
    registry = Registry(httpx.Response(200, content=b"<html>"), document())
    first, second = registry.get(f"{URL}/a", f"{URL}/b")
    assert first == Failure("an answer that cannot be read: not JSON")
    assert isinstance(second, Answer)


def test_a_host_that_keeps_failing_is_given_up() -> None:
    registry = Registry(fail(500))
    answers = registry.get(*(f"{URL}/{number}" for number in range(20)))
    assert len(registry.requests) == fetch.GIVE_UP_AFTER * fetch.ATTEMPTS
    assert answers[fetch.GIVE_UP_AFTER - 1] == Failure("HTTP 500", host_failed=True)
    given_up = Failure("given up after several failures", host_failed=True, was_asked=False)
    assert answers[fetch.GIVE_UP_AFTER :] == [given_up] * 15


def test_another_host_is_still_asked() -> None:
    def by_host(request: httpx.Request) -> httpx.Response:
        return document() if request.url.host == "other.example" else fail(500)

    registry = Registry(by_host)
    *_, last = registry.get(*(f"{URL}/{number}" for number in range(20)), "https://other.example/tool")
    assert isinstance(last, Answer)


def test_single_failures_do_not_add_up() -> None:
    steps: list[Step] = []
    for _ in range(fetch.GIVE_UP_AFTER * 2):
        steps += [fail(403), document()]
    answers = Registry(*steps).get(*(f"{URL}/{number}" for number in range(len(steps))))
    assert sum(isinstance(answer, Answer) for answer in answers) == fetch.GIVE_UP_AFTER * 2


def test_missing_documents_are_no_reason_to_give_up() -> None:
    registry = Registry(fail(404))
    assert registry.get(*(f"{URL}/{number}" for number in range(20))) == [Failure("not found")] * 20


def test_a_server_that_sends_byte_by_byte_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.01)
                yield b" "

    monkeypatch.setattr(fetch, "PATIENCE", 0.05)
    registry = Registry(lambda _: httpx.Response(200, stream=Drip()))
    assert registry.get() == [Failure("no answer in time", host_failed=True)]


def test_a_document_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 2**20)
    bomb = zlib.compress(b" " * 2**24)
    registry = Registry(httpx.Response(200, content=bomb, headers={"content-encoding": "deflate"}))
    assert registry.get() == [Failure("an answer over the limit of 1 MB")]


def test_a_redirect_on_the_same_host_is_followed() -> None:
    registry = Registry(httpx.Response(301, headers={"location": "/tool/"}), document())
    assert isinstance(registry.get()[0], Answer)
    assert [request.url.path for request in registry.requests] == ["/tool", "/tool/"]


def test_a_redirect_to_another_host_is_not() -> None:
    registry = Registry(httpx.Response(302, headers={"location": "https://other.example/tool"}))
    assert registry.get() == [Failure("redirects to another host (other.example)", host_failed=True)]
    assert len(registry.requests) == 1


def test_redirects_in_a_circle_end() -> None:
    registry = Registry(httpx.Response(302, headers={"location": URL}))
    assert registry.get() == [Failure("redirects in a circle", host_failed=True)]


@pytest.mark.parametrize("url", ["file:///simple/tool", "registry.example/tool", "https://[::", "https://"])
def test_what_is_no_web_address_is_told(url: str) -> None:
    async def ask() -> Answer | Failure:
        async with Client(cache=None) as client:
            return await client.get(url, links, variant="test/1")

    answer = asyncio.run(ask())
    assert isinstance(answer, Failure)
    assert answer.host_failed


def test_no_more_requests_than_allowed_are_under_way() -> None:
    under_way = most = 0

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.005)
            under_way -= 1
            return document()

    async def ask() -> None:
        async with Client(cache=None, concurrency=3, transport=Slow()) as client:
            await asyncio.gather(*(client.get(f"{URL}/{number}", links, variant="test/1") for number in range(20)))

    asyncio.run(ask())
    assert most == 3


# --- the cache ----------------------------------------------------------------------------------------------------


def test_a_fresh_answer_is_not_asked_for_again(tmp_path: Path) -> None:
    registry = Registry(document(cache_control="max-age=600", etag='"1"'))
    first, second = registry.get(cache=tmp_path), registry.get(cache=tmp_path)
    assert first == second
    assert len(registry.requests) == 1


def test_a_stale_answer_is_revalidated(tmp_path: Path) -> None:
    registry = Registry(
        document(cache_control="max-age=0", etag='"1"', date="Sat, 21 Nov 2026 07:44:27 GMT"),
        fail(304, etag='"1"', date="Sun, 22 Nov 2026 07:44:27 GMT"),
    )
    (first,), (second,) = registry.get(cache=tmp_path), registry.get(cache=tmp_path)
    assert isinstance(first, Answer)
    assert second == Answer(first.body, "2026-11-22")
    assert registry.requests[1].headers["if-none-match"] == '"1"'


def test_a_changed_document_replaces_the_stale_one(tmp_path: Path) -> None:
    later = {"etag": '"2"', "date": "Sun, 22 Nov 2026 07:44:27 GMT"}
    changed = httpx.Response(200, json={"links": ["changed"]}, headers=later)
    first = document(cache_control="max-age=0", etag='"1"', date="Sat, 21 Nov 2026 07:44:27 GMT")
    registry = Registry(first, changed, fail(304, etag='"2"'))
    _, (second,), (third,) = (registry.get(cache=tmp_path) for _ in range(3))
    assert isinstance(second, Answer)
    assert isinstance(third, Answer)
    assert second.body == third.body == b'["changed"]'
    assert [request.headers.get("if-none-match") for request in registry.requests] == [None, '"1"', '"2"']


def test_an_answer_that_says_nothing_of_caching_holds_for_a_day(tmp_path: Path) -> None:
    registry = Registry(document(), document())
    assert registry.get(cache=tmp_path) == registry.get(cache=tmp_path)
    assert len(registry.requests) == 1
    yesterday = email.utils.formatdate(time.time() - fetch.OWN_LIFETIME - 60, usegmt=True)
    registry = Registry(document(date=yesterday), document())
    registry.get(f"{URL}/old", cache=tmp_path)
    registry.get(f"{URL}/old", cache=tmp_path)
    assert len(registry.requests) == 2


@pytest.mark.parametrize("answer", [document(cache_control="no-store"), fail(404), fail(403)])
def test_what_must_not_be_kept_is_not(tmp_path: Path, answer: httpx.Response) -> None:
    registry = Registry(answer)
    registry.get(cache=tmp_path)
    registry.get(cache=tmp_path)
    assert len(registry.requests) == 2


def test_an_entry_is_gone_after_thirty_days(tmp_path: Path) -> None:
    registry = Registry(document(cache_control=f"max-age={365 * 24 * 3600}"))
    registry.get(cache=tmp_path)
    with closing(sqlite3.connect(tmp_path / "http-2.db")) as database:
        ((until,),) = database.execute("SELECT expires_at FROM entries")
        assert until == pytest.approx(time.time() + 30 * 24 * 3600, abs=60)
        database.execute("UPDATE entries SET expires_at = ?", (time.time() - 1,))
        database.commit()
    registry.get(cache=tmp_path)
    assert len(registry.requests) == 2


def test_nothing_of_a_person_reaches_the_disk(tmp_path: Path) -> None:
    personal = {"set_cookie": "id=the-handle", "x_owner": "the-handle", "vary": "x-owner"}
    registry = Registry(document(etag='"1"', **personal), fail(304, etag='"1"', **personal))
    registry.get(cache=tmp_path)
    registry.get(cache=tmp_path)
    kept = stored(tmp_path)
    assert b"github.com/acme/tool" in kept
    for word in (b"someone", b"example.org", b"the-handle"):
        assert word not in kept


def test_credentials_are_sent_and_not_kept(tmp_path: Path) -> None:
    registry = Registry(document())
    registry.get("https://the-user:the-secret@registry.example/tool", cache=tmp_path)
    (request,) = registry.requests
    assert request.headers["authorization"].startswith("Basic ")
    assert request.url == URL
    kept = stored(tmp_path)
    assert b"registry.example" in kept
    for word in (b"the-user", b"the-secret", request.headers["authorization"].encode()):
        assert word not in kept


def test_the_cache_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "cache"
    Registry(document()).get(cache=folder)
    assert folder.stat().st_mode & 0o077 == 0


def broken_caches(tmp_path: Path) -> Iterable[Path]:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    yield tmp_path / "file"
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "http-2.db").write_bytes(b"not a database " * 100)
    yield tmp_path / "damaged"


def test_a_cache_that_cannot_be_used_costs_a_problem_only(tmp_path: Path) -> None:
    async def ask(folder: Path) -> tuple[Answer | Failure, Client]:
        async with Registry(document()).client(folder) as client:
            return await client.get(URL, links, variant="test/1"), client

    for folder in broken_caches(tmp_path):
        answer, client = asyncio.run(ask(folder))
        assert isinstance(answer, Answer)
        assert [(problem.stage, problem.subject) for problem in client.problems] == [("gather", "cache")]


def test_two_scans_share_a_cache(tmp_path: Path) -> None:
    registry = Registry(document(cache_control="max-age=600"))

    async def both() -> None:
        async with registry.client(tmp_path) as one, registry.client(tmp_path) as other:
            urls = [f"{URL}/{number}" for number in range(20)]
            answers = await asyncio.gather(
                *(client.get(url, links, variant="test/1") for url in urls for client in (one, other))
            )
        assert all(isinstance(answer, Answer) for answer in answers)

    asyncio.run(both())


def test_another_way_of_reducing_asks_anew(tmp_path: Path) -> None:
    registry = Registry(document(cache_control="max-age=600"))

    async def ask() -> None:
        async with registry.client(tmp_path) as client:
            for variant in ("test/1", "test/2", "test/1"):
                await client.get(URL, links, variant=variant)

    asyncio.run(ask())
    assert len(registry.requests) == 2


def test_a_cache_that_breaks_on_the_way_is_done_without(tmp_path: Path) -> None:
    registry = Registry(document(cache_control="max-age=600"))
    registry.get(cache=tmp_path)
    with closing(sqlite3.connect(tmp_path / "http-2.db")) as database:
        database.execute("DELETE FROM streams")
        database.commit()

    async def ask() -> tuple[list[Answer | Failure], Client]:
        async with registry.client(tmp_path) as client:
            return [await client.get(URL, links, variant="test/1") for _ in range(2)], client

    answers, client = asyncio.run(ask())
    assert all(isinstance(answer, Answer) for answer in answers)
    assert [problem.subject for problem in client.problems] == ["cache"]
