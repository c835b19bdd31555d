"""Tickets as CENTRAL's database has them, for people's questions, on a connection of its own.

A question reads a page at a time, so that neither memory nor a transaction grows with what is stored. Used
on one thread, which is not the core's: what is asked may take long, and CENTRAL's heart beats on that one.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any, Final

import psycopg

from shared.store.database import path_of, server_of
from shared.store.errors import StoreError, explain
from shared.store.rows import ENDED, SUPPLIES, SupplyRow

PAGE: Final = 1_000
"""Supplies that are read at once: some ms, and some 2 MB."""
_BUSY_S: Final = 3.0


class Archive:
    """The database of ``url``; it is opened when it is first asked, and again after it failed."""

    def __init__(self, url: str) -> None:
        self._path = path_of(url)
        self._server = None if self._path is not None else server_of(url)
        self._connection: Any = None

    def newest(self, cp_id: str | None, limit: int) -> list[SupplyRow]:
        """The last ended supplies of a charging point (None: of all), the newest first."""
        wanted = ENDED if cp_id is None else ENDED.where(SUPPLIES.c.cp_id == cp_id)
        return self._rows(wanted.order_by(SUPPLIES.c.ended_seq.desc()).limit(limit))

    def pages(self) -> Iterator[list[SupplyRow]]:
        """Every ended supply, the oldest first, in pages. What ends meanwhile comes too."""
        column, last = SUPPLIES.c.ended_seq, 0
        while page := self._rows(SUPPLIES.all.where(column > last).order_by(column).limit(PAGE)):
            yield page
            last = page[-1].ended_seq or 0

    def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error, psycopg.Error):
                connection.close()

    def _rows(self, query: Any) -> list[SupplyRow]:
        """Raises :class:`StoreError`."""
        sql, values = query.sql()
        try:
            if self._connection is None:
                self._connection = self._connect()
            mark = "?" if self._server is None else "%s"
            found = self._connection.execute(sql.replace("?", mark), values).fetchall()
        except (sqlite3.Error, psycopg.Error) as error:
            self.close()
            where = str(self._path) if self._server is None else self._server.where
            raise explain(error, where) from error
        return SUPPLIES.rows(found)

    def _connect(self) -> Any:
        if self._server is not None:
            return self._server.reading()
        uri = f"{self._path.absolute().as_uri()}?mode=ro" if self._path is not None else ""
        return sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)


__all__ = ["PAGE", "Archive", "StoreError"]
