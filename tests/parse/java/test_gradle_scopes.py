from __future__ import annotations

import pytest

from depsov.model import Scope
from depsov.parse.java._gradle_scopes import LockedConfigurations, scope_of_configuration


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (
            "runtime",
            """
            implementation api runtimeOnly compile compileClasspath runtimeClasspath productionRuntimeClasspath
            releaseRuntimeClasspath fullReleaseCompileClasspath coreLibraryDesugaring jvmMainImplementation
            iosArm64CompileKlibraries latestRuntimeClasspath contestImplementation swaggerUi
            """,
        ),
        ("optional", "optional"),
        (
            "build",
            """
            compileOnly compileOnlyApi annotationProcessor kapt ksp kspReleaseKotlinProcessorClasspath classpath
            kotlinCompilerPluginClasspathRelease kotlinBuildToolsApiClasspath hiltAnnotationProcessorRelease
            providedCompile _agp_internal_release_kspClasspath antlr protobufToolsLocator_protoc kotlin-extension
            """,
        ),
        (
            "development",
            """
            testImplementation androidTestImplementation testFixturesApi integrationTestRuntimeOnly jmhImplementation
            testAnnotationProcessor kspTestKotlinProcessorClasspath debugImplementation checkstyle pmd spotbugs ktlint
            detektPlugins jacocoAgent androidLintTool lintChecks developmentOnly testAndDevelopmentOnly quarkusDev
            unified-test-platform-core _internal-unified-test-platform-core errorprone dokkaHtmlPlugin
            """,
        ),
    ],
)
def test_the_words_in_the_name_of_a_configuration_tell_what_it_is_for(scope: str, names: str) -> None:
    assert {name: scope_of_configuration(name).value for name in names.split()} == dict.fromkeys(names.split(), scope)


def test_what_stands_on_a_compile_class_path_alone_is_for_building() -> None:
    locked = LockedConfigurations(["compileClasspath", "runtimeClasspath"])
    assert locked.scope("compileClasspath") is Scope.BUILD
    assert locked.scope("compileClasspath,runtimeClasspath") is Scope.RUNTIME


def test_but_not_where_no_other_class_path_is_locked() -> None:
    assert LockedConfigurations(["compileClasspath"]).scope("compileClasspath") is Scope.RUNTIME


def test_what_stands_in_the_debug_variant_alone_is_for_development() -> None:
    locked = LockedConfigurations(["debugRuntimeClasspath", "releaseRuntimeClasspath"])
    assert locked.scope("debugRuntimeClasspath") is Scope.DEVELOPMENT


def test_but_not_where_there_is_no_other_variant() -> None:
    assert LockedConfigurations(["debugRuntimeClasspath"]).scope("debugRuntimeClasspath") is Scope.RUNTIME


def test_a_package_has_the_strongest_scope_of_its_configurations() -> None:
    locked = LockedConfigurations(["ktlint", "annotationProcessor", "runtimeClasspath"])
    assert locked.scope("ktlint,annotationProcessor") is Scope.BUILD
    assert locked.scope("ktlint,runtimeClasspath,annotationProcessor") is Scope.RUNTIME
