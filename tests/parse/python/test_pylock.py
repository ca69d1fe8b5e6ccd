"""Lockfiles of PEP 751, compared with what `packaging` makes of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.pylock import Pylock
from packaging.utils import canonicalize_name

from depsov.parse.python import pylock
from depsov.tree import Tree
from tests.parse.cases import CASES

VALID = sorted(
    path for case in ("edges", "exported", "named") for path in (CASES / "pylock" / case).glob("pylock*.toml")
)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.parent.name)
def test_packages_are_those_that_packaging_sees(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for package in table["packages"]:
        # `packaging` wants names in their normal form and every file complete; a reader need not.
        package["name"] = canonicalize_name(package["name"])
        for key in ("wheels", "sdist"):
            package.pop(key, None)
        if not {"vcs", "directory", "archive"} & package.keys():
            file = f"{package['name'].replace('-', '_')}-{package['version']}.tar.gz"
            package["sdist"] = {"url": f"https://files.example.org/{file}", "hashes": {"sha256": "00"}}
    reference = Pylock.from_dict(table)
    tree = Tree(path.parent)
    parsed = pylock.read(tree.open(path.name), tree.folder(path.name))
    locked = [node for node in parsed.nodes if node.line is not None]
    assert [(node.name, node.version) for node in locked] == [
        (package.name, None if package.version is None else str(package.version)) for package in reference.packages
    ]
