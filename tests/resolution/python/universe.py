"""Made-up packages on made-up indexes, in place of the catalogue that asks real ones."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from depsov.demand import Demand, Want
from depsov.errors import ResolutionError
from depsov.fetch import NOT_FOUND, Failure
from depsov.model import REGISTRY, Source
from depsov.parse.python._requirement import required_name
from depsov.purl import normalise
from depsov.resolution.index.catalogue import Listing, TooManyQuestionsError
from depsov.resolution.index.metadata import Metadata
from depsov.resolution.index.page import File, Page, reduce_page
from depsov.resolution.python.solution import Chosen, Solution
from depsov.resolution.python.solve import Limits, solve_from
from depsov.resolution.python.target import Target

__all__ = ["FILES", "INDEX", "LINUX", "Universe", "demand", "failure", "names", "solution", "versions", "want"]

INDEX = "https://index.example/simple"
FILES = "https://files.example"
LINUX = Target(python="3.12", platform="linux", machine="x86_64")
_EXTRA = re.compile(r"""extra *== *["']([^"']+)["']""")
DAY = date(2026, 6, 30)


class Universe:
    """Answers as `Catalogue` does, from what was added. `asked` are the questions, each once and in their order."""

    def __init__(self) -> None:
        self._asked: dict[str, None] = {}
        self.limit = 100_000
        self._pages: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._metadata: dict[str, Metadata | Failure] = {}
        self._reduced: dict[tuple[str, str], Page] = {}
        self._failing: dict[str, Failure] = {}
        self._indexes = {INDEX: None}

    def add(
        self,
        release: str,
        *requires: str,
        files: Iterable[str] = (),
        yanked: Iterable[str] | bool = False,
        python: str | None = None,
        python_inside: str | None = None,
        index: str = INDEX,
        **fields: Any,
    ) -> Universe:
        """Add `app 1.0` with what it requires.

        `files` are the names of its files, by default one wheel for every target. `yanked` are those of them that were
        yanked, or whether all were. `python` is what the index says of the Pythons that it is for, `python_inside` what
        only its metadata says. `fields` replace those of its metadata.
        """
        name, _, version = release.partition(" ")
        self._indexes.setdefault(index)
        given = [*files] or [f"{name.replace('-', '_')}-{version}-py3-none-any.whl"]
        page = self._pages.setdefault((normalise("pypi", name), index), [])
        metadata = Metadata(
            name=normalise("pypi", name),
            version=version,
            requires=requires,
            requires_python=python if python_inside is None else python_inside,
            extras=frozenset(_extras(requires)),
        )
        for filename in given:
            url = f"{FILES}/{filename}"
            is_yanked = yanked if isinstance(yanked, bool) else filename in yanked
            row = {"filename": filename, "url": url, "yanked": is_yanked, "hashes": {"sha256": "0f" * 32}}
            page.append(row if python is None else {**row, "requires-python": python})
            self._metadata[url] = replace(metadata, **fields)
        return self

    def add_file(self, url: str, metadata: Metadata | Failure) -> Universe:
        """Add what is read of a file at an address."""
        self._metadata[url] = metadata
        return self

    def fail(self, name: str, failure: Failure) -> Universe:
        """Let the page of a project fail."""
        self._failing[name] = failure
        return self

    @property
    def asked(self) -> list[str]:
        return list(self._asked)

    async def page(self, name: str, index: str | None = None) -> Listing | Failure:
        self._ask(f"page {name}")
        await asyncio.sleep(0)
        if name in self._failing:
            return self._failing[name]
        for base in self._indexes if index is None else (index,):
            rows = self._pages.get((name, base))
            if rows is not None:
                known = self._reduced.get((name, base))
                if known is None:
                    body = reduce_page(json.dumps({"files": rows}).encode(), name, f"{base}/{name}/")
                    known = self._reduced[name, base] = Page(body)
                return Listing(base, known)
        return Failure(NOT_FOUND)

    async def metadata(self, file: File, index: str | None) -> Metadata | Failure:
        self._ask(f"metadata {file.filename}" if index else f"file {file.url}")
        await asyncio.sleep(0)
        return self._metadata.get(file.url, Failure(NOT_FOUND))

    def _ask(self, question: str) -> None:
        if question not in self._asked:
            if len(self._asked) >= self.limit:
                raise TooManyQuestionsError
            self._asked[question] = None


def _extras(requires: Iterable[str]) -> Iterable[str]:
    for text in requires:
        yield from (normalise("pypi", extra) for extra in _EXTRA.findall(text))


# --- questions and answers ----------------------------------------------------------------------------------------


def want(requirement: str, *, line: int | None = None, source: Source = REGISTRY) -> Want:
    name = required_name(requirement)
    assert name is not None
    return Want(requirement=requirement, name=normalise("pypi", name), file="requirements.in", line=line, source=source)


def demand(*wants: str | Want, **fields: Any) -> Demand:
    """Return the demand of a requirements file with a requirement on each line."""
    listed = tuple(want(item, line=line) if isinstance(item, str) else item for line, item in enumerate(wants, 1))
    return Demand(file="requirements.in", project="shop", folder="", wants=listed, **fields)


def solution(
    universe: Universe,
    asked: Demand,
    *,
    target: Target = LINUX,
    preferences: Mapping[str, str] | None = None,
    withheld: Callable[[str], bool] = lambda _: False,
    limits: Limits | None = None,
) -> Solution:
    return asyncio.run(
        solve_from(
            universe,
            asked,
            target=target,
            today=DAY,
            preferences=preferences,
            withheld=withheld,
            limits=limits or Limits(),
        )
    )


def versions(universe: Universe, *wants: str | Want, target: Target = LINUX, **fields: Any) -> dict[str, str]:
    """Return the versions that are found for some requirements, by name."""
    return {item.name: item.version for item in solution(universe, demand(*wants, **fields), target=target).packages}


def names(universe: Universe, *wants: str | Want, **fields: Any) -> dict[str, Chosen]:
    """Return the packages that are found for some requirements, by name."""
    return {item.name: item for item in solution(universe, demand(*wants, **fields)).packages}


def failure(universe: Universe, asked: Demand, *, target: Target = LINUX, limits: Limits | None = None) -> str:
    """Return the error where nothing is found, with its hint, as it is shown."""
    with pytest.raises(ResolutionError) as caught:
        solution(universe, asked, target=target, limits=limits)
    assert "\n" not in caught.value.message
    return f"{caught.value.message}\nHint: {caught.value.hint}\n"
