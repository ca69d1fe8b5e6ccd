"""Lists the facts that somebody should look at again: read long ago, or not read by anybody yet.

python -m tools.stale [--days 365] [--as-of DATE] [--pointers]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from depsov.knowledge import Knowledge, load
from depsov.knowledge.facts import facts_of
from depsov.knowledge.records import Fact

__all__ = ["main", "stale"]


def stale(knowledge: Knowledge, before: date, *, pointers: bool = False) -> Iterator[tuple[str, Fact]]:
    """Yield every fact that is older than a day, and on request every one that nobody has read; oldest first."""
    facts = [
        (f"{organisation.id}: {label}", fact)
        for organisation in knowledge.organisations()
        for label, fact in facts_of(organisation)
    ]
    for ecosystem in knowledge.ecosystems():
        entries: dict[int, list[str]] = {}
        for name, number in knowledge.packages(ecosystem).items():
            entries.setdefault(number, []).append(name)
        for names in entries.values():
            entry = knowledge.entry(ecosystem, names[0])
            if entry is not None:
                more = f" and {len(names) - 1} more" if len(names) > 1 else ""
                facts.append((f"packages/{ecosystem}: {names[0]}{more}", entry.fact))
    facts.sort(key=lambda item: (item[1].date, item[0]))
    for label, fact in facts:
        if fact.date < before.isoformat() or (pointers and not fact.is_read):
            yield label, fact


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the facts; the exit code is 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--days", type=int, default=365, help="how old is too old (default: 365)")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today(), help="the day (default: today)")  # noqa: DTZ011
    parser.add_argument("--pointers", action="store_true", help="also what nobody has read yet")
    args = parser.parse_args(arguments)
    found = list(stale(load(), args.as_of - timedelta(days=args.days), pointers=args.pointers))
    for label, fact in found:
        how = "read" if fact.is_read else "noted"
        sys.stdout.write(f"{fact.date}  {label}  {fact.url} ({how})\n")
    sys.stdout.write(f"{len(found)} facts to look at\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
