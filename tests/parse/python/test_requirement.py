"""Dependency specifiers, compared with what `packaging` makes of them."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement as Reference
from packaging.utils import canonicalize_name

from depsov.model import REGISTRY, SourceKind
from depsov.parse.python._requirement import MAX_LENGTH, parse_requirement, pinned, required_name, valid_version

SPECIFIERS = [
    "requests",
    "Requests >= 2.31",
    "zope.interface==7.2",
    "celery[redis,sqs]>=5,<6",
    "celery [ redis , sqs ] >=5 , <6",
    "psycopg (>=3.2,<4)",
    "psycopg (==3.2.9)",
    "numpy==1.26.*",
    "torch===2.7.1+cpu",
    "attrs>=22,!=23.1.0,~=23.0",
    "tomli>=2; python_version < '3.11'",
    'pywin32==306 ; sys_platform == "win32" and extra == "x"',
    "part @ https://files.example.org/part-1.0.zip",
    "part[extra] @ git+https://git.example.org/team/part.git@main ; python_version > '3.8'",
    "a",
    "A.B-C_d",
    "x==1!2.0.post1.dev3+local.1",
]

NO_SPECIFIERS = [
    "",
    " ",
    "two words",
    "-e .",
    "name>=",
    "name==1 ==2",
    "name>==1",
    "name[",
    "name @",
    "name (>=1",
    "==1.0",
    "https://files.example.org/part.zip",
    "na\x1bme",
    "name==1\x1b[31m",
    "name ==1 # comment",
]


@pytest.mark.parametrize("text", SPECIFIERS)
def test_says_what_packaging_says(text: str) -> None:
    reference, requirement = Reference(text), parse_requirement(text)
    assert requirement is not None
    assert requirement.name == canonicalize_name(reference.name)
    assert set(requirement.extras) == {canonicalize_name(extra) for extra in reference.extras}
    assert (requirement.marker is None) == (reference.marker is None)
    assert (requirement.source == REGISTRY) == (reference.url is None)
    exact = [s.version for s in reference.specifier if s.operator in ("==", "===") and not s.version.endswith("*")]
    assert requirement.version == (exact[0] if exact else None)


@pytest.mark.parametrize("text", NO_SPECIFIERS)
def test_what_is_none(text: str) -> None:
    assert parse_requirement(text) is None


def test_text_without_end_is_none() -> None:
    assert parse_requirement("a" * (MAX_LENGTH + 1)) is None


def test_direct_references_have_sources() -> None:
    archive = parse_requirement("part @ https://files.example.org/part-1.0.zip")
    repository = parse_requirement("part @ git+https://git.example.org/team/part.git@v1")
    own = parse_requirement("part @ file:///srv/part")
    assert archive is not None
    assert repository is not None
    assert own is not None
    assert archive.source.kind is SourceKind.URL
    assert repository.source.kind is SourceKind.GIT
    assert repository.source.url == "https://git.example.org/team/part.git"
    assert own.source.kind is SourceKind.PATH


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("==1.0", "1.0"),
        ("== 1.0 , >=0.5", "1.0"),
        (">=1.0,==1.2", "1.2"),
        ("===weird", "weird"),
        ("==1.*", None),
        ("~=1.0", None),
        (">=1.0", None),
        ("!=1.0", None),
        ("", None),
        ("*", None),
    ],
)
def test_pin(specifier: str, version: str | None) -> None:
    assert pinned(specifier) == version


@pytest.mark.parametrize(
    ("text", "name"), [("Foo_Bar[x]>=1; y", "foo-bar"), ("colorama; os_name == 'nt'", "colorama"), (">=1", None)]
)
def test_required_name(text: str, name: str | None) -> None:
    assert required_name(text) == name


@pytest.mark.parametrize("version", ["1.0", "1!2.0+local", "2004d", "0.1dev-r1716", "1.0.0-beta.1"])
def test_valid_versions(version: str) -> None:
    assert valid_version(version)


@pytest.mark.parametrize("version", ["", "1 0", "1\x1b[31m", "<b>", "1\u202e0", "1" * 101])
def test_texts_that_are_no_version(version: str) -> None:
    assert not valid_version(version)
