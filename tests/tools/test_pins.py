"""The lockfile of depsov itself, as it is made: from an index on the loopback."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping

import pytest

import depsov
from depsov import Document
from depsov.errors import ResolutionError
from tests.resolution.local_index import LocalIndex, serving
from tools import pins

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PROJECT = {"name": "app", "dependencies": ["web[fast]>=1"]}


@pytest.fixture
def index() -> Iterator[LocalIndex]:
    with serving() as index:
        index.add("web", "1.0", "2.0", requires=["core", 'rope; extra == "fast"'], extras=["fast"])
        index.add("core", "1.0", requires=['coat; sys_platform == "win32"', 'shim; python_version < "3.12"'])
        for name in ("rope", "coat", "shim"):
            index.add(name, "1.0")
        index.add("rope", "1.0", sdist=True)
        yield index


def _resolve(index: LocalIndex, kept: Mapping[str, str] | None = None) -> str:
    return asyncio.run(pins.resolve(PROJECT, kept or {}, index=index.url))


def test_it_holds_what_any_target_needs(index: LocalIndex) -> None:
    versions = {"coat": "1.0", "core": "1.0", "rope": "1.0", "shim": "1.0", "web": "2.0"}

    assert pins.pinned(_resolve(index)) == versions


def test_a_version_that_will_do_is_kept(index: LocalIndex) -> None:
    assert pins.pinned(_resolve(index, {"web": "1.0"}))["web"] == "1.0"
    assert pins.pinned(_resolve(index, {"web": "0.9"}))["web"] == "2.0"


def test_every_file_of_a_version_has_its_hash_and_none_its_address(index: LocalIndex) -> None:
    text = _resolve(index)

    files = [index.answer(f"/files/rope-1.0{end}") for end in ("-py3-none-any.whl", ".tar.gz")]
    digests = sorted(hashlib.sha256(file[1]).hexdigest() for file in files if file is not None)
    hashes = " \\\n".join(f"    --hash=sha256:{digest}" for digest in digests)
    assert f"\nrope==1.0 \\\n{hashes}\n    # via web\n" in text
    assert "127.0.0.1" not in text


def test_depsov_reads_the_whole_tree_out_of_it(index: LocalIndex) -> None:
    report = depsov.scan(Document("requirements.txt", _resolve(index).encode()))

    packages = {item.package.purl: item.package for item in report.assessments}
    edges = {(item.name, packages[purl].name) for item in packages.values() for purl in item.requires}
    assert not report.problems
    assert edges == {("web", "core"), ("web", "rope"), ("core", "coat"), ("core", "shim")}
    assert [item.name for item in packages.values() if item.direct] == ["web"]


def test_a_version_that_does_not_do_everywhere_is_told(index: LocalIndex) -> None:
    index.add("core", "2.0", python=">=3.12")

    with pytest.raises(ResolutionError, match=r"core has no version that will do everywhere: 1\.0, 2\.0"):
        _resolve(index)


def test_an_index_without_hashes_is_told(index: LocalIndex) -> None:
    index.add("web", "3.0", hashes={})

    with pytest.raises(ResolutionError, match="web: the index gives no SHA-256"):
        _resolve(index)
