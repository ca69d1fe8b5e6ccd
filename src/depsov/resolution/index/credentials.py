"""The names and passwords in the addresses of indexes: sent to the index itself, and kept out of everything else."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

__all__ = ["Credentials", "bare"]


class Credentials:
    """What is sent to which server, by scheme, host and port."""

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self._known: dict[tuple[str, str], str] = {}
        for url in urls:
            self.learn(url)

    def learn(self, url: str) -> None:
        """Take the name and password out of an address, where it has some."""
        try:
            parts = urlsplit(url)
        except ValueError:  # a bracket in the host
            return
        user, separator, host = parts.netloc.rpartition("@")
        if separator:
            self._known.setdefault((parts.scheme, host.lower()), user)

    def put_into(self, url: str) -> str:
        """Return the address with what its server is to be sent."""
        if not self._known or "@" in url.partition("://")[2].partition("/")[0]:
            return url
        parts = urlsplit(url)
        user = self._known.get((parts.scheme, parts.netloc.lower()))
        return url if user is None else urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc}"))


def bare(url: str) -> str:
    """Return an address without name and password."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"
