"""The values in a Python module that are written down, found without running it.

Literals, lists and texts joined by `+`, and names that are given such a value once. What a condition, a loop or a
function decides is computed: nobody guesses at it.

https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from depsov.parse._escapes import without_halves

__all__ = ["ComputedError", "Scopes", "Values"]

_MAX_STEPS = 20_000
"""Names that double each other grow without end; what takes more steps than that is computed."""

_MAX_TEXT = 200_000

_CHANGING = frozenset("append extend insert update remove pop clear setdefault sort reverse discard add".split())
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class ComputedError(Exception):
    """A value that is not written down."""


class Scopes:
    """Who stands in whom, in one module."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}

    def around(self, node: ast.AST) -> list[ast.AST]:
        """Return what a node stands in, from the inside to the module, itself first."""
        found = [node]
        while (parent := self._parents.get(found[-1])) is not None:
            found.append(parent)
        return found


class Values:
    """What expressions at one place of a module are worth.

    `holes` counts the parts of values that are computed, and were left out of a list or table.
    """

    def __init__(self, scopes: Scopes, place: ast.AST) -> None:
        around = scopes.around(place)
        self.holes = 0
        self._assigned = dict(_assigned(around))
        self._stores: Counter[str] = Counter()
        self._changed: set[str] = set()
        self._look(scopes.tree, {*around})
        self._steps = 0

    def of(self, node: ast.AST) -> Any:
        """Return the value of an expression; raise `ComputedError` where it is not written down."""
        self._step(1)
        match node:
            case ast.Constant(value=str() as text):
                return self._short(without_halves(text))
            case ast.Constant(value=bool() | int() | None as value):
                return value
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return self._list(items)
            case ast.Dict(keys=keys, values=values):
                return self._table(zip(keys, values, strict=True))
            case ast.BinOp(left=left, op=ast.Add() | ast.BitOr(), right=right):
                return self._joined(left, right)
            case ast.JoinedStr(values=parts):
                return self._short("".join(_text(self.of(part)) for part in parts))
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                return _text(self.of(inner))
            case ast.Name(id=name):
                return self._named(name)
            case ast.Subscript(value=table, slice=key):
                return self._member(self.of(table), self.of(key))
            case ast.Call():
                return self._called(node)
        raise ComputedError

    # --- the kinds of expression ----------------------------------------------------------------------------------

    def _list(self, items: list[ast.expr]) -> list[Any]:
        found: list[Any] = []
        for item in items:
            try:
                if isinstance(item, ast.Starred):
                    found += _listed(self.of(item.value))
                else:
                    found.append(self.of(item))
            except ComputedError:
                self.holes += 1
        self._step(len(found))
        return found

    def _table(self, items: Iterator[tuple[ast.expr | None, ast.expr]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            try:
                if key is None:
                    found |= _tabled(self.of(value))
                else:
                    found[_text(self.of(key))] = self.of(value)
            except ComputedError:
                self.holes += 1
        return found

    def _joined(self, left: ast.expr, right: ast.expr) -> Any:
        values = []
        for side in (left, right):
            try:
                values.append(self.of(side))
            except ComputedError:
                self.holes += 1
        match values:
            case [str() as one, str() as other]:
                return self._short(one + other)
            case [list() as one, list() as other]:
                self._step(len(one) + len(other))
                return [*one, *other]
            case [dict() as one, dict() as other]:
                return one | other
            case [list() | dict() as one]:
                return one  # with a hole
        raise ComputedError

    def _named(self, name: str) -> Any:
        node = self._assigned.pop(name, None)  # while it is looked at: a name that rests on itself has no value
        if node is None or self._stores[name] != 1:
            raise ComputedError
        value = self.of(node)
        self._assigned[name] = node
        if name in self._changed:
            self.holes += 1  # what it began with is there; what was done to it is not known
        return value

    def _member(self, table: Any, key: Any) -> Any:
        if isinstance(table, dict) and isinstance(key, str) and key in table:
            return table[key]
        raise ComputedError

    def _called(self, call: ast.Call) -> Any:
        match call:
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                return self._table((ast.Constant(word.arg) if word.arg else None, word.value) for word in keywords)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "set" | "sorted"), args=[inner], keywords=[]):
                return _listed(self.of(inner))
            case ast.Call(
                func=ast.Attribute(value=inner, attr="splitlines" | "split" | "strip" as method), keywords=[]
            ):
                text, given = _text(self.of(inner)), [_text(self.of(argument)) for argument in call.args]
                if len(given) <= 1 and (method != "splitlines" or not given) and "" not in given:
                    found = getattr(text, method)(*given)
                    self._step(len(found))
                    return found
        raise ComputedError

    def _short(self, text: str) -> str:
        if len(text) > _MAX_TEXT:
            raise ComputedError
        self._step(len(text) // 100)
        return text

    def _step(self, number: int) -> None:
        self._steps += number
        if self._steps > _MAX_STEPS:
            raise ComputedError

    # --- names ----------------------------------------------------------------------------------------------------

    def _look(self, top: ast.AST, around: set[ast.AST]) -> None:
        """Count who is given a value how often, and note whose value is changed; a function has names of its own."""
        functions = {node.name for node in ast.walk(top) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
        waiting: list[tuple[ast.AST, frozenset[str]]] = [(top, frozenset())]
        while waiting:
            node, local = waiting.pop()
            if isinstance(node, _FUNCTIONS) and node not in around:
                local |= _local_names(node)
            for name in _stored(node):
                self._stores[name] += name not in local
            self._changed.update(name for name in _changed(node, functions) if name not in local)
            waiting += [(child, local) for child in ast.iter_child_nodes(node)]


def _assigned(around: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that the blocks around a place give a value to, and the value; the inner ones last."""
    for node in reversed(around):
        blocks = [getattr(node, key, None) for key in ("body", "orelse", "finalbody")]
        for block in blocks:
            statements = block if isinstance(block, list) else []
            if not isinstance(node, ast.Module) and not any(statement in around for statement in statements):
                continue
            for statement in statements:
                match statement:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value):
                        yield name, value
                    case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                        yield name, value


def _stored(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.arg(arg=name) | ast.ExceptHandler(name=str() as name) | ast.MatchAs(name=str() as name):
            yield name
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0]


def _changed(node: ast.AST, functions: set[str]) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in _CHANGING:
            yield from _base(inner)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in functions:
            for argument in arguments:
                yield from _base(argument)
        case ast.Subscript(value=inner, ctx=ast.Store() | ast.Del()):
            yield from _base(inner)


def _base(node: ast.AST) -> Iterator[str]:
    """Yield the name in `name`, `name["key"]` and `name["key"]["other"]`."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _local_names(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    inside = [node for child in ast.iter_child_nodes(function) for node in ast.walk(child)]
    shared = {name for node in inside if isinstance(node, (ast.Global, ast.Nonlocal)) for name in node.names}
    return frozenset(name for node in inside for name in _stored(node)) - shared


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ComputedError


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise ComputedError


def _tabled(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise ComputedError
