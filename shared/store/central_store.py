"""CENTRAL's database: loaded once, then written by one transaction a batch (wire contract 5).

Runs on the core's thread only. When a commit fails, all stays marked and the same call is tried again:
nothing is lost, nothing is half written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from peewee import fn

from shared.domain.supply import NOT_OVER, SupplyState
from shared.store.database import StoreError, open_database
from shared.store.keeper import Keeper
from shared.store.postgresql import ServerDatabase
from shared.store.rows import (
    CPS,
    DRIVERS,
    ENDED,
    OFFSETS,
    OUTBOX,
    REQUESTS,
    SUPPLIES,
    TABLES,
    CpRow,
    DriverRow,
    OffsetRow,
    OutboxRow,
    RequestRow,
    SupplyRow,
)
from shared.store.table import ANY

FILE_NAME = "central.sqlite3"
"""In CENTRAL's data folder, without ``--database``."""

PRUNED_AT_ONCE = 1_000
"""Rows; some 10 ms."""

Partition = tuple[str, int]

_ROW: Final[Any] = SUPPLIES.c
_METERED: Final = SUPPLIES.update(amount=ANY, energy_wh=ANY, seq=ANY, state=ANY).where(_ROW.session_id == ANY)
"""Its values: by the names of their columns, the session last."""


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


class CentralStore(Keeper):
    """The database behind ``url``. Raises :class:`StoreError` where it cannot be opened."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(*open_database(url), TABLES)
        self._metered: dict[str, SupplyRow] = {}
        self._offsets: dict[Partition, int] = {}
        self._past: str | None = None
        self._places: set[Partition] = set()
        self._next_outbox = self._next_ended = 1

    def close(self) -> None:
        """Close the connection; what was not committed is not written."""
        super().close()
        if isinstance(self._database, ServerDatabase):
            self._database.abandon()

    # reading

    def load(self) -> Loaded:
        """Everything that the core keeps in memory."""
        cps = self.rows(CPS)
        not_over = self.rows(SUPPLIES, SUPPLIES.all.where(_ROW.state.in_([*map(str, NOT_OVER)])))
        with self.explained():
            damaged = {cp_id for (cp_id,) in self._ask(CPS.select(CPS.c.cp_id))}
            ((last,),) = self._ask(SUPPLIES.select(fn.MAX(_ROW.ended_seq)))
        damaged -= {row.cp_id for row in cps}
        loaded = Loaded(
            cps=cps,
            drivers=self.rows(DRIVERS),
            open_supplies=[row for row in not_over if row.cp_id not in damaged],
            offsets={(row.topic, row.partition): row.next_offset for row in self.rows(OFFSETS)},
            outbox=self.rows(OUTBOX, OUTBOX.all.order_by(OUTBOX.c.seq)),
            settings=self.settings(),
            damaged=damaged,
        )
        self.loaded()
        self._next_ended = 1 + (last or 0)
        self._places = set(loaded.offsets)
        self._next_outbox = 1 + max((row.seq for row in loaded.outbox), default=0)
        return loaded

    def request(self, request_id: str) -> RequestRow | None:
        """The request of that id, also one that is only marked."""
        return self.find(REQUESTS, "request_id", request_id)

    def request_of(self, session_id: str) -> RequestRow | None:
        """The request that has, or would have got, that session, also one that is only marked."""
        return self.find(REQUESTS, "session_id", session_id)

    def supply(self, session_id: str) -> SupplyRow | None:
        """The supply of that session, ended ones included, also one that is only marked."""
        return self.find(SUPPLIES, "session_id", session_id)

    def has_request(self, request_id: str, session_id: str) -> bool:
        """Whether that request was read, also one whose row is gone: its supply stays."""
        known = self.request(request_id) or self.supply(session_id)
        return known is not None or self.has_supply_of(request_id)

    def has_supply_of(self, request_id: str) -> bool:
        """Whether that request has a supply, also one that is only marked."""
        return self.find(SUPPLIES, "request_id", request_id) is not None

    def ended_supplies(self, *, driver_id: str | None = None, limit: int | None = None) -> list[SupplyRow]:
        """Ended supplies (each one a ticket), the last told first, of all or of one driver."""
        wanted = ENDED if driver_id is None else ENDED.where(_ROW.driver_id == driver_id)
        found = self.rows(SUPPLIES, wanted.order_by(_ROW.ended_seq.desc()).limit(limit))
        rows = {row.session_id: row for row in found} | {
            session_id: row
            for session_id, row in self._marked.get(SUPPLIES, {}).items()
            if row.state is SupplyState.ENDED and driver_id in (None, row.driver_id)
        }
        return sorted(rows.values(), key=lambda row: row.ended_seq or 0, reverse=True)[:limit]

    def ended_after(self, driver_id: str, seq: int, limit: int) -> list[SupplyRow]:
        """Ended supplies of a driver whose number is higher than ``seq``, the oldest first, as committed."""
        wanted = SUPPLIES.all.where(_ROW.driver_id == driver_id, _ROW.ended_seq > seq)
        return self.rows(SUPPLIES, wanted.order_by(_ROW.ended_seq).limit(limit))

    def last_ended_before(self, driver_id: str, told_at: str) -> int:
        """The number of a driver's last ticket that was made before a time; 0 if there is none."""
        wanted = ENDED.where(_ROW.driver_id == driver_id, _ROW.told_at < told_at)
        found = self.rows(SUPPLIES, wanted.order_by(_ROW.ended_seq.desc()).limit(1))
        return found[0].ended_seq or 0 if found else 0

    def told_between(self, start: str, end: str) -> tuple[int, Decimal]:
        """Energy (Wh) and amount (EUR) of the tickets made from ``start`` on and before ``end``."""
        marked: dict[str, SupplyRow] = self._marked.get(SUPPLIES, {})
        cents = fn.REPLACE(_ROW.amount, ".", "").cast("BIGINT")
        query = SUPPLIES.select(fn.SUM(_ROW.energy_wh), fn.SUM(cents)).where(
            _ROW.told_at >= start, _ROW.told_at < end, _ROW.session_id.not_in([*marked])
        )
        with self.explained():
            ((in_wh, in_cents),) = self._ask(query)
        new = [row for row in marked.values() if row.told_at is not None and start <= row.told_at < end]
        money = sum((row.amount for row in new), Decimal(int(in_cents or 0)).scaleb(-2))
        return int(in_wh or 0) + sum(row.energy_wh for row in new), money

    # marking

    put_cp = put_driver = put_request = put_supply = put_audit = Keeper.put

    def drop_cp(self, cp_id: str) -> None:
        """Mark a charging point to be deleted."""
        self.drop(CPS, cp_id)

    def prune_requests(self, before: str) -> None:
        """Mark requests read before a time to be deleted: the oldest, :data:`PRUNED_AT_ONCE` at most."""
        self._past = before

    def put_ended(self, row: SupplyRow) -> None:
        """Mark a supply whose ticket is made: the newest of all from now on."""
        row.ended_seq = self._next_ended
        self._next_ended += 1
        self.put_supply(row)

    def put_reading(self, row: SupplyRow) -> None:
        """Mark what a reading changes of a supply that is in the database: state, seq, energy, amount."""
        self._metered[row.session_id] = row

    def put_offsets(self, offsets: Mapping[Partition, int]) -> None:
        """Mark where reading goes on."""
        self._offsets.update(offsets)

    def keep_offsets(self, kept: Container[Partition]) -> None:
        """Mark all other places to be forgotten: they belong to a cluster that is gone."""
        for place in self._places | self._offsets.keys():
            if place not in kept:
                self._offsets.pop(place, None)
                self.drop(OFFSETS, place)

    def put_outbox(self, topic: str, key: str, value: bytes) -> OutboxRow:
        """Mark a record to be sent; the row that is returned may be sent after the commit."""
        row = OutboxRow(self._next_outbox, topic, key, value)
        self._next_outbox += 1
        self.put(row)
        return row

    def drop_outbox(self, seqs: Iterable[int]) -> None:
        """Mark records that Kafka has confirmed."""
        for seq in seqs:
            self.drop(OUTBOX, seq)

    # writing

    @property
    def dirty(self) -> bool:
        """Whether a commit has something to write."""
        return bool(self._marked or self._metered or self._offsets or self._past)

    def commit(self) -> None:
        """Write all that is marked in one transaction. Raises :class:`StoreError`; all stays marked then."""
        for place, to in self._offsets.items():
            self.put(OffsetRow(*place, to))
        super().commit()
        self._places |= self._offsets.keys()
        self._offsets, self._metered, self._past = {}, {}, None

    def _write(self) -> None:
        super()._write()
        whole = self._marked.get(SUPPLIES, {})
        self._run(
            _METERED,
            [
                (str(row.amount), row.energy_wh, row.seq, str(row.state), session_id)
                for session_id, row in self._metered.items()
                if session_id not in whole
            ],
        )
        if self._past is not None:
            column = REQUESTS.c
            past = REQUESTS.select(column.request_id).where(column.received_at < self._past)
            oldest = past.order_by(column.received_at).limit(PRUNED_AT_ONCE)
            self._database.execute(REQUESTS.delete().where(column.request_id.in_(oldest)))


__all__ = ["CentralStore", "Loaded", "Partition", "StoreError"]
