"""Requests that a person makes at the charging point itself, with a driver's id (M6)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta

from apps.ev_cp_e.context import Context
from apps.ev_cp_e.station import Station
from apps.ev_cp_e.views import FailureView
from shared.domain.engine import EngineState
from shared.domain.ids import new_id
from shared.domain.reasons import Denial
from shared.messages import records as r
from shared.messages import topics
from shared.runtime.clock import Instant, to_wire
from shared.runtime.told import Severity

VALID_S = 10.0
"""CENTRAL denies a request that it reads later than this (wire contract 6, Meter)."""
ANSWER_S = 12.0
"""A request without an answer for this long has failed; a later ``authorise`` of it is refused."""
SHOWN_S = 10.0
"""How long the display tells what came of a request."""
_GIVEN_UP = 100


@dataclass(frozen=True, slots=True)
class _Asking:
    request_id: str
    driver_id: str
    until_mono: float
    cancelled: bool = False


class Requests:
    """The one request under way, and what came of it. Core's thread."""

    def __init__(self, context: Context, station: Station) -> None:
        self._context = context
        self._station = station
        self._asking: _Asking | None = None
        self.failed: FailureView | None = None
        self._given_up: OrderedDict[str, None] = OrderedDict()

    @property
    def asking(self) -> str | None:
        """The driver whose request waits for CENTRAL's answer."""
        return self._asking.driver_id if self._asking is not None else None

    def block(self) -> str | None:
        """Why a request would be refused, as a code; None if it would be sent."""
        state = self._station.state
        if state is not EngineState.IDLE:
            return "fault" if state is EngineState.FAULTED else state.lower()
        return self._context.links.missing() or ("journal" if self._context.ledger.fault else None)

    def cancel_block(self) -> str | None:
        """Why nothing can be taken back here, as a code; None if it can."""
        reservation = self._station.reservation
        if self._asking is not None:
            if self._asking.cancelled:
                return "nothing_to_cancel"
        elif reservation is None:
            return "nothing_to_cancel"
        elif not reservation.made_here:
            return "not_made_here"
        missing = self._context.links.missing()
        return missing if missing in ("no_kafka", "no_central") else None

    def make(self, driver_id: str, now: Instant) -> None:
        """Ask CENTRAL, or say why not. Nothing is sent while a link is away: it must not come late (D4).

        A request that still waits for its answer is replaced: a CENTRAL that knows the wire contract alone
        does not tell this window of a denial.
        """
        block, cp_id = self.block(), self._context.outgoing.cp_id
        if block is not None or cp_id is None:
            self._context.say(
                now, "request_refused", "warning", driver=driver_id, block=block or "no_monitor"
            )
            return
        if self._asking is not None:
            self._replace(self._asking, cp_id, now)
        self._asking, self.failed = _Asking(new_id(), driver_id, now.mono + ANSWER_S), None
        record = r.ChargeRequested(
            id=new_id(),
            at=to_wire(now.utc),
            request_id=self._asking.request_id,
            driver_id=driver_id,
            cp_id=cp_id,
            origin="cp",
            # It is CENTRAL that decides, by its own clock.
            expires_at=to_wire(self._context.links.clock.there(now) + timedelta(seconds=VALID_S)),
        )
        self._send(record)
        self._context.say(now, "request_sent", "info", driver=driver_id)

    def cancel(self, now: Instant) -> None:
        """Take back the request, or the reservation that came of it; CENTRAL answers with ``cancel``."""
        block, cp_id = self.cancel_block(), self._context.outgoing.cp_id
        reservation = self._station.reservation
        if block is not None or cp_id is None:
            self._context.say(now, "cancel_refused", "warning", block=block or "no_monitor")
            return
        if self._asking is not None:
            request_id, driver_id = self._asking.request_id, self._asking.driver_id
            self._asking = replace(self._asking, cancelled=True)
        else:
            assert reservation is not None, "cancel_block() lets nothing else through"
            request_id, driver_id = reservation.order.request_id, reservation.order.driver_id
        self._send(_cancelled(request_id, driver_id, cp_id, now))
        self._context.say(now, "cancel_sent", "info", driver=driver_id)

    def authorised(self, order: r.Authorise, now: Instant) -> None:
        """CENTRAL's ``authorise``: hand it to the station, as the answer to the request if it is one."""
        made_here = self._asking is not None and self._asking.request_id == order.request_id
        if made_here:
            self._asking = None
        self._station.authorise(order, now, made_here=made_here, given_up=order.request_id in self._given_up)

    def answered(self, answer: r.RequestAnswered, now: Instant) -> None:
        """CENTRAL says how the request goes on; only its end is of interest here."""
        asking = self._asking
        if asking is None or asking.request_id != answer.request_id:
            return
        if answer.step in ("denied", "cancelled"):
            self._asking = None
            severity: Severity = "warning" if answer.step == "denied" else "info"
            values = {"driver": asking.driver_id, "reason": answer.reason or ""}
            self._context.say(now, f"request_{answer.step}", severity, **values)
            self._fail(f"request_{answer.step}", asking.driver_id, answer.reason or "", now)

    def tick(self, now: Instant) -> None:
        """Give a request up that got no answer."""
        asking = self._asking
        if asking is None or now.mono < asking.until_mono:
            return
        self._give_up(asking)
        if asking.cancelled:  # that is what was wanted
            return
        links, driver = self._context.links, asking.driver_id
        if links.kafka.alive and links.central.alive:
            self._context.say(now, "request_unanswered", "warning", driver=driver)
            self._fail("request_unanswered", driver, "", now)
        else:
            reason = Denial.NO_CENTRAL if links.kafka.alive else Denial.NO_KAFKA
            self._context.say(now, "request_denied", "bad", driver=driver, reason=str(reason))
            self._fail("request_denied", driver, str(reason), now)

    def _fail(self, code: str, driver_id: str, reason: str, now: Instant) -> None:
        self.failed = FailureView(driver_id, code, reason, now.mono + SHOWN_S)

    def _replace(self, asking: _Asking, cp_id: str, now: Instant) -> None:
        """Give an unanswered request up for a new one."""
        self._give_up(asking)
        if not asking.cancelled:
            self._send(_cancelled(asking.request_id, asking.driver_id, cp_id, now))
            self._context.say(now, "request_replaced", "info", driver=asking.driver_id)

    def _give_up(self, asking: _Asking) -> None:
        """From now on an ``authorise`` of it is refused."""
        self._asking = None
        self._given_up[asking.request_id] = None
        if len(self._given_up) > _GIVEN_UP:
            self._given_up.popitem(last=False)

    def _send(self, record: r.ChargeRequested | r.ChargeCancelled) -> None:
        self._context.outgoing.durable(topics.REQUESTS, record, ("requested", record.id), waits=False)


def _cancelled(request_id: str, driver_id: str, cp_id: str, now: Instant) -> r.ChargeCancelled:
    return r.ChargeCancelled(
        id=new_id(), at=to_wire(now.utc), request_id=request_id, driver_id=driver_id, cp_id=cp_id
    )
