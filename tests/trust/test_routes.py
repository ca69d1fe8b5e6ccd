"""Every route by which a stranger may say that Example Works makes a package, and the best verdict that it reaches.

Each row is a tree on the disk that goes through the whole pipeline. `inside` is what the routes to the real ones reach:
without these rows the table could be passed by never answering.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.model import Verdict
from tests.trust.trees import (
    FILES,
    INDEX,
    SITE_PACKAGES,
    STRANGER,
    Files,
    answer,
    bom,
    component,
    composer_lock,
    environment,
    npm_lock,
    reach,
    report_on,
    spdx,
    uv_lock,
)

FORGE = "https://github.com/example-works/tool"
HOUSE = "Example Works GmbH"
REVISION = "0123456789abcdef0123456789abcdef01234567"
ELSEWHERE = "https://files.example.net"
NPM, PYPI = INDEX["npm"], INDEX["pypi"]
ORGANISATION = {"name": HOUSE, "url": ["https://example.org"]}

Route = tuple[str, str, Files, str]
"""What it is called, the best verdict, the tree, and the name of the package."""


def _references(**urls: str) -> Files:
    return bom(component(externalReferences=[{"type": kind, "url": url} for kind, url in urls.items()]))


def _of_purl(purl: str) -> Files:
    return bom(component(purl))


def _properties(**values: str) -> Files:
    listed = [{"name": f"depsov:{key}", "value": value} for key, value in values.items()]
    return bom(component(properties=listed), metadata={"tools": {"components": [{"name": "depsov"}]}})


def _pylock(fields: str, name: str = STRANGER) -> Files:
    head = 'lock-version = "1.0"\ncreated-by = "tool"\n'
    return {"pylock.toml": f'{head}[[packages]]\nname = "{name}"\nversion = "1.0"\n{fields}\n'}


def _wheel(*urls: str) -> str:
    return "wheels = [" + ", ".join(f'{{ name = "a.whl", url = "{url}", hashes = {{}} }}' for url in urls) + "]"


def _requirement(text: str) -> Files:
    return {"requirements.txt": f"{text}\n"}


def _cargo(source: str) -> Files:
    head = 'version = 3\n\n[[package]]\nname = "project"\nversion = "0.1.0"\n'
    entry = f'[[package]]\nname = "{STRANGER}"\nversion = "1.0.0"\nsource = "{source}"\n'
    return {"Cargo.lock": f'{head}dependencies = ["{STRANGER}"]\n\n{entry}'}


def _gem(remote: str) -> Files:
    text = f"GIT\n  remote: {remote}\n  revision: {REVISION}\n  specs:\n    {STRANGER} (1.0)\n\n"
    return {"Gemfile.lock": f"{text}PLATFORMS\n  ruby\n\nDEPENDENCIES\n  {STRANGER}!\n"}


def _installed(**manifest: object) -> Files:
    package = {"name": STRANGER, "version": "1.0.0", **manifest}
    return {**npm_lock(f"{NPM}/{STRANGER}/-/a.tgz"), f"node_modules/{STRANGER}/package.json": package}


def _conda(url: str) -> Files:
    head = (
        "version: 1\nmetadata:\n  content_hash: {linux-64: a}\n  channels: []\n  platforms: [linux-64]\n  sources: []\n"
    )
    entry = f"- name: {STRANGER}\n  version: '1.0'\n  manager: conda\n  platform: linux-64\n  dependencies: {{}}\n"
    rest = f"  url: {url}/linux-64/{STRANGER}-1.0-0.conda\n  hash: {{md5: a}}\n  category: main\n  optional: false\n"
    return {"conda-lock.yml": f"{head}package:\n{entry}{rest}"}


def _go(module: str) -> Files:
    return {"go.mod": f"module example.net/project\n\ngo 1.22\n\nrequire {module} v1.0.0\n"}


# --- what a package, or whoever describes it, says of itself --------------------------------------------------------

SAID: list[Route] = [
    ("installed: Home-page", "claimed", environment("Home-page: https://example.org"), STRANGER),
    ("installed: Project-URL", "claimed", environment(f"Project-URL: Source, {FORGE}"), STRANGER),
    ("installed: address of the author", "unknown", environment("Author-email: post@example.org"), STRANGER),
    ("installed: author", "unknown", environment(f"Author: {HOUSE}\nMaintainer: {HOUSE}"), STRANGER),
    ("installed: licence", "unknown", environment(f"License: (c) {HOUSE}, {FORGE}"), STRANGER),
    ("installed: funding", "unknown", environment(f"Project-URL: Funding, {FORGE}"), STRANGER),
    (
        "installed: summary",
        "unknown",
        environment(f"Summary: by {HOUSE}, {FORGE}\nKeywords: github:example-works"),
        STRANGER,
    ),
    (
        "installed: a wheel brings the address that pip notes of a repository",
        "claimed",
        environment(direct_url={"url": FORGE, "vcs_info": {"vcs": "git", "commit_id": REVISION}}),
        STRANGER,
    ),
    (
        "installed: a wheel brings the address that pip notes of an archive",
        "claimed",
        environment(direct_url={"url": "https://example.org/tool.whl", "archive_info": {}}),
        STRANGER,
    ),
    ("node_modules: repository", "claimed", _installed(repository="github:example-works/tool"), STRANGER),
    ("node_modules: repository as a table", "claimed", _installed(repository={"type": "git", "url": FORGE}), STRANGER),
    ("node_modules: homepage", "claimed", _installed(homepage="https://example.org"), STRANGER),
    ("node_modules: author", "unknown", _installed(author=f"{HOUSE} <post@example.org> ({FORGE})"), STRANGER),
    ("node_modules: funding", "unknown", _installed(funding=[{"type": "github", "url": FORGE}]), STRANGER),
    ("node_modules: bugs", "unknown", _installed(bugs={"url": f"{FORGE}/issues"}), STRANGER),
    (
        "node_modules: what npm noted of the download",
        "unknown",
        _installed(
            _resolved=f"git+{FORGE}.git", _from=f"git+{FORGE}", _npmUser={"name": "works"}, maintainers=["works"]
        ),
        STRANGER,
    ),
    (
        "node_modules: the name of another package",
        "unknown",
        {
            **npm_lock(f"{NPM}/{STRANGER}/-/a.tgz"),
            f"node_modules/{STRANGER}/package.json": {
                "name": "works-forms",
                "version": "1.0.0",
                "homepage": "https://example.org",
            },
        },
        STRANGER,
    ),
    ("CycloneDX: vcs", "claimed", _references(vcs=FORGE), STRANGER),
    ("CycloneDX: website", "claimed", _references(website="https://example.org"), STRANGER),
    ("CycloneDX: distribution", "unknown", _references(distribution=f"{FORGE}/releases"), STRANGER),
    ("CycloneDX: issue tracker", "unknown", _references(**{"issue-tracker": f"{FORGE}/issues"}), STRANGER),
    (
        "CycloneDX: attestation",
        "unknown",
        _references(attestation=FORGE, **{"vulnerability-assertion": FORGE}),
        STRANGER,
    ),
    (
        "CycloneDX: supplier, manufacturer, publisher, authors",
        "unknown",
        bom(
            component(
                supplier=ORGANISATION,
                manufacturer=ORGANISATION,
                publisher=HOUSE,
                author=HOUSE,
                group="example-works",
                authors=[{"name": HOUSE, "email": "post@example.org"}],
                copyright=HOUSE,
                licenses=[{"license": {"name": HOUSE, "url": FORGE}}],
            ),
        ),
        STRANGER,
    ),
    (
        "CycloneDX: signed by the supplier of the whole",
        "unknown",
        bom(
            component(signature={"algorithm": "RS256", "value": "AA=="}),
            signature={"algorithm": "RS256", "value": "AA==", "publicKey": {"kty": "RSA", "n": "AA", "e": "AQAB"}},
            metadata={"supplier": ORGANISATION, "manufacturer": ORGANISATION, "authors": [{"name": HOUSE}]},
        ),
        STRANGER,
    ),
    (
        "CycloneDX: properties that depsov itself writes",
        "unknown",
        _properties(
            verdict="inside",
            reason="clean",
            group="inside-proven",
            confidence="high",
            strength="0",
            controller="example-works",
            steward="example-works",
            evidence="curated: listed under example-works",
        ),
        STRANGER,
    ),
    (
        "CycloneDX: provenance in the evidence and the formulation",
        "unknown",
        bom(
            component(
                evidence={"identity": [{"field": "purl", "confidence": 1, "concludedValue": "pkg:npm/%40works/tool"}]},
                pedigree={"ancestors": [component("pkg:github/example-works/tool@1.0")], "commits": [{"url": FORGE}]},
                releaseNotes={"type": "major", "title": HOUSE},
            ),
        ),
        STRANGER,
    ),
    (
        "SPDX: supplier and originator",
        "unknown",
        spdx(supplier=f"Organization: {HOUSE}", originator=f"Organization: {HOUSE}"),
        STRANGER,
    ),
    ("SPDX: homepage", "claimed", spdx(homepage="https://example.org"), STRANGER),
    ("SPDX: download location", "claimed", spdx(downloadLocation=f"git+{FORGE}@{REVISION}"), STRANGER),
    (
        "SPDX: texts",
        "unknown",
        spdx(copyrightText=HOUSE, sourceInfo=FORGE, comment=FORGE, licenseComments=FORGE),
        STRANGER,
    ),
    (
        "SPDX: an annotation by depsov",
        "unknown",
        spdx(
            annotations=[{"annotator": "Tool: depsov", "annotationType": "OTHER", "comment": "depsov:verdict=inside"}]
        ),
        STRANGER,
    ),
    ("purl: vcs_url", "claimed", _of_purl(f"pkg:pypi/{STRANGER}@1.0?vcs_url=git%2B{FORGE}"), STRANGER),
    (
        "purl: download_url",
        "claimed",
        _of_purl(f"pkg:pypi/{STRANGER}@1.0?download_url=https://example.org/a.whl"),
        STRANGER,
    ),
    ("purl: subpath", "unknown", _of_purl(f"pkg:pypi/{STRANGER}@1.0#github.com/example-works"), STRANGER),
    (
        "purl: vendor and other qualifiers",
        "unknown",
        _of_purl(f"pkg:pypi/{STRANGER}@1.0?vendor=example-works&maintainer=works"),
        STRANGER,
    ),
    (
        "pylock.toml: attestation",
        "claimed",
        _pylock(
            f'index = "{PYPI}"\nattestation-identities = [{{ kind = "GitHub", repository = "example-works/tool" }}]'
        ),
        STRANGER,
    ),
    ("package-lock.json: funding", "unknown", npm_lock(None, funding={"url": FORGE}), STRANGER),
    (
        "composer.lock: authors, funding, support",
        "claimed",
        composer_lock(
            **{"notification-url": f"{INDEX['composer']}/downloads/"},
            homepage="https://example.org",
            authors=[{"name": HOUSE, "email": "post@example.org"}],
            funding=[{"type": "github", "url": FORGE}],
            support={"source": FORGE},
        ),
        f"{STRANGER}/tool",
    ),
]

# --- where it comes from --------------------------------------------------------------------------------------------

FROM: list[Route] = [
    (
        "git of Example Works",
        "inside",
        npm_lock(f"git+ssh://git@github.com/example-works/tool.git#{REVISION}"),
        STRANGER,
    ),
    ("uv.lock: git of Example Works", "inside", uv_lock(f'{{ git = "{FORGE}?rev=1#{REVISION}" }}'), STRANGER),
    (
        "archive on the site of Example Works",
        "inside",
        _requirement(f"{STRANGER} @ https://example.org/a.whl"),
        STRANGER,
    ),
    (
        "git, and a step to another owner",
        "unknown",
        npm_lock(f"git+ssh://git@github.com/example-works/../other/tool.git#{REVISION}"),
        STRANGER,
    ),
    (
        "git, and a Kelvin sign",
        "unknown",
        npm_lock("git+ssh://git@github.com/example-wor\u212as/tool.git"),
        STRANGER,
    ),
    (
        "git, and an encoded step",
        "unknown",
        npm_lock(f"git+https://github.com/example-works/%2e%2E/other/tool.git#{REVISION}"),
        STRANGER,
    ),
    (
        "git in the short form, and a step",
        "unknown",
        npm_lock("git+ssh://git@github.com:example-works/../other/tool.git"),
        STRANGER,
    ),
    (
        "uv.lock: a step",
        "unknown",
        uv_lock(f'{{ git = "https://github.com/example-works/../other/tool?rev=1#{REVISION}" }}'),
        STRANGER,
    ),
    (
        "uv.lock: user name",
        "unknown",
        uv_lock('{ git = "https://github.com@example.net/example-works/tool?rev=1#0" }'),
        STRANGER,
    ),
    (
        "uv.lock: backslash",
        "unknown",
        uv_lock('{ git = "https://example.net\\\\@github.com/example-works/tool?rev=1#0" }'),
        STRANGER,
    ),
    (
        "requirements: a step",
        "unknown",
        _requirement(f"{STRANGER} @ git+https://github.com/example-works/../other/tool"),
        STRANGER,
    ),
    (
        "requirements: fragment",
        "unknown",
        _requirement(f"{STRANGER} @ git+https://example.net/a#@github.com/example-works/tool"),
        STRANGER,
    ),
    (
        "requirements: look-alike host",
        "unknown",
        _requirement(f"{STRANGER} @ git+https://github.com.example.net/example-works/tool"),
        STRANGER,
    ),
    (
        "Cargo.lock: a step",
        "unknown",
        _cargo(f"git+https://github.com/example-works/../other/tool?rev=1#{REVISION}"),
        STRANGER,
    ),
    ("Gemfile.lock: a step", "unknown", _gem("https://github.com/example-works/../other/tool.git"), STRANGER),
    ("a space in the host", "unknown", npm_lock("https://example.org .example.net/a.tgz"), STRANGER),
    ("a file attached to an issue on GitHub", "claimed", npm_lock(f"{FORGE}/files/123/a.tgz"), STRANGER),
    (
        "a file attached to an issue on GitLab",
        "claimed",
        npm_lock("https://gitlab.com/example-works/tool/uploads/0f/a.tgz"),
        STRANGER,
    ),
    (
        "the head of a pull request",
        "claimed",
        _requirement(f"{STRANGER} @ {FORGE}/raw/refs/pull/1/head/a.whl"),
        STRANGER,
    ),
    ("a channel of conda", "inside", _conda("https://conda.anaconda.org/works"), STRANGER),
    ("a channel of conda, and a step", "unknown", _conda("https://conda.anaconda.org/works/../other"), STRANGER),
    (
        "a channel of conda, and an encoded step",
        "unknown",
        _conda("https://conda.anaconda.org/works/%2e%2e/other"),
        STRANGER,
    ),
    ("a channel of conda on another host", "unknown", _conda("https://conda.example.net/works"), STRANGER),
]

# --- under the name of another: what is known by name holds for the default registry only ---------------------------

SCOPED, LISTED = "@works/tool", "works-forms"


def _scoped(resolved: str | None, **more: object) -> Files:
    return {**npm_lock(resolved, SCOPED), **more}


NAMED: list[Route] = [
    ("scope", "inside", _scoped(f"{NPM}/@works/tool/-/tool-1.0.0.tgz"), SCOPED),
    (
        "listed in uv.lock, with its file",
        "inside",
        uv_lock(f'{{ registry = "{PYPI}" }}', LISTED, f"{FILES}/a.whl"),
        LISTED,
    ),
    ("listed in pylock.toml", "inside", _pylock(_wheel(f"{FILES}/a.whl", f"{FILES}/b.whl"), LISTED), LISTED),
    ("listed in uv.lock", "inside", uv_lock(f'{{ registry = "{PYPI}" }}', LISTED), LISTED),
    ("scope: archive of another package", "unknown", _scoped(f"{NPM}/other/-/other-1.0.0.tgz"), SCOPED),
    (
        "scope: a step to another package",
        "unknown",
        _scoped(f"{NPM}/@works/tool/-/../../../other/-/other-1.0.0.tgz"),
        SCOPED,
    ),
    (
        "scope: an encoded step",
        "unknown",
        _scoped(f"{NPM}/@works/tool/-/%2e%2e/%2E./../other/-/other-1.0.0.tgz"),
        SCOPED,
    ),
    ("scope: another registry", "unknown", _scoped("https://npm.example.net/@works/tool/-/tool-1.0.0.tgz"), SCOPED),
    ("scope: user name", "unknown", _scoped(NPM + "@example.net/@works/tool/-/tool-1.0.0.tgz"), SCOPED),
    (
        "scope: backslash",
        "unknown",
        _scoped("https://example.net\\@" + NPM.partition("//")[2] + "/@works/tool/-/tool-1.0.0.tgz"),
        SCOPED,
    ),
    ("scope: another port", "unknown", _scoped(f"{NPM}:8443/@works/tool/-/tool-1.0.0.tgz"), SCOPED),
    ("scope: look-alike host", "unknown", _scoped(f"{NPM}.example.net/@works/tool/-/tool-1.0.0.tgz"), SCOPED),
    ("scope: query", "unknown", _scoped("https://example.net?/@works/tool/-/tool-1.0.0.tgz"), SCOPED),
    (
        "scope: the registry of .npmrc",
        "unknown",
        _scoped(None, **{".npmrc": "registry=https://npm.example.net\n"}),
        SCOPED,
    ),
    (
        "scope: the registry of the scope",
        "unknown",
        _scoped(None, **{".npmrc": "@works:registry=https://npm.example.net\n"}),
        SCOPED,
    ),
    ("an alias under the name", "unknown", npm_lock(f"{NPM}/other/-/other-1.0.0.tgz", "tool", name=SCOPED), SCOPED),
    ("uv.lock: another index", "unknown", uv_lock('{ registry = "https://pypi.example.net/simple" }', LISTED), LISTED),
    ("uv.lock: a step", "unknown", uv_lock(f'{{ registry = "{PYPI}/../other" }}', LISTED), LISTED),
    (
        "uv.lock: a file from elsewhere",
        "unknown",
        uv_lock(f'{{ registry = "{PYPI}" }}', LISTED, f"{ELSEWHERE}/a.whl"),
        LISTED,
    ),
    (
        "uv.lock: escapes in the address",
        "unknown",
        uv_lock(f'{{ registry = "{PYPI.replace("i", chr(92) + "u0069")}" }}', LISTED, f"{ELSEWHERE}/a.whl"),
        LISTED,
    ),
    (
        "pylock.toml: a file from elsewhere",
        "unknown",
        _pylock(f'index = "{PYPI}"\n{_wheel(f"{ELSEWHERE}/a.whl")}', LISTED),
        LISTED,
    ),
    (
        "pylock.toml: one of its files from elsewhere",
        "unknown",
        _pylock(_wheel(f"{FILES}/a.whl", f"{ELSEWHERE}/a.whl"), LISTED),
        LISTED,
    ),
    (
        "requirements: another index",
        "unknown",
        _requirement(f"--index-url https://pypi.example.net/simple\n{LISTED}==1.0"),
        LISTED,
    ),
    ("requirements: an address", "unknown", _requirement(f"{LISTED} @ {ELSEWHERE}/a.whl"), LISTED),
    (
        "purl: repository_url",
        "unknown",
        _of_purl("pkg:npm/%40works/tool@1.0?repository_url=https://npm.example.net"),
        SCOPED,
    ),
    (
        "purl: repository_url with a step",
        "unknown",
        _of_purl(f"pkg:npm/%40works/tool@1.0?repository_url={NPM}/../other"),
        SCOPED,
    ),
    (
        "purl: download_url of another package",
        "unknown",
        _of_purl(f"pkg:npm/%40works/tool@1.0?download_url={NPM}/other/-/o.tgz"),
        SCOPED,
    ),
    (
        "go.mod: replaced",
        "unknown",
        {"go.mod": _go("go.example.org/tool")["go.mod"] + "\nreplace go.example.org/tool => example.net/tool v1.0.0\n"},  # type: ignore[operator]
        "example.net/tool",
    ),
    (
        "packages of an overlay that lies in a dependency",
        "unknown",
        {
            **npm_lock(f"{NPM}/{STRANGER}/-/a.tgz"),
            f"node_modules/{STRANGER}/depsov.toml": 'knowledge = ["organisations.toml"]\nown = ["pkg:npm/*"]\n',
            f"node_modules/{STRANGER}/organisations.toml": (
                'curated = 2026-02-02\n[[packages.npm]]\nsteward = "example-works"\n'
                f'packages = ["{STRANGER}"]\nsource = "https://example.org/own"\nread = 2026-01-01\nby = "own"\n'
            ),
        },
        STRANGER,
    ),
    (
        "depsov.lock that lies in a dependency",
        "unknown",
        {
            **environment(),
            f"{SITE_PACKAGES}/depsov.lock": f'[[package]]\npurl = "pkg:pypi/{STRANGER}"\nreason = "clean"\n',
            f"{SITE_PACKAGES}/pyproject.toml": '[tool.depsov]\nperimeter = ["US"]\n',
        },
        STRANGER,
    ),
]

ROUTES = [*SAID, *FROM, *NAMED]


@pytest.mark.parametrize(("best", "files", "name"), [route[1:] for route in ROUTES], ids=[route[0] for route in ROUTES])
def test_a_route_reaches_its_verdict_and_no_better_one(best: str, files: Files, name: str, tmp_path: Path) -> None:
    assert reach(answer(report_on(tmp_path, files), name)) == best


CLAIMED = [route for route in ROUTES if route[1] == "claimed"]


@pytest.mark.parametrize(("files", "name"), [route[2:] for route in CLAIMED], ids=[route[0] for route in CLAIMED])
def test_what_is_only_claimed_is_unknown_where_the_user_is_strict(files: Files, name: str, tmp_path: Path) -> None:
    assert answer(report_on(tmp_path, files, strict=True), name).verdict is Verdict.UNKNOWN
