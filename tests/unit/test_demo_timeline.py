"""What the page Timeline says of a kill, a freeze and a return: right, wrong, or not to be told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from apps.ev_demo.answers import (
    CentralStatus,
    CpStatus,
    DriverStatus,
    EngineStatus,
    MonitorStatus,
    ServicesPlace,
    Session,
    TicketRow,
)
from apps.ev_demo.network import Kind, Spec
from apps.ev_demo.timeline import ANSWER_S, MOST, RETURN_S, TICKET_S, Entry, Timeline
from apps.ev_demo.views import DemoView, ProcessState, ProcessView, Verdict

RUNNING, KILLED, FROZEN = ProcessState.RUNNING, ProcessState.KILLED, ProcessState.FROZEN
CLOSING, CLOSED = ProcessState.CLOSING, ProcessState.CLOSED
PARTS = (
    ("kafka", Kind.KAFKA, ""),
    ("central", Kind.CENTRAL, ""),
    ("engine-MAD2", Kind.ENGINE, "MAD2"),
    ("monitor-MAD2", Kind.MONITOR, "MAD2"),
    ("driver-5", Kind.DRIVER, "5"),
)
TICKET = TicketRow("s1", "r1", "5", "MAD2", "engine_lost", 3454, "0.54", "1.87", "2026-05-01T10:00:00Z")


class Bench:
    """A timeline, the processes that it sees, and what they say. All run, and MAD2 supplies driver 5."""

    def __init__(self) -> None:
        self.timeline = Timeline([Spec(*part, ()) for part in PARTS])
        self.states = dict.fromkeys((key for key, _, _ in PARTS), RUNNING)
        self.now = 100.0
        self.cp = CpStatus("MAD2", "SUPPLYING", False, "5", "s1", 3000)
        self.central = CentralStatus([self.cp], True)
        self.engine = EngineStatus("SUPPLYING", "5", 3000, True, True, True)
        self.monitor = MonitorStatus(True, True)
        self.driver = DriverStatus(
            Session("r1", "MAD2", "supplying", 3000), None, True, True, ServicesPlace(1, 1)
        )
        self.become()
        self.say("central", self.central)

    def become(self, *, closing_all: bool = False, **states: ProcessState) -> None:
        """The processes named (with ``_`` for ``-``) are in these states now."""
        self.states |= {key.replace("_", "-"): state for key, state in states.items()}
        at = datetime(2026, 5, 1, 10, tzinfo=UTC)
        processes = tuple(
            ProcessView(key, kind, subject, self.states[key], 1, at, None, "", "")
            for key, kind, subject in PARTS
        )
        self.timeline.change(DemoView(processes, "b:1", "/data", closing_all), self.now)

    def say(self, key: str, status: Any, **changes: Any) -> None:
        """``key`` answers a question of now."""
        self.timeline.hear_status(key, msgspec.structs.replace(status, **changes), self.now)
        self.timeline.tick(self.now)

    def show(self, state: str, **changes: Any) -> None:
        """CENTRAL shows MAD2 like that."""
        cp = msgspec.structs.replace(self.cp, state=state, **changes)
        self.say("central", self.central, charging_points=[cp])

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.timeline.tick(self.now)

    def tickets(self, **others: list[TicketRow]) -> None:
        for key in ("engine-MAD2", "central", "driver-5"):
            self.timeline.hear_tickets(key, others.get(key.split("-")[0], [TICKET]))
        self.timeline.tick(self.now)

    @property
    def entry(self) -> Entry:
        (found,) = self.timeline.entries()
        return found


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize("how", [KILLED, FROZEN, ProcessState.DIED])
def test_D2_a_killed_engine_is_red_in_CENTRAL_told_to_the_driver_and_its_ticket_equal_everywhere(
    bench: Bench, how: ProcessState
) -> None:
    bench.become(engine_MAD2=how)
    assert bench.timeline.witnesses() == {"central", "driver-5"}
    bench.wait(0.8)
    bench.show("FAULTED")
    interrupted = Session("r1", "MAD2", "interrupted", 3000)
    bench.say("driver-5", bench.driver, session=interrupted)
    assert bench.entry.verdict is Verdict.PENDING
    bench.become(engine_MAD2=RUNNING)
    bench.wait(2)
    bench.show("ACTIVATED", session_id=None)
    assert bench.timeline.keepers() == {"engine-MAD2", "central", "driver-5"}
    bench.tickets()
    assert bench.entry.verdict is Verdict.RIGHT
    for part in (
        "CENTRAL red after 0.8 s (limit 3) ✓ → driver told after",
        "→ back",
        "CENTRAL green after 2.0",
    ):
        assert part in bench.entry.seen
    assert bench.entry.seen.endswith("MAD2: ticket 3.454 kWh, equal in 3 places ✓")


def test_M11_a_CENTRAL_that_shows_it_too_late_or_never_is_wrong(bench: Bench) -> None:
    bench.become(engine_MAD2=KILLED)
    bench.wait(3.0 + ANSWER_S)
    bench.show("SUPPLYING")
    assert bench.entry.verdict is Verdict.PENDING
    bench.wait(0.01)
    assert bench.entry.verdict is Verdict.WRONG
    assert "CENTRAL red: not within 3 s ✗" in bench.entry.seen


def test_what_was_asked_in_time_and_answered_late_counts_from_the_question(bench: Bench) -> None:
    bench.become(engine_MAD2=KILLED)
    asked = bench.now + 2.9
    bench.wait(3.1)
    faulted = CentralStatus([msgspec.structs.replace(bench.cp, state="FAULTED")], True)
    bench.timeline.hear_status("central", faulted, asked)
    bench.wait(0)
    assert "CENTRAL red after 2.9 s (limit 3) ✓" in bench.entry.seen


def test_what_was_asked_before_the_kill_shows_nothing(bench: Bench) -> None:
    bench.now += 1
    bench.become(monitor_MAD2=KILLED)
    grey = CentralStatus([msgspec.structs.replace(bench.cp, state="DISCONNECTED")], True)
    bench.timeline.hear_status("central", grey, bench.now - 0.5)
    assert bench.entry.verdict is Verdict.PENDING


def test_D1_a_dead_monitor_is_grey_and_its_supply_gets_its_ticket(bench: Bench) -> None:
    bench.become(monitor_MAD2=KILLED)
    bench.show("DISCONNECTED")
    assert "CENTRAL grey after 0.0 s (limit 3) ✓" in bench.entry.seen
    bench.become(monitor_MAD2=RUNNING)
    bench.show("SUPPLYING")
    assert "MAD2: its ticket is awaited …" in bench.entry.seen
    bench.show("ACTIVATED", session_id=None)
    bench.tickets()
    assert bench.entry.verdict is Verdict.RIGHT


def test_D3_nobody_misses_a_driver_and_its_ticket_waits_for_it(bench: Bench) -> None:
    bench.become(driver_5=KILLED)
    bench.show("ACTIVATED", session_id=None)
    bench.tickets(driver=[])
    bench.wait(2 * TICKET_S)
    assert bench.entry.verdict is Verdict.PENDING
    bench.become(driver_5=RUNNING)
    bench.say("driver-5", bench.driver)
    bench.tickets()
    assert bench.entry.verdict is Verdict.RIGHT
    assert "connected after" in bench.entry.seen


@pytest.mark.parametrize(
    ("part", "field", "witnesses", "limit"),
    [
        ("central", "central", {"engine-MAD2", "monitor-MAD2", "driver-5"}, 3),
        ("kafka", "kafka", {"central", "engine-MAD2", "driver-5"}, 5),
    ],
)
def test_D4_D5_all_must_say_that_CENTRAL_or_Kafka_is_away_and_find_it_again(
    bench: Bench, part: str, field: str, witnesses: set[str], limit: int
) -> None:
    bench.become(**{part: KILLED})
    assert bench.timeline.witnesses() == witnesses
    for key in sorted(witnesses):
        assert bench.entry.seen.startswith("all say so …")
        bench.wait(1)
        bench.say(key, getattr(bench, key.split("-")[0]), **{field: False})
    assert bench.entry.seen.startswith(f"all say so after 3.0 s (limit {limit}) ✓")
    bench.become(**{part: RUNNING})
    for key in sorted(witnesses):
        bench.say(key, getattr(bench, key.split("-")[0]))
    assert f"all connected after 0.0 s (limit {RETURN_S:.0f}) ✓" in bench.entry.seen


def test_D7_tickets_that_differ_or_are_missing_are_wrong(bench: Bench) -> None:
    bench.become(engine_MAD2=FROZEN)
    bench.show("FAULTED")
    bench.become(engine_MAD2=RUNNING)
    bench.show("ACTIVATED", session_id=None)
    bench.tickets(driver=[])
    bench.wait(TICKET_S - 1)
    assert bench.entry.verdict is Verdict.PENDING
    other = msgspec.structs.replace(TICKET, energy_wh=3455)
    differs = Bench()
    differs.become(engine_MAD2=FROZEN)
    differs.tickets(driver=[other])
    assert differs.entry.verdict is Verdict.WRONG and "differ" in differs.entry.seen
    bench.wait(2)
    assert bench.entry.verdict is Verdict.WRONG
    assert "EV_Driver has 0 tickets of the supply s1" in bench.entry.seen


def test_a_supply_that_leaves_no_ticket_at_all_is_wrong(bench: Bench) -> None:
    bench.become(monitor_MAD2=KILLED)
    bench.become(monitor_MAD2=RUNNING)
    bench.show("ACTIVATED", session_id=None)
    bench.wait(0)
    bench.wait(TICKET_S + 1)
    assert "MAD2: no ticket ✗" in bench.entry.seen


def test_D7_what_nobody_can_tell_is_not_called_wrong(bench: Bench) -> None:
    bench.become(central=KILLED, engine_MAD2=KILLED)
    bench.wait(10)
    central, engine = bench.timeline.entries()
    assert engine.seen.startswith("CENTRAL red –")
    assert central.seen.startswith("all say so –")


@pytest.mark.parametrize("between", [[ProcessState.WAITING], []], ids=["waits", "at once"])
def test_who_is_back_before_it_had_to_be_missed_is_not_called_wrong(
    bench: Bench, between: list[ProcessState]
) -> None:
    for state in (CLOSING, *between, RUNNING):
        bench.become(engine_MAD2=state)
    assert bench.entry.text == "closed: Engine of MAD2"
    bench.wait(10)
    assert bench.entry.seen.startswith("CENTRAL red – →")


def test_who_is_not_found_again_is_wrong(bench: Bench) -> None:
    bench.become(central=FROZEN)
    bench.become(central=RUNNING)
    bench.wait(RETURN_S + 1)
    assert "all connected: not within" in bench.entry.seen
    assert bench.entry.verdict is Verdict.WRONG


def test_closing_all_is_no_act_and_neither_is_the_start(bench: Bench) -> None:
    bench.become(driver_5=CLOSING, closing_all=True)
    bench.become(driver_5=CLOSED, closing_all=True)
    bench.become(driver_5=RUNNING)
    assert bench.timeline.entries() == ()


def test_of_very_many_acts_the_last_ones_stay(bench: Bench) -> None:
    for _ in range(MOST + 5):
        bench.become(driver_5=KILLED)
        bench.become(driver_5=RUNNING)
    assert len(bench.timeline.entries()) == MOST
