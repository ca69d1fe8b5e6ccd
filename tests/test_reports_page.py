"""The page on reports, and the README's table of them, are true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from depsov import update_lock
from depsov.cli import main
from depsov.report import FORMATS, by_id
from tools import pictures

REPOSITORY = Path(__file__).parents[1]
PAGE = (REPOSITORY / "docs" / "reports.md").read_text(encoding="utf-8")
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SECTION = README[README.index("## Reports\n") : README.index("## What it reads")]
ROWS = re.findall(r"^\| (`.*?) \|.*\| `depsov (.*)` \|$", SECTION, re.MULTILINE)


def test_the_readme_has_every_format() -> None:
    assert sorted(name for names, _ in ROWS for name in re.findall("`([^`]*)`", names)) == sorted(FORMATS)


@pytest.mark.parametrize("command", [command for _, command in ROWS])
def test_the_commands_of_the_readme_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(REPOSITORY / "tests" / "data" / "projects" / "all-groups", tree)
    update_lock(tree)
    monkeypatch.chdir(tree)

    assert main(command.split()) == 0
    for file in re.findall("-o [^=]*=(.*)", command):
        assert (tree / file).stat().st_size


def test_the_page_has_a_section_and_the_media_type_of_every_format() -> None:
    listed = dict(re.findall(r"^\| \[`(.*?)`\]\(#.*?\) \| `(.*?)` \|", PAGE, re.MULTILINE))

    assert listed == {name: by_id()[name].MEDIA_TYPE.partition(";")[0] for name in FORMATS}
    assert set(re.findall(r"^## (.*)$", PAGE, re.MULTILINE)) >= set(FORMATS)


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_the_pieces_of_workflows_are_yaml(block: str) -> None:
    assert yaml.safe_load(block)


@pytest.mark.parametrize("page", [PAGE, SECTION])
def test_the_links_lead_somewhere(page: str) -> None:
    here = REPOSITORY if page is SECTION else REPOSITORY / "docs"
    headings = {heading.replace(".", "") for heading in re.findall(r"^## (.*)$", page, re.MULTILINE)}

    for link in re.findall(r"\]\(([^)]*)\)", page):
        if link.startswith("#"):
            assert link[1:] in headings
        else:
            assert (here / link).exists()


# --- pictures -----------------------------------------------------------------------------------------------------


def test_the_picture_of_the_terminal_is_up_to_date() -> None:
    """`python -m tools.pictures` makes it anew."""
    assert pictures.SVG.read_text(encoding="utf-8") == pictures.terminal_picture(pictures.report())


def test_the_pictures_are_described_and_small() -> None:
    shown = re.findall(r"^!\[(.{60,})\]\((docs/pictures/.*)\)$", SECTION, re.MULTILINE)

    assert [Path(file).name for _, file in shown] == ["terminal.svg", "page.png"]
    for _, file in shown:
        assert (REPOSITORY / file).stat().st_size < 300_000
