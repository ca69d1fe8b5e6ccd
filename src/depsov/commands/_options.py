"""Options that several commands share, and the settings that they make."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from depsov.config import Config, load_config
from depsov.errors import ConfigError, UsageError
from depsov.model import Scope, Severity

__all__ = ["add_knowledge_option", "add_scan_options", "add_style_options", "day", "settings"]


def add_scan_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides how a tree is read and judged."""
    group = parser.add_argument_group("what is read and asked")
    group.add_argument("--online", action="store_true", help="ask the public registries (nothing is sent without it)")
    group.add_argument("--python", type=Path, metavar="PATH", help="an interpreter or environment to read as well")
    group.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="paths to leave out (repeatable)")
    group = parser.add_argument_group("how it is judged")
    group.add_argument("--perimeter", metavar="NAME", help="europe (default), eea, eu, or codes: DE,FR")
    group.add_argument("--scope", action="append", choices=[scope.value for scope in Scope], help="only this scope")
    group.add_argument("--as-of", type=day, metavar="DATE", help="judge ownership as of a day (default: today)")
    group.add_argument(
        "--strict", action="store_true", help="count what is only claimed as unknown; exit 4 on problems"
    )
    add_knowledge_option(group)
    group.add_argument("--config", type=Path, metavar="FILE", help="take this configuration file")
    group.add_argument("--no-config", action="store_true", help="take no configuration file")


def add_knowledge_option(parser: argparse._ActionsContainer) -> None:
    """Add what puts another knowledge base in the place of the one that depsov ships."""
    parser.add_argument("--knowledge", type=Path, metavar="FILE", help="take this released knowledge base")


def add_style_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides how an answer looks."""
    group = parser.add_argument_group("how it is shown")
    group.add_argument("-v", "--verbose", action="store_true", help="leave nothing out")
    group.add_argument("--color", choices=["auto", "always", "never"], default="auto", help="colours (default: auto)")


def settings(args: argparse.Namespace, folder: Path, environ: Mapping[str, str]) -> Config:
    """Return the configuration with the command line on top of the environment and the file."""
    config = _configured(args, folder, environ)
    over: dict[str, Any] = {}
    if args.online:
        over["online"] = True
    if args.strict:
        over["strict"] = True
    if args.perimeter is not None:
        over["perimeter"] = args.perimeter
    if args.scope:
        over["scopes"] = tuple(Scope(value) for value in args.scope)
    if args.knowledge is not None:
        over["released"] = args.knowledge
    if args.exclude:
        over["exclude"] = (*config.exclude, *args.exclude)
    if getattr(args, "fail_on", None) is not None:
        over["fail_on"] = Severity(args.fail_on)
    return replace(config, **over)


def _configured(args: argparse.Namespace, folder: Path, environ: Mapping[str, str]) -> Config:
    if args.no_config:
        return Config()
    if args.config is not None:
        if not args.config.is_file():
            raise ConfigError(f"{args.config}: no such file")
        return load_config(args.config.parent, environ, name=args.config.name)
    return load_config(folder, environ)


def day(text: str) -> date:
    """Read a day off the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of: {text!r} is no date", hint="write it as 2026-11-22") from error
