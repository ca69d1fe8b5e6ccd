"""`depsov.lock`: who controls each package of a project, as committed beside its lockfiles.

`block` is what the file holds: one block for each package, whatever its version. `read` takes it from text, by way of
`canonical` where it stands as `write` wrote it, and refuses what is damaged or does not `fit`. `renew` says which
blocks stay as they are, and `settle` what they tell a later run that asks nobody.
"""

from __future__ import annotations

from depsov.lock.block import FILE, VERSION, Block, Lock, Party

__all__ = ["FILE", "VERSION", "Block", "Lock", "Party"]
