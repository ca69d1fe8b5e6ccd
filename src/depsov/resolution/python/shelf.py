"""The releases of one project that a target can install, newest first.

Versions: PEP 440. Which file of a version: the wheel whose tags fit best (PEP 425), else the source archive. A release
that was yanked is passed over unless a requirement pins it (PEP 592); a pre-release unless a requirement names one or
there is nothing else, as pip has it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from depsov.resolution.index.page import File, Page
from depsov.values import dataclass

__all__ = ["OTHER_PYTHON", "Release", "Shelf", "Wanted", "allows_python", "rank_of"]

OTHER_PYTHON = "name another Python by --target, or ask for another release"
"""What to do about a release that is for other Pythons."""

Build = tuple[int, str]

_BUILD = re.compile(r"([0-9]+)(.*)", re.DOTALL)
_NO_BUILD = (-1, "")


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One version of a project, and the file that the target would install. There is one object of each."""

    name: str
    version: Version
    file: File
    index: str | None

    def __str__(self) -> str:
        """Return it as messages name it."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Which versions will do: those that all specifiers allow. Whoever asks again hands over the same object."""

    specifier: SpecifierSet
    prereleases: bool = False

    def allows(self, version: Version, *, prereleases: bool) -> bool:
        """Return whether a version will do, where pre-releases do or do not."""
        if version.is_prerelease and not (prereleases or self.takes_prereleases):
            return False
        return self.specifier.contains(version, prereleases=True)

    @property
    def takes_prereleases(self) -> bool:
        """Whether the user or a specifier asks for pre-releases."""
        return self.prereleases or bool(self.specifier.prereleases)

    @property
    def pins(self) -> bool:
        """Whether it names one exact version."""
        return any(
            item.operator == "===" or (item.operator == "==" and not item.version.endswith(".*"))
            for item in self.specifier
        )


class Shelf:
    """The releases of a project on one index, for one target.

    `tags` are those of the target with their ranks, `python` is its full version.
    """

    def __init__(self, name: str, index: str | None, page: Page, tags: Mapping[str, int], python: str) -> None:
        self.name = name
        self.index = index
        self._page = page
        self._tags = tags
        self._python = python
        self._known: dict[Version, Release | None] = {}
        self._matches: dict[Wanted, _Replayed] = {}

    def matching(self, wanted: Wanted, preferred: Version | None = None) -> Iterator[Release]:
        """Yield the releases that will do, the preferred one first, then the newest."""
        first = None
        if preferred is not None and preferred in self._written and wanted.allows(preferred, prereleases=True):
            first = self.release(preferred)
            if first is not None and first.file.yanked and not wanted.pins:
                first = None
        if first is not None:
            yield first
        matches = self._matches.get(wanted)
        if matches is None:
            matches = self._matches[wanted] = _Replayed(self._matching(wanted))
        yield from (release for release in matches if release is not first)

    def _matching(self, wanted: Wanted) -> Iterator[Release]:
        """Yield the releases that will do; what was yanked only where nothing else meets an exact version."""
        releases = self._fit_for(wanted)
        if wanted.pins:
            found = list(releases)
            all_yanked = all(release.file.yanked for release in found)
            yield from (release for release in found if all_yanked or not release.file.yanked)
        else:
            yield from (release for release in releases if not release.file.yanked)

    def _fit_for(self, wanted: Wanted) -> Iterator[Release]:
        """Yield the releases that will do, yanked or not; pre-releases only where asked for, or without a final one."""
        found = False
        for version in self.versions:
            if wanted.allows(version, prereleases=False):
                release = self.release(version)
                if release is not None:
                    found = True
                    yield release
        if found or wanted.takes_prereleases:
            return
        for version in self.versions:
            if version.is_prerelease and wanted.allows(version, prereleases=True):
                release = self.release(version)
                if release is not None:
                    yield release

    def release(self, version: Version) -> Release | None:
        """Return a version with the file that fits the target best, or None where none fits."""
        if version not in self._known:
            files = [file for text in self._written[version] for file in self._page.files(text)]
            best = max(self._fitting(files), key=lambda pair: pair[0], default=None)
            self._known[version] = None if best is None else Release(self.name, version, best[1], self.index)
        return self._known[version]

    @cached_property
    def versions(self) -> list[Version]:
        """All versions of the page, newest first."""
        return sorted(self._written, reverse=True)

    def why_not(self, wanted: Wanted) -> tuple[str, str]:
        """Return why nothing is left, of what there is and the target can install; and what to do."""
        if not self._written:
            return f"the index lists no release of {self.name}", "correct its name, or name another index"
        allowed = [version for version in self.versions if wanted.allows(version, prereleases=True)]
        if not allowed:
            return f"the newest release of {self.name} is {self.versions[0]}", "ask for a release that there is"
        newest = f"{self.name} {allowed[0]}"
        if any(self.release(version) is not None for version in allowed):
            what = newest if len(allowed) == 1 else f"every release of {self.name} that would do"
            return f"{what} was yanked", "ask for another release, or for that one by =="
        files = [file for text in self._written[allowed[0]] for file in self._page.files(text)]
        pythons = {file.requires_python for file in files if file.requires_python}
        if pythons and not any(allows_python(text, self._python) for text in pythons):
            return f"{newest} is for Python {min(pythons)}, not {self._python}", OTHER_PYTHON
        return f"{newest} has no file for the target", "name another --target, or ask for another release"

    @cached_property
    def _written(self) -> dict[Version, list[str]]:
        found: dict[Version, list[str]] = {}
        for text in self._page.versions:
            version = _version(text)
            if version is not None:
                found.setdefault(version, []).append(text)
        return found

    def _fitting(self, files: Collection[File]) -> Iterator[tuple[tuple[bool, int, Build, int], File]]:
        """Yield the files that the target can install; the greatest is the best, of equal ones the last, as in pip."""
        for place, file in enumerate(files):
            if file.requires_python and not allows_python(file.requires_python, self._python):
                continue
            if not file.is_wheel:
                yield (not file.yanked, -len(self._tags), _NO_BUILD, place), file
                continue
            found = rank_of(file.filename, self._tags)
            if found is not None:
                yield (not file.yanked, -found[0], found[1], place), file


class _Replayed:
    """The releases of an iterator, which is asked for each of them once, however often they are looked at."""

    def __init__(self, releases: Iterator[Release]) -> None:
        self._seen: list[Release] = []
        self._rest = releases

    def __iter__(self) -> Iterator[Release]:
        place = 0
        while True:
            if place == len(self._seen):
                release = next(self._rest, None)
                if release is None:
                    return
                self._seen.append(release)
            yield self._seen[place]
            place += 1


def rank_of(filename: str, tags: Mapping[str, int]) -> tuple[int, Build] | None:
    """Return the rank of the best tag of a wheel's name, and its build number; None where no tag fits.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
    """
    parts = filename[: -len(".whl")].split("-")
    build = _NO_BUILD
    if len(parts) == 6:
        match = _BUILD.fullmatch(parts.pop(2))
        if match is None:
            return None
        build = int(match[1][:18]), match[2]
    if len(parts) != 5:
        return None
    pythons, abis, platforms = (part.lower().split(".") for part in parts[-3:])
    ranks = [tags.get(f"{python}-{abi}-{system}") for python in pythons for abi in abis for system in platforms]
    best = min((rank for rank in ranks if rank is not None), default=None)
    return None if best is None else (best, build)


@lru_cache(maxsize=4096)
def allows_python(requires_python: str, python: str) -> bool:
    """Return whether a `Requires-Python` allows a version; one that is no specifier forbids nothing, as in pip."""
    try:
        return SpecifierSet(requires_python).contains(python, prereleases=True)
    except InvalidSpecifier:
        return True


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None  # no tool can choose it either
