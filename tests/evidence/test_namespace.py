"""Namespaces hold for the default registry, and only where the registry gives them to one holder."""

from __future__ import annotations

import pytest

from depsov.evidence import namespace
from depsov.evidence._source import Surroundings
from depsov.model import Evidence, EvidenceKind, Source, SourceKind, Trust
from depsov.registries import CONDA_CHANNELS, JSR
from tests.evidence.packages import npm, package, pypi


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
    assert namespace.namespaces_of(npm("@acme/tool", source=source)) == ()


@pytest.mark.parametrize("name", ["tool", "@acme", "@/tool", "@acme/", "acme/tool", "/tool"])
def test_a_name_without_a_scope_has_no_namespace(name: str) -> None:
    assert namespace.namespaces_of(npm(name)) == ()


@pytest.mark.parametrize(
    ("ecosystem", "name", "namespaces"),
    [
        ("maven", "org.apache.commons/commons-lang3", ("maven:org.apache.commons", "maven:org.apache")),
        ("maven", "junit/junit", ("maven:junit",)),
        ("maven", "commons-lang3", ()),
        ("maven", "/commons-lang3", ()),
        ("composer", "Acme/Tool", ("packagist:acme",)),
        ("composer", "ext-json", ()),
        (
            "golang",
            "github.com/Acme/tool/v2",
            (
                "go:github.com/acme/tool/v2",
                "go:github.com/acme/tool",
                "github:acme",
                "go:github.com/acme",
                "go:github.com",
            ),
        ),
        ("golang", "acme.example/x/tool", ("go:acme.example/x/tool", "go:acme.example/x", "go:acme.example")),
        ("golang", "internal/tool", ()),
        ("nuget", "Acme.Tool", ("nuget:acme.tool", "nuget:acme")),
        ("swift", "github.com/acme/tool", ("github:acme",)),
        ("github", "acme/action", ("github:acme",)),
        ("github", "acme", ("github:acme",)),
        ("cargo", "acme-tool", ()),
        ("gem", "acme-tool", ()),
        ("pypi", "acme-tool", ()),
    ],
)
def test_namespaces_by_ecosystem_narrowest_first(ecosystem: str, name: str, namespaces: tuple[str, ...]) -> None:
    assert namespace.namespaces_of(package(ecosystem, name, "1.0")) == namespaces


@pytest.mark.parametrize(
    ("held", "identity"),
    [
        ({"maven:org.acme"}, "maven:org.acme"),
        ({"maven:org.acme", "maven:org.acme.tool"}, "maven:org.acme.tool"),
        (set(), "maven:org.acme.tool"),
    ],
)
def test_the_narrowest_namespace_that_is_held_counts(held: set[str], identity: str) -> None:
    item = package("maven", "org.acme.tool/core", "1.0")
    found = namespace.gather([item], Surroundings(is_held=held.__contains__)).evidence[item.purl]
    assert [evidence.identity for evidence in found] == [identity]


def test_where_nobody_is_known_the_owner_on_the_forge_is_named() -> None:
    item = package("golang", "github.com/acme/tool/v2", "1.0")
    (found,) = namespace.gather([item], Surroundings()).evidence[item.purl]
    assert found.identity == "github:acme"


def test_a_prefix_that_may_be_reserved_by_nobody_is_only_declared() -> None:
    item = package("nuget", "Acme.Tool", "1.0")
    (found,) = namespace.gather([item], Surroundings()).evidence[item.purl]
    assert found.trust is Trust.DECLARED


def test_a_prefix_of_a_python_name_is_no_namespace() -> None:
    assert namespace.namespaces_of(pypi("acme-tool")) == ()


@pytest.mark.parametrize(
    ("url", "namespaces"),
    [
        (f"{CONDA_CHANNELS}/Acme", ("conda:acme",)),
        (f"{CONDA_CHANNELS}/acme/label/dev", ("conda:acme",)),
        (f"{CONDA_CHANNELS}.acme.example/acme", ()),
        (CONDA_CHANNELS, ()),
        (f"{CONDA_CHANNELS}/", ()),
        ("https://channels.acme.example/acme", ()),
        (None, ()),
    ],
)
def test_a_conda_channel_is_its_holders(url: str | None, namespaces: tuple[str, ...]) -> None:
    source = Source(kind=SourceKind.INDEX, url=url)
    assert namespace.namespaces_of(package("conda", "tool", "1.0", source)) == namespaces


def test_the_default_channels_of_conda_are_no_namespace() -> None:
    assert namespace.namespaces_of(package("conda", "tool", "1.0")) == ()


def test_a_scope_of_jsr_is_its_holders() -> None:
    jsr, other = (Source(kind=SourceKind.INDEX, url=url) for url in (JSR, "https://jsr.acme.example"))
    assert namespace.namespaces_of(npm("@jsr/std__path", source=jsr)) == ("jsr:@std",)
    assert namespace.namespaces_of(npm("@jsr/path", source=jsr)) == ()
    assert namespace.namespaces_of(npm("@acme/tool", source=jsr)) == ()
    assert namespace.namespaces_of(npm("@jsr/std__path", source=other)) == ()
    assert namespace.namespaces_of(npm("@jsr/std__path")) == ("npm:@jsr",)
