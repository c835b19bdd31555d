"""A PostgreSQL server as a database whose user must never wait long: CENTRAL's heart beats on that thread.

A server that is killed says so at once; one that is frozen, or behind a cut cable, says nothing. So every
transaction has a deadline here, and a lost connection is made again on a thread of its own.

A connection that was given up may live on in the server, with rows that it keeps locked. Each new one ends
that, and holds a lock for as long as it lives, so that no second CENTRAL writes to the same database.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from concurrent.futures import Future, wait
from typing import Any, Final

import psycopg
from peewee import PostgresqlDatabase
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumperUnknown

Connection = psycopg.Connection[Any]

OPENING_S: Final = 60.0
"""For one statement of the first connection, which makes the schema and loads everything."""
PATIENCE_S: Final = 1.0
"""For one transaction, s: CENTRAL beats every 1 s, and counts as gone 2.8 s after its last heartbeat."""
MOST_PATIENCE_S: Final = 10.0
DIAL_S: Final = 0.5
"""How long the caller itself waits for a new connection; after that it is asked for again and again."""
LOCK_MS: Final = 1000
"""How long the server itself waits for what another program has locked."""
FIRST_LOCK_MS: Final = 12_000
"""At the start: the server may not know yet that the CENTRAL before this one is gone."""
LOOK_MS: Final = 3000
"""For one statement of a mere look."""
READING_S: Final = 5.0
"""For one statement of who only reads."""
_CONNECT_S: Final = 5
_LOCK: Final = 0x45565F43656E7472
"""Of the database, as long as a connection lives: "EV_Centr"."""
_SESSION: Final = (
    # That a computer went away without a word is noticed by the server after 8 s, and its lock is free again.
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;"
    "SET idle_in_transaction_session_timeout = '15s'"
)
_END_OLD: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = %s AND usename = current_user AND pid <> pg_backend_pid()"
)
_HELD: Final = (
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_KEEPALIVE: Final = {
    "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3, "tcp_user_timeout": 5000,
}  # fmt: skip


class _Patience:
    """How long a transaction may last: ``usual`` s, and longer after one that was too slow."""

    def __init__(self, usual: float) -> None:
        self.usual = self.seconds = usual

    def ended(self, after: float) -> None:
        """A transaction is over (a question outside one tells nothing of the next transaction)."""
        if after < self.usual:
            self.seconds = self.usual

    def failed(self) -> None:
        """It was given up. A server that answers to a new connection is only slow: it gets more time."""
        self.seconds = max(self.usual, min(self.seconds * 2, MOST_PATIENCE_S))


class _Timed(psycopg.Connection[Any]):
    """A connection that is closed when a transaction (or a statement outside one) lasts too long."""

    patience = _Patience(OPENING_S)
    _began = 0.0

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """See psycopg: every question to the server passes here."""
        now = time.monotonic()
        begins = self._idle
        if begins:
            self._began = now
        left = max(self._began + self.patience.seconds - now, 0.01)
        try:
            value = super().wait(gen, interval, left if timeout is None else min(left, timeout))
        except errors._WaitTimeout:
            self.pgconn.finish()  # it never waits; what it could still have said is not wanted any more
            self.patience.failed()
            raise psycopg.OperationalError("connection given up: no answer in time") from None
        if self._idle and not begins:
            self.patience.ended(time.monotonic() - self._began)
        return value

    @property
    def _idle(self) -> bool:
        return self.pgconn.transaction_status == TransactionStatus.IDLE


class _Text(StrDumperUnknown):
    """PostgreSQL's texts hold no NUL, which a record may have in a reason."""

    def dump(self, obj: str) -> Any:
        """See psycopg."""
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


class ServerDatabase(PostgresqlDatabase):
    """The database of ``url``; ``where`` names it without password. One thread at a time uses it.

    Its first connection is patient. Raises ValueError for a URL that is not understood.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise ValueError(str(error)) from None
        name = parts.get("dbname")
        if not name:
            raise ValueError("no name of a database")
        self.where = f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{name}"
        self._name = f"EV_Central {uuid.uuid4().hex[:12]}"
        self._parts = {"connect_timeout": _CONNECT_S} | _KEEPALIVE | parts | {"application_name": self._name}
        self._patience = _Patience(PATIENCE_S)
        self._opened = False
        self._dialing: Future[Connection] | None = None
        super().__init__(str(name), prefer_psycopg3=True)

    def abandon(self) -> None:
        """No connection is wanted any more: one that still comes is closed."""
        dialing, self._dialing = self._dialing, None
        if dialing is not None:
            dialing.add_done_callback(_close)

    def look(self) -> bool:
        """Go in as CENTRAL does, change nothing, wait for nobody; whether a CENTRAL has the database now.

        Raises ``psycopg.Error``.
        """
        parts: dict[str, Any] = self._parts
        with psycopg.connect(**parts, autocommit=True) as connection:
            connection.execute(f"SET statement_timeout = {LOOK_MS}")
            with connection.transaction(force_rollback=True):
                connection.execute("CREATE TABLE evcharging_check (nothing integer)")
            held = connection.execute(_HELD, (_LOCK >> 32, _LOCK & 0xFFFFFFFF)).fetchone()
            return held is not None

    def reading(self) -> Connection:
        """One more connection, which only reads. Each of its statements has 5 s. Raises ``psycopg.Error``."""
        parts: dict[str, Any] = self._parts | {"application_name": f"{self._name} reads"}
        connection = _Timed.connect(**parts, autocommit=True)
        connection.patience = _Patience(READING_S)
        connection.read_only = True
        return connection

    def _connect(self) -> Connection:
        if not self._opened:
            connection = self._dial(FIRST_LOCK_MS, _Patience(OPENING_S))
            self._opened = True
            return connection
        fresh = self._dialing is None
        dialing = self._dialing = self._dialing or self._dial_aside()
        if not wait([dialing], DIAL_S if fresh else 0).done:
            raise psycopg.OperationalError("no connection yet")
        self._dialing = None
        return dialing.result()

    def _dial_aside(self) -> Future[Connection]:
        future: Future[Connection] = Future()

        def run() -> None:
            try:
                future.set_result(self._dial(LOCK_MS, self._patience))
            except Exception as error:  # noqa: BLE001 - raised again by who asks for the connection
                future.set_exception(error)

        threading.Thread(target=run, name="postgresql", daemon=True).start()
        return future

    def _dial(self, lock_ms: int, patience: _Patience) -> Connection:
        parts: dict[str, Any] = self._parts
        connection = _Timed.connect(**parts, autocommit=True)
        connection.adapters.register_dumper(str, _Text)
        connection.patience = _Patience(lock_ms / 1000 + 2)
        try:
            connection.execute(f"{_SESSION}; SET lock_timeout = {lock_ms}")
            connection.execute(_END_OLD, (self._name,))
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            connection.execute(f"SET lock_timeout = {LOCK_MS}")
        except BaseException:
            connection.close()
            raise
        connection.patience = patience
        return connection


def _close(dialing: Future[Connection]) -> None:
    with contextlib.suppress(Exception):
        dialing.result().close()
