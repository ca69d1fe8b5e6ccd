"""Where the files of an entry lie: an installer takes them from there, whatever index stands beside them."""

from __future__ import annotations

import pytest

from depsov.parse import _address
from depsov.parse.python._locked import has_files_elsewhere, index_of_files
from depsov.registries import registry_of
from tests.trust.trees import FILES, INDEX

INDEX_OF_ALL = INDEX["pypi"]
ELSEWHERE = "https://files.example.net/a.whl"


def _entry(index: str, *urls: str) -> str:
    files = "".join(f'    {{ url = "{url}", hash = "sha256:0" }},\n' for url in urls)
    return f'\n[[package]]\nname = "tool"\nsource = {{ registry = "{index}" }}\nwheels = [\n{files}]\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_entry(INDEX_OF_ALL, f"{FILES}/a.whl"), False),
        (_entry(INDEX_OF_ALL), False),
        (_entry("https://pypi.example/simple", ELSEWHERE), False),
        (_entry(INDEX_OF_ALL, f"{FILES}/a.whl") + _entry("https://pypi.example/simple", ELSEWHERE), False),
        (_entry(INDEX_OF_ALL, ELSEWHERE), True),
        (_entry(INDEX_OF_ALL, f"{FILES}/a.whl", ELSEWHERE), True),
        (_entry("https://pypi.example/simple", ELSEWHERE) + _entry(INDEX_OF_ALL, ELSEWHERE), True),
        (_entry(INDEX_OF_ALL, ELSEWHERE).replace("url = ", "'url'= "), True),
        (_entry(INDEX_OF_ALL, f"{FILES}.example.net/a.whl"), True),
        (_entry(INDEX_OF_ALL, "\\u0068ttps://files.example.net/a.whl"), True),
    ],
)
def test_a_file_that_the_registry_of_its_entry_does_not_serve_is_seen(text: str, *, expected: bool) -> None:
    assert has_files_elsewhere(text) is expected


def test_many_files_of_one_entry_cost_no_time() -> None:
    head = _entry(INDEX_OF_ALL, f"{FILES}/a.whl")
    assert not has_files_elsewhere(head + _entry("https://pypi.example/simple", *[ELSEWHERE] * 50_000))


@pytest.mark.parametrize("kept", [INDEX_OF_ALL, "https://pypi.example/simple"])
def test_the_index_stays_where_its_files_are_its_own(kept: str) -> None:
    registry = registry_of("pypi")
    assert registry is not None
    table = {"sdist": {"url": f"{FILES}/a.tar.gz"}, "wheels": [{"url": f"{url}/a.whl"} for url in registry.index_urls]}
    assert index_of_files(_address.index(kept), table) == _address.index(kept)


def test_the_host_of_a_strange_file_takes_its_place() -> None:
    table = {"wheels": [{"url": f"{FILES}/a.whl"}, {"filename": "a"}, 1, {"url": ELSEWHERE}]}
    assert index_of_files(_address.index(INDEX_OF_ALL), table).url == "https://files.example.net"
