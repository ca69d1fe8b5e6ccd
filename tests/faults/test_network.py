"""A network that fails half way: the report says of which packages nothing was heard, and why.

No verdict is better for it than one that was made offline, and half an answer is never kept.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tests.cli.program import DAY
from tests.faults.registry import Fault, Registry, chunks_for_ever, cut, head, raw, reset, said, silent, times
from tests.faults.runs import ADDED, Project, Run

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]

HASTE = {"FIRST_PAUSE": 0.01}
STUBBORN = {**HASTE, "GIVE_UP_AFTER": 1000}
IMPATIENT = {**STUBBORN, "PATIENCE": 1.0}

PACKAGES = [
    "arrays",
    "cloud-service-sdk",
    "cloud-tools",
    "collective-router",
    ADDED,
    "srl-letters",
    "tiny-parser",
    "works-forms",
]

BROKEN_OFF = "the connection failed (ReadError)"
CLOSED = "the connection failed (RemoteProtocolError)"


def in_head(_: bytes) -> int:
    return len(b"HTTP/1.1 200 It is so\r\nConnect")


def in_body(answer: bytes) -> int:
    return answer.index(b"\r\n\r\n") + 4 + 12


def nothing(_: bytes) -> int:
    return 0


def until_closed(_: Registry, connection: Any, answer: bytes) -> None:
    """Send half an answer that does not say how long it is."""
    connection.sendall(head(200, {"Cache-Control": "max-age=600"}) + answer[answer.index(b"\r\n\r\n") + 4 : -9])


def compressed(_: Registry, connection: Any, answer: bytes) -> None:
    """Send half an answer that is compressed, and does not say how long it is."""
    data = gzip.compress(answer.partition(b"\r\n\r\n")[2])
    connection.sendall(head(200, {"Content-Encoding": "gzip", "Cache-Control": "max-age=600"}) + data[:-14])


def headed(code: int, body: bytes = b"", **headers: str) -> Fault:
    return raw(head(code, {**{key.replace("_", "-"): value for key, value in headers.items()}}) + body)


FAULTS: list[dict[str, tuple[Fault, str]]] = [
    {
        "reset before the head": (reset(nothing), BROKEN_OFF),
        "reset in the head": (reset(in_head), BROKEN_OFF),
        "reset in the body": (reset(in_body), BROKEN_OFF),
        "closed before the head": (cut(nothing), CLOSED),
        "closed in the head": (cut(in_head), CLOSED),
        "shorter than announced": (cut(in_body), CLOSED),
        "no answer": (silent, "no answer in time"),
        "chunks without end": (chunks_for_ever, "no answer in time"),
    },
    {
        "no HTTP": (raw(b"\x15\x03\x01\x00\x02\x02\x28" * 9), CLOSED),
        "half, of unknown length": (until_closed, "an answer that cannot be read: not JSON"),
        "half, compressed": (compressed, "an answer that cannot be read: not JSON"),
        "badly compressed": (
            headed(200, b"0123456789", Content_Encoding="gzip"),
            "the connection failed (DecodingError)",
        ),
        "an error": (said(503), "HTTP 503"),
        "a long wait": (said(429, Retry_After="3600"), "HTTP 429, asks to wait 3600 s"),
        "a wait that is none": (said(429, Retry_After="\xb2"), "HTTP 429"),
        "in a circle": (said(302, Location="/pypi/works-forms/json"), "redirects in a circle"),
    },
    {
        "a part": (headed(206, b"{}", Content_Length="2"), "HTTP 206"),
        "nothing new": (headed(304), "HTTP 304"),
        "another protocol": (headed(101, Upgrade="h9"), CLOSED),
        "away": (said(301, Location="https://elsewhere.example/"), "redirects to another host (elsewhere.example)"),
        "no address": (said(302, Location="http://[::"), CLOSED),
        "no port": (said(302, Location="http://127.0.0.1:99999/"), "not an address that can be asked"),
        "no login": (said(401), "HTTP 401"),
        "another document": (raw(head(200, {"Content-Length": "4"}) + b"null"), "an answer that cannot be read"),
    },
]


def reasons(run: Run) -> Mapping[str, str]:
    """Return why there was no answer, by package."""
    found = {}
    for problem in run.problems:
        match = re.fullmatch(r"[^ ]+: \d+ without an answer: (.*) \((.*?)\)", problem)
        assert match, problem
        found.update(dict.fromkeys(match[2].split(", "), match[1]))
    return found


def packages(run: Run) -> dict[str, Any]:
    return {package["name"]: package for package in run.report["packages"]}


@pytest.mark.parametrize("faults", FAULTS, ids=["connection", "answer", "status"])
def test_each_fault_is_told_of_its_package_and_nothing_of_it_is_kept(
    project: Project, registry: Registry, faults: dict[str, tuple[Fault, str]]
) -> None:
    for name, (fault, _) in zip(PACKAGES, faults.values(), strict=True):
        registry.faults[f"/pypi/{name}/json"] = fault
    waits = any(fault is silent for fault, _ in faults.values())

    run = project.scan("--online", "--strict", hurry=[IMPATIENT if waits else STUBBORN])

    assert (run.code, run.err) == (4, "")
    told = reasons(run)
    for name, (what, (_, reason)) in zip(PACKAGES, faults.items(), strict=True):
        assert told[name].startswith(reason), what
    assert packages(run) == packages(project.scan("--strict")), "which asks nobody"

    registry.faults.clear()
    registry.asked.clear()
    after = project.scan("--online")
    assert after.problems == []
    assert sorted(registry.asked) == [f"/pypi/{name}/json" for name in PACKAGES], "no answer of before is there"
    assert packages(after)[ADDED]["confidence"] == "claimed"
    assert packages(project.scan("--online")) == packages(after)


@pytest.mark.parametrize(
    "fault",
    [said(500), said(429, Retry_After="0"), reset(in_body), cut(in_head), said(503, ETag="\xff", Retry_After="\xff")],
    ids=["error", "wait", "reset", "closed", "no-ascii"],
)
def test_a_fault_that_passes_leaves_no_trace(project: Project, registry: Registry, fault: Fault) -> None:
    for name in PACKAGES:
        registry.faults[f"/pypi/{name}/json"] = times(2, fault)
    run = project.scan("--online", "--strict", hurry=[HASTE])
    registry.faults.clear()
    assert (run.code, run.err) == (0, "")
    assert project.scan("--online", "--strict").out == run.out
    assert len(registry.asked) == 3 * 8


def test_headers_that_are_no_ascii_are_left_out_and_the_answer_counts(project: Project, registry: Registry) -> None:
    expected = project.scan("--online", "--strict")
    registry.headers = {"ETag": '"\xff"', "Last-Modified": "\xe9", "Expires": "\xfc", "Cache-Control": "max-age=\xb2"}
    project.environ["DEPSOV_CACHE_DIR"] = str(project.home / "other")
    assert project.scan("--online", "--strict").out == expected.out
    assert project.scan("--online", "--strict").out == expected.out


def test_a_registry_that_is_lost_takes_nothing_out_of_a_lock(project: Project, registry: Registry) -> None:
    lock = project.folder / "depsov.lock"
    assert project("lock", "--online", "--strict", "--as-of", DAY).code == 0
    before = lock.read_bytes()
    assert b'source = "PyPI"' in before
    registry.faults["*"] = reset(in_body)
    project.environ["DEPSOV_CACHE_DIR"] = str(project.home / "other")

    for strict, code in (((), 0), (("--strict",), 4)):
        run = project("lock", "--online", "--as-of", DAY, *strict, hurry=[HASTE])
        assert run.code == code
        assert "8 packages, as it was" in run.err
        assert "without an answer: the connection failed (ReadError)" in run.err
        assert lock.read_bytes() == before
    assert project("check", "--strict", "--as-of", DAY).code == 0


NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"HTTP_PROXY": NOWHERE}, "the connection failed (ConnectError)"),
        ({"ALL_PROXY": "socks5h://127.0.0.1:9"}, "the proxy of the environment speaks SOCKS, which depsov does not"),
        ({"HTTPS_PROXY": "odd://the-secret@proxy"}, "the proxy of the environment has no address that can be asked"),
        ({"HTTP_PROXY": "http://[::"}, "the proxy of the environment has no address that can be asked"),
        ({"HTTP_PROXY": "http://127.0.0.1:99999"}, "not an address that can be asked"),
        ({"SSL_CERT_FILE": "/the-secret"}, "SSL_CERT_FILE holds no certificates that can be read"),
        ({"PIP_INDEX_URL": f"{NOWHERE}9999/simple"}, "not an address that can be asked"),
        ({"PIP_INDEX_URL": "http://a..b.invalid/simple"}, "the connection failed (ConnectError)"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_settings_that_lead_nowhere_are_told_and_not_shown(
    project: Project, environ: dict[str, str], reason: str
) -> None:
    project.environ |= environ
    run = project.scan("--online", "--strict", hurry=[STUBBORN])
    assert (run.code, run.err) == (4, "")
    assert [re.sub(r"[^ ]*: 8 without an answer: (.*) \(.*", r"\1", problem) for problem in run.problems] == [reason]
    assert packages(run) == packages(project.scan("--strict"))
    assert "the-secret" not in run.out


def test_a_host_that_no_name_server_knows_is_told(project: Project) -> None:
    project.environ["PIP_INDEX_URL"] = "http://registry.invalid/simple"
    run = project.scan("--online", "--strict", hurry=[IMPATIENT])
    assert (run.code, run.err) == (4, "")
    # Some name servers say nothing, for a while.
    assert set(reasons(run).values()) <= {"the connection failed (ConnectError)", "no answer in time"}
    assert packages(run) == packages(project.scan("--strict"))


def test_a_registry_without_tls_where_there_should_be_is_no_registry(project: Project, registry: Registry) -> None:
    project.environ["PIP_INDEX_URL"] = f"{registry.base.replace('http:', 'https:')}/simple"
    registry.faults["*"] = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    run = project.scan("--online", "--strict", hurry=[STUBBORN])
    assert (run.code, run.err) == (4, "")
    assert set(reasons(run).values()) == {"the connection failed (ConnectError)"}
