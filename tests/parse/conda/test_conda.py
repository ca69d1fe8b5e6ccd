"""Channels, files and match specifications of conda."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.model import REGISTRY, SourceKind
from depsov.parse.conda._conda import Channels, Spec, parse_file, parse_spec, required_name, source_of_channel
from depsov.registries import CONDA_CHANNELS
from tests.parse.written import direct, node, read, root

GEO = "https://channels.example/geo"


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("numpy", "numpy", None),
        ("PyYAML", "pyyaml", None),
        ("_libgcc_mutex=0.1=main", "_libgcc_mutex", "0.1"),
        ("ruamel.yaml", "ruamel.yaml", None),
        ("python=3.11", "python", None),
        ("python =3.11", "python", None),
        ("python==3.11.8", "python", "3.11.8"),
        ("python==3.11.8=h955ad1f_0", "python", "3.11.8"),
        ("python=3.11.8=h955ad1f_0", "python", "3.11.8"),
        ("python 3.11.8 h955ad1f_0", "python", "3.11.8"),
        ("python 3.11.8", "python", "3.11.8"),
        ("python >=3.8", "python", None),
        ("python >= 3.8, <4", "python", None),
        ("python!=3.9", "python", None),
        ("python~=3.9", "python", None),
        ("python 3.9.*", "python", None),
        ("python=3.9|3.10", "python", None),
        ("openblas *openmp*", "openblas", None),
        ("blas=*=mkl", "blas", None),
        ("blas[build=mkl]", "blas", None),
        ("numpy[version='1.26.4', build=py311_0]", "numpy", "1.26.4"),
        ("numpy[version='>=1.26']", "numpy", None),
        ("mpi 1.0 mpich # [linux]", "mpi", "1.0"),
        ("pytz=2!2024.1=0", "pytz", "2!2024.1"),
    ],
)
def test_a_specification_gives_a_version_only_where_it_is_exact(text: str, name: str, version: str | None) -> None:
    assert parse_spec(text) == Spec(name=name, version=version)


def test_in_an_exported_environment_one_equals_sign_is_exact() -> None:
    assert parse_spec("numpy=1.26.4", exported=True) == Spec(name="numpy", version="1.26.4")
    assert parse_spec("numpy=1.26.*", exported=True) == Spec(name="numpy")


@pytest.mark.parametrize("text", ["", "-e .", "{{ template }}", "two words and more", "<3", "a/b", "x" * 5000, "名前"])
def test_what_is_no_specification_is_none(text: str) -> None:
    assert parse_spec(text) is None


@pytest.mark.parametrize(
    "text",
    [f"{GEO}::gdal", f"{GEO}/linux-64::gdal>=3", f"gdal[channel={GEO}]", f"gdal[channel='{GEO}', version='>=3']"],
)
def test_a_specification_may_name_its_channel(text: str) -> None:
    spec = parse_spec(text)
    assert spec is not None
    assert spec.source is not None
    assert (spec.name, spec.source.url) == ("gdal", GEO)


@pytest.mark.parametrize("text", ["__glibc >=2.17", "__cuda", " [x]", ""])
def test_the_machine_itself_is_no_package(text: str) -> None:
    assert required_name(text) is None


def test_the_name_of_a_specification_is_all_that_an_edge_needs() -> None:
    assert required_name("geo::Python_abi 3.11.* *_cp311") == "python_abi"


@pytest.mark.parametrize("channel", ["conda-forge", "defaults", "conda-forge/linux-64", " conda-forge ", "pkgs/main"])
def test_the_two_big_channels_are_the_default_registry(channel: str) -> None:
    assert source_of_channel(channel) == REGISTRY


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("bioconda", f"{CONDA_CHANNELS}/bioconda"),
        ("numba/label/dev", f"{CONDA_CHANNELS}/numba/label/dev"),
        ("nvidia/noarch", f"{CONDA_CHANNELS}/nvidia"),
        (f"{GEO}/", GEO),
        (f"{GEO}/osx-arm64", GEO),
        ("https://reader:secret@channels.example/t/SECRET/geo", GEO),
        ("https://channels.example/t/$TOKEN/geo/noarch", GEO),
        ("t/SECRET/geo", f"{CONDA_CHANNELS}/geo"),
        ("./channel", None),
        ("file:///srv/channel", None),
        ("local", None),
    ],
)
def test_every_other_channel_is_an_index_without_secrets(channel: str, url: str | None) -> None:
    source = source_of_channel(channel)
    assert (source.kind, source.url) == (SourceKind.INDEX, url)


@pytest.mark.parametrize(
    ("names", "source", "others"),
    [
        ([], None, []),
        (["nodefaults"], None, []),
        (["conda-forge", "nodefaults"], None, []),
        (["conda-forge", f"{CONDA_CHANNELS}/conda-forge", "defaults"], None, []),
        ([GEO], GEO, []),
        ([GEO, "conda-forge"], None, [GEO]),
        ([GEO, "https://channels.example/sea"], GEO, ["https://channels.example/sea"]),
        (["conda-forge", "bioconda"], None, []),
        (["pytorch", "nvidia", "defaults", "nodefaults"], None, []),
        (["bioconda"], None, []),
        (["bioconda", "nodefaults"], f"{CONDA_CHANNELS}/bioconda", []),
        (["nodefaults", "pytorch", "bioconda"], f"{CONDA_CHANNELS}/pytorch", []),
        ([f"{CONDA_CHANNELS}/bioconda", "conda-forge"], None, []),
        ([f"{CONDA_CHANNELS}/t/SECRET/acme", "conda-forge"], None, [f"{CONDA_CHANNELS}/acme"]),
        (["t/SECRET/acme", "conda-forge"], None, [f"{CONDA_CHANNELS}/acme"]),
        ([f"{CONDA_CHANNELS.replace('//', '//reader:secret@')}/acme", "defaults"], None, [f"{CONDA_CHANNELS}/acme"]),
        (["bioconda", GEO], None, [GEO]),
        ([GEO, "bioconda"], GEO, []),
        (["conda-forge", "../built"], None, ["a folder"]),
    ],
)
def test_a_package_without_channel_comes_from_the_default_registry_or_the_first(
    names: list[str], source: str | None, others: list[str]
) -> None:
    channels = Channels(names)
    assert (channels.source.url, channels.others) == (source, others)


@pytest.mark.parametrize(
    ("url", "name", "version"),
    [
        (f"{GEO}/linux-64/gcc_impl_linux-64-15.2.0-he420e7e_18.conda", "gcc_impl_linux-64", "15.2.0"),
        (f"{GEO}/noarch/flood-model-2.1-py_0.tar.bz2#0a1b", "flood-model", "2.1"),
    ],
)
def test_the_name_of_a_file_tells_name_and_version(url: str, name: str, version: str) -> None:
    spec = parse_file(url)
    assert spec is not None
    assert spec.source is not None
    assert (spec.name, spec.version, spec.source.url) == (name, version, GEO)


@pytest.mark.parametrize(
    "url", ["", "x", f"{GEO}/linux-64/x.conda", f"{GEO}/linux-64/a-1.whl", f"{GEO}/x/<b>-1-0.conda"]
)
def test_other_urls_are_no_files_of_conda(url: str) -> None:
    assert parse_file(url) is None


# --- environments -------------------------------------------------------------------------------------------------


def test_an_environment_without_exact_line_ends_keeps_its_lines(tmp_path: Path) -> None:
    text = "\ufeff# maps\r\ndependencies:\r\n# - gdal\r\n- python\r\n-   'gdal'  # drivers\r\n- pip:\r\n  - geojson\r\n"
    parsed = read(tmp_path, "conda-environment", "environment.yml", {"environment.yml": text})
    assert [(item.name, item.line) for item in parsed.nodes] == [("python", 4), ("gdal", 5), ("geojson", 7)]


def test_an_item_that_is_not_found_in_the_text_costs_the_others_no_line(tmp_path: Path) -> None:
    text = 'dependencies:\n- "nump\\u0079"\n- gdal\n'
    parsed = read(tmp_path, "conda-environment", "environment.yml", {"environment.yml": text})
    assert [(item.name, item.line) for item in parsed.nodes] == [("numpy", None), ("gdal", 3)]


def test_the_name_of_the_file_tells_what_the_environment_is_for(tmp_path: Path) -> None:
    text = "dependencies: [pytest]\n"
    parsed = read(tmp_path, "conda-environment", "environment-dev.yml", {"environment-dev.yml": text})
    assert direct(parsed, "") == {"pytest": "development"}


def test_an_environment_without_dependencies_is_empty(tmp_path: Path) -> None:
    parsed = read(tmp_path, "conda-environment", "environment.yml", {"environment.yml": "name: x\ndependencies:\n"})
    assert (parsed.nodes, parsed.roots, parsed.problems) == ((), (), ())


def test_a_list_for_pip_has_its_own_index(tmp_path: Path) -> None:
    text = "dependencies:\n- pip:\n  - --index-url https://user:secret@registry.example/simple\n  - geojson\n"
    parsed = read(tmp_path, "conda-environment", "environment.yml", {"environment.yml": text})
    assert node(parsed, "geojson").source.url == "https://registry.example/simple"


def test_conda_lock_does_not_miss_what_is_for_other_platforms_only(tmp_path: Path) -> None:
    lock = "version: 1\nmetadata:\n  sources: [environment.yml]\npackage:\n- {name: gdal, version: '3'}\n"
    wishes = "name: maps\ndependencies:\n- gdal\n- pywin32 # [win]\n- sel(osx): appnope\n"
    wishes += "- pip:\n  - colorama ; os_name == 'nt'\n"
    parsed = read(tmp_path, "conda-lock", "conda-lock.yml", {"conda-lock.yml": lock, "environment.yml": wishes})
    assert direct(parsed, "") == {"gdal": "runtime"}
    assert root(parsed, "").name == "maps"


def test_conda_lock_tells_where_a_source_of_it_is_broken(tmp_path: Path) -> None:
    lock = "version: 1\nmetadata:\n  sources: [environment.yml, pyproject.toml, 7]\npackage: []\n"
    files = {"conda-lock.yml": lock, "environment.yml": "dependencies: &x\n", "pyproject.toml": "["}
    parsed = read(tmp_path, "conda-lock", "conda-lock.yml", files)
    assert [problem.subject for problem in parsed.problems] == ["environment.yml:1", "pyproject.toml"]


def test_several_public_channels_are_no_problem_and_a_private_one_beside_them_is(tmp_path: Path) -> None:
    text = "channels: [conda-forge, bioconda{}]\ndependencies: [samtools]\n"
    files = {"environment.yml": text.format(""), "environment-own.yml": text.format(f", {GEO}")}
    public = read(tmp_path, "conda-environment", "environment.yml", files)
    private = read(tmp_path, "conda-environment", "environment-own.yml", files)

    assert public.problems == ()
    assert node(public, "samtools").source == REGISTRY
    assert [GEO in problem.message for problem in private.problems] == [True]


def test_file_of_another_tool_is_no_environment(tmp_path: Path) -> None:
    files = {"environment-prod.yml": "services: &all\n  - name: *all\n"}
    parsed = read(tmp_path, "conda-environment", "environment-prod.yml", files)

    assert (parsed.nodes, parsed.problems) == ((), ())
