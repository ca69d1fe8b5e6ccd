"""Patterns that name packages: what they match, and which can match nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.model import Source, SourceKind
from depsov.policy.pattern import ECOSYSTEMS, check, matches
from tests.made import package


@pytest.mark.parametrize(
    ("pattern", "ecosystem", "name"),
    [
        ("works-tool", "pypi", "works-tool"),
        ("works-tool", "npm", "works-tool"),
        ("Works_Tool", "pypi", "works-tool"),
        ("works.tool", "pypi", "works-tool"),
        ("@acme/tool", "npm", "@acme/tool"),
        ("@acme/*", "npm", "@acme/tool"),
        ("*", "maven", "example.works/tool"),
        ("works-*", "pypi", "works-tool"),
        ("Works_*", "pypi", "works-tool"),
        ("works-too?", "pypi", "works-tool"),
        ("works-[st]ool", "pypi", "works-tool"),
        ("works-[!a-c]ool", "pypi", "works-tool"),
        ("Works_[a-z]*", "pypi", "works-tool"),
        ("works-*", "npm", "works-a/b"),
        ("pkg:pypi/works-tool", "pypi", "works-tool"),
        ("pkg:PyPI/Works_Tool", "pypi", "works-tool"),
        ("pkg:pypi/works*", "pypi", "works-tool"),
        ("pkg://npm/@acme/*", "npm", "@acme/tool"),
        ("pkg:npm/%40acme/tool", "npm", "@acme/tool"),
        ("pkg:npm/@acme/tool", "npm", "@acme/tool"),
        ("pkg:maven/example.works/*", "maven", "example.works/tool"),
        ("pkg:pypi/works-too?", "pypi", "works-tool"),
        ("Example/Works", "composer", "example/works"),
        ("example.works:tool", "maven", "example.works/tool"),
        ("example.works:*", "maven", "example.works/tool"),
        ("pkg:maven/example.works:tool", "maven", "example.works/tool"),
        ("works_tool", "cargo", "works-tool"),
        ("works.example/tool", "golang", "works.example/tool/v2"),
        ("pkg:npm/%40acme/*", "npm", "@acme/tool"),
        ("pkg:npm/%40acme%2Ftool", "npm", "@acme/tool"),
        ("pkg:deb/debian/libworks%2B%2B6", "deb", "debian/libworks++6"),
        ("pkg:deb/debian/libworks%2b%2b6", "deb", "debian/libworks++6"),
        ("pkg:deb/debian/libworks++6", "deb", "debian/libworks++6"),
        ("debian/libworks++6", "deb", "debian/libworks++6"),
        ("pkg:deb/debian/lib*%2B%2B*", "deb", "debian/libworks++6"),
        ("pkg:generic/100%25", "generic", "100%"),
        ("pkg:generic/works%20tool", "generic", "works tool"),
        ("pkg:generic/%C3%BCber", "generic", "über"),
    ],
)
def test_pattern_names_the_package(pattern: str, ecosystem: str, name: str) -> None:
    check(pattern)
    assert matches(pattern, package(name, ecosystem))


@pytest.mark.parametrize(
    ("pattern", "ecosystem", "name"),
    [
        ("works-tool", "pypi", "works-tools"),
        ("works", "pypi", "works-tool"),
        ("Works-Tool", "npm", "works-tool"),
        ("works_tool", "npm", "works-tool"),
        ("@acme/*", "npm", "@acme-labs/tool"),
        ("@acme/*", "npm", "acme"),
        ("works-[!t]ool", "pypi", "works-tool"),
        ("works-tool?", "pypi", "works-tool"),
        ("pkg:npm/works-tool", "pypi", "works-tool"),
        ("pkg:pypi/works-*", "npm", "works-tool"),
        ("pkg:maven/example.works/*", "maven", "example.works.more/tool"),
        ("example.works/*", "maven", "exampleXworks/tool"),
        ("%40acme/tool", "npm", "@acme/tool"),
        ("pkg:npm/%40acme/tool", "npm", "%40acme/tool"),
        ("pkg:deb/debian/libworks%2B6", "deb", "debian/libworks++6"),
        ("pkg:generic/100%2525", "generic", "100%"),
    ],
)
def test_pattern_names_no_other_package(pattern: str, ecosystem: str, name: str) -> None:
    check(pattern)
    assert not matches(pattern, package(name, ecosystem))


@pytest.mark.parametrize("version", [None, "1.0", "2.0"])
def test_pattern_knows_no_version(version: str | None) -> None:
    assert matches("works-tool", package("works-tool", version=version))


# --- addresses ----------------------------------------------------------------------------------------------------

GIT = Source(kind=SourceKind.GIT, url="https://forge.example/works/tool.git@main")
INDEX = Source(kind=SourceKind.INDEX, url="https://index.example/simple")
FILE = Source(kind=SourceKind.URL, url="https://files.example/tool.tar.gz?a=b")
REGISTRY = Source(kind=SourceKind.REGISTRY)
_GIT_PURL = "pkg:pypi/works-tool?vcs_url=https:%2F%2Fforge.example%2Fworks%2Ftool.git%40main"


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        (_GIT_PURL, [GIT]),
        ("pkg:PyPI/Works_Tool?vcs_url=https:%2F%2Fforge.example%2Fworks%2Ftool.git%40main", [GIT]),
        ("pkg:pypi/works-tool?vcs_url=https:%2F%2Fforge.example%2F*", [GIT]),
        ("pkg:pypi/*?vcs_url=https:%2F%2Fforge.example%2F*", [GIT]),
        ("pkg:pypi/works-*?*_url=*", []),
        ("pkg:pypi/works-tool?vcs_url=*", [GIT]),
        ("pkg:pypi/works-tool?repository_url=https:%2F%2Findex.example%2Fsimple", [INDEX]),
        ("pkg:pypi/works-tool?download_url=https:%2F%2Ffiles.example%2Ftool.tar.gz%3Fa%3Db", [FILE]),
        ("pkg:pypi/works-tool?vcs_url=https:%2F%2Fforge.example%2Fworks%2Ftool.git", []),
        ("pkg:pypi/works-tool?vcs_url=https:%2F%2Findex.example%2Fsimple", []),
        ("pkg:pypi/other-tool?vcs_url=*", []),
        ("pkg:npm/works-tool?vcs_url=*", []),
        ("pkg:pypi/works-tool", [GIT, INDEX, FILE, REGISTRY]),
        ("works-tool", [GIT, INDEX, FILE, REGISTRY]),
    ],
)
def test_pattern_with_an_address_names_what_comes_from_there(pattern: str, named: list[Source]) -> None:
    check(pattern)
    sources = [GIT, INDEX, FILE, REGISTRY]
    assert [source for source in sources if matches(pattern, package("works-tool", source=source))] == named


@pytest.mark.parametrize("version", [None, "1.0", "2.0+local"])
def test_pattern_with_an_address_knows_no_version(version: str | None) -> None:
    assert matches(_GIT_PURL, package("works-tool", version=version, source=GIT))


@pytest.mark.parametrize("qualifiers", ["?vcs_url=https:%2F%2Fforge.example%2Ftool", "?vcs_url=*"])
def test_version_in_front_of_an_address_is_refused(qualifiers: str) -> None:
    with pytest.raises(DocumentError, match=r"matches nothing: it names a version$"):
        check(f"pkg:pypi/works-tool@1.0{qualifiers}")


def test_revision_in_an_address_is_no_version() -> None:
    check("pkg:pypi/works-tool?vcs_url=https://forge.example/works/tool.git@main")
    check(_GIT_PURL)


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "is empty or has blanks around it"),
        ("  ", "is empty or has blanks around it"),
        (" works-tool", "is empty or has blanks around it"),
        ("works-tool\n", "is empty or has blanks around it"),
        ("works-[tool", "'works-[tool' matches nothing: its [ is not closed"),
        ("pkg:pypi", "'pkg:pypi' matches nothing: it names no package"),
        ("pkg:pypi/", "'pkg:pypi/' matches nothing: it names no package"),
        ("pkg:", "'pkg:' matches nothing: it names no package"),
        ("pkg:pip/works-tool", "'pkg:pip/works-tool' matches nothing: 'pip' is no type of a package URL"),
        ("works-tool@1.0", "'works-tool@1.0' matches nothing: it names a version"),
        ("works-tool@*", "'works-tool@*' matches nothing: it names a version"),
        ("@acme/tool@1.0", "'@acme/tool@1.0' matches nothing: it names a version"),
        ("pkg:npm/@acme/tool@1.0", "'pkg:npm/@acme/tool@1.0' matches nothing: it names a version"),
        ("pkg:pypi/works-tool@1.0", "'pkg:pypi/works-tool@1.0' matches nothing: it names a version"),
    ],
)
def test_pattern_that_can_match_nothing_is_refused_with_a_remedy(pattern: str, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(pattern)
    assert caught.value.message == message
    assert caught.value.hint
    assert caught.value.path == ""


@pytest.mark.parametrize("ecosystem", sorted(ECOSYSTEMS))
def test_every_type_of_package_urls_may_be_named(ecosystem: str) -> None:
    check(f"pkg:{ecosystem}/works-tool")
    assert matches(f"pkg:{ecosystem}/*", package("works-tool", ecosystem))


NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)


@settings(deadline=None)
@given(name=NAMES, ecosystem=st.sampled_from(["pypi", "npm", "cargo", "composer", "golang", "nuget", "gem"]))
def test_any_name_is_a_pattern_of_itself(name: str, ecosystem: str) -> None:
    item = package(name, ecosystem)
    for pattern in (name, f"{name}*", f"pkg:{ecosystem}/{name}"):
        check(pattern)
        assert matches(pattern, item)


URLS = st.text("abz019/:@?#&=%+*[]._~- é", min_size=1, max_size=20).map("https://example.org/{}".format)
SOURCES = st.one_of(
    st.just(REGISTRY),
    st.builds(Source, kind=st.sampled_from([SourceKind.INDEX, SourceKind.GIT, SourceKind.URL]), url=URLS),
)


@settings(deadline=None)
@given(
    name=st.text("aZ09.-_+~@%&=#! é", min_size=1, max_size=8),
    ecosystem=st.sampled_from(["pypi", "npm", "golang", "deb", "generic"]),
    source=SOURCES,
    other=SOURCES,
)
def test_any_purl_is_a_pattern_of_its_package_and_of_no_other_address(
    name: str, ecosystem: str, source: Source, other: Source
) -> None:
    item = package(name, ecosystem, source=source)
    check(item.bare_purl)
    assert matches(item.bare_purl, item)
    if source != REGISTRY:
        assert matches(item.bare_purl, package(name, ecosystem, source=other)) == (source == other)


@pytest.mark.parametrize(
    ("name", "other"), [("*", "tool"), ("works*", "works-tool"), ("too?", "tool"), ("too[l]", "tool"), ("[!a]", "b")]
)
def test_sign_in_percent_is_no_wildcard(name: str, other: str) -> None:
    purl = package(name, "npm").bare_purl
    check(purl)
    assert matches(purl, package(name, "npm"))
    assert not matches(purl, package(other, "npm"))


@settings(deadline=None)
@given(pattern=st.text(max_size=30), name=NAMES)
def test_any_text_is_refused_or_matches_without_an_error(pattern: str, name: str) -> None:
    try:
        check(pattern)
    except DocumentError:
        return
    assert matches(pattern, package(name)) in (True, False)
