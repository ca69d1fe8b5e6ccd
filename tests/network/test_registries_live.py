"""The real registries still answer in the shape that the sources read. Off by default: `pytest -m network`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from depsov.evidence.online import gather_online
from depsov.fetch import Client
from depsov.knowledge import load
from depsov.model import EvidenceKind
from tests.evidence.packages import graph_of, npm, pypi


@pytest.mark.network
@pytest.mark.enable_socket
def test_both_default_registries_answer(tmp_path: Path) -> None:
    packages = (pypi("httpx", None), npm("react", "19.0.0"))
    online = asyncio.run(gather_online(graph_of(*packages), load(), environ={}, client=Client(cache=tmp_path)))
    assert online.asked == {"pypi": 1, "npm": 1}
    assert not online.problems
    for package in packages:
        assert EvidenceKind.REPOSITORY in {evidence.kind for evidence in online.evidence[package.purl]}
