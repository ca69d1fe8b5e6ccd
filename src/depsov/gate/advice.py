"""What to do about a finding: the exact lines to paste, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

from depsov.config import Config
from depsov.documents import printable
from depsov.model import Assessment
from depsov.policy.policy import controller_of

__all__ = ["LOOK_ONLINE", "exception_block", "policy_file", "proposed_end"]

LOOK_ONLINE = "`depsov lock --online` asks the registries about what is unknown."

_HOLDS = timedelta(days=182)
"""How long a proposed exception holds: half a year, after which somebody looks again."""


def policy_file(config: Config) -> str:
    """Return the path of the file that the policy stands in, or would."""
    return config.file or "depsov.toml"


def proposed_end(today: date) -> date:
    """Return the last day of an exception that is written today."""
    return today + _HOLDS


def exception_block(items: Iterable[Assessment], config: Config, today: date) -> str:
    """Return the exception that accepts packages of one controller; why, and who answers for it, is left to say."""
    listed = list(items)
    packages = sorted({printable(item.package.bare_purl) for item in listed})
    table = "tool.depsov.exception" if policy_file(config).endswith("pyproject.toml") else "exception"
    return "\n".join(
        [
            f"[[{table}]]",
            f"package = {_value(packages)}",
            f'controller = "{controller_of(listed[0])}"',
            'reason = ""  # why it is accepted',
            'owner = ""  # the role or team that answers for it',
            f"expires = {proposed_end(today)}",
        ]
    )


def _value(packages: list[str]) -> str:
    if len(packages) == 1:
        return json.dumps(packages[0], ensure_ascii=False)
    lines = "".join(f"    {json.dumps(item, ensure_ascii=False)},\n" for item in packages)
    return f"[\n{lines}]"
