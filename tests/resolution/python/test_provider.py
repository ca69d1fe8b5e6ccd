"""What the resolver is told to decide first, and what it takes for a candidate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import pytest
from resolvelib.structs import RequirementInformation

from depsov.resolution.python.needs import Need, need_of
from depsov.resolution.python.provider import Pin, Provider
from depsov.resolution.python.rules import Rules
from depsov.resolution.python.stock import Stock, Waiting
from tests.resolution.python.universe import FILES, LINUX, Universe

Info = RequirementInformation[Need, Pin]
NO_RULES = Rules(constraints={}, overrides={}, preferences={}, opaque=lambda _: False, indexes={})


def _need(text: str) -> Need:
    return need_of(text, "requirements.in:1")[0]


def _provider(universe: Universe | None = None, order: Mapping[str, int] | None = None) -> Provider:
    return Provider(Waiting(Stock(universe or Universe(), LINUX)), LINUX, NO_RULES, order or {})


def _decided(provider: Provider, *asked: Sequence[str]) -> list[str]:
    """Return names in the order in which they are decided, of what is asked of each."""
    information: dict[str, list[Info]] = {}
    for lines in asked:
        for need in map(_need, lines):
            information.setdefault(need.identifier, []).append(RequirementInformation(need, None))

    def key(name: str) -> object:
        return provider.get_preference(name, {}, {}, {name: iter(found) for name, found in information.items()}, [])

    return sorted(information, key=key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([["b"], ["a"]], ["a", "b"]),
        ([["a"], ["b>=1"]], ["b", "a"]),
        ([["a>=1"], ["b<2"]], ["b", "a"]),
        ([["a<2"], ["b==1.*"]], ["a", "b"]),
        ([["a<2"], ["b==1.0"]], ["b", "a"]),
        ([["a==1.0"], [f"b @ {FILES}/b-1-py3-none-any.whl"]], ["b", "a"]),
        ([["a"], ["b", "b!=1", "b~=1.0"]], ["b", "a"]),
        ([["a[x]"], ["a"]], ["a", "a[x]"]),
    ],
)
def test_what_leaves_least_choice_is_decided_first(asked: list[list[str]], expected: list[str]) -> None:
    assert _decided(_provider(), *asked) == expected


def test_the_order_of_the_user_counts_where_the_choice_is_the_same() -> None:
    assert _decided(_provider(order={"c": 0, "a": 1}), ["a"], ["b>=1"], ["c"], ["d<2"]) == ["d", "c", "a", "b"]


def _narrowed(provider: Provider, names: Sequence[str], *causes: str) -> list[str]:
    conflict = [RequirementInformation[Need, Pin](_need(text), None) for text in causes]
    return list(provider.narrow_requirement_selection(names, {}, {}, {}, conflict))


def test_what_the_last_conflict_was_about_is_decided_first() -> None:
    provider = _provider()
    assert _narrowed(provider, ["a", "b", "c"]) == ["a", "b", "c"]
    assert _narrowed(provider, ["a", "b", "c"], "b<2", "d>1") == ["b"]


def test_what_many_conflicts_were_about_is_decided_early_from_then_on() -> None:
    provider = _provider()
    assert _narrowed(provider, ["a", "b", "c"], *["b<2"] * 4) == ["b"]
    assert _narrowed(provider, ["a", "b", "c"]) == ["a", "b", "c"]
    _narrowed(provider, ["a", "b", "c"], "b<2")
    assert _narrowed(provider, ["a", "b", "c"]) == ["b"]
    assert _narrowed(provider, ["a", "b", "c"], "c<2") == ["c"]
    assert _decided(provider, ["a==1"], ["b"]) == ["b", "a"]


def _candidates(provider: Provider, identifier: str, *needs: str) -> list[str]:
    def found() -> list[str]:
        requirements: dict[str, Iterator[Need]] = {identifier: map(_need, needs)}
        matches = provider.find_matches(identifier, requirements, {identifier: iter(())})
        return [str(pin) for pin in (matches() if callable(matches) else matches)]

    return found()


def test_candidates_are_the_releases_that_meet_all_that_is_asked() -> None:
    universe = Universe().add("tool 1.0").add("tool 1.5").add("tool 2.0")
    stock = Stock(universe, LINUX)
    waiting = Waiting(stock)
    provider = Provider(waiting, LINUX, NO_RULES, {})

    async def run() -> list[str]:
        waiting.start()
        return await asyncio.to_thread(_candidates, provider, "tool", "tool>=1.0", "tool<2")

    assert asyncio.run(run()) == ["tool 1.5", "tool 1.0"]


def test_what_nobody_asks_for_any_more_is_a_dead_end_only_at_first() -> None:
    provider = _provider()
    assert _candidates(provider, "tool") == []
    provider.takes_leftovers = True
    assert _candidates(provider, "tool") == ["tool"]
    (leftover,) = provider.find_matches("tool", {"tool": iter(())}, {"tool": iter(())})  # type: ignore[misc]
    assert not provider.is_satisfied_by(_need("tool"), leftover)
    assert not list(provider.get_dependencies(leftover))
