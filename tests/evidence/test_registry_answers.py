"""Every source that asks a registry, against a local server that answers as the registry's documentation says.

The documents are written by hand from that documentation, for a made-up package; none is a recording.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from depsov.errors import DocumentError
from depsov.evidence._source import OnlineSource
from depsov.evidence.forges import FORGE_HOSTS
from depsov.evidence.online import Online, gather_online
from depsov.evidence.sources import SOURCES, is_askable, sources_of
from depsov.fetch import Client
from depsov.knowledge import load
from depsov.model import EvidenceKind, Package, Source, SourceKind, Trust
from depsov.registries import REGISTRIES, registry_of
from tests.evidence.packages import graph_of, package

ANSWERS = Path(__file__).parents[1] / "data" / "http"
ON_LOOPBACK = pytest.mark.allow_hosts(["127.0.0.1"])


class _Registry(BaseHTTPRequestHandler):
    """Serves `tests/data/http/ECOSYSTEM/PATH` under `/ECOSYSTEM/PATH`; a query stands for one more part of the path."""

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        query = [
            text.replace(":", "_") for text in parse_qs(split.query).get("q", [])
        ]  # no file has a colon everywhere
        path = ANSWERS.joinpath(*unquote(split.path).strip("/").split("/"), *query)
        found = next((file for file in (path, path.with_name(f"{path.name}.json")) if file.is_file()), None)
        body = b"" if found is None else found.read_bytes()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture(scope="module")
def registry() -> Iterator[str]:
    """Return the address of a registry that serves every ecosystem."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Registry) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _ask(registry: str, asked: Package) -> Online:
    knowledge = load()
    bases = {ecosystem: f"{registry}/{ecosystem}" for ecosystem in SOURCES}
    client = Client(cache=None)
    return asyncio.run(gather_online(graph_of(asked), knowledge, registries=bases, environ={}, client=client))


REPOSITORY = ("repository", "github:example-works")
HOMEPAGE = ("domain", "domain:example.org")
TOOLS = [
    (package("cargo", "acme-tools", "1.2.0"), {REPOSITORY, HOMEPAGE, ("namespace", "github:example-works")}),
    (package("composer", "acme/tools", "2.1.0"), {REPOSITORY, HOMEPAGE, ("hint", "github:example-works")}),
    (package("gem", "acme-tools", "3.0.0"), {REPOSITORY, HOMEPAGE}),
    (
        package("nuget", "Acme.Tools", "4.0.0"),
        {("namespace", "nuget:acme.tools"), ("namespace", "nuget:acme"), ("homepage", "github:example-works")},
    ),
    (package("maven", "org.example.works/tools", "5.0"), {REPOSITORY, HOMEPAGE}),
    (package("golang", "tools.example.org/Acme", "v1.6.0"), {REPOSITORY}),
    (package("hex", "acme_tools", "0.7.0"), {REPOSITORY, ("hint", "github:example-works")}),
    (
        package("pub", "acme_tools", "8.0.0"),
        {REPOSITORY, HOMEPAGE, ("hint", "github:example-works"), ("namespace", "domain:example.org")},
    ),
    (package("conda", "acme-tools", "9.0"), {REPOSITORY, HOMEPAGE}),
]


@ON_LOOPBACK
@pytest.mark.parametrize(("asked", "expected"), TOOLS, ids=lambda item: getattr(item, "ecosystem", ""))
def test_answers_become_evidence(asked: Package, expected: set[tuple[str, str]], registry: str) -> None:
    online = _ask(registry, asked)
    assert not online.problems
    assert {(item.kind.value, item.identity) for item in online.evidence[asked.purl]} == expected
    assert list(online.asked.values()) == [1]
    named = registry_of(asked.ecosystem)
    assert named is not None
    assert {item.source for item in online.evidence[asked.purl]} == {named.name}


@ON_LOOPBACK
@pytest.mark.parametrize("asked", [asked for asked, _ in TOOLS], ids=lambda item: item.ecosystem)
def test_no_person_gets_through(asked: Package, registry: str) -> None:
    said = repr(_ask(registry, asked).evidence).lower()
    assert "@" not in said.replace(asked.purl.lower(), "")
    assert "example-owner" not in said
    assert "example owner" not in said


@ON_LOOPBACK
@pytest.mark.parametrize("asked", [asked for asked, _ in TOOLS], ids=lambda item: item.ecosystem)
def test_a_package_that_the_registry_does_not_have_is_a_problem(asked: Package, registry: str) -> None:
    online = _ask(registry, package(asked.ecosystem, f"{asked.name}-typo", "1.0"))
    assert not online.evidence
    assert [problem.message.partition(" (")[0] for problem in online.problems] == [
        "1 without an answer: not found"
    ] or (asked.ecosystem == "nuget")


def test_every_registry_that_is_asked_has_a_source() -> None:
    assert {item.ecosystem for item in REGISTRIES if item.is_asked} == {*SOURCES}


def test_every_source_is_among_them() -> None:
    assert {*SOURCES} == {"npm", "pypi", *(asked.ecosystem for asked, _ in TOOLS)}


# --- what can go wrong in an answer -------------------------------------------------------------------------------

EVERY = [(ecosystem, source) for ecosystem in SOURCES for source in sources_of(ecosystem)]
EACH = pytest.mark.parametrize("source", [source for _, source in EVERY], ids=lambda source: source.ID)


def test_each_source_is_listed_under_the_ecosystem_that_it_reads() -> None:
    assert all(ecosystem == source.ECOSYSTEM for ecosystem, source in EVERY)


STRANGE = [
    *(b'{"crate": []}', b'{"users": [1, {"login": 7}, {"login": "github:"}]}', b'{"packages": {"a/b": [null]}}'),
    *(b'{"data": [[], {"verified": true, "id": 1}]}', b'{"meta": {"links": []}}', b'{"latest": {"pubspec": {}}}'),
    *(b'{"Origin": {"URL": 5}}', b'{"homepage_uri": {}, "dev_url": []}', b'{"publisherId": null}', b"{}"),
]


@EACH
@pytest.mark.parametrize("document", [b"", b"[]", b"\xff", b"<a>", b'{"a":', *STRANGE])
def test_whatever_the_bytes_there_is_evidence_or_a_named_error(source: OnlineSource, document: bytes) -> None:
    try:
        found = source.read(document, FORGE_HOSTS)
    except DocumentError:
        return
    assert all(item.trust is not Trust.VERIFIED for item in found)


# --- whom the answers let speak -----------------------------------------------------------------------------------


def _owners(*logins: str) -> set[tuple[EvidenceKind, str | None]]:
    from depsov.evidence import crate_owners

    users = ",".join(f'{{"login": "{login}"}}' for login in logins)
    found = crate_owners.read(f'{{"users": [{users}]}}'.encode(), FORGE_HOSTS)
    return {(item.kind, item.identity) for item in found}


def test_a_team_is_a_namespace_only_where_nobody_else_owns_the_crate() -> None:
    team, other = "github:example-works:core", "github:example-labs:core"
    assert _owners(team, "github:example-works:ops") == {(EvidenceKind.NAMESPACE, "github:example-works")}
    assert _owners(team, "someone") == {(EvidenceKind.HINT, "github:example-works")}
    assert {kind for kind, _ in _owners(team, other)} == {EvidenceKind.HINT}
    assert _owners("someone") == set()


def test_a_prefix_that_is_not_reserved_is_no_namespace() -> None:
    from depsov.evidence import nuget

    found = nuget.read(b'{"data": [{"id": "Acme.Tools", "verified": false}]}', FORGE_HOSTS)
    assert found == ()


@pytest.mark.parametrize(
    ("name", "environ", "asked"),
    [
        ("github.com/example-works/tools", "", None),
        ("tools.example.org/acme", "", "BASE/tools.example.org/acme/@v/v1.0.0.info"),
        ("tools.example.org/Acme", "", "BASE/tools.example.org/!acme/@v/v1.0.0.info"),
        ("tools.example.org/acme", "*.example.org", None),
        ("tools.example.org/acme/deep", "tools.example.org/acme", None),
        ("tools.example.org/other", "tools.example.org/acme", "BASE/tools.example.org/other/@v/v1.0.0.info"),
    ],
)
def test_the_go_mirror_is_asked_about_vanity_paths_that_are_not_private(
    name: str, environ: str, asked: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depsov.evidence import go_proxy

    monkeypatch.setenv("GOPRIVATE", environ)
    assert go_proxy.address(package("golang", name, "v1.0.0"), "BASE") == asked


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        *((asked, True) for asked, _ in TOOLS),
        (package("golang", "github.com/example-works/tools", "v1.0.0"), False),
        (package("maven", "org.example/tools", None), False),
        (package("swift", "github.com/example-works/tools", "1.0.0"), False),
        (package("npm", "tools", "1.0.0", Source(kind=SourceKind.INDEX, url="https://npm.example")), False),
    ],
)
def test_only_what_a_registry_has_a_document_on_is_askable(asked: Package, *, expected: bool) -> None:
    assert is_askable(asked) is expected
