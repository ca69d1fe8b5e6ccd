"""Which documents a scan finds, and that it opens nothing outside of what was named."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from depsov import discover as discovering
from depsov.discover import PRUNED, Tree, discover
from depsov.documents import Document, Folder
from depsov.errors import DocumentError, NamedFileError, UsageError
from depsov.model import Parsed
from depsov.parse._format import Format, Role


@dataclass(frozen=True, slots=True)
class _Format:
    """A reader that reads nothing, for names alone."""

    ID: str
    PATTERNS: tuple[str, ...]
    COMPANIONS: tuple[str, ...] = ()
    ROLE: Role = "lockfile"
    TITLE: str = "an example"
    ECOSYSTEM: str = "pypi"
    EDGES: bool = True
    SCOPES: bool = True

    def read(self, document: Document, folder: Folder) -> Parsed:  # noqa: ARG002 (the contract of readers)
        return Parsed()


FORMATS: Sequence[Format] = [
    _Format("uv", ("uv.lock",), ("pyproject.toml",)),
    _Format("npm", ("package-lock.json",), ("package.json",)),
    _Format("requirements", ("requirements*.txt", "requirements/*.txt")),
    _Format("pyproject", ("pyproject.toml",), ROLE="manifest"),
    _Format("cyclonedx", ("bom.json", "*.cdx.json"), ROLE="sbom"),
]


def _write(top: Path, *paths: str, text: str = "content") -> None:
    for path in paths:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")


def _found(tree: Tree) -> list[str]:
    return [item.path for item in discover(tree, FORMATS)]


def _scan(top: Path, *, exclude: Sequence[str] = ()) -> list[str]:
    return _found(Tree(top, [""], exclude))


# --- names --------------------------------------------------------------------------------------------------------


def test_documents_are_found_by_name_and_sorted_by_path(tmp_path: Path) -> None:
    _write(tmp_path, "uv.lock", "b/package-lock.json", "a/uv.lock", "a/readme.md", "uv.lock.bak")
    found = discover(Tree(tmp_path), FORMATS)
    assert [(item.path, item.format.ID) for item in found] == [
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
    _write(tmp_path, path)
    assert [item.format.ID for item in discover(Tree(tmp_path), FORMATS)] == ([] if reader is None else [reader])


def test_manifests_beside_are_remembered_for_the_readers(tmp_path: Path) -> None:
    _write(tmp_path, "package.json", "web/package.json", "pyproject.toml")
    tree = Tree(tmp_path)
    assert _found(tree) == ["pyproject.toml"]
    assert sorted(tree.manifests) == ["package.json", "pyproject.toml", "web/package.json"]


# --- folders that are not searched --------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", sorted(PRUNED))
def test_folders_of_other_peoples_packages_are_not_searched(tmp_path: Path, folder: str) -> None:
    _write(tmp_path, f"{folder}/uv.lock", f"a/{folder}/deep/uv.lock", "a/uv.lock")
    assert _scan(tmp_path) == ["a/uv.lock"]


@pytest.mark.parametrize("folder", ["node_modules", "vendor", ".venv", ".git", "build"])
def test_what_the_issue_names_is_pruned(folder: str) -> None:
    assert folder in PRUNED


def test_installed_packages_are_remembered(tmp_path: Path) -> None:
    _write(tmp_path, "web/node_modules/left/package.json", "env/pyvenv.cfg", "env/uv.lock", ".venv/pyvenv.cfg")
    tree = Tree(tmp_path)
    assert _found(tree) == []
    assert tree.module_folders == ["web/node_modules"]
    assert sorted(tree.environments) == [".venv", "env"]
    assert tree.manifests == []


def test_folder_that_cannot_be_searched_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "closed/uv.lock", "uv.lock")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = Tree(tmp_path)
    assert _found(tree) == ["uv.lock"]
    assert [(item.stage, item.subject, item.message) for item in tree.problems] == [
        ("discover", "closed", "cannot be searched: Permission denied")
    ]


# --- excludes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "examples",
        "examples/*",
        "examples/a/uv.lock",
        "*/uv.lock",
        pytest.param(
            "examples/",
        ),
    ],
)
def test_excluded_paths_are_left_out(tmp_path: Path, pattern: str) -> None:
    _write(tmp_path, "examples/a/uv.lock", "uv.lock")
    assert _scan(tmp_path, exclude=[pattern]) == ["uv.lock"]


def test_exclude_matches_whole_names_only(tmp_path: Path) -> None:
    _write(tmp_path, "examples2/uv.lock", "my/examples/uv.lock")
    assert _scan(tmp_path, exclude=["examples"]) == ["examples2/uv.lock", "my/examples/uv.lock"]


def test_excluded_manifests_serve_no_reader(tmp_path: Path) -> None:
    _write(tmp_path, "package.json", "old/package.json")
    tree = Tree(tmp_path, [""], ["old"])
    _found(tree)
    assert tree.manifests == ["package.json"]


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
    _write(tmp_path, "uv.lock", "a/uv.lock", "a/b/uv.lock")
    _write(tmp_path, ".gitignore", text=ignored)
    assert _scan(tmp_path) == found


def test_gitignore_of_a_folder_is_relative_to_it(tmp_path: Path) -> None:
    _write(tmp_path, "uv.lock", "a/uv.lock", "a/b/uv.lock", "b/uv.lock")
    _write(tmp_path, "a/.gitignore", text="/b/")
    assert _scan(tmp_path) == ["a/uv.lock", "b/uv.lock", "uv.lock"]


def test_deeper_gitignore_goes_before_the_one_above(tmp_path: Path) -> None:
    _write(tmp_path, "a/uv.lock", "b/uv.lock")
    _write(tmp_path, ".gitignore", text="uv.lock")
    _write(tmp_path, "a/.gitignore", text="!uv.lock")
    assert _scan(tmp_path) == ["a/uv.lock"]


def test_gitignore_above_a_named_folder_counts(tmp_path: Path) -> None:
    _write(tmp_path, "a/b/uv.lock", "a/b/requirements.txt")
    _write(tmp_path, ".gitignore", text="requirements.txt")
    assert _found(Tree(tmp_path, ["a/b"])) == ["a/b/uv.lock"]


def test_ignored_manifests_serve_no_reader(tmp_path: Path) -> None:
    _write(tmp_path, "package.json", "scratch/package.json")
    _write(tmp_path, ".gitignore", text="scratch/")
    tree = Tree(tmp_path)
    _found(tree)
    assert tree.manifests == ["package.json"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[\n!\n\\\n", b"a\x00b\n"])
def test_broken_gitignore_breaks_nothing(tmp_path: Path, data: bytes) -> None:
    _write(tmp_path, "uv.lock")
    (tmp_path / ".gitignore").write_bytes(data)
    assert _scan(tmp_path) == ["uv.lock"]


def test_gitignore_that_is_a_folder_breaks_nothing(tmp_path: Path) -> None:
    _write(tmp_path, "uv.lock", ".gitignore/x")
    assert _scan(tmp_path) == ["uv.lock"]


def test_gitignore_that_is_a_link_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    _write(tmp_path, "outside/patterns", text="uv.lock")
    _write(tmp_path, "tree/uv.lock")
    (tmp_path / "tree/.gitignore").symlink_to(tmp_path / "outside/patterns")
    assert _scan(tmp_path / "tree") == ["uv.lock"]


# --- links --------------------------------------------------------------------------------------------------------


def _link(path: Path, target: Path | str, *, is_folder: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target, target_is_directory=is_folder)


def test_linked_folder_is_not_entered(tmp_path: Path) -> None:
    _write(tmp_path, "outside/uv.lock", "tree/real/uv.lock")
    _link(tmp_path / "tree/out", tmp_path / "outside", is_folder=True)
    _link(tmp_path / "tree/in", "real", is_folder=True)
    _link(tmp_path / "tree/real/self", "..", is_folder=True)
    assert _scan(tmp_path / "tree") == ["real/uv.lock"]


def test_link_within_the_tree_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "real.lock", text="here")
    _link(tmp_path / "a/uv.lock", "../real.lock")
    tree = Tree(tmp_path)
    assert _found(tree) == ["a/uv.lock"]
    assert tree.open("a/uv.lock").data == b"here"


@pytest.mark.parametrize("absolute", [True, False])
def test_link_out_of_the_tree_is_refused(tmp_path: Path, absolute: bool) -> None:  # noqa: FBT001
    _write(tmp_path, "outside/secret", "tree/x")
    _link(tmp_path / "tree/uv.lock", tmp_path / "outside/secret" if absolute else "../outside/secret")
    tree = Tree(tmp_path / "tree")
    assert _found(tree) == ["uv.lock"]
    with pytest.raises(DocumentError, match="leads out of the scanned tree"):
        tree.open("uv.lock")


def test_link_to_a_device_is_refused(tmp_path: Path) -> None:
    _link(tmp_path / "uv.lock", "/dev/zero")
    with pytest.raises(DocumentError, match="leads out"):
        Tree(tmp_path).open("uv.lock")


@pytest.mark.parametrize("target", ["uv.lock", "missing"])
def test_loop_of_links_and_broken_link_are_told(tmp_path: Path, target: str) -> None:
    _link(tmp_path / "uv.lock", target)
    tree = Tree(tmp_path)
    assert _found(tree) == ["uv.lock"]
    with pytest.raises(DocumentError, match="cannot be read"):
        tree.open("uv.lock")


def test_nothing_is_opened_through_a_linked_folder(tmp_path: Path) -> None:
    _write(tmp_path, "outside/package.json", "tree/uv.lock", text="secret")
    _link(tmp_path / "tree/packages", tmp_path / "outside", is_folder=True)
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
    monkeypatch.setattr(discovering, "MAX_BYTES", 10)
    _write(tmp_path, "uv.lock", text="x" * 11)
    _write(tmp_path, "a/uv.lock", text="x" * 10)
    tree = Tree(tmp_path)
    assert _found(tree) == ["a/uv.lock", "uv.lock"]
    assert len(tree.open("a/uv.lock").data) == 10
    with pytest.raises(DocumentError, match="over the limit"):
        tree.open("uv.lock")


def test_manifest_is_read_under_the_same_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovering, "MAX_BYTES", 10)
    _write(tmp_path, "pyproject.toml", text="x" * 11)
    with pytest.raises(DocumentError, match="over the limit"):
        Tree(tmp_path).folder("uv.lock").get("pyproject.toml")


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read: No such file"):
        Tree(tmp_path).open("uv.lock")


# --- named paths --------------------------------------------------------------------------------------------------


def test_tree_of_a_folder_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "a/uv.lock", "b/uv.lock")
    monkeypatch.chdir(tmp_path)
    tree = Tree.of([Path("a")])
    assert (tree.base, list(tree.targets)) == (tmp_path, ["a"])
    assert _found(tree) == ["a/uv.lock"]


def test_tree_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(Tree.of([Path()]).targets) == [""]


def test_tree_of_folders_elsewhere_is_relative_to_what_they_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "top/a/uv.lock", "top/b/uv.lock", "here/x")
    monkeypatch.chdir(tmp_path / "here")
    tree = Tree.of([tmp_path / "top/a", tmp_path / "top/b/uv.lock"])
    assert (tree.base, list(tree.targets)) == (tmp_path / "top", ["a", "b/uv.lock"])
    assert _found(tree) == ["a/uv.lock", "b/uv.lock"]


def test_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NamedFileError, match="no such file or folder"):
        Tree.of([tmp_path / "missing"])


def test_named_file_is_found_though_ignored_excluded_or_in_a_pruned_folder(tmp_path: Path) -> None:
    _write(tmp_path, "node_modules/a/package-lock.json", "uv.lock")
    _write(tmp_path, ".gitignore", text="*")
    tree = Tree(tmp_path, ["node_modules/a/package-lock.json", "uv.lock"], ["*"])
    assert _found(tree) == ["node_modules/a/package-lock.json", "uv.lock"]


def test_file_that_is_named_and_found_stands_once(tmp_path: Path) -> None:
    _write(tmp_path, "uv.lock")
    assert _found(Tree(tmp_path, ["", "uv.lock"])) == ["uv.lock"]


def test_manifests_beside_a_named_file_serve_its_reader(tmp_path: Path) -> None:
    _write(tmp_path, "a/uv.lock", "a/pyproject.toml", "a/b/pyproject.toml", "pyproject.toml")
    tree = Tree(tmp_path, ["a/uv.lock"])
    assert _found(tree) == ["a/uv.lock"]
    assert tree.manifests == ["a/pyproject.toml"]


def test_named_file_of_no_known_format_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "notes.txt")
    with pytest.raises(UsageError, match=r"notes\.txt: not a format that depsov reads") as caught:
        discover(Tree(tmp_path, ["notes.txt"]), FORMATS)
    assert caught.value.hint is not None
    assert "uv.lock" in caught.value.hint


def test_named_bill_of_materials_is_known_by_its_content(tmp_path: Path) -> None:
    _write(tmp_path, "release.json", text='{"bomFormat": "CycloneDX"}')
    (found,) = discover(Tree(tmp_path, ["release.json"]), FORMATS)
    assert found.format.ID == "cyclonedx"
    assert _scan(tmp_path) == []


# --- what a reader may take ---------------------------------------------------------------------------------------


def test_reader_takes_what_stands_beside_and_below(tmp_path: Path) -> None:
    _write(tmp_path, "a/pyproject.toml", "a/b/pyproject.toml")
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
    _write(tmp_path, "a/b/pyproject.toml")
    assert Tree(tmp_path).folder("a/uv.lock").get(path) is None


@pytest.mark.parametrize(
    "path", ["../../outside/secret", "/etc/passwd", "../outside/secret", "..", "a/../../outside/secret"]
)
def test_reader_never_leaves_the_tree(tmp_path: Path, path: str) -> None:
    _write(tmp_path, "outside/secret", "tree/uv.lock")
    assert Tree(tmp_path / "tree").folder("uv.lock").get(path) is None


def test_reader_never_leaves_the_named_folders(tmp_path: Path) -> None:
    _write(tmp_path, "named/uv.lock", "other/pyproject.toml", "pyproject.toml")
    view = Tree(tmp_path, ["named"]).folder("named/uv.lock")
    assert view.get("../other/pyproject.toml") is None
    assert view.get("../pyproject.toml") is None


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
    _write(tmp_path, *(f"top/{path}package.json" for path in ("", "a/", "a/deep/", "b/")), "package.json")
    tree = Tree(tmp_path)
    _found(tree)
    found = tree.folder("top/package-lock.json").glob(pattern)
    assert [item.path for item in found] == [f"top/{path}" for path in paths]
    assert tree.covered == {f"top/{path}" for path in paths}
