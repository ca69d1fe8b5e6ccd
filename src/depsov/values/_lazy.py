"""`dataclass` as the standard library has it, except that no method is compiled before it is called.

https://docs.python.org/3/library/dataclasses.html

It knows the part that depsov uses: `frozen`, `slots`, `kw_only`, `eq` and `order`; defaults and factories;
`__post_init__`; fields that are no parameter, or not compared. `dataclasses.fields`, `asdict` and `replace`, `copy` and
`pickle` work on what it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

__all__ = ["dataclass", "field", "fields", "replace"]


class Field:
    """One field: its name and annotation, what stands for it where nothing is given, and what it is for."""

    __slots__ = ("annotation", "compare", "default", "factory", "init", "kw_only", "name")

    def __init__(self, *, default: object, factory: Callable[[], object] | None, init: bool, compare: bool) -> None:
        self.name = ""
        self.annotation = ""
        self.default = default
        self.factory = factory
        self.init = init
        self.compare = compare
        self.kw_only = False


_NOTHING = object()


def field(
    *,
    default: object = _NOTHING,
    default_factory: Callable[[], object] | None = None,
    init: bool = True,
    compare: bool = True,
) -> Any:
    """Describe a field that is more than a name and a default."""
    return Field(default=default, factory=default_factory, init=init, compare=compare)


def dataclass(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True, order: bool = False
) -> Callable[[type], type]:
    """Return the decorator that makes a class of values of a class with annotations."""

    def decorate(cls: type) -> type:
        listed = tuple(_fields(cls, kw_only=kw_only))
        made = _slotted(cls, listed, is_open=not slots)
        _add_methods(made, listed, frozen=frozen, eq=eq, order=order)
        return made

    return decorate


def fields(value: Any) -> tuple[Field, ...]:
    """Return the fields of a class, or of a value of it."""
    listed: tuple[Field, ...] = getattr(value, _FIELDS)
    return listed


def replace(value: Any, /, **changes: object) -> Any:
    """Return a value of the same class, with some fields changed."""
    for each in fields(value):
        if each.init and each.name not in changes:
            changes[each.name] = getattr(value, each.name)
    return value.__class__(**changes)


_FIELDS = "__value_fields__"


def _fields(cls: type, *, kw_only: bool) -> Iterator[Field]:
    assert not any(hasattr(base, _FIELDS) for base in cls.__bases__), "classes of values inherit no fields"
    for name, annotation in cls.__annotations__.items():
        if annotation.startswith("ClassVar"):
            continue
        default = vars(cls).get(name, _NOTHING)
        if not isinstance(default, Field):
            default = Field(default=default, factory=None, init=True, compare=True)
        default.name, default.annotation, default.kw_only = name, annotation, kw_only
        yield default


def _slotted(cls: type, listed: tuple[Field, ...], *, is_open: bool) -> type:
    """Return the class anew with slots for its fields, which cannot be added to one that exists.

    An open one has room for other attributes as well, as `functools.cached_property` wants it.
    """
    names = [each.name for each in listed]
    namespace = {name: value for name, value in vars(cls).items() if name not in {"__dict__", "__weakref__", *names}}
    namespace |= {
        "__slots__": (*names, "__dict__") if is_open else tuple(names),
        "__match_args__": tuple(each.name for each in listed if each.init and not each.kw_only),
        "__dataclass_fields__": _AsDataclass(),
        _FIELDS: listed,
    }
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    return made


def _add_methods(cls: type, listed: Sequence[Field], *, frozen: bool, eq: bool, order: bool) -> None:
    compared = [each.name for each in listed if each.compare]

    def lazy(name: str, write: Callable[[], _Source]) -> Callable[..., object]:
        return _compiled_when_called(cls, name, write)

    methods: dict[str, object] = {"__init__": lazy("__init__", lambda: _init(cls, listed, frozen=frozen)), **_COMMON}
    if eq:
        methods["__eq__"] = lazy("__eq__", lambda: _comparison("==", compared))
        methods["__hash__"] = lazy("__hash__", lambda: _hash(compared)) if frozen else None
    if order:
        methods |= {name: lazy(name, partial(_comparison, sign, compared)) for name, sign in _ORDER.items()}
    for name, method in (methods | _FROZEN if frozen else methods).items():
        if name not in vars(cls):
            type.__setattr__(cls, name, method)


_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}

_Source = tuple[str, Sequence[str], Mapping[str, object]]
"""A method as text: its parameters, its lines, and the objects that they name."""


def _compiled_when_called(cls: type, name: str, write: Callable[[], _Source]) -> Callable[..., object]:
    def method(self: object, *args: object, **kwargs: object) -> object:
        parameters, lines, objects = write()
        made: dict[str, Any] = {}
        text = "\n ".join([f"def {name}({parameters}):", *lines])
        exec(text, {"__name__": cls.__module__, **objects}, made)  # noqa: S102 - of names of fields
        made[name].__qualname__ = f"{cls.__qualname__}.{name}"
        type.__setattr__(cls, name, made[name])
        return made[name](self, *args, **kwargs)

    return method


def _init(cls: type, listed: Sequence[Field], *, frozen: bool) -> _Source:
    objects: dict[str, object] = {"_nothing": _NOTHING}
    positional, keywords, lines = ["self"], list[str](), list[str]()
    for each in listed:
        name, value = each.name, each.name
        if each.factory is not None:
            objects[f"_make_{name}"] = each.factory
            value = f"_make_{name}() if {name} is _nothing else {name}" if each.init else f"_make_{name}()"
        elif each.default is not _NOTHING:
            objects[f"_default_{name}"] = each.default
            value = name if each.init else f"_default_{name}"
        elif not each.init:
            continue  # `__post_init__` sets it
        if each.init:
            given = "_nothing" if each.factory else f"_default_{name}"
            has_default = each.factory is not None or each.default is not _NOTHING
            (keywords if each.kw_only else positional).append(f"{name}={given}" if has_default else name)
        if frozen:
            objects[f"_set_{name}"] = getattr(cls, name).__set__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    return ", ".join([*positional, *(["*", *keywords] if keywords else [])]), lines or ["pass"], objects


def _comparison(sign: str, names: Sequence[str]) -> _Source:
    lines = [
        "if other.__class__ is not self.__class__:",
        "    return NotImplemented",
        f"return {_tuple('self', names)} {sign} {_tuple('other', names)}",
    ]
    return "self, other", lines, {}


def _hash(names: Sequence[str]) -> _Source:
    return "self", [f"return hash({_tuple('self', names)})"], {}


def _tuple(of: str, names: Sequence[str]) -> str:
    return f"({''.join(f'{of}.{name}, ' for name in names)})"


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self))
    return f"{self.__class__.__qualname__}({shown})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:  # noqa: ARG001 - a method
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: Sequence[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_COMMON = {"__repr__": _repr, "__replace__": replace, "__getstate__": _state, "__setstate__": _restore}
_FROZEN = {"__setattr__": _refuse, "__delattr__": _refuse}


class _AsDataclass:
    """The fields as `dataclasses` has them, made when one of its functions asks for them."""

    def __get__(self, instance: object, owner: type) -> Mapping[str, object]:
        import dataclasses

        def described(each: Field) -> Any:
            given: dict[str, Any] = {"init": each.init, "compare": each.compare, "kw_only": each.kw_only}
            if each.factory is not None:
                given["default_factory"] = each.factory
            elif each.default is not _NOTHING:
                given["default"] = each.default
            return dataclasses.field(**given)

        listed = [(each.name, each.annotation, described(each)) for each in fields(owner)]
        twin: Any = dataclasses.make_dataclass(owner.__name__, listed)
        described_all: Mapping[str, object] = twin.__dataclass_fields__
        return described_all
