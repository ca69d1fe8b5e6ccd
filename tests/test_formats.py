"""What formats declare, and the contract that every reader keeps."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import get_type_hints

import pytest

from depsov.formats import FORMATS, Format, Reader

EVERY = pytest.mark.parametrize("item", FORMATS, ids=lambda item: item.id)


@EVERY
def test_module_of_a_format_reads_as_the_contract_says(item: Format) -> None:
    module = import_module(item.module)

    assert module.__all__ == ["read"]
    assert get_type_hints(module.read) == get_type_hints(Reader.__call__)


def test_formats_have_names_of_their_own() -> None:
    ids = [item.id for item in FORMATS]
    patterns = [pattern for item in FORMATS for pattern in item.patterns]

    assert len(set(ids)) == len(ids)
    assert len(set(patterns)) == len(patterns)


@EVERY
def test_format_names_something_to_read(item: Format) -> None:
    assert item.patterns
    assert item.title


def test_no_reader_is_imported_before_a_document_of_it_is_read() -> None:
    modules = [item.module for item in FORMATS]
    script = f"import sys, depsov.formats, depsov.parse; print(*(set({modules!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
