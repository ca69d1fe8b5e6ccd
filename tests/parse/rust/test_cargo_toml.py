"""`Cargo.toml` alone: the members of a workspace, and one of them read by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.model import SourceKind
from tests.parse.written import direct, node, read

WORKSPACE = """
[workspace]
members = ["crates/*"]

[workspace.dependencies]
serde-names = { package = "serde", version = "=1.0.203" }
lib = { path = "crates/lib" }
"""
MEMBER = """
[package]
name = "app"

[dependencies]
lib.workspace = true
[dependencies.serde-names]
workspace = true
"""
LIBRARY = '[package]\nname = "lib"\n\n[dependencies]\nlog = "0.4"\n'
FILES = {"Cargo.toml": WORKSPACE, "crates/app/Cargo.toml": MEMBER, "crates/lib/Cargo.toml": LIBRARY}


def test_members_take_over_what_the_workspace_says(tmp_path: Path) -> None:
    parsed = read(tmp_path, "cargo-toml", "Cargo.toml", FILES)

    serde = node(parsed, "serde")
    assert (serde.version, serde.file, serde.line) == ("1.0.203", "crates/app/Cargo.toml", 7)
    assert direct(parsed, "crates/app") == {"serde": "runtime", "log": "runtime"}
    assert direct(parsed, "crates/lib") == {"log": "runtime"}


def test_member_that_is_read_alone_finds_its_workspace_above(tmp_path: Path) -> None:
    parsed = read(tmp_path, "cargo-toml", "crates/app/Cargo.toml", FILES)

    assert [root.path for root in parsed.roots] == ["crates/app"]
    assert direct(parsed, "crates/app") == {"serde": "runtime", "log": "runtime"}
    assert parsed.problems == ()


def test_member_without_its_workspace_shows_the_names_and_says_so(tmp_path: Path) -> None:
    parsed = read(tmp_path, "cargo-toml", "Cargo.toml", {"Cargo.toml": MEMBER})

    assert direct(parsed, "") == {"lib": "runtime", "serde-names": "runtime"}
    assert [problem.hint for problem in parsed.problems] == ["scan the folder of the workspace"]


def test_manifest_without_package_and_workspace_says_nothing(tmp_path: Path) -> None:
    parsed = read(tmp_path, "cargo-toml", "Cargo.toml", {"Cargo.toml": "[profile.release]\nlto = true\n"})

    assert (parsed.nodes, parsed.roots, parsed.problems) == ((), (), ())


def test_package_outside_of_the_workspace_is_own_and_not_what_it_is_developed_with(tmp_path: Path) -> None:
    files = {
        "app/Cargo.toml": '[package]\nname = "app"\n[dependencies]\nclock = { path = "../clock" }\n',
        "clock/Cargo.toml": '[package]\nname = "clock"\n[dependencies]\nlog = "1"\n[dev-dependencies]\nrand = "1"\n',
    }

    parsed = read(tmp_path, "cargo-toml", "app/Cargo.toml", files)

    assert [item.name for item in parsed.nodes if not item.own] == ["log"]
    assert direct(parsed, "app") == {"log": "runtime"}


def test_package_of_another_workspace_takes_over_what_that_says(tmp_path: Path) -> None:
    files = FILES | {
        "examples/show/Cargo.toml": """
            [workspace]
            [workspace.dependencies]
            serde-names = "9.9.9"
            [package]
            name = "show"
            [dependencies]
            app = { path = "../../crates/app" }
            """,
    }

    parsed = read(tmp_path, "cargo-toml", "examples/show/Cargo.toml", files)

    assert direct(parsed, "examples/show") == {"serde": "runtime", "log": "runtime"}
    assert node(parsed, "serde").version == "1.0.203"
    assert parsed.problems == ()


@pytest.mark.parametrize(("exclude", "problems"), [([], 0), (["crates"], 1), (["crates/app"], 1)])
def test_workspace_above_is_none_of_what_it_leaves_out(tmp_path: Path, exclude: list[str], problems: int) -> None:
    top = f'[workspace]\nexclude = {exclude}\n[workspace.dependencies]\nlib = "1"\nserde-names = "1"\n'
    files = {"Cargo.toml": top.replace("'", '"'), "crates/app/Cargo.toml": MEMBER}

    assert len(read(tmp_path, "cargo-toml", "crates/app/Cargo.toml", files).problems) == problems


def test_patch_is_the_source_of_what_it_stands_in_for(tmp_path: Path) -> None:
    text = """
        [package]
        name = "app"
        [dependencies]
        log = "0.4"
        clock = "1"
        rand = { version = "1", registry = "inner" }
        [patch.crates-io]
        log = { git = "https://git.example.org/log" }
        clock = { path = "clock" }
        rand = { git = "https://git.example.org/rand" }
        """
    clock = '[package]\nname = "clock"\n[dependencies]\ntime = "1"\n'

    parsed = read(tmp_path, "cargo-toml", "Cargo.toml", {"Cargo.toml": text, "clock/Cargo.toml": clock})

    assert (node(parsed, "log").source.url, node(parsed, "log").line) == ("https://git.example.org/log", 5)
    assert node(parsed, "clock").own
    assert (node(parsed, "rand").source.kind, node(parsed, "rand").source.url) == (SourceKind.INDEX, None)
    assert direct(parsed, "") == {"log": "runtime", "time": "runtime", "rand": "runtime"}


@pytest.mark.parametrize("place", ["", "crates/app/"])
def test_what_another_workspace_has_locked_is_left_to_its_lockfile(tmp_path: Path, place: str) -> None:
    files = FILES | {
        f"{place}Cargo.lock": "version = 4\n",
        "fuzz/Cargo.toml": """
            [workspace]
            [package]
            name = "fuzz"
            [dependencies]
            app = { path = "../crates/app" }
            rand = "1"
            """,
    }

    parsed = read(tmp_path, "cargo-toml", "fuzz/Cargo.toml", files)

    assert direct(parsed, "fuzz") == {"rand": "runtime"}
    assert parsed.problems == ()
