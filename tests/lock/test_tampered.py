"""Somebody edits `depsov.lock` by hand so that a package looks better than it is, and does not touch anything else.

The answer of `check` must not follow, or the reader must refuse the file. What has to be believed stands at the end.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from depsov.errors import NamedFileError
from depsov.lock import FILE
from depsov.lock.read import read_text
from depsov.model import Confidence, Verdict
from tests.lock.trees import Project, bom, component

WORKS = '{ id = "example-works", name = "Example Works GmbH" }'
GERMAN = '[{ country = "DE", link = "seat" }]'
OTHER_INDEX = "?repository_url=https:%2F%2Findex.example"


def _project(folder: Path, purl: str, repository: str | None = None) -> Project:
    """Return a locked project that depends on one package."""
    project = Project(folder)
    name, question, qualifier = purl.partition("?")
    project.write("bom.json", bom(component(f"{name}@1.0{question}{qualifier}", repository)))
    project.lock()
    return project


def _set(project: Project, **values: str | None) -> None:
    """Change the only block: a value to another, None to take its line out."""
    text = project.text
    for key, value in values.items():
        text = re.sub(rf"^{key} = (?:\[\n(?:.*\n)*?\]|.*)\n", "", text, flags=re.MULTILINE)
        if value is not None:
            text += f"{key} = {value}\n"
    project.file.write_text(text, encoding="utf-8")


def _evidence(kind: str, identity: str, trust: str = "declared", date: str = "2026-06-30") -> str:
    return f'[{{ kind = "{kind}", identity = "{identity}", source = "PyPI", trust = "{trust}", date = "{date}" }}]'


def _claim(project: Project, evidence: str, confidence: str = "high") -> None:
    """Make the only block say that an organisation inside decides, on some evidence; all its fields fit."""
    _set(
        project,
        steward=WORKS,
        controller=WORKS,
        jurisdictions=GERMAN,
        reason='"clean"',
        strength="3",
        confidence=f'"{confidence}"',
        evidence=evidence,
    )


# --- refused, or not believed -------------------------------------------------------------------------------------

SEAT = {"jurisdictions": GERMAN}
NOBODY: dict[str, str | None] = dict.fromkeys(("steward", "controller", "jurisdictions", "evidence"))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"reason": '"clean"'}, id="another reason"),
        pytest.param({"jurisdictions": GERMAN}, id="another country"),
        pytest.param({"jurisdictions": GERMAN, "reason": '"clean"'}, id="another country and reason"),
        pytest.param({"steward": WORKS}, id="another steward"),
        pytest.param({"controller": WORKS}, id="another controller"),
        pytest.param({"steward": WORKS, "controller": WORKS, **SEAT, "reason": '"clean"'}, id="another organisation"),
        pytest.param({"strength": "0"}, id="less strength"),
        pytest.param({"strength": "5"}, id="more strength, so that a rise is none"),
        pytest.param({"evidence": None}, id="no evidence"),
        pytest.param({**NOBODY, "reason": '"no-evidence"', "strength": "0"}, id="unknown"),
        pytest.param({**NOBODY, "reason": '"one-account"', "strength": "2"}, id="one person"),
        pytest.param({**NOBODY, "reason": '"other-source"', "strength": "0"}, id="of another source"),
        pytest.param({"jurisdictions": None, "reason": '"community"'}, id="a community"),
        pytest.param({"confidence": '"high"'}, id="surer"),
        pytest.param({"date": "9999-12-31"}, id="a day to come"),
        pytest.param({"evidence": _evidence("repository", "github:example-works")}, id="another repository"),
        pytest.param({"evidence": _evidence("homepage", "github:example-works")}, id="another homepage"),
        pytest.param({"evidence": _evidence("domain", "domain:works.example")}, id="another site"),
        pytest.param({"evidence": _evidence("namespace", "npm:@works", "exclusive")}, id="another namespace"),
    ],
)
@pytest.mark.parametrize("purl", ["pkg:pypi/sample-tool", "pkg:npm/%40sample/tool"], ids=["as listed", "by its name"])
def test_a_package_outside_stays_outside(tmp_path: Path, purl: str, changes: dict[str, str | None]) -> None:
    project = _project(tmp_path, purl)
    _set(project, **changes)
    try:
        read_text(project.text.encode(), FILE)
    except NamedFileError:
        with pytest.raises(NamedFileError, match=rf"{FILE}:\d+: package\[0\]\."):
            project.check()
        return
    checked, item = project.answer()
    assert item.verdict is Verdict.OUTSIDE
    if changes.keys() & {"steward", "controller", "jurisdictions", "reason", "strength"}:
        assert "lock-stale" in {finding.rule for finding in checked.failing}


@pytest.mark.parametrize("trust", ["verified", "exclusive", "declared"])
def test_provenance_that_nobody_has_checked_is_refused(tmp_path: Path, trust: str) -> None:
    project = _project(tmp_path, "pkg:pypi/nobody-knows")
    _claim(project, _evidence("provenance", "github:example-works", trust))

    with pytest.raises(NamedFileError, match=rf"{FILE}:\d+: package\[0\]\.evidence\[0\]: does not fit an answer"):
        project.check()


def test_an_invented_takeover_is_out_of_date(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    _set(project, evidence=_evidence("namespace", "pypi-org:works", "exclusive"))

    checked, item = project.answer()

    assert item.verdict is Verdict.UNKNOWN  # never inside
    assert [finding.rule for finding in checked.failing] == ["lock-stale"]


@pytest.mark.parametrize(
    "evidence",
    [
        _evidence("curated", "example-works", "verified").replace("identity", "text"),
        _evidence("repository", "github:nobody"),
        _evidence("domain", "domain:nobody.example"),
        _evidence("namespace", "pypi-org:nobody", "exclusive"),
        "[]",
    ],
)
def test_a_package_that_nobody_knows_stays_unknown(tmp_path: Path, evidence: str) -> None:
    project = _project(tmp_path, "pkg:pypi/nobody-knows")
    _claim(project, evidence)

    checked, item = project.answer()

    assert item.verdict is Verdict.UNKNOWN
    assert "lock-stale" in {finding.rule for finding in checked.failing}


@pytest.mark.parametrize("kind", ["repository", "homepage", "domain"])
def test_a_package_of_another_index_stays_unknown(tmp_path: Path, kind: str) -> None:
    project = _project(tmp_path, f"pkg:pypi/nobody-knows{OTHER_INDEX}")
    _claim(project, _evidence(kind, "github:example-works", "exclusive"))

    assert project.answer()[1].verdict is Verdict.UNKNOWN


def test_a_weak_claim_of_the_file_does_not_outweigh_what_is_at_hand(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/tool", "https://github.com/sample-corp/tool")
    _claim(project, _evidence("homepage", "github:example-works"), "claimed")

    assert project.answer()[1].verdict is Verdict.OUTSIDE


@pytest.mark.parametrize("perimeter", ['["DE", "US"]', '"US,DE"', '"eu"'])
def test_the_perimeter_is_the_one_of_the_policy(tmp_path: Path, perimeter: str) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    text = project.text.replace('perimeter = "europe"', f"perimeter = {perimeter}")
    project.file.write_text(text)

    checked, item = project.answer()

    assert item.verdict is Verdict.OUTSIDE
    assert checked.failing == ()  # the facts are the same in any perimeter


@pytest.mark.parametrize("perimeter", ['["DE", "US"]', '"eu"'])
def test_another_perimeter_hides_no_other_edit(tmp_path: Path, perimeter: str) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    project.file.write_text(project.text.replace('perimeter = "europe"', f"perimeter = {perimeter}"))
    _set(project, jurisdictions=GERMAN, reason='"clean"')

    checked, item = project.answer()

    assert item.verdict is Verdict.OUTSIDE
    assert {finding.rule for finding in checked.failing} == {"outside-control", "lock-stale"}


@pytest.mark.parametrize("perimeter", ['"UK"', '"nowhere"', "[]", '["EU"]', '""'])
def test_a_perimeter_that_is_none_is_refused(tmp_path: Path, perimeter: str) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    project.file.write_text(project.text.replace('perimeter = "europe"', f"perimeter = {perimeter}"))

    with pytest.raises(NamedFileError, match=f"{FILE}: perimeter: ") as caught:
        project.check()
    assert caught.value.hint == "run `depsov lock --fresh`"


def test_a_version_of_the_knowledge_base_works(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    project.file.write_text(re.sub(r'knowledge = ".*"', 'knowledge = "9999-12-31"', project.text))

    checked, item = project.answer()

    assert item.verdict is Verdict.OUTSIDE
    assert checked.failing == ()


def test_a_block_that_is_taken_out_makes_the_package_new(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    project.file.write_text(project.text.partition("\n[[package]]")[0])

    assert {finding.rule for finding in project.check().failing} == {"outside-control", "lock-stale"}


def test_checking_never_mends_the_file(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    _set(project, strength="0")
    before = project.file.stat().st_mtime_ns, project.text

    assert project.check().failing

    assert (project.file.stat().st_mtime_ns, project.text) == before


# --- what does not come through ----------------------------------------------------------------------------------


def _works(project: Project, verdict: Verdict) -> bool:
    """Tell whether an edit came through: the package has that verdict, and nothing fails."""
    try:
        checked, item = project.answer()
    except NamedFileError:
        return False
    return item.verdict is verdict and not checked.failing


def test_an_invented_organisation_account_does_not_clear_a_package_of_another_index(tmp_path: Path) -> None:
    project = _project(tmp_path, f"pkg:pypi/nobody-knows{OTHER_INDEX}")
    _claim(project, _evidence("namespace", "pypi-org:works", "exclusive"))
    assert not _works(project, Verdict.INSIDE)


def test_a_namespace_does_not_clear_a_package_of_another_registry(tmp_path: Path) -> None:
    project = _project(tmp_path, f"pkg:npm/%40works/tool{OTHER_INDEX}")
    _claim(project, _evidence("namespace", "npm:@works", "verified"))
    assert not _works(project, Verdict.INSIDE)


def test_invented_provenance_does_not_outrank_what_is_at_hand(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/tool", "https://github.com/sample-corp/tool")
    _claim(project, _evidence("provenance", "github:example-works"), "claimed")
    assert not _works(project, Verdict.INSIDE)


@pytest.mark.parametrize("day", ["2026-06-30", "9999-12-31"])
def test_an_invented_conflict_does_not_hide_a_package_outside(tmp_path: Path, day: str) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    _set(project, **NOBODY, reason='"conflicting"', strength="0", confidence='"low"', date=day)
    assert not _works(project, Verdict.UNKNOWN)


def test_an_invented_name_is_out_of_date(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/sample-tool")
    project.file.write_text(project.text.replace('name = "Sample Corp."', 'name = "Example Works GmbH"'))
    assert [finding.rule for finding in project.check().failing] == ["lock-stale"]


# --- believed -----------------------------------------------------------------------------------------------------
# What a registry said to an earlier run has no other witness at a commit. Whoever may change depsov.lock may invent it,
# as they may change the policy beside it: docs/ci.md says who should approve such changes.


@pytest.mark.parametrize("repository", [None, "https://github.com/sample-corp/tool"])
def test_an_organisation_account_of_the_registry_is_believed(tmp_path: Path, repository: str | None) -> None:
    project = _project(tmp_path, "pkg:pypi/nobody-knows", repository)
    _claim(project, _evidence("namespace", "pypi-org:works", "exclusive"), "high" if repository is None else "medium")
    assert _works(project, Verdict.INSIDE)


def test_a_link_is_believed_and_no_more_than_a_claim(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/nobody-knows")
    _claim(project, _evidence("repository", "github:example-works"), "claimed")
    assert project.answer()[1].confidence is Confidence.CLAIMED


def test_an_account_is_believed(tmp_path: Path) -> None:
    project = _project(tmp_path, "pkg:pypi/nobody-knows")
    publisher = '[{ kind = "publisher", text = "one account publishes", source = "PyPI", trust = "declared" }]'
    _set(project, reason='"one-account"', strength="2", confidence='"medium"', evidence=publisher)
    assert _works(project, Verdict.INDIVIDUAL)
