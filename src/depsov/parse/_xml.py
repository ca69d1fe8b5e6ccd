"""XML as elements that know their lines, decoded by expat without entities.

A document type is refused altogether, so that no entity is ever expanded and nothing outside the document is named
(https://docs.python.org/3/library/xml.html#xml-vulnerabilities). Namespaces are left out of names: the formats that
depsov reads tell their elements apart without.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from depsov.documents import MAX_DEPTH, REMAKE, Document
from depsov.errors import DocumentError

__all__ = ["Element", "load_xml"]


class Element:
    """An element: its name without prefix, its attributes, its own text and the elements in it.

    `namespace` is the URL of its own namespace, `line` the line that its tag begins on.
    """

    __slots__ = ("attributes", "children", "line", "name", "namespace", "parts", "text")

    def __init__(self, name: str, line: int, namespace: str = "", attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.line = line
        self.namespace = namespace
        self.attributes = {} if attributes is None else attributes
        self.children: list[Element] = []
        self.parts: list[str] = []  # of the text, while it is read
        self.text = ""

    def child(self, name: str) -> Element | None:
        """Return the first element of that name in this one, or None."""
        return next((child for child in self.children if child.name == name), None)

    def each(self, *path: str) -> Iterator[Element]:
        """Yield the elements at a path of names: `each("dependencies", "dependency")`."""
        first, *rest = path
        for child in self.children:
            if child.name == first:
                yield from child.each(*rest) if rest else (child,)

    def value(self, *path: str) -> str | None:
        """Return the text of the first element at a path of names, without the space around it; None where empty."""
        found = next(self.each(*path), None)
        return (found.text.strip() or None) if found is not None else None


def load_xml(document: Document) -> Element:
    """Decode an XML document (https://www.w3.org/TR/xml/) and return its top element.

    Raises `DocumentError` for malformed text, a document type declaration and nesting deeper than `MAX_DEPTH`.
    """
    if not document.data.strip():
        raise DocumentError("the file is empty", hint=REMAKE)
    return _Reader().read(document.data)


class _Reader:
    """Builds the elements as expat meets them. The bytes go to expat as they are: they name their own encoding."""

    def __init__(self) -> None:
        self._top = Element("", 0)
        self._open = [self._top]
        self._names: dict[str, tuple[str, str]] = {}  # of the few names that a document has
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._refuse_doctype

    def read(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            message = expat.errors.messages[error.code]
            raise DocumentError(f"not XML: {message}", line=error.lineno, hint=REMAKE) from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not have
            raise DocumentError(f"not XML: {error}", line=1, hint="save the file as UTF-8") from error
        return self._top.children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        opened = self._open
        line = self._parser.CurrentLineNumber
        if len(opened) > MAX_DEPTH:
            raise DocumentError("nested too deeply", line=line, hint=REMAKE)
        known = self._names.get(name)
        if known is None:
            namespace, _, local = name.rpartition(" ")
            known = self._names[name] = (local, namespace)
        element = Element(known[0], line, known[1], attributes)
        opened[-1].children.append(element)
        opened.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if element.parts:
            element.text = "".join(element.parts)

    def _data(self, text: str) -> None:
        if not text.isspace():  # the layout between elements
            self._open[-1].parts.append(text)

    def _refuse_doctype(self, *_: object) -> None:
        raise DocumentError(
            "has a document type, which is not read", line=self._parser.CurrentLineNumber, hint="take the DOCTYPE out"
        )
