"""A package of a default registry judged by its name alone: nothing is installed, read or asked.

What the knowledge base says of the name, and the namespace that stands in it, are all the evidence.
"""

from __future__ import annotations

from depsov.assess import Assessor
from depsov.attribute import attribute
from depsov.control import Control
from depsov.evidence import namespace
from depsov.evidence._source import Surroundings
from depsov.model import Assessment, Package
from depsov.purl import build, normalise

__all__ = ["judge_by_name"]


def judge_by_name(ecosystem: str, name: str, control: Control, assessor: Assessor) -> Assessment:
    """Return the verdict on a package of which only the ecosystem (a purl type) and the name are known."""
    normal = normalise(ecosystem, name)
    package = Package(purl=build(ecosystem, normal), ecosystem=ecosystem, name=normal, version=None)
    around = Surroundings(is_held=control.knowledge.is_held)
    found = namespace.gather((package,), around).evidence.get(package.purl, ())
    return assessor.assess(package, attribute(package, found, control))
