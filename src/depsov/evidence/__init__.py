"""Evidence: what was observed about a package, with its source, trust and date; what follows is for `attribute`.

    offline   package names, addresses of git dependencies, installed packages
    online    documents of registries

A new source is a module that satisfies a Protocol in `_source`, and one line in `offline.SOURCES` or `sources.SOURCES`.
"""

from __future__ import annotations
