"""CENTRAL's core under test: real rules, real SQLite, a clock that the test turns, effects written down."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apps.ev_central.service import CentralService
from apps.ev_central.views import CpHistory, PanelUpdate
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.net.events import Disconnected, Requested
from shared.protocol.connection import CloseReason
from shared.runtime.clock import Instant, to_wire
from shared.store.central_store import CentralStore

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)


@dataclass
class Recorder:
    """Where the core's effects end in a test."""

    answers: list[tuple[int, str]] = field(default_factory=list)
    sent: list[kafka.OutRecord] = field(default_factory=list)
    updates: list[PanelUpdate] = field(default_factory=list)
    histories: list[CpHistory] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def answer(self, connection: int, text: str) -> None:
        self.answers.append((connection, text))

    def send(self, record: kafka.OutRecord) -> None:
        self.sent.append(record)

    def publish(self, update: PanelUpdate) -> None:
        self.updates.append(update)

    def show_history(self, history: CpHistory) -> None:
        self.histories.append(history)

    def reply(self, value: object) -> None:
        self.replies.append(value)

    def complain(self, sentence: str) -> None:
        self.complaints.append(sentence)


@dataclass
class Point:
    """A charging point as a foreign implementer would write it, from the wire contract."""

    cp_id: str
    connection: int
    secret: bytes = b""
    key: bytes = b""


class World:
    """One CENTRAL, its database at ``path``, and everybody who talks to it."""

    def __init__(self, path: Path, *, database: str | None = None, **options: Any) -> None:
        self.path = path
        self.database = database or f"sqlite:///{path}"
        self.options = options
        self.elapsed = 0.0
        self.offset = 0
        self.ports = Recorder()
        self.start()

    def start(self) -> None:
        """Start (again) on the same database; Kafka is there."""
        self.store = CentralStore(self.database)
        self.ports = Recorder()
        self.service = CentralService(self.store, self.ports, self.now(), **self.options)
        self.feed(FromConsumer(kafka.LinkUp(1.0)), FromProducer(kafka.LinkUp(1.0)))

    def crash(self) -> None:
        """Forget everything that was not committed."""
        self.store.close()

    def now(self) -> Instant:
        return Instant(1000.0 + self.elapsed, START + timedelta(seconds=self.elapsed))

    def feed(self, *events: object) -> None:
        """One batch."""
        for event in events:
            self.service.handle(event, self.now())
        self.service.tick(self.now())
        self.service.flush(self.now())

    def wait(self, seconds: float) -> None:
        """Let time pass in steps of 0.1 s."""
        for _ in range(round(seconds * 10)):
            self.elapsed += 0.1
            self.service.tick(self.now())
            self.service.flush(self.now())

    # sockets

    def ask(self, connection: int, text: str) -> str:
        """One exchange of a monitor."""
        before = len(self.ports.answers)
        self.feed(Requested(connection, text))
        answers = [answer for number, answer in self.ports.answers[before:] if number == connection]
        assert len(answers) == 1, answers
        return answers[0]

    def enrol(self, cp_id: str, connection: int = 1) -> Point:
        answer = self.ask(connection, f"REGISTER#{cp_id}#C/ Serrano 10#10#20")
        code, secret = answer.split("#")
        assert code == "REGISTERED", answer
        return Point(cp_id, connection, bytes.fromhex(secret))

    def authenticate(self, point: Point) -> str:
        code, nonce = self.ask(point.connection, f"AUTH#{point.cp_id}").split("#")
        assert code == "CHALLENGE"
        mac = hmac.new(point.secret, f"auth|{point.cp_id}|{nonce}".encode(), hashlib.sha256).hexdigest()
        answer = self.ask(point.connection, f"PROOF#{mac}")
        if answer.startswith("ACCEPTED"):
            point.key = hmac.new(
                point.secret, f"session|{point.cp_id}|{nonce}".encode(), hashlib.sha256
            ).digest()
        return answer

    def activate(self, cp_id: str, connection: int = 1) -> Point:
        """A charging point that is enrolled, authenticated and healthy."""
        point = self.enrol(cp_id, connection)
        assert self.authenticate(point).startswith("ACCEPTED#")
        assert self.ask(connection, "STATUS#OK") == "OK"
        return point

    def lose(self, connection: int) -> None:
        self.feed(Disconnected(connection, CloseReason.LOST))

    # Kafka

    def record(
        self, topic: str, key: str, kind: str, *, point: Point | None = None, **fields: Any
    ) -> kafka.Records:
        """One record as it would be read; signed if ``point`` is given."""
        body = {"type": kind, "id": str(uuid.uuid4()), "at": self.at()} | fields
        return self.raw(topic, key, json.dumps(body).encode(), point=point)

    def raw(self, topic: str, key: str | None, value: bytes, *, point: Point | None = None) -> kafka.Records:
        headers: tuple[tuple[str, bytes], ...] = ()
        if point is not None:
            mac = hmac.new(point.key, f"{topic}|{key}|".encode() + value, hashlib.sha256).hexdigest()
            headers = (("sig", mac.encode()),)
        self.offset += 1
        raw = kafka.RawRecord(
            topic,
            0,
            self.offset,
            key,
            None if key is None else key.encode("utf-8", "surrogateescape"),
            value,
            headers,
            0,
        )
        return kafka.Records((raw,), {(topic, 0): self.offset + 1})

    def read(self, *batches: kafka.Records) -> None:
        self.feed(*(FromConsumer(batch) for batch in batches))

    def at(self) -> str:
        return to_wire(self.now().utc)

    def request(self, driver_id: str, cp_id: str, *, request_id: str | None = None, ttl_s: float = 10) -> str:
        """A driver's request; returns its id."""
        request_id = request_id or str(uuid.uuid4())
        expires = to_wire(self.now().utc + timedelta(seconds=ttl_s))
        self.read(
            self.record(
                "ev.requests",
                cp_id,
                "charge_requested",
                request_id=request_id,
                driver_id=driver_id,
                cp_id=cp_id,
                origin="app",
                expires_at=expires,
            )
        )
        return request_id

    def engine(self, point: Point, kind: str, **fields: Any) -> kafka.Records:
        """A signed record of an engine."""
        return self.record("ev.cp-events", point.cp_id, kind, point=point, **fields)

    def reserve(self, driver_id: str, point: Point) -> str:
        """A request that is authorised; returns the session."""
        self.request(driver_id, point.cp_id)
        session = self.sent("ev.commands", "authorise")[-1]["session_id"]
        self.read(
            self.engine(point, "authorisation_answered", session_id=session, accepted=True, reason=None)
        )
        return str(session)

    def start_supply(self, driver_id: str, point: Point) -> str:
        """A supply that runs; returns the session."""
        session = self.reserve(driver_id, point)
        self.read(self.engine(point, "charging_started", session_id=session, started_at=self.at()))
        return session

    def sent(self, topic: str, kind: str | None = None) -> list[dict[str, Any]]:
        """Values of what was handed to the producer."""
        bodies = [json.loads(record.value) for record in self.ports.sent if record.topic == topic]
        return [body for body in bodies if kind is None or body["type"] == kind]

    def steps(self, request_id: str) -> list[tuple[str, str | None]]:
        notices = self.sent("ev.notices", "request_progress")
        return [(each["step"], each["reason"]) for each in notices if each["request_id"] == request_id]

    # people

    def status(self, cp_id: str) -> dict[str, Any]:
        from apps.ev_central.intents import ShowStatus

        self.feed(ShowStatus())
        answer: dict[str, Any] = self.ports.replies[-1]
        return next(each for each in answer["charging_points"] if each["cp_id"] == cp_id)

    @property
    def rejected(self) -> int:
        return self.service.net.rejected
