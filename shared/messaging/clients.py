"""Making and ending kafka-python clients, by what that library keeps private.

Why it is needed (kafka-python 3.0.12, measured): a constructor that fails to reach the broker leaves its I/O
thread running; nothing in it can be interrupted; ``allow_auto_create_topics`` is ignored; a producer that
still holds records cannot be closed. What has to be changed in it is in :mod:`shared.messaging.patches`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    KafkaConfigurationError,
    KafkaError,
    KafkaTimeoutError,
    for_code,
)
from kafka.net.compat import KafkaNetClient
from kafka.partitioner.default import murmur2
from kafka.protocol.metadata import MetadataRequest

from shared.messaging import patches  # noqa: F401  # kafka-python is changed before a client is made
from shared.messaging.link import LinkLost, OptionsRefused, astray_text, other_cluster_text
from shared.messaging.names import door_of
from shared.messaging.options import OptionValue, options_of
from shared.runtime import launch
from shared.runtime.doors import Door

_SLICE_S: Final = 0.1
_JOIN_S: Final = 1.0
_SETTINGS_S: Final = 2.0
_NO_ERROR, _UNKNOWN_TOPIC, _LEADER_NOT_AVAILABLE = 0, 3, 5

_COMMON: Final[Mapping[str, Any]] = {
    # The library's defaults (30 s and more) would leave a client away long after its broker is back.
    "bootstrap_timeout_ms": 2000,
    "request_timeout_ms": 5000,
    "reconnect_backoff_max_ms": 500,
}
_CONSUMER: Final[Mapping[str, Any]] = {**_COMMON, "max_poll_records": 2000, "metrics_enabled": False}
_FORCED: Final[Mapping[str, Any]] = {"auto_offset_reset": "none", "enable_auto_commit": False}
_PRODUCER: Final[Mapping[str, Any]] = {
    **_COMMON,
    "metrics_enabled": False,
    # The idempotent producer is stuck for good once a batch has expired; our ids de-duplicate.
    "enable_idempotence": False,
    "acks": "all",
    "max_in_flight_requests_per_connection": 1,
    "max_block_ms": 500,
    # The loop gives up much earlier and starts anew: a batch that expires here would lose its order.
    "delivery_timeout_ms": 60_000,
}


class Stopped(Exception):
    """The loop was told to stop while it waited for the broker."""


@dataclass(frozen=True, slots=True)
class ClusterView:
    """An answer of the broker: the cluster, ``{topic: {partition: has a leader}}``, and its round trip.

    ``topic_ids`` tells a topic from one of the same name that was deleted; the embedded broker has none.
    """

    cluster_id: str | None
    topics: Mapping[str, Mapping[int, bool]]
    latency_ms: float
    topic_ids: Mapping[str, str]


class Network:
    """The connections below one kafka-python client."""

    def __init__(self, stop: threading.Event, create_topics: bool) -> None:
        self._stop = stop
        self._create_topics = create_topics
        self._client: Any = None
        self._cluster_id: str | None = None

    def __call__(self, **config: Any) -> KafkaNetClient:
        """Called by kafka-python (its ``kafka_client`` option): connect, and give up when told to stop."""
        self._client = client = KafkaNetClient(**config)
        client.cluster.config["allow_auto_create_topics"] = self._create_topics and config.get(
            "allow_auto_create_topics", True
        )
        timeout_ms = config["bootstrap_timeout_ms"]
        deadline = time.monotonic() + timeout_ms / 1000
        future = client._manager.bootstrap_async(timeout_ms)
        while not future.is_done:
            if self._stop.is_set():
                raise Stopped
            if (refused := getattr(client._net, "refused_user", None)) is not None:
                raise refused
            if time.monotonic() > deadline + _SLICE_S:
                raise KafkaTimeoutError("no answer to the bootstrap requests")
            client._net.poll(timeout_ms=_SLICE_S * 1000, future=future)
        if future.failed():
            raise future.exception
        self._cluster_id = client.cluster.cluster_id  # the next answer may be of another Kafka already
        return client

    def close(self) -> None:
        """End connections and thread; for a client whose constructor failed half way."""
        if self._client is not None:
            with contextlib.suppress(KafkaError, RuntimeError, OSError):
                self._client.close()

    def look(self, topics: Iterable[str], timeout_s: float, create: bool = False) -> ClusterView:
        """Ask the broker about ``topics``: a round trip that also proves that it lives.

        Raises:
            KafkaError: no answer within ``timeout_s`` seconds, or a topic that we may not see.
            Stopped: the loop was told to stop.
        """
        request = MetadataRequest(
            topics=[MetadataRequest.MetadataRequestTopic(name=topic) for topic in topics],
            allow_auto_topic_creation=create,
            include_cluster_authorized_operations=False,
            include_topic_authorized_operations=False,
        )
        asked_at = time.monotonic()
        manager = self._client._manager
        answer = self._wait(manager.call_soon(manager.send, request), timeout_s)
        return _view_of(answer, (time.monotonic() - asked_at) * 1000)

    def greet(self, broker: str, topics: Iterable[str], timeout_s: float) -> ClusterView:
        """The first :meth:`look` after ``broker`` let us in: it goes to where Kafka says that it lives.

        Raises, beside what a look raises:
            LinkLost: that is no address for us, or another Kafka's; with the remedy.
        """
        try:
            view = self.look(topics, timeout_s)
        except KafkaError as error:
            if error.retriable and self._is_sent_astray(broker):
                raise self._lost(astray_text(), broker) from error
            raise
        if self._cluster_id is not None and view.cluster_id not in (None, self._cluster_id):
            raise self._lost(other_cluster_text(), broker)
        return view

    def _is_sent_astray(self, broker: str) -> bool:
        """Nothing connects where Kafka says that it lives, though it is not dead: ``broker`` is open."""
        manager = self._client._manager
        addresses = _addresses(manager.cluster)
        if not addresses or addresses == [broker]:
            return False
        connections = list(manager._conns.items())
        if any(conn.transport for node, conn in connections if not manager.cluster.is_bootstrap(node)):
            return False
        return door_of(broker) is Door.OPEN

    def _lost(self, text: str, broker: str) -> LinkLost:
        advertised = ", ".join(_addresses(self._client.cluster))
        host = broker.rpartition(":")[0]
        start = launch.typed("EV_Kafka", ["start", "--advertise", host])
        return LinkLost(text.format(broker=broker, advertised=advertised, host=host, start=start))

    def settings(self, admin: Any, wanted: Mapping[str, list[str]]) -> dict[str, dict[str, str]]:
        """The settings ``{topic: names}`` as they are, those that are default too; as far as we may know."""
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic, names) for topic, names in wanted.items()]
        found = self._ask(admin._async_describe_configs, asked, False, "all").get("topic", {})
        return {
            topic: {name: setting["value"] for name, setting in settings.items()}
            for topic, settings in found.items()
        }

    def change_settings(self, admin: Any, changes: Mapping[str, dict[str, str]]) -> dict[str, str]:
        """Change settings of topics; ``{topic: why not}`` of those that Kafka does not let us change."""
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic, dict(new)) for topic, new in changes.items()]
        done = self._ask(admin._async_alter_configs, asked, False, False).get("topic", {})
        return {topic: answer for topic, answer in done.items() if answer != "OK"}

    def _ask(self, question: Callable[..., Any], *details: Any) -> Any:
        return self._wait(self._client._manager.call_soon(question, *details), _SETTINGS_S)

    def learn(self, timeout_s: float) -> None:
        """Let kafka-python itself ask for its assigned topics: it drops offsets of those it has not seen.

        It may be asking already, about those that were assigned before.
        """
        manager = self._client._manager

        async def ask() -> None:
            if manager.cluster.metadata_refresh_in_progress:
                await manager.cluster.refresh_metadata()  # joins that one
            await manager.cluster.refresh_metadata()

        self._wait(manager.call_soon(ask), timeout_s)

    def knows(self, topic: str) -> bool:
        """True when the partitions of ``topic`` are known, so that ``send`` does not block."""
        return self._client.cluster.partitions_for_topic(topic) is not None

    def forbidden(self, topic: str) -> bool:
        """True when this user may not even know of ``topic``."""
        return topic in self._client.cluster.unauthorized_topics

    def _wait(self, future: Any, timeout_s: float) -> Any:
        answered = threading.Event()
        future.add_both(lambda _: answered.set())
        deadline = time.monotonic() + timeout_s
        while not answered.wait(min(_SLICE_S, max(0.0, deadline - time.monotonic()))):
            if self._stop.is_set():
                raise Stopped
            if time.monotonic() >= deadline:
                raise KafkaTimeoutError(f"no answer in {timeout_s:g} s")
        if future.failed():
            raise future.exception
        return future.value


Connected = contextlib.AbstractContextManager[tuple[Any, Network]]


def open_consumer(broker: str, options: Mapping[str, OptionValue], stop: threading.Event) -> Connected:
    """A connected consumer without a place; missing topics are not created. Blocks up to the bootstrap time.

    Of ``options`` it gets those that it knows. It is ended whatever state it is in; nothing is raised then.

    Raises:
        KafkaError, OSError: the broker is not reached.
        OptionsRefused: an option has a value that kafka-python does not take.
        Stopped: told to stop meanwhile.
    """

    def end(consumer: Any) -> None:
        consumer.close(autocommit=False, timeout_ms=200)  # no place is committed

    config = {**_CONSUMER, **options_of(KafkaConsumer, options), **_FORCED}
    return _connected(KafkaConsumer, broker, config, Network(stop, False), end)


def open_producer(broker: str, options: Mapping[str, OptionValue], stop: threading.Event) -> Connected:
    """A connected producer, as :func:`open_consumer`. What it still holds at its end is dropped."""

    def end(producer: Any) -> None:
        # close() first waits for all that is unsent and gives up half way if it cannot be sent.
        producer._sender.force_close()
        producer._sender.join(_JOIN_S)
        producer.close(timeout=0)

    config = {**_PRODUCER, **options_of(KafkaProducer, options)}
    return _connected(KafkaProducer, broker, config, Network(stop, True), end)


def open_admin(broker: str, options: Mapping[str, OptionValue], stop: threading.Event) -> Connected:
    """A connected admin client, as :func:`open_consumer`."""
    config = {**_COMMON, **options_of(KafkaAdminClient, options)}
    return _connected(KafkaAdminClient, broker, config, Network(stop, True), KafkaAdminClient.close)


@contextlib.contextmanager
def _connected(
    make: Callable[..., Any],
    broker: str,
    config: Mapping[str, Any],
    network: Network,
    end: Callable[[Any], None],
) -> Iterator[tuple[Any, Network]]:
    with contextlib.closing(network):
        try:
            client = make(bootstrap_servers=broker, kafka_client=network, **config)
        except (KafkaConfigurationError, TypeError, ValueError, AssertionError) as error:
            raise OptionsRefused(str(error)) from error
        try:
            yield client, network
        finally:
            with contextlib.suppress(KafkaError, RuntimeError, OSError):
                end(client)


def hear_refusals(producer: Any, tell: Callable[[str, int, Exception], None]) -> None:
    """Have ``tell(topic, partition, error)`` called, in kafka-python's thread, when Kafka refuses a batch:
    kafka-python itself tries some for a minute before it says so."""
    sender = producer._sender
    complete = sender._complete_batch

    def completing(batch: Any, answer: Any) -> None:
        if answer.error_code != _NO_ERROR:
            place = batch.topic_partition
            tell(place.topic, place.partition, for_code(answer.error_code)(answer.error_message))
        complete(batch, answer)

    sender._complete_batch = completing


def want_topic(producer: Any, topic: str) -> None:
    """Let the producer's own thread find out about ``topic``; ``send`` would block this one for it.

    To be called until it is known: kafka-python takes the answer to a question that was on its way for the
    answer to this one too, and would not ask again for five minutes.
    """
    producer._sender.add_topic(topic)
    if topic in producer._metadata._topics:
        producer._metadata.request_update()


def partition_of(key: str, partitions: int) -> int:
    """Where Kafka's own partitioner puts the records of ``key``."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def _addresses(cluster: Any) -> list[str]:
    """Where the brokers of ``cluster`` say that they live."""
    nodes = sorted((node.host, node.port) for node in cluster.brokers())
    return [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in nodes]


def _view_of(answer: Any, latency_ms: float) -> ClusterView:
    topics: dict[str, dict[int, bool]] = {}
    for topic in answer.topics:
        if topic.error_code == _UNKNOWN_TOPIC:
            continue
        if topic.error_code not in (_NO_ERROR, _LEADER_NOT_AVAILABLE):
            raise for_code(topic.error_code)(topic.name)
        topics[topic.name] = {part.partition_index: part.leader_id != -1 for part in topic.partitions}
    with_id = (topic for topic in answer.topics if topic.topic_id is not None and topic.topic_id.int)
    ids = {topic.name: str(topic.topic_id) for topic in with_id}
    return ClusterView(answer.cluster_id, topics, latency_ms, ids)
