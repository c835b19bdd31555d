"""B1, B2: input at the edges of its types. Whatever becomes of it, CENTRAL goes on for everyone."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from tests.foreign import wire
from tests.foreign.network import Network

HUGE = 10**30
TIMES = [
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z",
    "2026-01-01", "", "1e9", "2026-01-01T24:00:00Z", "2026-12-31T23:59:60Z",
]  # fmt: skip
TEXTS = ["", " ", "x" * 100_000, "\x00", "\ud800", "ñ", "' OR 1=1 --", "a#b\x03", "../../etc"]


def goes_on(net: Network) -> None:
    """A whole supply of others."""
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(1000)
    cp.finish()
    assert net.ticket(driver, session_id)["amount"] == "0.54"


def reading(session_id: str, energy_wh: int, **changes: Any) -> dict[str, Any]:
    fields = wire.record(
        "meter_reading", session_id=session_id, seq=5, power_w=36000, energy_wh=energy_wh,
        amount=wire.money(energy_wh, "0.54"),
    )  # fmt: skip
    return {**fields, **changes}


def test_B2_readings_of_impossible_size(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    hostile = [reading(session_id, energy) for energy in (2**31, 2**53, 2**63 - 1, 2**63, 2**64, HUGE, -HUGE)]
    hostile += [reading(session_id, 10, power_w=power) for power in (2**63, 2**64, HUGE, 1e308)]
    hostile += [reading(session_id, 10, seq=seq) for seq in (2**63 - 1, 2**64, HUGE, -1)]
    hostile += [
        reading(session_id, 10, amount=amount)
        for amount in (
            "0.010",
            ".01",
            "1e-2",
            "0,01",
            "NaN",
            "Infinity",
            "-0.01",
            "0.01 ",
            "٠.٠١",
            "9" * 5000,
        )
    ]
    for fields in hostile:
        cp.send(fields)
    cp.send({}, value=json.dumps(reading(session_id, 10)).replace("36000", "NaN").encode())
    cp.send({}, value=json.dumps(reading(session_id, 10)).replace("36000", "9" * 5000).encode())
    goes_on(net)


@pytest.mark.parametrize("field", ["at", "expires_at"])
def test_B2_times_in_requests(net: Network, field: str) -> None:
    cp, driver = net.active_point(), net.driver()
    for moment in TIMES:
        driver.request_changed(cp.cp_id, **{field: moment})
    goes_on(net)


@pytest.mark.parametrize("field", ["started_at", "ended_at", "at"])
def test_B2_times_in_ends(net: Network, field: str) -> None:
    for moment in TIMES:
        cp, driver = net.active_point(), net.driver()
        session_id = net.supplying(driver, cp)
        cp.read(10)
        finish = cp.finish()
        cp.unconfirmed.clear()
        cp.send({**finish, "id": wire.new_id(), field: moment})
        net.for_seconds(0.05)
        cp.send(finish)
        net.ticket(driver, session_id)
    goes_on(net)


@pytest.mark.parametrize("field", ["request_id", "driver_id", "cp_id", "id", "origin"])
def test_B2_texts_in_requests(net: Network, field: str) -> None:
    cp, driver = net.active_point(), net.driver()
    for text in TEXTS:
        driver.request_changed(cp.cp_id, **{field: text})
    goes_on(net)


@pytest.mark.parametrize("key", [b"", b"\xff\xfe", b"\x00", b"x" * 10_000, "ñ".encode()])
def test_B2_keys(net: Network, key: bytes) -> None:
    driver = net.driver()
    cp = net.active_point()
    value = wire.encoded(
        wire.record(
            "charge_requested",
            request_id=wire.new_id(),
            driver_id=driver.driver_id,
            cp_id=cp.cp_id,
            origin="app",
            expires_at=wire.timestamp(10),
        )
    )
    for topic in ("ev.requests", "ev.cp-events"):
        net.stream.send_raw(topic, key, value)
    net.stream.send_raw("ev.requests", None, value)
    net.stream.send_raw("ev.requests", cp.cp_id.encode(), None)
    goes_on(net)


def test_B1_texts_in_registrations(net: Network) -> None:
    link = wire.Dialogue(net.central.address)
    try:
        for text in ["\x00", "' OR 1=1 --", "💡" * 20, "a\nb", "\u202e", "x" * 128]:
            assert link.ask("REGISTER", net.new_id("CP-"), text, "", "")[0] == "REGISTERED"
        for x in ("1e400", "inf", "-inf", "٣", "1_0", "0x10", " 1", "1" * 4000):
            assert link.ask("REGISTER", net.new_id("CP-"), "", x, "1") == ["REJECTED", "bad_request"]
    finally:
        link.close()
    goes_on(net)


def test_B1_a_crowd_of_mute_connections_keeps_nobody_out(net: Network) -> None:
    crowd = [socket.create_connection(net.central.address) for _ in range(200)]
    try:
        goes_on(net)
    finally:
        for mute in crowd:
            mute.close()
