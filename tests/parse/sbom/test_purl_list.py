"""What the case folders of lists cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.model import Parsed
from depsov.parse.sbom import purl_list
from tests.parse.written import direct, read


def parsed_of(folder: Path, text: str) -> Parsed:
    return read(folder, "purl-list", "purls.csv", {"purls.csv": text})


@pytest.mark.parametrize(
    "text",
    [
        "pkg:npm/ms@2.1.3",
        "\ufeffpkg:npm/ms@2.1.3\r\n",
        "# a remark\n\n\tpkg:npm/ms@2.1.3 # another\n",
        "purl\npkg:npm/ms@2.1.3\n",
        "\ufeff# a remark\r\nPURL\r\npkg:npm/ms@2.1.3\r\n",
        '"Package URL"\n"pkg:npm/ms@2.1.3"\n',
        "name,package_url\nms,pkg:npm/ms@2.1.3\n",
        "name;purl;x\n;pkg:npm/ms@2.1.3;\n",
        "a\tpurl\n\tpkg:npm/ms@2.1.3\n",
        "version,Name,ECOSYSTEM\n2.1.3,ms,NPM\n",
        "purl,ecosystem,name,version\n,npm,ms,2.1.3\n",
        "purl,version\npkg:npm/ms,2.1.3\n",
    ],
)
def test_ways_to_write_a_list(tmp_path: Path, text: str) -> None:
    parsed = parsed_of(tmp_path, text)
    assert [(found.ecosystem, found.name, found.version) for found in parsed.nodes] == [("npm", "ms", "2.1.3")]
    assert direct(parsed, "") == {"ms": "runtime"}
    assert not parsed.problems


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("runtime,yes", {"ms": "runtime"}),
        ("Optional,1", {"ms": "optional"}),
        ("build,", {"ms": "build"}),
        ("dev,direct", {"ms": "development"}),
        ("test,true", {"ms": "development"}),
        (",no", {}),
        (",False", {}),
        (",transitive", {}),
    ],
)
def test_scope_and_direct(tmp_path: Path, cells: str, expected: dict[str, str]) -> None:
    parsed = parsed_of(tmp_path, f"purl,scope,direct\npkg:npm/ms@2.1.3,{cells}\npkg:npm/once@1.4.0,,\n")
    assert direct(parsed, "") == expected | {"once": "runtime"}
    assert len(parsed.nodes) == 2


def test_broken_rows_leave_the_others(tmp_path: Path) -> None:
    parsed = parsed_of(tmp_path, 'purl\npkg:npm/a@1\n"pkg:npm/b@1"x\nb\npkg:npm/c@1\n')
    assert [(found.name, found.line) for found in parsed.nodes] == [("a", 2), ("c", 5)]
    assert [problem.message.partition(":")[0] for problem in parsed.problems] == ["line 3", "line 4"]


@pytest.mark.parametrize("text", ["lodash\n", "name,version\nms,2.1.3\n", "# nothing\n", "{}"])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DocumentError, match="no list of package URLs"):
        parsed_of(tmp_path, text)


def test_list_from_nowhere() -> None:
    document = Document("-", b"pkg:npm/ms@2.1.3\n")
    parsed = purl_list.read(document, None)  # type: ignore[arg-type]
    assert [(root.name, root.path) for root in parsed.roots] == [("list", "")]
