"""The built-in Kafka with a file comes back at its address with its records, however it ended (D5)."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from tests.resilience.world import lasting_port

DEADLINE_S = 20.0
MAIN = "import sys; from shared.messaging import embedded, lasting; {more}; sys.exit(embedded.main())"


class Broker:
    """EV_Broker with its file, killed and started again at its port. ``more``: code that runs before it."""

    def __init__(self, folder: Path, more: str = "pass") -> None:
        self.records = folder / "records"
        self.port = lasting_port()
        self.address = f"127.0.0.1:{self.port}"
        self._code = MAIN.format(more=more)
        self.start()

    def start(self) -> None:
        words = ["--port", str(self.port), "--records", str(self.records)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", self._code, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().decode().strip() == self.address

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=10)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.kill()


Places = dict[tuple[int, int], bytes]


def send(address: str, values: list[bytes], patience_s: float = DEADLINE_S) -> Places:
    """Each value at the place that Kafka confirmed; those that it did not confirm are left out."""
    found: Places = {}

    def told(error: object, message: Message) -> None:
        if error is None:
            found[message.partition() or 0, message.offset() or 0] = message.value() or b""

    producer = Producer({"bootstrap.servers": address, "acks": "all", "log_level": 0})
    for value in values:
        producer.produce("t", value, on_delivery=told)
    producer.flush(patience_s)
    return found


def read(address: str, wanted: Places) -> Places:
    """All records, as soon as those at the places of ``wanted`` are there."""
    options = {"bootstrap.servers": address, "group.id": "test", "enable.auto.commit": False, "log_level": 0}
    consumer = Consumer({**options, "fetch.wait.max.ms": 20})
    found: Places = {}
    try:
        consumer.assign([TopicPartition("t", number, 0) for number in range(4)])
        deadline = time.monotonic() + DEADLINE_S
        while not wanted.keys() <= found.keys() and time.monotonic() < deadline:
            for each in consumer.consume(1000, 0.2):
                if each.error() is None:
                    found[each.partition() or 0, each.offset() or 0] = each.value() or b""
    finally:
        consumer.close()
    return found


def test_D5_after_a_kill_each_record_is_at_its_place_and_new_ones_follow(broker: Broker) -> None:
    before = send(broker.address, [b"%d" % number for number in range(500)])
    broker.kill()
    with broker.records.open("ab") as file:
        file.write(b"\0\0\1\0 half a request")
    broker.start()
    assert len(before) == 500 and read(broker.address, before) == before
    after = before | send(broker.address, [b"after"])
    assert len(after) == 501
    broker.kill()
    broker.start()
    assert read(broker.address, after) == after


def test_D5_killed_in_the_middle_of_it_nothing_confirmed_is_lost(broker: Broker) -> None:
    timer = threading.Timer(0.5, broker.kill)
    timer.start()
    confirmed: Places = {}
    while timer.is_alive():
        confirmed |= send(broker.address, [b"%d" % len(confirmed)] * 50, patience_s=2.0)
    timer.join()
    broker.start()
    found = read(broker.address, confirmed)
    assert confirmed and confirmed.items() <= found.items()


def test_it_is_the_same_cluster_after_a_kill_and_another_one_without_its_file(broker: Broker) -> None:
    def cluster() -> str:
        client = AdminClient({"bootstrap.servers": broker.address, "log_level": 0})
        return str(client.list_topics(timeout=DEADLINE_S).cluster_id)

    first = cluster()
    broker.kill()
    broker.start()
    assert cluster() == first
    broker.kill()
    broker.records.unlink()
    broker.start()
    assert cluster() != first


def test_a_file_that_grows_too_long_is_given_up_and_the_broker_goes_on(tmp_path: Path) -> None:
    broker = Broker(tmp_path, "lasting.MOST_BYTES = 2_000")
    try:
        sent = send(broker.address, [b"x" * 3_000]) | send(broker.address, [b"y"])
        assert len(sent) == 2 and read(broker.address, sent) == sent
        assert broker.records.stat().st_size == 0
    finally:
        broker.kill()


@pytest.mark.parametrize(
    "said", [b"\0\0\0\2ab", b"\xff" * 64, b"\0\0\0\x0c\0\3\0\5\0\0\0\1\0\0", b"GET / HTTP/1.1\r\n"]
)
def test_B1_what_is_no_request_ends_that_connection_alone(broker: Broker, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", broker.port), 5) as stranger:
        stranger.sendall(said)
        stranger.shutdown(socket.SHUT_WR)
        stranger.settimeout(DEADLINE_S)
        while stranger.recv(4096):
            pass
    sent = send(broker.address, [b"still there"])
    assert read(broker.address, sent) == sent


def test_B4_a_taken_port_is_a_sentence_and_exit_code_1(broker: Broker, tmp_path: Path) -> None:
    words = ["--port", str(broker.port), "--records", str(tmp_path / "b")]
    done = subprocess.run(
        [sys.executable, "-m", "shared.messaging.embedded", *words],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=DEADLINE_S,
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot use its port or its file" in done.stderr and "Traceback" not in done.stderr
