"""`Podfile.lock`: what CocoaPods has locked.

https://guides.cocoapods.org/using/using-cocoapods.html#what-is-podfilelock; the source that writes it is
https://github.com/CocoaPods/Core/blob/master/lib/cocoapods-core/lockfile.rb

A pod is installed whole or in parts (`Firebase/Auth`), which are one package of one version. What lies in a folder of
the project is its own: there React Native and Flutter keep what other lockfiles name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import REMAKE, Document, Folder
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Root, Scope, Source, SourceKind
from depsov.parse._address import PATH, archive, index, is_url, repository
from depsov.parse._roots import directs, root_name
from depsov.parse.further._collected import Collected
from depsov.values import dataclass, field

__all__ = ["read"]

_SECTION = re.compile(r"^([A-Z][A-Z ]+):[^\n]*$", re.MULTILINE)
# `  - Alamofire (5.9.1):`, `    - "GoogleUtilities/NSData+zlib (~> 7.8)"`
_POD = re.compile(r'^(  |    )- "?([^\s"/]+)(?:/[^\s"]+)?(?: \(([^)\n]*)\))?"?:?$', re.MULTILINE)
# `  trunk:`, `  "https://example.org/specs.git":`, `    - Alamofire`, `    :path: "../Kit"`
_GROUP = re.compile(r'^  "?(\S+?)"?:$|^    - "?(\S+?)"?$|^    (:\w+): "?([^"\n]*)"?$', re.MULTILINE)
_REPOSITORIES = (":git", ":hg", ":svn")
_TRUNK = "trunk"
_NOWHERE = (0, 0)
_TOP = "  "


@dataclass(slots=True)
class _Pod:
    version: str | None
    line: int
    requires: dict[str, None] = field(default_factory=dict)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the pods, and which of them the Podfile names. Raises `DocumentError` for what is no Podfile.lock."""
    text = document.text().replace("\r\n", "\n")
    sections = dict(_sections(text))
    if "PODS" not in sections:
        raise DocumentError("has no section PODS", hint=REMAKE)
    sources = dict(_spec_repos(text, sections.get("SPEC REPOS", _NOWHERE)))
    sources.update(_external(text, sections.get("EXTERNAL SOURCES", _NOWHERE)))
    found = Collected(document)
    for name, pod in _pods(text, sections["PODS"]).items():
        source = sources.get(name, REGISTRY)
        node = Node(
            key=name,
            ecosystem="cocoapods",
            name=name,
            version=pod.version,
            source=source,
            line=pod.line,
            requires=tuple(pod.requires),
            own=source == PATH,
        )
        found.add(node)
    named = _POD.finditer(text, *sections.get("DEPENDENCIES", _NOWHERE))
    direct = directs((match[2], Scope.RUNTIME) for match in named if match[2] in found)
    root = Root(name=root_name(None, document.folder), path=document.folder, direct=direct)
    return Parsed(nodes=found.nodes(), roots=(root,), problems=tuple(found.problems))


def _sections(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the name of each section, and where it begins and ends."""
    headers = [*_SECTION.finditer(text)]
    starts = [*(match.start() for match in headers), len(text)]
    yield from ((match[1], (match.end(), end)) for match, end in zip(headers, starts[1:], strict=True))


def _pods(text: str, place: tuple[int, int]) -> dict[str, _Pod]:
    """Return the pods by name, with what each of their parts requires."""
    pods: dict[str, _Pod] = {}
    pod: _Pod | None = None
    line, counted = 1, 0
    for match in _POD.finditer(text, *place):
        indent, name, version = match.groups()
        if indent != _TOP:
            if pod is not None:
                pod.requires[name] = None
            continue
        pod = pods.get(name)
        if pod is None:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            pod = pods[name] = _Pod(version, line)
    return pods


def _spec_repos(text: str, place: tuple[int, int]) -> Iterator[tuple[str, Source]]:
    for repo, members in _groups(text, place):
        source = REGISTRY if repo == _TRUNK else index(repo) if is_url(repo) else Source(kind=SourceKind.INDEX)
        yield from ((name, source) for name, _ in members)


def _external(text: str, place: tuple[int, int]) -> Iterator[tuple[str, Source]]:
    """Yield the pods that are in no repository of pods, and where they come from."""
    for name, members in _groups(text, place):
        options = dict(members)
        address = next((options[key] for key in _REPOSITORIES if key in options), None)
        if ":path" in options:
            yield name, PATH
        elif address is not None:
            yield name, repository(address)
        else:  # an archive, or a description that names one
            url = options.get(":http") or options.get(":podspec", "")
            yield name, archive(url) if is_url(url) else Source(kind=SourceKind.URL)


def _groups(text: str, place: tuple[int, int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the keys of a section with what stands below each: items, or pairs."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for match in _GROUP.finditer(text, *place):
        header, item, key, value = match.groups()
        if header is not None:
            groups.append((header, []))
        elif groups:
            groups[-1][1].append((item or key, value or ""))
    return groups
