"""`cpanfile`: the modules that a project in Perl asks for, where that stands there literally.

https://github.com/perl-carton/carton#readme. The file is a program, which is not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.model import Scope

__all__ = ["wishes"]

_STATEMENT = re.compile(
    r"""
    \#[^\n]* | (?m:^__END__$)[\s\S]*
    | \bon\s*+\(?\s*+['"]?(?P<phase>\w+)['"]?\s*+(?:=>|,)\s*+sub\s*+\{
    | (?P<feature>\bfeature)\s*+\(?\s*+(?:'[^'\n]*'|"[^"\n]*"|\w+)\s*+(?:=>|,)\s*+
      (?:(?:'[^'\n]*'|"[^"\n]*")\s*+(?:=>|,)\s*+)?sub\s*+\{
    | (?P<open>\{) | (?P<close>\})
    | \b(?P<verb>(?:(?P<before>test|build|configure|author)_)?requires|recommends|suggests)
      \s*+\(?\s*+ (?:'|"|q[qw]?[({/])?\s*+(?P<module>[A-Za-z_]\w*(?:::\w+)*)['"]?
    | '[^'\n]*' | "[^"\n]*"
    """,
    re.VERBOSE,
)
_PHASES = {
    "runtime": Scope.RUNTIME,
    "configure": Scope.BUILD,
    "build": Scope.BUILD,
    "test": Scope.DEVELOPMENT,
    "develop": Scope.DEVELOPMENT,
    "author": Scope.DEVELOPMENT,
}


def wishes(text: str) -> Iterator[tuple[str, Scope]]:
    """Yield the modules that a `cpanfile` asks for, and what they are for."""
    scopes = [Scope.RUNTIME]
    for match in _STATEMENT.finditer(text):
        if match["phase"]:
            scopes.append(_PHASES.get(match["phase"], Scope.RUNTIME))
        elif match["feature"]:
            scopes.append(Scope.OPTIONAL)
        elif match["open"]:
            scopes.append(scopes[-1])
        elif match["close"] and len(scopes) > 1:
            scopes.pop()
        elif match["module"]:
            scope = _PHASES[match["before"]] if match["before"] else scopes[-1]
            is_optional = scope is Scope.RUNTIME and not match["verb"].endswith("requires")
            yield match["module"], Scope.OPTIONAL if is_optional else scope
