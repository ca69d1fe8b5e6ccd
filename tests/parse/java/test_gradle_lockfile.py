from __future__ import annotations

from pathlib import Path

from tests.parse.written import direct, node, read

JAVA = """\
org.example:a:1.0=runtimeClasspath
org.example:tool:1.0=checkstyle
org.example:tool:2.0=runtimeClasspath
empty=
"""


def test_a_wish_means_the_version_that_the_project_has_not_that_of_a_tool(tmp_path: Path) -> None:
    files = {"gradle.lockfile": JAVA, "build.gradle": "dependencies { implementation 'org.example:tool' }"}
    parsed = read(tmp_path, "gradle-lockfile", "gradle.lockfile", files)
    assert [item.key for item in parsed.roots[0].direct] == ["org.example/tool@2.0"]


def test_a_lock_without_script_knows_no_direct_dependencies(tmp_path: Path) -> None:
    parsed = read(tmp_path, "gradle-lockfile", "gradle.lockfile", {"gradle.lockfile": JAVA})
    assert direct(parsed, "") == {}


def test_a_lock_of_nothing_is_one(tmp_path: Path) -> None:
    parsed = read(tmp_path, "gradle-lockfile", "gradle.lockfile", {"gradle.lockfile": "# nothing\nempty=ktlint\n"})
    assert (parsed.nodes, parsed.problems) == ((), ())


def test_a_wish_for_other_projects_is_no_sign_that_the_lock_is_old(tmp_path: Path) -> None:
    script = "subprojects { dependencies { implementation 'org.example:b:1.0' } }"
    files = {"gradle.lockfile": JAVA, "build.gradle": script}
    parsed = read(tmp_path, "gradle-lockfile", "gradle.lockfile", files)
    assert (len(parsed.nodes), parsed.problems) == (3, ())


def test_plugins_are_left_to_the_lock_of_the_build_script_where_there_is_one(tmp_path: Path) -> None:
    script = "plugins { id 'org.example.tool' version '1.0' }\ndependencies { implementation 'org.example:a:1.0' }"
    lock = "org.example.tool:org.example.tool.gradle.plugin:1.0=classpath\n"
    files = {"gradle.lockfile": JAVA, "build.gradle": script, "buildscript-gradle.lockfile": lock}
    assert direct(read(tmp_path, "gradle-lockfile", "gradle.lockfile", files), "") == {"org.example/a": "runtime"}
    own = read(tmp_path, "gradle-lockfile", "buildscript-gradle.lockfile", files)
    assert direct(own, "") == {"org.example.tool/org.example.tool.gradle.plugin": "build"}


def test_the_lock_of_the_settings_is_of_plugins(tmp_path: Path) -> None:
    script = "plugins { id 'org.example.cache' version '1.0' }"
    lock = "org.example.cache:org.example.cache.gradle.plugin:1.0=classpath\norg.example:a:1=incomingCatalogForLibs0\n"
    files = {"settings-gradle.lockfile": lock, "settings.gradle": script}
    parsed = read(tmp_path, "gradle-lockfile", "settings-gradle.lockfile", files)
    assert direct(parsed, "") == {"org.example.cache/org.example.cache.gradle.plugin": "build"}
    assert node(parsed, "org.example/a").scope == "build"


def test_a_lock_for_each_configuration_lies_two_folders_below_its_project(tmp_path: Path) -> None:
    files = {
        "core/gradle/dependency-locks/runtimeClasspath.lockfile": "org.example:a:1.0\n",
        "core/gradle/dependency-locks/checkstyle.lockfile": "org.example:tool:1.0\n",
        "core/build.gradle": "dependencies {\n implementation 'org.example:a:1.0'\n runtimeOnly 'org.example:b:1.0'\n}",
    }
    parsed = read(tmp_path, "gradle-lockfile", "core/gradle/dependency-locks/runtimeClasspath.lockfile", files)
    assert direct(parsed, "core") == {"org.example/a": "runtime"}
    assert parsed.problems == ()
    tools = read(tmp_path, "gradle-lockfile", "core/gradle/dependency-locks/checkstyle.lockfile", files)
    assert node(tools, "org.example/tool").scope == "development"
