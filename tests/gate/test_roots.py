"""Which `depsov.lock` answers for a path, and how much of its tree the path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.errors import NamedFileError
from depsov.gate.roots import LockRoot, label_of, roots_of
from depsov.lock import FILE
from tests.trees import link, write


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with two projects below one `depsov.lock`, and a third with one of its own."""
    folder = tmp_path.resolve() / "top"
    write(
        folder,
        FILE,
        "back/uv.lock",
        "back/pyproject.toml",
        "back/member/pyproject.toml",
        "front/package-lock.json",
        "front/package.json",
        "front/src/package.json",
        "apart/depsov.lock",
        "apart/uv.lock",
        "apart/inner/pyproject.toml",
        "loose/pyproject.toml",
        "loose/below/notes.txt",
        "README.md",
    )
    (folder / ".git").mkdir()
    return folder


def _roots(top: Path, *paths: str) -> list[tuple[str, list[str]]]:
    """Return the roots of paths, all of them relative to the top."""
    return [
        (root.folder.relative_to(top).as_posix(), [target.relative_to(top).as_posix() for target in root.targets])
        for root in roots_of(top / path for path in paths)
    ]


# --- folders ------------------------------------------------------------------------------------------------------


def test_a_folder_with_the_file_is_its_whole_tree(top: Path) -> None:
    (root,) = roots_of([top])
    assert (root.folder, root.targets, root.is_whole) == (top, (top,), True)
    assert root.file == top / FILE


@pytest.mark.parametrize("path", ["back", "loose", "loose/below", "front/src"])
def test_a_folder_below_is_a_part_of_the_tree(top: Path, path: str) -> None:
    (root,) = roots_of([top / path])
    assert (root.folder, root.targets, root.is_whole) == (top, (top / path,), False)


def test_the_nearest_file_answers(top: Path) -> None:
    assert _roots(top, "apart") == [("apart", ["apart"])]
    assert _roots(top, "apart/inner") == [("apart", ["apart/inner"])]


def test_without_a_path_it_is_the_working_folder(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top / "back")
    assert roots_of([]) == [LockRoot(top, (top / "back",))]


def test_paths_relative_to_the_working_folder_do(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top / "back")
    assert roots_of([Path("member"), Path("../front/package.json")]) == [
        LockRoot(top, (top / "back" / "member", top / "front"))
    ]


# --- changed files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "project"),
    [
        ("back/uv.lock", "back"),
        ("back/pyproject.toml", "back"),
        ("back/member/pyproject.toml", "back"),
        ("front/package-lock.json", "front"),
        ("front/src/package.json", "front"),
        ("apart/uv.lock", "apart"),
        ("apart/inner/pyproject.toml", "apart"),
        ("loose/pyproject.toml", "loose"),
        ("loose/below/notes.txt", "loose/below"),
    ],
)
def test_a_file_stands_for_the_project_of_its_lockfile(top: Path, path: str, project: str) -> None:
    ((_, targets),) = _roots(top, path)
    assert targets == [project]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "dev-requirements.txt", "pylock.dev.toml"]
)
def test_a_lockfile_may_have_any_name_of_its_format(top: Path, name: str) -> None:
    write(top, f"tools/{name}", "tools/deep/below/pyproject.toml")
    assert _roots(top, "tools/deep/below/pyproject.toml") == [(".", ["tools"])]


def test_requirements_in_a_folder_of_their_own_belong_to_the_project_above(top: Path) -> None:
    write(top, "service/requirements/base.txt", "service/requirements/dev.txt")
    assert _roots(top, "service/requirements/dev.txt") == [(".", ["service"])]


def test_the_project_is_not_looked_for_above_the_file(top: Path) -> None:
    write(top, "uv.lock", "alone/depsov.lock", "alone/deep/pyproject.toml")
    assert _roots(top, "alone/deep/pyproject.toml") == [("alone", ["alone/deep"])]


@pytest.mark.parametrize(("path", "root"), [(FILE, "."), ("apart/depsov.lock", "apart")])
def test_the_file_itself_stands_for_its_whole_tree(top: Path, path: str, root: str) -> None:
    assert _roots(top, path) == [(root, [root])]


def test_a_policy_stands_for_the_whole_tree_wherever_it_is(top: Path) -> None:
    write(top, "depsov.toml", "back/depsov.toml")
    assert _roots(top, "depsov.toml") == [(".", ["."])]
    assert _roots(top, "back/depsov.toml") == [(".", ["."])]


def test_a_lockfile_at_the_top_is_the_whole_tree(top: Path) -> None:
    write(top, "uv.lock")
    (root,) = roots_of([top / "loose" / "pyproject.toml"])
    assert root.is_whole


# --- several ------------------------------------------------------------------------------------------------------


def test_files_of_one_project_are_one_target(top: Path) -> None:
    assert _roots(top, "back/uv.lock", "back/pyproject.toml", "back/member/pyproject.toml") == [(".", ["back"])]


def test_projects_are_sorted_whatever_order_they_came_in(top: Path) -> None:
    wanted = [(".", ["back", "front"]), ("apart", ["apart"])]
    paths = ["front/package.json", "apart/uv.lock", "back/uv.lock"]
    assert _roots(top, *paths) == wanted
    assert _roots(top, *reversed(paths)) == wanted


def test_a_project_in_another_is_covered_by_it(top: Path) -> None:
    write(top, "back/inner/uv.lock")
    assert _roots(top, "back/inner/uv.lock", "back/uv.lock") == [(".", ["back"])]


def test_a_name_that_begins_alike_is_another_folder(top: Path) -> None:
    write(top, "back-office/uv.lock", "back/x/uv.lock")
    assert _roots(top, "back-office", "back/x", "back") == [(".", ["back", "back-office"])]


def test_the_whole_tree_covers_its_parts(top: Path) -> None:
    (root,) = roots_of([top / "back", top, top / "front" / "package.json"])
    assert root.is_whole


# --- what answers for nothing -------------------------------------------------------------------------------------


def _refused(*paths: Path) -> NamedFileError:
    with pytest.raises(NamedFileError) as caught:
        roots_of(paths)
    assert caught.value.exit_code == 2
    return caught.value


def test_a_path_that_does_not_exist_is_an_error(top: Path) -> None:
    assert _refused(top, top / "missing").message == f"{top / 'missing'}: no such file or folder"


def test_a_link_to_nothing_is_an_error(top: Path) -> None:
    link(top / "dangling", "nothing")
    assert _refused(top / "dangling").message == f"{top / 'dangling'}: no such file or folder"


@pytest.mark.parametrize("path", ["", "uv.lock"])
def test_a_tree_without_the_file_is_an_error_that_says_how_to_make_it(tmp_path: Path, path: str) -> None:
    write(tmp_path, "uv.lock")
    (tmp_path / ".git").mkdir()
    error = _refused(tmp_path / path)
    assert error.message == f"{tmp_path}: there is no depsov.lock, here or above"
    assert error.hint == "run `depsov lock`, and commit the file"


def test_the_file_of_another_repository_does_not_answer(top: Path) -> None:
    write(top, "vendor/module/uv.lock")
    (top / "vendor" / "module" / ".git").mkdir()
    assert _refused(top / "vendor" / "module").message.startswith(f"{top / 'vendor' / 'module'}: there is no ")


def test_a_submodule_is_another_repository(top: Path) -> None:
    write(top, "vendor/module/uv.lock", "vendor/module/.git", text="gitdir: elsewhere\n")
    assert _refused(top / "vendor" / "module" / "uv.lock").message.startswith(
        f"{top / 'vendor' / 'module'}: there is no "
    )


def test_a_repository_that_has_the_file_beside_its_git_folder_answers(top: Path) -> None:
    assert _roots(top, "back") == [(".", ["back"])]


def test_a_link_stands_for_what_it_leads_to(top: Path) -> None:
    link(top / "elsewhere", top / "apart", is_folder=True)
    link(top / "loose" / "uv.lock", top / "back" / "uv.lock")
    assert _roots(top, "elsewhere") == [("apart", ["apart"])]
    assert _roots(top, "loose/uv.lock") == [(".", ["back"])]


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "label"), [("", "depsov.lock"), ("back", "../depsov.lock"), ("back/member", "../../depsov.lock")]
)
def test_a_path_is_named_from_where_the_user_is(
    top: Path, monkeypatch: pytest.MonkeyPatch, here: str, label: str
) -> None:
    monkeypatch.chdir(top / here)
    assert label_of(top / FILE) == label


# --- settings from the folders above ------------------------------------------------------------------------------


def test_a_changed_manifest_that_inherits_stands_for_the_topmost_one(tmp_path: Path) -> None:
    top = tmp_path.resolve()
    write(top, FILE, "java/pom.xml", "java/core/pom.xml", "java/core/deep/pom.xml", "dotnet/Directory.Packages.props")
    write(top, "dotnet/src/App/App.csproj", "alone/pom.xml")
    assert _roots(top, "java/core/deep/pom.xml") == [(".", ["java"])]
    assert _roots(top, "dotnet/src/App/App.csproj") == [(".", ["dotnet"])]
    assert _roots(top, "alone/pom.xml") == [(".", ["alone"])]


@pytest.mark.parametrize(
    ("path", "project"),
    [("java/core", "java"), ("dotnet/src/App", "dotnet"), ("dotnet/src", "dotnet/src"), ("alone", "alone")],
)
def test_a_folder_is_judged_with_what_its_manifest_inherits(tmp_path: Path, path: str, project: str) -> None:
    top = tmp_path.resolve()
    write(
        top, FILE, "java/pom.xml", "java/core/pom.xml", "dotnet/Directory.Packages.props", "dotnet/src/App/App.csproj"
    )
    write(top, "alone/pom.xml")
    assert _roots(top, path) == [(".", [project])]


def test_changed_settings_stand_for_the_projects_around_them(tmp_path: Path) -> None:
    top = tmp_path.resolve()
    write(top, FILE, "app/build.gradle.kts", "app/core/build.gradle.kts", "app/gradle/libs.versions.toml")
    assert _roots(top, "app/gradle/libs.versions.toml") == [(".", ["app"])]


def test_settings_above_the_lock_do_not_count(tmp_path: Path) -> None:
    top = tmp_path.resolve() / "top"
    write(tmp_path, "pom.xml")
    write(top, FILE, "core/pom.xml")
    assert _roots(top, "core/pom.xml") == [(".", ["core"])]
