"""What a project declares to setuptools in `setup.cfg` or `setup.py`, and how setuptools words it.

https://setuptools.pypa.io/en/latest/references/keywords.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from depsov.values import dataclass, field

__all__ = ["FIELDS", "Declared", "requirement_lines", "split_extras", "with_marker"]

FIELDS = ("name", "python_requires", "install_requires", "extras_require", "setup_requires", "tests_require")
"""The keywords of setuptools that say what a project asks for, and what it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What can be read without running anything.

    `runtime`, `extras` (by the name of the extra), `build` and `tests` are dependency specifiers as they are written.
    `computed` names those of `FIELDS` that are there and could not be read, `files` the files that a field is taken
    from, by its name: such a field is among the `computed` as well. `lines` are the lines of requirements, by their
    text, and of fields, by their name.
    """

    name: str | None = None
    requires_python: str | None = None
    runtime: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    build: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def requirement_lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield the requirements in texts of one or several lines, without comments and continuations."""
    for text in texts:
        for line in re.sub(r"\\\n", " ", text).splitlines():
            bare = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
            if bare:
                yield bare


def split_extras(extras: Mapping[str, Iterable[str]]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the extras, and what stands among them without being one: `{":python_version < '3'": ["enum34"]}`.

    A marker in the name of an extra, as setuptools had it before PEP 508, is put behind each requirement.
    """
    found: dict[str, tuple[str, ...]] = {}
    always: list[str] = []
    for key, requirements in extras.items():
        name, _, marker = key.partition(":")
        marked = [with_marker(item, marker.strip()) for item in requirements]
        if name.strip():
            found[name.strip()] = (*found.get(name.strip(), ()), *marked)
        else:
            always += marked
    return found, tuple(always)


def with_marker(requirement: str, marker: str) -> str:
    """Return a dependency specifier that counts only where the marker holds as well."""
    if not marker:
        return requirement
    # Behind a URL a marker wants white space before its semicolon, or it would be a part of the URL.
    bare, separator, own = _split_marker(requirement)
    both = f"({own}) and ({marker})" if separator else marker
    return f"{bare} ; {both}" if "@" in bare else f"{bare}; {both}"


def _split_marker(requirement: str) -> tuple[str, str, str]:
    pattern = r"\s;" if "@" in requirement.partition(";")[0] else ";"
    match = re.search(pattern, requirement)
    if match is None:
        return requirement.strip(), "", ""
    return requirement[: match.start()].strip(), ";", requirement[match.end() :].strip()
