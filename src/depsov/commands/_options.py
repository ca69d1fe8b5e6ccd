"""Options that several commands share, and the settings that they make."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from glob import escape
from pathlib import Path
from typing import Any

from depsov.config import DEFAULT_PRESET, RESOLVERS, Config, load_config, preset_config
from depsov.errors import ConfigError, UsageError
from depsov.model import Scope, Severity
from depsov.policy.read import PRESETS
from depsov.style import LANGUAGES
from depsov.values import replace

__all__ = [
    "add_asking_options",
    "add_file_options",
    "add_judging_options",
    "add_knowledge_option",
    "add_language_option",
    "add_preset_option",
    "add_resolving_options",
    "add_scan_options",
    "add_style_options",
    "day",
    "settings",
]


def add_scan_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides how a tree is read and judged."""
    add_asking_options(parser)
    add_resolving_options(parser)
    parser.add_argument("--scope", action="append", choices=[scope.value for scope in Scope], help="only this scope")
    add_judging_options(parser)


def add_asking_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides where evidence is looked for beside the documents."""
    group = parser.add_argument_group("what is read and asked")
    group.add_argument("--online", action="store_true", help="ask the public registries (nothing is sent without it)")
    group.add_argument("--python", type=Path, metavar="PATH", help="an interpreter or environment to read as well")


def add_resolving_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides how a tree is found that no lockfile knows."""
    group = parser.add_argument_group("how a tree is resolved that no lockfile or environment knows")
    group.add_argument("--resolver", choices=RESOLVERS, help="what resolves Python projects (default: depsov itself)")
    said = "for another environment than the running Python: python=3.12,platform=linux,machine=x86_64"
    group.add_argument("--target", metavar="TARGET", help=said)


def add_judging_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides which documents count, and how they are judged."""
    group = parser.add_argument_group("how it is judged")
    group.add_argument("--perimeter", metavar="NAME", help="europe (default), eea, eu, or codes: DE,FR")
    group.add_argument("--as-of", type=day, metavar="DATE", help="judge ownership as of a day (default: today)")
    group.add_argument(
        "--strict", action="store_true", help="count what is only claimed as unknown; exit 4 on problems"
    )
    add_knowledge_option(group)
    add_file_options(group)


def add_file_options(parser: argparse._ActionsContainer) -> None:
    """Add what decides which files count, and whose settings."""
    said = "paths to leave out (repeatable)"
    parser.add_argument("--exclude", action="append", default=[], metavar="GLOB", help=said)
    parser.add_argument("--config", type=Path, metavar="FILE", help="take this configuration file")
    parser.add_argument("--no-config", action="store_true", help="take no configuration file")


def add_preset_option(parser: argparse.ArgumentParser) -> None:
    """Add what puts another preset in the place of the one that the configuration names."""
    parser.add_argument("--preset", choices=PRESETS, help=f"the policy to build on (default: {DEFAULT_PRESET})")


def add_knowledge_option(parser: argparse._ActionsContainer) -> None:
    """Add what puts another knowledge base in the place of the one that depsov ships."""
    parser.add_argument("--knowledge", type=Path, metavar="FILE", help="take this released knowledge base")


def add_style_options(parser: argparse.ArgumentParser) -> None:
    """Add what decides how an answer looks."""
    group = parser.add_argument_group("how it is shown")
    group.add_argument("-v", "--verbose", action="store_true", help="leave nothing out")
    group.add_argument("--color", choices=["auto", "always", "never"], default="auto", help="colours (default: auto)")


def add_language_option(parser: argparse.ArgumentParser) -> None:
    """Add what decides the language of the reports that can be had in several."""
    said = "language of the HTML report (default: en); all others are in English"
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help=said)


def settings(
    args: argparse.Namespace, folder: Path, environ: Mapping[str, str], *, default_preset: str | None = None
) -> Config:
    """Return the configuration with the command line on top of the environment and the file."""
    given = vars(args)
    # Who says what fails says it all: no preset stands below it.
    config = _configured(args, folder, environ, None if given.get("fail_on") else default_preset)
    over: dict[str, Any] = {key: True for key in ("online", "strict") if given.get(key)}
    over |= {key: given[key] for key in ("resolver", "target") if given.get(key)}
    if given.get("perimeter") is not None:
        over["perimeter"] = args.perimeter
    if given.get("scope"):
        over["scopes"] = tuple(Scope(value) for value in args.scope)
    if given.get("knowledge") is not None:
        over["released"] = args.knowledge
    if args.exclude:
        # Those of the command line count from where it is typed, those of the file from where the file is.
        here = escape(Path.cwd().as_posix())
        over["exclude"] = (*config.exclude, *(f"{here}/{glob}" for glob in args.exclude))
    if given.get("fail_on") is not None:
        over["fail_on"] = Severity(args.fail_on)
    config = replace(config, **over)
    for option in ("resolver", "target"):
        if given.get(option) and not config.online:
            raise UsageError(f"--{option} needs --online", hint="to resolve a tree, an index has to be asked")
    return config


def _configured(
    args: argparse.Namespace, folder: Path, environ: Mapping[str, str], default_preset: str | None
) -> Config:
    preset = getattr(args, "preset", None)
    if args.no_config:
        return preset_config(preset or default_preset)
    if args.config is not None:
        if not args.config.is_file():
            raise ConfigError(f"{args.config}: no such file")
        folder, name = args.config.parent, args.config.name
        return load_config(folder, environ, name=name, preset=preset, default_preset=default_preset)
    return load_config(folder, environ, preset=preset, default_preset=default_preset)


def day(text: str) -> date:
    """Read a day off the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of: {text!r} is no date", hint="write it as 2026-11-22") from error
