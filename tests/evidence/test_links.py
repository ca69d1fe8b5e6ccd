"""URLs as people write them, and the identities behind them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import depsov.knowledge
from depsov.evidence.links import FORGE_HOSTS, domain_of, evidence_of_url, identity_of
from depsov.model import Evidence, EvidenceKind, Trust
from depsov.registries import PAGE_HOSTS

GITHUB = "github:acme"


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        # the forms of one GitHub URL
        ("https://github.com/acme/tool", GITHUB),
        ("http://github.com/acme/tool", GITHUB),
        ("https://github.com/acme/tool/", GITHUB),
        ("https://github.com/acme/tool.git", GITHUB),
        ("https://github.com/acme/tool.git/", GITHUB),
        ("https://github.com/acme", GITHUB),
        ("https://github.com/acme.git", GITHUB),
        ("https://www.github.com/acme/tool", GITHUB),
        ("https://GitHub.com/ACME/Tool", GITHUB),
        ("HTTPS://GITHUB.COM/ACME/TOOL", GITHUB),
        ("https://github.com:443/acme/tool", GITHUB),
        ("https://github.com./acme/tool", GITHUB),
        ("https://github.com//acme//tool", GITHUB),
        ("https:/github.com/acme/tool", GITHUB),
        ("//github.com/acme/tool", GITHUB),
        ("github.com/acme/tool", GITHUB),
        ("www.github.com/acme/tool", GITHUB),
        ("https://github.com/acme/tool/tree/main/packages/part", GITHUB),
        ("https://github.com/acme/tool/blob/main/README.md", GITHUB),
        ("https://github.com/acme/tool/issues", GITHUB),
        ("https://github.com/acme/tool/archive/refs/tags/v1.0.tar.gz", GITHUB),
        ("https://github.com/acme/tool#readme", GITHUB),
        ("https://github.com/acme/tool?tab=readme-ov-file", GITHUB),
        ("https://github.com/orgs/acme", GITHUB),
        ("https://github.com/orgs/acme/teams/core", GITHUB),
        ("https://codeload.github.com/acme/tool/tar.gz/0123456789abcdef", GITHUB),
        ("https://user:secret@github.com/acme/tool", GITHUB),
        ("https://x-access-token@github.com/acme/tool.git", GITHUB),
        ("git+https://github.com/acme/tool.git", GITHUB),
        ("git+https://git@github.com/acme/tool.git#v1.0", GITHUB),
        ("git+https://github.com/acme/tool.git@v1.0", GITHUB),
        ("git+http://github.com/acme/tool", GITHUB),
        ("git://github.com/acme/tool.git", GITHUB),
        ("git+ssh://git@github.com/acme/tool.git", GITHUB),
        ("git+ssh://git@github.com:acme/tool.git", GITHUB),
        ("ssh://git@github.com/acme/tool.git", GITHUB),
        ("ssh://git@github.com:22/acme/tool.git", GITHUB),
        ("ssh://git@ssh.github.com:443/acme/tool.git", GITHUB),
        ("git@github.com:acme/tool.git", GITHUB),
        ("git@github.com:/acme/tool.git", GITHUB),
        ("git@github.com/acme/tool.git", GITHUB),
        ("github.com:acme/tool", GITHUB),
        ("github:acme/tool", GITHUB),
        ("github:acme/tool#semver:^1.0", GITHUB),
        ("GitHub:acme/tool", GITHUB),
        ("scm:git:https://github.com/acme/tool.git", GITHUB),
        ("scm:git:git@github.com:acme/tool.git", GITHUB),
        ("svn+https://github.com/acme/tool/trunk", GITHUB),
        (" https://github.com/acme/tool \n", GITHUB),
        ("<https://github.com/acme/tool>", GITHUB),
        ("https://github.com/acme/tool, https://docs.example.org", GITHUB),
        ("https://github.com/acme-corp/tool", "github:acme-corp"),
        ("https://github.com/acme_corp/tool", "github:acme_corp"),
        ("https://github.com/1acme/tool", "github:1acme"),
        # other forges
        ("https://gitlab.com/acme/group/tool", "gitlab:acme"),
        ("https://gitlab.com/acme/group/tool/-/tree/main", "gitlab:acme"),
        ("https://gitlab.com/groups/acme/-/issues", "gitlab:acme"),
        ("gitlab:acme/tool", "gitlab:acme"),
        ("ssh://git@altssh.gitlab.com:443/acme/tool.git", "gitlab:acme"),
        ("https://codeberg.org/Acme/tool/src/branch/main", "codeberg:acme"),
        ("https://codeberg.org/org/acme/teams", "codeberg:acme"),
        ("git@codeberg.org:acme/tool.git", "codeberg:acme"),
        ("https://bitbucket.org/acme/tool/src/master/", "bitbucket:acme"),
        ("bitbucket:acme/tool", "bitbucket:acme"),
        ("https://someone@bitbucket.org/acme/tool.git", "bitbucket:acme"),
        ("https://gitlab.gnome.org/GNOME/glib", "gitlab.gnome.org:gnome"),
        ("https://gitlab.freedesktop.org/xorg/lib/libx11.git", "gitlab.freedesktop.org:xorg"),
        ("https://invent.kde.org/frameworks/kcoreaddons", "invent.kde.org:frameworks"),
        ("https://salsa.debian.org/python-team/packages/tool", "salsa.debian.org:python-team"),
        ("https://framagit.org/framasoft/tool", "framagit.org:framasoft"),
        ("https://gitlab.opencode.de/bmi/tool", "gitlab.opencode.de:bmi"),
        ("https://code.europa.eu/acme/tool", "code.europa.eu:acme"),
        ("https://gitlab.inria.fr/acme/tool", "gitlab.inria.fr:acme"),
        ("https://opendev.org/openstack/nova", "opendev.org:openstack"),
        ("https://gitea.com/acme/tool", "gitea.com:acme"),
        ("https://projects.blender.org/blender/blender", "projects.blender.org:blender"),
        ("https://huggingface.co/acme/model", "huggingface:acme"),
        ("https://huggingface.co/datasets/acme/words", "huggingface:acme"),
        ("https://git.sr.ht/~acme/tool", "sr.ht:~acme"),
        ("https://hg.sr.ht/~acme/tool/browse", "sr.ht:~acme"),
        ("https://sr.ht/~acme/tool/", "sr.ht:~acme"),
        ("https://launchpad.net/acme", "launchpad.net:acme"),
        ("https://launchpad.net/~acme-team/+archive/ubuntu/ppa", "launchpad.net:~acme-team"),
        ("https://git.launchpad.net/~acme-team/acme/+git/tool", "launchpad.net:~acme-team"),
        ("https://code.launchpad.net/acme", "launchpad.net:acme"),
        ("lp:acme", "launchpad.net:acme"),
        ("https://sourceforge.net/projects/acme/files/", "sourceforge.net:acme"),
        ("https://sourceforge.net/p/acme/code/", "sourceforge.net:acme"),
        ("https://git.savannah.gnu.org/git/acme.git", "git.savannah.gnu.org:acme"),
        ("https://git.savannah.gnu.org/cgit/acme.git/tree", "git.savannah.gnu.org:acme"),
        # self-hosted ones that nobody listed, by their first label
        ("https://gitlab.acme.example/team/sub/tool", "gitlab.acme.example:team"),
        ("git@git.acme.example:team/tool.git", "git.acme.example:team"),
        ("https://gitea.acme.example/team/tool", "gitea.acme.example:team"),
        ("https://forgejo.acme.example/team/tool", "forgejo.acme.example:team"),
    ],
)
def test_the_owner_is_read_out_of_any_form_of_url(url: str, identity: str) -> None:
    assert identity_of(url) == identity


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "unknown",
        "https://",
        "https://github.com",
        "https://github.com/",
        # pages that are no repository of the project
        "https://github.com/sponsors/acme",
        "https://github.com/Sponsors/acme",
        "https://github.com/features/actions",
        "https://github.com/marketplace/acme",
        "https://github.com/topics/python",
        "https://github.com/apps/acme",
        "https://gist.github.com/acme/0123456789abcdef",
        "gist:0123456789abcdef",
        "https://raw.githubusercontent.com/acme/tool/main/README.md",
        "https://user-images.githubusercontent.com/1/2.png",
        "https://acme.github.io/tool",
        "https://acme.gitlab.io/tool",
        "https://gitlab.com/users/sign_in",
        "https://gitlab.com/explore",
        "https://gitlab.com/-/snippets/1",
        "https://codeberg.org/user/login",
        "https://huggingface.co/docs/tool",
        "https://launchpad.net/",
        "https://sr.ht/projects",
        "https://sourceforge.net/directory",
        "https://github.com/pypa/sampleproject",
        # hosts that only look like a forge
        "https://github.com.acme.example/acme/tool",
        "https://github.com@acme.example/acme/tool",
        "https://acme.example/github.com/acme/tool",
        "https://acme.example/?https://github.com/acme/tool",
        "https://acme.example#@github.com/acme/tool",
        "https://acme.example\\@github.com/acme/tool",
        "https://notgithub.com/acme/tool",
        "https://g\u0456thub.com/acme/tool",
        "https://\uff47ithub.com/acme/tool",
        "https://git.io/acme",
        # owners that cannot be
        "https://github.com/../acme",
        "https://github.com/%61cme/tool",
        "https://github.com/{{owner}}/tool",
        "https://github.com/<owner>/tool",
        "https://github.com/\u0430cme/tool",
        "https://github.com/acme\x00/tool",
        "https://github.com/acme\u202e/tool",
        # no URLs of the network
        "file:///home/acme/tool",
        "file:../tool",
        "./tool",
        "mailto:someone@example.org",
        "javascript:alert(1)",
        "data:text/html,github.com/acme",
        "workspace:*",
        "1.2.3",
        "git.sr.ht/acme",
    ],
)
def test_what_names_no_owner_is_no_evidence(url: str) -> None:
    assert identity_of(url) is None


def test_a_bare_pair_is_github_only_where_npm_says_so() -> None:
    assert identity_of("acme/tool") is None
    assert identity_of("acme/tool", shorthand=True) == GITHUB
    assert identity_of("acme/tool#main", shorthand=True) == GITHUB
    assert identity_of("acme/socket.io", shorthand=True) == GITHUB
    assert identity_of("packages/core/tool", shorthand=True) is None
    assert identity_of("@acme/tool", shorthand=True) is None


def test_forges_may_be_handed_in() -> None:
    forges = {"code.acme.example": "gitlab"}
    assert identity_of("https://code.acme.example/team/tool", forges) == "code.acme.example:team"
    assert identity_of("https://code.acme.example/team/tool") is None
    assert domain_of("https://code.acme.example/team/tool", forges) is None


def test_every_forge_of_the_knowledge_base_is_known_without_it() -> None:
    path = Path(depsov.knowledge.__file__).parent / "data" / "platforms.toml"
    platforms = tomllib.loads(path.read_text(encoding="utf-8")).values()
    forges = [platform for platform in platforms if isinstance(platform, dict) and platform["role"] == "forge"]
    listed = {host: forge["kind"] for forge in forges for host in forge["hosts"]}
    assert listed
    assert {host: FORGE_HOSTS.get(host) for host in listed} == listed


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://docs.python.org/3/", "python.org"),
        ("https://python.org", "python.org"),
        ("http://WWW.Python.Org./", "python.org"),
        ("python.org", "python.org"),
        ("www.python.org/about", "python.org"),
        ("https://user:secret@docs.python.org:8443/3/", "python.org"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://docs.acme.gouv.fr/", "acme.gouv.fr"),
        ("https://ec.europa.eu/", "europa.eu"),
        ("https://cloud.google.com/sdk", "google.com"),
        ("https://b\u00fccher.de/", "xn--bcher-kva.de"),
        ("https://xn--bcher-kva.de/", "xn--bcher-kva.de"),
        ("https://wiki.debian.org/Python", "debian.org"),
    ],
)
def test_the_registrable_domain_is_read_out_of_a_homepage(url: str, domain: str) -> None:
    assert domain_of(url) == domain


_STRANGERS = """
    acme.github.io acme.gitlab.io acme.codeberg.page acme.readthedocs.io acme.readthedocs.org acme.rtfd.io
    acme.netlify.app acme.vercel.app acme.pages.dev acme.web.app acme.firebaseapp.com acme.herokuapp.com
    acme.fly.dev acme.onrender.com acme.surge.sh acme.glitch.me acme.hf.space acme.js.org acme.sourceforge.net
    acme.sourceforge.io sites.google.com groups.google.com acme.blogspot.com acme.wordpress.com acme.tumblr.com
    opencollective.com patreon.com ko-fi.com linktr.ee medium.com acme.medium.com x.com twitter.com mastodon.social
    www.youtube.com youtu.be discord.gg discord.com t.me gitter.im linkedin.com stackoverflow.com unpkg.com bit.ly
    goo.gl web.archive.org github.com gitlab.com bitbucket.org codeberg.org gist.github.com acme.github.com
    salsa.debian.org gitlab.gnome.org gitlab.acme.example sr.ht launchpad.net acme.s3.amazonaws.com
    acme.cloudfront.net localhost 127.0.0.1 co.uk com acme.invalid-tld- [::1]
"""


@pytest.mark.parametrize("host", _STRANGERS.split())
def test_where_strangers_publish_a_domain_says_nothing(host: str) -> None:
    assert domain_of(f"https://{host}/tool") is None


@pytest.mark.parametrize("host", sorted(PAGE_HOSTS))
def test_the_pages_of_registries_say_nothing(host: str) -> None:
    assert domain_of(f"https://{host}/project/tool") is None
    assert domain_of(f"https://www.{host}/project/tool") is None


@pytest.mark.parametrize("url", ["https://www.inria.fr/~someone/tool", "README.md", "setup.py", "not a url", ""])
def test_pages_of_ones_own_and_files_have_no_domain(url: str) -> None:
    assert domain_of(url) is None


def test_kind_and_trust_follow_from_role_and_place() -> None:
    def found(url: str, role: str) -> tuple[EvidenceKind, Trust, str | None] | None:
        evidence = evidence_of_url(url, role=role, source="test", date="2026-11-22")  # type: ignore[arg-type]
        return None if evidence is None else (evidence.kind, evidence.trust, evidence.identity)

    repository, site = "https://github.com/acme/tool", "https://tool.python.org"
    assert found(repository, "repository") == (EvidenceKind.REPOSITORY, Trust.DECLARED, GITHUB)
    assert found(repository, "homepage") == (EvidenceKind.HOMEPAGE, Trust.DECLARED, GITHUB)
    assert found(repository, "other") == (EvidenceKind.HINT, Trust.WEAK, GITHUB)
    assert found(site, "repository") == (EvidenceKind.DOMAIN, Trust.DECLARED, "domain:python.org")
    assert found(site, "homepage") == (EvidenceKind.DOMAIN, Trust.DECLARED, "domain:python.org")
    assert found(site, "other") is None
    assert found("https://acme.github.io", "homepage") is None


def test_source_and_date_are_kept() -> None:
    evidence = evidence_of_url("acme/tool", role="repository", source="package.json", date="2026-11-22", shorthand=True)
    assert evidence == Evidence(
        kind=EvidenceKind.REPOSITORY,
        trust=Trust.DECLARED,
        source="package.json",
        identity=GITHUB,
        date="2026-11-22",
    )


@given(st.text(max_size=60) | st.from_regex(r"(git\+)?[a-z]{0,5}:?/{0,3}[\w@:.%\\~+-]{0,20}(/[\w.@:~-]{0,8}){0,4}"))
def test_any_text_gives_an_identity_or_none(text: str) -> None:
    identity = identity_of(text, shorthand=True)
    domain = domain_of(text)
    assert identity is None or (identity.isascii() and identity == identity.lower() and "@" not in identity)
    assert domain is None or (domain.isascii() and domain == domain.lower() and "." in domain)


def test_a_long_hostile_url_costs_no_time() -> None:
    assert identity_of("git+" * 100_000 + "https://github.com/acme/tool") is None
    assert identity_of("https://github.com/" + "a" * 1_000_000) is None
    assert identity_of("https://" + "@" * 1_000_000) is None
