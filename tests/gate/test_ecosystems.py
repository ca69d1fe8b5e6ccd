"""The gate on a project of many ecosystems: what is new is found where it stands, whatever the document."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from depsov import check
from depsov.model import Level, Report
from depsov.registries import CONDA_CHANNELS
from depsov.stores import local_stores
from tests.gate.projects import DAY, Git, Project, found

POLYGLOT = Path(__file__).parents[1] / "data" / "projects" / "polyglot"


@pytest.fixture(scope="session")
def locked_polyglot(tmp_path_factory: pytest.TempPathFactory, locked: Project) -> Project:
    folder = tmp_path_factory.mktemp("polyglot") / "project"
    shutil.copytree(POLYGLOT, folder)
    project = Project(folder, locked.released)
    project.lock()
    return project


@pytest.fixture
def polyglot(locked_polyglot: Project, tmp_path: Path) -> Project:
    """A project with a folder for each ecosystem, whose depsov.lock has just been written."""
    return locked_polyglot.copy(tmp_path / "polyglot")


def _of_packages(project: Project, since: str | None = None) -> list[tuple[str, Level | None, str]]:
    """Return the findings on packages: that depsov.lock is out of date is another matter."""
    return [item for item in found(project.check(since=since)) if item[0] != "lock-stale"]


def _of_file(project: Project, name: str) -> Report:
    """Return what the gate says of one changed file, as pre-commit names it."""
    (checked,) = check(project.folder / name, config=project.config(), as_of=DAY)
    assert checked.is_complete
    return checked.report


def _versions(report: Report) -> dict[str, str | None]:
    return {item.package.name: item.package.version for item in report.assessments}


# --- nothing to say -----------------------------------------------------------------------------------------------


def test_right_after_lock_there_is_nothing_to_say(polyglot: Project) -> None:
    checked = polyglot.check()

    assert found(checked) == []
    assert checked.is_complete
    assert len(checked.report.assessments) == 50


def test_a_second_lock_changes_nothing(polyglot: Project) -> None:
    before = polyglot.text()

    polyglot.lock()
    again = polyglot.text()
    polyglot.lock(fresh=True)

    assert again == before
    assert polyglot.text() == before


def test_the_lock_says_nothing_of_the_machine(polyglot: Project, locked_polyglot: Project, tmp_path: Path) -> None:
    text = polyglot.text()

    for place in (locked_polyglot.folder, Path.home(), Path.cwd(), "file:"):
        assert str(place) not in text
    assert polyglot.copy(tmp_path / "elsewhere" / "deeper").findings() == ()


VERSIONS = [
    ("android/gradle/libs.versions.toml", 'forms = "4.2.0"', 'forms = "4.3.0"'),
    ("conda/environment.yml", "example-logging=1.2.0", "example-logging=1.3.0"),
    ("dart/pubspec.lock", '"1.0.9"', '"1.1.0"'),
    ("dotnet/Directory.Packages.props", '"6.0.1"', '"6.1.0"'),
    ("elixir/mix.lock", '"1.0.4"', '"1.0.5"'),
    ("go/go.mod", "v2.3.0", "v2.4.0"),
    ("go/go.sum", "tracing v0.2.0", "tracing v0.3.0"),
    ("java/pom.xml", "<forms.version>4.2.0", "<forms.version>4.3.0"),
    ("nix/flake.lock", "0000000000000000000000000000000000000001", "0000000000000000000000000000000000000009"),
    ("php/composer.lock", '"version": "3.1.0"', '"version": "3.2.0"'),
    ("ruby/Gemfile.lock", "example_ring (0.3.0)", "example_ring (0.3.1)"),
    ("rust/Cargo.lock", 'version = "1.5.0"', 'version = "1.5.1"'),
    ("sbom/device.cdx.xml", "updates@3.0.0", "updates@3.0.1"),
    ("swift/Package.resolved", '"version" : "2.0.0"', '"version" : "2.0.1"'),
]


@pytest.mark.parametrize(("name", "old", "new"), VERSIONS, ids=[name for name, _, _ in VERSIONS])
def test_another_version_of_a_package_is_in_the_same_hands(polyglot: Project, name: str, old: str, new: str) -> None:
    polyglot.edit(name, old, new)

    assert polyglot.findings() == ()


SPELLINGS = [
    ("dotnet/src/Kiosk/Kiosk.csproj", "ExampleCloud.Queue", "examplecloud.queue"),
    ("go/go.mod", "cloud.example/queue/v2 v2.3.0", "cloud.example/queue/v3 v3.0.0"),
    ("go/go.mod", "github.com/Example-Works/Forms", "github.com/example-works/forms"),
    ("swift/Package.resolved", "github.com/example-cloud/queue-swift", "github.com/Example-Cloud/Queue-Swift"),
    ("rust/Cargo.lock", "example-cloud-queue", "example_cloud_queue"),
]


@pytest.mark.parametrize("since", [None, "HEAD"])
@pytest.mark.parametrize(("name", "old", "new"), SPELLINGS)
def test_a_package_that_is_spelled_otherwise_is_not_new(
    polyglot: Project, name: str, old: str, new: str, since: str | None
) -> None:
    Git(polyglot.folder).commit()
    polyglot.edit(name, old, new)

    assert [rule for rule, *_ in found(polyglot.check(since=since))] == ["lock-stale"]


def test_a_package_that_is_spelled_otherwise_and_in_other_hands_has_changed_hands(polyglot: Project) -> None:
    polyglot.edit("organisations.toml", '    "go:cloud.example",\n', "")
    polyglot.edit("organisations.toml", '"go:works.example"', '"go:works.example", "go:cloud.example"')
    polyglot.edit("go/go.mod", "cloud.example/queue/v2 v2.3.0", "cloud.example/queue/v3 v3.0.0")

    assert [rule for rule, *_ in found(polyglot.check())] == ["controller-changed", "lock-stale"]


# --- what comes in ------------------------------------------------------------------------------------------------

_DEPENDENCY = """    <dependency>
      <groupId>example.cloud</groupId>
      <artifactId>new-sdk</artifactId>
      <version>1.0</version>
    </dependency>
  </dependencies>
</project>"""

NEW = [
    (
        "android/build.gradle.kts",
        [("    testImpl", '    implementation("example.cloud:new-sdk:1.0")\n    testImpl')],
        "maven/example.cloud/new-sdk",
        8,
    ),
    (
        "bun/bun.lock",
        [
            (
                '    "example-town-ring": [',
                '    "@example-cloud/new": ["@example-cloud/new@1.0", "", {}, ""],\n\n    "example-town-ring": [',
            )
        ],
        "npm/%40example-cloud/new",
        20,
    ),
    ("conda/environment.yml", [("  - pip:", "  - example-cloud::new-sdk\n  - pip:")], "conda/new-sdk", 7),
    (
        "deno/deno.lock",
        [('    "@example-cloud/push', '    "@example-cloud/new-sdk@1.0.0": {},\n    "@example-cloud/push')],
        "npm/%40example-cloud/new-sdk",
        13,
    ),
    (
        "dotnet/src/Kiosk/Kiosk.csproj",
        [("  </ItemGroup>", '    <PackageReference Include="ExampleCloud.New" Version="1.0" />\n  </ItemGroup>')],
        "nuget/ExampleCloud.New",
        8,
    ),
    ("go/go.mod", [("\n)", "\n\tcloud.example/new-sdk v1.0.0\n)")], "golang/cloud.example/new-sdk", 8),
    ("java/web/pom.xml", [("  </dependencies>\n</project>", _DEPENDENCY)], "maven/example.cloud/new-sdk", 20),
    (
        "nix/flake.lock",
        [('"repo": "systems",\n        "rev"', '"repo": "new-sdk",\n        "rev"')],
        "github/example-cloud/new-sdk",
        25,
    ),
    (
        "php/composer.lock",
        [('"name": "example-cloud/queue"', '"name": "example-cloud/new-sdk"')],
        "composer/example-cloud/new-sdk",
        5,
    ),
    (
        "pixi/pixi.lock",
        [("https://channels.example/example-cloud", f"{CONDA_CHANNELS}/example-cloud")],
        "conda/tide-model",
        12,
    ),
    (
        "sbom/device.cdx.xml",
        [("updates@3.0.0", "new-sdk@3.0.0")],
        "maven/example.cloud/new-sdk",
        14,
    ),
    (
        "sbom/gateway.spdx.json",
        [("pkg:composer/example-cloud/metrics", "pkg:composer/example-cloud/new-sdk")],
        "composer/example-cloud/new-sdk",
        20,
    ),
    (
        "swift/Package.resolved",
        [("example-cloud/queue", "example-cloud/new")],
        "swift/github.com/example-cloud/new",
        14,
    ),
]


@pytest.mark.parametrize(("name", "edits", "purl", "line"), NEW, ids=[name for name, *_ in NEW])
def test_what_is_new_from_outside_is_found_where_it_stands(
    polyglot: Project, name: str, edits: list[tuple[str, str]], purl: str, line: int
) -> None:
    for old, new in edits:
        polyglot.edit(name, old, new)

    failing = [item for item in polyglot.findings() if item.rule == "outside-control"]

    (finding,) = failing
    assert finding.level is Level.FAIL
    assert (finding.package or "").startswith(f"pkg:{purl}")
    assert finding.location is not None
    assert (finding.location.file, finding.location.line) == (name, line)


BY_NAME = [
    ("rust/Cargo.lock", [('name = "example-ring"', 'name = "new-sdk"'), ('"example-ring"', '"new-sdk"')], "cargo", 13),
    ("ruby/Gemfile.lock", [("    example_ring (0.3.0)", "    new-sdk (1.0)")], "gem", 6),
    ("elixir/mix.lock", [('"example_ring": {:hex, :example_ring', '"new-sdk": {:hex, :"new-sdk"')], "hex", 3),
    ("dart/pubspec.lock", [("  example_ring:", "  new-sdk:"), ("name: example_ring", "name: new-sdk")], "pub", 4),
]


@pytest.mark.parametrize(("name", "edits", "ecosystem", "line"), BY_NAME, ids=[name for name, *_ in BY_NAME])
def test_what_is_new_where_names_have_no_owner_is_found_by_its_entry(
    polyglot: Project, name: str, edits: list[tuple[str, str]], ecosystem: str, line: int
) -> None:
    for old, new in edits:
        if old in polyglot.text(name):
            polyglot.edit(name, old, new)
    polyglot.append(
        "organisations.toml",
        f'\n[[packages.{ecosystem}]]\nsteward = "example-cloud"\npackages = ["new-sdk"]\n'
        'source = "https://cloud.example/code"\nread = 2026-01-10\nby = "own"\n',
    )

    (finding,) = (item for item in polyglot.findings() if item.rule == "outside-control")

    assert (finding.package or "").startswith(f"pkg:{ecosystem}/new-sdk@")
    assert finding.location is not None
    assert (finding.location.file, finding.location.line) == (name, line)


def test_what_only_the_checksum_file_names_is_no_package_of_the_gate(polyglot: Project) -> None:
    polyglot.append("go/go.sum", "cloud.example/new-sdk v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")

    assert polyglot.findings() == ()


# --- changed files, as pre-commit names them ----------------------------------------------------------------------


def test_a_changed_module_is_judged_with_the_versions_of_its_parent(polyglot: Project) -> None:
    polyglot.edit("java/web/pom.xml", "<artifactId>queue", "<artifactId>queue-client")

    report = _of_file(polyglot, "java/web/pom.xml")

    assert _versions(report) == {
        "example.cloud.sdk/queue-client": None,
        "example.logging/log-api": "1.7.2",
        "example.tests/test-cloud": "5.1",
        "example.works/forms-core": "4.2.0",
    }
    assert [item.rule for item in report.findings] == ["outside-control", "lock-stale"]


@pytest.mark.parametrize(
    ("name", "package", "version"),
    [
        ("java/core/pom.xml", "example.works/forms-core", "4.2.0"),
        ("java/pom.xml", "example.cloud.sdk/queue", "2.0.1"),
        ("dotnet/Directory.Packages.props", "ExampleCloud.Queue", "6.0.1"),
        ("dotnet/src/Kiosk/Kiosk.csproj", "ExampleCloud.Queue", "6.0.1"),
        ("dotnet/tests/Kiosk.Tests/Kiosk.Tests.csproj", "Unit.Runner", "2.9.2"),
        ("android/gradle/libs.versions.toml", "example.cloud/push", "1.9"),
        ("android/build.gradle.kts", "example.cloud/push", "1.9"),
        ("android/settings.gradle.kts", "example.cloud/push", "1.9"),
        ("go/go.sum", "cloud.example/queue/v2", "v2.3.0"),
        ("rust/Cargo.toml", "example-cloud-queue", "1.5.0"),
        ("rust/crates/core/Cargo.toml", "example-cloud-queue", "1.5.0"),
        ("php/composer.json", "example-cloud/queue", "v1.2.4"),
        ("bun/package.json", "@example-cloud/queue", "5.1.0"),
        ("deno/deno.json", "@example-cloud/push", "1.0.7"),
        ("pixi/pixi.toml", "tide-model", "3.4"),
        ("ruby/Gemfile", "example_cloud_queue", "1.8.0"),
        ("elixir/mix.exs", "example_cloud_queue", "1.0.4"),
        ("dart/pubspec.yaml", "example_works_forms", "1.0.9"),
    ],
)
def test_a_changed_file_stands_for_its_project(polyglot: Project, name: str, package: str, version: str) -> None:
    report = _of_file(polyglot, name)

    assert _versions(report)[package] == version
    assert report.findings == ()


def test_a_folder_of_a_module_is_judged_with_its_parent(polyglot: Project) -> None:
    for folder in ("java/web", "rust/crates/cli", "dotnet/src/Kiosk"):
        assert _of_file(polyglot, folder).findings == ()


def test_a_changed_parent_brings_in_what_it_adds_to_its_modules(polyglot: Project) -> None:
    polyglot.edit("java/pom.xml", "  </dependencies>\n</project>", _DEPENDENCY)

    report = _of_file(polyglot, "java/pom.xml")

    (finding,) = (item for item in report.findings if item.rule == "outside-control")
    assert finding.package == "pkg:maven/example.cloud/new-sdk@1.0"


def test_a_changed_catalog_brings_in_what_the_build_takes_from_it(polyglot: Project) -> None:
    polyglot.edit("android/gradle/libs.versions.toml", "example.cloud:push", "example.cloud:new-sdk")

    report = _of_file(polyglot, "android/gradle/libs.versions.toml")

    (finding,) = (item for item in report.findings if item.rule == "outside-control")
    assert finding.package == "pkg:maven/example.cloud/new-sdk@1.9"
    assert finding.location is not None
    assert (finding.location.file, finding.location.line) == ("build.gradle.kts", 7)


def test_changed_central_versions_bring_in_nothing(polyglot: Project) -> None:
    polyglot.edit(
        "dotnet/Directory.Packages.props",
        "  </ItemGroup>",
        '    <PackageVersion Include="ExampleCloud.Unused" Version="1.0" />\n  </ItemGroup>',
    )

    assert _of_file(polyglot, "dotnet/Directory.Packages.props").findings == ()


# --- since a revision ---------------------------------------------------------------------------------------------


@pytest.fixture
def git(polyglot: Project) -> Git:
    """The repository of the project, with everything committed."""
    git = Git(polyglot.folder)
    git.commit()
    return git


@pytest.mark.usefixtures("git")
def test_nothing_is_new_since_the_commit(polyglot: Project) -> None:
    polyglot.append("depsov.toml", 'fail-on = "info"\nunknown = "fail"\n')

    checked = polyglot.check(since="HEAD")

    assert found(checked) == []


@pytest.mark.usefixtures("git")
def test_a_dependency_that_a_module_takes_over_is_new_since(polyglot: Project) -> None:
    polyglot.edit("java/web/pom.xml", "  </dependencies>\n</project>", _DEPENDENCY)
    polyglot.edit("dotnet/Directory.Packages.props", "ExampleCloud.Queue", "ExampleCloud.Bus")
    polyglot.edit("dotnet/src/Kiosk/Kiosk.csproj", "ExampleCloud.Queue", "ExampleCloud.Bus")

    assert _of_packages(polyglot, since="HEAD") == [
        ("outside-control", Level.FAIL, "example.cloud/new-sdk"),
        ("outside-control", Level.FAIL, "ExampleCloud.Bus"),
    ]


PARENT = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>example.town</groupId>
  <artifactId>shared</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>example.cloud</groupId>
      <artifactId>inherited</artifactId>
      <version>1</version>
    </dependency>
  </dependencies>
</project>
"""
CHILD = """<project>
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>example.town</groupId>
    <artifactId>shared</artifactId>
    <version>1</version>
    <relativePath>../shared-parent.xml</relativePath>
  </parent>
  <artifactId>child</artifactId>
</project>
"""
COMMON = '<Project><ItemGroup><PackageReference Include="ExampleCloud.Common" Version="1" /></ItemGroup></Project>'
IMPORT = r'<Project Sdk="Microsoft.NET.Sdk"><Import Project="..\build\Common.props" /></Project>'


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"x/shared-parent.xml": PARENT, "x/child/pom.xml": CHILD}, "example.cloud/inherited"),
        ({"x/build/Common.props": COMMON, "x/src/App.csproj": IMPORT}, "ExampleCloud.Common"),
        (
            {
                "x/build.gradle": 'apply from: "more.gradle"',
                "x/more.gradle": 'dependencies { api "example.cloud:more:1" }',
            },
            "example.cloud/more",
        ),
    ],
    ids=["Maven", ".NET", "Gradle"],
)
@pytest.mark.parametrize("folder", ["", "x"])
def test_what_a_file_of_any_name_brought_in_before_is_not_new(
    polyglot: Project, git: Git, files: dict[str, str], name: str, folder: str
) -> None:
    for path, text in files.items():
        (polyglot.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (polyglot.folder / path).write_text(text)
    git.commit()

    (checked,) = check(polyglot.folder / folder, config=polyglot.config(), as_of=DAY, since="HEAD")

    assert name in {item.package.name for item in checked.report.assessments}
    assert [item.rule for item in checked.report.findings] == ["lock-stale"]


# --- what the machine holds ---------------------------------------------------------------------------------------

STORED = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>example.works</groupId>
  <artifactId>forms-core</artifactId>
  <version>4.2.0</version>
  <dependencies>
    <dependency>
      <groupId>example.cloud</groupId>
      <artifactId>behind-the-forms</artifactId>
      <version>3.0</version>
    </dependency>
  </dependencies>
</project>
"""


def test_what_maven_has_fetched_is_seen_by_a_scan_and_never_by_the_gate(
    polyglot: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depsov import scan

    place = tmp_path / "home" / ".m2" / "repository" / "example" / "works" / "forms-core" / "4.2.0"
    place.mkdir(parents=True)
    (place / "forms-core-4.2.0.pom").write_text(STORED)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("depsov.reading.local_stores", local_stores)
    before = polyglot.text()

    report = scan(polyglot.folder, config=polyglot.config(), as_of=DAY)
    polyglot.lock(fresh=True)

    behind = "pkg:maven/example.cloud/behind-the-forms@3.0"
    assert behind in {item.package.purl for item in report.assessments}
    assert polyglot.text() == before
    assert polyglot.findings() == ()
