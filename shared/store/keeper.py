"""Rows in a database, and committing over the troubles of a disk: what the three stores share (B4, D7).

The core changes rows in memory and marks them; a commit writes all that is marked in one transaction. One
that fails has changed nothing, all stays marked, and who asked for it tries again. Here is what makes the
next try better than the last one: a new connection after the disk or the server failed, if the database is
still the one that was left; the room that is in SQLite's own log when the disk is full.
"""

from __future__ import annotations

import contextlib
import functools
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import peewee
from peewee import PeeweeException

from shared.runtime.text import translate
from shared.store.errors import StoreError, explain
from shared.store.table import Row, Table

MARK: Final = "last_commit"
"""The setting of each store that is the mark of its last commit."""
_WRAPPED: Final[Any] = vars(peewee)["__exception_wrapper__"]
"""What a driver raises inside comes as an error of peewee."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A small fact."""

    name: str
    value: str


class Keeper:
    """The rows of ``tables``, one of them of settings, in ``database`` (peewee's), which ``where`` names for
    people. One thread.

    Every commit writes a mark that no other process writes, and first looks whether the one before is there:
    so the database is known to be the same one with every commit in it, and not an older copy, one whose disk
    forgot something, or one to which another program writes. Else memory and database would disagree.
    """

    transaction: ClassVar[tuple[str, ...]] = ()
    """How one begins, in SQLite's words."""

    def __init__(self, database: Any, where: str, tables: Sequence[Table[Any]]) -> None:
        self.where = where
        self._database = database
        self._table_of = {table.row: table for table in tables}
        self._settings: Table[Setting] = self._table_of[Setting]
        self._marked: defaultdict[Table[Any], dict[Any, Any]] = defaultdict(dict)
        self._sql = functools.cache(lambda query: str(database.get_sql_context().parse(query)[0]))
        self._process = uuid.uuid4().hex
        self._number = 0
        self._expected: set[str | None] = set()
        self._lost = False

    def close(self) -> None:
        """Close the connection; what was not committed is not written. Harmless the second time."""
        self._database.close()

    # reading

    def loaded(self) -> None:
        """Memory agrees with the database."""
        with self.explained():
            self._expected = {self._last_mark()}

    def rows(self, table: Table[Row], query: Any = None, *values: Any) -> list[Row]:
        """The rows that were committed: all, or those of a ``query`` made of ``table.all``."""
        with self.explained():
            return table.rows(self._ask(table.all if query is None else query, *values))

    def find(self, table: Table[Row], column: str, value: str) -> Row | None:
        """A row whose ``column`` is ``value``, also one that is only marked."""
        marked = self._marked.get(table, {})
        same = (row for row in marked.values() if row is not None and getattr(row, column) == value)
        found: Row | None = marked.get(value) if (column,) == table.key else next(same, None)
        return found or next(iter(self.rows(table, table.by[column], value)), None)

    def settings(self) -> dict[str, str]:
        """The settings that were committed."""
        return {row.name: row.value for row in self.rows(self._settings) if row.name != MARK}

    def _ask(self, query: Any, *values: Any) -> list[Any]:
        """``values``, if any, come in the place of its own."""
        database = self._database
        cursor = database.execute_sql(self._sql(query), values) if values else database.execute(query)
        with _WRAPPED:
            found: list[Any] = cursor.fetchall()
        return found

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """What peewee raises inside as :class:`StoreError`. A spoilt connection is replaced first."""
        try:
            if self._lost:
                self._find_again()
            yield
        except (PeeweeException, StoreError) as error:
            explained = error if isinstance(error, StoreError) else explain(error, self.where)
            self._prepare_next(explained)
            raise explained from (None if explained is error else error)

    # marking

    def put(self, row: object) -> None:
        """Mark a row as it will be when the commit runs."""
        table = self._table_of[type(row)]
        self._marked[table][table.key_of(row)] = row

    def put_setting(self, name: str, value: str) -> None:
        """Mark a setting."""
        self.put(Setting(name, value))

    def drop(self, table: Table[Any], key: Any) -> None:
        """Mark a row to be deleted."""
        self._marked[table][key] = None

    # writing

    @property
    def dirty(self) -> bool:
        """Whether a commit has something to write."""
        return bool(self._marked)

    def commit(self) -> None:
        """Write all that is marked in one transaction. Raises :class:`StoreError`; all stays marked then."""
        if not self.dirty:
            return
        try:
            self._commit()
        except StoreError as error:
            if not error.full:
                raise
            self._commit()
        self._marked.clear()

    def _commit(self) -> None:
        mark = f"{self._process} {self._number + 1}"
        with self.explained(), self._database.atomic(*self.transaction):
            self._check_mark()
            self._expected.add(mark)  # whether it arrives may never be known
            self.put_setting(MARK, mark)
            self._write()
        self._number += 1
        self._expected = {mark}

    def _write(self) -> None:
        for table, rows in self._marked.items():
            gone = [key if isinstance(key, tuple) else (key,) for key, row in rows.items() if row is None]
            self._run(table.remove, gone)
            self._run(table.upsert, [table.values(row) for row in rows.values() if row is not None])

    def _run(self, query: Any, values: Sequence[tuple[Any, ...]]) -> None:
        """A query once for each of ``values``, which come in the place of its own."""
        if values:
            with _WRAPPED:
                self._database.cursor().executemany(self._sql(query), values)

    def checkpoint(self) -> None:
        """Bring SQLite's file itself up to date; where that fails now, its log still has it all."""
        with contextlib.suppress(PeeweeException):
            self._database.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")

    # after a failure

    def _prepare_next(self, error: StoreError) -> None:
        if error.reopen:
            self._lost = True
            with contextlib.suppress(PeeweeException):
                self._database.close()
        elif error.full:
            # What is in the file itself need not stay in the log, which begins anew in the room that it has.
            self.checkpoint()

    def _find_again(self) -> None:
        self._database.connect(reuse_if_open=True)
        self._check_mark()
        self._lost = False

    def _last_mark(self) -> str | None:
        found = self._ask(self._settings.by["name"], MARK)
        return str(found[0][1]) if found else None

    def _check_mark(self) -> None:
        mark = self._last_mark()
        if not self._expected:  # nobody has read it yet
            self._expected = {mark}
        elif mark not in self._expected:
            raise StoreError(
                translate(
                    "Store",
                    "The database {where} is not as this program left it: its disk lost something, another"
                    " file was put there, or another program writes to it. End that one, and start this one"
                    " again; it will go on from what the file holds.",
                ).format(where=self.where),
                f"mark {mark!r}, expected {self._expected!r}",
                reopen=True,
            )
