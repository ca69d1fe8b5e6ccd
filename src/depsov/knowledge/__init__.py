"""The knowledge base: organisations, who holds which identity, who decides which package. See `docs/knowledge.md`."""

from depsov.knowledge.records import Entry, Fact, Organisation, Platform
from depsov.knowledge.store import Knowledge, load

__all__ = ["Entry", "Fact", "Knowledge", "Organisation", "Platform", "load"]
