"""Installed environments, built here as folders of METADATA."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from depsov.model import EvidenceKind, Node, Parsed, SourceKind
from depsov.parse.python.environment import find_site_packages, read_environment


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The `site-packages` of an environment of Python 3.9."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.9.18\n", encoding="utf-8")
    folder = tmp_path / ".venv" / "lib" / "python3.9" / "site-packages"
    folder.mkdir(parents=True)
    return folder


def install(site: Path, name: str, *headers: str, version: str = "1.0", body: str = "", **files: str) -> Path:
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    text = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *headers, "", body])
    (folder / "METADATA").write_text(text, encoding="utf-8")
    for key, content in files.items():
        (folder / key.replace("_json", ".json")).write_text(content, encoding="utf-8")
    return folder


def read(site: Path) -> Parsed:
    return read_environment(site, ".venv")


def node(parsed: Parsed, name: str) -> Node:
    return next(node for node in parsed.nodes if node.name == name)


def requires(site: Path, name: str) -> list[str]:
    return [key.partition("@")[0] for key in node(read(site), name).requires]


# --- packages and edges -------------------------------------------------------------------------------------------


def test_distributions_are_nodes_without_root(site: Path) -> None:
    install(site, "Zope.Interface", version="7.2")
    install(site, "attrs", version="25.3.0")
    parsed = read(site)
    assert [node.key for node in parsed.nodes] == ["zope-interface@7.2", "attrs@25.3.0"]
    assert parsed.roots == ()
    assert parsed.problems == ()


def test_markers_are_those_of_its_own_interpreter(site: Path) -> None:
    install(
        site,
        "app",
        'Requires-Dist: old-python; python_version < "3.10"',
        'Requires-Dist: new-python; python_version >= "3.10"',
        'Requires-Dist: this-platform; sys_platform == "' + sys.platform + '"',
        'Requires-Dist: other-platform; sys_platform == "plan9"',
        "Requires-Dist: not-installed",
        'Requires-Dist: broken-marker; python_version is "3"',
    )
    for name in ("old-python", "new-python", "this-platform", "other-platform", "broken-marker"):
        install(site, name)
    assert requires(site, "app") == ["old-python", "this-platform"]


def test_extras_count_only_where_somebody_asks(site: Path) -> None:
    install(site, "app", "Requires-Dist: lib[web]")
    install(
        site,
        "lib",
        'Requires-Dist: web-part[fast]; extra == "web"',
        'Requires-Dist: mail-part; extra == "mail"',
        'Requires-Dist: both; extra == "mail" or extra == "web"',
    )
    install(site, "web-part", "Requires-Dist: speed; (python_version >= '3') and extra == 'fast'")
    for name in ("mail-part", "both", "speed"):
        install(site, name)
    assert requires(site, "lib") == ["both", "web-part"]
    assert requires(site, "web-part") == ["speed"]


def test_circles_end(site: Path) -> None:
    install(site, "a", "Requires-Dist: b[x]")
    install(site, "b", 'Requires-Dist: a[y]; extra == "x"')
    assert requires(site, "a") == ["b"]
    assert requires(site, "b") == ["a"]


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        (
            '{"url": "https://user:secret@git.example.org/team/part.git", "vcs_info": {"vcs": "git"}}',
            SourceKind.GIT,
            "https://git.example.org/team/part.git",
        ),
        (
            '{"url": "https://files.example.org/part.zip?sig=secret", "archive_info": {}}',
            SourceKind.URL,
            "https://files.example.org/part.zip",
        ),
        ('{"url": "file:///srv/part", "dir_info": {"editable": true}}', SourceKind.PATH, None),
        ('{"url": "file:///srv/part.whl", "archive_info": {}}', SourceKind.PATH, None),
    ],
)
def test_direct_url_tells_the_source(site: Path, text: str, kind: SourceKind, url: str | None) -> None:
    install(site, "part", direct_url_json=text)
    part = node(read(site), "part")
    assert (part.source.kind, part.source.url, part.own) == (kind, url, kind is SourceKind.PATH)


def test_eggs_are_read_too(site: Path) -> None:
    (site / "old-1.0.egg-info").mkdir()
    (site / "old-1.0.egg-info" / "PKG-INFO").write_text("Name: old\nVersion: 1.0\n", encoding="utf-8")
    (site / "older-0.5.egg-info").write_text("Name: older\nVersion: 0.5\n", encoding="utf-8")
    assert [node.key for node in read(site).nodes] == ["old@1.0", "older@0.5"]


# --- evidence -----------------------------------------------------------------------------------------------------


def test_links_are_evidence(site: Path) -> None:
    install(
        site,
        "part",
        "Home-page: https://www.part.example.org/start",
        "Project-URL: Source Code, https://github.com/example-team/part",
        "Project-URL: Funding, https://github.com/sponsors/somebody",
    )
    found = {(item.kind, item.identity) for item in node(read(site), "part").evidence}
    assert (EvidenceKind.REPOSITORY, "github:example-team") in found
    assert all(identity is None or "somebody" not in identity for _, identity in found)


def test_of_people_only_a_domain_is_kept(site: Path) -> None:
    install(
        site,
        "part",
        "Author: First Last",
        "Author-email: First Last <first.last@example.org>",
        "Maintainer: Other Person",
        "Maintainer-email: Other Person <other@lists.example.org>",
    )
    parsed = read(site)
    assert [(item.kind, item.identity) for item in node(parsed, "part").evidence] == [
        (EvidenceKind.HINT, "domain:example.org")
    ]
    for part in ("First", "Last", "first", "Other", "other", "lists"):
        assert part not in repr(parsed)


def test_description_is_not_taken_for_headers(site: Path) -> None:
    install(site, "part", body="Home-page: https://github.com/example-team\nRequires-Dist: attrs\n")
    install(site, "attrs")
    assert node(read(site), "part").evidence == ()
    assert requires(site, "part") == []


# --- broken and hostile -------------------------------------------------------------------------------------------


def test_one_broken_distribution_is_one_problem(site: Path) -> None:
    install(site, "good")
    (site / "empty-1.0.dist-info").mkdir()
    install(site, "two words")
    install(site, "versionless", version="")
    install(site, "torn", direct_url_json="{")
    parsed = read(site)
    assert [node.name for node in parsed.nodes] == ["good"]
    assert len(parsed.problems) == 4
    assert all(problem.subject.startswith(".venv/") for problem in parsed.problems)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_no_link_is_followed(site: Path, tmp_path: Path) -> None:
    outside = install(tmp_path, "outside")
    (site / "linked-1.0.dist-info").symlink_to(outside)
    (site / "inner-1.0.dist-info").mkdir()
    (site / "inner-1.0.dist-info" / "METADATA").symlink_to(outside / "METADATA")
    parsed = read(site)
    assert parsed.nodes == ()
    assert len(parsed.problems) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_does_not_hang_the_reader(site: Path) -> None:
    (site / "pipe-1.0.dist-info").mkdir()
    os.mkfifo(site / "pipe-1.0.dist-info" / "METADATA")
    assert len(read(site).problems) == 1


def test_header_without_end_is_cut(site: Path) -> None:
    folder = install(site, "long")
    (folder / "METADATA").write_text("Name: long\nVersion: 1.0\nLicense: " + "x" * 3_000_000, encoding="utf-8")
    assert [node.key for node in read(site).nodes] == ["long@1.0"]


def test_folder_that_cannot_be_searched(tmp_path: Path) -> None:
    parsed = read_environment(tmp_path / "absent", ".venv")
    assert parsed.nodes == ()
    assert parsed.problems[0].subject == ".venv"


# --- finding the environment --------------------------------------------------------------------------------------


def test_found_by_folder_by_executable_and_by_itself(site: Path) -> None:
    home = site.parent.parent.parent
    executable = home / "bin" / "python"
    executable.touch()
    assert find_site_packages(home) == site
    assert find_site_packages(executable) == site
    assert find_site_packages(site) == site


def test_executable_that_is_a_link_stays_in_its_environment(site: Path, tmp_path: Path) -> None:
    (tmp_path / "python3").touch()
    executable = site.parent.parent.parent / "bin" / "python"
    executable.symlink_to(tmp_path / "python3")
    assert find_site_packages(executable) == site


def test_folder_of_the_version_in_pyvenv_cfg_comes_first(site: Path) -> None:
    other = site.parent.parent / "python3.14" / "site-packages"
    other.mkdir(parents=True)
    assert find_site_packages(site.parent.parent.parent) == site


def test_without_pyvenv_cfg_the_newest(site: Path) -> None:
    home = site.parent.parent.parent
    (home / "pyvenv.cfg").unlink()
    newest = home / "lib" / "python3.14" / "site-packages"
    newest.mkdir(parents=True)
    assert find_site_packages(home) == newest


def test_windows_layout(tmp_path: Path) -> None:
    site = tmp_path / "Lib" / "site-packages"
    site.mkdir(parents=True)
    assert find_site_packages(tmp_path) == site


def test_folder_that_is_no_environment(tmp_path: Path) -> None:
    assert find_site_packages(tmp_path) is None
