"""`depsov check`: a tree beside its policy and its `depsov.lock`.

It reads documents, `depsov.lock`, the knowledge base and the policy, and nothing else: no network, no installed
packages, no cache. What an earlier `depsov lock` observed of a package, its block tells. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from depsov.config import DEFAULT_PRESET, Config, load_config
from depsov.errors import NamedFileError, NothingToScanError
from depsov.gate.findings import exception_findings
from depsov.gate.judged import Judged
from depsov.gate.known import Before, before_of_assessments, before_of_blocks
from depsov.gate.roots import LockRoot, label_of, roots_of
from depsov.judge import Judge
from depsov.lock import FILE, Lock
from depsov.lock.read import read_lock
from depsov.model import Finding, Level, Location, Report
from depsov.policy import Judging
from depsov.reading import Installed
from depsov.rules import by_weight
from depsov.session import Session
from depsov.tree import Tree
from depsov.values import dataclass, replace

__all__ = ["Checked", "check", "check_root"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the gate says of one tree.

    `report.findings` are those of which the policy says something, and `policy` says which policy that is. `compared`
    names what counts as before: the `depsov.lock`, or a git revision; `is_baseline` tells whether it is the former.
    Unless `is_complete`, something of the tree could not be read; unless `is_whole`, only some of the projects were
    looked at.
    """

    report: Report
    config: Config
    policy: str
    compared: str
    is_baseline: bool
    is_complete: bool
    is_whole: bool

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail."""
        return tuple(item for item in self.report.findings if item.level is Level.FAIL)


def check(
    *paths: Path | str, config: Config | None = None, as_of: date | None = None, since: str | None = None
) -> tuple[Checked, ...]:
    """Compare trees with their policy and their `depsov.lock`, one answer for each `depsov.lock`.

    `paths` are folders, and changed files, which stand for the projects they belong to (the working folder where none
    is given). `config` defaults to the configuration of the folder of each `depsov.lock`. `since` is a git revision:
    then only what has changed since is judged. Nothing is printed, sent or written.

    Raises `NamedFileError` where there is no `depsov.lock` or it is damaged, and otherwise what `scan` raises.
    """
    return tuple(
        check_root(
            root,
            load_config(root.folder, default_preset=DEFAULT_PRESET) if config is None else config,
            as_of=as_of,
            since=since,
        )
        for root in roots_of(Path(path) for path in paths)
    )


def check_root(root: LockRoot, config: Config, *, as_of: date | None = None, since: str | None = None) -> Checked:
    """Compare the tree of one `depsov.lock` with it and with a policy, see `check`."""
    label = label_of(root.file)
    lock = read_lock(root.file, label)
    if lock is None:
        raise NamedFileError(f"{label}: no such file", hint="run `depsov lock`, and commit the file")
    policy = _policy(config)
    config = replace(config, file=label_of(Path(config.file or root.folder / "depsov.toml")))
    session = Session.open(
        Tree.of(root.targets, config.exclude, root.folder), config, as_of, installed=Installed.IGNORED
    )
    judged = Judged.of(session, lock, label)
    findings = [
        *judged.stale(is_whole=root.is_whole),
        *map(_placed, exception_findings(judged.assessments, config, session.as_of, is_whole=root.is_whole)),
        *(_beside_lock(judged, root) if since is None else _since(since, judged, root)),
    ]
    return Checked(
        report=session.report(judged.assessments, by_weight(findings)),
        config=config,
        policy=policy,
        compared=label if since is None else since,
        is_baseline=since is None,
        is_complete=session.is_complete,
        is_whole=root.is_whole,
    )


def _policy(config: Config) -> str:
    """Return what people call the policy that a tree is judged by."""
    if config.policy.preset is not None:
        return f"policy {config.policy.preset}"
    return "no policy" if config.file is None else f"policy of {label_of(Path(config.file))}"


def _placed(finding: Finding) -> Finding:
    """Return a finding on the configuration with the place as messages name it."""
    place = finding.location
    if place is None or not place.file:
        return finding
    return replace(finding, location=Location(file=label_of(Path(place.file)), line=place.line))


def _beside_lock(judged: Judged, root: LockRoot) -> list[Finding]:
    judge = Judge(judged.session.config, judged.session.as_of)
    found = judged.findings(before_of_blocks(judged.lock.blocks), judge)
    return [*found, *map(judge.enforced, judged.limits() if root.is_whole else ())]


def _since(revision: str, judged: Judged, root: LockRoot) -> list[Finding]:
    """Return what came with the changes since a revision; a limit counts where it is exceeded since."""
    old = _at(revision, root, judged.session)
    judge = Judge(judged.session.config, judged.session.as_of, Judging.CHANGES)
    known = {(item.rule, item.subject) for item in old.limits}
    limits = [item for item in judged.limits() if (item.rule, item.subject) not in known] if root.is_whole else []
    return [*judged.findings(old.before, judge), *map(judge.enforced, limits)]


@dataclass(frozen=True, slots=True)
class _Old:
    """What a git revision had: who decided each package, and the limits that were exceeded already."""

    before: Mapping[str, Before]
    limits: Sequence[Finding]


def _at(revision: str, root: LockRoot, now: Session) -> _Old:
    """Judge the whole tree of a revision with the policy of today, and with the `depsov.lock` that it had."""
    from depsov.gate.revision import documents_at

    with documents_at(revision, root.folder, _led_to(now, root)) as top:
        lock = _lock_at(top / FILE, f"{FILE} at {revision}", now)
        tree = Tree(top, [""], now.config.exclude)
        try:
            session = Session.open(tree, now.config, now.as_of, installed=Installed.IGNORED)
        except NothingToScanError:
            return _Old({}, ())
        judged = Judged.of(session, lock, FILE)
    # A block says how it was; a package that had none is judged as it is known today.
    before = before_of_assessments(judged.assessments)
    recorded = before_of_blocks(lock.blocks)
    # What the file says beyond the tree was out of date, unless something of the tree could not be read.
    there = before.keys() if session.is_complete else recorded.keys()
    return _Old({**before, **{purl: recorded[purl] for purl in there & recorded.keys()}}, judged.limits())


def _led_to(now: Session, root: LockRoot) -> set[str]:
    """Return the files that documents led to, relative to the root: the same ones may have led there before."""
    paths = (now.tree.base / path for path in now.tree.covered)
    return {path.relative_to(root.folder).as_posix() for path in paths if path.is_relative_to(root.folder)}


def _lock_at(path: Path, label: str, now: Session) -> Lock:
    """Return the `depsov.lock` of a revision; history cannot be mended, so a damaged one counts as none."""
    try:
        lock = read_lock(path, label)
    except NamedFileError:
        lock = None
    return lock or Lock(knowledge="", perimeter=now.perimeter.countries, blocks={})
