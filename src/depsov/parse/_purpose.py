"""What a Python dependency file is for, by its name: `requirements-dev.txt`, `pylock.docs.toml`, `docs/base.txt`.

No standard says so; these are the words that people use.
"""

from __future__ import annotations

import re
from functools import lru_cache

from depsov.model import Scope

__all__ = ["scope_of_file", "scope_of_words"]

_WORDS = {
    Scope.RUNTIME: "app base common core main prod production requirements run runtime",
    Scope.OPTIONAL: "extra extras optional",
    Scope.BUILD: "build",
    Scope.DEVELOPMENT: """
        bench benchmark benchmarks check checks ci coverage debug dev devel develop development doc docs documentation
        format lint linter linters linting local mypy precommit qa style test tests testing tools tox typecheck types
        typing
        """,
}
_SCOPES = {word: scope for scope, words in _WORDS.items() for word in words.split()}

# In `dev-requirements.txt` the first word tells, and the second only what kind of file it is.
_ORDER = (Scope.DEVELOPMENT, Scope.BUILD, Scope.OPTIONAL, Scope.RUNTIME)


@lru_cache(maxsize=64)
def scope_of_file(path: str) -> Scope | None:
    """Return the scope that the name of a file tells, else that of its folder, or None where neither does."""
    folder, _, name = path.rpartition("/")
    stem = name.rsplit(".", 1)[0]
    scope = scope_of_words(stem)
    if scope in (None, Scope.RUNTIME):
        below = scope_of_words(folder.rpartition("/")[2])
        return below if below not in (None, Scope.RUNTIME) else scope
    return scope


def scope_of_words(text: str) -> Scope | None:
    """Return the scope that one of the words in a name tells."""
    found = {_SCOPES.get(word) for word in re.split(r"[^a-z0-9]+", text.lower())}
    return next((scope for scope in _ORDER if scope in found), None)
