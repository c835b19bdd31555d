"""What a program has on its disk, what kill -9 leaves of it, and a disk that fails for a while.

A kill is not simulated by closing anything: the database file and its write-ahead log are copied at that
very moment (between two statements of a transaction, or in the middle of the log's last write), and the
next process opens the copy. SQLite does the rest, as it would after a real kill.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

TORN_PARTS = 8


class Killed(BaseException):
    """kill -9 reached the process; nothing in a core may catch it."""


class Moment(Enum):
    """Where in a commit a process dies."""

    BEFORE_COMMIT = "before the commit"
    INSIDE = "inside the transaction"
    TORN = "while the log is written"
    AFTER_COMMIT = "after the commit, before anything is sent"
    SENDING = "after some records are handed over"
    STORED = "after the broker has stored some records, before it says so"


_SENT = (Moment.SENDING, Moment.STORED)


@dataclass(frozen=True, slots=True)
class Plan:
    """Die at ``moment`` of the next commit: at statement ``number``, part ``number``, record ``number``."""

    moment: Moment
    number: int

    def __str__(self) -> str:
        return f"{self.moment.value} ({self.number})"


@dataclass(slots=True)
class Counted:
    """What one commit consisted of: its statements, and the records that were handed over after it."""

    statements: int = 0
    records: int = 0


def memory_folder(prefix: str) -> Path:
    """A new folder, in memory where the system has such a place."""
    shm = Path("/dev/shm")
    usable = shm.is_dir() and os.access(shm, os.W_OK)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=shm if usable else None))


class Disk:
    """One database file, from process to process. ``path`` is the present one.

    ``committed`` is called after each commit that the next process will find; ``late``: some failed before.
    """

    def __init__(self, folder: Path, name: str, template: Path) -> None:
        self._folder = folder
        self._name = name
        self._images = 0
        self._connection: sqlite3.Connection | None = None
        self._lock: sqlite3.Connection | None = None
        self._eye: sqlite3.Connection | None = None
        self._plan: Plan | None = None
        self._left: Path | None = None
        self._statements = 0
        self._inside = False
        self._sent = 0
        self._countdown: tuple[int, Plan] | None = None
        self._breaks_at = 0
        self._broken = False
        self.committed: Callable[[], None] = lambda: None
        self.late = False
        self.counted: list[Counted] | None = None
        self.path = self._new_path()
        shutil.copyfile(template, self.path)

    def _new_path(self) -> Path:
        self._images += 1
        return self._folder / f"{self._name}.{self._images}.sqlite"

    # the process's side

    def opened(self, database: Any) -> None:
        """The process has opened its database (peewee's). It may close it, and open it anew."""
        connect, close = database._connect, database._close

        def connected() -> sqlite3.Connection:
            connection: sqlite3.Connection = connect()
            self._hook(connection)
            return connection

        def closed(connection: sqlite3.Connection) -> None:
            self._connection = None
            close(connection)

        database._connect, database._close = connected, closed
        self._hook(database.connection())

    def _hook(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout=0")  # who waits for a lock waits in vain here
        self._connection = connection
        if self._breaks_at:
            connection.set_progress_handler(lambda: self._broken, 1)
        self._trace()

    @contextlib.contextmanager
    def committing(self) -> Iterator[None]:
        """Around a commit of the process: it dies here if that is planned."""
        self._count_down()
        plan = self._plan
        if plan is not None and plan.moment is Moment.BEFORE_COMMIT:
            self._die()
        wal_before = 0 if plan is None else self._wal_size(self.path)
        self._statements, self._inside = 0, True
        try:
            yield
        except Exception:
            self.late = True
            if self._left is not None:
                self._die()
            raise
        finally:
            self._inside = False
        if plan is not None:
            self._die_after(plan, wal_before)
        if self.counted is not None:
            self.counted.append(Counted(self._statements))
        self.committed()
        self.late = False

    def _die_after(self, plan: Plan, wal_before: int) -> None:
        """The transaction is over; whether the disk will know of it depends on the plan."""
        if plan.moment is Moment.TORN:
            self._take_image()
            self._tear(wal_before, plan.number)
        if self._left is not None:  # or its image was taken inside
            self._die()
        if plan.moment not in _SENT or plan.number == 0:
            self.committed()
            self._die()

    def sent(self) -> None:
        """The process has handed over a record."""
        if self.counted:
            self.counted[-1].records += 1
        plan = self._plan
        if plan is not None and plan.moment in _SENT:
            self._sent += 1
            if self._sent >= plan.number:
                self._die()

    @property
    def stores_before_death(self) -> bool:
        """Whether the broker gets what was handed over before the process died."""
        return self._plan is not None and self._plan.moment is Moment.STORED

    def _die(self) -> None:
        raise Killed

    # kill -9

    def arm(self, plan: Plan | None) -> None:
        """Let the process die at its next commit."""
        self._plan, self._sent = plan, 0
        self._trace()

    def arm_at(self, commit: int, plan: Plan) -> None:
        """Let the process die at its ``commit``-th commit from now on, the first is 0."""
        self._countdown = commit, plan

    def _count_down(self) -> None:
        if self._countdown is not None:
            left, plan = self._countdown
            self._countdown = None if left == 0 else (left - 1, plan)
            if left == 0:
                self.arm(plan)

    def count(self) -> list[Counted]:
        """From now on, note what each commit consists of."""
        self.counted = []
        self._trace()
        return self.counted

    @property
    def armed(self) -> bool:
        return self._plan is not None

    def kill(self) -> None:
        """The process is dead now; the next one finds what its death left."""
        if self._left is None:
            self._take_image()
        old, left = self.path, self._left
        assert left is not None
        self.arm(None)
        locked = self._lock is not None
        self.unlock()
        self.mend()
        self._close_eye()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for suffix in ("", "-wal", "-shm"):
            Path(f"{old}{suffix}").unlink(missing_ok=True)
        self.path, self._left = left, None
        if locked:
            self.lock()

    def back_up(self) -> Path:
        """A copy of the database as it is now, made while its program runs."""
        copy = self._new_path()
        with (
            contextlib.closing(sqlite3.connect(self.path)) as live,
            contextlib.closing(sqlite3.connect(copy)) as to,
        ):
            live.backup(to)
        return copy

    def put_back(self, copy: Path) -> None:
        """In place of what a dead program left: a backup."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        self.path = self._new_path()
        shutil.copyfile(copy, self.path)

    def _take_image(self) -> None:
        image = self._new_path()
        shutil.copyfile(self.path, image)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"{self.path}-wal", f"{image}-wal")
        self._left = image

    @staticmethod
    def _wal_size(path: Path) -> int:
        with contextlib.suppress(FileNotFoundError):
            return Path(f"{path}-wal").stat().st_size
        return 0

    def _tear(self, before: int, number: int) -> None:
        """Only a part of what this commit appended to the log is there."""
        assert self._left is not None
        after = self._wal_size(self._left)
        if after > before:
            os.truncate(f"{self._left}-wal", before + (after - before) * number // TORN_PARTS)

    def _trace(self) -> None:
        if self._connection is not None:
            dies = self._plan is not None and self._plan.moment is Moment.INSIDE
            wanted = dies or self._breaks_at or self.counted is not None
            callback: Callable[[str], None] | None = self._statement if wanted else None
            self._connection.set_trace_callback(callback)

    def _statement(self, sql: str) -> None:
        """SQLite begins with a statement. A rollback needs no disk."""
        self._statements += 1
        plan = self._plan
        if self._inside and plan is not None and plan.moment is Moment.INSIDE:
            if self._left is None and self._statements > plan.number:
                self._take_image()
        elif self._breaks_at:
            self._broken = self._statements >= self._breaks_at and not sql.startswith("ROLLBACK")

    # failures

    def lock(self) -> None:
        """Another program holds the database: no commit succeeds."""
        if self._lock is None:
            self._lock = sqlite3.connect(self.path, isolation_level=None)
            self._lock.execute("BEGIN IMMEDIATE")

    def unlock(self) -> None:
        if self._lock is not None:
            self._lock.rollback()
            self._lock.close()
            self._lock = None

    @property
    def locked(self) -> bool:
        return self._lock is not None

    def break_at(self, statement: int) -> None:
        """The disk fails at the ``statement``-th statement from now on, and at all after it."""
        self._statements, self._breaks_at = 0, statement
        if self._connection is not None:
            self._connection.set_progress_handler(lambda: self._broken, 1)
            self._trace()

    def mend(self) -> None:
        """The disk works again."""
        self._breaks_at, self._broken = 0, False
        if self._connection is not None:
            self._connection.set_progress_handler(None, 0)
            self._trace()

    @property
    def broken(self) -> bool:
        return self._breaks_at > 0

    # looking at it from outside

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What another program reads in the file now: what is committed, and nothing else."""
        if self._eye is None:
            self._eye = sqlite3.connect(self.path, isolation_level=None)
        return self._eye.execute(sql, values).fetchall()

    def _close_eye(self) -> None:
        if self._eye is not None:
            self._eye.close()
            self._eye = None

    def close(self) -> None:
        """The history is over."""
        self.unlock()
        self._close_eye()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
