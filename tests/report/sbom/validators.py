"""Whether a text is the SBOM that it says it is, judged by the libraries of those who make the formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_python_model import v3_0_1
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

__all__ = ["changes", "properties", "stated", "valid"]

Table = dict[str, Any]


def valid(text: str) -> Table:
    """Return an SBOM as values; fail where it is not valid."""
    table: Table = json.loads(text)
    if "bomFormat" in table:
        _check_cyclonedx(text, table)
    elif "@graph" in table:
        _check_spdx_3(table)
    else:
        _check_spdx_2(table)
    return table


def _check_cyclonedx(text: str, table: Table) -> None:
    error = JsonStrictValidator(SchemaVersion.from_version(table["specVersion"])).validate_str(text)
    assert error is None, error
    refs = [table["metadata"].get("component", {}).get("bom-ref"), *_refs(table), *_refs(_top(table))]
    known = {ref for ref in refs if ref is not None}
    named = [ref for item in table.get("dependencies", ()) for ref in (item["ref"], *item.get("dependsOn", ()))]
    assert set(named) <= known
    assert len(known) == len([ref for ref in refs if ref is not None])


def _top(table: Table) -> Table:
    top: Table = table["metadata"].get("component", {})
    return top


def _refs(table: Table) -> Iterator[str | None]:
    for item in table.get("components", ()):
        yield item.get("bom-ref")
        yield from _refs(item)


def _check_spdx_2(table: Table) -> None:
    parser = JsonLikeDictParser()  # type: ignore[no-untyped-call]
    assert validate_full_spdx_document(parser.parse(table)) == []


def _check_spdx_3(table: Table) -> None:
    objects = v3_0_1.SHACLObjectSet()
    v3_0_1.JSONLDDeserializer().deserialize_data(table, objects)
    v3_0_1.JSONLDSerializer().serialize_data(objects)  # which finds what is missing
    assert objects.missing_ids == set()


# --- what an SBOM says --------------------------------------------------------------------------------------------


def properties(table: Mapping[str, Any]) -> dict[str, str]:
    """Return the properties of a component of CycloneDX, or of the whole, that are depsov's."""
    found = [
        (item["name"], item["value"]) for item in table.get("properties", ()) if item["name"].startswith("depsov:")
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def stated(table: Mapping[str, Any]) -> dict[str, str]:
    """Return what the one annotation of depsov on an element of SPDX 2 says."""
    (note,) = (item for item in table.get("annotations", ()) if item["annotator"].startswith("Tool: depsov-"))
    said: dict[str, str] = json.loads(note["comment"])
    return said


# --- what became of one -------------------------------------------------------------------------------------------


def changes(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield the places where something of a value is not, or is something else, in another; what is new may be."""
    if isinstance(before, dict) and isinstance(after, dict):
        if [key for key in after if key in before] != [key for key in before if key in after]:
            yield f"{path} (order)"
        for key, value in before.items():
            yield from changes(value, after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) <= len(after):
        for number, value in enumerate(before):
            yield from changes(value, after[number], f"{path}[{number}]")
    elif type(before) is not type(after) or before != after:
        yield path
