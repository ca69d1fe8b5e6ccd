"""What the rules found, what is unknown, and what could not be read, asked or decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from depsov.model import Level, Package, Reason, Report, Severity, Verdict
from depsov.phrases import REASONS, remedies
from depsov.report.html.labels import LEVELS, SEVERITIES
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, lines, number, region, section, table, tag
from depsov.rules import RULES

__all__ = ["findings", "unknown"]

MOST_NAMES = 60


def findings(report: Report, language: Language) -> Made:
    """Return the section on findings."""
    say = language.say
    if not report.findings:
        return section("findings", say("Findings"), tag("p", say("No rule is tripped.")))
    counted = [*(say(SEVERITIES[severity]) for severity in Severity), say("Total")]
    heads = [say("Rule"), *(number(title, is_head=True) for title in counted), say("Policy")]
    caption = say("Findings by rule and severity")
    # The rules say it in English.
    whole = [tag("li", f"{item.rule}: {item.message}") for item in report.findings if item.package is None]
    return section(
        "findings",
        say("Findings"),
        region(caption, table(caption, heads, _rules(report, language))),
        tag("h3", say("On the project as a whole")) if whole else None,
        lines(whole, lang="en") if whole else None,
    )


def _rules(report: Report, language: Language) -> Iterator[Made]:
    """Yield a row for each rule that something trips, in the order of their list."""
    by_kind = Counter((item.rule, item.severity, item.level) for item in report.findings)
    counts: Counter[tuple[str, Severity]] = Counter()
    levels: Counter[tuple[str, Level | None]] = Counter()
    for (rule, severity, level), count in by_kind.items():
        counts[rule, severity] += count
        levels[rule, level] += count
    for rule, meaning in RULES.items():
        numbers = [counts[rule, severity] for severity in Severity]
        if any(numbers):
            decided = [(level, levels[rule, level]) for level in Level if levels[rule, level]]
            policy = ", ".join(f"{language.say(LEVELS[level])}: {language.number(count)}" for level, count in decided)
            yield tag(
                "tr",
                tag("th", tag("code", rule), tag("span", language.say(meaning), class_="aside"), scope="row"),
                *(number(language.number(count)) for count in (*numbers, sum(numbers))),
                tag("td", policy or "—"),
            )


def unknown(report: Report, language: Language) -> Made:
    """Return the section on what is not known, and what would settle it."""
    say = language.say
    by_reason: dict[Reason, list[Package]] = {}
    for item in report.assessments:
        if item.verdict is Verdict.UNKNOWN:
            by_reason.setdefault(item.reason, []).append(item.package)
    parts = [part for code in Reason if code in by_reason for part in _unknown(code, by_reason[code], report, language)]
    return section(
        "unknown",
        say("What is unknown, and why"),
        *(parts or [tag("p", say("Every package has an answer."))]),
        *_problems(report, language),
    )


def _unknown(code: Reason, packages: Sequence[Package], report: Report, language: Language) -> Iterator[Made]:
    yield tag("h3", f"{language.within(REASONS[code], report.perimeter)} ({language.number(len(packages))})")
    names = sorted({package.name for package in packages})
    rest = len(names) - MOST_NAMES
    more = language.many("{number} more", "{number} more", rest)
    yield tag("p", ", ".join(names[:MOST_NAMES]), f" … {more}" if rest > 0 else None, class_="names")
    ways = remedies(code, packages)
    if ways:
        yield tag("p", language.say("What would settle it"), ":")
        yield lines(tag("li", language.say(way)) for way in ways)


def _problems(report: Report, language: Language) -> Iterator[Made]:
    problems = report.problems
    yield tag("h3", language.say("Not read, asked or decided"), f" ({language.number(len(problems))})")
    if not problems:
        yield tag("p", language.say("Everything that was found could be read."))
        return
    # Readers and sources say it in English.
    items = (
        tag("li", tag("code", item.subject), f": {item.message}" + ("" if item.hint is None else f" ({item.hint})"))
        for item in problems
    )
    yield lines(items, id="problems", lang="en")
