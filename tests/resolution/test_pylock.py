"""A solution as `pylock.toml`: what readers of the format accept, and the same tree when depsov reads it back."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.pylock import Pylock, PylockSelectError

from depsov.demand import Demand
from depsov.errors import ResolutionError
from depsov.model import Node, Parsed
from depsov.parse.python.pylock import read
from depsov.resolution.pylock import _string, write
from depsov.resolution.python.solution import Chosen, Solution
from depsov.resolution.python.target import Target
from depsov.tree import Tree

INDEX = "https://index.example/simple"
FILES = "https://files.example/packages"
DIGEST = "0f" * 32
DEMAND = Demand(file="pyproject.toml", project="shop", folder="")


def _wheel(name: str, *requires: str, version: str = "1.0") -> Chosen:
    filename = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    return Chosen(
        name=name,
        version=version,
        index=INDEX,
        filename=filename,
        url=f"{FILES}/{filename}",
        hashes={"sha256": DIGEST},
        size=2048,
        upload_time="2026-03-04T05:06:07.000008Z",
        requires_python=">=3.9",
        requires=requires,
    )


def _solution(*packages: Chosen, direct: tuple[str, ...] = (), unresolved: tuple[str, ...] = ()) -> Solution:
    return Solution(
        packages=packages, direct=direct, target="CPython 3.12, Linux x86_64", date="2026-11-22", unresolved=unresolved
    )


def _table(text: str) -> dict[str, Any]:
    """The file as TOML, once a reader that is not depsov's has accepted it."""
    table = tomllib.loads(text)
    Pylock.from_dict(table).validate()
    return table


def _entry(item: Chosen) -> dict[str, Any]:
    (entry,) = _table(write(_solution(item), DEMAND))["packages"]
    assert isinstance(entry, dict)
    return entry


def _read_back(text: str, folder: Path) -> Parsed:
    (folder / "pylock.toml").write_text(text, encoding="utf-8")
    tree = Tree(folder)
    return read(tree.open("pylock.toml"), tree.folder("pylock.toml"))


# --- what is written ----------------------------------------------------------------------------------------------


def test_a_file_as_a_reviewer_sees_it() -> None:
    packages = (_wheel("shop-core", "tiny-parser"), _wheel("tiny-parser", version="2.1"))
    demand = replace(DEMAND, requires_python=">=3.11")

    assert write(_solution(*packages), demand, environment=Target("3.12", "linux", "x86_64").environment) == (
        """\
lock-version = "1.0"
environments = ["implementation_name == 'cpython' and python_version == '3.12' and sys_platform == 'linux'"""
        """ and platform_machine == 'x86_64'"]
requires-python = ">=3.11"
created-by = "depsov"

[[packages]]
name = "shop-core"
version = "1.0"
requires-python = ">=3.9"
dependencies = [
    {name = "tiny-parser"},
]
index = "https://index.example/simple"
wheels = [
    {name = "shop_core-1.0-py3-none-any.whl", url = "https://files.example/packages/shop_core-1.0-py3-none-any.whl","""
        f""" upload-time = 2026-03-04T05:06:07.000008Z, size = 2048, hashes = {{sha256 = "{DIGEST}"}}}},
]

[[packages]]
name = "tiny-parser"
version = "2.1"
requires-python = ">=3.9"
index = "https://index.example/simple"
wheels = [
    {{name = "tiny_parser-2.1-py3-none-any.whl", url = "https://files.example/packages/tiny_parser-2.1-py3-none-any.whl","""
        f""" upload-time = 2026-03-04T05:06:07.000008Z, size = 2048, hashes = {{sha256 = "{DIGEST}"}}}},
]
"""
    )


def test_a_project_that_asks_for_nothing_has_a_file_as_well() -> None:
    assert _table(write(_solution(), DEMAND)) == {"lock-version": "1.0", "created-by": "depsov", "packages": []}


def test_a_source_archive_stands_as_one() -> None:
    archive = replace(_wheel("tool"), filename="tool-1.0.tar.gz", url=f"{FILES}/tool-1.0.tar.gz")
    entry = _entry(archive)

    assert entry["sdist"]["name"] == "tool-1.0.tar.gz"
    assert "wheels" not in entry


def test_a_direct_url_is_no_file_of_an_index() -> None:
    entry = _entry(replace(_wheel("tool"), index=None, url=f"{FILES}/monorepo.zip#egg=tool&subdirectory=tools/tool"))

    assert entry.keys() & {"index", "wheels", "sdist"} == set()
    assert entry["archive"] == {
        "url": f"{FILES}/monorepo.zip",
        "upload-time": datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC),
        "size": 2048,
        "hashes": {"sha256": DIGEST},
        "subdirectory": "tools/tool",
    }


def test_the_order_in_which_things_were_found_does_not_matter() -> None:
    base, tool = _wheel("base"), replace(_wheel("tool", "base"), hashes={"sha512": "ab" * 64, "sha256": DIGEST})
    turned = replace(tool, hashes={"sha256": DIGEST, "sha512": "ab" * 64})

    assert write(_solution(base, tool), DEMAND) == write(_solution(turned, base), DEMAND)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-03-04T05:06:07Z", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("2026-03-04T05:06:07.5+02:00", datetime(2026, 3, 4, 3, 6, 7, 500_000, tzinfo=UTC)),
        ("2026-03-04T05:06:07", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("0001-01-01T00:00:00+12:00", None),
        ("last week", None),
        (None, None),
    ],
)
def test_a_time_is_in_utc_or_not_there(written: str | None, time: datetime | None) -> None:
    (wheel,) = _entry(replace(_wheel("tool"), upload_time=written))["wheels"]

    assert wheel.get("upload-time") == time


@pytest.mark.parametrize("size", [None, -1, 2**63])
def test_a_size_that_cannot_be_is_left_out(size: int | None) -> None:
    (wheel,) = _entry(replace(_wheel("tool"), size=size))["wheels"]

    assert "size" not in wheel


@pytest.mark.parametrize(("written", "kept"), [(">=3.9,<4", ">=3.9,<4"), (">=3.6.*", None), ("", None), (" ", None)])
def test_a_specifier_that_no_reader_would_take_is_left_out(written: str, kept: str | None) -> None:
    assert _entry(replace(_wheel("tool"), requires_python=written)).get("requires-python") == kept
    assert _table(write(_solution(), replace(DEMAND, requires_python=written))).get("requires-python") == kept


def test_weak_hashes_stand_for_nothing_beside_a_secure_one() -> None:
    (wheel,) = _entry(replace(_wheel("tool"), hashes={"md5": "0f" * 16, "sha256": DIGEST.upper()}))["wheels"]

    assert wheel["hashes"] == {"sha256": DIGEST}


def test_no_secret_of_an_address_is_written() -> None:
    secret = "https://user:hunter2@files.example"
    item = replace(_wheel("tool"), index=f"{secret}/simple", url=f"{secret}/tool-1.0-py3-none-any.whl?token=hunter2#x")
    entry = _entry(item)

    assert entry["index"] == "https://files.example/simple"
    assert entry["wheels"][0]["url"] == "https://files.example/tool-1.0-py3-none-any.whl"


def test_the_projects_own_packages_are_left_out() -> None:
    demand = replace(DEMAND, own=frozenset({"shop-core"}))
    text = write(_solution(_wheel("plugin", "shop-core", "base"), _wheel("base"), direct=("shop-core",)), demand)

    assert [(item["name"], item.get("dependencies")) for item in _table(text)["packages"]] == [
        ("base", None),
        ("plugin", [{"name": "base"}]),
    ]


def test_a_file_is_for_its_target_alone() -> None:
    text = write(_solution(_wheel("tool")), DEMAND, environment=Target("3.12", "linux", "x86_64").environment)
    lock = Pylock.from_dict(tomllib.loads(text))
    other = Target("3.12", "windows", "x86_64").environment

    with pytest.raises(PylockSelectError):
        list(lock.select(environment=other))  # type: ignore[arg-type] # a TypedDict, all of whose keys are there


# --- what is not written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hashes", [{}, {"md5": "0f" * 16}, {"sha1": "0f" * 20}, {"sha256": ""}, {"sha256": "no digest"}, {"crc": DIGEST}]
)
def test_a_package_without_a_secure_hash_is_named(hashes: dict[str, str]) -> None:
    with pytest.raises(ResolutionError, match="no secure hash: tool") as caught:
        write(_solution(_wheel("base"), replace(_wheel("tool"), hashes=hashes)), DEMAND)
    assert caught.value.names == ("tool",)


def test_only_some_of_many_names_are_told() -> None:
    bare = [replace(_wheel(f"tool-{number}"), hashes={}) for number in range(8)]

    with pytest.raises(ResolutionError, match=r"tool-0, tool-1, tool-2, tool-3, tool-4 and 3 more\Z") as caught:
        write(_solution(*bare), DEMAND)
    assert len(caught.value.names) == 8


@pytest.mark.parametrize(
    ("solution", "why"),
    [
        (_solution(_wheel("tool"), unresolved=("fork",)), "what they require is not known: fork"),
        (_solution(_wheel("tool", "base")), "required, but not in the solution: base"),
        (_solution(_wheel("tool"), direct=("base", "tool")), "required, but not in the solution: base"),
        (_solution(_wheel("tool"), _wheel("tool", version="2.0")), "several versions: tool"),
    ],
)
def test_a_part_is_not_written_as_the_whole(solution: Solution, why: str) -> None:
    with pytest.raises(ResolutionError, match=why):
        write(solution, DEMAND)


@pytest.mark.parametrize(
    "filename",
    [
        "tool-1.0.tar.bz2",
        "tool-1.0-1.tar.gz",
        "tool-2.0-py3-none-any.whl",
        "other-1.0.zip",
        "tool.whl",
        "tool-1.0\x1b[2J",
    ],
)
def test_a_file_that_the_format_cannot_name_is_refused(filename: str) -> None:
    with pytest.raises(ResolutionError, match="does not tell name and version: tool") as caught:
        write(_solution(replace(_wheel("tool"), filename=filename)), DEMAND)
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "url", ["file:///srv/wheels/tool.whl", "git+https://forge.example/tool", "https://[x", "", "/"]
)
@pytest.mark.parametrize("index", [INDEX, None])
def test_what_is_not_served_over_http_is_refused_without_its_address(url: str, index: str | None) -> None:
    with pytest.raises(ResolutionError, match=r"(?:not served over HTTP|not an address): tool\Z"):
        write(_solution(replace(_wheel("tool"), url=url, index=index)), DEMAND)


def test_a_direct_url_to_something_without_a_version_is_refused() -> None:
    with pytest.raises(ResolutionError, match="'latest' is no version: tool"):
        write(_solution(replace(_wheel("tool", version="latest"), index=None)), DEMAND)


# --- for any solution ---------------------------------------------------------------------------------------------

_NAMES = ("base", "cloud-sdk", "shop", "tiny-parser", "zlib-ng")
_ANY = st.text(st.characters(), max_size=20)


@given(_ANY)
def test_any_text_is_one_line_and_comes_back_from_toml(text: str) -> None:
    written = _string(text)

    assert written.isprintable()
    assert tomllib.loads(f"text = {written}")["text"] == text.encode("utf-8", "replace").decode()


@st.composite
def _solutions(draw: st.DrawFn) -> Solution:
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True))
    packages = []
    for name in names:
        requires = draw(st.lists(st.sampled_from(names), unique=True))
        item = _wheel(name, *requires, version=draw(st.sampled_from(["1.0", "2.0.post1", "1!3.0rc1"])))
        packages.append(replace(item, index=draw(st.sampled_from([INDEX, None]))))
    return _solution(*packages, direct=tuple(names[:1]))


@given(_solutions())
@settings(deadline=None)
def test_depsov_reads_the_same_tree_back(tmp_path_factory: pytest.TempPathFactory, solution: Solution) -> None:
    parsed = _read_back(write(solution, DEMAND), tmp_path_factory.mktemp("lock"))
    names = {node.key: node.name for node in parsed.nodes}

    def edges(node: Node) -> list[str]:
        return sorted({names[key] for key in node.requires} - {node.name})

    assert parsed.problems == ()
    assert {node.name: (node.version, edges(node)) for node in parsed.nodes} == {
        item.name: (item.version, sorted({*item.requires} - {item.name})) for item in solution.packages
    }
    assert [node.source.url for node in parsed.nodes] == [
        item.index or item.url for item in sorted(solution.packages, key=lambda item: item.name)
    ]


@given(
    st.builds(
        Chosen,
        name=st.just("tool"),
        version=st.just("1.0") | _ANY,
        index=st.just(INDEX) | st.none() | _ANY,
        filename=st.sampled_from(["tool-1.0-py3-none-any.whl", "tool-1.0.zip"])
        | _ANY.map(lambda text: f"tool-1.0-py3-none-{text}.whl")
        | _ANY,
        url=st.just(f"{FILES}/tool-1.0.zip") | _ANY.map(lambda text: f"{FILES}/{text}") | _ANY,
        hashes=st.just({"sha256": DIGEST}) | st.dictionaries(st.sampled_from(["sha256", "md5"]) | _ANY, _ANY),
        size=st.integers(),
        upload_time=st.datetimes().map(datetime.isoformat) | _ANY,
        requires_python=st.just(">=3.9") | _ANY,
    )
)
def test_whatever_an_index_answers_is_refused_or_written_so_that_others_read_it(item: Chosen) -> None:
    try:
        text = write(_solution(item), DEMAND)
    except ResolutionError:
        return
    text.encode("utf-8")
    _table(text)
