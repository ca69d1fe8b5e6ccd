"""Counts over the assessments: what stands at the top of every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from depsov.evidence.forges import forge_at
from depsov.knowledge import Knowledge, Organisation, Platform
from depsov.model import GROUPS, Assessment, OrganisationRef, PlatformUse, SourceKind, Summary, Verdict

__all__ = ["Platforms", "summarise"]


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


class Platforms:
    """The registries and forges that packages come through, with their operators."""

    def __init__(self, knowledge: Knowledge, reference: Callable[[Organisation], OrganisationRef]) -> None:
        self._knowledge = knowledge
        self._reference = reference
        self._known = {platform.id: platform for platform in knowledge.platforms()}

    def used(self, assessments: Iterable[Assessment]) -> tuple[PlatformUse, ...]:
        """Return those that the packages come through, most used first."""
        registries = {
            eco: item.id for item in self._known.values() if item.role == "registry" for eco in item.ecosystems
        }
        forges = {prefix: item.id for item in self._known.values() for prefix in _prefixes(item)}
        counts: Counter[str] = Counter()
        for item in assessments:
            counts.update(_platforms_of(item, registries, forges))
        return tuple(self._use(key, n) for key, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def asked(self, asked: Mapping[str, int]) -> tuple[PlatformUse, ...]:
        """Return those that were asked about packages; a mirror goes by its host, and its operator is not known."""
        return tuple(self._use(key, count) for key, count in sorted(asked.items()))

    def _use(self, key: str, packages: int) -> PlatformUse:
        platform = self._known.get(key)
        if platform is None:
            return PlatformUse(id=key, name=key, role="registry", operator=None, packages=packages)
        return PlatformUse(
            id=key,
            name=platform.name,
            role=platform.role,
            operator=self._reference(self._knowledge.organisation(platform.operator)),
            packages=packages,
            ecosystems=platform.ecosystems,
        )


def _prefixes(platform: Platform) -> Iterable[str]:
    """Yield the prefixes of the identities that a forge gives out (`github`, `gitlab.gnome.org`)."""
    for host in platform.hosts:
        forge = forge_at(host, {host: platform.kind or ""})
        if forge is not None:
            yield forge.prefix


def _platforms_of(item: Assessment, registries: Mapping[str, str], forges: Mapping[str, str]) -> set[str]:
    found = {forges.get(evidence.identity.partition(":")[0]) for evidence in item.evidence if evidence.identity}
    if item.package.source.kind is SourceKind.REGISTRY:
        found.add(registries.get(item.package.ecosystem))
    return {key for key in found if key is not None}
