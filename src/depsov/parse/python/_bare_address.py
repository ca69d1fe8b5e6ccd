"""One line of a requirements file as a requirement: beside specifiers, pip allows bare URLs and paths.

https://pip.pypa.io/en/stable/cli/pip_install/#description

An address need not say which package is behind it: its `#egg=`, its file name or its repository tell, and where they do
not, the line is no requirement to depsov. Nothing is downloaded to find out.
"""

from __future__ import annotations

import re

from depsov.parse import _address
from depsov.parse._names import valid_name
from depsov.parse.python._requirement import MAX_LENGTH, Requirement, extras_in, parse_requirement, valid_version
from depsov.parse.python._requirement_lines import Option, Wanted
from depsov.purl import normalise

__all__ = ["parse_line"]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?\s*[=<>!~;]")
_ARCHIVE = re.compile(r"(?P<stem>[^/]*)\.(?:whl|zip|tar\.(?:gz|bz2|xz)|tgz)\Z", re.IGNORECASE)
_WHEEL = re.compile(r"(?P<name>[^/-]+)-(?P<version>\d[^/-]*)(?:-\d[^/-]*)?-[^/-]+-[^/-]+-[^/-]+\Z")
_SDIST = re.compile(r"(?P<name>[^/]+?)-(?P<version>v?\d[^/-]*)\Z")
_FORGE_ARCHIVE = re.compile(r"/(?P<name>[^/]+)/(?:-/)?(?:archive|tarball|zipball|releases)/")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9._-]+)(?:\[(?P<extras>[A-Za-z0-9._,\s-]*)\])?")
_EXTRAS = re.compile(r"\[(?P<extras>[A-Za-z0-9._,\s-]*)\]\Z")
_PATHLIKE = re.compile(r"[./~]|[A-Za-z]:[\\/]|file:", re.IGNORECASE)


def parse_line(statement: Wanted | Option) -> Requirement | None:
    """Return what a requirement, or the value of `--editable`, asks for, or None where it is none.

    A path is the project's own, and has a name only where its file or `#egg=` tells.
    """
    text = statement.value if isinstance(statement, Option) else statement.text
    if len(text) > MAX_LENGTH:
        return None
    if isinstance(statement, Wanted) and _PLAIN.match(text):
        return parse_requirement(text)  # nearly all lines, spared the questions below
    address, _, marker = re.sub(r"\s+;|;\s", "\0", text, count=1).partition("\0")
    address, marker = address.strip(), marker.strip()
    if _PATHLIKE.match(address) or (_ARCHIVE.search(address) and not _address.is_url(address) and "@" not in address):
        return _path(address, marker)
    if _address.VCS_PREFIX.match(address) or (_address.is_url(address) and " " not in address):
        return _bare_address(address, marker)
    if isinstance(statement, Option) and "@" not in text:
        return _path(address, marker)  # `-e part`: a folder
    return parse_requirement(text)


def _path(address: str, marker: str) -> Requirement:
    plain, _, fragment = address.partition("#")
    egg, extras = _EGG.search(f"#{fragment}"), _EXTRAS.search(plain)
    path = plain[: extras.start()] if extras else plain
    name = egg["name"] if egg else _guess(path)[0] if _ARCHIVE.search(path) else None
    return Requirement(
        name=normalise("pypi", name) if name and valid_name("pypi", name) else "",
        extras=extras_in((egg and egg["extras"]) or (extras and extras["extras"])),
        source=_address.PATH,
        marker=marker or None,
        path=path,
    )


def _bare_address(address: str, marker: str) -> Requirement | None:
    plain, _, fragment = address.partition("#")
    name, version = _guess(plain)
    egg = _EGG.match(f"#{fragment}") or _EGG.search(f"&{fragment}")
    name = egg["name"] if egg else name
    if not name or not valid_name("pypi", name):
        return None
    if version is not None and not valid_version(version):
        return None
    extras = f"[{egg['extras']}]" if egg and egg["extras"] else ""
    return Requirement(
        name=normalise("pypi", name),
        extras=extras_in(egg and egg["extras"]),
        version=version,
        source=_address.direct(address),
        marker=marker or None,
        text=f"{name}{extras} @ {address}" + (f" ; {marker}" if marker else ""),
    )


def _guess(address: str) -> tuple[str | None, str | None]:
    """Return the name and version that the file of an address tells, else the name of the repository."""
    path = address.partition("?")[0]
    if not _address.VCS_PREFIX.match(address) and (archive := _ARCHIVE.search(path)):
        if forge := _FORGE_ARCHIVE.search(path):
            return forge["name"], None
        match = _WHEEL.match(archive["stem"]) or _SDIST.match(archive["stem"])
        return (match["name"], match["version"]) if match else (None, None)
    repository = _address.repository(path).url or ""
    return re.split(r"[/:]", repository.rstrip("/"))[-1].removesuffix(".git"), None
