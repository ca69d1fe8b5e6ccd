"""The progress bar of what asks registries, on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from depsov.commands._console import Console
from depsov.pipeline import Progress

__all__ = ["progress"]


@contextmanager
def progress(console: Console, *, is_wanted: bool) -> Iterator[Progress | None]:
    """Show a bar where somebody would see it, and yield the function that moves it."""
    if not is_wanted or console.err is None or not console.shows_progress():
        yield None
        return
    with _bar(console.err) as update:
        yield update


@contextmanager
def _bar(stream: TextIO) -> Iterator[Progress]:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("asking registries"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=RichConsole(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield update
