"""depsov tells who controls the software that a project depends on.

    >>> import depsov
    >>> report = depsov.scan("examples/web-service")  # doctest: +SKIP
    >>> report.summary.coverage  # doctest: +SKIP
    0.97

The names below are the public API; they are loaded when they are first used, so that `import depsov` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depsov.config import Config, load_config
    from depsov.documents import Document
    from depsov.errors import (
        ConfigError,
        DepsovError,
        KnowledgeError,
        NamedFileError,
        NothingToScanError,
        ResolutionError,
        UsageError,
    )
    from depsov.gate.check import Checked, check
    from depsov.gate.update import Updated, update_lock
    from depsov.model import Assessment, Evidence, Finding, Level, Package, Problem, Report, Severity, Verdict
    from depsov.pipeline import scan, scan_async
    from depsov.resolution.record import Record, resolve_to_record

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "Checked",
    "Config",
    "ConfigError",
    "DepsovError",
    "Document",
    "Evidence",
    "Finding",
    "KnowledgeError",
    "Level",
    "NamedFileError",
    "NothingToScanError",
    "Package",
    "Problem",
    "Record",
    "Report",
    "ResolutionError",
    "Severity",
    "Updated",
    "UsageError",
    "Verdict",
    "__version__",
    "check",
    "load_config",
    "resolve_to_record",
    "scan",
    "scan_async",
    "update_lock",
]

_MODULES = ("config", "documents", "errors", "model", "pipeline", "gate.check", "gate.update", "resolution.record")


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name in __all__:
        from importlib import import_module

        for module in _MODULES:
            found = import_module(f"depsov.{module}")
            if name in found.__all__:
                globals()[name] = value = getattr(found, name)
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
