"""The sound documents that hostile ones are made of: the case folders of the readers, and what depsov is told by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from depsov.documents import Document
from depsov.formats import Format
from tests.cli.program import PROJECTS
from tests.hostile.properties import Beside
from tests.parse.cases import EXPECTED, Case, find_cases

__all__ = ["LOCK", "MOST", "OVERLAY", "POLICY", "Seed", "seeds_of"]

MOST = 40_000
"""Longer documents take their time, and show nothing that shorter ones do not."""


@dataclass(frozen=True)
class Seed:
    """A document, and by name what stands beside it that its reader takes in."""

    path: str
    data: bytes
    beside: dict[str, bytes]

    def document(self) -> Document:
        """Return the document as a reader gets it."""
        return Document(self.path, self.data)

    def folder(self) -> Beside:
        """Return the folder that it stands in."""
        return Beside(self.beside)


@cache
def seeds_of(reader: Format) -> tuple[Seed, ...]:
    """Return the seeds of a format, the shortest first."""
    found = (_seed(case, reader) for case in find_cases() if case.folder.parent.name == reader.id)
    seeds = sorted((seed for seed in found if len(seed.data) <= MOST), key=lambda seed: len(seed.data))
    assert any(seed.data.strip() for seed in seeds), f"no case of {reader.id} can be a seed"
    return tuple(seeds)


def _seed(case: Case, reader: Format) -> Seed:
    path = case.document()
    files = sorted(item for item in case.folder.rglob("*") if item.is_file() and item.name != EXPECTED)
    beside = {item.name: item.read_bytes() for item in files if item.name in reader.companions}
    return Seed(path, (case.folder / path).read_bytes(), beside)


# --- what depsov is told by ---------------------------------------------------------------------------------------

POLICY = b"""knowledge = ["organisations.toml"]
mirrors = ["https://index.example/simple"]
perimeter = ["DE", "FR"]
fail-on = "high"
own = ["works-*"]
exclude = ["docs/**"]
[limits]
outside = 0.5
[[fail]]
verdict = "outside"
package = "@acme/*"
[[exception]]
package = "arrays"
controller = "example-foundation"
reason = "we host it"
owner = "platform team"
expires = 2027-06-30
"""

LOCK = b"""version = 1
knowledge = "2026-01-01"
perimeter = "europe"

[[package]]
purl = "pkg:npm/%40sample/tool"
steward = { id = "sample-corp", name = "Sample Corp." }
controller = { id = "sample-corp", name = "Sample Corp." }
jurisdictions = [{ country = "US", link = "seat" }]
reason = "by-seat"
strength = 3
confidence = "high"
evidence = [
    { kind = "namespace", identity = "npm:@sample", source = "package name", trust = "exclusive", date = "2026-06-30" },
]
date = 2026-06-30
"""

OVERLAY = (PROJECTS / "all-groups" / "organisations.toml").read_bytes()
