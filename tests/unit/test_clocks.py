"""Computers whose clock is wrong: a plain warning and no denial (wire contract 6, Requests)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.ev_central.intents import AddDriver
from apps.ev_central.texts import sentence
from apps.ev_cp_e.intents import Plug, RequestSupply, Unplug
from apps.ev_cp_e.texts import message_text
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from shared.runtime.clock import Instant, from_wire, to_wire
from shared.runtime.clock_watch import ClockNews, ClockWatch
from shared.runtime.words import clock_detail, clock_text
from tests.support.central import World
from tests.support.driver import Rig
from tests.support.engine_bench import Bench

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
BEHIND = "is 5 min 0 s behind CENTRAL's: set the one that is wrong"
AHEAD = "is 5 min 0 s ahead of CENTRAL's: set the one that is wrong"


class Peers:
    """Our clock, which can be set, and the other one, ``ahead_s`` ahead of the true time."""

    def __init__(self, ahead_s: float) -> None:
        self.watch = ClockWatch()
        self.ahead_s = ahead_s
        self.elapsed = 0.0
        self.set_by_s = 0.0
        self.news: list[ClockNews] = []

    @property
    def now(self) -> Instant:
        return Instant(1000 + self.elapsed, START + timedelta(seconds=self.elapsed + self.set_by_s))

    def hear(self, count: int = 1, late_s: float = 0.0, each_s: float = 1.0) -> None:
        for _ in range(count):
            self.elapsed += each_s
            at = START + timedelta(seconds=self.elapsed + self.ahead_s - late_s)
            news = self.watch.heard(at, self.now)
            self.news += [] if news is None else [news]


@pytest.mark.parametrize("ahead_s", [-300, -5.5, 5.5, 300, 40_000_000])
def test_a_clock_that_differs_is_told_once_with_amount_and_direction(ahead_s: float) -> None:
    peers = Peers(ahead_s)
    peers.hear(30)
    assert peers.news == [ClockNews.WRONG]
    assert peers.watch.ahead_s == -round(ahead_s)
    assert abs(peers.watch.there(peers.now) - (START + timedelta(seconds=30 + ahead_s))) < timedelta(
        milliseconds=1
    )


def test_a_clock_that_is_behind_is_told_after_3_beats() -> None:
    peers = Peers(300)
    peers.hear(3)
    assert peers.news == [ClockNews.WRONG]


@pytest.mark.parametrize("ahead_s", [-4.9, 0, 4.9])
def test_a_small_difference_is_none(ahead_s: float) -> None:
    peers = Peers(ahead_s)
    peers.hear(30)
    assert (peers.news, peers.watch.ahead_s) == ([], 0)


def test_records_that_are_late_are_no_clock_that_is_wrong() -> None:
    peers = Peers(0)
    peers.hear(5)
    peers.hear(6, late_s=60)  # a stall
    for late in range(60, 0, -1):  # a backlog, all at once
        peers.hear(late_s=late, each_s=0.001)
    peers.hear(20)
    assert peers.news == []


def test_what_a_program_reads_after_it_stood_still_is_no_clock_that_is_wrong() -> None:
    peers = Peers(0)
    peers.hear(12)
    peers.ahead_s += 90  # our monotonic clock stood still for so long
    peers.set_by_s += 90
    peers.watch.forget()
    for late in range(90, 0, -1):
        peers.hear(late_s=late, each_s=0.001)
    peers.hear(20)
    assert peers.news == []


def test_a_clock_that_was_set_is_right_again_at_the_next_beat() -> None:
    peers = Peers(300)
    peers.hear(12)
    peers.set_by_s = 300
    peers.hear()
    assert peers.news == [ClockNews.WRONG, ClockNews.RIGHT]
    assert peers.watch.there(peers.now) == peers.now.utc


def test_small_changes_of_a_wrong_clock_are_no_news() -> None:
    peers = Peers(300)
    peers.hear(12)
    peers.set_by_s = 20
    peers.hear(12)
    assert peers.news == [ClockNews.WRONG]
    peers.set_by_s = -300
    peers.hear(12)
    assert (peers.news, peers.watch.ahead_s) == ([ClockNews.WRONG, ClockNews.WRONG], -600)


@pytest.mark.parametrize("year", [1, 1969, 9999])
def test_what_is_no_time_of_a_clock_is_left_aside(year: int) -> None:
    watch = ClockWatch()
    now = Instant(5.0, START)
    for _ in range(20):
        assert watch.heard(datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC), now) is None
    assert watch.there(now) == START


def test_the_sentence_has_amount_direction_and_remedy() -> None:
    assert clock_text(-300).startswith(f"The clock of this computer {BEHIND} (for example: ")
    assert f"The clock of this computer {AHEAD}" in clock_text(300)
    assert clock_text(-97_200).startswith("The clock of this computer is 1 d 3 h behind")
    assert (clock_text(0), clock_detail(7), clock_detail(-3700)) == (
        "",
        "clock 7 s ahead",
        "clock 1 h 1 min behind",
    )


# our apps


@pytest.mark.parametrize(("central_ahead_s", "told"), [(300, BEHIND), (-300, AHEAD)])
def test_a_driver_with_a_wrong_clock_is_warned_and_its_requests_expire_by_CENTRALs(
    tmp_path: Path, central_ahead_s: float, told: str
) -> None:
    rig = Rig(tmp_path)
    rig.central_ahead_s = central_ahead_s
    rig.connect()
    rig.wait(15)
    due = rig.now().utc + timedelta(seconds=central_ahead_s + 10)
    assert abs(from_wire(rig.request()["expires_at"]) - due) < timedelta(seconds=0.01)
    assert sum(told in said for said in rig.said()) == 1
    assert rig.status()["clock_ahead_s"] == rig.view().links.clock_ahead_s == -central_ahead_s
    rig.central_ahead_s = 0
    rig.wait(15)
    assert rig.said().count("The clock of this computer agrees with CENTRAL's again.") == 1
    assert rig.view().links.clock_ahead_s == 0
    rig.kill()


@pytest.mark.parametrize(("central_ahead_s", "told"), [(300, BEHIND), (-300, AHEAD)])
def test_an_engine_with_a_wrong_clock_is_warned_and_its_requests_expire_by_CENTRALs(
    tmp_path: Path, central_ahead_s: float, told: str
) -> None:
    bench = Bench(tmp_path, central_ahead_s=central_ahead_s).linked()
    bench.pass_time(15)
    bench.person(RequestSupply("D1"))
    due = bench.now.utc + timedelta(seconds=central_ahead_s + 10)
    (record,) = bench.said("charge_requested")
    assert abs(from_wire(record["expires_at"]) - due) < timedelta(seconds=0.01)
    assert sum(told in message_text(message) for message in bench.messages) == 1
    assert bench.status()["clock_ahead_s"] == -central_ahead_s
    assert bench.shown[-1].links.clock_ahead_s == -central_ahead_s
    bench.journal.close()


@pytest.mark.parametrize("set_by_s", [-300, 0])
def test_a_clock_set_back_during_a_supply_does_not_end_it_before_its_start(
    tmp_path: Path, set_by_s: float
) -> None:
    bench = Bench(tmp_path).linked()
    bench.authorise()
    bench.person(Plug())
    bench.pass_time(5)
    bench.set_by_s = set_by_s
    bench.pass_time(5)
    bench.person(Unplug())
    (ticket,) = bench.tickets()
    assert from_wire(ticket["ended_at"]) - from_wire(ticket["started_at"]) == timedelta(seconds=10)
    bench.journal.close()


# CENTRAL


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "central.sqlite3")
    made.feed(AddDriver("5"))
    return made


def told(world: World) -> list[str]:
    messages = [message for update in world.ports.updates for message in update.messages]
    return [f"{one.who}: {sentence(one)}" for one in messages if "clock" in one.code]


def foreign_request(world: World, ahead_s: float, driver_id: str = "5", **more: Any) -> None:
    at = world.now().utc + timedelta(seconds=ahead_s)
    fields = {
        "at": to_wire(at), "request_id": f"r{world.offset}", "driver_id": driver_id, "cp_id": "A",
        "origin": "app", "expires_at": to_wire(at + timedelta(seconds=10)), **more,
    }  # fmt: skip
    world.read(world.record("ev.requests", "A", "charge_requested", **fields))


def test_a_foreign_request_that_a_wrong_clock_expired_is_explained_once(world: World) -> None:
    world.wait(10.5)
    for _ in range(3):
        foreign_request(world, -300)
        world.wait(1)
    (said,) = told(world)
    assert "A request of 5 had expired when it came" in said and "5 min 0 s behind CENTRAL's" in said
    foreign_request(world, 0)
    world.wait(1)
    assert told(world)[1:] == ["CENTRAL: The clock of the computer of 5 is right again"]


def test_a_foreign_request_of_the_future_is_explained(world: World) -> None:
    world.wait(10.5)
    foreign_request(world, 300)
    world.wait(1)
    (said,) = told(world)
    assert "A request of 5 comes from the future" in said and "5 min 0 s ahead of CENTRAL's" in said


def kafka_was_away(world: World) -> None:
    world.feed(FromConsumer(kafka.LinkDown("gone")))
    world.feed(FromConsumer(kafka.LinkUp(1.0)))


def much_waits(world: World) -> None:
    for count in (100_000, 0):
        world.feed(FromConsumer(kafka.Records((), {}, behind={("ev.cp-events", 0): count})))


def it_stood_still(world: World) -> None:
    world.service.suspended(60, world.now())


def places_were_lost(world: World) -> None:
    world.feed(FromConsumer(kafka.OffsetsLost("ev.requests", 0, wanted=9, now=0)))


@pytest.mark.parametrize("disturb", [kafka_was_away, much_waits, it_stood_still, places_were_lost])
def test_an_old_request_after_an_absence_says_nothing_of_a_clock(
    world: World, disturb: Callable[[World], None]
) -> None:
    world.wait(30)
    disturb(world)
    foreign_request(world, -60)
    world.wait(1)
    assert told(world) == []


def test_an_old_request_that_CENTRAL_finds_at_its_start_says_nothing_of_a_clock(world: World) -> None:
    foreign_request(world, -60)
    world.wait(1)
    assert told(world) == []


class Supply:
    """A charging point that supplies, whose clock is ``ahead_s`` ahead."""

    def __init__(self, world: World, ahead_s: float) -> None:
        self.world, self.ahead_s, self.seq = world, ahead_s, 0
        self.point = world.activate("A")
        self.session = world.start_supply("5", self.point)

    def read(self, late_s: float = 0.0) -> None:
        self.seq += 1
        at = to_wire(self.world.now().utc + timedelta(seconds=self.ahead_s - late_s))
        figures = {"seq": self.seq, "power_w": 1, "energy_wh": 0, "amount": "0.00"}
        reading = {"session_id": self.session, "at": at, **figures}
        self.world.read(self.world.engine(self.point, "meter_reading", **reading))

    def go_on(self, seconds: int) -> None:
        for _ in range(seconds):
            self.world.wait(1)
            self.world.ask(1, "STATUS#OK")
            self.read()


@pytest.mark.parametrize(
    ("ahead_s", "sentence"),
    [(-300, "is 5 min 0 s behind CENTRAL's"), (300, "is 5 min 0 s ahead of CENTRAL's")],
)
def test_an_engine_whose_clock_is_wrong_is_told_once_and_nothing_is_rejected(
    world: World, ahead_s: float, sentence: str
) -> None:
    world.wait(10.5)
    Supply(world, ahead_s).go_on(40)
    (said,) = told(world)
    assert said.startswith("A: The clock of its computer ") and sentence in said
    assert world.status("A")["clock_ahead_s"] == ahead_s
    assert (world.rejected, world.status("A")["state"]) == (0, "SUPPLYING")


@pytest.mark.parametrize("ahead_s", [-4, 0, 4])
def test_an_engine_whose_clock_differs_little_is_not_told(world: World, ahead_s: float) -> None:
    world.wait(10.5)
    Supply(world, ahead_s).go_on(40)
    assert told(world) == []


def test_an_engine_whose_clock_was_set_is_told_right_again(world: World) -> None:
    world.wait(10.5)
    supply = Supply(world, -300)
    supply.go_on(20)
    supply.ahead_s = 0
    supply.go_on(5)
    assert told(world)[1:] == ["A: The clock of its computer agrees with CENTRAL's again"]
    assert world.status("A")["clock_ahead_s"] == 0


def test_readings_that_had_to_wait_say_nothing_of_a_clock(world: World) -> None:
    world.wait(10.5)
    supply = Supply(world, 0)
    supply.go_on(5)
    for late in range(60, 0, -1):  # the engine's Kafka was away
        supply.read(late)
    supply.go_on(20)
    kafka_was_away(world)
    for late in range(60, 0, -1):
        supply.read(late)
    supply.go_on(20)
    assert told(world) == []
