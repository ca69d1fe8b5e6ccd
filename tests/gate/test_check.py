"""`depsov.check` on whole trees: what moved since depsov.lock was written, and nothing else."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from depsov import check
from depsov.errors import ConfigError, NamedFileError, NothingToScanError
from depsov.model import Finding, Level, Location
from tests.gate.projects import DAY, Project, depend_on, found, rules, teach

SUPPLIER = """
[other-holdings]
name = "Other Holdings, Inc."
kind = "company"
seat = { country = "US", source = "https://other.example/filing", read = 2026-01-10, by = "register" }
"""
LEVER = (
    'lever = { kind = "licence", source = "https://cloud.example/licence", read = 2026-01-10, by = "own" }\n\n'
    '[[packages.pypi]]\nsteward = "array-library"'
)


STALE = ("lock-stale", Level.FAIL, "")


# --- what moved ---------------------------------------------------------------------------------------------------


def test_there_is_nothing_to_say_right_after_lock(project: Project) -> None:
    checked = project.check()

    assert found(checked) == []
    assert checked.failing == ()
    assert (checked.is_complete, checked.is_whole) == (True, True)
    assert checked.report.summary.packages == 8


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"example-holdings", since',
            '"other-holdings", since',
            [
                ("controller-changed", Level.FAIL, "cloud-service-sdk"),
                ("controller-changed", Level.FAIL, "cloud-tools"),
                STALE,
            ],
        ),
        (
            'steward = "example-works"',
            'steward = "example-cloud"',
            [("controller-changed", Level.FAIL, "works-forms"), STALE],
        ),
        (
            'steward = "example-cloud"\npackages = ["cloud-tools"]',
            'steward = "example-works"\npackages = ["cloud-tools"]',
            [STALE, ("controller-changed", Level.WARN, "cloud-tools")],
        ),
        (
            'steward = "individual"',
            'steward = "other-holdings"',
            [("controller-changed", Level.FAIL, "tiny-parser"), STALE],
        ),
        (
            'steward = "example-sprl"',
            'steward = "individual"',
            [("controller-changed", Level.WARN, "srl-letters"), STALE],
        ),
        (
            '\n[[packages.pypi]]\nsteward = "array-library"',
            LEVER,
            [("strength-rise", Level.FAIL, "cloud-tools"), STALE],
        ),
        ('packages = ["works-forms"]', 'packages = ["else"]', [STALE, ("unknown-control", Level.WARN, "works-forms")]),
        ('packages = ["tiny-parser"]', 'packages = ["nobody-knows", "tiny-parser"]', [STALE]),
        ('country = "DE"', 'country = "US"', [("outside-control", Level.FAIL, "works-forms"), STALE]),
        ('country = "DE"', 'country = "FR"', [STALE]),
    ],
    ids=[
        "another parent",
        "another steward outside",
        "another steward inside",
        "a company for a person",
        "a person for a company",
        "a lever",
        "no longer known",
        "known at last",
        "a seat outside",
        "another seat inside",
    ],
)
def test_new_knowledge_is_judged_until_it_is_locked(
    project: Project, old: str, new: str, expected: list[tuple[str, Level, str]]
) -> None:
    project.edit("organisations.toml", "[example-foundation]", f"{SUPPLIER}\n[example-foundation]")
    project.lock()
    project.edit("organisations.toml", old, new)

    assert sorted(found(project.check()), key=str) == sorted(expected, key=str)

    project.lock()
    assert found(project.check()) == []


def test_a_seat_that_moves_outside_in_the_same_hands_fails_until_it_is_locked(project: Project) -> None:
    project.edit("organisations.toml", 'country = "DE"', 'country = "US"')

    left, stale = project.findings()

    assert (left.rule, left.level) == ("outside-control", Level.FAIL)
    assert left.message == "works-forms is decided by Example Works GmbH (US), outside Europe; before: inside Europe"
    assert left.hint is not None
    assert 'package = "pkg:pypi/works-forms"\ncontroller = "example-works"' in left.hint
    assert stale.message == "out of date: 1 package about which something else is known now (pkg:pypi/works-forms)"

    project.lock()
    assert found(project.check()) == []


def test_a_seat_that_was_outside_when_it_was_locked_has_not_left(project: Project) -> None:
    project.append("depsov.toml", 'perimeter = ["BE", "FR"]\n')
    project.lock()
    project.edit("organisations.toml", 'country = "DE"', 'country = "US"')

    assert found(project.check()) == [STALE]


def test_a_package_that_comes_in_from_outside_fails_with_its_place_and_what_to_do(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.folder)
    depend_on(project, "cloud-queue")
    teach(project, "cloud-queue", "example-cloud")

    new, stale = project.findings()

    assert (new.rule, new.level) == ("outside-control", Level.FAIL)
    assert new.message.startswith("new: cloud-queue is decided by Example Cloud France SAS")
    assert new.location is not None
    assert new.location.file == "uv.lock"
    assert project.text("uv.lock").splitlines()[new.location.line or 0] == 'name = "cloud-queue"'
    assert new.hint is not None
    assert 'package = "pkg:pypi/cloud-queue"\ncontroller = "example-holdings"' in new.hint
    assert (stale.rule, stale.hint) == ("lock-stale", "run `depsov lock`, and look at what it changes")


def test_an_unknown_package_that_comes_in_is_a_warning_until_the_policy_says_more(project: Project) -> None:
    depend_on(project, "nobody-else-knows")
    assert ("unknown-control", Level.WARN, "nobody-else-knows") in found(project.check())

    project.append("depsov.toml", 'unknown = "fail"\n')
    assert ("unknown-control", Level.FAIL, "nobody-else-knows") in found(project.check())


def test_what_left_the_tree_is_worth_a_new_lock(project: Project) -> None:
    project.edit("uv.lock", '    { name = "works-forms" },\n', "")
    project.edit("uv.lock", '\n[[package]]\nname = "works-forms"\nversion = "7.2"\nsource =', "\n# ")

    (stale,) = project.findings()

    assert stale.message == "out of date: 1 package no longer in the tree (pkg:pypi/works-forms)"


def test_another_version_of_the_same_package_is_no_news(project: Project) -> None:
    project.edit("uv.lock", 'version = "5.1"', 'version = "6.0"')
    assert found(project.check()) == []


EXCEPTION = """
[[exception]]
package = "cloud-*"
controller = "example-holdings"
reason = "we could leave within a month"
owner = "platform team"
expires = 2026-12-31
"""


def test_an_exception_accepts_what_comes_in_and_never_hides_a_new_controller(project: Project) -> None:
    project.append("depsov.toml", EXCEPTION)
    depend_on(project, "cloud-queue")
    teach(project, "cloud-queue", "example-cloud")
    assert ("outside-control", Level.ACCEPTED, "cloud-queue") in found(project.check())

    project.lock()
    queue = 'packages = ["cloud-queue"]'
    project.edit(
        "organisations.toml", f'steward = "example-cloud"\n{queue}', f'steward = "example-foundation"\n{queue}'
    )
    assert ("controller-changed", Level.FAIL, "cloud-queue") in found(project.check())


def test_an_exception_expires_between_two_days(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.folder)
    project.append("depsov.toml", EXCEPTION)
    assert found(project.check(as_of=date(2026, 12, 31))) == []

    (expired,) = project.findings(as_of=date(2027, 1, 1))

    assert (expired.rule, expired.level) == ("exception-expired", Level.FAIL)
    assert expired.location == Location(file="depsov.toml", line=4)


# --- strict, perimeter, limits ------------------------------------------------------------------------------------


def test_strict_reading_judges_more_strictly_and_needs_no_other_lock(project: Project) -> None:
    project.append("depsov.toml", 'strict = true\njudge = "all"\nunknown = "fail"\n')

    assert ("unknown-control", Level.FAIL, "srl-letters") in found(project.check())
    assert "lock-stale" not in rules(project.findings())

    before = project.text()
    project.lock()
    assert project.text() == before


def test_a_lock_for_another_perimeter_than_the_policy_has_is_as_good(project: Project) -> None:
    project.append("depsov.toml", 'perimeter = ["BE"]\n')
    assert found(project.check()) == [], "nobody has left: what counts as inside is different"

    project.append("depsov.toml", 'judge = "all"\n')
    judged = found(project.check())
    assert ("outside-control", Level.FAIL, "works-forms") in judged
    assert STALE not in judged

    project.lock(as_of=date(2026, 7, 1))
    assert 'perimeter = ["BE"]' in project.text()
    assert "date = 2026-07-01" not in project.text(), "no fact has moved"
    assert found(project.check()) == judged


@pytest.mark.parametrize("perimeter", ['["de", "FR"]', '["FR", "DE", "DE"]'])
def test_a_list_of_countries_is_the_same_in_any_order_and_case(project: Project, perimeter: str) -> None:
    project.append("depsov.toml", 'perimeter = ["DE", "FR"]\n')
    project.lock()
    project.edit("depsov.toml", '["DE", "FR"]', perimeter)

    assert found(project.check()) == []


@pytest.mark.parametrize(
    ("limits", "rule", "message"),
    [
        ("outside = 0.3", "share", "3 of 8 runtime packages (37.5%) are decided outside Europe; the limit is 30%"),
        ("one-party = 0.1", "share", "2 of 8 runtime packages (25%) are decided by one party outside Europe"),
        ("unknown = 0.1", "share", "1 of 8 runtime packages (12.5%) have no answer; the limit is 10%"),
        ("concentration = 0.2", "concentration", "Example Holdings, Inc. decides 2 of 8 runtime packages (25%)"),
        ("coverage = 0.9", "coverage", "87.5% of the packages have an answer; at least 90% are wanted"),
    ],
)
def test_a_limit_fails_whatever_is_new(project: Project, limits: str, rule: str, message: str) -> None:
    project.append("depsov.toml", f"[limits]\n{limits}\n")

    (finding,) = project.findings()

    assert (finding.rule, finding.level) == (rule, Level.FAIL)
    assert finding.message.startswith(message)


def test_limits_are_for_the_whole_tree_only(project: Project) -> None:
    project.append("depsov.toml", "[limits]\noutside = 0.1\n")
    part = project.folder / "part"
    part.mkdir()
    shutil.copy(project.folder / "uv.lock", part)

    (checked,) = check(part, config=project.config(), as_of=DAY)

    assert not checked.is_whole
    assert found(checked) == []


# --- where depsov.lock stands -------------------------------------------------------------------------------------


def test_without_a_lock_it_says_how_to_make_one(project: Project) -> None:
    (project.folder / "depsov.lock").unlink()

    with pytest.raises(NamedFileError, match=r"there is no depsov\.lock") as caught:
        project.check()
    assert caught.value.hint == "run `depsov lock`, and commit the file"


def test_a_lock_beside_nothing_is_nothing_to_scan(project: Project) -> None:
    for name in ("uv.lock", "pyproject.toml"):
        (project.folder / name).unlink()

    with pytest.raises(NothingToScanError):
        project.check()


def test_a_controller_that_is_misspelt_is_refused(project: Project) -> None:
    project.append("depsov.toml", EXCEPTION.replace("example-holdings", "example-holding"))

    with pytest.raises(ConfigError, match=r"exception\[0\]\.controller: no organisation has the id 'example-holding'"):
        project.check()


def test_each_lock_of_a_repository_has_its_own_answer_and_configuration(project: Project, tmp_path: Path) -> None:
    other = project.copy(tmp_path / "other")
    project.append("depsov.toml", 'fail-on = "critical"\n')

    first, second = check(project.folder, other.folder, as_of=DAY)

    assert first.failing == ()
    assert [item.package for item in second.failing] == ["pkg:pypi/cloud-service-sdk@5.1"]


def test_without_a_path_it_is_the_working_folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.folder)

    (checked,) = check(as_of=DAY)

    assert checked.compared == "depsov.lock"
    assert found(checked) == []


def test_the_place_of_an_exception_can_be_found_from_the_working_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.append("depsov.toml", EXCEPTION)
    monkeypatch.chdir(project.folder.parent)

    (expired,) = project.findings(as_of=date(2027, 1, 1))

    assert expired.location == Location(file="project/depsov.toml", line=4)


def test_what_is_excluded_does_not_depend_on_the_working_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.append("depsov.toml", 'exclude = ["old"]\n')
    (project.folder / "old").mkdir()
    (project.folder / "old" / "requirements.txt").write_text("somebody-else==1.0\n")
    monkeypatch.chdir(project.folder)
    project.lock()
    assert found(project.check()) == []

    monkeypatch.chdir(project.folder.parent)
    assert found(project.check()) == []


def test_the_advice_names_the_folder_of_the_lock(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    depend_on(project, "nobody-else-knows")
    monkeypatch.chdir(project.folder.parent)

    stale = next(item for item in project.findings() if item.rule == "lock-stale")

    assert stale.location == Location(file="project/depsov.lock")
    assert stale.hint == "run `depsov lock project`, and look at what it changes"


def _as_set(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.fingerprint for finding in findings}


def test_every_finding_has_a_fingerprint_of_its_own(project: Project) -> None:
    project.append("depsov.toml", 'judge = "all"\nfail-on = "info"\n')
    findings = project.findings()

    assert len(findings) > 4
    assert len(_as_set(findings)) == len(findings)
