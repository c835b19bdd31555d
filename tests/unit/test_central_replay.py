"""CENTRAL against copies of records that were right once, and against floods of questions (B2, B3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from apps.ev_central import enrolment
from apps.ev_central import intents as i
from apps.ev_central.state import REQUESTS_SHOWN
from shared.messaging.events import Records
from shared.runtime.clock import to_wire
from shared.runtime.pace import Pace
from shared.runtime.told import TOLD_OF_ALL, TOLD_OF_ONE
from tests.support.central import Point, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"), i.AddDriver("6"))
    return made


def state(world: World, point: Point, word: str, **fields: object) -> Records:
    return world.engine(
        point, "engine_state", **{"state": word, "session_id": None, "order_id": None} | fields
    )


def stay(world: World, seconds: int) -> None:
    """Let time pass while the monitor speaks."""
    for _ in range(seconds):
        world.wait(1.0)
        world.ask(1, "STATUS#OK")


def restarted(world: World, point: Point) -> None:
    """CENTRAL's memory of ids is gone; the monitor is back."""
    world.crash()
    world.start()
    world.authenticate(point)
    world.ask(point.connection, "STATUS#OK")


@pytest.mark.parametrize("word", ["IDLE", "FAULTED", "STOPPED", "SUPPLYING"])
@pytest.mark.parametrize("when", ["before its monitor is back", "after it"])
def test_B3_an_old_state_sent_again_undoes_nothing_though_CENTRAL_was_restarted(
    world: World, word: str, when: str
) -> None:
    point = world.activate("A")
    old = state(world, point, word)
    world.read(old)
    world.wait(1)
    world.read(state(world, point, "IDLE"))
    world.wait(1)
    world.reserve("5", point)
    if when == "after it":
        restarted(world, point)
    else:
        world.crash()
        world.start()
    before, shown = world.rejected, world.status("A")
    assert shown["reserved"]
    world.read(old)
    assert world.status("A") == shown
    assert world.rejected == before + 1
    assert world.sent("ev.commands", "report"), "the engine is asked, in case that it was no copy"


def test_a_state_of_a_clock_that_was_set_back_counts_once_the_engine_has_answered_for_it(
    world: World,
) -> None:
    point = world.activate("A")
    world.read(state(world, point, "IDLE"))
    world.wait(1)

    def hour_ago(word: str, **fields: object) -> Records:
        return state(world, point, word, at=to_wire(world.now().utc - timedelta(hours=1)), **fields)

    world.read(hour_ago("FAULTED"))
    assert world.status("A")["state"] == "ACTIVATED"
    asked = world.sent("ev.commands", "report")[-1]["order_id"]
    world.read(hour_ago("FAULTED", order_id=asked))
    assert world.status("A")["state"] == "FAULTED"
    world.wait(0.2)
    world.read(hour_ago("IDLE"))
    assert world.status("A")["state"] == "ACTIVATED"


def test_an_answer_to_a_report_counts_once(world: World) -> None:
    point = world.activate("A")
    asked = world.sent("ev.commands", "report")[-1]["order_id"]
    old = state(world, point, "FAULTED", order_id=asked)
    world.read(old)
    world.wait(1)
    world.read(state(world, point, "IDLE"))
    assert world.status("A")["state"] == "ACTIVATED"
    restarted(world, point)
    world.read(old)
    assert world.status("A")["state"] == "ACTIVATED"


def test_two_states_of_the_same_moment_both_count_and_each_once(world: World) -> None:
    point = world.activate("A")
    both = [state(world, point, "FAULTED"), state(world, point, "IDLE")]
    world.read(*both)
    assert world.status("A")["state"] == "ACTIVATED"
    assert world.rejected == 0
    world.wait(1)
    world.reserve("5", point)  # of which the engine says no state
    restarted(world, point)
    world.read(*both)
    assert world.status("A")["reserved"]
    assert world.rejected == 0, "a duplicate is no error (B3)"


def test_many_states_of_the_same_moment_are_asked_about(world: World) -> None:
    """Else there would be no end of ids to remember."""
    point = world.activate("A")
    before = len(world.sent("ev.commands", "report"))
    world.wait(1.5)
    world.read(*(state(world, point, "IDLE") for _ in range(20)))
    assert len(world.sent("ev.commands", "report")) == before + 1
    assert len((world.service.net.cps["A"].row.state_ids or "").split()) <= 9


def test_a_flood_of_old_states_is_asked_about_at_most_once_a_second_and_also_at_its_end(world: World) -> None:
    point = world.activate("A")
    old = [state(world, point, "FAULTED") for _ in range(100)]
    world.wait(1)
    world.read(state(world, point, "IDLE"))
    before = len(world.sent("ev.commands", "report"))
    for _ in range(5):
        world.read(*old[:20])
        del old[:20]
        world.wait(0.3)
    assert world.rejected == 100
    world.wait(5)
    assert 2 <= len(world.sent("ev.commands", "report")) - before <= 3


def test_D3_a_flood_of_sync_requests_is_answered_once_a_second_and_also_at_its_end(world: World) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    before = len(world.sent("ev.notices", "session_state"))
    for _ in range(50):
        world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5"))
        world.read(world.record("ev.requests", "6", "sync_requested", driver_id="6"))
        world.read(world.record("ev.requests", "9", "sync_requested", driver_id="9"))
    world.wait(3)
    told = world.sent("ev.notices", "session_state")[before:]
    assert [each["session_id"] for each in told] == [session, session]


def test_D5_a_driver_that_asks_twice_gets_the_tickets_of_both_questions(world: World) -> None:
    point = world.activate("A")
    sessions = []
    for _ in range(3):
        sessions.append(world.start_supply("5", point))
        world.read(
            world.engine(
                point, "charging_finished", session_id=sessions[-1], reason="unplugged",
                started_at=world.at(), ended_at=world.at(), energy_wh=0, amount="0.00",
            )
        )  # fmt: skip
        world.wait(1)
    world.ports.sent.clear()
    for extra in ({}, {"tickets_since": "2026-04-30T00:00:00Z"}, {}):
        world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5", **extra))
    world.wait(2)
    assert [each["session_id"] for each in world.sent("ev.notices", "ticket")] == [
        sessions[-1], *sessions, sessions[-1]
    ]  # fmt: skip


def test_an_engine_that_accepts_what_was_cancelled_long_ago_is_freed_again(world: World) -> None:
    """It took an ``authorise`` that somebody sent again; somebody else's plug would cost the old driver."""
    point = world.activate("A")
    request = world.request("5", "A")
    session = world.sent("ev.commands", "authorise")[-1]["session_id"]
    stay(world, 5)
    assert world.steps(request)[-1] == ("denied", "cp_no_answer")

    def accept() -> None:
        answer = world.engine(point, "authorisation_answered", session_id=session, accepted=True, reason=None)
        world.read(answer)

    accept()
    assert len(world.sent("ev.commands", "cancel")) == 1, "it may have crossed with the cancellation"
    stay(world, 20)
    for _ in range(5):
        accept()
    world.wait(3)
    assert [each["session_id"] for each in world.sent("ev.commands", "cancel")] == [session] * 3
    assert not world.status("A")["reserved"]


def test_a_database_that_fails_at_a_question_that_waits_loses_it_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B4."""
    from shared.store.central_store import StoreError

    point = world.activate("A")
    session = world.start_supply("5", point)
    for _ in range(2):
        world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5"))
    before = len(world.sent("ev.notices", "session_state"))

    def fail(*_: object, **__: object) -> None:
        raise StoreError("away", "away")

    with monkeypatch.context() as patch:
        patch.setattr(world.store, "ended_supplies", fail)
        world.wait(1.5)
    world.wait(1)
    assert {each["session_id"] for each in world.sent("ev.notices", "session_state")[before:]} == {session}
    assert world.service.database_up


def test_a_pace_answers_at_once_then_after_its_pause_and_forgets_who_asks_no_more() -> None:
    pace, done = Pace(1.0), list[str]()
    for who, moment, at_once in (("a", 0.0, True), ("a", 0.1, False), ("a", 0.9, False), ("b", 0.5, True)):
        assert pace.do(done.append, who, moment) is at_once
    pace.tick(0.9)
    assert done == ["a", "b"]
    pace.tick(1.0)
    assert done == ["a", "b", "a"]
    assert not pace.do(done.append, "a", 1.5)
    pace.tick(2.0)
    pace.tick(9.0)
    assert done == ["a", "b", "a", "a"]
    assert vars(pace)["_free_at"] == vars(pace)["_waiting"] == {}
    for number in range(1000):
        pace.do(done.append, str(number), 10.0 + number)
    assert len(vars(pace)["_free_at"]) == 1


def test_M2_with_a_new_secret_the_keys_of_the_old_one_are_void_too(world: World) -> None:
    thief = world.activate("A")
    world.feed(i.RevokeCp("A"), i.AcceptCp("A"))
    honest = world.activate("A", 2)
    before = world.rejected
    world.read(state(world, thief, "FAULTED"))
    assert (world.rejected, world.status("A")["state"]) == (before + 1, "ACTIVATED")
    world.read(state(world, honest, "FAULTED"))
    assert world.status("A")["state"] == "FAULTED"


def test_B2_a_flood_of_rejected_records_is_counted_whole_and_shown_in_part(world: World) -> None:
    for number in range(100):  # of as many keys as anybody likes
        world.read(*(world.raw("ev.cp-events", f"K{number}", b"{}") for _ in range(6)))
    world.wait(1.5)
    told = [
        message
        for update in world.ports.updates
        for message in update.messages
        if message.code == "record_rejected"
    ]
    assert world.rejected == 600
    assert TOLD_OF_ALL < len(told) <= 2 * TOLD_OF_ALL + 2
    assert len([message for message in told if message.who == "K0"]) == TOLD_OF_ONE
    more = [int(dict(message.values)["more"]) for message in told if "more" in dict(message.values)]
    assert len(told) - len(more) + sum(more) == 600, "what was not said is counted"


def test_a_flood_of_requests_leaves_the_panels_list_short_and_the_open_ones_in_it(world: World) -> None:
    world.activate("A")
    wanted = world.request("5", "A")
    for _ in range(REQUESTS_SHOWN + 50):
        world.request("6", "NOPE")
    assert len(world.service.net.requests) == REQUESTS_SHOWN
    assert wanted in world.service.net.requests


def test_M2_a_flood_of_enrolments_for_the_operator_to_decide_is_kept_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolment, "MAX_PENDING", 3)
    world = World(tmp_path / "approve.sqlite3", policy="approve")
    answers = [world.ask(1, f"REGISTER#CP-{number}#here##") for number in range(5)]
    assert [answer[:10] for answer in answers] == ["PENDING#5#"] * 3 + ["PENDING#60"] * 2
    assert set(world.service.net.cps) == {"CP-0", "CP-1", "CP-2"}
    world.feed(i.AcceptCp("CP-1"))
    assert world.ask(1, "REGISTER#CP-1#here##").startswith("REGISTERED#")
    assert world.ask(1, "REGISTER#CP-4#here##").startswith("PENDING#5#")
