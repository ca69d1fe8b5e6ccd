"""Names that can be packages, and texts that cannot."""

from __future__ import annotations

import pytest

from depsov.parse._names import MAX_NAME, name_problem, valid_name

NAMES = [
    ("pypi", "django"),
    ("pypi", "zope.interface"),
    ("pypi", "Jinja2"),
    ("pypi", "q"),
    ("npm", "react"),
    ("npm", "@types/node"),
    ("npm", "JSONStream"),
    ("npm", "lodash._basecopy"),
    ("golang", "github.com/traefik/traefik/v3"),
    ("maven", "org.apache.commons/commons-lang3"),
    ("composer", "nextcloud/ocp"),
    ("gem", "net-http_2.x"),
]

TEXTS = [
    ("pypi", ""),
    ("pypi", "two words"),
    ("pypi", "-leading"),
    ("pypi", "trailing."),
    ("pypi", "name\x1b[31m"),
    ("pypi", "../etc/passwd"),
    ("pypi", "<b>bold</b>"),
    ("pypi", "p\N{CYRILLIC SMALL LETTER A}ypal"),
    ("pypi", "name\n"),
    ("npm", "@scope"),
    ("npm", "@scope/"),
    ("npm", "a/b"),
    ("npm", ".."),
    ("npm", "../up"),
    ("npm", "name\u202egnp"),
    ("golang", "example.org/../up"),
    ("golang", ".."),
    ("golang", "example.org//module"),
    ("golang", "/example.org/module"),
    ("cpan", "/Module-Build"),
    ("composer", "works//forms"),
    ("conda", "forms/"),
    ("maven", "org.example/<script>"),
    ("cargo", "a b"),
    ("cargo", "a\0b"),
    ("gem", "rack!"),
    ("gem", "a/b"),
    ("gem", ".."),
]


@pytest.mark.parametrize(("ecosystem", "name"), NAMES)
def test_name_is_valid(ecosystem: str, name: str) -> None:
    assert valid_name(ecosystem, name)


@pytest.mark.parametrize(("ecosystem", "text"), TEXTS)
def test_text_is_no_name(ecosystem: str, text: str) -> None:
    assert not valid_name(ecosystem, text)


@pytest.mark.parametrize("ecosystem", ["pypi", "npm", "golang"])
def test_length_is_limited(ecosystem: str) -> None:
    assert valid_name(ecosystem, "x" * MAX_NAME)
    assert not valid_name(ecosystem, "x" * (MAX_NAME + 1))


def test_problem_names_the_place_without_control_characters() -> None:
    problem = name_problem("uv.lock", "evil\x1b[31m", line=7)
    assert problem.subject == "uv.lock"
    assert "line 7" in problem.message
    assert "\x1b" not in problem.message


def test_problem_cuts_a_long_text() -> None:
    assert len(name_problem("uv.lock", "x" * 5000).message) < 200


@pytest.mark.parametrize(
    "text",
    [
        "https://somebody:secret@git.example.org/x",
        "https://git.example.org/x?token=secret",
        "//" + "a" * 50 + ":secret@git.example.org",
        "git.example.org/x#secret",
    ],
)
def test_problem_keeps_no_secret_of_an_address(text: str) -> None:
    assert "secret" not in name_problem("go.mod", text).message
