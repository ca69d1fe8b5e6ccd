"""A policy as a commented file, for somebody who writes the first one."""

from __future__ import annotations

import json
from collections.abc import Sequence

from depsov.documents import printable

__all__ = ["policy_text"]

_TEXT = """\
# Who may control what this project depends on: `depsov check` compares the project with this policy.

# What it builds on: "inventory" shows, and never fails; "new-only" accepts what is in depsov.lock, and judges what is
# new or changes hands; "eu-procurement" judges everything, and takes only what is proven.
preset = {preset}

# What counts as inside: "europe", "eea", "eu", or countries by their ISO 3166-1 code, such as ["DE", "FR"].
perimeter = {perimeter}

# Packages of which nothing tells who decides: "warn" or "fail".
unknown = {unknown}

# Your own packages, by name or pattern: they are not judged, and no registry is asked about them.
own = {own}

# Only what is proven counts as inside; what a package merely says of itself is unknown.
# strict = true

# A depsov.lock that is out of date: "fail" or "warn".
# stale = "warn"

# What fails beside what the preset says. All keys of a table must hold; of several values, any. The keys: verdict,
# reason, severity and strength (from there on), controller, jurisdiction, ecosystem, scope, direct, package.
# [[{prefix}fail]]
# severity = "high"
# scope = ["runtime", "optional"]

# The same for what is only worth a warning.
# [[{prefix}warn]]
# verdict = "individual"
# direct = true

# Limits on the project as a whole, as fractions: the least share of packages that must have an answer, and the
# largest shares of the runtime tree.
# [{prefix}limits]
# coverage = 0.9
# outside = 0.5
# one-party = 0.2
# unknown = 0.1
# concentration = 0.25

# What is accepted all the same: these packages, in these hands, until that day.
# [[{prefix}exception]]
# package = ["boto3", "botocore", "s3transfer"]
# controller = "amazon"
# reason = "talks to an object store that we host"
# owner = "platform team"
# expires = {expires}
"""


def policy_text(
    *, preset: str, perimeter: str | Sequence[str], unknown: str, own: Sequence[str], table: str, expires: str
) -> str:
    """Return the text of a policy. `table` is the table that it stands in, empty for a file of its own."""
    text = _TEXT.format(
        preset=json.dumps(preset),
        perimeter=json.dumps(perimeter if isinstance(perimeter, str) else list(perimeter)),
        unknown=json.dumps(unknown),
        own=json.dumps([printable(item) for item in own], ensure_ascii=False),
        prefix=f"{table}." if table else "",
        expires=expires,
    )
    return f"[{table}]\n{text}" if table else text
