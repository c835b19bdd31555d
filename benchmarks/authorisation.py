"""How long a driver waits from the request to ``authorised``, on an idle network of real processes.

CENTRAL, an engine and its monitor run as processes over the embedded broker; this process is the driver. The
path has four hops through Kafka: request, authorise, answer, notice. Beside it the same run measures one bare
hop (send, read back) with the same clients; the ratio to four of them is what the product itself adds.
"""

from __future__ import annotations

import contextlib
import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.domain.ids import new_id
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import BadRecord, decode, encode
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import END, OutRecord, Positioned, Records
from shared.messaging.options import parse_kafka_option
from shared.messaging.producer import ProducerLoop
from shared.runtime.clock import to_wire
from tests.foreign.processes import EMBEDDED, Broker, Central, Product, free_port

ROUNDS = 60
DEADLINE_S = 20.0
PING = "benchmark.ping"
DRIVER, CP = "D1", "CP1"


class Client:
    """Sends records and waits for what comes back, with the product's own Kafka loops."""

    def __init__(self, broker: str) -> None:
        options = dict(parse_kafka_option(text) for text in EMBEDDED[1::2])
        self._read: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._producer = ProducerLoop(broker, options, lambda event: None)
        self._consumer = ConsumerLoop(broker, options, {topics.NOTICES: END, PING: END}, self._read.put)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=loop.run, args=(self._stop,)) for loop in (self._producer, self._consumer)
        ]

    def __enter__(self) -> Client:
        for thread in self._threads:
            thread.start()
        while not isinstance(self._read.get(timeout=DEADLINE_S), Positioned):
            pass
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._producer.wake()
        self._consumer.wake()
        for thread in self._threads:
            thread.join()

    def round_trip(self, topic: str, key: str, value: bytes, ends: Callable[[str, bytes], bool]) -> float:
        """Seconds from sending ``value`` until a record ``ends`` it."""
        began = time.perf_counter()
        self._producer.send(OutRecord(topic, key, value, token=value))
        while True:
            event = self._read.get(timeout=DEADLINE_S)
            if isinstance(event, Records) and any(ends(raw.topic, raw.value) for raw in event.records):
                return time.perf_counter() - began


def main() -> None:
    """Print the percentiles of both, in milliseconds."""
    with _network() as (broker, idle), Client(broker) as client:
        for _ in range(5):
            _ping(client)
            _authorise(client, idle)
        bare = [_ping(client) for _ in range(ROUNDS)]
        whole = [_authorise(client, idle) for _ in range(ROUNDS)]
    print(f"{ROUNDS} rounds                         p50      p99  (ms)")
    print(f"one bare hop through Kafka   {_ms(bare, 50)} {_ms(bare, 99)}")
    print(f"request to authorised        {_ms(whole, 50)} {_ms(whole, 99)}")
    print(f"ratio to four bare hops      {statistics.median(whole) / (4 * statistics.median(bare)):8.2f}")


def _ms(seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(seconds, n=100, method='inclusive')[percent - 1] * 1000:8.1f}"


def _ping(client: Client) -> float:
    value = new_id().encode()
    return client.round_trip(PING, "k", value, lambda topic, got: topic == PING and got == value)


def _authorise(client: Client, idle: Callable[[], None]) -> float:
    """One request up to ``authorised``; then it is cancelled, and the network is idle again."""
    idle()
    request, at = new_id(), datetime.now(UTC)
    fields = {"request_id": request, "driver_id": DRIVER, "cp_id": CP}
    asked = r.ChargeRequested(
        id=new_id(), at=to_wire(at), origin="app", expires_at=to_wire(at + timedelta(seconds=10)), **fields
    )
    seconds = client.round_trip(topics.REQUESTS, CP, encode(asked), _step(request, "authorised"))
    cancelled = r.ChargeCancelled(id=new_id(), at=to_wire(datetime.now(UTC)), **fields)
    client.round_trip(topics.REQUESTS, CP, encode(cancelled), _step(request, "cancelled"))
    return seconds


def _step(request_id: str, step: str) -> Callable[[str, bytes], bool]:
    def ends(topic: str, value: bytes) -> bool:
        try:
            record = decode(topic, value) if topic == topics.NOTICES else None
        except BadRecord:
            return False
        if not isinstance(record, r.RequestProgress) or record.request_id != request_id:
            return False
        if record.step == "denied":
            raise SystemExit(f"denied: {record.reason}")
        return record.step == step

    return ends


@contextlib.contextmanager
def _network() -> Iterator[tuple[str, Callable[[], None]]]:
    """Broker, CENTRAL, one charging point; yields the broker and a wait for the free charging point."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder, port = Path(name), free_port()
        broker = Broker()
        stack.callback(broker.close)
        central = Central(folder, broker.address, lambda: None)
        stack.callback(central.close)
        engine = Product("ev_cp_e", [broker.address, "--listen-port", str(port)], folder, lambda: None)
        stack.callback(engine.close)
        place = [f"127.0.0.1:{port}", f"127.0.0.1:{central.address[1]}", CP]
        monitor = Product("ev_cp_m", place, folder, lambda: None)
        stack.callback(monitor.close)
        central.do(f"driver add {DRIVER}")

        def idle() -> None:
            deadline = time.monotonic() + DEADLINE_S
            while not _free(central, engine):
                if time.monotonic() > deadline:
                    raise SystemExit(
                        f"the charging point does not become free\n{central.log()}\n{engine.log()}"
                    )
                time.sleep(0.02)

        yield broker.address, idle


def _free(central: Central, engine: Product) -> bool:
    seen, own = central.cp(CP), engine.ask("status")
    calm = seen.get("state") == "ACTIVATED" and not seen["reserved"] and own["state"] == "IDLE"
    return calm and own["central"] and own["kafka"] and own["monitor"]


if __name__ == "__main__":
    main()
