"""Finds the dependency tree of a project that has no lockfile, as the tool of its ecosystem would build it.

Everything in here asks somebody, and is imported only where the user has allowed that. Nothing of the scanned tree is
run.

    index/    what a package index serves: pages of versions, and the metadata of one file
    python/   chooses the versions (resolvelib), for one target environment
    tools/    lets an installed tool do it: npm, uv, pip
"""
