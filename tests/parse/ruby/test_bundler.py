"""What the case folders of `Gemfile.lock` do not show well."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.errors import DocumentError
from depsov.model import SourceKind
from depsov.registries import registry_of
from tests.parse.written import direct, node, read, requires

REMOTE = "https://gems.example.org/"


def lock(specs: str, *direct: str, remotes: tuple[str, ...] = (REMOTE,)) -> str:
    head = "".join(f"  remote: {remote}\n" for remote in remotes)
    names = "".join(f"  {name}\n" for name in direct)
    return f"GEM\n{head}  specs:\n{specs}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n{names}"


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("1.16.7", "1.16.7"),
        ("1.16.7-x86_64-linux", "1.16.7"),
        ("1.16.7-x86_64-linux-musl", "1.16.7"),
        ("2.0.0.pre.1-java", "2.0.0.pre.1"),
        ("4.27.0-x64-mingw-ucrt", "4.27.0"),
        ("0", "0"),
    ],
)
def test_platform_is_no_part_of_a_version(tmp_path: Path, written: str, version: str) -> None:
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock(f"    ffi ({written})\n", "ffi")})
    assert node(parsed, "ffi").version == version


def test_gem_for_several_platforms_requires_what_any_of_them_does(tmp_path: Path) -> None:
    specs = """\
    mini_portile2 (2.8.7)
    nokogiri (1.16.7-x86_64-linux)
      racc (~> 1.4)
    nokogiri (1.16.7)
      mini_portile2 (~> 2.8.2)
      racc (~> 1.4)
    racc (1.8.1)
"""
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock(specs, "nokogiri")})
    assert requires(parsed, "nokogiri") == ["mini_portile2", "racc"]
    assert node(parsed, "nokogiri").line == 5


def test_versions_that_differ_by_platform_are_two_packages(tmp_path: Path) -> None:
    specs = "    app (1.0)\n      ffi\n    ffi (1.16.3-java)\n    ffi (1.17.0)\n"
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock(specs, "app")})
    assert next(node for node in parsed.nodes if node.name == "app").requires == ("ffi@1.16.3", "ffi@1.17.0")


def test_mirrors_of_the_default_registry_are_one_index(tmp_path: Path) -> None:
    registry = registry_of("gem")
    assert registry is not None
    remotes = tuple(f"{url}/" for url in registry.index_urls[:2])
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock("    rack (3.1.8)\n", remotes=remotes)})
    assert node(parsed, "rack").source.url == registry.index_urls[0]
    assert not parsed.problems


def test_of_several_indexes_a_gem_comes_from_somewhere(tmp_path: Path) -> None:
    registry = registry_of("gem")
    assert registry is not None
    remotes = (REMOTE, registry.index_urls[0])
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock("    rack (3.1.8)\n", remotes=remotes)})
    source = node(parsed, "rack").source
    assert (source.kind, source.url) == (SourceKind.INDEX, None)
    assert "nothing tells which index serves which" in parsed.problems[0].message


def test_gem_that_a_platform_leaves_out_is_not_missing(tmp_path: Path) -> None:
    files = {
        "Gemfile": 'gem "rack"\ngem "tzinfo-data", platforms: [:windows]\n',
        "Gemfile.lock": lock("    rack (3.1.8)\n", "rack", "tzinfo-data"),
    }
    parsed = read(tmp_path, "bundler", "Gemfile.lock", files)
    assert direct(parsed, "") == {"rack": "runtime"}
    assert not parsed.problems


def test_gemfile_beside_a_lockfile_of_another_name_is_found(tmp_path: Path) -> None:
    files = {
        "Gemfile.next": 'gem "rack", group: :test\n',
        "Gemfile.next.lock": lock("    rack (3.1.8)\n", "rack"),
    }
    assert direct(read(tmp_path, "bundler", "Gemfile.next.lock", files), "") == {"rack": "development"}


def test_gemfile_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "Gemfile").write_bytes(b"gem \xff")
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock("    rack (3.1.8)\n", "rack")})
    assert direct(parsed, "") == {"rack": "runtime"}
    assert [problem.subject for problem in parsed.problems] == ["Gemfile:1"]


def test_own_gem_in_another_place_is_no_project_of_the_tree(tmp_path: Path) -> None:
    text = "PATH\n  remote: /home/somebody/quay\n  specs:\n    quay (1.0)\n      rack\n\n" + lock(
        "    rack (3.1.8)\n", "quay!"
    )
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": text})
    assert [root.path for root in parsed.roots] == [""]
    assert "somebody" not in repr(parsed)


def test_credentials_of_an_index_are_left_out(tmp_path: Path) -> None:
    text = lock("    rack (3.1.8)\n", "rack", remotes=("https://somebody:secret@gems.example.org/private",))
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": text})
    assert node(parsed, "rack").source.url == "https://gems.example.org/private"


def test_text_without_sections_is_no_lockfile(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no lockfile of Bundler"):
        read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": "hello\n"})


def test_empty_line_within_a_section_ends_nothing(tmp_path: Path) -> None:
    text = "PATH\n  remote: engine\n\n  specs:\n    engine (1.0)\n\n      rack\n\nGEM\n  specs:\n    rack (3.1.8)\n"
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": text})

    assert requires(parsed, "engine") == ["rack"]
    assert [root.path for root in parsed.roots] == ["", "engine"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "  \n"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    text = lock("    rack (3.1.8)\n      uri (>= 1)\n    uri (1.0.3)\n", "rack!").replace("\n", end)
    (tmp_path / "Gemfile.lock").write_bytes(text.encode())
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {})

    assert (node(parsed, "rack").version, node(parsed, "rack").source.url) == ("3.1.8", REMOTE.rstrip("/"))
    assert requires(parsed, "rack") == ["uri"]
    assert direct(parsed, "") == {"rack": "runtime"}


def test_long_lists_of_indexes_are_read_once_and_cut(tmp_path: Path) -> None:
    remotes = "".join(f"  remote: https://gems-{number}.example.org/\n" for number in range(3000))
    specs = "".join(f"  specs:\n    gem{number} (1.0)\n" for number in range(3000))
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": f"GEM\n{remotes}{specs}"})

    assert len(parsed.nodes) == 3000
    assert [len(problem.message) < 400 for problem in parsed.problems] == [True]
    assert "and 2995 more" in parsed.problems[0].message


def test_of_a_gem_in_very_many_versions_only_some_are_required(tmp_path: Path) -> None:
    specs = "".join(f"    ffi (1.{number})\n      ffi\n" for number in range(3000))
    parsed = read(tmp_path, "bundler", "Gemfile.lock", {"Gemfile.lock": lock(specs)})

    assert len(parsed.nodes) == 3000
    assert max(len(node.requires) for node in parsed.nodes) <= 100
