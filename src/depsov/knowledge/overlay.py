"""A user's own knowledge on top of the one that depsov ships: `knowledge = ["our-orgs.toml"]` in the configuration.

An overlay adds organisations and package entries, and replaces those of the same id or name: the user knows
their suppliers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from depsov.errors import KnowledgeError
from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.codec import decode_organisation
from depsov.knowledge.lint import check_organisations
from depsov.knowledge.source import Sources
from depsov.model import INDIVIDUAL

__all__ = ["merge"]


def merge(bundle: dict[str, Any], paths: Iterable[Path]) -> Mapping[str, Any]:
    """Return the bundle with the overlays on top. Raises `KnowledgeError` where one of them is broken."""
    for path in paths:
        sources = Sources()
        try:
            sources.add_overlay(path.name, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{path}: cannot be read: {_reason(error)}") from error
        if sources.errors:
            raise KnowledgeError(sources.errors[0], hint="see docs/knowledge.md for the format")
        _put(bundle, compile_sources(sources))
    _check(bundle)
    return bundle


def _put(bundle: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key in over["organisations"]:
        for identity in [identity for identity, holder in bundle["identities"].items() if holder == key]:
            del bundle["identities"][identity]
    bundle["organisations"].update(over["organisations"])
    bundle["identities"].update(over["identities"])
    shift = len(bundle["entries"])
    bundle["entries"] += over["entries"]
    for ecosystem, names in over["packages"].items():
        bundle["packages"].setdefault(ecosystem, {}).update({name: shift + number for name, number in names.items()})
    bundle["version"] = max(bundle["version"], over["version"])


def _check(bundle: Mapping[str, Any]) -> None:
    known = {key: decode_organisation(key, raw) for key, raw in bundle["organisations"].items()}
    for error in check_organisations(known):
        raise KnowledgeError(error, hint="see docs/knowledge.md for the format")
    for entry in bundle["entries"]:
        for steward in (entry["steward"], *entry.get("alternates", ())):
            if steward != INDIVIDUAL and steward not in known:
                raise KnowledgeError(f"no organisation has the id {steward!r}", hint="define it in the overlay")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "not UTF-8"
