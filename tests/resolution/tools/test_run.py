"""How a tool is run: with an end to its time, to what is kept of its output, and to all that it has started."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from depsov.errors import ResolutionError
from depsov.resolution.tools._run import MOST_OUTPUT, Ended, result, run


def _python(code: str, folder: Path, seconds: float = 60) -> Ended:
    return run([sys.executable, "-c", code], name="tool", folder=folder, environ={}, seconds=seconds)


def test_exit_code_and_both_streams_are_told(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    assert _python(code, tmp_path) == Ended(3, f"out{os.linesep}", f"err{os.linesep}")


def test_tool_has_nothing_to_read(tmp_path: Path) -> None:
    assert _python("import sys; print(repr(sys.stdin.read()))", tmp_path).out.strip() == "''"


def test_tool_stands_in_the_folder(tmp_path: Path) -> None:
    _python("open('here', 'w').close()", tmp_path)
    assert (tmp_path / "here").exists()


def test_of_endless_output_the_end_is_kept(tmp_path: Path) -> None:
    ended = _python("for number in range(300_000): print(f'line {number}')", tmp_path)
    assert ended.out.rstrip().endswith("line 299999")
    assert len(ended.out) == MOST_OUTPUT


def test_time_is_limited(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(ResolutionError, match="tool has not ended within 1 seconds"):
        _python("import time; time.sleep(60)", tmp_path, seconds=1)
    assert time.monotonic() - start < 20


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
@pytest.mark.parametrize("ends", [True, False], ids=["tool ends by itself", "tool is ended"])
def test_what_the_tool_has_started_ends_with_it(tmp_path: Path, *, ends: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    # The read comes to its end once nobody holds the other end of the pipe any more.
    reader = Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    child = f"import time; pipe = open({str(pipe)!r}, 'w'); pipe.write('started'); pipe.flush(); time.sleep(60)"
    code = (
        f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); "
        f"time.sleep({1 if ends else 60})"
    )
    if ends:
        _python(code, tmp_path)
    else:
        with pytest.raises(ResolutionError):
            _python(code, tmp_path, seconds=1)
    reader.join(20)
    assert read == [b"started"]


def test_program_that_cannot_be_started_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ResolutionError) as caught:
        run([str(tmp_path / "none")], name="tool", folder=tmp_path, environ={})
    assert caught.value.message == "tool cannot be started: No such file or directory"


def test_result_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResolutionError, match="tool has ended without a result"):
        result(tmp_path / "none", "tool")
