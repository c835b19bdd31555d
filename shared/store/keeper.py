"""Committing over the troubles of a disk: what the three stores share (B4, D7).

A commit that fails has changed nothing, and is tried again by who asked for it. Here is what makes the next
try better than the last one: a new connection after the disk or the server failed, if the database is still
the one that was left; the room that is in SQLite's own log when the disk is full.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Final

from peewee import PeeweeException

from shared.runtime.text import translate
from shared.store.errors import StoreError, explain

MARK: Final = "last_commit"
"""Under this name each store keeps the mark of its last commit, beside its settings."""


class Keeper:
    """Commits to ``database`` (peewee's), which ``where`` names for people. One for each store, one thread.

    Every commit writes a mark that no other process writes, and first looks by ``read_mark`` whether the one
    before is there: so the database is known to be the same one with every commit in it, and not an older
    copy, one whose disk forgot something, or one to which another program writes. Else memory and database
    would disagree.
    """

    def __init__(self, database: Any, where: str, read_mark: Callable[[], str | None]) -> None:
        self._database = database
        self._where = where
        self._read_mark = read_mark
        self._run = uuid.uuid4().hex
        self._number = 0
        self._expected: set[str | None] = set()
        self._lost = False

    def loaded(self) -> None:
        """The database is open, and memory agrees with it."""
        with self.explained():
            self._expected = {self._read_mark()}

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """What peewee raises inside as :class:`StoreError`. A spoilt connection is replaced first."""
        try:
            if self._lost:
                self._find_again()
            yield
        except (PeeweeException, StoreError) as error:
            explained = error if isinstance(error, StoreError) else explain(error, self._where)
            self._prepare_next(explained)
            raise explained from (None if explained is error else error)

    def commit(self, write: Callable[[str], None], *kind: str) -> None:
        """Call ``write(mark)`` in one transaction (of SQLite's ``kind``). Raises :class:`StoreError`."""
        try:
            self._commit(write, kind)
        except StoreError as error:
            if not error.full:
                raise
            self._commit(write, kind)

    def _commit(self, write: Callable[[str], None], kind: tuple[str, ...]) -> None:
        with self.explained():
            mark = f"{self._run} {self._number + 1}"
            with self._database.atomic(*kind):
                self._check_mark()
                self._expected.add(mark)  # whether it arrives may never be known
                write(mark)
        self._number += 1
        self._expected = {mark}

    def checkpoint(self) -> None:
        """Bring SQLite's file itself up to date; where that fails now, its log still has it all."""
        with contextlib.suppress(PeeweeException):
            self._database.execute_sql("PRAGMA wal_checkpoint(PASSIVE)")

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

    def _check_mark(self) -> None:
        mark = self._read_mark()
        if not self._expected:  # nobody has read it yet
            self._expected = {mark}
        elif mark not in self._expected:
            raise StoreError(
                translate(
                    "Store",
                    "The database {where} is not as this program left it: its disk lost something, another"
                    " file was put there, or another program writes to it. End that one, and start this one"
                    " again; it will go on from what the file holds.",
                ).format(where=self._where),
                f"mark {mark!r}, expected {self._expected!r}",
                reopen=True,
            )
