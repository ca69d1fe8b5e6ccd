"""The scanned CycloneDX document with the answers put into it, and nothing of it lost.

Only what is not there yet is added: properties of depsov's own, who supplies a component where nobody says so, and
depsov among the tools. What depsov said in an earlier run is replaced. A signature over what has changed is taken out,
as it holds no longer, and a property says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from depsov.documents import printable
from depsov.errors import UsageError
from depsov.model import OrganisationRef, Report
from depsov.report.sbom._answers import PREFIX, said_of, said_of_all, supplier_of
from depsov.report.sbom._cyclonedx_parts import entity, properties, tool
from depsov.report.sbom._given import Answers, decoded, listed
from depsov.report.sbom._text import written

__all__ = ["enriched"]

_VERSIONS = ("1.4", "1.5", "1.6", "1.7")
_WITH_ADDRESS = _VERSIONS[2:]
"""The versions with `address` and `manufacturer`: https://cyclonedx.org/docs/1.6/json/"""

_USUAL = "1.6"
_UNSIGNED = {f"{PREFIX}signature": "removed, as it was made before depsov added to this"}

Table = dict[str, Any]


def enriched(report: Report, version: str) -> str | None:
    """Return the scanned document with the answers in it; None where no CycloneDX document in JSON was scanned.

    It keeps its version where the usual one is asked for and nothing to be added needs that one. Raises `UsageError`
    where the document cannot be of the version that is asked for.
    """
    table = decoded(report)
    if table is None:
        return None
    inner = table.get("predicate")  # of a signed statement: https://in-toto.io
    bom = inner if isinstance(inner, dict) else table
    if bom.get("bomFormat") != "CycloneDX":
        return None
    answers = Answers(report.assessments)
    found = [(item, answers.of(item.get("purl"), item.get("version"))) for item in _components(bom)]
    named = [(item, None if answer is None else supplier_of(answer)) for item, answer in found]
    _raise_version(bom, version, wants_address=any(map(_is_to_have_address, named)))
    for item, organisation in named:
        if organisation is not None:
            _add_parties(item, organisation, bom["specVersion"])
    for item, answer in found:
        _say(item, {} if answer is None else said_of(answer, report.perimeter))
    _add_run(bom, report)
    return written(table)


def _components(bom: Table) -> Iterator[Table]:
    """Yield the components, and those inside of them."""
    waiting = listed(bom, "components")[::-1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting += listed(item, "components")[::-1]


# --- the version --------------------------------------------------------------------------------------------------


def _raise_version(bom: Table, asked: str, *, wants_address: bool) -> None:
    now = bom.get("specVersion")
    if now not in _VERSIONS:
        known = f"{_VERSIONS[0]} to {_VERSIONS[-1]}"
        raise UsageError(
            f"the scanned SBOM is CycloneDX {printable(str(now)[:20])}, into which depsov writes nothing ({known})",
            hint=f"`cyclonedx-cli convert --output-version v{_USUAL.replace('.', '_')}` makes one of it that will do",
        )
    if _VERSIONS.index(now) > _VERSIONS.index(asked):
        raise UsageError(
            f"the scanned SBOM is CycloneDX {now}, and something would be lost in {asked}",
            hint=f"`--format cyclonedx-{now}` keeps its version",
        )
    if asked == _USUAL and (now in _WITH_ADDRESS or not wants_address or _mixes_licences(bom)):
        return
    bom["specVersion"] = asked
    if isinstance(schema := bom.get("$schema"), str):
        bom["$schema"] = schema.replace(f"bom-{now}", f"bom-{asked}")


def _mixes_licences(bom: Table) -> bool:
    """Tell whether an expression stands beside other licences: 1.4 and 1.7 allow that, those between do not."""
    waiting: list[Any] = [bom]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            licences = listed(item, "licenses")
            if len(licences) > 1 and any(isinstance(each, dict) and "expression" in each for each in licences):
                return True
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return False


# --- what is added ------------------------------------------------------------------------------------------------


def _is_to_have_address(pair: tuple[Table, OrganisationRef | None]) -> bool:
    item, organisation = pair
    return organisation is not None and organisation.country is not None and "supplier" not in item


def _add_parties(item: Table, organisation: OrganisationRef, version: str) -> None:
    has_place = version in _WITH_ADDRESS
    for key in ("supplier", "manufacturer") if has_place else ("supplier",):
        item.setdefault(key, entity(organisation, with_address=has_place))


def _say(item: Table, said: Mapping[str, str]) -> None:
    """Put properties in the place of those of an earlier run, and take a signature out that is over others."""
    old = item.get("properties", [])
    if not isinstance(old, list):
        return
    kept = [each for each in old if not _is_ours(each)]
    if said and item.pop("signature", None) is not None:
        said = {**said, **_UNSIGNED}
    if said or len(kept) < len(old):
        item["properties"] = [*kept, *properties(said)]


def _is_ours(item: Any) -> bool:
    name = str(item.get("name")) if isinstance(item, dict) else ""
    return name.startswith(PREFIX) and name not in _UNSIGNED


def _add_run(bom: Table, report: Report) -> None:
    """Add what holds for the whole: depsov among the tools, what its answers rest on, and one more version."""
    metadata = bom.setdefault("metadata", {})
    if isinstance(metadata, dict):
        _add_tool(metadata, report, bom["specVersion"])
        said = said_of_all(report)
        if bom.pop("signature", None) is not None:
            said |= _UNSIGNED
        _say(metadata, said)
    if type(number := bom.get("version", 1)) is int:
        # https://cyclonedx.org/docs/1.7/json/#version asks for it whenever a document is modified.
        bom["version"] = number + 1


def _add_tool(metadata: Table, report: Report, version: str) -> None:
    ours = tool(report)
    tools = metadata.setdefault("tools", [] if version == "1.4" else {"components": []})
    if isinstance(tools, dict):
        tools = tools.setdefault("components", [])
    else:
        ours = {"name": ours["name"], "version": ours["version"]}  # as it was before 1.5, and may still be
    if isinstance(tools, list) and ours not in tools:
        tools.append(ours)
