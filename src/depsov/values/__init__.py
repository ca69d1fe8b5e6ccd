"""Classes of values: what `dataclasses` makes of a list of fields, ready in a tenth of the time.

A type checker sees the decorator of the standard library. At run time it is `_lazy.dataclass`, which behaves alike but
compiles a method when it is first called: of the seventy classes that a small scan imports, `dataclasses` would compile
some four hundred methods, and take longer than the scan itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:
    from depsov.values._lazy import dataclass, field, fields, replace

__all__ = ["dataclass", "field", "fields", "replace"]
