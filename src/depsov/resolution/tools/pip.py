"""Lets the installed pip choose the versions, without installing or building anything.

pip resolves for the Python that it belongs to, and for no other: it evaluates markers with its own values
(https://github.com/pypa/pip/issues/11664). https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-report
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from depsov.demand import Demand
from depsov.errors import ResolutionError
from depsov.resolution.python.solution import Solution
from depsov.resolution.python.target import Target
from depsov.resolution.tools import _guard
from depsov.resolution.tools._pip_errors import explained, not_answered
from depsov.resolution.tools._pip_report import Report
from depsov.resolution.tools._program import find, handed_on
from depsov.resolution.tools._requirements import Asked, asked_of
from depsov.resolution.tools._run import TIME_LIMIT, result, run

__all__ = ["is_installed", "solve"]

_OPTIONS = (
    "--dry-run",
    "--ignore-installed",
    "--only-binary=:all:",
    "--progress-bar=off",
    "--no-input",
    "--no-color",
    "--disable-pip-version-check",
    "--report=report.json",
    "--requirement=requirements.txt",
)

_OF_PIP = re.compile(
    r"PIP_(?:INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|TIMEOUT|DEFAULT_TIMEOUT|"
    r"RETRIES|CACHE_DIR|NO_CACHE_DIR|CONFIG_FILE|KEYRING_PROVIDER|USE_FEATURE|UPLOADED_PRIOR_TO)\Z",
)
"""Where the user's pip asks, and how it gets there. A constraint or a target of the user's is none of the project's."""

_DECIDING: Final = ("python_version", "sys_platform", "platform_machine", "implementation_name")


def is_installed(environ: Mapping[str, str], tree: Path) -> bool:
    """Return whether there is a pip outside of the scanned tree, or in the interpreter that runs depsov."""
    return _interpreter(environ, tree) is not None


def solve(
    demand: Demand,
    environ: Mapping[str, str],
    *,
    tree: Path,
    today: date,
    target: Target | None = None,
    withheld: Callable[[str], bool] = lambda _: False,
    seconds: float = TIME_LIMIT,
) -> Solution:
    """Return the versions that pip would install for a demand, for the running Python.

    `tree` is the scanned tree, from which nothing is run. `withheld` tells of a name that the project asks for whether
    nobody shall be asked about it. Raises `ResolutionError` where there is no pip, it finds no
    solution or takes more than `seconds`, or where the demand or the target is more than pip understands.
    """
    target = target or Target()
    asked = asked_of(demand, target.environment, withheld)
    if asked.overrides:
        raise ResolutionError("pip knows no overrides, and the project has some", hint="--resolver uv, or depsov")
    if asked.pinned:
        raise ResolutionError(
            f"pip cannot take {asked.pinned[0].name} from an index of its own", hint="--resolver uv, or depsov"
        )
    interpreter = _interpreter(environ, tree)
    if interpreter is None:
        raise ResolutionError("pip is not installed", hint="--resolver depsov needs none")
    if interpreter == sys.executable:
        _check(target, Target().environment)
    requirements = _options(demand, asked) + asked.wants
    handed = handed_on(environ, tree, _OF_PIP)
    report = _report(interpreter, requirements, asked.constraints, handed, seconds) if asked.wants else Report({}, ())
    if report.environment:
        _check(target, report.environment)
    packages = report.packages(asked)
    return Solution(
        packages=packages,
        direct=tuple(sorted({*report.direct, *asked.unresolved})),
        target=target.label,
        date=today.isoformat(),
        indexes=tuple(sorted({package.index for package in packages if package.index is not None})),
        unresolved=asked.unresolved,
    )


def _interpreter(environ: Mapping[str, str], tree: Path) -> str | None:
    """Return the interpreter whose pip is used: the running one, else that on the PATH beside a pip."""
    if importlib.util.find_spec("pip") is not None:
        return sys.executable
    if find("pip", environ, tree) is None and find("pip3", environ, tree) is None:
        return None
    return find("python3", environ, tree) or find("python", environ, tree)


def _check(target: Target, environment: Mapping[str, str]) -> None:
    for key in _DECIDING:
        has, wanted = environment.get(key), target.environment[key]
        if has != wanted:
            raise ResolutionError(
                f"pip resolves for its own Python only: {key} is {has} there, and {wanted} is asked for",
                hint="--resolver uv, or depsov, takes any target",
            )


def _report(
    interpreter: str, requirements: str, constraints: str, environ: Mapping[str, str], seconds: float
) -> Report:
    with TemporaryDirectory(prefix="depsov-pip-") as name:
        folder = Path(name).resolve()
        (folder / "requirements.txt").write_text(requirements, encoding="utf-8")
        (folder / "constraints.txt").write_text(constraints, encoding="utf-8")
        guard = Path(_guard.__file__).read_text(encoding="utf-8")
        options = [*_OPTIONS, "--constraint=constraints.txt"]
        command = [interpreter, "-c", guard, "install", *options]
        ended = run(command, name="pip", folder=folder, environ=environ, seconds=seconds)
        notes = [line.removeprefix(_guard.MARK) for line in ended.err.splitlines() if line.startswith(_guard.MARK)]
        if ended.code != 0:
            raise explained(ended.out + ended.err, notes)
        # An index that is down is passed over by pip: what another one serves under that name may be something else.
        if silent := not_answered(notes):
            raise silent
        return Report.read(result(folder / "report.json", "pip"))


def _options(demand: Demand, asked: Asked) -> str:
    """Return the first lines of the requirements file. Without an index of the project's, the user's own count."""
    lines = ["--pre\n"] if demand.prereleases else []
    if asked.index is not None:
        lines.append(f"--index-url {asked.index}\n")
    return "".join([*lines, *(f"--extra-index-url {url}\n" for url in asked.extra_indexes)])
