"""Why nothing is found, as a user reads it: one line that says who asks for what, and one that says what to do."""

from __future__ import annotations

import pytest

from depsov.demand import Demand
from depsov.errors import ResolutionError
from depsov.fetch import Failure
from depsov.resolution.python.solve import Limits
from tests.expected import check_expected
from tests.resolution.python.universe import FILES, INDEX, Universe, demand, failure, solution


def _core() -> Universe:
    """Return a universe with two releases of a package that others quarrel about."""
    return Universe().add("core 1.0").add("core 2.0")


def _walk() -> Universe:
    universe = Universe()
    for minor in range(30):
        universe.add(f"boto 1.{minor}", f"core>=1.{minor},<1.{minor + 1}").add(f"core 1.{minor}")
    return universe


CONFLICTS: dict[str, tuple[Universe, Demand]] = {
    "two-wants": (_core(), demand("core<2", "core>=2")),
    "user-against-deep": (
        _core()
        .add("app 1.0", "web>=2")
        .add("web 2.0", "store")
        .add("store 1.0", "core>=2")
        .add("store 0.9", "core>=1.5"),
        demand("app", "core<1.5"),
    ),
    "two-transitive": (
        _core().add("app 1.0", "core<2").add("app 0.9", "core<1.5").add("web 1.0", "core>=2"),
        demand("app", "web"),
    ),
    "many-sides": (
        _core()
        .add("f 1", "core==1.0")
        .add("a 1", "core>=2")
        .add("b 1", "core>=2")
        .add("c 1", "core>=2")
        .add("d 1", "core"),
        demand("a", "b", "c", "d", "f"),
    ),
    "many-releases": (_walk(), demand("boto<1.10", "core>1.20")),
    "python": (Universe().add("core 1.0", python=">=3.13").add("core 0.9", python=">=3.14"), demand("core")),
    "python-inside": (Universe().add("app 1", "core").add("core 1.0", python_inside=">=3.13"), demand("app")),
    "no-project": (Universe().add("app 1", "koer>=1"), demand("app")),
    "no-version": (_core(), demand("core>=3")),
    "yanked": (Universe().add("core 1.0", yanked=True), demand("core")),
    "all-yanked": (Universe().add("core 1.0", yanked=True).add("core 2.0", yanked=True), demand("core>=1")),
    "no-file": (Universe().add("core 1.0", files=["core-1.0-cp312-cp312-win_amd64.whl"]), demand("core")),
    "no-version-on-the-page": (Universe().add("core 2004d-final"), demand("core")),
    "constraint": (_core().add("app 1", "core>=2"), demand("app", constraints=("core<2",))),
    "constraint-alone": (_core(), demand("core", constraints=("core==7",))),
    "extras": (
        _core().add("app 1", 'core<2; extra == "fast"').add("web 1", "core>=2"),
        demand("app[fast]", "web"),
    ),
    "broken-metadata": (
        Universe().add("top 1", "app").add("app 1", "core >>> 2").add("app 0.9", "core >>> 2"),
        demand("top"),
    ),
    "other-metadata": (Universe().add("app 1", name="other"), demand("app")),
    "address-without-file": (Universe(), demand(f"core @ {FILES}/core-1.0-py3-none-any.whl")),
    "address-of-another-version": (
        _core().add("app 1", "core>=2"),
        demand("app", f"core @ {FILES}/core-1.0-py3-none-any.whl"),
    ),
    "address-of-another-package": (_core(), demand(f"tool @ {FILES}/core-1.0-py3-none-any.whl")),
    "address-for-another-target": (Universe(), demand(f"core @ {FILES}/core-1.0-py3-none-win32.whl")),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_a_conflict_says_who_asks_for_what(case: str) -> None:
    universe, asked = CONFLICTS[case]
    check_expected(f"resolution/{case}.txt", failure(universe, asked))


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(rounds=1), "not resolved within 1 round: it was still trying app (1 release tried)"),
        (
            Limits(questions=9, seconds=0.0),
            "not resolved within 0 seconds: it was still trying to read the first pages",
        ),
    ],
)
def test_a_limit_names_what_was_tried(limits: Limits, expected: str) -> None:
    universe = _core().add("app 1", "core")
    assert failure(universe, demand("app"), limits=limits).startswith(expected)


def test_a_limit_of_questions_names_what_was_tried_most() -> None:
    universe = _walk()
    universe.limit = 12
    shown = failure(universe, demand("boto<1.20", "core>1.25"), limits=Limits(questions=12))
    assert shown.startswith("not resolved within 12 questions: it was still trying boto (")
    assert "narrow boto by a lower bound or a constraint" in shown


def test_the_packages_at_fault_are_named() -> None:
    with pytest.raises(ResolutionError) as caught:
        solution(*CONFLICTS["user-against-deep"])
    assert caught.value.names == ("core",)


def test_an_index_that_does_not_answer_is_no_conflict() -> None:
    universe = _core().add("app 1", "core").fail("core", Failure("the host does not answer", host_failed=True))
    with pytest.raises(ResolutionError) as caught:
        solution(universe, demand("app"))
    assert caught.value.message == "core: the index does not answer: the host does not answer"
    assert caught.value.names == ()


def test_no_message_names_the_address_of_an_index() -> None:
    assert not [case for case, (universe, asked) in CONFLICTS.items() if INDEX in failure(universe, asked)]


@pytest.mark.parametrize(("case", "names"), [("python-inside", ("core",)), ("broken-metadata", ("app",))])
def test_a_release_that_cannot_be_used_is_at_fault_itself(case: str, names: tuple[str, ...]) -> None:
    with pytest.raises(ResolutionError) as caught:
        solution(*CONFLICTS[case])
    assert caught.value.names == names
