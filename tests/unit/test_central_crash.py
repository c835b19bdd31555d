"""CENTRAL commits first, then speaks: what a crash or a failing database leaves (D4, D7, wire contract 5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from apps.ev_central import intents as i
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from shared.runtime.clock import to_wire
from shared.store.database import StoreError
from tests.support.central import START, World


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"), i.AddDriver("6"))
    yield made
    made.store.close()


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another program holds the database: reads work, commits fail."""
    world.store._database.execute_sql("PRAGMA busy_timeout=0")
    lock = sqlite3.connect(world.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    yield
    lock.execute("ROLLBACK")
    lock.close()


def test_D7_states_and_readings_that_are_not_committed_are_not_said(world: World) -> None:
    """Only signs of life leave while commits fail; the newest word follows when they work again."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.activate("B", 2)
    with locked(world):
        before = len(world.sent("ev.network")), len(world.sent("ev.notices", "charging_update"))
        beats = len(world.sent("ev.heartbeat"))
        world.request("6", "B")
        for seq, energy_wh, amount in ((1, 1000, "0.54"), (2, 2000, "1.08")):
            world.read(
                world.engine(
                    point, "meter_reading", session_id=session, seq=seq, power_w=9, energy_wh=energy_wh,
                    amount=amount,
                )
            )  # fmt: skip
            world.wait(1.2)
            assert world.ask(1, "STATUS#OK") == world.ask(2, "STATUS#OK") == "OK"
        assert (len(world.sent("ev.network")), len(world.sent("ev.notices", "charging_update"))) == before
        assert len(world.sent("ev.heartbeat")) > beats
    world.wait(0.6)
    assert [each["cp_id"] for each in world.sent("ev.network")[before[0] :] if each["reserved"]] == ["B"]
    assert [each["energy_wh"] for each in world.sent("ev.notices", "charging_update")][before[1] :] == [2000]


def requests(world: World, *request_ids: str) -> kafka.Records:
    """One batch of requests at the offsets 10, 11, ..."""
    raws = []
    for offset, request_id in enumerate(request_ids, start=10):
        fields = {"driver_id": "5", "cp_id": "A", "origin": "app", "expires_at": to_wire(START)}
        (raw,) = world.record("ev.requests", "A", "charge_requested", request_id=request_id, **fields).records
        raws.append(raw._replace(offset=offset))
    return kafka.Records(tuple(raws), {("ev.requests", 0): 10 + len(raws)})


@contextmanager
def unable_to_ask_for(world: World, request_id: str, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database fails when it is asked for this request, and works otherwise."""
    ask = world.store.request

    def fails(wanted: str) -> object:
        if wanted == request_id:
            raise StoreError("away", "test")
        return ask(wanted)

    with patch.context() as here:
        here.setattr(world.store, "request", fails)
        yield


def stored(world: World) -> tuple[dict[int, int], set[str]]:
    """Places and requests as an orderly end now leaves them: it writes what it can."""
    world.service.close(world.now())
    connection = sqlite3.connect(world.path)
    places = connection.execute("SELECT partition, next_offset FROM offset WHERE topic='ev.requests'")
    found = dict(places.fetchall()), {row[0] for row in connection.execute("SELECT request_id FROM request")}
    connection.close()
    return found


def test_D4_a_batch_that_stops_in_the_middle_is_committed_with_its_own_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next start would handle its first records twice."""
    with unable_to_ask_for(world, "r2", monkeypatch):
        world.read(requests(world, "r1", "r2"))
        world.feed(i.AddDriver("7"))
        assert stored(world) == ({0: 11}, {"r1"})
    world.wait(0.6)
    assert stored(world) == ({0: 12}, {"r1", "r2"})


@pytest.mark.parametrize(
    "event",
    [
        kafka.Unreadable("ev.requests", 0, 12, 15),
        kafka.OffsetsLost("ev.requests", 0, 12, 15),
        kafka.Positioned("another", {("ev.requests", 0): 15}),
    ],
    ids=lambda event: type(event).__name__,
)
def test_D4_news_of_places_wait_for_the_records_before_them(
    world: World, monkeypatch: pytest.MonkeyPatch, event: kafka.ConsumerEvent
) -> None:
    """Else the next start would skip the records that wait for the database."""
    world.feed(FromConsumer(kafka.Positioned("first", {})))
    with unable_to_ask_for(world, "r1", monkeypatch):
        world.read(requests(world, "r1", "r2"))
        world.feed(FromConsumer(event), i.AddDriver("7"))
        assert stored(world) == ({}, set())
        assert world.store.load().settings["cluster_id"] == "first"
    world.wait(0.6)
    places, known = stored(world)
    assert known == {"r1", "r2"} and places == {0: 12 if isinstance(event, kafka.Positioned) else 15}


def test_D5_places_of_a_cluster_that_is_gone_are_not_taken_for_places_of_the_next(world: World) -> None:
    """A topic that the new cluster does not have yet is read there from its beginning."""
    place = ("ev.requests", 0), ("ev.cp-events", 1)
    world.feed(FromConsumer(kafka.Positioned("first", dict.fromkeys(place, 0))))
    world.feed(FromConsumer(kafka.Records((), dict.fromkeys(place, 57))))
    world.feed(
        FromConsumer(kafka.OffsetsLost("ev.requests", 0, 57, 0)),
        FromConsumer(kafka.Positioned("second", {place[0]: 0})),
    )
    world.crash()
    world.start()
    assert world.service.cluster_id == "second"
    assert world.service.start("ev.requests").offsets == {0: 0}
    assert world.service.start("ev.cp-events").offsets == {}


def test_D5_places_are_kept_with_the_topic_that_they_belong_to(world: World) -> None:
    """Else one that is deleted and made again while CENTRAL is away is not told from the one before."""
    world.feed(FromConsumer(kafka.Positioned("c", {("ev.requests", 0): 10}, {"ev.requests": "the first"})))
    world.feed(FromConsumer(kafka.Records((), {("ev.requests", 0): 10})))
    world.crash()
    world.start()
    assert world.service.start("ev.requests") == kafka.Offsets({0: 10}, "c", "the first")
    assert world.service.start("ev.cp-events") == kafka.Offsets({}, "c", None)
