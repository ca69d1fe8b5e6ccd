"""Requirements files: what the case folders do not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.errors import DocumentError
from depsov.model import Extent, Parsed, Scope
from depsov.parse.python import requirements
from depsov.tree import Tree


def read(folder: Path, name: str = "requirements.txt", **files: str) -> Parsed:
    for key, text in files.items():
        path = folder / key.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tree = Tree(folder)
    return requirements.read(tree.open(name), tree.folder(name))


def test_pip_and_setuptools_are_packages_like_others(tmp_path: Path) -> None:
    parsed = read(tmp_path, requirements_txt="pip==25.1.1\nsetuptools==80.9.0\nwheel==0.45.1\n")
    assert [node.name for node in parsed.nodes] == ["pip", "setuptools", "wheel"]


def test_nothing_asked_for_is_no_error(tmp_path: Path) -> None:
    assert read(tmp_path, requirements_txt="") == Parsed()
    assert read(tmp_path, requirements_txt="# nothing yet\n") == Parsed()


def test_file_that_includes_itself(tmp_path: Path) -> None:
    parsed = read(tmp_path, requirements_txt="-r requirements.txt\n-r ./requirements.txt\nattrs\n")
    assert [node.name for node in parsed.nodes] == ["attrs"]
    assert parsed.problems == ()


def test_long_chain_of_includes_is_followed_to_its_end(tmp_path: Path) -> None:
    for number in range(1500):
        (tmp_path / f"{number}.txt").write_text(f"-r {number + 1}.txt\n", encoding="utf-8")
    (tmp_path / "1500.txt").write_text("attrs\n", encoding="utf-8")
    parsed = read(tmp_path, requirements_txt="-r 0.txt\n")
    assert [(node.name, node.line) for node in parsed.nodes] == [("attrs", 1)]


def test_constraint_gives_a_version_and_no_package(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        requirements_txt="attrs\nidna<4\ncertifi==1\n-c limits.txt\n",
        limits_txt="attrs==25.3.0\nidna==3.10\ncertifi==2\nunasked==1\n",
    )
    assert [node.key for node in parsed.nodes] == ["attrs@25.3.0", "idna@3.10", "certifi@1"]


def test_what_a_constraint_file_includes_constrains_as_well(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        requirements_txt="attrs\n-c limits.txt\n",
        limits_txt="-r more.txt\n",
        more_txt="attrs==25.3.0\nunasked==1\n",
    )
    assert [node.key for node in parsed.nodes] == ["attrs@25.3.0"]


def test_each_file_has_the_scope_of_its_name(tmp_path: Path) -> None:
    name = "requirements/dev.txt"
    parsed = read(tmp_path, name, requirements__dev_txt="-r base.txt\npytest\n", requirements__base_txt="attrs\n")
    (root,) = parsed.roots
    assert {direct.key: direct.scope for direct in root.direct} == {
        "pytest": Scope.DEVELOPMENT,
        "attrs": Scope.RUNTIME,
    }


def test_prose_is_no_requirements_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, requirements_txt="# Needs\n\nA computer, and a keyboard.\n")
    assert caught.value.line == 3


def test_many_broken_lines_make_few_problems(tmp_path: Path) -> None:
    parsed = read(tmp_path, requirements_txt="attrs\n" + "not a requirement\n" * 500)
    assert len(parsed.problems) == 21
    assert "480 further lines" in parsed.problems[-1].message


def test_no_secret_in_a_problem(tmp_path: Path) -> None:
    text = "attrs\n-r https://user:secret@files.example.org/more.txt?token=secret\nsee //user:secret@x and ?y=secret\n"
    parsed = read(tmp_path, requirements_txt=text)
    assert len(parsed.problems) == 2
    assert "secret" not in repr(parsed)


def test_variable_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", "files.example.org")
    parsed = read(tmp_path, requirements_txt="part @ https://${PLACE}/part-1.0.zip\n")
    assert parsed.nodes[0].source.url == "https://${PLACE}/part-1.0.zip"


def test_time_grows_with_the_text_only(tmp_path: Path) -> None:
    parsed = read(tmp_path, requirements_txt="attrs\n" + "a" * 500_000 + "\n" + "[" * 500_000 + "\n./" + "x-" * 200_000)
    assert [node.name for node in parsed.nodes] == ["attrs"]
    assert len(parsed.problems) == 3


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("", Extent.WHOLE),
        ("# nothing\n", Extent.WHOLE),
        ("attrs\n", Extent.WISHES),
        ("attrs==1\nidna\n", Extent.WISHES),
        ("attrs==1.*\n", Extent.WISHES),
        ("attrs\n-c limits.txt\n", Extent.WISHES),
        ("-e .\n", Extent.WISHES),
        ("attrs==1\nidna==2\n", Extent.PINNED),
        ("attrs==1  # via idna\nidna==2\n", Extent.PINNED),
        ("part @ https://files.example.org/part-1.0.zip\nattrs===1\n", Extent.PINNED),
        ("attrs==1  # via idna\nidna==2\n    # via -r requirements.in\n", Extent.WHOLE),
        ("attrs==1 \\\n    --hash=sha256:00\n", Extent.WHOLE),
        ("-e .\nattrs==1  # via demo (pyproject.toml)\n", Extent.WHOLE),
    ],
)
def test_compiled_files_know_their_tree(tmp_path: Path, text: str, extent: Extent) -> None:
    parsed = read(tmp_path, requirements_txt=text, limits_txt="attrs==25.3.0\n")
    assert parsed.extent is extent
