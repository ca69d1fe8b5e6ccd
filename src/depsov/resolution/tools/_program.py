"""Which program of this machine is run, and what of the environment it sees.

A tool belongs to the user and is trusted; the scanned tree is not. An activated environment or `node_modules/.bin` of
the tree may stand on the PATH, and variables may point into it: both are left out, here and for what the tool starts.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

__all__ = ["find", "handed_on"]

_DROPPED = re.compile(
    r"(?:npm_|pip_|uv_|node_|corepack_|python|git_|virtual_env|conda_|init_cwd\Z|bash_env\Z|env\Z|color\Z|"
    r"force_color\Z|__pyvenv_launcher__\Z)",
    re.IGNORECASE,
)
"""Variables by which a tool runs something, works elsewhere or on something else.

`NODE_OPTIONS` and `PYTHONSTARTUP`, `PYTHONPATH` and `PYTHONHOME` load code, `GIT_SSH_COMMAND` and `GIT_EXEC_PATH` name
programs, `BASH_ENV` is run by a tool that is a script; `npm_config_*`, `PIP_*` and `UV_*` are options by another name
(`npm_config_git`, `PIP_PYTHON`, `UV_BUILD_CONSTRAINT`), of which each tool takes back the harmless ones;
`VIRTUAL_ENV` and its kin make uv and pip run the interpreter there.
"""

# How to reach the network holds for any address.
_HARMLESS = re.compile(r"NODE_(?:EXTRA_CA_CERTS|USE_SYSTEM_CA|USE_ENV_PROXY)\Z")

_FORCED = {"GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0", "NO_COLOR": "1"}
"""No repository is cloned, whatever a package asks for (https://git-scm.com/docs/git#Documentation/git.txt-GITALLOWPROTOCOL)."""


def find(name: str, environ: Mapping[str, str], tree: Path) -> str | None:
    """Return the absolute path of a program on the PATH, or None; what lies in the scanned tree does not count."""
    for folder in _search_path(environ, tree):
        found = shutil.which(name, path=folder)
        # A link may lead into the tree; on Windows, `which` also looks into the working folder.
        if found is not None and Path(found).is_absolute() and is_outside(found, tree):
            return found
    return None


def handed_on(environ: Mapping[str, str], tree: Path, kept: re.Pattern[str]) -> dict[str, str]:
    """Return the environment for a tool: the user's, without what could make it run something else.

    `kept` matches the tool's own variables that stay. One that names a settings file stays only where that file lies
    outside of the scanned tree.
    """
    handed = {key: value for key, value in environ.items() if not _DROPPED.match(key) or _HARMLESS.match(key)}
    for key, value in environ.items():
        names_file = re.search(r"config(?:_file)?\Z", key, re.IGNORECASE) is not None
        if kept.match(key) and (not names_file or is_outside(value, tree)):
            handed[key] = value
    return handed | _FORCED | {"PATH": os.pathsep.join(_search_path(environ, tree))}


def is_outside(path: str, tree: Path) -> bool:
    """Return whether an absolute path lies outside of the tree, by its name and by where its links lead."""
    top = tree.resolve()
    found = Path(path)
    return found.is_absolute() and not any(place.is_relative_to(top) for place in (found, _plain(found), _real(found)))


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _search_path(environ: Mapping[str, str], tree: Path) -> list[str]:
    entries = environ.get("PATH", os.defpath).split(os.pathsep)
    return [entry for entry in entries if entry and is_outside(entry, tree)]
