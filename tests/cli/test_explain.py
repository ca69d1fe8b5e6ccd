"""`depsov explain` as a whole program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.commands.explain import _places
from depsov.model import Graph
from tests.cli.program import DAY, Program
from tests.expected import check_expected
from tests.made import package


def test_a_package_of_the_tree(all_groups: Program) -> None:
    result = all_groups("explain", "cloud-service-sdk", "--as-of", DAY)

    assert result.code == 0
    check_expected("cli/explain.txt", result.out)


@pytest.mark.parametrize("name", ["tiny-parser", "Tiny_Parser", "tiny-parser@0.1", "pkg:pypi/tiny-parser"])
def test_every_way_to_name_a_package(all_groups: Program, name: str) -> None:
    result = all_groups("explain", name)

    assert result.out.startswith("pkg:pypi/tiny-parser@0.1\n")
    assert "one person; depsov does not ask where people live" in result.out


def test_a_package_that_the_tree_does_not_have_is_judged_by_name(all_groups: Program) -> None:
    result = all_groups("explain", "pkg:pypi/boto3")

    assert result.code == 0
    assert "not in this tree" in result.err
    assert "Amazon" in result.out


def test_outside_any_project(program: Program) -> None:
    result = program("explain", "@angular/core")

    assert result.code == 0
    assert "namespace: npm:@angular (exclusive; package name)" in result.out


def test_a_package_that_nobody_knows(program: Program) -> None:
    result = program("explain", "no-such-package-anywhere")

    assert result.code == 3
    assert "not known by name" in result.err


def test_an_unknown_package_says_what_would_settle_it(all_groups: Program) -> None:
    result = all_groups("explain", "nobody-knows")

    assert result.code == 0
    assert "what would settle it: --online asks the registry" in result.out


@pytest.mark.parametrize("name", ["pkg:npm/%40angular/core", "pkg:npm/@angular/core@20.0.0", "@angular/core@20.0.0"])
def test_a_scoped_package_in_every_spelling(program: Program, name: str) -> None:
    assert program("explain", name).out.startswith("pkg:npm/%40angular/core\n")


def test_the_note_on_the_steward_is_told(program: Program) -> None:
    assert "no register extract has been read" in program("explain", "@nextcloud/vue").out


def test_an_identity_has_its_source(program: Program) -> None:
    lines = program("explain", "@nextcloud/vue").out.splitlines()
    number = next(number for number, line in enumerate(lines) if "namespace: npm:@nextcloud" in line)

    assert lines[number + 1].startswith("      held by Nextcloud GmbH: https://")
    assert ", read " in lines[number + 1]


def test_an_identity_that_nobody_has_shown_is_presumed(program: Program) -> None:
    out = program("explain", "pkg:npm/%40types/nothing-is-listed-under-this").out

    assert "held by DefinitelyTyped: presumed, no source shows it yet" in out


def test_a_module_that_only_a_checksum_file_names_is_not_built_in(program: Program) -> None:
    program.write("go.mod", "module example.org/app\n\ngo 1.22\n\nrequire github.com/spf13/cobra v1.9.1\n")
    program.write("go.sum", "github.com/spf13/cobra v1.9.1 h1:x=\ngithub.com/mailru/easyjson v0.9.0 h1:x=\n")

    result = program("explain", "github.com/mailru/easyjson")

    assert "pkg:golang/github.com/mailru/easyjson@v0.9.0 is named in go.sum, line 2, and not built in" in result.err


def test_a_scan_counts_what_is_not_built_in_apart(program: Program) -> None:
    program.write("go.mod", "module example.org/app\n\ngo 1.22\n\nrequire github.com/spf13/cobra v1.9.1\n")
    program.write("go.sum", "github.com/spf13/cobra v1.9.1 h1:x=\ngithub.com/mailru/easyjson v0.9.0 h1:x=\n")

    result = program("scan")

    assert result.out.splitlines()[1] == "1 package in 1 project"
    assert "Named in go.sum, but not built in and not counted: 1 package." in result.out


@pytest.mark.parametrize(
    ("is_resolved", "label"), [(True, ["  resolved for this report, no lockfile records it"]), (False, [])]
)
def test_a_resolved_package_says_so_where_it_stands(label: list[str], *, is_resolved: bool) -> None:
    item = replace(package(files=("pyproject.toml",)), resolved=is_resolved)

    assert [*_places(item, [[item.purl]], Graph(packages={item.purl: item}, roots={}))] == [
        "  stands in pyproject.toml, line 3",
        *label,
        "  scope runtime, transitive",
        "  path: example",
    ]
