"""Domains on which strangers publish: a page there says nothing of whoever runs the domain.

Only what the private section of the public suffix list leaves out stands here. Hosts of package registries are kept in
`depsov.registries`.
"""

from __future__ import annotations

__all__ = ["HOSTING_DOMAINS", "HOSTING_HOSTS"]

_PAGES = """
    about.me archive.org blogger.com cargo.site carrd.co edublogs.org gitbook.com gitbook.io glitch.com glitch.me
    godaddysites.com hashnode.dev jimdo.com jimdofree.com livejournal.com mintlify.app neocities.org notion.site
    notion.so overblog.com readme.io readthedocs.com readthedocs.io readthedocs.org rtfd.io rtfd.org sourceforge.io
    squarespace.com strikingly.com surge.sh tripod.com tumblr.com typepad.com webflow.io weebly.com wikidot.com
    wix.com wixsite.com wordpress.com
"""

_PEOPLE = """
    bsky.app dev.to discord.com discord.gg discourse.group facebook.com fosstodon.org gitter.im gravatar.com
    hachyderm.io hackernoon.com instagram.com keybase.io linkedin.com linktr.ee mastodon.online mastodon.social
    matrix.to medium.com mstdn.social orcid.org quora.com reddit.com researchgate.net slack.com stackexchange.com
    stackoverflow.com substack.com t.me telegram.me threads.net tiktok.com twitch.tv twitter.com vimeo.com vk.com
    weibo.com x.com youtu.be youtube.com zhihu.com zulipchat.com
"""

_MONEY = """
    boosty.to buymeacoffee.com donorbox.org flattr.com fundrazr.com gofundme.com gumroad.com issuehunt.io
    kickstarter.com ko-fi.com liberapay.com opencollective.com patreon.com paypal.me polar.sh thanks.dev
    tidelift.com
"""

_CODE = """
    arxiv.org bundlephobia.com cdnjs.com codepen.io codesandbox.io doi.org figshare.com git.io glama.ai jsdelivr.com
    jsdelivr.net jsfiddle.net kaggle.com libraries.io openreview.net osf.io paperswithcode.com plnkr.co repl.it
    replit.com runkit.com shields.io skypack.dev stackblitz.com unpkg.com zenodo.org
"""

_SHORT = "bit.ly goo.gl is.gd lnkd.in ow.ly rebrand.ly t.co tiny.cc tinyurl.com"

_HOSTS = """
    code.google.com docs.google.com drive.google.com groups.google.com play.google.com plus.google.com
    sites.google.com
"""

HOSTING_DOMAINS = frozenset((_PAGES + _PEOPLE + _MONEY + _CODE + _SHORT).split())
"""Registrable domains, with every host below them."""

HOSTING_HOSTS = frozenset(_HOSTS.split())
"""Single hosts of organisations that publish themselves on the rest of the domain."""
