"""What a registry, a mirror, or somebody between them and us can make of a package that nobody lists.

A local server stands in for the registry, first as a mirror that the scanned tree names, then as the default one, which
alone vouches for who may publish there. Each answer goes through the whole pipeline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

import depsov
from depsov.documents import Document
from depsov.evidence.online import gather_online
from depsov.fetch import Client
from depsov.knowledge import load
from depsov.model import Trust, Verdict
from depsov.registries import REGISTRIES, Registry, registry_of
from depsov.values import replace
from tests.evidence.packages import graph_of, package, pypi
from tests.trust.server import Server
from tests.trust.trees import bom, component, reach, settings, write

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

FORGE = "https://github.com/example-works/tool"
SITE = "https://example.org"
HOUSE = "Example Works GmbH"


@pytest.fixture
def as_default(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the server the default registry of every ecosystem, without the pauses that some of those ask for."""

    def there(ecosystem: str) -> Registry | None:
        registry = registry_of(ecosystem)
        return None if registry is None else replace(registry, base_url=server.url)

    monkeypatch.setattr("depsov.evidence.online.registry_of", there)
    monkeypatch.setattr("depsov.evidence.online._pace", lambda _: 0.0)


def _reached(server: Server, folder: Path, purl: str, *, strict: bool = False) -> str:
    """Return how far the only package of a tree gets by what the server says of it."""
    write(folder, bom(component(purl)))
    asked = {registry.ecosystem: server.url for registry in REGISTRIES if registry.is_asked}
    report = depsov.scan(folder, config=settings(folder, strict=strict, online=True, **asked))
    assert server.asked
    assert not [problem.message for problem in report.problems if "without an answer: not found" not in problem.message]
    (found,) = report.assessments
    return reach(found)


# --- the answers ----------------------------------------------------------------------------------------------------

PERSON = {"name": "example-works", "email": "post@example.org", "login": "example-works", "user": "example-works"}

NAMED = ("author", "maintainer", "publisher", "supplier", "vendor", "organization", "owner", "_npmUser")
PEOPLE = ("authors", "maintainers", "owners", "contributors")
PROSE = ("description", "summary", "license", "licence", "copyright", "keywords")
MONEY = ("funding", "sponsor", "bugs")

TEXTS: Mapping[str, object] = {
    **dict.fromkeys(NAMED, HOUSE),
    **{key: [PERSON, HOUSE] for key in PEOPLE},
    **dict.fromkeys(PROSE, f"{HOUSE} {FORGE}"),
    **{key: [{"type": "github", "url": FORGE}] for key in MONEY},
    "support": {"email": "post@example.org", "chat": FORGE, "issues": f"{FORGE}/issues"},
    "author_email": "post@example.org",
    "identity": "github:example-works",
    "evidence": [["curated", "verified", "knowledge", "github:example-works", None]],
    "provenance": {"predicate": {"buildDefinition": {"externalParameters": {"workflow": {"repository": FORGE}}}}},
    "trusted_publisher": {"kind": "GitHub", "repository": "example-works/tool"},
    "attestations": {"url": FORGE, "provenance": {"predicateType": "https://slsa.dev/provenance/v1"}},
    "depsov": {"verdict": "inside", "confidence": "high"},
}
"""All that a document may say of people and organisations without a link to where the package lives."""


def _crate(**fields: object) -> dict[str, object]:
    return {"crate": {"id": "nobody-knows", **fields}, **TEXTS}


def _pypi(ownership: object = None, **info: object) -> dict[str, object]:
    return {"info": {"name": "nobody-knows", **TEXTS, **info}, "ownership": ownership, **TEXTS}


def _pom(fields: str, parent: str = "") -> str:
    person = f"<developer><organization>{HOUSE}</organization><email>a@example.org</email></developer>"
    people = f"<developers>{person}</developers>"
    body = (
        f"<artifactId>tool</artifactId><name>{HOUSE}</name><licenses><license><url>{FORGE}</url></license></licenses>"
    )
    return f"<project>{parent}{body}{people}{fields}</project>"


def _packagist(**fields: object) -> dict[str, object]:
    return {"packages": {"nobody/tool": [{"name": "nobody/tool", "version": "1.0", **TEXTS, **fields}]}}


Row = tuple[str, str, Mapping[str, object], str, str]
"""What it says, a purl, the answers by the end of their address, the best verdict of the registry and of a mirror."""

HEX, PUB, CARGO = "pkg:hex/nobody_knows@1.0.0", "pkg:pub/nobody_knows@1.0.0", "pkg:cargo/nobody-knows@1.0.0"
PYPI, NPM, GEM = "pkg:pypi/nobody-knows@1.0", "pkg:npm/nobody-knows@1.0.0", "pkg:gem/nobody-knows@1.0"
NUGET, MAVEN, PHP = "pkg:nuget/Nobody.Tool@1.0", "pkg:maven/net.example.nobody/tool@1.0", "pkg:composer/nobody/tool@1.0"
GO, CONDA = "pkg:golang/tool.example.net/a@v1.0.0", "pkg:conda/nobody-knows@1.0"

ANSWERS: list[Row] = [
    ("PyPI: texts", PYPI, {"any": _pypi()}, "unknown", "unknown"),
    ("PyPI: home page", PYPI, {"any": _pypi(home_page=SITE)}, "claimed", "claimed"),
    ("PyPI: project URL", PYPI, {"any": _pypi(project_urls={"Source": FORGE})}, "claimed", "claimed"),
    ("PyPI: funding URL", PYPI, {"any": _pypi(project_urls={"Funding": FORGE, "Donate": SITE})}, "unknown", "unknown"),
    ("PyPI: roles", PYPI, {"any": _pypi({"organization": None, "roles": [PERSON]})}, "unknown", "unknown"),
    ("PyPI: organisation", PYPI, {"any": _pypi({"organization": "Works", "roles": []})}, "inside", "unknown"),
    ("PyPI: organisation like it", PYPI, {"any": _pypi({"organization": "w0rks", "roles": []})}, "unknown", "unknown"),
    (
        "PyPI: organisation with a Kelvin sign",
        PYPI,
        {"any": _pypi({"organization": "wor\u212as"})},
        "unknown",
        "unknown",
    ),
    ("npm: texts", NPM, {"any": {"dist": dict(TEXTS), **TEXTS}}, "unknown", "unknown"),
    ("npm: repository", NPM, {"any": {**TEXTS, "repository": "github:example-works/tool"}}, "claimed", "claimed"),
    ("npm: homepage", NPM, {"any": {**TEXTS, "homepage": SITE}}, "claimed", "claimed"),
    (
        "npm: the name of another",
        NPM,
        {"any": {**TEXTS, "name": "works-forms", "_id": "@works/tool@1"}},
        "unknown",
        "unknown",
    ),
    ("crates: texts", CARGO, {"owners": {"users": []}, "any": _crate(**TEXTS)}, "unknown", "unknown"),
    ("crates: repository", CARGO, {"owners": {"users": []}, "any": _crate(repository=FORGE)}, "claimed", "claimed"),
    (
        "crates: owner",
        CARGO,
        {"owners": {"users": [{**PERSON, "kind": "user"}]}, "any": _crate()},
        "unknown",
        "unknown",
    ),
    (
        "crates: a person who is called like a team",
        CARGO,
        {"owners": {"users": [{"login": "github:example-works", "kind": "user"}]}, "any": _crate()},
        "unknown",
        "unknown",
    ),
    (
        "crates: team",
        CARGO,
        {"owners": {"users": [{"login": "github:example-works:core"}]}, "any": _crate()},
        "inside",
        "unknown",
    ),
    (
        "crates: a team beside a person",
        CARGO,
        {"owners": {"users": [{"login": "github:example-works:core"}, {"login": "nobody"}]}, "any": _crate()},
        "unknown",
        "unknown",
    ),
    ("Packagist: texts", PHP, {"any": _packagist()}, "unknown", "unknown"),
    ("Packagist: source", PHP, {"any": _packagist(source={"url": FORGE})}, "claimed", "claimed"),
    ("Packagist: homepage", PHP, {"any": _packagist(homepage=SITE)}, "claimed", "claimed"),
    (
        "RubyGems: texts",
        GEM,
        {"any": {**TEXTS, "funding_uri": FORGE, "bug_tracker_uri": f"{FORGE}/issues"}},
        "unknown",
        "unknown",
    ),
    ("RubyGems: source", GEM, {"any": {**TEXTS, "source_code_uri": FORGE}}, "claimed", "claimed"),
    (
        "NuGet: owners",
        NUGET,
        {"any": {"data": [{"id": "Nobody.Tool", **TEXTS, "owners": ["Works"]}]}},
        "unknown",
        "unknown",
    ),
    ("NuGet: project", NUGET, {"any": {"data": [{"id": "Nobody.Tool", "projectUrl": FORGE}]}}, "claimed", "claimed"),
    (
        "NuGet: reserved for somebody",
        NUGET,
        {"any": {"data": [{"id": "Nobody.Tool", "verified": True}]}},
        "unknown",
        "unknown",
    ),
    (
        "NuGet: not reserved",
        "pkg:nuget/Works.Tool@1.0",
        {"any": {"data": [{"id": "Works.Tool"}]}},
        "unknown",
        "unknown",
    ),
    (
        "NuGet: reserved",
        "pkg:nuget/Works.Tool@1.0",
        {"any": {"data": [{"id": "Works.Tool", "verified": True}]}},
        "inside",
        "unknown",
    ),
    (
        "Maven: organisation",
        MAVEN,
        {"any": _pom(f"<organization><name>{HOUSE}</name><url>{SITE}</url></organization>")},
        "unknown",
        "unknown",
    ),
    (
        "Maven: scm",
        MAVEN,
        {"any": _pom(f"<scm><connection>scm:git:{FORGE}.git</connection></scm>")},
        "claimed",
        "claimed",
    ),
    ("Maven: url", MAVEN, {"any": _pom(f"<url>{SITE}</url>")}, "claimed", "claimed"),
    (
        "Maven: parent",
        MAVEN,
        {
            "any": _pom(
                "", "<parent><groupId>org.example</groupId><artifactId>a</artifactId><version>1</version></parent>"
            )
        },
        "unknown",
        "unknown",
    ),
    ("Go: origin", GO, {"any": {"Version": "v1.0.0", "Origin": {"VCS": "git", "URL": FORGE}}}, "claimed", "claimed"),
    (
        "Go: origin in another field",
        GO,
        {"any": {"Version": FORGE, "Origin": {"Ref": FORGE, "Subdir": FORGE}}},
        "unknown",
        "unknown",
    ),
    ("Hex: texts", HEX, {"any": {"meta": {**TEXTS, "links": {"Sponsor": FORGE}}, **TEXTS}}, "unknown", "unknown"),
    ("Hex: link", HEX, {"any": {"meta": {"links": {"GitHub": FORGE}}}}, "claimed", "claimed"),
    ("pub: texts", PUB, {"publisher": {}, "any": {"latest": {"pubspec": dict(TEXTS)}, **TEXTS}}, "unknown", "unknown"),
    (
        "pub: repository",
        PUB,
        {"publisher": {}, "any": {"latest": {"pubspec": {"repository": FORGE}}}},
        "claimed",
        "claimed",
    ),
    ("pub: publisher", PUB, {"publisher": {"publisherId": "example.org"}, "any": {}}, "inside", "unknown"),
    (
        "pub: publisher like it",
        PUB,
        {"publisher": {"publisherId": "example.org@example.net"}, "any": {"publisherId": "example.org"}},
        "unknown",
        "unknown",
    ),
    ("conda: texts", CONDA, {"any": dict(TEXTS)}, "unknown", "unknown"),
    ("conda: home", CONDA, {"any": {**TEXTS, "home": SITE}}, "claimed", "claimed"),
]
NAMES = [row[0] for row in ANSWERS]


TELLING = [row for row in ANSWERS if row[3] != "unknown"]
"""Those that reach something; a mirror says the others in the same words."""


@pytest.mark.parametrize(
    ("purl", "answers", "best"), [(row[1], row[2], row[4]) for row in TELLING], ids=[row[0] for row in TELLING]
)
def test_a_mirror_reaches_no_more_than_a_claim(
    purl: str, answers: Mapping[str, object], best: str, server: Server, tmp_path: Path
) -> None:
    server.says(**answers)
    assert best != "inside"
    assert _reached(server, tmp_path, purl) == best


@pytest.mark.usefixtures("as_default")
@pytest.mark.parametrize(("purl", "answers", "best"), [(row[1], row[2], row[3]) for row in ANSWERS], ids=NAMES)
def test_of_the_registry_only_who_may_publish_is_believed(
    purl: str, answers: Mapping[str, object], best: str, server: Server, tmp_path: Path
) -> None:
    server.says(**answers)
    assert _reached(server, tmp_path, purl) == best


def test_what_a_mirror_claims_is_unknown_where_the_user_is_strict(server: Server, tmp_path: Path) -> None:
    server.says(any=_pypi(home_page=SITE))
    assert _reached(server, tmp_path, PYPI, strict=True) == "unknown"


# --- whom an answer is from -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("as_default")
def test_a_redirect_to_another_host_is_not_followed(server: Server, tmp_path: Path) -> None:
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.moved["/pypi/nobody-knows/json"] = f"{elsewhere}/pypi/works-forms/json"
    server.says(any=_pypi({"organization": "works", "roles": []}))
    write(tmp_path, bom(component()))

    report = depsov.scan(tmp_path, config=settings(tmp_path, online=True, pypi=server.url))

    assert server.asked == ["/pypi/nobody-knows/json"]
    assert [item.verdict for item in report.assessments] == [Verdict.UNKNOWN]


@pytest.mark.parametrize("name", sorted({registry.id for registry in REGISTRIES if registry.ecosystem == "pypi"}))
@pytest.mark.parametrize("host", ["{}", "{}:443", "someone@{}", "{}.", "{}.example"])
def test_a_host_that_is_called_like_a_registry_is_a_mirror(name: str, host: str) -> None:
    """`index-url = https://pypi/simple` in the tree: a name in the local network, or one that somebody there takes."""
    place = host.format(name)
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json=_pypi({"organization": "works", "roles": []})))
    given = Document("pip.conf", f"[global]\nindex-url = https://{place}/simple\n".encode())
    client = Client(cache=None, transport=answer)

    online = asyncio.run(gather_online(graph_of(pypi("tool")), load(), environ={}, settings=[given], client=client))

    assert {
        item.trust for found in online.evidence.values() for item in found if item.identity == "pypi-org:works"
    } == {Trust.DECLARED}
    assert name not in online.asked


ODD_NAMES = ["works packageid:Works.Tool", "Nobody,packageid:Works.Tool", "a+b", "Wor\u212as.Tool", "a/b", "a?q=b"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_would_ask_about_another_package_is_not_asked_about(name: str) -> None:
    from depsov.evidence import nuget

    assert nuget.address(package("nuget", name, "1.0"), "BASE") is None


@pytest.mark.parametrize("tail", ["tool.json?a=", "tool.json#", "tool%2e%2e"])
def test_a_name_stays_one_part_of_the_address(tail: str) -> None:
    from depsov.evidence import packagist

    address = packagist.address(package("composer", f"nobody/{tail}", "1.0"), "BASE")
    assert not set(address.removeprefix("BASE/p2/nobody/")) & set("?#/")


def test_the_word_of_a_mirror_does_not_place_a_listed_package_inside(server: Server, tmp_path: Path) -> None:
    server.says(any=_pypi({"organization": "works", "roles": []}, project_urls={"Source": FORGE}))
    assert _reached(server, tmp_path, "pkg:pypi/sample-tool@1.0") in {"unknown", "outside"}
