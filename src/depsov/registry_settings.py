"""Where a user's own settings send requests for packages: environment variables, `pip.conf` and `.npmrc`.

Variables inside those files are not expanded: a file of the scanned tree must not choose what is read out of the
environment and sent to a host of its choice. Opens no file: documents are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.ini import within_limits
from depsov.registries import registry_of

__all__ = ["SETTINGS_FILES", "base_url", "npm_registries", "scoped_registries", "simple_index"]

SETTINGS_FILES = ("pip.conf", "pip.ini", ".npmrc")
"""The names of the documents that are understood."""

_VARIABLES = {
    "pypi": ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "npm": ("NPM_CONFIG_REGISTRY", "npm_config_registry"),
}


def base_url(ecosystem: str, environ: Mapping[str, str], settings: Iterable[Document] = ()) -> str | None:
    """Return the address to which an evidence source of an ecosystem appends, without a slash at its end.

    The environment comes before the settings files of the project, and those before the default registry; None where
    depsov knows no registry for the ecosystem. Raises `DocumentError` where a settings file cannot be read.
    """
    given = [environ[name] for name in _VARIABLES.get(ecosystem, ()) if environ.get(name)]
    given += [url for document in settings for url in _index_urls(ecosystem, document)]
    if given:
        return _asked_at(ecosystem, given[0])
    registry = registry_of(ecosystem)
    return None if registry is None else registry.base_url


def simple_index(environ: Mapping[str, str], settings: Iterable[Document] = ()) -> str:
    """Return the address of the package index (PEP 503) to which the name of a Python project is appended.

    Looked up as `base_url` does it, without a slash at its end. Raises `DocumentError` where a settings file cannot be
    read.
    """
    given = [environ[name] for name in _VARIABLES["pypi"] if environ.get(name)]
    given += [url for document in settings for url in _index_urls("pypi", document)]
    if given:
        return _named(given[0])
    registry = registry_of("pypi")
    return f"{registry.base_url}/simple" if registry is not None else ""


def npm_registries(npmrc: Document) -> Mapping[str, str]:
    """Return the registries that a `.npmrc` names, by scope; that of all other packages under the empty string."""
    default = _index_urls("npm", npmrc)
    scoped = {scope: url for scope, url in scoped_registries(npmrc).items() if "$" not in url}
    return {**scoped, **({"": default[0]} if default else {})}


def scoped_registries(npmrc: Document) -> Mapping[str, str]:
    """Return the registries of npm scopes (`@acme` -> URL): packages of such a scope are not from the default one.

    https://docs.npmjs.com/cli/using-npm/scope#associating-a-scope-with-a-registry
    """
    suffix = ":registry"
    return {
        key.removesuffix(suffix).lower(): url
        for key, url in _npmrc(npmrc)
        if key.startswith("@") and key.endswith(suffix)
    }


def _asked_at(ecosystem: str, index: str) -> str:
    index = _named(index)
    # The JSON API stands beside the simple index: https://docs.pypi.org/api/json/
    return re.sub(r"/\+?simple\Z", "", index) if ecosystem == "pypi" else index


def _named(index: str) -> str:
    return re.sub(r"\A[A-Za-z0-9_.-]+=", "", index.strip()).rstrip("/")  # uv: NAME=URL


def _index_urls(ecosystem: str, document: Document) -> list[str]:
    if ecosystem == "npm" and document.name == ".npmrc":
        urls = [url for key, url in _npmrc(document) if key == "registry"][-1:]  # the last one counts
    elif ecosystem == "pypi" and document.name in {"pip.conf", "pip.ini"}:
        urls = _pip(document)
    else:
        return []
    return [url for url in urls if "$" not in url]


def _npmrc(document: Document) -> list[tuple[str, str]]:
    lines = _text(document).splitlines() if document.data.strip() else []
    pairs = (line.partition("=") for line in lines if not line.lstrip().startswith(("#", ";")))
    return [(key.strip(), value.strip().strip("\"'")) for key, separator, value in pairs if separator]


def _pip(document: Document) -> list[str]:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(within_limits(_text(document)))
    except configparser.Error as error:
        raise DocumentError(f"{document.path}: not a pip configuration: {error.message.splitlines()[0]}") from error
    # https://pip.pypa.io/en/stable/topics/configuration/: [global], overridden by the table of the command
    sections = [section for section in ("install", "global") if parser.has_section(section)]
    values = [parser.get(section, key, fallback="") for section in sections for key in ("index-url", "index_url")]
    return [value for value in values if value]


def _text(document: Document) -> str:
    """Return the text of a file. Raises `DocumentError` that names it: many files may say where to ask."""
    try:
        return document.text()
    except DocumentError as error:
        raise DocumentError(f"{document.path}: {error}", hint=error.hint) from error
