"""The monitor's core under test: real rules, a clock that the test turns, both links written down."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apps.ev_cp_m.central_side import Identity
from apps.ev_cp_m.service import FromCentral, FromEngine, Link, MonitorService
from apps.ev_cp_m.views import MonitorView, Status
from shared.net.events import Answered, LinkUp
from shared.runtime.clock import Instant
from shared.runtime.errors import UserError
from shared.runtime.told import Message

SECRET = bytes(range(32))
NONCE = "00112233445566778899aabbccddeeff"


def mac(purpose: str, secret: bytes = SECRET, cp_id: str = "ALC1", nonce: str = NONCE) -> str:
    """The wire contract's formula, written out once more on purpose."""
    return hmac.new(secret, f"{purpose}|{cp_id}|{nonce}".encode(), hashlib.sha256).hexdigest()


@dataclass
class RecordingPort:
    """One link's client at the service's boundary: keeps what was asked."""

    clock: Clock
    asked: list[tuple[float, int, str, float]] = field(default_factory=list)
    owed: int | None = None

    def request(self, token: int, text: str, timeout: float) -> None:
        self.asked.append((self.clock.mono, token, text, timeout))
        self.owed = token

    def take(self) -> int:
        """The token of the request in flight, answered now."""
        assert self.owed is not None, "nothing was asked"
        token, self.owed = self.owed, None
        return token

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text, _ in self.asked]


class Clock:
    def __init__(self, start: float = 1000.0) -> None:
        self.mono = self._start = start

    def now(self) -> Instant:
        passed = timedelta(seconds=self.mono - self._start)
        return Instant(self.mono, datetime(2026, 5, 1, 10, tzinfo=UTC) + passed)


class MemorySecrets:
    def __init__(self, secrets: tuple[bytes, ...] = (), *, unreadable: bool = False) -> None:
        self.secrets = secrets
        self.unreadable = unreadable
        self.full = False
        self.no_room = False
        self.saves = 0

    def load(self) -> tuple[bytes, ...]:
        if self.unreadable:
            raise UserError("The secret cannot be read.")
        return self.secrets

    def prepare(self) -> None:
        if self.no_room:
            raise UserError("There is no room; free some space.")

    def save(self, secrets: Sequence[bytes]) -> None:
        if self.full:
            raise UserError("The disk is full; free some space.")
        self.secrets = tuple(secrets)
        self.saves += 1


class Bench:
    """A service between two recorded links, driven second by second."""

    def __init__(self, *secrets: bytes, unreadable: bool = False, start: float = 1000.0) -> None:
        self.clock = Clock(start)
        self.engine, self.central = RecordingPort(self.clock), RecordingPort(self.clock)
        self.secrets = MemorySecrets(secrets, unreadable=unreadable)
        self.views: list[MonitorView] = []
        self.said: list[Message] = []
        self.replies: list[Status] = []
        self.service = MonitorService(
            Identity("ALC1", "C/ Italia 5", 40.0, 25.5),
            Link("127.0.0.1:7100", self.engine),
            Link("127.0.0.1:7000", self.central),
            self.secrets,
            publish=self.views.append,
            announce=self.said.append,
            reply=self.replies.append,
            now=self.clock.now(),
        )

    def post(self, event: object) -> None:
        self.service.handle(event, self.clock.now())
        self.service.flush(self.clock.now())

    def pass_time(self, seconds: float) -> None:
        """Tick as the core thread does, never past a deadline."""
        end = self.clock.mono + seconds
        while self.clock.mono < end - 1e-9:
            self.clock.mono = min(end, max(self.clock.mono + 0.002, self.service.next_deadline()))
            self.service.tick(self.clock.now())
            self.service.flush(self.clock.now())

    def engine_says(self, text: str) -> None:
        self.post(FromEngine(Answered(self.engine.take(), text)))

    def central_says(self, text: str) -> None:
        self.post(FromCentral(Answered(self.central.take(), text)))

    def engine_up(self) -> None:
        self.post(FromEngine(LinkUp()))

    def central_up(self) -> None:
        self.post(FromCentral(LinkUp()))

    def healthy_engine(self) -> None:
        self.engine_up()
        self.engine_says("OK#IDLE")

    def accepted(self) -> None:
        self.central_up()
        self.central_says(f"CHALLENGE#{NONCE}")
        if self.engine.owed:
            self.engine_says("OK#IDLE")  # the check that told the engine that CENTRAL is up
        self.central_says("ACCEPTED#0.54")

    def working(self) -> None:
        """Everything all right, the first STATUS#OK answered."""
        self.healthy_engine()
        self.accepted()
        self.engine_says("IDENTIFIED#IDLE")
        self.central_says("OK")

    def run_alive(self, seconds: float) -> None:
        """Let time pass with both peers answering at once."""
        end = self.clock.mono + seconds
        while self.clock.mono < end - 1e-9:
            self.answer_all()
            self.pass_time(min(0.05, end - self.clock.mono))
        self.answer_all()

    def answer_all(self) -> None:
        if self.engine.owed:
            self.engine_says("OK#IDLE")
        if self.central.owed:
            self.central_says("OK")

    @property
    def status(self) -> Status:
        return self.service.status()

    @property
    def view(self) -> MonitorView:
        self.pass_time(0.11)
        return self.views[-1]
