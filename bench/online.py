"""How long `--online` takes against a local registry with a fixed latency, with an empty cache and with a full one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.local_server import Served, serving
from bench.programs import depsov
from bench.projects import EXAMPLE, Case, laid_out
from bench.scan import packages
from bench.table import Part, Section
from bench.timing import Command, Times, in_turns, once
from bench.trees import mixed_tree

__all__ = ["LATENCY", "SIZE", "measure"]

LATENCY = 20
"""Milliseconds that each answer waits."""

SIZE = 1_000

_HEADER = (
    "what",
    "packages",
    "offline",
    "cold cache",
    "requests",
    "MB",
    "warm cache",
    "requests",
    "cpu cold",
    "cpu warm",
    "MiB cold",
)


def measure(rounds: int, size: int = SIZE) -> Part:
    """Scan the example and a made-up tree of so many packages offline, with an empty cache, and with a full one."""
    with (
        serving("bench.registry_server", f"--latency={LATENCY}") as served,
        laid_out(None, [Case(EXAMPLE)]) as places,
        TemporaryDirectory(prefix="depsov-bench-") as name,
    ):
        mixed_tree(Path(name), size)
        trees = {**{case.name: place for case, place in places.items()}, "made up": Path(name)}
        rows = [_measured(tree, folder, served, rounds) for tree, folder in trees.items()]
    says = (
        f"A registry on this machine answers after {LATENCY} ms, over HTTP/1.1 without encryption. Wall seconds of the"
        f" report in JSON, medians of {rounds} rounds; answers hold for ten minutes, so that a warm cache asks nobody."
    )
    return Part([Section("Online", says, _HEADER, rows)])


def _measured(name: str, folder: Path, served: Served, rounds: int) -> Sequence[str]:
    with TemporaryDirectory(prefix="depsov-bench-") as caches:
        commands = _commands(served, Path(caches))
        sent = {}
        for kind, command in commands.items():
            served.counts()
            once(command, folder)
            sent[kind] = _total(served.counts())
            if kind == "cold":
                shutil.copytree(Path(caches, "cold"), Path(caches, "warm"))
        times = in_turns(commands, folder, dict.fromkeys(commands, rounds))
    return _row(name, packages(folder), times, sent)


def _commands(served: Served, caches: Path) -> Mapping[str, Command]:
    words = depsov("scan", "--format", "json")
    asking = {"PIP_INDEX_URL": f"{served.url}/simple", "NPM_CONFIG_REGISTRY": served.url}
    cold, warm = (caches / name for name in ("cold", "warm"))
    return {
        "offline": Command(words),
        "cold": Command(
            [*words, "--online"],
            {**asking, "DEPSOV_CACHE_DIR": str(cold)},
            before=lambda: shutil.rmtree(cold, ignore_errors=True),
        ),
        "warm": Command([*words, "--online"], {**asking, "DEPSOV_CACHE_DIR": str(warm)}),
    }


def _total(counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    kinds = {kind for of in counts.values() for kind in of}
    return {kind: sum(of.get(kind, 0) for of in counts.values()) for kind in kinds}


def _row(name: str, count: int, times: Mapping[str, Times], sent: Mapping[str, Mapping[str, int]]) -> Sequence[str]:
    requests = {kind: sum(number for what, number in of.items() if what != "bytes") for kind, of in sent.items()}
    return (
        name,
        str(count),
        f"{times['offline'].wall:.3f}",
        f"{times['cold'].wall:.3f}",
        str(requests["cold"]),
        f"{sent['cold'].get('bytes', 0) / 1e6:.1f}",
        f"{times['warm'].wall:.3f}",
        str(requests["warm"]),
        f"{times['cold'].cpu:.3f}",
        f"{times['warm'].cpu:.3f}",
        f"{times['cold'].peak:.0f}",
    )
