"""The database of the cache as hishel wants it, without threads.

anysqlite hands every statement to a thread. One takes some tens of microseconds, the way into a thread and back several
times that, and a cached answer costs a dozen of them: for the hundreds of documents of a resolution, seconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["Connection"]


class _Cursor:
    """A cursor, as `anysqlite.Cursor` looks."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Cursor:
        self._cursor.execute(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> _Cursor:
        self._cursor.executemany(sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class Connection:
    """A connection, as `anysqlite.Connection` looks; used in one thread. Raises `sqlite3.Error`."""

    def __init__(self, path: Path) -> None:
        # Autocommit, as hishel has it: no write that fails leaves a transaction open.
        self._connection = sqlite3.connect(path, isolation_level=None)

    async def cursor(self) -> _Cursor:
        """Return a new cursor."""
        return _Cursor(self._connection.cursor())

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Cursor:
        """Execute a statement."""
        return await (await self.cursor()).execute(sql, parameters)

    async def commit(self) -> None:
        """Commit what is open."""
        self._connection.commit()

    async def rollback(self) -> None:
        """Take back what is open."""
        self._connection.rollback()

    async def close(self) -> None:
        """Close the database."""
        self._connection.close()
