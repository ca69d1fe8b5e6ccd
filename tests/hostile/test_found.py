"""What fuzzing and the corpus have found, each with the smallest input that shows it.

Documents that took time without end are in `tests/hostile/found.py`; `test_bombs.py` reads them.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from depsov import formats
from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.formats import Format
from tests.cli.program import Program
from tests.hostile.properties import Beside, answers
from tests.parse.cases import format_of

HALF = r"\ud800"


@pytest.mark.parametrize(
    ("format_", "name", "text"),
    [
        ("setup-py", "setup.py", f"from setuptools import setup\nsetup(install_requires=['a=={HALF}'])\n"),
        ("pnpm", "pnpm-lock.yaml", f"lockfileVersion: '9.0'\npackages:\n  \"a@1{HALF}\": {{}}\n"),
        ("yarn", "yarn.lock", f'"a@1":\n  version "{HALF}"\n  resolved "https://x.example/{HALF}"\n'),
        ("go-mod", "go.mod", f'module "x.example/a{HALF}"\n'),
    ],
)
def test_half_of_a_surrogate_pair_never_gets_into_a_report(format_: str, name: str, text: str) -> None:
    parsed = answers(format_of(format_), Document(name, text.encode()), Beside())
    assert parsed is not None
    assert "\N{REPLACEMENT CHARACTER}" in repr(parsed)


def test_a_name_with_an_empty_part_is_not_taken_for_another_package() -> None:
    data = b'{"packages": [{"name": "works//forms", "version": "1.0"}, {"name": "works/forms", "version": "1.0"}]}'
    parsed = answers(format_of("composer"), Document("composer.lock", data), Beside())
    assert parsed is not None
    assert [node.name for node in parsed.nodes] == ["works/forms"]
    assert parsed.problems


def test_a_document_that_takes_all_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(formats, "import_module", lambda _: SimpleNamespace(read=read))
    reader: Format = format_of("uv")
    with pytest.raises(DocumentError, match="takes more memory than there is"):
        reader.read(Document("uv.lock", b"version = 1"), Beside())


def test_an_overlay_may_begin_with_a_byte_order_mark(all_groups: Program) -> None:
    overlay = all_groups.folder / "organisations.toml"
    overlay.write_bytes(b"\xef\xbb\xbf" + overlay.read_bytes())

    assert all_groups("scan").code == 0


# --- settings of registries: what cannot be read might send a name to the wrong one ---------------------------------


def test_settings_that_are_a_link_out_of_the_tree_are_refused_by_name(all_groups: Program, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("registry=https://x.example\n")
    (all_groups.folder / ".npmrc").symlink_to(tmp_path / "outside")

    result = all_groups("scan", "--online")

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("depsov: .npmrc: is a link that leads out of the scanned tree")


def test_settings_that_are_no_text_are_refused_by_name(all_groups: Program) -> None:
    all_groups.write(".npmrc", b"\xff\xfe")

    result = all_groups("scan", "--online")

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("depsov: .npmrc: not UTF-8")
