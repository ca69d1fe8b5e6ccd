"""`Cargo.lock` with the manifests of its workspace, where a walk finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.documents import Document
from depsov.parse.rust._cargo_lock import Lock
from tests.parse.written import direct, node, read, requires

INDEX = "registry+https://index.example.org/crates"


def lock(*packages: str) -> str:
    return "version = 4\n" + "".join(f"\n[[package]]\n{package}\n" for package in packages)


def package(name: str, version: str = "1.0.0", *dependencies: str, source: str | None = INDEX) -> str:
    lines = [f'name = "{name}"', f'version = "{version}"']
    lines += [f'source = "{source}"'] if source else []
    lines += [f"dependencies = {[*dependencies]}".replace("'", '"')] if dependencies else []
    return "\n".join(lines)


def own(name: str, *dependencies: str) -> str:
    return package(name, "0.1.0", *dependencies, source=None)


def manifest(name: str, text: str = "") -> str:
    return f'[package]\nname = "{name}"\nversion = "0.1.0"\n{text}'


def test_members_that_a_glob_names_are_projects(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "Cargo.lock",
        {
            "Cargo.lock": lock(own("tide", "log"), own("tide-test", "rand"), package("log"), package("rand")),
            "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n',
            "crates/tide/Cargo.toml": manifest("tide", '[dependencies]\nlog = "1"\n'),
            "crates/tide-test/Cargo.toml": manifest("tide-test", '[dev-dependencies]\nrand = "1"\n'),
            "crates/old/Cargo.toml": manifest("tide-old", '[dependencies]\ntime = "0.1"\n'),
        },
    )

    assert [root.path for root in parsed.roots] == ["crates/tide", "crates/tide-test"]
    assert direct(parsed, "crates/tide") == {"log": "runtime"}
    assert direct(parsed, "crates/tide-test") == {"rand": "development"}
    assert parsed.problems == ()


def test_each_step_through_own_packages_weakens_the_scope(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "Cargo.lock",
        {
            "Cargo.lock": lock(
                own("app", "lib", "tools"),
                own("lib", "cc", "log", "rand"),
                own("tools", "regex"),
                package("cc"),
                package("log"),
                package("rand"),
                package("regex"),
            ),
            "Cargo.toml": manifest(
                "app",
                '[workspace]\n[dependencies]\nlib.path = "lib"\n[build-dependencies]\ntools = { path = "tools" }\n',
            ),
            "lib/Cargo.toml": manifest(
                "lib",
                '[dependencies]\nlog = "1"\n[build-dependencies]\ncc = "1"\n[dev-dependencies]\nrand = "1"\n',
            ),
            "tools/Cargo.toml": manifest("tools", '[dependencies]\nregex = "1"\n'),
        },
    )

    assert direct(parsed, "") == {"log": "runtime", "cc": "build", "regex": "build"}
    assert direct(parsed, "lib") == {"log": "runtime", "cc": "build", "rand": "development"}
    assert requires(parsed, "lib") == ["cc", "log"]


def test_features_of_one_member_turn_on_what_is_optional_in_another(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "Cargo.lock",
        {
            "Cargo.lock": lock(own("app", "lib"), own("lib", "log", "rand"), package("log"), package("rand")),
            "Cargo.toml": '[workspace]\nmembers = ["app", "lib"]\n[workspace.dependencies]\nlib = { path = "lib" }\n',
            "app/Cargo.toml": manifest("app", "[dependencies.lib]\nworkspace = true\nfeatures = ['traces']\n"),
            "lib/Cargo.toml": manifest(
                "lib",
                '[features]\ntraces = ["dep:log"]\n'
                '[dependencies]\nlog = { version = "1", optional = true }\nrand = { version = "1", optional = true }\n',
            ),
        },
    )

    assert direct(parsed, "lib") == {"log": "runtime", "rand": "optional"}
    assert direct(parsed, "app") == {"log": "runtime", "rand": "optional"}


def test_what_one_member_develops_with_and_another_runs_is_both(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "Cargo.lock",
        {
            "Cargo.lock": lock(own("a", "rand"), own("b", "rand"), package("rand")),
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n',
            "a/Cargo.toml": manifest("a", '[dev-dependencies]\nrand = "1"\n'),
            "b/Cargo.toml": manifest("b", '[dependencies]\nrand = "1"\n'),
        },
    )

    assert direct(parsed, "a") == {"rand": "development"}
    assert direct(parsed, "b") == {"rand": "runtime"}


def test_member_that_the_lock_does_not_know_has_what_its_manifest_asks_for(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "Cargo.lock",
        {
            "Cargo.lock": lock(own("a", "rand"), package("rand")),
            "Cargo.toml": '[workspace]\nmembers = ["a", "new"]\n',
            "a/Cargo.toml": manifest("a", '[dependencies]\nrand = "1"\n'),
            "new/Cargo.toml": manifest("new", '[dependencies]\nrand = "1"\nlog = "0.4"\na = { path = "../a" }\n'),
        },
    )

    assert direct(parsed, "new") == {"rand": "runtime", "log": "runtime"}
    assert (node(parsed, "log").version, node(parsed, "log").file, node(parsed, "log").line) == (
        None,
        "new/Cargo.toml",
        6,
    )
    assert [problem.hint for problem in parsed.problems] == ["run `cargo update -w`"]


def test_own_package_that_no_manifest_leads_to_is_a_dependency_of_the_folder(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "rust/Cargo.lock",
        {
            "rust/Cargo.lock": lock(own("a", "log"), own("lost", "rand"), package("log"), package("rand")),
            "rust/Cargo.toml": manifest("a", '[dependencies]\nlog = "1"\n'),
        },
    )

    assert [(root.name, root.path) for root in parsed.roots] == [("a", "rust"), ("rust", "rust")]
    assert [item.key for root in parsed.roots for item in root.direct] == ["log@1.0.0", "rand@1.0.0"]


def test_patch_on_the_local_disk_is_passed_through(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "Cargo.lock",
        {
            "Cargo.lock": lock(
                own("a", "web"), package("web", "1.0.0", "patched"), own("patched", "log"), package("log")
            ),
            "Cargo.toml": manifest("a", '[dependencies]\nweb = "1"\n[patch.main]\npatched = { path = "patched" }\n'),
        },
    )

    assert direct(parsed, "") == {"web": "runtime"}
    assert [root.name for root in parsed.roots] == ["a"]
    assert requires(parsed, "patched") == ["log"]


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("log", "log@1.0.0"),
        ("log 1.0.0", "log@1.0.0"),
        (f"log 1.0.0 ({INDEX})", "log@1.0.0"),
        ("sea 1.0.0", "sea@1.0.0 path"),
        (f"sea 1.0.0 ({INDEX})", "sea@1.0.0"),
        ("rand 0.8.0", "rand@0.8.0"),
        ("rand 0.9.0", "rand@0.9.0"),
        ("rand 0.9.0 (git+https://git.example.org/rand)", "rand@0.9.0 https://git.example.org/rand"),
        ("rand 0.9.0 (git+https://git.example.org/rand#abc)", "rand@0.9.0 https://git.example.org/rand"),
    ],
)
def test_reference_leads_to_the_entry_that_it_means(reference: str, key: str) -> None:
    text = lock(
        own("a", reference),
        package("log"),
        package("sea"),
        package("sea", source=None),
        package("rand", "0.8.0"),
        package("rand", "0.9.0"),
        package("rand", "0.9.0", source="git+https://git.example.org/rand#abc"),
    )

    assert Lock(Document("Cargo.lock", text.encode())).nodes["a@0.1.0"].requires == (key,)


@pytest.mark.parametrize("reference", ["log 2.0.0", "log 1.0.0 (git+https://git.example.org/log)", "none", "", "a b c"])
def test_reference_that_leads_nowhere_is_a_problem(reference: str) -> None:
    found = Lock(Document("Cargo.lock", lock(own("a", reference), package("log")).encode()))

    assert found.nodes["a@0.1.0"].requires == ()
    assert len(list(found.problems())) == 1


@pytest.mark.parametrize(
    "text",
    [
        lock(own("a", "log 1.0.0 (git+https://somebody:secret@git.example.org/log?token=secret)")),
        lock(own("a", "https://somebody:secret@git.example.org/log")),
        lock(own("a"), package("log", source="https://somebody:secret@git.example.org/log")),
        lock(own("a"), package("log", source="somebody:secret@git.example.org+ssh://log")),
    ],
)
def test_problems_keep_no_secret_of_an_address(text: str) -> None:
    problems = list(Lock(Document("Cargo.lock", text.encode())).problems())

    assert len(problems) == 1
    assert "secret" not in problems[0].message


def test_lock_of_a_member_is_one_that_cargo_does_not_use(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "cargo",
        "a/Cargo.lock",
        {
            "Cargo.toml": '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nlog = "0.4"\n',
            "a/Cargo.toml": manifest("a", "[dependencies]\nlog.workspace = true\n"),
            "a/Cargo.lock": lock(own("a")),
        },
    )

    assert direct(parsed, "a") == {"log": "runtime"}
    assert [problem.hint for problem in parsed.problems] == ["delete it"]
    assert "the workspace of Cargo.toml" in parsed.problems[0].message


def test_what_a_lock_lacks_comes_from_where_a_patch_says(tmp_path: Path) -> None:
    patch = '[patch.crates-io]\nlog = { git = "https://git.example.org/log" }\n'
    files = {"Cargo.lock": lock(own("a")), "Cargo.toml": manifest("a", f'[dependencies]\nlog = "0.4"\n{patch}')}

    assert node(read(tmp_path, "cargo", "Cargo.lock", files), "log").source.url == "https://git.example.org/log"


def test_wish_for_a_package_in_very_many_versions_means_only_some(tmp_path: Path) -> None:
    wishes = "".join(f'log{number} = {{ package = "log", version = "1" }}\n' for number in range(2000))
    files = {
        "Cargo.lock": lock(*(package("log", f"1.0.{number}") for number in range(2000))),
        "Cargo.toml": manifest("a", f"[dependencies]\n{wishes}"),
    }

    parsed = read(tmp_path, "cargo", "Cargo.lock", files)

    assert len(parsed.nodes) == 2000
    assert len(parsed.roots[0].direct) == 20
