"""Addresses, specifiers and `.npmrc` files, and the sources that they mean."""

from __future__ import annotations

import pytest

from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse.javascript._npm_sources import JSR, PATH, Sources, named_registries, split_descriptor


def index(url: str) -> Source:
    return Source(kind=SourceKind.INDEX, url=url)


def git(url: str) -> Source:
    return Source(kind=SourceKind.GIT, url=url)


def archive(url: str) -> Source:
    return Source(kind=SourceKind.URL, url=url)


ADDRESSES = [
    ("https://npm.example.org/ms/-/ms-2.1.3.tgz", index("https://npm.example.org")),
    ("https://npm.example.org/api/npm/all/ms/-/ms-2.1.3.tgz", index("https://npm.example.org/api/npm/all")),
    ("http://npm.example.org/ms/-/ms-2.1.3.tgz#0123456789abcdef", index("http://npm.example.org")),
    ("https://user:secret@npm.example.org/ms/-/ms-2.1.3.tgz", index("https://npm.example.org")),
    ("https://npm.example.org/other/-/other-1.0.0.tgz", archive("https://npm.example.org/other/-/other-1.0.0.tgz")),
    ("https://example.org/ms.tgz?token=secret", archive("https://example.org/ms.tgz")),
    ("https://npm.example.org?x=/ms/-/ms-2.1.3.tgz", archive("https://npm.example.org")),
    ("https://npm.example.org@evil.example/ms/-/ms-2.1.3.tgz", index("https://evil.example")),
    ("git+https://user:secret@git.example.org/team/ms.git#v1", git("https://git.example.org/team/ms.git")),
    ("git+ssh://git@git.example.org:team/ms.git#0123", git("git@git.example.org:team/ms.git")),
    ("git+ssh://git@git.example.org:2222/team/ms.git", git("ssh://git.example.org:2222/team/ms.git")),
    ("git://git.example.org/team/ms.git", git("git://git.example.org/team/ms.git")),
    ("https://git.example.org/team/ms.git#main", git("https://git.example.org/team/ms.git")),
    ("https://codeload.github.com/nextcloud/vue/tar.gz/0123", git("https://github.com/nextcloud/vue")),
    ("https://github.com/nextcloud/vue/archive/refs/tags/v1.tar.gz", git("https://github.com/nextcloud/vue")),
    ("https://gitlab.com/team/part/ms/-/archive/v1/ms-v1.tar.gz", git("https://gitlab.com/team/part/ms")),
    ("https://gitlab.com/api/v4/projects/team%2Fms/repository/archive.tar.gz?ref=0", git("https://gitlab.com/team/ms")),
    ("https://bitbucket.org/team/ms/get/0123.tar.gz", git("https://bitbucket.org/team/ms")),
    ("file:../ms", PATH),
    ("file:vendored/ms-2.1.3.tgz", PATH),
    ("ms-2.1.3.tgz", REGISTRY),
    ("", REGISTRY),
]


@pytest.mark.parametrize(("address", "source"), ADDRESSES)
def test_source_of_an_address(address: str, source: Source) -> None:
    assert Sources().of_address("ms", address) == source


def test_scope_may_be_percent_encoded() -> None:
    address = "https://npm.example.org/@harbour%2Fchart/-/chart-1.0.0.tgz"
    assert Sources().of_address("@harbour/chart", address) == index("https://npm.example.org")


SPECIFIERS = [
    ("^1.2.3", "ms", None, REGISTRY),
    ("1.2.3", "ms", "1.2.3", REGISTRY),
    ("=1.2.3-rc.1", "ms", "1.2.3-rc.1", REGISTRY),
    (" 1.2.3 ", "ms", "1.2.3", REGISTRY),
    ("*", "ms", None, REGISTRY),
    ("", "ms", None, REGISTRY),
    ("latest", "ms", None, REGISTRY),
    ("catalog:react18", "ms", None, REGISTRY),
    (">=1 <2 || 3", "ms", None, REGISTRY),
    ("npm:real@^1.0.0", "real", None, REGISTRY),
    ("npm:@scope/real@1.0.0", "@scope/real", "1.0.0", REGISTRY),
    ("npm:@scope/real", "@scope/real", None, REGISTRY),
    ("npm:real", "real", None, REGISTRY),
    ("npm:vue@2", "vue", None, REGISTRY),
    ("npm:^1.0.0", "ms", None, REGISTRY),
    ("npm:1.0.0", "ms", "1.0.0", REGISTRY),
    ("npm:latest", "ms", None, REGISTRY),
    ("patch:real@npm%3A1.0.0#./real.patch", "real", "1.0.0", REGISTRY),
    ("patch:real@^1.0.0#~builtin<compat/real>", "real", None, REGISTRY),
    ("patch:a@patch%3Ab@npm%253A2.0.0%23x#y", "b", "2.0.0", REGISTRY),
    ("jsr:@std/path@1", "@jsr/std__path", None, JSR),
    ("jsr:^1.0.0", "@jsr/ms", None, JSR),
    ("workspace:^", "ms", None, PATH),
    ("link:../ms", "ms", None, PATH),
    ("portal:../ms", "ms", None, PATH),
    ("./ms", "ms", None, PATH),
    (".", "ms", None, PATH),
    ("~/ms", "ms", None, PATH),
    ("nextcloud/vue#main", "ms", None, git("https://github.com/nextcloud/vue")),
    ("github:nextcloud/vue", "ms", None, git("https://github.com/nextcloud/vue")),
    ("gitlab:team/ms", "ms", None, git("https://gitlab.com/team/ms")),
    ("gist:0123456789abcdef", "ms", None, git("https://gist.github.com/0123456789abcdef")),
    ("git@git.example.org:team/ms.git#v1", "ms", None, git("git@git.example.org:team/ms.git")),
    ("https://example.org/ms.tgz", "ms", None, archive("https://example.org/ms.tgz")),
]


@pytest.mark.parametrize(("specifier", "name", "version", "source"), SPECIFIERS)
def test_meaning_of_a_specifier(specifier: str, name: str, version: str | None, source: Source) -> None:
    origin = Sources().of_specifier("ms", specifier)
    assert (origin.name, origin.version, origin.source) == (name, version, source)
    assert origin.own is (source is PATH)


def test_endless_patches_end() -> None:
    assert Sources().of_specifier("ms", "patch:a@" * 100_000).source.kind is not SourceKind.PATH


NPMRC = """
registry=https://mirror.example.org/npm/
; registry=https://commented.example.org
# registry=https://commented.example.org
@harbour:registry = "https://npm.harbour.example/"
  @vendor:registry='https://${VENDOR_HOST}/npm'
@whole:registry=${WHOLE_ADDRESS}
//npm.harbour.example/:_authToken=${TOKEN}
strict-ssl=true
"""


def test_registries_of_an_npmrc() -> None:
    sources = Sources(named_registries(NPMRC))
    assert sources.of_name("ms") == index("https://mirror.example.org/npm")
    assert sources.of_name("@other/ms") == index("https://mirror.example.org/npm")
    assert sources.of_name("@harbour/ms") == index("https://npm.harbour.example")


def test_variables_are_never_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENDOR_HOST", "expanded.example.org")
    monkeypatch.setenv("WHOLE_ADDRESS", "https://expanded.example.org")
    sources = Sources(named_registries(NPMRC))
    assert sources.of_name("@vendor/ms") == index("https://${VENDOR_HOST}/npm")
    assert sources.of_name("@whole/ms") == Source(kind=SourceKind.INDEX)  # another registry, whichever it is


def test_last_registry_wins() -> None:
    assert named_registries("registry=https://a.example\nregistry=https://b.example\n") == {"": "https://b.example"}


def test_without_settings_a_name_comes_from_the_registry() -> None:
    assert Sources().of_name("@harbour/ms") == REGISTRY


@pytest.mark.parametrize(
    ("descriptor", "parts"),
    [("a@1", ("a", "1")), ("@a/b@1@2", ("@a/b", "1@2")), ("a", ("a", "")), ("@a/b", ("@a/b", "")), ("", ("", ""))],
)
def test_descriptor_is_split_behind_the_name(descriptor: str, parts: tuple[str, str]) -> None:
    assert split_descriptor(descriptor) == parts


def test_an_archive_of_jsr_comes_from_there() -> None:
    archive = f"{JSR.url}/~/11/@jsr/std__path/1.0.8.tgz"
    assert Sources().of_address("@jsr/std__path", archive) == JSR
    assert Sources().of_address("other", archive).kind is SourceKind.URL
