"""The progress bar of an online scan, on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from depsov.pipeline import Progress

__all__ = ["bar"]


@contextmanager
def bar(stream: TextIO) -> Iterator[Progress]:
    """Show a bar on the stream, and yield the function that moves it."""
    columns = (TextColumn("asking registries"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=RichConsole(file=stream), transient=True) as progress:
        task = progress.add_task("", total=None)

        def update(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield update
