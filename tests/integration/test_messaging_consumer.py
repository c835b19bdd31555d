"""Reading from a real (in-memory) broker: places, late topics, outages."""

from __future__ import annotations

import contextlib
import gzip
import random
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from kafka.errors import CorruptRecordError

from shared.messaging.consumer import ConsumerLoop
from shared.messaging.embedded import EmbeddedBroker
from shared.messaging.events import (
    BEGINNING,
    END,
    LinkDown,
    LinkUp,
    Offsets,
    OffsetsLost,
    OutRecord,
    Positioned,
    Records,
    Unreadable,
)
from shared.messaging.patches import MAX_BATCH_BYTES, gunzip
from shared.messaging.producer import ProducerLoop
from tests.integration.messaging_support import (
    OPTIONS,
    Door,
    Ears,
    broker_process,
    durable,
    running,
    send_all,
)


@pytest.fixture
def broker() -> Iterator[str]:
    with EmbeddedBroker() as embedded:
        yield embedded.address


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


def test_nothing_sent_after_positioned_is_missed_from_the_end(broker: str) -> None:
    """Wire contract 6: a driver is in place before it sends."""
    send_all(broker, durable("t", *range(20)))
    for attempt in range(5):
        ears = Ears()
        with running(ConsumerLoop(broker, OPTIONS, {"t": END}, ears)):
            ears.next(Positioned, 5)
            send_all(broker, durable("t", 100 + attempt))
            ears.wait(lambda ears=ears: bool(ears.values()), 5)
        assert ears.values() == [str(100 + attempt).encode()]


def test_from_the_beginning_all_is_read_in_the_order_of_each_key(broker: str) -> None:
    send_all(broker, durable("t", *range(300)))
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) >= 300, 5)
    assert ears.values() == [str(value).encode() for value in range(300)]


def test_a_stored_place_goes_on_where_it_was(broker: str) -> None:
    """Wire contract 5: the positions of a batch are where to go on after it."""
    send_all(broker, durable("t", *range(10), key="a") + durable("t", *range(10, 20), key="b"))
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) >= 20, 5)
    places: dict[int, int] = {}
    for batch in ears.all(Records):
        places |= {partition: offset for (_, partition), offset in batch.positions.items()}
    cluster_id = ears.all(Positioned)[0].cluster_id
    send_all(broker, durable("t", 100, key="a") + durable("t", 101, key="b"))

    again = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": Offsets(places, cluster_id)}, again)):
        again.wait(lambda: len(again.values()) >= 2, 5)
    assert sorted(again.values()) == [b"100", b"101"]
    assert not again.all(OffsetsLost)


def test_the_places_of_a_start_from_the_end_are_told_though_nothing_was_read(broker: str) -> None:
    """Wire contract 5: whoever keeps them misses nothing later, and reads nothing older again."""
    send_all(broker, durable("t", 1, 2, 3, key="a") + durable("t", 4, key="b"))
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": END}, ears)):
        _, placed = ears.next(Positioned, 5)
    assert sorted(placed.positions) == [("t", partition) for partition in range(4)]
    assert sum(placed.positions.values()) == 4
    send_all(broker, durable("t", 100, key="a") + durable("t", 101, key="c"))

    again = Ears()
    places = {partition: offset for (_, partition), offset in placed.positions.items()}
    with running(ConsumerLoop(broker, OPTIONS, {"t": Offsets(places, placed.cluster_id)}, again)):
        again.wait(lambda: len(again.values()) >= 2, 5)
    assert sorted(again.values()) == [b"100", b"101"]


def test_a_partition_without_a_stored_place_begins_at_its_beginning(broker: str) -> None:
    send_all(broker, durable("t", 1, 2, 3))
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": Offsets({})}, ears)):
        ears.wait(lambda: len(ears.values()) >= 3, 5)


def test_a_stored_place_beyond_the_end_is_reported_and_all_is_read(broker: str) -> None:
    send_all(broker, durable("t", 1, 2, 3))
    ears = Ears()
    places = dict.fromkeys(range(4), 500)
    with running(ConsumerLoop(broker, OPTIONS, {"t": Offsets(places)}, ears)):
        ears.wait(lambda: len(ears.values()) >= 3, 5)
    assert ears.values() == [b"1", b"2", b"3"]
    assert {(lost.wanted, lost.now) for lost in ears.all(OffsetsLost)} == {(500, 0)}


def test_a_stored_place_of_another_cluster_means_nothing(broker: str) -> None:
    send_all(broker, durable("t", 1, 2, 3))
    ears = Ears()
    places = dict.fromkeys(range(4), 1)
    with running(ConsumerLoop(broker, OPTIONS, {"t": Offsets(places, "another")}, ears)):
        ears.wait(lambda: len(ears.values()) >= 3, 5)
    assert ears.values() == [b"1", b"2", b"3"]


@pytest.mark.parametrize("start", [BEGINNING, END, Offsets({})])
def test_a_topic_that_appears_late_is_read_from_its_beginning(broker: str, start: object) -> None:
    """Wire contract 6: every app bears that a topic appears late."""
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"late": start, "t": END}, ears)):  # type: ignore[dict-item]
        ears.next(Positioned, 5)
        send_all(broker, durable("late", 1, 2, 3))
        ears.wait(lambda: len(ears.values("late")) >= 3, 5)
    assert ears.values("late") == [b"1", b"2", b"3"]


def test_a_reader_creates_no_topic(broker: str) -> None:
    """CENTRAL creates them, with their partitions and compaction."""
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"nobody": BEGINNING}, ears)):
        ears.next(Positioned, 5)
        since = time.monotonic()
        ears.next(LinkUp, 5, since)  # one more look at the topics has been taken
    with EmbeddedBroker():
        pass
    from confluent_kafka.admin import AdminClient

    assert "nobody" not in AdminClient({"bootstrap.servers": broker}).list_topics(timeout=5).topics


def test_a_key_that_is_no_utf_8_is_kept_raw(broker: str) -> None:
    """B2: the loop passes on what others wrote, however odd."""
    from kafka import KafkaProducer

    producer = KafkaProducer(bootstrap_servers=broker, api_version=(2, 3), enable_idempotence=False)
    producer.send("t", key=b"\xff\xfe", value=b"odd", headers=[("sig", b"\x00\xff")])
    producer.send("t", key=b"gone", value=None)
    producer.send("t", key=None, value=b"no key")
    producer.flush(5)
    producer.close(timeout=5)
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.records()) >= 3, 5)
    seen = {(record.key, record.raw_key, record.value, record.headers) for record in ears.records()}
    assert seen == {
        (None, b"\xff\xfe", b"odd", (("sig", b"\x00\xff"),)),
        ("gone", b"gone", b"", ()),
        (None, None, b"no key", ()),
    }


class _BadName(str):
    """A header name that goes out as bytes that are no UTF-8."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return b"\xff\xfe"


def test_a_record_that_cannot_be_parsed_is_skipped_and_told(broker: str) -> None:
    """B2: one hostile record must not hold its partition for ever."""
    from kafka import KafkaProducer

    send_all(broker, durable("t", 1, 2))
    producer = KafkaProducer(
        bootstrap_servers=broker, api_version=(2, 3), enable_idempotence=False, linger_ms=200
    )
    for _ in range(5):  # one batch
        producer.send("t", key=b"k", value=b"bad", headers=[(_BadName("x"), b"")])
    producer.flush(5)
    producer.close(timeout=5)
    is_read_around(broker, (2, 7))


def test_a_batch_with_a_wrong_checksum_is_skipped_and_told(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B2: the brokers do not all look at it."""
    from kafka import KafkaProducer
    from kafka.record import default_records

    send_all(broker, durable("t", 1, 2))
    right = default_records.calc_crc32c
    with monkeypatch.context() as patched:
        patched.setattr(default_records, "calc_crc32c", lambda data: right(data) ^ 1)
        producer = KafkaProducer(bootstrap_servers=broker, api_version=(2, 3), enable_idempotence=False)
        producer.send("t", key=b"k", value=b"bad")
        producer.flush(5)
        producer.close(timeout=5)
    is_read_around(broker, (2, 3))


def is_read_around(broker: str, unreadable: tuple[int, int]) -> None:
    """After 1 and 2 stands what cannot be read, its offset and the next one; 3 and 4 come after it."""
    send_all(broker, durable("t", 3, 4))
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) >= 4, 10)
    assert ears.values() == [b"1", b"2", b"3", b"4"]
    assert [(event.offset, event.next_offset) for event in ears.all(Unreadable)] == [unreadable]
    assert not ears.all(LinkDown)


def send_packed(broker: str, codec: str, *values: bytes) -> None:
    """Send ``values`` as one batch: flush() does not wait for the linger time."""
    from confluent_kafka import Producer

    producer = Producer(
        {
            "bootstrap.servers": broker, "compression.type": codec, "linger.ms": 5_000,
            "message.max.bytes": 10**9, "partitioner": "murmur2",
        }
    )  # fmt: skip
    for value in values:
        producer.produce("t", key=b"k", value=value)
    assert producer.flush(10) == 0


@pytest.mark.parametrize("codec", ["snappy", "lz4", "zstd"])
def test_a_batch_in_a_compression_that_we_lack_is_skipped_and_told_at_once(broker: str, codec: str) -> None:
    """B2: anybody may send one, and it must not end all reading."""
    send_all(broker, durable("t", 1))
    for number in range(5):
        send_packed(broker, codec, b"x" * 2000, b"x" * 2000)
        send_packed(broker, "gzip", b"%d" % number + b" " * 2000, b"also read")
    ears = Ears()
    began = time.monotonic()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) >= 11, 10)
        assert time.monotonic() - began < 3.0, "each takes no time of its own"
    assert [value.strip() for value in ears.values()] == [b"1"] + [
        value for number in range(5) for value in (b"%d" % number, b"also read")
    ]
    told = [(event.offset, event.next_offset) for event in ears.all(Unreadable)]
    assert told == [(1, 3), (5, 7), (9, 11), (13, 15), (17, 19)]
    assert not ears.all(LinkDown)
    assert ears.all(Records)[-1].positions == {("t", ears.records()[-1].partition): 21}


def test_a_batch_that_unpacks_to_more_than_memory_is_for_is_skipped_and_told(broker: str) -> None:
    """B2: half a megabyte of gzip is half a gigabyte of zeros."""
    send_all(broker, durable("t", 1))
    send_packed(broker, "gzip", bytes(MAX_BATCH_BYTES + 1))
    send_packed(broker, "gzip", bytes(1_000_000))
    ears = Ears()
    tracemalloc.start()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) >= 2, 10)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(value) for value in ears.values()] == [1, 1_000_000]
    assert [(event.offset, event.next_offset) for event in ears.all(Unreadable)] == [(1, 2)]
    assert most < 5 * MAX_BATCH_BYTES


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no gzip", id="no gzip"),
        pytest.param(gzip.compress(b"abc" * 1000)[:-9], id="cut off"),
        pytest.param(gzip.compress(b"ab") + b"rest", id="more behind it"),
    ],
)
def test_gzip_that_is_broken_is_an_error_and_in_parts_it_is_read(packed: bytes) -> None:
    with pytest.raises(CorruptRecordError) if packed else contextlib.nullcontext():
        gunzip(packed)
    assert gunzip(gzip.compress(b"abc") + gzip.compress(b"de")) == b"abcde"


def test_nothing_is_read_while_the_reader_is_full(broker: str) -> None:
    send_all(broker, durable("t", *range(50)))
    full = threading.Event()
    full.set()
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears, pause_when=full.is_set)):
        ears.next(Positioned, 5)
        ears.next(LinkUp, 5, time.monotonic() + 0.01)  # it lives on meanwhile
        assert not ears.all(Records)
        full.clear()
        ears.wait(lambda: len(ears.values()) >= 50, 5)


def test_a_topic_that_is_full_waits_while_others_are_read(broker: str) -> None:
    """B2: a flood on one topic must not hold up the other."""
    send_all(broker, durable("a", *range(30)) + durable("b", *range(30, 60)))
    full = [frozenset({"a"})]
    ears = Ears()
    loop = ConsumerLoop(broker, OPTIONS, {"a": BEGINNING, "b": BEGINNING}, ears, full=lambda: full[0])
    with running(loop):
        ears.wait(lambda: len(ears.values()) >= 30, 5)
        send_all(broker, durable("b", 60))
        ears.wait(lambda: b"60" in ears.values(), 5)
        assert {record.topic for record in ears.records()} == {"b"}
        full[0] = frozenset()
        ears.wait(lambda: len(ears.values()) >= 61, 5)
        assert sorted(map(int, ears.values())) == list(range(61))


def test_a_topic_that_is_full_at_times_loses_nothing_and_keeps_its_order(broker: str) -> None:
    from confluent_kafka import Producer

    producer, chance, count = (
        Producer({"bootstrap.servers": broker, "linger.ms": 5}),
        random.Random(1),
        12_000,
    )
    producer.list_topics("a", timeout=5)
    for number in range(count):
        producer.produce("ab"[number % 3 // 2], key=str(number), value=b"%d" % number)
    ears = Ears()

    def full() -> frozenset[str]:
        return frozenset({"a"}) if chance.random() < 0.5 else frozenset()

    with running(ConsumerLoop(broker, OPTIONS, {"a": BEGINNING, "b": BEGINNING}, ears, full=full)):
        producer.flush(10)
        ears.wait(lambda: len(ears.records()) >= count, 15)
    places: dict[tuple[str, int], int] = {}
    for record in ears.records():
        place = (record.topic, record.partition)
        assert record.offset == places.get(place, 0)
        places[place] = record.offset + 1
    assert sum(places.values()) == count


def test_a_record_is_there_in_less_than_100_ms(broker: str) -> None:
    """M9: what is shown each second must not be a second old (p50 with fetch_max_wait_ms=20)."""
    ears = Ears()
    producer = ProducerLoop(broker, OPTIONS, Ears())
    delays = []
    producer.send(OutRecord("t", "k", b"first", (), 0))
    with running(ConsumerLoop(broker, OPTIONS, {"t": BEGINNING}, ears), producer):
        ears.wait(lambda: len(ears.values()) == 1, 5)
        for count in range(2, 40):
            sent_at = time.monotonic()
            producer.send(OutRecord("t", "k", b"x", (), count))
            ears.wait(lambda count=count: len(ears.values()) == count, 5)  # type: ignore[misc]
            delays.append(time.monotonic() - sent_at)
    assert sorted(delays)[len(delays) // 2] < 0.1


def test_a_frozen_broker_is_told_within_4_s_and_nothing_is_lost_after_it() -> None:
    """D5: poll() never raises and the connection stays open, yet the window must say it."""
    with broker_process() as broker:
        send_all(broker.address, durable("t", 1, 2))
        ears = Ears()
        with running(ConsumerLoop(broker.address, OPTIONS, {"t": END}, ears)):
            ears.next(Positioned, 5)
            send_all(broker.address, durable("t", 3))
            ears.wait(lambda: ears.values() == [b"3"], 5)
            frozen_at = time.monotonic()
            broker.freeze()
            told_at, down = ears.next(LinkDown, 6, frozen_at)
            assert told_at - frozen_at <= 4.0
            assert broker.address in down.reason
            thawed_at = time.monotonic()
            broker.thaw()
            ears.next(LinkUp, 5, thawed_at)
            send_all(broker.address, durable("t", 4))
            ears.wait(lambda: len(ears.values()) >= 2, 5)
        assert ears.values() == [b"3", b"4"]
        assert len(ears.all(LinkDown)) == 1
        assert len(ears.all(Positioned)) == 1
        assert not ears.all(OffsetsLost)


def test_a_killed_broker_is_told_within_4_s_and_its_empty_successor_is_read(door: Door) -> None:
    """D5: nothing survives the in-memory broker; the loop says that its places are lost, and goes on."""
    with broker_process() as first, broker_process() as second:
        send_all(first.address, durable("t", *range(10)))
        door.target = first.address
        ears = Ears()
        with running(ConsumerLoop(door.address, OPTIONS, {"t": BEGINNING}, ears)):
            ears.wait(lambda: len(ears.values()) == 10, 5)
            killed_at = time.monotonic()
            door.target = None
            first.kill()
            told_at, _ = ears.next(LinkDown, 6, killed_at)
            assert told_at - killed_at <= 4.0
            send_all(second.address, durable("t", 100, 101))
            back_at = time.monotonic()
            door.target = second.address
            ears.next(Positioned, 5, back_at)
            ears.wait(lambda: len(ears.values()) >= 12, 5)
        assert ears.values()[10:] == [b"100", b"101"]
        assert [(lost.wanted, lost.now) for lost in ears.all(OffsetsLost)] == [(10, 0)]
        assert len({event.cluster_id for event in ears.all(Positioned)}) == 2


def test_a_broker_that_comes_after_the_app_is_waited_for_and_told_once(door: Door) -> None:
    """D6: every start order works."""
    ears = Ears()
    with running(ConsumerLoop(door.address, OPTIONS, {"t": BEGINNING}, ears)):
        ears.next(LinkDown, 4)
        with EmbeddedBroker() as broker:
            back_at = time.monotonic()
            door.target = broker.address
            at, _ = ears.next(Positioned, 5)
            assert at - back_at < 3.0
    assert len(ears.all(LinkDown)) == 1


def test_a_loop_that_waits_for_a_dumb_peer_stops_at_once() -> None:
    """A port that accepts and never answers: the constructors of kafka-python would hold the thread."""
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        ears = Ears()
        address = f"127.0.0.1:{dumb.getsockname()[1]}"
        with running(ConsumerLoop(address, {}, {"t": END}, ears), ends_within=0.5):
            ears.next(LinkDown, 4)


def test_a_refused_option_is_told_as_one() -> None:
    ears = Ears()
    with (
        EmbeddedBroker() as broker,
        running(ConsumerLoop(broker.address, {**OPTIONS, "request_timeout_ms": 1}, {"t": END}, ears)),
    ):
        _, down = ears.next(LinkDown, 4)
    assert "--kafka-option" in down.reason
