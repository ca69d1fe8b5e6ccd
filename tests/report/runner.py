"""Takes commands from lines as the runner of GitHub does, to show which ones it would obey.

After `ActionCommand.TryParseV2` and `TryParse` of https://github.com/actions/runner, src/Runner.Common.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["NAMES", "Command", "command", "commands"]

NAMES = frozenset(
    "add-mask add-matcher debug echo endgroup error group notice remove-matcher save-state set-output stop-commands "
    "warning add-path set-env".split()
)

_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def commands(text: str) -> list[Command]:
    """Return the commands in what a step prints."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [found for line in lines if (found := command(line)) is not None]


def command(line: str) -> Command | None:
    """Return the command that a line is taken for, or None."""
    return _new(line.lstrip()) or _old(line)


def _new(line: str) -> Command | None:
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    info, _, data = line[2:].partition("::")
    name, _, listed = info.partition(" ")
    if name.lower() not in NAMES:
        return None
    return Command(name, _properties(listed.strip(), ",", _PROPERTY), _unescaped(data, _DATA))


def _old(line: str) -> Command | None:
    _, prefix, rest = line.partition("##[")
    info, bracket, data = rest.partition("]")
    name, _, listed = info.partition(" ")
    if not prefix or not bracket or name.lower() not in NAMES:
        return None
    return Command(name, _properties(listed, ";", _OLD), _unescaped(data, _OLD))


def _properties(listed: str, sign: str, escapes: tuple[tuple[str, str], ...]) -> dict[str, str]:
    pairs = (part.partition("=") for part in listed.split(sign) if part)
    return {key: _unescaped(value, escapes) for key, equals, value in pairs if equals and value}


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text
