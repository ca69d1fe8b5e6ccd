"""The command as it is called, on depsov itself, with the smallest of trees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import growth, scan, table
from bench.goals import Figure
from bench.run import PARTS, main
from bench.timing import Run, Times

REPOSITORY = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def times(wall: float) -> Times:
    return Times((Run(wall, wall, 30 * 1024),))


def test_a_tiny_growth_is_measured_and_drawn() -> None:
    grown = growth.measure((10, 20), 1)

    (section,) = growth.part(grown, 1).sections
    drawn = ET.fromstring(growth.plot(grown))

    assert [row[:2] for row in section.rows] == [("made up", "10"), ("made up", "20")]
    assert all(float(cell) > 0 for row in section.rows for cell in row[2:])
    assert len(section.header) == len(section.rows[0])
    assert len(drawn.findall(f"{SVG}circle")) == 2 * 2 * len(scan.OUTPUTS)
    assert {child.tag for child in drawn} <= {
        f"{SVG}{name}" for name in ("title", "style", "rect", "path", "text", "circle")
    }
    assert "prefers-color-scheme: dark" in growth.plot(grown)


@pytest.mark.parametrize(
    ("last", "ratio"),
    [(0.5 + 15_000 * 0.0001, 1.0), (0.5 + 15_000 * 0.0002, 2.0)],
)
def test_growth_is_linear_where_each_package_more_costs_the_same(last: float, ratio: float) -> None:
    walls = {1_000: 0.1, 5_000: 0.5, 20_000: last}
    grown = {size: dict.fromkeys(scan.OUTPUTS, times(wall)) for size, wall in walls.items()}

    figures = growth.part(grown, 1).figures

    assert figures[0].case == "quiet, 5,000 to 20,000"
    assert [figure.value for figure in figures] == [pytest.approx(ratio)] * len(scan.OUTPUTS)


def test_two_sizes_say_nothing_of_linear_growth() -> None:
    grown = {size: dict.fromkeys(scan.OUTPUTS, times(size / 1000)) for size in (100, 1_000)}

    assert growth.part(grown, 1).figures == []


@pytest.mark.parametrize("call", [["bench/run.py"], ["-m", "bench.run"]])
def test_it_runs_as_a_file_and_as_a_module(call: list[str]) -> None:
    words = [sys.executable, *call, "--only", "start-up", "--quick"]

    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert "### Machine and versions" in done.stdout
    assert "| depsov --version | " in done.stdout
    assert done.stderr == "start-up …\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--write", "--quick"], "--write takes a whole run"),
        (["--write", "--only", "scan"], "--write takes a whole run"),
        (["--only", "scans"], "scans: there are start-up, parse, scan, online, peers, growth"),
        (["--projects", "no-such-folder"], "no-such-folder: no such folder"),
    ],
)
def test_what_cannot_be_meant_is_refused(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(args)

    assert said in capsys.readouterr().err


def test_a_part_that_breaks_costs_neither_the_others_nor_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"{table.BEGIN}\nold\n{table.END}\n", encoding="utf-8")
    monkeypatch.setattr(table, "PAGE", page)
    section = table.Section("Fine", "", ("what",), [("x",)])
    for name in PARTS:
        monkeypatch.setitem(PARTS, name, lambda _: table.Part([section], [Figure("version", "here", 2.0)]))
    monkeypatch.setitem(PARTS, "scan", lambda _: 1 // 0)
    monkeypatch.setattr("bench.run.install_all", lambda *_: {})

    assert main(["--write"]) == 1
    printed = capsys.readouterr()
    assert "### Not measured: scan" in printed.out
    assert "### Fine" in printed.out
    assert "nothing is written" in printed.err
    assert "old" in page.read_text(encoding="utf-8")
