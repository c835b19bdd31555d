"""What the driver's app must remember over a kill -9 (D3): place in ``ev.notices``, requests, open supplies,
tickets and the services file that runs.

One SQLite file of its own. The core keeps all of it in memory and writes what changed in one transaction a
batch; nothing is sent before that transaction is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from peewee import PeeweeException, Table

from shared.messages.records import Ticket
from shared.runtime.text import translate
from shared.store.database import StoreError, explain, sqlite_database
from shared.store.keeper import MARK, Keeper

VERSION = 1
"""Of the schema, kept in SQLite's ``user_version``."""
KEPT_REQUESTS = 500
"""Finished requests that are remembered, so that a late duplicate of a step changes nothing (B3)."""
BUSY_TIMEOUT_MS = 500
FILE_NAME = "driver.sqlite"
"""In the driver's data folder."""
_PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "busy_timeout": BUSY_TIMEOUT_MS}

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS places (
    topic TEXT, part INTEGER, place INTEGER NOT NULL, PRIMARY KEY (topic, part)
);
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY, request_id TEXT UNIQUE NOT NULL, cp_id TEXT NOT NULL, step TEXT NOT NULL,
    reason TEXT, session_id TEXT, local INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS sessions (
    session_id TEXT PRIMARY KEY, request_id TEXT NOT NULL, cp_id TEXT NOT NULL, state TEXT NOT NULL,
    energy_wh INTEGER NOT NULL, amount TEXT NOT NULL, since TEXT
);
CREATE TABLE IF NOT EXISTS tickets (
    number INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT UNIQUE NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS services (
    number INTEGER PRIMARY KEY, cp_id TEXT NOT NULL, request_id TEXT, outcome TEXT, reason TEXT
)
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of this driver. ``step`` is ``sent``, a step of the wire contract, ``ended`` (it has its
    ticket) or ``lost`` (CENTRAL knows nothing of it). ``local``: the app itself denied it."""

    number: int
    request_id: str
    cp_id: str
    step: str
    reason: str | None = None
    session_id: str | None = None
    local: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """An open supply as CENTRAL tells it; ``energy_wh`` Wh, ``amount`` EUR as it travels, ``since`` UTC of
    its first reading (RFC 3339)."""

    session_id: str
    request_id: str
    cp_id: str
    state: str
    energy_wh: int = 0
    amount: str = "0.00"
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One line of the services file: not begun without ``request_id``, over with an ``outcome``
    (``charged``, ``denied``, ``cancelled``, ``failed``)."""

    number: int
    cp_id: str
    request_id: str | None = None
    outcome: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Changes:
    """What one batch changed. ``sessions`` maps to None what is over; ``services`` None: untouched."""

    facts: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, int], int] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    sessions: dict[str, Session | None] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    services: dict[int, Service] = field(default_factory=dict)
    new_run: Sequence[Service] | None = None

    def __bool__(self) -> bool:
        return self != Changes()


@dataclass(frozen=True, slots=True)
class Memory:
    """All that the store holds, read once at the start."""

    facts: Mapping[str, str]
    places: Mapping[tuple[str, int], int]
    requests: tuple[Request, ...]
    sessions: tuple[Session, ...]
    tickets: tuple[Ticket, ...]
    services: tuple[Service, ...]


class DriverStore:
    """The driver's database. Open, use and close it on one thread at a time.

    Every method raises :class:`~shared.store.database.StoreError` with a sentence when the disk or the file
    fails; a failed :meth:`write` has changed nothing and can be tried again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Readings change memory alone; what is written is a place or a state, and full costs little then.
        self._db: Any = sqlite_database(
            path, _PRAGMAS, BUSY_TIMEOUT_MS, thread_safe=False, check_same_thread=False
        )
        self._keeper = Keeper(self._db, str(path), self._last_mark)
        self._facts = self._table("facts", "name", "value")
        self._places = self._table("places", "topic", "part", "place")
        self._requests = self._table("requests", *Request.__slots__)
        self._sessions = self._table("sessions", *Session.__slots__)
        self._tickets = self._table("tickets", "number", "session_id", "body")
        self._services = self._table("services", *Service.__slots__)

    def _table(self, name: str, *columns: str) -> Any:
        return Table(name, columns, _database=self._db)

    def open(self) -> Memory:
        """Make the file if it is missing and read what is in it."""
        try:
            self._db.connect()
            with closing(self._db.execute_sql("PRAGMA user_version")) as cursor:
                version = cursor.fetchone()[0]
            if version > VERSION:
                raise StoreError(
                    translate(
                        "Store",
                        "The database {where} was made by a newer version of EVCharging. Use that version.",
                    ).format(where=self._path),
                    f"user_version {version}",
                )
            with self._db.atomic():
                for statement in _SCHEMA.split(";"):
                    self._db.execute_sql(statement)
                self._db.execute_sql(f"PRAGMA user_version = {VERSION}")
            memory = self._read()
        except (PeeweeException, OSError, msgspec.DecodeError) as error:
            self._db.close()
            raise explain(error, str(self._path)) from error
        self._keeper.loaded()
        return memory

    def close(self) -> None:
        """Close the file. Harmless the second time."""
        self._db.close()

    def write(self, changes: Changes) -> None:
        """Write ``changes`` in one transaction."""
        self._keeper.commit(lambda mark: self._write(changes, mark))

    def _last_mark(self) -> str | None:
        row = self._db.execute_sql("SELECT value FROM facts WHERE name = ?", (MARK,)).fetchone()
        return None if row is None else str(row[0])

    def _read(self) -> Memory:
        tickets = self._tickets
        bodies = [row["body"] for row in tickets.select(tickets.body).order_by(tickets.number)]
        return Memory(
            facts={row["name"]: row["value"] for row in self._facts.select()},
            places={(row["topic"], row["part"]): row["place"] for row in self._places.select()},
            requests=tuple(
                Request(**{**row, "local": bool(row["local"])})
                for row in self._requests.select().order_by(self._requests.number)
            ),
            sessions=tuple(Session(**row) for row in self._sessions.select()),
            tickets=tuple(msgspec.json.decode(body, type=Ticket) for body in bodies),
            services=tuple(Service(**row) for row in self._services.select().order_by(self._services.number)),
        )

    def _write(self, changes: Changes, mark: str) -> None:
        facts, places = {**changes.facts, MARK: mark}, changes.places
        self._put(self._facts, ({"name": name, "value": text} for name, text in facts.items()))
        self._put(self._places, ({"topic": at[0], "part": at[1], "place": places[at]} for at in places))
        self._put(self._requests, map(_row, changes.requests.values()))
        if changes.requests:
            newest = max(request.number for request in changes.requests.values())
            self._requests.delete().where(self._requests.number <= newest - KEPT_REQUESTS).execute()
        self._put(self._sessions, (_row(session) for session in changes.sessions.values() if session))
        for session_id in (key for key, session in changes.sessions.items() if session is None):
            self._sessions.delete().where(self._sessions.session_id == session_id).execute()
        for ticket in changes.tickets.values():
            row = {"session_id": ticket.session_id, "body": msgspec.json.encode(ticket).decode()}
            self._tickets.insert(row).on_conflict("IGNORE").execute()
        if changes.new_run is not None:
            self._services.delete().execute()
            self._put(self._services, map(_row, changes.new_run))
        self._put(self._services, map(_row, changes.services.values()))

    def _put(self, table: Any, rows: Iterable[dict[str, object]]) -> None:
        for row in rows:
            table.insert(row).on_conflict("REPLACE").execute()


def _row(value: Request | Session | Service) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}
