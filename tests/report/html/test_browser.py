"""The page in a real browser: nothing is asked of a network, nothing fails, and everything works from the keyboard.

Needs Debian's `chromium` and `chromium-driver`, and the extra `browser`. An accessibility checker is used where
`DEPSOV_AXE` names its file (axe-core, which is not part of the repository).
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depsov.model import Report
from depsov.report.html import page
from depsov.style import LANGUAGES, Style
from tests.report.html.made import large
from tests.report.nasty import NASTY, nasty_report

webdriver = pytest.importorskip("selenium.webdriver")

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="there is no chromium with its driver"),
    pytest.mark.allow_hosts(["127.0.0.1", "::1"]),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the driver's pipes
]

LOAD_MS, KEYSTROKE_MS = 3000, 400
"""Far above what it takes (under 1,000 and 100), as the machine may have other work."""

STEP = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
TAB, ENTER, SPACE = "\ue004", "\ue007", " "


class Browser:
    """A headless Chromium that shows one page after another."""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(executable_path=DRIVER)
        self._driver = webdriver.Chrome(options=options, service=service)

    def close(self) -> None:
        self._driver.quit()

    def show(self, path: Path) -> None:
        self.emulate()
        self._driver.get(path.as_uri())

    def emulate(self, **features: str) -> None:
        listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.command("Emulation.setEmulatedMedia", features=listed)

    def resize(self, width: int, scale: float = 1) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=scale, mobile=False
        )

    def command(self, name: str, **parameters: Any) -> Any:
        return self._driver.execute_cdp_cmd(name, parameters)

    def ask(self, expression: str, *arguments: Any) -> Any:
        return self._driver.execute_script(f"return ({expression})", *arguments)

    def wait(self, script: str) -> Any:
        return self._driver.execute_async_script(script)

    def press(self, *keys: str) -> None:
        self._driver.switch_to.active_element.send_keys(*keys)

    def names(self) -> list[str]:
        """Return the packages that the table shows, in order."""
        listed = self.ask("[...document.querySelectorAll('#table tbody th button')].map(item => item.textContent)")
        assert isinstance(listed, list)
        return listed

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self._driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return the addresses that were asked for since this was asked before."""
        events = " ".join(entry["message"] for entry in self._driver.get_log("performance"))
        return re.findall(r'"Network.requestWillBeSent".*?"url":"([^"]*)"', events)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


Show = Callable[..., Browser]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Show:
    """Return what shows a report, as a file."""

    def shown(report: Report, lang: str = "en") -> Browser:
        path = tmp_path / "report.html"
        path.write_text(page.render(report, Style(lang=lang)), encoding="utf-8")
        browser.resize(1280)
        browser.requests()
        browser.complaints()
        browser.show(path)
        return browser

    return shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_asks_for_nothing_and_nothing_fails(show: Show, all_groups: Report, lang: str, tmp_path: Path) -> None:
    browser = show(all_groups, lang)

    assert set(browser.requests()) == {(tmp_path / "report.html").as_uri()}
    assert browser.complaints() == []
    assert len(browser.names()) == 8


def test_a_nasty_name_runs_nothing(show: Show) -> None:
    for name in NASTY:
        browser = show(nasty_report(name))
        for _ in range(2):
            browser.ask("document.querySelectorAll('#table tbody th button').forEach(item => item.click())")
        assert browser.complaints() == [], name
        assert browser.ask("document.querySelectorAll('img, iframe, object, script:not([type])').length") == 2, name


def test_each_heading_sorts_by_its_column(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)
    for at in range(browser.ask("document.querySelectorAll('#table thead button').length")):
        browser.ask("document.querySelectorAll('#table thead button')[arguments[0]].click()", at)
        head = "document.querySelectorAll('#table thead th')[arguments[0]]"
        assert browser.ask(f"{head}.getAttribute('aria-sort')", at) == "ascending"
        rising = _column(browser, at)
        browser.ask("document.querySelectorAll('#table thead button')[arguments[0]].click()", at)
        assert browser.ask(f"{head}.getAttribute('aria-sort')", at) == "descending"
        assert sorted(rising) == sorted(_column(browser, at))
        assert list(dict.fromkeys(rising)) == list(dict.fromkeys(reversed(_column(browser, at))))
    assert browser.ask("document.querySelectorAll('#table th[aria-sort=none]').length") == 9


def _column(browser: Browser, at: int) -> list[str]:
    rows = "[...document.querySelectorAll('#table tbody tr')]"
    cells = browser.ask(f"{rows}.map(row => row.cells[arguments[0]].textContent)", at)
    assert isinstance(cells, list)
    return cells


def test_names_sort_by_the_alphabet_and_severities_by_weight(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)

    browser.ask("document.querySelector('#table th.package button').click()")
    assert browser.names() == sorted(item.package.name for item in all_groups.assessments)
    browser.ask("document.querySelector('#table th.severity button').click()")
    assert [cell.strip() for cell in _column(browser, 9)][:3] == ["critical", "medium", "info"]


def test_the_table_is_filtered(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)

    browser.ask("document.getElementById('find').focus()")
    browser.press("HOLDINGS cloud")
    assert browser.names() == ["cloud-service-sdk", "cloud-tools"]
    assert browser.ask("document.getElementById('count').textContent") == "2 of 2 packages shown, 8 in the report"
    browser.press("x")
    assert browser.ask("document.getElementById('count').textContent") == "No package matches."
    browser.ask("document.querySelector('#filters button').click()")
    browser.wait("setTimeout(arguments[0], 50)")
    assert len(browser.names()) == 8
    _choose(browser, "filter-group", "One person")
    assert browser.names() == ["tiny-parser"]
    browser.ask("document.getElementById('filter-direct').click()")
    assert browser.names() == []


def _choose(browser: Browser, key: str, value: str) -> None:
    browser.ask(
        "(select => { select.value = arguments[1]; select.dispatchEvent(new Event('change')); })"
        "(document.getElementById(arguments[0]))",
        key,
        value,
    )


def test_a_package_unfolds_and_folds_from_the_keyboard_alone(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)

    browser.press(TAB)
    assert browser.ask("document.activeElement.className") == "skip"
    for _ in range(80):
        if browser.ask("document.activeElement.closest('#table tbody') !== null"):
            break
        assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        browser.press(TAB)
    assert browser.ask("document.activeElement.textContent") == "cloud-service-sdk"
    assert browser.ask("document.activeElement.getAttribute('aria-expanded')") == "false"
    browser.press(ENTER)
    assert browser.ask("document.activeElement.getAttribute('aria-expanded')") == "true"
    detail = browser.ask("document.querySelector('#table tr.detail').textContent")
    for expected in (
        "uv.lock, line 27",
        "listed under example-cloud",
        "https://cloud.example/sdk, read 10 Jan 2026",
        "Parent of Example Cloud France SAS: Example Holdings, Inc., since 1 Mar 2020",
        "pkg:pypi/cloud-service-sdk@5.1",
    ):
        assert expected in detail
    links = browser.ask("[...document.querySelectorAll('#table tr.detail a')].map(item => item.href)")
    assert "https://cloud.example/sdk" in links
    browser.press(SPACE)
    assert browser.ask("document.querySelector('#table tr.detail')") is None


def test_the_path_of_a_transitive_package_is_told(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)

    buttons = "[...document.querySelectorAll('#table th button')]"
    browser.ask(f"{buttons}.find(item => item.textContent == 'tiny-parser').click()")

    path = f"cloud-service-sdk {STEP} tiny-parser"
    assert path in browser.ask("document.querySelector('#table tr.detail').textContent")


def test_a_decider_leads_to_its_packages(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)

    browser.ask("document.querySelector('#deciders a').click()")
    browser.wait("setTimeout(arguments[0], 100)")

    assert set(browser.names()) == {"cloud-service-sdk", "cloud-tools"}
    assert browser.ask("document.activeElement.id") == "packages-title"


def test_five_thousand_packages_are_quick(show: Show, all_groups: Report) -> None:
    browser = show(large(all_groups, 5000))

    assert browser.ask("performance.getEntriesByType('navigation')[0].loadEventEnd") < LOAD_MS
    assert len(browser.names()) == 100
    times = browser.ask(
        "['c', 'cl', 'clo', ''].map(text => {"
        " const begun = performance.now(); const find = document.getElementById('find');"
        " find.value = text; find.dispatchEvent(new Event('input')); document.body.offsetHeight;"
        " return performance.now() - begun; })"
    )
    assert max(times) < KEYSTROKE_MS
    browser.ask("document.getElementById('more').click()")
    assert len(browser.names()) == 200
    browser.ask("document.getElementById('all').click()")
    assert len(browser.names()) == 5000
    assert browser.complaints() == []


def test_colours_follow_the_scheme_of_the_reader(show: Show, all_groups: Report) -> None:
    browser = show(all_groups)
    ground = "getComputedStyle(document.body).backgroundColor"

    browser.emulate(prefers_color_scheme="light")
    assert browser.ask(ground) == "rgb(255, 255, 255)"
    browser.emulate(prefers_color_scheme="dark")
    assert browser.ask(ground) == "rgb(18, 22, 27)"


@pytest.mark.parametrize("width", [640, 400], ids=["1280 at 200 %", "a telephone"])
def test_nothing_leaves_the_page_sideways(show: Show, all_groups: Report, width: int) -> None:
    browser = show(all_groups)
    browser.resize(width, 2)

    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_the_page_prints_to_a4_with_the_headings_of_its_table_on_every_sheet(show: Show, all_groups: Report) -> None:
    browser = show(large(all_groups, 100))
    printed = browser.command("Page.printToPDF", preferCSSPageSize=True)

    pdf = base64.b64decode(printed["data"])
    sheets = {tuple(round(float(side)) for side in box.split()[2:]) for box in _boxes(pdf)}
    assert {tuple(sorted(sheet)) for sheet in sheets} == {(595, 842)}
    browser.emulate()
    browser.command("Emulation.setEmulatedMedia", media="print")
    assert browser.ask("document.querySelector('nav').offsetHeight") == 0
    scrolled = "[...document.querySelectorAll('.scroll')]"
    assert browser.ask(f"{scrolled}.every(item => getComputedStyle(item).overflowX === 'visible')")
    browser.command("Emulation.setEmulatedMedia", media="")


def _boxes(pdf: bytes) -> list[str]:
    """Return the sizes of the sheets, which stand in compressed objects too."""
    texts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            texts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return [box.decode() for text in texts for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", text)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.skipif("DEPSOV_AXE" not in os.environ, reason="DEPSOV_AXE names no axe.min.js")
def test_a_checker_of_accessibility_finds_nothing(show: Show, all_groups: Report, scheme: str) -> None:
    browser = show(replace(all_groups, problems=()))
    browser.emulate(prefers_color_scheme=scheme)
    browser.ask("document.querySelector('#table tbody button').click()")
    browser.ask("document.querySelectorAll('details').forEach(item => { item.open = true; })")
    checker = Path(os.environ["DEPSOV_AXE"]).read_text(encoding="utf-8")
    browser.command("Runtime.evaluate", expression=checker)  # past the page's policy

    found = browser.wait("axe.run(document).then(arguments[0])")

    assert [(item["id"], item["nodes"][0]["html"]) for item in found["violations"]] == []
