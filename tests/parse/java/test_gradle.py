from __future__ import annotations

from pathlib import Path

import pytest

from depsov.discover import discover
from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.formats import FORMATS
from depsov.model import Graph, Parsed
from depsov.parse import parse
from depsov.parse.java.gradle import read as read_gradle
from depsov.resolve import resolve
from depsov.tree import Tree
from tests.parse.test_any_bytes import Nowhere
from tests.parse.written import direct, node, read


def script(text: str, *, name: str = "build.gradle") -> Parsed:
    return read_gradle(Document(name, text.encode()), Nowhere())


def asked(text: str) -> dict[str, str]:
    """What one dependency statement asks for: names with versions, and scopes."""
    parsed = script(f"dependencies {{\n{text}\n}}")
    nodes = {node.key: node for node in parsed.nodes}
    return {
        f"{nodes[item.key].name}:{nodes[item.key].version}": item.scope.value
        for root in parsed.roots
        for item in root.direct
    }


@pytest.mark.parametrize(
    "statement",
    [
        "implementation 'org.example:a:1.0'",
        "implementation('org.example:a:1.0')",
        'implementation ("org.example:a:1.0") { exclude group: "b", module: "c" }',
        "implementation group: 'org.example', name: 'a', version: '1.0'",
        'implementation(group = "org.example", name = "a", version = "1.0")',
        "implementation([group: 'org.example', name: 'a', version: '1.0'])",
        'implementation("org.example", "a", "1.0")',
        'val v = "1.0"\nimplementation("org.example", "a", v)',
        'implementation("org.example:a:1.0!!")',
        'implementation("org.example:a:1.0@aar")',
        'implementation("org.example:a:1.0:sources")',
        '"implementation"("org.example:a:1.0")',
        'add("implementation", "org.example:a:1.0")',
        'add(gplayImplementation, "org.example:a:1.0")',
        'names.forEach { name ->\nadd(name, "org.example:a:1.0")\n}',
        'implementation("""org.example:a:1.0""")',
        'implementation(\n  "org.example:a:1.0", // a comment\n)',
        "def v = '1.0'; implementation 'org.example:a:' + v",
        'val v = "1.0"\nimplementation("org.example:a:$v")',
        'val v: String = "1.0"\nimplementation("org.example:a:${v}")',
        'val a = "org.example:a:1.0"\nimplementation(a)',
        'if (on) implementation "org.example:a:1.0"',
        'if (on) {\nimplementation "org.example:a:1.0"\n}',
        "implementation(dependencies.create('org.example:a:1.0'))",
    ],
)
def test_a_literal_dependency_in_each_of_its_forms(statement: str) -> None:
    assert asked(statement) == {"org.example/a:1.0": "runtime"}


@pytest.mark.parametrize("version", ["1.+", "+", "latest.release", "[1.0,2.0)", "$unknown", "${rootProject.unknown}"])
def test_what_is_asked_for_is_known_where_the_version_is_not(version: str) -> None:
    assert asked(f'implementation "org.example:a:{version}"') == {"org.example/a:None": "runtime"}


@pytest.mark.parametrize(
    "statement",
    [
        "implementation platform('org.example:bom:1.0')",
        "implementation(enforcedPlatform('org.example:bom:1.0'))",
        "def bom = platform('org.example:bom:1.0')\nimplementation bom",
        "implementation project(':a')",
        "implementation(projects.a)",
        "implementation files('a:b:1.jar')",
        "implementation fileTree(dir: 'libs', include: '*.jar')",
        "implementation name: 'a'",
        "compileOnly gradleApi()",
        "testImplementation sourceSets.main.output",
        "constraints {\nimplementation 'org.example:a:1.0'\n}",
        "implementation(project(':a')) {\nexclude group: 'org.example', module: 'a'\n}",
        "// implementation 'org.example:a:1.0'",
        "/* implementation 'org.example:a:1.0'\n*/",
        "def note = \"implementation 'org.example:a:1.0'\"",
        'fun common(notation: Any) {\nadd("common", "x")\n}',
    ],
)
def test_what_is_no_package_is_neither_shown_nor_a_problem(statement: str) -> None:
    parsed = script(f"dependencies {{\n{statement}\n}}")
    assert (parsed.nodes, parsed.problems) == ((), ())


@pytest.mark.parametrize(
    "statement", ["implementation deps.a", "implementation(a())", 'api "$group:a:1"', "api libs.a"]
)
def test_what_only_running_the_script_would_tell_is_a_problem(statement: str) -> None:
    (problem,) = script(f"\ndependencies {{\n{statement}\n}}", name="build.gradle").problems
    assert problem.message == "one dependency is worked out by code and not shown; it stands in build.gradle:3"


def test_plugins_without_version_are_no_packages() -> None:
    parsed = script("plugins {\n`java-library`\nid 'checkstyle'\nid 'org.example.conventions'\nkotlin('jvm')\n}")
    assert parsed.nodes == ()


def test_a_plugin_that_is_only_made_available_is_one() -> None:
    parsed = script("plugins {\nid 'org.example.tool' version '1.0' apply false\n}")
    assert [(item.name, item.version) for item in parsed.nodes] == [
        ("org.example.tool/org.example.tool.gradle.plugin", "1.0")
    ]


def test_a_script_of_many_projects_has_a_root_for_each() -> None:
    parsed = script(
        "project(':core:test-kit') {\n dependencies {\n  api 'org.example:a:1'\n }\n}\n"
        "subprojects {\n dependencies {\n  testImplementation 'org.example:b:1'\n }\n}\n"
    )
    assert {root.path: [(item.key, item.scope.value) for item in root.direct] for root in parsed.roots} == {
        "": [("org.example/b@1", "development")],
        "core/test-kit": [("org.example/a@1", "runtime")],
    }


@pytest.mark.parametrize("text", ["/*", '"$', '"\\', "'''", "(/)", "{}", "x{}", "a.", "`", "\\", "if ", "a()"])
def test_text_that_goes_on_and_on_takes_little_time(text: str) -> None:
    script(f"dependencies {{ {text * 50_000}")


@pytest.mark.parametrize("text", ["{", "(", "implementation(["])
def test_what_nests_without_end_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="nested too deeply"):
        script(f"dependencies {{ {text * 10_000}")


def test_scripts_and_properties_may_be_empty(tmp_path: Path) -> None:
    files = {"build.gradle": "", "settings.gradle": "\n", "gradle.properties": "", "a/build.gradle": "api 'g:n:1'"}
    assert read(tmp_path, "gradle", "build.gradle", files).problems == ()


def test_a_script_that_is_not_in_the_tree_is_a_problem(tmp_path: Path) -> None:
    here = "apply from: 'more.gradle'\napply from: 'https://user:secret@example.org/far.gradle?token=secret'\n"
    parsed = read(tmp_path, "gradle", "build.gradle", {"build.gradle": here, "more.gradle": ""})
    (problem,) = parsed.problems
    assert problem.message.endswith("so what they ask for is not known: far.gradle")
    assert "secret" not in str(problem)


def test_values_that_name_each_other_come_to_an_end() -> None:
    chain = "\n".join(f'def a{number} = "$a{number + 1}$a{number + 1}$a{number + 1}"' for number in range(300))
    parsed = script(f'{chain}\ndef b = "$b"\ndependencies {{\n api "org.example:a:$a0"\n api "org.example:c:$b"\n}}')
    assert [(item.name, item.version) for item in parsed.nodes] == [("org.example/a", None), ("org.example/c", None)]


def test_a_project_lies_below_its_build() -> None:
    parsed = script("project(':..:..:etc') { dependencies { api 'org.example:a:1.0' } }")
    assert [root.path for root in parsed.roots] == [""]


# --- builds of several projects -----------------------------------------------------------------------------------

BUILD = {
    "settings.gradle.kts": 'pluginManagement {\n  includeBuild("plugins")\n}\nrootProject.name = "tides"\n',
    "build.gradle.kts": 'plugins {\n  alias(libs.plugins.kotlin) apply false\n}\nextra["junit"] = "5.12.2"\n',
    "gradle.properties": "slf4j=2.0.17\n",
    "gradle/libs.versions.toml": (
        '[libraries]\nokhttp = "com.squareup.okhttp3:okhttp:4.12.0"\nktor = "io.ktor:ktor-client-core:3.2.0"\n'
        'junit = { module = "org.junit.jupiter:junit-jupiter" }\n'
        '[plugins]\nkotlin = { id = "org.jetbrains.kotlin.jvm", version = "2.2.0" }\n'
    ),
    "app/build.gradle.kts": (
        'dependencies {\n  implementation(libs.okhttp)\n  implementation("org.slf4j:slf4j-api:$slf4j")\n'
        '  testImplementation("org.junit.jupiter:junit-jupiter:${rootProject.extra["junit"]}")\n}\n'
    ),
    "core/data/build.gradle": "dependencies {\n  api libs.okhttp\n}\n",
    "plugins/build.gradle.kts": 'dependencies {\n  implementation("org.ow2.asm:asm:9.8")\n}\n',
}

VERIFIED = """<?xml version="1.0"?>
<verification-metadata xmlns="https://schema.gradle.org/dependency-verification">
 <components>
  <component group="com.squareup.okhttp3" name="okhttp" version="4.12.0">
   <artifact name="okhttp-4.12.0.pom"/>
  </component>
  <component group="com.squareup.okhttp3" name="okhttp" version="5.0.0">
   <artifact name="okhttp-5.0.0.jar"/>
  </component>
  <component group="com.squareup.okio" name="okio" version="3.9.0">
   <artifact name="okio-3.9.0.jar"/>
  </component>
  <component group="org.junit.jupiter" name="junit-jupiter" version="5.12.2">
   <artifact name="junit-jupiter-5.12.2.jar"/>
  </component>
 </components>
</verification-metadata>
"""

LOCK = "com.squareup.okhttp3:okhttp:4.12.0=runtimeClasspath\norg.slf4j:slf4j-api:2.0.17=runtimeClasspath\n"


def graph(folder: Path, files: dict[str, str]) -> tuple[list[str], Graph]:
    """Write the files of a build; return the documents that were read, and all of it as one graph."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    tree = Tree(folder)
    parsed, _ = parse(tree, discover(tree, FORMATS))
    return [file.path for file in parsed], resolve(parsed, lambda *_: False)


def test_the_script_at_the_top_answers_for_those_below(tmp_path: Path) -> None:
    parsed = read(tmp_path, "gradle", "build.gradle.kts", BUILD)
    assert direct(parsed, "app") == {
        "com.squareup.okhttp3/okhttp": "runtime",
        "org.slf4j/slf4j-api": "runtime",
        "org.junit.jupiter/junit-jupiter": "development",
    }
    assert direct(parsed, "core/data") == {"com.squareup.okhttp3/okhttp": "runtime"}
    assert direct(parsed, "plugins") == {"org.ow2.asm/asm": "build"}
    assert [root.name for root in parsed.roots] == ["tides", "app", "data", "plugins"]
    assert node(parsed, "org.slf4j/slf4j-api").version == "2.0.17"
    assert node(parsed, "org.junit.jupiter/junit-jupiter").version == "5.12.2"


def test_what_a_catalog_names_and_no_script_asks_for_is_shown_where_plugins_of_the_build_may_ask(
    tmp_path: Path,
) -> None:
    parsed = read(tmp_path, "gradle", "build.gradle.kts", BUILD)
    assert node(parsed, "io.ktor/ktor-client-core").file == "gradle/libs.versions.toml"
    assert parsed.mentioned == ()


def test_without_such_plugins_it_is_only_mentioned(tmp_path: Path) -> None:
    parsed = read(tmp_path, "gradle", "build.gradle.kts", BUILD | {"settings.gradle.kts": ""})
    assert [item.name for item in parsed.mentioned] == ["io.ktor/ktor-client-core"]


def test_a_build_is_read_once(tmp_path: Path) -> None:
    files, _ = graph(tmp_path, BUILD | {"gradle/verification-metadata.xml": VERIFIED})
    assert files == ["build.gradle.kts"]


def test_what_was_verified_settles_versions_and_adds_what_is_required_in_turn(tmp_path: Path) -> None:
    _, found = graph(tmp_path, BUILD | {"gradle/verification-metadata.xml": VERIFIED})
    shown = {
        (package.name, package.version): (package.direct, package.scope.value)
        for package in found.packages.values()
        if not package.name.startswith(("io.ktor", "org.ow2", "org.slf4j", "org.jetbrains"))
    }
    assert shown == {
        ("com.squareup.okhttp3/okhttp", "5.0.0"): (True, "runtime"),
        ("com.squareup.okio/okio", "3.9.0"): (False, "runtime"),
        ("org.junit.jupiter/junit-jupiter", "5.12.2"): (True, "development"),
    }


def test_a_lock_below_speaks_for_its_project_and_against_the_list_of_all_that_was_fetched(tmp_path: Path) -> None:
    files, found = graph(tmp_path, BUILD | {"gradle/verification-metadata.xml": VERIFIED, "app/gradle.lockfile": LOCK})
    assert files == ["app/gradle.lockfile", "build.gradle.kts"]
    assert "pkg:maven/com.squareup.okio/okio@3.9.0" not in found.packages
    assert found.packages["pkg:maven/org.slf4j/slf4j-api@2.0.17"].direct


def test_a_lock_at_the_top_covers_what_stands_beside_it(tmp_path: Path) -> None:
    beside = {name: text for name, text in BUILD.items() if "/" not in name or name.startswith("gradle/")}
    files, found = graph(tmp_path, beside | {"gradle/verification-metadata.xml": VERIFIED, "gradle.lockfile": LOCK})
    assert files == ["gradle.lockfile"]
    assert sorted(package.name.partition("/")[2] for package in found.packages.values()) == [
        "okhttp",
        "org.jetbrains.kotlin.jvm.gradle.plugin",
        "slf4j-api",
    ]


def test_a_list_of_what_was_fetched_is_read_alone_where_no_script_stands_at_the_top(tmp_path: Path) -> None:
    files, found = graph(tmp_path, {"gradle/verification-metadata.xml": VERIFIED})
    assert files == ["gradle/verification-metadata.xml"]
    assert [package.direct for package in found.packages.values()] == [False, False, False]


HOUSE = 'maven { url = uri("https://user:secret@repository.example/maven") }'


def sources(text: str) -> dict[str, str | None]:
    """Where the packages of a script are from, by the name of the artifact: None for the default registry."""
    asks = 'dependencies {\nimplementation "org.example:a:1"\nimplementation "com.example:b:1"\n}'
    parsed = script(f"{text}\n{asks}")
    return {
        node.name.partition("/")[2]: node.source.url or node.source.kind.value
        if node.source.kind != "registry"
        else None
        for node in parsed.nodes
    }


@pytest.mark.parametrize(
    "repositories",
    [
        HOUSE,
        'maven("https://repository.example/maven")',
        'maven(url = "https://repository.example/maven") { name = "house" }',
        "maven {\nsetUrl('https://repository.example/maven')\n}\nmavenLocal()",
        f"{HOUSE}\nflatDir {{ dirs 'libs' }}",
        f'maven {{ url "../local" }}\n{HOUSE}',
    ],
)
@pytest.mark.parametrize("around", ["{}", "allprojects {{\n{}\n}}", "dependencyResolutionManagement {{\n{}\n}}"])
def test_a_build_that_names_no_public_repository_has_its_packages_from_its_own(around: str, repositories: str) -> None:
    found = sources(around.format(f"repositories {{\n{repositories}\n}}"))
    assert found == dict.fromkeys("ab", "https://repository.example/maven")


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"repositories {{\n{HOUSE}\nmavenCentral()\n}}",
        f"repositories {{\n{HOUSE}\ngoogle {{ }}\n}}",
        f"repositories {{\n{HOUSE}\n}}\nsubprojects {{\nrepositories {{\nmavenCentral()\n}}\n}}",
        f"repositories {{\n{HOUSE}\nacme.repositories()\n}}",
        f"publishing {{\nrepositories {{\n{HOUSE}\n}}\n}}",
        f"buildscript {{\nrepositories {{\n{HOUSE}\n}}\n}}",
        "repositories {\nmaven { url 'file:///srv/maven' }\n}",
        "repositories {\nincludeGroup 'g'\n}",
    ],
)
def test_where_a_public_repository_is_asked_as_well_nothing_tells_where_packages_are_from(text: str) -> None:
    assert sources(text) == {"a": None, "b": None}


@pytest.mark.parametrize("address", ["nexus", 'System.getenv("NEXUS")'])
def test_an_address_that_is_worked_out_is_one_all_the_same(address: str) -> None:
    assert sources(f"repositories {{\nmaven {{ url = uri({address}) }}\n}}") == {"a": "index", "b": "index"}


def test_content_that_is_exclusive_to_a_repository_is_from_there() -> None:
    only = f'exclusiveContent {{\nforRepository {{\n{HOUSE}\n}}\nfilter {{\nincludeGroup("org.example")\n}}\n}}'
    found = sources(f"repositories {{\nmavenCentral()\n{only}\n}}")
    assert found == {"a": "https://repository.example/maven", "b": None}


def test_the_settings_above_a_lock_tell_where_its_packages_are_from(tmp_path: Path) -> None:
    settings = f"dependencyResolutionManagement {{\nrepositories {{\n{HOUSE}\n}}\n}}"
    lock = "org.example:a:1=runtimeClasspath\nempty=\n"
    _, found = graph(tmp_path, {"settings.gradle": settings, "app/gradle.lockfile": lock})
    (package,) = found.packages.values()
    assert package.source.url == "https://repository.example/maven"
