"""A user's own knowledge on top of the one that depsov ships: `knowledge = ["our-orgs.toml"]` in the configuration.

An overlay adds organisations and package entries, and replaces those of the same id or name: the user knows
their suppliers.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from depsov.documents import printable
from depsov.errors import DocumentError, KnowledgeError
from depsov.files import read_file
from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.codec import decode_organisation
from depsov.knowledge.lint import check_organisations
from depsov.knowledge.records import Organisation
from depsov.knowledge.source import Sources
from depsov.model import INDIVIDUAL

__all__ = ["merge"]


def merge(shipped: Mapping[str, Any], paths: Iterable[Path]) -> Mapping[str, Any]:
    """Return the bundle with the overlays on top. Raises `KnowledgeError` where one of them is broken.

    What the overlays do not touch stays as lazy as it was.
    """
    bundle = dict(shipped)
    bundle.update({key: ChainMap({}, shipped[key]) for key in ("organisations", "packages")})
    bundle["entries"] = [*shipped["entries"]]
    bundle["identities"] = dict(shipped["identities"])
    overlaid: set[str] = set()
    replaced: set[str] = set()
    for path in paths:
        sources = Sources()
        try:
            sources.add_overlay(path.name, read_file(path).decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{printable(str(path))}: cannot be read: {_reason(error)}") from error
        except DocumentError as error:
            raise KnowledgeError(f"{printable(str(path))}: {error}", hint=error.hint) from error
        if sources.errors:
            raise KnowledgeError(sources.errors[0], hint="see docs/knowledge.md for the format")
        overlaid |= sources.organisations.keys()
        replaced |= sources.organisations.keys() & bundle["organisations"].keys()
        _put(bundle, compile_sources(sources))
    # Only what was there before can be stood on by what is shipped.
    standing = {key for key, raw in bundle["organisations"].items() if replaced & _above(raw)} if replaced else set()
    _check(bundle, overlaid | standing, bundle["entries"][len(shipped["entries"]) :])
    return bundle


def _put(bundle: dict[str, Any], over: Mapping[str, Any]) -> None:
    replaced = over["organisations"].keys() & bundle["organisations"].keys()
    if replaced:
        held = bundle["identities"].items()
        bundle["identities"] = {identity: holder for identity, holder in held if holder not in replaced}
    bundle["organisations"].update(over["organisations"])
    bundle["identities"].update(over["identities"])
    shift = len(bundle["entries"])
    bundle["entries"] += over["entries"]
    for ecosystem, names in over["packages"].items():
        listed = {name: shift + number for name, number in names.items()}
        bundle["packages"][ecosystem] = {**bundle["packages"].get(ecosystem, {}), **listed}
    bundle["version"] = max(bundle["version"], over["version"])


def _check(bundle: Mapping[str, Any], ids: AbstractSet[str], entries: Iterable[Mapping[str, Any]]) -> None:
    """Look at what the overlays say, and at what stands on it; the rest was checked when it was compiled."""
    organisations = bundle["organisations"]
    for error in check_organisations(_Decoded(organisations), sorted(ids)):
        raise KnowledgeError(error, hint="see docs/knowledge.md for the format")
    for entry in entries:
        for steward in (entry["steward"], *entry.get("alternates", ())):
            if steward != INDIVIDUAL and steward not in organisations:
                raise KnowledgeError(f"no organisation has the id {steward!r}", hint="define it in the overlay")


def _above(raw: Mapping[str, Any]) -> set[str]:
    """Return the ids of the parents and the home of an encoded organisation."""
    ids = {parent["id"] for parent in raw.get("parents", ())}
    return ids | {raw["home"]["id"]} if "home" in raw else ids


class _Decoded(Mapping[str, Organisation]):
    """Encoded organisations as records, each decoded when it is asked for."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def __getitem__(self, key: str) -> Organisation:
        return decode_organisation(key, self._raw[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, key: object) -> bool:
        return key in self._raw


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "not UTF-8"
