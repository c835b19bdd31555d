"""The rules of the driver's app: real store, a clock that the test turns, effects written down."""

from __future__ import annotations

import itertools
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.ev_driver import intents, views
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.runtime import guard
from shared.runtime.clock import to_wire
from shared.store.driver_store import DriverStore
from tests.support.driver import AT, Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def ready(rig: Rig) -> Rig:
    rig.connect()
    return rig


def supplying(rig: Rig, session_id: str = "s-1") -> dict[str, Any]:
    request = rig.request()
    rig.step(request, "authorised", session_id=session_id)
    rig.reading(session_id, 5000, "3.00")
    return request


def test_status_has_the_fields_that_scripts_rely_on(ready: Rig) -> None:
    supplying(ready)
    status = ready.status()
    assert set(status) >= {"driver_id", "session", "last", "central", "kafka", "services"}
    assert set(status["session"]) >= {"session_id", "request_id", "cp_id", "state", "energy_wh", "amount"}
    assert set(status["last"]) >= {"request_id", "cp_id", "step", "reason"}
    assert status["services"] == {"next": 0, "total": 0}


# Requests


def test_M6_a_request_names_driver_point_origin_and_expires_in_10_s(ready: Rig) -> None:
    request = ready.request("MAD2")
    assert (request["driver_id"], request["cp_id"], request["origin"]) == ("5", "MAD2", "app")
    assert request["expires_at"] == to_wire(ready.now().utc + timedelta(seconds=10))
    record = next(one for one in ready.out.sent if json.loads(one.value) == request)
    assert (record.topic, record.key, record.headers) == ("ev.requests", "MAD2", ())


def test_D4_a_request_is_ephemeral_so_that_none_is_carried_out_later(ready: Rig) -> None:
    ready.request()
    assert ready.out.sent[-1].token is None


def test_nothing_is_sent_before_the_place_in_the_notices_is_fixed(rig: Rig) -> None:
    rig.give(FromConsumer(kafka.LinkUp(1.0)), FromProducer(kafka.LinkUp(1.0)))
    rig.give(intents.RequestSupply("MAD2"))
    assert rig.out.sent == []
    rig.give(FromConsumer(kafka.Positioned(None, {})))
    assert len(rig.records("sync_requested")) == 1


@pytest.mark.parametrize("kafka_up", [False, True])
def test_D4_D5_without_CENTRAL_or_Kafka_a_request_is_denied_at_once(rig: Rig, kafka_up: bool) -> None:
    if kafka_up:
        rig.give(FromConsumer(kafka.LinkUp(1.0)), FromProducer(kafka.LinkUp(1.0)))
    rig.give(intents.RequestSupply("MAD2"))
    last = rig.status()["last"]
    assert (last["cp_id"], last["step"]) == ("MAD2", "denied")
    assert last["reason"] == ("no_central" if kafka_up else "no_kafka")
    assert rig.records("charge_requested") == []


def test_D4_CENTRAL_counts_as_away_after_2_8_s_without_heartbeat(ready: Rig) -> None:
    ready.beats = False
    ready.wait(2.7)
    assert ready.status()["central"] is True
    ready.wait(0.2)
    assert ready.status()["central"] is False
    assert any("Cannot connect to CENTRAL" in said for said in ready.said())
    ready.beat()
    assert ready.status()["central"] is True


def test_D5_without_Kafka_CENTRAL_is_away_too(ready: Rig) -> None:
    ready.give(FromConsumer(kafka.LinkDown("gone")))
    status = ready.status()
    assert (status["kafka"], status["central"]) == (False, False)


def test_M7_each_step_is_told_and_shown(ready: Rig) -> None:
    request = ready.request()
    for step in ("received", "checking", "asking_cp", "authorised"):
        ready.step(request, step)
        last = {"request_id": request["request_id"], "cp_id": "MAD2", "step": step, "reason": None}
        assert ready.status()["last"] == last
    ready.step(request, "denied", reason="cp_refused")
    assert ready.status()["last"]["reason"] == "cp_refused"
    assert "MAD2: denied, the charging point refused" in ready.said()


def test_B3_a_step_read_again_or_late_changes_nothing(ready: Rig) -> None:
    request = ready.request()
    ready.step(request, "authorised", session_id="s-1")
    before, said = ready.status(), len(ready.said())
    for step in ("received", "checking", "asking_cp", "authorised"):
        ready.step(request, step, session_id="s-1")
    assert ready.status() == before
    assert len(ready.said()) == said


def test_B3_the_same_notice_twice_is_one(ready: Rig) -> None:
    supplying(ready)
    value = {
        "type": "charging_update",
        "id": str(uuid.uuid4()),
        "at": AT,
        "session_id": "s-1",
        "cp_id": "MAD2",
    }
    value |= {"power_w": 1, "energy_wh": 6000, "amount": "4.00"}
    for _ in range(2):
        ready.raw("ev.notices", "5", json.dumps(value).encode())
    supply = ready.view().supply
    assert supply is not None
    assert len(supply.points) == 2


def test_M14_notices_of_other_drivers_are_not_read(ready: Rig) -> None:
    request = ready.request()
    fields = {"request_id": request["request_id"], "cp_id": "MAD2", "step": "denied", "reason": "cp_reserved"}
    ready.read("ev.notices", "6", "request_progress", session_id=None, **fields)
    ready.read("ev.notices", None, "request_progress", session_id=None, **fields)
    assert ready.status()["last"] is None


def test_D4_a_request_without_any_answer_is_denied_after_15_s_in_silence(ready: Rig) -> None:
    request = ready.request()
    ready.wait(14.9)
    assert ready.status()["last"] is None
    ready.wait(0.2)
    last = ready.status()["last"]
    assert (last["request_id"], last["step"], last["reason"]) == (
        request["request_id"],
        "denied",
        "expired",
    )
    # CENTRAL may never have had it, and would call a cancellation of it wrong.
    assert ready.records("charge_cancelled") == []


@pytest.mark.parametrize("alive", [True, False])
@pytest.mark.parametrize(
    ("step", "reason"), [("received", "expired"), ("checking", "expired"), ("asking_cp", "cp_no_answer")]
)
def test_D4_no_central_is_said_only_while_CENTRAL_is_away(
    ready: Rig, step: str, reason: str, alive: bool
) -> None:
    ready.step(ready.request(), step)
    ready.beats = alive
    ready.wait(16)
    last = ready.status()["last"]
    assert (last["step"], last["reason"]) == ("denied", reason if alive else "no_central")


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("step", ["received", "checking"])
def test_D4_a_step_that_names_a_supply_which_never_comes_keeps_its_deadline(
    ready: Rig, step: str, restarted: bool
) -> None:
    request = ready.request()
    ready.step(request, step, session_id="s-1")
    if restarted:
        ready.restart()
        ready.connect()
    ready.wait(14.5)
    assert ready.view().busy is True
    ready.wait(1)
    assert ready.view().busy is False
    assert ready.status()["last"]["step"] == "denied"
    assert [one["request_id"] for one in ready.records("charge_cancelled")] == [request["request_id"]]


def test_a_supply_named_by_an_early_step_is_known_when_it_is_authorised(ready: Rig) -> None:
    request = ready.request()
    ready.step(request, "received", session_id="s-1")
    ready.step(request, "authorised")
    session = ready.status()["session"]
    assert (session["session_id"], session["state"]) == ("s-1", "authorised")


def test_M8_a_reservation_whose_supply_is_not_named_stays_and_CENTRAL_is_asked(ready: Rig) -> None:
    request = ready.request()
    ready.wait(2)
    asked = len(ready.records("sync_requested"))
    ready.step(request, "authorised")
    assert len(ready.records("sync_requested")) == asked + 1
    ready.deliver()
    ready.wait(60)
    assert ready.status()["last"]["step"] == "authorised"
    assert ready.records("charge_cancelled") == []
    ready.session(request, "s-1", "authorised")
    assert ready.status()["session"]["session_id"] == "s-1"


def test_a_reservation_that_CENTRAL_never_names_nor_knows_when_asked_again_is_given_up(ready: Rig) -> None:
    ready.step(ready.request(), "authorised")
    ready.deliver()
    ready.wait(76)
    ready.deliver()
    assert ready.view().busy is True
    ready.wait(11)
    assert ready.view().busy is False
    assert any("does not know this supply" in said for said in ready.said())


def test_D3_a_reservation_without_a_name_that_a_restarted_app_finds_unknown_is_given_up(ready: Rig) -> None:
    ready.step(ready.request(), "authorised")
    ready.restart()
    ready.connect()
    ready.wait(9)
    assert ready.view().busy is True
    ready.wait(2)
    assert ready.view().busy is False
    assert ready.records("charge_cancelled") == []


def test_a_ticket_under_another_request_leaves_the_driver_free(ready: Rig) -> None:
    request = supplying(ready)
    ready.ticket({**request, "request_id": "r-other"}, "s-1")
    assert ready.view().busy is False


def test_the_word_of_CENTRAL_overrides_what_the_app_had_to_assume(ready: Rig) -> None:
    request = ready.request()
    ready.wait(16)
    ready.step(request, "authorised", session_id="s-1")
    assert ready.status()["session"]["state"] == "authorised"


def test_D4_a_request_given_up_here_that_CENTRAL_goes_on_with_is_taken_back_once(ready: Rig) -> None:
    request = ready.request()
    ready.wait(16)
    for step in ("received", "checking", "asking_cp", "authorised"):
        ready.step(request, step, session_id="s-1")
    (cancelled,) = ready.records("charge_cancelled")
    assert cancelled["request_id"] == request["request_id"]
    ready.step(request, "cancelled", reason="driver", session_id="s-1")
    assert ready.status()["session"] is None


def test_a_second_request_while_one_is_open_is_sent_for_CENTRAL_to_deny(ready: Rig) -> None:
    first = ready.request("MAD2")
    ready.step(first, "authorised", session_id="s-1")
    second = ready.request("SEV3")
    ready.step(second, "denied", reason="driver_busy")
    status = ready.status()
    assert status["last"]["reason"] == "driver_busy"
    assert status["session"]["cp_id"] == "MAD2"


def test_M8_cancel_before_plugging_names_the_request(ready: Rig) -> None:
    request = ready.request()
    ready.step(request, "authorised", session_id="s-1")
    ready.give(intents.CancelRequest())
    (cancelled,) = ready.records("charge_cancelled")
    names = ("request_id", "driver_id", "cp_id")
    assert [cancelled[name] for name in names] == [request[name] for name in names]
    ready.step(request, "cancelled", reason="driver", session_id="s-1")
    status = ready.status()
    assert (status["session"], status["last"]["reason"]) == (None, "driver")


def test_M8_a_running_supply_cannot_be_cancelled_and_why_is_said(ready: Rig) -> None:
    supplying(ready)
    ready.give(intents.CancelRequest())
    assert ready.records("charge_cancelled") == []
    assert any("unplug the vehicle" in said for said in ready.said())


def test_cancelling_nothing_says_so(ready: Rig) -> None:
    ready.give(intents.CancelRequest())
    assert "There is no request to cancel." in ready.said()


# Supplies and tickets


def test_M9_a_reading_shows_power_energy_and_amount(ready: Rig) -> None:
    supplying(ready)
    assert ready.status()["session"] == {
        "session_id": "s-1",
        "request_id": ready.records("charge_requested")[0]["request_id"],
        "cp_id": "MAD2",
        "state": "supplying",
        "energy_wh": 5000,
        "amount": "3.00",
    }
    supply = ready.view().supply
    assert supply is not None
    assert (supply.power_w, supply.step) == (20_000, "supplying")


def test_energy_never_falls(ready: Rig) -> None:
    request = supplying(ready)
    ready.reading("s-1", 4000, "2.00")
    ready.session(request, "s-1", "supplying", energy_wh=100)
    assert ready.status()["session"]["energy_wh"] == 5000


def test_M10_B3_a_ticket_ends_the_supply_and_the_same_again_changes_nothing(ready: Rig) -> None:
    request = supplying(ready)
    for _ in range(2):
        ready.ticket(request, "s-1")
    ready.session(request, "s-1", "supplying", energy_wh=9000)
    ready.reading("s-1", 9999)
    assert ready.status()["session"] is None
    assert [ticket["amount"] for ticket in ready.tickets()] == ["6.19"]


def test_D7_a_plug_that_crossed_the_cancellation_is_shown_and_gets_its_ticket(ready: Rig) -> None:
    request = ready.request()
    ready.step(request, "authorised", session_id="s-1")
    ready.step(request, "cancelled", reason="driver", session_id="s-1")
    ready.session(request, "s-1", "authorised")
    assert ready.status()["session"] is None
    ready.session(request, "s-1", "supplying", energy_wh=10)
    assert ready.status()["session"]["state"] == "supplying"
    ready.ticket(request, "s-1")
    assert len(ready.tickets()) == 1


def test_an_interrupted_supply_is_not_busy_and_gives_way_to_a_new_one(ready: Rig) -> None:
    request = supplying(ready)
    ready.session(request, "s-1", "interrupted", energy_wh=5000)
    assert ready.status()["session"]["state"] == "interrupted"
    assert ready.view().busy is False
    other = ready.request("SEV3")
    ready.step(other, "authorised", session_id="s-2")
    assert ready.status()["session"]["session_id"] == "s-2"
    ready.ticket(request, "s-1", "engine_lost")
    assert ready.status()["session"]["session_id"] == "s-2"


def test_a_reading_of_an_unknown_supply_makes_the_app_ask_CENTRAL(ready: Rig) -> None:
    ready.wait(2)
    before = len(ready.records("sync_requested"))
    ready.reading("s-9", 10)
    assert len(ready.records("sync_requested")) == before + 1


def test_a_supply_that_CENTRAL_does_not_know_any_more_is_given_up(ready: Rig) -> None:
    supplying(ready)
    ready.wait(2)
    ready.beat("i-2")
    ready.deliver()
    ready.wait(11)
    assert ready.status()["session"] is None
    assert any("does not know this supply" in said for said in ready.said())


def test_B4_a_CENTRAL_whose_database_fails_is_silent_and_has_forgotten_nothing(ready: Rig) -> None:
    request = supplying(ready)
    ready.beats, asked = False, 0
    for _ in range(60):
        ready.beat(database=False)
        ready.wait(1)
        if len(ready.records("sync_requested")) > asked:
            asked = len(ready.records("sync_requested"))
            ready.deliver()
    assert ready.status()["session"]["session_id"] == "s-1"
    ready.beat()
    ready.session(request, "s-1", "supplying", 5000)
    assert not any("does not know this supply" in said for said in ready.said())


def test_a_supply_that_CENTRAL_confirms_is_kept(ready: Rig) -> None:
    request = supplying(ready)
    ready.wait(2)
    ready.beat("i-2")
    ready.deliver()
    ready.session(request, "s-1", "supplying", energy_wh=5000)
    ready.wait(11)
    assert ready.status()["session"]["session_id"] == "s-1"


def test_D3_a_confirmation_that_is_the_same_record_again_is_news(ready: Rig) -> None:
    request, same = supplying(ready), str(uuid.uuid4())
    ready.session(request, "s-1", "supplying", energy_wh=5000, id=same)
    ready.wait(2)
    said = len(ready.said())
    ready.beat("i-2")
    ready.deliver()
    ready.session(request, "s-1", "supplying", energy_wh=5000, id=same)
    ready.wait(11)
    assert ready.status()["session"]["session_id"] == "s-1"
    assert len(ready.said()) == said


def test_B2_a_bad_record_is_said_and_changes_nothing(ready: Rig) -> None:
    supplying(ready)
    before = ready.status()
    ready.mono += 2
    for value in (b"\xff", b"{}", b'{"type": "ticket"}', b"[]", b""):
        ready.raw("ev.notices", "5", value)
    assert ready.status() == before
    assert any("rejected" in said for said in ready.said())


# Restarts


def test_D3_a_killed_app_knows_its_supply_tickets_and_last_step_again(ready: Rig) -> None:
    first = supplying(ready)
    ready.ticket(first, "s-1")
    second = ready.request("SEV3")
    ready.step(second, "authorised", session_id="s-2")
    status, tickets = ready.status(), ready.tickets()
    ready.restart()
    again = ready.status()
    assert (again["session"], again["last"]) == (status["session"], status["last"])
    assert ready.tickets() == tickets


def test_the_place_in_the_notices_is_written_with_their_effects(ready: Rig) -> None:
    request = supplying(ready)
    ready.ticket(request, "s-1")
    ready.restart()
    assert ready.memory.places["ev.notices", 0] > 0
    assert ready.memory.facts["cluster_id"] == "c"
    assert {topic for topic, _ in ready.memory.places} == {"ev.notices"}


def test_the_places_of_the_first_start_are_kept_though_no_notice_came(rig: Rig) -> None:
    """Wire contract 5: the next start goes on there, and replays no older notice."""
    fixed = {("ev.notices", 0): 7, ("ev.notices", 1): 0, ("ev.heartbeat", 0): 9}
    rig.give(FromConsumer(kafka.Positioned("c", fixed)))
    rig.restart()
    assert rig.memory.places == {("ev.notices", 0): 7, ("ev.notices", 1): 0}


def test_a_place_that_Kafka_lost_is_replaced_and_CENTRAL_is_asked(ready: Rig) -> None:
    ready.wait(2)
    before = len(ready.records("sync_requested"))
    lost = kafka.OffsetsLost("ev.notices", 0, wanted=90, now=0)
    ready.give(FromConsumer(lost), FromConsumer(kafka.Positioned("other", {("ev.notices", 0): 0})))
    assert len(ready.records("sync_requested")) == before + 1
    ready.restart()
    assert ready.memory.places["ev.notices", 0] == 0
    assert ready.memory.facts["cluster_id"] == "other"


def asked_since(rig: Rig) -> list[str | None]:
    """What each ``sync_requested`` until now asked for."""
    return [record["tickets_since"] for record in rig.records("sync_requested")]


def test_D5_after_lost_notices_tickets_are_asked_for_until_CENTRAL_must_have_answered(ready: Rig) -> None:
    ready.wait(2)
    assert asked_since(ready) == [None]
    ready.give(FromConsumer(kafka.OffsetsLost("ev.notices", 0, wanted=9, now=90)))
    ready.restart()  # before anything was asked
    ready.connect()
    ready.wait(5)
    assert asked_since(ready)[1:] == ["2026-04-01T10:00:02.000Z"], "30 days back"
    ready.beats = False
    ready.wait(4)  # CENTRAL died, perhaps before it read that
    ready.beats = True
    ready.wait(1)
    ready.deliver()
    assert asked_since(ready)[2:] == ["2026-04-01T10:00:02.000Z"]
    ready.wait(11)
    ready.restart()
    ready.connect()
    assert asked_since(ready)[3:] == [None]


def test_D5_another_cluster_loses_notices_even_where_every_place_seems_to_fit(rig: Rig) -> None:
    rig.give(FromConsumer(kafka.Positioned("first", {("ev.notices", 0): 0, ("ev.notices", 1): 57})))
    rig.restart()
    rig.out.sent.clear()
    rig.give(
        FromConsumer(kafka.LinkUp(3.0)),
        FromProducer(kafka.LinkUp(3.0)),
        FromConsumer(kafka.Positioned("second", {("ev.notices", 0): 0})),
    )
    assert asked_since(rig) == ["2026-04-01T10:00:00.000Z"]
    rig.restart()
    assert rig.memory.places == {("ev.notices", 0): 0, ("ev.notices", 1): 0}, "57 was a place of the first"


def test_D5_a_question_on_its_way_is_asked_anew_when_tickets_are_wanted(ready: Rig) -> None:
    ready.wait(2)
    ready.beat("i-2")
    lost = kafka.OffsetsLost("ev.notices", 0, wanted=9, now=90)
    ready.give(FromConsumer(lost), FromConsumer(kafka.Positioned("c", {("ev.notices", 0): 90})))
    assert asked_since(ready) == [None, None, "2026-04-01T10:00:02.000Z"]


def test_a_request_is_in_the_store_before_it_is_sent(rig: Rig) -> None:
    known: list[bool] = []

    def send(record: kafka.OutRecord) -> None:
        value = json.loads(record.value)
        other = DriverStore(rig.path)
        known.extend(one.request_id == value.get("request_id") for one in other.open().requests)
        other.close()

    rig.connect()
    rig.out.send = send  # type: ignore[method-assign]
    rig.give(intents.RequestSupply("MAD2"))
    assert known == [True]


def test_D3_a_request_is_not_sent_again_by_a_restarted_app_and_does_not_hang(ready: Rig) -> None:
    ready.request()
    ready.restart()
    ready.connect()
    ready.wait(16)
    assert len(ready.records("charge_requested")) == 1
    assert ready.status()["last"]["reason"] == "expired"


def test_D3_D4_how_things_stand_is_asked_at_the_start_when_CENTRAL_restarts_and_returns(ready: Rig) -> None:
    assert len(ready.records("sync_requested")) == 1
    ready.wait(2)
    ready.beat("i-2")
    assert len(ready.records("sync_requested")) == 2
    ready.deliver()
    ready.beats = False
    ready.wait(4)
    ready.beat("i-2")
    assert len(ready.records("sync_requested")) == 3


def test_B4_a_store_that_cannot_be_written_holds_the_effects_and_says_so(ready: Rig) -> None:
    other = DriverStore(ready.path)
    other.open()
    other._db.execute_sql("BEGIN EXCLUSIVE")
    ready.give(intents.RequestSupply("MAD2"))
    assert ready.records("charge_requested") == []
    assert ready.view().store_error
    other._db.execute_sql("ROLLBACK")
    other.close()
    ready.wait(1)
    assert len(ready.records("charge_requested")) == 1
    assert ready.view().store_error is None


def test_B4_a_damaged_row_of_the_store_costs_what_is_in_it_and_not_the_start(ready: Rig) -> None:
    tickets = [str(uuid.uuid4()) for _ in range(2)]
    for session_id in tickets:
        ready.ticket(ready.request(), session_id)
    newest = ready.request()
    ready.kill()
    with sqlite3.connect(ready.path) as raw:
        raw.execute("UPDATE tickets SET body = '{' WHERE session_id = ?", (tickets[0],))
        raw.execute("UPDATE requests SET local = 'perhaps' WHERE request_id = ?", (newest["request_id"],))
    raw.close()
    ready.start()
    assert list(ready.core.book.tickets) == tickets[1:]
    assert newest["request_id"] not in ready.core.book.requests
    ready.connect()
    again = ready.request()
    assert again["request_id"] != newest["request_id"] and ready.view().store_error is None
    assert guard.forget()


def test_B4_a_request_held_back_too_long_is_not_sent(ready: Rig) -> None:
    other = DriverStore(ready.path)
    other.open()
    other._db.execute_sql("BEGIN EXCLUSIVE")
    ready.give(intents.RequestSupply("MAD2"))
    ready.mono += 11
    other._db.execute_sql("ROLLBACK")
    other.close()
    ready.wait(1)
    assert ready.records("charge_requested") == []


# Charging points


def test_M14_available_points_come_first_and_a_deleted_one_goes(ready: Rig) -> None:
    def point(cp_id: str, state: str, reserved: bool = False) -> None:
        place = {"location": "C/ Italia 5", "x": 1.5, "y": None, "price": "0.54"}
        ready.read("ev.network", cp_id, "cp_status", cp_id=cp_id, **place, state=state, reserved=reserved)

    def shown() -> list[tuple[str, bool]]:
        ready.wait(0.2, 0.2)
        network = [view for view in ready.out.views if isinstance(view, views.NetworkView)][-1]
        return [(cp.cp_id, cp.available) for cp in network.cps]

    point("ALC1", "FAULTED")
    point("MAD2", "ACTIVATED", reserved=True)
    point("SEV3", "ACTIVATED")
    assert shown() == [("SEV3", True), ("ALC1", False), ("MAD2", False)]
    point("MAD2", "ACTIVATED")
    ready.raw("ev.network", "ALC1", b"")
    assert shown() == [("MAD2", True), ("SEV3", True)]


# Services file

Answer = Callable[[Rig, dict[str, Any]], None]


def charge(rig: Rig, request: dict[str, Any]) -> None:
    session_id = f"s-{request['request_id']}"
    rig.step(request, "authorised", session_id=session_id)
    rig.ticket(request, session_id)


def deny(rig: Rig, request: dict[str, Any]) -> None:
    rig.step(request, "denied", reason="cp_not_available")


def run_all(rig: Rig, answer: Answer, seconds: float) -> list[str]:
    """Let time pass and answer each request; the points requested."""
    answered = 0
    end = rig.mono + seconds
    while rig.mono < end:
        rig.wait(0.1, 0.1)
        for request in rig.records("charge_requested")[answered:]:
            answered += 1
            answer(rig, request)
    return [request["cp_id"] for request in rig.records("charge_requested")]


def test_M15_a_file_of_ten_runs_in_order_with_nobody_touching_anything(rig: Rig) -> None:
    cp_ids = tuple(f"CP{number}" for number in range(10))
    rig.services = ("tour.txt", cp_ids)
    rig.restart()
    assert rig.status()["services"] == {"next": 0, "total": 10}
    rig.connect()
    answers = itertools.cycle((charge, deny))

    def answer(rig: Rig, request: dict[str, Any]) -> None:
        next(answers)(rig, request)

    assert run_all(rig, answer, 45) == list(cp_ids)
    assert rig.status()["services"] == {"next": 10, "total": 10}
    assert any("5 charged, 5 denied, 0 cancelled, 0 failed" in said for said in rig.said())


def test_M15_the_next_service_is_requested_4_s_after_the_end_of_the_former(rig: Rig) -> None:
    rig.services = ("t", ("A", "B"))
    rig.restart()
    rig.connect()
    charge(rig, rig.records("charge_requested")[0])
    rig.wait(3.9, 0.1)
    assert len(rig.records("charge_requested")) == 1
    rig.wait(0.2, 0.1)
    assert len(rig.records("charge_requested")) == 2


def test_M15_a_file_waits_until_CENTRAL_is_alive(rig: Rig) -> None:
    rig.services = ("t", ("A",))
    rig.restart()
    rig.beats = False
    rig.wait(30)
    assert rig.status()["services"] == {"next": 0, "total": 1}
    assert rig.said().count("The services file waits for CENTRAL") == 1
    rig.connect()
    assert rig.status()["services"] == {"next": 1, "total": 1}


def test_M15_a_supply_interrupted_for_10_s_counts_as_failed_and_the_file_goes_on(rig: Rig) -> None:
    rig.services = ("t", ("A", "B"))
    rig.restart()
    rig.connect()
    first = rig.records("charge_requested")[0]
    rig.step(first, "authorised", session_id="s-1")
    rig.session(first, "s-1", "interrupted")
    rig.wait(9.5)
    assert rig.view().services.items[0].state == "running"
    rig.wait(5)
    assert rig.view().services.items[0].state == "failed"
    assert len(rig.records("charge_requested")) == 2
    rig.ticket(first, "s-1", "engine_lost")
    item = rig.view().services.items[0]
    assert (item.state, item.energy_wh) == ("failed", 10312)


def test_M15_a_short_interruption_does_not_fail_a_service(rig: Rig) -> None:
    rig.services = ("t", ("A",))
    rig.restart()
    rig.connect()
    first = rig.records("charge_requested")[0]
    rig.step(first, "authorised", session_id="s-1")
    rig.session(first, "s-1", "interrupted")
    rig.wait(8)
    rig.reading("s-1", 100)
    rig.session(first, "s-1", "interrupted", energy_wh=100)
    rig.wait(8)
    assert rig.view().services.items[0].state == "running"


@pytest.mark.parametrize(
    ("reason", "state"),
    [("unplugged", "charged"), ("target_reached", "charged"), ("fault", "failed"), ("stopped", "failed")],
)
def test_M15_the_reason_of_the_ticket_decides_the_outcome(rig: Rig, reason: str, state: str) -> None:
    rig.services = ("t", ("A",))
    rig.restart()
    rig.connect()
    request = rig.records("charge_requested")[0]
    rig.step(request, "authorised", session_id="s-1")
    rig.ticket(request, "s-1", reason)
    assert rig.view().services.items[0].state == state


def test_M15_a_named_supply_that_never_comes_does_not_hold_the_file(rig: Rig) -> None:
    rig.services = ("t", ("A", "B"))
    rig.restart()
    rig.connect()
    rig.step(rig.records("charge_requested")[0], "checking", session_id="s-1")
    rig.wait(20)
    assert rig.view().services.items[0].state == "denied"
    assert [one["cp_id"] for one in rig.records("charge_requested")] == ["A", "B"]


def test_M15_not_plugged_in_time_goes_on_with_the_next(rig: Rig) -> None:
    rig.services = ("t", ("A", "B"))
    rig.restart()
    rig.connect()
    request = rig.records("charge_requested")[0]
    rig.step(request, "authorised", session_id="s-1")
    rig.wait(60)
    rig.step(request, "cancelled", reason="plug_timeout", session_id="s-1")
    rig.wait(4.5)
    assert rig.view().services.items[0].state == "cancelled"
    assert len(rig.records("charge_requested")) == 2


def test_D3_a_file_goes_on_where_it_was_and_repeats_nothing(rig: Rig) -> None:
    rig.services = ("t", ("A", "B", "C"))
    rig.restart()
    rig.connect()
    charge(rig, rig.records("charge_requested")[0])
    rig.wait(4.5)
    second = rig.records("charge_requested")[1]
    rig.step(second, "authorised", session_id="s-2")
    rig.restart()
    assert rig.status()["services"] == {"next": 2, "total": 3}
    rig.connect()
    rig.session(second, "s-2", "authorised")
    rig.wait(6)
    assert len(rig.records("charge_requested")) == 2
    rig.ticket(second, "s-2")
    rig.wait(4.5)
    assert [one["cp_id"] for one in rig.records("charge_requested")] == ["A", "B", "C"]


def test_D3_a_finished_file_is_not_repeated_after_a_kill_but_after_an_orderly_end(rig: Rig) -> None:
    rig.services = ("t", ("A",))
    rig.restart()
    rig.connect()
    charge(rig, rig.records("charge_requested")[0])
    rig.restart()
    rig.connect()
    rig.wait(10)
    assert len(rig.records("charge_requested")) == 1
    assert rig.status()["services"] == {"next": 1, "total": 1}
    rig.core.close(rig.now())
    rig.start()
    rig.connect()
    assert len(rig.records("charge_requested")) == 2


def test_another_file_given_takes_the_place_of_the_stored_one(rig: Rig) -> None:
    rig.services = ("t", ("A", "B"))
    rig.restart()
    rig.connect()
    deny(rig, rig.records("charge_requested")[0])
    rig.services = ("u", ("C",))
    rig.restart()
    assert rig.status()["services"] == {"next": 0, "total": 1}


def test_M15_file_opened_by_hand_runs_and_a_bad_one_changes_nothing(ready: Rig, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("MAD2\n")
    bad.write_text("MAD2\n??\n")
    ready.give(intents.OpenServices(bad))
    assert ready.status()["services"] == {"next": 0, "total": 0}
    assert any("line 2" in said for said in ready.said())
    ready.give(intents.OpenServices(good))
    assert ready.status()["services"] == {"next": 1, "total": 1}


def test_a_file_waits_for_the_own_request_of_the_person(ready: Rig, tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text("SEV3\n")
    request = ready.request("MAD2")
    ready.step(request, "authorised", session_id="s-1")
    ready.give(intents.OpenServices(file))
    ready.wait(5)
    assert len(ready.records("charge_requested")) == 1
    ready.ticket(request, "s-1")
    ready.wait(1)
    assert ready.records("charge_requested")[-1]["cp_id"] == "SEV3"


def test_ending_a_file_requests_no_more_and_follows_the_one_in_progress(ready: Rig, tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text("A\nB\n")
    ready.give(intents.OpenServices(file))
    ready.give(intents.EndServices())
    charge(ready, ready.records("charge_requested")[0])
    ready.wait(10)
    assert len(ready.records("charge_requested")) == 1
    assert ready.status()["services"] == {"next": 1, "total": 1}
    ready.restart()
    assert ready.status()["services"] == {"next": 1, "total": 1}


def test_D5_a_topic_made_again_loses_notices_even_where_every_place_seems_to_fit(rig: Rig) -> None:
    """Somebody deleted it while the app was closed, and as many new notices came as its place was far."""
    place = {("ev.notices", 0): 10}
    rig.give(FromConsumer(kafka.Positioned("c", place, {"ev.notices": "old"})))
    rig.restart()
    rig.out.sent.clear()
    rig.give(
        FromConsumer(kafka.LinkUp(3.0)),
        FromProducer(kafka.LinkUp(3.0)),
        FromConsumer(kafka.Positioned("c", place, {"ev.notices": "new"})),
    )
    assert asked_since(rig) == ["2026-04-01T10:00:00.000Z"]
    rig.restart()
    assert rig.memory.facts["topic_id"] == "new"


@pytest.mark.parametrize("set_by_s", [-3600, 3600])
def test_a_clock_that_is_put_right_in_the_middle_changes_no_length_that_is_shown(
    ready: Rig, set_by_s: float
) -> None:
    supplying(ready)
    first = ready.view().supply
    assert first is not None and first.began_mono is not None
    ready.set_by_s = set_by_s
    ready.wait(30)
    ready.reading("s-1", 7_000)
    view = ready.view().supply
    assert view is not None and view.began_mono == first.began_mono
    assert abs(view.points[-1][0] - view.points[0][0] - 30) < 1
