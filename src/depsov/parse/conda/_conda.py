"""Words of conda that several formats share: channels, the URLs of package files, and match specifications.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html#package-match-specifications
https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/channels.html

A name stands for the same package on every platform: subdirectory and build are read, and left out. What begins with
two underscores (`__glibc`, `__cuda`) is the machine itself, no package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse import _address
from depsov.parse._names import valid_name
from depsov.parse.python._requirement import MAX_LENGTH, valid_version
from depsov.registries import CONDA_CHANNELS, REGISTRIES, is_default

__all__ = [
    "ECOSYSTEM",
    "Channels",
    "Spec",
    "is_virtual",
    "parse_file",
    "parse_spec",
    "required_name",
    "source_of_channel",
    "source_of_download",
]

ECOSYSTEM = "conda"

_FOLDER = Source(kind=SourceKind.INDEX)  # of the machine
_DEFAULTS = frozenset({"conda-forge", "defaults"})
_TOKEN = re.compile(r"/t/[^/]+(?=/|\Z)")  # the secret of a private channel is a part of its path
_SUBDIR = re.compile(r"/(?:noarch|(?:linux|osx|win|emscripten|wasi|freebsd|zos)-[a-z0-9_]+)/?\Z")
_FILE = re.compile(r"(?:(?P<channel>.*)/)?(?P<subdir>[^/]+)/(?P<stem>[^/]+)\.(?:conda|tar\.bz2)(?:#.*)?\Z", re.DOTALL)


# --- channels -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def source_of_channel(channel: str) -> Source:
    """Return the source that a channel is, which is written as a name (`bioconda`) or as a URL.

    A name is a place on the default host of all channels; its big channels are the default registry.
    """
    channel = channel.strip()
    if _address.is_url(channel):
        return _address.index(_SUBDIR.sub("", _TOKEN.sub("", channel.rstrip("/"), count=1)))
    if channel.startswith((".", "/", "~")) or channel == "local":
        return _FOLDER
    channel = _SUBDIR.sub("", _TOKEN.sub("", f"/{channel}", count=1)).strip("/")
    if not channel or channel in _DEFAULTS or channel.startswith("pkgs/"):
        return REGISTRY
    named = valid_name(ECOSYSTEM, channel)
    return _address.index(f"{CONDA_CHANNELS}/{channel}") if named else _FOLDER


class Channels:
    """The channels of one environment, in their order: the first that has a package serves it.

    `source` is that of a package that names no channel: the default registry, which has nearly every package, where it
    is among them. So it is unless `nodefaults` keeps it out. A public channel beside it has packages of its own names;
    what else may serve any of them are the `others`, channels of which nobody knows what they have.
    """

    def __init__(self, names: Iterable[str]) -> None:
        listed = [name.strip() for name in names]
        sources = {name: _plain_source(name) for name in listed if name != "nodefaults"}
        first = next(iter(sources), None)
        implied = first is None or ("nodefaults" not in listed and _is_public(first))
        self.source = REGISTRY if first is None or implied or REGISTRY in sources.values() else sources[first]
        others = (sources[name] for name in sources if not _is_public(name))
        self.others = [*dict.fromkeys(source.url or "a folder" for source in others if source != self.source)]


def _plain_source(name: str) -> Source:
    source = source_of_channel(name)
    return REGISTRY if source.url is not None and is_default(ECOSYSTEM, source.url) else source


def _is_public(name: str) -> bool:
    """Return whether a channel lies on a host where anybody may look: by its name, or by a URL without a secret."""
    if _TOKEN.search(f"/{name}"):
        return False
    return name.startswith(_PUBLIC) if _address.is_url(name) else source_of_channel(name) != _FOLDER


_PUBLIC = tuple(
    "/".join([*url.split("/")[:3], ""])
    for registry in REGISTRIES
    if registry.ecosystem == ECOSYSTEM
    for url in registry.index_urls
)


@lru_cache(maxsize=256)
def _source_of_place(channel: str) -> Source:
    if _address.is_url(channel) and channel[:5].lower() != "file:":
        return source_of_channel(channel)
    return _address.PATH


def source_of_download(ecosystem: str, url: str, *, direct: bool = False) -> Source:
    """Return where a lockfile has a package from, by the URL of its file.

    `direct`: it is no file of an index of Python packages, but one that the project names itself.
    """
    if not url:
        return Source(kind=SourceKind.INDEX)  # somewhere
    if ecosystem == ECOSYSTEM:
        match = _FILE.match(url)
        return _source_of_place(match["channel"] or "") if match else _address.direct(url)
    if _address.VCS_PREFIX.match(url):
        return _address.repository(url)
    address = url.removeprefix("direct+")
    if direct or address != url or not _address.is_url(url) or _FORGE.match(url):
        return _address.archive(address)
    return _address.index_of_file(url)


_FORGE = re.compile(r"https?://(?:github|gitlab|codeberg|bitbucket)\.(?:com|org)/", re.IGNORECASE)


# --- files --------------------------------------------------------------------------------------------------------


class Spec(NamedTuple):
    """A package as a file name or a match specification tells it; the version only where it is exact.

    `source` is None where nothing but the list of channels tells.
    """

    name: str
    version: str | None = None
    source: Source | None = None


def parse_file(url: str) -> Spec | None:
    """Return the package behind `CHANNEL/SUBDIR/NAME-VERSION-BUILD.conda`, or None where the URL is no such file."""
    match = _FILE.match(url)
    parts = match["stem"].rsplit("-", 2) if match else []
    if match is None or len(parts) != 3 or not valid_name(ECOSYSTEM, parts[0]) or not valid_version(parts[1]):
        return None
    return Spec(name=parts[0].lower(), version=parts[1], source=_source_of_place(match["channel"] or ""))


# --- match specifications -----------------------------------------------------------------------------------------

_NAME = re.compile(r"\s*(?:[^\s\[\]=<>!~]*::)?([A-Za-z0-9_][A-Za-z0-9_.-]*)")
_SPEC = re.compile(
    r"""(?:(?P<channel>[^\s\[\]=<>!~]*?):(?:[^\s\[\]=<>!~:]*):)?  # channel/subdir:namespace:
    (?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)
    (?P<space>\s*)(?P<version>[^\[\]#]*)
    (?:\[(?P<bracket>[^\]]*)\]\s*)*
    (?:\#.*)?\Z""",
    re.VERBOSE | re.DOTALL,
)
_KEY = re.compile(r"""(\w+)\s*=\s*(?:'([^']*)'|"([^"]*)"|([^\s,'"]+))""")
_PLAIN = r"[A-Za-z0-9_][A-Za-z0-9_.!+-]*"
# `==1.2`, `==1.2=build`, `=1.2=build` and ` 1.2 build`: one version, and no other.
_EXACT = re.compile(rf"(?:==\s*({_PLAIN})(?:(?:\s*=|\s+)\S+)?|=?\s*({_PLAIN})(?:\s*=|\s+)(?![<>!=~|,])\S+)\Z")
_OPERATOR = re.compile(r"[<>=!~,|*]")
_MOST_WORDS = 2  # version and build
_ALONE = re.compile(rf"=?\s*({_PLAIN})\Z")


def parse_spec(text: str, *, exported: bool = False) -> Spec | None:
    """Return what a match specification asks for, or None where it is none.

    `exported`: `numpy=1.26.4` means that very version, as in an environment that was written down; where people write
    it, `python=3.11` is whatever begins so.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    if _address.is_url(text) and "::" not in text:
        return parse_file(text)
    match = _SPEC.match(text)
    if match is None or not valid_name(ECOSYSTEM, match["name"]):
        return None
    bracket = match["bracket"]
    keys = {key[1]: key[2] or key[3] or key[4] or "" for key in _KEY.finditer(bracket)} if bracket else {}
    channel = keys.get("channel") or match["channel"]
    version = match["version"].rstrip()
    is_other = version and not match["space"] and not _OPERATOR.match(version)
    if is_other or (len(version.split()) > _MOST_WORDS and not _OPERATOR.search(version)):
        return None
    alone = exported or (match["space"] != "" and not version.startswith("="))
    exact = _exact(version, alone=alone) or _exact(keys.get("version", ""), alone=True)
    return Spec(name=match["name"].lower(), version=exact, source=source_of_channel(channel) if channel else None)


def required_name(text: str) -> str | None:
    """Return only the name in a match specification, which is all that an edge needs; None for the machine itself."""
    match = _NAME.match(text)
    return None if match is None or is_virtual(match[1]) else match[1].lower()


def is_virtual(name: str) -> bool:
    """Return whether a name stands for the machine that the packages run on."""
    return name.startswith("__")


def _exact(text: str, *, alone: bool) -> str | None:
    """Return the one version that a text allows; `alone`: one that stands there for itself is that version."""
    if not text or "*" in text or "|" in text or "," in text:
        return None
    match = _EXACT.match(text)
    if match is None and alone:
        match = _ALONE.match(text)
    groups: Sequence[str | None] = match.groups() if match else ()
    version = next(filter(None, groups), None)
    return version if version is not None and valid_version(version) else None
