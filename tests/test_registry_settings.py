"""Which registry is asked: environment, then the project's own settings, then the default."""

from __future__ import annotations

import pytest

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.registries import registry_of
from depsov.registry_settings import base_url, scoped_registries

MIRROR = "https://packages.acme.example"


def settings(name: str, text: str) -> list[Document]:
    return [Document(f"project/{name}", text.encode())]


@pytest.mark.parametrize("ecosystem", ["npm", "pypi"])
def test_the_default_registry_is_asked_where_nothing_is_said(ecosystem: str) -> None:
    registry = registry_of(ecosystem)
    assert registry is not None
    assert base_url(ecosystem, {}) == registry.base_url
    assert base_url("cobol", {}) is None


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("PIP_INDEX_URL", f"{MIRROR}/simple", MIRROR),
        ("PIP_INDEX_URL", f"{MIRROR}/repository/pypi/simple/", f"{MIRROR}/repository/pypi"),
        ("PIP_INDEX_URL", f"{MIRROR}/root/pypi/+simple/", f"{MIRROR}/root/pypi"),
        ("UV_INDEX_URL", f"{MIRROR}/simple", MIRROR),
        ("UV_DEFAULT_INDEX", f"internal={MIRROR}/simple", MIRROR),
        ("NPM_CONFIG_REGISTRY", f"{MIRROR}/npm/", f"{MIRROR}/npm"),
        ("npm_config_registry", MIRROR, MIRROR),
    ],
)
def test_the_environment_names_a_mirror(variable: str, value: str, expected: str) -> None:
    ecosystem = "npm" if "npm" in variable.lower() else "pypi"
    assert base_url(ecosystem, {variable: value}) == expected
    assert base_url("pypi" if ecosystem == "npm" else "npm", {variable: value}) != expected


@pytest.mark.parametrize(
    ("ecosystem", "name", "text", "expected"),
    [
        ("npm", ".npmrc", f"; a comment\nregistry = {MIRROR}/npm/\n", f"{MIRROR}/npm"),
        ("npm", ".npmrc", f'registry=https://first.example\nregistry="{MIRROR}"', MIRROR),
        ("pypi", "pip.conf", f"[global]\nindex-url = {MIRROR}/simple\n", MIRROR),
        ("pypi", "pip.ini", f"[global]\nindex_url={MIRROR}/simple\n", MIRROR),
        ("pypi", "pip.conf", f"[global]\nindex-url=https://a.example\n[install]\nindex-url={MIRROR}", MIRROR),
    ],
)
def test_a_settings_file_names_a_mirror(ecosystem: str, name: str, text: str, expected: str) -> None:
    assert base_url(ecosystem, {}, settings(name, text)) == expected


@pytest.mark.parametrize(
    ("ecosystem", "name", "text"),
    [
        ("npm", ".npmrc", f"registry={MIRROR}/${{SECRET}}/\n"),
        ("npm", ".npmrc", f"#registry={MIRROR}\n@acme:registry={MIRROR}\nregistry"),
        ("npm", ".npmrc", ""),
        ("npm", "pip.conf", f"[global]\nindex-url={MIRROR}"),
        ("pypi", "pip.conf", f"[global]\nindex-url={MIRROR}/$SECRET/simple"),
        ("pypi", "pip.conf", f"[global]\nextra-index-url={MIRROR}/simple"),
        ("pypi", ".npmrc", f"registry={MIRROR}"),
    ],
)
def test_what_is_not_meant_or_would_leak_a_variable_is_left(ecosystem: str, name: str, text: str) -> None:
    assert base_url(ecosystem, {"SECRET": "x"}, settings(name, text)) == base_url(ecosystem, {})


def test_the_environment_beats_a_file() -> None:
    files = settings(".npmrc", "registry=https://other.example")
    assert base_url("npm", {"NPM_CONFIG_REGISTRY": MIRROR}, files) == MIRROR


def test_a_broken_settings_file_is_named() -> None:
    with pytest.raises(DocumentError, match="not a pip configuration"):
        base_url("pypi", {}, settings("pip.conf", "index-url=x\n"))


def test_scopes_with_a_registry_of_their_own_are_told() -> None:
    (npmrc,) = settings(".npmrc", f"@Acme:registry={MIRROR}\n//packages.acme.example/:_authToken=x\nregistry=y\n")
    assert scoped_registries(npmrc) == {"@acme": MIRROR}
