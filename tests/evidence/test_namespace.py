"""Namespaces hold for the default registry, and only where the registry gives them to one holder."""

from __future__ import annotations

import pytest

from depsov.evidence import namespace
from depsov.evidence._source import Surroundings
from depsov.model import Evidence, EvidenceKind, Source, SourceKind, Trust
from tests.evidence.packages import npm, pypi


def test_an_npm_scope_is_an_exclusive_namespace() -> None:
    found = namespace.gather([npm("@Acme/tool"), npm("tool")], Surroundings())
    assert found.evidence == {
        npm("@Acme/tool").purl: (
            Evidence(kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source="package name", identity="npm:@acme"),
        )
    }


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.REGISTRY])
def test_a_scope_from_anywhere_else_says_nothing(kind: SourceKind) -> None:
    source = Source(kind=kind, url="https://packages.acme.example")
    assert namespace.identity_of(npm("@acme/tool", source=source)) is None


@pytest.mark.parametrize("name", ["tool", "@acme", "@/tool", "@acme/", "acme/tool", "/tool"])
def test_a_name_without_a_scope_has_no_namespace(name: str) -> None:
    assert namespace.identity_of(npm(name)) is None


def test_a_prefix_of_a_python_name_is_no_namespace() -> None:
    assert namespace.identity_of(pypi("acme-tool")) is None
