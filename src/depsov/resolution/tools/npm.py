"""Lets the installed npm make the lockfile that a JavaScript project lacks.

npm works on reduced copies of the manifests in a folder of its own: no script runs, no repository is cloned, no file of
the project is read or written. The settings file of the project is not taken over, as it can name commands (`git`,
`script-shell`) and paths; the registries that it names are. The user's own settings and credentials hold as ever.
https://docs.npmjs.com/cli/commands/npm-install
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from depsov.errors import ResolutionError
from depsov.resolution.addresses import SAFE
from depsov.resolution.tools._npm_errors import explained
from depsov.resolution.tools._package_json import reduced
from depsov.resolution.tools._program import find, handed_on
from depsov.resolution.tools._run import TIME_LIMIT, result, run

__all__ = ["Locked", "is_installed", "lock_with_npm"]

_OPTIONS = (
    "--package-lock-only",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-progress",
    "--loglevel=error",
    "--json",
    "--logs-max=0",
    # What the user has set for another purpose must not change the tree, or leave it unwritten.
    "--package-lock",
    "--lockfile-version=3",
    "--no-omit-lockfile-registry-resolved",
    "--no-dry-run",
    "--no-global",
    "--no-force",
    "--no-engine-strict",
    # What a package asks for from elsewhere than a registry; known since npm 11, passed over by older ones.
    "--allow-git=none",
    "--allow-remote=none",
    "--allow-file=none",
    "--script-shell=no-shell",
)

_OF_NPM = re.compile(
    r"npm_config_(?://.*|@.*:registry|registry|userconfig|globalconfig|cache|ca|cafile|cert|key|proxy|https?[_-]proxy|"
    r"noproxy|strict[_-]ssl|maxsockets|local[_-]address|fetch[_-].*|before|min[_-]release[_-]age.*|offline|"
    r"prefer[_-]offline)\Z",
    re.IGNORECASE,
)
"""Where the user's npm asks, how it gets there, and how new a release may be."""

_SCOPE = re.compile(r"@[A-Za-z0-9~_-][A-Za-z0-9~._-]*\Z")
# No variable (`${TOKEN}` would be sent to that address), no comment, no quote, no end of a line.
_REGISTRY = re.compile(SAFE + r"[A-Za-z0-9._~:/@%+\[\]-]+\Z")


class Locked(NamedTuple):
    """A `package-lock.json`, and the names of direct dependencies that npm was not asked about, sorted."""

    text: bytes
    left_out: tuple[str, ...]


def is_installed(environ: Mapping[str, str], tree: Path) -> bool:
    """Return whether there is an npm outside of the scanned tree."""
    return find("npm", environ, tree) is not None


def lock_with_npm(
    documents: Mapping[str, bytes],
    environ: Mapping[str, str],
    registries: Mapping[str, str],
    *,
    tree: Path,
    withheld: Callable[[str], bool] = lambda _: False,
    legacy_peer_deps: bool = False,
    seconds: float = TIME_LIMIT,
) -> Locked:
    """Return the lockfile (version 3) that npm makes for the manifests of one project.

    `documents` are its `package.json` and those of its workspace members (`packages/a/package.json`); `registries` the
    addresses that the project names, by scope, the one for all other packages under the empty string. Dependencies
    that come from no registry, and names that are `withheld`, are left out. `tree` is the scanned tree, from which
    nothing is run. `legacy_peer_deps` is npm's setting of that name.

    Raises `ResolutionError` where there is no npm, it finds no tree, or it takes more than `seconds`.
    """
    program = find("npm", environ, tree)
    if program is None:
        raise ResolutionError("npm is not installed", hint="install npm, or commit a package-lock.json")
    settings = _settings(registries)
    manifests = reduced(documents, withheld)
    with TemporaryDirectory(prefix="depsov-npm-") as name:
        folder = Path(name).resolve()
        for path, data in {**manifests.files, ".npmrc": settings}.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        # No --prefix: it would hide the settings of the machine. A workspace above the folder that took it in would get
        # the lockfile, and there would be none here.
        options = [*_OPTIONS, f"--git={folder / 'no-git'}"]
        options.append("--legacy-peer-deps" if legacy_peer_deps else "--no-legacy-peer-deps")
        handed = handed_on(environ, tree, _OF_NPM)
        ended = run([program, "install", *options], name="npm", folder=folder, environ=handed, seconds=seconds)
        if ended.code != 0:
            raise explained(ended.out, ended.err)
        return Locked(result(folder / "package-lock.json", "npm"), manifests.left_out)


def _settings(registries: Mapping[str, str]) -> bytes:
    """Return an `.npmrc` with the registries, and nothing else."""
    lines = []
    for scope, url in registries.items():
        if (scope and not _SCOPE.match(scope)) or not _REGISTRY.match(url):
            what = f"the registry of {scope[:100]}" if scope else "the registry"
            raise ResolutionError(
                f"{what} that the project names is no plain https address, and is not asked",
                hint="name it in .npmrc with https and without variables",
            )
        lines.append(f"{scope}:registry={url}\n" if scope else f"registry={url}\n")
    return "".join(lines).encode()
