"""Sending to a real (in-memory) broker: order, outages, what is kept and what is dropped."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from shared.messaging.consumer import ConsumerLoop
from shared.messaging.embedded import EmbeddedBroker
from shared.messaging.events import BEGINNING, Delivered, LinkDown, LinkUp, OutRecord, Undeliverable
from shared.messaging.options import OptionValue
from shared.messaging.producer import ProducerLoop
from shared.messaging.topics import TopicsMissing, TopicSpec, create_topics
from tests.integration.messaging_support import OPTIONS, Door, Ears, broker_process, durable, running


@pytest.fixture
def broker() -> Iterator[str]:
    with EmbeddedBroker() as embedded:
        yield embedded.address


def stored(broker: str, topic: str, count: int) -> list[bytes]:
    """All values of ``topic`` up to its ``count``-th different one: some may be stored twice."""
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {topic: BEGINNING}, ears)):
        ears.wait(lambda: len(set(ears.values())) >= count, 10)
    return ears.values()


def first_times(values: list[bytes]) -> list[int]:
    return [int(value) for value in dict.fromkeys(values)]


def test_durable_records_are_stored_in_order_and_told(broker: str) -> None:
    ears = Ears()
    producer = ProducerLoop(broker, OPTIONS, ears)
    with running(producer):
        for record in durable("t", *range(5000)):
            producer.send(record)
        ears.wait(lambda: len(ears.tokens()) == 5000, 10)
    assert ears.tokens() == list(range(5000))
    assert stored(broker, "t", 5000) == [str(value).encode() for value in range(5000)]


def test_durable_records_of_an_outage_are_sent_in_their_order_when_the_broker_is_back() -> None:
    """D5: no ticket is lost; a frozen broker keeps its state, and takes what it had in its sockets too."""
    ears = Ears()
    with broker_process() as broker:
        producer = ProducerLoop(broker.address, OPTIONS, ears)
        with running(producer):
            for record in durable("t", *range(500)):
                producer.send(record)
            ears.wait(lambda: len(ears.tokens()) == 500, 10)
            frozen_at = time.monotonic()
            broker.freeze()
            for record in durable("t", *range(500, 1500)):
                producer.send(record)
            told_at, _ = ears.next(LinkDown, 6, frozen_at)
            assert told_at - frozen_at <= 4.0
            for record in durable("t", *range(1500, 2000)):
                producer.send(record)
            broker.thaw()
            ears.wait(lambda: len(ears.tokens()) == 2000, 15)
        assert sorted(ears.tokens()) == list(range(2000))  # type: ignore[type-var]
        assert len(ears.all(LinkDown)) == 1
        assert first_times(stored(broker.address, "t", 2000)) == list(range(2000))


def test_durable_records_survive_a_killed_broker() -> None:
    """D5: what the dead broker had not acknowledged goes to its successor."""
    door = Door()
    ears = Ears()
    with broker_process() as first, broker_process() as second:
        door.target = first.address
        producer = ProducerLoop(door.address, OPTIONS, ears)
        with running(producer):
            for record in durable("t", *range(100)):
                producer.send(record)
            ears.wait(lambda: len(ears.tokens()) == 100, 10)
            first.kill()
            door.target = None
            for record in durable("t", *range(100, 200)):
                producer.send(record)
            ears.next(LinkDown, 5)
            door.target = second.address
            ears.wait(lambda: len(ears.tokens()) == 200, 15)
        assert first_times(stored(second.address, "t", 100)) == list(range(100, 200))
    door.close()


def test_ephemeral_records_are_dropped_while_the_link_is_down() -> None:
    """A reading of ten seconds ago is worth nothing when the broker is back."""
    ears = Ears()
    with broker_process() as broker:
        producer = ProducerLoop(broker.address, OPTIONS, ears)
        producer.send(OutRecord("t", "k", b"before the start"))
        with running(producer):
            ears.next(LinkUp, 5)
            producer.send(OutRecord("t", "k", b"1"))
            producer.send(OutRecord("t", "k", b"2", (), "two"))
            ears.wait(lambda: ears.tokens() == ["two"], 5)
            broker.freeze()
            producer.send(OutRecord("t", "k", b"3", (), "three"))
            ears.next(LinkDown, 6)
            for _ in range(100):
                producer.send(OutRecord("t", "k", b"stale"))
            producer.send(OutRecord("t", "k", b"4", (), "four"))
            broker.thaw()
            ears.wait(lambda: len(ears.tokens()) == 3, 10)
        values = stored(broker.address, "t", 4)
    assert list(dict.fromkeys(values)) == [b"1", b"2", b"3", b"4"]


def test_a_record_that_can_never_be_sent_is_told_and_does_not_hold_the_others(broker: str) -> None:
    ears = Ears()
    producer = ProducerLoop(broker, OPTIONS, ears)
    with running(producer):
        producer.send(OutRecord("t", "k", b"1", (), "one"))
        producer.send(OutRecord("t", "k", b"x" * 2_000_000, (), "big"))
        producer.send(OutRecord("no such name!", "k", b"1", (), "bad name"))
        producer.send(OutRecord("t", "k", b"2", (), "two"))
        ears.wait(lambda: len(ears.tokens()) == 2 and len(ears.all(Undeliverable)) == 2, 5)
    assert ears.tokens() == ["one", "two"]
    reasons = {event.token: event.reason for event in ears.all(Undeliverable)}
    assert "max_request_size" in reasons["big"]
    assert "no such name!" in reasons["bad name"]


def test_a_missing_topic_does_not_hold_the_others(broker: str) -> None:
    """Without auto-creation its records wait, the rest goes on, and they go when it is there."""
    options: dict[str, OptionValue] = {**OPTIONS, "allow_auto_create_topics": False}
    stop = threading.Event()
    create_topics(broker, OPTIONS, {"t": TopicSpec()}, stop)
    ears = Ears()
    producer = ProducerLoop(broker, options, ears)
    with running(producer):
        producer.send(OutRecord("late", "k", b"1", (), "late"))
        ears.next(LinkUp, 5)
        sent_at = time.monotonic()
        for record in durable("t", *range(20)):
            producer.send(record)
        ears.wait(lambda: ears.tokens() == list(range(20)), 5)
        assert time.monotonic() - sent_at < 1.0
        create_topics(broker, OPTIONS, {"late": TopicSpec()}, stop)
        ears.wait(lambda: "late" in ears.tokens(), 5)
    assert not ears.all(LinkDown)


def test_a_stop_sends_what_is_left(broker: str) -> None:
    ears = Ears()
    producer = ProducerLoop(broker, OPTIONS, ears)
    with running(producer):
        ears.next(LinkUp, 5)
        for record in durable("t", *range(2000)):
            producer.send(record)
    assert len(stored(broker, "t", 2000)) == 2000
    assert sorted(ears.tokens()) == list(range(2000))  # type: ignore[type-var]


def test_a_stop_without_a_broker_is_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        ears = Ears()
        producer = ProducerLoop(f"127.0.0.1:{dumb.getsockname()[1]}", {}, ears)
        producer.send(OutRecord("t", "k", b"1", (), 1))
        with running(producer, ends_within=0.5):
            ears.next(LinkDown, 4)


def test_a_stop_while_the_broker_is_frozen_ends_in_time() -> None:
    """Closing the window must not wait for a broker that hangs."""
    with broker_process() as broker:
        ears = Ears()
        producer = ProducerLoop(broker.address, OPTIONS, ears)
        with running(producer, ends_within=3.5):
            ears.next(LinkUp, 5)
            broker.freeze()
            producer.send(OutRecord("t", "k", b"1", (), 1))
        assert not ears.all(Delivered)


def test_topics_that_are_missing_are_created_once(broker: str) -> None:
    stop = threading.Event()
    specs = {"ev.network": TopicSpec(compacted=True), "ev.heartbeat": TopicSpec(partitions=1)}
    before = set(threading.enumerate())
    create_topics(broker, OPTIONS, specs, stop)
    create_topics(broker, OPTIONS, specs, stop)
    assert set(threading.enumerate()) == before
    from confluent_kafka.admin import AdminClient

    assert specs.keys() <= AdminClient({"bootstrap.servers": broker}).list_topics(timeout=5).topics.keys()


def test_topics_without_a_broker_is_a_sentence_in_time() -> None:
    """B4: broker unreachable."""
    begun_at = time.monotonic()
    with pytest.raises(TopicsMissing, match=r"127\.0\.0\.1:1: check that it runs"):
        create_topics("127.0.0.1:1", {}, {"t": TopicSpec()}, threading.Event())
    assert time.monotonic() - begun_at < 4.0


def test_the_broker_process_ends_with_its_input() -> None:
    """Nobody is left behind when the launcher dies."""
    with broker_process() as broker:
        assert broker.close() == 0
