"""An installed Python environment: what stands in the `*.dist-info` folders of its `site-packages`.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/

Not a document, so it opens files itself: the headers of METADATA, and `direct_url.json`. It imports and runs nothing of
the environment, follows no link out of it, and keeps of people only the domain of their e-mail address.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from depsov.dependency_specifiers import Markers
from depsov.documents import Document, get, load_json
from depsov.errors import DocumentError
from depsov.evidence.labels import role_of_label
from depsov.evidence.links import evidence_of_url
from depsov.evidence.mail import mail_domains, mail_hint
from depsov.model import REGISTRY, Evidence, Node, Parsed, Problem, Source
from depsov.parse import _address
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys
from depsov.parse.python._installed_requirements import Interpreter, Requirements
from depsov.parse.python._requirement import valid_version
from depsov.purl import normalise
from depsov.values import dataclass, replace

__all__ = ["Environment", "find_site_packages", "open_environment", "read_environment"]

_HEAD = 64 * 1024
_MAX_HEAD = 1024 * 1024
"""A longer header is cut: only a licence text pasted into it makes one long."""

_SOURCE = "METADATA"
_LIBRARIES = ("lib/python{}/site-packages", "Lib/site-packages", "lib/python3/dist-packages")

_HEADER = re.compile(
    r"^(Name|Version|Requires-Dist|Home-page|Project-URL|Author-email|Maintainer-email):[ \t]*(.*(?:\n[ \t].*)*)",
    re.MULTILINE | re.IGNORECASE,
)


def find_site_packages(folder: Path) -> Path | None:
    """Return the `site-packages` of an environment: of its folder, or of the Python executable in it.

    None where it is neither.
    """
    if _holds_packages(folder):
        return folder
    # The executable of an environment is a link to the Python that made it: where it points to is of no interest.
    home = folder.parent.parent if folder.is_file() else folder
    version = Interpreter.of(home).version
    places = [home / place.format(version) for place in _LIBRARIES]
    libraries = [path for kind in ("python3", "pypy3") for path in home.glob(f"lib/{kind}*/site-packages")]
    others = sorted(libraries, key=_minor, reverse=True)
    return next((place for place in [*places, *others] if place.is_dir()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What is installed: nodes without edges, the requirements that make the edges, and the markers that hold."""

    nodes: tuple[Node, ...]
    requirements: Requirements
    markers: Markers
    problems: tuple[Problem, ...] = ()

    def parsed(self) -> Parsed:
        """Return all that is installed as a document.

        Which packages a person asked for is not recorded in a way that tells: there is no root.
        """
        requires = self.requirements.edges().requires
        nodes = (node._replace(requires=requires[node.key]) for node in self.nodes)
        return Parsed(nodes=tuple(nodes), problems=self.problems)


def open_environment(site_packages: Path, label: str) -> Environment:
    """Return what is installed in a `site-packages` folder; `label` names the environment in problems."""
    reader = _Reader(site_packages, label)
    installed = list(reader.read())
    markers = Markers(Interpreter.of(_home(site_packages)).markers)
    lines = {item.node.key: (item.node.name, item.requires) for item in installed}
    return Environment(
        nodes=tuple(item.node for item in installed),
        requirements=Requirements(lines, markers),
        markers=markers,
        problems=tuple(reader.problems),
    )


def read_environment(site_packages: Path, label: str) -> Parsed:
    """Return all that is installed as a document; `label` names the environment in problems."""
    return open_environment(site_packages, label).parsed()


@dataclass(frozen=True, slots=True)
class _Installed:
    """One distribution: its node without edges, and its `Requires-Dist` lines."""

    node: Node
    requires: Sequence[str]


class _Reader:
    """The distributions of one `site-packages` folder."""

    def __init__(self, site_packages: Path, label: str) -> None:
        self.problems: list[Problem] = []
        self._folder = site_packages
        self._label = label
        self._keys = Keys()

    def read(self) -> Iterator[_Installed]:
        """Yield every distribution, sorted by the name of its folder."""
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except OSError as error:
            self._complain("", f"cannot be searched: {error.strerror or 'unknown error'}")
            return
        for name in names:
            if not name.endswith((".dist-info", ".egg-info")):
                continue
            try:
                installed = self._distribution(name)
            except DocumentError as error:
                self._complain(name, str(error))
                continue
            if installed is not None:
                yield installed

    def _distribution(self, name: str) -> _Installed | None:
        folder = self._folder / name
        if folder.is_symlink():
            raise DocumentError("is a link, and links are not followed")
        headers = _headers(self._head(folder))
        project, version = headers.get("name", [""])[0], headers.get("version", [""])[0]
        if not valid_name("pypi", project):
            self.problems.append(name_problem(f"{self._label}/{name}", project))
            return None
        if not valid_version(version):
            raise DocumentError("names no version")
        normalised, source = normalise("pypi", project), self._source(folder)
        key = self._keys.new(normalised, version, source)
        if key is None:
            return None  # the same in `lib` and `lib64`, or as an egg and a wheel
        node = Node(
            key=key,
            ecosystem="pypi",
            name=normalised,
            version=version,
            source=source,
            own=source == _address.PATH,
            evidence=tuple(dict.fromkeys(_evidence(headers))),
        )
        return _Installed(node, headers.get("requires-dist", []))

    def _head(self, folder: Path) -> str:
        for name in ("METADATA", "PKG-INFO"):
            head = self._start(folder / name)
            if head is not None:
                return head
        head = self._start(folder)  # an .egg-info may be a file
        if head is None:
            raise DocumentError("holds no METADATA")
        return head

    def _start(self, path: Path) -> str | None:
        """Return the beginning of a file, up to the first blank line, or None where there is no such file."""
        try:
            with open(path, "rb", opener=_without_links) as file:
                head = file.read(_HEAD)
                if b"\n\n" not in head and b"\r\n\r\n" not in head:
                    head += file.read(_MAX_HEAD - len(head))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise DocumentError(f"{path.name} cannot be read: {error.strerror or 'unknown error'}") from error
        return head.decode("utf-8", errors="replace").replace("\r\n", "\n").partition("\n\n")[0]

    def _source(self, folder: Path) -> Source:
        """Return where a distribution says that it was installed from; a wheel may bring such a file with it.

        https://packaging.python.org/en/latest/specifications/direct-url/
        """
        text = self._start(folder / "direct_url.json")
        if text is None:
            return REGISTRY
        table = load_json(Document("direct_url.json", text.encode()))
        url = get(table, "url", str, "")
        if get(table, "vcs_info", dict) is not None:
            return replace(_address.repository(url), claimed=True)
        is_folder = get(table, "dir_info", dict) is not None
        return _address.PATH if is_folder else replace(_address.archive(url), claimed=True)

    def _complain(self, name: str, message: str) -> None:
        subject = f"{self._label}/{name}" if name else self._label
        self.problems.append(Problem(stage="parse", subject=subject, message=message))


# --- headers ------------------------------------------------------------------------------------------------------


def _headers(head: str) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for match in _HEADER.finditer(head):
        headers.setdefault(match[1].lower(), []).append(match[2].strip())
    return headers


def _evidence(headers: Mapping[str, Sequence[str]]) -> Iterator[Evidence]:
    links = [value.partition(",")[::2] for value in headers.get("project-url", ())]
    links += [("homepage", value) for value in headers.get("home-page", ())]
    for label, url in links:
        role = role_of_label(label)
        evidence = role and evidence_of_url(url.strip(), role=role, source=_SOURCE)
        if evidence:
            yield evidence
    for domain in mail_domains([*headers.get("author-email", ()), *headers.get("maintainer-email", ())]):
        yield mail_hint(domain, _SOURCE)


# --- places -------------------------------------------------------------------------------------------------------


def _without_links(path: str, flags: int) -> int:
    """Open neither a link nor, waiting for ever, a pipe that somebody put in the place of a file."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _holds_packages(folder: Path) -> bool:
    return folder.name in ("site-packages", "dist-packages") and folder.is_dir()


def _home(site_packages: Path) -> Path:
    """Return the folder of the environment that a `site-packages` belongs to."""
    parents = [site_packages, *site_packages.parents][:4]
    return next((parent for parent in parents if (parent / "pyvenv.cfg").is_file()), site_packages.parent)


def _minor(path: Path) -> int:
    match = re.search(r"(?:python|pypy)3\.(\d{1,4})", path.parent.name)
    return int(match[1]) if match else -1
