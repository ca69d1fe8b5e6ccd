"""What a scan may open: nothing outside of what was named, nothing too large, and no pipe."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from depsov import tree as trees
from depsov.documents import Document
from depsov.errors import DocumentError, NamedFileError
from depsov.tree import Tree
from tests.trees import found_in, link, write

# --- named paths --------------------------------------------------------------------------------------------------


def test_tree_of_a_folder_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/uv.lock", "b/uv.lock")
    monkeypatch.chdir(tmp_path)
    tree = Tree.of([Path("a")])
    assert (tree.base, list(tree.targets)) == (tmp_path, ["a"])
    assert found_in(tree) == ["a/uv.lock"]


def test_tree_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(Tree.of([Path()]).targets) == [""]


def test_tree_of_folders_elsewhere_is_relative_to_what_they_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "top/a/uv.lock", "top/b/uv.lock", "here/x")
    monkeypatch.chdir(tmp_path / "here")
    tree = Tree.of([tmp_path / "top/a", tmp_path / "top/b/uv.lock"])
    assert (tree.base, list(tree.targets)) == (tmp_path / "top", ["a", "b/uv.lock"])
    assert found_in(tree) == ["a/uv.lock", "b/uv.lock"]


def test_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NamedFileError, match="no such file or folder"):
        Tree.of([tmp_path / "missing"])


# --- the folder of the configuration ------------------------------------------------------------------------------


def test_without_a_home_exclude_counts_from_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "top/old/uv.lock", "old/uv.lock", "uv.lock")
    monkeypatch.chdir(tmp_path)
    assert found_in(Tree.of([Path()], ["old"])) == ["top/old/uv.lock", "uv.lock"]


def test_home_may_be_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "top/back/uv.lock", "top/back/old/uv.lock")
    link(tmp_path / "linked", tmp_path / "top" / "back", is_folder=True)
    monkeypatch.chdir(tmp_path / "top")
    assert found_in(Tree.of([Path()], ["old"], tmp_path / "linked")) == ["back/uv.lock"]


def test_absolute_glob_counts_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "top/uv.lock", "top/old/uv.lock")
    monkeypatch.chdir(tmp_path)
    assert found_in(Tree.of([Path("top")], [f"{tmp_path.as_posix()}/top/old"], Path("top"))) == ["top/uv.lock"]


@pytest.mark.parametrize("here", ["", "top", "top/web", "elsewhere"])
def test_what_is_excluded_is_the_same_from_any_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    write(tmp_path, "top/uv.lock", "top/web/uv.lock", "top/web/old/uv.lock", "elsewhere/x")
    monkeypatch.chdir(tmp_path / here)
    assert _excluding(tmp_path / "top", tmp_path / "top") == ["uv.lock", "web/uv.lock"]


@pytest.mark.parametrize("here", ["", "top", "top/web", "elsewhere"])
def test_what_is_excluded_of_a_part_is_the_same_from_any_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    write(tmp_path, "top/uv.lock", "top/web/uv.lock", "top/web/old/uv.lock", "elsewhere/x")
    monkeypatch.chdir(tmp_path / here)
    assert _excluding(tmp_path / "top" / "web", tmp_path / "top") == ["web/uv.lock"]


def _excluding(path: Path, home: Path) -> list[str]:
    """Return what a configuration that excludes leaves of a path, relative to the folder of the configuration."""
    tree = Tree.of([path], ["web/old"], home)
    return [(tree.base / found).relative_to(home).as_posix() for found in found_in(tree)]


# --- links --------------------------------------------------------------------------------------------------------


def test_link_within_the_tree_is_read(tmp_path: Path) -> None:
    write(tmp_path, "real.lock", text="here")
    link(tmp_path / "a/uv.lock", "../real.lock")
    tree = Tree(tmp_path)
    assert found_in(tree) == ["a/uv.lock"]
    assert tree.open("a/uv.lock").data == b"here"


@pytest.mark.parametrize("absolute", [True, False])
def test_link_out_of_the_tree_is_refused(tmp_path: Path, absolute: bool) -> None:  # noqa: FBT001
    write(tmp_path, "outside/secret", "tree/x")
    link(tmp_path / "tree/uv.lock", tmp_path / "outside/secret" if absolute else "../outside/secret")
    tree = Tree(tmp_path / "tree")
    assert found_in(tree) == ["uv.lock"]
    with pytest.raises(DocumentError, match="leads out of the scanned tree"):
        tree.open("uv.lock")


def test_link_to_a_device_is_refused(tmp_path: Path) -> None:
    link(tmp_path / "uv.lock", "/dev/zero")
    with pytest.raises(DocumentError, match="leads out"):
        Tree(tmp_path).open("uv.lock")


@pytest.mark.parametrize("target", ["uv.lock", "missing"])
def test_loop_of_links_and_broken_link_are_told(tmp_path: Path, target: str) -> None:
    link(tmp_path / "uv.lock", target)
    tree = Tree(tmp_path)
    assert found_in(tree) == ["uv.lock"]
    with pytest.raises(DocumentError, match="cannot be read"):
        tree.open("uv.lock")


def test_nothing_is_opened_through_a_linked_folder(tmp_path: Path) -> None:
    write(tmp_path, "outside/package.json", "tree/uv.lock", text="secret")
    link(tmp_path / "tree/packages", tmp_path / "outside", is_folder=True)
    view = Tree(tmp_path / "tree").folder("uv.lock")
    try:
        document = view.get("packages/package.json")
    except DocumentError:
        document = None
    assert document is None


def test_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "uv.lock")

    def write() -> None:
        (tmp_path / "uv.lock").write_bytes(b"content")

    threading.Thread(target=write, daemon=True).start()  # so that this test itself does not wait for ever
    with pytest.raises(DocumentError):
        Tree(tmp_path).open("uv.lock")


# --- limits -------------------------------------------------------------------------------------------------------


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_BYTES", 10)
    write(tmp_path, "uv.lock", text="x" * 11)
    write(tmp_path, "a/uv.lock", text="x" * 10)
    tree = Tree(tmp_path)
    assert found_in(tree) == ["a/uv.lock", "uv.lock"]
    assert len(tree.open("a/uv.lock").data) == 10
    with pytest.raises(DocumentError, match="over the limit"):
        tree.open("uv.lock")


def test_manifest_is_read_under_the_same_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_BYTES", 10)
    write(tmp_path, "pyproject.toml", text="x" * 11)
    with pytest.raises(DocumentError, match="over the limit"):
        Tree(tmp_path).folder("uv.lock").get("pyproject.toml")


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read: No such file"):
        Tree(tmp_path).open("uv.lock")


# --- what a reader may take ---------------------------------------------------------------------------------------


def test_reader_takes_what_stands_beside_and_below(tmp_path: Path) -> None:
    write(tmp_path, "a/pyproject.toml", "a/b/pyproject.toml")
    tree = Tree(tmp_path)
    view = tree.folder("a/uv.lock")
    documents = [view.get("pyproject.toml"), view.get("b/pyproject.toml"), view.get("./b/../pyproject.toml")]
    assert [item and item.path for item in documents] == ["a/pyproject.toml", "a/b/pyproject.toml", "a/pyproject.toml"]
    assert tree.covered == {"a/pyproject.toml", "a/b/pyproject.toml"}


@pytest.mark.parametrize(
    "path",
    [
        "missing.toml",
        "b",
        "nul\0.toml",
        pytest.param(
            "x" * 5000,
            id="long",
        ),
    ],
)
def test_what_is_no_file_is_none(tmp_path: Path, path: str) -> None:
    write(tmp_path, "a/b/pyproject.toml")
    assert Tree(tmp_path).folder("a/uv.lock").get(path) is None


@pytest.mark.parametrize(
    "path", ["../../outside/secret", "/etc/passwd", "../outside/secret", "..", "a/../../outside/secret"]
)
def test_reader_never_leaves_the_tree(tmp_path: Path, path: str) -> None:
    write(tmp_path, "outside/secret", "tree/uv.lock")
    assert Tree(tmp_path / "tree").folder("uv.lock").get(path) is None


def test_reader_never_leaves_the_named_folders(tmp_path: Path) -> None:
    write(tmp_path, "named/uv.lock", "other/pyproject.toml", "pyproject.toml")
    view = Tree(tmp_path, ["named"]).folder("named/uv.lock")
    assert view.get("../other/pyproject.toml") is None
    assert view.get("../pyproject.toml") is None


def test_what_a_glob_excludes_is_left_to_be_read_on_its_own(tmp_path: Path) -> None:
    write(tmp_path, "uv.lock", "a/package.json", "b/package.json", "b/deep/package.json", "bc/package.json")
    tree = Tree(tmp_path)
    found_in(tree)
    found = tree.folder("uv.lock").glob("**/package.json", ("b", "x*"))
    assert [item.path for item in found] == ["a/package.json", "bc/package.json"]
    assert tree.covered == {"a/package.json", "bc/package.json"}


def test_one_member_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path, "secret.json", "tree/uv.lock", "tree/a/package.json", "tree/c/package.json")
    (tmp_path / "tree" / "b").mkdir()
    link(tmp_path / "tree" / "b" / "package.json", tmp_path / "secret.json")
    tree = Tree(tmp_path / "tree")
    found_in(tree)
    assert [item.path for item in tree.folder("uv.lock").glob("*/package.json")] == ["a/package.json", "c/package.json"]
    assert [problem.subject for problem in tree.problems] == ["b/package.json"]


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("*/package.json", ["a/package.json", "b/package.json"]),
        ("**/package.json", ["a/deep/package.json", "a/package.json", "b/package.json", "package.json"]),
        ("./a/package.json", ["a/package.json"]),
        ("?/package.json", ["a/package.json", "b/package.json"]),
        ("a/**", ["a/deep/package.json", "a/package.json"]),
        ("[ab]/package.json", []),
        ("", []),
    ],
)
def test_workspace_globs(tmp_path: Path, pattern: str, paths: list[str]) -> None:
    write(tmp_path, *(f"top/{path}package.json" for path in ("", "a/", "a/deep/", "b/")), "package.json")
    tree = Tree(tmp_path)
    found_in(tree)
    found = tree.folder("top/package-lock.json").glob(pattern)
    assert [item.path for item in found] == [f"top/{path}" for path in paths]
    assert tree.covered == {f"top/{path}" for path in paths}


# --- documents that were handed in, and stores of package managers ------------------------------------------------


def test_document_that_was_handed_in_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = Document("-", b"content")
    tree = Tree.of([document])
    assert tree.open("-") is document
    assert tree.targets == []
    assert tree.named == ["-"]


def test_nothing_stands_beside_a_document_that_was_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "package.json")
    tree = Tree.of([tmp_path, Document("package-lock.json", b"content")])
    tree.manifests.append("package.json")
    assert tree.folder("package-lock.json").get("package.json") is None
    assert tree.folder("package-lock.json").glob("*.json") == ()


def test_store_is_read_where_the_tree_has_one(tmp_path: Path) -> None:
    write(tmp_path / "store", "org/part/1/part-1.pom")
    write(tmp_path, "secret", "tree/pom.xml")
    link(tmp_path / "store" / "out", tmp_path / "secret")
    tree = Tree(tmp_path / "tree", stores={"maven": tmp_path / "store"})
    folder = tree.folder("pom.xml")
    assert tree.used_stores == set()
    for path in ("org/missing", "../secret", "out", "/etc/passwd", "a\0b", "x" * 5000):
        assert folder.stored("maven", path) is None
    assert folder.stored("other", "org/part/1/part-1.pom") is None
    assert tree.used_stores == set()
    found = folder.stored("maven", "org/part/1/part-1.pom")
    assert found is not None
    assert (found.path, found.data) == ("org/part/1/part-1.pom", b"content")
    assert tree.used_stores == {"maven"}


def test_tree_without_stores_reads_none(tmp_path: Path) -> None:
    assert Tree(tmp_path).folder("pom.xml").stored("maven", "org/part/1/part-1.pom") is None
