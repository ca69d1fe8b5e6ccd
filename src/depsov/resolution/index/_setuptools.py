"""What a source archive that setuptools builds requires: as it declares it, else as it was computed for the archive.

    setup.py, setup.cfg       depsov.parse.python
    *.egg-info/requires.txt   https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html#requires-txt

Nothing is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.parse.python import _setup_cfg, _setup_py
from depsov.parse.python._declared import Declared, requirement_lines, split_extras
from depsov.purl import normalise
from depsov.values import dataclass

__all__ = ["Asked", "declared_in", "egg_info_in"]

T = TypeVar("T")

_UNREADABLE = Declared(computed=("name", "install_requires", "extras_require"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a project asks for: dependency specifiers, always and by extra.

    `is_certain` is false where a part of it could not be read.
    """

    runtime: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, ...]]
    requires_python: str | None = None
    is_certain: bool = True


def declared_in(files: Mapping[str, bytes]) -> Asked:
    """Return what `setup.py` and `setup.cfg` declare together; what `setup.py` says goes first, as in setuptools."""
    sources = [_read(files, "setup.py", _setup_py.declared), _read(files, "setup.cfg", _setup_cfg.declared)]
    runtime, runtime_known = _first(sources, "install_requires", lambda declared: declared.runtime)
    extras, extras_known = _first(sources, "extras_require", lambda declared: declared.extras)
    # Whoever calls setup() in a way that is not seen asks for nothing that is seen.
    is_named = any(declared.name or "name" in declared.computed for declared in sources)
    return Asked(
        runtime=runtime or (),
        extras=extras or {},
        requires_python=next((declared.requires_python for declared in sources if declared.requires_python), None),
        is_certain=runtime_known and extras_known and is_named,
    )


def _read(files: Mapping[str, bytes], name: str, read: Callable[[str], Declared]) -> Declared:
    """Return what one of the two files declares; one for Python 2, for instance, cannot be read."""
    if name not in files:
        return Declared()
    try:
        return read(Document(name, files[name]).text()) if files[name].strip() else Declared()
    except DocumentError:
        return _UNREADABLE


def _first(sources: list[Declared], field: str, take: Callable[[Declared], T]) -> tuple[T | None, bool]:
    """Return the first value that says something, and whether it is known to the full."""
    for declared in sources:
        if take(declared) or field in declared.computed:
            return take(declared), field not in declared.computed
    return None, True


# --- computed for the archive -------------------------------------------------------------------------------------


def egg_info_in(files: Mapping[str, bytes], name: str) -> Asked | None:
    """Return what stands in the `*.egg-info` folder of a project of that normalised name, or None without such.

    Setuptools writes no `requires.txt` where nothing is required.
    """
    folders = {path.rpartition("/")[0] for path in files if path.rpartition("/")[0].endswith(".egg-info")}
    named = [folder for folder in folders if _stem(folder) == name]
    if not named:
        return None
    folder = min(named, key=lambda path: (path.count("/"), path))
    text = files.get(f"{folder}/requires.txt", b"").decode("utf-8", errors="replace")
    extras, always = split_extras(_sections(text))
    return Asked(runtime=always, extras=extras)


def _stem(folder: str) -> str:
    return normalise("pypi", folder.rpartition("/")[2].removesuffix(".egg-info"))


def _sections(text: str) -> dict[str, list[str]]:
    """Return the requirements by section: `[extra]`, `[:marker]`, `[extra:marker]`, or none at the beginning."""
    section = ":"
    found: dict[str, list[str]] = {section: []}
    for line in requirement_lines([text]):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
            found.setdefault(section, [])
        else:
            found[section].append(line)
    return found
