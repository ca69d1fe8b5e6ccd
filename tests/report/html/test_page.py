"""The page as a whole: what it says, that it needs nothing else, and that everybody can use it."""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import chdir
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from depsov.config import load_config
from depsov.model import (
    GROUPS,
    Evidence,
    EvidenceKind,
    Level,
    PlatformUse,
    Problem,
    Report,
    Resolved,
    Trust,
)
from depsov.pipeline import scan
from depsov.report.html import page
from depsov.style import LANGUAGES, Style
from tests.cli.program import PROJECTS
from tests.report.html.document import Document
from tests.report.html.made import large
from tests.report.nasty import NASTY, nasty_report

DAY = date(2026, 6, 30)
MOST_BYTES = 3_000_000


@cache
def _report(perimeter: str = "europe") -> Report:
    project = PROJECTS / "all-groups"
    config = load_config(project)
    with chdir(project):  # paths are told from there
        return scan(config=replace(config, perimeter=perimeter), as_of=DAY)


@cache
def _page(lang: str = "en") -> Document:
    return Document(page.render(_report(), Style(lang=lang)))


# --- what it says -------------------------------------------------------------------------------------------------


def test_the_groups_stand_first_in_the_order_of_every_report() -> None:
    report = _report()
    rows = [row.all("th", "td") for row in _page().all("table")[0].all("tr")[1:]]

    assert [row[0].text.partition(" ")[0] for row in rows] == [str(number + 1) for number in range(7)]
    assert [int(row[1].text) for row in rows] == [report.summary.by_group[group] for group in GROUPS]


def test_no_share_of_what_is_outside_stands_in_the_head() -> None:
    summary = next(item for item in _page().all("section") if item.attributes["id"] == "summary")

    assert re.findall(r"[\d.,]+\s?%", summary.text) == ["87.5%"]
    assert "Coverage87.5%" in re.sub(r"\s+", "", summary.text)


def test_every_package_has_a_row() -> None:
    rows = _page().rows()

    assert len(rows) == 8
    assert rows[0] == [
        "cloud-service-sdk",
        "5.1",
        "pypi",
        "runtime",
        "direct",
        "Outside Europe, one party decides",
        "Example Cloud France SAS, under Example Holdings, Inc.",
        "United States, France",
        "its parent sits outside Europe",
        "critical",
    ]
    assert [row[0] for row in rows if row[5] == "Unknown"] == ["nobody-knows"]


def test_a_package_unfolds_to_its_path_its_evidence_and_the_chain_with_its_sources() -> None:
    document = _page()
    book = document.data("data")
    texts, facts = book["texts"], book["facts"]
    names = [row[0] for row in document.rows()]
    row = book["packages"][names.index("cloud-service-sdk")]
    _, verdicts, confidence, strength, organisation, places, steps, pieces, more = row

    assert texts[verdicts] == "EEA: outside · EU: outside · Europe: outside"
    assert (texts[confidence], texts[strength]) == ("medium", "5 of 5, because of a fact that is named here")
    assert (texts[places[0]], places[1]) == ("uv.lock", 27)
    assert steps == [-1, 0]
    ((used, kind, subject, about, basis),) = [book["evidence"][piece] for piece in pieces]
    assert used == 1
    assert (texts[kind], texts[subject]) == ("knowledge base", "listed under example-cloud")
    assert texts[about].startswith("verified; knowledge")
    assert facts[basis] == [
        "decided by Example Cloud France SAS",
        "https://cloud.example/sdk",
        "https://cloud.example/sdk, read 10 Jan 2026",
    ]
    head, statements, note = book["organisations"][organisation]
    assert (head, note) == ("Example Cloud France SAS (company)", "")
    assert [facts[number][0] for number in statements] == [
        "Seat of Example Cloud France SAS: France",
        "Parent of Example Cloud France SAS: Example Holdings, Inc., since 1 Mar 2020",
        "Seat of Example Holdings, Inc.: United States",
    ]
    assert [[texts[number] for number in lines] for lines in more] == [
        ["Under the law of", "France (seat)", "United States (parent)"]
    ]


def test_the_path_of_a_package_goes_by_what_stands_before_it() -> None:
    document = _page()
    names = [row[0] for row in document.rows()]
    steps = document.data("data")["packages"][names.index("tiny-parser")][6]

    assert names[steps[0]] == "cloud-service-sdk"


def test_an_identity_that_is_not_listed_is_not_printed() -> None:
    report = _report()
    found = Evidence(
        kind=EvidenceKind.REPOSITORY, trust=Trust.DECLARED, source="npm registry", identity="github:some-handle"
    )
    items = tuple(replace(item, evidence=(found,)) for item in report.assessments)

    rendered = page.render(replace(report, assessments=items))

    assert "some-handle" not in rendered
    assert "an identity of the kind github that is not listed" in rendered


def test_what_is_unknown_has_its_reason_and_what_would_settle_it() -> None:
    section = next(item for item in _page().all("section") if item.attributes["id"] == "unknown")

    assert "nothing tells who decides (1)" in section.text
    assert "nobody-knows" in section.text
    assert "an installed environment tells as well" in section.text


def test_problems_resolved_trees_and_registries_are_told() -> None:
    report = replace(
        _report(),
        problems=(Problem(stage="parse", subject="broken.lock", message="is no lockfile", hint="make it anew"),),
        resolved=(
            Resolved(
                file="app/pyproject.toml",
                root="app",
                ecosystem="pypi",
                resolver="depsov 0.1",
                indexes=("pypi",),
                date="2026-06-29",
                packages=75,
            ),
        ),
        asked=(PlatformUse(id="mirror", name="mirror.example", role="registry", operator=None, packages=8),),
        withheld=2,
    )
    document = Document(page.render(report))
    text = document.by_id("content").text
    rows = [[cell.text for cell in row.all("th", "td")] for row in document.all("tr")]

    assert "broken.lock: is no lockfile (make it anew)" in text
    assert ["app/pyproject.toml", "75", "depsov 0.1", "PyPI", "29 June 2026", "everywhere"] in rows
    assert ["mirror.example", "registry", "not known", "—", "8"] in rows
    assert "2 packages from other sources, or your own, were not asked about." in text


def test_what_a_policy_makes_of_a_package_stands_with_it() -> None:
    report = _report()
    judged = tuple(replace(item, level=Level.FAIL, hint="leave it out") for item in report.findings)
    texts = Document(page.render(replace(report, findings=judged))).data("data")["texts"]

    assert "outside-control: fails (leave it out)" in texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_on_the_law_stands_in_every_language(lang: str) -> None:
    law = {
        "en": "No law asks for a European origin of open source",
        "fr": "exige une origine européenne",
        "de": "Kein Gesetz verlangt",
    }
    assert _page(lang).by_id("content").text.count(law[lang]) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_counts_are_the_same_in_every_language(lang: str) -> None:
    assert [row[:3] for row in _page(lang).rows()] == [row[:3] for row in _page("en").rows()]
    assert _page(lang).data("data")["packages"][0][5:8] == _page("en").data("data")["packages"][0][5:8]
    assert _page(lang).all("html")[0].attributes["lang"] == lang


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_no_sentence_is_left_in_english(lang: str) -> None:
    english = {element.text.strip() for element in _page("en").all("h1", "h2", "h3", "th", "dt", "caption", "summary")}
    same = {element.text.strip() for element in _page(lang).all("h1", "h2", "h3", "th", "dt", "caption", "summary")}

    shared = {text for text in english & same if re.search("[a-z]", text)}
    allowed = {"Name", "Version", "Total", "PyPI", *(item.package.name for item in _report().assessments)}
    allowed |= {controller.name for controller, _ in _report().summary.by_controller}
    assert shared <= allowed


def test_a_perimeter_of_codes() -> None:
    document = Document(page.render(_report("DE,BE"), Style(lang="de")))

    assert "Außerhalb von BE, DE, eine einzelne Stelle entscheidet" in document.by_id("content").text
    assert "Innerhalb heißt BE, DE: Belgien, Deutschland." in " ".join(document.by_id("content").text.split())


# --- that it needs nothing else -----------------------------------------------------------------------------------


def test_the_page_forbids_itself_all_but_its_own_style_and_scripts() -> None:
    document = _page()
    (policy,) = [
        element.attributes["content"]
        for element in document.all("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))

    def hashes(*elements: str) -> set[str]:
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in elements)
        return {f"'sha256-{digest}'" for digest in digests}

    scripts = [element.text for element in document.all("script") if "type" not in element.attributes]
    assert len(scripts) == 2
    assert set(allowed.pop("script-src").split()) == hashes(*scripts)
    assert set(allowed.pop("style-src").split()) == hashes(*(element.text for element in document.all("style")))
    assert allowed == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_is_loaded_and_nothing_runs_from_an_attribute() -> None:
    for element in _page().elements:
        assert not {name for name in element.attributes if name.startswith("on") or name in ("style", "src")}, element
        href = element.attributes.get("href", "")
        assert href.startswith(("#", "data:,")) or not href, element


def test_a_source_that_no_browser_should_open_is_no_link() -> None:
    report = _report()
    packages = {
        purl: replace(statement, url="javascript:alert(1)") for purl, statement in report.facts().packages.items()
    }
    changed_facts = replace(report.facts(), packages=packages)
    facts = Document(page.render(replace(report, facts=lambda: changed_facts))).data("data")["facts"]

    changed = [fact for fact in facts if "javascript:" in fact[2]]
    assert changed
    assert {address for _, address, _ in changed} == {""}


def test_a_nasty_name_makes_no_element() -> None:
    expected = [
        (element.tag, sorted(element.attributes)) for element in Document(page.render(nasty_report("x"))).elements
    ]
    counted = {pair[0] for pair in expected}
    for name in NASTY:
        found = Document(page.render(nasty_report(name))).elements
        assert {element.tag for element in found} <= counted, name
        assert [
            element.text for element in found if element.tag in ("script", "style") and "type" not in element.attributes
        ] == [
            element.text
            for element in Document(page.render(nasty_report("x"))).elements
            if element.tag in ("script", "style") and "type" not in element.attributes
        ], name


def test_no_mark_of_the_machine_and_no_clock() -> None:
    assert str(Path.cwd()) not in page.render(_report())
    assert page.render(_report()) == page.render(_report())


# --- that everybody can use it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_leave_out_no_step(lang: str) -> None:
    levels = [int(element.tag[1]) for element in _page(lang).all("h1", "h2", "h3", "h4")]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_what_is_referred_to_is_there_once() -> None:
    elements = _page().elements
    keys = [element.attributes["id"] for element in elements if "id" in element.attributes]
    assert len(keys) == len(set(keys))
    for element in elements:
        named = element.attributes.get("aria-labelledby", "").split()
        link = element.attributes.get("href", "")
        assert {*named, *([link[1:]] if link.startswith("#") else [])} <= set(keys), element


def test_every_picture_has_a_title_a_description_and_a_table_that_says_the_same() -> None:
    pictures = [element for element in _page().all("svg") if element.attributes.get("role") == "img"]

    assert [picture.all("title")[0].text != "" for picture in pictures] == [True, True]
    assert all(picture.all("desc")[0].text for picture in pictures)
    tables = [element for element in _page().all("details") if element.attributes.get("class") == "alternative"]
    assert [sum(int(row.all("td")[-1].text) for row in table.all("tr")[1:]) for table in tables] == [8, 8]


def test_landmarks_have_names_of_their_own() -> None:
    elements = _page().elements
    texts = {element.attributes.get("id"): element.text for element in elements}
    landmarks = [
        element
        for element in elements
        if element.tag in ("nav", "section") or element.attributes.get("role") == "region"
    ]
    names = [
        element.attributes.get("aria-label") or texts[element.attributes.get("aria-labelledby", "")]
        for element in landmarks
    ]

    assert all(names)
    assert len(names) == len(set(names))


def _contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: int) -> None:
    style = _page().all("style")[0].text
    block = re.findall(r":root \{(.*?)\n *\}", style, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(\w+): (#\w+)", block))
    pairs = [(f"g{group}", f"t{group}") for group in range(7)] + [(f"s{group}", "text") for group in range(7)]
    pairs += [(ground, text) for ground in ("ground", "raised") for text in ("text", "aside", "link")]

    faint = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


# --- that it stays light ------------------------------------------------------------------------------------------


def test_five_thousand_packages_are_under_three_megabytes() -> None:
    rendered = page.render(large(_report(), 5000))

    assert len(rendered.encode()) < MOST_BYTES
    assert len(Document(rendered).rows()) == 5000


def test_the_pictures_stay_readable_however_large_the_tree() -> None:
    document = Document(page.render(large(_report(), 5000)))
    (flow,) = [svg for svg in document.all("svg") if svg.attributes.get("aria-labelledby", "").startswith("flow")]

    labels = [element for element in flow.all("text") if "label" in element.attributes["class"].split()]
    assert len(labels) <= 13 + 17 + 13
