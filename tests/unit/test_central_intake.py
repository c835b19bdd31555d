"""B2: a flood on Kafka takes neither the core's time nor its memory from the others."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from apps.ev_central import intake as intake_module
from apps.ev_central.intake import MAX_WAITING, MAX_WAITING_BYTES, Intake, Item
from shared.messaging.events import OffsetsLost, RawRecord, Records

REQUESTS, EVENTS = "ev.requests", "ev.cp-events"


def records(topic: str, offsets: range, value: bytes = b"{}") -> Records:
    raws = tuple(RawRecord(topic, 0, offset, "k", None, value, (), 0) for offset in offsets)
    return Records(raws, {(topic, 0): offsets.stop})


def costing(seconds: float, seen: list[Item]) -> Callable[[Item], None]:
    def take(item: Item) -> None:
        seen.append(item)
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass

    return take


def topics_of(seen: list[Item]) -> list[str]:
    return [item.topic for item in seen if isinstance(item, RawRecord)]


def test_a_turn_ends_in_time_and_the_next_goes_on_where_it_was() -> None:
    intake, seen = Intake(), list[Item]()
    intake.put(records(REQUESTS, range(40)))
    began = time.thread_time()
    intake.read(costing(0.005, seen))
    assert time.thread_time() - began < 2 * intake_module.TURN_S
    first = len(seen)
    assert 0 < first < 40
    intake.read(costing(0.005, seen))
    assert len(seen) == first, "others had no turn yet"
    while intake:
        intake.end_turn()
        intake.read(costing(0.005, seen))
    assert [item.offset for item in seen[:-1] if isinstance(item, RawRecord)] == list(range(40))
    assert seen[-1] == {(REQUESTS, 0): 40}


def test_engines_events_overtake_a_flood_of_requests_which_still_goes_on() -> None:
    intake, seen = Intake(), list[Item]()
    intake.put(records(REQUESTS, range(1000)))
    intake.put(records(EVENTS, range(3)))
    intake.read(costing(0.002, seen))
    assert topics_of(seen)[:3] == [EVENTS] * 3
    assert topics_of(seen).count(REQUESTS) > 0
    seen.clear()
    intake.put(records(EVENTS, range(3, 1000)))
    intake.end_turn()
    intake.read(costing(0.002, seen))
    assert topics_of(seen)[-1] == REQUESTS, "the other way round neither starves"


def test_nothing_overtakes_a_turning_point() -> None:
    intake, seen = Intake(), list[Item]()
    lost = OffsetsLost(EVENTS, 0, wanted=3, now=0)
    intake.put(records(REQUESTS, range(2)))
    intake.put(records(EVENTS, range(1)))
    intake.put(lost)
    intake.put(records(EVENTS, range(5, 6)))
    intake.read(seen.append)
    assert topics_of(seen[: seen.index(lost)]) == [EVENTS, REQUESTS, REQUESTS]
    assert topics_of(seen[seen.index(lost) :]) == [EVENTS]
    assert not intake
    intake.put(lost)
    assert intake


@pytest.mark.parametrize("at", [0, 2, 5, 6])
def test_an_item_that_fails_stays_and_those_before_it_are_done(at: int) -> None:
    intake, seen, fails = Intake(), list[Item](), [True]

    def take(item: Item) -> None:
        if len(seen) == at and fails:
            fails.clear()
            raise OSError
        seen.append(item)

    intake.put(records(EVENTS, range(5)))
    intake.put(OffsetsLost(EVENTS, 0, wanted=3, now=0))
    with pytest.raises(OSError):
        intake.read(take)
    assert len(seen) == at
    assert intake
    intake.read(take)
    assert len(seen) == 7
    assert not intake


@pytest.mark.parametrize("value", [b"", b"x" * 900_000], ids=["many", "big"])
def test_what_waits_is_bounded_for_each_topic(value: bytes) -> None:
    intake = Intake()
    arrived = 0
    while REQUESTS not in intake.full():
        batch = records(REQUESTS, range(arrived, arrived + 10), value)
        intake.arriving(batch)
        intake.put(batch)
        arrived += 10
    assert arrived <= MAX_WAITING + 10
    assert arrived * len(value) <= MAX_WAITING_BYTES + 10 * len(value)
    assert intake.full() == {REQUESTS}
    while intake:
        intake.end_turn()
        intake.read(lambda item: None)
    assert intake.full() == frozenset()


def reading(session: str, seq: int, headers: tuple[tuple[str, bytes], ...] = ()) -> RawRecord:
    value = f'{{"type": "meter_reading", "session_id": "{session}", "seq": {seq}}}'.encode()
    return RawRecord(EVENTS, 0, seq, "k", None, value, headers, 0)


def test_of_a_backlog_of_readings_the_newest_of_each_session_is_taken_and_all_else() -> None:
    """After an outage: older ones change nothing that the newest does not, and answers stand behind them."""
    state = RawRecord(EVENTS, 0, 0, "k", None, b'{"type": "engine_state"}', (), 0)
    backlog = [reading(session, seq) for seq in range(1, 601) for session in "ab"]
    backlog.insert(300, state)
    again = [reading("a", 7)]  # a copy of an old one, which anybody may send, hides nothing
    intake, seen = Intake(lambda _: True), list[Item]()
    for some in (backlog, again):
        intake.put(Records(tuple(some), {(EVENTS, 0): 1300}))
    intake.read(seen.append)
    assert [item for item in seen if isinstance(item, RawRecord)] == [
        state,
        reading("a", 600),
        reading("b", 600),
    ]
    assert seen[-1] == {(EVENTS, 0): 1300}
    seen.clear()
    intake.put(Records((reading("a", 1),), {(EVENTS, 0): 1301}))  # nothing is kept of what is over
    intake.read(seen.append)
    assert seen[0] == reading("a", 1)


def test_a_forged_reading_hides_none_that_is_genuine() -> None:
    genuine = [reading("a", seq, (("sig", b"right"),)) for seq in range(1, 601)]
    forged = reading("a", 9999)
    intake, seen = Intake(lambda raw: bool(raw.headers)), list[Item]()
    intake.put(Records((*genuine, forged), {(EVENTS, 0): 700}))
    intake.read(seen.append)
    assert [item for item in seen if isinstance(item, RawRecord)] == [genuine[-1], forged]
