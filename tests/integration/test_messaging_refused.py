"""Kafka answers and says no: rights, password, clock, settings of topics. One state, one sentence (D5)."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import KafkaError, NotEnoughReplicasError
from kafka.producer.sender import Sender
from kafka.record.default_records import DefaultRecordBatchBuilder

from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import BEGINNING, LinkDown, LinkUp, OutRecord
from shared.messaging.options import OptionValue
from shared.messaging.producer import ProducerLoop
from shared.messaging.topics import TopicSpec, mend_topics
from tests.integration.messaging_support import Ears, durable, running
from tests.support.kafka import ApacheKafka

pytestmark = pytest.mark.xdist_group("apache_kafka")

SOON_S = 15.0
REFUSED_S = 7.0
_JAAS = (
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="admin" '
    'user_admin="admin" user_lab="lab";'
)
_USERS = {
    "listener.security.protocol.map": "BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
    "sasl.enabled.mechanisms": "PLAIN",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "listener.name.broker.plain.sasl.jaas.config": _JAAS,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:admin;User:ANONYMOUS",
    "allow.everyone.if.no.acl.found": "true",
}


def user(name: str, password: str | None = None) -> dict[str, OptionValue]:
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": name,
        "sasl_plain_password": password or name,
    }


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    """With the users admin, who may everything, and lab."""
    with ApacheKafka(tmp_path_factory.mktemp("kafka"), more=_USERS, wait=False) as node:
        deadline = time.monotonic() + 60
        while True:
            try:
                KafkaAdminClient(bootstrap_servers=node.address, **user("admin")).close()
                break
            except KafkaError:
                assert time.monotonic() < deadline, "Kafka does not serve"
        yield node


@contextlib.contextmanager
def administrator(kafka: ApacheKafka) -> Iterator[KafkaAdminClient]:
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.address, **user("admin"))) as admin:
        yield admin


def make(kafka: ApacheKafka, topic: str, settings: Mapping[str, str] | None = None) -> None:
    with administrator(kafka) as admin:
        spec = {"num_partitions": 1, "replication_factor": 1, "configs": dict(settings or {})}
        admin.create_topics({topic: spec})


def change(kafka: ApacheKafka, topic: str, settings: Mapping[str, str]) -> None:
    with administrator(kafka) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, dict(settings))])


def deny(kafka: ApacheKafka, topic: str, right: ACLOperation) -> None:
    pattern = ResourcePattern(ResourceType.TOPIC, topic)
    with administrator(kafka) as admin:
        admin.create_acls(
            [
                ACL("User:lab", "*", right, ACLPermissionType.DENY, pattern),
                ACL("User:lab", "*", ACLOperation.ALL, ACLPermissionType.ALLOW, pattern),
            ]
        )


def allow(kafka: ApacheKafka, topic: str) -> None:
    pattern = ResourcePatternFilter(ResourceType.TOPIC, topic, ACLResourcePatternType.LITERAL)
    with administrator(kafka) as admin:
        admin.delete_acls([ACLFilter("User:lab", "*", ACLOperation.ANY, ACLPermissionType.DENY, pattern)])


@pytest.fixture
def two_hours_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of this computer, as kafka-python reads it for the records' time."""
    append, true = DefaultRecordBatchBuilder.append, time.time
    defaults = [(lambda: true() + 7200) if each is true else each for each in append.__defaults__]
    monkeypatch.setattr(append, "__defaults__", tuple(defaults))


def refused_once(ears: Ears, *words: str) -> None:
    """One lasting state, whose one sentence has ``words``, though the loop goes on trying."""
    at, down = ears.next(LinkDown, REFUSED_S)
    assert all(word in down.reason for word in words), down.reason
    tried = threading.Event()
    assert not tried.wait(4.0)
    assert ears.all(LinkDown) == [down]
    assert not [event for told, event in ears.heard if told > at and isinstance(event, LinkUp)]


@pytest.mark.usefixtures("two_hours_ahead")
def test_a_clock_that_kafka_does_not_take_is_said_and_other_topics_go_on(kafka: ApacheKafka) -> None:
    make(kafka, "clock", {"message.timestamp.type": "CreateTime"})
    make(kafka, "other", {"message.timestamp.type": "LogAppendTime"})
    ears = Ears()
    producer = ProducerLoop(kafka.address, user("lab"), ears)
    producer.send(*durable("clock", 1))
    with running(producer):
        refused_once(ears, "clock", "message.timestamp.type=LogAppendTime", "timedatectl")
        producer.send(*durable("other", 2))
        ears.wait(lambda: ears.tokens() == [2], SOON_S)
        change(kafka, "clock", {"message.timestamp.type": "LogAppendTime"})
        ears.wait(lambda: ears.tokens() == [2, 1], SOON_S)
        ears.next(LinkUp, SOON_S, ears.next(LinkDown, 0)[0])


def test_what_kafka_python_tries_again_by_itself_is_said_too(
    kafka: ApacheKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One node cannot have too few replicas (Kafka 4 asks for no more than there can be): as if it had."""
    handle, short = Sender._handle_produce_response, [True]

    def answered(self: object, node_id: object, sent_at: object, batches: object, answer: Any) -> None:
        for topic in answer.responses:
            for partition in topic.partition_responses:
                if short[0]:
                    partition.error_code = NotEnoughReplicasError.errno
        handle(self, node_id, sent_at, batches, answer)

    monkeypatch.setattr(Sender, "_handle_produce_response", answered)
    make(kafka, "copies")
    ears = Ears()
    producer = ProducerLoop(kafka.address, user("lab"), ears)
    for record in durable("copies", 1, 2):
        producer.send(record)
    with running(producer):
        refused_once(ears, "copies", "min.insync.replicas")
        short[0] = False
        ears.wait(lambda: ears.tokens() == [1, 2], SOON_S)


def test_a_topic_that_takes_only_small_records_is_named_for_ephemeral_ones_too(kafka: ApacheKafka) -> None:
    make(kafka, "small", {"max.message.bytes": "100"})
    ears = Ears()
    producer = ProducerLoop(kafka.address, user("lab"), ears)
    with running(producer):
        ears.next(LinkUp, SOON_S)
        ended = threading.Event()
        while not ears.all(LinkDown):
            producer.send(OutRecord("small", "k", b"x" * 200))
            assert not ended.wait(0.5)
            assert len(ears.heard) < 50
        assert "small" in ears.all(LinkDown)[0].reason


@pytest.mark.parametrize("right", [ACLOperation.WRITE, ACLOperation.DESCRIBE])
def test_no_right_to_write_one_topic_is_said_with_user_and_topic(
    kafka: ApacheKafka, right: ACLOperation
) -> None:
    topic = f"write-{right.name.lower()}"
    make(kafka, topic)
    deny(kafka, topic, right)
    ears = Ears()
    producer = ProducerLoop(kafka.address, user("lab"), ears)
    for record in durable(topic, 1, 2):
        producer.send(record)
    with running(producer):
        refused_once(ears, topic, "lab", "Write")
        allow(kafka, topic)
        ears.wait(lambda: ears.tokens() == [1, 2], 2 * SOON_S)


@pytest.mark.parametrize("right", [ACLOperation.READ, ACLOperation.DESCRIBE])
def test_no_right_to_read_one_topic_is_said_with_user_and_topic(
    kafka: ApacheKafka, right: ACLOperation
) -> None:
    topic = f"read-{right.name.lower()}"
    make(kafka, topic)
    deny(kafka, topic, right)
    ears = Ears()
    with running(ConsumerLoop(kafka.address, user("lab"), {topic: BEGINNING}, ears)):
        refused_once(ears, topic, "lab", "Read")
        allow(kafka, topic)
        since = time.monotonic()
        ears.next(LinkUp, SOON_S, since)


def test_a_wrong_password_is_said_with_the_user(kafka: ApacheKafka) -> None:
    heard, sent = Ears(), Ears()
    loops = (
        ConsumerLoop(kafka.address, user("lab", "wrong"), {"any": BEGINNING}, heard),
        ProducerLoop(kafka.address, user("lab", "wrong"), sent),
    )
    with running(*loops):
        for ears in (heard, sent):
            refused_once(ears, "lab", "sasl_")


def test_settings_that_CENTRAL_may_not_change_are_named_with_topic_and_value(kafka: ApacheKafka) -> None:
    make(kafka, "fixed", {"compression.type": "zstd"})
    deny(kafka, "fixed", ACLOperation.ALTER_CONFIGS)
    reasons = mend_topics(kafka.address, user("lab"), {"fixed": TopicSpec()}, threading.Event())
    assert len(reasons) == 2  # the codec and the clock
    assert all("fixed" in reason for reason in reasons)
    assert any("compression.type=zstd" in reason and "producer" in reason for reason in reasons)
