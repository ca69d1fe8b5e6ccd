"""The rules under which a tool resolves a project: they ask for nothing, and narrow or replace what is asked for.

https://docs.astral.sh/uv/reference/settings/; https://pdm-project.org/latest/usage/dependency/
"""

from __future__ import annotations

from typing import Any

from depsov.documents import Table, get
from depsov.parse.python._placement import address_of
from depsov.parse.python._poetry_constraint import specifier_of
from depsov.parse.python._requirement import parse_requirement
from depsov.parse.python._wish import requirement_of
from depsov.values import dataclass

__all__ = ["Rules", "read_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Constraints and overrides as dependency specifiers; and the globs of workspace members, and of what is none."""

    constraints: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    prereleases: bool = False
    members: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def read_rules(uv: Table, pdm: Table) -> Rules:
    """Return what the tables [tool.uv] and [tool.pdm] say; what has another type is passed over."""
    resolution, workspace = get(pdm, "resolution", dict, {}), get(uv, "workspace", dict, {})
    overrides = resolution.get("overrides")
    replaced = overrides if isinstance(overrides, dict) else {}
    return Rules(
        constraints=_requirements(uv.get("constraint-dependencies")),
        overrides=(
            *_requirements(uv.get("override-dependencies")),
            *(text for name, value in replaced.items() if (text := _override(name, value)) is not None),
        ),
        prereleases=uv.get("prerelease") == "allow" or resolution.get("allow-prereleases") is True,
        members=_texts(workspace.get("members")),
        exclude=_texts(workspace.get("exclude")),
    )


def _override(name: str, value: Any) -> str | None:
    """Return an override of PDM: a version, a specifier, or a table or URL of where it comes from."""
    address = address_of(value) if isinstance(value, dict) else value if _is_address(value) else None
    if address is not None:
        text = requirement_of(name, (), f"@ {address}")
    else:
        specifier = specifier_of(value) if isinstance(value, str) else None
        text = "" if specifier is None else requirement_of(name, (), specifier)
    return text if text and parse_requirement(text) is not None else None


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and "://" in value


def _requirements(value: Any) -> tuple[str, ...]:
    return tuple(text for text in _texts(value) if parse_requirement(text) is not None)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
