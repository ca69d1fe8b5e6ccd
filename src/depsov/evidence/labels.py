"""The labels that people give the links of a Python project, and what each makes of its link.

Well-known ones: https://packaging.python.org/en/latest/specifications/well-known-project-urls/
"""

from __future__ import annotations

from collections.abc import Mapping

from depsov.evidence.links import LinkRole
from depsov.patterns import pattern

__all__ = ["role_of_label"]

_NOISE = pattern(r"[^a-z]")
_LABELS: Mapping[LinkRole, str] = {
    "repository": "code codeberg git github gitlab githubproject githubrepo githubrepository gitrepository repo"
    " repository source sourcecode sourcerepository sources",
    "homepage": "home homepage projecthomepage website",
    "other": "bugreports bugs bugtracker changelog issue issues issuetracker tracker",
}
_ROLES = {label: role for role, labels in _LABELS.items() for label in labels.split()}


def role_of_label(label: str) -> LinkRole | None:
    """Return what a link with that label is, or None where it says nothing about who the project is."""
    return _ROLES.get(_NOISE.sub("", label.lower()))
