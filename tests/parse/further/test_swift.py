"""What the case folders of `Package.resolved` cannot show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depsov.evidence.links import identity_of
from depsov.model import SourceKind
from tests.parse.written import read

ADDRESSES = [
    ("https://github.com/apple/swift-nio.git", "github.com/apple/swift-nio", "github:apple"),
    ("https://github.com/apple/swift-nio/", "github.com/apple/swift-nio", "github:apple"),
    ("https://GitHub.com/Alamofire/Alamofire", "github.com/Alamofire/Alamofire", "github:alamofire"),
    ("https://token@github.com/apple/swift-nio", "github.com/apple/swift-nio", "github:apple"),
    ("ssh://git@github.com:22/apple/swift-nio.git", "github.com/apple/swift-nio", "github:apple"),
    ("git@github.com:apple/swift-nio.git", "github.com/apple/swift-nio", "github:apple"),
    ("git@gitlab.com:library/apps/shelf.git", "gitlab.com/library/apps/shelf", "gitlab:library"),
    ("https://codeberg.org/library/shelf", "codeberg.org/library/shelf", "codeberg:library"),
]


def pin(address: str, **more: object) -> str:
    entry = {"identity": "shelf", "kind": "remoteSourceControl", "location": address, "state": {"version": "1.0.0"}}
    return json.dumps({"pins": [entry | more], "version": 2})


@pytest.mark.parametrize(("address", "name", "owner"), ADDRESSES)
def test_package_on_a_forge_is_called_after_its_repository_whose_owner_the_name_tells(
    tmp_path: Path, address: str, name: str, owner: str
) -> None:
    (node,) = read(tmp_path, "swift", "Package.resolved", {"Package.resolved": pin(address)}).nodes

    assert (node.name, node.source.kind) == (name, SourceKind.REGISTRY)
    assert identity_of(node.name.lower()) == owner


@pytest.mark.parametrize(
    ("address", "name", "url"),
    [
        ("https://code.example.org/shelf.git", "code.example.org/shelf", "https://code.example.org/shelf.git"),
        ("https://me:secret@code.example.org:8443/a/b", "code.example.org/a/b", "https://code.example.org:8443/a/b"),
        ("https://github.com/settings", "github.com/settings", "https://github.com/settings"),
        ("https://localhost/shelf", "shelf", "https://localhost/shelf"),
    ],
)
def test_package_at_any_other_address_comes_from_there(tmp_path: Path, address: str, name: str, url: str) -> None:
    (node,) = read(tmp_path, "swift", "Package.resolved", {"Package.resolved": pin(address)}).nodes

    assert (node.name, node.source.kind, node.source.url) == (name, SourceKind.GIT, url)


def test_package_on_the_disk_is_the_projects_own(tmp_path: Path) -> None:
    (node,) = read(tmp_path, "swift", "Package.resolved", {"Package.resolved": pin("../shelf")}).nodes

    assert node.source.kind is SourceKind.PATH
    assert node.own


def test_lines_are_left_out_where_pins_share_them(tmp_path: Path) -> None:
    two = json.loads(pin("https://github.com/apple/swift-nio"))
    two["pins"].append({**two["pins"][0], "location": "https://github.com/apple/swift-log"})
    parsed = read(tmp_path, "swift", "Package.resolved", {"Package.resolved": json.dumps(two)})

    assert [node.line for node in parsed.nodes] == [None, None]
