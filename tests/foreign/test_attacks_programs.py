"""B2, B3: attackers who write to Kafka, against the product's engine and its driver's app."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from tests.foreign import wire
from tests.foreign.attacker import Vitals
from tests.foreign.network import Network
from tests.foreign.processes import Product
from tests.foreign.tape import Tape
from tests.foreign.victims import GROWTH, linux, product_cp, until_linked

COMMANDS, NOTICES = "ev.commands", "ev.notices"


# EV_CP_E


def spoiled(engine: Product) -> tuple[Any, ...]:
    shown = engine.ask("status")
    return shown["state"], shown["session_id"], shown["driver_id"]


def test_B3_old_commands_sent_again_move_no_engine_not_even_after_its_restart(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    tape = Tape(net)
    engine, _, cp_id = product_cp(net, "--time-scale", "100")
    victim, driver = net.driver(), net.driver()
    cancelled = victim.request(cp_id)
    net.until_step(victim, cancelled, "authorised")
    victim.cancel(cancelled, cp_id)
    net.until_step(victim, cancelled, "cancelled", "driver")
    for order, state in (("stop", "STOPPED"), ("resume", "IDLE")):
        net.central.do(f"{order} {cp_id}")
        net.until(state, lambda state=state: engine.ask("status")["state"] == state)  # type: ignore[misc]
    net.until_state(cp_id, "ACTIVATED")
    request_id = driver.request(cp_id)
    net.until_step(driver, request_id, "authorised")
    old = tape.of(COMMANDS, cp_id)
    assert {each.fields["type"] for each in old} >= {"authorise", "cancel", "stop", "resume", "report"}

    def play(*kinds: str) -> None:
        for record in old:
            if not kinds or record.fields["type"] in kinds:
                tape.play(record)
        net.for_seconds(0.5)

    reserved = spoiled(engine)
    assert reserved[0] == "RESERVED"
    play()
    assert spoiled(engine) == reserved
    engine.tell("plug")
    net.until_state(cp_id, "SUPPLYING")
    supplying = spoiled(engine)
    play()
    assert spoiled(engine) == supplying
    engine.tell("unplug")
    assert [net.until("ticket", lambda: driver.of("ticket"))[0]["reason"]] == ["unplugged"]
    engine.kill()
    engine.start()
    until_linked(net, engine)
    net.until_state(cp_id, "ACTIVATED")
    play("authorise")  # its memory is gone, and the key is still the same
    assert spoiled(engine) == ("IDLE", None, None)
    net.until_step(driver, driver.request(cp_id), "authorised")
    engine.tell("plug")
    net.until_state(cp_id, "SUPPLYING")
    supplying = spoiled(engine)
    play("stop")
    assert spoiled(engine) == supplying
    play()
    assert spoiled(engine) == supplying
    engine.tell("unplug")
    net.until("second ticket", lambda: len(driver.of("ticket")) == 2)
    assert [ticket["reason"] for ticket in driver.of("ticket")] == ["unplugged"] * 2
    assert not victim.of("ticket")
    assert len(engine.ask("tickets")) == 2


@linux
def test_B2_commands_without_the_right_signature_move_no_engine_and_a_flood_of_them_is_borne(
    net: Network,
) -> None:
    engine, _, cp_id = product_cp(net)
    stranger = net.active_point()
    tape = Tape(net)
    order = wire.record("stop", order_id=wire.new_id())
    authorise = wire.record(
        "authorise", session_id=wire.new_id(), request_id=wire.new_id(), driver_id="thief", price="0.01",
        plug_timeout_s=60,
    )  # fmt: skip
    for fields in (order, authorise):
        value = wire.encoded(fields)
        for sig in (None, b"", b"\xff", wire.signature(stranger.keys[-1], COMMANDS, cp_id, value)):
            net.stream.send(COMMANDS, cp_id, value, sig)
    for record in tape.of("ev.cp-events", cp_id):
        tape.play(record, topic=COMMANDS)
    for value in (b"", b"{", b"[" * 100_000, b"x" * 900_000, b"\xff" * 1000):
        net.stream.send(COMMANDS, cp_id, value, b"0" * 64)
    net.until("all rejected", lambda: engine.ask("status")["rejected"] >= 13)
    assert spoiled(engine) == ("IDLE", None, None)
    vitals = Vitals(engine)
    memory = vitals.memory
    for number in range(20_000):
        net.stream.send(
            COMMANDS, cp_id if number % 2 else "nobody", wire.encoded(order), b"0" * 64, wait=False
        )
        if number % 500 == 0:
            began = time.monotonic()
            assert engine.ask("status")["monitor"]
            assert time.monotonic() - began < 1.0
    net.stream.flush()
    net.until("all rejected", lambda: engine.ask("status")["rejected"] >= 10_013)
    assert vitals.memory - memory < GROWTH
    assert net.central.cp(cp_id)["state"] == "ACTIVATED"
    driver = net.driver()
    net.until_step(driver, driver.request(cp_id), "authorised")


# EV_Driver


@linux
def test_B2_spoofed_notices_neither_end_the_drivers_app_nor_double_a_ticket(net: Network) -> None:
    cp, driver_id = net.active_point(), net.new_id("D-")
    net.central.do(f"driver add {driver_id}")
    app = net.program("ev_driver", net.broker.address, driver_id)
    net.until("the app's links", lambda: app.ask("status")["central"])
    vitals = Vitals(app)
    memory = vitals.memory

    def spoof(kind: str, **fields: Any) -> None:
        net.stream.send(NOTICES, driver_id, wire.encoded(wire.record(kind, **fields)), wait=False)

    app.tell(f"request {cp.cp_id}")
    net.until("authorised", lambda: cp.supply)
    net.until("authorised", lambda: (app.ask("status")["last"] or {}).get("step") == "authorised")
    cp.plug()
    cp.read(1000)
    net.until("supplying", lambda: (app.ask("status")["session"] or {}).get("energy_wh") == 1000)
    assert cp.supply is not None
    session_id = cp.supply.session_id
    cp.finish()
    (ticket,) = net.until("the app's ticket", lambda: app.ask("tickets"))
    for amount in ("0.00", "9999.99"):
        spoof(**{**ticket, "kind": "ticket", "amount": amount, "id": wire.new_id()})
    spoof(**{**ticket, "kind": "ticket", "driver_id": "somebody", "session_id": "s", "id": wire.new_id()})
    for number in range(300):
        ids = {"session_id": f"s{number}", "request_id": f"r{number}", "cp_id": cp.cp_id}
        spoof("session_state", state="supplying", energy_wh=number, amount="0.00", **ids)
        spoof("request_progress", step="authorised", reason=None, **ids)
        spoof(
            "charging_update",
            session_id=f"u{number}",
            cp_id=cp.cp_id,
            power_w=-5,
            energy_wh=10**12,
            amount="-1.00",
        )
    garbage = [
        b"",
        b"{}",
        b"null",
        b"\xff",
        b"[" * 100_000,
        json.dumps({"type": "ticket"}).encode(),
        b"x" * 900_000,
    ]
    for value in garbage * 3:
        for topic, key in (
            (NOTICES, driver_id),
            ("ev.network", cp.cp_id),
            ("ev.heartbeat", "central"),
        ):
            net.stream.send(topic, key, value, wait=False)
    net.stream.send(
        "ev.network", cp.cp_id, wire.encoded({**wire.record("cp_status"), "price": "NaN"}), wait=False
    )
    net.stream.flush()
    app.tell(f"request {cp.cp_id}")
    net.until("it goes on", lambda: cp.supply)
    asked = cp.commanded("authorise")[-1]["request_id"]
    heard = {"request_id": asked, "cp_id": cp.cp_id, "step": "authorised", "reason": None}
    net.until("authorised, read after all that", lambda: app.ask("status")["last"] == heard)
    assert vitals.memory - memory < GROWTH
    mine = app.ask("tickets")
    assert [(each["session_id"], each["energy_wh"], each["amount"]) for each in mine] == [
        (session_id, 1000, "0.54")
    ]
