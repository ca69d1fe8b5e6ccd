"""depsov is held to its own gate: its lockfile, its policy, and what it says of its own dependencies.

`DEPSOV_REWRITE=1` writes what is generated anew: the list of the README, the table of docs/dependencies.md, the badge.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import depsov
from depsov import Config, Document, phrases
from depsov.config import load_config
from depsov.knowledge import load
from depsov.model import Assessment, Report, Scope, Verdict
from depsov.purl import normalise
from depsov.report import by_id
from tests.cli.program import Program
from tools import pins

REPOSITORY = Path(__file__).parents[1]
LOCK, PROJECT = pins.LOCK, pins.PROJECT
README = REPOSITORY / "README.md"
PAGE = REPOSITORY / "docs" / "dependencies.md"
BADGE = REPOSITORY / "docs" / "pictures" / "badge.svg"
GATE = ("pyproject.toml", "requirements.txt", "depsov.toml", "depsov.lock")

DAY = date.fromisoformat(load().version)
"""The day on which the tests judge: `.ci/run` does it today, and is told when an exception expires."""


BOTO3 = """
[[exception]]
package = "boto3"
controller = "amazon"
reason = "of a test"
owner = "maintainers"
expires = 2099-01-01
"""


@cache
def _report() -> Report:
    (checked,) = depsov.check(REPOSITORY, as_of=DAY)
    return checked.report


def _found() -> dict[str, Assessment]:
    return {item.package.name: item for item in _report().assessments}


def _project() -> Mapping[str, list[str]]:
    """Return what pyproject.toml asks for: to run, to build, and by extra."""
    table = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    extras = table["project"]["optional-dependencies"]
    return {"run": table["project"]["dependencies"], "build": table["build-system"]["requires"], **extras}


def _pinned() -> dict[str, str]:
    return pins.pinned(LOCK.read_text(encoding="utf-8"))


def _names(requirements: list[str]) -> set[str]:
    return {normalise("pypi", Requirement(text).name) for text in requirements}


def _keeper(item: Assessment) -> str:
    """Return who keeps a package, as the page on dependencies says it."""
    return f"{phrases.who(item)}, no single party" if item.group == "no-single-party" else phrases.who(item)


def _between(path: Path, name: str, actual: str) -> str:
    """Return what a page has between two marks, written anew where that is wanted."""
    text = path.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n)(.*?)(<!-- end of {name} -->)", re.DOTALL)
    if os.environ.get("DEPSOV_REWRITE"):
        text = marked.sub(lambda match: match[1] + actual + match[3], text)
        path.write_text(text, encoding="utf-8")
    found = marked.search(text)
    assert found is not None, name
    return found[2]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program in a copy of what the gate reads of this repository."""
    folder = tmp_path / "depsov"
    folder.mkdir()
    for name in GATE:
        shutil.copy(REPOSITORY / name, folder / name)
    return Program(folder, monkeypatch, capsys)


def _check(program: Program, *args: str) -> tuple[int, str]:
    result = program("check", "--strict", f"--as-of={DAY}", *args)
    return result.code, result.out


# --- the lockfile -------------------------------------------------------------------------------------------------


def test_what_depsov_needs_to_run_is_pinned_in_a_version_that_will_do() -> None:
    pinned = _pinned()

    for requirement in map(Requirement, _project()["run"]):
        assert requirement.specifier.contains(pinned[normalise("pypi", requirement.name)]), requirement


def test_every_pin_is_one_version_with_hashes_and_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(entries) == len(_pinned())
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[\w.]+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+    # via", entry), entry
    assert "://" not in text


def test_whoever_asks_for_a_pin_is_in_the_lockfile() -> None:
    """Each pin hangs from the project by the packages between: nothing stands there that nobody asks for."""
    with_askers = {item.package.name: set(item.package.requires) for item in _report().assessments}
    purls = {item.package.name: item.package.purl for item in _report().assessments}
    pinned = set(_pinned())
    reached = _names(_project()["run"])
    while more := {name for name in pinned - reached if any(purls[name] in with_askers[above] for above in reached)}:
        reached |= more

    assert reached == pinned


def test_the_lockfile_holds_what_the_installed_packages_ask_for_and_nothing_else() -> None:
    """The other witness: the metadata of what is installed, for all targets together."""
    pinned = _pinned()
    installed = {name: _version(name) for name in pinned}
    if installed != pinned:
        pytest.skip("other versions are installed than those of the lockfile")

    assert {name for target in pins.TARGETS for name in _needed(target.environment)} == set(pinned)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _needed(environment: Mapping[str, str]) -> set[str]:
    """Return what the metadata of installed packages asks for in an environment, beginning with pyproject.toml."""
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in _project()["run"]]
    while waiting:
        wanted = waiting.pop()
        name = normalise("pypi", wanted.name)
        for extra in {"", *wanted.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += _asked_by(name, {**environment, "extra": extra})
    return {name for name, _ in seen}


def _asked_by(name: str, environment: dict[str, str]) -> Iterator[Requirement]:
    for requirement in map(Requirement, requires(name) or []):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


# --- the gate -----------------------------------------------------------------------------------------------------


def test_the_repository_passes_its_own_gate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Program(REPOSITORY, monkeypatch, capsys)
    monkeypatch.setenv("DEPSOV_CACHE_DIR", str(tmp_path))

    assert _check(program) == (0, "")


def test_the_gate_sees_the_lockfile_and_the_project_and_nothing_else() -> None:
    """Examples and test data are left out, the lockfile and every requirement of the project are not."""
    files = {place.file for item in _report().assessments for place in item.package.locations}
    expected = set(_pinned()).union(*map(_names, _project().values()))

    assert files == {"requirements.txt", "pyproject.toml"}
    assert set(_found()) == expected


def test_the_policy_is_stricter_than_the_default() -> None:
    policy, default = load_config(REPOSITORY).policy, load_config(REPOSITORY / "docs", default_preset="new-only").policy

    assert (policy.judge.value, policy.unknown.value) == ("all", "fail")
    assert (default.judge.value, default.unknown.value) == ("changes", "warn")
    assert policy.enforce
    assert policy.limits.one_party == 0


def test_ci_runs_the_gate_over_the_whole_tree() -> None:
    assert re.search(r'^"\$bin/depsov" check --strict$', (REPOSITORY / ".ci" / "run").read_text(), re.MULTILINE)


def test_a_dependency_from_outside_does_not_come_in(copy: Program) -> None:
    _ask_for_boto3(copy)

    code, out = _check(copy)

    assert code == 1
    decided = "boto3 is decided by Amazon Web Services, Inc. (under Amazon.com, Inc., US), outside Europe"
    assert re.search(rf"^pyproject.toml:\d+: medium: new: {re.escape(decided)}", out, re.MULTILINE)


def test_to_renew_depsov_lock_does_not_let_it_in_either(copy: Program) -> None:
    _ask_for_boto3(copy)
    assert copy("lock", "--quiet").code == 0
    assert "pkg:pypi/boto3" in (copy.folder / "depsov.lock").read_text()

    assert _check(copy)[0] == 1


def test_an_exception_does_not_lift_the_limit_on_what_runs(copy: Program) -> None:
    _ask_for_boto3(copy)
    policy = copy.folder / "depsov.toml"
    made = (
        'package = "boto3"\ncontroller = "amazon"\nreason = "of a test"\nowner = "maintainers"\nexpires = 2099-01-01\n'
    )
    policy.write_text(f"{policy.read_text()}\n[[exception]]\n{made}")
    assert copy("lock", "--quiet").code == 0

    code, out = _check(copy)

    assert code == 1
    assert "[share]" in out
    assert "boto3 is decided" not in out


def test_one_that_only_the_lockfile_has_does_not_come_in(copy: Program) -> None:
    lock = copy.folder / "requirements.txt"
    lock.write_text(f"{lock.read_text()}boto3==1.44.5 \\\n    --hash=sha256:{'0' * 64}\n    # via httpx\n")

    assert _check(copy)[0] == 1


def test_without_an_exception_what_is_there_fails(copy: Program) -> None:
    """Each exception is needed: no other rule lets its packages pass."""
    policy = (copy.folder / "depsov.toml").read_text()
    head, *exceptions = policy.split("[[exception]]\n")

    for left_out in exceptions:
        kept = [head, *(item for item in exceptions if item != left_out)]
        (copy.folder / "depsov.toml").write_text("[[exception]]\n".join(kept))
        code, out = _check(copy)
        names = re.findall(r'"([\w-]+)"', left_out.partition("\n")[0])
        assert code == 1, left_out
        assert all(f" {name}" in out for name in names), left_out


def _ask_for_boto3(program: Program) -> None:
    project = program.folder / "pyproject.toml"
    text = project.read_text()
    assert 'dependencies = [\n    "babel' in text
    text = text.replace('dependencies = [\n    "babel', 'dependencies = [\n    "boto3>=1.40",\n    "babel', 1)
    project.write_text(text)


# --- what is shown ------------------------------------------------------------------------------------------------


def _exceptions() -> str:
    """Return a line for each exception: who, over what, and why it is accepted."""
    lines = []
    for exemption in load_config(REPOSITORY).policy.exemptions:
        covered = [item for item in _report().assessments if exemption.covers(item)]
        controller = covered[0].controller
        who = "Unknown" if controller is None else phrases.organisation(controller)
        names = phrases.listed(f"`{item.package.name}`" for item in covered)
        lines.append(f"- **{who}**: {names}. {exemption.reason[0].upper()}{exemption.reason[1:]}.\n")
    return "".join(lines)


def test_the_readme_has_a_line_for_each_controller_outside_with_the_reason() -> None:
    actual = _exceptions()

    assert _between(README, "self-output", actual) == actual
    outside = {
        item.controller.name for item in _report().assessments if item.verdict is Verdict.OUTSIDE and item.controller
    }
    assert outside == set(re.findall(r"^- \*\*(.*?) \([A-Z]{2}\)\*\*: ", actual, re.MULTILINE))


def test_the_badge_is_what_depsov_draws() -> None:
    actual = by_id()["badge"].render(_report())
    if os.environ.get("DEPSOV_REWRITE"):
        BADGE.write_text(actual, encoding="utf-8")

    assert _without_day(BADGE.read_text(encoding="utf-8")) == _without_day(actual)


def _without_day(text: str) -> str:
    return re.sub(r"as of \d{4}-\d\d-\d\d", "as of DAY", text)


# --- docs/dependencies.md -----------------------------------------------------------------------------------------


def _rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the first table under a heading, by the package that they begin with."""
    text = PAGE.read_text(encoding="utf-8")
    section = re.split(r"^##+ ", text[text.index(f"# {heading}\n") :], flags=re.MULTILINE)[0]
    rows = [row.strip("| ").split(" | ") for row in re.findall(r"^\|.*\|$", section, re.MULTILINE)]
    return {row[0].strip("`"): row[1:] for row in rows[2:]}


@pytest.mark.parametrize(
    ("heading", "groups"),
    [
        ("What depsov runs with", ["run"]),
        ("What builds it", ["build"]),
        ("What it is developed with", ["browser", "dev", "fuzz"]),
    ],
)
def test_every_dependency_has_its_row_with_its_keeper(heading: str, groups: list[str]) -> None:
    project = _project()
    elsewhere = _names(project["run"]) if groups == ["build"] else set()
    expected = {name for group in groups for name in _names(project[group])} - elsewhere

    rows = _rows(heading)

    assert set(rows) == expected
    assert {name: row[1] for name, row in rows.items()} == {name: _keeper(_found()[name]) for name in expected}
    assert all(all(row) for row in rows.values())


def test_the_project_asks_for_no_group_that_the_page_leaves_out() -> None:
    assert set(_project()) == {"run", "build", "browser", "dev", "fuzz"}


def test_what_direct_dependencies_bring_stands_under_them() -> None:
    actual = _brought()

    assert _between(PAGE, "brought", actual) == actual
    shown = set(re.findall(r"^\| `([\w-]+)` \|", actual, re.MULTILINE))
    assert shown == set(_pinned()) - _names(_project()["run"])


def _brought() -> str:
    """Return the table of what no line of pyproject.toml names: by the direct dependency that brings it."""
    found = _found()
    by_purl = {item.package.purl: item.package for item in found.values()}
    direct = _names(_project()["run"])
    bringing: dict[str, list[str]] = {}
    for start in sorted(direct):
        seen, waiting = set[str](), [found[start].package]
        while waiting:
            package = waiting.pop()
            below = [by_purl[purl] for purl in package.requires if by_purl[purl].name not in seen | direct]
            seen |= {item.name for item in below}
            waiting += below
        for name in seen:
            bringing.setdefault(name, []).append(f"`{start}`")
    order = sorted(bringing, key=lambda name: (bringing[name], name))
    rows = [f"| `{name}` | {phrases.listed(bringing[name])} | {_keeper(found[name])} |\n" for name in order]
    return "".join(["| package | brought by | kept by |\n| --- | --- | --- |\n", *rows])


def test_alternatives_are_kept_by_whom_the_page_says() -> None:
    """What stands in brackets behind an alternative is what its name alone tells."""
    named = [
        (name, keeper.removesuffix(" each"))
        for row in _rows("What depsov runs with").values()
        for names, keeper in re.findall(r"(`[^`]*`(?: and `[^`]*`)*) \(((?:[^()]|\([^()]*\))*)\)", row[2])
        for name in re.findall("`(.*?)`", names)
    ]
    purls = [name if name.startswith("pkg:") else f"pkg:pypi/{name}" for name, _ in named]
    listed = depsov.scan(Document("purls.txt", "\n".join(purls).encode()), config=Config(), as_of=DAY)
    keepers = {item.package.bare_purl.lower(): _keeper(item) for item in listed.assessments}

    assert len(named) > 10
    assert [(purl, keepers[purl.lower()]) for purl in purls] == [
        (purl, keeper) for purl, (_, keeper) in zip(purls, named, strict=True)
    ]


def test_no_company_outside_decides_over_what_runs() -> None:
    runs = [item for item in _report().assessments if item.package.scope is Scope.RUNTIME]

    assert len(runs) == len(_pinned())
    assert not [item.package.name for item in runs if item.group in ("one-party-outside", "unknown")]
