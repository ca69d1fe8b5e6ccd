"""Reading the TOML sources: every record as it stands, every error with its path."""

from __future__ import annotations

import pytest

from depsov.knowledge.records import Fact
from depsov.knowledge.source import COUNTRY_TRAPS, Sources
from depsov.model import Confidence
from tests.knowledge_of import CURATED, READ, sources_of

COMPANY = """
[example-works]
name = "Example Works GmbH"
kind = "company"
seat = { country = "DE", $own }
"""

FULL = """
[example-works]
name = "Example Works GmbH"
aliases = ["Example", "EW"]
kind = "company"
seat = { country = "DE", $register }
head-office = { country = "FR", $press }
parents = [
    { id = "a", since = 2020-01-01, until = 2021-01-01, announced = 2019-06-01, tie = "veto", note = "So.", $own },
    { id = "b", $pointer },
]
independent = { $dataset }
minority = [{ holder = "US funds", country = "US", percent = 24.5, $press }]
one-company = { $own }
levers = [{ kind = "licence", $own }]
identities = ["github:Example-Works", "npm:@works"]
identified = { $own }
presumed = ["domain:works.example"]
wikidata = "Q0"
lei = "00000000000000000000"
note = "One neutral sentence."
"""


def _errors(organisations: str = "", *, pypi: str = "", npm: str = "", platforms: str = "") -> list[str]:
    return sources_of(organisations, pypi=pypi, npm=npm, platforms=platforms).errors


# --- organisations ------------------------------------------------------------------------------------------------


def test_every_key_of_an_organisation_is_read() -> None:
    sources = sources_of(FULL)
    assert sources.errors == []
    found = sources.organisations["example-works"]
    assert (found.id, found.name, found.kind, found.aliases) == (
        "example-works",
        "Example Works GmbH",
        "company",
        ("Example", "EW"),
    )
    assert found.seat is not None
    assert (found.seat.country, found.seat.fact) == ("DE", Fact("https://example.org/register", READ, "register"))
    assert found.head_office is not None
    assert found.head_office.country == "FR"
    first, second = found.parents
    assert (first.id, first.tie, first.since, first.until, first.announced, first.note) == (
        "a",
        "veto",
        "2020-01-01",
        "2021-01-01",
        "2019-06-01",
        "So.",
    )
    assert (second.tie, second.since, second.fact.by) == ("ownership", None, "pointer")
    assert found.independent is not None
    assert [(item.holder, item.country, item.percent) for item in found.minority] == [("US funds", "US", 24.5)]
    assert found.one_company is not None
    assert [item.kind for item in found.levers] == ["licence"]
    assert found.identities == ("github:Example-Works", "npm:@works")
    assert found.presumed == ("domain:works.example",)
    assert (found.wikidata, found.lei, found.note) == ("Q0", "00000000000000000000", "One neutral sentence.")


def test_identities_are_held_in_lower_case_presumed_ones_too() -> None:
    assert sources_of(FULL).identities == {
        "github:example-works": "example-works",
        "npm:@works": "example-works",
        "domain:works.example": "example-works",
    }


def test_community_has_a_home() -> None:
    sources = sources_of(
        '[example-project]\nname = "Example"\nkind = "community"\n'
        'home = { id = "example-works", tie = "marks", $own }\n' + COMPANY
    )
    assert sources.errors == []
    home = sources.organisations["example-project"].home
    assert home is not None
    assert (home.id, home.tie) == ("example-works", "marks")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (('name = "Example Works GmbH"', ""), "example-works.name: missing"),
        (('kind = "company"', ""), "example-works.kind: missing"),
        (('"company"', '"firm"'), "example-works.kind: 'firm' is none of company, foundation"),
        (('"DE"', '"XX"'), "example-works.seat.country: 'XX' is no ISO 3166-1 alpha-2 code"),
        (('"DE"', '"de"'), "example-works.seat.country: 'de' is no ISO 3166-1 alpha-2 code"),
        (('country = "DE", ', ""), "example-works.seat.country: missing"),
        (("[example-works]", "[Example_Works]"), "Example_Works"),
        (('name = "Example Works GmbH"', "name = 1"), "example-works.name: expected a string"),
    ],
)
def test_broken_organisations(change: tuple[str, str], error: str) -> None:
    (found,) = _errors(COMPANY.replace(*change))
    assert found.startswith(f"organisations/all.toml: {error}")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("founder = 'Somebody'", "founder: unknown key"),
        ('seats = { country = "DE", $own }', "seats: unknown key"),
        ('head-office = { country = "FR", city = "Paris", $own }', "head-office.city: unknown key"),
        ("head-office = 'FR'", "head-office: expected a table"),
        (
            'parents = [{ id = "a", tie = "friend", $own }]',
            "parents[0].tie: 'friend' is none of ownership, veto, board",
        ),
        ("parents = [{ $own }]", "parents[0].id: missing"),
        ('parents = [{ id = "a", $own }, { id = "b" }]', "parents[1]: a fact has either"),
        ('parents = [{ id = "a", since = "2020-01-01", $own }]', "parents[0].since: expected a date"),
        ('parents = [{ id = "a", since = 2020-01-01T00:00:00, $own }]', "parents[0].since: expected a date"),
        ('parents = [{ id = "a", since = 2020-01-01, until = 2020-01-01, $own }]', "parents[0].until: is not after"),
        ('minority = [{ holder = "F", country = "US", percent = 0, $own }]', "minority[0].percent: expected a number"),
        ('minority = [{ holder = "F", country = "US", percent = 101, $own }]', "minority[0].percent"),
        ('minority = [{ holder = "F", country = "US", percent = "40 %", $own }]', "minority[0].percent"),
        pytest.param(
            'minority = [{ holder = "F", country = "US", percent = true, $own }]',
            "minority[0].percent",
        ),
        ("parents = ['sample-corp']", "parents[0]"),
        ('levers = [{ kind = "size", $own }]', "levers[0].kind: 'size' is none of service"),
        ("independent = true", "independent: expected a table"),
        ("identities = ['example']", "identities[0]: 'example' is no identity"),
        ("identities = ['github:two words']", "identities[0]"),
        ("presumed = ['nothing:']", "presumed[0]"),
        ('home = { id = "a", tie = "marks", $own }', "home: only a community has a legal home"),
    ],
)
def test_broken_keys_of_an_organisation(line: str, error: str) -> None:
    (found,) = _errors(COMPANY + line)
    assert found.startswith(f"organisations/all.toml: example-works.{error}")


@pytest.mark.parametrize("key", ["parents", "minority", "levers"])
@pytest.mark.parametrize("value", ["1", "2026-01-01", "[]", "true"])
def test_list_of_what_are_no_tables_is_refused(key: str, value: str) -> None:
    (found,) = _errors(f"{COMPANY}{key} = [{value}]")
    assert found.startswith(f"organisations/all.toml: example-works.{key}[0]")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('seat = { country = "DE", $own }', "seat: a community has no seat"),
        ('head-office = { country = "DE", $own }', "head-office: a community has no seat"),
        ('parents = [{ id = "a", $own }]', "parents: a community has no parent"),
        ('home = { id = "a", tie = "friendship", $own }', "home.tie: 'friendship' is none of comprehensive"),
        ('home = { tie = "marks", $own }', "home.id: missing"),
    ],
)
def test_broken_communities(line: str, error: str) -> None:
    (found,) = _errors(f'[example-project]\nname = "Example"\nkind = "community"\n{line}')
    assert found.startswith(f"organisations/all.toml: example-project.{error}")


def test_all_but_communities_need_a_seat() -> None:
    for kind in ("company", "foundation", "association", "university", "public-body"):
        (found,) = _errors(f'[example]\nname = "Example"\nkind = "{kind}"')
        assert found == "organisations/all.toml: example.seat: missing"


@pytest.mark.parametrize(("trap", "code"), sorted(COUNTRY_TRAPS.items()))
def test_codes_in_wide_use_that_are_not_iso_are_refused_with_the_right_one(trap: str, code: str) -> None:
    (found,) = _errors(COMPANY.replace('"DE"', f'"{trap}"'))
    assert found.endswith(f"{trap!r} is not ISO 3166-1: write {code!r}")


@pytest.mark.parametrize(
    "line",
    [
        'note = "ask somebody@example.org"',
        'aliases = ["somebody@example.org"]',
        'parents = [{ id = "a", note = "says somebody@works.example", $own }]',
        'wikidata = "mailto:first.last+tag@example.org"',
    ],
)
def test_email_address_is_refused_wherever_it_stands(line: str) -> None:
    (found,) = _errors(COMPANY + line)
    assert "holds an e-mail address" in found


def test_organisation_of_two_files_is_refused() -> None:
    sources = sources_of(COMPANY)
    sources.add(
        "organisations/more.toml", 'curated = 2026-01-01\n[example-works]\nname = "Other"\nkind = "community"\n'
    )
    assert sources.errors == ["organisations/more.toml: example-works: this organisation is defined twice"]


@pytest.mark.parametrize("identity", ["github:example", "GITHUB:Example".lower(), "github:EXAMPLE"])
def test_identity_that_another_holds_is_refused_in_any_case(identity: str) -> None:
    other = COMPANY.replace("example-works", "other-works")
    (found,) = _errors(
        f"{COMPANY}identities = ['github:Example']\n{other}identities = ['domain:o.example', '{identity}']\n"
    )
    assert found == f"organisations/all.toml: other-works.identities[1]: {identity!r} is already held by example-works"


def test_presumed_identity_that_another_holds_is_refused() -> None:
    other = COMPANY.replace("example-works", "other-works")
    (found,) = _errors(f"{COMPANY}identities = ['github:example']\n{other}presumed = ['github:example']\n")
    assert "already held by example-works" in found


# --- facts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "confidence"),
    [
        ("$own", Confidence.HIGH),
        ("$register", Confidence.HIGH),
        ("$dataset", Confidence.MEDIUM),
        ("$press", Confidence.MEDIUM),
        ("$pointer", Confidence.LOW),
    ],
)
def test_source_tells_how_sure_a_fact_is(fact: str, confidence: Confidence) -> None:
    seat = sources_of(COMPANY.replace("$own", fact)).organisations["example-works"].seat
    assert seat is not None
    assert seat.fact.confidence is confidence
    assert seat.fact.is_read == (fact != "$pointer")


def test_pointer_has_the_date_of_its_file_and_a_source_its_own() -> None:
    pointer = sources_of(COMPANY.replace("$own", "$pointer")).organisations["example-works"].seat
    source = sources_of(COMPANY).organisations["example-works"].seat
    assert pointer is not None
    assert source is not None
    assert (pointer.fact.date, source.fact.date) == (CURATED, READ)


@pytest.mark.parametrize(
    ("fact", "error"),
    [
        ("", ": a fact has either"),
        ('source = "https://example.org", pointer = "https://example.org"', ": a fact has either"),
        ('source = "https://example.org", by = "own"', ".read: missing"),
        ('source = "https://example.org", read = 2026-01-01', ".by: missing"),
        ('source = "https://example.org", read = 2026-01-01, by = "hearsay"', ".by: 'hearsay' is none of own"),
        ('source = "https://example.org", read = 2026-01-01, by = "pointer"', ".by: 'pointer' is none of own"),
        ('source = "https://example.org", read = "yesterday", by = "own"', ".read: expected a date"),
        ('source = "example.org", read = 2026-01-01, by = "own"', ".source: 'example.org' is no web address"),
        ('source = "registry", read = 2026-01-01, by = "own"', ".source: 'registry' is no web address"),
        ('pointer = "ask around"', ".pointer: 'ask around' is no web address"),
        ('pointer = "ftp://example.org"', ".pointer"),
        ('pointer = "https://nowhere"', ".pointer"),
    ],
)
def test_fact_without_source_and_date_is_refused(fact: str, error: str) -> None:
    (found,) = _errors(COMPANY.replace(", $own }", f", {fact} }}" if fact else " }"))
    assert found.startswith(f"organisations/all.toml: example-works.seat{error}")


# --- packages -----------------------------------------------------------------------------------------------------


def _entry(extra: str = "", fact: str = 'pointer = "registry"', names: str = '"Works_Tool", "works.lib"') -> str:
    return f'[[entry]]\nsteward = "example-works"\npackages = [{names}]\n{fact}\n{extra}\n'


def test_names_are_normalised_as_the_registry_does() -> None:
    sources = sources_of(COMPANY, pypi=_entry(), npm=_entry(names='"Works_Tool", "@works/lib"'))
    assert sources.errors == []
    assert set(sources.packages["pypi"]) == {"works-tool", "works-lib"}
    assert set(sources.packages["npm"]) == {"Works_Tool", "@works/lib"}


def test_entry_keeps_steward_fact_lever_alternates_and_note() -> None:
    extra = 'alternates = ["individual"]\nnote = "Hard to say."\nlever = { kind = "service", $own }'
    sources = sources_of(COMPANY, pypi=_entry(extra, f'source = "registry"\nread = {READ}\nby = "own"'))
    assert sources.errors == []
    (entry,) = sources.entries
    assert (entry.steward, entry.alternates, entry.note) == ("example-works", ("individual",), "Hard to say.")
    assert entry.fact == Fact("registry", READ, "own")
    assert entry.lever is not None
    assert entry.lever.kind == "service"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (_entry("owner = 'x'"), "entry[0].owner: unknown key"),
        (_entry(fact=""), "entry[0]: a fact has either"),
        (_entry("lever = { kind = 'service' }"), "entry[0].lever: a fact has either"),
        (_entry("note = 'ask somebody@example.org'"), "entry[0]: holds an e-mail address"),
        (_entry().replace('steward = "example-works"\n', ""), "entry[0].steward: missing"),
        (_entry() + _entry(names='"other", "works-tool"'), "entry[1].packages[1]: 'works-tool' has an entry already"),
        ("[[entries]]\nsteward = 'individual'", "entries: unknown key"),
        ("entry = 1", "entry: expected an array of tables"),
        ("entry = [1]", "entry[0]: expected a table"),
    ],
)
def test_broken_entries(text: str, error: str) -> None:
    (found,) = _errors(COMPANY, pypi=text)
    assert found.startswith(f"packages/pypi/all.toml: {error}")


def test_entry_without_a_package_is_refused() -> None:
    assert len(_errors(COMPANY, pypi=_entry(names=""))) == 1
    assert len(_errors(COMPANY, pypi="[[entry]]\nsteward = 'example-works'\npointer = 'registry'")) == 1


def test_name_twice_in_one_entry_is_no_matter() -> None:
    assert _errors(COMPANY, pypi=_entry(names='"works_tool", "works-tool"')) == []


# --- perimeters and platforms -------------------------------------------------------------------------------------

PLATFORM = """
[example-forge]
name = "Example Forge"
role = "forge"
kind = "gitlab"
hosts = ["git.forge.example"]
operator = { id = "example-works", $own }
"""


def test_platform_is_read() -> None:
    platform = sources_of(COMPANY, platforms=PLATFORM).platforms["example-forge"]
    assert (platform.name, platform.role, platform.kind, platform.hosts, platform.operator) == (
        "Example Forge",
        "forge",
        "gitlab",
        ("git.forge.example",),
        "example-works",
    )
    assert platform.fact.date == READ


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (('"forge"', '"shop"'), "example-forge.role: 'shop' is none of registry, forge"),
        (('id = "example-works", ', ""), "example-forge.operator.id: missing"),
        (("$own", "why = 1"), "example-forge.operator.why: unknown key"),
        (('kind = "gitlab"', 'colour = "red"'), "example-forge.colour: unknown key"),
    ],
)
def test_broken_platforms(change: tuple[str, str], error: str) -> None:
    (found,) = _errors(COMPANY, platforms=PLATFORM.replace(*change))
    assert found.startswith(f"platforms.toml: {error}")


def test_perimeter_with_a_trap_is_refused() -> None:
    sources = Sources()
    sources.add("perimeters.toml", 'curated = 2026-01-01\n[small]\nname = "small"\ncountries = ["DE", "UK"]\n')
    assert sources.errors == ["perimeters.toml: small.countries[1]: 'UK' is not ISO 3166-1: write 'GB'"]


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[a]\nname = 'A'", "curated: missing"),
        ("curated = 'today'", "curated: expected a date"),
        ("curated = ", "not TOML"),
        ("curated = 2026-01-01\na = 1", "a: expected a table"),
    ],
)
@pytest.mark.parametrize("path", ["organisations/a.toml", "perimeters.toml", "platforms.toml"])
def test_broken_files(path: str, text: str, error: str) -> None:
    sources = Sources()
    sources.add(path, text)
    assert [found.startswith(f"{path}: {error}") for found in sources.errors] == [True]


def test_errors_are_all_collected() -> None:
    errors = _errors('[a]\nkind = "company"\n[b]\nname = "B"\n', pypi="[[entry]]\n[[entry]]\n")
    assert len(errors) == 4


def test_dates_are_those_of_files_and_of_readings() -> None:
    assert set(sources_of(COMPANY).dates) == {CURATED, READ}


# --- overlays -----------------------------------------------------------------------------------------------------


def test_overlay_holds_organisations_and_packages_in_one_file() -> None:
    sources = Sources()
    sources.add_overlay(
        "our-orgs.toml",
        """
        curated = 2026-01-01
        [example-works]
        name = "Example Works GmbH"
        kind = "company"
        seat = { country = "DE", pointer = "https://works.example" }
        [[packages.pypi]]
        steward = "example-works"
        packages = ["Works_Tool"]
        pointer = "https://works.example"
        """,
    )
    assert sources.errors == []
    assert set(sources.organisations) == {"example-works"}
    assert set(sources.packages["pypi"]) == {"works-tool"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[a]\nname = 'A'", "our-orgs.toml: curated: missing"),
        ("curated = 2026-01-01\npackages = 1", "our-orgs.toml: packages: expected a table"),
        ("curated = 2026-01-01\n[packages]\npypi = 1", "our-orgs.toml: packages.pypi: expected an array of tables"),
        (
            "curated = 2026-01-01\n[[packages.pypi]]\nsteward = 'a'\n",
            "our-orgs.toml: packages.pypi[0]: a fact has either",
        ),
    ],
)
def test_broken_overlays(text: str, error: str) -> None:
    sources = Sources()
    sources.add_overlay("our-orgs.toml", text)
    assert [found.startswith(error) for found in sources.errors] == [True]
