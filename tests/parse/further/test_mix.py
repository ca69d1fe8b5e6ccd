"""What the case folders of `mix.lock` cannot show."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from depsov.documents import Document
from depsov.parse.further._mix_project import read_project
from tests.parse.written import direct, node, read

LOCK = (
    "%{\n"
    + "".join(
        f'  "{name}": {{:hex, :{name}, "1.0.0", "00", [:mix], [], "hexpm", "00"}},\n'
        for name in ("jason", "plug", "ecto")
    )
    + "}\n"
)


def project(deps: str, head: str = "app: :desk") -> str:
    return f"defmodule Desk.MixProject do\n  def project do\n    [{head}, deps: deps()]\n  end\n\n{deps}\nend\n"


WISHES = [
    ('{:plug, "~> 1.0"}', "runtime"),
    ("{:plug, only: :dev}", "development"),
    ('{:plug, "~> 1.0", only: [:test, :docs]}', "development"),
    ("{:plug, [only: ~w(dev test)a, runtime: false]}", "development"),
    ("{:plug, only: [:prod, :test]}", "runtime"),
    ('{:plug, "~> 1.0", runtime: false}', "build"),
    ('{:plug, "~> 1.0", optional: true, override: true}', "optional"),
    ('{:plug, "~> 1.0", system_env: [{"A", "b"}], only: :dev}', "development"),
    ('{:plug, path: "../plug"}', None),
    ("{:plug, in_umbrella: true}", None),
    ('# {:plug, "~> 1.0"}', None),
    ('{:jason, "~> 1.0"} # {:plug, "~> 1.0"}', None),
    ('{:jason, github: "a/b#c"}, {:plug, "~> 1.0"}', "runtime"),
]


@pytest.mark.parametrize(("wish", "scope"), WISHES)
def test_what_a_dependency_is_for(tmp_path: Path, wish: str, scope: str | None) -> None:
    manifest = project(f"  defp deps do\n    [\n      {wish}\n    ]\n  end\n")
    parsed = read(tmp_path, "mix", "mix.lock", {"mix.lock": LOCK, "mix.exs": manifest})

    assert direct(parsed, "").get("plug") == scope
    assert parsed.problems == ()


FUNCTIONS = [
    '  defp deps, do: [{:plug, "~> 1.0"}]\n',
    '  defp deps(),\n    do: [{:plug, "~> 1.0"}]\n',
    '  def deps() do\n    [{:plug, "~> 1.0"}] ++ more()\n  end\n',
    '  defp target_deps(:app), do: [{:plug, "~> 1.0"}]\n  defp target_deps(_), do: []\n',
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_functions_that_hold_dependencies(function: str) -> None:
    found = read_project(Document("mix.exs", project(function).encode()))

    assert [wish.name for wish in found.wishes] == ["plug"]


def test_dependencies_may_stand_in_the_project_itself() -> None:
    listed = 'deps: [\n        {:plug, "~> 1.0"}\n      ],\n      x: [{:no, 1}]\n    ]'
    text = f"def project do\n    [\n      app: :desk,\n      {listed}\n"
    found = read_project(Document("mix.exs", text.encode()))

    assert [wish.name for wish in found.wishes] == ["plug"]


def test_nothing_else_that_looks_alike_is_a_dependency() -> None:
    text = project(
        "  defp deps do\n    []\n  end\n\n  defp rest do\n    {:ok, 1}\n  end\n\n  defp x, do: {:error, 2}\n"
    )

    assert read_project(Document("mix.exs", text.encode())).wishes == ()


def test_what_is_asked_for_under_a_condition_need_not_be_locked(tmp_path: Path) -> None:
    manifest = project('  defp deps do\n    [{:plug, "1"}] ++ if(ci?(), do: [{:gone, "1"}], else: [])\n  end\n')
    parsed = read(tmp_path, "mix", "mix.lock", {"mix.lock": LOCK, "mix.exs": manifest})

    assert direct(parsed, "") == {"plug": "runtime"}
    assert parsed.problems == ()


def test_umbrella_has_a_project_for_each_of_its_applications(tmp_path: Path) -> None:
    files = {
        "mix.lock": LOCK,
        "mix.exs": project('  defp deps do\n    [{:jason, "1", only: :dev}]\n  end\n', 'apps_path: "apps"').replace(
            "[apps_path", "[\n      apps_path"
        ),
        "apps/web/mix.exs": project('  defp deps do\n    [{:plug, "1"}, {:store, in_umbrella: true}]\n  end\n').replace(
            "[app:", "[\n      app:"
        ),
        "apps/store/mix.exs": project('  defp deps do\n    [{:ecto, "1"}, {:absent, "1"}]\n  end\n'),
    }
    parsed = read(tmp_path, "mix", "mix.lock", files)

    assert [(root.name, root.path) for root in parsed.roots] == [
        (".", ""),
        ("store", "apps/store"),
        ("desk", "apps/web"),
    ]
    assert direct(parsed, "") == {"jason": "development"}
    assert direct(parsed, "apps/web") == {"plug": "runtime"}
    assert direct(parsed, "apps/store") == {"ecto": "runtime", "absent": "runtime"}
    assert node(parsed, "absent").file == "apps/store/mix.exs"
    assert [problem.message for problem in parsed.problems] == [
        "is older than its manifest, which asks for absent: shown without version"
    ]


def test_broken_manifest_is_a_problem_and_the_lock_is_read(tmp_path: Path) -> None:
    parsed = read(tmp_path, "mix", "mix.lock", {"mix.lock": LOCK, "mix.exs": "\0"})

    assert len(parsed.nodes) == 3
    assert [problem.subject for problem in parsed.problems] == ["mix.exs:1"]


@pytest.mark.parametrize(
    "text",
    [
        "%{}",
        "%{\n}\n",
        "# nothing yet\n%{\n}\n",
        '%{\n  "jason" => {:hex, :jason, "1.0.0"}\n}',
        '%{jason: {:hex, :jason, "1.0.0"}}',
    ],
)
def test_other_ways_to_write_the_map(tmp_path: Path, text: str) -> None:
    parsed = read(tmp_path, "mix", "mix.lock", {"mix.lock": text})

    assert [(found.name, found.version) for found in parsed.nodes] in ([], [("jason", "1.0.0")])
    assert parsed.problems == ()


def test_project_may_name_nothing_at_all() -> None:
    assert read_project(Document("mix.exs", b"defmodule Desk.MixProject do\nend\n")).wishes == ()


@pytest.mark.parametrize("text", ["  defp deps do\n", "deps: [\n", "{:a, {b} ", "{:a, ", "# "])
def test_a_project_that_never_ends_is_read_in_one_pass(text: str) -> None:
    begun = time.perf_counter()
    read_project(Document("mix.exs", ("  defp deps do\n" + text * (200_000 // len(text))).encode()))
    assert time.perf_counter() - begun < 5  # it was a minute
