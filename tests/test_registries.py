"""What lies in a default registry, and what only looks like it."""

from __future__ import annotations

import json

import pytest

from depsov.evidence import npm, pypi
from depsov.evidence._source import OnlineSource
from depsov.evidence.forges import FORGE_HOSTS
from depsov.registries import REGISTRIES, Registry, is_default, registry_of

EACH = pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.id)


@EACH
def test_the_addresses_that_lockfiles_write_are_the_registry(registry: Registry) -> None:
    assert registry_of(registry.ecosystem) is registry
    for url in registry.index_urls:
        assert is_default(registry.ecosystem, url)
        assert is_default(registry.ecosystem, f"{url}/")
        assert is_default(registry.ecosystem, f"{url}/tool/tool-1.0.tgz#sha256=0")
        assert is_default(registry.ecosystem, url.replace("https://", "http://"))
        assert is_default(registry.ecosystem, url.replace("https://", "HTTPS://someone:secret@"))


@EACH
def test_a_look_alike_is_not_the_registry(registry: Registry) -> None:
    for url in registry.index_urls:
        host = url.removeprefix("https://")
        assert not is_default(registry.ecosystem, f"https://{host.replace('/', '.acme.example/', 1)}.acme.example")
        assert not is_default(registry.ecosystem, f"https://acme.example/{host}")
        assert not is_default(registry.ecosystem, f"https://{host}@acme.example/")
        assert not is_default(registry.ecosystem, f"https://acme.example\\@{host}")
        assert not is_default(registry.ecosystem, f"{url}x")
        assert not is_default(registry.ecosystem, f"{url}/../other")
        assert not is_default(registry.ecosystem, f"{url}/%2e%2E/other")
        assert not is_default("other", url)


def test_a_mirror_counts_where_it_is_declared() -> None:
    mirror = "https://packages.acme.example/npm"
    assert not is_default("npm", f"{mirror}/tool")
    assert is_default("npm", f"{mirror}/tool", (f"{mirror}/",))
    assert is_default("npm", mirror, (mirror,))
    assert not is_default("npm", "https://packages.acme.example/npm-internal/tool", (mirror,))
    assert not is_default("npm", "https://packages.acme.example", (mirror,))


def test_a_mirror_of_all_is_the_registry_and_what_lies_below_it_is_not() -> None:
    for registry in REGISTRIES:
        for url in registry.mirrors:
            assert is_default(registry.ecosystem, f"{url}/")
            assert not is_default(registry.ecosystem, f"{url}/@acme")
    assert any(registry.mirrors for registry in REGISTRIES)


@pytest.mark.parametrize("url", ["", "x", "https://", "/", "file:///", "https:///simple"])
def test_what_is_no_address_is_in_no_registry(url: str) -> None:
    assert not is_default(
        "npm",
        url,
        (
            "",
            "https://",
        ),
    )
    assert not is_default("pypi", url)


@pytest.mark.parametrize("source", [npm, pypi], ids=lambda source: source.ID)
def test_evidence_of_a_registry_bears_its_name(source: OnlineSource) -> None:
    document = {
        "info": {"project_urls": {"Source": "https://github.com/example-works/tool"}},
        "repository": {"type": "git", "url": "https://github.com/example-works/tool.git"},
    }
    found = source.read(json.dumps(document).encode(), FORGE_HOSTS)
    assert {item.source for item in found} == {
        registry.name for registry in REGISTRIES if registry.ecosystem == source.ECOSYSTEM
    }
