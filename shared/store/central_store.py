"""CENTRAL's database: loaded once, then written by one transaction a batch (wire contract 5).

Runs on the core's thread only. When a commit fails, all stays marked and the same call is tried again:
nothing is lost, nothing is half written.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shared.domain.supply import NOT_OVER, SupplyState
from shared.store.database import StoreError, open_database
from shared.store.keeper import Keeper
from shared.store.postgresql import ServerDatabase
from shared.store.rows import (
    CPS,
    DRIVERS,
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

FILE_NAME = "central.sqlite3"
"""In CENTRAL's data folder, without ``--database``."""

PRUNED_AT_ONCE = 1_000
"""Rows; some 10 ms."""

Partition = tuple[str, int]


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
        cps, states = self.rows(CPS), [*map(str, NOT_OVER)]
        not_over = self.rows(SUPPLIES, f"WHERE state IN ({_marks(states)})", *states)
        with self.explained():
            damaged = {cp_id for (cp_id,) in self._ask("SELECT cp_id FROM charging_point")}
            ((last,),) = self._ask("SELECT MAX(ended_seq) FROM supply")
        damaged -= {row.cp_id for row in cps}
        loaded = Loaded(
            cps=cps,
            drivers=self.rows(DRIVERS),
            open_supplies=[row for row in not_over if row.cp_id not in damaged],
            offsets={(row.topic, row.partition): row.next_offset for row in self.rows(OFFSETS)},
            outbox=self.rows(OUTBOX, "ORDER BY seq"),
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
        wanted, values = ("", ()) if driver_id is None else ("driver_id = ? AND", (driver_id,))
        # By the state SQLite would read all that are ended.
        wanted = f"WHERE {wanted} ended_seq > 0 ORDER BY ended_seq DESC"
        found = self.rows(SUPPLIES, wanted if limit is None else f"{wanted} LIMIT {limit:d}", *values)
        rows = {row.session_id: row for row in found} | {
            session_id: row
            for session_id, row in self._marked.get(SUPPLIES, {}).items()
            if row.state is SupplyState.ENDED and driver_id in (None, row.driver_id)
        }
        return sorted(rows.values(), key=lambda row: row.ended_seq or 0, reverse=True)[:limit]

    def ended_after(self, driver_id: str, seq: int, limit: int) -> list[SupplyRow]:
        """Ended supplies of a driver whose number is higher than ``seq``, the oldest first, as committed."""
        wanted = "WHERE driver_id = ? AND ended_seq > ? ORDER BY ended_seq LIMIT ?"
        return self.rows(SUPPLIES, wanted, driver_id, seq, limit)

    def last_ended_before(self, driver_id: str, told_at: str) -> int:
        """The number of a driver's last ticket that was made before a time; 0 if there is none."""
        wanted = "WHERE driver_id = ? AND ended_seq > 0 AND told_at < ? ORDER BY ended_seq DESC LIMIT 1"
        found = self.rows(SUPPLIES, wanted, driver_id, told_at)
        return found[0].ended_seq or 0 if found else 0

    def told_between(self, start: str, end: str) -> tuple[int, Decimal]:
        """Energy (Wh) and amount (EUR) of the tickets made from ``start`` on and before ``end``."""
        marked: dict[str, SupplyRow] = self._marked.get(SUPPLIES, {})
        sql = (
            "SELECT SUM(energy_wh), SUM(CAST(REPLACE(amount, '.', '') AS BIGINT)) FROM supply"
            f" WHERE told_at >= ? AND told_at < ? AND session_id NOT IN ({_marks(marked)})"
        )
        with self.explained():
            ((in_wh, in_cents),) = self._ask(sql, start, end, *marked)
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
            "UPDATE supply SET state=?, seq=?, energy_wh=?, amount=? WHERE session_id=?",
            [
                (str(row.state), row.seq, row.energy_wh, str(row.amount), session_id)
                for session_id, row in self._metered.items()
                if session_id not in whole
            ],
        )
        if self._past is not None:
            oldest = "SELECT request_id FROM request WHERE received_at < ? ORDER BY received_at LIMIT ?"
            sql = f"DELETE FROM request WHERE request_id IN ({oldest})"
            self._run(sql, [(self._past, PRUNED_AT_ONCE)])


def _marks(values: Iterable[object]) -> str:
    """A ``?`` for each of ``values``; without any, a text that no id is."""
    return ", ".join("?" for _ in values) or "''"


__all__ = ["CentralStore", "Loaded", "Partition", "StoreError"]
