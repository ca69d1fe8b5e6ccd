"""Source archives: what they tell without being built, in what order, and what is refused."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.resolution.index.metadata import Metadata
from depsov.resolution.index.sdist import read_sdist
from tests.resolution.index.archives import KINDS, info, packed

FILENAME = "wind-tools-1.0.tar.gz"
STATIC = info("Requires-Python: >=3.8", "Requires-Dist: mill>=2", version="2.2")
SETUP_PY = "from setuptools import setup\nsetup(name='wind-tools', install_requires=['sail'], extras_require={})\n"
COMPUTED = "from setuptools import setup\nsetup(name='wind-tools', install_requires=read('requirements.txt'))\n"
EGG_INFO = {
    "wind_tools.egg-info/PKG-INFO": info(),
    "wind_tools.egg-info/requires.txt": "oar\n\n[:python_version < '3']\nenum\n\n[by_hand]\nrow>1\n",
}
PROJECT = "[project]\nname = 'wind-tools'\n"
SETUPTOOLS = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n"
POETRY = "[build-system]\nrequires = ['poetry-core']\nbuild-backend = 'poetry.core.masonry.api'\n"
OTHER = "[build-system]\nrequires = ['strange']\nbuild-backend = 'strange.api'\n"


def read(files: Mapping[str, str], filename: str = FILENAME) -> Metadata:
    return read_sdist(packed(files), filename)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_archive_is_read(kind: str) -> None:
    found = read_sdist(packed({"src/a.py": "", "PKG-INFO": STATIC}, kind), f"wind-tools-1.0.{kind}")
    assert found == Metadata(
        name="wind-tools", version="1.0", requires=("mill>=2",), requires_python=">=3.8", metadata_version="2.2"
    )


# --- the order of truth -------------------------------------------------------------------------------------------


def test_pkg_info_that_no_build_changes_is_believed_before_all_others() -> None:
    assert read({"setup.py": COMPUTED, **EGG_INFO, "PKG-INFO": STATIC}).requires == ("mill>=2",)


def test_no_more_is_unpacked_than_needed() -> None:
    start = packed({"PKG-INFO": STATIC, "large": "x" * 10_000_000})
    assert read_sdist(start[:1000], FILENAME).requires == ("mill>=2",)


@pytest.mark.parametrize(
    "pkg_info",
    [
        info("Requires-Dist: mill", version="2.1"),
        info("Requires-Dist: mill", version="1.2"),
        info("Requires-Dist: mill", "Dynamic: Requires-Dist", version="2.4"),
        info("Requires-Dist: mill", "Dynamic: provides-extra", version="2.2"),
        info("Requires-Dist: mill", version="other"),
    ],
)
def test_pkg_info_that_a_build_may_change_is_not_enough(pkg_info: str) -> None:
    assert read({"PKG-INFO": pkg_info, "setup.py": SETUP_PY}).requires == ("sail",)


@pytest.mark.parametrize("build", ["", SETUPTOOLS, POETRY, OTHER])
def test_the_project_table_tells_where_it_is_static(build: str) -> None:
    manifest = f"""
{PROJECT}
version = '1.0'
requires-python = '>=3.10'
dependencies = ['mill>=2', "sail ; os_name == 'nt'"]
optional-dependencies = {{By_Hand = ['oar', "row>1; os_name == 'nt'"], empty = []}}
{build}"""
    found = read({"PKG-INFO": info(), "setup.py": COMPUTED, **EGG_INFO, "pyproject.toml": manifest})
    assert found.requires == (
        "mill>=2",
        "sail ; os_name == 'nt'",
        'oar; extra == "by-hand"',
        """row>1; (os_name == 'nt') and (extra == "by-hand")""",
    )
    assert found.extras == {"by-hand", "empty"}
    assert found.requires_python == ">=3.10"
    assert (found.complete, found.computed_elsewhere) == (True, False)


def test_a_project_table_without_dependencies_has_none() -> None:
    found = read({"PKG-INFO": info(), "pyproject.toml": PROJECT, "setup.py": COMPUTED})
    assert (found.requires, found.complete) == ((), True)


@pytest.mark.parametrize("field", ["dependencies", "optional-dependencies"])
def test_a_dynamic_project_table_tells_what_was_computed_for_the_archive(field: str) -> None:
    manifest = f"{PROJECT}dynamic = ['{field}', 'version']\n{SETUPTOOLS}"
    found = read({"PKG-INFO": info(), "pyproject.toml": manifest, **EGG_INFO})
    assert found.requires[0] == "oar"
    assert (found.complete, found.computed_elsewhere) == (True, True)
    assert not read({"PKG-INFO": info(), "pyproject.toml": manifest}).complete


def test_setup_py_and_setup_cfg_are_read_and_not_run() -> None:
    setup_cfg = "[metadata]\nname = wind-tools\n[options]\npython_requires = >=3.7\ninstall_requires =\n  mill\n"
    setup_cfg += "[options.extras_require]\nby-hand = oar; os_name == 'nt'\n"
    found = read({"PKG-INFO": info(), "setup.cfg": setup_cfg, "setup.py": "import setuptools\nsetuptools.setup()\n"})
    assert found.requires == ("mill", """oar; (os_name == 'nt') and (extra == "by-hand")""")
    assert found.requires_python == ">=3.7"
    assert found.extras == {"by-hand"}
    assert (found.complete, found.computed_elsewhere) == (True, False)
    both = read({"PKG-INFO": info(), "setup.cfg": setup_cfg, "setup.py": SETUP_PY})
    assert both.requires[0] == "sail"  # as setuptools joins them
    assert len(both.requires) == 2


@pytest.mark.parametrize(
    "setup_py",
    [
        COMPUTED,
        "print 'for Python 2'\n",
        "from setuptools import setup\nsetup(name='wind-tools', setup_requires=['pbr'], pbr=True)\n",
        "from setuptools import setup\nsetup(name='wind-tools')\n",  # a plug-in may have brought what is there
        "import build_tool\nbuild_tool.run()\n",
        "# \0",
    ],
)
def test_what_setup_py_computes_is_taken_from_where_the_archive_was_made(setup_py: str) -> None:
    found = read({"PKG-INFO": info(), "setup.py": setup_py, **EGG_INFO})
    assert found.requires == ("oar", "enum; python_version < '3'", 'row>1; extra == "by-hand"')
    assert found.extras == {"by-hand"}
    assert (found.complete, found.computed_elsewhere) == (True, True)


def test_an_egg_info_without_requirements_says_that_there_are_none() -> None:
    found = read({"PKG-INFO": info(), "setup.py": COMPUTED, "src/wind_tools.egg-info/PKG-INFO": info()})
    assert (found.requires, found.complete, found.computed_elsewhere) == ((), True, True)


@pytest.mark.parametrize("path", ["vendored.egg-info/", "a/b/c/wind_tools.egg-info/", "wind_tools.egg-info.old/"])
def test_the_egg_info_of_others_does_not_count(path: str) -> None:
    found = read({"PKG-INFO": info(), "setup.py": COMPUTED, f"{path}requires.txt": "oar\n"})
    assert (found.requires, found.complete) == ((), False)


@pytest.mark.parametrize(
    "files",
    [
        {"PKG-INFO": info()},
        {"PKG-INFO": info(), "setup.py": COMPUTED},
        {"PKG-INFO": info(), "setup.py": "import build_tool\nbuild_tool.run()\n"},
        {"PKG-INFO": info(), "setup.cfg": "[flake8]\nselect = E\n"},
        {"PKG-INFO": info(), "pyproject.toml": OTHER},
        {"pyproject.toml": POETRY},
        {"README": ""},
    ],
)
def test_what_only_a_build_can_tell_is_not_known(files: Mapping[str, str]) -> None:
    found = read(files)
    assert (found.name, found.version, found.requires, found.complete) == ("wind-tools", "1.0", (), False)


def test_of_a_list_that_is_computed_in_part_the_rest_is_kept() -> None:
    setup_py = "from setuptools import setup\nsetup(name='wind-tools', install_requires=['sail'] + more())\n"
    found = read({"PKG-INFO": info(), "setup.py": setup_py})
    assert (found.requires, found.complete) == (("sail",), False)


def test_pkg_info_of_a_tool_that_writes_all_it_knows_is_believed() -> None:
    pkg_info = info("Requires-Dist: mill (>=2,<3)", "Provides-Extra: by-hand")
    found = read({"PKG-INFO": pkg_info, "pyproject.toml": POETRY, "setup.py": SETUP_PY})
    assert found.requires == ("mill (>=2,<3)",)
    assert found.extras == {"by-hand"}
    assert (found.complete, found.computed_elsewhere) == (True, False)


def test_what_an_unknown_tool_wrote_was_computed_elsewhere() -> None:
    found = read({"PKG-INFO": info("Requires-Dist: mill"), "pyproject.toml": OTHER})
    assert (found.requires, found.complete, found.computed_elsewhere) == (("mill",), True, True)


# --- names and places ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filename", "name", "version"),
    [
        ("wind_tools-1.0.tar.gz", "wind-tools", "1.0"),
        ("Wind.Tools-1.0.0.ZIP", "wind-tools", "1.0"),
        ("wind-tools-1.0-1.tgz", "Wind_Tools", "1.0-1"),
        ("wind-2-1.0.tar.gz", "wind-2", "1.0"),
        ("wind-2-1.tar.gz", "wind", "2.post1"),
    ],
)
def test_pkg_info_and_the_file_name_are_of_one_release(filename: str, name: str, version: str) -> None:
    text = f"Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n"
    assert read({"PKG-INFO": text}, filename).version == version


@pytest.mark.parametrize("filename", ["wind-tools-1.1.tar.gz", "tools-1.0.tar.gz", "wind-1.0.tar.gz", "x.tar.gz"])
def test_another_release_than_the_file_name_says_is_refused(filename: str) -> None:
    with pytest.raises(DocumentError, match="not what the file is called"):
        read({"PKG-INFO": STATIC}, filename)


@pytest.mark.parametrize("filename", ["", "wind-tools-1.0.rar", "a/wind-tools-1.0.zip", "wind-tools-1.0.tar.gz.asc"])
def test_a_file_name_that_is_none_of_a_source_archive_is_refused(filename: str) -> None:
    with pytest.raises(DocumentError, match="cannot be the name of a source archive"):
        read({"PKG-INFO": STATIC}, filename)


def test_without_pkg_info_the_file_name_tells_the_release() -> None:
    found = read({"setup.py": SETUP_PY})
    assert (found.name, found.version, found.requires) == ("wind-tools", "1.0", ("sail",))
    with pytest.raises(DocumentError, match="tells no name and version"):
        read({"setup.py": SETUP_PY}, "snapshot.tar.gz")


@pytest.mark.parametrize("top", ["wind-tools-1.0/", "./wind-tools-1.0/", "any folder/"])
def test_the_first_folder_is_the_project(top: str) -> None:
    files = {f"{top}PKG-INFO": STATIC, "other/PKG-INFO": info(version="2.2"), f"{top}sub/PKG-INFO": "broken"}
    assert read_sdist(packed(files, top=""), FILENAME).requires == ("mill>=2",)


def test_a_link_in_the_place_of_a_file_is_not_followed() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        link = tarfile.TarInfo("wind-tools-1.0/PKG-INFO")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("wind-tools-1.0/README"))
    assert not read_sdist(buffer.getvalue(), FILENAME).complete


# --- broken, large, hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"PKG-INFO": ""}, "no metadata of a package"),
        ({"PKG-INFO": "Name: wind-tools\n"}, "names no version"),
        ({"PKG-INFO": info(), "pyproject.toml": "[project"}, r"pyproject\.toml: not TOML"),
        ({"PKG-INFO": info(), "pyproject.toml": "project = 1"}, "expected a table"),
        ({"PKG-INFO": info(), "pyproject.toml": "[project]\ndependencies = 'mill'"}, "expected an array"),
        ({"PKG-INFO": info(), "setup.py": "x" * 5_000_000}, "limit of 4 MB"),
    ],
)
@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_what_no_tool_could_build_is_refused(files: Mapping[str, str], message: str, kind: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read_sdist(packed(files, kind), FILENAME)


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_that_is_cut_off_is_refused(kind: str) -> None:
    data = packed({"setup.py": SETUP_PY, "more": "x" * 5000, "PKG-INFO": info()}, kind)
    for size in (0, 3, 20, len(data) // 2):
        with pytest.raises(DocumentError):
            read_sdist(data[:size], f"wind-tools-1.0.{kind}")


def zeros(size: int) -> bytes:
    buffer = io.BytesIO()
    with gzip.open(buffer, "wb", compresslevel=1) as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return buffer.getvalue()


def test_a_large_file_in_the_way_ends_at_the_limit() -> None:
    member = tarfile.TarInfo("wind-tools-1.0/zeros")
    member.size = 1 << 30
    header = gzip.compress(member.tobuf())
    bomb = header + zeros(300 << 20)
    start = perf_counter()
    with pytest.raises(DocumentError, match="limit of 256 MB"):
        read_sdist(bomb, FILENAME)
    assert perf_counter() - start < 10


def test_zeros_are_no_archive() -> None:
    start = perf_counter()
    with pytest.raises(DocumentError, match="holds no folder"):
        read_sdist(zeros(100 << 20), FILENAME)
    assert perf_counter() - start < 1


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0"]))
def test_any_bytes(data: bytes, mark: bytes) -> None:
    check(mark + data)


SAMPLES = [
    packed({"PKG-INFO": info(), "pyproject.toml": PROJECT, "setup.cfg": "[options]\n", "setup.py": SETUP_PY}, kind)
    for kind in KINDS
]


@settings(max_examples=300)
@given(st.sampled_from(SAMPLES), st.floats(0, 1), st.integers(0, 30), st.binary(max_size=10))
def test_an_archive_with_some_bytes_changed(data: bytes, place: float, length: int, piece: bytes) -> None:
    start = int(place * len(data))
    check(data[:start] + piece + data[start + length :])


TEXTS = {"PKG-INFO": info(), "pyproject.toml": PROJECT + SETUPTOOLS, "setup.py": SETUP_PY, **EGG_INFO}


@given(st.dictionaries(st.sampled_from([*TEXTS, "setup.cfg"]), st.text(max_size=60)))
def test_any_text_in_the_files_that_tell(files: Mapping[str, str]) -> None:
    check(packed({**TEXTS, **{name: TEXTS.get(name, "")[:40] + text for name, text in files.items()}}))


def check(data: bytes) -> None:
    try:
        found = read_sdist(data, FILENAME)
    except DocumentError:
        return
    assert (found.name, found.version) == ("wind-tools", "1.0")
