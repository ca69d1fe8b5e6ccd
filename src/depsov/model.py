"""The words of depsov as types: what flows from one stage of the pipeline to the next.

Every type is immutable. This module imports nothing of depsov, does no I/O and knows no format.

    parse    -> Parsed      what one document says
    resolve  -> Graph       all documents as one dependency graph
    gather   -> Evidence    what was observed about a package
    attribute-> Attribution who decides a package's releases, and what that rests on
    assess   -> Assessment  the verdict on it in a perimeter
    scan     -> Report      all of it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from depsov.values import dataclass, field

__all__ = [
    "GROUPS",
    "INDIVIDUAL",
    "VERDICTS_OF",
    "Alternate",
    "Assessment",
    "Attribution",
    "Confidence",
    "Direct",
    "Dossier",
    "Evidence",
    "EvidenceKind",
    "Extent",
    "Facts",
    "Finding",
    "Graph",
    "Jurisdiction",
    "Level",
    "Location",
    "Node",
    "OrganisationRef",
    "Package",
    "Parsed",
    "PerimeterRef",
    "PlatformUse",
    "Problem",
    "Reason",
    "Report",
    "Resolved",
    "Root",
    "Scope",
    "Severity",
    "Source",
    "SourceKind",
    "Statement",
    "Summary",
    "Trust",
    "Verdict",
    "fingerprint",
]


class Scope(str, Enum):
    """What a package is needed for. The order is strength: a package has the strongest scope that reaches it."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"
    BUILD = "build"
    DEVELOPMENT = "development"


class SourceKind(str, Enum):
    """Where the bytes of a package come from."""

    REGISTRY = "registry"  # the default registry of its ecosystem, or a declared mirror of it
    INDEX = "index"  # another index or registry; `url` is its base
    GIT = "git"  # a repository; `url` as written
    URL = "url"  # an archive at an address
    PATH = "path"  # the local disk: the project's own, never a package


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a package comes from, as its document says.

    `claimed`: the document only describes the package. An SBOM fetches nothing from the address that it gives; a
    lockfile does, and whoever holds that address then decides what arrives. It is the same place either way.
    """

    kind: SourceKind
    url: str | None = None
    claimed: bool = field(default=False, compare=False)


REGISTRY = Source(kind=SourceKind.REGISTRY)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in the scanned tree: a POSIX path relative to its top, and a line counted from 1 where known."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read, asked or decided. Never silently dropped.

    `stage` is the stage of the pipeline, `subject` the file, package or host that it concerns.
    """

    stage: str
    subject: str
    message: str
    hint: str | None = None

    @property
    def is_of_reading(self) -> bool:
        """Whether something of the tree was not read, so that packages may be missing from the result."""
        return self.stage in ("discover", "parse")


# --- evidence -----------------------------------------------------------------------------------------------------


class EvidenceKind(str, Enum):
    """The kinds of evidence, strongest first (docs/method.md)."""

    CURATED = "curated"
    NAMESPACE = "namespace"
    PROVENANCE = "provenance"
    REPOSITORY = "repository"
    HOMEPAGE = "homepage"  # a homepage URL on a forge: its owner
    DOMAIN = "domain"  # a homepage on a domain of its own
    PUBLISHER = "publisher"  # how many accounts publish, and whether the only one owns the repository
    HINT = "hint"


class Trust(str, Enum):
    """How hard a piece of evidence is to forge."""

    VERIFIED = "verified"
    EXCLUSIVE = "exclusive"
    DECLARED = "declared"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something observed about a package: an identity (`github:psf`) or a text.

    `source` says where it was seen (`uv.lock`, `npm registry`, `knowledge`), `date` when (ISO 8601) where
    known. `used` is set by attribution on what the answer rests on, `listed` where a listed organisation holds
    the identity: of the others, reports do not print the handle.
    """

    kind: EvidenceKind
    trust: Trust
    source: str
    identity: str | None = None
    text: str | None = None
    date: str | None = None
    used: bool = False
    listed: bool = False


# --- parse: one document ------------------------------------------------------------------------------------------


class Node(NamedTuple):
    """One package as one document writes it down. A named tuple: thousands are made, three times faster than others.

    `key` names the node inside its document, and nothing else; `requires` are keys of other nodes. `own` marks the
    project itself, a workspace member or a path dependency. `file` is where it stands, if not in the document itself
    (a build requirement, which lockfiles leave out), and `line` the line there. `scope` is what the document itself
    says of the package (`dev: true`), and None where only the graph can tell. `resolved`: the document does not record
    the version, which was found for this report.
    """

    key: str
    ecosystem: str
    name: str
    version: str | None = None
    source: Source = REGISTRY
    line: int | None = None
    file: str | None = None
    requires: tuple[str, ...] = ()
    scope: Scope | None = None
    own: bool = False
    evidence: tuple[Evidence, ...] = ()
    resolved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """A dependency that a project names itself: the key of a node, and what it is for."""

    key: str
    scope: Scope = Scope.RUNTIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A project: what the dependencies are dependencies of. `path` is its folder, relative to the scanned tree."""

    name: str
    path: str
    direct: tuple[Direct, ...] = ()


class Extent(str, Enum):
    """How much of its tree a document knows."""

    WHOLE = "whole"  # every package, as a lockfile does
    PINNED = "pinned"  # exact versions, and nothing tells whether they are all or those that the project names itself
    WISHES = "wishes"  # what the project names itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What one document says, in the order it says it.

    `roots` may be empty where a lockfile does not know its project: every node that nothing requires then
    hangs from a root that resolve makes, and whether it is direct stays unknown (shown as transitive). `mentioned` are
    packages that the document names although they are not built in: the lines of a `go.sum` that the build never meets.
    `strays` are packages that an environment holds although nothing that its project asks for needs them.
    `extent` is how much of the tree the document knows.
    """

    nodes: tuple[Node, ...] = ()
    roots: tuple[Root, ...] = ()
    mentioned: tuple[Node, ...] = ()
    strays: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = ()
    extent: Extent = Extent.WHOLE


# --- resolve: all documents as one graph --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One dependency of the scanned tree, named by its purl (with version).

    `resolved`: no document records this version; it was found for this report, as the tool of the ecosystem would.
    """

    purl: str
    ecosystem: str
    name: str
    version: str | None
    source: Source = REGISTRY
    scope: Scope = Scope.RUNTIME
    direct: bool = False
    roots: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    resolved: bool = False

    @property
    def bare_purl(self) -> str:
        """The purl without its version: what a fingerprint and a policy speak of."""
        return self.purl if self.version is None else _without_version(self.purl)


@lru_cache(maxsize=65536)
def _without_version(purl: str) -> str:
    head, separator, tail = purl.partition("?")
    name, _, version = head.rpartition("@")
    return (name if name and "/" not in version else head) + separator + tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All packages, sorted by purl, and per project its direct dependencies as (purl, scope).

    `mentioned` are the places of packages that documents name although they are not built in; they are not among
    `packages`, in no version. `strays` are the places of packages that are installed although nothing needs them, and
    not among `packages` either.
    """

    packages: Mapping[str, Package]
    roots: Mapping[str, tuple[tuple[str, Scope], ...]]
    mentioned: Mapping[str, tuple[Location, ...]] = field(default_factory=dict)
    strays: Mapping[str, tuple[Location, ...]] = field(default_factory=dict)


# --- attribute: who -----------------------------------------------------------------------------------------------


class Confidence(str, Enum):
    """How sure an answer is, surest first. `claimed`: inside, but only on the package's own word."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    CLAIMED = "claimed"


INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """A second defensible answer to the question who decides: an organisation's id, or `individual`."""

    steward: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who decides what the next release of a package contains.

    `steward` is an organisation's id, `individual`, or None where nothing tells; `unknown` then says why.
    `declared` is true where the answer rests only on what the package says of itself, `by_prefix` where it rests on a
    prefix of its name that nothing shows to be reserved.
    """

    steward: str | None
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    unknown: Reason | None = None
    declared: bool = False
    by_prefix: bool = False
    alternates: tuple[Alternate, ...] = ()


# --- assess: the verdict ------------------------------------------------------------------------------------------


class Verdict(str, Enum):
    """The class of a package in a perimeter."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    DISTRIBUTED = "distributed"
    INDIVIDUAL = "individual"
    UNKNOWN = "unknown"


class Reason(str, Enum):
    """Why a verdict is what it is; what a reviewer argues with."""

    BY_PARENT = "by-parent"
    BY_HEAD_OFFICE = "by-head-office"
    BY_SEAT = "by-seat"
    BY_LEGAL_HOME = "by-legal-home"
    CLEAN = "clean"
    PARENT_UNPROVEN = "parent-unproven"
    MINORITY_EXPOSED = "minority-exposed"
    COMMUNITY = "community"
    ONE_ACCOUNT = "one-account"
    NO_EVIDENCE = "no-evidence"
    UNLISTED_IDENTITY = "unlisted-identity"
    WEAK_EVIDENCE = "weak-evidence"
    OTHER_SOURCE = "other-source"
    CONFLICTING = "conflicting"


VERDICTS_OF: Mapping[Reason, tuple[Verdict, ...]] = {
    Reason.BY_PARENT: (Verdict.OUTSIDE,),
    Reason.BY_HEAD_OFFICE: (Verdict.OUTSIDE,),
    Reason.BY_SEAT: (Verdict.OUTSIDE,),
    Reason.BY_LEGAL_HOME: (Verdict.INSIDE, Verdict.OUTSIDE),
    Reason.CLEAN: (Verdict.INSIDE,),
    Reason.PARENT_UNPROVEN: (Verdict.INSIDE,),
    Reason.MINORITY_EXPOSED: (Verdict.INSIDE,),
    Reason.COMMUNITY: (Verdict.DISTRIBUTED,),
    Reason.ONE_ACCOUNT: (Verdict.INDIVIDUAL,),
    Reason.NO_EVIDENCE: (Verdict.UNKNOWN,),
    Reason.UNLISTED_IDENTITY: (Verdict.UNKNOWN,),
    Reason.WEAK_EVIDENCE: (Verdict.UNKNOWN,),
    Reason.OTHER_SOURCE: (Verdict.UNKNOWN,),
    Reason.CONFLICTING: (Verdict.UNKNOWN,),
}
"""The verdicts that each reason can stand beside."""


class Severity(str, Enum):
    """How much a finding weighs, heaviest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Its place in the order of every report: 0 is the heaviest."""
        return _SEVERITIES.index(self)

    def reaches(self, least: Severity) -> bool:
        """Tell whether it is as heavy as another, or heavier."""
        return self.rank <= least.rank


_SEVERITIES = tuple(Severity)


GROUPS = (
    "one-party-outside",
    "home-outside",
    "inside-proven",
    "inside-unproven",
    "no-single-party",
    "one-person",
    "unknown",
)
"""The groups of packages, in the order in which every report speaks."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Jurisdiction:
    """A country whose law reaches the steward (ISO 3166-1 alpha-2), and the link by which it does."""

    country: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRef:
    """An organisation as a report names it."""

    id: str
    name: str
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The verdict on one package, with everything that a report says of it."""

    package: Package
    verdict: Verdict
    reason: Reason
    verdicts: Mapping[str, Verdict]
    group: str
    confidence: Confidence
    strength: int
    strength_basis: str
    severity: Severity | None
    contested: bool
    steward: OrganisationRef | None
    controller: OrganisationRef | None
    jurisdictions: tuple[Jurisdiction, ...]
    notes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    alternates: tuple[Alternate, ...] = ()


class Level(str, Enum):
    """What a policy makes of a finding. What an exception of the policy accepts is kept and counted."""

    FAIL = "fail"
    WARN = "warn"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a package, or the project as a whole, trips.

    `root` is the folder of the project and `subject` what it is about (a package without its version, a controller):
    with the rule they name it across versions of the package and lines of the file. `level` is what the policy makes
    of it, None where the policy has nothing to say of it; `hint` says what to do.
    """

    rule: str
    severity: Severity
    message: str
    root: str = ""
    subject: str = ""
    package: str | None = None
    location: Location | None = None
    level: Level | None = None
    hint: str | None = None

    @property
    def fingerprint(self) -> str:
        """What names it for a platform: 32 hexadecimal digits."""
        return fingerprint(self.rule, self.root, self.subject)


def fingerprint(rule: str, root: str, subject: str) -> str:
    """Return a short name for what a rule says of something in a project, the same in every run."""
    import hashlib  # takes as long to import as a hundred packages to judge

    return hashlib.sha256(f"{rule}\0{root}\0{subject}".encode("utf-8", "replace")).hexdigest()[:32]


# --- report -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PerimeterRef:
    """The countries that count as inside (ISO 3166-1 alpha-2), and how a text names them ("Europe", "the EU")."""

    name: str
    label: str
    countries: tuple[str, ...]

    @property
    def setting(self) -> str | tuple[str, ...]:
        """What a file says to mean it: its name, or its countries where it has none of its own."""
        return self.countries if self.name == "custom" else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformUse:
    """A registry or forge that the scanned packages come through: a layer of its own, which turns no verdict."""

    id: str
    name: str
    role: str
    operator: OrganisationRef | None
    packages: int
    ecosystems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The counts of a report. Shares are fractions from 0 to 1; lists are sorted, largest first."""

    packages: int
    coverage: float
    by_group: Mapping[str, int]
    by_verdict: Mapping[str, int]
    by_controller: tuple[tuple[OrganisationRef, int], ...]
    by_jurisdiction: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A tree that no lockfile records: it was resolved for this report, and tomorrow it may be another one.

    `file` is the document that asks for it, `root` its folder, relative to the scanned tree. `resolver` is the program
    that chose the versions, with its own ("npm 11.0.0"); `indexes` are the ids of default registries ("pypi") and the
    hosts of others. `date` is the day of the resolution (ISO 8601), `target` what it holds for ("CPython 3.12, Linux
    x86_64"), None where it holds everywhere. `packages` counts them; `cached`: a resolution of before was used again.
    """

    file: str
    root: str
    ecosystem: str
    resolver: str
    indexes: tuple[str, ...]
    date: str
    target: str | None = None
    packages: int
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that the knowledge base states, with its source: what `explain` shows, and a report for auditors.

    `kind` is the fact (`seat`, `ownership`, `legal-home`, ...), `of` the name of the organisation that it is about,
    `other` that of the parent, home or holder, `country` where that one is, `detail` the kind of a lever. `since`,
    `until` and `announced` are dates of a parent. `url` is where it stands (`registry`: in the package's own document
    there; None: nowhere yet), `date` when it was read there, or noted while nobody has read it.
    """

    kind: str
    of: str
    other: str | None = None
    country: str | None = None
    detail: str | None = None
    percent: float | None = None
    since: str | None = None
    until: str | None = None
    announced: str | None = None
    url: str | None = None
    date: str | None = None
    is_read: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What is known of one organisation, and of those above it: facts in the order in which they are told."""

    name: str
    kind: str
    statements: tuple[Statement, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the knowledge base states on what a report speaks of.

    `organisations` has stewards and alternates by id, `packages` the listed packages by purl, `identities` those that
    evidence names and somebody holds.
    """

    organisations: Mapping[str, Dossier] = field(default_factory=dict)
    packages: Mapping[str, Statement] = field(default_factory=dict)
    identities: Mapping[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that one scan found out.

    `asked` names the registries that were asked and where they sit (empty offline), `withheld` counts the packages
    that no registry was asked about, `own` those that the configuration calls the user's own, `overlays` names the
    files of knowledge that it brings, `sources` names the kinds of document and evidence that were used, `resolved` the
    trees that no lockfile records, `facts` collects what the knowledge base states on all this (when it is called).
    `sbom` is the path and the content of the only document that was read, where that is an SBOM in JSON.
    """

    depsov: str
    as_of: date
    knowledge_version: str
    knowledge_oldest: str
    perimeter: PerimeterRef
    online: bool
    asked: tuple[PlatformUse, ...]
    withheld: int
    own: int = 0
    overlays: tuple[str, ...] = ()
    sources: tuple[str, ...]
    summary: Summary
    platforms: tuple[PlatformUse, ...]
    graph: Graph
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    resolved: tuple[Resolved, ...] = ()
    sbom: tuple[str, bytes] | None = None
    facts: Callable[[], Facts] = field(default=Facts, compare=False)
