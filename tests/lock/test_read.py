"""`depsov.lock` from text: what it says, and every way in which it can be broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.errors import NamedFileError
from depsov.lock import FILE, Lock
from depsov.lock.read import read_lock, read_text
from depsov.lock.write import text_of
from depsov.model import Confidence, EvidenceKind, Reason, Trust
from tests.lock.blocks import CLAIMED, COMPANY, NOBODY, PERSON, RELAXED, SUBSIDIARY, lock_of, locks

VALID = text_of(lock_of(CLAIMED, COMPANY, PERSON, SUBSIDIARY, NOBODY))
REMAKE = "run `depsov lock --fresh` to make it anew"
PLACE = "some/depsov.lock"


def _refused(data: str | bytes) -> NamedFileError:
    with pytest.raises(NamedFileError) as caught:
        read_text(data.encode() if isinstance(data, str) else data, PLACE)
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith(f"{PLACE}:")
    assert caught.value.hint
    return caught.value


def _edited(old: str, new: str, text: str = VALID) -> str:
    """Return the text with the first place where the old stands changed; it must stand there."""
    assert old in text
    return text.replace(old, new, 1)


def _line_of(text: str, purl: str) -> int:
    """Return the line on which the last block of a package begins."""
    return text[: text.rindex(f'[[package]]\npurl = "{purl}"')].count("\n") + 1


# --- what it says -------------------------------------------------------------------------------------------------


@RELAXED
@given(locks())
def test_what_was_written_is_read(lock: Lock) -> None:
    text = text_of(lock)

    again = read_text(text.encode(), FILE)

    assert again == lock
    assert text_of(again) == text  # names do not count when blocks are compared


def test_a_block_has_its_values_in_their_types() -> None:
    block = read_text(VALID.encode(), FILE).blocks["pkg:pypi/works-forms"]

    assert (block.reason, block.confidence, block.strength) == (Reason.CLEAN, Confidence.CLAIMED, 3)
    assert block.date == "2026-06-30"
    assert [(place.country, place.link) for place in block.jurisdictions] == [("DE", "seat")]
    assert block.steward is not None
    assert (block.steward.id, block.steward.name) == ("example-works", "Example Works GmbH")
    first = block.evidence[0]
    assert (first.kind, first.trust, first.identity) == (
        EvidenceKind.REPOSITORY,
        Trust.DECLARED,
        "github:example-works",
    )
    assert (first.used, first.listed, first.date) == (False, False, "2026-06-30")


@pytest.mark.parametrize(
    ("written", "perimeter"), [('"eu"', "eu"), ('["DE", "FR"]', ("DE", "FR")), ("[]", ()), ('"DE,FR"', "DE,FR")]
)
def test_a_perimeter_is_a_name_or_a_list(written: str, perimeter: object) -> None:
    text = _edited('perimeter = "europe"', f"perimeter = {written}")
    assert read_text(text.encode(), FILE).perimeter == perimeter


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_text(b"\xef\xbb\xbf" + VALID.encode(), FILE) == read_text(VALID.encode(), FILE)


def test_a_file_without_packages_is_one() -> None:
    assert read_text(text_of(lock_of()).encode(), FILE).blocks == {}


def test_no_file_is_no_error(tmp_path: Path) -> None:
    assert read_lock(tmp_path / FILE, FILE) is None


def test_a_file_is_read_from_the_disk(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(VALID, encoding="utf-8")
    assert read_lock(tmp_path / FILE, FILE) == read_text(VALID.encode(), FILE)


# --- the same facts in another form of TOML -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(VALID.replace("\n", "\r\n"), id="lines of another system"),
        pytest.param(VALID.replace("[[package]]\n", "[[package]] # hand-made\n", 1), id="first header"),
        pytest.param(VALID.replace("[[package]]\n", "[[ package ]]\n", 1), id="blanks in the header"),
        pytest.param(VALID.replace("[[package]]\n", '[["package"]]\n'), id="quoted headers"),
        pytest.param(VALID.replace("[[package]]\n", "[[package]] \n"), id="blanks behind the headers"),
        pytest.param(VALID.replace("\n[[package]]\npurl", "\n# mine\n\n[[package]]\npurl"), id="comments"),
        pytest.param(VALID.replace(" = ", "="), id="no blanks"),
        pytest.param(VALID.replace("strength = 3\n", "strength = 0x3\n"), id="another number"),
        pytest.param(re.sub(r'(confidence|reason) = "([a-z-]+)"', r"\1 = '\2'", VALID), id="literal strings"),
        pytest.param(VALID.replace("example-works", "ex\\u0061mple-works"), id="escapes"),
        pytest.param(re.sub(r"(reason = .*\n)(strength = .*\n)", r"\2\1", VALID), id="another order"),
        pytest.param(VALID.replace("    {", "{").replace("},\n]", "}]"), id="another array"),
        pytest.param(re.sub(r"\n*\Z", "", VALID), id="no last line end"),
        pytest.param(VALID + "\n\n# the end\n", id="a comment at the end"),
        pytest.param(VALID.replace("\n[[package]]", "\n\n\n[[package]]"), id="blank lines"),
    ],
)
def test_the_same_facts_are_read_from_any_form_of_toml(changed: str) -> None:
    assert changed != VALID
    assert read_text(changed.encode(), FILE) == read_text(VALID.encode(), FILE)


def test_packages_may_stand_in_an_inline_array() -> None:
    head = VALID.partition("\n[[package]]")[0]
    text = (
        f'{head}package = [{{ purl = "pkg:pypi/nobody-knows", reason = "no-evidence", strength = 0,'
        ' confidence = "low", date = 2026-06-30 }]\n'
    )
    assert read_text(text.encode(), FILE) == lock_of(NOBODY)


@pytest.mark.parametrize("line", ["package = []\n", "[package]\nname = 1\n", 'package = "none"\n'])
def test_a_second_package_key_is_refused(line: str) -> None:
    head, _, rest = VALID.partition("\n[[package]]")
    _refused(f"{head}{line}\n[[package]]{rest}")


# --- merge conflicts ----------------------------------------------------------------------------------------------

_OURS = text_of(lock_of(NOBODY)).partition("\n[[package]]\n")[2]
_CONFLICT = """
<<<<<<< HEAD
[[package]]
purl = "pkg:pypi/ours"
=======
[[package]]
purl = "pkg:pypi/theirs"
>>>>>>> feature
"""


def _check_conflict(text: str, line: int) -> None:
    error = _refused(text)
    assert error.message == f"{PLACE}:{line}: holds the marks of a merge conflict"
    assert error.hint == "keep one side of each conflict, whichever, then run `depsov lock`"


def test_a_conflict_between_blocks_is_named_with_its_line() -> None:
    _check_conflict(VALID + _CONFLICT, VALID.count("\n") + 2)


def test_a_conflict_inside_a_block_is_named_with_its_line() -> None:
    both = "<<<<<<< HEAD\nstrength = 5\n=======\nstrength = 4\n>>>>>>> feature\n"
    text = _edited("strength = 5\n", both)
    _check_conflict(text, text.count("\n", 0, text.index("<<<<<<<")) + 1)


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "||||||| 1234567", "=======", ">>>>>>> feature/one"])
def test_each_mark_is_seen_by_itself(mark: str) -> None:
    _check_conflict(f"{VALID}\n{mark}\n", VALID.count("\n") + 2)


def test_a_conflict_in_the_head_is_named_with_its_line() -> None:
    both = '<<<<<<< HEAD\nknowledge = "2026-01-01"\n=======\nknowledge = "2026-02-02"\n>>>>>>> feature\n'
    _check_conflict(_edited('knowledge = "2026-01-01"\n', both), 3)


def test_a_conflict_about_the_whole_file_is_named_with_its_line() -> None:
    _check_conflict(f"<<<<<<< HEAD\n{VALID}=======\n{VALID}>>>>>>> feature\n", 1)


def test_marks_inside_a_name_are_none() -> None:
    text = _edited("Example Works GmbH", "<<<<<<< HEAD")
    assert read_text(text.encode(), FILE) == read_text(VALID.encode(), FILE)


# --- head ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version = 1\n", "", "version: missing"),
        ("version = 1\n", 'version = "1"\n', "version: expected a whole number, found a string"),
        ("version = 1\n", "version = true\n", "version: expected a whole number, found true or false"),
        ("version = 1\n", "version = 1.0\n", "version: expected a whole number, found float"),
        ("version = 1\n", "version = 0\n", "version: there never was such a version"),
        ("version = 1\n", "version = -1\n", "version: there never was such a version"),
        ("version = 1\n", "version = 1\nversion = 1\n", "not TOML: Cannot overwrite a value (at line 3, column 12)"),
        ('knowledge = "2026-01-01"\n', "", "knowledge: missing"),
        ('knowledge = "2026-01-01"', "knowledge = 2026-01-01", "knowledge: expected a string, found date"),
        ('perimeter = "europe"\n', "", "perimeter: missing"),
        ('perimeter = "europe"', "perimeter = 1", "perimeter: expected a string, found a whole number"),
        ('perimeter = "europe"', 'perimeter = ["DE", 1]', "perimeter[1]: expected a string, found a whole number"),
        ('perimeter = "europe"', 'perimeter = "europe', "not TOML: Illegal character '\\n' (at line 4, column 20)"),
    ],
)
def test_a_broken_head_is_refused_with_the_key(old: str, new: str, message: str) -> None:
    error = _refused(_edited(old, new))
    assert error.message == f"{PLACE}: {message}"
    assert error.hint == REMAKE


def test_an_unknown_key_in_the_head_is_refused_with_the_known_ones() -> None:
    error = _refused(_edited("version = 1\n", "version = 1\nhash = 1\n"))
    assert error.message == f"{PLACE}: hash: unknown key"
    assert error.hint == f"known keys: knowledge, package, perimeter, version; {REMAKE}"


def test_a_newer_form_is_refused_and_nothing_else_of_it_is_looked_at() -> None:
    error = _refused(_edited("version = 1\n", "version = 2\nwhatever = {}\n"))
    assert error.message == f"{PLACE}: version: newer than the 1 that this depsov reads"
    assert error.hint == "update depsov"


def test_a_huge_version_is_refused() -> None:
    _refused(_edited("version = 1\n", f"version = 0x{'F' * 4000}\n"))


# --- blocks -------------------------------------------------------------------------------------------------------

_SDK = "pkg:pypi/cloud-service-sdk"
_FORMS = "pkg:pypi/works-forms"
_PLAIN = "pkg:pypi/nobody-knows"
_PARSER = "pkg:pypi/tiny-parser"
_NO_PURL = "purl: '{}' is no package URL without a version"


@pytest.mark.parametrize(
    ("old", "new", "purl", "said"),
    [
        # package
        (f'purl = "{_PLAIN}"', f'purl = "{_PLAIN}@1.0"', f"{_PLAIN}@1.0", _NO_PURL),
        (f'purl = "{_PLAIN}"', 'purl = "nobody-knows"', "nobody-knows", _NO_PURL),
        (f'purl = "{_PLAIN}"', 'purl = ""', "", _NO_PURL),
        (f'purl = "{_PLAIN}"', 'purl = "pkg:pypi/"', "pkg:pypi/", _NO_PURL),
        (f'purl = "{_PLAIN}"', 'purl = "PKG:pypi/a"', "PKG:pypi/a", _NO_PURL),
        (f'purl = "{_PLAIN}"', 'purl = "pkg:pypi/a#b"', "pkg:pypi/a#b", _NO_PURL),
        (f'purl = "{_PLAIN}"', f'purl = "{_SDK}"', _SDK, "purl: {} stands twice"),
        # keys and types
        ("strength = 5\n", "strength = 5\nverdict = 'inside'\n", _SDK, "verdict: unknown key"),
        ("strength = 5\n", "", _SDK, "strength: missing"),
        ("strength = 5\n", 'strength = "5"\n', _SDK, "strength: expected a whole number, found a string"),
        ("strength = 5\n", "strength = 5.0\n", _SDK, "strength: expected a whole number, found float"),
        ("strength = 5\n", "strength = true\n", _SDK, "strength: expected a whole number, found true or false"),
        ("strength = 5\n", "strength = 6\n", _SDK, "strength: expected a whole number from 0 to 5"),
        ("strength = 5\n", "strength = -1\n", _SDK, "strength: expected a whole number from 0 to 5"),
        ("strength = 5\n", f"strength = 0x{'F' * 4000}\n", _SDK, "strength: expected a whole number from 0 to 5"),
        ('{ id = "example-cloud"', "{ id = 1", _SDK, "steward.id: expected a string, found a whole number"),
        ('steward = { id = "example-cloud", ', "steward = { ", _SDK, "steward.id: missing"),
        (', name = "Example Cloud France SAS"', "", _SDK, "steward.name: missing"),
        ('"listed under example-cloud"', "7", _SDK, "evidence[0].text: expected a string, found a whole number"),
        ('source = "METADATA", ', "", _FORMS, "evidence[0].source: missing"),
        ('date = "2026-06-01" }', "date = 2026-06-01 }", _PARSER, "evidence[0].date: expected a string, found date"),
        # words
        ('"by-parent"', '"by-magic"', _SDK, "reason: 'by-magic' is none of by-parent, "),
        ('"by-parent"', '"inside"', _SDK, "reason: 'inside' is none of by-parent, "),
        ('"by-parent"', '["by-parent"]', _SDK, "reason: expected a string, found an array"),
        ('confidence = "claimed"', 'confidence = "sure"', _FORMS, "confidence: 'sure' is none of high, medium, low"),
        ('kind = "repository"', 'kind = "rumour"', _FORMS, "evidence[0].kind: 'rumour' is none of curated, "),
        ('trust = "declared"', 'trust = "sworn"', _PARSER, "evidence[0].trust: 'sworn' is none of verified, "),
        # countries
        ('country = "FR"', 'country = "UK"', _SDK, "jurisdictions[0].country: 'UK' is no ISO 3166-1 alpha-2 code"),
        ('country = "FR"', 'country = "fr"', _SDK, "jurisdictions[0].country: 'fr' is no ISO 3166-1 alpha-2 code"),
        ('US", link = "parent"', 'EU", link = "parent"', _SDK, "jurisdictions[1].country: 'EU' is no "),
        ('country = "FR"', "country = 33", _SDK, "jurisdictions[0].country: expected a string, found a whole number"),
        ('link = "parent"', 'link = "friendship"', _SDK, "jurisdictions: 'friendship' is none of head-office, "),
    ],
)  # fmt: skip
def test_a_broken_block_is_refused_with_its_line_and_the_path(old: str, new: str, purl: str, said: str) -> None:
    text = _edited(old, new)
    index = text[: text.rindex(f'purl = "{purl}"')].count("[[package]]") - 1

    error = _refused(text)

    start = f"{PLACE}:{_line_of(text, purl)}: package[{index}].{said.format(purl)}"
    assert error.message.startswith(start), error.message
    assert error.hint is not None
    assert error.hint.endswith(REMAKE)


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ('"2026-06-30"', "date: expected a day"),
        ("2026-06-30T00:00:00Z", "date: expected a day"),
        ("2026-06-30T00:00:00", "date: expected a day"),
        ("12:00:00", "date: expected a day"),
        ("20260630", "date: expected a day"),
    ],
)
def test_a_date_is_a_day(date: str, said: str) -> None:
    text = f"{text_of(lock_of(NOBODY)).rpartition('date')[0]}date = {date}\n"
    assert _refused(text).message == f"{PLACE}:6: package[0].{said}"


def test_a_block_without_a_date_is_refused() -> None:
    assert _refused(text_of(lock_of(NOBODY)).rpartition("date")[0]).message == f"{PLACE}:6: package[0].date: missing"


@pytest.mark.parametrize("date", ["2026-02-30", "2026-13-01", "0000-01-01"])
def test_a_day_that_no_calendar_has_is_refused(date: str) -> None:
    error = _refused(_edited("date = 2026-06-30", f"date = {date}"))
    assert error.message.startswith(f"{PLACE}: not TOML: ")
    assert error.hint == REMAKE


@pytest.mark.parametrize(("code", "right"), [("UK", "GB"), ("EL", "GR"), ("fr", "FR")])
def test_the_code_that_is_meant_is_told(code: str, right: str) -> None:
    error = _refused(_edited('country = "FR"', f'country = "{code}"'))
    assert error.hint == f"write {right}; {REMAKE}"


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ('steward = { id = "example-cloud"', "steward"),
        ('{ country = "FR"', "jurisdictions[0]"),
        ('{ kind = "curated"', "evidence[0]"),
    ],
)
def test_an_unknown_key_inside_a_block_is_refused(old: str, path: str) -> None:
    error = _refused(_edited(old, old.replace("{ ", "{ used = true, ")))
    assert f"{path}.used: unknown key" in error.message


def test_a_package_that_stands_twice_says_what_went_wrong() -> None:
    text = f"{VALID}\n[[package]]\n{_OURS}"
    error = _refused(text)
    assert error.message == f"{PLACE}:{_line_of(text, _PLAIN)}: package[5].purl: {_PLAIN} stands twice"
    assert error.hint == f"a merge went wrong: {REMAKE}"


def test_a_blank_for_a_name_is_refused() -> None:
    _refused(_edited('purl = "pkg:npm/%40sample/tool"', 'purl = "pkg:npm/ "'))


# --- no such file -------------------------------------------------------------------------------------------------

_NO_TEXT = f"the file is damaged or not text; {REMAKE}"
_UTF_8 = f"save the file as UTF-8; {REMAKE}"


@pytest.mark.parametrize(
    ("data", "said", "hint"),
    [
        (b"", ": the file is empty", REMAKE),
        (b" \n\t\n", ": the file is empty", REMAKE),
        (b"\xef\xbb\xbf", "", REMAKE),
        (b"\0", ":1: holds a NUL character", _NO_TEXT),
        (VALID.encode() + b"\0", f":{VALID.count(chr(10)) + 1}: holds a NUL character", _NO_TEXT),
        (b"version = 1\n\xff", ":2: not UTF-8 (byte 12)", _UTF_8),
        (VALID.encode("utf-16"), ":1: not UTF-8 (byte 0)", _UTF_8),
        (b"\x89PNG\r\n\x1a\n", ":1: not UTF-8 (byte 0)", _UTF_8),
        (b'{"version": 1}', ": not TOML: ", REMAKE),
        (b"just words\n", ": not TOML: ", REMAKE),
        (b"[[package]]\n", ": version: missing", REMAKE),
        (b"package = 1\nversion = 1\n", "", REMAKE),
        (f"{VALID}\nx = {'[' * 100_000}".encode(), ": nested too deeply", REMAKE),
        (f"x = {'[' * 100_000}\n{VALID}".encode(), ": nested too deeply", REMAKE),
        (f"{VALID}\nx{'.x' * 5000} = 1\n".encode(), ": nested too deeply", REMAKE),
        (f"{VALID}\n[x{'.x' * 5000}]\n".encode(), ": nested too deeply", REMAKE),
        (f"version = {'9' * 5000}\n".encode(), ": not TOML: ", REMAKE),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes, said: str, hint: str) -> None:
    error = _refused(data)
    assert error.message.startswith(f"{PLACE}{said}")
    assert error.hint == hint


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / FILE).open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    with pytest.raises(NamedFileError, match=r"^depsov\.lock: is too large to be a depsov\.lock$"):
        read_lock(tmp_path / FILE, FILE)


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(NamedFileError, match=r"^depsov\.lock: cannot be read: Is a directory$"):
        read_lock(tmp_path / FILE, FILE)


def test_a_link_to_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to(FILE)
    with pytest.raises(NamedFileError, match=r"^depsov\.lock: cannot be read: "):
        read_lock(tmp_path / FILE, FILE)


# --- anything -----------------------------------------------------------------------------------------------------


def _lock_or_error(data: bytes) -> Lock | None:
    try:
        return read_text(data, PLACE)
    except NamedFileError:
        _refused(data)
        return None


@RELAXED
@given(st.binary(max_size=300))
def test_any_bytes_give_a_file_or_an_error(data: bytes) -> None:
    _lock_or_error(data)


@RELAXED
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_behind_a_valid_file_gives_a_file_or_an_error(text: str) -> None:
    lock = _lock_or_error(f"{VALID}\n{text}".encode())
    assert lock is None or len(lock.blocks) >= 5


_SNIPPETS = [
    "",
    "[[package]]",
    "[package]",
    "=======",
    "<<<<<<< HEAD",
    "# comment",
    'purl = "pkg:pypi/x"',
    "date = 2026-02-30",
    "strength = 0x3",
    "evidence = []",
    "jurisdictions = []",
    "steward = {}",
    'reason = "clean"',
    'reason = """',
    "]",
    "    {},",
    "\u2028",
    "version = 1",
    "\r",
]


@st.composite
def _mutations(draw: st.DrawFn) -> str:
    """Draw a valid file with some lines taken out, put twice, moved or replaced, or one character changed."""
    lines = VALID.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["delete", "repeat", "swap", "snippet", "character"]))
        if how == "delete" and len(lines) > 1:
            del lines[at]
        elif how == "repeat":
            lines.insert(other, lines[at])
        elif how == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "snippet":
            lines[at] = draw(st.sampled_from(_SNIPPETS))
        else:
            start = draw(st.integers(0, len(lines[at])))
            lines[at] = (
                lines[at][:start] + draw(st.sampled_from(list("\"'\\{}[],=#.-0 a\n\t@?"))) + lines[at][start + 1 :]
            )
    return "\n".join(lines) + "\n"


@RELAXED
@given(_mutations())
def test_any_change_of_lines_gives_a_file_or_an_error(text: str) -> None:
    lock = _lock_or_error(text.encode())

    if lock is not None:
        assert read_text(text_of(lock).encode(), FILE) == lock  # what is accepted can be written
