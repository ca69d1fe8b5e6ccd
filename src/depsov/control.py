"""Follows an organisation upwards: to its parents, or to the legal home of a community, up to the end of the chain.

Pure: the knowledge base and the day come in as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

from depsov.knowledge import Fact, Knowledge, Organisation
from depsov.knowledge.records import Home, Parent
from depsov.values import dataclass

__all__ = ["Control", "Link"]


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain: from an organisation to its parent, or from a community to its legal home."""

    organisation: Organisation
    to: Organisation
    kind: str
    fact: Fact
    since: str | None = None


class Control:
    """Answers who controls an organisation on a day."""

    def __init__(self, knowledge: Knowledge, as_of: str) -> None:
        self.knowledge = knowledge
        self.as_of = as_of
        self._controllers: dict[str, Organisation] = {}

    def parents(self, organisation: Organisation) -> tuple[Parent, ...]:
        """Return the parents that hold on the day; a deal counts from its closing."""
        return tuple(parent for parent in organisation.parents if parent.holds(self.as_of))

    def home(self, organisation: Organisation) -> Home | None:
        """Return the home that a community is legally part of; a tie of marks or money is none."""
        home = organisation.home
        return home if home is not None and home.tie == "comprehensive" else None

    def chain(self, organisation: Organisation) -> tuple[Link, ...]:
        """Return every step upwards, nearest first; of joint parents, each has its branch."""
        links: list[Link] = []
        seen = {organisation.id}
        level = [organisation]
        while level:
            above = [link for item in level for link in self._steps(item)]
            links += above
            level = list({link.to.id: link.to for link in above if link.to.id not in seen}.values())
            seen |= {item.id for item in level}
        return tuple(links)

    def _steps(self, organisation: Organisation) -> Iterable[Link]:
        home = self.home(organisation)
        if home is not None:
            yield Link(organisation, self.knowledge.organisation(home.id), "legal-home", home.fact)
        for parent in self.parents(organisation):
            above = self.knowledge.organisation(parent.id)
            yield Link(organisation, above, parent.tie, parent.fact, parent.since)

    def ends(self, organisation: Organisation) -> tuple[Organisation, ...]:
        """Return the ultimate parents: several where parents are joint, the organisation itself where it has none."""
        links = self.chain(organisation)
        inner = {link.organisation.id for link in links}
        ends = {link.to.id: link.to for link in links if link.to.id not in inner}
        return tuple(ends[key] for key in sorted(ends)) or (organisation,)

    def controller(self, steward: str) -> Organisation:
        """Return the controller of a steward: the end of the chain, of joint ends the first by id."""
        if steward not in self._controllers:
            self._controllers[steward] = self.ends(self.knowledge.organisation(steward))[0]
        return self._controllers[steward]
