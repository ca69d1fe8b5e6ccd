"""Source archives, made here of texts."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from typing import Final, Literal

__all__ = ["KINDS", "info", "packed"]

KINDS: Final[Mapping[str, Literal["w:gz", "w:bz2", "w:xz"] | None]] = {
    "tar.gz": "w:gz",
    "tgz": "w:gz",
    "tar.bz2": "w:bz2",
    "tar.xz": "w:xz",
    "zip": None,
}


def packed(files: Mapping[str, str], kind: str = "tar.gz", top: str = "wind-tools-1.0/") -> bytes:
    """Return an archive of the kind with the files, in their order, below its top folder."""
    buffer = io.BytesIO()
    mode = KINDS[kind]
    if mode is None:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(top + name, text)
        return buffer.getvalue()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(top + name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def info(*lines: str, version: str = "2.1") -> str:
    """Return a PKG-INFO of `wind-tools` 1.0, of a version of the format."""
    return "\n".join([f"Metadata-Version: {version}", "Name: wind-tools", "Version: 1.0", *lines, "", "About it.", ""])
