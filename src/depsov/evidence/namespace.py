"""Namespaces that stand in a package's name: only their holder can publish there.

    @angular/core                     -> npm:@angular
    org.apache.commons/commons-lang3  -> maven:org.apache
    github.com/hashicorp/consul/api   -> github:hashicorp
    symfony/console                   -> packagist:symfony

    conda channel nvidia              -> conda:nvidia
    @jsr/std__path, of JSR            -> jsr:@std

They hold for packages of the default registry alone: anyone can call a package of another index `@acme/tool`. A conda
channel is such an index, with a holder of its own, and JSR one with scopes. This module reads names and addresses only.
Where a name lies in several namespaces, the narrowest that somebody is known to hold counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from depsov.evidence._source import Gathered, Surroundings
from depsov.evidence.links import identity_of as forge_owner
from depsov.model import Evidence, EvidenceKind, Package, Source, SourceKind, Trust
from depsov.patterns import pattern
from depsov.registries import CONDA_CHANNELS, JSR

__all__ = ["ID", "TITLE", "gather", "namespaces_of", "prefixes_of"]

ID = "namespace"
TITLE = "namespaces in package names"


def gather(packages: Sequence[Package], around: Surroundings) -> Gathered:
    """Return the namespace of each package that is published in an exclusive one."""
    gathered = Gathered()
    for package in packages:
        namespaces = namespaces_of(package)
        if namespaces:
            identity = next((item for item in namespaces if around.is_held(item)), _main(namespaces))
            gathered.learn(package.purl, (_evidence(identity, package.ecosystem),))
    return gathered


def _main(namespaces: Sequence[str]) -> str:
    """Return the namespace to name where nobody is known: the owner on a forge, else the narrowest."""
    return next((item for item in namespaces if not item.startswith("go:")), namespaces[0])


def namespaces_of(package: Package) -> tuple[str, ...]:
    """Return the identities that hold the namespaces of a package, in lower case, the narrowest first."""
    if not package.name.isascii():
        return ()  # lower case makes an ASCII letter of some that are none: no registry has such a holder
    if package.ecosystem == "conda":
        return tuple(_channel(package.source))
    if package.ecosystem == "npm" and package.source.kind is SourceKind.INDEX:
        return tuple(_jsr(package.name.lower(), package.source))
    reader = _READERS.get(package.ecosystem)
    if reader is None or package.source.kind is not SourceKind.REGISTRY:
        return ()
    return tuple(reader(package.name.lower()))


def _channel(source: Source) -> Iterator[str]:
    # https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/channels.html; the default ones are a registry
    channel = (source.url or "").removeprefix(f"{CONDA_CHANNELS}/")
    if source.kind is SourceKind.INDEX and channel != source.url and channel:
        yield f"conda:{channel.partition('/')[0].lower()}"


def _jsr(name: str, source: Source) -> Iterator[str]:
    # https://jsr.io/docs/scopes
    scope, separator, _ = name.removeprefix("@jsr/").partition("__")
    if source.url == JSR and name.startswith("@jsr/") and separator and scope:
        yield f"jsr:@{scope}"


def _npm(name: str) -> Iterator[str]:
    # https://docs.npmjs.com/about-scopes: names of accounts, of which no two differ in case only
    scope, separator, rest = name.partition("/")
    if separator and rest and scope.startswith("@") and len(scope) > 1:
        yield f"npm:{scope}"


def _maven(name: str) -> Iterator[str]:
    # https://central.sonatype.org/register/namespace/: a groupId begins with a domain that its holder has proven
    group, separator, _ = name.partition("/")
    labels = group.split(".") if separator and group else []
    if labels:
        yield f"maven:{group}"
    yield from (f"maven:{'.'.join(labels[:length])}" for length in range(len(labels) - 1, 1, -1))


def _composer(name: str) -> Iterator[str]:
    # Packagist reserves a vendor's name for its first publisher
    vendor, separator, rest = name.partition("/")
    if separator and vendor and rest:
        yield f"packagist:{vendor}"


def _golang(name: str) -> Iterator[str]:
    # https://go.dev/ref/mod#vcs: a module path is an address, of a repository or of a site that names one
    parts = name.split("/")
    if "." not in parts[0]:
        return
    # A prefix that reaches into a repository is narrower than the owner of all of them.
    yield from (f"go:{'/'.join(parts[:length])}" for length in range(len(parts), 2, -1))
    yield from _repository(name)
    yield from (f"go:{'/'.join(parts[:length])}" for length in range(min(2, len(parts)), 0, -1))


def prefixes_of(name: str) -> Iterator[str]:
    """Yield the prefixes of a NuGet id that can be reserved, the longest first: whole words between dots.

    https://learn.microsoft.com/nuget/nuget-org/id-prefix-reservation
    """
    words = name.split(".")
    yield from (f"nuget:{'.'.join(words[:length])}" for length in range(len(words), 0, -1))


_PATH = pattern(r"[a-z0-9.-]+(?:/[a-z0-9._~!+-]+)+\Z")  # a host without port or user, and plain segments


def _repository(name: str) -> Iterator[str]:
    owner = forge_owner(name) if _PATH.match(name) else None
    if owner is not None:
        yield owner


def _github(name: str) -> Iterator[str]:
    return _repository(f"github.com/{name}")


_READERS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "composer": _composer,
    "github": _github,
    "golang": _golang,
    "maven": _maven,
    "npm": _npm,
    "nuget": prefixes_of,
    "swift": _repository,
}

_RESERVABLE = frozenset({"nuget"})
"""Where a prefix is its holder's only once it is reserved, which the name does not tell: it may lead outside, never
inside."""


@lru_cache(maxsize=4096)
def _evidence(identity: str, ecosystem: str) -> Evidence:
    trust = Trust.DECLARED if ecosystem in _RESERVABLE else Trust.EXCLUSIVE
    return Evidence(kind=EvidenceKind.NAMESPACE, trust=trust, source="package name", identity=identity)
