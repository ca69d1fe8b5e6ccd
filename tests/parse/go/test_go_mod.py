"""`go.mod`: words, replacements, tools, and the files that stand beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.model import Parsed
from depsov.parse.go._go_directives import directives
from depsov.parse.go._go_sum import read_sums
from depsov.parse.go._go_version import is_at_least, is_version, rank
from tests.parse.written import direct, read

HASH = "h1:9euLV5sTrTNTRUU9POmDUvfxyj6LAABLUcEWO+JJb4s="


def built(parsed: Parsed) -> dict[str, str | None]:
    return {node.name: node.version for node in parsed.nodes if not node.own}


def mentioned(parsed: Parsed) -> list[str]:
    return [node.name for node in parsed.mentioned]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require a.org/b v1.0.0", [("require", "a.org/b", "v1.0.0")]),
        ("require(\na.org/b v1.0.0\r\n)\n", [("require", "a.org/b", "v1.0.0")]),
        ('require "a.org/b" `v1.0.0`//x', [("require", "a.org/b", "v1.0.0")]),
        ("// all\n\n\tgo 1.22 // now\n", [("go", "1.22")]),
        ("retract [v1.0.0, v1.1.0]", [("retract", "[", "v1.0.0", ",", "v1.1.0", "]")]),
        ("replace a.org/b=>../b", [("replace", "a.org/b=>../b")]),
        ("", []),
    ],
)
def test_lines_are_taken_apart_as_go_does(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [(line.verb, *line.words) for line in directives(text)] == expected


@pytest.mark.parametrize("text", ["", " \n", "// keeps Go out of this folder\n"])
def test_empty_file_names_nothing(tmp_path: Path, text: str) -> None:
    parsed = read(tmp_path, "go-mod", "go.mod", {"go.mod": text})

    assert parsed == Parsed()


def test_highest_of_several_requirements_counts(tmp_path: Path) -> None:
    text = "module a.org/a\ngo 1.21\nrequire b.org/b v1.9.0\nrequire b.org/b v1.10.0\nrequire b.org/b v1.10.0-rc.1\n"

    assert built(read(tmp_path, "go-mod", "go.mod", {"go.mod": text})) == {"b.org/b": "v1.10.0"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("replace b.org/b => c.org/c v2.0.0", {"c.org/c": "v2.0.0"}),
        ("replace b.org/b v1.0.0 => c.org/c v2.0.0", {"c.org/c": "v2.0.0"}),
        ("replace b.org/b v1.1.0 => c.org/c v2.0.0", {"b.org/b": "v1.0.0"}),
        ("replace b.org/b => ./b", {}),
        ("replace b.org/b => ../b", {}),
        ("replace b.org/b => /srv/b", {}),
        ("replace b.org/b => ..", {}),
        (r"replace b.org/b => C:\b", {}),
    ],
)
def test_replacement_is_the_package(tmp_path: Path, line: str, expected: dict[str, str]) -> None:
    text = f"module a.org/a\ngo 1.21\nrequire b.org/b v1.0.0\n{line}\n"

    assert built(read(tmp_path, "go-mod", "go.mod", {"go.mod": text})) == expected


def test_replacement_of_two_modules_is_one_package(tmp_path: Path) -> None:
    text = (
        "module a.org/a\ngo 1.21\nrequire b.org/b v1.0.0 // indirect\nrequire b.org/c v1.0.0\n"
        "replace b.org/b => d.org/d v1.0.0\nreplace b.org/c => d.org/d v1.0.0\n"
    )

    parsed = read(tmp_path, "go-mod", "go.mod", {"go.mod": text})

    assert built(parsed) == {"d.org/d": "v1.0.0"}
    assert direct(parsed, "") == {"d.org/d": "runtime"}


def test_tool_is_the_longest_module_that_holds_its_package(tmp_path: Path) -> None:
    text = (
        "module a.org/a\ngo 1.24\nrequire (\nb.org/b v1.0.0 // indirect\nb.org/b/c v1.0.0 // indirect\n"
        "d.org/d v1.0.0\n)\ntool (\nb.org/b/c/cmd/x\nd.org/d\na.org/a/cmd/y\n)\n"
    )

    parsed = read(tmp_path, "go-mod", "go.mod", {"go.mod": text})

    assert direct(parsed, "") == {"d.org/d": "runtime", "b.org/b/c": "development"}


def test_sum_names_what_is_not_in_the_build_at_its_highest_version(tmp_path: Path) -> None:
    sums = (
        f"b.org/b v1.0.0 {HASH}\nc.org/c v1.9.0/go.mod {HASH}\nc.org/c v1.10.0/go.mod {HASH}\nc.org/c v1.2.0 {HASH}\n"
    )
    files = {"go.mod": "module a.org/a\ngo 1.17\nrequire b.org/b v1.0.0\n", "go.sum": sums}

    parsed = read(tmp_path, "go-mod", "go.mod", files)

    assert built(parsed) == {"b.org/b": "v1.0.0"}
    assert [(node.name, node.version, node.line, node.file) for node in parsed.mentioned] == [
        ("c.org/c", "v1.10.0", 3, "go.sum"),
    ]


@pytest.mark.parametrize("language", ["", "go 1.16\n", "go 1.9\n"])
def test_before_1_17_the_sum_stands_in_for_what_dependencies_require(tmp_path: Path, language: str) -> None:
    sums = f"b.org/b v1.0.0 {HASH}\nc.org/c v1.9.0/go.mod {HASH}\nc.org/c v1.2.0 {HASH}\nd.org/d v1.0.0/go.mod {HASH}\n"
    files = {"go.mod": f"module a.org/a\n{language}require b.org/b v1.0.0\n", "go.sum": sums}

    parsed = read(tmp_path, "go-mod", "go.mod", files)

    assert built(parsed) == {"b.org/b": "v1.0.0", "c.org/c": "v1.2.0"}
    assert mentioned(parsed) == ["d.org/d"]
    assert [problem.hint for problem in parsed.problems] == ["run `go mod tidy -go=1.17`"]


def test_sum_of_the_workspace_is_read_where_the_module_lies_beside_it(tmp_path: Path) -> None:
    files = {
        "go.work": "go 1.22\nuse (\n.\n./b\n)\n",
        "go.work.sum": f"c.org/c v1.0.0 {HASH}\n",
        "go.mod": "module a.org/a\ngo 1.22\n",
        "b/go.mod": "module a.org/b\ngo 1.22\nrequire a.org/a v1.0.0\n",
    }

    assert mentioned(read(tmp_path, "go-mod", "go.mod", files)) == ["c.org/c"]
    assert mentioned(read(tmp_path, "go-mod", "b/go.mod", files)) == []
    assert built(read(tmp_path, "go-mod", "b/go.mod", files)) == {}


def test_workspace_that_does_not_use_the_module_says_nothing_of_it(tmp_path: Path) -> None:
    files = {
        "go.work": "go 1.22\nuse ./b\nreplace c.org/c => d.org/d v1.0.0\n",
        "a/go.mod": "module a.org/a\ngo 1.22\nrequire c.org/c v1.0.0\nrequire a.org/b v1.0.0\n",
        "b/go.mod": "module a.org/b\n",
    }

    assert built(read(tmp_path, "go-mod", "a/go.mod", files)) == {"c.org/c": "v1.0.0", "a.org/b": "v1.0.0"}


def test_module_that_is_new_since_go_mod_vendor_is_no_reason_to_leave_it_out(tmp_path: Path) -> None:
    files = {
        "go.mod": "module a.org/a\ngo 1.22\nrequire b.org/b v1.0.0\nrequire c.org/c v1.0.0\n",
        "vendor/modules.txt": "# b.org/b v1.0.0\n## explicit\nb.org/b\n",
    }

    parsed = read(tmp_path, "go-mod", "go.mod", files)

    assert built(parsed) == {"b.org/b": "v1.0.0", "c.org/c": "v1.0.0"}
    assert [problem.subject for problem in parsed.problems] == ["vendor/modules.txt"]


def test_vendor_folder_of_before_1_14_lists_only_what_is_built(tmp_path: Path) -> None:
    files = {
        "go.mod": "module a.org/a\ngo 1.13\nrequire b.org/b v1.0.0\nrequire c.org/c v1.0.0\n",
        "vendor/modules.txt": "# b.org/b v1.0.0\nb.org/b\nb.org/b/x\n# d.org/d v1.0.0\nd.org/d\n",
    }

    parsed = read(tmp_path, "go-mod", "go.mod", files)

    assert built(parsed) == {"b.org/b": "v1.0.0", "d.org/d": "v1.0.0"}
    assert mentioned(parsed) == ["c.org/c"]
    assert parsed.problems == ()


def test_versions_are_in_the_order_of_go() -> None:
    ordered = [
        "no version",
        "v0.0.0-20200101000000-0123456789ab",
        "v0.9.0",
        "v1.0.0-1",
        "v1.0.0-alpha",
        "v1.0.0-alpha.1",
        "v1.0.0-beta.2",
        "v1.0.0-beta.11",
        "v1.0.0",
        "v1.0.1-0.20200101000000-0123456789ab",
        "v1.9.0",
        "v1.10.0",
        "v2.0.0+incompatible",
    ]

    assert sorted([*ordered[1::2], *ordered[::2]], key=rank) == ordered


@pytest.mark.parametrize(
    ("text", "expected"), [("v1.0.0", True), ("v2.0.0+incompatible", True), ("master", False), ("v1.0.0/x", False)]
)
def test_branch_is_no_version(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_version(text) is expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("1.17", True), ("1.21.3", True), ("1.22rc1", True), ("2.0", True), ("1.9", False), ("1.16", False), ("", False)],
)
def test_language_is_at_least_1_17(language: str, expected: bool) -> None:  # noqa: FBT001
    assert is_at_least(language, (1, 17)) is expected


def test_lines_of_a_sum_are_counted_past_empty_and_broken_ones() -> None:
    sums, broken = read_sums(f"\nb.org/b v1.0.0 {HASH}\r\n\nnonsense\nc.org/c v1.0.0 {HASH}\n", set(), built=False)

    assert sums == {"b.org/b": ("v1.0.0", 2), "c.org/c": ("v1.0.0", 5)}
    assert broken == [4]


def test_before_1_17_a_sum_that_names_nothing_further_is_no_problem(tmp_path: Path) -> None:
    sums = f"b.org/b v1.0.0 {HASH}\nd.org/d v1.0.0/go.mod {HASH}\n"
    files = {"go.mod": "module a.org/a\ngo 1.16\nrequire b.org/b v1.0.0\n", "go.sum": sums}

    assert read(tmp_path / "with", "go-mod", "go.mod", files).problems == ()
    assert len(read(tmp_path / "without", "go-mod", "go.mod", {"go.mod": files["go.mod"]}).problems) == 1


def test_vendor_folder_of_a_workspace_has_versions_of_its_own(tmp_path: Path) -> None:
    files = {
        "go.mod": "module a.org/a\ngo 1.22\nrequire b.org/b v1.0.0\nrequire c.org/c v1.0.0\n",
        "vendor/modules.txt": "## workspace\n# b.org/b v1.9.0\n## explicit\nb.org/b\n",
    }

    parsed = read(tmp_path, "go-mod", "go.mod", files)

    assert built(parsed) == {"b.org/b": "v1.0.0", "c.org/c": "v1.0.0"}
    assert parsed.problems == ()


@pytest.mark.parametrize(
    "path", ['"https://git.example.org/x"', "<script>/x", '"x\u202ey/z"', "a.org/../x", "a.org/.x"]
)
def test_what_is_no_path_of_a_module_is_never_left_out_in_silence(tmp_path: Path, path: str) -> None:
    parsed = read(tmp_path, "go-mod", "go.mod", {"go.mod": f"module a.org/a\ngo 1.22\nrequire {path} v1.0.0\n"})

    assert [node.name for node in parsed.nodes] == ["a.org/a"]
    assert ["cannot be the name" in problem.message for problem in parsed.problems] == [True]


def test_very_long_path_of_a_tool_is_that_of_a_module_all_the_same(tmp_path: Path) -> None:
    text = f"module a.org/a\ngo 1.24\nrequire b.org/b v1.0.0 // indirect\ntool b.org/b/{'c/' * 50_000}\n"

    assert direct(read(tmp_path, "go-mod", "go.mod", {"go.mod": text}), "") == {"b.org/b": "development"}
