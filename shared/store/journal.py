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
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from peewee import (
    EXCLUDED,
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    Model,
    PeeweeException,
    SchemaManager,
)

from shared.runtime.clock import from_wire
from shared.runtime.text import translate
from shared.store.database import StoreError, explain, sqlite_database
from shared.store.keeper import MARK, Keeper

FILE_NAME: Final = "journal.sqlite"
"""In the engine's data folder."""
KEPT: Final = timedelta(days=30)
"""How long a supply that is ended and confirmed stays in the journal (acceptance section 1)."""
KEPT_AFTER: Final = 100
"""And as many supplies must have ended after it, all that much later: one clock alone may be wrong."""
KEPT_IDS: Final = 5_000
"""Ids of each kind that are known at the start: many times what is of use while one key is valid."""
VERSION: Final = 1
"""Version of the tables, in the file's ``user_version``; a file with a higher one is left alone."""

# A short wait: the core serves the monitor meanwhile, and tries again by itself.
_BUSY_TIMEOUT_MS = 200
_PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "busy_timeout": _BUSY_TIMEOUT_MS}


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


class SupplyTable(Model):
    """Supplies of this engine. Money is text, so that nobody rounds it."""

    session_id = CharField(primary_key=True)
    request_id = CharField()
    cp_id = CharField()
    driver_id = CharField()
    price = CharField()
    started_at = CharField()
    read_at = CharField()
    start_record_id = CharField()
    finish_record_id = CharField()
    seq = BigIntegerField()
    energy_wh = BigIntegerField()
    amount = CharField()
    ended_at = CharField(null=True, index=True)
    reason = CharField(null=True)
    confirmed = BooleanField()

    class Meta:
        table_name = "supply"


class SettingTable(Model):
    """What outlives a restart beside the supplies: the id served and CENTRAL's order (M13)."""

    name = CharField(primary_key=True)
    value = CharField()

    class Meta:
        table_name = "setting"


class KnownTable(Model):
    """Ids of what must have one effect however often it comes: orders and sessions (B3)."""

    id = CharField(primary_key=True)
    kind = CharField()

    class Meta:
        table_name = "known"


@dataclass(slots=True)
class _Marked:
    """What the next commit writes."""

    supplies: dict[str, JournalSupply] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    settings: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.supplies or self.forgotten or self.settings or self.known)


class Journal:
    """The journal in the file ``path``, made if it is missing. Raises :class:`StoreError`."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        self._marked = _Marked()
        # One thread at a time uses it, though not always the one that opened it.
        self._database: Any = sqlite_database(
            path, _PRAGMAS, _BUSY_TIMEOUT_MS, thread_safe=False, check_same_thread=False
        )
        try:
            self._open()
        except (PeeweeException, StoreError) as error:
            self._database.close()
            raise error if isinstance(error, StoreError) else explain(error, self.where) from error
        self._keeper = Keeper(self._database, self.where, self._last_mark)
        self._keeper.loaded()
        self._keeper.checkpoint()

    def _open(self) -> None:
        self._database.connect()
        if self._database.execute_sql("PRAGMA quick_check").fetchone() != ("ok",):
            raise PeeweeException("database disk image is malformed")
        (version,) = self._database.execute_sql("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise StoreError(
                translate(
                    "Journal",
                    "The journal {where} was made by a newer version of EVCharging. Use that version.",
                ).format(where=self.where),
                f"user_version {version}",
            )
        with self._database.atomic():
            for table in (SupplyTable, SettingTable, KnownTable):
                SchemaManager(table, database=self._database).create_all()
            self._database.execute_sql(f"PRAGMA user_version = {VERSION}")

    def _last_mark(self) -> str | None:
        row = self._database.execute_sql("SELECT value FROM setting WHERE name = ?", (MARK,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        """Close the file; what was not committed is not written."""
        self._database.close()

    def load(self) -> JournalContents:
        """All that is kept. Raises :class:`StoreError`."""
        with self._keeper.explained():
            rows: list[Any] = list(SupplyTable.select().order_by(SQL("rowid")).bind(self._database).dicts())
            pairs: list[Any] = list(SettingTable.select().bind(self._database).tuples())
            known = self._load_known()
        settings: dict[str, str] = dict(pairs)
        return JournalContents(
            supplies=tuple(JournalSupply(**row) for row in rows),
            cp_id=settings.get("cp_id"),
            stopped=settings.get("stopped") == "yes",
            known=known,
        )

    def _load_known(self) -> dict[str, tuple[str, ...]]:
        kinds = self._database.execute_sql("SELECT DISTINCT kind FROM known").fetchall()
        known: dict[str, tuple[str, ...]] = {}
        for (kind,) in kinds:
            newest = "SELECT id FROM known WHERE kind = ? ORDER BY rowid DESC LIMIT ?"
            rows = self._database.execute_sql(newest, (kind, KEPT_IDS)).fetchall()
            known[kind] = tuple(record_id for (record_id,) in reversed(rows))
            others = f"DELETE FROM known WHERE kind = ? AND id NOT IN ({newest})"
            self._database.execute_sql(others, (kind, kind, KEPT_IDS))
        return known

    def put_supply(self, supply: JournalSupply) -> None:
        """Mark a supply as it will be when the commit runs."""
        self._marked.supplies[supply.session_id] = supply

    def forget_supply(self, session_id: str) -> None:
        """Mark a supply to be deleted: its time is over (see :data:`KEPT`)."""
        self._marked.supplies.pop(session_id, None)
        self._marked.forgotten.add(session_id)

    def put_cp(self, cp_id: str, *, stopped: bool) -> None:
        """Mark the id that is served and whether CENTRAL's order is to be out of service."""
        self._marked.settings = {"cp_id": cp_id, "stopped": "yes" if stopped else "no"}

    def put_known(self, kind: str, record_id: str) -> None:
        """Mark an id that has had its effect."""
        self._marked.known[record_id] = kind

    def commit(self) -> None:
        """Write what is marked, in one transaction, and have it on the disk.

        Raises :class:`StoreError` (locked, disk full, ...); then all stays marked for the next call.
        """
        if not self._marked:
            return
        self._keeper.commit(self._write, "IMMEDIATE")
        rows, self._marked = self._marked.supplies, _Marked()
        if any(row.seq == 0 or row.ended_at is not None for row in rows.values()):
            self._keeper.checkpoint()

    def _write(self, mark: str) -> None:
        marked = self._marked
        if marked.supplies:
            self._upsert(
                SupplyTable, SupplyTable.session_id, [asdict(row) for row in marked.supplies.values()]
            )
        settings = {**marked.settings, MARK: mark}
        rows = [{"name": name, "value": value} for name, value in settings.items()]
        self._upsert(SettingTable, SettingTable.name, rows)
        for record_id, kind in marked.known.items():
            self._database.execute_sql(
                "INSERT OR IGNORE INTO known (id, kind) VALUES (?, ?)", (record_id, kind)
            )
        for session_id in marked.forgotten:
            SupplyTable.delete().where(SupplyTable.session_id == session_id).execute(self._database)

    def _upsert(self, table: type[Model], key: Any, rows: list[dict[str, Any]]) -> None:
        update = {name: getattr(EXCLUDED, name) for name in rows[0] if name != key.name}
        for row in rows:  # one or two a second: no need for many rows in one statement
            table.insert(row).on_conflict(conflict_target=[key], update=update).execute(self._database)


def past(ended: Sequence[JournalSupply]) -> list[JournalSupply]:
    """Those of ``ended``, which are in the order in which they came, that may be forgotten."""
    newest = [from_wire(row.ended_at) for row in ended[-KEPT_AFTER:] if row.ended_at is not None]
    before = min(newest, default=None)
    return [
        row
        for row in ended[:-KEPT_AFTER]
        if row.confirmed and before and row.ended_at and before - from_wire(row.ended_at) > KEPT
    ]
