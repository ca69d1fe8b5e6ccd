"""What `setup.py` declares: read and never run. What the case folders do not show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.parse.python._setup_py import declared

RUNTIME = [
    ("setup(install_requires=['a', 'b>=1'])", ("a", "b>=1")),
    ("setup(install_requires=('a',))", ("a",)),
    ("setup(install_requires='a')", ("a",)),
    ("setup(install_requires='''\n a # why\n\n# no\n b\n''')", ("a", "b")),
    ("setup(install_requires=['a\\nb'])", ("a", "b")),
    ("A = ['a']\nsetup(install_requires=A + ['b'])", ("a", "b")),
    ("A: list = ['a']\nB = A\nsetup(install_requires=[*B, 'b'])", ("a", "b")),
    ("V = '2'\nsetup(install_requires=[f'a=={V}', 'b' + '>=1'])", ("a==2", "b>=1")),
    ("setup(install_requires='a b'.split())", ("a", "b")),
    ("setup(install_requires='''a\nb'''.strip().split('\\n'))", ("a", "b")),
    ("E = {'x': ['a']}\nsetup(install_requires=E['x'])", ("a",)),
    ("setup(**{'install_requires': ['a']})", ("a",)),
    ("K = dict(install_requires=['a'])\nsetup(**K)", ("a",)),
    ("K = {**{'install_requires': ['a']}} | {'name': 'x'}\nsetup(**K)", ("a",)),
    ("setuptools.setup(install_requires=['a'])", ("a",)),
    ("def main():\n    needs = ['a']\n    setup(install_requires=needs)\n", ("a",)),
    ("def other():\n    needs = 1\nneeds = ['a']\nsetup(install_requires=needs)", ("a",)),
    ("try:\n    setup(install_requires=['a'])\nexcept OSError:\n    setup(install_requires=['a'])", ("a",)),
    ("setup(name='x')", ()),
    ("print('nothing')", ()),
    ("other.setup(install_requires=['a'])", ()),
]

COMPUTED = [
    ("setup(install_requires=read())", ()),
    ("setup(install_requires=['a', needs()])", ("a",)),
    ("setup(install_requires=['a'] + needs())", ("a",)),
    ("A = ['a']\nA.append('b')\nsetup(install_requires=A)", ("a",)),
    ("A = ['a']\nA += ['b']\nsetup(install_requires=A)", ()),
    ("if x:\n    A = ['a']\nelse:\n    A = []\nsetup(install_requires=A)", ()),
    ("A = ['a']\ndef f():\n    A.append('b')\nsetup(install_requires=A)", ("a",)),
    ("A = ['a']\ndef f(x): x.append('b')\nf(A)\nsetup(install_requires=A)", ("a",)),
    ("A = ['a']\ndef f():\n    global A\n    A = []\nsetup(install_requires=A)", ()),
    ("def main(needs):\n    setup(install_requires=needs)\n", ()),
    ("for A in []: pass\nsetup(install_requires=A)", ()),
    ("import A\nsetup(install_requires=A)", ()),
    ("A = A\nsetup(install_requires=A)", ()),
    ("setup(install_requires=[1])", ()),
    ("setup(install_requires=1)", ()),
    ("setup(install_requires=['a'] if x else [])", ()),
    ("setup(install_requires=[x for x in 'a'])", ()),
    ("setup(**computed())", ()),
    ("setup(install_requires=['a'])\nsetup(install_requires=['b'])", ("a",)),
    ("K = {'name': 'x'}\nK['install_requires'] = ['a']\nsetup(**K)", ()),
]


@pytest.mark.parametrize(("source", "runtime"), RUNTIME)
def test_what_is_written_down_is_read(source: str, runtime: tuple[str, ...]) -> None:
    found = declared(source)
    assert found.runtime == runtime
    assert found.computed == ()


@pytest.mark.parametrize(("source", "runtime"), COMPUTED)
def test_what_is_computed_is_named_and_the_rest_is_kept(source: str, runtime: tuple[str, ...]) -> None:
    found = declared(source)
    assert "install_requires" in found.computed
    assert found.runtime == runtime


def test_every_field_is_read() -> None:
    found = declared(
        "setup(name='x', python_requires='>=3.9', install_requires=['a'], setup_requires=['b'], tests_require=['c'],\n"
        "      extras_require={'e': ['d'], ':python_version < \"3\"': 'f',\n"
        "                      'g:os_name == \"nt\"': ['h; extra == \"i\"']})"
    )
    assert (found.name, found.requires_python) == ("x", ">=3.9")
    assert found.runtime == ("a", 'f; python_version < "3"')
    assert found.extras == {"e": ("d",), "g": ('h; (extra == "i") and (os_name == "nt")',)}
    assert (found.build, found.tests, found.computed) == (("b",), ("c",), ())
    assert found.lines["install_requires"] == 1
    assert found.lines["d"] == 2


def test_computed_extra_leaves_the_others_alone() -> None:
    found = declared("setup(install_requires=['a'], extras_require={'e': ['d'], 'all': everything()})")
    assert (found.runtime, found.extras) == (("a",), {"e": ("d",)})
    assert found.computed == ("extras_require",)


def test_hidden_keywords_may_be_any_but_those_that_are_given() -> None:
    found = declared("setup(install_requires=['a'], **more())")
    assert found.runtime == ("a",)
    assert "install_requires" not in found.computed
    assert {"extras_require", "python_requires"} <= {*found.computed}


def test_requirements_of_pbr_stand_in_its_file() -> None:
    found = declared("setup(setup_requires=['pbr'], pbr=True)")
    assert found.files == {"install_requires": ("requirements.txt",)}
    assert found.computed == ("install_requires",)


def test_nothing_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert declared("print('run')\nraise SystemExit\nsetup(install_requires=['a'])").runtime == ("a",)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "source",
    [
        "print 'Python 2'",
        "setup(",
        "(" * 100_000,
        "-" * 100_000 + "1",
        "a" + ".b" * 100_000,
        "setup(install_requires=" + "+".join(["['a']"] * 30_000) + ")",
        "\0",
        "9" * 5_000,
        "\N{BYTE ORDER MARK}\N{BYTE ORDER MARK}",
    ],
)
def test_what_is_no_python_is_said_in_one_line(source: str) -> None:
    with pytest.raises(DocumentError) as caught:
        declared(source)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("first", ["['x']", "'x'"])
def test_names_that_double_each_other_end(first: str) -> None:
    lines = [f"a0={first}", *(f"a{number + 1}=a{number}+a{number}" for number in range(60))]
    assert declared("\n".join([*lines, "setup(install_requires=a60)"])).computed == ("install_requires",)


def test_program_that_sets_up_again_and_again_is_computed() -> None:
    assert "install_requires" in declared("setup(name='x')\n" * 5_000).computed


def test_deprecated_escape_is_none_of_our_warnings() -> None:
    assert declared("x = '\\d'\nsetup(name='x')").name == "x"


_PIECES = st.sampled_from(
    "setup( install_requires= extras_require= ** { } [ ] ( ) 'a' \"b>=1\" : , + f'{x}' x = \n def f(): for in if else "
    "lambda *y .append( .split() | None 1 \\ # del global".split(" ")
)


@given(st.lists(_PIECES, max_size=40).map(" ".join))
def test_whatever_the_text_there_is_an_answer_or_an_error(source: str) -> None:
    try:
        found = declared(source)
    except DocumentError:
        return
    assert all(isinstance(text, str) for text in (*found.runtime, *found.build, *found.tests))
