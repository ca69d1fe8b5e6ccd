"""SPDX 2 in YAML and as tags with values, as the tables that it has in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from depsov.documents import Table
from depsov.parse._block_yaml import scan
from depsov.parse.sbom._sbom import first_lines

__all__ = ["purl_lines", "read_tag_value", "read_yaml"]

# --- tag-value ----------------------------------------------------------------------------------------------------

# One tag a line; `<text>` goes on to its end: https://spdx.github.io/spdx-spec/v2.3/conformance/#44-standard-data-format-requirements
_TAG = re.compile(r"^(?:([A-Z][A-Za-z0-9]*):[ \t]*(<text>[^<]*(?:<(?!/?text>)[^<]*)*</text>|.*)|.+)", re.MULTILINE)
_VERSION = re.compile(r"^SPDXVersion:", re.MULTILINE)

_KEYS = {
    "PackageVersion": "versionInfo",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageDownloadLocation": "downloadLocation",
    "PackageHomePage": "homepage",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
}
_OTHERS = frozenset({"FileName", "SnippetSPDXID", "LicenseID"})  # what ends a package


def read_tag_value(text: str) -> Table | None:
    """Return the document as a table, or None where the text has no such tags."""
    if not _VERSION.search(text):
        return None
    packages: list[dict[str, Any]] = []
    relationships: list[dict[str, str]] = []
    table: dict[str, Any] = {"packages": packages, "relationships": relationships}
    current: dict[str, Any] = table
    for match in _TAG.finditer(text):
        tag, value = match[1], (match[2] or "").removeprefix("<text>").removesuffix("</text>").strip()
        if tag == "PackageName":
            current = {"name": value, "externalRefs": []}
            packages.append(current)
        elif tag in _OTHERS:
            current = {}
        elif tag in _KEYS:
            current[_KEYS[tag]] = value
        elif tag == "SPDXID":
            current.setdefault("SPDXID", value)
        elif tag == "ExternalRef" and "externalRefs" in current:
            _, kind, locator = (*value.split(maxsplit=2), "", "", "")[:3]
            current["externalRefs"].append({"referenceType": kind, "referenceLocator": locator})
        elif tag == "Relationship":
            start, kind, end = (*value.split(), "", "", "")[:3]
            relationships.append({"spdxElementId": start, "relationshipType": kind, "relatedSpdxElement": end})
        elif tag == "SPDXVersion":
            table["spdxVersion"] = value
    return table


# --- YAML ---------------------------------------------------------------------------------------------------------

# What writers of YAML do to long text, and package managers do not: values and items that go on over lines, which are
# indented deeper unless they are quoted, and escapes that JSON has not.
_MORE = r"(?:(?:[ \t]*\n)*\2(?(3)  ) +\S.*\n)+"
_BLOCK = re.compile(rf"^(( *)(- )?\w+: +)[|>][-+]?\n({_MORE})", re.MULTILINE)
_QUOTED = re.compile(
    r"""^(( *)(- )?\w+: +)(?:"(?:[^"\\\n]|\\[^\n])*\\?\n(?:[^"\\]|\\.)*"|'(?:[^'\n]|'')*\n(?:[^']|'')*')[ \t]*\n""",
    re.MULTILINE | re.DOTALL,
)
_VALUE = re.compile(rf"^(( *)(- )?\w+: +)([^|>\s].*\n{_MORE})", re.MULTILINE)
_ITEM = re.compile(
    r"""^(( *)- )()?("(?:[^"\\\n]|\\[^\n])*\\?\n|'(?:[^'\n]|'')*\n|(?!.*:(?: |$))[^\s"'|>{\[].*\n)"""
    r"(?:(?:[ \t]*\n)*\2 +\S.*\n)+",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\(?:x(?=[0-9A-Fa-f]{2})|U0000(?=[0-9A-Fa-f]{4}))")


def read_yaml(text: str) -> Table:
    """Return the document as a table. Raises `DocumentError` where it is no YAML, or other YAML than tools write."""
    text = text.replace("\r\n", "\n") + "\n"
    text = _BLOCK.sub(_on_one_line, text)
    for folded in (_QUOTED, _VALUE, _ITEM):  # free text, never an identifier
        text = folded.sub(_left_out, text)
    return scan(_ESCAPE.sub(lambda match: r"\u00" if match[0] == r"\x" else r"\u", text))[0]


def _on_one_line(match: re.Match[str]) -> str:
    return match[1] + json.dumps(" ".join(match[4].split())) + "\n" * match[0].count("\n")


def _left_out(match: re.Match[str]) -> str:
    return match[1] + "''" + "\n" * match[0].count("\n")


# --- lines --------------------------------------------------------------------------------------------------------

_PURL = re.compile(
    r"""(?:referenceLocator"?:[ \t]*(?:>-\s+)?["']?|^ExternalRef:[ \t]*\S+[ \t]+\S+[ \t]+)(pkg:[^\s"']+)""",
    re.MULTILINE,
)


def purl_lines(text: str) -> Mapping[str, int]:
    """Return the line on which each purl stands first."""
    return first_lines(text, _PURL)
