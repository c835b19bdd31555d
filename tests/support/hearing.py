"""kafka-python's consumer as tests use it, on the embedded broker, to hear what programs say."""

from __future__ import annotations

from typing import Any

from kafka import KafkaConsumer

_CONNECTED_MS = 20_000


def hearer(broker: str, *topics: str, **options: Any) -> KafkaConsumer:
    """A consumer of all partitions of ``topics``, each from its end unless ``options`` say otherwise.

    It is connected before it learns of its topics. kafka-python 3.0.12 asks about the cluster from within its
    constructor; given topics there, it may take the answer to that question, which named none, for the
    answer about them, and then hears nothing until it asks again after five minutes.
    """
    consumer = KafkaConsumer(
        bootstrap_servers=broker, api_version=(2, 3), group_id=None, fetch_max_wait_ms=20, **options
    )
    try:
        consumer.bootstrap(_CONNECTED_MS)
    except BaseException:
        consumer.close()
        raise
    if topics:
        consumer.subscribe(topics)
    return consumer
