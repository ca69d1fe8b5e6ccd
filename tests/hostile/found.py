"""What was found by looking for documents that take more than linear time, each as small as it goes.

Each is a format, the manifest beside the document that is the hostile one (None: the document itself), and how it is
made of so many signs. `tests.hostile.limited` reads them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

__all__ = ["SLOW", "Slow"]


class Slow(NamedTuple):
    """A document that once took time without end."""

    format: str
    title: str
    manifest: str | None
    make: Callable[[int], bytes]


_YARN = b"""__metadata:
  version: 8

"a@https://x.example/a.git":
  version: 1.0.0
  resolution: "a@https://x.example/a%s"
  languageName: node
  linkType: hard
"""
_CARGO = b"""version = 3
[[package]]
name = "a"
version = "1.0.0"
dependencies = ["b%s"]
"""
_GEMS = b"""GEM
  remote: https://x.example%sa
  specs:
    a (1.0)
"""

SLOW = [
    Slow("setup-cfg", "blanks within a line", None, lambda many: b"[options]\na" + b" " * many + b"b\n"),
    Slow("setup-cfg", "carriage returns within a line", None, lambda many: b"[options]\na" + b"\r" * many + b"b\n"),
    Slow(
        "setup-cfg", "a marker of blanks", None, lambda many: b"[options]\ninstall_requires = a;" + b" " * many + b"b"
    ),
    Slow("setup-cfg", "lines that say nothing", None, lambda many: b"[options]\n" + b"a\n" * many),
    Slow("setup-py", "a program", None, lambda many: b"a,b\n" * many + b"setup()\n" * 8),
    Slow("pyproject", "lines that say nothing", "setup.cfg", lambda many: b"[options]\n" + b"a\n" * many),
    Slow("yarn", "colons", None, lambda many: _YARN % (b":" * many)),
    Slow("gradle", "blanks behind a property", "gradle.properties", lambda many: b"a = b" + b" " * many + b"c\n"),
    Slow("go-mod", "quotes that end nowhere", None, lambda many: b"module a\nrequire " + b'\\"' * many + b"\n"),
    Slow("cargo", "a requirement of nothing", None, lambda many: _CARGO % (b"~" * many)),
    Slow("bundler", "blanks within an address", None, lambda many: _GEMS % (b"\t" * many)),
    Slow("cpan", "blanks behind a word", "cpanfile", lambda many: b"on" + b"\t" * many + b"\n"),
]
