"""`depsov init`: write a first policy, after showing what it would mean for the tree today."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from depsov import phrases
from depsov.commands._console import Console
from depsov.commands._options import day
from depsov.commands._writing import write_file
from depsov.config import DEFAULT_PRESET, Config, load_config, preset_config
from depsov.documents import printable
from depsov.errors import NothingToScanError, UsageError
from depsov.gate.advice import proposed_end
from depsov.judge import Judge
from depsov.knowledge import load
from depsov.lock.write import replace_file
from depsov.model import GROUPS, Assessment, Level
from depsov.perimeter import choose
from depsov.policy import Judging
from depsov.policy.read import PRESETS
from depsov.policy.template import policy_text
from depsov.reading import Installed
from depsov.rules import limit_findings, severity_of
from depsov.session import Session
from depsov.tree import Tree
from depsov.values import replace

__all__ = ["HELP", "add_arguments", "run"]

HELP = "write a first policy, after showing what it would mean"

EXIT_CLEAN, EXIT_DECLINED = 0, 1
FILES = ("depsov.toml", "pyproject.toml")
MOST = 5
"""How many controllers are named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("path", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="the project")
    parser.add_argument("--preset", choices=PRESETS, help=f"what to build on (default: {DEFAULT_PRESET})")
    parser.add_argument("--perimeter", metavar="NAME", help="europe, eea, eu, or codes: DE,FR")
    parser.add_argument("--unknown", choices=["warn", "fail"], help="packages of which nothing tells who decides")
    parser.add_argument("--own", action="append", metavar="GLOB", help="packages of your own (repeatable)")
    parser.add_argument("--into", choices=FILES, default=FILES[0], help="the file to write to (default: depsov.toml)")
    parser.add_argument("-y", "--yes", action="store_true", help="ask nothing: take the defaults for what is not given")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="judge ownership as of a day (default: today)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Ask, show and write; return the exit code."""
    folder: Path = args.path
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    _refuse_existing(folder)
    today = args.as_of or date.today()  # noqa: DTZ011 - the day where the user is
    asks = not args.yes and console.can_ask()
    config = _config(args, console, asks=asks)
    text = _text(config, args.into, today)
    for line in _meaning(folder, config, today):
        console.note(printable(line))
    place = folder / args.into
    if asks and not console.confirm(f"Write this policy to {place}?"):
        return EXIT_DECLINED
    whole = _appended(place, text)
    _check(whole, args.into)
    replace_file(place, whole)
    console.note(f"{place}: written. Next: `depsov lock`, commit both files, and add the hook or the CI job.")
    return EXIT_CLEAN


def _refuse_existing(folder: Path) -> None:
    config = load_config(folder)
    if config.file is not None or (folder / "depsov.toml").exists():
        raise UsageError(f"{config.file or folder / 'depsov.toml'}: there is a configuration already", hint="edit it")


def _appended(place: Path, text: str) -> str:
    """Return what the file is to hold: all that it does hold, and the text in its kind of lines."""
    try:
        before = place.read_bytes().decode("utf-8") if place.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{place}: cannot be added to: {error}", hint="write to depsov.toml instead") from error
    end = "\r\n" if "\r\n" in before else "\n"
    gap = "" if not before else end if before.endswith("\n") else end * 2
    return before + gap + text.replace("\n", end)


def _check(text: str, file: str) -> None:
    """Read what is to be written as it will be read: a policy that is refused is not left behind."""
    with TemporaryDirectory(prefix="depsov-") as name:
        write_file(Path(name) / file, text.encode())
        load_config(Path(name))


def _config(args: argparse.Namespace, console: Console, *, asks: bool) -> Config:
    preset = args.preset or DEFAULT_PRESET
    if asks and args.preset is None:
        preset = console.choose("Build on which preset?", PRESETS, DEFAULT_PRESET)
    base = preset_config(preset)
    perimeter = args.perimeter or base.perimeter
    if asks and args.perimeter is None:
        perimeter = console.ask("What counts as inside (europe, eea, eu, or codes: DE,FR)?", str(base.perimeter))
    unknown = args.unknown or base.policy.unknown.value
    if asks and args.unknown is None:
        unknown = console.choose("Packages of which nothing tells who decides?", ("warn", "fail"), unknown)
    own: Sequence[str] = args.own or ()
    if asks and args.own is None:
        own = console.ask("Your own packages, by name or pattern, with blanks between (none: just Enter)?", "").split()
    return replace(
        base,
        perimeter=choose(perimeter, load().perimeters()).setting,
        own=tuple(own),
        policy=replace(base.policy, unknown=Level(unknown)),
    )


def _text(config: Config, file: str, today: date) -> str:
    return policy_text(
        preset=config.policy.preset or DEFAULT_PRESET,
        perimeter=config.perimeter,
        unknown=config.policy.unknown.value,
        own=config.own,
        table="tool.depsov" if file == "pyproject.toml" else "",
        expires=str(proposed_end(today)),
    )


# --- what it would mean -------------------------------------------------------------------------------------------


def _meaning(folder: Path, config: Config, today: date) -> Iterator[str]:
    """Yield what the policy would say of the tree as it is."""
    tree = Tree.of([folder], config.exclude, folder)
    try:
        session = Session.open(tree, config, today, installed=Installed.IGNORED)
    except NothingToScanError:
        yield "There is nothing to scan here yet."
        return
    assessments = session.assess(session.attribute(session.evidence), session.assessor())
    groups = Counter(item.group for item in assessments)
    yield f"{phrases.count(len(assessments), 'package')} here:"
    room = max(len(phrases.group_title(group, session.perimeter)) for group in GROUPS)
    for group in GROUPS:
        yield f"  {phrases.group_title(group, session.perimeter):<{room}}  {groups[group]:>5}"
    yield from _verdict(assessments, Judge(config, today), config)
    for finding in limit_findings(assessments, session.perimeter, config.policy.limits):
        yield f"  {finding.message}"


def _verdict(assessments: Sequence[Assessment], judge: Judge, config: Config) -> Iterator[str]:
    is_new = config.policy.judge is Judging.CHANGES
    levels = {level: [item for item in assessments if _level(item, judge, is_new=is_new) is level] for level in Level}
    failing, warned = levels[Level.FAIL], levels[Level.WARN]
    name = config.policy.preset
    meant = f"{len(failing)} would fail{_of(failing)}, and {len(warned)} would be worth a warning"
    if is_new:
        yield f"With {name}, nothing of that fails: `depsov lock` accepts it as it is."
        yield f"If all of it came in now, {meant}."
    else:
        yield f"With {name}, {meant}."


def _level(item: Assessment, judge: Judge, *, is_new: bool) -> Level | None:
    return judge.level(item, severity_of(item), is_changed=is_new)


def _of(items: Iterable[Assessment]) -> str:
    counts = Counter("unknown" if item.controller is None else phrases.organisation(item.controller) for item in items)
    if not counts:
        return ""
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    named = [f"{count} of {name}" if name != "unknown" else f"{count} unknown" for name, count in most]
    rest = sum(counts.values()) - sum(count for _, count in most)
    return f" ({', '.join([*named, *([f'{rest} of others'] if rest else [])])})"
