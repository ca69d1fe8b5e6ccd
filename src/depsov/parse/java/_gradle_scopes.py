"""What a Gradle configuration is for, by the words in its name: `testImplementation`, `releaseRuntimeClasspath`.

Gradle has no fixed set of configurations: plugins add their own, and those of Android and Kotlin Multiplatform make one
for each variant, named by a convention (https://docs.gradle.org/current/userguide/java_plugin.html#tab:configurations,
https://developer.android.com/build/dependencies#dependency_configurations). What no word tells is for running.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from depsov.model import Scope

__all__ = ["LockedConfigurations", "scope_of_configuration", "words"]

_DEVELOPMENT = frozenset(
    """
    test tests fixtures junit jmh benchmark mockito cucumber gatling checkstyle pmd spotbugs findbugs jacoco kover
    codenarc pitest ktlint detekt lint errorprone nullaway nohttp archunit sonar spotless dokka javadoc asciidoctor
    rewrite debug
    """.split()
)
_BUILD = frozenset(
    """
    kapt ksp processor compiler plugin plugins buildscript provided zinc protoc locator antlr jdk apis extension
    signatures catalog
    """.split()
)
_OPTIONAL = frozenset({"optional"})
_BUILD_PAIRS = frozenset({("compile", "only"), ("native", "bundle")})
_DEVELOPMENT_PAIRS = frozenset({("development", "only"), ("quarkus", "dev")})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words(name: str) -> list[str]:
    """Return the words of a name in camel case, in lower case."""
    return [word.lower() for word in _WORD.findall(name)]


@lru_cache(maxsize=4096)
def scope_of_configuration(name: str) -> Scope:
    """Return what the dependencies of a configuration are for."""
    parts = words(name)
    pairs = set(pairwise(parts))
    if not _DEVELOPMENT.isdisjoint(parts) or not _DEVELOPMENT_PAIRS.isdisjoint(pairs):
        return Scope.DEVELOPMENT
    # `compileClasspath` and `runtimeClasspath` are the project's; any other class path is that of a tool.
    of_tool = "classpath" in parts and not {"compile", "runtime"} & set(parts)
    if of_tool or not _BUILD.isdisjoint(parts) or not _BUILD_PAIRS.isdisjoint(pairs):
        return Scope.BUILD
    return Scope.OPTIONAL if not _OPTIONAL.isdisjoint(parts) else Scope.RUNTIME


class LockedConfigurations:
    """The configurations of one lock.

    What stands only on a compile class path is not there when the program runs (`compileOnly`), and what stands only in
    the debug variant is not shipped; but that shows only where the lock holds the other class path, the other variant.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[Scope, set[str]] = {scope: set() for scope in Scope}
        listed = set(names)
        known = {name.lower() for name in listed}
        for name in listed:
            self._names[self._scope(name, known)].add(name)

    def scope(self, listed: str) -> Scope:
        """Return the strongest scope of configurations, which stand separated by commas."""
        names = listed.split(",")
        return next((scope for scope, known in self._names.items() if not known.isdisjoint(names)), Scope.RUNTIME)

    def holds(self, scope: Scope) -> bool:
        """Return whether one of them is for that."""
        return bool(self._names[scope])

    @staticmethod
    def _scope(name: str, known: set[str]) -> Scope:
        lowered = name.lower()
        if "debug" in lowered and lowered.replace("debug", "release") not in known:
            name, lowered = re.sub("[Dd]ebug", "", name), lowered.replace("debug", "")  # there is no other variant
        scope = scope_of_configuration(name)
        at_run = lowered.replace("compileclasspath", "runtimeclasspath")
        return Scope.BUILD if scope is Scope.RUNTIME and at_run != lowered and at_run in known else scope
