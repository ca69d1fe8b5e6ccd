"""The classes of values behave as those of the standard library do: each test runs on both."""

from __future__ import annotations

import copy
import dataclasses
import functools
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from depsov.values import _lazy

MAKERS = pytest.mark.parametrize("maker", [dataclasses, _lazy], ids=["dataclasses", "depsov"])


def point(maker: Any, **options: bool) -> Any:
    @maker.dataclass(**{"frozen": True, "slots": True, **options})
    class Point:
        """A place."""

        origin: ClassVar[int] = 0
        x: int
        y: int = 2
        tags: list[str] = maker.field(default_factory=list, compare=False)

        @property
        def total(self) -> int:
            return self.x + self.y

    return Point


@MAKERS
def test_it_is_made_from_positions_and_names(maker: Any) -> None:
    cls = point(maker)
    assert repr(cls(1)) == "point.<locals>.Point(x=1, y=2, tags=[])"
    assert cls(1, y=3).total == 4
    assert (cls.origin, cls.__doc__, cls.__match_args__) == (0, "A place.", ("x", "y", "tags"))


@MAKERS
@pytest.mark.parametrize(
    "call",
    [lambda cls: cls(), lambda cls: cls(1, 2, [], 4), lambda cls: cls(1, x=1), lambda cls: cls(x=1, z=1)],
    ids=["too few", "too many", "twice", "unknown"],
)
def test_what_does_not_fit_is_refused(maker: Any, call: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match=r"Point\.__init__\(\)"):
        call(point(maker))


@MAKERS
def test_with_names_only_a_position_is_refused(maker: Any) -> None:
    cls = point(maker, kw_only=True)
    assert cls(x=1).x == 1
    assert cls.__match_args__ == ()
    with pytest.raises(TypeError, match="positional"):
        cls(1)


@MAKERS
def test_values_are_equal_by_what_is_compared(maker: Any) -> None:
    cls = point(maker)
    assert cls(1, 2, ["a"]) == cls(1, 2, ["b"])
    assert hash(cls(1, 2, ["a"])) == hash(cls(1))
    assert cls(1) != cls(2)
    assert cls(1) != point(maker)(1)
    assert cls(1) != (1, 2)


@MAKERS
def test_without_equality_each_is_itself(maker: Any) -> None:
    cls = point(maker, eq=False)
    one = cls(1)
    assert one != cls(1)
    assert len({one, cls(1), one}) == 2


@MAKERS
def test_values_in_order(maker: Any) -> None:
    cls = point(maker, order=True)
    assert cls(1) < cls(1, 3) <= cls(1, 3) < cls(2)
    assert cls(2) > cls(1) >= cls(1)
    with pytest.raises(TypeError):
        _ = cls(1) < 3


@MAKERS
def test_a_frozen_value_does_not_change(maker: Any) -> None:
    value = point(maker)(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="x"):
        value.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="x"):
        del value.x
    assert value.x == 1


@MAKERS
def test_another_value_changes_and_has_no_hash(maker: Any) -> None:
    value = point(maker, frozen=False)(1)
    value.x = 5
    assert value == dataclasses.replace(value)
    with pytest.raises(AttributeError):
        value.unknown = 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)


@MAKERS
def test_each_value_has_a_list_of_its_own(maker: Any) -> None:
    cls = point(maker)
    cls(1).tags.append("a")
    assert cls(1).tags == []


@MAKERS
def test_a_field_may_be_set_after_the_others(maker: Any) -> None:
    @maker.dataclass(frozen=True, slots=True)
    class Circle:
        radius: int
        area: int = maker.field(init=False)
        known: dict[str, int] = maker.field(init=False, default_factory=dict)
        unit: str = maker.field(default="m", compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "area", 3 * self.radius**2)

    made: Any = Circle
    assert made(2).area == 12
    assert made(2, "cm") == made(2)
    assert made(2).known is not made(2).known
    assert maker.replace(made(2, "cm"), radius=3).unit == "cm"
    with pytest.raises(TypeError):
        made(2, area=3)


@MAKERS
def test_without_slots_there_is_room_for_what_is_worked_out_once(maker: Any) -> None:
    @maker.dataclass(frozen=True)
    class Square:
        side: int = 2

        @functools.cached_property
        def area(self) -> int:
            return self.side**2

    made: Any = Square
    value = made(3)
    assert (value.area, value.area, made().side) == (9, 9, 2)
    assert value == made(3)
    assert not hasattr(point(maker)(1), "__dict__")


@MAKERS
def test_own_methods_stay(maker: Any) -> None:
    @maker.dataclass(frozen=True, slots=True)
    class Word:
        text: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Word) and other.text.lower() == self.text.lower()

        def __hash__(self) -> int:
            return hash(self.text.lower())

        def __repr__(self) -> str:
            return self.text

    made: Any = Word
    assert {made("A")} == {made("a")}
    assert repr(made("A")) == "A"


@MAKERS
@pytest.mark.parametrize("change", [_lazy.replace, dataclasses.replace], ids=["depsov", "dataclasses"])
def test_a_changed_copy(maker: Any, change: Callable[..., Any]) -> None:
    if maker is dataclasses and change is _lazy.replace:
        pytest.skip("depsov changes its own classes only")
    value = point(maker)(1, 2, ["a"])
    assert change(value, y=5) == copy.copy(change(value, y=5))
    assert (change(value, y=5).y, change(value, y=5).tags) == (5, ["a"])
    with pytest.raises(TypeError):
        change(value, z=1)


@MAKERS
def test_the_standard_library_knows_the_fields(maker: Any) -> None:
    value = point(maker)(1)
    assert dataclasses.is_dataclass(type(value))
    assert [each.name for each in dataclasses.fields(value)] == ["x", "y", "tags"]
    assert dataclasses.asdict(value) == {"x": 1, "y": 2, "tags": []}


@MAKERS
def test_a_copy_is_equal(maker: Any) -> None:
    value = point(maker)(1, 2, ["a"])
    assert copy.copy(value) == copy.deepcopy(value) == value
    assert copy.deepcopy(value).tags == ["a"]
    assert copy.deepcopy(value).tags is not value.tags


def test_a_report_survives_being_pickled() -> None:
    from tests.made import assessment, package

    made = assessment(package("chart"))
    assert pickle.loads(pickle.dumps(made)) == made


def test_the_standard_library_is_left_alone_until_it_is_asked() -> None:
    code = (
        "import sys; from depsov.model import Location as L; hash(L(file='a')); L(file='a') == L(file='b');"
        "print(L(file='a') < L(file='b'), L(file='a'), {'dataclasses', 'inspect'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True Location(file='a', line=None) set()\n"
