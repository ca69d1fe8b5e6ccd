"""Which documents a scan finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from depsov.discover import PRUNED, _Hints, _spec_of, discover
from depsov.documents import Document
from depsov.errors import UsageError
from depsov.formats import Format
from depsov.tree import Tree
from tests.trees import FORMATS, found_in, link, scan, write

# --- names --------------------------------------------------------------------------------------------------------


def test_documents_are_found_by_name_and_sorted_by_path(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock", "b/package-lock.json", "a/uv.lock", "a/readme.md", "uv.lock.bak")
    found = discover(Tree(tmp_path), FORMATS)
    assert [(item.path, item.format.id) for item in found] == [
        ("a/uv.lock", "uv"),
        ("b/package-lock.json", "npm"),
        ("uv.lock", "uv"),
    ]


@pytest.mark.parametrize(
    ("path", "reader"),
    [
        ("requirements.txt", "requirements"),
        ("requirements-dev.txt", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("a/requirements/base.txt", "requirements"),
        ("app.cdx.json", "cyclonedx"),
        ("bom.json", "cyclonedx"),
        ("base.txt", None),
        ("my-requirements.txt", None),
        ("requirements/deeper/base.txt", None),
        ("UV.LOCK", None),
        ("abom.json", None),
    ],
)
def test_globs(tmp_path: Path, path: str, reader: str | None) -> None:
    write(tmp_path, path)
    assert [item.format.id for item in discover(Tree(tmp_path), FORMATS)] == ([] if reader is None else [reader])


def test_manifests_beside_are_remembered_for_the_readers(tmp_path: Path) -> None:
    write(tmp_path, "package.json", "web/package.json", "pyproject.toml")
    tree = Tree(tmp_path)
    assert found_in(tree) == ["pyproject.toml"]
    assert sorted(tree.manifests) == ["package.json", "pyproject.toml", "web/package.json"]


# --- folders that are not searched --------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", sorted(PRUNED))
def test_folders_of_other_peoples_packages_are_not_searched(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/uv.lock", f"a/{folder}/deep/uv.lock", "a/uv.lock")
    assert scan(tmp_path) == ["a/uv.lock"]


@pytest.mark.parametrize("folder", ["node_modules", "vendor", ".venv", ".git", "build"])
def test_what_the_issue_names_is_pruned(folder: str) -> None:
    assert folder in PRUNED


def test_installed_packages_are_remembered(tmp_path: Path) -> None:
    write(tmp_path, "web/node_modules/left/package.json", "env/pyvenv.cfg", "env/uv.lock", ".venv/pyvenv.cfg")
    tree = Tree(tmp_path)
    assert found_in(tree) == []
    assert tree.module_folders == ["web/node_modules"]
    assert sorted(tree.environments) == [".venv", "env"]
    assert tree.manifests == []


def test_folder_that_cannot_be_searched_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "closed/uv.lock", "uv.lock")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = Tree(tmp_path)
    assert found_in(tree) == ["uv.lock"]
    assert [(item.stage, item.subject, item.message) for item in tree.problems] == [
        ("discover", "closed", "cannot be searched: Permission denied")
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may enter every folder")
def test_folder_that_may_not_be_entered_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock", "closed/uv.lock")
    (tmp_path / "closed").chmod(0)
    tree = Tree(tmp_path)
    try:
        assert found_in(tree) == ["uv.lock"]
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [(item.subject, item.message) for item in tree.problems] == [
        ("closed", "cannot be searched: Permission denied")
    ]


# --- excludes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "examples",
        "examples/*",
        "examples/a/uv.lock",
        "*/uv.lock",
        "examples/",
    ],
)
def test_excluded_paths_are_left_out(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, "examples/a/uv.lock", "uv.lock")
    assert scan(tmp_path, exclude=[pattern]) == ["uv.lock"]


def test_exclude_matches_whole_names_only(tmp_path: Path) -> None:
    write(tmp_path, "examples2/uv.lock", "my/examples/uv.lock")
    assert scan(tmp_path, exclude=["examples"]) == ["examples2/uv.lock", "my/examples/uv.lock"]


def test_excluded_manifests_serve_no_reader(tmp_path: Path) -> None:
    write(tmp_path, "package.json", "old/package.json")
    tree = Tree(tmp_path, [""], ["old"])
    found_in(tree)
    assert tree.manifests == ["package.json"]


@pytest.mark.parametrize("pattern", ["old", "old/", "old/*", "o?d", "*/deep/uv.lock"])
def test_exclude_counts_from_the_home(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, "back/uv.lock", "back/old/deep/uv.lock")
    assert found_in(Tree(tmp_path, ["back"], [pattern], home=tmp_path / "back")) == ["back/uv.lock"]


@pytest.mark.parametrize("folder", ["front", "back-office", "front/back", "backold"])
def test_exclude_counts_from_no_other_folder(tmp_path: Path, folder: str) -> None:
    write(tmp_path, "back/old/uv.lock", f"{folder}/old/uv.lock")
    tree = Tree(tmp_path, ["back", folder], ["old"], home=tmp_path / "back")
    assert found_in(tree) == [f"{folder}/old/uv.lock"]


def test_project_in_a_folder_of_an_excluded_name_is_searched(tmp_path: Path) -> None:
    write(tmp_path, "examples/uv.lock", "examples/examples/uv.lock")
    tree = Tree(tmp_path, ["examples"], ["examples"], home=tmp_path / "examples")
    assert found_in(tree) == ["examples/uv.lock"]


def test_exclude_from_the_home_holds_for_a_folder_within_it(tmp_path: Path) -> None:
    write(tmp_path, "back/web/uv.lock", "back/web/old/uv.lock", "back/web/old/package.json")
    tree = Tree(tmp_path, ["back/web"], ["web/old"], home=tmp_path / "back")
    assert found_in(tree) == ["back/web/uv.lock"]
    assert tree.manifests == []


# --- .gitignore ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ignored", "found"),
    [
        ("uv.lock", []),
        ("/uv.lock", ["a/b/uv.lock", "a/uv.lock"]),
        ("a/", ["uv.lock"]),
        ("a/*/uv.lock", ["a/uv.lock", "uv.lock"]),
        ("**/b/", ["a/uv.lock", "uv.lock"]),
        ("# uv.lock", ["a/b/uv.lock", "a/uv.lock", "uv.lock"]),
        ("uv.lock\n!/uv.lock", ["uv.lock"]),
        ("*.lock\n!uv.lock", ["a/b/uv.lock", "a/uv.lock", "uv.lock"]),
    ],
)
def test_gitignore_of_the_top(tmp_path: Path, ignored: str, found: list[str]) -> None:
    write(tmp_path, "uv.lock", "a/uv.lock", "a/b/uv.lock")
    write(tmp_path, ".gitignore", text=ignored)
    assert scan(tmp_path) == found


def test_gitignore_of_a_folder_is_relative_to_it(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock", "a/uv.lock", "a/b/uv.lock", "b/uv.lock")
    write(tmp_path, "a/.gitignore", text="/b/")
    assert scan(tmp_path) == ["a/uv.lock", "b/uv.lock", "uv.lock"]


@settings(max_examples=300)
@given(
    lines=st.lists(st.text(alphabet="ab*?[]!/\\\\# .-^", min_size=1, max_size=8), min_size=1, max_size=3),
    path=st.lists(st.text(alphabet="ab-.", min_size=1, max_size=3), min_size=1, max_size=4).map("/".join),
)
@example(lines=["[a/b]"], path="b]")
@example(lines=["a/**"], path="a/b")
def test_a_line_that_means_a_path_is_never_ruled_out_by_a_look_at_its_name(lines: list[str], path: str) -> None:
    ignored = _spec_of(lines).match_file(path)
    hints = _Hints()
    hints.add(lines)
    assert hints.allow(path) or not ignored


def test_deeper_gitignore_goes_before_the_one_above(tmp_path: Path) -> None:
    write(tmp_path, "a/uv.lock", "b/uv.lock")
    write(tmp_path, ".gitignore", text="uv.lock")
    write(tmp_path, "a/.gitignore", text="!uv.lock")
    assert scan(tmp_path) == ["a/uv.lock"]


def test_gitignore_above_a_named_folder_counts(tmp_path: Path) -> None:
    write(tmp_path, "a/b/uv.lock", "a/b/requirements.txt")
    write(tmp_path, ".gitignore", text="requirements.txt")
    assert found_in(Tree(tmp_path, ["a/b"])) == ["a/b/uv.lock"]


def test_ignored_manifests_serve_no_reader(tmp_path: Path) -> None:
    write(tmp_path, "package.json", "scratch/package.json")
    write(tmp_path, ".gitignore", text="scratch/")
    tree = Tree(tmp_path)
    found_in(tree)
    assert tree.manifests == ["package.json"]


def test_what_is_no_pattern_costs_only_its_line(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock", "scratch/uv.lock")
    write(tmp_path, ".gitignore", text="[[-?]uv.lock\nuv.lock[b-a]\n!\nscratch*/\n")
    assert found_in(Tree(tmp_path)) == ["uv.lock"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[\n!\n\\\n", b"a\x00b\n"])
def test_broken_gitignore_breaks_nothing(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, "uv.lock")
    (tmp_path / ".gitignore").write_bytes(data)
    assert scan(tmp_path) == ["uv.lock"]


def test_gitignore_that_is_a_folder_breaks_nothing(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock", ".gitignore/x")
    assert scan(tmp_path) == ["uv.lock"]


def test_gitignore_that_is_a_link_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, "outside/patterns", text="uv.lock")
    write(tmp_path, "tree/uv.lock")
    (tmp_path / "tree/.gitignore").symlink_to(tmp_path / "outside/patterns")
    assert scan(tmp_path / "tree") == ["uv.lock"]


def test_linked_folder_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path, "outside/uv.lock", "tree/real/uv.lock")
    link(tmp_path / "tree/out", tmp_path / "outside", is_folder=True)
    link(tmp_path / "tree/in", "real", is_folder=True)
    link(tmp_path / "tree/real/self", "..", is_folder=True)
    assert scan(tmp_path / "tree") == ["real/uv.lock"]


# --- named files ------------------------------------------------------------------------------------------------------


def test_named_file_is_found_though_ignored_excluded_or_in_a_pruned_folder(tmp_path: Path) -> None:
    write(tmp_path, "node_modules/a/package-lock.json", "uv.lock")
    write(tmp_path, ".gitignore", text="*")
    tree = Tree(tmp_path, ["node_modules/a/package-lock.json", "uv.lock"], ["*"])
    assert found_in(tree) == ["node_modules/a/package-lock.json", "uv.lock"]


def test_file_that_is_named_and_found_stands_once(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock")
    assert found_in(Tree(tmp_path, ["", "uv.lock"])) == ["uv.lock"]


def test_manifests_beside_and_below_a_named_file_serve_its_reader(tmp_path: Path) -> None:
    write(tmp_path, "a/uv.lock", "a/pyproject.toml", "a/b/pyproject.toml", "pyproject.toml")
    tree = Tree(tmp_path, ["a/uv.lock"])
    assert found_in(tree) == ["a/uv.lock"]
    assert sorted(tree.manifests) == ["a/b/pyproject.toml", "a/pyproject.toml"]


def test_named_file_of_no_known_format_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "notes.txt")
    with pytest.raises(UsageError, match=r"notes\.txt: not a format that depsov reads") as caught:
        discover(Tree(tmp_path, ["notes.txt"]), FORMATS)
    assert caught.value.hint is not None
    assert "depsov formats" in caught.value.hint


def test_named_bill_of_materials_is_known_by_its_content(tmp_path: Path) -> None:
    write(tmp_path, "release.json", text='{"bomFormat": "CycloneDX"}')
    (found,) = discover(Tree(tmp_path, ["release.json"]), FORMATS)
    assert found.format.id == "cyclonedx"
    assert scan(tmp_path) == []


def test_mark_near_the_top_counts_before_one_further_down(tmp_path: Path) -> None:
    formats = [
        Format(id="one", family="", title="", ecosystem="", role="sbom", patterns=("one.json",), mark="ONE"),
        Format(id="two", family="", title="", ecosystem="", role="sbom", patterns=("two.json",), mark="TWO"),
    ]
    write(tmp_path, "a", text="TWO" + " " * 5000 + "ONE")
    write(tmp_path, "b", text=" " * 5000 + "TWO ONE")
    found = discover(Tree(tmp_path, ["a", "b"]), formats)
    assert [item.format.id for item in found] == ["two", "one"]


# --- SBOMs by their content ---------------------------------------------------------------------------------------

SBOMS = [
    Format(id="one", family="", title="", ecosystem="", role="sbom", patterns=("sbom.json", "*.one"), mark="ONE"),
    Format(id="two", family="", title="", ecosystem="", role="sbom", patterns=("sbom.xml", "*.two"), mark="TWO"),
    Format(id="lock", family="", title="", ecosystem="", role="lockfile", patterns=("a.lock",), mark="LOCK"),
]


@pytest.mark.parametrize("targets", [[], [""], ["named"]])
@pytest.mark.parametrize(
    ("name", "text", "format_id"),
    [
        ("sbom.json", "ONE", "one"),
        ("sbom.json", "TWO", "two"),
        ("sbom.xml", "ONE", "one"),
        ("release.two", " " * 5000 + "ONE", "one"),
        ("sbom.json", "ONE" + " " * 5000 + "TWO", "one"),
        ("sbom.json", "TWO" + " " * 5000 + "ONE", "two"),
        ("sbom.json", "neither", "one"),
        ("sbom.json", "LOCK", "one"),
        ("a.lock", "ONE", "lock"),
    ],
)
def test_mark_of_an_sbom_counts_before_its_name(
    tmp_path: Path, targets: list[str], name: str, text: str, format_id: str
) -> None:
    document = Document(name, text.encode())
    write(tmp_path, name, text=text)
    trees = {"": Tree(tmp_path), "named": Tree(tmp_path, [name])}
    tree = trees[targets[0]] if targets else Tree(tmp_path, [], given={name: document})
    assert [(item.path, item.format.id) for item in discover(tree, SBOMS)] == [(name, format_id)]


def test_sbom_that_cannot_be_opened_is_left_to_the_reader_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, "outside/release.json", text="TWO")
    link(tmp_path / "tree/sbom.json", tmp_path / "outside/release.json")
    assert [item.format.id for item in discover(Tree(tmp_path / "tree"), SBOMS)] == ["one"]


def test_only_files_that_are_called_as_sboms_are_opened_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    open_ = Tree.open

    def note(tree: Tree, path: str) -> Document:
        opened.append(path)
        return open_(tree, path)

    monkeypatch.setattr(Tree, "open", note)
    write(tmp_path, "a.lock", "notes.json", "sbom.json", "web/sbom.xml")
    discover(Tree(tmp_path), SBOMS)
    assert sorted(opened) == ["sbom.json", "web/sbom.xml"]


def test_document_that_was_handed_in_is_found_by_name_or_by_content(tmp_path: Path) -> None:
    for name, data in (("release.cdx.json", b"{}"), ("-", b'{"bomFormat": "CycloneDX"}')):
        tree = Tree(tmp_path, [], given={name: Document(name, data)})
        (found,) = discover(tree, FORMATS)
        assert (found.path, found.format.id) == (name, "cyclonedx")


def test_document_of_no_known_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="-: not a format"):
        discover(Tree(tmp_path, [], given={"-": Document("-", b"notes")}), FORMATS)


def test_named_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a format"):
        discover(Tree(tmp_path, [], given={"-": Document("-", b"\xff\0")}), FORMATS)


def test_pattern_may_name_the_folder_as_well(tmp_path: Path) -> None:
    write(tmp_path, "gradle/lock.xml", "app/gradle/lock.xml", "lock.xml", "other/lock.xml")
    item = Format(id="one", family="", title="", ecosystem="", role="lockfile", patterns=("gradle/lock.xml",))
    assert [found.path for found in discover(Tree(tmp_path), [item])] == ["app/gradle/lock.xml", "gradle/lock.xml"]


def test_nothing_else_below_a_named_file_is_taken_up(tmp_path: Path) -> None:
    write(tmp_path, "a/uv.lock", "a/node_modules/x/package.json", "a/.venv/pyvenv.cfg")
    tree = Tree(tmp_path, ["a/uv.lock"])
    assert found_in(tree) == ["a/uv.lock"]
    assert (tree.manifests, tree.environments, tree.module_folders, tree.problems) == ([], [], [], [])
