"""Two CENTRALs on the same topics: both say so; none denies what only the other one knows (contract 7)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.ev_central import intents as i
from apps.ev_central.texts import sentence
from shared.messages import topics
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from shared.runtime.arguments import network
from shared.runtime.centrals import Centrals
from tests.support.central import World
from tests.support.driver import Rig

OTHER = str(uuid.UUID(int=7))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"))
    made.activate("A")
    yield made
    made.store.close()


def beat(world: World, instance: str = OTHER, timestamp_ms: int = 0) -> None:
    body = world.record(
        "ev.heartbeat", "central", "central_alive", instance=instance, started_at=world.at()
    ).records[0]
    world.feed(FromConsumer(kafka.Records((body._replace(timestamp_ms=timestamp_ms),), {})))


def hear(world: World, seconds: int, instance: str = OTHER) -> None:
    """Heartbeats of ``instance``, each second; the monitor lives."""
    for _ in range(seconds):
        beat(world, instance)
        world.ask(1, "STATUS#OK")
        world.wait(1)


def told(world: World) -> list[str]:
    return [sentence(message) for update in world.ports.updates for message in update.messages]


def status(world: World) -> dict[str, object]:
    world.feed(i.ShowStatus())
    answer: dict[str, object] = world.ports.replies[-1]
    return answer


def links(world: World) -> float | None:
    world.wait(0.2)
    return world.ports.updates[-1].links.other_central_since_mono


# CENTRAL


def test_another_central_is_said_once_on_panel_log_and_status_until_it_is_silent(world: World) -> None:
    assert status(world)["other_central"] is False
    hear(world, 4)
    assert status(world)["other_central"] is True
    assert links(world) is not None
    assert sum("Another CENTRAL serves the network 'ev' too" in text for text in told(world)) == 1
    world.wait(6.5)
    assert status(world)["other_central"] is False
    assert links(world) is None
    assert "No second CENTRAL is heard any more." in told(world)


def test_while_another_central_is_heard_nobody_unknown_is_answered_nor_stored(world: World) -> None:
    beat(world)  # one is enough: who waits loses nothing
    for driver, cp in (("99", "A"), ("5", "B")):
        for ttl_s in (10.0, -20.0):
            request = world.request(driver, cp, ttl_s=ttl_s)
            world.wait(0.2)
            assert world.steps(request) == []
            assert world.store.request(request) is None
    known = world.request("5", "A")
    assert [step for step, _ in world.steps(known)] == ["received", "checking", "asking_cp"]
    assert world.rejected == 0
    fields = {"request_id": str(uuid.uuid4()), "driver_id": "99", "cp_id": "B"}
    world.read(world.record("ev.requests", "B", "charge_cancelled", **fields))
    assert world.rejected == 0


def in_place(world: World) -> None:
    world.feed(FromConsumer(kafka.Positioned("c", {("ev.requests", 0): 0, ("ev.heartbeat", 0): 0})))


def test_a_central_that_has_just_started_denies_nobody_before_it_could_hear_another_one(world: World) -> None:
    in_place(world)
    requests = [world.request("99", "A"), world.request("5", "B")]
    known = world.request("5", "A")
    assert world.steps(known)[-1][0] == "asking_cp"
    world.wait(1)
    assert [world.steps(request) for request in requests] == [[], []]
    beat(world)
    world.wait(3)
    assert [world.steps(request) for request in requests] == [[], []]


def test_alone_after_its_start_it_denies_the_unknown_once(world: World) -> None:
    in_place(world)
    requests = [world.request("99", "A"), world.request("5", "B")]
    world.wait(5)
    steps = [world.steps(request) for request in requests]
    assert [step for step, _ in steps[1]] == ["received", "checking", "denied"]
    assert [step[-1] for step in steps] == [("denied", "unknown_driver"), ("denied", "unknown_cp")]
    assert world.steps(world.request("99", "A"))[-1] == ("denied", "unknown_driver")


def test_alone_again_the_unknown_are_denied(world: World) -> None:
    hear(world, 3)
    world.wait(6.5)
    assert world.steps(world.request("99", "A"))[-1] == ("denied", "unknown_driver")
    assert world.steps(world.request("5", "B"))[-1] == ("denied", "unknown_cp")


def test_its_own_heartbeats_and_what_its_last_life_left_in_kafka_are_no_other_central(world: World) -> None:
    before = world.service.net.instance
    world.crash()
    world.start()
    for _ in range(5):  # kill -9: what was on its way comes late, and at once
        beat(world, before)
    hear(world, 8, world.service.net.instance)
    assert not any("Another CENTRAL" in text for text in told(world))


def test_while_kafka_is_away_the_other_central_is_not_taken_for_gone(world: World) -> None:
    hear(world, 4)
    world.feed(FromConsumer(kafka.LinkDown("away")))
    world.wait(20)
    world.feed(FromConsumer(kafka.LinkUp(1.0)))
    world.wait(2)
    assert status(world)["other_central"] is True


def test_a_flood_of_invented_instances_takes_neither_memory_nor_time(world: World) -> None:
    value = json.dumps(
        {"type": "central_alive", "id": OTHER, "at": world.at(), "instance": "X", "started_at": world.at()}
    )
    raws = tuple(
        kafka.RawRecord(
            "ev.heartbeat", 0, n, "central", None, value.replace("X", str(uuid.uuid4())).encode(), (), 0
        )
        for n in range(500)
    )
    world.feed(FromConsumer(kafka.Records(raws, {})))
    assert len(world.service.net.centrals._heard) <= 16


def test_a_wrong_clock_of_its_own_is_said_by_the_time_that_kafka_gives_its_heartbeat(world: World) -> None:
    world.wait(11)  # what is read before may have had to wait
    for seconds in (0, 0, 0, -7200, -7200, -7200):
        world.ask(1, "STATUS#OK")
        stamp = int((world.now().utc.timestamp() + seconds) * 1000)
        for _ in range(5):
            beat(world, world.service.net.instance, stamp)
            world.wait(1)
            stamp += 1000
        if not seconds:
            assert status(world)["clock_ahead_s"] == 0
    assert status(world)["clock_ahead_s"] == 7200
    assert any("ahead of Kafka's: set the one that is wrong" in text for text in told(world))


# the driver's app


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.connect()
    yield made
    made.store.close()


def both(rig: Rig, seconds: int) -> None:
    for _ in range(seconds):
        rig.beat("i-1")
        rig.mono += 0.5
        rig.beat("i-2")
        rig.mono += 0.5
    rig.give()


def test_a_driver_who_hears_two_centrals_is_told_and_asks_neither_again_and_again(rig: Rig) -> None:
    assert rig.status()["other_central"] is False
    both(rig, 4)
    asked = len(rig.records("sync_requested"))
    both(rig, 10)
    assert rig.status()["other_central"] is True
    assert rig.view().links.other_central_since_mono is not None
    assert len(rig.records("sync_requested")) == asked
    assert sum("Another CENTRAL serves" in text for text in rig.said()) == 1
    rig.wait(6)  # one of them goes
    assert rig.status()["other_central"] is False
    assert "No second CENTRAL is heard any more." in rig.said()


def test_the_denial_of_who_does_not_know_the_driver_does_not_end_what_the_other_central_authorises(
    rig: Rig,
) -> None:
    both(rig, 4)
    request = rig.request()
    rig.step(request, "received")
    rig.step(request, "denied", reason="unknown_driver")
    rig.step(request, "authorised", session_id=str(uuid.uuid4()))
    assert rig.status()["last"]["step"] == "authorised"


def test_a_central_that_was_started_again_is_one(rig: Rig) -> None:
    for instance in ("i-1", "i-2", "i-3"):
        for _ in range(4):
            rig.beat(instance)
            rig.mono += 1
    rig.give()
    assert rig.status()["other_central"] is False


# names


@pytest.mark.parametrize("late", (0.0, 0.5))
def test_two_are_two_when_they_are_heard_side_by_side(late: float) -> None:
    heard = Centrals()
    for second in range(3):
        heard.heard("a", second)
        heard.heard("b", second + late)
    assert heard.turned(3.0)
    assert heard.since == 3.0
    assert not heard.turned(4.0)
    assert heard.turned(9.0)
    assert heard.since is None


def test_topics_are_named_after_the_network_and_read_by_what_follows() -> None:
    try:
        topics.use_network("group-7")
        assert topics.network() == "group-7"
        assert topics.CP_EVENTS == "group-7.cp-events"
        assert tuple(f"group-7.{kind}" for kind in topics.KINDS) == topics.ALL
        assert [topics.kind_of(topic) for topic in topics.ALL] == list(topics.KINDS)
    finally:
        topics.use_network("ev")


@pytest.mark.parametrize("word", ("ev", "group-7", "a" * 32, "0"))
def test_the_name_of_a_network(word: str) -> None:
    assert network(word) == word


@pytest.mark.parametrize("word", ("", "a" * 33, "Group", "a.b", "a b", "ñ", "５", "a\n"))
def test_what_is_no_name_of_a_network_is_refused_with_a_sentence(word: str) -> None:
    with pytest.raises(Exception, match="is not the name of a network"):
        network(word)
