"""The monitor's half of the link to CENTRAL (wire contract 2 and 6; M2, D4).

Each attempt begins with ``AUTH`` if there is a secret, else with ``REGISTER``. A proof that is refused is
tried with the secrets of earlier enrolments too (wire contract 7). A refusal that a new enrolment can heal
(``unknown_cp``: CENTRAL has another database now; ``revoked`` and ``bad_proof``: the operator may accept the
CP again) goes on to ``REGISTER`` within the same attempt. Every refusal is asked about again by itself, so
that the operator's decision is picked up without touching the monitor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from apps.ev_cp_m.engine_side import RequestPort, Say, Verdict
from apps.ev_cp_m.secret_file import SECRETS_KEPT, SecretFile
from apps.ev_cp_m.trail import Trail
from apps.ev_cp_m.views import CONNECTING, Enrolment, EnrolmentView
from shared.core.link import Link
from shared.net.errors import LinkReason
from shared.net.events import Answered, Failed, LinkDown, LinkEvent, LinkUp
from shared.protocol.central_dialogue import (
    Accepted,
    Auth,
    BadAnswer,
    Challenge,
    Ok,
    Pending,
    Proof,
    Reauth,
    RefusalReason,
    Register,
    Registered,
    Rejected,
    Request,
    Status,
    parse_answer,
)
from shared.protocol.proof import proof, session_key
from shared.runtime.clock import Instant
from shared.runtime.errors import UserError
from shared.runtime.text import translate

STATUS_S = 1.0
"""From one ``STATUS`` to the next."""
FIRST_STATUS_S = 0.9
"""How long the first ``STATUS`` waits for the engine to take the new key."""
SILENT_S = 1.7
"""CENTRAL counts as silent when an answer takes longer; with :data:`STATUS_S` that is within D4's 3 s, with
some tenths left for a busy machine. The exchange itself goes on: a late answer is as good as a new one."""
GIVE_UP_S = 3.0
"""An exchange that takes longer is given up, and the connection with it (wire contract 1)."""
AGAIN_S = 5.0
"""From a refusal to the next attempt."""
DUPLICATE_AGAIN_S = 3.0
"""The same after ``duplicate_monitor``: the other one may have just died."""
REAUTH_PAUSE_S = 1.0
"""Least time between two authentications, so that a CENTRAL that forgets at once causes no storm."""

_ONE_DEATH = {LinkReason.CLOSED, LinkReason.REFUSED, LinkReason.TIMEOUT}
"""Reasons that follow one another when a CENTRAL dies: said once, not as three events."""
_HEALED_BY_REGISTER = {RefusalReason.UNKNOWN_CP, RefusalReason.BAD_PROOF, RefusalReason.REVOKED}


class _Step(Enum):
    """What the link is doing."""

    DOWN = auto()
    WAITING = auto()
    REGISTERING = auto()
    AUTHENTICATING = auto()
    PROVING = auto()
    ACCEPTED = auto()


@dataclass(frozen=True, slots=True)
class Identity:
    """How this CP presents itself; ``x`` and ``y`` from 0 to 100 on the map, or None."""

    cp_id: str
    location: str
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class SessionGrant:
    """An authentication that succeeded: the key for the engine and the price to display, EUR/kWh."""

    key: bytes
    price: Decimal


class CentralSide:
    """State of the link to CENTRAL. Owned by the core's thread.

    ``say(code, severity, **values)`` reports a message. After each event the core looks at :attr:`grant`.
    """

    def __init__(
        self, identity: Identity, address: str, port: RequestPort, secrets: SecretFile, say: Say, now: Instant
    ) -> None:
        self._me = identity
        self._port = port
        self._secrets = secrets
        self._say = say
        self._step = _Step.DOWN
        self._tokens = 0
        self._sent: Instant | None = None
        self._again_mono = 0.0
        self._healing = ""
        self._nonce = ""
        self._unsaved: bytes | None = None
        self._untried: list[bytes] = []
        self._enrolled = False
        self._accepted_mono = float("-inf")
        self._status_at = 0.0
        self._last_said: Verdict | None = None
        self._speaking: Verdict | None = None
        self.grant: SessionGrant | None = None
        self.trail = Trail(now)
        self.address, self.link = address, Link(now.mono, detail=CONNECTING)
        self.enrolment = EnrolmentView(Enrolment.ASKING, "", None, None, None)
        self._known = self._load()

    @property
    def reachable(self) -> bool:
        """Whether CENTRAL answers: what ``HEALTH`` tells the engine."""
        return self.link.alive

    @property
    def accepted(self) -> bool:
        """Whether this CP is authenticated now."""
        return self._step is _Step.ACCEPTED and self.link.alive

    def handle(self, event: LinkEvent, now: Instant) -> None:
        """Take in what happened on the link."""
        match event:
            case LinkUp():
                self._sent = None
                self._begin(now)
                self._alive(now, None)
            case LinkDown(reason=reason):
                self._down(reason, now)
            case Answered(token=token, text=text) if token == self._tokens and self._sent is not None:
                self._alive(now, (now.mono - self._sent.mono) * 1000)
                self._sent = None
                self._answered(text, now)
            case Failed(token=token, reason=reason) if token == self._tokens and self._sent is not None:
                self._down(reason, now)

    def ask_again(self, now: Instant) -> None:
        """End a wait now (the user has just mended the cause)."""
        if self._step is _Step.WAITING:
            self._begin(now)

    def pump(self, now: Instant, verdict: Verdict) -> None:
        """Send what is due, ``STATUS`` with ``verdict``. Call it after every event and at the deadline."""
        if self._sent is not None:
            if now.mono - self._sent.mono >= SILENT_S and self.link.alive:
                self._silent(LinkReason.TIMEOUT, now)
        elif self._step is _Step.WAITING and now.mono >= self._again_mono:
            self._attempt(now)
        elif self._step is _Step.ACCEPTED and self._status_is_due(verdict, now):
            self._speaking = verdict
            self._status_at = now.mono + STATUS_S
            self._send(Status(verdict.ok, verdict.reason), now)

    def next_deadline(self) -> float | None:
        """When :meth:`pump` has something to do, seconds of the monotonic clock."""
        if self._sent is not None:
            return self._sent.mono + SILENT_S if self.link.alive else None
        if self._step is _Step.WAITING:
            return self._again_mono
        return self._status_at if self._step is _Step.ACCEPTED else None

    # the link

    def _alive(self, now: Instant, latency_ms: float | None) -> None:
        if not self.link.alive:
            self.trail.back(self.link, now)
            self.link = self.link.turned(True, now.mono)
            self._say("central_reached", "good", address=self.address)
        if latency_ms is not None:
            self.trail.answered(now, latency_ms)
            self.link = replace(self.link, latency_ms=latency_ms)

    def _silent(self, reason: LinkReason, now: Instant) -> None:
        link = self.link
        if link.alive or link.detail == CONNECTING or reason not in {link.detail, *_ONE_DEATH}:
            self._say("central_lost", "bad", reason=reason, address=self.address)
        if link.alive and reason is LinkReason.TIMEOUT:
            self.trail.note("ko", now, reason=reason)
        self.link = link.turned(False, now.mono, reason)

    def _down(self, reason: LinkReason, now: Instant) -> None:
        self._step, self._sent = _Step.DOWN, None
        self._silent(reason, now)
        if self.enrolment.kind is not Enrolment.UNSAVED:
            self.enrolment = replace(self.enrolment, kind=Enrolment.ASKING, reason="", again_mono=None)

    def _send(self, request: Request, now: Instant) -> None:
        self._tokens += 1
        self._sent = now
        self._port.request(self._tokens, request.to_text(), GIVE_UP_S)

    # enrolment and authentication

    def _load(self) -> tuple[bytes, ...]:
        try:
            return self._secrets.load()
        except UserError as error:
            self._say("secret_unreadable", "bad", sentence=str(error))
            return ()

    def _begin(self, now: Instant) -> None:
        """The next :meth:`pump` starts an attempt."""
        self._step, self._again_mono, self._healing = _Step.WAITING, now.mono, ""

    def _attempt(self, now: Instant) -> None:
        if self._unsaved is not None and not self._keep(self._unsaved, now):
            return
        self.enrolment = replace(self.enrolment, again_mono=None)
        self._untried, self._enrolled = list(self._known), False
        if self._healing or not self._known:
            self._register(now)
        else:
            self._authenticate(now)

    def _register(self, now: Instant) -> None:
        try:
            self._secrets.prepare()
        except UserError as error:
            self._cannot_keep(error, now)
            return
        self._step = _Step.REGISTERING
        self._send(Register(self._me.cp_id, self._me.location, self._me.x, self._me.y), now)

    def _authenticate(self, now: Instant) -> None:
        self._step = _Step.AUTHENTICATING
        self._send(Auth(self._me.cp_id), now)

    def _answered(self, text: str, now: Instant) -> None:
        try:
            answer = parse_answer(text)
        except BadAnswer as error:
            self._misunderstood(str(error), now)
            return
        match self._step, answer:
            case _Step.REGISTERING, Registered(secret=secret):
                if self._keep(secret, now):
                    self._untried, self._enrolled = [secret], True
                    self._authenticate(now)
            case _Step.REGISTERING, Pending(seconds=seconds, code=code):
                self._pending(seconds, code, now)
            case _Step.AUTHENTICATING, Challenge(nonce=nonce):
                self._step, self._nonce = _Step.PROVING, nonce
                self._send(Proof(proof(self._untried[0], self._me.cp_id, nonce)), now)
            case _Step.PROVING, Accepted(price=price):
                self._prefer(self._untried[0])
                self._accept(session_key(self._untried[0], self._me.cp_id, self._nonce), price, now)
            case _Step.ACCEPTED, Ok():
                self._last_said = self._speaking
            case _Step.ACCEPTED, Reauth(reason=reason):
                self._authenticate_anew(reason, now)
            case _, Rejected(reason=reason):
                self._rejected(reason, now)
            case _:
                rule = translate("Rule", "{code} does not answer what was asked")
                self._misunderstood(rule.format(code=type(answer).__name__.upper()), now)

    def _keep(self, secret: bytes, now: Instant) -> bool:
        """Store a new secret before it is used: it is said only once per enrolment.

        It comes after the one that was accepted last: whoever gives secrets may accept none.
        """
        known = (*self._known[:1], secret, *self._known[1:])[:SECRETS_KEPT]
        try:
            self._secrets.save(known)
        except UserError as error:
            self._unsaved = secret
            self._cannot_keep(error, now)
            return False
        self._known, self._unsaved, self._healing = known, None, ""
        self._say("registered", "good")
        return True

    def _prefer(self, secret: bytes) -> None:
        """The secret that was accepted last is tried first."""
        if secret == self._known[0]:
            return
        self._known = (secret, *(each for each in self._known if each != secret))
        try:
            self._secrets.save(self._known)
        except UserError as error:  # the order is a convenience: all of them are on the disk
            self._say("secret_unsaved", "warning", sentence=str(error))

    def _cannot_keep(self, error: UserError, now: Instant) -> None:
        if self.enrolment.kind is not Enrolment.UNSAVED:
            self._say("secret_unsaved", "bad", sentence=str(error))
        self._wait(Enrolment.UNSAVED, str(error), AGAIN_S, now)

    def _accept(self, key: bytes, price: Decimal, now: Instant) -> None:
        self._step = _Step.ACCEPTED
        self._accepted_mono = now.mono
        self._status_at = now.mono + FIRST_STATUS_S
        self._last_said = None
        self.grant = SessionGrant(key, price)
        self.enrolment = EnrolmentView(Enrolment.ACCEPTED, "", now.utc, None, price)
        self._say("accepted", "good", price=str(price))

    def _authenticate_anew(self, reason: str, now: Instant) -> None:
        self._say("reauth", "warning", reason=reason)
        self.enrolment = replace(self.enrolment, kind=Enrolment.ASKING, reason=reason, at=now.utc)
        self._begin(now)
        self._again_mono = max(now.mono, self._accepted_mono + REAUTH_PAUSE_S)

    def _pending(self, seconds: int, code: str, now: Instant) -> None:
        if (self.enrolment.kind, self.enrolment.code) != (Enrolment.PENDING, code):
            self._say("pending", "warning", shown=code)
        healing = self._healing
        self._wait(Enrolment.PENDING, "", seconds, now)
        self._healing, self.enrolment = healing, replace(self.enrolment, code=code)

    def _rejected(self, reason: str, now: Instant) -> None:
        if self._step is _Step.PROVING and reason == RefusalReason.BAD_PROOF and len(self._untried) > 1:
            del self._untried[0]
            self._authenticate(now)
            return
        proving = self._step in (_Step.AUTHENTICATING, _Step.PROVING)
        if proving and reason in _HEALED_BY_REGISTER and not self._enrolled:  # once an attempt
            self._healing = reason
            self._register(now)
            return
        if reason == RefusalReason.ENROLMENT_REFUSED and self._healing:
            reason = self._healing  # "already enrolled" is not why it is refused
        if (self.enrolment.kind, self.enrolment.reason) != (Enrolment.REFUSED, reason):
            self._say("refused", "bad", reason=reason, cp=self._me.cp_id)
        duplicate = reason == RefusalReason.DUPLICATE_MONITOR
        self._wait(Enrolment.REFUSED, reason, DUPLICATE_AGAIN_S if duplicate else AGAIN_S, now)

    def _misunderstood(self, detail: str, now: Instant) -> None:
        if (self.enrolment.kind, self.enrolment.reason) != (Enrolment.REFUSED, "bad_answer"):
            self._say("central_bad_answer", "bad", detail=detail)
        self._wait(Enrolment.REFUSED, "bad_answer", AGAIN_S, now)

    def _wait(self, kind: Enrolment, reason: str, seconds: float, now: Instant) -> None:
        self._step, self._healing = _Step.WAITING, ""
        self._again_mono = now.mono + seconds
        self.enrolment = EnrolmentView(kind, reason, now.utc, self._again_mono, self.enrolment.price)

    # signs of life

    def _status_is_due(self, verdict: Verdict, now: Instant) -> bool:
        """Each second; at once when the verdict has changed; the first as soon as the verdict is final."""
        if now.mono >= self._status_at:
            return True
        return verdict != self._last_said and verdict.settled
