"""What a row of the table unfolds to, for all packages at once: JSON that the page's script makes elements of.

A text that several packages share stands once and is named by its number. All of it is text: the script never takes
any of it for HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from depsov.graph import Steps
from depsov.model import (
    INDIVIDUAL,
    Assessment,
    Dossier,
    Evidence,
    EvidenceKind,
    Finding,
    Package,
    Report,
    SourceKind,
    Verdict,
)
from depsov.phrases import remedies
from depsov.report.escape import script_json, shown
from depsov.report.html.entries import Entry
from depsov.report.html.labels import (
    BASES,
    CONFIDENCES,
    EVIDENCE,
    KINDS,
    LEVELS,
    LINKS,
    PERIMETERS,
    SOURCES,
    TITLES,
    TRUSTS,
    VERDICTS,
)
from depsov.report.html.language import Language
from depsov.report.html.statements import tell

__all__ = ["details"]


LISTED = "listed under "
"""How the evidence of the knowledge base begins; what else sources say stays as they say it."""


class _Pool:
    """Values in the order in which they were first named, each with its number."""

    def __init__(self) -> None:
        self.values: dict[Any, int] = {}

    def number(self, value: Any) -> int:
        return self.values.setdefault(value, len(self.values))


def details(report: Report, entries: Sequence[Entry], steps: Steps, language: Language) -> str:
    """Return the JSON."""
    table = _Book(report, entries, steps, language).table()
    return script_json(json.dumps(table, ensure_ascii=False, separators=(",", ":")))


class _Book:
    """All that is said of packages, in one language."""

    def __init__(self, report: Report, entries: Sequence[Entry], steps: Steps, language: Language) -> None:
        self._report = report
        self._entries = entries
        self._steps = steps
        self._language = language
        self._known = report.facts()
        self._organisations = {key: number for number, key in enumerate(self._known.organisations)}
        self._findings = _by_package(report.findings)
        self._texts, self._evidence, self._facts = _Pool(), _Pool(), _Pool()
        self._said: dict[Any, int] = {}
        self._laws: dict[str, list[int]] = {}

    def table(self) -> dict[str, Any]:
        """Return all of it; `packages` stand in the order of the rows, and name the others by number."""
        packages = [self._package(number, entry.item) for number, entry in enumerate(self._entries)]
        organisations = [self._dossier(item) for item in self._known.organisations.values()]
        return {
            "packages": packages,
            "organisations": organisations,
            "evidence": list(self._evidence.values),
            "facts": [tell(fact, self._language) for fact in self._facts.values],
            "texts": list(self._texts.values),
        }

    def _package(self, number: int, item: Assessment) -> list[Any]:
        package, text = item.package, self._texts.number
        row: list[Any] = [
            0 if package.purl == _plain(package) else shown(package.purl),
            self._verdicts(item),
            self._say(CONFIDENCES[item.confidence]),
            self._strength(item),
            -1 if item.steward is None else self._organisations.get(item.steward.id, -1),
            [part for place in package.locations for part in (self._file(place.file), place.line or 0)],
            self._steps.steps[number],
            [self._piece(evidence, package.purl) for evidence in item.evidence],
        ]
        more = [[self._say(title), *map(text, lines)] for title, lines in self._more(item)]
        if item.jurisdictions:
            more.insert(0, self._law(item))
        return [*row, more] if more else row

    def _law(self, item: Assessment) -> list[int]:
        """Return the countries whose law reaches who decides, which are the same for all of a steward's packages."""
        key = "" if item.steward is None else item.steward.id
        if key not in self._laws:
            words = self._language
            places = (
                words.say(LINKS[place.link], country=words.country(place.country)) for place in item.jurisdictions
            )
            self._laws[key] = [self._say(TITLES["law"]), *map(self._texts.number, places)]
        return self._laws[key]

    def _say(self, message: str) -> int:
        """Return the number of a sentence without values, which is looked up once."""
        if message not in self._said:
            self._said[message] = self._texts.number(self._language.say(message))
        return self._said[message]

    def _file(self, path: str) -> int:
        key = "file", path
        if key not in self._said:
            self._said[key] = self._texts.number(shown(path))
        return self._said[key]

    def _strength(self, item: Assessment) -> int:
        key = item.strength, item.strength_basis
        if key not in self._said:
            say = self._language.say
            basis = say(BASES[item.strength_basis])
            self._said[key] = self._texts.number(say("{strength} of 5, {basis}", strength=item.strength, basis=basis))
        return self._said[key]

    def _verdicts(self, item: Assessment) -> int:
        key = tuple(item.verdicts.items())
        if key not in self._said:
            say = self._language.say
            named = (f"{say(PERIMETERS.get(name, name))}: {say(VERDICTS[verdict])}" for name, verdict in sorted(key))
            self._said[key] = self._texts.number(" · ".join(named))
        return self._said[key]

    def _piece(self, item: Evidence, purl: str) -> int:
        if item.kind is EvidenceKind.CURATED:
            basis = self._known.packages.get(purl)
        else:
            basis = self._known.identities.get(item.identity or "")
        key = (id(item.kind), item.text, item.identity, item.listed, item.source, item.date, id(item.trust), item.used)
        known = self._said.get((key, id(basis)))
        if known is None:
            piece = (
                int(item.used),
                self._say(EVIDENCE[item.kind]),
                self._texts.number(self._subject(item)),
                self._about(item),
                -1 if basis is None else self._facts.number(basis),
            )
            known = self._said[key, id(basis)] = self._evidence.number(piece)
        return known

    def _about(self, item: Evidence) -> int:
        key = item.trust.value, item.source, item.date
        if key not in self._said:
            parts = [self._language.say(TRUSTS[item.trust]), shown(item.source)]
            parts += [] if item.date is None else [self._language.day(item.date, "medium")]
            self._said[key] = self._texts.number("; ".join(parts))
        return self._said[key]

    def _subject(self, item: Evidence) -> str:
        if item.identity is None:
            text = shown(item.text or "")
            listed = text.removeprefix(LISTED)
            return text if listed == text else self._language.say("listed under {name}", name=listed)
        if item.listed or item.kind is EvidenceKind.NAMESPACE:
            return shown(item.identity)
        # It may be a person's handle or domain, which a report that travels does not carry.
        kind = item.identity.partition(":")[0]
        return self._language.say("an identity of the kind {kind} that is not listed", kind=shown(kind))

    def _dossier(self, item: Dossier) -> list[Any]:
        head = f"{shown(item.name)} ({self._language.say(KINDS[item.kind])})"
        return [head, [self._facts.number(fact) for fact in item.statements], shown(item.note or "")]

    def _more(self, item: Assessment) -> Iterable[tuple[str, list[str]]]:
        """Yield what is to be said of few packages, each as a title and its lines."""
        say, package = self._language.say, item.package
        if item.alternates:
            names = [self._name(other.steward) for other in item.alternates]
            yield TITLES["contested"], [say("{name} is a second defensible answer", name=name) for name in names]
        if item.notes:
            yield TITLES["note"], [shown(note) for note in item.notes]
        if item.verdict is Verdict.UNKNOWN:
            yield TITLES["remedy"], [say(way) for way in remedies(item.reason, (package,))]
        if package.source.kind is not SourceKind.REGISTRY:
            url = shown(package.source.url or say("the document does not tell its address"))
            yield TITLES["source"], [say(SOURCES[package.source.kind], url=url)]
        if package.resolved:
            yield TITLES["version"], [say("resolved for this report, no lockfile records it")]
        if len(self._report.graph.roots) > 1:
            yield TITLES["project"], [shown(root) for root in package.roots]
        if package.purl in self._findings:
            yield TITLES["policy"], [self._finding(finding) for finding in self._findings[package.purl]]

    def _name(self, steward: str) -> str:
        if steward == INDIVIDUAL:
            return self._language.say("one person")
        known = self._known.organisations.get(steward)
        return shown(steward if known is None else known.name)

    def _finding(self, item: Finding) -> str:
        level = "" if item.level is None else self._language.say(LEVELS[item.level])
        hint = "" if item.hint is None else f" ({shown(item.hint)})"
        return f"{item.rule}: {level}{hint}"


def _plain(package: Package) -> str:
    """Return the purl that the script makes of the cells of a row."""
    name = package.name.replace("@", "%40")
    return f"pkg:{package.ecosystem}/{name}" + ("" if package.version is None else f"@{package.version}")


def _by_package(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings on which the policy has something to say, by package."""
    found: dict[str, list[Finding]] = {}
    for item in findings:
        if item.package is not None and item.level is not None:
            found.setdefault(item.package, []).append(item)
    return found
