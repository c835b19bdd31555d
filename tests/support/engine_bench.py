"""An engine's core under test: real rules, real journal, a clock that the test turns, effects noted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from apps.ev_cp_e import views
from apps.ev_cp_e.intents import Intent
from apps.ev_cp_e.service import EngineService, FromServer, Ports
from apps.ev_cp_e.station import Equipment
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import encode
from shared.messages.signing import sign, verifies
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.net import events as net
from shared.runtime.clock import Instant, to_wire
from shared.runtime.told import Message
from shared.store.journal import Journal

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
KEY = bytes(range(32))
OTHER_KEY = bytes(reversed(range(32)))
CP = "CP1"
STEP_S = 0.1
_RECORDS = count(1)  # CENTRAL's, which outlives an engine


@dataclass
class Bench:
    """One engine in the folder ``folder``; make another on the same folder to restart it."""

    folder: Path
    equipment: Equipment = field(default_factory=Equipment)
    mono: float = 1000.0
    sent: list[kafka.OutRecord] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    shown: list[views.EngineView] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    delivering: bool = True
    monitor_speaks: bool = True
    central_speaks: bool = True
    kafka_speaks: bool = True
    connection: int = 1
    key: bytes = KEY
    central_ahead_s: float = 0.0
    set_by_s: float = 0.0

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder / "journal.sqlite")
        self._records = 0
        self._delivered = 0
        ports = Ports(
            send=self.sent.append,
            answer=lambda connection, text: self.answers.append((connection, text)),
            drop=self.dropped.append,
            publish=self.shown.append,
            reply=self.replies.append,
            announce=self.messages.append,
        )
        self.service = EngineService(self.journal, self.equipment, ports, self.now)

    @property
    def now(self) -> Instant:
        return Instant(self.mono, START + timedelta(seconds=self.mono - 1000.0 + self.set_by_s))

    def handle(self, event: Any) -> None:
        self.service.handle(event, self.now)
        self._settle()

    def _settle(self) -> None:
        """Flush, and let the broker acknowledge what it was given."""
        self.service.flush(self.now)
        while self.delivering and self._delivered < len(self.sent):
            token = self.sent[self._delivered].token
            self._delivered += 1
            if token is not None:
                self.service.handle(FromProducer(kafka.Delivered((token,))), self.now)
        self.service.flush(self.now)

    def pass_time(self, seconds: float) -> None:
        """Tick as the core's thread does, while the peers that speak go on speaking each second."""
        steps = round(seconds / STEP_S)
        for _ in range(steps):
            self.mono = round(self.mono + STEP_S, 3)
            if round(self.mono / STEP_S) % round(1 / STEP_S) == 0:
                self.peers_speak()
            self.service.tick(self.now)
            self._settle()

    def peers_speak(self) -> None:
        if self.monitor_speaks:
            self.ask("HEALTH#UP" if self.central_speaks else "HEALTH#DOWN")
        if self.kafka_speaks:
            self.handle(FromConsumer(kafka.LinkUp(1.0)))
            if self.central_speaks:
                self.heartbeat()

    def ask(self, text: str, connection: int | None = None) -> str:
        """A monitor's request, and the answer."""
        number = self.connection if connection is None else connection
        self.handle(FromServer(net.Requested(number, text)))
        assert self.answers[-1][0] == number
        return self.answers[-1][1]

    def identify(self, cp_id: str = CP, key: bytes = KEY, connection: int | None = None) -> str:
        self.key = key
        return self.ask(f"IDENTIFY#{cp_id}#{key.hex()}#0.60", connection)

    def heartbeat(self) -> None:
        at = to_wire(self.now.utc + timedelta(seconds=self.central_ahead_s))
        record = r.CentralAlive(id=self.fresh_id(), at=at, instance="i", started_at=self.at)
        self.read(topics.HEARTBEAT, topics.HEARTBEAT_KEY, encode(record))

    def kafka_up(self) -> None:
        self.kafka_speaks = True
        self.handle(FromConsumer(kafka.LinkUp(1.0)))
        self.handle(FromConsumer(kafka.Positioned("c", {})))

    def kafka_down(self) -> None:
        self.kafka_speaks = False
        self.delivering = False
        self.handle(FromConsumer(kafka.LinkDown("gone")))

    def linked(self) -> Bench:
        """Monitor, CENTRAL and Kafka are there."""
        self.identify()
        self.ask("HEALTH#UP")
        self.kafka_up()
        self.heartbeat()
        return self

    @property
    def at(self) -> str:
        return to_wire(self.now.utc)

    def fresh_id(self) -> str:
        self._records = next(_RECORDS)
        return f"00000000-0000-4000-8000-{self._records:012d}"

    def read(self, topic: str, key: str, value: bytes, signature: bytes | None = None) -> None:
        headers = (("sig", signature),) if signature is not None else ()
        raw = kafka.RawRecord(topic, 0, self._records, key, key.encode(), value, headers, 0)
        self.handle(FromConsumer(kafka.Records((raw,), {})))

    def order(self, record: r.Record, *, cp_id: str = CP, key: bytes | None = None) -> None:
        """A signed command of CENTRAL."""
        value = encode(record)
        self.read(topics.COMMANDS, cp_id, value, sign(key or self.key, topics.COMMANDS, cp_id, value))

    def authorise(
        self, session: str = "s1", *, request: str = "", plug: int = 60, price: str = "0.60"
    ) -> None:
        self.order(
            r.Authorise(
                id=self.fresh_id(), at=self.at, session_id=session, request_id=request or "r-" + session,
                driver_id="D1", price=price, plug_timeout_s=plug,
            )
        )  # fmt: skip

    def confirm(self, session: str = "s1") -> None:
        self.order(r.FinishConfirmed(id=self.fresh_id(), at=self.at, session_id=session))

    def stop(self, order_id: str = "o1") -> r.Stop:
        record = r.Stop(id=self.fresh_id(), at=self.at, order_id=order_id)
        self.order(record)
        return record

    def resume(self, order_id: str = "o2") -> None:
        self.order(r.Resume(id=self.fresh_id(), at=self.at, order_id=order_id))

    def person(self, intent: Intent) -> None:
        self.handle(intent)

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The records of that type that were sent, each with a right signature."""
        found = []
        for out in self.sent:
            assert verifies(
                (self.key, KEY, OTHER_KEY), out.topic, out.key, out.value, dict(out.headers).get("sig")
            )
            record = json.loads(out.value)
            if record["type"] == kind:
                found.append(record)
        return found

    def codes(self) -> list[str]:
        return [message.code for message in self.messages]

    def status(self) -> dict[str, Any]:
        from apps.ev_cp_e.intents import ShowStatus

        self.handle(ShowStatus())
        answer: dict[str, Any] = self.replies[-1]
        return answer

    def tickets(self) -> list[dict[str, Any]]:
        from apps.ev_cp_e.intents import ShowTickets

        self.handle(ShowTickets())
        answer: list[dict[str, Any]] = self.replies[-1]
        return answer

    def die(self) -> Bench:
        """kill -9: nothing more is written; then a new process on the same journal."""
        self.journal.close()
        return Bench(self.folder, self.equipment, mono=self.mono + 5.0)
