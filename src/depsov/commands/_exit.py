"""The exit codes of commands that judge."""

from __future__ import annotations

from collections.abc import Iterable

from depsov.config import Config
from depsov.model import Finding, Report

__all__ = ["CLEAN", "FINDINGS", "INCOMPLETE", "exit_code"]

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4


def exit_code(failing: Iterable[Finding], report: Report, config: Config) -> int:
    """Return findings before incomplete before clean; strictly, too little coverage is incomplete."""
    rules = {item.rule for item in failing}
    if rules - ({"coverage"} if config.strict else set()):
        return FINDINGS
    return INCOMPLETE if config.strict and (report.problems or rules) else CLEAN
