"""Pages of projects: JSON and HTML, as indexes write them, and as nobody should."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.resolution.index.page import File, Page, reduce_page
from tests.resolution.local_index import LocalIndex

URL = "https://index.example/simple/my-tool/"
FILES = "https://files.example/a/b"


def page(document: bytes, name: str = "my-tool", url: str = URL) -> Page:
    return Page(reduce_page(document, name, url))


def of_json(*files: dict[str, Any], **meta: Any) -> Page:
    rows = [{"filename": "my_tool-1.0.tar.gz", "url": f"{FILES}/my_tool-1.0.tar.gz", **file} for file in files]
    return page(json.dumps({"meta": {"api-version": "1.1", **meta}, "name": "my-tool", "files": rows}).encode())


def of_html(*anchors: str, head: str = "") -> Page:
    return page(f"<!DOCTYPE html><html><head>{head}</head><body>{'<br>'.join(anchors)}</body></html>".encode())


def only(found: Page) -> File:
    (version,) = found.versions
    (file,) = found.files(version)
    return file


def everything(found: Page) -> dict[str, list[File]]:
    return {version: found.files(version) for version in found.versions}


# --- JSON ---------------------------------------------------------------------------------------------------------


def test_a_file_has_all_that_the_index_says() -> None:
    found = of_json(
        {
            "filename": "my_tool-1.0-py3-none-any.whl",
            "url": f"{FILES}/my_tool-1.0-py3-none-any.whl",
            "hashes": {"sha256": "ab", "blake2b": "cd"},
            "requires-python": ">=3.9",
            "core-metadata": {"sha256": "ef"},
            "yanked": "broken",
            "size": 12,
            "upload-time": "2026-01-02T03:04:05Z",
        }
    )
    assert everything(found) == {
        "1.0": [
            File(
                filename="my_tool-1.0-py3-none-any.whl",
                url=f"{FILES}/my_tool-1.0-py3-none-any.whl",
                requires_python=">=3.9",
                yanked=True,
                metadata="ef",
                hashes=(("sha256", "ab"), ("blake2b", "cd")),
                size=12,
                upload_time="2026-01-02T03:04:05Z",
            )
        ]
    }


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.4", "1.99", "1"])
def test_every_minor_version_of_the_interface_is_read(version: str) -> None:
    found = of_json({}, **{"api-version": version, "project-status": {"status": "active"}, "versions": ["1.0"]})
    assert found.versions == ["1.0"]


@pytest.mark.parametrize("version", ["2.0", "10.0", "0.9", "", 2, None])
def test_another_major_version_is_refused(version: object) -> None:
    with pytest.raises(DocumentError, match="of the API"):
        of_json({}, **{"api-version": version})


@pytest.mark.parametrize(
    ("said", "metadata"),
    [
        ({}, None),
        ({"core-metadata": False}, None),
        ({"core-metadata": True}, ""),
        ({"core-metadata": {"sha256": "ab"}}, "ab"),
        ({"core-metadata": {"md5": "ab"}}, ""),
        ({"dist-info-metadata": {"sha256": "ab"}}, "ab"),
        ({"data-dist-info-metadata": True}, ""),
        ({"core-metadata": {"sha256": "new"}, "dist-info-metadata": {"sha256": "old"}}, "new"),
        ({"core-metadata": {"sha256": 5}}, ""),
        ({"core-metadata": []}, None),
    ],
)
def test_metadata_beside_a_file_is_announced_in_several_ways(said: dict[str, Any], metadata: str | None) -> None:
    assert only(of_json(said)).metadata == metadata


@pytest.mark.parametrize(
    ("said", "yanked"),
    [({}, False), ({"yanked": False}, False), ({"yanked": True}, True), ({"yanked": "has a hole"}, True)],
)
def test_yanked_is_a_flag_or_a_reason(said: dict[str, Any], *, yanked: bool) -> None:
    assert only(of_json(said)).yanked is yanked


@pytest.mark.parametrize(
    ("url", "full"),
    [
        ("../../files/my_tool-1.0.tar.gz", "https://index.example/files/my_tool-1.0.tar.gz"),
        ("my_tool-1.0.tar.gz", f"{URL}my_tool-1.0.tar.gz"),
        ("/files/my_tool-1.0.tar.gz", "https://index.example/files/my_tool-1.0.tar.gz"),
        ("//cdn.example/my_tool-1.0.tar.gz", "https://cdn.example/my_tool-1.0.tar.gz"),
        ("http://plain.example/my_tool-1.0.tar.gz", "http://plain.example/my_tool-1.0.tar.gz"),
        (f"{FILES}/my_tool-1.0.tar.gz#sha256=ab", f"{FILES}/my_tool-1.0.tar.gz"),
        (f"{FILES}/other-name?token=1", f"{FILES}/other-name?token=1"),
        ("https://me:secret@files.example/my_tool-1.0.tar.gz", "https://files.example/my_tool-1.0.tar.gz"),
    ],
)
def test_addresses_are_made_whole_and_lose_their_secrets(url: str, full: str) -> None:
    assert only(of_json({"url": url})).url == full


@pytest.mark.parametrize("url", ["https://me:secret@index.example/my_tool-1.0.zip", "my_tool-1.0.zip#secret"])
def test_addresses_of_anchors_lose_their_secrets(url: str) -> None:
    assert "secret" not in only(of_html(f"<a href='{url}'>x</a>")).url


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://[::", "http://[", "ftp://x.example/a", "a:b"])
def test_what_is_no_address_of_the_web_is_no_file(url: str) -> None:
    assert of_json({"url": url}).versions == []


@pytest.mark.parametrize(
    ("filename", "version"),
    [
        ("my_tool-1.0.tar.gz", "1.0"),
        ("my-tool-1.0.tar.gz", "1.0"),
        ("My.Tool-1.0.zip", "1.0"),
        ("my_tool-1.0.tgz", "1.0"),
        ("my_tool-1.0.tar.bz2", "1.0"),
        ("my_tool-1.0.tar.xz", "1.0"),
        ("my_tool-1.0-1.tar.gz", "1.0-1"),
        ("my_tool-1.0+local.1.tar.gz", "1.0+local.1"),
        ("my_tool-1.0-py3-none-any.whl", "1.0"),
        ("my_tool-1!2.0rc1-2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "1!2.0rc1"),
    ],
)
def test_the_version_stands_in_the_file_name(filename: str, version: str) -> None:
    assert of_json({"filename": filename, "url": f"{FILES}/{filename}"}).versions == [version]


@pytest.mark.parametrize(
    "filename",
    [
        "",
        "other-1.0.tar.gz",
        "my_tool_extra-1.0.tar.gz",
        "my_tool-1.0.exe",
        "my_tool-1.0.win32.msi",
        "my_tool-1.0-py3.11.egg",
        "my_tool-1.0.deb",
        "my_tool-.tar.gz",
        "my_tool.whl",
        "my_tool-1.0\n2.0\t[].tar.gz",
        "my_tool-1.0\x00.tar.gz",
        "my_tool-1.0\u202e.tar.gz",
        "my_tool-1.0 2.tar.gz",
        "../my_tool-1.0.tar.gz",
        "my_tool-1.0/../../x.tar.gz",
        "my_tool-1.0-py3-none-a/b.whl",
        "my_tool-1.0-py3-none-a\\b.whl",
        f"my_tool-{'1' * 200}.tar.gz",
        "my_tool-\ud800.tar.gz",
        5,
        None,
    ],
)
def test_other_files_are_passed_over(filename: object) -> None:
    assert of_json({"filename": filename}).versions == []


@pytest.mark.parametrize(
    "said",
    [
        {"hashes": None},
        {"hashes": []},
        {"hashes": {"sha256": {"deep": []}}},
        {"size": "12"},
        {"size": 1e400},
        {"size": [[[]]]},
        {"upload-time": 5},
        {"requires-python": ["3"]},
        {"requires-python": "\ud800"},
        {"upload-time": "\udfff"},
        {"hashes": {"sha256": "\ud800"}},
    ],
)
def test_a_value_of_the_wrong_type_costs_no_file(said: dict[str, Any]) -> None:
    assert only(of_json(said)).filename == "my_tool-1.0.tar.gz"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"Welcome",
        b'{"files": {}}',
        b'{"files": null}',
        b'{"meta": 5}',
        b'{"files": [' + b"[" * 100_000,
        b'{"files": [' + b"9" * 5000 + b"]}",
        b"<html><p>Please log in</p></html>",
        b"<html><a href='/login'>Log in</a></html>",
    ],
)
def test_what_is_no_page_is_refused(document: bytes) -> None:
    with pytest.raises(DocumentError):
        page(document)


def test_deep_values_end_with_an_error_that_is_one() -> None:
    for depth in (200, 900, 960, 985, 990, 995, 2000):
        nested = "[" * depth + "]" * depth
        document = f'{{"files": [{{"filename": "my_tool-1.0.zip", "url": "x", "hashes": {nested}}}]}}'
        try:
            everything(page(document.encode()))
        except DocumentError:
            continue


def test_a_project_without_files_is_known_to_an_index_that_says_so() -> None:
    assert page(b'{"meta": {"api-version": "1.0"}, "files": []}').versions == []


# --- HTML ---------------------------------------------------------------------------------------------------------


def test_anchors_bear_what_json_says() -> None:
    found = of_html(
        '<a href="../../files/my_tool-1.0.tar.gz#sha256=ab" data-requires-python="&gt;=3.9,&lt;4"'
        ' data-yanked="has a hole" data-core-metadata="sha256=cd">my_tool-1.0.tar.gz</a>'
    )
    assert only(found) == File(
        filename="my_tool-1.0.tar.gz",
        url="https://index.example/files/my_tool-1.0.tar.gz",
        requires_python=">=3.9,<4",
        yanked=True,
        metadata="cd",
        hashes=(("sha256", "ab"),),
    )


@pytest.mark.parametrize(
    ("attributes", "metadata"),
    [
        ("", None),
        ('data-core-metadata="true"', ""),
        ('data-core-metadata="false"', None),
        ('data-core-metadata="sha512=ab"', ""),
        ('data-dist-info-metadata="sha256=ab"', "ab"),
        ('data-core-metadata="sha256=new" data-dist-info-metadata="sha256=old"', "new"),
    ],
)
def test_anchors_announce_metadata(attributes: str, metadata: str | None) -> None:
    assert only(of_html(f"<a href=my_tool-1.0.zip {attributes}>x</a>")).metadata == metadata


@pytest.mark.parametrize("attributes", ["data-yanked", 'data-yanked=""', "data-yanked=hole", "DATA-YANKED='a > b'"])
def test_yanked_needs_no_reason(attributes: str) -> None:
    assert only(of_html(f"<a {attributes} href=my_tool-1.0.zip>x</a>")).yanked


@pytest.mark.parametrize(
    ("anchor", "url"),
    [
        ("<A HREF='my_tool-1.0.zip'>x</A>", f"{URL}my_tool-1.0.zip"),
        ("<a\n class = x\n href = my_tool-1.0.zip >x</a>", f"{URL}my_tool-1.0.zip"),
        ('<a href="my_tool-1.0.zip" href="other-1.0.zip">x</a>', f"{URL}my_tool-1.0.zip"),
        ('<a title="<a href=other>" href="my_tool-1.0.zip">x</a>', f"{URL}my_tool-1.0.zip"),
        ('<a href="a&amp;b/my_tool-1.0.zip">x</a>', f"{URL}a&b/my_tool-1.0.zip"),
        ('<a href="my%5Ftool-1.0.zip">x</a>', f"{URL}my%5Ftool-1.0.zip"),
    ],
)
def test_anchors_are_read_as_browsers_do(anchor: str, url: str) -> None:
    assert only(of_html(anchor)).url == url


@pytest.mark.parametrize(
    "anchor",
    [
        "<!-- <a href=my_tool-1.0.zip> -->",
        "<script>'<a href=my_tool-1.0.zip>'</script>",
        "<img alt='<a href=my_tool-1.0.zip>'>",
        "<abbr href=my_tool-1.0.zip>",
        "<a href>x</a>",
        "<a href=my_tool-1.0.zip",
        "&lt;a href=my_tool-1.0.zip&gt;",
        "<a href='https://[::/my_tool-1.0.zip'>x</a>",
        "<a href='my_tool-1.0%2F..%2Fx.zip'>x</a>",
        f"<a href='my_tool-1.0.zi&#{'9' * 5000};'>x</a>",
    ],
)
def test_what_is_no_anchor_links_to_nothing(anchor: str) -> None:
    with pytest.raises(DocumentError, match="links to no file of my-tool"):
        page(f"<html>{anchor}".encode())


def test_the_base_of_a_page_counts() -> None:
    found = of_html("<a href=my_tool-1.0.zip>x</a>", head='<base href="/files/"><base href="/never/">')
    assert only(found).url == "https://index.example/files/my_tool-1.0.zip"


@pytest.mark.parametrize(("version", "is_read"), [("1.0", True), ("1.4", True), ("2.0", False)])
def test_html_says_its_version_too(version: str, *, is_read: bool) -> None:
    head = f'<meta name="pypi:repository-version" content="{version}">'
    if is_read:
        assert of_html("<a href=my_tool-1.0.zip>x</a>", head=head).versions == ["1.0"]
    else:
        with pytest.raises(DocumentError, match="of version"):
            of_html("<a href=my_tool-1.0.zip>x</a>", head=head)


@pytest.mark.parametrize(
    "unit",
    ["<", "<a", "<a ", "<a href='", "<!", "<!--", "<a href=x ", "&", "<?", "</", '<a b="', "<script>", "=", "<a="],
)
def test_no_page_takes_long(unit: str) -> None:
    start = time.monotonic()
    with pytest.raises(DocumentError):
        page(b"<html>" + unit.encode() * 200_000)
    assert time.monotonic() - start < 3


# --- both ---------------------------------------------------------------------------------------------------------


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_json_and_html_of_a_project_say_the_same(index: LocalIndex) -> None:
    index.add("my-tool", "1.0", "1.1", python=">=3.9,<4")
    index.add("my-tool", "1.1", sdist=True, yanked="has a hole")
    index.add("my-tool", "2.0rc1", tag="cp311-cp311-manylinux_2_17_x86_64", announces=False, yanked=True)
    plain = [
        [(file.filename, file.url, file.requires_python, file.yanked, file.metadata, file.hashes) for file in files]
        for document in (index.page("my-tool"), index.html("my-tool"))
        for files in everything(page(document)).values()
    ]
    assert len(plain) == 6
    assert plain[:3] == plain[3:]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<{text}".encode("utf-8", "replace")))
def test_any_bytes_are_a_page_or_an_error(document: bytes) -> None:
    try:
        everything(page(document))
    except DocumentError:
        return


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_KEYS = ["filename", "url", "hashes", "yanked", "core-metadata", "dist-info-metadata", "size", "upload-time"]


@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES | st.just("my_tool-1.0.tar.gz")))
def test_any_values_are_a_page_or_an_error(file: dict[str, Any]) -> None:
    try:
        everything(of_json(file))
    except DocumentError:
        return


@pytest.mark.parametrize("body", [b"1.0", b"\xff", b"1.0\t[]\n\n"])
def test_a_page_that_is_damaged_in_the_cache_is_told(body: bytes) -> None:
    with pytest.raises(DocumentError, match="damaged"):
        Page(body)


@pytest.mark.parametrize(
    "body", [b"1.0\tnull", b"1.0\t[[]]", b"1.0\t{", b'1.0\t[["a"]]', b"1.0\t[[5, 5, 5, 5, 5, 5, 5, 5]]"]
)
def test_a_file_that_is_damaged_in_the_cache_is_told(body: bytes) -> None:
    with pytest.raises(DocumentError, match="damaged"):
        Page(body).files("1.0")
