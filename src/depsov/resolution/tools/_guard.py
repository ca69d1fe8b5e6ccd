"""Runs pip in this process, and lets it start no other: what must be built or cloned is refused.

`--only-binary` holds for an index only. A package that asks for another by its address (`name @ https://...`) would
make pip run a build, or git. The text of this module is handed to the interpreter whose pip is used, which may be an
older one, so nothing of depsov is imported here. An audit hook (PEP 578) cannot be taken off again.

pip does not fail where one of several indexes is down, and does not say that a package has source archives only: what
it notes of this for itself is passed on, a line each, after `MARK`.
"""

from __future__ import annotations

import logging
import os
import runpy
import sys

MARK = "depsov-note: "

_STARTING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile")
_NOTED = ("Could not fetch URL", "Skipping link: No sources permitted for")


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_STARTING) and not _is_keyring(event, arguments):
        raise PermissionError("no program is started while a tree is resolved")


def _is_keyring(event: str, arguments: tuple[object, ...]) -> bool:
    # https://pip.pypa.io/en/stable/topics/authentication/#keyring-support: the user's own program for credentials
    command = arguments[1] if event == "subprocess.Popen" and len(arguments) > 1 else None
    program = command[0] if isinstance(command, (list, tuple)) and command else None
    return isinstance(program, str) and os.path.splitext(os.path.basename(program))[0] == "keyring"  # noqa: PTH119, PTH122


class _Notes(logging.Handler):
    """Writes what matters of pip's own notes, each line once."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._seen: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        template = str(record.msg)
        if not template.startswith(("Could not fetch URL", "Skipping link")):
            return
        text = " ".join(record.getMessage().split())
        note = text if text.startswith("Could not") else text.partition(": http")[0]
        if note.startswith(_NOTED) and note not in self._seen:
            self._seen.add(note)
            sys.stderr.write(f"{MARK}{note}\n")


def main() -> None:
    """Run pip with the arguments of this process."""
    import pip._internal  # noqa: F401 - sets pip's class of loggers, before the first is made

    logger = logging.getLogger("pip._internal.index")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(_Notes())
    sys.addaudithook(_refuse)
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
