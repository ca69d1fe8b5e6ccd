"""Real packages walked by hand through the rules, over the knowledge base as shipped, by name alone.

Each row is what somebody who knows the projects would answer, written down before depsov was asked, with the reason in
one line. Where two answers are defensible, both stand there with `|` between them. "Inside" means inside Europe, the
default perimeter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest

from depsov.assess import Assessor
from depsov.by_name import judge_by_name
from depsov.control import Control
from depsov.knowledge import load
from depsov.model import GROUPS, Assessment, Verdict
from depsov.perimeter import choose

AS_OF = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Row:
    """What an expert would answer: each field but `why` may name alternatives, joined with `|`."""

    ecosystem: str
    name: str
    verdict: str
    reason: str
    controller: str
    group: str
    why: str
    contested: bool = False

    def __str__(self) -> str:
        return f"{self.ecosystem}/{self.name}"


ROWS = [
    Row("pypi", "numpy", "outside", "by-legal-home", "numfocus", "home-outside",
        "a community whose legal person is NumFOCUS in the US: a neutral home, not a vendor"),
    Row("pypi", "django", "outside", "by-legal-home|by-seat", "django-software-foundation", "home-outside",
        "a steering council decides; the US foundation owns the marks and employs the fellows who release"),
    Row("pypi", "requests", "distributed", "community", "requests", "no-single-party",
        "two maintainers decide and release; the foundation that holds the repository leaves it to them"),
    Row("pypi", "boto3", "outside", "by-parent", "amazon", "one-party-outside",
        "Amazon Web Services writes and releases it, for its own service"),
    Row("pypi", "openai", "outside", "by-seat|by-parent", "openai|openai-foundation", "one-party-outside",
        "generated and released by OpenAI for its own service; a US foundation appoints its board"),
    Row("pypi", "mistralai", "inside", "minority-exposed", "mistral-ai", "inside-proven|inside-unproven",
        "a French company that its founders control, with a large share of US funds"),
    Row("pypi", "redis", "outside", "by-head-office|by-seat", "redis-ltd", "one-party-outside",
        "the client is Redis Ltd.'s: founded in Israel, run from California"),
    Row("pypi", "elasticsearch", "outside", "by-head-office", "elastic", "one-party-outside",
        "Elastic N.V. is Dutch on paper and run from the US"),
    Row("pypi", "sentry-sdk", "outside", "by-seat", "sentry", "one-party-outside",
        "Functional Software, Inc. of San Francisco, whatever its Vienna office does"),
    Row("pypi", "psycopg", "individual", "one-account", "", "one-person",
        "one maintainer writes and releases it"),
    Row("pypi", "sqlalchemy", "individual|distributed", "one-account|community", "|sqlalchemy",
        "one-person|no-single-party",
        "a small team releases, its author decides on nearly everything: two answers are defensible"),
    Row("pypi", "celery", "distributed", "community", "celery", "no-single-party",
        "several independent maintainers, money through an Open Collective"),
    Row("pypi", "scikit-learn", "distributed", "community", "scikit-learn", "no-single-party",
        "core developers with a written governance; NumFOCUS (US) takes donations, a French company employs several"),
    Row("pypi", "grpcio", "outside", "by-legal-home|by-parent", "linux-foundation|alphabet",
        "home-outside|one-party-outside",
        "a project of the Cloud Native Computing Foundation that Google's people release"),
    Row("pypi", "transformers", "outside", "by-seat", "hugging-face", "one-party-outside",
        "Hugging Face, Inc. is a Delaware company; French founders do not change that"),
    Row("pypi", "uv", "outside", "by-seat|by-parent", "astral|openai", "one-party-outside",
        "Astral Software Inc., which OpenAI announced in 2026 that it would buy: outside either way"),
    Row("pypi", "ruff", "outside", "by-seat|by-parent", "astral|openai", "one-party-outside",
        "as uv"),
    Row("pypi", "pydantic", "outside", "by-seat|by-head-office", "pydantic-inc", "one-party-outside",
        "a US company with venture money behind it, founded by a European"),
    Row("pypi", "fastapi", "individual", "one-account", "", "one-person",
        "one author merges and releases; his company sells a cloud beside it"),
    Row("pypi", "flask", "distributed", "community", "pallets", "no-single-party",
        "Pallets is a small team; the Python Software Foundation keeps its accounts and no more"),
    Row("pypi", "pandas", "outside", "by-legal-home", "numfocus", "home-outside",
        "as NumPy"),
    Row("pypi", "cryptography", "distributed", "community", "pyca", "no-single-party",
        "the Python Cryptographic Authority: several maintainers, no legal person"),
    Row("pypi", "setuptools", "distributed", "community", "pypa", "no-single-party",
        "the Packaging Authority has a written governance; the Python Software Foundation keeps its accounts"),
    Row("pypi", "urllib3", "distributed", "community", "urllib3", "no-single-party",
        "three independent maintainers, money through an Open Collective"),
    Row("pypi", "pytest", "distributed", "community", "pytest-dev", "no-single-party",
        "a team from many countries and employers, money through an Open Collective"),
    Row("pypi", "torch", "outside", "by-legal-home|by-parent", "linux-foundation", "home-outside",
        "given by Meta to the PyTorch Foundation, a part of the Linux Foundation"),
    Row("pypi", "tensorflow", "outside", "by-parent", "alphabet", "one-party-outside",
        "Google never gave it away"),
    Row("pypi", "azure-core", "outside", "by-seat", "microsoft", "one-party-outside",
        "Microsoft's own SDK"),
    Row("pypi", "spacy", "inside", "clean|parent-unproven", "explosion", "inside-proven|inside-unproven",
        "Explosion in Berlin, owned by its founders again"),
    Row("pypi", "wagtail", "distributed", "community", "wagtail", "no-single-party",
        "a core team from several organisations, led by Torchbox (UK), which holds the marks: contested"),
    Row("pypi", "weasyprint", "inside", "clean|parent-unproven", "courtbouillon", "inside-proven|inside-unproven",
        "CourtBouillon in Lyon, owned by those who work there"),
    Row("pypi", "matrix-synapse", "inside", "clean|parent-unproven|minority-exposed", "element",
        "inside-proven|inside-unproven",
        "Element (New Vector Ltd, UK) took it over from the foundation and releases it under its own terms"),
    Row("pypi", "qdrant-client", "inside", "clean|parent-unproven|minority-exposed", "qdrant",
        "inside-proven|inside-unproven",
        "Qdrant Solutions GmbH, Berlin; US funds among the owners, no parent known"),
    Row("pypi", "apache-airflow", "outside", "by-seat", "apache-software-foundation", "home-outside",
        "the Apache Software Foundation itself releases, by a vote of the project's committee"),
    Row("pypi", "anthropic", "outside", "by-seat", "anthropic", "one-party-outside",
        "the company's SDK for its own service"),
    Row("pypi", "idna", "individual", "one-account", "", "one-person",
        "one maintainer since it began"),
    Row("pypi", "ansible-core", "outside", "by-parent", "ibm", "one-party-outside",
        "Red Hat decides, and Red Hat is IBM's since 2019"),
    Row("pypi", "opentelemetry-api", "outside", "by-legal-home", "linux-foundation", "home-outside",
        "a project of the Cloud Native Computing Foundation with maintainers from many companies"),
    Row("pypi", "jupyterlab", "outside", "by-legal-home", "linux-foundation|numfocus", "home-outside",
        "Project Jupyter moved from NumFOCUS to a foundation under the Linux Foundation"),
    Row("npm", "react", "outside", "by-legal-home|by-parent", "linux-foundation", "home-outside",
        "given by Meta to the React Foundation, a part of the Linux Foundation"),
    Row("npm", "vue", "distributed", "community", "vue", "no-single-party",
        "a core team with written decision making, money through an Open Collective; its author's voice weighs most"),
    Row("npm", "vite", "distributed", "community", "vite", "no-single-party",
        "a core team from several employers; one of them is VoidZero, whose founder is the author"),
    Row("npm", "eslint", "outside", "by-legal-home", "openjs-foundation|linux-foundation", "home-outside",
        "an OpenJS Foundation project with a technical steering committee"),
    Row("npm", "lodash", "outside", "by-legal-home", "openjs-foundation|linux-foundation", "home-outside",
        "an OpenJS Foundation project"),
    Row("npm", "@types/node", "outside|distributed", "by-seat|community", "microsoft|definitelytyped",
        "one-party-outside|no-single-party",
        "many write and review, Microsoft's team administers and publishes: contested whichever answer stands first",
        contested=True),
    Row("npm", "typescript", "outside", "by-seat", "microsoft", "one-party-outside",
        "Microsoft's language"),
    Row("npm", "@nextcloud/vue", "inside", "clean|parent-unproven", "nextcloud-gmbh", "inside-proven|inside-unproven",
        "Nextcloud GmbH, Stuttgart; says that it has no investors"),
    Row("npm", "core-js", "individual", "one-account", "", "one-person",
        "the well-known case of one person whom half of the web depends on"),
    Row("npm", "express", "outside", "by-legal-home", "openjs-foundation|linux-foundation", "home-outside",
        "an OpenJS Foundation project with a technical committee"),
    Row("npm", "webpack", "outside", "by-legal-home", "openjs-foundation|linux-foundation", "home-outside",
        "an OpenJS Foundation project"),
    Row("npm", "@angular/core", "outside", "by-parent", "alphabet", "one-party-outside",
        "Google's framework, released by its employees"),
    Row("npm", "@babel/core", "distributed", "community", "babel", "no-single-party",
        "a team of volunteers paid through an Open Collective, no legal person of its own"),
    Row("npm", "@tiptap/core", "inside", "parent-unproven|clean", "tiptap", "inside-proven|inside-unproven",
        "Tiptap GmbH, Berlin, with US venture money; whether there is a US parent is the question to ask"),
    Row("npm", "@sentry/browser", "outside", "by-seat", "sentry", "one-party-outside",
        "as sentry-sdk"),
    Row("npm", "next", "outside", "by-seat", "vercel", "one-party-outside",
        "Vercel's framework, released by its employees"),
    Row("npm", "svelte", "distributed", "community", "svelte", "no-single-party",
        "a core team with an Open Collective; Vercel employs several of them, which makes it contested at most"),
    Row("npm", "chalk", "individual", "one-account", "", "one-person",
        "one prolific author decides"),
    Row("npm", "@theia/core", "inside", "clean|by-legal-home", "eclipse-foundation", "inside-proven|inside-unproven",
        "an Eclipse project: the foundation is a Belgian association since 2021"),
    Row("npm", "@huggingface/hub", "outside", "by-seat", "hugging-face", "one-party-outside",
        "as transformers"),
    Row("npm", "@grafana/data", "outside", "by-seat", "grafana-labs", "one-party-outside",
        "Raintank, Inc. of New York, whatever its Stockholm roots"),
]  # fmt: skip


@cache
def _assessor() -> Assessor:
    named = load().perimeters()
    others = {name: countries for name, (_, countries) in named.items()}
    return Assessor(Control(load(), AS_OF), choose("europe", named), others)


def _answer(ecosystem: str, name: str) -> Assessment:
    return judge_by_name(ecosystem, name, Control(load(), AS_OF), _assessor())


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_answer_is_that_of_an_expert(row: Row) -> None:
    answer = _answer(row.ecosystem, row.name)
    controller = "" if answer.controller is None else answer.controller.id
    told = (answer.verdict.value, answer.reason.value, controller, answer.group)
    wanted = [field.split("|") for field in (row.verdict, row.reason, row.controller, row.group)]
    assert [said in known for said, known in zip(told, wanted, strict=True)] == [True] * 4, (told, row.why)
    assert answer.contested or not row.contested


@pytest.mark.parametrize("row", [row for row in ROWS if row.verdict == "inside"], ids=str)
def test_inside_is_never_surer_than_its_sources(row: Row) -> None:
    answer = _answer(row.ecosystem, row.name)
    if answer.group == "inside-proven":
        places = [place.country for place in answer.jurisdictions]
        assert places != []
        assert set(places) <= set(choose("europe", load().perimeters()).countries)


def test_british_steward_is_inside_europe_and_outside_the_union() -> None:
    element = load().organisation("element")
    verdicts = {
        name: _assessor().classify(element, frozenset(countries)).verdict
        for name, (_, countries) in load().perimeters().items()
    }
    assert (verdicts["europe"], verdicts["eea"], verdicts["eu"]) == (Verdict.INSIDE, Verdict.OUTSIDE, Verdict.OUTSIDE)


def test_table_is_large_and_walks_every_verdict() -> None:
    assert len({(row.ecosystem, row.name) for row in ROWS}) == len(ROWS) >= 45
    verdicts = Counter(verdict for row in ROWS for verdict in row.verdict.split("|"))
    # Nobody would write down "unknown" as an expert's answer.
    assert set(verdicts) == {verdict.value for verdict in Verdict} - {Verdict.UNKNOWN.value}
    assert {group for row in ROWS for group in row.group.split("|")} == set(GROUPS) - {"unknown"}
