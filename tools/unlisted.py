"""Shows which identities appear most often in projects and are held by nobody in the knowledge base.

    python -m tools.unlisted PATH... [--online]

What is shown here is run-time evidence, for a maintainer's eyes: an owner may be a person, and then belongs nowhere
in the data. Packages with an entry of their own are left out, since nothing is missing there.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import depsov
from depsov.model import EvidenceKind, Report, Verdict

__all__ = ["main", "unlisted"]


def unlisted(reports: Iterable[Report]) -> Mapping[str, frozenset[str]]:
    """Return the unlisted identities of undecided packages, each with the purls that lead to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for item in report.assessments:
            if item.verdict is not Verdict.UNKNOWN:
                continue
            for evidence in item.evidence:
                if evidence.identity is not None and not evidence.listed and evidence.kind is not EvidenceKind.HINT:
                    found[evidence.identity].add(item.package.purl.partition("?")[0].rpartition("@")[0])
    return {identity: frozenset(purls) for identity, purls in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the identities, the most frequent first, each with some of the packages behind it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="projects to scan")
    parser.add_argument("--online", action="store_true", help="ask the registries about these projects' packages")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many to show (default: 50)")
    args = parser.parse_args(arguments)
    reports = [depsov.scan(path, config=replace(depsov.load_config(path), online=args.online)) for path in args.paths]
    found = sorted(unlisted(reports).items(), key=lambda item: (-len(item[1]), item[0]))
    for identity, purls in found[: args.limit]:
        sys.stdout.write(f"{len(purls):5}  {identity}  {', '.join(sorted(purls)[:3])}\n")
    sys.stdout.write(f"{len(found)} unlisted identities\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
