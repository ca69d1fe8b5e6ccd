"""`Cargo.toml` alone: the members of a workspace, and one of them read by itself."""

from __future__ import annotations

from pathlib import Path

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
