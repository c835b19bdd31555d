"""CENTRAL's database: loaded once, then written by one transaction a batch (wire contract 5).

Runs on the core's thread only. The core changes rows in memory and marks them here;
:meth:`CentralStore.commit` writes what is marked, the offsets and the outbox in one transaction. When a
commit fails, all stays marked and the same call is tried again: nothing is lost, nothing is half written.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import peewee
from peewee import Model, fn

from shared.domain.money import parse_price
from shared.domain.supply import NOT_OVER, SupplyState
from shared.runtime.guard import guarded
from shared.store import central_models as tables
from shared.store.database import StoreError, open_database
from shared.store.keeper import MARK, Keeper
from shared.store.postgresql import ServerDatabase
from shared.store.rows import AuditRow, CpRow, DriverRow, Enrolment, OutboxRow, RequestRow, SupplyRow

FILE_NAME = "central.sqlite3"
"""In CENTRAL's data folder, without ``--database``."""

PRUNED_AT_ONCE = 1_000
"""Rows; some 10 ms."""

Partition = tuple[str, int]
Row = TypeVar("Row")


@dataclass(slots=True)
class Loaded:
    """What the database held at the start: every CP and driver, open supplies, offsets, unsent records.

    ``damaged``: charging points whose row cannot be read. It stays as it is; what belongs to it is left out.
    """

    cps: list[CpRow]
    drivers: list[DriverRow]
    open_supplies: list[SupplyRow]
    offsets: dict[Partition, int]
    outbox: list[OutboxRow]
    settings: dict[str, str]
    damaged: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Marked:
    """What the next commit writes."""

    cps: dict[str, CpRow] = field(default_factory=dict)
    gone_cps: set[str] = field(default_factory=set)
    drivers: dict[str, DriverRow] = field(default_factory=dict)
    requests: dict[str, RequestRow] = field(default_factory=dict)
    supplies: dict[str, SupplyRow] = field(default_factory=dict)
    metered: dict[str, SupplyRow] = field(default_factory=dict)
    audit: list[AuditRow] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    offsets: dict[Partition, int] = field(default_factory=dict)
    lost_places: set[Partition] = field(default_factory=set)
    outbox: dict[int, OutboxRow] = field(default_factory=dict)
    sent: set[int] = field(default_factory=set)
    past: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


class CentralStore:
    """The database behind ``url``. Raises :class:`StoreError` where it cannot be opened."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._database, self.where = open_database(url)
        self._database.bind(tables.TABLES)
        self._marked = _Marked()
        self._keeper = Keeper(self._database, self.where, self._last_mark)
        self._next_outbox = self._next_ended = 1
        self._places: set[Partition] = set()

    def close(self) -> None:
        """Close the connection; what was not committed is not written."""
        self._database.close()
        if isinstance(self._database, ServerDatabase):
            self._database.abandon()

    # reading

    def load(self) -> Loaded:
        """Everything that the core keeps in memory."""
        with self._keeper.explained():
            cps = {row["cp_id"]: row for row in _dicts(tables.ChargingPointTable.select())}
            supplies = tables.SupplyTable.select().where(tables.SupplyTable.state.in_([*map(str, NOT_OVER)]))
            good = list(readable(cps.values(), _cp))
            damaged = cps.keys() - {row.cp_id for row in good}
            loaded = Loaded(
                cps=good,
                drivers=[DriverRow(**row) for row in _dicts(tables.DriverTable.select())],
                open_supplies=[x for x in readable(_dicts(supplies), supply_of) if x.cp_id not in damaged],
                offsets={
                    (row["topic"], row["partition"]): row["next_offset"]
                    for row in _dicts(tables.OffsetTable.select())
                },
                outbox=[
                    _outbox(row)
                    for row in _dicts(tables.OutboxTable.select().order_by(tables.OutboxTable.seq))
                ],
                settings={row["name"]: row["value"] for row in _dicts(tables.SettingTable.select())},
                damaged=damaged,
            )
            last = tables.SupplyTable.select(fn.MAX(tables.SupplyTable.ended_seq)).scalar()
        self._next_ended = 1 + (last or 0)
        self._places = set(loaded.offsets)
        loaded.settings.pop(MARK, None)
        self._keeper.loaded()
        self._next_outbox = 1 + max((row.seq for row in loaded.outbox), default=0)
        return loaded

    def request(self, request_id: str) -> RequestRow | None:
        """The request of that id, also one that is only marked."""
        marked = self._marked.requests.get(request_id)
        return marked or self._request(tables.RequestTable.request_id == request_id)

    def request_of(self, session_id: str) -> RequestRow | None:
        """The request that has, or would have got, that session, also one that is only marked."""
        marked = (row for row in self._marked.requests.values() if row.session_id == session_id)
        return next(marked, None) or self._request(tables.RequestTable.session_id == session_id)

    def _request(self, wanted: Any) -> RequestRow | None:
        with self._keeper.explained():
            return next(
                (RequestRow(**row) for row in _dicts(tables.RequestTable.select().where(wanted))), None
            )

    def supply(self, session_id: str) -> SupplyRow | None:
        """The supply of that session, ended ones included, also one that is only marked."""
        marked = self._marked.supplies.get(session_id)
        return marked or next(iter(self._supplies(tables.SupplyTable.session_id == session_id)), None)

    def has_request(self, request_id: str, session_id: str) -> bool:
        """Whether that request was read, also one whose row is gone: its supply stays."""
        known = self.request(request_id) or self.supply(session_id)
        return known is not None or self.has_supply_of(request_id)

    def has_supply_of(self, request_id: str) -> bool:
        """Whether that request has a supply, also one that is only marked."""
        marked = any(row.request_id == request_id for row in self._marked.supplies.values())
        return marked or bool(self._supplies(tables.SupplyTable.request_id == request_id))

    def ended_supplies(self, *, driver_id: str | None = None, limit: int | None = None) -> list[SupplyRow]:
        """Ended supplies (each one a ticket), the last told first, of all or of one driver."""
        wanted = tables.SupplyTable.ended_seq > 0  # by the state SQLite would read all that are ended
        if driver_id is not None:
            wanted &= tables.SupplyTable.driver_id == driver_id
        rows = {row.session_id: row for row in self._supplies(wanted, limit)}
        for row in self._marked.supplies.values():
            if row.state is SupplyState.ENDED and driver_id in (None, row.driver_id):
                rows[row.session_id] = row
        return sorted(rows.values(), key=lambda row: row.ended_seq or 0, reverse=True)[:limit]

    def ended_after(self, driver_id: str, seq: int, limit: int) -> list[SupplyRow]:
        """Ended supplies of a driver whose number is higher than ``seq``, the oldest first, as committed."""
        table = tables.SupplyTable
        query = table.select().where((table.driver_id == driver_id) & (table.ended_seq > seq))
        with self._keeper.explained():
            return [supply_of(row) for row in _dicts(query.order_by(table.ended_seq).limit(limit))]

    def last_ended_before(self, driver_id: str, told_at: str) -> int:
        """The number of a driver's last ticket that was made before a time; 0 if there is none."""
        table: Any = tables.SupplyTable
        wanted = (table.driver_id == driver_id) & (table.ended_seq > 0) & (table.told_at < told_at)
        with self._keeper.explained():
            found = table.select(table.ended_seq).where(wanted).order_by(table.ended_seq.desc()).limit(1)
            return int(found.scalar() or 0)

    def told_between(self, start: str, end: str) -> tuple[int, Decimal]:
        """Energy (Wh) and amount (EUR) of the tickets made from ``start`` on and before ``end``."""
        table: Any = tables.SupplyTable
        marked = self._marked.supplies
        cents = fn.SUM(fn.REPLACE(table.amount, ".", "").cast("BIGINT"))
        day = (table.told_at >= start) & (table.told_at < end) & table.session_id.not_in(list(marked))
        with self._keeper.explained():
            ((in_wh, in_cents),) = table.select(fn.SUM(table.energy_wh), cents).where(day).tuples()
        new = [row for row in marked.values() if row.told_at is not None and start <= row.told_at < end]
        money = sum((row.amount for row in new), Decimal(int(in_cents or 0)).scaleb(-2))
        return int(in_wh or 0) + sum(row.energy_wh for row in new), money

    def _supplies(self, wanted: Any, limit: int | None = None) -> list[SupplyRow]:
        table: Any = tables.SupplyTable
        query = table.select().where(wanted).order_by(table.ended_seq.desc()).limit(limit)
        with self._keeper.explained():
            return [supply_of(row) for row in _dicts(query)]

    def _last_mark(self) -> str | None:
        database: Any = self._database
        sql = f"SELECT value FROM setting WHERE name = {database.param}"  # by hand: asked in each commit
        row = database.execute_sql(sql, (MARK,)).fetchone()
        return None if row is None else str(row[0])

    # marking

    def put_cp(self, row: CpRow) -> None:
        """Mark a charging point."""
        self._marked.cps[row.cp_id] = row

    def drop_cp(self, cp_id: str) -> None:
        """Mark a charging point to be deleted."""
        self._marked.cps.pop(cp_id, None)
        self._marked.gone_cps.add(cp_id)

    def put_driver(self, row: DriverRow) -> None:
        """Mark a driver."""
        self._marked.drivers[row.driver_id] = row

    def put_request(self, row: RequestRow) -> None:
        """Mark a request."""
        self._marked.requests[row.request_id] = row

    def prune_requests(self, before: str) -> None:
        """Mark requests read before a time to be deleted: the oldest, :data:`PRUNED_AT_ONCE` at most."""
        self._marked.past = before

    def put_supply(self, row: SupplyRow) -> None:
        """Mark a supply: all of its columns."""
        self._marked.supplies[row.session_id] = row

    def put_ended(self, row: SupplyRow) -> None:
        """Mark a supply whose ticket is made: the newest of all from now on."""
        row.ended_seq = self._next_ended
        self._next_ended += 1
        self.put_supply(row)

    def put_reading(self, row: SupplyRow) -> None:
        """Mark what a reading changes of a supply that is in the database: state, seq, energy, amount."""
        self._marked.metered[row.session_id] = row

    def put_audit(self, row: AuditRow) -> None:
        """Mark a line of the audit log."""
        self._marked.audit.append(row)

    def put_setting(self, name: str, value: str) -> None:
        """Mark a setting."""
        self._marked.settings[name] = value

    def put_offsets(self, offsets: Mapping[Partition, int]) -> None:
        """Mark where reading goes on."""
        self._marked.offsets.update(offsets)

    def keep_offsets(self, kept: Container[Partition]) -> None:
        """Mark all other places to be forgotten: they belong to a cluster that is gone."""
        marked = self._marked
        marked.lost_places |= {place for place in self._places | marked.offsets.keys() if place not in kept}
        marked.offsets = {place: to for place, to in marked.offsets.items() if place in kept}

    def put_outbox(self, topic: str, key: str, value: bytes) -> OutboxRow:
        """Mark a record to be sent; the row that is returned may be sent after the commit."""
        row = OutboxRow(self._next_outbox, topic, key, value)
        self._next_outbox += 1
        self._marked.outbox[row.seq] = row
        return row

    def drop_outbox(self, seqs: Iterable[int]) -> None:
        """Mark records that Kafka has confirmed."""
        for seq in seqs:
            if self._marked.outbox.pop(seq, None) is None:
                self._marked.sent.add(seq)

    # writing

    @property
    def dirty(self) -> bool:
        """Whether a commit has something to write."""
        return bool(self._marked)

    def commit(self) -> None:
        """Write all that is marked in one transaction. Raises :class:`StoreError`; all stays marked then."""
        if not self._marked:
            return
        self._keeper.commit(lambda mark: self._write(self._marked, mark))
        self._places |= self._marked.offsets.keys()
        self._marked = _Marked()

    def _write(self, marked: _Marked, mark: str) -> None:
        marked.settings[MARK] = mark
        self._run("DELETE FROM charging_point WHERE cp_id=?", [(cp_id,) for cp_id in sorted(marked.gone_cps)])
        self._upsert(tables.ChargingPointTable, map(_cp_columns, marked.cps.values()))
        self._upsert(tables.DriverTable, map(asdict, marked.drivers.values()))
        self._upsert(tables.RequestTable, map(asdict, marked.requests.values()))
        self._upsert(tables.SupplyTable, map(_supply_columns, marked.supplies.values()))
        self._upsert(tables.AuditTable, map(asdict, marked.audit))
        settings = ({"name": name, "value": value} for name, value in marked.settings.items())
        self._upsert(tables.SettingTable, settings)
        self._run('DELETE FROM "offset" WHERE topic=? AND partition=?', sorted(marked.lost_places))
        self._upsert(
            tables.OffsetTable,
            (
                {"topic": topic, "partition": part, "next_offset": to}
                for (topic, part), to in marked.offsets.items()
            ),
        )
        self._upsert(tables.OutboxTable, map(asdict, marked.outbox.values()))
        self._run(
            "UPDATE supply SET state=?, seq=?, energy_wh=?, amount=? WHERE session_id=?",
            [
                (str(row.state), row.seq, row.energy_wh, str(row.amount), row.session_id)
                for key, row in marked.metered.items()
                if key not in marked.supplies
            ],
        )
        if marked.past is not None:
            oldest = "SELECT request_id FROM request WHERE received_at < ? ORDER BY received_at LIMIT ?"
            sql = f"DELETE FROM request WHERE request_id IN ({oldest})"
            self._run(sql, [(marked.past, PRUNED_AT_ONCE)])
        self._run("DELETE FROM outbox WHERE seq=?", [(seq,) for seq in sorted(marked.sent)])

    def _upsert(self, table: type[Model], rows: Iterable[dict[str, Any]]) -> None:
        columns = _columns(table)
        self._run(_upsert_sql(table), [tuple(row[name] for name in columns) for row in rows])

    def _run(self, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
        """One statement for each of ``values``, prepared once: several times as fast as the ORM."""
        if values:
            wrapper: Any = vars(peewee)["__exception_wrapper__"]
            database: Any = self._database
            if isinstance(database, ServerDatabase):
                values = list(map(database.storable, values))
            with wrapper:
                database.cursor().executemany(sql.replace("?", database.param), values)


def _dicts(query: Any) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = query.dicts()
    return rows


@cache
def _columns(table: type[Model]) -> tuple[str, ...]:
    meta: Any = table._meta
    return tuple(meta.sorted_field_names)


@cache
def _upsert_sql(table: type[Model]) -> str:
    meta: Any = table._meta
    key = list(meta.primary_key.field_names) if meta.composite_key else [meta.primary_key.name]
    columns = _columns(table)
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    target = ", ".join(f'"{name}"' for name in key)
    changed = ", ".join(f'"{name}"=EXCLUDED."{name}"' for name in columns if name not in key)
    return (
        f'INSERT INTO "{meta.table_name}" ({names}) VALUES ({marks}) '
        f"ON CONFLICT ({target}) DO UPDATE SET {changed}"
    )


def readable(rows: Iterable[dict[str, Any]], make: Callable[[dict[str, Any]], Row]) -> Iterator[Row]:
    """What ``make`` makes of ``rows``; a damaged one is left out, which the log says once."""
    for row in rows:
        made = guarded(f"the row {row.get('session_id', row['cp_id'])} of the database", make, row)
        if made is not None:
            yield made


def _cp(row: dict[str, Any]) -> CpRow:
    price = None if row["price"] is None else parse_price(row["price"])
    for word in (row["secret"], row["key_latest"], row["key_before"]):
        bytes.fromhex(word or "")
    return CpRow(**row | {"enrolment": Enrolment(row["enrolment"]), "price": price})


def _cp_columns(row: CpRow) -> dict[str, Any]:
    price = None if row.price is None else str(row.price)
    return asdict(row) | {"price": price, "enrolment": str(row.enrolment)}


def supply_columns() -> tuple[str, ...]:
    """Names of the columns of supplies, the order in which :class:`SupplyRow` is written."""
    return _columns(tables.SupplyTable)


def supply_of(row: dict[str, Any]) -> SupplyRow:
    """A supply of its columns."""
    price, amount = Decimal(row["price"]), Decimal(row["amount"])
    return SupplyRow(**row | {"price": price, "amount": amount, "state": SupplyState(row["state"])})


def _supply_columns(row: SupplyRow) -> dict[str, Any]:
    return asdict(row) | {"price": str(row.price), "amount": str(row.amount), "state": str(row.state)}


def _outbox(row: dict[str, Any]) -> OutboxRow:
    return OutboxRow(row["seq"], row["topic"], row["key"], bytes(row["value"]))


__all__ = ["CentralStore", "Loaded", "Partition", "StoreError"]
