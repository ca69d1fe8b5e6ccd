"""What `setup.cfg` declares: what the case folders do not show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.parse.python._setup_cfg import declared


@pytest.mark.parametrize(
    ("value", "runtime"),
    [
        ("a", ("a",)),
        ("a; b>=1,<2", ("a", "b>=1,<2")),
        ('a; python_version < "3"; b', ('a; python_version < "3"', "b")),
        ('a ; (sys_platform == "win32")', ('a ; (sys_platform == "win32")',)),
        ('\n  a\n  b; extra == "x"\n', ("a", 'b; extra == "x"')),
        ("\n  # no\n  a  # why\n\n  b", ("a", "b")),
        ("%(a)s 100%", ("%(a)s 100%",)),
        ("", ()),
    ],
)
def test_list_of_requirements(value: str, runtime: tuple[str, ...]) -> None:
    found = declared(f"[options]\ninstall_requires = {value}\n")
    assert found.runtime == runtime
    assert found.computed == ()


@pytest.mark.parametrize(
    ("value", "files"),
    [
        ("file: needs.txt", {"install_requires": ("needs.txt",)}),
        ("file: a.txt, b.txt", {"install_requires": ("a.txt", "b.txt")}),
        ("attr: here.needs", {"install_requires": ()}),
    ],
)
def test_what_is_taken_from_elsewhere_is_computed(value: str, files: dict[str, tuple[str, ...]]) -> None:
    found = declared(f"[options]\ninstall_requires = {value}\n")
    assert (found.runtime, found.computed, dict(found.files)) == ((), ("install_requires",), files)


def test_settings_of_tools_declare_nothing() -> None:
    found = declared("[flake8]\ninstall_requires = a\n[tool:pytest]\nname = x\n")
    assert (found.name, found.runtime, found.computed) == (None, (), ())


def test_dashes_and_capitals_are_as_setuptools_has_them() -> None:
    found = declared("[options]\nsetup-requires = a\nInstall_Requires = b\n[options.extras_require]\nA-b = c\n")
    assert (found.build, found.runtime, found.extras) == (("a",), (), {"A-b": ("c",)})


def test_lines_are_those_of_the_requirements() -> None:
    found = declared("[metadata]\nname = x\n[options]\ninstall_requires =\n  a\n  b>=1\nsetup_requires = c; d\n")
    assert {text: found.lines[text] for text in ("a", "b>=1", "c", "d")} == {"a": 5, "b>=1": 6, "c": 7, "d": 7}


@pytest.mark.parametrize("text", ["a = b\n", "[options\na = b\n", "[options]\n= x\n"])
def test_what_is_no_ini_file(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        declared(text)
    assert caught.value.line


@given(st.text(alphabet="[]=:;#% \n\tabc.<>options", max_size=120))
def test_whatever_the_text_there_is_an_answer_or_an_error(text: str) -> None:
    for prefix in ("", "[options]\ninstall_requires ="):
        try:
            found = declared(prefix + text)
        except DocumentError:
            continue
        assert all(requirement.strip() for requirement in found.runtime)
