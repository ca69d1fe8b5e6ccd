"""Large reports."""

from __future__ import annotations

from dataclasses import replace

from depsov.model import Location, Report
from depsov.summary import summarise

__all__ = ["large"]


def large(report: Report, size: int) -> Report:
    """Return a report of so many packages: copies of its own with other names, in chains of ten."""
    own = report.assessments
    names = [f"{own[number % len(own)].package.name}-{number}" for number in range(size)]
    purls = [f"pkg:pypi/{name}@1.0" for name in names]
    items = []
    for number, (name, purl) in enumerate(zip(names, purls, strict=True)):
        item = own[number % len(own)]
        below = purls[number + 1 : number + 2] if number % 10 != 9 else []
        place = Location(file="services/payments/uv.lock", line=number + 1)
        made = replace(
            item.package,
            purl=purl,
            name=name,
            version="1.0",
            requires=tuple(below),
            direct=number % 10 == 0,
            locations=(place,),
        )
        items.append(replace(item, package=made))
    packages = {item.package.purl: item.package for item in items}
    direct = tuple((item.package.purl, item.package.scope) for item in items if item.package.direct)
    graph = replace(report.graph, packages=packages, roots={"": direct})
    return replace(report, graph=graph, assessments=tuple(items), summary=summarise(items))
