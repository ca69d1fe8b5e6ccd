"""The document formats that depsov reads, as they are declared.

`FORMATS` is the one list. A new format is a module in `parse/`, called as its id is, and an entry here: what is
declared is known without importing any reader but those of the documents that a tree has.

A reader gets bytes and returns values: it opens no file, asks no network, takes no clock and never raises anything but
`DocumentError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Protocol, cast

from depsov.documents import REMAKE, Document, Folder
from depsov.errors import DocumentError
from depsov.model import Parsed

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
    format whose packages are little known yet: under three in five of a real project.
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


_DOTNET = (
    *("Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets"),
    *("global.json", "nuget.config", "NuGet.config", "NuGet.Config"),
)
"""What every .NET project takes in from its own folder and those above it."""

FORMATS: list[Format] = [
    Format(
        id="uv",
        family="python",
        title="uv.lock 1",
        ecosystem="pypi",
        role="lockfile",
        patterns=("uv.lock",),
        companions=("pyproject.toml",),
    ),
    Format(
        id="poetry",
        family="python",
        title="poetry.lock 1.0 to 2.1",
        ecosystem="pypi",
        role="lockfile",
        patterns=("poetry.lock",),
        companions=("pyproject.toml",),
    ),
    Format(
        id="pdm",
        family="python",
        title="pdm.lock 4",
        ecosystem="pypi",
        role="lockfile",
        patterns=("pdm.lock",),
        companions=("pyproject.toml",),
    ),
    Format(
        id="pipfile",
        family="python",
        title="Pipfile.lock 6",
        ecosystem="pypi",
        role="lockfile",
        patterns=("Pipfile.lock",),
        companions=("Pipfile",),
        edges=False,
    ),
    Format(
        id="pylock",
        family="python",
        title="pylock.toml 1 (PEP 751)",
        ecosystem="pypi",
        role="lockfile",
        patterns=("pylock.toml", "pylock.*.toml"),
        companions=("pyproject.toml",),
    ),
    Format(
        # Pinned or not, it is read even where a lockfile stands beside it: no lockfile covers a `requirements-dev.txt`.
        id="requirements",
        family="python",
        title="requirements.txt",
        ecosystem="pypi",
        role="lockfile",
        patterns=("requirements*.txt", "requirements/*.txt", "*-requirements.txt", "*_requirements.txt"),
    ),
    Format(
        id="pyproject",
        family="python",
        title="pyproject.toml",
        ecosystem="pypi",
        role="manifest",
        patterns=("pyproject.toml",),
        edges=False,
    ),
    Format(
        id="npm",
        family="javascript",
        title="package-lock.json 1 to 3, npm-shrinkwrap.json",
        ecosystem="npm",
        role="lockfile",
        patterns=("package-lock.json", "npm-shrinkwrap.json"),
        companions=("package.json", ".npmrc"),
    ),
    Format(
        id="yarn",
        family="javascript",
        title="yarn.lock 1 (classic), 4 to 10 (berry)",
        ecosystem="npm",
        role="lockfile",
        patterns=("yarn.lock",),
        companions=("package.json", ".npmrc", ".yarnrc.yml"),
    ),
    Format(
        id="pnpm",
        family="javascript",
        title="pnpm-lock.yaml 5, 6, 9",
        ecosystem="npm",
        role="lockfile",
        patterns=("pnpm-lock.yaml",),
        companions=("package.json", ".npmrc"),
    ),
    Format(
        id="package-json",
        family="javascript",
        title="package.json",
        ecosystem="npm",
        role="manifest",
        patterns=("package.json",),
        companions=("package.json", ".npmrc", "pnpm-workspace.yaml"),
        edges=False,
    ),
    Format(
        id="bun",
        family="javascript",
        title="bun.lock 0 to 2",
        ecosystem="npm",
        role="lockfile",
        patterns=("bun.lock",),
        companions=("package.json", ".npmrc"),
    ),
    Format(
        id="deno",
        family="javascript",
        title="deno.lock 2 to 5",
        ecosystem="",
        role="lockfile",
        patterns=("deno.lock",),
        companions=("deno.json", "deno.jsonc", "package.json", ".npmrc"),
    ),
    Format(
        id="maven",
        family="java",
        title="pom.xml (Maven 4.0.0)",
        ecosystem="maven",
        role="manifest",
        patterns=("pom.xml",),
        companions=("pom.xml",),
        evidence=True,
        inherits=True,
    ),
    Format(
        id="gradle-lockfile",
        family="java",
        title="gradle.lockfile, and those of build scripts, settings and single configurations",
        ecosystem="maven",
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
    Format(
        id="gradle-verification",
        family="java",
        title="gradle/verification-metadata.xml",
        ecosystem="maven",
        role="manifest",
        patterns=("gradle/verification-metadata.xml",),
        edges=False,
        scopes=False,
    ),
    Format(
        id="gradle",
        family="java",
        title="build.gradle, build.gradle.kts (literal dependencies)",
        ecosystem="maven",
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
    ),
    Format(
        id="gradle-catalog",
        family="java",
        title="libs.versions.toml (version catalog)",
        ecosystem="maven",
        role="manifest",
        patterns=("libs.versions.toml",),
        edges=False,
        scopes=False,
    ),
    Format(
        id="composer",
        family="php",
        title="composer.lock 1 and 2",
        ecosystem="composer",
        role="lockfile",
        patterns=("composer.lock",),
        companions=("composer.json",),
        evidence=True,
    ),
    Format(
        id="composer-json",
        family="php",
        title="composer.json",
        ecosystem="composer",
        role="manifest",
        patterns=("composer.json",),
        companions=("composer.json",),
        edges=False,
    ),
    Format(
        id="go-mod",
        family="go",
        title="go.mod, with go.sum, go.work and vendor/modules.txt",
        ecosystem="golang",
        role="lockfile",
        patterns=("go.mod",),
        companions=("go.sum", "go.work", "go.work.sum", "modules.txt"),
        edges=False,
        scopes=False,
        inherits=True,
    ),
    Format(
        id="cargo",
        family="rust",
        title="Cargo.lock 1 to 4",
        ecosystem="cargo",
        role="lockfile",
        patterns=("Cargo.lock",),
        companions=("Cargo.toml",),
    ),
    Format(
        id="cargo-toml",
        family="rust",
        title="Cargo.toml",
        ecosystem="cargo",
        role="manifest",
        patterns=("Cargo.toml",),
        companions=("Cargo.toml",),
        edges=False,
        inherits=True,
    ),
    Format(
        id="nuget-lock",
        family="dotnet",
        title="packages.lock.json 1 to 3",
        ecosystem="nuget",
        role="lockfile",
        patterns=("packages.lock.json", "packages.*.lock.json"),
        companions=_DOTNET,
        inherits=True,
    ),
    Format(
        id="nuget-assets",
        family="dotnet",
        title="obj/project.assets.json 1 to 4",
        ecosystem="nuget",
        role="lockfile",
        patterns=("project.assets.json",),
        companions=_DOTNET,
        inherits=True,
    ),
    Format(
        id="dotnet-deps",
        family="dotnet",
        title="*.deps.json",
        ecosystem="nuget",
        role="lockfile",
        patterns=("*.deps.json",),
        scopes=False,
    ),
    Format(
        id="dotnet-project",
        family="dotnet",
        title="*.csproj, *.fsproj, *.vbproj, packages.config",
        ecosystem="nuget",
        role="manifest",
        patterns=("*.csproj", "*.fsproj", "*.vbproj", "packages.config"),
        companions=_DOTNET,
        edges=False,
        inherits=True,
    ),
    Format(
        id="dotnet-central",
        family="dotnet",
        title="Directory.Packages.props",
        ecosystem="nuget",
        role="manifest",
        patterns=("Directory.Packages.props",),
        edges=False,
        scopes=False,
    ),
    Format(
        id="bundler",
        family="ruby",
        title="Gemfile.lock, gems.locked",
        ecosystem="gem",
        role="lockfile",
        patterns=("Gemfile.lock", "gems.locked"),
        companions=("Gemfile", "gems.rb"),
    ),
    Format(
        id="conda-environment",
        family="conda",
        title="environment.yml",
        ecosystem="",
        role="manifest",
        patterns=(
            *("environment.yml", "environment-*.yml", "environment_*.yml"),
            *("environment.yaml", "environment-*.yaml", "environment_*.yaml"),
        ),
        mark=r"(?m)^channels:[ \t]*(?:#.*)?\n(?:[ \t]*#.*\n)*[ \t]*- ",
        edges=False,
    ),
    Format(
        id="conda-lock",
        family="conda",
        title="conda-lock.yml 1",
        ecosystem="",
        role="lockfile",
        patterns=("conda-lock.yml", "*.conda-lock.yml"),
        companions=("environment.yml", "environment.yaml", "pyproject.toml"),
        mark=r"(?m)^metadata:\n +content_hash:",
    ),
    Format(
        id="pixi",
        family="conda",
        title="pixi.lock 4 to 7",
        ecosystem="",
        role="lockfile",
        patterns=("pixi.lock",),
        companions=("pixi.toml", "pyproject.toml"),
        evidence=True,
    ),
    Format(
        id="swift",
        family="further",
        title="Package.resolved 1 to 3",
        ecosystem="swift",
        role="lockfile",
        patterns=("Package.resolved",),
        edges=False,
        scopes=False,
        evidence=True,
    ),
    Format(
        id="nix",
        family="further",
        title="flake.lock 5 to 7",
        ecosystem="",
        role="lockfile",
        patterns=("flake.lock",),
        scopes=False,
        evidence=True,
    ),
    Format(
        id="mix",
        family="further",
        title="mix.lock",
        ecosystem="hex",
        role="lockfile",
        patterns=("mix.lock",),
        companions=("mix.exs",),
    ),
    Format(
        id="pub",
        family="further",
        title="pubspec.lock",
        ecosystem="pub",
        role="lockfile",
        patterns=("pubspec.lock",),
        companions=("pubspec.yaml",),
        edges=False,
    ),
    Format(
        id="cocoapods",
        family="further",
        title="Podfile.lock",
        ecosystem="cocoapods",
        role="lockfile",
        patterns=("Podfile.lock",),
        scopes=False,
        experimental=True,
    ),
    Format(
        id="renv",
        family="further",
        title="renv.lock",
        ecosystem="cran",
        role="lockfile",
        patterns=("renv.lock",),
        scopes=False,
    ),
    Format(
        id="julia",
        family="further",
        title="Manifest.toml 1 and 2",
        ecosystem="julia",
        role="lockfile",
        patterns=("Manifest.toml", "Manifest-v*.toml", "JuliaManifest.toml"),
        companions=("Project.toml", "JuliaProject.toml"),
        experimental=True,
    ),
    Format(
        id="conan",
        family="further",
        title="conan.lock 0.4 and 0.5",
        ecosystem="conan",
        role="lockfile",
        patterns=("conan.lock",),
        experimental=True,
    ),
    Format(
        id="stack",
        family="further",
        title="stack.yaml.lock",
        ecosystem="hackage",
        role="lockfile",
        patterns=("stack.yaml.lock", "stack-*.yaml.lock"),
        edges=False,
        scopes=False,
        experimental=True,
    ),
    Format(
        id="cabal-freeze",
        family="further",
        title="cabal.project.freeze",
        ecosystem="hackage",
        role="lockfile",
        patterns=("cabal.project.freeze", "cabal.project.*.freeze"),
        edges=False,
        scopes=False,
        experimental=True,
    ),
    Format(
        id="cpan",
        family="further",
        title="cpanfile.snapshot 1.0",
        ecosystem="cpan",
        role="lockfile",
        patterns=("cpanfile.snapshot",),
        companions=("cpanfile",),
        experimental=True,
    ),
    Format(
        id="cyclonedx",
        family="sbom",
        title="CycloneDX JSON 1.2 to 1.7",
        ecosystem="",
        role="sbom",
        patterns=("bom.json", "sbom.json", "*.bom.json", "*.cdx.json"),
        mark=r'"bomFormat"\s*:\s*"CycloneDX"',
        evidence=True,
    ),
    Format(
        id="cyclonedx-xml",
        family="sbom",
        title="CycloneDX XML 1.0 to 1.7",
        ecosystem="",
        role="sbom",
        patterns=("bom.xml", "sbom.xml", "*.bom.xml", "*.cdx.xml"),
        mark=r"http://cyclonedx\.org/schema/bom/",
        evidence=True,
    ),
    Format(
        id="spdx",
        family="sbom",
        title="SPDX 2.2 and 2.3 (JSON, YAML, tag-value), 3.0 (JSON-LD), GitHub dependency graph export",
        ecosystem="",
        role="sbom",
        patterns=("*.spdx.json", "*.spdx3.json", "*.spdx.yaml", "*.spdx.yml", "*.spdx"),
        mark=r"""(?:spdxVersion|SPDXVersion|specVersion)["']?\s*:\s*["']?(?:SPDX-)?[2-9]\.""",
        evidence=True,
    ),
    Format(
        id="syft",
        family="sbom",
        title="Syft JSON",
        ecosystem="",
        role="sbom",
        patterns=("syft.json", "*.syft.json"),
        mark=r"anchore/syft",
        scopes=False,
        evidence=True,
    ),
    Format(
        id="trivy",
        family="sbom",
        title="Trivy JSON 2",
        ecosystem="",
        role="sbom",
        patterns=("trivy.json", "*.trivy.json"),
        mark=r'"ArtifactName"\s*:',
    ),
    Format(
        id="purl-list",
        family="sbom",
        title="list or CSV of package URLs",
        ecosystem="",
        role="sbom",
        patterns=("purls.txt", "*.purls.txt", "purls.csv", "*.purls.csv"),
        mark=(
            r'(?im)\A(?!(?:\xef\xbb\xbf)?\s*[{\[<])[\s\S]*?^[ \t]*"?pkg:[a-z]'
            r'|\A(?:[^\n{<]*[,;\t]|[^\w\n{<]*)"?(?:purl|package[ _]?url)"?[ \t]*(?:[,;\t\r\n]|\Z)'
            r"|\A(?=[^\n{<]*\becosystem\b)(?=[^\n]*\bname\b)[^\n{<]*[,;\t]"
        ),
        edges=False,
    ),
]
