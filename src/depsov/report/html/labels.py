"""The words for the codes of a report, in English. `Language.say` looks them up."""

from __future__ import annotations

from depsov.model import Confidence, EvidenceKind, Level, Scope, Severity, SourceKind, Trust, Verdict

__all__ = [
    "BASES",
    "CONFIDENCES",
    "EVIDENCE",
    "GROUPS",
    "KINDS",
    "LEVELS",
    "LINKS",
    "PERIMETERS",
    "SCOPES",
    "SEVERITIES",
    "SOURCES",
    "TITLES",
    "TRUSTS",
    "VERDICTS",
]

GROUPS = {
    "one-party-outside": (
        "One organisation that answers to the law of a country outside {inside} decides, and can do much by itself: "
        "strength 3 or more of 5."
    ),
    "home-outside": (
        "A foundation, a public body or the legal home of a community outside {inside} decides; "
        "by itself it can do little: strength 2 or less of 5."
    ),
    "inside-proven": "Seat, head office and control lie inside {inside}; a source that somebody has read says so.",
    "inside-unproven": "The package itself says that it is from inside {inside}, or who owns its maker is not proven.",
    "no-single-party": "Several independent people can release; no home has power over it.",
    "one-person": "One account decides the releases. depsov does not ask where people live.",
    "unknown": "Nothing tells who decides, or what tells contradicts itself.",
}

PERIMETERS = {"europe": "Europe", "eea": "EEA", "eu": "EU"}

VERDICTS = {
    Verdict.INSIDE: "inside",
    Verdict.OUTSIDE: "outside",
    Verdict.DISTRIBUTED: "distributed",
    Verdict.INDIVIDUAL: "individual",
    Verdict.UNKNOWN: "unknown",
}

SCOPES = {
    Scope.RUNTIME: "runtime",
    Scope.OPTIONAL: "optional",
    Scope.BUILD: "build",
    Scope.DEVELOPMENT: "development",
}

SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "high",
    Severity.MEDIUM: "medium",
    Severity.LOW: "low",
    Severity.INFO: "info",
}

LEVELS = {Level.FAIL: "fails", Level.WARN: "warning", Level.ACCEPTED: "accepted"}

CONFIDENCES = {
    Confidence.HIGH: "high",
    Confidence.MEDIUM: "medium",
    Confidence.LOW: "low",
    Confidence.CLAIMED: "claimed, by the package itself",
}

BASES = {"default": "as is usual for its kind", "fact": "because of a fact that is named here"}

EVIDENCE = {
    EvidenceKind.CURATED: "knowledge base",
    EvidenceKind.NAMESPACE: "namespace",
    EvidenceKind.PROVENANCE: "provenance",
    EvidenceKind.REPOSITORY: "repository",
    EvidenceKind.HOMEPAGE: "homepage",
    EvidenceKind.DOMAIN: "domain",
    EvidenceKind.PUBLISHER: "publisher",
    EvidenceKind.HINT: "hint",
}

TRUSTS = {
    Trust.VERIFIED: "verified",
    Trust.EXCLUSIVE: "exclusive to its holder",
    Trust.DECLARED: "declared",
    Trust.WEAK: "weak",
}

LINKS = {
    "seat": "{country} (seat)",
    "head-office": "{country} (head office)",
    "parent": "{country} (parent)",
    "legal-home": "{country} (legal home)",
}

KINDS = {
    "company": "company",
    "foundation": "foundation",
    "association": "association",
    "university": "university",
    "public-body": "public body",
    "community": "community",
}

SOURCES = {
    SourceKind.INDEX: "another index: {url}",
    SourceKind.GIT: "a repository: {url}",
    SourceKind.URL: "an address: {url}",
    SourceKind.PATH: "the local disk: {url}",
}

TITLES = {
    "law": "Under the law of",
    "contested": "Contested",
    "note": "Note",
    "remedy": "What would settle it",
    "source": "Comes from",
    "version": "Version",
    "project": "Project",
    "policy": "Policy",
}
"""The headings of what is said of few packages."""
