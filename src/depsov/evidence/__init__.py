"""Evidence: what was observed about a package, with its source, trust and date; what follows is for `attribute`.

    offline   OFFLINE   package names, addresses of git dependencies, installed packages
    online    ONLINE    documents of registries

A new source is a module that satisfies a Protocol in `_source`, and one line here.
"""

from __future__ import annotations

from depsov.evidence import installed, namespace, npm, origin, pypi
from depsov.evidence._source import OfflineSource, OnlineSource

__all__ = ["OFFLINE", "ONLINE"]

OFFLINE: list[OfflineSource] = [installed, namespace, origin]

ONLINE: list[OnlineSource] = [npm, pypi]
