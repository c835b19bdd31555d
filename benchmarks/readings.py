"""How many signed readings a second go through CENTRAL's core and database.

The same records are first only consumed from the embedded broker (fetch and copy, no more), then consumed by
the same loop into CENTRAL's real core: decode, verify the signature, check the meter, commit in SQLite, make
the notices. The figure that counts is the ratio of the two in the same run.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from apps.ev_central.service import CentralService
from apps.ev_central.views import CpHistory, PanelUpdate
from shared.domain.money import amount
from shared.domain.supply import SupplyState
from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.embedded import EmbeddedBroker
from shared.messaging.events import (
    BEGINNING,
    ConsumerEvent,
    Delivered,
    FromConsumer,
    FromProducer,
    LinkUp,
    OutRecord,
    ProducerEvent,
    Records,
)
from shared.messaging.options import OptionValue, parse_kafka_option
from shared.messaging.producer import ProducerLoop
from shared.runtime.clock import now
from shared.store.central_store import CentralStore
from shared.store.rows import CpRow, Enrolment, SupplyRow

CPS = 200
READINGS_EACH = 100
PRICE = Decimal("0.54")


class _Nobody:
    """The core's effects are made and then dropped: what is measured is the core."""

    def answer(self, connection: int, text: str) -> None: ...
    def send(self, record: OutRecord) -> None: ...
    def publish(self, update: PanelUpdate) -> None: ...
    def show_history(self, history: CpHistory) -> None: ...
    def reply(self, value: object) -> None: ...
    def complain(self, sentence: str) -> None: ...


def main() -> None:
    """Print both rates and their ratio."""
    total = CPS * READINGS_EACH
    with EmbeddedBroker() as broker, tempfile.TemporaryDirectory() as folder:
        options = dict(parse_kafka_option(f"{k}={v}") for k, v in broker.client_options.items())
        store = CentralStore(f"sqlite:///{Path(folder) / 'central.sqlite3'}")
        keys = _network(store)
        _produce(broker.address, options, _readings(keys))
        raw = _consume(broker.address, options, total, lambda batch: None)
        service = CentralService(store, _Nobody(), now())
        service.handle(FromConsumer(LinkUp(1.0)), now())
        service.handle(FromProducer(LinkUp(1.0)), now())

        def through_core(batch: Records) -> None:
            service.handle(FromConsumer(batch), now())
            service.tick(now())
            service.flush(now())

        core = _consume(broker.address, options, total, through_core)
        done = [store.supply(f"s{n}") for n in range(CPS)]
        store.close()
    lost = sum(row is None or row.seq != READINGS_EACH for row in done)
    print(
        f"records                    {total}, of {CPS} charging points; supplies that lack a reading: {lost}"
    )
    print(f"consumed only              {total / raw:12,.0f} records/s")
    print(f"through core and database  {total / core:12,.0f} records/s")
    print(f"ratio                      {raw / core:12.2f} of the raw rate")


def _network(store: CentralStore) -> dict[str, bytes]:
    keys = {}
    for number in range(CPS):
        cp_id, key = f"CP{number}", hashlib.sha256(str(number).encode()).digest()
        keys[cp_id] = key
        store.put_cp(CpRow(cp_id, "here", None, None, Enrolment.ENROLLED, secret="00", key_latest=key.hex()))
        at = "2026-01-01T00:00:00.000Z"
        store.put_supply(
            SupplyRow(
                f"s{number}",
                f"r{number}",
                f"d{number}",
                cp_id,
                "here",
                "app",
                PRICE,
                SupplyState.SUPPLYING,
                at,
                at,
                at,
            )
        )
    store.commit()
    return keys


def _readings(keys: dict[str, bytes]) -> list[OutRecord]:
    records = []
    for seq in range(1, READINGS_EACH + 1):
        for number, (cp_id, key) in enumerate(keys.items()):
            body = {
                "type": "meter_reading",
                "id": str(uuid.uuid4()),
                "at": "2026-01-01T00:00:00.000Z",
                "session_id": f"s{number}",
                "seq": seq,
                "power_w": 22_000,
                "energy_wh": seq * 6,
                "amount": f"{amount(seq * 6, PRICE):.2f}",
            }
            value = json.dumps(body).encode()
            mac = hmac.new(key, f"{topics.CP_EVENTS}|{cp_id}|".encode() + value, hashlib.sha256).hexdigest()
            records.append(OutRecord(topics.CP_EVENTS, cp_id, value, (("sig", mac.encode()),), len(records)))
    return records


def _produce(address: str, options: dict[str, OptionValue], records: list[OutRecord]) -> None:
    left, done = [len(records)], threading.Event()

    def deliver(event: ProducerEvent) -> None:
        if isinstance(event, Delivered):
            left[0] -= len(event.tokens)
            if left[0] == 0:
                done.set()

    loop, stop = ProducerLoop(address, options, deliver), threading.Event()
    thread = threading.Thread(target=loop.run, args=(stop,))
    thread.start()
    for record in records:
        loop.send(record)
    if not done.wait(120):
        raise SystemExit("the broker did not take the records within 120 s")
    stop.set()
    loop.wake()
    thread.join()


def _consume(
    address: str, options: dict[str, OptionValue], total: int, take: Callable[[Records], None]
) -> float:
    """Seconds from the first record to the last."""
    seen, began, done = [0], [0.0], threading.Event()

    def deliver(event: ConsumerEvent) -> None:
        if isinstance(event, Records):
            began[0] = began[0] or time.perf_counter()
            take(event)
            seen[0] += len(event.records)
            if seen[0] == total:
                done.set()

    loop, stop = ConsumerLoop(address, options, {topics.CP_EVENTS: BEGINNING}, deliver), threading.Event()
    start = time.perf_counter()
    thread = threading.Thread(target=loop.run, args=(stop,))
    thread.start()
    if not done.wait(120):
        raise SystemExit("the records did not come back within 120 s")
    seconds = time.perf_counter() - max(start, began[0])
    stop.set()
    loop.wake()
    thread.join()
    return seconds


if __name__ == "__main__":
    main()
