"""An engine's journal: the truth of its supplies, on disk before anything is said of them (D2, D7).

One SQLite file (peewee) in the engine's data folder, every commit flushed to the disk (WAL, ``synchronous``
FULL): a process that dies, or a power cut in the middle of a write, leaves the last whole commit. The core
marks rows and commits them; when a commit fails all stays marked and the next one writes it. At the start and
the end of a supply all goes on from the write-ahead log to the file itself, so that a copy of the file alone
has every ended supply.

Opened on any thread, then used by the core's thread only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from shared.runtime.clock import from_wire
from shared.store.database import open_file
from shared.store.keeper import Keeper, Setting
from shared.store.table import Table

FILE_NAME: Final = "journal.sqlite"
"""In the engine's data folder."""
KEPT: Final = timedelta(days=30)
"""How long a supply that is ended and confirmed stays in the journal (acceptance section 1)."""
KEPT_AFTER: Final = 100
"""And as many supplies must have ended after it, all that much later: one clock alone may be wrong."""
KEPT_IDS: Final = 5_000
"""Ids of each kind that are known at the start: many times what is of use while one key is valid."""

_BUSY_MS = 200
"""A short wait: the core serves the monitor meanwhile, and tries again by itself."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS supply (
    session_id TEXT NOT NULL PRIMARY KEY, request_id TEXT NOT NULL, cp_id TEXT NOT NULL,
    driver_id TEXT NOT NULL, price TEXT NOT NULL, started_at TEXT NOT NULL, read_at TEXT NOT NULL,
    start_record_id TEXT NOT NULL, finish_record_id TEXT NOT NULL, seq INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL, amount TEXT NOT NULL, ended_at TEXT, reason TEXT, confirmed INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS known (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL)
"""


@dataclass(slots=True)
class JournalSupply:
    """One supply. Energy in Wh, ``amount`` in EUR and ``price`` in EUR/kWh as on the wire, times RFC 3339.

    ``read_at`` is the time of the last reading; ``ended_at`` and ``reason`` are None while it runs;
    ``finish_record_id`` is the id of its ``charging_finished``; ``confirmed``: CENTRAL has the end.
    """

    session_id: str
    request_id: str
    cp_id: str
    driver_id: str
    price: str
    started_at: str
    read_at: str
    start_record_id: str
    finish_record_id: str
    seq: int = 0
    energy_wh: int = 0
    amount: str = "0.00"
    ended_at: str | None = None
    reason: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class JournalContents:
    """What the journal held at the start: supplies as they came, and what the engine must remember."""

    supplies: tuple[JournalSupply, ...]
    cp_id: str | None
    stopped: bool
    known: Mapping[str, tuple[str, ...]]
    """Ids of each kind that had their effect, the oldest first."""


@dataclass(frozen=True, slots=True)
class Known:
    """An id of what must have one effect however often it comes: an order or a session (B3)."""

    id: str
    kind: str


SUPPLIES: Final = Table("supply", JournalSupply, "session_id")
KNOWN: Final = Table("known", Known, "id")
SETTINGS: Final = Table("setting", Setting, "name")
"""What outlives a restart beside the supplies: the id served and CENTRAL's order (M13)."""


class Journal(Keeper):
    """The journal in the file ``path``, made if it is missing. Raises :class:`StoreError`."""

    transaction = ("IMMEDIATE",)

    def __init__(self, path: Path) -> None:
        super().__init__(open_file(path, _BUSY_MS, _SCHEMA), str(path), (SUPPLIES, KNOWN, SETTINGS))
        self.loaded()
        self.checkpoint()

    def load(self) -> JournalContents:
        """All that is kept. Raises :class:`StoreError`."""
        settings = self.settings()
        return JournalContents(
            supplies=tuple(self.rows(SUPPLIES, SUPPLIES.all.order_by(SUPPLIES.c.rowid))),
            cp_id=settings.get("cp_id"),
            stopped=settings.get("stopped") == "yes",
            known=self._load_known(),
        )

    def _load_known(self) -> dict[str, tuple[str, ...]]:
        known: dict[str, list[str]] = {}
        for row in self.rows(KNOWN, KNOWN.all.order_by(KNOWN.c.rowid)):
            known.setdefault(row.kind, []).append(row.id)
        for ids in known.values():
            for old in ids[:-KEPT_IDS]:
                self.drop(KNOWN, old)
        return {kind: tuple(ids[-KEPT_IDS:]) for kind, ids in known.items()}

    put_supply = Keeper.put

    def forget_supply(self, session_id: str) -> None:
        """Mark a supply to be deleted: its time is over (see :data:`KEPT`)."""
        self.drop(SUPPLIES, session_id)

    def put_cp(self, cp_id: str, *, stopped: bool) -> None:
        """Mark the id that is served and whether CENTRAL's order is to be out of service."""
        self.put_setting("cp_id", cp_id)
        self.put_setting("stopped", "yes" if stopped else "no")

    def put_known(self, kind: str, record_id: str) -> None:
        """Mark an id that has had its effect."""
        self.put(Known(record_id, kind))

    def commit(self) -> None:
        """Write what is marked, in one transaction, and have it on the disk.

        Raises :class:`StoreError` (locked, disk full, ...); then all stays marked for the next call.
        """
        rows = [row for row in self._marked.get(SUPPLIES, {}).values() if row is not None]
        super().commit()
        if any(row.seq == 0 or row.ended_at is not None for row in rows):
            self.checkpoint()


def past(ended: Sequence[JournalSupply]) -> list[JournalSupply]:
    """Those of ``ended``, which are in the order in which they came, that may be forgotten."""
    newest = [from_wire(row.ended_at) for row in ended[-KEPT_AFTER:] if row.ended_at is not None]
    before = min(newest, default=None)
    return [
        row
        for row in ended[:-KEPT_AFTER]
        if row.confirmed and before and row.ended_at and before - from_wire(row.ended_at) > KEPT
    ]
