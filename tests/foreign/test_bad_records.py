"""B2: records that are skipped and counted, and change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.foreign import wire
from tests.foreign.charging_point import ForeignChargingPoint
from tests.foreign.driver import ForeignDriver
from tests.foreign.network import Network


def counted(net: Network, count: int, rule: str) -> None:
    net.until(f"counted: {rule}", lambda: net.central.rejected >= count, 5.0)
    assert net.central.rejected == count, rule


def energy_is(net: Network, cp: ForeignChargingPoint, energy_wh: int) -> None:
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == energy_wh)


def rejected_is(net: Network, count: int) -> None:
    net.until(f"{count} rejected", lambda: net.central.rejected >= count)
    net.for_seconds(0.2)
    assert net.central.rejected == count


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def supplying(net: Network) -> tuple[ForeignChargingPoint, ForeignDriver]:
    """A supply at 500 Wh with two readings."""
    cp, driver = net.active_point(), net.driver()
    net.supplying(driver, cp)
    cp.read(200)
    cp.read(500)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 500)
    return cp, driver


def test_B2_readings_that_break_a_rule(net: Network) -> None:
    cp, driver = supplying(net)
    assert cp.supply is not None
    session_id = cp.supply.session_id
    good = cp.reading(700, 3)
    bad: dict[str, dict[str, Any]] = {
        "falling meter": cp.reading(400, 3),
        "amount is not energy x price": {**good, "amount": "9.99"},
        "negative power": {**good, "power_w": -1},
        "negative energy": {**good, "energy_wh": -5, "amount": "0.00"},
        "energy is text": {**good, "energy_wh": "700"},
        "energy is no integer": {**good, "energy_wh": 700.5},
        "energy is true": {**good, "energy_wh": True},
        "amount is a number": {**good, "amount": 0.38},
        "seq is null": {**good, "seq": None},
        "seq 0": {**good, "seq": 0},
        "session is no text": {**good, "session_id": 7},
        "unknown session": {**good, "session_id": wire.new_id()},
        "no seq": without(good, "seq"),
        "no amount": without(good, "amount"),
        "no id": without(good, "id"),
        "no at": without(good, "at"),
        "no type": without(good, "type"),
        "at is no time": {**good, "at": "yesterday"},
        "id is no UUID": {**good, "id": "1"},
    }
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    for rule, fields in bad.items():
        cp.send({**fields, "id": wire.new_id()} if fields.get("id") == good["id"] else fields)
        count += 1
        counted(net, count, rule)
    assert net.central.cp(cp.cp_id) == before
    cp.read(700)
    net.until("a good one still counts", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 700)
    cp.finish()
    assert net.ticket(driver, session_id)["energy_wh"] == 700


@pytest.mark.parametrize(
    "value", [b"", b"no JSON", b"[]", b"null", b'"text"', b"\xff\xfe", b"{", b"[" * 100_000]
)
def test_B2_a_record_that_is_no_JSON_object(net: Network, value: bytes) -> None:
    cp, _ = supplying(net)
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    cp.send({}, value=value)
    rejected_is(net, count + 1)
    cp.send({}, "ev.requests", value=value)
    rejected_is(net, count + 2)
    assert net.central.cp(cp.cp_id) == before


def test_B2_signatures(net: Network) -> None:
    cp, _ = supplying(net)
    other = net.active_point()
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    good = cp.reading(900, 3)
    value = wire.encoded(good)
    topic = "ev.cp-events"
    wrong = [
        None,
        b"",
        b"\xff",
        b"00" * 32,
        wire.signature(other.keys[-1], topic, cp.cp_id, value),
        wire.signature(cp.keys[-1], topic, other.cp_id, value),
        wire.signature(cp.keys[-1], "ev.requests", cp.cp_id, value),
        wire.signature(cp.keys[-1], topic, cp.cp_id, value + b" "),
    ]
    for sig in wrong:
        cp.send(good, sig=sig)
    rejected_is(net, count + len(wrong))
    assert net.central.cp(cp.cp_id) == before


def test_the_two_latest_keys_of_a_cp_are_valid(net: Network) -> None:
    cp, _ = supplying(net)
    oldest = cp.keys[-1]
    for _ in range(2):
        cp.authenticate()
    previous, latest = cp.keys
    assert len({oldest, previous, latest}) == 3
    topic, count = "ev.cp-events", net.central.rejected
    for key, energy_wh in ((previous, 600), (latest, 700)):
        fields = cp.reading(energy_wh, energy_wh)
        cp.send(fields, sig=wire.signature(key, topic, cp.cp_id, wire.encoded(fields)))
        energy_is(net, cp, energy_wh)
    assert net.central.rejected == count
    fields = cp.reading(800, 800)
    cp.send(fields, sig=wire.signature(oldest, topic, cp.cp_id, wire.encoded(fields)))
    rejected_is(net, count + 1)
    assert net.central.cp(cp.cp_id)["energy_wh"] == 700


def test_B2_another_cp_cannot_speak_for_a_session(net: Network) -> None:
    cp, _ = supplying(net)
    other = net.active_point()
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    other.send(cp.reading(900, 3))
    assert cp.supply is not None
    end = wire.record(
        "charging_finished", session_id=cp.supply.session_id, reason="unplugged", energy_wh=500,
        started_at=cp.supply.started_at, ended_at=wire.timestamp(), amount="0.27",
    )  # fmt: skip
    other.send(end)
    rejected_is(net, count + 2)
    assert net.central.cp(cp.cp_id) == before


def test_B2_an_unknown_cp(net: Network) -> None:
    cp = net.active_point()
    count = net.central.rejected
    cp.send(wire.record("engine_state", state="IDLE", session_id=None, order_id=None), key="CP-nobody")
    cp.send(wire.record("engine_state", state="IDLE", session_id=None, order_id=None), key="")
    rejected_is(net, count + 2)


def test_B2_ends_that_break_a_rule(net: Network) -> None:
    cp, driver = supplying(net)
    assert cp.supply is not None
    session_id, started_at = cp.supply.session_id, cp.supply.started_at
    good = wire.record(
        "charging_finished", session_id=session_id, reason="unplugged", started_at=started_at,
        ended_at=wire.timestamp(), energy_wh=500, amount="0.27",
    )  # fmt: skip
    bad: dict[str, dict[str, Any]] = {
        "wrong amount": {**good, "amount": "0.28"},
        "falling meter": {**good, "energy_wh": 200, "amount": "0.11"},
        "negative energy": {**good, "energy_wh": -1, "amount": "0.00"},
        "unknown reason": {**good, "reason": "boredom"},
        "no time of its end": {**good, "ended_at": None},
        "no reason": without(good, "reason"),
    }
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    for rule, fields in bad.items():
        cp.send({**fields, "id": wire.new_id()})
        count += 1
        counted(net, count, rule)
    assert net.central.cp(cp.cp_id) == before
    assert not driver.of("ticket")
    cp.finish()
    assert net.ticket(driver, session_id)["amount"] == "0.27"


def test_B2_a_reading_after_the_end(net: Network) -> None:
    cp, driver = supplying(net)
    assert cp.supply is not None
    late = cp.reading(900, 3)
    session_id = cp.supply.session_id
    cp.finish()
    ticket = net.ticket(driver, session_id)
    net.until_state(cp.cp_id, "ACTIVATED")
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    cp.send(late)
    rejected_is(net, count + 1)
    assert net.central.cp(cp.cp_id) == before
    rows = [row for row in net.central.ask("tickets") if row["session_id"] == session_id]
    assert [row["energy_wh"] for row in rows] == [ticket["energy_wh"]] == [500]


def test_B2_requests_that_break_a_rule(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    good = wire.record(
        "charge_requested", request_id=wire.new_id(), driver_id=driver.driver_id, cp_id=cp.cp_id,
        origin="app", expires_at=wire.timestamp(10),
    )  # fmt: skip
    bad: dict[str, dict[str, Any]] = {
        "no driver": without(good, "driver_id"),
        "no expiry": without(good, "expires_at"),
        "expiry is no time": {**good, "expires_at": "soon"},
        "expiry is a number": {**good, "expires_at": 5},
        "driver is a number": {**good, "driver_id": 5},
        "unknown origin": {**good, "origin": "moon"},
        "at the CP, but not signed": {**good, "origin": "cp"},
        "unknown type": {**good, "type": "charge_dreamt"},
    }
    count = net.central.rejected
    for rule, fields in bad.items():
        driver.send({**fields, "id": wire.new_id(), "request_id": wire.new_id()}, cp.cp_id)
        count += 1
        counted(net, count, rule)
    assert cp.commanded("authorise") == []
    assert net.central.cp(cp.cp_id)["reserved"] is False
    assert [step for step in driver.of("request_progress") if step["step"] != "denied"] == []
    net.authorised(driver, cp)


def test_unknown_fields_are_ignored(net: Network) -> None:
    cp, _ = supplying(net)
    count = net.central.rejected
    cp.send({**cp.reading(900, 3), "colour": "blue", "more": {"nested": [1]}})
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 900)
    assert net.central.rejected == count
