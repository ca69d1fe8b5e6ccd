"""The YAML subset: read as PyYAML reads it, or refused with the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from depsov.documents import MAX_DEPTH
from depsov.errors import DocumentError
from depsov.parse._block_yaml import Block, scan
from tests.parse.cases import CASES

SAME = {
    "nothing": "",
    "comments": "# one\na: 1 # two\n\n  # three\nb: 2\n",
    "nested": "a:\n  b:\n    c: 1\n  d: 2\ne: 3\n",
    "empty values": "a:\nb:\n  c:\n  d: ''\n",
    "quoted": "'it''s': 'a: b'\n\"c\\\"d\": \"e \\u00e9\"\n",
    "plain with indicators inside": "a: ^1.0 || >=2\nb: c#d\ne: -1\nf: https://example.org/x\n",
    "keys with colons": "node@runtime:26: 1\nname@https://example.org/x.tgz:\n  a: b\n",
    "flow": "a: {b: c, d: 'e, f', g: [h, 'i']}\nj: [k, l]\nm: { n: o }\np: {}\nq: []\n",
    "flow of words": "os: [darwin, linux]\nengines: {node: '>=18'}\nresolution: {integrity: sha512-a/b+c==}\n",
    "sequences": "a:\n  - b\n  - 'c'\nd:\n- e\n- f\ng: 1\n",
    "sequences of mappings": "a:\n  - b: 1\n    c:\n      - d: 2\n  - - e\n    - f\n  -\n    g: 3\n",
    "comment behind an item": "a:\n  - b # c: d\n",
    "documents": "---\na: 1\n---\nb: 2\n...\n",
    "long key": "a:\n  ? '" + "k" * 2000 + "'\n  : b: 1\n    c: 2\n  ? plain\n  : {}\n  d: 3\n",
    "carriage returns": "a:\r\n  b: c\r\n",
    "patched key": "x@1.0.0(patch_hash=00ff)(y@2.0.0):\n  dependencies:\n    '@z/z': 1.0.0(y@2.0.0)\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_reads_as_pyyaml_does(text: str) -> None:
    assert scan(text) == list(yaml.load_all(text, Loader=yaml.BaseLoader)) or (scan(text) == [{}] and not text)


def is_berry_or_pnpm(path: Path) -> bool:
    return path.name in {"pnpm-lock.yaml", ".yarnrc.yml"} or "__metadata:" in path.read_text(encoding="utf-8")


FILES = [path for path in sorted(CASES.glob("*/*/*")) if path.suffix in {".yaml", ".yml", ".lock"}]
OF_THE_SUBSET = [path for path in FILES if is_berry_or_pnpm(path)]


@pytest.mark.parametrize("path", OF_THE_SUBSET, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_reads_lockfiles_as_pyyaml_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "anchor":
        with pytest.raises(DocumentError):
            scan(text)
        return
    without_block_scalars = re.sub(r"(: \|-)\n(?: {6}.*\n)+", ": ''\n", text)
    assert scan(text) == list(yaml.load_all(without_block_scalars, Loader=yaml.BaseLoader))


REFUSED = {
    "anchor": ("a: 1\nb: &x 2\n", 2),
    "alias": ("a: *x\n", 1),
    "tag": ("a: !!python/object:os.system 1\n", 1),
    "directive": ("%YAML 1.2\n---\na: 1\n", 1),
    "tab as indentation": ("a:\n\tb: 1\n", 2),
    "tab behind the colon": ("a:\t1\n", 1),
    "tab in a value": ("a: b\tc\n", 1),
    "value over two lines": ("a: b\n  c\n", 2),
    "quoted over two lines": ("a: 'b\n  c'\n", 1),
    "flow over two lines": ("a: {b: c,\n  d: e}\n", 1),
    "mapping in a value": ("a: b: c\n", 1),
    "wrong indentation": ("a:\n    b: 1\n  c: 2\n", 3),
    "no mapping": ("- a\n", 1),
    "no key": ("a: 1\nhello\n", 2),
    "comment before the colon": ("a: 1\nb # c: d\n", 2),
    "colon without a key in a flow": ("a: [:]\n", 1),
    "same key twice": ("a: 1\nb: 2\na: 3\n", 3),
    "same key twice in a flow": ("a: {b: 1, b: 2}\n", 1),
    "open flow": ("a: [b\n", 1),
    "more behind a flow": ("a: {b: c} d\n", 1),
    "alias in a flow": ("a: {b: *c}\n", 1),
    "escape in a flow": ('a: {b: "\\n"}\n', 1),
    "unknown escape": ('a: "\\q"\n', 1),
    "unknown block header": ("a: |x\n  b\n", 1),
}


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_refuses_with_the_line(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        scan(text)
    assert caught.value.line == line
    assert caught.value.hint


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> other"])
def test_names_a_merge_conflict(mark: str) -> None:
    with pytest.raises(DocumentError, match="merge conflict") as caught:
        scan(f"a: 1\n{mark}\nb: 2\n")
    assert caught.value.hint == "resolve it first"


@pytest.mark.parametrize("text", ["a:\n" * 1 + "".join(f"{' ' * n}b{n}:\n" for n in range(1, 500)), "a: " + "[" * 500])
def test_refuses_depth(text: str) -> None:
    with pytest.raises(DocumentError):
        scan(text)


def test_depth_of_the_limit_is_read() -> None:
    value: object = scan("".join(f"{' ' * n}k:\n" for n in range(MAX_DEPTH)))[0]
    for _ in range(MAX_DEPTH - 1):
        assert isinstance(value, Block)
        value = value["k"]
    assert value == {"k": ""}


def test_leaves_the_text_of_block_scalars_out() -> None:
    assert scan("a: |-\n  b: &c\n\n  <<<<<<<\nd: >\n  e\nf: 1\n") == [{"a": "", "d": "", "f": "1"}]


def test_knows_the_line_of_each_mapping() -> None:
    page = scan("\na:\n  b:\n    c: 1\n  d: {e: 1}\n")[0]
    assert (page.line, page.block("a").line, page.block("a").block("b").line, page.block("a").block("d").line) == (
        2,
        2,
        3,
        5,
    )


def test_getters_check_types() -> None:
    page = scan("text: a\nblock: {b: c}\nitems: [d]\n")[0]
    assert (page.text("text"), page.text("none"), page.block("none")) == ("a", None, {})
    for wrong in (lambda: page.text("block"), lambda: page.block("text"), lambda: page.block("items")):
        with pytest.raises(DocumentError, match="expected"):
            wrong()


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)
VALUES = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(WORDS, VALUES, min_size=1, max_size=4))
def test_reads_what_pyyaml_writes(table: dict[str, object]) -> None:
    text = yaml.safe_dump(table, width=10**6, allow_unicode=True, sort_keys=False)
    try:
        pages = scan(text)
    except DocumentError:
        return  # PyYAML writes more of YAML than package managers do
    assert pages == list(yaml.load_all(text, Loader=yaml.BaseLoader))


def test_an_item_has_the_line_of_its_dash() -> None:
    page = scan("a:\n- b: 1\n\n  # between\n-\n  b: 2\n- - b: 3\n  - b: 4\n")[0]
    items = page["a"]
    assert isinstance(items, list)
    inner = items[2]
    assert isinstance(inner, list)
    assert [item.line for item in (*items, *inner) if isinstance(item, Block)] == [2, 5, 7, 8]
