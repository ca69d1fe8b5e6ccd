"""The control graph in the language of Mermaid, which forges and wikis draw: project, who decides, whose law.

It has no colours, so that it is read in light and dark alike, and stays far below every limit: 50,000 characters and
500 edges in Mermaid itself, 5,000 characters in Forgejo; GitLab draws over 2,000 only after a click.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from depsov import phrases
from depsov.model import Assessment, Report
from depsov.report.escape import mermaid

__all__ = ["control_graph"]

MOST_CONTROLLERS = 15
MOST_COUNTRIES = 8
MOST_PROJECTS = 3
LONGEST = 40
"""What is drawn by itself, and how long a name may be; the others share a node that counts them."""

_OTHERS = "others"
_TOP = "."
"""How packages name a project in the top folder; the graph says nothing there."""


def control_graph(report: Report) -> str:
    """Return a flowchart; its edges say how many packages a party decides over, and how many a law reaches."""
    return "\n".join(_Graph(report).lines())


class _Graph:
    def __init__(self, report: Report) -> None:
        self._report = report
        shown = report.summary.by_controller[:MOST_CONTROLLERS]
        self._controllers = {item.id: f"c{number}" for number, (item, _) in enumerate(shown)}
        countries = [*report.summary.by_jurisdiction]
        self._countries = {country: f"j{number}" for number, country in enumerate(countries[:MOST_COUNTRIES])}
        roots = [root or _TOP for root in report.graph.roots]
        self._projects = (
            {root: f"p{number}" for number, root in enumerate(roots)} if len(roots) <= MOST_PROJECTS else {}
        )

    def lines(self) -> Iterator[str]:
        """Yield the nodes that have an edge, then the edges, in the order of the report."""
        decided, reached = self._edges()
        yield "flowchart LR"
        yield "    accTitle: Who decides over the packages, and whose law reaches them"
        ends = {end for edge in (*decided, *reached) for end in edge}
        for node, label in self._labels().items():
            if node in ends:
                yield f'    {node}["{label}"]'
        for edges in (decided, reached):
            for (start, end), count in sorted(edges.items(), key=lambda item: (-item[1], item[0])):
                yield f"    {start} -->|{count}| {end}"

    def _labels(self) -> Mapping[str, str]:
        report = self._report
        rest = len(report.summary.by_controller) - len(self._controllers)
        further = len(report.summary.by_jurisdiction) - len(self._countries)
        labels = {node: "Top folder" if root == _TOP else _short(root) for root, node in self._projects.items()}
        labels["p"] = phrases.count(len(report.graph.roots), "project")
        for controller, _ in report.summary.by_controller[:MOST_CONTROLLERS]:
            labels[self._controllers[controller.id]] = _short(controller.name)
        labels[_OTHERS] = f"{rest} more"
        labels |= {"person": "One person", "unknown": "Unknown"}
        labels |= {node: self._country(country) for country, node in self._countries.items()}
        labels["further"] = "1 more country" if further == 1 else f"{further} more countries"
        return labels

    def _country(self, country: str) -> str:
        side = "inside" if country in self._report.perimeter.countries else "outside"
        return mermaid(f"{country}, {side} {self._report.perimeter.label}")

    def _edges(self) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        decided: Counter[tuple[str, str]] = Counter()
        reached: Counter[tuple[str, str]] = Counter()
        for item in self._report.assessments:
            who = self._who(item)
            # A package of two projects stands on the way from each of them.
            decided.update((project, who) for project in self._from(item))
            countries = {place.country for place in item.jurisdictions}
            reached.update((who, node) for node in {self._countries.get(country, "further") for country in countries})
        return decided, reached

    def _who(self, item: Assessment) -> str:
        if item.controller is None:
            return "person" if item.group == "one-person" else "unknown"
        return self._controllers.get(item.controller.id, _OTHERS)

    def _from(self, item: Assessment) -> set[str]:
        return {self._projects.get(root, "p") for root in item.package.roots} or {"p"}


def _short(text: str) -> str:
    return mermaid(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
