"""One Gradle build script: what it asks for by literals, and what it gives names to.

Read are the `dependencies` blocks, those of source sets, test suites, `buildscript` and `project(":x") { … }` among
them, and the plugins that it names with a version or from a catalog: those without are Gradle's own, the project's own,
or named with their version elsewhere. Platforms hold no code, constraints ask for nothing, and projects, files and
Gradle's own libraries are no packages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from depsov.documents import Document, Lines
from depsov.errors import DocumentError
from depsov.model import Scope
from depsov.parse.java._gradle_repositories import Repositories
from depsov.parse.java._gradle_scopes import scope_of_configuration, words
from depsov.parse.java._gradle_tokens import Block, Token, inside, literal, split, statements
from depsov.parse.java._gradle_values import assigned, fill, simple_name
from depsov.parse.java._gradle_versions import Coordinates, coordinates, package, pinned, plugin
from depsov.values import dataclass, field

__all__ = ["Ask", "Script", "Wish", "read_script"]

_CONFLICT = re.compile("^(?:<{7}|>{7}) ", re.MULTILINE)

LookUp = Callable[[str], "list[Coordinates] | None"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One dependency as a script writes it, not yet understood; `project` is the path that Gradle gives the project."""

    configuration: str
    scope: Scope
    tokens: Sequence[Token]
    line: int
    project: str = ""
    is_plugin: bool = False
    is_conditional: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """One package that a script asks for."""

    package: Coordinates
    ask: Ask


@dataclass(slots=True)
class Script:
    """What a script says: dependencies, values, scripts that it applies, builds of its plugins, repositories."""

    path: str
    asks: list[Ask] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    applies: list[str] = field(default_factory=list)
    plugin_builds: list[str] = field(default_factory=list)
    repositories: Repositories = field(default_factory=Repositories)

    def wishes(self, value: Callable[[str], str | None], catalog: LookUp) -> tuple[list[Wish], list[Ask]]:
        """Return the packages that the script asks for, and what only the script itself can tell.

        `value` gives the value of a name, `catalog` what an accessor such as `libs.foo.bar` stands for.
        """
        meaning = _Meaning(value, catalog)
        found: list[Wish] = []
        opaque: list[Ask] = []
        for ask in self.asks:
            understood = meaning.of_plugin(ask.tokens) if ask.is_plugin else meaning.of(ask.tokens)
            if understood is None:
                opaque.append(ask)
            else:
                found += (Wish(item, ask) for item in understood)
        return found, opaque


def read_script(document: Document) -> Script:
    """Read a script. Raises `DocumentError` where it is no text, or nested too deeply."""
    script = Script(document.path)
    if not document.data.strip():  # which a script may be
        return script
    text = document.text()
    if (conflict := _CONFLICT.search(text)) is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        raise DocumentError("a merge conflict stands in the file", line=line, hint="resolve it first")
    lines = Lines(text)
    for blocks, tokens in statements(text):
        script.values.update(assigned(blocks, tokens))
        place = [block for block in blocks if not block.is_control]
        if len(place) == 1 and place[0].name == "plugins":
            script.asks.append(Ask("plugins", Scope.BUILD, tuple(tokens), lines.at(tokens[0].start), is_plugin=True))
        elif place and place[-1].name.rpartition(".")[2] == "dependencies":
            script.asks += _asks(place, tokens, lines, is_conditional=len(blocks) > 1)
        elif tokens[0].text == "apply" and (applied := _applied(tokens)):
            script.applies.append(applied)
        elif tokens[0].text == "includeBuild" and place and place[0].name == "pluginManagement":
            script.plugin_builds += (literal(token) for token in tokens[:3] if token.kind == "text")
        else:
            script.repositories.take(place, tokens)
    return script


def _applied(tokens: Sequence[Token]) -> str | None:
    """Return the path in `apply from: "x.gradle"` and `apply(from = file("x.gradle"))`."""
    if not any(token.text == "from" for token in tokens[1:3]):
        return None
    return next((literal(token) for token in tokens if token.kind == "text"), None)


# --- which statements are dependencies ----------------------------------------------------------------------------

_NO_PACKAGES = frozenset({"dependencyManagement", "pom", "publications"})
_NO_CONFIGURATIONS = frozenset(
    """
    exclude because constraints components modules artifactTypes attributesSchema registerTransform print println
    def fun val var final return import assert throw String
    """.split()
)
_NO_ARGUMENTS = frozenset("=+-")
_VARIANTS = frozenset({"sourceSets", "suites", "testing"})


def _asks(place: Sequence[Block], tokens: Sequence[Token], lines: Lines, *, is_conditional: bool) -> Iterator[Ask]:
    """Yield the dependencies of a statement in a `dependencies` block."""
    names = [block.name for block in place]
    while tokens and tokens[0].text in ("if", "else"):  # in front of one statement, without braces
        tokens = inside(tokens[1:])[1] if tokens[0].text == "if" else tokens[1:]
        is_conditional = True
    if not tokens or not _NO_PACKAGES.isdisjoint(names) or tokens[0].kind not in ("word", "text"):
        return
    configuration, rest = _configuration([token for token in tokens if token.kind != "block"])
    if not configuration or configuration in _NO_CONFIGURATIONS or not rest or rest[0].text in _NO_ARGUMENTS:
        return
    scope = scope_of_configuration(configuration)
    if "buildscript" in names:
        scope = Scope.BUILD
    elif _is_of_tests(place):
        scope = Scope.DEVELOPMENT
    project = next((block.argument or "" for block in place if block.name == "project"), "")
    items = list(split(inside(rest)[0]))
    if _is_one(items):
        items = [inside(rest)[0]]
    for item in items:
        if item:
            line = lines.at(item[0].start)
            yield Ask(configuration, scope, item, line, project, is_conditional=is_conditional)


def _configuration(tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """Return the name of the configuration that a statement adds to, and what it adds."""
    first, rest = tokens[0], tokens[1:]
    if first.text == "add":  # add("ksp", "group:name:version")
        inner = list(split(inside(rest)[0]))
        if len(inner) < 2 or len(inner[0]) != 1:
            return "", ()
        name = inner[0][0]  # a variable is called as the configuration is that it holds
        return (literal(name) if name.kind == "text" else name.text), inner[1]
    if first.kind == "text":
        return literal(first), rest
    return ("", ()) if "." in first.text else (first.text, rest)


def _is_one(items: Sequence[Sequence[Token]]) -> bool:
    """Return whether the parts between commas are one dependency: `group: 'g', name: 'n'`, or `"g", "n", "v"`."""
    if len(items) < 2:
        return False
    return all(len(item) > 1 and item[1].text in ":=" for item in items) or all(
        len(item) == 1 and item[0].kind == "text" and ":" not in item[0].text for item in items[:2]
    )


def _is_of_tests(place: Sequence[Block]) -> bool:
    """Return whether a block belongs to a source set or a suite of tests: `commonTest { dependencies { … } }`."""
    dotted = place[-1].name.split(".")[:-1]
    start = next((index for index, block in enumerate(place) if not _VARIANTS.isdisjoint(block.name.split("."))), None)
    around = [] if start is None else place[start:]
    spoken = [token.text for block in around for token in block.tokens if token.kind in ("word", "text")]
    return any("test" in words(text) or text == "testing" for text in [*dotted, *spoken])


# --- what they mean -----------------------------------------------------------------------------------------------

_WRAPPERS = frozenset({"create", "testFixtures", "variantOf", "dependencies.create", "project.dependencies.create"})
_NOT_PACKAGES = frozenset(
    """
    platform enforcedPlatform project projects files fileTree gradleApi localGroovy gradleTestKit gradleKotlinDsl
    rootProject.files rootProject.fileTree rootProject.project zipTree rootProject
    """.split()
)
_KOTLIN = "org.jetbrains.kotlin"


class _Meaning:
    """Understands dependencies; None is what only the script can tell, an empty list what is no package."""

    def __init__(self, value: Callable[[str], str | None], catalog: LookUp) -> None:
        self._value = value
        self._catalog = catalog

    def of(self, tokens: Sequence[Token]) -> list[Coordinates] | None:
        """Return the packages that a dependency means."""
        if not tokens:
            return []
        first, rest = tokens[0], tokens[1:]
        if first.text in "([":
            items = list(split(inside(tokens)[0]))
            return self.of(inside(tokens)[0]) if _is_one(items) else self._all(items)
        if len(tokens) > 2 and rest[0].text in ":=":
            return self._of_map(tokens)
        if first.kind == "text":
            return self._of_text(tokens)
        return self._of_word(first.text, rest) if first.kind == "word" else None

    def of_plugin(self, tokens: Sequence[Token]) -> list[Coordinates] | None:
        """Return the artifact behind a line of a `plugins` block."""
        text = [token.text for token in tokens]
        arguments = [token for token in tokens if token.kind == "text"]
        if text[0] == "alias" or (text[0] == "id" and not arguments):
            names = [token.text for token in tokens[1:] if token.kind == "word" and ".plugins." in token.text]
            return self._catalog(_bare(names[0])) if names else []
        if text[0] not in ("id", "kotlin") or not arguments or "version" not in text:
            return []
        plugin_id = self._fill(arguments[0])
        end = text.index("apply") if "apply" in text else len(text)
        version = self._of_expression(inside(tokens[text.index("version") + 1 : end])[0])
        found = plugin(f"{_KOTLIN}.{plugin_id}" if text[0] == "kotlin" else plugin_id, version)
        return None if found is None else [found]

    def _all(self, items: Sequence[Sequence[Token]]) -> list[Coordinates] | None:
        found = [self.of(item) for item in items]
        return None if None in found else [one for some in found for one in some or ()]

    def _of_text(self, tokens: Sequence[Token]) -> list[Coordinates] | None:
        parts = list(split(tokens))
        if len(parts) > 1:  # "group", "name", "version"
            notation = ":".join(self._of_expression(part) or "$" for part in parts)
        else:
            notation = self._of_expression(tokens) or self._fill(tokens[0])
        if ":" not in notation:
            return []
        return self._of_notation(notation)

    def _of_notation(self, notation: str) -> list[Coordinates] | None:
        found = coordinates(notation)
        if found is None and "$" in notation:  # what Gradle makes of a version is not known; of which package is
            found = coordinates(":".join(notation.split(":")[:2]))
        return None if found is None else [found]

    def _of_map(self, tokens: Sequence[Token]) -> list[Coordinates] | None:
        values = {item[0].text: self._of_expression(item[2:]) for item in split(tokens) if len(item) > 2}
        if "path" in values:  # of a project
            return []
        group, name = values.get("group"), values.get("name")
        if "name" in values and "group" not in values:
            return []  # a file of a folder that serves as a repository
        full = package(group, name) if group and name else None
        return None if full is None else [Coordinates(full, pinned(values.get("version") or ""))]

    def _of_word(self, word: str, rest: Sequence[Token]) -> list[Coordinates] | None:
        arguments = inside(rest)[0] if rest and rest[0].text == "(" else None
        name = word.replace("?", "")
        if name in _NOT_PACKAGES or name.partition(".")[0] in ("projects", "gradle", "sourceSets"):
            return []
        if name.rpartition(".")[2] in ("platform", "enforcedPlatform"):
            return []
        if name in ("kotlin", "embeddedKotlin") and arguments:
            parts = [self._of_expression(item) for item in split(arguments)]
            return None if not parts[0] else self._of_notation(f"{_KOTLIN}:kotlin-{':'.join(filter(None, parts))}")
        if name in _WRAPPERS and arguments:
            return self.of(next(iter(split(arguments))))
        if name.endswith(".findLibrary") and arguments and arguments[0].kind == "text":
            return self._catalog(f"{name.removesuffix('findLibrary')}{literal(arguments[0]).replace('-', '.')}")
        if arguments is not None and name.rpartition(".")[2] not in ("get", "asProvider"):
            return None
        return self._of_name(name, rest)

    def _of_name(self, name: str, rest: Sequence[Token]) -> list[Coordinates] | None:
        index = "".join(token.text for token in rest[:3]) if rest and rest[0].text == "[" else ""
        value = self._value(simple_name(name + index))
        if value is not None:
            return self._of_notation(value) if value else []
        return self._catalog(_bare(name))

    def _of_expression(self, tokens: Sequence[Token]) -> str | None:
        """Return the text of a string, of a name that has a value, or of several with plus signs between."""
        parts: list[str] = []
        for part in split(tokens, "+"):
            if len(part) == 1 and part[0].kind == "text":
                parts.append(self._fill(part[0]))
            elif part and part[0].kind == "word":
                value = self._value(simple_name("".join(token.text for token in part)))
                if value is None and not parts:
                    return None
                parts.append("$" if value is None else value)  # what is unknown shows as that
        return "".join(parts) or None

    def _fill(self, token: Token) -> str:
        return fill(literal(token), self._value)


def _bare(accessor: str) -> str:
    """Return an accessor of a catalog without what Kotlin needs around it."""
    return accessor.removeprefix("rootProject.").removesuffix(".get").removesuffix(".asProvider")
