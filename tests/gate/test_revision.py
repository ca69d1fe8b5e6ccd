"""The documents of a tree at a git revision, read from real repositories by the real git."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from depsov.errors import UsageError
from depsov.gate.revision import documents_at
from depsov.lock import FILE

IDENTITY = ["-c", "user.name=example", "-c", "user.email=example@example.org"]


class Repository:
    """A git repository of its own, with nobody's configuration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *args: str) -> str:
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *IDENTITY, *args], cwd=self.folder, env=environ, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, path: str | bytes, data: bytes = b"x\n") -> Path:
        place = self.folder / os.fsdecode(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        return place

    def commit(self) -> str:
        self.git("add", "--all", "--force")
        self.git("-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one commit that has one lockfile."""
    made = Repository(tmp_path / "repository")
    made.write("uv.lock", b"first\n")
    made.commit()
    return made


def _at(revision: str, folder: Path) -> dict[bytes, bytes]:
    """Return the documents at a revision, by their path in bytes."""
    with documents_at(revision, folder) as top:
        found = [path for path in top.rglob("*") if not path.is_dir()]
        assert not any(path.is_symlink() for path in found)
        return {os.fsencode(path.relative_to(top)): path.read_bytes() for path in found}


def _refused(revision: str, folder: Path) -> UsageError:
    with pytest.raises(UsageError) as caught, documents_at(revision, folder):
        pass
    assert caught.value.exit_code == 2
    return caught.value


# --- what is there ------------------------------------------------------------------------------------------------


def test_the_documents_are_those_of_the_revision(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.write("uv.lock", b"second\n")
    repository.commit()
    repository.write("uv.lock", b"not committed\n")

    assert _at(first, repository.folder) == {b"uv.lock": b"first\n"}
    assert _at("HEAD", repository.folder) == {b"uv.lock": b"second\n"}


@pytest.mark.parametrize("name", ["HEAD", "HEAD~1", "main", "refs/heads/main~1", "v1", "v1~1", "@", "HEAD@{0}"])
def test_any_name_of_a_commit_does(repository: Repository, name: str) -> None:
    repository.commit()
    repository.git("tag", "--annotate", "--message", "one", "v1")
    assert _at(name, repository.folder) == {b"uv.lock": b"first\n"}


def test_a_short_hash_does(repository: Repository) -> None:
    assert _at(repository.git("rev-parse", "--short", "HEAD"), repository.folder) == {b"uv.lock": b"first\n"}


def test_lockfiles_manifests_and_the_file_of_depsov_are_taken_and_nothing_else(repository: Repository) -> None:
    wanted = [
        "pyproject.toml",
        "web/package.json",
        "web/package-lock.json",
        "requirements/dev.txt",
        FILE,
        f"web/{FILE}",
    ]
    for path in (
        *wanted,
        "main.py",
        "uv.lock.orig",
        "my-depsov.lock",
        "depsov.lock.txt",
        ".gitattributes",
        "web/a.txt",
    ):
        repository.write(path)
    repository.commit()

    assert sorted(_at("HEAD", repository.folder)) == sorted(path.encode() for path in ("uv.lock", *wanted))


def test_files_that_documents_lead_to_are_taken_as_well(repository: Repository) -> None:
    for path in ("shared/parent.xml", "shared/other.xml", "app/shared/parent.xml"):
        repository.write(path)
    repository.commit()

    with documents_at("HEAD", repository.folder, {"shared/parent.xml", "../outside.xml", "gone.xml"}) as top:
        found = sorted(path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())
    with documents_at("HEAD", repository.folder / "app", {"shared/parent.xml"}) as top:
        below = sorted(path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())

    assert found == ["shared/parent.xml", "uv.lock"]
    assert below == ["shared/parent.xml"]


def test_a_file_has_the_bytes_that_were_committed(repository: Repository) -> None:
    data = bytes(range(256)) + b"\r\n\n\n" + b"\0" * 10 + b"blob 3\n"
    for path in ("a/uv.lock", "b/uv.lock"):
        repository.write(path, data)
    repository.write("c/uv.lock", b"")
    repository.commit()

    found = _at("HEAD", repository.folder)

    assert (found[b"a/uv.lock"], found[b"b/uv.lock"], found[b"c/uv.lock"]) == (data, data, b"")


def test_a_file_that_git_would_turn_for_this_system_is_as_it_was_committed(repository: Repository) -> None:
    repository.write(".gitattributes", b"*.lock text eol=crlf ident export-subst\n")
    repository.write("uv.lock", b"$Id$\n$Format:%H$\n")
    repository.commit()
    assert _at("HEAD", repository.folder) == {b"uv.lock": b"$Id$\n$Format:%H$\n"}


def test_of_a_folder_only_what_lies_below_it_is_taken(repository: Repository) -> None:
    for path in ("app/uv.lock", "app/web/yarn.lock", "apps/uv.lock"):
        repository.write(path)
    repository.commit()
    assert sorted(_at("HEAD", repository.folder / "app")) == [b"uv.lock", b"web/yarn.lock"]


def test_a_folder_that_the_revision_did_not_have_is_empty(repository: Repository) -> None:
    repository.write("new/uv.lock")
    assert _at("HEAD", repository.folder / "new") == {}


def test_a_revision_without_files_is_empty(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.commit()
    assert _at("HEAD", repository.folder) == {}


def test_what_was_taken_is_gone_afterwards(repository: Repository) -> None:
    with documents_at("HEAD", repository.folder) as top:
        assert (top / "uv.lock").is_file()
    assert not top.exists()


def test_what_was_taken_is_gone_after_an_error_as_well(repository: Repository) -> None:
    with pytest.raises(KeyError), documents_at("HEAD", repository.folder) as top:
        raise KeyError
    assert not top.exists()


def test_the_repository_is_left_as_it_was(repository: Repository) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_size)
            for path in repository.folder.rglob("*")
            if path.is_file()
        }

    before = state()
    _at("HEAD", repository.folder)
    assert state() == before


# --- names and kinds of files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder",
    [
        b"with blanks  in it",
        b"new\nline",
        b"tab\tand \"quotes\" and \\ and 'more'",
        b"not utf-8 \xff\xfe",
        "über".encode(),
        b"-option",
        b"--output=x",
        b"$(touch x)",
        b"HEAD",
        b"a:b",
        b"*",
        b"[ab]",
        b"...",
    ],
)
def test_a_folder_may_have_any_name(repository: Repository, folder: bytes) -> None:
    repository.write(folder + b"/uv.lock", b"inside\n")
    repository.commit()

    assert _at("HEAD", repository.folder)[folder + b"/uv.lock"] == b"inside\n"
    assert _at("HEAD", repository.folder / os.fsdecode(folder)) == {b"uv.lock": b"inside\n"}


def test_a_file_may_have_any_name(repository: Repository) -> None:
    repository.write(b"bill\n\xff of.cdx.json", b"{}")
    repository.commit()
    assert _at("HEAD", repository.folder)[b"bill\n\xff of.cdx.json"] == b"{}"


def test_links_are_left_out(repository: Repository) -> None:
    (repository.folder / "web").mkdir()
    (repository.folder / "web" / "yarn.lock").symlink_to("../uv.lock")
    (repository.folder / "linked").symlink_to("web", target_is_directory=True)
    (repository.folder / "pdm.lock").symlink_to("../outside")
    repository.commit()

    assert repository.git("ls-tree", "-r", "HEAD").count("120000") == 3
    assert _at("HEAD", repository.folder) == {b"uv.lock": b"first\n"}


def test_modules_of_other_repositories_are_left_out(repository: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.write("uv.lock", b"other\n")
    other.commit()
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "uv.lock.d")
    # A submodule may have the very name of a document.
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{other.git('rev-parse', 'HEAD')},poetry.lock")
    repository.git("-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message", "modules")

    assert repository.git("ls-tree", "-r", "HEAD").count("160000") == 2
    assert _at("HEAD", repository.folder) == {b"uv.lock": b"first\n"}


def test_a_file_that_may_be_run_is_a_file(repository: Repository) -> None:
    repository.write("yarn.lock").chmod(0o755)
    repository.commit()
    assert b"yarn.lock" in _at("HEAD", repository.folder)


def test_a_file_over_the_limit_is_left_out(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("yarn.lock", b"x" * 101)
    repository.write("pdm.lock", b"x" * 100)
    repository.commit()
    monkeypatch.setattr("depsov.gate.revision.MAX_BYTES", 100)
    assert sorted(_at("HEAD", repository.folder)) == [b"pdm.lock", b"uv.lock"]


def test_a_tree_with_a_step_upwards_stays_in_its_folder(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = repository.git("rev-parse", "HEAD:uv.lock")
    inner = _hash(repository, b"100644 uv.lock\0" + bytes.fromhex(blob))
    outer = _hash(repository, b"40000 ..\0" + bytes.fromhex(inner) + b"100644 pdm.lock\0" + bytes.fromhex(blob))
    commit = repository.git("commit-tree", "-m", "hostile", outer)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))

    with documents_at(commit, repository.folder) as top:
        assert top.is_relative_to(scratch)
        assert [path for path in scratch.rglob("*") if path.is_file()] == [top / "pdm.lock"]


def _hash(repository: Repository, tree: bytes) -> str:
    done = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        cwd=repository.folder,
        input=tree,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


# --- revisions that are none --------------------------------------------------------------------------------------

HINT = "in CI, fetch it first: a shallow clone has only the newest commit"


@pytest.mark.parametrize(
    "revision",
    [
        "nothing",
        "HEAD~1",
        "v9.9",
        "0" * 40,
        "f" * 40,
        "",
        " ",
        "HEAD main",
        "HEAD\nmain",
        "HEAD..main",
        "HEAD:uv.lock",
        "HEAD^{tree}",
        "--output=x",
        "--help",
        "--git-dir",
        "--exec=touch x",
        "-h",
        "--",
        "--end-of-options",
        "--all",
    ],
)
def test_a_revision_that_does_not_exist_is_an_error(repository: Repository, revision: str) -> None:
    error = _refused(revision, repository.folder)
    assert error.message == f"--diff {revision}: no such revision"
    assert error.hint == HINT
    assert sorted(path.name for path in repository.folder.iterdir()) == [".git", "uv.lock"]


def test_a_revision_that_excludes_is_an_error(repository: Repository) -> None:
    assert _refused("^HEAD", repository.folder).message == "--diff ^HEAD: no such revision"


def test_a_revision_with_a_nul_character_is_an_error(repository: Repository) -> None:
    assert _refused("HEAD\0", repository.folder).message == "--diff: no revision has such a name"


def test_a_revision_that_a_shallow_clone_does_not_have_is_an_error(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.write("uv.lock", b"second\n")
    repository.commit()
    repository.git("clone", "--quiet", "--depth=1", repository.folder.as_uri(), str(tmp_path / "clone"))

    for revision in (first, "HEAD~1"):
        assert _refused(revision, tmp_path / "clone").hint == HINT
    assert _at("HEAD", tmp_path / "clone") == {b"uv.lock": b"second\n"}


def test_a_repository_without_a_commit_has_no_revision(tmp_path: Path) -> None:
    assert _refused("HEAD", Repository(tmp_path / "repository").folder).message == "--diff HEAD: no such revision"


def test_a_folder_in_no_repository_is_an_error(tmp_path: Path) -> None:
    error = _refused("HEAD", tmp_path)
    assert error.message == f"--diff HEAD: {tmp_path} is in no git repository that can be read"
    assert error.hint is not None
    assert "not a git repository" in error.hint


def test_without_git_there_is_an_error(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.folder))
    assert _refused("HEAD", repository.folder).message == "--diff needs git, which is not installed"


def test_a_repository_with_a_hole_is_an_error(repository: Repository) -> None:
    blob = repository.git("rev-parse", "HEAD:uv.lock")
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    error = _refused("HEAD", repository.folder)
    assert error.message == "--diff: git lacks the contents of uv.lock"
    assert error.hint == "a partial clone? fetch it first"


def test_a_repository_without_its_tree_is_an_error(repository: Repository) -> None:
    tree = repository.git("rev-parse", "HEAD^{tree}")
    (repository.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    assert _refused("HEAD", repository.folder).message.startswith("--diff: git ls-tree failed: fatal: ")


# --- surroundings -------------------------------------------------------------------------------------------------


def test_the_environment_of_a_hook_does_not_lead_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.write("uv.lock", b"other\n")
    other.commit()
    for name, value in {
        "GIT_DIR": str(other.folder / ".git"),
        "GIT_WORK_TREE": str(other.folder),
        "GIT_INDEX_FILE": ".git/no-such-index",
        "GIT_OBJECT_DIRECTORY": str(other.folder / ".git" / "objects"),
        "GIT_PREFIX": "somewhere/",
        "GIT_NAMESPACE": "other",
    }.items():
        monkeypatch.setenv(name, value)

    assert _at("HEAD", repository.folder) == {b"uv.lock": b"first\n"}


def test_a_hook_of_git_may_ask(repository: Repository, tmp_path: Path) -> None:
    hook = repository.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    program = (
        "from pathlib import Path\n"
        "from depsov.gate.revision import documents_at\n"
        "with documents_at('HEAD', Path('app')) as top:\n"
        f"    Path({str(tmp_path / 'said')!r}).write_text((top / 'uv.lock').read_text())\n"
    )
    (tmp_path / "ask.py").write_text(program)
    repository.write("app/uv.lock", b"committed\n")
    repository.commit()
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path / "ask.py"}"\n')
    hook.chmod(0o755)
    repository.write("app/uv.lock", b"staged\n")

    repository.git("commit", "--quiet", "--all", "--message", "change")

    assert (tmp_path / "said").read_text() == "committed\n"


def test_nothing_that_the_configuration_names_is_run(repository: Repository, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> "{ran}"\nexec cat\n')
    trap.chmod(0o755)
    repository.write(".gitattributes", b"* filter=trap diff=trap merge=trap\n")
    repository.commit()
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"):
        (hooks / name).symlink_to(trap)
    for key, value in {
        "core.hooksPath": str(hooks),
        "core.fsmonitor": str(trap),
        "core.pager": str(trap),
        "core.editor": str(trap),
        "core.askPass": str(trap),
        "filter.trap.smudge": str(trap),
        "filter.trap.clean": str(trap),
        "filter.trap.process": str(trap),
        "filter.trap.required": "true",
        "diff.trap.textconv": str(trap),
        "diff.trap.command": str(trap),
        "diff.external": str(trap),
        "pager.ls-tree": str(trap),
        "pager.cat-file": str(trap),
        "alias.ls-tree": f"!{trap}",
        "alias.cat-file": f"!{trap}",
        "alias.rev-parse": f"!{trap}",
    }.items():
        repository.git("config", key, value)

    assert _at("HEAD", repository.folder) == {b"uv.lock": b"first\n"}
    assert not ran.exists()

    subprocess.run(["git", "status"], cwd=repository.folder, check=False, capture_output=True)
    assert ran.exists()  # the trap works


def test_a_partial_clone_asks_nobody(repository: Repository, tmp_path: Path) -> None:
    repository.write("uv.lock", b"second\n")
    repository.commit()
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--filter=blob:none", repository.folder.as_uri(), str(clone))
    ran = tmp_path / "ran"
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\ntouch "{ran}"\nexit 1\n')
    trap.chmod(0o755)
    repository.git("-C", str(clone), "config", "core.sshCommand", str(trap))
    repository.git("-C", str(clone), "config", "remote.origin.url", "ssh://forge.example/repository")

    _refused("HEAD~1", clone)

    assert not ran.exists()


def test_a_working_tree_beside_the_main_one_does(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", "-b", "feature", str(tmp_path / "tree"))
    assert _at("main", tmp_path / "tree") == {b"uv.lock": b"first\n"}
