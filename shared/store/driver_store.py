"""What the driver's app must remember over a kill -9 (D3): place in ``ev.notices``, requests, open supplies,
tickets and the services file that runs.

One SQLite file of its own, which the core has in memory too; nothing is sent before what it depends on is on
the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
from peewee import fn

from shared.messages.records import Ticket
from shared.runtime.guard import guarded
from shared.store.database import BUSY_TIMEOUT_MS, open_file
from shared.store.keeper import Keeper, Setting
from shared.store.table import Table

KEPT_REQUESTS = 500
"""Finished requests that are remembered, so that a late duplicate of a step changes nothing (B3)."""
FILE_NAME = "driver.sqlite"
"""In the driver's data folder."""
_TICKET: Final = msgspec.json.Decoder(Ticket)

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where the app goes on reading."""

    topic: str
    part: int
    place: int


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as it came, in JSON."""

    session_id: str
    body: str


FACTS: Final = Table("facts", Setting, "name")
PLACES: Final = Table("places", Place, "topic", "part")
REQUESTS: Final = Table("requests", Request, "request_id")
REQUESTS.upsert = REQUESTS.upsert.on_conflict_replace()  # a damaged one may have its number
SESSIONS: Final = Table("sessions", Session, "session_id")
TICKETS: Final = Table("tickets", TicketRow, "session_id")
SERVICES: Final = Table("services", Service, "number")


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


class DriverStore(Keeper):
    """The driver's database in the file ``path``, made if it is missing. One thread at a time uses it.

    Every method raises :class:`~shared.store.errors.StoreError` with a sentence when the disk or the file
    fails; a failed :meth:`write` has changed nothing and can be tried again.
    """

    def __init__(self, path: Path) -> None:
        tables = (FACTS, PLACES, REQUESTS, SESSIONS, TICKETS, SERVICES)
        super().__init__(open_file(path, BUSY_TIMEOUT_MS, _SCHEMA), str(path), tables)
        self._db = self._database
        self._new_run: Sequence[Service] | None = None

    def open(self) -> Memory:
        """What is in it."""
        tickets = (
            guarded(f"the ticket of {row.session_id}", _TICKET.decode, row.body)
            for row in self.rows(TICKETS, TICKETS.all.order_by(TICKETS.c.number))
        )
        memory = Memory(
            facts=self.settings(),
            places={(row.topic, row.part): row.place for row in self.rows(PLACES)},
            requests=tuple(self.rows(REQUESTS, REQUESTS.all.order_by(REQUESTS.c.number))),
            sessions=tuple(self.rows(SESSIONS, SESSIONS.all.order_by(SESSIONS.c.rowid))),
            tickets=tuple(ticket for ticket in tickets if ticket is not None),
            services=tuple(self.rows(SERVICES, SERVICES.all.order_by(SERVICES.c.number))),
        )
        self.loaded()
        return memory

    def write(self, changes: Changes) -> None:
        """Write ``changes`` in one transaction."""
        self._marked.clear()
        self._new_run = changes.new_run
        for name, text in changes.facts.items():
            self.put_setting(name, text)
        for at, place in changes.places.items():
            self.put(Place(*at, place))
        for ticket in changes.tickets.values():
            self.put(TicketRow(ticket.session_id, msgspec.json.encode(ticket).decode()))
        for row in (*changes.requests.values(), *(changes.new_run or ()), *changes.services.values()):
            self.put(row)
        self._marked[SESSIONS].update(changes.sessions)
        self.commit()

    def _write(self) -> None:
        if self._new_run is not None:
            self._database.execute(SERVICES.delete())
        super()._write()
        past = REQUESTS.select(fn.MAX(REQUESTS.c.number) - KEPT_REQUESTS)
        self._database.execute(REQUESTS.delete().where(REQUESTS.c.number <= past))
