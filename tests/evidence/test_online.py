"""Asking registries: about the right packages, once each, and whatever happens on the way."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from depsov.documents import Document
from depsov.evidence.online import Online, gather_online
from depsov.fetch import Client
from depsov.knowledge import Knowledge, load
from depsov.model import Graph, Source, SourceKind, Trust
from depsov.registries import registry_of
from tests.evidence.packages import graph_of, npm, package, pypi

RECORDED = Path(__file__).parents[1] / "data" / "http"
MIRRORS = {"pypi": "https://pypi.example", "npm": "https://npm.example"}

Respond = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def recorded(request: httpx.Request) -> httpx.Response:
    """Answer from the recorded documents; an unrecorded request fails the test."""
    if request.url.host == "pypi.example":
        _, _, name, _ = request.url.path.split("/")
        path = RECORDED / "pypi" / f"{name}.json"
    else:
        name, version = request.url.path.removeprefix("/").rsplit("/", 1)
        path = RECORDED / "npm" / f"{name.replace('/', '__')}@{version}.json"
    assert path.is_file(), f"unrecorded: {request.url}"
    return httpx.Response(200, content=path.read_bytes(), headers={"date": "Sun, 22 Nov 2026 07:44:27 GMT"})


async def no_pause(seconds: float) -> None:
    """Wait for nothing."""


def client_of(respond: Respond, cache: Path | None = None) -> Client:
    return Client(cache=cache, transport=httpx.MockTransport(respond), pause=no_pause)


def ask(
    graph: Graph,
    knowledge: Knowledge,
    respond: Respond = recorded,
    *,
    registries: dict[str, str] | None = None,
    environ: dict[str, str] | None = None,
    settings: tuple[Document, ...] = (),
    cache: Path | None = None,
) -> Online:
    return asyncio.run(
        gather_online(
            graph,
            knowledge,
            registries=MIRRORS if registries is None else registries,
            environ=environ or {},
            settings=settings,
            client=client_of(respond, cache),
        )
    )


def identities(online: Online, purl: str) -> set[str | None]:
    return {evidence.identity for evidence in online.evidence[purl]}


def test_recorded_answers_become_dated_evidence(knowledge: Knowledge) -> None:
    wanted = [pypi("celery"), pypi("pydantic"), npm("lodash", "4.17.21"), npm("@babel/core", "7.26.0")]
    online = ask(graph_of(*wanted), knowledge)
    assert set(online.evidence) == {package.purl for package in wanted}
    assert identities(online, npm("@babel/core", "7.26.0").purl) == {"github:babel", "domain:babel.dev"}
    assert {evidence.date for found in online.evidence.values() for evidence in found} == {"2026-11-22"}
    assert online.asked == {"pypi.example": 2, "npm.example": 2}
    assert online.sources == {"PyPI project documents", "npm version documents"}
    assert online.withheld == 0
    assert not online.problems


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.REGISTRY])
def test_nobody_is_asked_about_a_package_from_elsewhere(knowledge: Knowledge, kind: SourceKind) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        pytest.fail(f"asked: {request.url}")

    source = Source(kind=kind, url="https://packages.acme.example")
    online = ask(graph_of(pypi("secret", source=source), npm("@acme/secret", source=source)), knowledge, refuse)
    assert online.withheld == 2
    assert not online.asked
    assert not online.evidence


def test_a_scope_with_a_registry_of_its_own_is_withheld_even_where_the_lockfile_leaves_that_out(
    knowledge: Knowledge,
) -> None:
    npmrc = Document("web/.npmrc", b"@acme:registry=https://packages.acme.example\n")
    online = ask(graph_of(npm("@acme/secret"), npm("react", "19.0.0")), knowledge, settings=(npmrc,))
    assert online.withheld == 1
    assert online.asked == {"npm.example": 1}


def test_an_ecosystem_without_a_source_is_left_alone(knowledge: Knowledge) -> None:
    online = ask(graph_of(package("cran", "shiny", "1.0.0")), knowledge)
    assert (online.withheld, online.asked, online.problems) == (0, {}, [])


def test_versions_of_one_python_project_share_one_question(knowledge: Knowledge) -> None:
    requests: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request.url.path)
        return recorded(request)

    one, two = pypi("celery", "5.4.0"), pypi("celery", "5.5.0")
    online = ask(graph_of(one, two), knowledge, respond)
    assert requests == ["/pypi/celery/json"]
    assert online.evidence[one.purl] == online.evidence[two.purl]
    assert online.asked == {"pypi.example": 2}


def test_failures_become_one_problem_for_each_reason(knowledge: Knowledge) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        name = request.url.path.split("/")[2]
        if name.startswith("missing"):
            return httpx.Response(404)
        return httpx.Response(200, content=b"<html>") if name == "broken" else recorded(request)

    missing = [pypi(f"missing-{number}") for number in range(7)]
    online = ask(graph_of(*missing, pypi("broken"), pypi("celery")), knowledge, respond)
    assert set(online.evidence) == {pypi("celery").purl}
    assert [(problem.stage, problem.subject) for problem in online.problems] == [("gather", "pypi.example")] * 2
    broken, not_found = (problem.message for problem in online.problems)
    assert broken.startswith("1 without an answer: an answer that cannot be read: not JSON")
    assert broken.endswith("(broken)")
    assert not_found == ("7 without an answer: not found (missing-0, missing-1, missing-2, missing-3, missing-4, ...)")
    assert online.asked == {"pypi.example": 9}


def test_a_registry_that_is_down_is_given_up_and_the_other_is_asked(knowledge: Knowledge) -> None:
    count = 0

    def respond(request: httpx.Request) -> httpx.Response:
        nonlocal count
        if request.url.host == "npm.example":
            return recorded(request)
        count += 1
        return httpx.Response(503)

    graph = graph_of(*(pypi(f"tool-{number}") for number in range(300)), npm("react", "19.0.0"))
    online = ask(graph, knowledge, respond)
    assert set(online.evidence) == {npm("react", "19.0.0").purl}
    assert count < 100
    assert {problem.subject for problem in online.problems} == {"pypi.example"}
    counts = [int(problem.message.split()[0]) for problem in online.problems]
    assert sum(counts) == 300
    assert online.asked["npm.example"] == 1
    assert online.asked["pypi.example"] < 40


def test_what_was_learnt_before_an_interruption_is_kept(knowledge: Knowledge) -> None:
    graph = graph_of(pypi("celery"), pypi("numpy"), pypi("pydantic"))

    class Stuck(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if "celery" not in request.url.path:
                await asyncio.sleep(3600)
            return recorded(request)

    async def interrupt() -> Online:
        seen = asyncio.Event()
        client = Client(cache=None, transport=Stuck())
        progress = lambda *_: seen.set()  # noqa: E731 (a callback of one expression)
        task = asyncio.create_task(
            gather_online(graph, knowledge, registries=MIRRORS, progress=progress, environ={}, client=client)
        )
        await seen.wait()
        task.cancel()
        return await task

    online = asyncio.run(interrupt())
    assert set(online.evidence) == {pypi("celery").purl}
    (problem,) = online.problems
    assert problem.message == "interrupted: 1 of 3 packages asked about"


def test_progress_counts_packages(knowledge: Knowledge) -> None:
    seen: list[tuple[int, int]] = []
    graph = graph_of(pypi("celery", "1"), pypi("celery", "2"), npm("react", "19.0.0"))
    asyncio.run(
        gather_online(
            graph,
            knowledge,
            registries=MIRRORS,
            progress=lambda done, total: seen.append((done, total)),
            environ={},
            client=client_of(recorded),
        )
    )
    assert seen[-1] == (3, 3)
    assert {total for _, total in seen} == {3}


def test_a_second_run_is_answered_by_the_cache(knowledge: Knowledge, tmp_path: Path) -> None:
    count = 0

    def respond(request: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        answer = recorded(request)
        answer.headers["cache-control"] = f"max-age={10 * 365 * 24 * 3600}"
        return answer

    graph = graph_of(pypi("celery"), npm("react", "19.0.0"))
    first, second = (ask(graph, knowledge, respond, cache=tmp_path) for _ in range(2))
    assert first == second
    assert count == 2


def test_the_cache_keeps_no_mail_and_no_account(knowledge: Knowledge, tmp_path: Path) -> None:
    ask(graph_of(pypi("celery"), pypi("pydantic"), npm("lodash", "4.17.21")), knowledge, cache=tmp_path)
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    assert b"github:lodash" in kept
    for word in (b"someone", b"Someone", b"account-", b"Distributed"):
        assert word not in kept


def asked_hosts(knowledge: Knowledge, **options: object) -> Iterator[str]:
    hosts: set[str] = set()

    def respond(request: httpx.Request) -> httpx.Response:
        hosts.add(request.url.host)
        return httpx.Response(404)

    ask(graph_of(npm("react", "19.0.0")), knowledge, respond, **options)  # type: ignore[arg-type]
    return iter(sorted(hosts))


def test_option_environment_and_settings_choose_the_registry_in_that_order(knowledge: Knowledge) -> None:
    environ = {"NPM_CONFIG_REGISTRY": "https://environment.example"}
    settings = (Document(".npmrc", b"registry=https://settings.example"),)
    default = registry_of("npm")
    assert default is not None
    assert list(asked_hosts(knowledge, environ=environ, settings=settings)) == ["npm.example"]
    none: dict[str, str] = {}
    assert list(asked_hosts(knowledge, registries=none, environ=environ, settings=settings)) == ["environment.example"]
    assert list(asked_hosts(knowledge, registries=none, settings=settings)) == ["settings.example"]
    assert list(asked_hosts(knowledge, registries=none)) == [httpx.URL(default.base_url).host]


def test_the_default_registry_goes_by_its_id(knowledge: Knowledge) -> None:
    online = ask(graph_of(npm("react", "19.0.0")), knowledge, lambda _: httpx.Response(404), registries={})
    assert online.asked == {"npm": 1}
    (problem,) = online.problems
    assert problem.subject == "npm"
    assert "`own`" in (problem.hint or "")


def test_credentials_of_a_mirror_are_not_in_the_report(knowledge: Knowledge) -> None:
    mirror = {"npm": "https://the-user:the-secret@npm.example/"}
    online = ask(graph_of(npm("react", "19.0.0")), knowledge, lambda _: httpx.Response(404), registries=mirror)
    assert online.asked == {"npm.example": 1}
    assert "the-" not in repr(online)


def test_an_index_on_the_disk_cannot_be_asked_and_nobody_else_is(knowledge: Knowledge) -> None:
    environ = {"PIP_INDEX_URL": "file:///srv/simple"}
    client = Client(cache=None, pause=no_pause)
    online = asyncio.run(gather_online(graph_of(pypi("celery")), knowledge, environ=environ, client=client))
    assert not online.evidence
    assert not online.asked
    assert [problem.message for problem in online.problems] == [
        "1 without an answer: not an address that can be asked (celery)"
    ]


def test_broken_settings_are_a_problem_and_nobody_is_asked(knowledge: Knowledge) -> None:
    settings = (Document("pip.conf", b"index-url = x"),)
    online = ask(graph_of(pypi("celery")), knowledge, registries={}, settings=settings)
    assert not online.asked
    assert [problem.subject for problem in online.problems] == ["settings"]


def test_no_answer_places_evidence_above_what_its_source_can_give(knowledge: Knowledge) -> None:
    """A registry document claims anything, but never a verified trust, nor a namespace of another ecosystem."""
    hostile = {
        "info": {
            "home_page": "npm:@angular",
            "project_urls": {"Source": "https://github.com.acme.example/python/cpython", "Code": "pypi-org:psf"},
            "author": "Python Software Foundation",
        },
        "ownership": {"organization": None, "roles": []},
        "evidence": [["curated", "verified", "x", "github:python", None]],
    }
    online = ask(graph_of(pypi("tool")), knowledge, lambda _: httpx.Response(200, content=json.dumps(hostile)))
    assert not online.evidence


def test_a_damaged_entry_in_the_cache_is_a_problem(knowledge: Knowledge, tmp_path: Path) -> None:
    graph = graph_of(pypi("celery"), npm("react", "19.0.0"))
    fresh = lambda request: httpx.Response(200, content=recorded(request).content)  # noqa: E731
    ask(graph, knowledge, fresh, cache=tmp_path)
    with closing(sqlite3.connect(tmp_path / "http-2.db")) as database:
        database.execute(
            "UPDATE streams SET chunk_data = ? WHERE CAST(chunk_data AS TEXT) LIKE '%celery%'", (b"[[1]]",)
        )
        database.commit()
    online = ask(graph, knowledge, fresh, cache=tmp_path)
    assert set(online.evidence) == {npm("react", "19.0.0").purl}
    assert [problem.message for problem in online.problems] == [
        "1 without an answer: the cached answer is damaged (celery)"
    ]


@pytest.mark.parametrize(("registries", "trust"), [({}, Trust.EXCLUSIVE), (MIRRORS, Trust.DECLARED)])
def test_only_the_registry_itself_vouches_for_who_may_publish(
    knowledge: Knowledge, registries: dict[str, str], trust: Trust
) -> None:
    def owned(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"info": {}, "ownership": {"organization": "acme", "roles": []}})

    online = ask(graph_of(pypi("tool")), knowledge, owned, registries=registries)

    (seen,) = online.evidence[pypi("tool").purl]
    assert (seen.identity, seen.trust) == ("pypi-org:acme", trust)
