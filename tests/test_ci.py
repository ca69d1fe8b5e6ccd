"""The CI templates: what each system demands of them, and their shell, run as the system runs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from depsov import __version__
from depsov.cli import main
from depsov.report import FORMATS

REPOSITORY = Path(__file__).parents[1]
PROJECT = Path(__file__).parent / "data" / "projects" / "all-groups"
CI = REPOSITORY / "ci"

BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""The shell of GitHub and Forgejo Actions; GitLab's is the same without the first two."""


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _load(path: Path) -> Any:
    return yaml.safe_load(_read(path))


def _action() -> Any:
    return _load(REPOSITORY / "action.yml")


def _gitlab() -> tuple[Any, Any]:
    """Return the header and the one job of the GitLab template."""
    header, jobs = yaml.safe_load_all(_read(CI / "gitlab.yml"))
    (job,) = jobs.values()
    return header, job


def _forgejo() -> Any:
    (job,) = _load(CI / "forgejo.yml")["jobs"].values()
    return job


def _woodpecker() -> Any:
    (step,) = _load(CI / "woodpecker.yml")["steps"]
    return step


SCRIPT = _read(CI / "check.sh")
CHECK = SCRIPT[SCRIPT.index("set -euf\n") :]
INSTALL, _ = _gitlab()[1]["script"]

COPIES: dict[str, Callable[[], list[str]]] = {
    "gitlab": lambda: list(_gitlab()[1]["script"]),
    "forgejo": lambda: [step["run"] for step in _forgejo()["steps"]],
    "woodpecker": lambda: list(_woodpecker()["commands"]),
}
"""The pieces of shell of the templates that are used without this repository."""


# --- what stands in them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", COPIES)
def test_a_copy_holds_the_lines_of_the_script(system: str) -> None:
    assert "".join(COPIES[system]()).endswith(CHECK)


@pytest.mark.parametrize("system", COPIES)
def test_all_copies_install_in_one_way(system: str) -> None:
    assert "".join(COPIES[system]()).count(INSTALL) == 1


def test_the_formats_that_a_platform_reads_are_written() -> None:
    written = re.findall(r'^  -o "(\w[\w-]*)=\$DEPSOV_REPORT/', CHECK, re.MULTILINE)

    assert written == ["text", "json", "sarif", "gitlab", "markdown"]
    assert set(written) <= set(FORMATS)


def test_the_action_has_what_github_demands() -> None:
    action = _action()

    assert {"name", "description", "inputs", "outputs", "runs"} == action.keys()
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert "uses" in step or step["shell"] == "bash"
    for item in (*action["inputs"].values(), *action["outputs"].values()):
        assert item["description"]


def test_the_gitlab_template_has_what_gitlab_demands() -> None:
    header, job = _gitlab()

    assert header.keys() == {"spec"}
    assert job["script"]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["paths"] == ["$[[ inputs.report ]]/"]
    used = set(re.findall(r"\$\[\[ inputs\.(\w+) ]]", _read(CI / "gitlab.yml")))
    assert used == header["spec"]["inputs"].keys()
    assert all("default" in item for item in header["spec"]["inputs"].values())


def test_gitlab_puts_no_input_into_the_shell() -> None:
    assert "$[[" not in "".join(COPIES["gitlab"]())


def test_the_forgejo_workflow_has_what_forgejo_demands_and_uses_no_action() -> None:
    workflow = _load(CI / "forgejo.yml")
    job = _forgejo()

    # YAML 1.1 reads the key `on` as true.
    assert workflow[True].keys() == {"push", "pull_request"}
    assert job["runs-on"] == "docker"
    assert job["container"]["image"].startswith("python:")
    assert not [step for step in job["steps"] if "uses" in step]


def test_the_woodpecker_pipeline_has_what_woodpecker_demands() -> None:
    pipeline = _load(CI / "woodpecker.yml")

    assert {item["event"] for item in pipeline["when"]} == {"push", "pull_request"}
    assert pipeline["clone"]["git"]["settings"] == {"partial": False, "depth": 0, "fetch-target-branch": True}
    assert _woodpecker()["image"].startswith("python:")


def test_woodpecker_finds_nothing_to_put_a_value_in_the_place_of() -> None:
    assert "${" not in _read(CI / "woodpecker.yml")
    assert "$$" not in _read(CI / "woodpecker.yml")


@pytest.mark.parametrize("steps", [_action()["runs"]["steps"], _forgejo()["steps"]], ids=["github", "forgejo"])
def test_no_expression_stands_in_a_shell(steps: Sequence[Any]) -> None:
    scripts = [step["run"] for step in steps if "run" in step]

    assert scripts
    assert not [script for script in scripts if "${{" in script]


def test_every_input_of_the_action_is_handed_over_in_the_environment_and_read() -> None:
    # The name of the artifact is for another action, and no shell sees it.
    inputs = _action()["inputs"].keys() - {"artifact"}
    steps = [step for step in _action()["runs"]["steps"] if "run" in step]
    handed = {value: name for step in steps for name, value in step.get("env", {}).items()}
    shell = SCRIPT + "".join(step["run"] for step in steps)

    for name in inputs:
        assert handed[f"${{{{ inputs.{name} }}}}"] == f"DEPSOV_{name.upper()}"
        assert f'"$DEPSOV_{name.upper()}' in shell or f"set -- $DEPSOV_{name.upper()}\n" in shell


def test_the_action_uses_one_other_action_and_pins_it() -> None:
    (used,) = re.findall(r"^ +uses: (.+)$", _read(REPOSITORY / "action.yml"), re.MULTILINE)

    assert re.fullmatch(r"actions/upload-artifact@[0-9a-f]{40}  # v\d+\.\d+\.\d+", used)


@pytest.mark.parametrize("name", ["gitlab.yml", "forgejo.yml", "woodpecker.yml"])
def test_a_template_installs_this_version_from_the_address_of_the_readme(name: str) -> None:
    (address,) = re.findall(r"- repo: (https://example\.org/\S+)", _read(REPOSITORY / "README.md"))

    assert f"git+{address}@v{__version__}" in _read(CI / name)


def test_the_page_speaks_of_every_template_and_every_input() -> None:
    page = _read(REPOSITORY / "docs" / "ci.md")

    assert len(page.splitlines()) <= 100
    for path in ("action.yml", *(f"ci/{item.name}" for item in CI.glob("*.yml"))):
        assert f"(../{path})" in page
    for name in _action()["inputs"]:
        assert f"`{name}`" in page


# --- running them -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """What a run left: its exit code, its log, and of GitHub what it was told besides."""

    code: int
    log: str
    summary: str = ""
    keeps_reports: bool = True


@dataclass(frozen=True)
class Checkout:
    """A git repository that a template runs in."""

    folder: Path

    @property
    def beside(self) -> Path:
        """A folder for what the system itself has, outside of the repository."""
        folder = self.folder.parent / "system"
        folder.mkdir(exist_ok=True)
        return folder

    def git(self, *args: str) -> str:
        identity = ["-c", "user.name=example", "-c", "user.email=example@example.org", "-c", "core.hooksPath=/dev/null"]
        command = ["git", *identity, *args]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")
        return self.git("rev-parse", "HEAD")

    def brings(self, package: str) -> None:
        """Let the lockfile have a package of the example project."""
        (block,) = re.findall(rf'\[\[package]]\nname = "{package}"\n(?:.+\n)*', _read(PROJECT / "uv.lock"))
        with (self.folder / "uv.lock").open("a", encoding="utf-8") as file:
            file.write(f"\n{block}")

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}

    def run(self, shell: Sequence[str], script: str, environ: Mapping[str, str], *, by_file: bool) -> tuple[int, str]:
        """Run a script as a file or through the standard input, as systems do."""
        file = self.beside / "script.sh"
        file.write_text(script, encoding="utf-8")
        kept = {"PATH": os.environ["PATH"], "HOME": str(self.beside), "TMPDIR": str(self.beside), "LANG": "C.UTF-8"}
        with file.open(encoding="utf-8") as source:
            done = subprocess.run(
                [*shell, str(file)] if by_file else shell,
                cwd=self.folder,
                env={**kept, **environ},
                stdin=None if by_file else source,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        return done.returncode, done.stdout


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without the package that brings the findings, and with a depsov.lock."""
    checkout = Checkout(tmp_path_factory.mktemp("ci") / "repository")
    shutil.copytree(PROJECT, checkout.folder)
    text = _read(PROJECT / "uv.lock")
    (checkout.folder / "uv.lock").write_text(
        re.sub(r'\[\[package]]\nname = "cloud-service-sdk"\n(?:.+\n)*\n', "", text).replace(
            '    { name = "cloud-service-sdk" },\n', ""
        )
    )
    manifest = checkout.folder / "pyproject.toml"
    manifest.write_text(_read(manifest).replace('"cloud-service-sdk", ', ""))
    assert main(["lock", "--quiet", str(checkout.folder)]) == 0
    checkout.git("init", "--quiet", "--initial-branch=main")
    checkout.commit()
    return checkout.folder


@pytest.fixture
def checkout(tmp_path: Path, locked: Path) -> Checkout:
    shutil.copytree(locked, tmp_path / "repository")
    return Checkout(tmp_path / "repository")


def run_github(checkout: Checkout, inputs: Mapping[str, str]) -> Done:
    """Run the steps of the action as GitHub does, without the one that installs."""
    action = _action()
    known = {f"inputs.{name}": inputs.get(name, item["default"]) for name, item in action["inputs"].items()}
    (checkout.beside / "depsov").symlink_to(sys.prefix)
    output, summary = checkout.beside / "output", checkout.beside / "summary"
    environ = {
        "RUNNER_TEMP": str(checkout.beside),
        "GITHUB_ACTION_PATH": str(REPOSITORY),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    install, check, keep, result = action["runs"]["steps"]
    assert "pip install" in install["run"]
    code, log = checkout.run(BASH, check["run"], {**environ, **_values(check["env"], known)}, by_file=True)
    assert code == 0, log
    for line in _read(output).splitlines():
        name, _, value = line.partition("=")
        known[f"steps.{check['id']}.outputs.{name}"] = value
    condition = "${{ inputs.artifact != '' && steps.check.outputs.exit-code != '2' }}"
    assert keep["if"] == condition
    code, _ = checkout.run(BASH, result["run"], {**environ, **_values(result["env"], known)}, by_file=True)
    return Done(code, log, _read(summary), known["steps.check.outputs.exit-code"] != "2")


def _values(environ: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    return {name: known[value.removeprefix("${{ ").removesuffix(" }}")] for name, value in environ.items()}


def run_gitlab(checkout: Checkout, inputs: Mapping[str, str], ci: Mapping[str, str] | None = None) -> Done:
    """Run the job of the template with inputs, and with the variables of GitLab of a merge request if any."""
    header, job = _gitlab()
    known = {name: inputs.get(name, item["default"]) for name, item in header["spec"]["inputs"].items()}
    variables = {**job["variables"], **(job["rules"][0]["variables"] if ci or "diff" in inputs else {})}
    environ = {
        name: re.sub(r"\$\[\[ inputs\.(\w+) ]]", lambda match: known[match[1]], variables[name]) for name in variables
    }
    for name, value in (ci or {}).items():
        environ = {key: text.replace(f"${name}", value) for key, text in environ.items()}
    return _run_copy(checkout, "gitlab", ("bash", "-eo", "pipefail"), {**environ, **(ci or {})})


def run_forgejo(checkout: Checkout, inputs: Mapping[str, str], ci: Mapping[str, str] | None = None) -> Done:
    """Run the last step of the workflow, edited to have other values."""
    environ = {**_forgejo()["env"], "BASE": "", **_edited(inputs), **(ci or {})}
    return _run_copy(checkout, "forgejo", BASH, environ, pieces=slice(-1, None), by_file=True)


def run_woodpecker(checkout: Checkout, inputs: Mapping[str, str], ci: Mapping[str, str] | None = None) -> Done:
    """Run the step of the pipeline, edited to have other values."""
    environ = {**_woodpecker()["environment"], "CI_PIPELINE_EVENT": "push", **_edited(inputs), **(ci or {})}
    return _run_copy(checkout, "woodpecker", ("sh", "-e"), environ)


def _edited(inputs: Mapping[str, str]) -> dict[str, str]:
    return {f"DEPSOV_{name.upper()}": value for name, value in inputs.items()}


def _run_copy(
    checkout: Checkout,
    system: str,
    shell: Sequence[str],
    environ: Mapping[str, str],
    *,
    pieces: slice = slice(None),
    by_file: bool = False,
) -> Done:
    script = "\n".join(COPIES[system]()[pieces])
    assert INSTALL in script
    installed = {**environ, "DEPSOV_VENV": sys.prefix}
    code, log = checkout.run(shell, script.replace(INSTALL, ""), installed, by_file=by_file)
    return Done(code, log)


SYSTEMS: dict[str, Callable[[Checkout, Mapping[str, str]], Done]] = {
    "github": run_github,
    "gitlab": run_gitlab,
    "forgejo": run_forgejo,
    "woodpecker": run_woodpecker,
}

REPORTS = {"check.txt", "depsov.txt", "depsov.json", "depsov.sarif", "code-quality.json", "depsov.md"}


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> Callable[[Checkout, Mapping[str, str]], Done]:
    return SYSTEMS[request.param]


Run = Callable[[Checkout, Mapping[str, str]], Done]


def test_it_passes_and_leaves_the_reports(system: Run, checkout: Checkout) -> None:
    done = system(checkout, {})

    assert done.code == 0, done.log
    assert "nothing fails" in done.log
    assert {path.name for path in (checkout.folder / "depsov-report").iterdir()} == REPORTS


def test_it_fails_with_findings_after_the_reports_are_written(system: Run, checkout: Checkout) -> None:
    checkout.brings("cloud-service-sdk")

    done = system(checkout, {"report": "reports of depsov"})

    assert done.code == 1, done.log
    assert done.keeps_reports
    assert "critical: new: cloud-service-sdk is decided by Example Cloud France SAS" in done.log
    report = checkout.folder / "reports of depsov"
    assert "cloud-service-sdk" in _read(report / "depsov.json")
    assert _read(report / "check.txt").strip() in done.log


def test_it_says_that_it_could_not_run(system: Run, checkout: Checkout) -> None:
    (checkout.folder / "depsov.lock").unlink()

    done = system(checkout, {})

    assert done.code == 2
    assert "there is no depsov.lock" in done.log


def test_it_takes_the_preset_and_one_option_a_line(system: Run, checkout: Checkout) -> None:
    checkout.brings("cloud-service-sdk")

    done = system(checkout, {"preset": "inventory", "args": "\n--exclude=a *\n--perimeter=DE,FR\n"})

    assert done.code == 0, done.log
    assert "policy inventory, inside means DE, FR" in done.log


def test_it_compares_with_a_revision(system: Run, checkout: Checkout) -> None:
    checkout.brings("cloud-service-sdk")
    checkout.commit()

    done = system(checkout, {"diff": "HEAD"})

    assert done.code == 1, "the lock is out of date, and the package is no change"
    assert "lock-stale" in done.log
    assert "outside-control" not in done.log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("path", "; touch x"),
        ("path", "$(touch x)"),
        ("path", "a\ntouch x"),
        ("path", "--output=json=x"),
        ("path", "-h"),
        ("diff", '"; touch x; "'),
        ("diff", "`touch x`"),
        ("diff", "--output=json=x"),
        ("preset", "; touch x"),
        ("preset", "inventory --output=json=x"),
    ],
)
def test_a_hostile_input_is_a_value_that_does_not_exist(system: Run, checkout: Checkout, name: str, value: str) -> None:
    before = checkout.files()

    done = system(checkout, {name: value})

    assert done.code == 2, done.log
    assert checkout.files() == before | {"depsov-report"}


@pytest.mark.parametrize("value", ["; touch x", "$(touch x)", "--help"])
def test_a_hostile_name_of_the_report_folder_is_a_name(system: Run, checkout: Checkout, value: str) -> None:
    before = checkout.files()

    done = system(checkout, {"report": value})

    assert done.code == 0, done.log
    assert checkout.files() == before | {value}


def test_hostile_options_are_options(system: Run, checkout: Checkout) -> None:
    before = checkout.files()

    done = system(checkout, {"args": "--exclude=$(touch x)\n--exclude=`touch x`\n--exclude=*\n"})

    assert done.code == 3, done.log
    assert checkout.files() == before | {"depsov-report"}


def test_an_option_does_not_become_the_name_of_a_file(system: Run, checkout: Checkout) -> None:
    (checkout.folder / "--output=json=x").touch()

    done = system(checkout, {"args": "--output*"})

    assert done.code == 2, done.log
    assert "x" not in checkout.files()


HOSTILE_FOLDER = "::error::y`touch x`$(touch x)"
HOSTILE_NAME = "a\\n::error::pwned`touch x`$(touch x)"


def _hostile(checkout: Checkout) -> None:
    """Bring in a lockfile in a folder whose name is a command, with a package whose name is more of them."""
    folder = checkout.folder / HOSTILE_FOLDER
    folder.mkdir()
    shutil.copy(PROJECT / "pyproject.toml", folder)
    block = (
        f'\n[[package]]\nname = "{HOSTILE_NAME}"\nversion = "1"\nsource = {{ registry = "https://index.example" }}\n'
    )
    (folder / "uv.lock").write_text(_read(PROJECT / "uv.lock") + block)


def test_nothing_of_a_hostile_lockfile_is_executed(system: Run, checkout: Checkout) -> None:
    _hostile(checkout)
    before = checkout.files()

    done = system(checkout, {})

    assert done.code == 1, done.log
    assert f"\n\\{HOSTILE_FOLDER}/uv.lock:" in f"\n{done.log}"  # no command of a runner: `\::error::`
    assert "pwned" in done.log
    assert checkout.files() == before | {"depsov-report"}
    assert not list(checkout.folder.rglob("x"))


def test_a_committed_link_in_the_place_of_the_report_folder_is_not_written_through(
    system: Run, checkout: Checkout
) -> None:
    place = checkout.beside / "place"
    place.mkdir()
    (place / "check.txt").write_text("a secret")
    (checkout.folder / "depsov-report").symlink_to(place)

    done = system(checkout, {})

    assert done.code == 2
    assert "a secret" not in done.log + done.summary
    assert {path.name for path in place.iterdir()} == {"check.txt"}
    assert _read(place / "check.txt") == "a secret"


# --- GitHub -------------------------------------------------------------------------------------------------------


def test_github_obeys_no_command_in_the_log(checkout: Checkout) -> None:
    _hostile(checkout)

    lines = run_github(checkout, {}).log.splitlines()

    stop = re.fullmatch(r"::stop-commands::([0-9a-f]{64})", lines[0])
    assert stop is not None
    assert lines[-1] == f"::{stop[1]}::"
    assert any(line.startswith("\\::error::") for line in lines[1:-1])
    assert not any(line.startswith("::") for line in lines[1:-1])
    assert not any(stop[1] in line for line in lines[1:-1])


def test_github_has_a_new_token_in_every_run(checkout: Checkout) -> None:
    first = run_github(checkout, {}).log.splitlines()[0]
    (checkout.beside / "depsov").unlink()

    assert run_github(checkout, {}).log.splitlines()[0] != first


def test_the_summary_is_one_fence_that_no_line_can_end(checkout: Checkout) -> None:
    (checkout.folder / "```").mkdir()
    shutil.copy(PROJECT / "uv.lock", checkout.folder / "```")

    lines = run_github(checkout, {}).summary.splitlines()

    assert lines[0] == "```text"
    assert lines[-1] == "```"
    assert any(line.startswith("    ```/uv.lock:") for line in lines)
    assert all(not line or line.startswith("    ") for line in lines[1:-1])


def test_github_keeps_no_folder_that_it_did_not_write(checkout: Checkout) -> None:
    (checkout.folder / "depsov-report").symlink_to("/")

    assert not run_github(checkout, {}).keeps_reports


# --- pull requests ------------------------------------------------------------------------------------------------


@pytest.fixture
def pull_request(checkout: Checkout) -> Checkout:
    """A pull request that brings one package, to a branch that has gone on and dropped another since it began."""
    start = checkout.git("rev-parse", "HEAD")
    kept = _read(checkout.folder / "uv.lock")
    (checkout.folder / "uv.lock").write_text(
        kept.replace('name = "cloud-tools"\nversion = "1.4"', 'name = "x"\nversion = "1"')
    )
    checkout.commit()
    checkout.git("update-ref", "refs/remotes/origin/main", "HEAD")
    checkout.git("update-ref", "refs/depsov/base", "HEAD")
    checkout.git("checkout", "--quiet", "-b", "change", start)
    checkout.brings("cloud-service-sdk")
    checkout.commit()
    return checkout


@pytest.mark.parametrize(
    ("run", "ci"),
    [
        (run_forgejo, {"BASE": "main"}),
        (run_woodpecker, {"CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_TARGET_BRANCH": "main"}),
        (run_gitlab, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "BASE"}),
    ],
    ids=["forgejo", "woodpecker", "gitlab"],
)
def test_a_pull_request_is_compared_with_where_it_began(
    run: Callable[[Checkout, Mapping[str, str], Mapping[str, str]], Done], ci: Mapping[str, str], pull_request: Checkout
) -> None:
    base = pull_request.git("merge-base", "HEAD", "origin/main")

    done = run(pull_request, {}, {name: base if value == "BASE" else value for name, value in ci.items()})

    assert done.code == 1, done.log
    assert f"beside {base}: " in done.log
    assert "new: cloud-service-sdk" in done.log
    assert "cloud-tools is" not in done.log


def test_a_pull_request_whose_base_is_not_there_could_not_run(checkout: Checkout) -> None:
    done = run_woodpecker(checkout, {}, {"CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_TARGET_BRANCH": "; touch x"})

    assert done.code == 2
    assert "x" not in checkout.files()


def test_forgejo_checks_out_the_commit_and_the_base(pull_request: Checkout, tmp_path: Path) -> None:
    head = pull_request.git("rev-parse", "HEAD")
    fresh = Checkout(tmp_path / "fresh")
    fresh.folder.mkdir()
    environ = {
        "TOKEN": "example",
        "BASE": "main",
        "GITHUB_SERVER_URL": tmp_path.as_uri(),
        "GITHUB_REPOSITORY": "repository",
        "GITHUB_SHA": head,
    }
    step, _ = _forgejo()["steps"]

    code, log = fresh.run(BASH, step["run"], environ, by_file=True)

    assert code == 0, log
    assert fresh.git("rev-parse", "HEAD") == head
    assert fresh.git("rev-parse", "refs/depsov/base") == pull_request.git("rev-parse", "main")
    assert "example" not in _read(fresh.folder / ".git" / "config")


# --- installing ---------------------------------------------------------------------------------------------------


def _wheel(folder: Path) -> Path:
    """Make a wheel that has a `depsov` and needs nothing."""
    place = folder / "example-1-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as wheel:
        wheel.writestr("example.py", "def main() -> None:\n    print('installed')\n")
        wheel.writestr("example-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: example\nVersion: 1\n")
        wheel.writestr("example-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("example-1.dist-info/entry_points.txt", "[console_scripts]\ndepsov = example:main\n")
        wheel.writestr("example-1.dist-info/RECORD", "")
    return place


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (_action()["runs"]["steps"][0]["run"], '\n"$RUNNER_TEMP/depsov/bin/depsov"'),
        (INSTALL, '\n"$DEPSOV_VENV/bin/depsov"'),
    ],
    ids=["github", "copies"],
)
def test_it_installs_and_runs_no_module_of_the_project(script: str, says: str, checkout: Checkout) -> None:
    for name in ("ensurepip", "logging", "pip", "subprocess", "venv"):
        (checkout.folder / f"{name}.py").write_text("open('x', 'w')\n")
    source = str(_wheel(checkout.beside))
    environ = {
        "PIP_NO_INDEX": "1",
        "RUNNER_TEMP": str(checkout.beside),
        "GITHUB_ACTION_PATH": source,
        "DEPSOV_SOURCE": source,
        "DEPSOV_PYTHON": sys.executable,
    }

    code, log = checkout.run(BASH, script + says, environ, by_file=True)

    assert (code, log) == (0, "installed\n")
    assert "x" not in checkout.files()


@pytest.mark.parametrize(
    ("name", "value"), [("DEPSOV_PYTHON", "; touch x"), ("DEPSOV_SOURCE", "--requirement=requirements.txt")]
)
def test_what_cannot_be_installed_could_not_run(name: str, value: str, checkout: Checkout) -> None:
    (checkout.folder / "requirements.txt").write_text(str(_wheel(checkout.beside)))
    environ = {"PIP_NO_INDEX": "1", "DEPSOV_SOURCE": "x", "DEPSOV_PYTHON": sys.executable, name: value}

    code, log = checkout.run(BASH, INSTALL, environ, by_file=True)

    assert code == 2, log
    assert "x" not in checkout.files()
