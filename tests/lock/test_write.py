"""`depsov.lock` as text, and how it takes the place of the one that was there."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from depsov.errors import NamedFileError
from depsov.lock import FILE, Lock, Party
from depsov.lock.write import replace_file, text_of
from depsov.model import EvidenceKind
from tests.expected import check_expected
from tests.lock.blocks import (
    CLAIMED,
    COMMUNITY,
    COMPANY,
    GIT,
    HOME,
    NOBODY,
    PERSON,
    RELAXED,
    SUBSIDIARY,
    block,
    lock_of,
    locks,
)
from tests.made import evidence

EXAMPLE = lock_of(SUBSIDIARY, PERSON, NOBODY, HOME, GIT, COMPANY, COMMUNITY, CLAIMED)

# --- text ---------------------------------------------------------------------------------------------------------


def test_every_kind_of_block_as_a_reader_sees_it() -> None:
    check_expected("lock/all-kinds.txt", text_of(EXAMPLE))


def test_a_perimeter_of_countries_is_a_list() -> None:
    check_expected("lock/own-perimeter.txt", text_of(lock_of(NOBODY, perimeter=("DE", "FR"))))


def test_a_file_without_packages_is_its_head() -> None:
    check_expected("lock/empty.txt", text_of(lock_of()))


def test_blocks_stand_in_the_order_of_their_purls_whatever_order_they_came_in() -> None:
    backwards = lock_of(*reversed([*EXAMPLE.blocks.values()]))

    assert text_of(backwards) == text_of(EXAMPLE)
    purls = [item["purl"] for item in tomli.loads(text_of(EXAMPLE))["package"]]
    assert purls == sorted(EXAMPLE.blocks)


def test_a_new_package_adds_its_block_and_touches_no_other_line() -> None:
    before = text_of(EXAMPLE).splitlines()
    after = text_of(lock_of(*EXAMPLE.blocks.values(), block("pypi/new"))).splitlines()

    start = after.index('purl = "pkg:pypi/new"') - 1
    assert after[:start] + after[start + 7 :] == before
    assert after[start : start + 7] == [*text_of(lock_of(block("pypi/new"))).splitlines()[5:], ""]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('the "quoted" one', r'"the \"quoted\" one"'),
        ("back\\slash", r'"back\\slash"'),
        ("\\u0041 is no A", r'"\\u0041 is no A"'),
        ("new\nline", '"new\ufffdline"'),
        ("tab\tand\0and\x1b[31m", '"tab\ufffdand\ufffdand\ufffd[31m"'),
        ("\x7f\x85\x9b", '"\ufffd\ufffd\ufffd"'),
        ("from right \u202e to left", '"from right \ufffd to left"'),
        ("Société à l'étranger", "\"Société à l'étranger\""),
        ("# no comment", '"# no comment"'),
    ],
)  # fmt: skip
def test_a_name_keeps_to_its_string(name: str, written: str) -> None:
    text = text_of(lock_of(replace(COMPANY, steward=Party("sample-corp", name))))

    assert f'steward = {{ id = "sample-corp", name = {written} }}\n' in text
    tomli.loads(text)


@RELAXED
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_string(text: str) -> None:
    found = evidence(EvidenceKind.PROVENANCE, text, source=text, date=text)
    made = lock_of(replace(NOBODY, steward=Party(text, text), evidence=(found,)), knowledge=text, perimeter=(text,))

    table = tomli.loads(text_of(made))

    assert set(table) == {"version", "knowledge", "perimeter", "package"}
    (only,) = table["package"]
    assert set(only) == {"purl", "steward", "reason", "strength", "confidence", "evidence", "date"}
    assert set(only["evidence"][0]) == {"kind", "identity", "source", "trust", "date"}


@RELAXED
@given(locks())
def test_the_same_facts_give_the_same_bytes(lock: Lock) -> None:
    turned = Lock(
        knowledge=lock.knowledge, perimeter=lock.perimeter, blocks=dict(sorted(lock.blocks.items(), reverse=True))
    )
    assert text_of(turned) == text_of(lock)


# --- file ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / FILE
    path.write_text("old\n")
    return path


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets the mask of new files for one test."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_written_whole(tmp_path: Path) -> None:
    assert replace_file(tmp_path / FILE, "nœw\n") is True
    assert (tmp_path / FILE).read_bytes() == "nœw\n".encode()
    assert os.listdir(tmp_path) == [FILE]  # noqa: PTH208 - hidden files count


def test_the_lines_end_alike_on_every_system(tmp_path: Path) -> None:
    replace_file(tmp_path / FILE, text_of(EXAMPLE))
    assert b"\r" not in (tmp_path / FILE).read_bytes()


def test_where_nothing_is_different_nothing_is_written(file: Path) -> None:
    os.utime(file, (1, 1))
    before = file.stat()

    assert replace_file(file, "old\n") is False
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_where_something_is_different_the_file_is_another(file: Path) -> None:
    with file.open() as reader:
        assert replace_file(file, "new\n") is True
        assert reader.read() == "old\n"  # who reads it meanwhile has the old one, whole
    assert file.read_text() == "new\n"


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_the_mode_of_the_file_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace_file(file, "new\n")
    assert _mode(file) == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_user_gives_files(
    tmp_path: Path, umask: Callable[[int], int], mask: int, mode: int
) -> None:
    umask(mask)
    replace_file(tmp_path / FILE, "new\n")

    assert _mode(tmp_path / FILE) == mode
    assert umask(mask) == mask


def test_a_link_stays_a_link(file: Path) -> None:
    link = file.parent / "elsewhere" / FILE
    link.parent.mkdir()
    link.symlink_to(file)

    replace_file(link, "new\n")

    assert link.is_symlink()
    assert file.read_text() == "new\n"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to("real.lock")

    replace_file(tmp_path / FILE, "new\n")

    assert (tmp_path / FILE).is_symlink()
    assert (tmp_path / "real.lock").read_text() == "new\n"


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="Path.resolve raises nothing there")
def test_a_link_to_itself_is_an_error_with_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to(FILE)
    with pytest.raises(NamedFileError, match=FILE):
        replace_file(tmp_path / FILE, "new\n")


# --- what goes wrong ----------------------------------------------------------------------------------------------


def _full(*_: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def _stopped(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(step, _full)

    with pytest.raises(NamedFileError) as caught:
        replace_file(file, "new\n")

    assert str(caught.value) == f"{file}: cannot be written: No space left on device"
    assert caught.value.hint == "nothing was changed"
    assert caught.value.exit_code == 2
    assert file.read_text() == "old\n"
    assert os.listdir(file.parent) == [FILE]  # noqa: PTH208 - hidden files count


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_beside_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(step, _stopped)

    with pytest.raises(KeyboardInterrupt):
        replace_file(file, "new\n")

    assert file.read_text() == "old\n"
    assert os.listdir(file.parent) == [FILE]  # noqa: PTH208 - hidden files count


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that nothing can catch")
def test_a_process_killed_before_the_exchange_leaves_the_old_file(file: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from depsov.lock.write import replace_file\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "replace_file(Path(sys.argv[1]), 'new\\n' * 100_000)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], check=False, capture_output=True)

    assert done.returncode == -signal.SIGKILL, done.stderr
    assert file.read_text() == "old\n"
    beside = [path for path in file.parent.iterdir() if path != file]
    assert [path.read_text() for path in beside] == ["new\n" * 100_000]  # it was killed in the middle of its work


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_cannot_be_written_is_an_error(file: Path) -> None:
    file.parent.chmod(0o500)
    try:
        with pytest.raises(NamedFileError, match="cannot be written: Permission denied"):
            replace_file(file, "new\n")
    finally:
        file.parent.chmod(0o700)
    assert file.read_text() == "old\n"


@pytest.mark.parametrize("place", ["missing/depsov.lock", "file/depsov.lock"])
def test_a_place_that_cannot_hold_a_file_is_an_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NamedFileError, match="cannot be written"):
        replace_file(tmp_path / place, "new\n")


def test_a_folder_in_the_place_of_the_file_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(NamedFileError, match="cannot be written"):
        replace_file(tmp_path / FILE, "new\n")
    assert os.listdir(tmp_path) == [FILE]  # noqa: PTH208 - hidden files count
