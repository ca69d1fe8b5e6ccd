"""Lets the installed uv choose the versions, without installing or building anything.

`uv pip compile` runs twice: for the edges, and for the files of the versions that it then already knows.
https://docs.astral.sh/uv/pip/compile/
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from depsov.demand import Demand
from depsov.errors import ResolutionError
from depsov.resolution.python.solution import Solution
from depsov.resolution.python.target import Target
from depsov.resolution.tools._program import find, handed_on
from depsov.resolution.tools._requirements import Asked, Pinned, asked_of
from depsov.resolution.tools._run import TIME_LIMIT, result, run
from depsov.resolution.tools._uv_errors import explained
from depsov.resolution.tools._uv_output import Annotated, annotated, chosen

__all__ = ["is_installed", "solve"]

_OPTIONS = (
    "--no-build",
    "--no-header",
    "--no-progress",
    "--color=never",
    "--no-python-downloads",
    # What the user may have set for files of another kind.
    "--annotate",
    "--annotation-style=split",
    "--emit-index-annotation",
    "--no-universal",
    "--no-generate-hashes",
)

_OF_UV = re.compile(
    r"UV_(?:DEFAULT_INDEX|INDEX|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|INDEX_STRATEGY|INDEX_\w+_(?:USERNAME|PASSWORD)|"
    r"INSECURE_HOST|NATIVE_TLS|SYSTEM_CERTS|HTTP_\w+|REQUEST_TIMEOUT|CACHE_DIR|NO_CACHE|CONFIG_FILE|CREDENTIALS_DIR|"
    r"KEYRING_PROVIDER|CONCURRENT_DOWNLOADS|OFFLINE|EXCLUDE_NEWER)\Z",
)
"""Where the user's uv asks, how it gets there, and how new a release may be."""

_MACHINES: Mapping[tuple[str, str], str] = {
    ("linux", "x86_64"): "x86_64-unknown-linux-gnu",
    ("linux", "aarch64"): "aarch64-unknown-linux-gnu",
    ("linux", "riscv64"): "riscv64-unknown-linux",
    ("darwin", "arm64"): "aarch64-apple-darwin",
    ("darwin", "x86_64"): "x86_64-apple-darwin",
    ("win32", "AMD64"): "x86_64-pc-windows-msvc",
    ("win32", "ARM64"): "aarch64-pc-windows-msvc",
    ("win32", "x86"): "i686-pc-windows-msvc",
}
_NAME: Final = "depsov-asks-for-this"  # of the project that is made up; no package has it


def is_installed(environ: Mapping[str, str], tree: Path) -> bool:
    """Return whether there is a uv outside of the scanned tree."""
    return find("uv", environ, tree) is not None


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
    """Return the versions that uv would install for a demand and a target (the running Python, if there is none).

    `tree` is the scanned tree, from which nothing is run. `withheld` tells of a name that the project asks for whether
    nobody shall be asked about it. Raises `ResolutionError` where there is no uv, it finds no
    solution or takes more than `seconds`, or does not know the target.
    """
    target = target or Target()
    asked = asked_of(demand, target.environment, withheld)
    program = find("uv", environ, tree)
    if program is None:
        raise ResolutionError("uv is not installed", hint="--resolver depsov needs none")
    pins: dict[str, Annotated] = {}
    pylock = b""
    if asked.wants or asked.pinned:
        handed = _environment(asked, handed_on(environ, tree, _OF_UV))
        pins, pylock = _compiled(
            [program, "pip", "compile"],
            asked,
            _target(target),
            handed,
            prereleases=demand.prereleases,
            seconds=seconds,
        )
    return Solution(
        packages=chosen(pins, pylock, target.tags),
        direct=tuple(sorted({*asked.unresolved, *(name for name, pin in pins.items() if pin.direct)})),
        target=target.label,
        date=today.isoformat(),
        indexes=tuple(sorted({pin.index for pin in pins.values() if pin.index is not None})),
        unresolved=asked.unresolved,
    )


def _compiled(
    command: Sequence[str],
    asked: Asked,
    target: Sequence[str],
    environ: Mapping[str, str],
    *,
    prereleases: bool,
    seconds: float,
) -> tuple[dict[str, Annotated], bytes]:
    """Return the annotated pins, and the `pylock.toml` of the same versions."""
    with TemporaryDirectory(prefix="depsov-uv-") as name:
        folder = Path(name).resolve()
        for path, text in _files(asked).items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        options = [*_OPTIONS, *target, *(["--prerelease=allow"] if prereleases else [])]
        options += ["--constraint=constraints.txt", "--override=overrides.txt"]
        sources = ["requirements.in", *(["pinned/pyproject.toml"] if asked.pinned else [])]

        def compiled(output: str, *more: str) -> bytes:
            arguments = [*command, *sources, *options, *more, f"--output-file={output}"]
            ended = run(arguments, name="uv", folder=folder, environ=environ, seconds=seconds)
            if ended.code != 0:
                raise explained(ended.err)
            return result(folder / output, "uv")

        pins = annotated(compiled("requirements.txt").decode("utf-8", "replace"))
        known = "".join(f"{name}=={pin.version}\n" for name, pin in pins.items())
        (folder / "known.txt").write_text(known, encoding="utf-8")
        return pins, compiled("pylock.toml", "--format=pylock.toml", "--constraint=known.txt")


def _files(asked: Asked) -> dict[str, str]:
    return {
        # The nearest settings file counts: without this one uv would look for it in the folders above.
        "uv.toml": "",
        "requirements.in": asked.wants,
        "constraints.txt": asked.constraints,
        "overrides.txt": asked.overrides,
        "excludes.txt": "".join(f"{name}\n" for name in sorted(asked.own)),
        "pinned/pyproject.toml": _project(asked.pinned),
    }


def _project(pinned: Sequence[Pinned]) -> str:
    """Return a project that asks for packages of certain indexes (https://docs.astral.sh/uv/concepts/indexes/)."""
    names = {url: f"index-{number}" for number, url in enumerate(dict.fromkeys(want.url for want in pinned))}
    wants = "".join(f"  {_quoted(want.requirement)},\n" for want in pinned)
    sources = {want.name: f"{want.name} = {{ index = {_quoted(names[want.url])} }}\n" for want in pinned}
    indexes = "".join(
        f"[[tool.uv.index]]\nname = {_quoted(name)}\nurl = {_quoted(url)}\nexplicit = true\n"
        for url, name in names.items()
    )
    project = f'[project]\nname = {_quoted(_NAME)}\nversion = "0"\ndependencies = [\n{wants}]\n'
    return f"{project}[tool.uv.sources]\n{''.join(sources.values())}{indexes}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written as one of JSON


def _target(target: Target) -> list[str]:
    # Named, as uv would else run the interpreter of an environment that it finds.
    options = [f"--python={sys.executable}"]
    if target.python is not None:
        options.append(f"--python-version={target.python}")
    if target.platform is not None or target.machine is not None:
        place = (target.environment["sys_platform"], target.environment["platform_machine"])
        if place not in _MACHINES:
            raise ResolutionError(f"uv knows no target {target.label}", hint="--resolver depsov")
        options.append(f"--python-platform={_MACHINES[place]}")
    return options


def _environment(asked: Asked, handed: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the project's indexes; the user's own count where the project names none."""
    environ = {**handed, "UV_EXCLUDE": "excludes.txt"}  # older versions pass it over
    if asked.index is not None:
        for name in ("UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_NO_INDEX"):
            environ.pop(name, None)
        environ["UV_DEFAULT_INDEX"] = asked.index
    if asked.extra_indexes:
        environ.pop("UV_EXTRA_INDEX_URL", None)
        environ["UV_INDEX"] = " ".join(asked.extra_indexes)
    return environ
