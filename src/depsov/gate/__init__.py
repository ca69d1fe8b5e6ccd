"""The gate: a tree beside its policy and its `depsov.lock`. Offline, and the same on every machine.

`roots` says which depsov.lock answers for a path, `revision` lays out the tree as it was in git. `known` tells what is
different from before, `findings` what the policy makes of that, `advice` what to paste. `judged` holds the answers on a
tree; `check` compares it with its file, `update` makes the file, and `text` says it to people.
"""

from __future__ import annotations
