"""The whole program on a project of many ecosystems: each package is there, and found by every name that it goes by."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

from depsov.formats import FORMATS
from depsov.registries import CONDA_CHANNELS
from tests.cli.program import DAY, Program
from tests.expected import check_expected
from tests.gate.projects import replace_in

FLOOD_MODEL = f"pkg:conda/flood-model?repository_url={quote(CONDA_CHANNELS, safe=':')}%2Fexample-works"
SCHEMA = json.loads(resources.files("depsov.report").joinpath("report-1.schema.json").read_text())
CASES = Path(__file__).parents[1] / "data" / "parse"


@pytest.fixture
def polyglot(program: Program) -> Program:
    """The program in a project with a folder for each ecosystem."""
    program.take("polyglot")
    return program


def _report(program: Program, *args: str) -> dict[str, Any]:
    result = program("scan", "--format", "json", "--as-of", DAY, *args)
    # Of some projects only the wishes are known, and strictly that is a problem.
    assert result.code == (4 if "--strict" in args else 0), result.err
    report: dict[str, Any] = json.loads(result.out)
    return report


def _purls(report: dict[str, Any]) -> list[str]:
    return [item["purl"] for item in report["packages"]]


def _files(item: dict[str, Any]) -> list[str]:
    return [place["file"] for place in item["locations"]]


# --- what a reader sees -------------------------------------------------------------------------------------------


def test_report_for_a_terminal(polyglot: Program) -> None:
    result = polyglot("scan", "--as-of", DAY, "--verbose")

    assert (result.code, result.err) == (0, "")
    check_expected("cli/ecosystems-scan.txt", result.stable)


WISHES = [
    "android/build.gradle.kts",
    "conda/environment.yml",
    "java/pom.xml",
    "dotnet/src/Kiosk/Kiosk.csproj",
    "dotnet/tests/Kiosk.Tests/Kiosk.Tests.csproj",
]
"""The documents of which nothing tells what the packages that they ask for require."""


def _line(item: dict[str, Any]) -> str:
    places = ", ".join(f"{place['file']}:{place['line']}" for place in item["locations"])
    way = "direct" if item["direct"] else "transitive"
    controller = "nobody known" if item["controller"] is None else item["controller"]["id"]
    return (
        f"{item['purl']}\n"
        f"    {item['scope']}, {way}, {item['verdict']} ({item['reason']}), {controller}\n"
        f"    {places}, for {', '.join(item['roots'])}\n"
    )


def test_every_package_with_its_place_scope_and_answer(polyglot: Program) -> None:
    report = _report(polyglot)

    assert [item["subject"] for item in report["problems"]] == WISHES
    check_expected("cli/ecosystems-packages.txt", "".join(map(_line, report["packages"])))


def test_the_report_fits_the_schema(polyglot: Program) -> None:
    report = _report(polyglot)

    jsonschema.validate(report, SCHEMA, jsonschema.Draft202012Validator)
    assert str(polyglot.folder) not in json.dumps(report)


def test_how_many_packages_each_ecosystem_has(polyglot: Program) -> None:
    assert Counter(item["ecosystem"] for item in _report(polyglot)["packages"]) == {
        "cargo": 4,
        "composer": 5,
        "conda": 4,
        "gem": 4,
        "generic": 1,
        "github": 2,
        "golang": 3,
        "hex": 4,
        "maven": 8,
        "npm": 6,
        "nuget": 3,
        "pub": 3,
        "pypi": 1,
        "swift": 2,
    }


def test_what_only_a_checksum_file_names_is_mentioned_with_its_line(polyglot: Program) -> None:
    assert _report(polyglot)["mentioned"] == [
        {"purl": "pkg:golang/cloud.example/tracing@v0.2.0", "locations": [{"file": "go/go.sum", "line": 3}]}
    ]


# --- explain ------------------------------------------------------------------------------------------------------

SPELLINGS = {
    "pkg:maven/example.works/forms-core@4.2.0": [
        "example.works/forms-core",
        "example.works:forms-core",
        "example.works:forms-core:4.2.0",
        "example.works:forms-core@4.2.0",
        "example.works/forms-core@4.2.0",
        "pkg:maven/example.works/forms-core",
        "pkg:maven/example.works/forms-core@4.2.0?type=jar",
    ],
    "pkg:composer/example-works/forms@3.1.0": [
        "example-works/forms",
        "Example-Works/Forms",
        "example-works/forms@3.1.0",
        "example-works/forms@v3.1.0",
        "pkg:composer/Example-Works/forms@3.1.0",
    ],
    "pkg:composer/example-cloud/queue@v1.2.4": ["example-cloud/queue@1.2.4", "example-cloud/queue@v1.2.4"],
    "pkg:golang/github.com/Example-Works/Forms@v1.4.0": [
        "github.com/Example-Works/Forms",
        "github.com/example-works/forms",
        "github.com/Example-Works/Forms@v1.4.0",
        "github.com/Example-Works/Forms@1.4.0",
        "pkg:golang/github.com/example-works/forms@v1.4.0",
        "pkg:golang/github.com/Example-Works/Forms@1.4.0",
    ],
    "pkg:golang/cloud.example/queue/v2@v2.3.0": [
        "cloud.example/queue/v2",
        "cloud.example/queue",
        "cloud.example/queue/v2@v2.3.0",
        "pkg:golang/cloud.example/queue/v2@v2.3.0",
    ],
    "pkg:cargo/example_works_forms@0.8.2": [
        "example_works_forms@0.8.2",
        "example-works-forms@0.8.2",
        "pkg:cargo/example-works-forms",
    ],
    "pkg:nuget/ExampleCloud.Queue@6.0.1": [
        "ExampleCloud.Queue",
        "examplecloud.queue",
        "EXAMPLECLOUD.QUEUE@6.0.1",
        "pkg:nuget/examplecloud.queue@6.0.1",
    ],
    "pkg:gem/example_works_forms@7.1.0": ["example_works_forms@7.1.0", "pkg:gem/example_works_forms"],
    FLOOD_MODEL: [
        "flood-model",
        "pkg:conda/flood-model",
        "pkg:conda/flood-model?channel=example-works",
    ],
    "pkg:conda/example-logging@1.2.0": ["example-logging@1.2.0", "pkg:conda/example-logging@1.2.0?subdir=noarch"],
    "pkg:npm/%40example-works/forms@2.0.3": [
        "@example-works/forms",
        "@example-works/forms@2.0.3",
        "pkg:npm/@example-works/forms",
        "pkg:npm/%40example-works/forms@2.0.3",
    ],
    "pkg:swift/github.com/Example-Works/forms-swift@1.3.0": [
        "github.com/Example-Works/forms-swift",
        "github.com/example-works/forms-swift@1.3.0",
        "pkg:swift/github.com/example-works/forms-swift@1.3.0",
    ],
    "pkg:github/example-works/forms-nix@0000000000000000000000000000000000000001": [
        "example-works/forms-nix",
        "pkg:github/Example-Works/forms-nix",
    ],
    "pkg:hex/example_cloud_queue@1.0.4": ["example_cloud_queue@1.0.4", "pkg:hex/example_cloud_queue"],
    "pkg:pub/example_works_forms@1.0.9": ["example_works_forms@1.0.9", "pkg:pub/example_works_forms"],
    "pkg:pypi/example-cloud-queue@0.5.0": ["Example.Cloud_Queue@0.5.0", "pkg:pypi/Example_Cloud_Queue"],
    "pkg:generic/tiny-clock@0.4": ["tiny-clock", "tiny-clock@0.4", "pkg:generic/tiny-clock"],
}


@pytest.mark.parametrize(
    ("purl", "wanted"), [(purl, wanted) for purl, spellings in SPELLINGS.items() for wanted in spellings]
)
def test_every_way_to_name_a_package(polyglot: Program, purl: str, wanted: str) -> None:
    result = polyglot("explain", wanted)

    assert (result.code, result.err) == (0, "")
    assert [line for line in result.out.splitlines() if line.startswith("pkg:")] == [purl]


@pytest.mark.parametrize(
    "wanted",
    [
        "example.works:forms-core:9.9",
        "pkg:maven/example.works/forms-core@9.9",
        "pkg:npm/example.works/forms-core",
        "github.com/Example-Works/Forms@v1.4",
        "pkg:swift/github.com/Example-Works/Forms",
    ],
)
def test_another_version_or_ecosystem_is_another_package(polyglot: Program, wanted: str) -> None:
    assert "not in this tree" in polyglot("explain", wanted).err


def test_a_name_that_several_ecosystems_have_is_explained_for_each(polyglot: Program) -> None:
    result = polyglot("explain", "example_cloud_queue")

    assert [line for line in result.out.splitlines() if line.startswith("pkg:")] == [
        "pkg:cargo/example-cloud-queue@1.5.0",
        "pkg:gem/example_cloud_queue@1.8.0",
        "pkg:hex/example_cloud_queue@1.0.4",
        "pkg:pypi/example-cloud-queue@0.5.0",
    ]


@pytest.mark.parametrize("wanted", ["example.works:else", "example.works:else:1.0", "example.works/else"])
def test_a_maven_artifact_that_the_tree_does_not_have_is_judged_by_its_group(polyglot: Program, wanted: str) -> None:
    result = polyglot("explain", wanted)

    assert "pkg:maven/example.works/else\n" in result.out
    assert "decided by: Example Works GmbH (DE)" in result.out


def test_explained_in_each_ecosystem(polyglot: Program) -> None:
    wanted = (
        "example.cloud.sdk:queue",
        "example-logging/log",
        "cloud.example/queue",
        "pkg:cargo/example-ring",
        "ExampleWorks.Forms",
        "pkg:hex/example_works_forms",
        "flood-model",
        "@jsr/example-works__forms",
        "example-cloud/systems",
        "tide-model",
    )
    parts = [polyglot("explain", name, "--as-of", DAY).out for name in wanted]
    check_expected("cli/ecosystems-explain.txt", "\n".join(parts))


# --- standard input -----------------------------------------------------------------------------------------------


def _sboms() -> Iterable[Any]:
    """Yield every SBOM of the cases that a reader reads."""
    for item in FORMATS:
        for case in sorted((CASES / item.id).iterdir()) if item.role == "sbom" else ():
            if "error" not in json.loads((case / "expected.json").read_text()):
                documents = [path for path in sorted(case.iterdir()) if path.name != "expected.json"]
                yield from (pytest.param(path, id=f"{item.id}-{case.name}") for path in documents)


class _Input:
    """Standard input that holds what was piped into it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize("document", [*_sboms()])
def test_standard_input_reads_every_sbom_as_a_file_does(
    program: Program, monkeypatch: pytest.MonkeyPatch, document: Path
) -> None:
    program.write(document.name, document.read_bytes())
    from_file = _report(program, document.name)
    monkeypatch.setattr("sys.stdin", _Input(document.read_bytes()))
    piped = _report(program, "-")

    assert _purls(piped) == _purls(from_file)
    assert {file for item in piped["packages"] for file in _files(item)} <= {"-"}
    assert piped["findings"] == json.loads(json.dumps(from_file["findings"]).replace(f'"{document.name}"', '"-"'))


# --- from wherever it is scanned ----------------------------------------------------------------------------------

FOLDERS = "android bun conda dart deno dotnet elixir go java nix php pixi ruby rust sbom swift".split()


def test_from_above_only_the_paths_are_others(polyglot: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _report(polyglot)
    monkeypatch.chdir(polyglot.folder.parent)

    above = _report(polyglot, "tree")

    assert _purls(above) == _purls(here)
    assert above["summary"] == here["summary"]
    assert [_files(item) for item in above["packages"]] == [
        [f"tree/{file}" for file in _files(item)] for item in here["packages"]
    ]


def test_from_elsewhere_the_paths_are_those_of_the_project(
    polyglot: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = _report(polyglot)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert _report(polyglot, "../tree") == here


def test_the_parts_make_up_the_whole(polyglot: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _report(polyglot)
    found: set[str] = set()
    for folder in FOLDERS:
        monkeypatch.chdir(polyglot.folder / folder)
        part = _report(polyglot, "--config", "../depsov.toml")
        below = [item for item in whole["packages"] if any(file.startswith(f"{folder}/") for file in _files(item))]
        assert _purls(part) == _purls({"packages": below})
        found.update(_purls(part))

    assert sorted(found) == _purls(whole)


DOCUMENTS = {
    "android/build.gradle.kts": 3,
    "bun/bun.lock": 4,
    "conda/environment.yml": 3,
    "dart/pubspec.lock": 3,
    "deno/deno.lock": 2,
    "dotnet/Directory.Packages.props": 3,
    "dotnet/src/Kiosk/Kiosk.csproj": 2,
    "dotnet/tests/Kiosk.Tests/Kiosk.Tests.csproj": 1,
    "elixir/mix.lock": 4,
    "go/go.mod": 3,
    "java/core/pom.xml": 2,
    "java/pom.xml": 4,
    "java/web/pom.xml": 2,
    "nix/flake.lock": 2,
    "php/composer.lock": 4,
    "pixi/pixi.lock": 2,
    "ruby/Gemfile.lock": 4,
    "rust/Cargo.lock": 4,
    "sbom/device.cdx.xml": 2,
    "sbom/gateway.spdx.json": 1,
    "swift/Package.resolved": 2,
}
"""The documents of the project, and how many packages each names where it is named alone."""


@pytest.mark.parametrize(("document", "count"), DOCUMENTS.items())
def test_a_single_file(polyglot: Program, document: str, count: int) -> None:
    report = _report(polyglot, "--config", "depsov.toml", document)

    assert len(report["packages"]) == count
    assert {item["stage"] for item in report["problems"]} <= {"resolve"}


def test_all_files_by_name_are_the_whole(polyglot: Program) -> None:
    whole = _report(polyglot)

    named = _report(polyglot, "--config", "depsov.toml", *DOCUMENTS)

    assert _purls(named) == _purls(whole)
    assert [_files(item) for item in named["packages"]] == [_files(item) for item in whole["packages"]]


# --- what cannot be read ------------------------------------------------------------------------------------------


CONFLICT = "<<<<<<< HEAD\n{0}\n=======\n{0}\n>>>>>>> theirs\n"


def _damaged(text: str, how: str) -> bytes:
    if how == "conflict":
        lines = text.splitlines(keepends=True)
        middle = len(lines) // 2
        lines[middle] = CONFLICT.format(lines[middle].rstrip("\n"))
        return "".join(lines).encode()
    return {"garbage": b"\x00\xff\xfe broken <<<", "emptied": b""}[how]


def _damages() -> Iterable[Any]:
    """Yield every document with each damage; an empty go.mod or script is none."""
    none = {("go/go.mod", "emptied"), ("android/build.gradle.kts", "emptied")}
    for document in DOCUMENTS:
        for how in ("garbage", "emptied", "conflict"):
            if (document, how) not in none:
                yield pytest.param(document, how, id=f"{document}-{how}")


@pytest.mark.parametrize(("document", "how"), [*_damages()])
def test_one_broken_document_hides_no_other(polyglot: Program, document: str, how: str) -> None:
    before = _report(polyglot)
    folder = document.partition("/")[0]
    polyglot.write(document, _damaged((polyglot.folder / document).read_text(), how))

    after = _report(polyglot)
    elsewhere = {
        item["purl"] for item in before["packages"] if any(not file.startswith(f"{folder}/") for file in _files(item))
    }

    assert elsewhere <= set(_purls(after))
    assert any(problem["subject"].startswith(document) for problem in after["problems"])
    assert polyglot("scan", "--strict").code == 4


@pytest.mark.parametrize(
    "companion",
    [
        "android/gradle/libs.versions.toml",
        "bun/package.json",
        "dart/pubspec.yaml",
        "deno/deno.json",
        "dotnet/Directory.Packages.props",
        "php/composer.json",
        "pixi/pixi.toml",
        "rust/Cargo.toml",
        "rust/crates/cli/Cargo.toml",
    ],
)
def test_a_broken_file_beside_a_document_leaves_its_packages(polyglot: Program, companion: str) -> None:
    polyglot.write(companion, b"\x00\xff\xfe broken <<<")
    names = {item["name"] for item in _report(polyglot)["packages"]}
    polyglot.take("polyglot")

    report = _report(polyglot)
    lost = {item["name"] for item in report["packages"]} - names

    # What stands nowhere else but in the broken file is gone, and nothing more.
    assert lost <= {"example.works/forms-android", "example.cloud/push"}


def test_a_broken_companion_is_a_problem_that_names_it(polyglot: Program) -> None:
    polyglot.write("java/core/pom.xml", b"<project>")
    polyglot.write("dotnet/Directory.Packages.props", b"<Project>")

    subjects = [item["subject"].partition(":")[0] for item in _report(polyglot)["problems"] if item["stage"] == "parse"]

    assert sorted(subjects) == ["dotnet/Directory.Packages.props", "java/core/pom.xml"]


def test_strictly_only_what_is_proven_is_inside(polyglot: Program) -> None:
    loose = {item["purl"]: item["verdict"] for item in _report(polyglot)["packages"]}
    strict = {item["purl"]: item["verdict"] for item in _report(polyglot, "--strict")["packages"]}

    assert {purl for purl, verdict in strict.items() if verdict == "inside"} <= {
        purl for purl, verdict in loose.items() if verdict == "inside"
    }
    assert {purl for purl in loose if loose[purl] == "outside"} == {
        purl for purl in strict if strict[purl] == "outside"
    }
    assert strict["pkg:maven/example.works/forms-core@4.2.0"] == "inside"


# --- what is left out ---------------------------------------------------------------------------------------------


def test_only_what_is_for_development(polyglot: Program) -> None:
    assert _purls(_report(polyglot, "--scope", "development")) == [
        "pkg:cargo/example-unit@2.0.0",
        "pkg:composer/example-tests/unit@9.6.1",
        "pkg:gem/example_unit@3.13.0",
        "pkg:hex/example_unit@1.7.0",
        "pkg:maven/example.tests/test-cloud@5.1",
        "pkg:maven/example.tests/test-kit@3.1",
        "pkg:npm/example-town-unit@1.0.0",
        "pkg:nuget/Unit.Runner@2.9.2",
        "pkg:pub/example_unit@4.0.1",
    ]


@pytest.mark.parametrize(
    ("glob", "gone"),
    [
        ("java", ["java"]),
        ("java/*", ["java"]),
        ("*/pom.xml", ["java"]),
        ("*.csproj", ["dotnet"]),
        ("dotnet/tests", ["dotnet/tests"]),
        ("sbom/*.xml", ["sbom/device.cdx.xml"]),
        ("*/Package.resolved", ["swift"]),
    ],
)
def test_excluded_paths(polyglot: Program, glob: str, gone: list[str]) -> None:
    whole = {item["purl"]: _files(item) for item in _report(polyglot)["packages"]}

    report = _report(polyglot, "--exclude", glob)

    left_out = {purl for purl, files in whole.items() if all(file.startswith(tuple(gone)) for file in files)}
    assert left_out
    if glob == "*.csproj":  # then the versions that all projects share are all that is known
        assert {file for item in report["packages"] if item["ecosystem"] == "nuget" for file in _files(item)} == {
            "dotnet/Directory.Packages.props"
        }
    else:
        assert set(whole) - set(_purls(report)) == left_out


@pytest.mark.parametrize(
    ("pattern", "purl"),
    [
        ("example.cloud.sdk:*", "pkg:maven/example.cloud.sdk/queue@2.0.1"),
        ("example.cloud.sdk:queue", "pkg:maven/example.cloud.sdk/queue@2.0.1"),
        ("pkg:maven/example.cloud.sdk/*", "pkg:maven/example.cloud.sdk/queue@2.0.1"),
        ("Example-Works/*", "pkg:composer/example-works/forms@3.1.0"),
        ("pkg:golang/github.com/example-works/*", "pkg:golang/github.com/Example-Works/Forms@v1.4.0"),
        ("cloud.example/queue", "pkg:golang/cloud.example/queue/v2@v2.3.0"),
        ("examplecloud.*", "pkg:nuget/ExampleCloud.Queue@6.0.1"),
        ("pkg:cargo/example-works-forms", "pkg:cargo/example_works_forms@0.8.2"),
        ("pkg:gem/example_cloud*", "pkg:gem/example_cloud_queue@1.8.0"),
        ("pkg:swift/github.com/example-works/*", "pkg:swift/github.com/Example-Works/forms-swift@1.3.0"),
        ("example-cloud/systems", "pkg:github/example-cloud/systems@0000000000000000000000000000000000000002"),
        (
            "pkg:conda/flood-*?repository_url=*example-works",
            FLOOD_MODEL,
        ),
    ],
)
def test_own_packages_are_not_judged(polyglot: Program, pattern: str, purl: str) -> None:
    polyglot.write("own.toml", f'own = ["{pattern}"]\nknowledge = ["organisations.toml"]\n')
    whole = _purls(_report(polyglot, "--config", "depsov.toml"))
    polyglot.write("own.toml", (polyglot.folder / "depsov.toml").read_text() + f'own = ["{pattern}"]\n')

    own = set(whole) - set(_purls(_report(polyglot, "--config", "own.toml")))

    assert purl in own
    assert len(own) <= 2


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ('ecosystem = "maven"\nscope = "development"', ["example.tests/test-cloud", "example.tests/test-kit"]),
        ('ecosystem = "golang"\nverdict = "outside"\ndirect = true', ["cloud.example/queue/v2"]),
        (
            'ecosystem = ["nuget", "swift"]\nverdict = "outside"',
            ["ExampleCloud.Queue", "github.com/example-cloud/queue-swift"],
        ),
        ('package = "example.cloud:*"', ["example.cloud/push", "example.cloud/updates"]),
        ('package = "pkg:conda/*"\ncontroller = "example-works"', ["flood-model"]),
        ('ecosystem = "hex"\njurisdiction = "US"', ["example_cloud_queue"]),
        ('ecosystem = "github"\ncontroller = "example-holdings"', ["example-cloud/systems"]),
    ],
)
def test_conditions_of_a_policy(polyglot: Program, condition: str, names: list[str]) -> None:
    policy = (polyglot.folder / "depsov.toml").read_text() + f"[[fail]]\n{condition}\n"
    polyglot.write("depsov.toml", policy)

    result = polyglot("scan", "--format", "json", "--as-of", DAY)

    report = json.loads(result.out)
    called = {item["purl"]: item["name"] for item in report["packages"]}
    failing = [called[item["package"]] for item in report["findings"] if item["level"] == "fail"]
    known = {item["name"]: item["verdict"] for item in report["packages"]}
    assert sorted(failing) == sorted(names), known
    assert result.code == 1


# --- the gate -----------------------------------------------------------------------------------------------------


def test_lock_then_check_says_nothing_twice(polyglot: Program) -> None:
    assert polyglot("lock", "--as-of", DAY, "--quiet").code == 0

    runs = [polyglot("check", "--as-of", DAY, "--format", style) for style in ("text", "text", "json", "json")]

    assert [result.code for result in runs] == [0, 0, 0, 0]
    assert runs[0] == runs[1]
    assert runs[2] == runs[3]
    assert runs[0].out == ""
    assert runs[0].err.startswith("50 packages beside depsov.lock: nothing fails")


def test_what_a_commit_window_shows_of_new_packages(polyglot: Program) -> None:
    assert polyglot("lock", "--as-of", DAY, "--quiet").code == 0
    replace_in(polyglot.folder / "java/web/pom.xml", "<artifactId>queue", "<artifactId>queue-client")
    replace_in(polyglot.folder / "dotnet/Directory.Packages.props", "ExampleCloud.Queue", "ExampleCloud.Bus")
    replace_in(polyglot.folder / "dotnet/src/Kiosk/Kiosk.csproj", "ExampleCloud.Queue", "ExampleCloud.Bus")
    replace_in(polyglot.folder / "go/go.mod", "\n)", "\n\tcloud.example/new-sdk v1.0.0\n)")
    replace_in(polyglot.folder / "swift/Package.resolved", "example-cloud/queue-swift", "example-cloud/bus-swift")

    result = polyglot("check", "--as-of", DAY)

    assert result.code == 1
    check_expected("cli/ecosystems-check.txt", result.out + result.err)


def test_the_whole_lock_can_be_read(polyglot: Program) -> None:
    assert polyglot("lock", "--as-of", DAY, "--quiet").code == 0
    text = (polyglot.folder / "depsov.lock").read_text()
    lines = ["knowledge = DATE" if line.startswith("knowledge = ") else line for line in text.splitlines()]

    check_expected("cli/ecosystems-lock.txt", "\n".join(lines) + "\n")
