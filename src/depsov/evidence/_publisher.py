"""Whether a package is in one person's hands: a single publishing account that also owns the repository.

The account's name is compared and forgotten: the evidence says only that it fits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from depsov.model import Evidence, EvidenceKind, Trust
from depsov.patterns import pattern

__all__ = ["sole_owner"]

_TEXT = "one publishing account, which also owns the repository"

# Authors who are no single person: then an account of the same name as the repository's owner is their shared one.
_COLLECTIVE = pattern(
    r"\b(?:ag|authors|association|b\.?v|co|collective|committee|community|company|contributors|corp|corporation"
    r"|core|developers|devs|foundation|gmbh|group|inc|institute|labs?|limited|llc|ltd|maintainers|oy|organi[sz]ation|plc"
    r"|project|pty|s\.?a|s\.?a\.?s|s\.?r\.?l|services|software|solutions|systems|team|technologies"
    r"|universit\w+|et al)\b",
    re.IGNORECASE,
)


def sole_owner(
    accounts: Collection[object], authors: Iterable[object], found: Iterable[Evidence], *, source: str
) -> Evidence | None:
    """Return evidence where one account publishes and owns the repository, and no author is a group or a company."""
    if len(accounts) != 1:
        return None
    account = next(iter(accounts))
    names = [text for text in authors if isinstance(text, str)]
    if not isinstance(account, str) or any(_COLLECTIVE.search(name) or name.count("@") > 1 for name in names):
        return None
    owners = {
        (item.identity or "").partition(":")[2].removeprefix("~")
        for item in found
        if item.kind in {EvidenceKind.REPOSITORY, EvidenceKind.HOMEPAGE}
    }
    if owners != {account.lower()}:
        return None
    return Evidence(kind=EvidenceKind.PUBLISHER, trust=Trust.DECLARED, source=source, text=_TEXT)
