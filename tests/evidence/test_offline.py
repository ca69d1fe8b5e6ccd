"""Offline evidence from all sources, joined."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from depsov.evidence.offline import gather_offline
from depsov.knowledge import load
from depsov.model import Evidence, EvidenceKind, Source, SourceKind, Trust
from depsov.tree import Tree
from tests.evidence.packages import graph_of, npm, pypi

HINT = Evidence(kind=EvidenceKind.HINT, trust=Trust.WEAK, source="package-lock.json", text="funding")


def test_every_source_adds_to_what_documents_carry(tmp_path: Path) -> None:
    tool = tmp_path / "node_modules" / "@acme" / "tool"
    tool.mkdir(parents=True)
    manifest = {"name": "@acme/tool", "version": "1.0.0", "repository": "acme/tool"}
    (tool / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "node_modules" / "other").mkdir()
    (tmp_path / "node_modules" / "other" / "package.json").write_text("{", encoding="utf-8")

    scoped = replace(npm("@acme/tool"), evidence=(HINT,))
    git = pypi("tool", source=Source(kind=SourceKind.GIT, url="https://gitlab.com/acme/tool"))
    tree = Tree(tmp_path, module_folders=["node_modules"])
    offline = gather_offline(graph_of(scoped, git, npm("other"), pypi("silent")), tree, load())

    assert [evidence.identity or evidence.text for evidence in offline.evidence[scoped.purl]] == [
        "funding",
        "github:acme",
        "npm:@acme",
    ]
    assert [evidence.identity for evidence in offline.evidence[git.purl]] == ["gitlab:acme"]
    assert set(offline.evidence) == {scoped.purl, git.purl}
    assert [problem.subject for problem in offline.problems] == ["node_modules/other/package.json"]
    assert len(offline.sources) == 4


def test_a_source_without_evidence_is_not_named(tmp_path: Path) -> None:
    offline = gather_offline(graph_of(pypi("silent")), Tree(tmp_path), load())
    assert (offline.evidence, offline.sources, offline.problems) == ({}, (), ())


def test_offline_evidence_needs_no_network_and_no_suffix_list_to_be_imported() -> None:
    code = "import sys, depsov.evidence.offline; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = set(run.stdout.split())
    assert "depsov.evidence.namespace" in loaded
    assert "depsov.evidence.pypi" not in loaded
    assert not loaded & {"httpx", "hishel", "asyncio", "ssl", "socket", "publicsuffixlist", "depsov.fetch"}
