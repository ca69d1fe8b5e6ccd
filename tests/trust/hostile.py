"""A tree that tries to be run, and to lead out of itself: whatever a package manager, a build or git would follow."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from depsov.values import dataclass

__all__ = ["Hostile", "hostile_tree"]

INSTALLED = ".venv/lib/python3.11/site-packages"


@dataclass(frozen=True, slots=True)
class Hostile:
    """The tree, a folder beside it that nobody named, and the file that exists once anything of the tree has run."""

    tree: Path
    outside: Path
    ran: Path


def hostile_tree(top: Path) -> Hostile:
    """Make the tree below a folder."""
    made = Hostile(top / "tree", top / "outside", top / "ran")
    for path, text in {**_programs(made.ran), **_documents()}.items():
        _write(made.tree / path, text)
    for path, text in _secrets().items():
        _write(made.outside / path, text)
    for path, target in _LINKS.items():
        place = made.tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(os.path.relpath(made.outside / target, place.parent))
    _repository(made)
    return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if text.startswith("#!"):
        path.chmod(0o755)


# --- what would run -------------------------------------------------------------------------------------------------

_MODULES = (
    *("setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py", "noxfile.py", "tasks.py", "hatch_build.py"),
    *(
        "depsov/__init__.py",
        "depsov/__main__.py",
        "json.py",
        "tomllib.py",
        "argparse.py",
        "httpx.py",
        "rich/__init__.py",
    ),
    *("publicsuffixlist/__init__.py", "hishel.py", "babel.py", "packaging/__init__.py", "pathspec.py", "resolvelib.py"),
    f"{INSTALLED}/sitecustomize.py",
    f"{INSTALLED}/depsov.py",
)
_SCRIPTS = (
    *("gradlew", "mvnw", "configure", "node_modules/.bin/git", "node_modules/.bin/npm", "node_modules/.bin/uv", "git"),
    *(".venv/bin/python", ".venv/bin/python3", ".venv/bin/pip", ".venv/bin/git", ".husky/pre-commit", "trap"),
)


def _programs(ran: Path) -> dict[str, str]:
    script = f"#!/bin/sh\necho ran > '{ran}'\n"
    module = f"open({str(ran)!r}, 'w').write('ran')\n"
    touch = f"touch '{ran}'"
    setup = f"{module}from setuptools import setup\nsetup(name='tool', install_requires=['works-forms', *open('a')])\n"
    scripts = ", ".join(f'"{name}": "{touch}"' for name in ("preinstall", "install", "prepare", "postinstall"))
    wishes = '"dependencies": {"tool": "^1", "linked": "file:../outside"}, "workspaces": ["../outside", "parts/*"]'
    gradle = f"plugins {{ id 'java' }}\napply from: '../outside/build.gradle'\n\"{touch}\".execute()\n"
    return {
        **dict.fromkeys(_MODULES, module),
        **dict.fromkeys(_SCRIPTS, script),
        "setup.py": setup,
        "package.json": f'{{"name": "tool", "scripts": {{{scripts}}}, {wishes}}}',
        "Makefile": f"all:\n\t{touch}\n",
        "build.gradle": gradle,
        "settings.gradle": f"includeBuild '../outside'\n\"{touch}\".execute()\n",
        "Gemfile": f"system('{touch}')\neval_gemfile '../outside/Gemfile'\ngem 'tool'\n",
        "mix.exs": f'System.cmd("touch", ["{ran}"])\n',
        "conanfile.py": module,
        "build.rs": f'fn main() {{ std::process::Command::new("touch").arg("{ran}").status(); }}\n',
        "build.zig": touch,
        ".pnpmfile.cjs": f"require('child_process').execSync({touch!r})\n",
        ".yarnrc.yml": "yarnPath: ./trap\nplugins: [./trap]\n",
        ".envrc": touch,
        f"{INSTALLED}/tool.pth": f"import os; os.system({touch!r})\n",
        "pyproject.toml": (
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "setup"\nbackend-path = ["."]\n'
            '[project]\nname = "tool"\nversion = "1"\ndependencies = ["works-forms", "sample-tool"]\n'
            'dynamic = ["optional-dependencies"]\n'
            "[tool.setuptools.dynamic]\noptional-dependencies.more = { file = ['../outside/secret.txt'] }\n"
            "[tool.uv.workspace]\nmembers = ['../outside']\n[tool.uv.sources]\nworks-forms = { path = '../outside' }\n"
        ),
    }


# --- what would lead out --------------------------------------------------------------------------------------------

SECRET = "secret-of-the-machine"


def _documents() -> dict[str, str]:
    metadata = "Metadata-Version: 2.1\nName: installed-tool\nVersion: 1.0\nRequires-Dist: works-forms\n"
    dependency = "<dependency><groupId>org.example</groupId><artifactId>a</artifactId><version>1</version></dependency>"
    parent = (
        "<parent><groupId>o</groupId><artifactId>p</artifactId><version>1</version><relativePath>../outside/pom.xml"
    )
    entity = '<!DOCTYPE p [<!ENTITY leak SYSTEM "file:///etc/hostname">]>'
    return {
        ".npmrc": "registry=https://npm.example.net\n//npm.example.net/:_authToken=${HOME}\nscript-shell=./trap\n",
        "pip.conf": "[global]\nindex-url = https://pypi.example.net/simple\n",
        ".pypirc": "[distutils]\nindex-servers = a\n",
        "requirements.txt": "-r ../outside/requirements.txt\n-c ../outside/constraints.txt\n-e ../outside\n"
        "works-forms==1.0\n",
        "setup.cfg": "[metadata]\nname = attr: setup.name\nversion = file: ../outside/secret.txt\n"
        "[options]\ninstall_requires = file: ../outside/requirements.txt\n",
        "pom.xml": f"<project>{parent}</relativePath></parent><artifactId>b</artifactId><modules><module>../outside"
        f"</module></modules><dependencies>{dependency}</dependencies></project>",
        "leak/pom.xml": f"{entity}<project><groupId>g</groupId><artifactId>&leak;</artifactId>"
        "<version>1</version></project>",
        "Cargo.toml": '[package]\nname = "t"\nversion = "1.0.0"\nbuild = "build.rs"\n'
        '[workspace]\nmembers = ["../outside"]\n'
        '[dependencies]\na = { path = "../outside" }\n',
        "go.mod": "module example.net/t\n\ngo 1.22\n\nrequire example.net/a v1.0.0\n\n"
        "replace example.net/a => ../outside\n",
        "go.work": "go 1.22\n\nuse ../outside\n",
        "tool.csproj": '<Project><Import Project="../outside/a.props" /><ItemGroup>'
        '<PackageReference Include="A" Version="1.0" />'
        "</ItemGroup><Target Name='x' BeforeTargets='Restore'><Exec Command='./trap' /></Target></Project>",
        "composer.json": '{"name": "a/b", "require": {"c/d": "^1"}, '
        '"repositories": [{"type": "path", "url": "../outside"}], "scripts": {"pre-install-cmd": "./trap"}}',
        "pubspec.lock": "packages: {}\n",
        "Gemfile.lock": "PATH\n  remote: ../outside\n  specs:\n    local (1.0)\n\nGEM\n  remote: https://rubygems.example\n"
        "  specs:\n    tool (1.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  tool\n",
        "pnpm-workspace.yaml": "packages: ['../outside']\n",
        ".venv/pyvenv.cfg": "home = ../outside/bin\nversion = 3.11.2\n",
        f"{INSTALLED}/installed_tool-1.0.dist-info/METADATA": metadata,
        f"{INSTALLED}/installed_tool-1.0.dist-info/direct_url.json": '{"url": "file:///etc/hostname"}',
        f"{INSTALLED}/installed_tool-1.0.dist-info/entry_points.txt": "[console_scripts]\ndepsov = setup:main\n",
        "node_modules/tool/package.json": '{"name": "tool", "version": "1.0.0", "main": "../../trap"}',
        "package-lock.json": '{"name": "tool", "lockfileVersion": 3, "packages": {"": {"name": "tool", "dependencies": '
        '{"tool": "^1"}}, "node_modules/tool": {"version": "1.0.0", "hasInstallScript": true}, '
        '"../outside": {"name": "o"}, '
        '"node_modules/linked": {"resolved": "../outside", "link": true}}}',
    }


def _secrets() -> dict[str, str]:
    entry = f'[[package]]\nname = "{SECRET}"\nversion = "1"\nsource = {{ registry = "https://index.example" }}\n'
    return {
        **dict.fromkeys(
            ["secret.txt", "requirements.txt", "constraints.txt", "Gemfile", "build.gradle", "settings.gradle"],
            f"{SECRET}\n",
        ),
        "uv.lock": f"version = 1\n\n{entry}",
        "package.json": f'{{"name": "{SECRET}", "dependencies": {{"{SECRET}": "1"}}}}',
        "pyproject.toml": f'[project]\nname = "{SECRET}"\nversion = "1"\ndependencies = ["{SECRET}"]\n',
        "Cargo.toml": f'[package]\nname = "{SECRET}"\nversion = "1.0.0"\n[dependencies]\n{SECRET} = "1"\n',
        "composer.json": f'{{"name": "{SECRET}/a", "require": {{"{SECRET}/b": "^1"}}}}',
        "go.mod": f"module example.net/{SECRET}\n\nrequire example.net/{SECRET}/a v1.0.0\n",
        "pom.xml": f"<project><groupId>o</groupId><artifactId>{SECRET}</artifactId><version>1</version></project>",
        "a.props": f"<Project><PropertyGroup><A>{SECRET}</A></PropertyGroup></Project>",
        "deep/requirements.txt": f"{SECRET}==1.0\n",
        "site-packages/secret-1.0.dist-info/METADATA": f"Name: {SECRET}\nVersion: 1.0\n",
        "modules/secret/package.json": f'{{"name": "{SECRET}", "version": "1.0.0"}}',
    }


_LINKS = {
    "linked/uv.lock": "uv.lock",
    "linked/pyproject.toml": "pyproject.toml",
    "linked/folder": "deep",
    "venv/lib/python3.11/site-packages": "site-packages",
    "parts/one": ".",
    "other/node_modules": "modules",
    "third/package.json": "package.json",
    "third/depsov.toml": "secret.txt",
}
"""Links in the tree to what lies beside it."""


# --- the repository -------------------------------------------------------------------------------------------------


def _repository(made: Hostile) -> None:
    """Make the tree a repository whose configuration, hooks and attributes name programs."""
    trap = made.tree / "trap"

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=tool", "-c", "user.email=tool@example.org", "-c", "core.hooksPath=/dev/null"]
        subprocess.run(["git", *identity, *arguments], cwd=made.tree, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--force", "package-lock.json", "pyproject.toml", "requirements.txt", "package.json")
    git("commit", "--quiet", "--message", "first")
    _write(made.tree / ".gitattributes", "* filter=trap diff=trap merge=trap\n")
    for hook in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        _write(made.tree / ".git" / "hooks" / hook, trap.read_text(encoding="utf-8"))
    keys = [
        *("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy"),
        *("diff.external", "credential.helper", "gpg.program", "pager.ls-tree", "pager.cat-file", "filter.trap.smudge"),
        *(
            "filter.trap.clean",
            "filter.trap.process",
            "diff.trap.textconv",
            "diff.trap.command",
            "uploadpack.packObjectsHook",
        ),
    ]
    for key in keys:
        git("config", key, str(trap))
    for name in ("ls-tree", "cat-file", "rev-parse"):
        git("config", f"alias.{name}", f"!{trap}")
    assert not made.ran.exists()
