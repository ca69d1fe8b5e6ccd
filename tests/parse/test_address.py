"""Addresses as sources: no secret, no revision and no path of the machine gets through."""

from __future__ import annotations

import pytest

from depsov.model import Source, SourceKind
from depsov.parse import _address
from depsov.parse._address import PATH

INDEXES = [
    ("https://index.example.org/simple/", "https://index.example.org/simple"),
    ("https://user:secret@index.example.org/simple", "https://index.example.org/simple"),
    ("https://user:p@ss@index.example.org/simple", "https://index.example.org/simple"),
    ("https://${USER}:${PASSWORD}@index.example.org/simple", "https://index.example.org/simple"),
    ("https://index.example.org:8443/simple?token=secret#secret", "https://index.example.org:8443/simple"),
    ("https://user:se/cret@index.example.org/simple", None),  # the slash ends the host: all of it is a secret
    ("https://${HOST}:${PORT}/simple", "https://${HOST}:${PORT}/simple"),
    ("${INDEX}", None),
    ("./wheels", None),
    ("/home/me/wheels", None),
    ("file:///home/me/wheels", None),
    ("", None),
]

REPOSITORIES = [
    ("git+https://git.example.org/team/part.git@v1.0#egg=part", "https://git.example.org/team/part.git"),
    ("https://git.example.org/team/part.git?rev=main#0123", "https://git.example.org/team/part.git"),
    ("https://token@git.example.org/team/part", "https://git.example.org/team/part"),
    ("git+ssh://git@git.example.org/team/part.git@feature/x", "ssh://git.example.org/team/part.git"),
    ("git@git.example.org:team/part.git", "git@git.example.org:team/part.git"),
    ("user:secret@git.example.org:team/part.git", None),
    ("git+git@git.example.org:team/part.git@main", "git@git.example.org:team/part.git"),
    ("hg+https://hg.example.org/part", "https://hg.example.org/part"),
    ("${REPOSITORY}", None),
]


@pytest.mark.parametrize(("url", "cleaned"), INDEXES)
def test_index(url: str, cleaned: str | None) -> None:
    assert _address.index(url) == Source(kind=SourceKind.INDEX, url=cleaned)


@pytest.mark.parametrize(("url", "cleaned"), REPOSITORIES)
def test_repository(url: str, cleaned: str | None) -> None:
    assert _address.repository(url) == Source(kind=SourceKind.GIT, url=cleaned)


@pytest.mark.parametrize("url", ["../part", "/srv/part", "file:///srv/part", "git+file:///srv/part.git", "."])
def test_the_local_disk_is_own_and_leaves_no_path(url: str) -> None:
    assert _address.direct(url) == PATH
    assert PATH.url is None


def test_archive_keeps_its_path_and_loses_its_query() -> None:
    url = "https://user:secret@files.example.org/part-1.0.zip?sig=secret"
    assert _address.archive(url) == Source(kind=SourceKind.URL, url="https://files.example.org/part-1.0.zip")


def test_variable_in_place_of_an_archive_is_somewhere_unknown() -> None:
    assert _address.archive("${BASE}/part.zip") == Source(kind=SourceKind.URL)


def test_index_of_a_file_is_its_host() -> None:
    source = _address.index_of_file("https://user:secret@files.example.org/a/b/part-1.0.zip")
    assert source == Source(kind=SourceKind.INDEX, url="https://files.example.org")


def test_control_characters_do_not_get_through() -> None:
    assert "\x1b" not in str(_address.index("https://index.example.org/\x1b[31m").url)
