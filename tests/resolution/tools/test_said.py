"""What a tool said, as one line."""

from __future__ import annotations

import pytest

from depsov.resolution.tools._said import LONGEST, said

SECRETS = [
    ("GET https://user:secret@npm.example/a failed", "GET https://npm.example/a failed"),
    ("GET https://secret@npm.example/a", "GET https://npm.example/a"),
    ("GET https://npm.example/a?token=secret", "GET https://npm.example/a"),
    ("with npm_secretsecretsecretsecret1 given", "with … given"),
    ("Authorization: Bearer secret", "Authorization: …"),
]


@pytest.mark.parametrize(("text", "shown"), SECRETS)
def test_secrets_are_taken_out(text: str, shown: str) -> None:
    assert said(text) == shown


PATHS = [
    ("no such file, open '/var/tmp/depsov-x/package.json'", "no such file, open 'package.json'"),
    ("from -r /var/tmp/a/requirements.txt (line 1)", "from -r requirements.txt (line 1)"),
    ("read file:///var/tmp/a/b.whl", "read b.whl"),
    (r"open C:\Users\somebody\a.json", "open a.json"),
    ("https://npm.example/a/b/c is not there", "https://npm.example/a/b/c is not there"),
    ("@acme/tools@^1 and either/or", "@acme/tools@^1 and either/or"),
]


@pytest.mark.parametrize(("text", "shown"), PATHS)
def test_paths_of_this_machine_are_cut_to_the_name_of_the_file(text: str, shown: str) -> None:
    assert said(text) == shown


def test_it_is_one_printable_line() -> None:
    assert said("a\n\n   b\tc\x1b[31m d\u202e") == "a b c\N{REPLACEMENT CHARACTER}[31m d\N{REPLACEMENT CHARACTER}"


def test_it_is_cut() -> None:
    assert len(said("word " * 1000)) <= LONGEST
    assert said("word " * 1000).endswith("…")
