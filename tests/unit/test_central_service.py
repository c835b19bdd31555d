"""CENTRAL's rules, against a real database and a clock that the test turns."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.ev_central import intents as i
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.net.events import Requested
from shared.store.database import StoreError
from tests.support.central import Point, World

AGES = "2000-01-01T00:00:00Z"


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"), i.AddDriver("6"))
    yield made
    made.store.close()


def reading(world: World, point: Point, session: str, seq: int, wh: int, **changes: Any) -> kafka.Records:
    fields = {"seq": seq, "power_w": 20_000, "energy_wh": wh, "amount": f"{Decimal(wh) * 54 / 100000:.2f}"}
    return world.engine(point, "meter_reading", session_id=session, **(fields | changes))


def finish(
    world: World, point: Point, session: str, wh: int, reason: str = "unplugged", **changes: Any
) -> kafka.Records:
    fields = {"reason": reason, "started_at": world.at(), "ended_at": world.at(), "energy_wh": wh}
    fields["amount"] = f"{Decimal(wh) * 54 / 100000:.2f}"
    return world.engine(point, "charging_finished", session_id=session, **(fields | changes))


def test_a_whole_supply_gives_one_ticket_that_agrees_to_the_cent(world: World) -> None:
    """M7 to M10."""
    point = world.activate("MAD2")
    request = world.request("5", "MAD2")
    session = world.sent("ev.commands", "authorise")[0]["session_id"]
    assert world.status("MAD2")["reserved"] and world.status("MAD2")["driver_id"] == "5"
    world.read(world.engine(point, "authorisation_answered", session_id=session, accepted=True, reason=None))
    assert world.steps(request) == [
        ("received", None),
        ("checking", None),
        ("asking_cp", None),
        ("authorised", None),
    ]
    world.read(world.engine(point, "charging_started", session_id=session, started_at=world.at()))
    world.read(reading(world, point, session, 1, 1000))
    now = world.status("MAD2")
    assert (now["state"], now["power_w"], now["energy_wh"], now["amount"]) == (
        "SUPPLYING",
        20_000,
        1000,
        "0.54",
    )
    world.read(finish(world, point, session, 1500))
    (ticket,) = world.sent("ev.notices", "ticket")
    assert (ticket["energy_wh"], ticket["price"], ticket["amount"], ticket["reason"]) == (
        1500,
        "0.54",
        "0.81",
        "unplugged",
    )
    assert world.sent("ev.commands", "finish_confirmed")[0]["session_id"] == session
    assert world.status("MAD2")["state"] == "ACTIVATED" and world.status("MAD2")["session_id"] is None


@pytest.mark.parametrize(
    ("driver", "cp", "reason"),
    [
        ("99", "MAD2", "unknown_driver"),
        ("6", "MAD2", "driver_disabled"),
        ("5", "NOPE", "unknown_cp"),
        ("5", "OFF", "cp_not_available"),
    ],
)
def test_a_request_that_cannot_be_is_denied_with_its_reason(
    world: World, driver: str, cp: str, reason: str
) -> None:
    """M5, M7."""
    world.activate("MAD2")
    world.enrol("OFF", connection=2)
    world.feed(i.EnableDriver("6", enabled=False))
    assert world.steps(world.request(driver, cp))[-1] == ("denied", reason)


def test_twenty_requests_at_once_give_one_authorisation_and_nineteen_reasons(world: World) -> None:
    """M7."""
    world.activate("MAD2")
    world.feed(*(i.AddDriver(f"D{n}") for n in range(20)))
    requests = [world.request(f"D{n}", "MAD2") for n in range(20)]
    last = [world.steps(request)[-1] for request in requests]
    assert last.count(("asking_cp", None)) == 1
    assert last.count(("denied", "cp_reserved")) == 19


def test_one_driver_has_one_supply_at_a_time(world: World) -> None:
    """M7."""
    world.activate("A", 1)
    world.activate("B", 2)
    world.request("5", "A")
    assert world.steps(world.request("5", "B"))[-1] == ("denied", "driver_busy")


def test_a_request_that_comes_too_late_is_denied_as_expired(world: World) -> None:
    """Wire contract 5."""
    world.activate("A")
    assert world.steps(world.request("5", "A", ttl_s=-1))[-1] == ("denied", "expired")


def test_the_same_request_twice_has_one_effect(world: World) -> None:
    """B3."""
    world.activate("A")
    request = world.request("5", "A")
    before = len(world.steps(request))
    world.request("5", "A", request_id=request)
    assert len(world.steps(request)) == before
    assert len(world.sent("ev.commands", "authorise")) == 1


def test_an_engine_that_does_not_answer_gives_cp_no_answer_and_a_cancel(world: World) -> None:
    """Wire contract 6."""
    point = world.activate("A")
    request = world.request("5", "A")
    session = world.sent("ev.commands", "authorise")[0]["session_id"]
    for _ in range(6):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    assert world.steps(request)[-1] == ("denied", "cp_no_answer")
    assert world.sent("ev.commands", "cancel")[0]["reason"] == "cp_no_answer"
    world.read(world.engine(point, "authorisation_answered", session_id=session, accepted=True, reason=None))
    assert world.steps(request)[-1] == ("denied", "cp_no_answer")
    assert not world.status("A")["reserved"]


def test_a_refusal_of_the_engine_is_cp_refused(world: World) -> None:
    point = world.activate("A")
    request = world.request("5", "A")
    session = world.sent("ev.commands", "authorise")[0]["session_id"]
    world.read(
        world.engine(point, "authorisation_answered", session_id=session, accepted=False, reason="busy")
    )
    assert world.steps(request)[-1] == ("denied", "cp_refused")


def test_not_plugged_in_time_ends_the_reservation_for_all(world: World) -> None:
    """M8."""
    point = world.activate("A")
    world.reserve("5", point)
    for _ in range(62):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    assert world.status("A")["reserved"]
    for _ in range(2):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    assert not world.status("A")["reserved"]
    assert world.sent("ev.commands", "cancel")[0]["reason"] == "plug_timeout"
    assert world.sent("ev.notices", "request_progress")[-1]["step"] == "cancelled"


def test_the_engine_reports_its_own_plug_timeout(world: World) -> None:
    point = world.activate("A")
    session = world.reserve("5", point)
    world.read(world.engine(point, "engine_state", state="IDLE", session_id=session, order_id=None))
    assert world.sent("ev.notices", "request_progress")[-1]["reason"] == "plug_timeout"
    assert not world.status("A")["reserved"]


def test_the_driver_can_cancel_before_plugging_and_only_with_matching_fields(world: World) -> None:
    """M8, B2."""
    point = world.activate("A")
    request = world.request("5", "A")
    session = world.sent("ev.commands", "authorise")[0]["session_id"]
    world.read(world.engine(point, "authorisation_answered", session_id=session, accepted=True, reason=None))
    fields = {"request_id": request, "cp_id": "A"}
    world.read(world.record("ev.requests", "A", "charge_cancelled", driver_id="6", **fields))
    assert world.rejected == 1 and world.status("A")["reserved"]
    world.read(world.record("ev.requests", "A", "charge_cancelled", driver_id="5", **fields))
    assert world.steps(request)[-1] == ("cancelled", "driver")
    assert world.sent("ev.commands", "cancel")[0]["reason"] == "driver"


def test_records_that_break_a_rule_are_skipped_counted_and_change_nothing(world: World) -> None:
    """B2, every row."""
    point = world.activate("A")
    stranger = Point("A", 9, key=b"x" * 32)
    session = world.start_supply("5", point)
    world.read(reading(world, point, session, 1, 1000))
    before = world.status("A")
    bad = [
        world.raw("ev.cp-events", "A", b"no json", point=point),
        world.raw("ev.cp-events", "A", b'{"type":"meter_reading"}', point=point),
        world.raw("ev.cp-events", None, b"{}"),
        reading(world, stranger, session, 2, 1001),
        world.record("ev.cp-events", "A", "engine_state", state="FAULTED", session_id=None, order_id=None),
        reading(world, point, "0f3c2a1e-0000-4000-8000-000000000000", 2, 1001),
        reading(world, point, session, 2, 999),
        reading(world, point, session, 2, 1001, amount="9.99"),
        reading(world, point, session, 2, 1001, power_w=-5),
        reading(world, point, session, 2, 1001, power_w="much"),
        finish(world, point, session, 900),
        world.record("ev.cp-events", "NOPE", "engine_state", state="IDLE", point=point),
        world.record(
            "ev.requests",
            "B",
            "charge_requested",
            request_id="x",
            driver_id="5",
            cp_id="A",
            origin="app",
            expires_at=world.at(),
        ),
        world.record(
            "ev.requests",
            "A",
            "charge_requested",
            request_id="x",
            driver_id="5",
            cp_id="A",
            origin="cp",
            expires_at=world.at(),
        ),
        world.record(
            "ev.requests",
            "A",
            "charge_requested",
            request_id="x",
            driver_id="5",
            cp_id="A",
            origin="app",
            expires_at="2026-99-01T00:00:00Z",
        ),
    ]
    for number, record in enumerate(bad, start=1):
        world.read(record)
        assert world.rejected == number, record
    assert world.status("A") == before


def test_a_reading_after_the_end_is_rejected(world: World) -> None:
    """B2."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.read(reading(world, point, session, 1, 1000), finish(world, point, session, 1000))
    world.read(reading(world, point, session, 2, 1001))
    assert world.rejected == 1


def test_a_repeated_end_is_confirmed_again_and_makes_no_second_ticket(world: World) -> None:
    """B3, D7."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    record = finish(world, point, session, 1000)
    world.read(record, record)
    assert len(world.sent("ev.commands", "finish_confirmed")) == 1
    world.wait(1)  # the second one is confirmed too, but a flood of them makes no flood of answers
    assert len(world.sent("ev.commands", "finish_confirmed")) == 2
    world.wait(2)
    assert len(world.sent("ev.commands", "finish_confirmed")) == 2
    assert len(world.sent("ev.notices", "ticket")) == 1


def test_a_monitor_that_closes_or_falls_silent_is_disconnected_within_three_seconds(world: World) -> None:
    """D1: the supply goes on to its ticket."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.wait(2.8)
    assert world.status("A")["state"] == "DISCONNECTED"
    world.ask(1, "STATUS#OK")
    assert world.status("A")["state"] == "SUPPLYING"
    world.lose(1)
    assert world.status("A")["state"] == "DISCONNECTED"
    world.read(reading(world, point, session, 1, 1000), finish(world, point, session, 1000))
    assert world.sent("ev.notices", "ticket")[0]["energy_wh"] == 1000


def test_a_fault_while_supplying_interrupts_and_the_returning_engine_gets_its_ticket(world: World) -> None:
    """D2, M12."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.read(reading(world, point, session, 1, 1000))
    world.ask(1, "STATUS#KO#no_answer")
    assert world.status("A")["state"] == "FAULTED"
    assert world.sent("ev.notices", "session_state")[-1]["state"] == "interrupted"
    assert not world.sent("ev.notices", "ticket")
    world.ask(1, "STATUS#OK")
    world.read(
        finish(world, point, session, 1000, reason="engine_lost"),
        world.engine(point, "engine_state", state="IDLE", session_id=None, order_id=None),
    )
    assert world.sent("ev.notices", "ticket")[0]["reason"] == "engine_lost"
    assert world.status("A")["state"] == "ACTIVATED"


def test_five_silent_seconds_interrupt_and_a_reading_ends_it(world: World) -> None:
    """Wire contract 6."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    for _ in range(6):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    assert world.sent("ev.notices", "session_state")[-1]["state"] == "interrupted"
    assert world.steps(world.request("5", "NOPE"))[-1] == ("denied", "unknown_cp"), (
        "an interrupted driver is not busy"
    )
    world.read(reading(world, point, session, 1, 1000))
    assert world.sent("ev.notices", "session_state")[-1]["state"] == "supplying"
    assert world.status("A")["state"] == "SUPPLYING"


def test_without_kafka_nobody_is_called_interrupted(world: World) -> None:
    """D5."""
    point = world.activate("A")
    world.start_supply("5", point)
    world.feed(FromConsumer(kafka.LinkDown("away")))
    for _ in range(10):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    assert world.status("A")["state"] == "SUPPLYING"
    assert "interrupted" not in {each["state"] for each in world.sent("ev.notices", "session_state")}


def test_stop_and_resume_reach_the_engine_until_it_answers(world: World) -> None:
    """M13."""
    point = world.activate("A")
    world.feed(i.StopCps(None))
    assert world.status("A")["state"] == "STOPPED"
    order = world.sent("ev.commands", "stop")[0]["order_id"]
    world.wait(1)
    world.read(world.engine(point, "engine_state", state="IDLE", session_id=None, order_id=None))
    world.wait(1.2)
    assert [each["order_id"] for each in world.sent("ev.commands", "stop")] == [order, order]
    world.read(world.engine(point, "engine_state", state="STOPPED", session_id=None, order_id=order))
    world.wait(3)
    assert len(world.sent("ev.commands", "stop")) == 2
    world.feed(i.ResumeCps(("A",)))
    assert len(world.sent("ev.commands", "resume")) == 1
    world.feed(i.StopCps(("NOPE",)))
    assert "NOPE" in world.ports.complaints[0]


def test_M5_a_driver_that_is_known_stays_as_it_is_when_added_or_imported_again(world: World) -> None:
    world.feed(i.EnableDriver("5", enabled=False))
    world.feed(i.AddDriver("5"), i.ImportDrivers((("5", True), ("6", False), ("7", False))))
    enabled = {driver.driver_id: driver.enabled for driver in world.service.net.drivers.values()}
    assert enabled == {"5": False, "6": True, "7": False}
    assert not world.ports.complaints


def test_an_order_for_a_disconnected_cp_survives_restarts_of_central(world: World) -> None:
    """M13, M1."""
    world.activate("A")
    world.lose(1)
    world.feed(i.StopCps(("A",)))
    world.crash()
    world.start()
    assert world.status("A")["state"] == "DISCONNECTED"
    point = Point("A", 1, bytes.fromhex(world.service.net.cps["A"].row.secret or ""))
    world.authenticate(point)
    world.ask(1, "STATUS#OK")
    assert world.status("A")["state"] == "STOPPED"
    world.read(world.engine(point, "engine_state", state="IDLE", session_id=None, order_id=None))
    world.wait(0.2)
    assert world.sent("ev.commands", "stop")


def test_stop_while_reserved_cancels_and_while_supplying_waits_for_the_engines_ticket(world: World) -> None:
    """M13."""
    point = world.activate("A")
    world.reserve("5", point)
    world.feed(i.StopCps(("A",)))
    assert world.sent("ev.notices", "request_progress")[-1]["reason"] == "stopped"
    other = world.activate("B", 2)
    session = world.start_supply("6", other)
    world.feed(i.StopCps(("B",)))
    assert world.status("B")["state"] == "STOPPED"
    world.read(finish(world, other, session, 10, reason="stopped"))
    assert world.sent("ev.notices", "ticket")[-1]["reason"] == "stopped"


def test_central_restarted_has_its_open_supplies_live_again(world: World) -> None:
    """D4: nothing lost, nothing doubled."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.read(reading(world, point, session, 1, 1000))
    world.crash()
    world.start()
    assert world.status("A")["session_id"] == session
    assert world.service.offsets[("ev.cp-events", 0)] == world.offset + 1
    world.read(reading(world, point, session, 2, 1001), finish(world, point, session, 1100))
    assert world.sent("ev.notices", "ticket")[0]["energy_wh"] == 1100


def test_what_was_committed_but_not_sent_is_sent_after_a_restart(world: World) -> None:
    """Wire contract 5: the outbox."""
    world.activate("A")
    world.request("5", "A")
    tokens = [record.token for record in world.ports.sent if record.token is not None]
    world.feed(FromProducer(kafka.Delivered(tuple(tokens[:-1]))))
    world.crash()
    world.start()
    (again,) = (record for record in world.ports.sent if record.token is not None)
    assert (
        again.token == tokens[-1]
        and json.loads(again.value)["type"] == "authorise"
        and dict(again.headers)["sig"]
    )


def test_prices_are_centrals_and_hold_for_a_supply_once_authorised(world: World) -> None:
    """M4."""
    point = world.activate("A")
    world.feed(i.SetPrice("A", Decimal("0.60")))
    session = world.start_supply("5", point)
    world.feed(i.SetPrice("A", Decimal("0.99")))
    world.read(reading(world, point, session, 1, 1000, amount="0.60"))
    assert world.rejected == 0
    assert world.sent("ev.network", "cp_status")[-1]["price"] == "0.99"


def test_enrolment_is_open_or_asks_the_operator_or_is_closed(tmp_path: Path) -> None:
    """M2."""
    world = World(tmp_path / "db.sqlite3", policy="approve")
    assert world.ask(1, "REGISTER#A#here##").startswith("PENDING#")
    assert world.ask(1, "AUTH#A") == "REJECTED#unknown_cp"
    world.feed(i.AcceptCp("A"))
    assert world.ask(1, "REGISTER#A#here##").startswith("REGISTERED#")
    assert world.ask(1, "REGISTER#A#here##") == "REJECTED#enrolment_refused"
    world.ask(1, "REGISTER#B#here##")
    world.feed(i.RejectCp("B"))
    assert world.ask(1, "REGISTER#B#here##") == "REJECTED#enrolment_refused"
    world.feed(i.SetPolicy("closed"))
    assert world.ask(1, "REGISTER#C#here##") == "REJECTED#enrolment_closed"
    world.store.close()


def test_a_wrong_proof_a_second_monitor_and_a_revoked_one_are_refused(world: World) -> None:
    """M2."""
    point = world.activate("A")
    thief = Point("A", 2, b"y" * 32)
    assert world.authenticate(thief) == "REJECTED#bad_proof"
    second = Point("A", 3, point.secret)
    assert world.authenticate(second) == "REJECTED#duplicate_monitor"
    assert world.ask(4, "STATUS#OK") == "REAUTH#not_authenticated"
    assert world.ask(4, "PROOF#00") == "REJECTED#not_authenticated"
    assert world.ask(4, "JUMP#1") == "REJECTED#bad_request"
    world.feed(i.RevokeCp("A"))
    assert world.ask(1, "STATUS#OK") == "REAUTH#revoked"
    assert world.ask(1, "AUTH#A") == "REJECTED#revoked"
    assert world.ask(1, "REGISTER#A#x##") == "REJECTED#revoked"
    world.feed(i.AcceptCp("A"))
    assert world.ask(1, "REGISTER#A#x##").startswith("REGISTERED#")


def test_a_locked_database_is_said_retried_and_loses_nothing(world: World) -> None:
    """B4."""
    world.activate("A")
    lock = lock_of(world)
    request = world.request("5", "A")
    assert not world.service.database_up and not world.steps(request)
    assert world.ask(1, "STATUS#OK") == "OK", "signs of life need no database"
    lock.execute("ROLLBACK")
    lock.close()
    world.wait(0.6)
    assert world.service.database_up and world.steps(request)[-1] == ("asking_cp", None)


def test_a_driver_who_returns_gets_open_sessions_and_the_last_ticket(world: World) -> None:
    """D3."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.read(finish(world, point, session, 1000))
    running = world.start_supply("5", point)
    world.ports.sent.clear()
    world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5"))
    assert [each["session_id"] for each in world.sent("ev.notices", "session_state")] == [running]
    assert [each["session_id"] for each in world.sent("ev.notices", "ticket")] == [session]


def test_D5_a_driver_that_lost_notices_gets_all_tickets_since_then_oldest_first(world: World) -> None:
    """Since CENTRAL made them: engines' clocks may say anything."""
    point = world.activate("A")
    sessions = []
    for days, ended_at in enumerate(("2031-03-01T10:00:00.000Z", "2001-01-01T00:00:00Z", world.at(), AGES)):
        world.elapsed = (0, 30, 50, 70)[days] * 86400.0
        world.ask(1, "STATUS#OK")
        session = world.start_supply("5", point)
        world.read(finish(world, point, session, 1000, ended_at=ended_at))
        sessions.append(session)
    for since, expected in (
        (None, 3),
        ("2026-06-20T10:00:00.001Z", 3),
        ("2026-06-20T12:00:00+02:00", 2),
        (AGES, 1),
    ):
        before = len(world.sent("ev.notices", "ticket"))
        world.elapsed += 61  # anybody can ask: not more often than that is it answered
        world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5", tickets_since=since))
        tickets = world.sent("ev.notices", "ticket")[before:]
        assert [ticket["session_id"] for ticket in tickets] == sessions[expected:]
    assert len({ticket["id"] for ticket in world.sent("ev.notices", "ticket")}) == 4, "the same again"
    world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5", tickets_since="yesterday"))
    assert world.rejected == 1


def test_a_supply_that_fell_silent_is_not_forgotten_when_its_cp_is_asked_again(world: World) -> None:
    """M9, M12, D2."""
    point = world.activate("A")
    first = world.start_supply("5", point)
    for _ in range(6):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    world.request("6", "A")
    second = world.sent("ev.commands", "authorise")[-1]["session_id"]
    assert world.status("A")["session_id"] == second
    world.read(
        world.engine(point, "authorisation_answered", session_id=second, accepted=False, reason="busy")
    )
    world.read(reading(world, point, first, 1, 1000))
    now = world.status("A")
    assert (now["state"], now["session_id"], now["energy_wh"]) == ("SUPPLYING", first, 1000)
    world.ask(1, "STATUS#KO#fault")
    assert world.sent("ev.notices", "session_state")[-1]["state"] == "interrupted"


def lock_of(world: World) -> sqlite3.Connection:
    lock = sqlite3.connect(world.path, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    return lock


def test_nobody_is_late_or_silent_while_the_database_fails(world: World) -> None:
    """B4: Kafka is not read meanwhile, so no clock of CENTRAL may run."""
    point, other = world.activate("A"), world.activate("B", 2)
    world.start_supply("5", point)
    request = world.request("6", "B")
    session = world.sent("ev.commands", "authorise")[-1]["session_id"]
    lock = lock_of(world)
    world.feed(i.AddDriver("7"))
    for _ in range(8):
        world.wait(1)
        world.ask(1, "STATUS#OK")
        world.ask(2, "STATUS#OK")
    lock.execute("ROLLBACK")
    lock.close()
    world.wait(1)
    assert world.service.database_up
    assert "interrupted" not in {each["state"] for each in world.sent("ev.notices", "session_state")}
    world.read(world.engine(other, "authorisation_answered", session_id=session, accepted=True, reason=None))
    assert world.steps(request)[-1] == ("authorised", None)


def test_records_that_the_database_cannot_answer_for_wait_and_are_not_rejected(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B2, wire contract 5."""
    world.activate("A")
    working = world.store.request

    def away(request_id: str) -> None:
        raise StoreError("away", "test")

    monkeypatch.setattr(world.store, "request", away)
    request = world.request("5", "A")
    assert world.rejected == 0 and not world.service.database_up and not world.steps(request)
    monkeypatch.setattr(world.store, "request", working)
    world.wait(1)
    assert world.service.database_up and world.steps(request)[-1] == ("asking_cp", None)


def test_a_secret_that_could_not_be_committed_in_time_can_be_asked_for_again(world: World) -> None:
    """M2."""
    lock = lock_of(world)
    world.feed(Requested(7, "REGISTER#A#here##"))
    assert not world.ports.answers
    world.lose(7)
    lock.execute("ROLLBACK")
    lock.close()
    world.wait(1)
    assert world.ask(8, "REGISTER#A#here##").startswith("REGISTERED#")


def test_a_revoked_cp_is_disconnected_at_once(world: World) -> None:
    """M2."""
    world.activate("A")
    world.feed(i.RevokeCp("A"))
    assert world.status("A")["state"] == "DISCONNECTED"
    assert world.steps(world.request("5", "A"))[-1] == ("denied", "cp_not_available")


def test_authenticating_again_on_the_same_connection_keeps_the_reservation(world: World) -> None:
    point = world.activate("A")
    world.reserve("5", point)
    assert world.authenticate(point).startswith("ACCEPTED#")
    assert world.status("A")["reserved"]


def test_a_request_that_was_asked_long_ago_is_not_carried_out_by_surprise(world: World) -> None:
    """D4."""
    world.activate("A")
    request = world.request("5", "A")
    world.crash()
    world.elapsed += 3600
    world.start()
    world.wait(0.2)
    assert world.steps(request)[-1] == ("denied", "cp_no_answer")
    assert world.sent("ev.commands", "cancel")


def test_the_orderly_end_writes_what_a_failed_commit_kept(world: World) -> None:
    """Acceptance 1: nothing lost."""
    world.activate("A")
    lock = lock_of(world)
    world.feed(i.StopCps(("A",)))
    lock.execute("ROLLBACK")
    lock.close()
    world.service.close(world.now())
    world.crash()
    world.start()
    assert world.service.net.cps["A"].row.stopped


@pytest.mark.parametrize("driver_id", ["a\x00b", "x" * 256, "a\nb"])
def test_texts_that_no_database_takes_are_rejected(world: World, driver_id: str) -> None:
    """B2."""
    world.activate("A")
    world.request(driver_id, "A")
    assert world.rejected == 1
    assert world.ask(1, "REGISTER#B#a%00place##").startswith("REGISTERED#")
    assert world.status("B")["location"] == "a\\x00place"
