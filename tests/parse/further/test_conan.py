"""What the case folders of `conan.lock` cannot show."""

from __future__ import annotations

import json
from pathlib import Path

from depsov.model import Scope
from tests.parse.written import node, read


def test_configuration_is_a_tool_that_builds(tmp_path: Path) -> None:
    text = json.dumps({"version": "0.5", "config_requires": ["desk_config/1.0#00%1.0"]}, indent=1)
    parsed = read(tmp_path, "conan", "conan.lock", {"conan.lock": text})

    assert [(item.name, item.version, item.scope) for item in parsed.nodes] == [("desk_config", "1.0", Scope.BUILD)]


def test_reference_may_stand_in_a_pair_with_its_locked_binaries(tmp_path: Path) -> None:
    pair = ["zlib/1.3.1#00%1.0", {"5ab84d6acfe1f23c4fae0ab88f26e3a396351ac9": "00"}]
    text = json.dumps({"version": "0.5", "requires": [pair, "fmt/10.2.1#00%1.0"]}, indent=1)
    parsed = read(tmp_path, "conan", "conan.lock", {"conan.lock": text})

    assert [(item.name, item.line) for item in parsed.nodes] == [("zlib", 5), ("fmt", 10)]


def test_what_the_recipes_of_a_graph_use_is_read(tmp_path: Path) -> None:
    nodes = {"0": {"path": "conanfile.py", "python_requires": ["desk_tools/0.2@library/stable#00"]}}
    text = json.dumps({"version": "0.4", "graph_lock": {"nodes": nodes}})
    parsed = read(tmp_path, "conan", "conan.lock", {"conan.lock": text})

    assert node(parsed, "desk_tools").scope is Scope.BUILD
