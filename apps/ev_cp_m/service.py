"""The monitor's core: all its state and decisions, without Qt, sockets or clocks of its own (A3).

It joins the two links: what the engine's side finds is what ``STATUS`` says to CENTRAL, what CENTRAL grants
is what ``IDENTIFY`` gives to the engine, and whether CENTRAL answers is what ``HEALTH`` says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from apps.ev_cp_m.central_side import CentralSide, Identity, SessionGrant
from apps.ev_cp_m.engine_side import EngineSide, RequestPort
from apps.ev_cp_m.intents import AskAgain, ShowStatus
from apps.ev_cp_m.secret_file import SecretFile
from apps.ev_cp_m.views import Enrolment, MonitorView, Outcome, Status
from shared.domain.engine import EngineState
from shared.domain.money import price_text
from shared.net.events import LinkEvent
from shared.runtime.clock import Instant
from shared.runtime.told import Message, Voice

PUBLISH_S = 0.1
"""Least time between two refreshes of the window."""
IDLE_TICK_S = 0.1
"""Longest time without a look at the clock."""

_BY_ENROLMENT = {
    Enrolment.PENDING: Outcome.PENDING,
    Enrolment.REFUSED: Outcome.REFUSED,
    Enrolment.UNSAVED: Outcome.REFUSED,
    Enrolment.ASKING: Outcome.ASKING,
}
_BY_ENGINE_STATE: dict[str, Outcome] = {
    EngineState.FAULTED: Outcome.FAULTED,
    EngineState.STOPPED: Outcome.STOPPED,
    EngineState.SUPPLYING: Outcome.SUPPLYING,
    EngineState.RESERVED: Outcome.RESERVED,
}


@dataclass(frozen=True, slots=True)
class FromEngine:
    """Something happened on the link to the engine."""

    event: LinkEvent


@dataclass(frozen=True, slots=True)
class FromCentral:
    """Something happened on the link to CENTRAL."""

    event: LinkEvent


@dataclass(frozen=True, slots=True)
class Link:
    """One peer: its address as the user wrote it, and the client that talks to it."""

    address: str
    port: RequestPort


class MonitorService:
    """The core of one monitor. Every method is called by the one thread that owns it.

    ``publish`` gets a :class:`~apps.ev_cp_m.views.MonitorView` at most each :data:`PUBLISH_S`, ``announce``
    each message at once for the log, ``reply`` the answers for the console.
    """

    def __init__(
        self,
        identity: Identity,
        engine: Link,
        central: Link,
        secrets: SecretFile,
        *,
        publish: Callable[[MonitorView], None],
        announce: Callable[[Message], None],
        reply: Callable[[Status], None],
        now: Instant,
    ) -> None:
        self._me = identity
        self._publish = publish
        self._announce = announce
        self._reply = reply
        self._now = now
        self._messages: list[Message] = []
        self._voice = Voice(self._tell)
        self._replies: list[Status] = []
        self._published: MonitorView | None = None
        self._published_mono = float("-inf")
        self._given: SessionGrant | None = None
        self._engine = EngineSide(engine.address, engine.port, self._sayer("engine"), now)
        self._central = CentralSide(
            identity, central.address, central.port, secrets, self._sayer("central"), now
        )

    def handle(self, event: object, now: Instant) -> None:
        """Take in one event of a link or one intent of a person."""
        self._now = now
        match event:
            case FromEngine(event=happened):
                self._engine.handle(happened, now)
            case FromCentral(event=happened):
                self._central.handle(happened, now)
            case AskAgain():
                self._central.ask_again(now)
            case ShowStatus():
                self._replies.append(self.status())
            case _:
                raise TypeError(f"the monitor's core knows no {type(event).__name__}")
        self._pump()

    def tick(self, now: Instant) -> None:
        """Do what is due by the clock."""
        self._now = now
        self._pump()

    def suspended(self, seconds: float, now: Instant) -> None:
        """The process stood still: the links tell by themselves who gave it up meanwhile."""
        self._now = now
        self._voice.say(now, "monitor", "suspended", "warning", seconds=f"{seconds:.0f}")

    def flush(self, now: Instant) -> None:
        """Hand out what the batch produced: answers for the console, and a view if there is news."""
        replies, self._replies = self._replies, []
        for status in replies:
            self._reply(status)
        if now.mono - self._published_mono < PUBLISH_S:
            return
        view = self._view()
        if view != self._published or self._messages:
            self._publish(replace(view, messages=tuple(self._messages)))
            self._messages.clear()
            self._published, self._published_mono = view, now.mono

    def next_deadline(self) -> float:
        """When :meth:`tick` is wanted next, seconds of the monotonic clock."""
        dues = (self._engine.next_deadline(), self._central.next_deadline(), self._now.mono + IDLE_TICK_S)
        return min(due for due in dues if due is not None)

    def status(self) -> Status:
        """The answer to ``status`` (acceptance section 1)."""
        verdict, price = self._engine.verdict(), self._central.enrolment.price
        reason = self._central.link.detail or self._central.enrolment.reason or verdict.reason
        return Status(
            cp_id=self._me.cp_id,
            accepted=self._central.accepted,
            engine=self._engine.link.alive,
            central=self._central.link.alive,
            engine_state=self._engine.state,
            reason=reason or None,
            price=None if price is None else price_text(price),
            code=self._central.enrolment.code or None,
        )

    def _pump(self) -> None:
        grant = self._central.grant
        if grant is not None and grant is not self._given:
            self._given = grant
            self._engine.identify_as(self._me.cp_id, grant.key, grant.price)
        self._central.pump(self._now, self._engine.verdict())
        self._engine.pump(self._now, central_up=self._central.reachable)

    def _sayer(self, who: str) -> Callable[..., None]:
        return lambda *what, **values: self._voice.say(self._now, who, *what, **values)

    def _tell(self, message: Message) -> None:
        self._announce(message)
        self._messages.append(message)

    def _view(self) -> MonitorView:
        verdict = self._engine.verdict()
        return MonitorView(
            cp_id=self._me.cp_id,
            location=self._me.location,
            outcome=self._outcome(verdict.ok),
            engine=self._engine.link,
            engine_address=self._engine.address,
            central=self._central.link,
            central_address=self._central.address,
            enrolment=self._central.enrolment,
            engine_state=self._engine.state,
            fault=verdict.reason,
            engine_checks=self._engine.trail.checks(),
            central_checks=self._central.trail.checks(),
            messages=(),
        )

    def _outcome(self, engine_ok: bool) -> Outcome:
        """By the precedence of acceptance section 2, with what only a monitor knows between."""
        if not self._central.reachable:
            return Outcome.DISCONNECTED
        if self._central.enrolment.kind is not Enrolment.ACCEPTED:
            return _BY_ENROLMENT[self._central.enrolment.kind]
        if not engine_ok:
            return Outcome.FAULTED
        return _BY_ENGINE_STATE.get(self._engine.state or "", Outcome.ACTIVATED)
