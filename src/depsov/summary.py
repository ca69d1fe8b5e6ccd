"""Counts over the assessments: what stands at the top of every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from depsov.knowledge import Knowledge, Platform
from depsov.model import GROUPS, Assessment, OrganisationRef, PlatformUse, SourceKind, Summary, Verdict

__all__ = ["platforms", "summarise"]


def summarise(assessments: Sequence[Assessment]) -> Summary:
    """Return the counts of a report.

    Coverage is the share of packages with a verdict other than unknown; of no packages, none is unknown.
    """
    verdicts = Counter(item.verdict.value for item in assessments)
    groups = Counter(item.group for item in assessments)
    controllers = Counter(item.controller for item in assessments if item.controller is not None)
    countries = Counter(country for item in assessments for country in {place.country for place in item.jurisdictions})
    total = len(assessments)
    return Summary(
        packages=total,
        coverage=(total - verdicts[Verdict.UNKNOWN.value]) / total if total else 1.0,
        by_group={group: groups[group] for group in GROUPS},
        by_verdict={verdict.value: verdicts[verdict.value] for verdict in Verdict},
        by_controller=tuple(sorted(controllers.items(), key=lambda item: (-item[1], item[0].id))),
        by_jurisdiction=dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
    )


def platforms(
    assessments: Iterable[Assessment], knowledge: Knowledge, references: Mapping[str, OrganisationRef]
) -> tuple[PlatformUse, ...]:
    """Return the registries and forges that the packages come through, most used first."""
    registry_of = {eco: item for item in knowledge.platforms() if item.role == "registry" for eco in item.ecosystems}
    forge_of = {_identity_kind(item): item for item in knowledge.platforms() if item.role == "forge"}
    counts: Counter[str] = Counter()
    known: dict[str, Platform] = {}
    for item in assessments:
        for platform in _platforms_of(item, registry_of, forge_of):
            known[platform.id] = platform
            counts[platform.id] += 1
    return tuple(
        PlatformUse(
            id=key, name=known[key].name, role=known[key].role, operator=references.get(known[key].operator), packages=n
        )
        for key, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _identity_kind(platform: Platform) -> str:
    return (
        platform.id if platform.id in {"github", "gitlab", "codeberg", "bitbucket"} else next(iter(platform.hosts), "")
    )


def _platforms_of(
    item: Assessment, registry_of: Mapping[str, Platform], forge_of: Mapping[str, Platform]
) -> Iterable[Platform]:
    if item.package.source.kind is SourceKind.REGISTRY and item.package.ecosystem in registry_of:
        yield registry_of[item.package.ecosystem]
    kinds = {evidence.identity.partition(":")[0] for evidence in item.evidence if evidence.identity}
    yield from (forge_of[kind] for kind in sorted(kinds) if kind in forge_of)
