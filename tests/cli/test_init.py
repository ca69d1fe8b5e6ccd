"""`depsov init` as a whole program: what it asks, what it shows, and what it writes."""

from __future__ import annotations

import argparse
import re
from io import StringIO
from pathlib import Path

import pytest

from depsov import load_config
from depsov.commands import init
from depsov.commands._console import Console
from depsov.errors import UsageError
from depsov.model import Level
from tests.cli.program import DAY, Program, Result
from tests.expected import check_expected
from tests.gate.projects import append

PYPROJECT = b'[project]\nname = "tree"\nversion = "1.0"\n'


REQUIREMENTS = "boto3==1.44.5\nbotocore==1.44.5\ns3transfer==0.19.3\na-name-that-nobody-lists==1.0\n"


@pytest.fixture
def fresh(all_groups: Program) -> Program:
    """The program in a project without a policy, with packages that depsov knows by itself."""
    for name in ("depsov.toml", "uv.lock", "pyproject.toml"):
        (all_groups.folder / name).unlink()
    all_groups.write("requirements.txt", REQUIREMENTS)
    all_groups.write("pyproject.toml", PYPROJECT)
    return all_groups


def _init(program: Program, *args: str) -> Result:
    return program("init", "--as-of", DAY, *args)


class Terminal(StringIO):
    """Answers as a person types them."""

    def isatty(self) -> bool:
        return True


def _answered(folder: Path, *lines: str, args: tuple[str, ...] = ()) -> tuple[int, str]:
    """Run the command with answers; return its exit code and what was shown."""
    parser = argparse.ArgumentParser()
    init.add_arguments(parser)
    shown = StringIO()
    answers = Terminal("".join(f"{line}\n" for line in lines))
    console = Console(StringIO(), shown, {}, answers)
    code = init.run(parser.parse_args([str(folder), "--as-of", DAY, *args]), console)
    return code, shown.getvalue()


# --- without questions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", ["inventory", "new-only", "eu-procurement"])
def test_what_it_shows(fresh: Program, preset: str) -> None:
    result = _init(fresh, "--yes", "--preset", preset)

    assert (result.code, result.out) == (0, "")
    check_expected(f"cli/init-{preset}.txt", result.err)


def test_what_it_writes(fresh: Program) -> None:
    assert _init(fresh, "--perimeter", "DE,fr", "--unknown", "fail", "--own", "works-*", "--own", "@works/*").code == 0

    check_expected("cli/init-policy.txt", (fresh.folder / "depsov.toml").read_text())


@pytest.mark.parametrize("file", ["depsov.toml", "pyproject.toml"])
def test_what_it_writes_is_the_policy_that_was_asked_for(fresh: Program, file: str) -> None:
    args = ("--preset", "eu-procurement", "--perimeter", "eea", "--unknown", "warn", "--own", "works-*")
    assert _init(fresh, *args, "--into", file).code == 0

    config = load_config(fresh.folder)

    assert (Path(config.file or "").name, config.policy.preset, config.perimeter) == (file, "eu-procurement", "eea")
    assert (config.policy.unknown, config.own, config.strict) == (Level.WARN, ("works-*",), True)


def test_with_all_its_examples_switched_on_it_is_valid(fresh: Program) -> None:
    assert _init(fresh, "--yes").code == 0
    place = fresh.folder / "depsov.toml"
    lines = place.read_text().splitlines()
    examples = re.compile(r"# (?=[a-z-]+ = |\[)")
    place.write_text("\n".join(examples.sub("", line, count=1) if examples.match(line) else line for line in lines))

    policy = load_config(fresh.folder).policy

    assert (policy.stale, policy.limits.one_party, policy.limits.concentration) == (Level.WARN, 0.2, 0.25)
    (exemption,) = policy.exemptions
    assert (exemption.controller, str(exemption.expires)) == ("amazon", "2026-12-29")
    assert fresh("check", "--as-of", DAY).code == 2, "there is no depsov.lock yet"
    assert fresh("lock", "--as-of", DAY).code == 0


def test_into_a_pyproject_the_rest_is_untouched(fresh: Program) -> None:
    before = (fresh.folder / "pyproject.toml").read_bytes()

    assert _init(fresh, "--into", "pyproject.toml").code == 0

    after = (fresh.folder / "pyproject.toml").read_bytes()
    assert after.startswith(before + b"\n[tool.depsov]\n")
    assert not (fresh.folder / "depsov.toml").exists()


@pytest.mark.parametrize(
    "before",
    [
        b"",
        PYPROJECT.rstrip(b"\n"),
        PYPROJECT + b'\n[tool.other]\nname = "x"\n\n\n',
        b"\xef\xbb\xbf" + PYPROJECT,
        PYPROJECT.replace(b"\n", b"\r\n"),
    ],
    ids=["empty", "no last line end", "blank lines", "byte order mark", "line ends of Windows"],
)
def test_every_byte_of_a_pyproject_stays(fresh: Program, before: bytes) -> None:
    place = fresh.write("pyproject.toml", before)

    assert _init(fresh, "--into", "pyproject.toml").code == 0

    assert place.read_bytes().startswith(before)
    assert load_config(fresh.folder).file == str(fresh.folder / "pyproject.toml")


def test_what_it_adds_has_the_line_ends_of_the_file(fresh: Program) -> None:
    place = fresh.write("pyproject.toml", PYPROJECT.replace(b"\n", b"\r\n"))

    assert _init(fresh, "--into", "pyproject.toml").code == 0

    after = place.read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n") > 10


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b"[project\n", id="not TOML"),
        pytest.param(b'tool = { other = { name = "x" } }\n', id="a table that is closed"),
        pytest.param(b"# \xe9\n", id="not UTF-8"),
    ],
)
def test_a_pyproject_that_it_cannot_add_to_stays_as_it_is(fresh: Program, before: bytes) -> None:
    place = fresh.write("pyproject.toml", before)

    result = _init(fresh, "--into", "pyproject.toml")

    assert result.code == 2
    assert "pyproject.toml: " in result.err
    assert "an error in depsov itself" not in result.err
    assert place.read_bytes() == before


def test_in_an_empty_folder_it_still_writes(program: Program) -> None:
    result = _init(program)

    assert result.code == 0
    assert result.err.startswith("There is nothing to scan here yet.\n")
    assert load_config(program.folder).policy.preset == "new-only"


# --- what it refuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--perimeter", "mars"), "'MARS' is no perimeter and no ISO 3166-1 alpha-2 code"),
        (("--perimeter", "DE,UK"), "'UK' is no perimeter"),
        (("--preset", "none"), "invalid choice: 'none'"),
        (("--unknown", "maybe"), "invalid choice: 'maybe'"),
        (("--into", "setup.cfg"), "invalid choice: 'setup.cfg'"),
        (("--as-of", "soon"), "'soon' is no date"),
        (("nowhere",), "nowhere: no such folder"),
        (("--own", "pkg:pypi/works-forms@1.0"), "it names a version"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_written(fresh: Program, args: tuple[str, ...], said: str) -> None:
    result = _init(fresh, "--yes", *args)

    assert result.code == 2
    assert said in result.err
    assert not (fresh.folder / "depsov.toml").exists()


@pytest.mark.parametrize("into", ["depsov.toml", "pyproject.toml"])
@pytest.mark.parametrize("existing", ["depsov.toml", "pyproject.toml"])
def test_a_policy_that_is_there_is_left_alone(fresh: Program, existing: str, into: str) -> None:
    place = fresh.folder / existing
    append(place, '\n[tool.depsov]\nperimeter = "eu"\n' if existing == "pyproject.toml" else 'perimeter = "eu"\n')
    before = {path.name: path.read_bytes() for path in fresh.folder.iterdir()}

    result = _init(fresh, "--yes", "--into", into)

    assert result.code == 2
    assert f"{existing}: there is a configuration already (edit it)" in result.err
    assert {path.name: path.read_bytes() for path in fresh.folder.iterdir()} == before


def test_it_asks_nothing_where_nobody_is_there_to_answer(fresh: Program) -> None:
    result = _init(fresh)

    assert result.code == 0
    assert "?" not in result.err


# --- with questions -----------------------------------------------------------------------------------------------


def test_only_enter_takes_the_defaults(fresh: Program) -> None:
    code, shown = _answered(fresh.folder, "", "", "", "", "")

    assert code == 0
    check_expected("cli/init-questions.txt", shown.replace(str(fresh.folder), "FOLDER"))
    assert load_config(fresh.folder).policy.preset == "new-only"


def test_answers_make_the_policy(fresh: Program) -> None:
    code, _ = _answered(fresh.folder, "eu-procurement", "DE, FR", "warn", "works-* @works/*", "y")

    config = load_config(fresh.folder)

    assert code == 0
    assert (config.policy.preset, config.perimeter) == ("eu-procurement", ("DE", "FR"))
    assert (config.policy.unknown, config.own) == (Level.WARN, ("works-*", "@works/*"))


def test_a_choice_that_is_none_is_asked_again(fresh: Program) -> None:
    code, shown = _answered(fresh.folder, "everything", "inventory", "", "", "", "yes")

    assert code == 0
    assert shown.count("Build on which preset?") == 2
    assert load_config(fresh.folder).policy.preset == "inventory"


def test_what_is_given_is_not_asked(fresh: Program) -> None:
    args = ("--preset", "inventory", "--perimeter", "eu", "--unknown", "warn", "--own", "works-*")

    code, shown = _answered(fresh.folder, "", args=args)

    assert code == 0
    assert shown.count("?") == 1
    assert shown.index("packages here:") < shown.index("Write this policy to ")


@pytest.mark.parametrize("answer", ["n", "no", "maybe"])
def test_declined_it_writes_nothing(fresh: Program, answer: str) -> None:
    code, shown = _answered(fresh.folder, "", "", "", "", answer)

    assert code == 1
    assert "packages here:" in shown
    assert not (fresh.folder / "depsov.toml").exists()


@pytest.mark.parametrize("lines", [(), ("", ""), ("", "", "", "")])
def test_an_input_that_ends_declines(fresh: Program, lines: tuple[str, ...]) -> None:
    code, shown = _answered(fresh.folder, *lines)

    assert code == 1
    assert "packages here:" in shown
    assert not (fresh.folder / "depsov.toml").exists()


def test_a_perimeter_that_is_none_is_refused_before_anything_is_written(fresh: Program) -> None:
    with pytest.raises(UsageError, match="'MARS' is no perimeter"):
        _answered(fresh.folder, "", "mars", "", "", "y")
    assert not (fresh.folder / "depsov.toml").exists()
