"""Measures what depsov says, offline and by name alone, against packages that people have labelled (docs/accuracy.md).

    python -m tools.accuracy [LABELS.tsv ...]

A row of a label file names the package, who decides its releases and why the labeller thinks so. A verdict counts as
right where it is the labelled one, or one that the labeller called defensible too. All shares but coverage are of what
is decided; organisation recall is of the packages where an organisation decides beyond dispute, "disputed too" also of
those for which the labeller named a second answer.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from depsov.assess import Assessor
from depsov.by_name import judge_by_name
from depsov.control import Control
from depsov.knowledge import Organisation, load
from depsov.knowledge.records import KINDS
from depsov.model import Assessment, Verdict
from depsov.perimeter import always, choose

__all__ = ["Label", "Outcome", "main", "measure", "read_labels", "report"]

LABELS = Path(__file__).with_name("labels")
ORGANISATIONS = frozenset(KINDS) - {"community"}


@dataclass(frozen=True, slots=True)
class Label:
    """What a person found out about a package; `-` in the file is an empty text here."""

    ecosystem: str
    name: str
    kind: str
    steward: str
    home: str
    tie: str
    controller: str
    country: str
    verdict: str
    also: tuple[str, ...]

    @property
    def names_organisation(self) -> bool:
        """Whether the first answer is an organisation, by itself or as the legal home of a community."""
        return self.kind in ORGANISATIONS or self.tie == "comprehensive"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled package and what depsov says of it."""

    label: Label
    said: Assessment

    @property
    def decided(self) -> bool:
        """Whether depsov has an answer at all."""
        return self.said.verdict is not Verdict.UNKNOWN

    @property
    def same(self) -> bool:
        """Whether the answer is the labelled one."""
        return self.said.verdict.value == self.label.verdict

    @property
    def right(self) -> bool:
        """Whether the answer is the labelled one, or one that the labeller called defensible."""
        return self.same or self.said.verdict.value in self.label.also

    @property
    def false_clear(self) -> bool:
        """Whether depsov places a package inside that is not: the one error that must not happen."""
        return self.said.verdict is Verdict.INSIDE and not self.right


def read_labels(path: Path) -> list[Label]:
    """Return the rows of a label file; those that nobody could label (`unknown`) are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {key: "" if value == "-" else value for key, value in row.items()}
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    return [_label(row) for row in rows if row["verdict"] != "unknown"]


def _label(row: dict[str, str]) -> Label:
    return Label(
        ecosystem=row["ecosystem"],
        name=row["name"],
        kind=row["kind"],
        steward=row["steward"],
        home=row["home"],
        tie=row["tie"],
        controller=row["controller"],
        country=row["country"],
        verdict=row["verdict"],
        also=tuple(re.findall(r"\b(inside|outside|distributed|individual)\b", row["also"])),
    )


def measure(labels: Iterable[Label], control: Control) -> list[Outcome]:
    """Return the outcome for every label."""
    named = control.knowledge.perimeters()
    assessor = Assessor(control, choose("europe", named), always(named))
    return [Outcome(label, judge_by_name(label.ecosystem, label.name, control, assessor)) for label in labels]


def names_fit(outcome: Outcome, control: Control) -> bool:
    """Tell whether steward, ultimate parent and country are those of the label.

    A labeller may name the parent where depsov names its subsidiary (GitHub for npm, Inc.), and the country of the head
    office where that differs from the seat (China for Alibaba, which is registered on the Cayman Islands).
    """
    said, label = outcome.said, outcome.label
    if said.steward is None or said.controller is None:
        return False
    steward = control.knowledge.organisation(said.steward.id)
    line = [steward, *(link.to for link in control.chain(steward))]
    return (
        _is_among(label.steward, line)
        and _is_among(label.controller, [control.knowledge.organisation(said.controller.id)])
        and label.country in ("", said.controller.country, *(item.country for item in said.jurisdictions))
    )


def _is_among(wanted: str, organisations: Iterable[Organisation]) -> bool:
    known = {_plain(text) for item in organisations for text in (item.id, item.name, *item.aliases)}
    return not wanted or any(_plain(text) in known for text in wanted.split(" / "))


_FORMS = re.compile(
    r"\b(inc|incorporated|corp|corporation|co|company|llc|ltd|limited|plc|gmbh|ag|se|sas|sa|bv|nv|oy|ab|as|aps|srl|sro|pbc"
    r"|the|ev|platforms|holdings?|group|project|team|developers|contributors|community)\b"
)


def _plain(text: str) -> str:
    """Return a name without its legal form, brackets and punctuation."""
    bare = re.sub(r"\(.*?\)", " ", text.casefold()).replace(".", "")
    return "".join(_FORMS.sub(" ", re.sub(r"[^\w]+", " ", bare)).split())


def report(outcomes: Sequence[Outcome], control: Control) -> Iterator[str]:
    """Yield the figures, and the misses by name."""
    yield "| sample | packages | coverage | right | first label | false clears | organisation recall | disputed too |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for title in [*sorted({item.label.ecosystem for item in outcomes}), "all"]:
        part = [item for item in outcomes if title in ("all", item.label.ecosystem)]
        decided = [item for item in part if item.decided]
        named = [item for item in part if item.label.names_organisation]
        undisputed = [item for item in named if not item.label.also]
        yield " | ".join(
            [
                f"| {title}",
                f"{len(part)}",
                _share(len(decided), len(part)),
                _share(sum(item.right for item in decided), len(decided)),
                _share(sum(item.same for item in decided), len(decided)),
                f"{sum(item.false_clear for item in decided)}",
                _share(sum(names_fit(item, control) for item in undisputed), len(undisputed)),
                f"{_share(sum(names_fit(item, control) for item in named), len(named))} |",
            ]
        )
    yield ""
    yield "| verdict | said | right |"
    yield "| --- | ---: | ---: |"
    said = Counter(item.said.verdict for item in outcomes)
    for verdict in Verdict:
        if verdict is not Verdict.UNKNOWN:
            right = sum(item.right for item in outcomes if item.said.verdict is verdict)
            yield f"| {verdict.value} | {said[verdict]} | {_share(right, said[verdict])} |"
    yield ""
    yield from _misses(outcomes, control)


def _misses(outcomes: Iterable[Outcome], control: Control) -> Iterator[str]:
    for item in outcomes:
        label, said = item.label, item.said
        who = "nobody known" if said.steward is None else said.steward.name
        if said.verdict is Verdict.INDIVIDUAL:
            who = "one person"
        wanted = f"labelled {label.verdict}, {label.steward or 'one person'}"
        if not item.decided:
            yield f"unknown: {label.ecosystem} {label.name} ({wanted})"
        elif not item.right:
            yield f"wrong: {label.ecosystem} {label.name}: said {said.verdict.value}, {who} ({wanted})"
        elif label.names_organisation and not names_fit(item, control):
            country = "" if said.controller is None else f", {said.controller.name}, {said.controller.country}"
            kind = "disputed" if label.also else "other name"
            yield (
                f"{kind}: {label.ecosystem} {label.name}: said {who}{country} "
                f"({wanted}, {label.controller or 'no parent'}, {label.country})"
            )


def _share(part: int, whole: int) -> str:
    return "n/a" if not whole else f"{part / whole:.1%} ({part}/{whole})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures for the label files that are named, or for all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("labels", nargs="*", type=Path, metavar="LABELS.tsv")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22), help="the day of the labels")
    parser.add_argument("--knowledge", type=Path, metavar="FILE", help="a released knowledge base")
    args = parser.parse_args(arguments)
    control = Control(load(released=args.knowledge), args.as_of.isoformat())
    labels = [label for path in args.labels or sorted(LABELS.glob("*.tsv")) for label in read_labels(path)]
    sys.stdout.write("\n".join(report(measure(labels, control), control)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
