"""The domains of e-mail addresses: a hint at whose domain the authors use.

The part before the @ is dropped on reading. Domains of mail providers say nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from depsov.evidence.domains import domain_at
from depsov.model import Evidence, EvidenceKind, Trust
from depsov.patterns import pattern

__all__ = ["mail_domains", "mail_hint"]

_ADDRESS = pattern(r"@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_MAX_LENGTH = 5000

_PROVIDERS = """
    126.com 139.com 163.com aim.com aliyun.com aol.com arcor.de att.net bluewin.ch bol.com.br btinternet.com
    centrum.cz comcast.net cox.net daum.net disroot.org duck.com email.com foxmail.com free.fr freenet.de
    googlegroups.com groups.io hanmail.net hey.com icloud.com inbox.lv inbox.ru interia.pl kolabnow.com laposte.net
    libero.it list.ru mac.com mail.com mail.de mail.ru mailbox.org mailfence.com mailinator.com me.com msn.com
    naver.com netcourrier.com onet.pl online.de optonline.net orange.fr pm.me pobox.com proton.me qq.com
    rediffmail.com riseup.net rocketmail.com runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr sina.com skynet.be
    t-online.de telenet.be terra.com.br tiscali.it tuta.io tutamail.com ukr.net uol.com.br verizon.net wanadoo.fr
    web.de wp.pl xs4all.nl ya.ru ymail.com zohomail.com
"""
# Under whatever ending:
_FAMILIES = """
    fastmail gmail gmx googlemail hotmail live outlook posteo protonmail simplelogin tutanota yahoo yandex zoho
"""
_NOT_TELLING = frozenset((_PROVIDERS + _FAMILIES).split())


def mail_domains(fields: Iterable[object]) -> tuple[str, ...]:
    """Return the registrable domains of all addresses in the texts, sorted, without those of mail providers."""
    hosts = {host.lower() for text in fields if isinstance(text, str) for host in _ADDRESS.findall(text[:_MAX_LENGTH])}
    domains = {domain for host in hosts if (domain := domain_at(host)) is not None}
    return tuple(sorted(domain for domain in domains if not {domain, domain.partition(".")[0]} & _NOT_TELLING))


def mail_hint(domain: str, source: str) -> Evidence:
    """Return what a mail domain tells: little. As an identity, so that reports leave out those of people."""
    return Evidence(
        kind=EvidenceKind.HINT,
        trust=Trust.WEAK,
        source=source,
        identity=f"domain:{domain}",
        text="domain of an e-mail address",
    )
