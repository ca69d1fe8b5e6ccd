"""`pixi.lock` and its manifest: what the case folders do not show well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parse.written import direct, node, read

LOCK = "version: 6\nenvironments: {}\npackages:\n"


def entry(name: str, *depends: str) -> str:
    lines = "".join(f"  - {item}\n" for item in depends)
    return f"- conda: https://channels.example/geo/noarch/{name}-1.0-0.conda\n" + (
        f"  depends:\n{lines}" if lines else ""
    )


def written(names: str, manifest: str, tmp_path: Path) -> dict[str, str]:
    files = {"pixi.lock": LOCK + "".join(map(entry, names.split())), "pixi.toml": manifest}
    return direct(read(tmp_path, "pixi", "pixi.lock", files), "")


@pytest.mark.parametrize(
    ("environments", "scope"),
    [
        ('default = ["x"]', "runtime"),
        ('default = ["x", "test"]', "runtime"),
        ('prod = ["x"]\nci = ["x", "test"]', "runtime"),
        ('ci = ["x", "lint"]', "development"),
        ('py311 = { features = ["x", "test"], solve-group = "a" }', "development"),
        ('docs = ["x"]', "development"),
    ],
)
def test_a_feature_is_for_development_where_it_is_only_used_with_such(
    environments: str, scope: str, tmp_path: Path
) -> None:
    manifest = f'[feature.x.dependencies]\na = "*"\n[environments]\n{environments}\n'
    assert written("a", manifest, tmp_path) == {"a": scope}


@pytest.mark.parametrize(("feature", "scope"), [("test", "development"), ("extra", "optional"), ("build", "build")])
def test_the_name_of_a_feature_tells_what_it_is_for(feature: str, scope: str, tmp_path: Path) -> None:
    manifest = f'[feature.{feature}.dependencies]\na = "*"\n[environments]\nall = ["{feature}"]\n'
    assert written("a", manifest, tmp_path) == {"a": scope}


def test_a_package_of_several_tables_has_the_strongest_scope(tmp_path: Path) -> None:
    manifest = '[build-dependencies]\na = "*"\n[host-dependencies]\nb = "*"\n[target.linux.dependencies]\na = "*"\n'
    assert written("a b", manifest, tmp_path) == {"a": "runtime", "b": "build"}


def test_pixi_toml_goes_before_pyproject(tmp_path: Path) -> None:
    files = {
        "pixi.lock": LOCK + entry("a") + entry("b"),
        "pixi.toml": '[dependencies]\na = "*"\n',
        "pyproject.toml": '[tool.pixi.dependencies]\nb = "*"\n',
    }
    assert direct(read(tmp_path, "pixi", "pixi.lock", files), "") == {"a": "runtime"}


def test_a_broken_manifest_is_a_problem_and_the_lock_is_read(tmp_path: Path) -> None:
    parsed = read(tmp_path, "pixi", "pixi.lock", {"pixi.lock": LOCK + entry("a", "b") + entry("b"), "pixi.toml": "["})
    assert node(parsed, "a").requires == ("conda:b@1.0",)
    assert [problem.subject for problem in parsed.problems] == ["pixi.toml"]


def test_an_extra_that_an_extra_asks_for_is_asked_for(tmp_path: Path) -> None:
    lock = LOCK + (
        "- pypi: https://files.example/a-1.0.tar.gz\n  name: a\n  version: '1.0'\n  requires_dist:\n"
        "  - b[two] ; extra == 'one'\n  - c[no] ; extra == 'never'\n"
        "- pypi: https://files.example/b-1.0.tar.gz\n  name: b\n  version: '1.0'\n  requires_dist:\n"
        "  - c ; extra == 'Two'\n"
        "- pypi: https://files.example/c-1.0.tar.gz\n  name: c\n  version: '1.0'\n"
    )
    manifest = '[pypi-dependencies]\na = { version = "*", extras = ["one"] }\n'
    parsed = read(tmp_path, "pixi", "pixi.lock", {"pixi.lock": lock, "pixi.toml": manifest})
    assert node(parsed, "a").requires == ("pypi:b@1.0",)
    assert node(parsed, "b").requires == ("pypi:c@1.0",)


def test_what_a_build_asks_for_is_looked_for_where_that_build_is(tmp_path: Path) -> None:
    place = "https://channels.example/geo/linux-64"
    names = ["a-1.0-py1", "a-1.0-py2", "python-1-0", "python-2-0", "abi-1-0", "abi-2-0"]
    depends = ["  depends: [python, abi]\n", "  depends: [python]\n"]
    first, second = ("".join(f"      - conda: {place}/{name}.conda\n" for name in names[start::2]) for start in (0, 1))
    packages = "".join(
        f"- conda: {place}/{name}.conda\n{below}" for name, below in zip(names, [*depends, *[""] * 4], strict=True)
    )
    lock = (
        "version: 6\nenvironments:\n  default:\n    packages:\n"
        f"      linux-64:\n{first}  other:\n    packages:\n      linux-64:\n{second}packages:\n{packages}"
    )
    parsed = read(tmp_path, "pixi", "pixi.lock", {"pixi.lock": lock})
    assert set(node(parsed, "a").requires) == {"conda:python@1", "conda:python@2", "conda:abi@1"}


@pytest.mark.parametrize(
    ("channels", "url"),
    [
        ('["https://channels.example/geo"]', "https://channels.example/geo"),
        ('[{channel = "https://channels.example/geo", priority = 1}, "bioconda"]', "https://channels.example/geo"),
        ('["https://channels.example/geo", "conda-forge"]', None),
        ("[]", None),
    ],
)
def test_what_a_lock_lacks_comes_from_the_channels_of_the_workspace(
    channels: str, url: str | None, tmp_path: Path
) -> None:
    files = {"pixi.lock": LOCK, "pixi.toml": f'[workspace]\nchannels = {channels}\n[dependencies]\nacme = "*"\n'}
    assert node(read(tmp_path, "pixi", "pixi.lock", files), "acme").source.url == url
