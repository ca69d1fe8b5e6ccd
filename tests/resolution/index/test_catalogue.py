"""What is asked of indexes, in which order, and what is never asked."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from depsov import fetch
from depsov.fetch import NOT_FOUND, Client, Failure
from depsov.resolution.index.catalogue import Catalogue, Listing, TooManyQuestionsError
from depsov.resolution.index.metadata import Metadata
from depsov.resolution.index.page import File
from tests.resolution.local_index import metadata_of

INDEX = "https://index.example/simple"
OTHER = "https://other.example/simple"
FILES = "https://files.example"
WHEEL = "tool-1.0-py3-none-any.whl"
METADATA = metadata_of("tool", "1.0", requires=["core"])

Step = httpx.Response | Callable[[httpx.Request], httpx.Response]
Ask = Callable[[Catalogue], Awaitable[Any]]


class World:
    """Hosts that answer as told, by URL; what is not there is not found."""

    def __init__(self, **steps: Step) -> None:
        self.steps: dict[str, Step] = dict(steps)
        self.requests: list[httpx.Request] = []

    @property
    def asked(self) -> list[str]:
        return [str(request.url) for request in self.requests]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(httpx.Request(request.method, request.url, headers=request.headers))
        step = self.steps.get(str(request.url), httpx.Response(404))
        return step(request) if callable(step) else step

    def ask(self, question: Ask, *indexes: str, cache: Path | None = None, limit: int = 100) -> Any:
        async def run() -> Any:
            transport = httpx.MockTransport(self.answer)
            async with Client(cache=cache, transport=transport, pause=_no_pause) as client:
                return await question(Catalogue(client, indexes or (INDEX,), limit=limit))

        return asyncio.run(run())

    def page(self, name: str = "tool", *indexes: str, index: str | None = None, **options: Any) -> Listing | Failure:
        found: Listing | Failure = self.ask(lambda catalogue: catalogue.page(name, index), *indexes, **options)
        return found

    def metadata(self, file: File, index: str | None = INDEX, **options: Any) -> Metadata | Failure:
        found: Metadata | Failure = self.ask(lambda catalogue: catalogue.metadata(file, index), **options)
        return found


async def _no_pause(_: float) -> None:
    return


def page(*urls: str, **headers: str) -> httpx.Response:
    files = [{"filename": url.rpartition("/")[2], "url": url} for url in urls or (f"{FILES}/{WHEEL}",)]
    document = {"meta": {"api-version": "1.0"}, "files": files}
    return httpx.Response(200, json=document, headers={key.replace("_", "-"): text for key, text in headers.items()})


def wheel(padding: int = 0) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("tool/data", b"\0" * padding)
        archive.writestr("tool-1.0.dist-info/METADATA", METADATA)
    return stream.getvalue()


def ranges(data: bytes) -> Callable[[httpx.Request], httpx.Response]:
    """Serve parts of a file."""

    def answer(request: httpx.Request) -> httpx.Response:
        if "range" not in request.headers:
            return httpx.Response(200, content=data)
        first, _, last = request.headers["range"].removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, len(data) - int(last))
        end = int(last) + 1 if first else len(data)
        return httpx.Response(
            206, content=data[start:end], headers={"content-range": f"bytes {start}-{end - 1}/{len(data)}"}
        )

    return answer


def listed(**fields: Any) -> File:
    return File(WHEEL, f"{FILES}/{WHEEL}", **fields)


def found(listing: Listing | Failure) -> tuple[str, list[str]]:
    assert isinstance(listing, Listing)
    return listing.index, listing.page.versions


def failed(answer: object) -> Failure:
    assert isinstance(answer, Failure)
    return answer


def required(metadata: Metadata | Failure) -> tuple[str, ...]:
    assert isinstance(metadata, Metadata), metadata
    return metadata.requires


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_first_index_that_has_a_project_is_the_only_one_asked() -> None:
    world = World(**{f"{INDEX}/tool/": page(), f"{OTHER}/tool/": page()})
    assert found(world.page("tool", INDEX, OTHER)) == (INDEX, ["1.0"])
    assert world.asked == [f"{INDEX}/tool/"]


def test_a_later_index_is_asked_for_what_an_earlier_one_does_not_have() -> None:
    world = World(**{f"{OTHER}/tool/": page()})
    assert found(world.page("tool", INDEX, OTHER)) == (OTHER, ["1.0"])
    assert world.asked == [f"{INDEX}/tool/", f"{OTHER}/tool/"]


def test_a_project_that_no_index_has_is_not_found() -> None:
    world = World()
    assert failed(world.page("tool", INDEX, OTHER)).reason == NOT_FOUND
    assert len(world.asked) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(500),
        httpx.Response(401),
        httpx.Response(403),
        httpx.Response(429, headers={"retry-after": "9999"}),
        httpx.Response(302, headers={"location": f"{OTHER}/tool/"}),
        httpx.Response(200, content=b"{"),
        httpx.Response(200, content=b"<html>log in</html>"),
        httpx.Response(200, json={"meta": {"api-version": "2.0"}, "files": []}),
    ],
)
def test_an_index_that_fails_is_not_replaced_by_the_next(trouble: httpx.Response) -> None:
    world = World(**{f"{INDEX}/tool/": trouble, f"{OTHER}/tool/": page()})
    assert failed(world.page("tool", INDEX, OTHER)).reason != NOT_FOUND
    assert not [url for url in world.asked if url.startswith(OTHER)]


def test_an_index_that_lists_no_files_has_the_project_all_the_same() -> None:
    empty = httpx.Response(200, json={"meta": {"api-version": "1.0"}, "files": []})
    world = World(**{f"{INDEX}/tool/": empty, f"{OTHER}/tool/": page()})
    assert found(world.page("tool", INDEX, OTHER)) == (INDEX, [])


def test_an_index_that_is_named_for_a_package_is_the_only_one_asked() -> None:
    world = World(**{f"{INDEX}/tool/": page()})
    assert failed(world.page("tool", INDEX, index=OTHER)).reason == NOT_FOUND
    assert world.asked == [f"{OTHER}/tool/"]


@pytest.mark.parametrize("index", ["http://plain.example/simple", "ftp://plain.example", "file:///simple", "plain"])
def test_an_index_without_https_is_not_asked_only_because_a_package_names_it(index: str) -> None:
    world = World()
    assert "no https address" in failed(world.page("tool", INDEX, index=index)).reason
    assert world.asked == []


def test_json_is_asked_for_first() -> None:
    world = World(**{f"{INDEX}/tool/": page()})
    world.page()
    assert world.requests[0].headers["accept"].startswith("application/vnd.pypi.simple.v1+json")


def test_each_question_is_asked_once() -> None:
    world = World(**{f"{INDEX}/tool/": page(), f"{FILES}/{WHEEL}.metadata": httpx.Response(200, content=METADATA)})

    async def ask(catalogue: Catalogue) -> int:
        pages = await asyncio.gather(*(catalogue.page("tool") for _ in range(5)))
        files = [file for answer in pages if isinstance(answer, Listing) for file in answer.page.files("1.0")]
        await asyncio.gather(*(catalogue.metadata(file, INDEX) for file in files))
        await catalogue.page("tool")
        return catalogue.questions

    assert world.ask(ask) == 2
    assert len(world.asked) == 2


def test_there_is_a_limit_to_questions() -> None:
    async def ask(catalogue: Catalogue) -> None:
        for number in range(5):
            await catalogue.page(f"tool-{number}")

    world = World()
    with pytest.raises(TooManyQuestionsError):
        world.ask(ask, limit=3)
    assert len(world.asked) == 3


# --- metadata -----------------------------------------------------------------------------------------------------


def test_metadata_beside_a_file_is_all_that_is_asked_for() -> None:
    world = World(**{f"{FILES}/{WHEEL}.metadata": httpx.Response(200, content=METADATA)})
    digest = hashlib.sha256(METADATA).hexdigest()
    assert required(world.metadata(listed(metadata=digest.upper()))) == ("core",)
    assert required(world.metadata(listed(metadata=""))) == ("core",)
    assert set(world.asked) == {f"{FILES}/{WHEEL}.metadata"}


def test_metadata_with_another_hash_is_refused_whatever_the_file_says() -> None:
    world = World(**{f"{FILES}/{WHEEL}.metadata": httpx.Response(200, content=METADATA)})
    world.steps[f"{FILES}/{WHEEL}"] = ranges(wheel())
    failure = failed(world.metadata(listed(metadata="0" * 64)))
    assert failure == Failure("is not the metadata that the index announces: its hash differs", host_failed=True)
    assert len(world.asked) == 1


@pytest.mark.parametrize("announced", [None, ""])
def test_metadata_that_is_not_there_is_read_out_of_the_file(announced: str | None) -> None:
    world = World(**{f"{FILES}/{WHEEL}": ranges(wheel())})
    assert required(world.metadata(listed(metadata=announced))) == ("core",)
    assert world.asked == [f"{FILES}/{WHEEL}.metadata", f"{FILES}/{WHEEL}"]


def test_a_file_that_is_listed_and_not_there_is_a_fault_of_the_index() -> None:
    assert World().metadata(listed()) == Failure("its file is not there", host_failed=True)


def test_only_some_bytes_of_a_large_file_are_asked_for() -> None:
    data = wheel(padding=2**20)
    world = World(**{f"{FILES}/{WHEEL}": ranges(data)})
    assert required(world.metadata(listed(), None)) == ("core",)
    assert [request.headers["range"] for request in world.requests] == ["bytes=-16384"]
    assert {request.headers["accept-encoding"] for request in world.requests} == {"identity"}


def _lies(**headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(206, content=ranges(wheel(2**16))(request).content, headers=headers)


@pytest.mark.parametrize(
    "part",
    [
        httpx.Response(416),
        httpx.Response(416, headers={"content-range": "bytes */5"}),
        _lies(),
        _lies(**{"content-range": "bytes 0-5/70000"}),
        _lies(**{"content-range": "items 0-5/6"}),
        _lies(**{"content-type": "multipart/byteranges; boundary=x"}),
    ],
)
def test_a_host_that_gives_no_parts_is_asked_for_the_whole(part: Step) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "range" in request.headers:
            return part(request) if callable(part) else part
        return httpx.Response(200, content=wheel(2**16))

    world = World(**{f"{FILES}/{WHEEL}": answer})
    assert required(world.metadata(listed(), None)) == ("core",)
    assert len(world.asked) == 2


def test_a_host_that_sends_the_whole_is_not_asked_again() -> None:
    world = World(**{f"{FILES}/{WHEEL}": httpx.Response(200, content=wheel(2**16))})
    assert required(world.metadata(listed(), None)) == ("core",)
    assert len(world.asked) == 1


def test_a_host_that_says_another_place_for_what_it_sends_is_found_out() -> None:

    def lie(request: httpx.Request) -> httpx.Response:
        data = ranges(wheel(2**16))(request).content
        return httpx.Response(206, content=data, headers={"content-range": f"bytes 0-{len(data) - 1}/{2**17}"})

    world = World(**{f"{FILES}/{WHEEL}": lie})
    answer = world.metadata(listed(), None)
    assert isinstance(answer, Failure) or answer.requires == ("core",)
    assert len(world.asked) <= 9


def test_a_mirror_that_has_no_metadata_beside_files_is_asked_a_few_times() -> None:
    async def ask(catalogue: Catalogue) -> None:
        for number in range(10):
            await catalogue.metadata(File(WHEEL, f"{FILES}/{number}/{WHEEL}"), INDEX)

    world = World(**{f"{FILES}/{number}/{WHEEL}": ranges(wheel()) for number in range(10)})
    world.ask(ask)
    assert sum(url.endswith(".metadata") for url in world.asked) == 3
    assert len(world.asked) == 13


def test_a_mirror_that_has_some_metadata_is_asked_as_long_as_that_pays() -> None:
    async def ask(catalogue: Catalogue) -> list[Any]:
        return [await catalogue.metadata(File(WHEEL, f"{FILES}/{number}/{WHEEL}"), INDEX) for number in range(20)]

    world = World(**{f"{FILES}/{number}/{WHEEL}": ranges(wheel()) for number in range(20)})
    for number in range(20):
        if number % 3 == 1:
            continue
        world.steps[f"{FILES}/{number}/{WHEEL}.metadata"] = httpx.Response(200, content=METADATA)
    assert all(isinstance(answer, Metadata) for answer in world.ask(ask))
    assert sum(url.endswith(".metadata") for url in world.asked) == 20


def test_a_mirror_that_refuses_metadata_beside_files_still_gives_the_files() -> None:
    world = World(**{f"{FILES}/{WHEEL}.metadata": httpx.Response(403)})
    world.steps[f"{FILES}/{WHEEL}"] = ranges(wheel())
    assert required(world.metadata(listed())) == ("core",)


def test_a_file_at_an_address_of_its_own_has_no_metadata_beside_it() -> None:
    world = World(**{f"{FILES}/{WHEEL}": ranges(wheel())})
    assert required(world.metadata(listed(), None)) == ("core",)
    assert world.asked == [f"{FILES}/{WHEEL}"]


def test_a_source_archive_is_checked_and_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("tool-1.0/PKG-INFO", METADATA)
    data = stream.getvalue()
    world = World(**{f"{FILES}/tool-1.0.zip": httpx.Response(200, content=data)})

    def sdist(*hashes: tuple[str, str]) -> Metadata | Failure:
        return world.metadata(File("tool-1.0.zip", f"{FILES}/tool-1.0.zip", hashes=hashes))

    assert required(sdist()) == ("core",)
    assert required(sdist(("sha256", hashlib.sha256(data).hexdigest().upper()), ("md5", "0"))) == ("core",)
    assert required(sdist(("sha512", hashlib.sha512(data).hexdigest()))) == ("core",)
    assert failed(sdist(("sha256", "0" * 64))).host_failed
    assert failed(sdist(("sha512", "0" * 128))).host_failed


def test_a_file_over_the_limit_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 2**16)
    world = World(**{f"{FILES}/{WHEEL}": httpx.Response(200, content=wheel(2**17))})
    assert world.metadata(listed()) == Failure("an answer over the limit of 0 MB", host_failed=True)


def test_a_file_that_is_none_is_one_that_no_tool_can_read() -> None:
    world = World(**{f"{FILES}/{WHEEL}": httpx.Response(200, content=b"no archive")})
    failure = failed(world.metadata(listed()))
    assert (failure.host_failed, failure.reason.startswith(fetch.UNREADABLE)) == (False, True)


# --- hosts and secrets --------------------------------------------------------------------------------------------


def test_files_may_be_moved_to_another_host_over_https() -> None:
    moved = "https://store.example/signed?key=1"
    world = World(
        **{
            f"{FILES}/{WHEEL}.metadata": httpx.Response(302, headers={"location": moved}),
            moved: httpx.Response(200, content=METADATA),
        }
    )
    assert required(world.metadata(listed(metadata=""))) == ("core",)


@pytest.mark.parametrize("to", ["http://store.example/x", "http://files.example/x", "ftp://store.example/x"])
def test_files_may_not_be_moved_to_where_anybody_could_change_them(to: str) -> None:
    world = World(**{f"{FILES}/{WHEEL}": httpx.Response(302, headers={"location": to})})
    failure = failed(world.metadata(listed(), None))
    assert failure.host_failed
    assert world.asked == [f"{FILES}/{WHEEL}"]


@pytest.mark.parametrize("url", [f"http://files.example/{WHEEL}", f"file:///{WHEEL}", f"ftp://files.example/{WHEEL}"])
@pytest.mark.parametrize("index", [INDEX, None])
def test_an_index_with_https_cannot_lead_to_files_without(url: str, index: str | None) -> None:
    world = World()
    assert "no https address" in failed(world.metadata(File(WHEEL, url), index)).reason
    assert world.asked == []


def test_what_the_user_asks_without_https_may_list_such_files() -> None:
    plain = "http://plain.example/simple"
    world = World(
        **{f"{plain}/tool/": page(), f"http://plain.example/{WHEEL}.metadata": httpx.Response(200, content=METADATA)}
    )
    assert found(world.page("tool", plain)) == (plain, ["1.0"])
    assert required(world.metadata(File(WHEEL, f"http://plain.example/{WHEEL}"), plain)) == ("core",)


SECRET = "https://me:the-secret@index.example/simple"


def test_the_secret_of_an_index_goes_to_its_own_server_only(tmp_path: Path) -> None:
    own, foreign = "https://index.example/files/1/" + WHEEL, f"{FILES}/2/{WHEEL}"
    world = World(**{f"{INDEX}/tool/": page(own, foreign), f"{OTHER}/other/": page()})
    for url in (own, foreign):
        world.steps[f"{url}.metadata"] = httpx.Response(200, content=METADATA)

    async def ask(catalogue: Catalogue) -> Listing:
        listing = await catalogue.page("tool")
        assert isinstance(listing, Listing)
        for file in listing.page.files("1.0"):
            assert isinstance(await catalogue.metadata(file, listing.index), Metadata)
        await catalogue.page("other")
        return listing

    listing = world.ask(ask, SECRET, OTHER, cache=tmp_path)
    assert listing.index == INDEX
    assert "secret" not in str(listing.page.files("1.0"))
    with_secret = {str(request.url) for request in world.requests if "authorization" in request.headers}
    assert with_secret == {f"{INDEX}/tool/", f"{own}.metadata", f"{INDEX}/other/"}
    assert "the-secret" not in " ".join(world.asked)
    assert b"the-secret" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("port", ["", ":8443"])
def test_the_secret_does_not_follow_a_file_that_is_moved(port: str) -> None:
    host = f"https://index.example{port}" if port else "https://store.example"
    start = f"https://index.example/{WHEEL}"
    world = World(
        **{
            f"{start}.metadata": httpx.Response(302, headers={"location": f"{host}/x"}),
            f"{host}/x": httpx.Response(200, content=METADATA),
        }
    )
    file = File(WHEEL, start, metadata="")
    assert required(world.ask(lambda catalogue: catalogue.metadata(file, INDEX), SECRET)) == ("core",)
    assert ["authorization" in request.headers for request in world.requests] == [True, False]


def test_the_secret_of_an_index_that_is_named_for_a_package_is_sent_as_well() -> None:
    world = World(**{f"{INDEX}/tool/": page()})
    assert found(world.page("tool", OTHER, index=SECRET)) == (INDEX, ["1.0"])
    assert "authorization" in world.requests[0].headers


def test_a_page_does_not_bring_secrets_along(tmp_path: Path) -> None:
    """Whoever can write a page could have the client log in somewhere as somebody else."""
    world = World(**{f"{INDEX}/tool/": page(f"https://you:the-secret@files.example/{WHEEL}")})
    world.steps[f"{FILES}/{WHEEL}"] = ranges(wheel())

    async def ask(catalogue: Catalogue) -> Any:
        listing = await catalogue.page("tool")
        assert isinstance(listing, Listing)
        return await catalogue.metadata(listing.page.files("1.0")[0], INDEX)

    assert required(world.ask(ask, cache=tmp_path)) == ("core",)
    assert not any("authorization" in request.headers for request in world.requests)


def test_failures_tell_no_secret() -> None:
    for step in (httpx.Response(500), httpx.Response(302, headers={"location": "https://you:pass@x.example/"})):
        world = World(**{f"{INDEX}/tool/": step})
        assert "secret" not in failed(world.page("tool", SECRET)).reason
        assert "pass" not in failed(world.page("tool", SECRET)).reason


# --- the cache ----------------------------------------------------------------------------------------------------


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    fresh = {"cache_control": "max-age=600"}
    world = World(**{f"{INDEX}/tool/": page(**fresh)})
    world.steps[f"{FILES}/{WHEEL}"] = lambda request: _fresh(ranges(wheel())(request))
    for _ in range(2):
        assert found(world.page(cache=tmp_path)) == (INDEX, ["1.0"])
        assert required(world.metadata(listed(), None, cache=tmp_path)) == ("core",)
    assert len(world.asked) == 2


def _fresh(response: httpx.Response) -> httpx.Response:
    response.headers["cache-control"] = "max-age=600"
    return response


@pytest.mark.parametrize("damage", [b"{", b"[]", b'{"name": "tool"}', b"1.0", b"\xff"])
def test_a_damaged_cache_is_a_failure_and_no_answer(tmp_path: Path, damage: bytes) -> None:
    world = World(**{f"{INDEX}/tool/": page(cache_control="max-age=600")})
    world.steps[f"{FILES}/{WHEEL}"] = lambda request: _fresh(ranges(wheel())(request))
    world.page(cache=tmp_path)
    world.metadata(listed(), None, cache=tmp_path)
    with closing(sqlite3.connect(tmp_path / "http-2.db")) as database:
        database.execute("UPDATE streams SET chunk_data = ? WHERE length(chunk_data) > 0", (damage,))
        database.commit()
    assert failed(world.page(cache=tmp_path)).reason.startswith("the cache is damaged")
    assert failed(world.metadata(listed(), None, cache=tmp_path)).host_failed
    assert len(world.asked) == 2


def test_nothing_but_names_versions_and_files_is_kept_of_a_page(tmp_path: Path) -> None:
    document = {
        "meta": {"api-version": "1.4", "maintainer": "the-handle"},
        "files": [{"filename": WHEEL, "url": f"{FILES}/{WHEEL}", "uploader": "the-handle", "provenance": "the-handle"}],
        "alternate-locations": ["the-handle"],
    }
    world = World(**{f"{INDEX}/tool/": httpx.Response(200, content=json.dumps(document).encode())})
    assert found(world.page(cache=tmp_path)) == (INDEX, ["1.0"])
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"files.example" in kept
    assert b"the-handle" not in kept
