"""What the types of the model work out themselves."""

from __future__ import annotations

import pytest

from depsov.model import VERDICTS_OF, Confidence, Package, PerimeterRef, Reason, Scope, Severity


def _package(purl: str, version: str | None) -> Package:
    return Package(purl=purl, ecosystem="npm", name="example", version=version)


@pytest.mark.parametrize(
    ("purl", "version", "bare"),
    [
        ("pkg:pypi/example@1.0", "1.0", "pkg:pypi/example"),
        ("pkg:pypi/example", None, "pkg:pypi/example"),
        ("pkg:npm/%40acme/tool@2.0.0", "2.0.0", "pkg:npm/%40acme/tool"),
        ("pkg:npm/%40acme/tool", None, "pkg:npm/%40acme/tool"),
        (
            "pkg:pypi/example@1.0?repository_url=https://index.example/simple",
            "1.0",
            "pkg:pypi/example?repository_url=https://index.example/simple",
        ),
        (
            "pkg:pypi/example@1.0?vcs_url=git@forge.example:acme/example@main",
            "1.0",
            "pkg:pypi/example?vcs_url=git@forge.example:acme/example@main",
        ),
    ],
)
def test_bare_purl_has_no_version(purl: str, version: str | None, bare: str) -> None:
    assert _package(purl, version).bare_purl == bare


def test_scopes_stand_strongest_first() -> None:
    assert list(Scope) == [Scope.RUNTIME, Scope.OPTIONAL, Scope.BUILD, Scope.DEVELOPMENT]


def test_confidences_stand_surest_first_and_severities_heaviest_first() -> None:
    assert [item.value for item in Confidence] == ["high", "medium", "low", "claimed"]
    assert [item.value for item in Severity] == ["critical", "high", "medium", "low", "info"]


def test_severity_reaches_those_that_are_not_heavier() -> None:
    assert [severity for severity in Severity if severity.reaches(Severity.MEDIUM)] == [
        Severity.CRITICAL,
        Severity.HIGH,
        Severity.MEDIUM,
    ]


def test_every_reason_has_its_verdicts() -> None:
    assert set(VERDICTS_OF) == set(Reason)


@pytest.mark.parametrize(("name", "setting"), [("eu", "eu"), ("custom", ("DE", "FR"))])
def test_perimeter_as_a_file_says_it(name: str, setting: str | tuple[str, ...]) -> None:
    assert PerimeterRef(name=name, label="anything", countries=("DE", "FR")).setting == setting
