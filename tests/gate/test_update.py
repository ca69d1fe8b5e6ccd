"""`depsov.update_lock`: what holds stays, what moved moves, and two branches merge."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from depsov import update_lock
from depsov.errors import NamedFileError, NothingToScanError
from tests.gate.projects import DAY, Git, Project, depend_on, found, teach

LATER = DAY + timedelta(days=60)


def _dates(project: Project) -> dict[str, date]:
    return {
        block["purl"].removeprefix("pkg:pypi/"): block["date"] for block in tomllib.loads(project.text())["package"]
    }


def _settle(project: Project) -> None:
    """Let the project's knowledge say who decides what nobody knew."""
    teach(project, "nobody-knows", "example-works")


# --- what is different --------------------------------------------------------------------------------------------


def test_the_first_lock_adds_everything(project: Project) -> None:
    (project.folder / "depsov.lock").unlink()

    updated = project.lock()

    assert updated.is_written
    assert len(updated.renewal.added) == 8
    assert updated.renewal.added == tuple(updated.renewal.lock.blocks)
    assert (updated.renewal.dropped, updated.renewal.moved) == ((), ())


def test_a_second_lock_finds_nothing_to_write(project: Project) -> None:
    before, place = project.text(), project.folder / "depsov.lock"
    moment = place.stat().st_mtime_ns

    updated = project.lock(as_of=LATER)

    assert not updated.is_written
    assert (updated.renewal.added, updated.renewal.dropped, updated.renewal.moved) == ((), (), ())
    assert (project.text(), place.stat().st_mtime_ns) == (before, moment)


def test_what_came_what_went_and_what_moved(project: Project) -> None:
    depend_on(project, "cloud-queue")
    project.edit("uv.lock", 'name = "works-forms"', 'name = "works-charts"')
    _settle(project)

    renewal = project.lock(as_of=LATER).renewal

    assert renewal.added == ("pkg:pypi/cloud-queue", "pkg:pypi/works-charts")
    assert renewal.dropped == ("pkg:pypi/works-forms",)
    ((before, after),) = renewal.moved
    assert (before.purl, before.controlled_by, after.controlled_by) == (
        "pkg:pypi/nobody-knows",
        "unknown",
        "example-works",
    )


def test_a_date_moves_only_with_its_facts(project: Project) -> None:
    depend_on(project, "cloud-queue")
    _settle(project)

    project.lock(as_of=LATER)

    moved = {name for name, day in _dates(project).items() if day == LATER}
    assert moved == {"cloud-queue", "nobody-knows"}
    assert set(_dates(project).values()) == {DAY, LATER}


def test_a_new_version_of_a_package_moves_nothing(project: Project) -> None:
    project.edit("uv.lock", 'version = "5.1"', 'version = "6.0"')
    assert not project.lock(as_of=LATER).is_written


def test_a_new_knowledge_base_moves_its_own_line_only(project: Project) -> None:
    before = project.text().splitlines()
    project.edit("organisations.toml", "curated = 2026-01-15", "curated = 2026-06-01")
    project.edit("organisations.toml", 'pointer = "https://srl.example', 'pointer = "https://www.srl.example')

    project.lock(as_of=LATER)

    after = project.text().splitlines()
    assert [line for line in after if line not in before] == ['knowledge = "2026-06-01"']
    assert found(project.check()) == []


def test_a_fresh_lock_dates_everything_anew(project: Project) -> None:
    assert project.lock(as_of=LATER, fresh=True).is_written
    assert set(_dates(project).values()) == {LATER}


def test_packages_of_ones_own_are_not_recorded(project: Project) -> None:
    project.append("depsov.toml", 'own = ["works-*"]\n')

    assert project.lock().renewal.dropped == ("pkg:pypi/works-forms",)
    assert found(project.check()) == []


def test_the_working_folder_is_where_it_writes_by_default(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.folder / "depsov.lock").unlink()
    monkeypatch.chdir(project.folder)

    updated = update_lock(as_of=DAY)

    assert updated.file == "depsov.lock"
    assert (project.folder / "depsov.lock").is_file()


# --- what cannot be read ------------------------------------------------------------------------------------------


def test_what_a_broken_document_may_hold_is_kept(project: Project) -> None:
    before = _dates(project)
    (project.folder / "uv.lock").write_text("version = 1\n[[package]\n")

    updated = project.lock(as_of=LATER)

    assert not updated.is_complete
    assert updated.renewal.dropped == ()
    assert _dates(project).items() >= before.items()


def test_a_document_that_is_broken_elsewhere_does_not_keep_what_is_new_out(project: Project) -> None:
    (project.folder / "other").mkdir()
    (project.folder / "other" / "poetry.lock").write_text("[[package]\n")
    depend_on(project, "cloud-queue")

    updated = project.lock()

    assert (updated.renewal.added, updated.is_complete) == (("pkg:pypi/cloud-queue",), False)


@pytest.mark.parametrize("text", ["", "version = 99\n", "<<<<<<< ours\n"])
def test_a_damaged_lock_is_left_alone_unless_a_fresh_one_is_wanted(project: Project, text: str) -> None:
    (project.folder / "depsov.lock").write_text(text)

    with pytest.raises(NamedFileError):
        project.lock()
    assert project.text() == text

    project.lock(fresh=True)
    assert found(project.check()) == []


def test_where_there_is_nothing_to_scan_nothing_is_written(project: Project) -> None:
    for name in ("uv.lock", "pyproject.toml", "depsov.lock"):
        (project.folder / name).unlink()

    with pytest.raises(NothingToScanError):
        project.lock()
    assert not (project.folder / "depsov.lock").exists()


# --- what it writes must be read ----------------------------------------------------------------------------------


def test_a_prefix_that_nothing_shows_to_be_reserved_can_be_locked_and_checked(project: Project) -> None:
    identities = 'identities = ["github:example-works"'
    project.edit("organisations.toml", identities, f'{identities}, "nuget:works"')
    component = '{"type": "library", "name": "Works.Tool", "version": "1.0", "purl": "pkg:nuget/Works.Tool@1.0"}'
    (project.folder / "bom.json").write_text(
        f'{{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{component}]}}'
    )
    project.lock()

    assert found(project.check()) == []


# --- branches -----------------------------------------------------------------------------------------------------


def _branch(project: Project, git: Git, name: str) -> None:
    """Add a package on a branch of its own, in a project of its own."""
    git("switch", "--quiet", "--create", f"with-{name}", "main")
    (project.folder / name).mkdir()
    (project.folder / name / "requirements.txt").write_text(f"{name}==1.0\n")
    project.lock()
    git.commit()


@pytest.fixture
def git(project: Project) -> Git:
    """The repository of the project, with everything committed."""
    git = Git(project.folder)
    git.commit()
    return git


@pytest.mark.parametrize(
    ("one", "other"),
    [("aerial-maps", "zebra-charts"), ("aerial-maps", "drawings"), ("calendars", "zebra-charts")],
    ids=["at both ends", "first and between", "between and last"],
)
def test_two_branches_that_each_add_a_package_merge(project: Project, git: Git, one: str, other: str) -> None:
    _branch(project, git, one)
    _branch(project, git, other)

    merged = git("merge", "--quiet", f"with-{one}", check=False)

    assert merged.returncode == 0, merged.stdout
    assert set(_dates(project)) >= {one, other}
    assert found(project.check()) == []
    assert not project.lock(as_of=LATER).is_written


def test_one_branch_adds_and_the_other_drops(project: Project, git: Git) -> None:
    _branch(project, git, "aerial-maps")
    git("switch", "--quiet", "--create", "without", "main")
    project.edit("uv.lock", 'name = "works-forms"', 'name = "arrays"')
    project.edit("uv.lock", 'version = "7.2"', 'version = "2.1"')
    project.lock()
    git.commit()

    git("merge", "--quiet", "with-aerial-maps")

    assert "works-forms" not in _dates(project)
    assert found(project.check()) == []


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_neighbours_conflict_and_either_side_will_do(project: Project, git: Git, side: str) -> None:
    for name in ("zebra-charts", "zebra-maps"):
        _branch(project, git, name)
    assert git("merge", "--quiet", "with-zebra-charts", check=False).returncode == 1
    with pytest.raises(NamedFileError, match=r"depsov\.lock:\d+: holds the marks of a merge conflict") as caught:
        project.check()
    assert caught.value.hint == "keep one side of each conflict, whichever, then run `depsov lock`"

    git("checkout", side, "--", "depsov.lock")
    project.lock()

    assert {"zebra-charts", "zebra-maps"} <= set(_dates(project))
    assert found(project.check()) == []


def test_the_lock_says_nothing_of_the_machine(project: Project, tmp_path: Path) -> None:
    project.lock(fresh=True)
    assert str(tmp_path) not in project.text()
    assert project.text() == project.copy(tmp_path / "elsewhere").text()
