"""`depsov.check(since=...)`: what came with the changes since a git revision is judged, and nothing that was there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from depsov import check
from depsov.errors import NamedFileError, UsageError
from depsov.model import Level
from tests.gate.projects import DAY, Git, Project, depend_on, found, teach

BROKEN = "version = 1\n[[package]\n"


@pytest.fixture
def git(project: Project) -> Git:
    """The repository of the project, with everything committed."""
    git = Git(project.folder)
    git.commit()
    return git


def _found(project: Project, since: str = "HEAD") -> list[tuple[str, Level | None, str]]:
    """Return the findings on packages: that depsov.lock is out of date is another matter."""
    return [item for item in found(project.check(since=since)) if item[0] != "lock-stale"]


def _bring_in(project: Project, name: str = "cloud-queue", steward: str = "example-cloud") -> None:
    depend_on(project, name)
    teach(project, name, steward)


# --- new since, changed since -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("git")
def test_without_a_change_there_is_nothing_to_say(project: Project) -> None:
    checked = project.check(since="HEAD")

    assert found(checked) == []
    assert checked.compared == "HEAD"


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize("policy", ["", 'judge = "all"\n', 'fail-on = "low"\n', 'preset = "eu-procurement"\n'])
def test_only_what_came_in_since_is_judged_whatever_the_policy_looks_at(project: Project, policy: str) -> None:
    project.append("depsov.toml", policy)
    _bring_in(project)

    assert _found(project) == [("outside-control", Level.FAIL, "cloud-queue")]


def test_what_came_in_and_was_locked_and_committed_is_new_since_the_commit_before(project: Project, git: Git) -> None:
    _bring_in(project)
    project.lock()
    git.commit()

    assert _found(project, "HEAD") == []
    assert _found(project, "HEAD~1") == [("outside-control", Level.FAIL, "cloud-queue")]


@pytest.mark.usefixtures("git")
def test_who_decides_now_is_compared_with_the_lock_of_the_revision(project: Project) -> None:
    project.edit(
        "organisations.toml",
        'steward = "example-works"\npackages = ["works-forms"]',
        'steward = "example-cloud"\npackages = ["works-forms"]',
    )
    project.lock()

    assert _found(project) == [("controller-changed", Level.FAIL, "works-forms")]


@pytest.mark.usefixtures("git")
def test_a_party_that_moved_outside_since_is_judged_whatever_the_lock_of_today_says(project: Project) -> None:
    project.edit("organisations.toml", 'country = "DE"', 'country = "US"')
    project.lock()

    assert _found(project) == [("outside-control", Level.FAIL, "works-forms")]


@pytest.mark.parametrize("revision", ["HEAD", "main", "HEAD^{commit}", "v1"])
def test_a_revision_has_any_of_its_names(project: Project, git: Git, revision: str) -> None:
    git("tag", "v1")
    _bring_in(project)

    assert _found(project, revision) == [("outside-control", Level.FAIL, "cloud-queue")]


@pytest.mark.usefixtures("git")
def test_the_lock_of_today_must_still_be_up_to_date(project: Project) -> None:
    depend_on(project, "works-charts")
    teach(project, "works-charts", "example-works")

    assert found(project.check(since="HEAD")) == [("lock-stale", Level.FAIL, "")]


# --- limits -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize(("limit", "rules"), [("0.3", []), ("0.4", ["share"]), ("0.5", [])])
def test_a_limit_counts_where_it_is_exceeded_since(project: Project, limit: str, rules: list[str]) -> None:
    project.append("depsov.toml", f"[limits]\noutside = {limit}\n")  # 3 of 8 before, 4 of 9 now
    _bring_in(project)

    assert [rule for rule, _, name in _found(project) if not name] == rules


# --- what a revision may lack -------------------------------------------------------------------------------------


def test_without_a_lock_at_the_revision_packages_are_judged_as_they_are_known_today(project: Project, git: Git) -> None:
    git("rm", "--quiet", "--cached", "depsov.lock")
    git("commit", "--quiet", "--message", "before there was a gate")
    _bring_in(project)

    assert _found(project) == [("outside-control", Level.FAIL, "cloud-queue")]


def test_a_project_that_the_revision_did_not_have_is_new_as_a_whole(project: Project, tmp_path: Path) -> None:
    git = Git(tmp_path / "repository")
    (git.folder / "readme.txt").write_text("x")
    git.commit()
    inner = project.copy(git.folder / "inner")

    assert [name for _, level, name in _found(inner) if level is Level.FAIL] == [
        "cloud-service-sdk",
        "cloud-tools",
        "arrays",
    ]


def test_documents_that_were_broken_at_the_revision_and_are_read_today(project: Project, git: Git) -> None:
    good = project.text("uv.lock")
    (project.folder / "uv.lock").write_text(BROKEN)
    git.commit()
    (project.folder / "uv.lock").write_text(good)

    assert project.check(since="HEAD").is_complete


def test_what_the_lock_of_a_revision_names_is_not_new_where_its_documents_were_broken(
    project: Project, git: Git
) -> None:
    good = project.text("uv.lock")
    for name in ("uv.lock", "pyproject.toml"):
        (project.folder / name).write_text(BROKEN)
    git.commit()
    (project.folder / "uv.lock").write_text(good)

    assert _found(project) == []


@pytest.mark.parametrize("damage", ["\n<<<<<<< ours\n=======\n>>>>>>> theirs\n", "\nversion = 99\n"])
def test_a_lock_that_was_damaged_at_the_revision_counts_as_none(project: Project, git: Git, damage: str) -> None:
    good = project.text()
    project.append("depsov.lock", damage)
    git.commit()
    (project.folder / "depsov.lock").write_text(good)
    _bring_in(project)

    assert _found(project) == [("outside-control", Level.FAIL, "cloud-queue")]


@pytest.mark.usefixtures("git")
def test_a_lock_that_is_damaged_today_is_refused(project: Project) -> None:
    project.append("depsov.lock", "\n<<<<<<< ours\n=======\n>>>>>>> theirs\n")

    with pytest.raises(NamedFileError, match=r"depsov\.lock:\d+: holds the marks of a merge conflict"):
        project.check(since="HEAD")


def test_documents_that_are_broken_today_leave_the_answer_incomplete(project: Project, git: Git) -> None:
    (project.folder / "uv.lock").write_text(BROKEN)

    assert not project.check(since="HEAD").is_complete
    assert "uv.lock" in git("status", "--short").stdout


# --- where the project stands -------------------------------------------------------------------------------------


def test_a_project_in_a_folder_of_the_repository(project: Project, tmp_path: Path) -> None:
    git = Git(tmp_path / "repository")
    inner, other = (project.copy(git.folder / name) for name in ("inner", "other"))
    git.commit()
    _bring_in(inner)

    assert _found(inner) == [("outside-control", Level.FAIL, "cloud-queue")]
    assert _found(other) == []


def _part(project: Project) -> list[tuple[str, Level | None, str]]:
    (checked,) = check(project.folder / "part", config=project.config(), as_of=DAY, since="HEAD")
    assert not checked.is_whole
    return found(checked)


def test_what_is_new_elsewhere_is_not_judged_in_a_part(project: Project, git: Git) -> None:
    (project.folder / "part").mkdir()
    shutil.copy(project.folder / "uv.lock", project.folder / "part")
    git.commit()
    _bring_in(project)

    assert _part(project) == []


@pytest.mark.usefixtures("git")
def test_what_another_part_had_is_not_new_in_a_part(project: Project) -> None:
    (project.folder / "part").mkdir()
    shutil.copy(project.folder / "uv.lock", project.folder / "part")
    assert found(project.check(since="HEAD")) == []

    assert _part(project) == []


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize("revision", ["nowhere", "", "-h", "--all", "HEAD:uv.lock", "HEAD~5"])
def test_a_revision_that_does_not_exist(project: Project, revision: str) -> None:
    with pytest.raises(UsageError, match="no such revision") as caught:
        project.check(since=revision)
    assert "fetch it first" in (caught.value.hint or "")


def test_a_folder_that_is_in_no_repository(project: Project) -> None:
    with pytest.raises(UsageError, match="is in no git repository"):
        project.check(since="HEAD")
