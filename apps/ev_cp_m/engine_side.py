"""The monitor's half of the link to its engine (wire contract 3; M3, M11).

It asks for the engine's health each second whatever happens elsewhere, and gives the engine its id and key
as soon as there is one. What follows for CENTRAL is in :meth:`EngineSide.verdict`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from apps.ev_cp_m.trail import Trail
from apps.ev_cp_m.views import CONNECTING
from shared.core.link import Link
from shared.domain.engine import EngineState
from shared.net.errors import LinkReason
from shared.net.events import Answered, Failed, LinkDown, LinkEvent, LinkUp
from shared.protocol.engine_dialogue import (
    BadAnswer,
    Health,
    HealthKo,
    HealthOk,
    Identified,
    Identify,
    RefusalReason,
    Rejected,
    parse_answer,
)
from shared.runtime.clock import Instant

HEALTH_S = 0.9
"""From one health check to the next. With :data:`ANSWER_S` it keeps the worst case, an engine that stops
right after its answer, below the 3 s of M11 with some tenths left for a busy machine."""
ANSWER_S = 1.9
"""An engine silent for so long does not answer (M11 gives it 2 s)."""
IDENTIFY_AGAIN_S = 3.0
"""From a refused ``IDENTIFY`` to the next."""
NO_ANSWER, NO_ENGINE = "no_answer", "no_engine"
"""What ``STATUS#KO`` says of an engine that is silent, and of one that cannot be connected."""

Say = Callable[..., None]


class RequestPort(Protocol):
    """One link's client: takes a request from any thread without blocking."""

    def request(self, token: int, text: str, timeout: float) -> None:
        """Send ``text``; ``Answered`` or ``Failed`` comes for ``token`` within ``timeout`` seconds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``STATUS`` says of the engine: OK, or KO with ``reason``.

    Not ``settled``: the answer that decides is on its way, so a KO may wait a moment for it.
    """

    ok: bool
    reason: str
    settled: bool = field(compare=False)


@dataclass(frozen=True, slots=True)
class _InFlight:
    token: int
    request: Health | Identify
    sent: Instant


class EngineSide:
    """State of the link to the engine. Owned by the core's thread.

    ``say(code, severity, **values)`` reports a message of the engine.
    """

    def __init__(self, address: str, port: RequestPort, say: Say, now: Instant) -> None:
        self._port = port
        self._say = say
        self._tokens = 0
        self._up = False
        self._in_flight: _InFlight | None = None
        self._identity: Identify | None = None
        self._identified_key: bytes | None = None
        self._identify_at = 0.0
        self._refused = ""
        self._next_health = 0.0
        self._told_up: bool | None = None
        self._tried = False
        self._checked = False
        self._health_ok = False
        self._health_reason = NO_ENGINE
        self.state: str | None = None
        self.trail = Trail(now)
        self.address, self.link = address, Link(now.mono, detail=CONNECTING)

    def identify_as(self, cp_id: str, key: bytes, price: Decimal) -> None:
        """Give the engine this id, session key and price (EUR/kWh) now and after each reconnection."""
        self._identity = Identify(cp_id, key, price)
        self._identify_at = 0.0

    def verdict(self) -> Verdict:
        """OK only if the last check was OK and the engine took the present key (wire contract 6)."""
        if not self._health_ok:
            return Verdict(False, self._health_reason, settled=self._tried and self._checked is self._up)
        if self._identity is not None and self._identified_key == self._identity.session_key:
            return Verdict(True, "", settled=True)
        return Verdict(False, self._refused or "not_identified", settled=bool(self._refused))

    def handle(self, event: LinkEvent, now: Instant) -> None:
        """Take in what happened on the link."""
        match event:
            case LinkUp():
                self._forget_connection(up=True)
                self._next_health = self._identify_at = 0.0
            case LinkDown(reason=reason):
                self._forget_connection(up=False)
                self._lost(reason, now)
            case Answered(token=token, text=text) if self._in_flight and token == self._in_flight.token:
                asked, self._in_flight = self._in_flight, None
                self._answered(asked, text, now)
            case Failed(token=token, reason=reason) if self._in_flight and token == self._in_flight.token:
                asked, self._in_flight = self._in_flight, None
                self.trail.note("ko", now, reason=reason)
                self._lost(reason, now)

    def pump(self, now: Instant, *, central_up: bool) -> None:
        """Send what is due. Call it after every event and at :meth:`next_deadline`."""
        if not self._up or self._in_flight is not None:
            return
        identity = self._identity
        if identity and self._identified_key != identity.session_key and now.mono >= self._identify_at:
            self._send(identity, now)
        elif now.mono >= self._next_health or self._told_up is not central_up:
            self._next_health = now.mono + HEALTH_S
            self._told_up = central_up
            self._send(Health(central_up), now)

    def next_deadline(self) -> float | None:
        """When :meth:`pump` has something to do, seconds of the monotonic clock."""
        return self._next_health if self._up and self._in_flight is None else None

    def _send(self, request: Health | Identify, now: Instant) -> None:
        self._tokens += 1
        self._in_flight = _InFlight(self._tokens, request, now)
        self._port.request(self._tokens, request.to_text(), ANSWER_S)

    def _answered(self, asked: _InFlight, text: str, now: Instant) -> None:
        self._alive(now, (now.mono - asked.sent.mono) * 1000)
        try:
            answer = parse_answer(text)
        except BadAnswer as error:
            answer = None
            self._say("engine_bad_answer", "bad", detail=str(error))
        match asked.request, answer:
            case Health(), HealthOk(state=state):
                self._healthy(state, asked, now)
            case Health(), HealthKo(reason=reason):
                self.state = EngineState.FAULTED
                self._unhealthy(reason or "fault", now)
            case Identify(session_key=key), Identified(state=state):
                self._took_identity(key, state, now)
            case Identify(), Rejected(reason=reason):
                self._refuse_identity(reason, now)
            case Identify(), _:
                self._refuse_identity(RefusalReason.BAD_REQUEST, now)
            case _:
                self._unhealthy("bad_answer", now)

    def _forget_connection(self, *, up: bool) -> None:
        self._tried = True
        self._up, self._checked, self._in_flight = up, False, None
        self._identified_key, self._told_up, self._refused = None, None, ""

    def _alive(self, now: Instant, latency_ms: float) -> None:
        if not self.link.alive:
            self.trail.back(self.link, now)
            self._say("engine_reached", "good", address=self.address)
        self.link = self.link.turned(True, now.mono, latency_ms=latency_ms)

    def _lost(self, reason: LinkReason, now: Instant) -> None:
        """The engine cannot be asked: KO at once. Said when that is news, not at each vain attempt."""
        hangs = reason is LinkReason.TIMEOUT or (
            reason is LinkReason.SILENT and self._health_reason == NO_ANSWER
        )
        fault = NO_ANSWER if hangs else NO_ENGINE
        if self.link.alive or self.link.detail == CONNECTING or self._health_reason != fault:
            self._say("engine_lost", "bad", reason=reason, address=self.address)
        self.link = self.link.turned(False, now.mono, reason)
        self._health_ok, self._health_reason = False, fault
        self.state = None

    def _healthy(self, state: str, asked: _InFlight, now: Instant) -> None:
        self.trail.answered(now, (now.mono - asked.sent.mono) * 1000)
        self._checked = True
        if not self._health_ok:
            self._say("engine_ok", "good")
        elif state != self.state:
            self._say("engine_state", "info", state=state)
        self._health_ok, self._health_reason, self.state = True, "", state

    def _unhealthy(self, reason: str, now: Instant) -> None:
        self.trail.note("ko", now, self.link.latency_ms, reason)
        self._checked = True
        if self._health_ok or self._health_reason != reason:
            self._say("engine_ko", "bad", reason=reason, address=self.address)
        self._health_ok, self._health_reason = False, reason

    def _took_identity(self, key: bytes, state: str, now: Instant) -> None:
        self._identified_key, self._refused = key, ""
        self._say("engine_identified", "good", state=state)
        if state == EngineState.FAULTED:
            # Its next HEALTH says why; OK must not be said of it meanwhile.
            self._health_ok, self._health_reason, self._next_health = False, "fault", now.mono

    def _refuse_identity(self, reason: str, now: Instant) -> None:
        if self._refused != reason:
            self._say("engine_refused", "bad", reason=reason, address=self.address)
        self._refused, self._identified_key = reason, None
        self._identify_at = now.mono + IDENTIFY_AGAIN_S
