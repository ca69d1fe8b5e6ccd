"""The pictures of the README, made from the example in this repository.

    python -m tools.pictures            the terminal report as SVG
    python -m tools.pictures --page     the HTML report as PNG too; that needs Chromium

The SVG is the same on every machine, and needs no font but a monospaced one: each word stands at its column. Both tell
of the day of the knowledge base, so that they change only with the program and its data.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from depsov import scan
from depsov.knowledge import load
from depsov.model import Report
from depsov.report import by_id
from depsov.report.escape import xml
from depsov.style import Style

__all__ = ["COMMAND", "SVG", "main", "report", "terminal_picture"]

REPOSITORY = Path(__file__).parents[1]
FOLDER = REPOSITORY / "docs" / "pictures"
SVG, PNG = FOLDER / "terminal.svg", FOLDER / "page.png"
PROJECT = "examples/web-service"
COMMAND = f"depsov scan {PROJECT}"

COLUMNS, ROWS = 100, 44
_WIDTH, _HEIGHT = 8.4, 19.0
_MARGIN = 16.0
_SIZE = 14
_PAGE = (1100, 1650)
_LEFT_OUT = '<section id="deciders"'
"""The picture of the page shows its first part and its map; what stands between them would take as much room again."""

_STYLE = """
    text { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6dbe0 }
    .c1 { font-weight: 700 } .c2 { fill: #9aa4ae } .c31 { fill: #ff8f86 } .c33 { fill: #e3b341 } .c36 { fill: #6fd0d8 }
"""
"""The colours of the terminal report by their codes, on a dark ground in any case."""

_ESCAPE = re.compile(r"\x1b\[([\d;]*)m")
_WORD = re.compile(r"\S+(?: \S+)*")
_BLOCK = "█"


def report() -> Report:
    """Scan the example as of the day of the knowledge base, with paths as from the top of the repository."""
    with chdir(REPOSITORY):
        return scan(PROJECT, as_of=date.fromisoformat(load().version))


def terminal_picture(found: Report) -> str:
    """Return the first lines of the terminal report as SVG."""
    lines = by_id()["text"].render(found, Style(width=COLUMNS, colour=True)).splitlines()
    rows = [f"\x1b[2m$\x1b[0m \x1b[1m{COMMAND}\x1b[0m", *lines[:ROWS], *(["\x1b[2m…\x1b[0m"] if lines[ROWS:] else [])]
    width, height = COLUMNS * _WIDTH + 2 * _MARGIN, len(rows) * _HEIGHT + 2 * _MARGIN
    drawn = "\n".join(item for at, row in enumerate(rows) for item in _row(row, at))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title">
  <title id="title">{xml(f"The terminal report of {COMMAND}")}</title>
  <style>{_STYLE}  </style>
  <rect width="{width:g}" height="{height:g}" rx="8" fill="#16191d"/>
  <g font-size="{_SIZE}">
{drawn}
  </g>
</svg>
"""


def _row(row: str, at: int) -> Iterator[str]:
    """Yield the pieces of a line: text stands at its column and is as wide as there, bars are drawn."""
    base = _MARGIN + at * _HEIGHT
    for column, text, style in _pieces(row):
        left, width = _MARGIN + column * _WIDTH, len(text) * _WIDTH
        if text.startswith(_BLOCK):
            yield f'    <rect x="{left:g}" y="{base + 3:g}" width="{width:g}" height="{_HEIGHT - 5:g}" fill="#d6dbe0"/>'
        else:
            place = f'x="{left:g}" y="{base + _SIZE:g}" textLength="{width:g}" lengthAdjust="spacingAndGlyphs"'
            marked = f' class="{style}"' if style else ""
            yield f"    <text {place}{marked}>{xml(text)}</text>"


def _pieces(row: str) -> Iterator[tuple[int, str, str]]:
    """Yield what stands together in a line of a terminal: its column, its text, and its style."""
    column, style = 0, ""
    for number, part in enumerate(_ESCAPE.split(row)):
        if number % 2:
            style = " ".join(f"c{code}" for code in part.split(";") if code not in ("", "0"))
            continue
        yield from ((column + word.start(), word[0], style) for word in _WORD.finditer(part))
        column += len(part)


def _page_picture(found: Report) -> None:
    """Write parts of the HTML report as a browser shows them."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("no Chromium here")
    with TemporaryDirectory() as name:
        page = Path(name, "page.html")
        text = by_id()["html"].render(found)
        page.write_text(text.replace(_LEFT_OUT, f"{_LEFT_OUT} hidden"), encoding="utf-8")
        size = ",".join(map(str, _PAGE))
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={name}/profile",
        ]
        shot = [f"--screenshot={PNG}", f"--window-size={size}", page.as_uri()]
        subprocess.run([browser, *options, *shot], check=True, capture_output=True)  # noqa: S603 - a fixed command


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="the picture of the HTML report as well")
    args = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = report()
    SVG.write_text(terminal_picture(found), encoding="utf-8")
    if args.page:
        _page_picture(found)


if __name__ == "__main__":
    main()
