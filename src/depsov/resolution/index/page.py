"""The page of one project on a package index: which files there are, of which versions.

JSON: https://packaging.python.org/en/latest/specifications/simple-repository-api/ (PEP 691, 700, 592, 658, 714)
HTML: the same specification (PEP 503)

A page is reduced once, when it arrives, to one line for each version: some have ten thousand files, of which a
resolution looks at those of a few versions. What is not looked at is not decoded again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.purl import normalise
from depsov.resolution.index._anchors import read_tags
from depsov.values import dataclass

__all__ = ["ACCEPT", "VERSION", "File", "Page", "reduce_page"]

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
VERSION = 1
"""Of the reduced form: pages that another form was cached of are asked for again."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SDIST = re.compile(r"(?P<stem>.+)\.(?:tar\.gz|zip|tar\.bz2|tar\.xz|tgz)", re.DOTALL)
_METADATA_KEYS = ("core-metadata", "data-dist-info-metadata", "dist-info-metadata")
_SIMPLE_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/[A-Za-z0-9/._+!%~-]*+").fullmatch
_TAGS = frozenset({"a", "base", "meta"})
_HASHES = frozenset({"sha256", "sha384", "sha512"})

Row = tuple[Any, ...]
"""What is kept of a file: the fields of `File`, in order."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a project.

    `yanked` is true where the index asks not to choose it (PEP 592). `metadata` is None where the index does not say
    that it serves the metadata beside the file (PEP 658), else the SHA-256 of it, empty where that is not announced.
    `size` is in bytes, `upload_time` as the index writes it.
    """

    filename: str
    url: str
    requires_python: str | None = None
    yanked: bool = False
    metadata: str | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    size: int | None = None
    upload_time: str | None = None

    @property
    def is_wheel(self) -> bool:
        """Whether it is built."""
        return self.filename.endswith(".whl")


class Page:
    """A reduced page: its versions as they are written, and the files of each."""

    def __init__(self, body: bytes) -> None:
        """Take what `reduce_page` made. Raises `DocumentError` for anything else: a cache can be damaged."""
        try:
            lines = body.decode("utf-8").split("\n") if body else []
            self._lines = dict(line.split("\t", 1) for line in lines)
        except ValueError as error:
            raise _damaged() from error

    @property
    def versions(self) -> list[str]:
        """The versions, in the order of the page, as file names write them."""
        return list(self._lines)

    def files(self, version: str) -> list[File]:
        """Return the files of a version, in the order of the page. Raises `DocumentError` where they are damaged."""
        try:
            return [_file(*fields) for fields in json.loads(self._lines[version])]
        except (TypeError, ValueError, RecursionError, AttributeError) as error:
            raise _damaged() from error


def _damaged() -> DocumentError:
    return DocumentError("the page of a project is damaged in the cache", hint="delete the cache")


def _file(filename: str, url: str, *rest: Any) -> File:
    requires_python, yanked, metadata, hashes, size, upload_time = rest
    digests = hashes.items() if isinstance(hashes, dict) else ()
    return File(
        filename=filename,
        url=url + filename if url.endswith("/") else url,
        requires_python=_text(requires_python),
        yanked=bool(yanked),
        metadata=metadata,
        hashes=tuple((name, digest) for name, digest in digests if isinstance(digest, str)),
        size=size if isinstance(size, int) else None,
        upload_time=_text(upload_time),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def reduce_page(document: bytes, name: str, url: str) -> bytes:
    """Return the reduced form of the page of a project at a URL, against which its links are resolved.

    Raises `DocumentError` where it is no page of an index.
    """
    is_json = document[:64].lstrip()[:1] == b"{"
    rows = _json_rows(document, url) if is_json else _html_rows(document, url)
    by_version: dict[str, list[Row]] = {}
    version_of = _Versions(name)
    for row in rows:
        version = version_of(row[0])
        if version is not None:
            by_version.setdefault(version, []).append(row)
    if not is_json and not by_version:  # what says so of itself is JSON; of HTML, a page to log in looks the same
        raise DocumentError(f"is no page of an index: it links to no file of {name}")
    try:
        lines = [f"{version}\t{_ENCODE(found)}" for version, found in by_version.items()]
    except RecursionError as error:
        raise DocumentError("is nested too deep") from error
    return "\n".join(lines).encode("utf-8", "replace")  # half of a surrogate pair is no character


class _Versions:
    """Tells the version that a file name speaks of; None where it is no wheel and no source archive of the project."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[str, bool] = {}
        self._prefix: re.Pattern[str] | None = None

    def __call__(self, filename: str) -> str | None:
        if not filename.isprintable() or "/" in filename or "\\" in filename:
            return None
        if filename.endswith(".whl"):
            parts = filename.split("-", 2)
            return parts[1] if len(parts) == 3 and self._is_mine(parts[0]) and _is_word(parts[1]) else None
        match = _SDIST.fullmatch(filename)
        return None if match is None else self._of_sdist(match["stem"])

    def _of_sdist(self, stem: str) -> str | None:
        head, _, version = stem.rpartition("-")
        if not self._is_mine(head):  # `tool-1.0-1`: the version has the dash
            if self._prefix is None:
                name = r"[-_.]+".join(map(re.escape, self._name.split("-")))
                self._prefix = re.compile(rf"{name}-(.+)", re.IGNORECASE)
            match = self._prefix.fullmatch(stem)
            version = match[1] if match else ""
        return version if _is_word(version) else None

    def _is_mine(self, written: str) -> bool:
        known = self._known.get(written)
        if known is None:
            known = self._known[written] = normalise("pypi", written) == self._name
        return known


def _is_word(version: str) -> bool:
    return 0 < len(version) <= 100 and version.isprintable() and " " not in version


# --- JSON ---------------------------------------------------------------------------------------------------------


def _json_rows(document: bytes, url: str) -> Iterator[Row]:
    try:
        page = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise DocumentError("is no JSON") from error
    files, meta = page.get("files"), page.get("meta")
    if not isinstance(files, list):
        raise DocumentError("is no page of an index: it lists no files")
    _check_version(str(meta.get("api-version", "1")) if isinstance(meta, dict) else "1")
    for file in files:
        if isinstance(file, dict):
            row = _json_row(file, url)
            if row is not None:
                yield row


def _check_version(version: str) -> None:
    """Refuse a page of another major version of the API: what it says may mean something else."""
    if version.partition(".")[0] != "1":
        raise DocumentError(f"is of version {printable(version[:10])} of the API, and depsov knows 1")


def _json_row(file: dict[str, Any], base: str) -> Row | None:
    get = file.get
    filename, url = get("filename"), get("url")
    if not isinstance(filename, str) or not isinstance(url, str):
        return None
    address = _address(url, base)
    if address is None:
        return None
    metadata = _announced(file)
    yanked, python = int(bool(get("yanked"))), get("requires-python")
    # What else it is made of, and whether that is of the right type, is looked at when the file is.
    return (
        filename,
        _without(filename, address),
        python,
        yanked,
        metadata,
        get("hashes"),
        get("size"),
        get("upload-time"),
    )


def _announced(file: dict[str, Any]) -> str | None:
    """Return the hash of the metadata beside a file; PEP 714 tells why there are several keys."""
    for key in _METADATA_KEYS:
        value = file.get(key)
        if value:
            digest = value.get("sha256") if isinstance(value, dict) else None
            return digest if isinstance(digest, str) else ""
    return None


def _address(url: str, base: str) -> str | None:
    """Return where a link leads, without what no server is sent: fragments, and a user's name and password."""
    if not _SIMPLE_URL(url):
        try:
            parts = urlsplit(urljoin(base, url))
        except ValueError:
            return None
        host = parts.netloc.rpartition("@")[2]
        if parts.scheme not in {"http", "https"} or not host:
            return None
        url = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    return url


def _without(filename: str, url: str) -> str:
    """Return the folder of a URL where the file in it has its own name, as it mostly has."""
    return url[: -len(filename)] if url.endswith(f"/{filename}") else url


# --- HTML ---------------------------------------------------------------------------------------------------------


def _html_rows(document: bytes, url: str) -> Iterator[Row]:
    text = document.decode("utf-8", errors="replace")
    if "<" not in text:
        raise DocumentError("is no page of an index: neither JSON nor HTML")
    base = None
    for tag, values in read_tags(text, _TAGS):
        href = values.get("href", "")
        if tag == "meta":
            if values.get("name", "").lower() == "pypi:repository-version":
                _check_version(values.get("content", "1"))
        elif tag == "base":
            base = base or _address(href, url)  # the first one counts
        elif href:
            row = _html_row(href, base or url, values)
            if row is not None:
                yield row


def _html_row(href: str, base: str, values: Mapping[str, str]) -> Row | None:
    url = _address(href, base)
    if url is None:
        return None
    filename = unquote(urlsplit(url).path.rpartition("/")[2])
    fragment = href.partition("#")[2]
    hashes = {key: value for key, _, value in (part.partition("=") for part in fragment.split("&")) if key in _HASHES}
    announced = (values.get(f"data-{key}") for key in ("core-metadata", "dist-info-metadata"))
    metadata = next((_digest(text) for text in announced if text and text != "false"), None)
    python = values.get("data-requires-python") or None
    return filename, _without(filename, url), python, int("data-yanked" in values), metadata, hashes, None, None


def _digest(announced: str) -> str:
    """Return the SHA-256 in `sha256=…`; `true`, and another algorithm, only say that there is metadata."""
    algorithm, _, digest = announced.partition("=")
    return digest if algorithm == "sha256" else ""
