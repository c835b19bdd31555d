"""How often a Kafka that says no is asked again, and what is said of it."""

from __future__ import annotations

import importlib
import threading
from types import SimpleNamespace

import pytest
from kafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    PolicyViolationError,
    SaslAuthenticationFailedError,
    TopicAuthorizationFailedError,
)

from shared.messaging import consumer, patches
from shared.messaging.clients import ClusterView, Network
from shared.messaging.events import LinkDown, LinkUp, TopicAmiss
from shared.messaging.link import LinkLost, LinkReporter, OptionsRefused, Refused
from shared.messaging.topics import TopicsMissing, TopicSpec


def caused(cause: Exception) -> TopicsMissing:
    error = TopicsMissing("Kafka has no topics")
    error.__cause__ = cause
    return error


def tried(error: Exception) -> tuple[list[float], list[LinkUp | LinkDown]]:
    """The pauses after each of 8 tries that end in ``error``, and what is told."""
    heard: list[LinkUp | LinkDown] = []
    link = LinkReporter("consumer", "127.0.0.1:1", heard.append, "Read", "lab")
    link.up(1.0)
    pauses = []
    for _ in range(8):
        link.down(error)
        pauses.append(link.retry_s)
    return pauses, heard[1:]


@pytest.mark.parametrize(
    "error",
    [
        Refused(["ev.notices"], PolicyViolationError("no")),
        TopicAuthorizationFailedError({"ev.notices"}),
        SaslAuthenticationFailedError("wrong"),
        OptionsRefused("no such option"),
        TopicsMissing("Kafka has no topics"),
        caused(TopicAuthorizationFailedError("ev.notices")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_who_is_told_no_asks_less_and_less_often_and_says_it_once(error: Exception) -> None:
    pauses, heard = tried(error)
    assert pauses == sorted(pauses) and pauses[0] < 1.0 and pauses[-1] == 10.0
    assert len(heard) == 1


@pytest.mark.parametrize("error", [KafkaTimeoutError("away"), caused(KafkaError("away"))], ids=repr)
def test_a_broker_that_is_away_is_looked_for_as_often_as_ever(error: Exception) -> None:
    assert set(tried(error)[0]) == {0.3}


def test_a_refusal_names_user_right_and_topics() -> None:
    ((told,)) = tried(TopicAuthorizationFailedError({"ev.notices", "ev.network"}))[1]
    assert isinstance(told, LinkDown)
    assert "the user lab" in told.reason
    assert "ev.network, ev.notices: give it the right Read" in told.reason


def test_B_what_is_amiss_with_topics_is_told_once_however_often_the_loop_connects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reasons = [["a is wrong"], ["a is wrong"], ["a is wrong", "b is wrong"]]
    monkeypatch.setattr(consumer, "mend_topics", lambda *_: reasons.pop(0))
    heard: list[object] = []
    loop = consumer.ConsumerLoop("127.0.0.1:1", {}, {}, heard.append, create={"a": TopicSpec()})
    while reasons:
        loop._mended = None  # as at each connection
        loop._mend(ClusterView("c", {}, 1.0, {"a": "id"}), threading.Event())
    assert heard == [TopicAmiss("a is wrong"), TopicAmiss("b is wrong")]


def test_another_kafka_python_than_the_one_that_is_patched_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kafka.__version__", "3.1.0")
    with pytest.raises(ImportError, match=r"3\.1\.0 is installed, and 3\.0\.12 is wanted"):
        importlib.reload(patches)


class _Client:
    """What kafka-python has below a client, once it was let in."""

    def __init__(self, **_: object) -> None:
        self.cluster = SimpleNamespace(cluster_id="first", config={}, brokers=list)
        done = SimpleNamespace(is_done=True, failed=lambda: False)
        self._manager = SimpleNamespace(bootstrap_async=lambda _: done)


def test_another_kafka_is_told_though_the_client_has_heard_of_it_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.messaging.clients.KafkaNetClient", _Client)
    network = Network(threading.Event(), False)
    client = network(bootstrap_timeout_ms=100)

    def look(*_: object) -> ClusterView:
        client.cluster.cluster_id = "second"
        return ClusterView("second", {}, 1.0, {})

    monkeypatch.setattr(network, "look", look)
    with pytest.raises(LinkLost, match="where another Kafka answers"):
        network.greet("kafka:9092", (), 1.0)
