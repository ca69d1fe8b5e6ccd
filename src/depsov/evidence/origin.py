"""The place that a git or URL dependency comes from: the owner of that URL decides what arrives (docs/method.md).

That is stronger than a link in a package's own words: nobody else can put code there. An address that a document only
claims is no more than such a link, nor is one of an attachment. Opens no URL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from depsov.evidence._source import Gathered, Surroundings
from depsov.evidence.links import evidence_of_url
from depsov.model import Package, SourceKind, Trust
from depsov.patterns import pattern
from depsov.values import replace

__all__ = ["ID", "TITLE", "gather"]

ID = "origin"
TITLE = "addresses of git and URL dependencies"

# Where anybody may put a file below the address of a repository: in an issue, a comment or a change that they propose.
_ATTACHED = pattern(
    r"/files/\d+/|/uploads/|/attachments/|refs(?:/|%2f)(?:pull|pr|merge-requests|changes)\b", re.IGNORECASE
)


def gather(packages: Sequence[Package], around: Surroundings) -> Gathered:
    """Return the owner of the repository or site that each git or URL dependency is fetched from."""
    gathered = Gathered()
    for package in packages:
        url = package.source.url
        if url is None or package.source.kind not in {SourceKind.GIT, SourceKind.URL}:
            continue
        found = evidence_of_url(
            url,
            role="repository",
            source="address of the dependency",
            forges=around.forges,
            shorthand=package.ecosystem == "npm",
        )
        if found is not None:
            is_open = package.source.claimed or _ATTACHED.search(url) is not None
            trust = found.trust if is_open else Trust.EXCLUSIVE
            gathered.learn(package.purl, (replace(found, trust=trust),))
    return gathered
