"""B2, B3: attackers who write to Kafka, against CENTRAL. They have every record that was sent, and no key."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from confluent_kafka import Producer

from tests.foreign import wire
from tests.foreign.attacker import Vitals
from tests.foreign.charging_point import ForeignChargingPoint
from tests.foreign.network import Network
from tests.foreign.tape import Tape
from tests.foreign.victims import GROWTH, Watch, calms_down, linux

EVENTS, COMMANDS, REQUESTS = "ev.cp-events", "ev.commands", "ev.requests"


@pytest.fixture
def tape(net: Network) -> Iterator[Tape]:
    made = Tape(net)
    yield made
    made.close()


def rejected_is(net: Network, count: int) -> None:
    net.until(f"{count} rejected", lambda: net.central.rejected >= count)
    net.for_seconds(0.2)
    assert net.central.rejected == count


def whole_supply(net: Network, cp: ForeignChargingPoint) -> str:
    driver = net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(300)
    cp.read(700)
    cp.finish()
    net.ticket(driver, session_id)
    net.until("confirmed", lambda: not cp.unconfirmed)
    net.until_state(cp.cp_id, "ACTIVATED")
    return session_id


def tickets_of(net: Network, cp_id: str) -> list[dict[str, Any]]:
    return [ticket for ticket in net.central.ask("tickets") if ticket["cp_id"] == cp_id]


# Signatures


def test_B2_a_signature_holds_for_its_topic_its_key_and_its_value(net: Network, tape: Tape) -> None:
    cp, other = net.active_point(), net.active_point()
    whole_supply(net, cp)
    driver = net.driver()
    net.supplying(driver, cp)
    cp.read(100)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 100)
    before, of_other, count = net.central.cp(cp.cp_id), net.central.cp(other.cp_id), net.central.rejected
    commands, events = tape.of(COMMANDS, cp.cp_id), tape.of(EVENTS, cp.cp_id)
    assert len(commands) >= 3 and len(events) >= 8
    for record in commands:
        tape.play(record, topic=EVENTS)
        tape.play(record, topic=REQUESTS)
    for record in events:
        tape.play(record, key=other.cp_id)
        tape.play(record, topic=REQUESTS)
    rejected_is(net, count + 2 * len(commands) + 2 * len(events))
    assert net.central.cp(cp.cp_id) == before
    assert net.central.cp(other.cp_id) == of_other


def test_B2_keys_that_are_not_valid(net: Network) -> None:
    cp, other = net.active_point(), net.active_point()
    driver = net.driver()
    net.supplying(driver, cp)
    cp.read(100)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 100)
    two_ago = cp.keys[-1]
    cp.authenticate()
    cp.authenticate()
    before, count = net.central.cp(cp.cp_id), net.central.rejected
    wrong = {
        "two authentications ago": two_ago,
        "another CP's": other.keys[-1],
        "the secret itself": bytes.fromhex(cp.secret),
        "nothing": b"",
    }
    ends = [
        wire.record("engine_state", state="FAULTED", session_id=None, order_id=None),
        cp.reading(900, 9),
        wire.record(
            "charging_finished", session_id=before["session_id"], reason="unplugged", energy_wh=100,
            started_at=wire.timestamp(), ended_at=wire.timestamp(), amount="0.05",
        ),
    ]  # fmt: skip
    for key in wrong.values():
        for fields in ends:
            value = wire.encoded({**fields, "id": wire.new_id()})
            net.stream.send(EVENTS, cp.cp_id, value, wire.signature(key, EVENTS, cp.cp_id, value))
    rejected_is(net, count + len(wrong) * len(ends))
    assert net.central.cp(cp.cp_id) == before
    assert not driver.of("ticket")


# Records that were right once


def test_B3_the_records_of_an_ended_supply_sent_again_change_nothing(net: Network, tape: Tape) -> None:
    cp = net.active_point()
    whole_supply(net, cp)
    old = tape.of(EVENTS, cp.cp_id)
    driver = net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(50)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 50)
    before, tickets, count = net.central.cp(cp.cp_id), tickets_of(net, cp.cp_id), net.central.rejected
    for _ in range(3):
        for record in old:
            tape.play(record)
    readings = [record for record in old if record.fields["type"] == "meter_reading"]
    rejected_is(net, count + 3 * len(readings))  # the others are duplicates
    assert net.central.cp(cp.cp_id) == before
    assert tickets_of(net, cp.cp_id) == tickets
    cp.read(60)
    cp.finish()
    assert net.ticket(driver, session_id)["energy_wh"] == 60
    assert len(tickets_of(net, cp.cp_id)) == 2


def test_B3_the_records_of_a_cancelled_reservation_sent_again_reserve_nothing(
    net: Network, tape: Tape
) -> None:
    cp, driver = net.active_point(), net.driver()
    request_id = net.authorised(driver, cp)
    driver.cancel(request_id, cp.cp_id)
    net.until_step(driver, request_id, "cancelled", "driver")
    for topic in (EVENTS, REQUESTS):
        for record in tape.of(topic, cp.cp_id):
            tape.play(record)
    net.for_seconds(0.5)
    shown = net.central.cp(cp.cp_id)
    assert (shown["state"], shown["reserved"], shown["session_id"]) == ("ACTIVATED", False, None)
    assert driver.step(request_id) == ("cancelled", "driver")
    assert len(cp.commanded("authorise")) == 1


@pytest.mark.parametrize("restart", [False, True])
def test_B3_old_states_sent_again_end_no_reservation_and_fault_no_cp(
    own_net: Callable[..., Network], restart: bool
) -> None:
    net = own_net()
    tape, cp = Tape(net), net.active_point()
    for health in (("KO", "cable"), ("OK",)):
        cp.health = health
        cp.report()
        cp.say_status()
    net.central.do(f"stop {cp.cp_id}")
    net.until("stopped", lambda: cp.stopped)
    net.central.do(f"resume {cp.cp_id}")
    net.until("resumed", lambda: not cp.stopped)
    whole_supply(net, cp)
    old = tape.of(EVENTS, cp.cp_id)
    assert {"FAULTED", "IDLE", "STOPPED"} <= {each.fields.get("state") for each in old}
    driver = net.driver()
    request_id = net.authorised(driver, cp)
    if restart:
        net.central.kill()
        net.central.start()
        net.until("CENTRAL on Kafka", lambda: net.central.ask("status")["kafka"])
        for record in old:
            tape.play(record)  # before its monitor is back: the old key is still the latest
        net.until_state(cp.cp_id, "ACTIVATED")
    for record in old:
        tape.play(record)
    net.for_seconds(1.0)
    shown = net.central.cp(cp.cp_id)
    assert (shown["state"], shown["reserved"], shown["driver_id"]) == ("ACTIVATED", True, driver.driver_id)
    assert driver.step(request_id) == ("authorised", None)
    cp.plug()
    net.until_state(cp.cp_id, "SUPPLYING")
    for record in old:
        tape.play(record)
    cp.read(10)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 10)
    assert net.central.cp(cp.cp_id)["state"] == "SUPPLYING"
    assert cp.supply is not None
    session_id = cp.supply.session_id
    cp.finish()
    assert net.ticket(driver, session_id)["energy_wh"] == 10
    assert len(tickets_of(net, cp.cp_id)) == 2


# Drivers, who sign nothing


def test_M8_a_cancellation_without_all_three_ids_right_or_with_a_wrong_signature_is_rejected(
    net: Network,
) -> None:
    cp, other, driver, thief = net.active_point(), net.active_point(), net.driver(), net.driver()
    request_id = net.authorised(driver, cp)
    count = net.central.rejected
    thief.cancel(request_id, cp.cp_id)
    driver.cancel(wire.new_id(), cp.cp_id)
    driver.cancel(request_id, other.cp_id)
    fields = wire.record(
        "charge_cancelled", request_id=request_id, driver_id=driver.driver_id, cp_id=cp.cp_id
    )
    thief.send(fields, other.cp_id)  # under another key
    for key in (other.keys[-1], b""):
        value = wire.encoded(fields)
        net.stream.send(REQUESTS, cp.cp_id, value, wire.signature(key, REQUESTS, cp.cp_id, value))
    net.stream.send(REQUESTS, cp.cp_id, wire.encoded(fields), b"")
    rejected_is(net, count + 7)
    assert net.central.cp(cp.cp_id)["reserved"]
    driver.cancel(request_id, cp.cp_id)
    net.until_step(driver, request_id, "cancelled", "driver")


# An engine that has a key, and lies


def test_B2_an_engine_whose_figures_do_not_add_up_still_gives_one_right_ticket(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    net.authorised(driver, cp)
    assert cp.supply is not None
    count = net.central.rejected

    def lies(*records: dict[str, Any]) -> None:
        nonlocal count
        before = net.central.cp(cp.cp_id)
        for fields in records:
            cp.send({**fields, "id": wire.new_id()})
        count += len(records)
        rejected_is(net, count)
        assert net.central.cp(cp.cp_id) == before
        assert not driver.of("ticket")

    lies(cp.reading(100, 1), cp.reading(0, 1))  # before the start
    cp.plug()
    net.until_state(cp.cp_id, "SUPPLYING")
    session_id = cp.supply.session_id
    cp.read(1000)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 1000)
    lies(
        cp.reading(999, 2),
        cp.reading(1500, 2, amount="0.82"),
        cp.reading(1500, 2, power_w=-1),
        cp.reading(-1, 2, amount="0.00"),
        cp.reading(10_000_001, 2),
    )
    cp.send(cp.reading(2000, 1))  # a seq that was seen: a duplicate, whatever it says
    end = wire.record(
        "charging_finished", session_id=session_id, reason="unplugged", started_at=cp.supply.started_at,
        ended_at=wire.timestamp(), energy_wh=1000, amount="0.54",
    )  # fmt: skip
    lies(
        {**end, "energy_wh": 999},
        {**end, "energy_wh": 500, "amount": "0.27"},
        {**end, "amount": "0.55"},
        {**end, "energy_wh": -1, "amount": "0.00"},
        {**end, "energy_wh": 10_000_001, "amount": "5400.00"},
    )
    cp.read(1200)
    cp.finish()
    assert net.ticket(driver, session_id)["amount"] == "0.65"
    for wrong in ({"energy_wh": 5000, "amount": "2.70"}, {"energy_wh": 0, "amount": "0.00"}):
        cp.send({**end, **wrong, "id": wire.new_id()})
    cp.send({**end, "energy_wh": 1200, "amount": "0.65"})  # the same figures: confirmed again
    for late in (cp_reading(session_id, 1300), cp_reading(session_id, 1200)):
        cp.send(late)
    rejected_is(net, count + 4)
    (ticket,) = tickets_of(net, cp.cp_id)
    assert (ticket["energy_wh"], ticket["amount"]) == (1200, "0.65")
    assert len(driver.of("ticket")) == 1


def cp_reading(session_id: str, energy_wh: int) -> dict[str, Any]:
    return wire.record(
        "meter_reading", session_id=session_id, seq=90, power_w=1, energy_wh=energy_wh,
        amount=wire.money(energy_wh, "0.54"),
    )  # fmt: skip


def test_B2_values_at_the_edges_of_JSON_even_if_they_are_signed(net: Network) -> None:
    cp, driver = net.active_point(), net.driver()
    session_id = net.supplying(driver, cp)
    cp.read(10)
    net.until("reading", lambda: net.central.cp(cp.cp_id)["energy_wh"] == 10)
    good, count = json.dumps(cp.reading(20, 2)), net.central.rejected
    nested = "[" * 50_000 + "]" * 50_000
    numbers = ("NaN", "Infinity", "-0.0", "1e400", "9" * 4000, "0x10", "01")
    values = [good.replace("36000", number) for number in numbers] + [
        good.replace("36000", nested),
        good[:-1] + ', "deep": ' + nested + "}",
        good.replace('"0.01"', '"0.0\\u0000"'),
        good.replace('"0.01"', '"\\ud800"'),
        good.replace(session_id, "\\ud800"),
        good.replace(session_id, "x" * 900_000),
        good + "\x00",
        "\ufeff" + good,
        good * 2,
    ]  # fmt: skip
    for text in values:
        cp.send({}, value=text.encode("utf-8", "surrogatepass"))
    rejected_is(net, count + len(values))
    assert net.central.cp(cp.cp_id)["energy_wh"] == 10
    cp.read(30)
    cp.finish()
    assert net.ticket(driver, session_id)["energy_wh"] == 30


# Floods


class KafkaFlood:
    """Records as fast as the embedded broker can keep them, from a thread that waits outside of Python."""

    def __init__(self, broker: str, central: Callable[[], int]) -> None:
        self._producer = Producer({"bootstrap.servers": broker, "linger.ms": 5, "log_level": 0})
        self._taken = central
        self.sent = 0
        self.over = threading.Event()

    def send(self, count: int, make: Callable[[int], tuple[str, str, bytes]], ahead: int) -> None:
        """At most ``ahead`` records more than CENTRAL has taken: that broker forgets what waits too long."""
        base = self._taken()
        for number in range(count):
            while number % 1000 == 0 and number - (self._taken() - base) > ahead:
                time.sleep(0.01)
            topic, key, value = make(number)
            self._producer.produce(topic, key=key, value=value)
            self.sent += 1
            if number % 500 == 0:
                self._producer.poll(0)
        self._producer.flush(20)
        self.over.set()


@linux
def test_B2_a_flood_of_unsigned_records_and_requests_of_nobodies_is_borne(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    watch, vitals = Watch(net), Vitals(net.central)
    rejected, memory = [net.central.rejected], vitals.memory
    count = 100_000
    nobody = wire.encoded(wire.record("engine_state", state="IDLE", session_id=None, order_id=None))
    unsigned = wire.encoded(wire.record("meter_reading", session_id=watch.session_id, seq=9, power_w=1,
                                        energy_wh=9_000_000, amount="4860.00"))  # fmt: skip
    sync = wire.encoded(wire.record("sync_requested", driver_id=watch.driver.driver_id))

    def make(number: int) -> tuple[str, str, bytes]:
        if number % 65 == 1:
            fields = wire.record(
                "charge_requested", request_id=wire.new_id(), driver_id="nobody", cp_id=watch.cp.cp_id,
                origin="app", expires_at=wire.timestamp(10),
            )  # fmt: skip
            return REQUESTS, watch.cp.cp_id, wire.encoded(fields)
        if number % 65 == 2:
            return REQUESTS, watch.driver.driver_id, sync
        if number % 3:
            return EVENTS, f"CP-{number}", nobody
        return EVENTS, watch.cp.cp_id, (unsigned, b"no JSON", b"\xff" * 300)[number % 9 // 3]

    flood = KafkaFlood(net.broker.address, lambda: rejected[-1])
    thread = threading.Thread(target=flood.send, args=(count, make, 15_000), daemon=True)
    thread.start()
    expected = sum(make(number)[0] == EVENTS for number in range(count))

    def counted() -> bool:
        rejected.append(net.central.rejected)
        return flood.over.is_set() and rejected[-1] >= expected

    watch.until(counted, 60.0)
    watch.is_well()
    assert net.central.rejected == expected
    assert vitals.memory - memory < GROWTH
    calms_down(net, net.central)
    watch.ends_well()
    assert len(watch.driver.of("session_state")) < 60, "answered once a second"
    thread.join(5)
