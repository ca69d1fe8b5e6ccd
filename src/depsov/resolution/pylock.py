"""Writes a solution as `pylock.toml` (PEP 751): for the record, and for the installers that read the format.

https://packaging.python.org/en/latest/specifications/pylock-toml/

The file is for one target, as a solution is. It has one version of each name, so that a name is all that an entry of
`dependencies` needs. What it cannot hold in full it does not hold at all: an installer would take a part for the whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit, urlunsplit

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from depsov.demand import Demand
from depsov.documents import printable
from depsov.errors import ResolutionError
from depsov.resolution.python.solution import Chosen, Solution

__all__ = ["write"]

_TELLING = ("implementation_name", "python_version", "sys_platform", "platform_machine")
"""The markers that say what a solution is for; what a patch release of Python or of the system says is too narrow."""

_WEAK = {"md5", "sha1", "shake_128", "shake_256"}  # broken, or of no length of their own
_SECURE = hashlib.algorithms_guaranteed - _WEAK
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2}){28,}")  # the shortest secure one has 224 bits
_LARGEST = 2**63 - 1  # of TOML
_MOST_NAMED = 5


def write(
    solution: Solution, demand: Demand, *, created_by: str = "depsov", environment: Mapping[str, str] | None = None
) -> str:
    """Return a solution of a demand as the text of a `pylock.toml`; the same text for the same solution.

    `environment` are the markers of the target (`Target.environment`); without them the file does not say what it is
    for. What the project has on its own disk is left out. Of addresses only scheme, host and path are written: user
    names, passwords and queries are secrets. Raises `ResolutionError` where the file could not be whole: a package
    without a secure hash, a repository, a file that the format cannot name.
    """
    packages = sorted(solution.packages, key=lambda item: item.name)
    _check(packages, solution, demand)
    # No `extras` and no `dependency-groups`: a demand says what a requirement is for, but not the names of its extra
    # or group, and a solution holds them all. A file without these keys is installed as a whole.
    head = _pairs(
        ("lock-version", _string("1.0")),
        ("environments", None if environment is None else f"[{_string(_marker(environment))}]"),
        ("requires-python", _specifier(demand.requires_python)),
        ("created-by", _string(created_by)),
        ("packages", None if packages else "[]"),  # it has to be there
    )
    return "\n".join(["\n".join(head) + "\n", *("\n".join(_package(item, demand)) + "\n" for item in packages)])


def _check(packages: Sequence[Chosen], solution: Solution, demand: Demand) -> None:
    """Raise `ResolutionError` for what would make the file less than the tree."""
    if solution.unresolved:
        raise _refusal("what they require is not known", solution.unresolved)
    names = [item.name for item in packages]
    if len(set(names)) < len(names):
        raise _refusal("the solution has several versions", [name for name in names if names.count(name) > 1])
    wanted = {*solution.direct, *(name for item in packages for name in item.requires)}
    if missing := wanted - demand.own - set(names):
        raise _refusal("required, but not in the solution", missing)
    if bare := [item.name for item in packages if not _hashes(item)]:
        raise _refusal("the index gives no secure hash", bare)


def _refusal(why: str, names: Sequence[str] | set[str]) -> ResolutionError:
    found = sorted(set(names))
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    message = f"cannot be written as pylock.toml: {why}: {', '.join(found[:_MOST_NAMED])}{more}"
    return ResolutionError(printable(message), names=tuple(found))


# --- packages -----------------------------------------------------------------------------------------------------


def _package(item: Chosen, demand: Demand) -> Iterator[str]:
    yield "[[packages]]"
    required = sorted(set(item.requires) - demand.own - {item.name})
    yield from _pairs(
        ("name", _string(item.name)),
        ("version", _string(item.version)),
        ("requires-python", _specifier(item.requires_python)),
        ("dependencies", _rows([_table(("name", _string(name))) for name in required])),
        *(_archive(item) if item.index is None else _file(item, item.index)),
    )


def _archive(item: Chosen) -> Iterator[tuple[str, str]]:
    """Yield what a direct URL leads to; the format does not ask for the name of its file."""
    if not _is_version(item.version):
        raise _refusal(f"{item.version!r} is no version", [item.name])
    subdirectory = parse_qs(item.url.partition("#")[2]).get("subdirectory", [None])[0]
    yield (
        "archive",
        _table(
            ("url", _string(_address(item.url, item.name))),
            *_sizes(item),
            ("hashes", _hashes(item)),
            ("subdirectory", None if subdirectory is None else _string(subdirectory)),
        ),
    )


def _file(item: Chosen, index: str) -> Iterator[tuple[str, str]]:
    if not _is_called_right(item):
        raise _refusal(f"{item.filename!r} does not tell name and version", [item.name])
    table = _table(
        ("name", _string(item.filename)),
        ("url", _string(_address(item.url, item.name))),
        *_sizes(item),
        ("hashes", _hashes(item)),
    )
    yield "index", _string(_address(index, item.name))
    yield ("wheels", f"[\n    {table},\n]") if _is_wheel(item) else ("sdist", table)


def _is_wheel(item: Chosen) -> bool:
    return item.filename.endswith(".whl")


def _is_called_right(item: Chosen) -> bool:
    """Tell whether a file has the name and version of its package in its name, as readers of the format check."""
    try:
        if _is_wheel(item):
            name, version, _, _ = parse_wheel_filename(item.filename)
        else:
            name, version = parse_sdist_filename(item.filename)
        return name == item.name and version == Version(item.version)
    except (InvalidSdistFilename, InvalidVersion, InvalidWheelFilename):
        return False


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _sizes(item: Chosen) -> Iterator[tuple[str, str | None]]:
    yield "upload-time", _time(item.upload_time)
    yield "size", f"{item.size:d}" if item.size is not None and 0 <= item.size <= _LARGEST else None


def _hashes(item: Chosen) -> str | None:
    found = sorted(item.hashes.items())
    secure = [(key, _string(value.lower())) for key, value in found if key in _SECURE and _HEXADECIMAL.fullmatch(value)]
    return _table(*secure) if secure else None


def _address(url: str, name: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket in the host
        raise _refusal("not an address", [name]) from None
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in {"http", "https"} or not host:
        raise _refusal("not served over HTTP", [name])
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _marker(environment: Mapping[str, str]) -> str:
    return " and ".join(f"{key} == '{environment[key]}'" for key in _TELLING if environment.get(key))


def _specifier(text: str | None) -> str | None:
    """Return a specifier of Pythons; one that older tools have let pass would make the whole file unreadable."""
    try:
        return _string(text.strip()) if text and str(SpecifierSet(text)) else None
    except InvalidSpecifier:
        return None


def _time(text: str | None) -> str | None:
    """Return a time of PEP 700 as TOML writes it, in UTC; what an index makes up instead is left out."""
    try:
        time = datetime.fromisoformat(text or "")
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return time.isoformat().replace("+00:00", "Z")


# --- TOML ---------------------------------------------------------------------------------------------------------

_Pair = tuple[str, str | None]


def _pairs(*pairs: _Pair) -> list[str]:
    return [f"{key} = {value}" for key, value in pairs if value is not None]


def _table(*pairs: _Pair) -> str:
    return f"{{{', '.join(_pairs(*pairs))}}}"


def _rows(values: Sequence[str]) -> str | None:
    return "[\n" + "".join(f"    {value},\n" for value in values) + "]" if values else None


def _string(text: str) -> str:
    """Return a basic string: https://toml.io/en/v1.0.0#string. What cannot be seen is written by its number."""
    known = text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no character
    return f'"{"".join(map(_character, known))}"'


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
