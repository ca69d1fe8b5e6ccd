"""The label files are well formed, and name neither persons nor registries."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from depsov.knowledge.countries import CODES
from depsov.registries import REGISTRIES
from tools import accuracy

FILES = sorted(accuracy.LABELS.glob("*.tsv"))
COLUMNS = [
    "ecosystem", "name", "rank", "kind", "steward", "home", "tie", "controller", "country", "verdict", "also",
    "evidence", "certainty",
]  # fmt: skip
HOSTS = {host for registry in REGISTRIES for host in registry.page_hosts}
HOSTS |= {url.split("/")[2] for registry in REGISTRIES for url in registry.index_urls} - {"github.com"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_at_least_300_labels() -> None:
    names = [(row["ecosystem"], row["name"]) for path in FILES for row in _rows(path)]
    assert len(names) == len(set(names)) >= 300


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_use_the_words_of_the_method(path: Path) -> None:
    for row in _rows(path):
        assert list(row) == COLUMNS
        assert row["kind"] in {*accuracy.ORGANISATIONS, "community", "individual", "unknown"}
        assert row["verdict"] in {"inside", "outside", "distributed", "individual", "unknown"}
        assert row["tie"] in {"comprehensive", "marks", "money", "none", "-"}
        assert row["country"] == "-" or row["country"] in CODES
        assert row["certainty"] in {"high", "medium", "low"}
        assert row["evidence"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nobody_is_named_and_no_registry(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w", text) == []
    assert set(re.findall(r"https?://(?:www\.)?([^/\s:?#]+)", text)) & HOSTS == set()
    individuals = [row for row in _rows(path) if row["kind"] == "individual"]
    assert {row["steward"] for row in individuals} == {"-"}
    # The address of a repository names its owner: here that is nobody who is listed.
    assert [row["name"] for row in individuals if "github.com/" in row["evidence"]] == []
