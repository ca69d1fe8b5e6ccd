"""The whole program on hostile trees: a problem in one line, and the sound lockfile beside it is reported as ever."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from depsov.errors import DocumentError
from depsov.formats import FORMATS, Format
from tests.cli.program import Program
from tests.hostile.corpus import ANY, NAMES, SECRET
from tests.hostile.properties import name_for
from tests.hostile.seeds import Seed, seeds_of

READERS = pytest.mark.parametrize("reader", FORMATS, ids=lambda reader: reader.id)


def _scan(program: Program) -> tuple[set[str], list[dict[str, str]]]:
    """Return the names of the packages that a scan reports, and its problems; it holds to what every scan does."""
    result = program("scan", "--format", "json")
    assert result.code == 0, result.err
    assert "Traceback" not in result.err
    assert SECRET not in result.out
    assert "root:" not in result.out, "no entity was read"
    assert not (program.folder / "a").exists(), "nothing was executed"
    report = json.loads(result.out)
    names = {package["name"] for package in report["packages"]}
    assert {"arrays", "cloud-tools"} <= names, "the rest is still scanned"
    for problem in report["problems"]:
        assert problem["message"].strip()
        assert "\n" not in problem["subject"] + problem["message"]
    return names, report["problems"]


# --- documents ----------------------------------------------------------------------------------------------------


@READERS
def test_every_document_of_the_corpus_at_once(all_groups: Program, reader: Format) -> None:
    for path, data in _folders(reader):
        all_groups.write(path, data)

    _, problems = _scan(all_groups)

    told = {problem["subject"].partition(":")[0]: problem for problem in problems}
    for title in ("UTF-16 with a mark", "bytes that are no text"):
        assert told[f"{title}/{name_for(reader)}"]["hint"], "it says what to do"


@READERS
def test_sound_documents_with_hostile_names(all_groups: Program, reader: Format) -> None:
    seed = max(seeds_of(reader), key=lambda seed: len(_names_in(reader, seed)))
    names = _names_in(reader, seed)
    for number, hostile in enumerate(NAMES):
        spelled = json.dumps(hostile)[1:-1].encode()
        for beside, data in seed.beside.items():
            all_groups.write(f"hostile-{number}/{beside}", data)
        for name in sorted(names, key=len)[-1:]:
            all_groups.write(f"hostile-{number}/{seed.path}", seed.data.replace(name.encode(), spelled))

    found, problems = _scan(all_groups)

    assert names, "there is a name to replace"
    assert [problem for problem in problems if problem["stage"] == "parse"]
    assert not [name for name in found if any(sign in name for sign in "\n\r\0\x1b\x9b<`\\\u202e\u2066\ufeff\u200b")]
    assert not [name for name in found if {"..", ""} & {*name.split("/")}]


def _folders(reader: Format) -> Iterator[tuple[str, bytes]]:
    """Yield each document of the corpus under a name of the format, in a folder of its own."""
    for title, data in ANY.items():
        yield f"{title}/{name_for(reader)}".replace(": ", " "), data


def _names_in(reader: Format, seed: Seed) -> set[str]:
    """Return the names of packages, without a namespace, that stand in the document as they are."""
    try:
        nodes = reader.read(seed.document(), seed.folder()).nodes
    except DocumentError:
        return set()
    names = {node.name.rpartition("/")[2] for node in nodes if not node.own}
    return {name for name in names if name.encode() in seed.data}


# --- folders and files that are none ------------------------------------------------------------------------------


@pytest.fixture
def outside(all_groups: Program) -> Path:
    """A file outside of the tree, which nobody named."""
    path = all_groups.folder.parent / "outside"
    path.write_text(f'version = 1\n[[package]]\nname = "secret"\nversion = "{SECRET}"\n', encoding="utf-8")
    return path


@READERS
def test_a_link_out_of_the_tree_is_not_followed(all_groups: Program, outside: Path, reader: Format) -> None:
    link = all_groups.folder / "linked" / name_for(reader)
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)

    _, problems = _scan(all_groups)

    assert [problem["message"] for problem in problems] == ["is a link that leads out of the scanned tree"]


@READERS
def test_manifests_that_are_links_out_of_the_tree_are_not_followed(
    all_groups: Program, outside: Path, reader: Format
) -> None:
    seed = seeds_of(reader)[0]
    all_groups.write(f"linked/{seed.path}", seed.data)
    for name in reader.companions:
        link = all_groups.folder / "linked" / name
        if not link.exists():
            link.symlink_to(outside)

    names, _ = _scan(all_groups)

    assert "secret" not in names


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))  # the whole path may be too long for a socket


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _terminal(path: Path) -> None:
    path.symlink_to("/dev/stdin")


def _broken_link(path: Path) -> None:
    path.symlink_to("nothing")


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def _link_to_the_folder(path: Path) -> None:
    path.symlink_to(".")


@pytest.mark.parametrize(
    "make", [_pipe, _socket, _device, _terminal, _broken_link, _link_to_itself, _link_to_the_folder]
)
@pytest.mark.parametrize("name", ["uv.lock", "pom.xml", "package.json", "bom.json", "requirements.txt"])
def test_what_is_no_file_is_a_problem(all_groups: Program, make: Callable[[Path], None], name: str) -> None:
    (all_groups.folder / "other").mkdir()
    make(all_groups.folder / "other" / name)

    _, problems = _scan(all_groups)

    assert [problem["subject"] for problem in problems] == [f"other/{name}"]
    assert problems[0]["hint"]


@pytest.mark.parametrize("name", [".gitignore", "pyvenv.cfg", "package.json", "depsov.lock", ".npmrc", "setup.cfg"])
@pytest.mark.parametrize("make", [_pipe, _device, _link_to_itself, Path.mkdir])
def test_what_stands_beside_and_is_no_file_stops_nothing(
    all_groups: Program, make: Callable[[Path], None], name: str
) -> None:
    make(all_groups.folder / name)
    all_groups.write("other/uv.lock", b"")
    make(all_groups.folder / "other" / name)

    _, problems = _scan(all_groups)

    # With a pyvenv.cfg, whatever that is, a folder counts as an environment: that is told as well.
    assert {problem["subject"] for problem in problems} & {"other/uv.lock", "other"}


@READERS
def test_a_folder_that_is_called_as_a_document(all_groups: Program, reader: Format) -> None:
    all_groups.write(f"other/{name_for(reader)}/uv.lock", b"")

    _, problems = _scan(all_groups)

    assert [problem["subject"] for problem in problems] == [f"other/{name_for(reader)}/uv.lock"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
@pytest.mark.parametrize("fmt", ["json", "text", "markdown", "html", "csv", "sarif", "github", "gitlab"])
@pytest.mark.parametrize(
    "folder",
    [
        b"a\nb",
        b"a\r::error::b",
        b"a\x1b[31mb",
        "a\u202eb".encode(),
        b"a\xff\xfeb",
        b"<img src=x onerror=alert(1)>",
        b"-rf",
    ],
)
def test_folders_with_names_that_are_no_text(all_groups: Program, folder: bytes, fmt: str) -> None:
    place = os.fsencode(all_groups.folder) + b"/" + folder
    os.mkdir(place)  # noqa: PTH102 - bytes
    shutil.copy(all_groups.folder / "uv.lock", os.fsdecode(place + b"/uv.lock"))
    os.mkdir(place + b"/broken")  # noqa: PTH102
    Path(os.fsdecode(place + b"/broken/uv.lock")).write_bytes(b"")

    result = all_groups("scan", "--format", fmt)

    assert result.code == 0, result.err
    assert "Traceback" not in result.err
    for sign in ("\x1b[31m", "\u202e", "a\nb/", "\r::error"):
        assert sign not in result.out
    result.out.encode()
    if fmt == "json":
        assert json.loads(result.out)["summary"]["packages"] == 8
    if fmt == "html":
        assert "<img" not in result.out


def test_links_in_a_circle_and_a_deep_tree_come_to_an_end(all_groups: Program) -> None:
    deep = all_groups.folder
    for _ in range(300):
        deep /= "deep"
    deep.mkdir(parents=True)
    (deep / "uv.lock").write_bytes(b"")
    for name in ("circle", "other"):
        (deep / name).symlink_to(all_groups.folder, target_is_directory=True)

    _, problems = _scan(all_groups)

    assert [problem["message"] for problem in problems] == ["the file is empty"]
