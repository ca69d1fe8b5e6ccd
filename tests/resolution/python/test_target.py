"""Targets: what the user writes, and the markers and tags that follow. The values are those of uv and of pip."""

from __future__ import annotations

import platform

import pytest
from packaging.markers import default_environment
from packaging.tags import sys_tags

from depsov.errors import UsageError
from depsov.resolution.python.target import Target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Target()),
        ("python=3.12", Target(python="3.12")),
        (" python = 3.12.4 , platform=macos ", Target(python="3.12.4", platform="macos")),
        ("machine=arm64,platform=linux", Target(platform="linux", machine="arm64")),
    ],
)
def test_every_part_of_a_target_is_optional(text: str, expected: Target) -> None:
    assert Target.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3.12", "'3.12' is no part of a target"),
        ("python=", "'python=' is no part of a target"),
        ("abi=cp312", "'abi=cp312' is no part of a target"),
        ("python=2.7", "'2.7' is no version of Python 3"),
        ("python=3", "'3' is no version of Python 3"),
        ("platform=plan9", "no platform 'plan9'"),
        ("machine=x86-64", "'x86-64' is no processor"),
    ],
)
def test_what_is_no_target_is_an_error(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Target.parse(text)
    assert message in caught.value.message
    assert caught.value.hint


def test_the_running_interpreter_is_taken_as_it_is() -> None:
    target = Target()
    assert target.is_running
    assert target.environment == {key: str(value) for key, value in default_environment().items()}
    assert list(target.tags) == [str(tag) for tag in sys_tags()]
    assert target.python_version == platform.python_version()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("platform=linux,machine=x86_64", ("linux", "Linux", "posix", "x86_64")),
        ("platform=linux,machine=arm64", ("linux", "Linux", "posix", "aarch64")),
        ("platform=macos,machine=x86_64", ("darwin", "Darwin", "posix", "x86_64")),
        ("platform=macos,machine=aarch64", ("darwin", "Darwin", "posix", "arm64")),
        ("platform=windows,machine=x86_64", ("win32", "Windows", "nt", "AMD64")),
        ("platform=windows,machine=arm64", ("win32", "Windows", "nt", "ARM64")),
    ],
)
def test_markers_are_those_of_the_platform(text: str, expected: tuple[str, ...]) -> None:
    values = Target.parse(text).environment
    assert expected == tuple(values[key] for key in ("sys_platform", "platform_system", "os_name", "platform_machine"))
    assert values["platform_release"] == values["platform_version"] == ""


@pytest.mark.parametrize(("python", "full"), [("3.12", "3.12.0"), ("3.12.4", "3.12.4")])
def test_a_named_python_is_a_cpython_in_its_first_release(python: str, full: str) -> None:
    target = Target(python=python)
    values = target.environment
    assert values["python_version"] == "3.12"
    assert values["python_full_version"] == values["implementation_version"] == target.python_version == full
    assert values["platform_python_implementation"] == "CPython"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "python=3.12,platform=linux,machine=x86_64",
            [
                "cp312-cp312-manylinux_2_28_x86_64",
                "cp312-abi3-manylinux2014_x86_64",
                "py3-none-any",
                "cp38-abi3-manylinux1_x86_64",
            ],
        ),
        ("python=3.12,platform=linux,machine=arm64", ["cp312-cp312-manylinux_2_17_aarch64", "cp312-none-any"]),
        (
            "python=3.11,platform=windows,machine=x86_64",
            ["cp311-cp311-win_amd64", "cp37-abi3-win_amd64", "py30-none-any"],
        ),
        ("python=3.11,platform=windows,machine=arm64", ["cp311-cp311-win_arm64", "py3-none-win_arm64"]),
        (
            "python=3.13,platform=macos,machine=arm64",
            [
                "cp313-cp313-macosx_11_0_arm64",
                "cp313-cp313-macosx_11_0_universal2",
                "cp313-cp313-macosx_10_9_universal2",
            ],
        ),
        (
            "python=3.13,platform=macos,machine=x86_64",
            ["cp313-cp313-macosx_10_9_x86_64", "cp313-cp313-macosx_10_9_intel"],
        ),
    ],
)
def test_tags_are_those_of_the_platform(text: str, expected: list[str]) -> None:
    tags = Target.parse(text).tags
    assert not [tag for tag in expected if tag not in tags]


@pytest.mark.parametrize(
    "tag",
    [
        "cp313-cp313-manylinux_2_28_x86_64",
        "cp313-abi3-manylinux_2_28_x86_64",
        "cp312-cp312-musllinux_1_2_x86_64",
        "cp312-cp312-win_amd64",
        "cp312-cp312-manylinux_2_28_aarch64",
        "cp312-cp312t-manylinux_2_28_x86_64",
        "py2-none-any",
    ],
)
def test_tags_of_other_targets_do_not_fit(tag: str) -> None:
    assert tag not in Target(python="3.12", platform="linux", machine="x86_64").tags


def test_the_tags_that_fit_best_come_first() -> None:
    tags = Target(python="3.12", platform="linux", machine="x86_64").tags
    order = [
        "cp312-cp312-manylinux_2_28_x86_64",
        "cp312-cp312-manylinux_2_17_x86_64",
        "cp312-cp312-manylinux2014_x86_64",
        "cp312-cp312-linux_x86_64",
        "cp312-abi3-manylinux_2_28_x86_64",
        "cp311-abi3-manylinux_2_28_x86_64",
        "py3-none-manylinux_2_28_x86_64",
        "py3-none-any",
    ]
    assert sorted(order, key=lambda tag: tags[tag]) == order
    assert sorted(tags.values()) == list(range(len(tags)))


def test_people_read_the_python_and_the_platform() -> None:
    assert Target.parse("python=3.12,platform=linux,machine=x86_64").label == "CPython 3.12, Linux x86_64"
