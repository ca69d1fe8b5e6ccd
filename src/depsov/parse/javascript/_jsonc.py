"""JSON with comments and trailing commas (https://jsonc.org/), as Bun and Deno write and read it.

Comments and trailing commas are taken out and the rest is decoded as what it then is; every line keeps its number.
"""

from __future__ import annotations

import re

from depsov.documents import Document, Table, load_json
from depsov.errors import DocumentError

__all__ = ["load_jsonc"]

# No string of JSON goes over the end of a line: a comma there is a comma. What is a comment is left to the second try.
_LINE_END = re.compile(r",(?=[ \t]*\r?\n\s*[}\]])")
_STRING = r'"(?:[^"\\\n]|\\.)*"?'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)


def load_jsonc(document: Document) -> Table:
    """Decode a document whose top is an object. Raises `DocumentError` as `load_json` does."""
    text = document.text()
    try:
        return load_json(_with(document, _LINE_END.sub("", text)))
    except DocumentError as error:
        plain = _COMMA.sub(_string, _COMMENT.sub(_string, text))
        if plain == text:
            raise error from None
    return load_json(_with(document, plain))


def _with(document: Document, text: str) -> Document:
    return Document(document.path, text.encode())


def _string(match: re.Match[str]) -> str:
    """Return a string as it is, and of a comment no more than its lines."""
    return match[1] or "\n" * match[0].count("\n")
