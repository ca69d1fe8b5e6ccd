"""What the case folders of .NET projects do not show well: files that they take in, tests, locks beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depsov.model import Parsed
from tests.parse.written import direct, node, read


def project(*lines: str, sdk: str = "Microsoft.NET.Sdk") -> str:
    return f'<Project Sdk="{sdk}">{"".join(lines)}</Project>'


def items(*lines: str, condition: str = "") -> str:
    attribute = f' Condition="{condition}"' if condition else ""
    return f"<ItemGroup{attribute}>{''.join(lines)}</ItemGroup>"


def wanted(name: str, version: str = "1.0.0", rest: str = "") -> str:
    return f'<PackageReference Include="{name}" Version="{version}" {rest} />'


def properties(**values: str) -> str:
    return f"<PropertyGroup>{''.join(f'<{name}>{value}</{name}>' for name, value in values.items())}</PropertyGroup>"


def read_project(folder: Path, text: str, path: str = "src/App/App.csproj", **files: str) -> Parsed:
    written = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    return read(folder, "dotnet-project", path, written | {path: text})


def versions(parsed: Parsed) -> dict[str, str | None]:
    return {item.name: item.version for item in parsed.nodes if not item.own}


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wish",
    [
        "../../build/Common.props",
        "..\\..\\build\\Common.props",
        "$(MSBuildProjectDirectory)/../../build/Common.props",
        "$(MSBuildThisFileDirectory)..\\..\\build\\Common.props",
        "$(MSBuildThisFileDirectory)/../../build/Common.props",
        "$(Root)build/Common.props",
        "$(Root)/build/Common.props",
        "$([MSBuild]::GetPathOfFileAbove('Common.props', '$(MSBuildThisFileDirectory)../build'))",
    ],
)
def test_import_is_followed_by_its_path(tmp_path: Path, wish: str) -> None:
    files = {
        "Directory.Build.props": project(properties(Root="$(MSBuildThisFileDirectory)")),
        "build/Common.props": project(items(wanted("Common"))),
        "Common.props": project(items(wanted("Common"))),
        "src/App/App.csproj": project(f'<Import Project="{wish}" />'),
    }
    parsed = read(tmp_path, "dotnet-project", "src/App/App.csproj", files)
    assert node(parsed, "Common").file in {"build/Common.props", "Common.props"}


@pytest.mark.parametrize(
    "wish", ["", "/etc/passwd", "../../../../etc/passwd", "$(Nowhere)/x.props", "*.props", "App.csproj"]
)
def test_import_that_leads_nowhere_is_left_alone(tmp_path: Path, wish: str) -> None:
    parsed = read_project(tmp_path, project(f'<Import Project="{wish}" />', items(wanted("One"))))
    assert versions(parsed) == {"One": "1.0.0"}
    assert not parsed.problems


def test_imports_in_a_circle_end(tmp_path: Path) -> None:
    files = {
        "App.csproj": project('<Import Project="a.props" />', items(wanted("One"))),
        "a.props": project('<Import Project="b.props" />', items(wanted("Two"))),
        "b.props": project('<Import Project="a.props" />', items(wanted("Three"))),
    }
    parsed = read(tmp_path, "dotnet-project", "App.csproj", files)
    assert set(versions(parsed)) == {"One", "Two", "Three"}


def test_only_the_nearest_directory_file_counts(tmp_path: Path) -> None:
    files = {
        "Directory.Build.props": project(items(wanted("Far"))),
        "src/Directory.Build.props": project(items(wanted("Near"))),
        "src/App/App.csproj": project(),
    }
    assert set(versions(read(tmp_path, "dotnet-project", "src/App/App.csproj", files))) == {"Near"}


def test_file_above_the_limit_of_levels_is_not_asked_for(tmp_path: Path) -> None:
    files = {"Directory.Build.props": project(items(wanted("Far"))), "1/2/3/4/5/6/7/8/9/App.csproj": project()}
    assert versions(read(tmp_path, "dotnet-project", "1/2/3/4/5/6/7/8/9/App.csproj", files)) == {}


def test_broken_file_that_is_taken_in_is_a_problem(tmp_path: Path) -> None:
    files = {"Directory.Build.props": "<Project>", "App.csproj": project(items(wanted("One")))}
    parsed = read(tmp_path, "dotnet-project", "App.csproj", files)
    assert [problem.subject for problem in parsed.problems] == ["Directory.Build.props:1"]
    assert set(versions(parsed)) == {"One"}


# --- properties and central versions ----------------------------------------------------------------------------------


def test_property_is_taken_with_the_value_it_has_last(tmp_path: Path) -> None:
    text = project(properties(V="1.0.0"), properties(V="2.0.0", W="$(v)"), items(wanted("One", "$(W)")))
    assert versions(read_project(tmp_path, text)) == {"One": "2.0.0"}


def test_property_that_doubles_itself_stays_short(tmp_path: Path) -> None:
    doubling = "".join(properties(V="$(V)$(V)") for _ in range(60))
    parsed = read_project(tmp_path, project(properties(V="1"), doubling, items(wanted("One", "$(V)"))))
    assert versions(parsed) == {"One": None}


def test_more_files_than_any_project_takes_in_are_a_problem(tmp_path: Path) -> None:
    files = {f"src/App/{number}.props": project() for number in range(101)}
    text = project(*(f'<Import Project="{number}.props" />' for number in range(101)))
    problem, *_ = read_project(tmp_path, text, **files).problems
    assert problem.message.startswith("takes in more than 100 files")


def test_path_that_goes_on_and_on_takes_little_time(tmp_path: Path) -> None:
    text = project(*(f'<Import Project="FileAbove({"." * 900}" />' for _ in range(1000)), items(wanted("One", "1.0.0")))
    assert versions(read_project(tmp_path, text)) == {"One": "1.0.0"}


def test_versions_that_are_not_managed_centrally_are_left_alone(tmp_path: Path) -> None:
    files = {
        "Directory.Packages.props": project(items('<PackageVersion Include="One" Version="9.0.0" />')),
        "App.csproj": project(
            properties(ManagePackageVersionsCentrally="false"), items('<PackageReference Include="One" />')
        ),
    }
    assert versions(read(tmp_path, "dotnet-project", "App.csproj", files)) == {"One": None}


def test_later_central_version_replaces_that_of_the_parent(tmp_path: Path) -> None:
    above = "$([MSBuild]::GetPathOfFileAbove('Directory.Packages.props', '$(MSBuildThisFileDirectory)..'))"
    files = {
        "Directory.Packages.props": project(items('<PackageVersion Include="One" Version="1.0.0" />')),
        "src/Directory.Packages.props": project(
            f'<Import Project="{above}" />', items('<PackageVersion Update="one" Version="2.0.0" />')
        ),
        "src/App.csproj": project(items('<PackageReference Include="One" />')),
    }
    assert versions(read(tmp_path, "dotnet-project", "src/App.csproj", files)) == {"One": "2.0.0"}


# --- scopes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("App", project(properties(IsTestProject="true"))),
        ("App", project(items(wanted("Microsoft.NET.Test.Sdk")))),
        ("App", project(items(wanted("XUnit.v3")))),
        ("App", project(sdk="MSTest.Sdk/3.6.1")),
        ("App.Tests", project()),
        ("App.UnitTests", project()),
        ("App.Test", project()),
        ("IntegrationTests", project()),
    ],
)
def test_all_that_a_project_of_tests_asks_for_is_for_development(tmp_path: Path, name: str, text: str) -> None:
    text = text.replace("</Project>", items(wanted("One")) + "</Project>")
    parsed = read_project(tmp_path, text, f"{name}.csproj")
    assert set(direct(parsed, "").values()) == {"development"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("App", project()),
        ("App.Latest", project()),
        ("App.Testing", project()),
        ("SpeedTest", project()),
        ("App", project(items(wanted("Microsoft.NET.Test.Sdk"), condition="'$(IsTestProject)' == 'true'"))),
        ("App", project('<PropertyGroup Condition="$(X)"><IsTestProject>true</IsTestProject></PropertyGroup>')),
    ],
)
def test_other_projects_are_for_use(tmp_path: Path, name: str, text: str) -> None:
    text = text.replace("</Project>", items(wanted("One")) + "</Project>")
    parsed = read_project(tmp_path, text, f"{name}.csproj")
    assert direct(parsed, "")["One"] == "runtime"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("'$(IsTestProject)' == 'true'", "development"),
        ("$(IsUnitTestProject) == true", "development"),
        ("$(MSBuildProjectName.EndsWith('.Tests'))", "development"),
        ("'$(IsTestProject)' != 'true'", "runtime"),
        ("'$(LangVersion)' == 'latest'", "runtime"),
        ("'$(TargetFramework)' == 'net8.0'", "runtime"),
    ],
)
def test_condition_that_asks_for_tests_makes_it_development(tmp_path: Path, condition: str, expected: str) -> None:
    parsed = read_project(tmp_path, project(items(wanted("One"), condition=condition)), "App.csproj")
    assert direct(parsed, "") == {"One": expected}


@pytest.mark.parametrize(("assets", "expected"), [("All", "development"), ("analyzers;build", "runtime")])
def test_private_assets_are_for_development(tmp_path: Path, assets: str, expected: str) -> None:
    text = project(items(wanted("One", rest=f'PrivateAssets="{assets}"')))
    assert direct(read_project(tmp_path, text, "App.csproj"), "") == {"One": expected}


# --- SDKs -------------------------------------------------------------------------------------------------------------


def test_sdk_without_a_version_comes_with_dotnet(tmp_path: Path) -> None:
    assert versions(read_project(tmp_path, project('<Import Project="Sdk.props" Sdk="Some.Sdk" />'))) == {}


@pytest.mark.parametrize("settings", ['{"msbuild-sdks": {"Some.Sdk": 1}}', "// a comment\n{}", '{"msbuild-sdks": []}'])
def test_settings_that_tell_no_version_of_an_sdk_are_left_alone(tmp_path: Path, settings: str) -> None:
    files = {"global.json": settings, "App.csproj": project(sdk="Some.Sdk")}
    parsed = read(tmp_path, "dotnet-project", "App.csproj", files)
    assert versions(parsed) == {}


# --- locks ------------------------------------------------------------------------------------------------------------


def lock(*names: str) -> str:
    entry = {"type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": "AAAA"}
    return json.dumps({"version": 1, "dependencies": {"net8.0": dict.fromkeys(names, entry)}})


def test_lock_that_is_named_belongs_to_the_project_of_that_name(tmp_path: Path) -> None:
    files = {
        "packages.B.lock.json": lock("One"),
        "A.csproj": project(items(wanted("Two"))),
        "B.csproj": project(items(wanted("One", rest='PrivateAssets="all"'))),
    }
    parsed = read(tmp_path, "nuget-lock", "packages.B.lock.json", files)
    assert (parsed.roots[0].name, direct(parsed, "")) == ("B", {"One": "development"})
    assert not parsed.problems


def test_what_stands_under_a_condition_or_in_another_file_may_be_missing_from_the_lock(tmp_path: Path) -> None:
    files = {
        "App/packages.lock.json": lock("One"),
        "App/App.csproj": project(items(wanted("One")), items(wanted("Two"), condition="'$(X)' == 'y'")),
        "Directory.Build.props": project(items(wanted("Three"))),
    }
    assert not read(tmp_path, "nuget-lock", "App/packages.lock.json", files).problems


def test_broken_project_beside_a_lock_is_a_problem(tmp_path: Path) -> None:
    files = {"App/packages.lock.json": lock("One"), "App/App.csproj": "<Project"}
    parsed = read(tmp_path, "nuget-lock", "App/packages.lock.json", files)
    assert direct(parsed, "App") == {"One": "runtime"}
    assert [problem.subject for problem in parsed.problems] == ["App/App.csproj:1"]


def test_no_path_of_the_machine_leaves_an_assets_file(tmp_path: Path) -> None:
    case = Path(__file__).parents[2] / "data/parse/nuget-assets/project/src/Kiosk/obj/project.assets.json"
    text = case.read_text(encoding="utf-8")
    assert "somebody" in text
    parsed = read(tmp_path, "nuget-assets", "obj/project.assets.json", {"obj/project.assets.json": text})
    assert "somebody" not in repr(parsed)
