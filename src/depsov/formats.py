"""The document formats that depsov reads, as they are declared.

`FORMATS` is the one list. A new format is a module in `parse/`, called as its id is, and an entry here: what is
declared is known without importing any reader but those of the documents that a tree has.

A reader gets bytes and returns values: it opens no file, asks no network, takes no clock and never raises anything but
`DocumentError`.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Literal, Protocol, cast

from depsov.documents import REMAKE, Document, Folder
from depsov.errors import DocumentError
from depsov.model import Parsed
from depsov.values import dataclass

__all__ = ["FORMATS", "Format", "Reader", "Role"]

Role = Literal["lockfile", "manifest", "sbom"]


class Reader(Protocol):
    """The contract of `read` in the module of a format, which a test holds every module to."""

    def __call__(self, document: Document, folder: Folder) -> Parsed:
        """Return what the document says. Raises `DocumentError` where the document as a whole cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A document format. Its reader is `read` of the module that is called as its `id` is, in the folder `family`.

    `title` is its name and versions for people, `ecosystem` the purl type of its packages (empty where the document
    names it per package), `role` whether it is resolved, holds wishes (and is read on its own only where no lockfile
    covers it), or is an SBOM. `patterns` are globs on the file name, or on the last folders and the file name;
    `companions` are the names of manifests that it reads beside or below its document, or above it where it `inherits`.
    `mark` is a regular expression that a file of any other name is known by, where a user names it.

    `edges` tells whether it says which package requires which, `scopes` whether it says, with its companions, what a
    package is for, `evidence` whether it says of packages where they come from or who makes them. `experimental` is a
    format whose packages are little known yet: under three in five of a real project. `settled_by` is the command that
    makes the lockfile of a project, for formats that may know only what it wishes for.
    """

    id: str
    family: str
    title: str
    ecosystem: str
    role: Role
    patterns: tuple[str, ...]
    companions: tuple[str, ...] = ()
    mark: str | None = None
    edges: bool = True
    scopes: bool = True
    evidence: bool = False
    inherits: bool = False
    experimental: bool = False
    settled_by: str = ""

    @property
    def module(self) -> str:
        """The name of the module that reads it."""
        return f"depsov.parse.{self.family}.{self.id.replace('-', '_')}"

    def read(self, document: Document, folder: Folder) -> Parsed:
        """Return what a document says; its reader is imported by now. Raises `DocumentError` as the reader does."""
        try:
            return cast(Reader, import_module(self.module).read)(document, folder)
        except RecursionError as error:
            raise DocumentError("nested too deeply", hint=REMAKE) from error
        except MemoryError as error:
            raise DocumentError("takes more memory than there is", hint=REMAKE) from error


_DOTNET = (
    *("Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets"),
    *("global.json", "nuget.config", "NuGet.config", "NuGet.Config"),
)
"""What every .NET project takes in from its own folder and those above it."""

# What the formats of a family have in common; what a line says itself counts before it.
_python = partial(Format, family="python", ecosystem="pypi")
_javascript = partial(Format, family="javascript", ecosystem="npm")
_java = partial(Format, family="java", ecosystem="maven")
_php = partial(Format, family="php", ecosystem="composer")
_ruby = partial(Format, family="ruby", ecosystem="gem")
_go = partial(Format, family="go", ecosystem="golang")
_rust = partial(Format, family="rust", ecosystem="cargo")
_dotnet = partial(Format, family="dotnet", ecosystem="nuget")
_conda = partial(Format, family="conda", ecosystem="")
_sbom = partial(Format, family="sbom", ecosystem="", role="sbom")
_further = partial(Format, family="further")

FORMATS: list[Format] = [
    _python(
        id="uv",
        title="uv.lock 1",
        role="lockfile",
        patterns=("uv.lock",),
        companions=("pyproject.toml", "setup.cfg", "setup.py"),
    ),
    _python(
        id="poetry",
        title="poetry.lock 1.0 to 2.1",
        role="lockfile",
        patterns=("poetry.lock",),
        companions=("pyproject.toml", "setup.cfg", "setup.py"),
    ),
    _python(
        id="pdm",
        title="pdm.lock 4",
        role="lockfile",
        patterns=("pdm.lock",),
        companions=("pyproject.toml", "setup.cfg", "setup.py"),
    ),
    _python(
        id="pipfile",
        title="Pipfile.lock 6",
        role="lockfile",
        patterns=("Pipfile.lock",),
        companions=("Pipfile",),
        edges=False,
    ),
    _python(
        id="pylock",
        title="pylock.toml 1 (PEP 751)",
        role="lockfile",
        patterns=("pylock.toml", "pylock.*.toml"),
        companions=("pyproject.toml", "setup.cfg", "setup.py"),
    ),
    # Pinned or not, it is read even where a lockfile stands beside it: no lockfile covers a `requirements-dev.txt`.
    _python(
        id="requirements",
        title="requirements.txt",
        role="lockfile",
        patterns=("requirements*.txt", "requirements/*.txt", "*-requirements.txt", "*_requirements.txt"),
        settled_by="uv pip compile",
    ),
    _python(
        id="requirements-in",
        title="requirements.in (of pip-compile, and of uv pip compile)",
        role="manifest",
        patterns=("requirements*.in", "requirements/*.in", "*-requirements.in", "*_requirements.in"),
        edges=False,
        settled_by="uv pip compile",
    ),
    _python(
        id="pyproject",
        title="pyproject.toml",
        role="manifest",
        patterns=("pyproject.toml",),
        companions=("setup.cfg", "setup.py"),
        edges=False,
        settled_by="uv lock",
    ),
    _python(
        id="setup-cfg",
        title="setup.cfg (setuptools)",
        role="manifest",
        patterns=("setup.cfg",),
        companions=("setup.py",),
        edges=False,
        settled_by="uv pip compile setup.cfg",
    ),
    _python(
        id="setup-py",
        title="setup.py (setuptools; literal arguments)",
        role="manifest",
        patterns=("setup.py",),
        companions=("setup.cfg",),
        edges=False,
        settled_by="uv pip compile setup.py",
    ),
    _javascript(
        id="npm",
        title="package-lock.json 1 to 3, npm-shrinkwrap.json",
        role="lockfile",
        patterns=("package-lock.json", "npm-shrinkwrap.json"),
        companions=("package.json", ".npmrc"),
    ),
    _javascript(
        id="yarn",
        title="yarn.lock 1 (classic), 4 to 10 (berry)",
        role="lockfile",
        patterns=("yarn.lock",),
        companions=("package.json", ".npmrc", ".yarnrc.yml"),
    ),
    _javascript(
        id="pnpm",
        title="pnpm-lock.yaml 5, 6, 9",
        role="lockfile",
        patterns=("pnpm-lock.yaml",),
        companions=("package.json", ".npmrc"),
    ),
    _javascript(
        id="package-json",
        title="package.json",
        role="manifest",
        patterns=("package.json",),
        companions=("package.json", ".npmrc", "pnpm-workspace.yaml"),
        edges=False,
        settled_by="npm install --package-lock-only",
    ),
    _javascript(
        id="bun",
        title="bun.lock 0 to 2",
        role="lockfile",
        patterns=("bun.lock",),
        companions=("package.json", ".npmrc"),
    ),
    _javascript(
        id="deno",
        title="deno.lock 2 to 5",
        ecosystem="",
        role="lockfile",
        patterns=("deno.lock",),
        companions=("deno.json", "deno.jsonc", "package.json", ".npmrc"),
    ),
    _java(
        id="maven",
        title="pom.xml (Maven 4.0.0)",
        role="manifest",
        patterns=("pom.xml",),
        companions=("pom.xml",),
        evidence=True,
        inherits=True,
        settled_by="mvn dependency:resolve",
    ),
    _java(
        id="gradle-lockfile",
        title="gradle.lockfile, and those of build scripts, settings and single configurations",
        role="lockfile",
        patterns=(
            "gradle.lockfile",
            "buildscript-gradle.lockfile",
            "settings-gradle.lockfile",
            "gradle/dependency-locks/*.lockfile",
        ),
        companions=(
            "build.gradle",
            "build.gradle.kts",
            "settings.gradle",
            "settings.gradle.kts",
            "libs.versions.toml",
            "gradle.properties",
        ),
        edges=False,
        inherits=True,
    ),
    _java(
        id="gradle-verification",
        title="gradle/verification-metadata.xml",
        role="manifest",
        patterns=("gradle/verification-metadata.xml",),
        edges=False,
        scopes=False,
    ),
    _java(
        id="gradle",
        title="build.gradle, build.gradle.kts (literal dependencies)",
        role="manifest",
        patterns=("build.gradle", "build.gradle.kts"),
        companions=(
            "build.gradle",
            "build.gradle.kts",
            "settings.gradle",
            "settings.gradle.kts",
            "libs.versions.toml",
            "gradle.properties",
            "gradle.lockfile",
            "verification-metadata.xml",
        ),
        edges=False,
        inherits=True,
        settled_by="gradle dependencies --write-locks",
    ),
    _java(
        id="gradle-catalog",
        title="libs.versions.toml (version catalog)",
        role="manifest",
        patterns=("libs.versions.toml",),
        edges=False,
        scopes=False,
        settled_by="gradle dependencies --write-locks",
    ),
    _php(
        id="composer",
        title="composer.lock 1 and 2",
        role="lockfile",
        patterns=("composer.lock",),
        companions=("composer.json",),
        evidence=True,
    ),
    _php(
        id="composer-json",
        title="composer.json",
        role="manifest",
        patterns=("composer.json",),
        companions=("composer.json",),
        edges=False,
        settled_by="composer update --no-install",
    ),
    _go(
        id="go-mod",
        title="go.mod, with go.sum, go.work and vendor/modules.txt",
        role="lockfile",
        patterns=("go.mod",),
        companions=("go.sum", "go.work", "go.work.sum", "modules.txt"),
        edges=False,
        scopes=False,
        inherits=True,
        settled_by="go mod tidy -go=1.17",
    ),
    _rust(id="cargo", title="Cargo.lock 1 to 4", role="lockfile", patterns=("Cargo.lock",), companions=("Cargo.toml",)),
    _rust(
        id="cargo-toml",
        title="Cargo.toml",
        role="manifest",
        patterns=("Cargo.toml",),
        companions=("Cargo.toml",),
        edges=False,
        inherits=True,
        settled_by="cargo generate-lockfile",
    ),
    _dotnet(
        id="nuget-lock",
        title="packages.lock.json 1 to 3",
        role="lockfile",
        patterns=("packages.lock.json", "packages.*.lock.json"),
        companions=_DOTNET,
        inherits=True,
    ),
    _dotnet(
        id="nuget-assets",
        title="obj/project.assets.json 1 to 4",
        role="lockfile",
        patterns=("project.assets.json",),
        companions=_DOTNET,
        inherits=True,
    ),
    _dotnet(id="dotnet-deps", title="*.deps.json", role="lockfile", patterns=("*.deps.json",), scopes=False),
    _dotnet(
        id="dotnet-project",
        title="*.csproj, *.fsproj, *.vbproj, packages.config",
        role="manifest",
        patterns=("*.csproj", "*.fsproj", "*.vbproj", "packages.config"),
        companions=_DOTNET,
        edges=False,
        inherits=True,
        settled_by="dotnet restore --use-lock-file",
    ),
    _dotnet(
        id="dotnet-central",
        title="Directory.Packages.props",
        role="manifest",
        patterns=("Directory.Packages.props",),
        edges=False,
        scopes=False,
        settled_by="dotnet restore --use-lock-file",
    ),
    _ruby(
        id="bundler",
        title="Gemfile.lock, gems.locked",
        role="lockfile",
        patterns=("Gemfile.lock", "gems.locked"),
        companions=("Gemfile", "gems.rb"),
    ),
    _conda(
        id="conda-environment",
        title="environment.yml",
        role="manifest",
        patterns=(
            *("environment.yml", "environment-*.yml", "environment_*.yml"),
            *("environment.yaml", "environment-*.yaml", "environment_*.yaml"),
        ),
        mark=r"(?m)^channels:[ \t]*(?:#.*)?\n(?:[ \t]*#.*\n)*[ \t]*- ",
        edges=False,
        settled_by="conda-lock",
    ),
    _conda(
        id="conda-lock",
        title="conda-lock.yml 1",
        role="lockfile",
        patterns=("conda-lock.yml", "*.conda-lock.yml"),
        companions=("environment.yml", "environment.yaml", "pyproject.toml"),
        mark=r"(?m)^metadata:\n +content_hash:",
    ),
    _conda(
        id="pixi",
        title="pixi.lock 4 to 7",
        role="lockfile",
        patterns=("pixi.lock",),
        companions=("pixi.toml", "pyproject.toml"),
        evidence=True,
    ),
    _further(
        id="swift",
        title="Package.resolved 1 to 3",
        ecosystem="swift",
        role="lockfile",
        patterns=("Package.resolved",),
        edges=False,
        scopes=False,
        evidence=True,
    ),
    _further(
        id="nix",
        title="flake.lock 5 to 7",
        ecosystem="",
        role="lockfile",
        patterns=("flake.lock",),
        scopes=False,
        evidence=True,
    ),
    _further(
        id="mix", title="mix.lock", ecosystem="hex", role="lockfile", patterns=("mix.lock",), companions=("mix.exs",)
    ),
    _further(
        id="pub",
        title="pubspec.lock",
        ecosystem="pub",
        role="lockfile",
        patterns=("pubspec.lock",),
        companions=("pubspec.yaml",),
        edges=False,
    ),
    _further(
        id="cocoapods",
        title="Podfile.lock",
        ecosystem="cocoapods",
        role="lockfile",
        patterns=("Podfile.lock",),
        scopes=False,
        experimental=True,
    ),
    _further(id="renv", title="renv.lock", ecosystem="cran", role="lockfile", patterns=("renv.lock",), scopes=False),
    _further(
        id="julia",
        title="Manifest.toml 1 and 2",
        ecosystem="julia",
        role="lockfile",
        patterns=("Manifest.toml", "Manifest-v*.toml", "JuliaManifest.toml"),
        companions=("Project.toml", "JuliaProject.toml"),
        experimental=True,
    ),
    _further(
        id="conan",
        title="conan.lock 0.4 and 0.5",
        ecosystem="conan",
        role="lockfile",
        patterns=("conan.lock",),
        experimental=True,
    ),
    _further(
        id="stack",
        title="stack.yaml.lock",
        ecosystem="hackage",
        role="lockfile",
        patterns=("stack.yaml.lock", "stack-*.yaml.lock"),
        edges=False,
        scopes=False,
        experimental=True,
    ),
    _further(
        id="cabal-freeze",
        title="cabal.project.freeze",
        ecosystem="hackage",
        role="lockfile",
        patterns=("cabal.project.freeze", "cabal.project.*.freeze"),
        edges=False,
        scopes=False,
        experimental=True,
    ),
    _further(
        id="cpan",
        title="cpanfile.snapshot 1.0",
        ecosystem="cpan",
        role="lockfile",
        patterns=("cpanfile.snapshot",),
        companions=("cpanfile",),
        experimental=True,
    ),
    _sbom(
        id="cyclonedx",
        title="CycloneDX JSON 1.2 to 1.7",
        patterns=("bom.json", "sbom.json", "*.bom.json", "*.cdx.json"),
        mark=r'"bomFormat"\s*:\s*"CycloneDX"',
        evidence=True,
    ),
    _sbom(
        id="cyclonedx-xml",
        title="CycloneDX XML 1.0 to 1.7",
        patterns=("bom.xml", "sbom.xml", "*.bom.xml", "*.cdx.xml"),
        mark=r"http://cyclonedx\.org/schema/bom/",
        evidence=True,
    ),
    _sbom(
        id="spdx",
        title="SPDX 2.2 and 2.3 (JSON, YAML, tag-value), 3.0 (JSON-LD), GitHub dependency graph export",
        patterns=("*.spdx.json", "*.spdx3.json", "*.spdx.yaml", "*.spdx.yml", "*.spdx"),
        mark=r"""(?:spdxVersion|SPDXVersion|specVersion)["']?\s*:\s*["']?(?:SPDX-)?[2-9]\.""",
        evidence=True,
    ),
    _sbom(
        id="syft",
        title="Syft JSON",
        patterns=("syft.json", "*.syft.json"),
        mark=r"anchore/syft",
        scopes=False,
        evidence=True,
    ),
    _sbom(id="trivy", title="Trivy JSON 2", patterns=("trivy.json", "*.trivy.json"), mark=r'"ArtifactName"\s*:'),
    _sbom(
        id="purl-list",
        title="list or CSV of package URLs",
        patterns=("purls.txt", "*.purls.txt", "purls.csv", "*.purls.csv"),
        mark=(
            r'(?im)\A(?!(?:\xef\xbb\xbf)?\s*[{\[<])[\s\S]*?^[ \t]*"?pkg:[a-z]'
            r'|\A(?:[^\n{<]*[,;\t]|[^\w\n{<]*)"?(?:purl|package[ _]?url)"?[ \t]*(?:[,;\t\r\n]|\Z)'
            r"|\A(?=[^\n{<]*\becosystem\b)(?=[^\n]*\bname\b)[^\n{<]*[,;\t]"
        ),
        edges=False,
    ),
]
