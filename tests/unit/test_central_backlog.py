"""D4: after an outage under load CENTRAL reads the backlog first, and nobody is denied for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.ev_central import intents as i
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from tests.support.central import Point, World

EVENTS = ("ev.cp-events", 0)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"))
    return made


@pytest.fixture
def point(world: World) -> Point:
    return world.activate("MAD1")


def behind(world: World, count: int) -> None:
    """A batch of engines' records was read, behind which ``count`` more wait in Kafka."""
    world.feed(FromConsumer(kafka.Records((), {}, behind={EVENTS: count})))


@pytest.mark.parametrize(("waits_s", "ends"), [(5, ("asking_cp", None)), (11, ("denied", "expired"))])
def test_D4_a_request_waits_for_the_backlog_before_the_answer_to_it(
    world: World, point: Point, waits_s: int, ends: tuple[str, str | None]
) -> None:
    """Asked at once, it would be cp_no_answer: the engine's word stands behind the backlog."""
    behind(world, 100_000)
    request = world.request("5", point.cp_id)
    for _ in range(waits_s):
        world.wait(1)
        assert world.ask(point.connection, "STATUS#OK") == "OK"
    assert world.steps(request) == []
    behind(world, 0)
    world.wait(0.2)
    assert world.steps(request)[-1] == ends


def test_D4_an_engine_that_was_asked_is_not_late_while_its_answer_waits(world: World, point: Point) -> None:
    request = world.request("5", point.cp_id)
    (command,) = world.sent("ev.commands", "authorise")
    behind(world, 100_000)
    for _ in range(9):
        world.wait(1)
        assert world.ask(point.connection, "STATUS#OK") == "OK"
    behind(world, 0)
    answer = {"session_id": command["session_id"], "accepted": True, "reason": None}
    world.read(world.engine(point, "authorisation_answered", **answer))
    assert world.steps(request)[-1] == ("authorised", None)


def test_D4_without_backlog_an_engine_that_says_nothing_is_late_as_ever(world: World, point: Point) -> None:
    behind(world, 0)
    request = world.request("5", point.cp_id)
    for _ in range(6):
        world.wait(1)
        assert world.ask(point.connection, "STATUS#OK") == "OK"
    assert world.steps(request)[-1] == ("denied", "cp_no_answer")


def test_D4_requests_do_not_wait_for_a_kafka_that_is_away(world: World, point: Point) -> None:
    behind(world, 100_000)
    request = world.request("5", point.cp_id)
    world.feed(FromConsumer(kafka.LinkDown("gone")))
    world.wait(0.2)
    assert world.steps(request)[-1] == ("asking_cp", None)


def test_D4_of_a_backlog_of_readings_the_newest_counts(world: World, point: Point) -> None:
    session = world.start_supply("5", point)
    readings = [
        world.engine(
            point,
            "meter_reading",
            session_id=session,
            seq=seq,
            power_w=7000,
            energy_wh=1000 * seq,
            amount=f"{0.54 * seq:.2f}",
        ).records[0]
        for seq in range(1, 801)
    ]
    world.feed(FromConsumer(kafka.Records(tuple(readings), {EVENTS: world.offset + 1})))
    world.wait(0.5)
    assert world.service.net.supplies[session].row.energy_wh == 800_000
    assert world.rejected == 0
    world.crash()
    world.start()
    assert world.service.offsets[EVENTS] == world.offset + 1
