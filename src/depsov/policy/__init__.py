"""Policy: what a project accepts, as data. docs/policy.md explains it.

The words are in `policy`, and `pattern` says which packages a name means. `read` makes them from the tables of
`[tool.depsov]` or `depsov.toml`, `contradiction` refuses what can never be meant. `presets/` are policies that are a
few lines of the same language, `template` is the first policy of a project, and `schema` is what editors know of it.
What a policy makes of a package is told by `depsov.judge`.
"""

from __future__ import annotations

from depsov.policy.policy import Condition, Exemption, Judging, Level, Limits, Policy

__all__ = ["Condition", "Exemption", "Judging", "Level", "Limits", "Policy"]
