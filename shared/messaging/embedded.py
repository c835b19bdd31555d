"""A Kafka broker in memory, for one computer: the mock cluster inside confluent-kafka (librdkafka).

It listens on 127.0.0.1 at a port of its own choice, makes topics of 4 partitions when asked about them,
keeps at most 5 MB of a partition, and forgets all when its process ends. Anything real uses Apache Kafka.

EV_Broker is this module as a process of its own: it prints ``host:port`` and lives
until its standard input ends or it is told to stop. With ``--port`` and ``--records`` it comes back at its
address with its records, even after a kill (``lasting``).
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

from confluent_kafka import KafkaException, Producer

from shared.messaging.lasting import HOST, LastingBroker
from shared.runtime.console import say
from shared.runtime.errors import StartError
from shared.runtime.text import translate

_START_S: Final = 10.0

CLIENT_OPTIONS: Final[dict[str, str]] = {
    # It cannot negotiate: with a newer version the clients hang.
    "api_version": "2,3",
    # It does not wake a waiting fetch when a record comes: short waits keep the latency low.
    "fetch_max_wait_ms": "20",
}
"""``--kafka-option`` values that every app needs with this broker."""


class EmbeddedBroker:
    """The broker as a context manager; ``address`` is where it listens (``host:port``)."""

    client_options = CLIENT_OPTIONS

    def __enter__(self) -> Self:
        """Open it. Raises ``StartError``: it cannot listen."""
        # It is a client's test feature: the cluster lives as long as this client, which sends nothing.
        self._cluster: Any = Producer(
            {"bootstrap.servers": "none", "test.mock.num.brokers": 1, "log_level": 0}
        )
        try:
            (node,) = self._cluster.list_topics(timeout=_START_S).brokers.values()
        except KafkaException as error:
            self._cluster = None
            sentence = translate(
                "Kafka", "The built-in Kafka does not start ({error}): use Apache Kafka instead."
            )
            raise StartError(sentence.format(error=error)) from error
        self.address = f"{node.host}:{node.port}"
        return self

    def __exit__(self, *_: object) -> None:
        """End it; all records are gone."""
        self._cluster = None


def main(argv: Sequence[str] | None = None) -> int:
    """Run a broker until standard input ends, SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(
        prog="EV_Broker",
        description="A Kafka broker in memory, on this computer alone, for trying out.",
    )
    parser.add_argument("--port-file", type=Path, help="write host:port to this file as well")
    parser.add_argument("--port", type=int, help="where to listen; with --records, the file to remember by")
    parser.add_argument("--records", type=Path)
    arguments = parser.parse_args(argv)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with EmbeddedBroker() as broker:
        address = broker.address
        if arguments.records:
            try:
                lasting = LastingBroker(address, arguments.port, arguments.records)
            except OSError as error:
                sentence = translate("Kafka", "The built-in Kafka cannot use its port or its file: {reason}")
                say(sentence.format(reason=error))
                return 1
            threading.Thread(target=lasting.serve, daemon=True).start()
            address = f"{HOST}:{lasting.port}"
        if arguments.port_file:
            # Renamed into place, so that a reader never sees half an address.
            unfinished = arguments.port_file.with_suffix(".part")
            unfinished.write_text(address)
            os.replace(unfinished, arguments.port_file)
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        threading.Thread(target=_until_end_of_input, args=(ended,), daemon=True).start()
        ended.wait()
    return 0


def _until_end_of_input(ended: threading.Event) -> None:
    # Not through sys.stdin: its lock, held by a waiting thread, would abort the interpreter's end.
    while os.read(0, 4096):
        pass
    ended.set()


if __name__ == "__main__":
    sys.exit(main())
