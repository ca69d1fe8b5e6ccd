"""The stages in a row, on trees made for the purpose, offline."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from depsov.config import Config
from depsov.errors import ConfigError, KnowledgeError, NamedFileError, NothingToScanError, UsageError
from depsov.model import Level, Report, Scope, Verdict
from depsov.pipeline import scan
from depsov.policy import Condition, Limits, Policy
from depsov.report import by_id
from tests.knowledge_of import FACTS

DAY = date(2026, 6, 1)

LOCK = """
version = 1
requires-python = ">=3.11"

[[package]]
name = "example-app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "works-tool" }, { name = "acme-lib" }]

[package.dev-dependencies]
dev = [{ name = "sample-tool" }]

[[package]]
name = "works-tool"
version = "1.0"
source = { registry = "https://mirror.example/simple" }
dependencies = [{ name = "nobody-knows" }]

[[package]]
name = "nobody-knows"
version = "1.0"
source = { registry = "https://mirror.example/simple" }

[[package]]
name = "sample-tool"
version = "1.0"
source = { registry = "https://mirror.example/simple" }

[[package]]
name = "acme-lib"
version = "1.0"
source = { registry = "https://mirror.example/simple" }
dependencies = [{ name = "below-acme" }]

[[package]]
name = "below-acme"
version = "1.0"
source = { registry = "https://mirror.example/simple" }
"""

MANIFEST = """
[project]
name = "example-app"
version = "0.1.0"
dependencies = ["works-tool", "acme-lib"]

[dependency-groups]
dev = ["sample-tool"]
"""

OVERLAY = f"""
curated = 2026-01-01

[example-works]
name = "Example Works GmbH"
kind = "company"
seat = {{ country = "DE", {FACTS["own"]} }}
independent = {{ {FACTS["own"]} }}

[sample-corp]
name = "Sample Corp."
kind = "company"
seat = {{ country = "US", {FACTS["own"]} }}

[[packages.pypi]]
steward = "example-works"
packages = ["works-tool"]
source = "https://example.org/tool"
read = 2026-01-01
by = "own"

[[packages.pypi]]
steward = "sample-corp"
packages = ["sample-tool"]
pointer = "https://example.org/sample"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "uv.lock").write_text(LOCK, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "our-orgs.toml").write_text(OVERLAY, encoding="utf-8")
    return tmp_path


def _config(
    project: Path,
    perimeter: str = "europe",
    *,
    own: tuple[str, ...] = (),
    scopes: tuple[Scope, ...] = tuple(Scope),
    coverage: float | None = None,
) -> Config:
    return Config(
        perimeter=perimeter,
        knowledge=(project / "our-orgs.toml",),
        mirrors=("https://mirror.example/simple",),
        own=own,
        scopes=scopes,
        policy=Policy(limits=Limits(coverage=coverage)),
    )


def _verdicts(report: Report) -> dict[str, str]:
    return {item.package.name: item.verdict.value for item in report.assessments}


def test_project_is_scanned_from_lockfile_to_verdict(project: Path) -> None:
    report = scan(project, config=_config(project), as_of=DAY)
    assert _verdicts(report) == {
        "works-tool": "inside",
        "sample-tool": "outside",
        "nobody-knows": "unknown",
        "acme-lib": "unknown",
        "below-acme": "unknown",
    }
    assert (report.summary.packages, report.summary.coverage) == (5, 0.4)
    assert (report.as_of, report.online, report.asked, report.withheld) == (DAY, False, (), 0)
    assert report.problems == ()


def test_scopes_places_and_directness_come_through(project: Path) -> None:
    report = scan(project, config=_config(project), as_of=DAY)
    packages = {item.name: item for item in report.graph.packages.values()}
    assert {name: (item.scope, item.direct) for name, item in packages.items()} == {
        "works-tool": (Scope.RUNTIME, True),
        "acme-lib": (Scope.RUNTIME, True),
        "sample-tool": (Scope.DEVELOPMENT, True),
        "nobody-knows": (Scope.RUNTIME, False),
        "below-acme": (Scope.RUNTIME, False),
    }
    (place,) = [place for place in packages["works-tool"].locations if place.file == "uv.lock"]
    assert place.line is not None
    assert LOCK.splitlines()[place.line - 1] in {"[[package]]", 'name = "works-tool"'}


LINK = {"type": "vcs", "url": "https://github.com/example-works/tool"}
SITE = {"type": "website", "url": "https://github.com/example-works"}


@pytest.mark.parametrize(
    ("qualifiers", "members", "group"),
    [
        ("?vcs_url=https://github.com/example-works/tool", {}, "inside-unproven"),
        ("?download_url=https://github.com/example-works/tool/releases/download/1/tool.tgz", {}, "inside-unproven"),
        ("", {"externalReferences": [LINK]}, "inside-unproven"),
        ("", {"externalReferences": [SITE]}, "inside-unproven"),
        ("", {"supplier": {"name": "Example Works GmbH", "url": ["https://works.example"]}}, "unknown"),
    ],
)
def test_what_an_sbom_says_of_a_package_proves_nothing(
    project: Path, qualifiers: str, members: dict[str, object], group: str
) -> None:
    held = f"identities = ['github:example-works']\nidentified = {{ {FACTS['own']} }}\n\n[sample-corp]"
    (project / "our-orgs.toml").write_text(OVERLAY.replace("[sample-corp]", held), encoding="utf-8")
    components = [{"purl": f"pkg:npm/tool@1{qualifiers}"} | members]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}
    (project / "bom.json").write_text(json.dumps(bill), encoding="utf-8")
    (item,) = scan(project / "bom.json", config=_config(project), as_of=DAY).assessments
    assert item.group == group


def test_without_the_mirror_what_is_known_by_name_does_not_hold(project: Path) -> None:
    config = Config(knowledge=(project / "our-orgs.toml",))
    assert set(_verdicts(scan(project, config=config, as_of=DAY)).values()) == {"unknown"}


def test_perimeter_is_that_of_the_configuration(project: Path) -> None:
    report = scan(project, config=_config(project, "US"), as_of=DAY)
    assert _verdicts(report)["works-tool"] == "outside"
    assert _verdicts(report)["sample-tool"] == "inside"
    assert (report.perimeter.name, report.perimeter.countries) == ("custom", ("US",))


def test_only_wanted_scopes_are_judged(project: Path) -> None:
    report = scan(project, config=_config(project, scopes=(Scope.DEVELOPMENT,)), as_of=DAY)
    assert set(_verdicts(report)) == {"sample-tool"}
    assert {purl for listed in report.graph.roots.values() for purl, _ in listed} == set(report.graph.packages)


def test_own_packages_are_not_judged(project: Path) -> None:
    report = scan(project, config=_config(project, own=("acme-*",)), as_of=DAY)
    assert "acme-lib" not in _verdicts(report)
    assert "below-acme" in _verdicts(report)


def test_what_an_own_package_requires_hangs_from_the_project(project: Path) -> None:
    report = scan(project, config=_config(project, own=("acme-*",)), as_of=DAY)
    direct = {purl for listed in report.graph.roots.values() for purl, _ in listed}
    assert "pkg:pypi/below-acme@1.0" in direct


def test_coverage_limit_gives_a_finding(project: Path) -> None:
    report = scan(project, config=_config(project, coverage=0.9), as_of=DAY)
    (finding,) = (item for item in report.findings if item.rule == "coverage")
    assert finding.level is Level.FAIL


def test_configuration_of_the_first_folder_is_the_default(project: Path) -> None:
    (project / "depsov.toml").write_text(
        'perimeter = "eu"\nknowledge = ["our-orgs.toml"]\nmirrors = ["https://mirror.example/simple"]\n',
        encoding="utf-8",
    )
    report = scan(project, as_of=DAY)
    assert report.perimeter.name == "eu"
    assert _verdicts(report)["works-tool"] == Verdict.INSIDE.value


def test_same_tree_gives_the_same_report(project: Path) -> None:
    config = _config(project)
    assert scan(project, config=config, as_of=DAY) == scan(project, config=config, as_of=DAY)


def test_broken_document_is_a_problem_and_the_rest_is_scanned(project: Path) -> None:
    (project / "broken").mkdir()
    (project / "broken/uv.lock").write_text("version = ", encoding="utf-8")
    report = scan(project, config=_config(project), as_of=DAY)
    assert len(report.assessments) == 5
    (problem,) = report.problems
    assert (problem.stage, problem.subject.partition(":")[0]) == ("parse", "broken/uv.lock")
    assert problem.is_of_reading


def test_broken_document_that_was_named_is_an_error(project: Path) -> None:
    (project / "broken.lock").mkdir()
    path = project / "broken.lock/uv.lock"
    path.write_text("version = ", encoding="utf-8")
    with pytest.raises(NamedFileError, match="not TOML"):
        scan(path, config=_config(project), as_of=DAY)


def test_folder_without_documents_is_nothing_to_scan(tmp_path: Path) -> None:
    with pytest.raises(NothingToScanError):
        scan(tmp_path, config=Config())


def test_wrong_perimeter_is_an_error(project: Path) -> None:
    with pytest.raises(UsageError):
        scan(project, config=_config(project, "europa"), as_of=DAY)


def test_missing_overlay_is_an_error(project: Path) -> None:
    with pytest.raises(KnowledgeError):
        scan(project, config=Config(knowledge=(project / "missing.toml",)), as_of=DAY)


def test_policy_gives_findings_their_level(project: Path) -> None:
    config = _config(project)
    outside = replace(config, policy=Policy(fail=(Condition(verdict=(Verdict.OUTSIDE,)),), unknown=Level.WARN))
    levels = {item.rule: item.level for item in scan(project, config=outside, as_of=DAY).findings}
    assert (levels["outside-control"], levels["unknown-control"]) == (Level.FAIL, Level.WARN)


def test_misspelt_controller_of_a_policy_is_an_error(project: Path) -> None:
    config = replace(_config(project), policy=Policy(fail=(Condition(controller=("sample-crop",)),)))
    with pytest.raises(ConfigError, match=r"fail\[0\]\.controller: no organisation has the id 'sample-crop'") as caught:
        scan(project, config=config, as_of=DAY)
    assert "sample-corp" in (caught.value.hint or "")


def test_broken_configuration_is_an_error(project: Path) -> None:
    (project / "depsov.toml").write_text("perimetre = 'eu'", encoding="utf-8")
    with pytest.raises(ConfigError):
        scan(project, as_of=DAY)


def test_a_report_says_how_the_configuration_changes_what_is_told(tmp_path: Path) -> None:
    (tmp_path / "purls.txt").write_text("pkg:pypi/permits@1.0\npkg:pypi/requests@2.32.0\n")
    (tmp_path / "our-orgs.toml").write_text(
        'curated = 2026-05-30\n[example-town]\nname = "Example Town"\nkind = "public-body"\n'
        'seat = { country = "DE", source = "https://example.org/imprint", read = 2026-05-30, by = "own" }\n'
    )
    (tmp_path / "depsov.toml").write_text('own = ["pkg:pypi/permits"]\nknowledge = ["our-orgs.toml"]\n')

    report = scan(tmp_path, as_of=DAY)

    assert (report.summary.packages, report.own, report.overlays) == (1, 1, ("our-orgs.toml",))
    for name in ("text", "markdown", "html"):
        said = unescape(by_id()[name].render(report)).replace("\n  ", " ")
        assert "The configuration adds knowledge of its own: our-orgs.toml." in said.replace("\\", "")
        assert "our own by the configuration, and not judged" in said
