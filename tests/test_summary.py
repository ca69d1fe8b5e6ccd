"""The counts at the top of a report, and the platforms that packages come through."""

from __future__ import annotations

import pytest

from depsov.model import GROUPS, EvidenceKind, Source, SourceKind, Verdict
from depsov.summary import Platforms, summarise
from tests.knowledge_of import knowledge_of
from tests.made import assessment, evidence, organisation, package

SAMPLE = organisation("sample")
OTHER = organisation("other", "JP")


def test_counts() -> None:
    summary = summarise(
        [
            assessment(package("a"), controller=SAMPLE, countries=("DE", "US")),
            assessment(package("b"), controller=SAMPLE, countries=("US", "US")),
            assessment(package("c"), controller=OTHER, countries=("JP",)),
            assessment(package("d"), Verdict.UNKNOWN),
        ]
    )
    assert summary.packages == 4
    assert summary.coverage == 0.75
    assert summary.by_verdict == {"inside": 0, "outside": 3, "distributed": 0, "individual": 0, "unknown": 1}
    assert summary.by_controller == ((SAMPLE, 2), (OTHER, 1))
    assert list(summary.by_jurisdiction.items()) == [("US", 2), ("DE", 1), ("JP", 1)]


def test_every_group_is_counted_in_the_order_of_the_reports() -> None:
    summary = summarise([assessment(group="one-person"), assessment(group="one-person")])
    assert list(summary.by_group) == list(GROUPS)
    assert summary.by_group["one-person"] == 2
    assert sum(summary.by_group.values()) == 2


def test_groups_add_up_to_the_packages() -> None:
    items = [assessment(package(name), verdict) for name, verdict in zip("abcde", Verdict, strict=True)]
    summary = summarise(items)
    assert sum(summary.by_verdict.values()) == summary.packages == 5


def test_unknown_is_all_that_lowers_coverage() -> None:
    verdicts = [Verdict.INSIDE, Verdict.OUTSIDE, Verdict.DISTRIBUTED, Verdict.INDIVIDUAL]
    assert summarise([assessment(verdict=verdict) for verdict in verdicts]).coverage == 1.0


def test_project_without_dependencies_is_covered() -> None:
    assert summarise([]).coverage == 1.0


def test_controllers_of_equal_share_are_sorted_by_id() -> None:
    items = [assessment(package("a"), controller=SAMPLE), assessment(package("b"), controller=OTHER)]
    assert summarise(items).by_controller == summarise(items[::-1]).by_controller == ((OTHER, 1), (SAMPLE, 1))


KNOWLEDGE = knowledge_of(
    """
    [sample]
    name = "Sample Inc."
    kind = "company"
    seat = { country = "US", $own }
    """,
    platforms="""
    [example-index]
    name = "Example Index"
    role = "registry"
    ecosystems = ["pypi"]
    operator = { id = "sample", $own }

    [github]
    name = "GitHub"
    role = "forge"
    kind = "github"
    hosts = ["github.com"]
    operator = { id = "sample", $own }

    [example-forge]
    name = "Example Forge"
    role = "forge"
    kind = "gitlab"
    hosts = ["git.forge.example"]
    operator = { id = "sample", $own }
    """,
)


PLATFORMS = Platforms(KNOWLEDGE, lambda _: SAMPLE)


def test_platforms_are_counted_once_for_each_package() -> None:
    on_github = (evidence(EvidenceKind.REPOSITORY, "github:a"), evidence(EvidenceKind.HOMEPAGE, "github:b"))
    own_forge = (evidence(EvidenceKind.REPOSITORY, "git.forge.example:group"),)
    found = PLATFORMS.used(
        [
            assessment(package("a"), found=on_github),
            assessment(package("b"), found=own_forge),
            assessment(package("c")),
            assessment(package("d", "npm")),
        ]
    )
    assert [(item.id, item.role, item.packages, item.operator) for item in found] == [
        ("example-index", "registry", 3, SAMPLE),
        ("example-forge", "forge", 1, SAMPLE),
        ("github", "forge", 1, SAMPLE),
    ]


@pytest.mark.parametrize("kind", [SourceKind.INDEX, SourceKind.GIT, SourceKind.URL])
def test_package_of_another_source_does_not_come_through_the_default_registry(kind: SourceKind) -> None:
    item = assessment(package(source=Source(kind=kind, url="https://other.example")))
    assert PLATFORMS.used([item]) == ()


def test_a_mirror_that_was_asked_goes_by_its_host() -> None:
    index, mirror = PLATFORMS.asked({"example-index": 3, "mirror.example": 2})
    assert (index.name, index.operator, index.packages) == ("Example Index", SAMPLE, 3)
    assert (mirror.name, mirror.role, mirror.operator, mirror.packages) == ("mirror.example", "registry", None, 2)
