"""What Python lockfiles say of a package: its name and its version, checked by the rules of PyPI, and its files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import Table, get, need
from depsov.errors import DocumentError
from depsov.model import Problem, Source
from depsov.parse import _address
from depsov.parse._names import name_problem, valid_name
from depsov.parse.python._requirement import valid_version
from depsov.patterns import pattern
from depsov.purl import normalise
from depsov.registries import REGISTRIES, is_default

__all__ = ["has_files_elsewhere", "index_of_files", "name_and_version", "urls_of_files"]

_SERVED = tuple(f"{url}/" for registry in REGISTRIES if registry.ecosystem == "pypi" for url in registry.index_urls)
_ELSEWHERE = pattern(rf"url[\"']?\s*=\s*[\"'](?!{'|'.join(map(re.escape, _SERVED))})")
_DEFAULT = tuple(url.partition("://")[2].rstrip("/") for url in _SERVED)
_HEADER = "\n[[package]]"


def has_files_elsewhere(text: str) -> bool:
    """Return whether an entry of a TOML lockfile may be of the default registry, and have a file that is not.

    Found by the looks of the text, so that no other lockfile has to be decoded with all its files.
    """
    if "\\" in text:
        return True  # what is written with escapes looks like something else
    if not any(url in text for url in _DEFAULT):
        return False
    place = 0
    while match := _ELSEWHERE.search(text, place):
        start, end = text.rfind(_HEADER, 0, match.start()), text.find(_HEADER, match.end())
        place = end if end >= 0 else len(text)
        if any(text.find(url, max(start, 0), place) >= 0 for url in _DEFAULT):
            return True
    return False


def urls_of_files(table: Table) -> Iterator[str]:
    """Yield the addresses of the files that stand under `sdist` and `wheels`."""
    files = [table.get("sdist"), *get(table, "wheels", list, [])]
    urls = (file.get("url") for file in files if isinstance(file, dict))
    yield from (url for url in urls if isinstance(url, str))


def index_of_files(index: Source, table: Table) -> Source:
    """Return the index of an entry; where it is the default registry and a file lies elsewhere, the host of that file.

    An installer takes the file from where the entry has it, whatever index stands beside it.
    """
    if index.url is None or not is_default("pypi", index.url):
        return index
    urls = (url for url in urls_of_files(table) if not url.startswith(_SERVED))
    return next((_address.index_of_file(url) for url in urls if not is_default("pypi", url)), index)


def name_and_version(
    table: Table, line: int | None, path: str, problems: list[Problem]
) -> tuple[str, str | None] | None:
    """Return the normalised name and the version of an entry; None, with a Problem, where the name can be none.

    Raises `DocumentError` where the version is none.
    """
    name, version = need(table, "name", str), get(table, "version", str)
    if not valid_name("pypi", name):
        problems.append(name_problem(path, name, line=line))
        return None
    if version is not None and not valid_version(version):
        raise DocumentError("is no version", path="version")
    return normalise("pypi", name), version
