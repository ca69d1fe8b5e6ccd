"""Package URLs: names as registries compare them, and characters as the specification writes them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.model import Source, SourceKind
from depsov.purl import build, listed_name, normalise


@pytest.mark.parametrize(
    ("ecosystem", "name", "normal"),
    [
        ("pypi", "Django", "django"),
        ("pypi", "zope.interface", "zope-interface"),
        ("pypi", "ruamel_yaml", "ruamel-yaml"),
        ("pypi", "a-._b", "a-b"),
        ("npm", "JSONStream", "JSONStream"),
        ("npm", "lodash._basecopy", "lodash._basecopy"),
        ("npm", "@Acme/tool", "@Acme/tool"),
    ],
)
def test_names_are_normalised_as_their_registry_does(ecosystem: str, name: str, normal: str) -> None:
    assert normalise(ecosystem, name) == normal


@settings(deadline=None)
@given(st.text(alphabet="abZ-_.", min_size=1))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise("pypi", name)
    assert normalise("pypi", once) == once


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "purl"),
    [
        ("pypi", "django", "5.2", "pkg:pypi/django@5.2"),
        ("pypi", "django", None, "pkg:pypi/django"),
        ("npm", "@angular/core", "20.0.0", "pkg:npm/%40angular/core@20.0.0"),
        ("maven", "org.apache/commons", "1.0", "pkg:maven/org.apache/commons@1.0"),
        ("pypi", "torch", "2.9.0+cu128", "pkg:pypi/torch@2.9.0%2Bcu128"),
        ("pypi", "epoch", "1!2.0", "pkg:pypi/epoch@1%212.0"),
        ("npm", "tool", "1.0.0-rc:1", "pkg:npm/tool@1.0.0-rc:1"),
        ("npm", "tool", "file:../x", "pkg:npm/tool@file:..%2Fx"),
        ("npm", "tool", "1?a=b#c", "pkg:npm/tool@1%3Fa%3Db%23c"),
    ],
)
def test_purls(ecosystem: str, name: str, version: str | None, purl: str) -> None:
    assert build(ecosystem, name, version) == purl


@pytest.mark.parametrize(
    ("kind", "qualifier"),
    [
        (SourceKind.INDEX, "repository_url"),
        (SourceKind.GIT, "vcs_url"),
        (SourceKind.URL, "download_url"),
    ],
)
def test_another_source_is_a_qualifier(kind: SourceKind, qualifier: str) -> None:
    purl = build("pypi", "tool", "1.0", Source(kind=kind, url="https://host.example/a b?c#d"))
    assert purl == f"pkg:pypi/tool@1.0?{qualifier}=https:%2F%2Fhost.example%2Fa%20b%3Fc%23d"


@pytest.mark.parametrize(
    "source",
    [None, Source(kind=SourceKind.REGISTRY), Source(kind=SourceKind.REGISTRY, url="https://host.example"),
     Source(kind=SourceKind.INDEX)],
)  # fmt: skip
def test_default_registry_is_no_qualifier(source: Source | None) -> None:
    assert build("pypi", "tool", "1.0", source) == "pkg:pypi/tool@1.0"


@settings(deadline=None)
@given(st.text(min_size=1))
def test_whatever_a_version_holds_the_purl_stays_plain_and_tells_it(version: str) -> None:
    purl = build("pypi", "tool", version)
    assert purl.isascii()
    assert purl.isprintable()
    if not any("\ud800" <= character <= "\udfff" for character in version):
        assert unquote(purl.removeprefix("pkg:pypi/tool@")) == version


@pytest.mark.parametrize(
    ("ecosystem", "name", "listed"),
    [
        ("pypi", "Some_Tool", "some-tool"),
        ("npm", "@Acme/Tool", "@Acme/Tool"),
        ("golang", "github.com/Acme/tool/v2", "github.com/acme/tool"),
        ("golang", "github.com/acme/tool/v2x", "github.com/acme/tool/v2x"),
        ("cargo", "some_tool", "some-tool"),
        ("composer", "Acme/Tool", "acme/tool"),
        ("nuget", "Acme.Tool", "acme.tool"),
        ("gem", "Some_Tool", "Some_Tool"),
        ("maven", "org.Acme/tool", "org.Acme/tool"),
        ("maven", "org.acme:tool", "org.acme/tool"),
    ],
)
def test_listed_name(ecosystem: str, name: str, listed: str) -> None:
    assert listed_name(ecosystem, name) == listed
