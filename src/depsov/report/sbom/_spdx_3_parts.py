"""The elements of SPDX 3 that depsov writes into documents of its own and into those of others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from depsov.model import OrganisationRef, Report
from depsov.report.sbom._spdx import identifier, moment, tool_name
from depsov.report.sbom._text import dumps, shown

__all__ = ["VERSION", "Elements"]

VERSION = "3.0.1"

Table = dict[str, Any]


class Elements:
    """Makes elements with identifiers of one namespace, all made by depsov in this run."""

    def __init__(self, report: Report, namespace: str, *, version: str = VERSION) -> None:
        self._report = report
        self._namespace = namespace
        self._version = version
        self._creation = f"_:{namespace.rpartition('/')[2][:-28]}"  # others may stand in the same graph

    def key(self, kind: str, text: str = "") -> str:
        """Return the identifier of an element of a kind, by what tells it from others of that kind."""
        if text.startswith(self._namespace):  # it is about an element of the same namespace
            return f"{text}-{kind}"
        return f"{self._namespace}/{identifier(kind, text) if text else kind}"

    def element(self, kind: str, key: str, **more: Any) -> Table:
        """Return an element."""
        return {"type": kind, "spdxId": key, "creationInfo": self._creation, **more}

    def run(self) -> Iterable[Table]:
        """Yield who made the elements, with which tool and when."""
        agent, tool = self.key("Agent"), self.key("Tool")
        yield {
            "type": "CreationInfo",
            "@id": self._creation,
            "specVersion": self._version,
            "created": moment(self._report),
            "createdBy": [agent],
            "createdUsing": [tool],
        }
        yield self.element("SoftwareAgent", agent, name="depsov")
        yield self.element("Tool", tool, name=tool_name(self._report))

    def organisation(self, item: OrganisationRef) -> Table:
        """Return an organisation."""
        return self.element("Organization", self.key("Organization", item.id), name=shown(item.name))

    def note(self, subject: str, text: str) -> Table:
        """Return what depsov says of another element."""
        return self.element(
            "Annotation",
            self.key("Annotation", subject),
            annotationType="other",
            contentType="application/json",
            subject=subject,
            statement=text,
        )

    def encoded_note(self, subject: str, text: str) -> str:
        """Return the same as JSON, on an element of this namespace: nothing in such an identifier is to be escaped."""
        return (
            f'{{"type": "Annotation", "spdxId": "{self.key("Annotation", subject)}", '
            f'"creationInfo": "{self._creation}", "annotationType": "other", "contentType": "application/json", '
            f'"subject": "{subject}", "statement": {_encoded(text)}}}'
        )


@lru_cache(maxsize=4096)
def _encoded(text: str) -> str:
    return dumps(text)  # many packages have it in common
