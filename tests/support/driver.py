"""The driver's core under test: real rules, real store, a clock that the test turns, effects written down."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apps.ev_driver import intents, views
from apps.ev_driver.service import DriverService
from apps.ev_driver.texts import message_text
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.runtime.clock import Instant, to_wire
from shared.runtime.told import Message
from shared.store.driver_store import DriverStore

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
AT = to_wire(START)


@dataclass
class Recorder:
    """Where the core's effects end in a test."""

    sent: list[kafka.OutRecord] = field(default_factory=list)
    views: list[object] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)

    def send(self, record: kafka.OutRecord) -> None:
        self.sent.append(record)

    def publish(self, view: object) -> None:
        self.views.append(view)

    def reply(self, value: object) -> None:
        self.replies.append(value)


class Rig:
    """One driver's app as its thread sees it; ``kill`` and ``start`` are a crash and a restart."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "driver.sqlite"
        self.mono = 1000.0
        self.out = Recorder()
        self.offset = itertools.count()
        self.services: tuple[str, tuple[str, ...]] | None = None
        self.beats = True
        self.central_ahead_s = 0.0
        self.set_by_s = 0.0
        self.start()

    def now(self) -> Instant:
        return Instant(self.mono, START + timedelta(seconds=self.mono - 1000 + self.set_by_s))

    def start(self) -> None:
        self.store = DriverStore(self.path)
        memory = self.store.open()
        self.core = DriverService("5", self.store, memory, self.out, self.now(), self.services)
        self.memory = memory

    def kill(self) -> None:
        self.store.close()

    def restart(self) -> None:
        self.kill()
        self.start()

    def give(self, *events: object) -> None:
        for event in events:
            self.core.handle(event, self.now())
        self.core.tick(self.now())
        self.core.flush(self.now())

    def read(self, topic: str, key: str | None, kind: str, **fields: object) -> None:
        """A record as CENTRAL writes it; ``fields`` may give it the ``id`` of one that was read before."""
        value = {"type": kind, "id": str(uuid.uuid4()), "at": AT, **fields}
        self.raw(topic, key, json.dumps(value).encode())

    def raw(self, topic: str, key: str | None, value: bytes) -> None:
        offset = next(self.offset)
        record = kafka.RawRecord(topic, 0, offset, key, (key or "").encode(), value, (), 0)
        self.give(FromConsumer(kafka.Records((record,), {(topic, 0): offset + 1})))

    def beat(self, instance: str = "i-1", **more: object) -> None:
        at = to_wire(self.now().utc + timedelta(seconds=self.central_ahead_s))
        fields = {"at": at, "instance": instance, "started_at": AT, **more}
        self.read("ev.heartbeat", "central", "central_alive", **fields)

    def connect(self) -> None:
        self.give(
            FromConsumer(kafka.LinkUp(3.0)),
            FromProducer(kafka.LinkUp(3.0)),
            FromConsumer(kafka.Positioned("c", {})),
        )
        self.beat()
        self.deliver()

    def deliver(self) -> None:
        tokens = tuple(record.token for record in self.out.sent if record.token is not None)
        self.give(FromProducer(kafka.Delivered(tokens)))

    def wait(self, seconds: float, step: float = 0.5) -> None:
        end = self.mono + seconds
        while self.mono < end - 1e-6:
            self.mono += min(step, end - self.mono)
            if self.beats:
                self.beat()
            else:
                self.give()

    def records(self, kind: str) -> list[dict[str, Any]]:
        values = [json.loads(record.value) for record in self.out.sent]
        return [value for value in values if value["type"] == kind]

    def request(self, cp_id: str = "MAD2") -> dict[str, Any]:
        self.give(intents.RequestSupply(cp_id))
        return self.records("charge_requested")[-1]

    def step(self, request: dict[str, Any], step: str, **more: object) -> None:
        fields = {"reason": None, "session_id": None, **more}
        ids = {"request_id": request["request_id"], "cp_id": request["cp_id"]}
        self.read("ev.notices", "5", "request_progress", step=step, **ids, **fields)

    def reading(self, session_id: str, energy_wh: int, amount: str = "1.00", power_w: int = 20_000) -> None:
        fields = {"cp_id": "MAD2", "power_w": power_w, "energy_wh": energy_wh, "amount": amount}
        self.read("ev.notices", "5", "charging_update", session_id=session_id, **fields)

    def session(
        self, request: dict[str, Any], session_id: str, state: str, energy_wh: int = 0, **more: object
    ) -> None:
        ids = {"request_id": request["request_id"], "cp_id": request["cp_id"], "session_id": session_id}
        figures = {"energy_wh": energy_wh, "amount": "0.00"}
        self.read("ev.notices", "5", "session_state", **ids, state=state, **figures, **more)

    def ticket(self, request: dict[str, Any], session_id: str, reason: str = "unplugged") -> None:
        ids = {"request_id": request["request_id"], "cp_id": request["cp_id"], "session_id": session_id}
        figures = {"energy_wh": 10312, "price": "0.60", "amount": "6.19"}
        times = {"started_at": AT, "ended_at": AT}
        self.read(
            "ev.notices", "5", "ticket", **ids, driver_id="5", location="x", reason=reason, **times, **figures
        )

    def status(self) -> Any:
        self.give(intents.ShowStatus())
        return self.out.replies[-1]

    def tickets(self) -> Any:
        self.give(intents.ShowTickets())
        return self.out.replies[-1]

    def said(self) -> list[str]:
        return [message_text(view) for view in self.out.views if isinstance(view, Message)]

    def view(self) -> views.DriverView:
        self.wait(0.2, 0.2)
        return [view for view in self.out.views if isinstance(view, views.DriverView)][-1]
