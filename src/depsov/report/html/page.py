"""`html`: the whole report as one file for a browser, for a director as for an auditor.

The page asks no network for anything, and its own policy forbids it to: style and script stand in it, named by their
hashes. Whatever comes from documents is escaped by `markup` and `rows`, or set as text by the script.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from depsov.graph import nearest
from depsov.model import Report
from depsov.report.html.deciders import deciders
from depsov.report.html.entries import entries
from depsov.report.html.figures import flow_section, map_section
from depsov.report.html.findings import findings, unknown
from depsov.report.html.groups import summary
from depsov.report.html.language import Language, language
from depsov.report.html.markup import Made, join, tag
from depsov.report.html.method import method
from depsov.report.html.origin import origin
from depsov.report.html.packages import data, packages
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "html"
MEDIA_TYPE = "text/html"

_HERE = Path(__file__).parent


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the report as an HTML page in the language of the style."""
    words = language(style.lang)
    listed = entries(report)
    steps = nearest(report.graph, {entry.item.package.purl: number for number, entry in enumerate(listed)})
    starts = [listed[held[0]].item.package.name if held else "" for held in steps.starts]
    sections = (
        summary(report, words),
        deciders(report, listed, words),
        map_section(report, listed, words),
        flow_section(report, listed, starts, words),
        packages(report, listed, words),
        findings(report, words),
        unknown(report, words),
        origin(report, words),
        method(report, words),
    )
    body = tag(
        "body",
        tag("a", words.say("Skip to the content"), class_="skip", href="#content"),
        _header(report, words),
        tag("main", join(sections, "\n"), id="content", tabindex="-1"),
        _footer(report, words),
        data(report, listed, steps, words),
        tag("script", _file("script.js")),
    )
    return f"<!doctype html>\n{tag('html', _head(report, words), body, lang=words.tag)}\n"


def _head(report: Report, words: Language) -> Made:
    named = {
        "viewport": "width=device-width, initial-scale=1",
        "color-scheme": "light dark",
        "referrer": "no-referrer",
        "generator": f"depsov {report.depsov}",
    }
    parts = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        *(tag("meta", name=name, content=content) for name, content in named.items()),
        tag("title", words.say("Who decides over the software of this project")),
        tag("link", rel="icon", href="data:,"),
        tag("style", _file("style.css")),
        tag("script", _file("start.js")),
    )
    return tag("head", join(parts, "\n"))


def _header(report: Report, words: Language) -> Made:
    say = words.say
    dates = (
        say("As of {date}", date=words.day(report.as_of)),
        say("knowledge base of {date}", date=words.day(report.knowledge_version)),
        say("online") if report.online else say("offline"),
        f"depsov {report.depsov}",
    )
    links = {
        "summary": say("In short"),
        "deciders": say("Who decides"),
        "map": say("Map"),
        "flow": say("Flow"),
        "packages": say("Packages"),
        "findings": say("Findings"),
        "unknown": say("Unknown"),
        "origin": say("Where the tree comes from"),
        "method": say("Method and limits"),
    }
    items = (tag("li", tag("a", title, href=f"#{name}")) for name, title in links.items())
    return tag(
        "header",
        tag("p", "depsov", class_="brand"),
        tag("h1", say("Who decides over the software of this project")),
        tag("p", " · ".join(dates), class_="dates"),
        tag("nav", tag("ul", *items), aria_label=say("Sections")),
    )


def _footer(report: Report, words: Language) -> Made:
    said = words.say(
        "Made by depsov {version}. The page is complete in itself: it loads nothing, and sends nothing.",
        version=report.depsov,
    )
    return tag("footer", tag("p", said))


def _policy() -> str:
    """Return the Content-Security-Policy: nothing from anywhere, but the style and the scripts that stand here."""
    scripts = " ".join(f"'sha256-{_hash(name)}'" for name in ("start.js", "script.js"))
    return (
        f"default-src 'none'; style-src 'sha256-{_hash('style.css')}'; script-src {scripts}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=8)
def _file(name: str) -> Made:
    return Made((_HERE / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _hash(name: str) -> str:
    return base64.b64encode(hashlib.sha256(_file(name).encode()).digest()).decode()
