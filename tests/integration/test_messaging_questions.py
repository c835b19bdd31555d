"""A question about topics that kafka-python was asking already, when there were others to ask about.

kafka-python takes its answer for the answer about all topics, and would ask again after five minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from kafka.cluster import ClusterMetadata
from kafka.future import Future
from kafka.net.manager import KafkaConnectionManager

from shared.messaging.consumer import ConsumerLoop
from shared.messaging.embedded import EmbeddedBroker
from shared.messaging.events import BEGINNING, LinkDown, Positioned
from tests.integration.messaging_support import OPTIONS, Ears, durable, running, send_all
from tests.support.hearing import hearer

UNTIL_ANSWERED_S = 0.3


@pytest.fixture
def broker() -> Iterator[str]:
    with EmbeddedBroker() as embedded:
        yield embedded.address


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when kafka-python asks for itself; its answers come late enough for topics that are set then."""
    asked = threading.Event()
    questions: list[Any] = []
    question, send = ClusterMetadata.metadata_request, KafkaConnectionManager.send

    def noted_question(self: Any) -> Any:
        questions.append(question(self))
        return questions[-1]

    def send_slowly(self: Any, request: Any, *args: Any, **named: Any) -> Any:
        answer = send(self, request, *args, **named)
        if not any(request is one for one in questions):
            return answer
        late = Future()
        answer.add_callback(lambda value: self._net.call_later(UNTIL_ANSWERED_S, lambda: late.success(value)))
        answer.add_errback(late.failure)
        asked.set()
        return late

    monkeypatch.setattr(ClusterMetadata, "metadata_request", noted_question)
    monkeypatch.setattr(KafkaConnectionManager, "send", send_slowly)
    return asked


def before_topics_are_set(monkeypatch: pytest.MonkeyPatch, do: Callable[[Any], object]) -> None:
    """Have ``do(cluster)`` called each time before kafka-python is given topics."""
    set_topics = ClusterMetadata.set_topics

    def set_topics_then(self: Any, topics: Any) -> Any:
        do(self)
        return set_topics(self, topics)

    monkeypatch.setattr(ClusterMetadata, "set_topics", set_topics_then)


def test_a_topic_that_appears_while_others_are_asked_about_is_read_and_costs_no_link(
    broker: str, asked: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_all(broker, durable("early", 1))
    ears = Ears()
    with running(ConsumerLoop(broker, OPTIONS, {"early": BEGINNING, "late": BEGINNING}, ears)):
        ears.next(Positioned, 5)
        ears.wait(lambda: ears.values() == [b"1"], 5)

        def ask_already(cluster: Any) -> None:
            asked.clear()
            cluster._manager.call_soon(cluster.refresh_metadata)
            assert asked.wait(5)

        before_topics_are_set(monkeypatch, ask_already)
        send_all(broker, durable("late", 2))
        ears.wait(lambda: b"2" in ears.values(), 5)
    assert not ears.all(LinkDown)


def test_what_the_tests_listen_with_has_no_question_on_its_way_when_it_is_given_its_topics(
    broker: str, asked: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_topics_are_set(monkeypatch, lambda _cluster: asked.wait(5))
    send_all(broker, durable("t", 1))
    asked.clear()
    with closing(hearer(broker, "t", auto_offset_reset="earliest")) as hearing:
        heard: list[bytes] = []
        deadline = time.monotonic() + 5
        while not heard and time.monotonic() < deadline:
            for found in hearing.poll(timeout_ms=50).values():
                heard += [record.value for record in found]
    assert heard == [b"1"]
