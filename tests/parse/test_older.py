"""The Problem of a lockfile that its manifest has outgrown."""

from __future__ import annotations

from depsov.parse._older import older_problem


def test_lock_that_lacks_nothing_is_no_problem() -> None:
    assert list(older_problem("Gemfile.lock", [], "bundle lock")) == []


def test_many_names_that_a_lock_lacks_are_counted() -> None:
    (problem,) = older_problem("packages.lock.json", "ABCDEFG", "dotnet restore")

    assert "asks for A, B, C, D, E and 2 more: shown without version" in problem.message
    assert problem.hint == "run `dotnet restore`"


def test_names_are_shown_without_control_characters() -> None:
    (problem,) = older_problem("Cargo.lock", ["a\x1b[31m"], "cargo update -w")

    assert problem.message.isprintable()
