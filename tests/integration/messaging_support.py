"""A real broker in a process of its own, and ears for what the Kafka loops tell."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from shared.messaging.consumer import ConsumerLoop
from shared.messaging.embedded import CLIENT_OPTIONS
from shared.messaging.events import Delivered, OutRecord, RawRecord, Records
from shared.messaging.options import OptionValue, parse_kafka_option
from shared.messaging.producer import ProducerLoop

LEFT_S = 10.0
_LOOP = "loop under test"
OPTIONS: dict[str, OptionValue] = dict(
    parse_kafka_option(f"{name}={value}") for name, value in CLIENT_OPTIONS.items()
)

Event = TypeVar("Event")


class BrokerProcess:
    """``python -m shared.messaging.embedded``: can be frozen (alive, but silent) and killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shared.messaging.embedded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert self.address.startswith("127.0.0.1:")

    def freeze(self) -> None:
        """SIGSTOP; it has stopped when this returns."""
        os.kill(self._process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def thaw(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=10)

    def close(self) -> int:
        """End its input, which ends it; its exit code."""
        self.thaw()
        self._process.communicate(timeout=10)
        return self._process.returncode


@contextlib.contextmanager
def broker_process() -> Iterator[BrokerProcess]:
    broker = BrokerProcess()
    try:
        yield broker
    finally:
        broker.kill()


class Door:
    """A fixed address that leads to whatever broker is behind it (for the first request of each client)."""

    def __init__(self, delay_s: float = 0.0) -> None:
        """``delay_s``: what passes waits for so long, one piece after the other."""
        self._delay_s = delay_s
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.target: str | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        selector = selectors.DefaultSelector()
        selector.register(self._listener, selectors.EVENT_READ)
        while not self._closed.is_set():
            for key, _ in selector.select(0.1):
                if key.fileobj is self._listener:
                    self._enter(selector)
                else:
                    self._pass_on(selector, key)
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        selector.close()

    def _enter(self, selector: selectors.BaseSelector) -> None:
        inside, _ = self._listener.accept()
        try:
            if self.target is None:
                raise OSError
            host, port = self.target.rsplit(":", 1)
            outside = socket.create_connection((host, int(port)), timeout=1)
        except OSError:
            inside.close()
            return
        selector.register(inside, selectors.EVENT_READ, outside)
        selector.register(outside, selectors.EVENT_READ, inside)

    def _pass_on(self, selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
        here: Any = key.fileobj
        time.sleep(self._delay_s)
        try:
            data = here.recv(65536)
            if data:
                key.data.sendall(data)
                return
        except OSError:
            pass
        for end in (here, key.data):
            with contextlib.suppress(KeyError, ValueError):
                selector.unregister(end)
            end.close()

    def close(self) -> None:
        self._closed.set()
        self._thread.join(5)


class Ears:
    """Keeps the events of a loop and lets a test wait for them. Call it as ``deliver``."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, Any]] = []
        self._news = threading.Condition()

    def __call__(self, event: Any) -> None:
        with self._news:
            self.heard.append((time.monotonic(), event))
            self._news.notify_all()

    def wait(self, holds: Callable[[], bool], within: float) -> None:
        with self._news:
            assert self._news.wait_for(holds, within), f"not in {within} s; heard {self.tail()}"

    def tail(self) -> list[Any]:
        return [event for _, event in self.heard[-12:]]

    def all(self, kind: type[Event]) -> list[Event]:
        return [event for _, event in self.heard if isinstance(event, kind)]

    def next(self, kind: type[Event], within: float, since: float = 0.0) -> tuple[float, Event]:
        """The first event of ``kind`` after ``since`` (monotonic), with its time."""

        def found() -> list[tuple[float, Event]]:
            return [(at, event) for at, event in self.heard if at >= since and isinstance(event, kind)]

        self.wait(lambda: bool(found()), within)
        return found()[0]

    def records(self) -> list[RawRecord]:
        return [record for event in self.all(Records) for record in event.records]

    def values(self, topic: str | None = None) -> list[bytes]:
        return [record.value for record in self.records() if topic in (None, record.topic)]

    def tokens(self) -> list[object]:
        return [token for event in self.all(Delivered) for token in event.tokens]


@contextlib.contextmanager
def running(*loops: ConsumerLoop | ProducerLoop, ends_within: float = 3.0) -> Iterator[None]:
    """Run ``loops`` in threads; they must end when told, and leave no thread of kafka-python behind.

    Inside another ``running`` that is for the outer one to see: its loops may connect again meanwhile.
    """
    before = set(threading.enumerate())
    inside = any(thread.name.startswith(_LOOP) for thread in before)
    stop = threading.Event()
    threads = [
        threading.Thread(target=loop.run, args=(stop,), name=f"{_LOOP} {loop!r}", daemon=True)
        for loop in loops
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for loop in loops:
            loop.wake()
        deadline = time.monotonic() + ends_within
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
    assert not [thread for thread in threads if thread.is_alive()], "a loop did not stop"
    deadline = time.monotonic() + LEFT_S
    while not inside and (left := _threads_of_kafka() - before):
        assert time.monotonic() < deadline, f"a loop left a thread behind: {left}"
        time.sleep(0.05)


def _threads_of_kafka() -> set[threading.Thread]:
    """Without those that ask a silent name server: they end by themselves."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith("name of ")}


def durable(topic: str, *values: int, key: str = "k") -> list[OutRecord]:
    return [OutRecord(topic, key, str(value).encode(), (), value) for value in values]


def send_all(broker: str, records: list[OutRecord]) -> None:
    """Have durable records stored by the broker."""
    ears = Ears()
    producer = ProducerLoop(broker, OPTIONS, ears)
    for record in records:
        producer.send(record)
    with running(producer):
        ears.wait(lambda: len(ears.tokens()) == len(records), 10)
