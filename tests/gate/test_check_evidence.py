"""What an earlier `update_lock` has seen holds in `check`; what only this machine has changes nothing there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from depsov.fetch import Client
from depsov.model import Assessment, Level, Reason, Verdict
from tests.gate.projects import DAY, Project, depend_on, found, install, rules

WORKS_SOURCE = "https://github.com/example-works/nobody-knows"


def _answer_on(project: Project, name: str) -> Assessment:
    return next(item for item in project.check().report.assessments if item.package.name == name)


# --- installed packages -------------------------------------------------------------------------------------------


def test_what_is_installed_does_not_change_the_answer(project: Project) -> None:
    before = project.check()

    install(project.folder, "nobody-knows", "3.0", f"Project-URL: Source, {WORKS_SOURCE}")
    install(project.folder, "not-in-the-lockfile", "1.0")
    modules = project.folder / "node_modules" / "left"
    modules.mkdir(parents=True)
    (modules / "package.json").write_text('{"name": "left", "version": "1.0"}')

    assert project.check() == before


def test_what_was_installed_holds_when_the_installation_is_gone(project: Project) -> None:
    install(project.folder, "nobody-knows", "3.0", f"Project-URL: Source, {WORKS_SOURCE}")
    project.lock()
    with_installation = project.check()
    shutil.rmtree(project.folder / ".venv")

    checked = project.check()

    assert checked == with_installation
    assert found(checked) == []
    answer = _answer_on(project, "nobody-knows")
    assert answer.controller is not None
    assert answer.controller.id == "example-works"


def test_what_was_in_node_modules_holds_when_they_are_gone(project: Project) -> None:
    packages = {"": {"name": "site", "dependencies": {"left": "1"}}, "node_modules/left": {"version": "1.0.0"}}
    (project.folder / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": packages}))
    modules = project.folder / "node_modules" / "left"
    modules.mkdir(parents=True)
    manifest = {"name": "left", "version": "1.0.0", "repository": "github:example-works/left"}
    (modules / "package.json").write_text(json.dumps(manifest))
    project.lock()
    shutil.rmtree(project.folder / "node_modules")

    answer = _answer_on(project, "left")

    assert answer.controller is not None
    assert answer.controller.id == "example-works"
    assert found(project.check()) == []


def test_a_later_lock_without_the_installation_keeps_what_it_recorded(project: Project) -> None:
    install(project.folder, "nobody-knows", "3.0", f"Project-URL: Source, {WORKS_SOURCE}")
    project.lock()
    before = project.text()
    shutil.rmtree(project.folder / ".venv")

    updated = project.lock(as_of=date(2026, 9, 1))

    assert not updated.is_written
    assert project.text() == before


def test_a_fresh_lock_takes_nothing_over(project: Project) -> None:
    install(project.folder, "nobody-knows", "3.0", f"Project-URL: Source, {WORKS_SOURCE}")
    project.lock()
    shutil.rmtree(project.folder / ".venv")

    project.lock(fresh=True)

    assert _answer_on(project, "nobody-knows").verdict is Verdict.UNKNOWN


# --- registries ---------------------------------------------------------------------------------------------------

Registry = Callable[[Mapping[str, Any]], None]


async def _no_pause(seconds: float) -> None:
    """Wait for nothing."""


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Give what a registry answers about nobody-knows; it knows no other package."""
    document: dict[str, Any] = {}

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/pypi/nobody-knows/json":
            return httpx.Response(404)
        return httpx.Response(200, json=document, headers={"date": "Tue, 30 Jun 2026 07:44:27 GMT"})

    client = partial(Client, transport=httpx.MockTransport(respond), pause=_no_pause)
    monkeypatch.setattr("depsov.evidence.online.Client", lambda cache: client(cache=None))  # noqa: ARG005
    return document.update


BY_REPOSITORY = {"info": {"project_urls": {"Source": WORKS_SOURCE}}}
BY_ORGANISATION = {"info": {}, "ownership": {"organization": "example-works", "roles": []}}
BY_ONE_ACCOUNT = {
    "info": {"project_urls": {"Source": "https://github.com/account-1/nobody-knows"}},
    "ownership": {"organization": None, "roles": [{"role": "Owner", "user": "account-1"}]},
}
BY_A_STRANGER = {"info": {"project_urls": {"Source": "https://github.com/stranger-1/nobody-knows"}}}
BY_TWO = {
    "info": {"project_urls": {"Source": WORKS_SOURCE, "Code": "https://github.com/example-holdings/nobody-knows"}}
}


@pytest.fixture
def asking(project: Project) -> Project:
    """A project whose knowledge also has identities of the kinds that only a registry shows."""
    project.edit("organisations.toml", '"github:example-works", ', '"github:example-works", "pypi-org:example-works", ')
    holdings = 'name = "Example Holdings, Inc."\nkind = "company"\n'
    project.edit("organisations.toml", holdings, f'{holdings}identities = ["github:example-holdings"]\n')
    return project


def _answer(project: Project) -> tuple[Verdict, Reason, str | None]:
    item = _answer_on(project, "nobody-knows")
    return item.verdict, item.reason, None if item.controller is None else item.controller.id


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        pytest.param(BY_REPOSITORY, (Verdict.INSIDE, Reason.CLEAN, "example-works"), id="repository"),
        pytest.param(BY_ORGANISATION, (Verdict.INSIDE, Reason.CLEAN, "example-works"), id="organisation"),
        pytest.param(BY_ONE_ACCOUNT, (Verdict.INDIVIDUAL, Reason.ONE_ACCOUNT, None), id="one account"),
        pytest.param(BY_A_STRANGER, (Verdict.UNKNOWN, Reason.UNLISTED_IDENTITY, None), id="unlisted"),
        pytest.param(BY_TWO, (Verdict.UNKNOWN, Reason.CONFLICTING, None), id="two that disagree"),
    ],
)
def test_what_a_registry_said_holds_when_nobody_is_asked(
    asking: Project, registry: Registry, document: Mapping[str, Any], answer: tuple[Verdict, Reason, str | None]
) -> None:
    registry(document)
    asking.lock(online=True, fresh=True)

    assert found(asking.check()) == []
    assert _answer(asking) == answer

    text = asking.text()
    assert not asking.lock(as_of=date(2026, 9, 1)).is_written, "an offline lock keeps it"
    assert asking.text() == text


def test_a_contradiction_goes_where_the_registry_is_asked_again(asking: Project, registry: Registry) -> None:
    registry(BY_TWO)
    asking.lock(online=True, fresh=True)
    registry(BY_REPOSITORY)

    asking.lock()
    assert _answer(asking) == (Verdict.UNKNOWN, Reason.CONFLICTING, None)
    asking.lock(online=True)
    assert _answer(asking) == (Verdict.INSIDE, Reason.CLEAN, "example-works")


@pytest.mark.parametrize("document", [BY_REPOSITORY, BY_ORGANISATION, BY_ONE_ACCOUNT])
def test_what_a_registry_does_not_say_any_more_goes(
    asking: Project, registry: Registry, document: dict[str, Any]
) -> None:
    registry(document)
    asking.lock(online=True)
    registry({"info": {}, "ownership": {}})

    asking.lock()
    assert _answer(asking)[0] is not Verdict.UNKNOWN
    asking.lock(online=True)
    assert _answer(asking) == (Verdict.UNKNOWN, Reason.NO_EVIDENCE, None)


def test_an_online_lock_says_more_of_a_package_that_stays_unknown(asking: Project, registry: Registry) -> None:
    registry(BY_A_STRANGER)
    asking.lock(online=True)

    assert _answer(asking) == (Verdict.UNKNOWN, Reason.UNLISTED_IDENTITY, None)


@pytest.mark.parametrize("document", [BY_ONE_ACCOUNT, BY_A_STRANGER])
def test_no_handle_that_may_be_a_persons_is_recorded(
    asking: Project, registry: Registry, document: Mapping[str, Any]
) -> None:
    registry(document)
    asking.lock(online=True)

    assert "account-1" not in asking.text()
    assert "stranger-1" not in asking.text()


def test_what_is_recorded_is_judged_by_the_knowledge_of_today(asking: Project, registry: Registry) -> None:
    registry(BY_REPOSITORY)
    asking.lock(online=True)
    asking.edit("organisations.toml", '"github:example-works", ', "")
    asking.edit("organisations.toml", '"github:example-holdings"', '"github:example-holdings", "github:example-works"')

    moved = next(item for item in asking.findings() if item.rule == "controller-changed")

    assert moved.package == "pkg:pypi/nobody-knows@3.0"
    said = "nobody-knows is decided by Example Holdings, Inc. (US), outside Europe; before: Example Works GmbH"
    assert moved.message == said


CONTRADICTION = 'reason = "conflicting"\nstrength = 0\nconfidence = "low"\ndate = 2026-06-30\n'


def _contradict(project: Project, name: str) -> None:
    """Let depsov.lock say that the evidence on a package contradicts itself, and nothing else of it."""
    head, purl, rest = project.text().partition(f'purl = "pkg:pypi/{name}"\n')
    _, _, after = rest.partition("\n[[package]]\n")
    (project.folder / "depsov.lock").write_text(f"{head}{purl}{CONTRADICTION}\n[[package]]\n{after}")


def test_a_contradiction_that_is_recorded_clears_nothing_that_is_outside(project: Project) -> None:
    project.append("depsov.toml", 'judge = "all"\n')
    _contradict(project, "cloud-tools")
    assert ("outside-control", Level.FAIL, "cloud-tools") in found(project.check())


def test_a_contradiction_that_is_recorded_leaves_unknown_what_is_inside(project: Project) -> None:
    project.append("depsov.toml", 'judge = "all"\n')
    _contradict(project, "srl-letters")
    assert ("unknown-control", Level.WARN, "srl-letters") in found(project.check())


# --- nothing is written -------------------------------------------------------------------------------------------


def _state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("is_stale", [False, True])
@pytest.mark.parametrize("mode", [0o644, 0o444])
def test_a_check_writes_nothing_into_the_tree(project: Project, *, is_stale: bool, mode: int) -> None:
    if is_stale:
        depend_on(project, "cloud-queue")
    (project.folder / "depsov.lock").chmod(mode)
    before = _state(project.folder)

    project.check()

    assert _state(project.folder) == before


def test_two_checks_say_the_same(project: Project) -> None:
    project.append("depsov.toml", 'judge = "all"\nfail-on = "info"\n')
    depend_on(project, "cloud-queue")

    assert project.check() == project.check()


def test_the_day_is_the_one_that_is_asked_for(project: Project) -> None:
    assert project.check().report.as_of == DAY
    before_the_deal = project.check(as_of=date(2019, 12, 31))
    assert "controller-changed" in rules(before_the_deal.report.findings)
