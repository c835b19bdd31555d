"""What must hold of a network: on the way, at every record that leaves a program, and when all is quiet."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shared.messages import topics
from shared.messaging.events import OutRecord
from shared.runtime.clock import from_wire
from tests.model.disk import Disk
from tests.model.processes import CentralProcess
from tests.model.world import World

SUPPLY = (
    "session_id, request_id, driver_id, cp_id, price, state, created_at, started_at, ended_at, reason, "
    "seq, energy_wh, amount"
)
BUSY = ("asking_cp", "authorised", "supplying")
FIGURES = ("session_id", "request_id", "driver_id", "cp_id", "reason", "started_at", "ended_at", "energy_wh")


def supplies_of(disk: Disk) -> dict[str, dict[str, Any]]:
    """CENTRAL's supplies as they are on its disk."""
    names = [name.strip() for name in SUPPLY.split(",")]
    rows = disk.rows(f"SELECT {SUPPLY} FROM supply")
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def journal_of(disk: Disk) -> dict[str, dict[str, Any]]:
    """An engine's supplies as they are on its disk."""
    names = (*FIGURES, "price", "amount", "confirmed", "read_at")
    rows = disk.rows(f"SELECT {', '.join(names)} FROM supply")
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def tickets_of(disk: Disk) -> dict[str, dict[str, Any]]:
    """A driver's tickets as they are on its disk."""
    bodies = [json.loads(body) for (body,) in disk.rows("SELECT body FROM tickets")]
    assert len({body["session_id"] for body in bodies}) == len(bodies), "one ticket of a supply, no more"
    return {body["session_id"]: body for body in bodies}


def cost(energy_wh: int, price: str) -> str:
    """Energy times price, half up to the cent (wire contract 4)."""
    exact = Decimal(energy_wh) * Decimal(price) / 1000
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):.2f}"


class CentralWatch:
    """CENTRAL's database after each of its commits, and each record before it leaves."""

    def __init__(self, central: CentralProcess) -> None:
        self._central = central
        self._seen: dict[str, dict[str, Any]] = {}

    def said(self, record: OutRecord) -> None:
        """Commit first, then speak: what leaves is in the database that a crash would leave."""
        disk = self._central.disk
        if record.token is not None:
            found = disk.rows("SELECT value FROM outbox WHERE seq=?", record.token)
            assert found and bytes(found[0][0]) == record.value, f"said without a commit: {record.value!r}"
        elif record.topic == topics.NOTICES:
            body = json.loads(record.value)
            found = disk.rows("SELECT energy_wh FROM supply WHERE session_id=?", body["session_id"])
            assert found and found[0][0] >= body["energy_wh"], f"said without a commit: {body}"
        elif record.topic == topics.NETWORK:
            body = json.loads(record.value)
            states = disk.rows("SELECT state FROM supply WHERE cp_id=? AND ended_at IS NULL", body["cp_id"])
            reserved = any(state in ("asking_cp", "authorised") for (state,) in states)
            assert reserved == body["reserved"], f"said without a commit: {body}"

    def check(self) -> None:
        """After each commit: meters rise, tickets are final, one reservation a charging point."""
        now = supplies_of(self._central.disk)
        for session_id, before in self._seen.items():
            after = now.get(session_id)
            assert after is not None, f"supply {session_id} is gone"
            assert after["energy_wh"] >= before["energy_wh"], f"falling meter: {before} -> {after}"
            assert after["seq"] >= before["seq"], f"falling meter: {before} -> {after}"
            if before["state"] == "ended":
                assert after == before, f"a ticket was changed: {before} -> {after}"
        reserved: dict[str, str] = {}
        for session_id, row in now.items():
            assert row["amount"] == cost(row["energy_wh"], row["price"]), f"not energy x price: {row}"
            assert (row["ended_at"] is not None) == (row["state"] == "ended"), f"half an end: {row}"
            if row["state"] in ("asking_cp", "authorised"):
                other = reserved.setdefault(row["cp_id"], session_id)
                assert other == session_id, f"{row['cp_id']} is reserved twice: {other}, {session_id}"
            if session_id not in self._seen and row["state"] in BUSY and not self._central.disk.late:
                busy = [key for key in self._seen if self._kept_busy(key, row["driver_id"], now)]
                assert not busy, f"driver {row['driver_id']} has two: {busy}, {session_id}"
        self._seen = now

    def _kept_busy(self, session_id: str, driver_id: str, now: dict[str, dict[str, Any]]) -> bool:
        """Whether that supply keeps the driver busy, before this commit and after it."""
        both = (self._seen[session_id], now[session_id])
        return all(row["driver_id"] == driver_id and row["state"] in BUSY for row in both)


class EngineWatch:
    """An engine says nothing of a supply that its journal does not have (D2)."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def said(self, record: OutRecord) -> None:
        body = json.loads(record.value)
        if body["type"] not in ("charging_started", "meter_reading", "charging_finished"):
            return
        found = self._disk.rows(
            "SELECT energy_wh, ended_at FROM supply WHERE session_id=?", body["session_id"]
        )
        assert found, f"said before the journal has it: {body}"
        assert found[0][0] >= body.get("energy_wh", 0), f"said before the journal has it: {body}"
        assert body["type"] != "charging_finished" or found[0][1], f"said before the journal has it: {body}"


def watch(world: World) -> None:
    """From now on CENTRAL and the engines are watched at each commit and record."""
    central = CentralWatch(world.central)
    world.central.said, world.central.disk.committed = central.said, central.check
    for engine in world.engines.values():
        engine.said = EngineWatch(engine.disk).said


def check_quiet(world: World) -> None:
    """When all has come to rest: D7, and nothing is left open, reserved or busy."""
    ended = check_books(world)
    check_orders(world)
    check_requests(world, ended)
    check_drivers(world, list(ended.values()))


def check_books(world: World) -> dict[str, dict[str, Any]]:
    """D7: every supply has one ticket, the same in all three books; CENTRAL's, by session."""
    assert world.quiet(), "it does not come to rest: " + describe(world)
    central = supplies_of(world.central.disk)
    ended = {session_id: row for session_id, row in central.items() if row["state"] == "ended"}
    metered: dict[str, dict[str, Any]] = {}
    for engine in world.engines.values():
        metered |= journal_of(engine.disk)
    assert metered.keys() == ended.keys(), (
        f"supplies without ticket {metered.keys() - ended.keys()}, "
        f"tickets without supply {ended.keys() - metered.keys()}: {describe(world)}"
    )
    tickets: dict[str, dict[str, Any]] = {}
    for driver in world.drivers.values():
        mine = tickets_of(driver.disk)
        assert all(ticket["driver_id"] == driver.driver_id for ticket in mine.values())
        tickets |= mine
    assert tickets.keys() == ended.keys(), (
        f"tickets that never came: {ended.keys() - tickets.keys()}, too many: {tickets.keys() - ended.keys()}"
    )
    for session_id, row in ended.items():
        for other in (metered[session_id], tickets[session_id]):
            figures = {name: (row[name], other[name]) for name in FIGURES if row[name] != other[name]}
            assert not figures, f"session {session_id} differs: {figures}"
            assert Decimal(row["price"]) == Decimal(other["price"])
            assert f"{Decimal(row['amount']):.2f}" == other["amount"]
        assert metered[session_id]["confirmed"]
    return ended


def check_requests(world: World, ended: dict[str, dict[str, Any]]) -> None:
    """What was denied gave no supply (but a plug that crossed a cancellation), and nothing came late (D4)."""
    denied = "SELECT session_id, step, reason FROM request WHERE step = 'denied'"
    for session_id, _, reason in world.central.disk.rows(denied):
        assert session_id not in ended or reason == "cp_no_answer", f"{session_id} was denied: {reason}"
    made = {}
    for raw in world.broker.archive:
        if raw.topic == topics.REQUESTS:
            body = json.loads(raw.value)
            if body["type"] == "charge_requested":
                made[body["request_id"]] = from_wire(body["at"]), body
    for row in supplies_of(world.central.disk).values():
        at, body = made[row["request_id"]]
        asked = body["driver_id"] if body["origin"] == "app" else body["cp_id"]
        if world.named[asked].skew_s == 0:  # else nobody can tell how old a request is
            age = (from_wire(row["created_at"]) - at).total_seconds()
            assert age <= 10.0, f"carried out after {age} s: {body}"


def check_drivers(world: World, ended: list[dict[str, Any]]) -> None:
    """A driver had a second supply only while CENTRAL saw the first one interrupted or cancelled (M7)."""
    excuses: dict[str, datetime] = {}
    for raw in world.broker.archive:
        if raw.topic == topics.NOTICES:
            body = json.loads(raw.value)
            if body.get("state") == "interrupted" or body.get("step") in ("denied", "cancelled"):
                excuses.setdefault(body["request_id"], from_wire(body["at"]))
    for first in ended:
        for second in ended:
            same = first["driver_id"] == second["driver_id"] and first is not second
            if not same or not _overlaps(world, first, second):
                continue
            excuse = excuses.get(first["request_id"])
            assert excuse is not None and excuse <= from_wire(second["created_at"]), (first, second)


def _overlaps(world: World, first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether ``second`` was authorised while ``first`` ran, by the clocks of their charging points."""
    skew = timedelta(seconds=world.named[first["cp_id"]].skew_s)
    begin, end = from_wire(first["started_at"]) - skew, from_wire(first["ended_at"]) - skew
    return begin <= from_wire(second["created_at"]) < end


def check_orders(world: World) -> None:
    """CENTRAL's database is the truth of STOPPED (M13), and every charging point is free or stopped."""
    for cp_id, stopped in world.central.disk.rows("SELECT cp_id, stopped FROM charging_point"):
        engine, cp = world.engines[cp_id], world.central.service.net.cps[cp_id]
        assert engine.service._station.stopped == bool(stopped), f"{cp_id} does not obey"
        assert str(cp.state) == ("STOPPED" if stopped else "ACTIVATED"), f"{cp_id} is {cp.state}"


def describe(world: World) -> str:
    """What is still going on, for the reader of a failure."""
    net = world.central.service.net
    return json.dumps(
        {
            "supplies": {key: str(each.row.state) for key, each in net.supplies.items()},
            "orders": [
                *(who for _, who in world.central.service._charging.telling.soon._waiting),
                *(cp.cp_id for cp in net.cps.values() if cp.row.order_id),
            ],
            "engines": {
                cp_id: [str(engine.service._station.state), engine.service._context.ledger.owed]
                for cp_id, engine in world.engines.items()
            },
            "drivers": {
                driver_id: [
                    [one.step for one in driver.service.book.open_requests()],
                    [one.state for one in driver.service.book.sessions.values()],
                ]
                for driver_id, driver in world.drivers.items()
            },
            "waiting": {process.name: process.writer.waiting for process in world.processes},
        }
    )
