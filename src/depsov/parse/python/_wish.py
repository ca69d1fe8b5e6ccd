"""A dependency as a manifest names it: what every manifest of Python is read into."""

from __future__ import annotations

from depsov.model import REGISTRY, Scope, Source, SourceKind
from depsov.parse.python._requirement import parse_requirement
from depsov.values import dataclass

__all__ = ["Wish", "requirement_of", "wish_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A dependency as a manifest names it.

    `conditional`: it has a marker, so a lockfile may leave it out. `table` and `written` are where it stands: the table
    and key, or the string, from which the manifest reader finds the line; `file` and `line` are set where it stands in
    another document than the manifest. `requirement` is all of it as a dependency specifier, empty where that cannot
    say it. `features` are the extras of the project that bring it in, where it is optional. `path` is where a local one
    lies, as it is written. `alternative`: it is the same wish as the one before it, for other conditions.
    """

    name: str
    scope: Scope
    version: str | None = None
    extras: tuple[str, ...] = ()
    source: Source = REGISTRY
    conditional: bool = False
    table: str = ""
    written: str = ""
    file: str | None = None
    line: int | None = None
    requirement: str = ""
    features: tuple[str, ...] = ()
    path: str | None = None
    alternative: bool = False

    @property
    def own(self) -> bool:
        """Whether it is the project's own: a folder or file beside it."""
        return self.source.kind is SourceKind.PATH


def wish_of(
    text: str, scope: Scope, *, feature: str | None = None, file: str | None = None, line: int | None = None
) -> Wish | None:
    """Return the wish that a dependency specifier stands for, or None where it is none (PEP 508)."""
    editable = text.removeprefix("-e ")  # only PDM allows it: "-e file:///${PROJECT_ROOT}/part#egg=part"
    requirement = parse_requirement(_named(editable) if editable != text else text)
    if requirement is None:
        return None
    return Wish(
        name=requirement.name,
        scope=scope,
        version=requirement.version,
        extras=requirement.extras,
        source=requirement.source,
        conditional=requirement.marker is not None,
        written=text,
        file=file,
        line=line,
        requirement=requirement.text,
        features=() if feature is None else (feature,),
        path=requirement.path,
    )


def requirement_of(name: str, extras: tuple[str, ...] = (), what: str = "", marker: str | None = None) -> str:
    """Return a dependency specifier; `what` is a version specifier, or `@` and an address."""
    bare = f"{name}[{','.join(extras)}]" if extras else name
    gap = " " if what.startswith("@") else ""
    return f"{bare}{gap}{what}" + (f" ; {marker}" if marker else "")


def _named(url: str) -> str:
    """Return `url#egg=name` as `name @ url`."""
    address, _, fragment = url.partition("#egg=")
    return f"{fragment.partition('&')[0]} @ {address}" if fragment else url
