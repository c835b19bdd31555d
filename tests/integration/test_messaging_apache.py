"""The Kafka loops on a real Kafka: its topics, its deaths, and records that are gone (D5, D6).

It makes no topic by itself, as many a company's Kafka.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.record.default_records import DefaultRecordBatchBuilder

from apps.ev_central.wiring import topic_specs
from shared.messaging.clients import partition_of
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import (
    BEGINNING,
    LinkDown,
    LinkUp,
    Offsets,
    OffsetsLost,
    OutRecord,
    Positioned,
    Records,
)
from shared.messaging.producer import ProducerLoop
from shared.messaging.topics import TopicSpec, create_topics, mend_topics
from tests.integration.messaging_support import Door, Ears, durable, running
from tests.support.kafka import ApacheKafka

pytestmark = pytest.mark.xdist_group("apache_kafka")

BACK_S = 30.0
D5_S = 5.0


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    with ApacheKafka(
        tmp_path_factory.mktemp("kafka"), more={"auto.create.topics.enable": "false", "num.partitions": "3"}
    ) as node:
        yield node


def make(kafka: ApacheKafka, topic: str) -> None:
    create_topics(kafka.address, {}, {topic: TopicSpec(partitions=1)}, threading.Event())


def send(kafka: ApacheKafka, topic: str, *values: int) -> None:
    ears = Ears()
    producer = ProducerLoop(kafka.address, {}, ears)
    for record in durable(topic, *values):
        producer.send(record)
    with running(producer):
        ears.wait(lambda: len(ears.tokens()) == len(values), BACK_S)


def described(kafka: ApacheKafka) -> dict[str, tuple[int, str]]:
    """CENTRAL's topics as Kafka has them: partitions and clean-up policy."""
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
        counts = {
            topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics([*topic_specs()])
        }
        wanted = [ConfigResource(ConfigResourceType.TOPIC, topic) for topic in topic_specs()]
        settings = admin.describe_configs(wanted)["topic"]
    policies = {topic: settings[topic].get("cleanup.policy", {"value": "delete"}) for topic in topic_specs()}
    return {topic: (counts[topic], policies[topic]["value"]) for topic in topic_specs()}


AS_THE_CONTRACT_SAYS = {
    "ev.requests": (3, "delete"),
    "ev.commands": (3, "delete"),
    "ev.cp-events": (3, "delete"),
    "ev.notices": (3, "delete"),
    "ev.network": (3, "compact"),
    "ev.heartbeat": (1, "delete"),
}


def test_the_topics_are_as_the_contract_says_in_a_kafka_that_replaces_another_too(kafka: ApacheKafka) -> None:
    """Wire contract 4. Nobody restarts CENTRAL for it: its reader makes them, and its producer waits."""
    ears, sent = Ears(), Ears()
    reader = ConsumerLoop(kafka.address, {}, {"ev.requests": BEGINNING}, ears, create=topic_specs())
    producer = ProducerLoop(kafka.address, {"allow_auto_create_topics": False}, sent)
    for record in durable("ev.heartbeat", 1):
        producer.send(record)
    with running(reader, producer):
        sent.wait(lambda: sent.tokens() == [1], BACK_S)
        assert described(kafka) == AS_THE_CONTRACT_SAYS
        first, _ = ears.next(Positioned, BACK_S)

        kafka.wipe()
        for record in durable("ev.heartbeat", 2):
            producer.send(record)
        kafka.start()
        ears.next(Positioned, BACK_S, since=first + 0.001)
        sent.wait(lambda: sent.tokens() == [1, 2], BACK_S)
        assert described(kafka) == AS_THE_CONTRACT_SAYS


def test_a_topic_that_somebody_deletes_is_made_again_and_read_from_its_beginning(kafka: ApacheKafka) -> None:
    """As many new records as the place was far: the number alone would look right."""
    ears = Ears()
    with running(ConsumerLoop(kafka.address, {}, {"ev.heartbeat": BEGINNING}, ears, create=topic_specs())):
        ears.next(Positioned, BACK_S)
        send(kafka, "ev.heartbeat", 11, 12)
        ears.wait(lambda: ears.values()[-2:] == [b"11", b"12"], BACK_S)
        place = ears.records()[-1].offset + 1
        with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
            admin.delete_topics(["ev.heartbeat", "ev.network"])
        send(kafka, "ev.heartbeat", *range(place + 1))
        lost = OffsetsLost("ev.heartbeat", 0, wanted=place, now=0)
        ears.wait(lambda: ears.all(OffsetsLost) == [lost], BACK_S)
        ears.wait(lambda: ears.values()[-place - 1 :] == [b"%d" % at for at in range(place + 1)], BACK_S)
        assert described(kafka) == AS_THE_CONTRACT_SAYS


def settings_of(kafka: ApacheKafka, *names: str) -> dict[str, dict[str, str]]:
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
        asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        found = admin.describe_configs(asked, config_filter="all")["topic"]
    return {name: {key: each["value"] for key, each in found[name].items()} for name in names}


def make_as_an_administrator(kafka: ApacheKafka, topic: str, **settings: str) -> None:
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
        configs = {name.replace("_", "."): value for name, value in settings.items()}
        spec = {"num_partitions": 1, "replication_factor": 1, "configs": configs}
        admin.create_topics({topic: spec})


def test_a_topic_that_is_made_again_while_a_program_is_closed_is_read_from_its_beginning(
    kafka: ApacheKafka,
) -> None:
    """In a Kafka with a fixed cluster id (the official image's) nothing else tells the one from the other."""
    make(kafka, "again")
    send(kafka, "again", 1, 2, 3)
    ears = Ears()
    with running(ConsumerLoop(kafka.address, {}, {"again": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) == 3, BACK_S)
    placed = ears.all(Positioned)[-1]
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
        admin.delete_topics(["again"])
    make(kafka, "again")
    send(kafka, "again", 4, 5, 6)
    late, start = Ears(), Offsets({0: 3, 1: 5}, placed.cluster_id, placed.topic_ids["again"])
    with running(ConsumerLoop(kafka.address, {}, {"again": start}, late)):
        late.wait(lambda: late.values() == [b"4", b"5", b"6"], BACK_S)
    lost = [OffsetsLost("again", 1, wanted=5, now=0), OffsetsLost("again", 0, wanted=3, now=0)]
    assert late.all(OffsetsLost) == lost
    assert late.all(Positioned)[0].topic_ids["again"] != placed.topic_ids["again"]


def send_to(kafka: ApacheKafka, topic: str, *keys: str) -> None:
    """A record for each of ``keys``, whose value it is too."""
    ears = Ears()
    producer = ProducerLoop(kafka.address, {}, ears)
    for number, key in enumerate(keys):
        producer.send(OutRecord(topic, key, key.encode(), token=number))
    with running(producer):
        ears.wait(lambda: len(ears.tokens()) == len(keys), BACK_S)


def test_of_a_topic_by_keys_only_the_own_partition_is_read_and_no_record_missed_when_it_grows(
    kafka: ApacheKafka,
) -> None:
    """A driver's app reads its own notices, not those of 20,000 others (wire contract 6)."""
    create_topics(kafka.address, {}, {"keyed": TopicSpec(partitions=2)}, threading.Event())
    keys = [str(number) for number in range(40)]
    mine = next(key for key in keys if partition_of(key, 2) == 0 and partition_of(key, 3) != 0)
    ears = Ears()
    with running(ConsumerLoop(kafka.address, {}, {"keyed": BEGINNING}, ears, keys={"keyed": mine})):
        send_to(kafka, "keyed", *keys)
        wanted = [key.encode() for key in keys if partition_of(key, 2) == 0]
        ears.wait(lambda: len(ears.values()) >= len(wanted), BACK_S)
        assert ears.values() == wanted

        with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
            admin.create_partitions({"keyed": 3})
        send_to(kafka, "keyed", mine)
        ears.wait(lambda: ears.values().count(mine.encode()) == 2, BACK_S)
    placed = ears.all(Positioned)[-1]
    send_to(kafka, "keyed", mine)
    again, places = (
        Ears(),
        {part: to for event in ears.all(Records) for (_, part), to in event.positions.items()},
    )
    start = Offsets(places, placed.cluster_id)
    with running(ConsumerLoop(kafka.address, {}, {"keyed": start}, again, keys={"keyed": mine})):
        again.wait(lambda: again.values() == [mine.encode()], BACK_S)
    assert not again.all(OffsetsLost)


def test_who_is_far_behind_goes_on_at_the_end_and_says_so(kafka: ApacheKafka) -> None:
    make(kafka, "weekend")
    send(kafka, "weekend", *range(10))
    near, far = Ears(), Ears()
    for most, ears in ((8, near), (7, far)):
        start = Offsets({0: 2}, most_behind=most)
        with running(ConsumerLoop(kafka.address, {}, {"weekend": start}, ears)):
            ears.next(Positioned, BACK_S)
            send(kafka, "weekend", 10)
            ears.wait(lambda ears=ears: b"10" in ears.values(), BACK_S)  # type: ignore[misc]
    assert near.values()[0] == b"2" and not near.all(OffsetsLost)
    assert far.values()[0] == b"10"
    assert far.all(OffsetsLost) == [OffsetsLost("weekend", 0, wanted=2, now=11)]


@pytest.fixture
def two_hours_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of this computer, as kafka-python reads it for the records' time."""
    append, true = DefaultRecordBatchBuilder.append, time.time
    defaults = [(lambda: true() + 7200) if each is true else each for each in append.__defaults__]
    monkeypatch.setattr(append, "__defaults__", tuple(defaults))


@pytest.mark.usefixtures("two_hours_ahead")
def test_a_program_whose_clock_is_two_hours_ahead_can_send(kafka: ApacheKafka) -> None:
    """Kafka 4 takes no record of more than an hour ahead, unless its own clock counts (contract 7)."""
    make(kafka, "ahead")
    send(kafka, "ahead", 1)


def test_settings_that_an_administrator_chose_and_that_do_harm_are_put_right(kafka: ApacheKafka) -> None:
    """What reads differently, is refused, or is thrown away: clock, codec, compaction, size (contract 7)."""
    make_as_an_administrator(kafka, "old.notices", cleanup_policy="compact", compression_type="zstd")
    make_as_an_administrator(
        kafka, "old.network", cleanup_policy="compact,delete", max_message_bytes="1000", segment_ms="60000"
    )
    specs = {"old.notices": TopicSpec(), "old.network": TopicSpec(compacted=True)}
    assert mend_topics(kafka.address, {}, specs, threading.Event()) == []
    found = settings_of(kafka, *specs)
    for name, spec in specs.items():
        kept = {"segment.ms": "60000"} if spec.compacted else {}
        wanted = {**spec.settings, **kept}
        assert {key: found[name][key] for key in wanted} == wanted


def test_D5_what_is_sent_while_kafka_dies_arrives_in_order_and_both_sides_say_so(kafka: ApacheKafka) -> None:
    make(kafka, "outage")
    heard, sent = Ears(), Ears()
    consumer = ConsumerLoop(kafka.address, {}, {"outage": BEGINNING}, heard)
    producer = ProducerLoop(kafka.address, {}, sent)
    with running(consumer, producer):
        for record in durable("outage", *range(1000)):
            producer.send(record)
        heard.wait(lambda: len(heard.values()) > 0, BACK_S)
        killed_at = time.monotonic()
        kafka.kill()
        for record in durable("outage", *range(1000, 1500)):
            producer.send(record)
        for ears in (heard, sent):
            told_at, _ = ears.next(LinkDown, D5_S, killed_at)
            assert told_at - killed_at < D5_S
        back_at = time.monotonic()
        kafka.start()
        sent.wait(lambda: len(sent.tokens()) == 1500, BACK_S)
        heard.next(LinkUp, BACK_S, back_at)
        heard.wait(lambda: len(set(heard.values())) == 1500, BACK_S)
    assert [int(value) for value in dict.fromkeys(heard.values())] == list(range(1500))
    assert [record.offset for record in heard.records()] == list(range(len(heard.records())))


def test_D5_a_kafka_that_hangs_is_told_and_goes_on(kafka: ApacheKafka) -> None:
    make(kafka, "hang")
    heard, sent = Ears(), Ears()
    consumer = ConsumerLoop(kafka.address, {}, {"hang": BEGINNING}, heard)
    producer = ProducerLoop(kafka.address, {}, sent)
    for record in durable("hang", 0):
        producer.send(record)
    with running(consumer, producer):
        heard.wait(lambda: heard.values() == [b"0"], BACK_S)
        hung_at = time.monotonic()
        kafka.suspend()
        try:
            for record in durable("hang", 1, 2, 3):
                producer.send(record)
            for ears in (heard, sent):
                told_at, _ = ears.next(LinkDown, D5_S, hung_at)
                assert told_at - hung_at < D5_S
        finally:
            kafka.resume()
        sent.wait(lambda: sent.tokens() == [0, 1, 2, 3], BACK_S)
        heard.wait(lambda: list(dict.fromkeys(heard.values())) == [b"0", b"1", b"2", b"3"], BACK_S)


# --- records that are gone


def delete_up_to(kafka: ApacheKafka, topic: str, offset: int) -> None:
    """What retention does in its time."""
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address)) as admin:
        admin.delete_records({TopicPartition(topic, 0): offset})


def test_places_that_retention_has_deleted_are_told_and_reading_goes_on(kafka: ApacheKafka) -> None:
    make(kafka, "old")
    send(kafka, "old", *range(10))
    delete_up_to(kafka, "old", 6)
    ears = Ears()
    with running(ConsumerLoop(kafka.address, {}, {"old": Offsets({0: 2}, kafka.cluster_id)}, ears)):
        ears.wait(lambda: len(ears.values()) == 4, BACK_S)
    assert ears.all(OffsetsLost) == [OffsetsLost("old", 0, wanted=2, now=6)]
    assert ears.values() == [b"6", b"7", b"8", b"9"]


def test_records_that_are_deleted_before_a_slow_reader_gets_there_are_told(kafka: ApacheKafka) -> None:
    """The reader is connected all the time: no new start tells it."""
    make(kafka, "slow")
    send(kafka, "slow", 0)
    full, ears = threading.Event(), Ears()
    with running(ConsumerLoop(kafka.address, {}, {"slow": BEGINNING}, ears, pause_when=full.is_set)):
        ears.wait(lambda: ears.values() == [b"0"], BACK_S)
        full.set()
        # More than it may have fetched already; a record that it holds is read, not lost.
        send(kafka, "slow", *range(1, 20_001))
        delete_up_to(kafka, "slow", 20_000)
        full.clear()
        ears.wait(lambda: ears.values()[-1:] == [b"20000"], BACK_S)
    read = [int(value) for value in ears.values()]
    (lost,) = ears.all(OffsetsLost)
    assert (lost.topic, lost.now) == ("slow", 20_000)
    assert read == [*range(lost.wanted), 20_000]


def test_D7_a_kafka_that_has_forgotten_all_is_told_and_its_records_are_read(kafka: ApacheKafka) -> None:
    """As many new records as the place was far: the number alone would look right (M15, D3: notices)."""
    make(kafka, "forgotten")
    send(kafka, "forgotten", 1, 2, 3)
    ears = Ears()
    with running(ConsumerLoop(kafka.address, {}, {"forgotten": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) == 3, BACK_S)
        first = ears.all(Positioned)[0]
        kafka.wipe()
        kafka.start()
        make(kafka, "forgotten")
        send(kafka, "forgotten", 4, 5, 6)
        ears.wait(lambda: ears.values() == [b"1", b"2", b"3", b"4", b"5", b"6"], BACK_S)
    assert ears.all(OffsetsLost) == [OffsetsLost("forgotten", 0, wanted=3, now=0)]
    assert ears.all(Positioned)[-1].cluster_id == kafka.cluster_id != first.cluster_id

    late = Ears()  # and by a program that was away meanwhile
    with running(ConsumerLoop(kafka.address, {}, {"forgotten": Offsets({0: 3}, first.cluster_id)}, late)):
        late.wait(lambda: late.values() == [b"4", b"5", b"6"], BACK_S)
    assert late.all(OffsetsLost) == [OffsetsLost("forgotten", 0, wanted=3, now=0)]


def test_D6_a_topic_that_is_asked_for_while_another_question_is_on_its_way_is_asked_for_again(
    tmp_path: Path,
) -> None:
    """kafka-python takes the answer to the first question for the answer to both, for five minutes."""
    with (
        contextlib.closing(Door(delay_s=0.1)) as door,
        ApacheKafka(tmp_path, advertise=door.address) as kafka,
    ):
        door.target = kafka.address
        names = ["first", "second"]
        specs = {name: TopicSpec(partitions=1) for name in names}
        ears = Ears()
        producer = ProducerLoop(door.address, {"allow_auto_create_topics": False}, ears)
        with running(producer):
            ears.next(LinkUp, 10)
            create_topics(door.address, {}, specs, threading.Event())  # what was there before it knows
            for number, name in enumerate(names):
                producer.send(*durable(name, number))
                time.sleep(0.12)  # less than a question and its answer take: they overlap
            ears.wait(lambda: len(ears.tokens()) == len(names), BACK_S)
