"""What to paste: an exception that is valid once somebody has said why, and accepts that and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from depsov.config import Config, load_config
from depsov.errors import ConfigError
from depsov.gate.advice import exception_block, policy_file
from depsov.gate.findings import package_findings
from depsov.judge import Judge
from depsov.model import Assessment, Level, Package, Reason, Source, SourceKind, Verdict
from tests.made import EUROPE, assessment, organisation, package

TODAY = date(2026, 6, 30)
SAMPLE, OTHER = organisation("sample"), organisation("other")

BY_SAMPLE = assessment(controller=SAMPLE)
BY_ONE_PERSON = assessment(verdict=Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT, group="one-person")
BY_NOBODY_KNOWN = assessment(verdict=Verdict.UNKNOWN)

POLICY = 'preset = "new-only"\nfail = [{ verdict = ["unknown", "individual"] }]\n'


def _filled(block: str, reason: str = "we host it", owner: str = "platform team") -> str:
    return block.replace('reason = ""', f'reason = "{reason}"').replace('owner = ""', f'owner = "{owner}"')


def _in(folder: Path, file: str, block: str) -> Config:
    """Return the policy with a block pasted to the end of its file."""
    head = POLICY if file == "depsov.toml" else f"[tool.depsov]\n{POLICY}"
    (folder / file).write_text(f"{head}\n{block}\n", encoding="utf-8")
    return load_config(folder)


def _levels(config: Config, *items: Assessment) -> list[Level | None]:
    return [finding.level for finding in package_findings(items, {}, Judge(config, TODAY), EUROPE)]


def _with(item: Assessment, package: Package) -> Assessment:
    return replace(item, package=package)


PACKAGES = [
    package("works-tool"),
    package("@works/tool", "npm"),
    package("tool", "npm", version=None),
    package("org.example/tool", "maven"),
    package("example.org/works/tool", "golang"),
    package("works/tool", "composer"),
    package("Works.Tool", "nuget"),
    package("debian/libstdc++6", "deb"),
    package("works-tool", source=Source(kind=SourceKind.GIT, url="https://forge.example/works/tool.git")),
    package("tool", "npm", source=Source(kind=SourceKind.URL, url="https://files.example/tool.tgz")),
]


@pytest.mark.parametrize("file", ["depsov.toml", "pyproject.toml"])
@pytest.mark.parametrize("item", [BY_SAMPLE, BY_ONE_PERSON, BY_NOBODY_KNOWN], ids=["company", "person", "unknown"])
@pytest.mark.parametrize("named", PACKAGES, ids=lambda item: item.bare_purl)
def test_pasted_it_accepts_what_it_was_proposed_for_and_nothing_else(
    tmp_path: Path, file: str, item: Assessment, named: Package
) -> None:
    meant = _with(item, named)
    others = [_with(item, replace(named, name="else")), _with(assessment(controller=OTHER), named)]

    config = _in(tmp_path, file, _filled(exception_block([meant], Config(file=file), TODAY)))

    assert _levels(config, meant) == [Level.ACCEPTED]
    assert [_levels(config, other) for other in others] == [[Level.FAIL], [Level.FAIL]]


def test_one_block_for_several_packages_of_one_controller(tmp_path: Path) -> None:
    items = [_with(BY_SAMPLE, package(name)) for name in ("b", "a", "a")]

    block = exception_block(items, Config(), TODAY)

    assert 'package = [\n    "pkg:pypi/a",\n    "pkg:pypi/b",\n]\n' in block
    assert _levels(_in(tmp_path, "depsov.toml", _filled(block)), *items) == [Level.ACCEPTED, Level.ACCEPTED]


@pytest.mark.parametrize(
    ("reason", "owner", "path"), [("", "team", "reason"), ("x", "", "owner"), ("x", " ", "owner")], ids=str
)
def test_it_is_refused_until_somebody_says_why_and_who_answers_for_it(
    tmp_path: Path, reason: str, owner: str, path: str
) -> None:
    block = exception_block([BY_SAMPLE], Config(), TODAY)

    with pytest.raises(ConfigError, match=rf"exception\[0\]\.{path}: is empty"):
        _in(tmp_path, "depsov.toml", _filled(block, reason, owner))


def test_it_holds_for_half_a_year() -> None:
    assert exception_block([BY_SAMPLE], Config(), TODAY).endswith("expires = 2026-12-29")


@pytest.mark.parametrize(
    ("file", "name", "header"),
    [
        (None, "depsov.toml", "[[exception]]"),
        ("depsov.toml", "depsov.toml", "[[exception]]"),
        ("pyproject.toml", "pyproject.toml", "[[tool.depsov.exception]]"),
        ("other.toml", "other.toml", "[[exception]]"),
    ],
)
def test_it_goes_where_the_policy_stands(file: str | None, name: str, header: str) -> None:
    config = Config(file=file)
    assert policy_file(config) == name
    assert exception_block([BY_SAMPLE], config, TODAY).splitlines()[0] == header


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "a\x1bb", "a\u202eb", "a]\n[[x]]", "é"])
def test_no_name_gets_out_of_its_string(tmp_path: Path, name: str) -> None:
    hostile = _with(BY_SAMPLE, replace(package(), purl=f"pkg:pypi/{name}@1.0", name=name))

    block = exception_block([hostile], Config(), TODAY)

    assert len(block.splitlines()) == 6
    assert not {char for char in block if ord(char) < 32 and char != "\n"}
    assert len(_in(tmp_path, "depsov.toml", _filled(block)).policy.exemptions) == 1
