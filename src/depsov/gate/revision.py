"""The documents of a tree as they were at a git revision, laid out in a folder that the same readers read.

Only git's object store is read (`ls-tree`, `cat-file`): no filter, hook or file system monitor of the repository runs.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from depsov.discover import Names
from depsov.documents import MAX_BYTES
from depsov.errors import UsageError
from depsov.formats import FORMATS
from depsov.lock import FILE
from depsov.resolution.tools._program import find
from depsov.values import dataclass

__all__ = ["documents_at"]

_REGULAR = {"100644", "100755"}
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    object: str


@contextmanager
def documents_at(revision: str, folder: Path, also: Collection[str] = ()) -> Iterator[Path]:
    """Yield a folder with the lockfiles, manifests and `depsov.lock` that a folder had at a revision.

    `also` are files, relative to the folder, that no format names and a document may lead to: a parent `pom.xml` of
    another name.

    Raises `UsageError` where the folder is in no git repository, or the revision does not exist.
    """
    commit = _commit(revision, folder)
    with TemporaryDirectory(prefix="depsov-") as name:
        top = Path(name).resolve()
        for path, data in _contents(_entries(commit, folder, also), folder):
            place = top / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        yield top


def _commit(revision: str, folder: Path) -> str:
    if "\0" in revision:
        raise UsageError("--diff: no revision has such a name")
    # A name that begins with a hyphen would be an option.
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    done = _git(asked, folder, check=False)
    commit = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode == 0 and _HASH.fullmatch(commit):
        return commit
    inside = _git(["rev-parse", "--git-dir"], folder, check=False)
    if inside.returncode != 0:
        said = inside.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"--diff {revision}: {folder} is in no git repository that can be read", hint=said)
    raise UsageError(
        f"--diff {revision}: no such revision", hint="in CI, fetch it first: a shallow clone has only the newest commit"
    )


def _entries(commit: str, folder: Path, also: Collection[str]) -> list[_Entry]:
    """Return the regular files of documents in a commit, below the folder and relative to it."""
    names = Names(FORMATS)
    wanted = frozenset(also)
    listed = _git(["ls-tree", "-r", "-z", "-l", commit], folder).stdout.split(b"\0")
    entries = []
    for line in filter(None, listed):
        head, _, raw = line.partition(b"\t")
        mode, _, name, size = head.decode().split()
        path = raw.decode("utf-8", "surrogateescape")
        base = path.rpartition("/")[2]
        is_named = base == FILE or base in names.companions or names.reader(path) is not None
        is_wanted = is_named or path in wanted
        # git itself never writes a tree with such steps; somebody else may.
        is_below = not path.startswith("/") and ".." not in path.split("/")
        if is_wanted and is_below and mode in _REGULAR and not (size.isdigit() and int(size) > MAX_BYTES):
            entries.append(_Entry(path, name))
    return entries


def _contents(entries: Sequence[_Entry], folder: Path) -> Iterator[tuple[str, bytes]]:
    if not entries:
        return
    asked = "".join(f"{entry.object}\n" for entry in entries).encode()
    answer = _git(["cat-file", "--batch"], folder, send=asked).stdout
    start = 0
    for entry in entries:
        end = answer.index(b"\n", start)
        head = answer[start:end].split()
        if len(head) != 3:
            raise UsageError(f"--diff: git lacks the contents of {entry.path}", hint="a partial clone? fetch it first")
        size = int(head[2])
        yield entry.path, answer[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _git(
    arguments: Sequence[str], folder: Path, *, send: bytes = b"", check: bool = True
) -> subprocess.CompletedProcess[bytes]:
    # In a hook, git names its repository and index in the environment, relative to a folder that need not be ours.
    environ = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    # What a partial clone lacks, git would fetch, by a command that its configuration names.
    environ |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
    git = find("git", os.environ, folder)  # never one that lies in the tree
    if git is None:
        raise UsageError("--diff needs git, which is not installed")
    try:
        return subprocess.run(  # noqa: S603 - the arguments are ours; of the user's there is a name, checked by git
            [git, *arguments],
            cwd=folder,
            env=environ,
            input=send,
            capture_output=True,
            check=check,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"--diff: git {arguments[0]} failed: {said}") from error
