"""What the charging point does: reservation, plug, supply, orders and faults (M3, M8 to M13, M16)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from apps.ev_cp_e.context import Context
from apps.ev_cp_e.ledger import new_row
from apps.ev_cp_e.metering import RunningSupply
from shared.domain.engine import Activity, AutoTarget, EngineMove, EngineState, engine_state, move
from shared.domain.ids import new_id
from shared.domain.money import money_text, parse_price, price_text
from shared.domain.power import PowerCurve
from shared.domain.reasons import CancelReason, EndReason, Refusal
from shared.messages import records as r
from shared.messages import topics
from shared.runtime.clock import Instant, to_wire
from shared.runtime.told import Severity

AUTO_PLUG_S = 1.0
"""``--auto`` plugs this long after the authorisation (M16)."""
_KNOWN_SESSIONS = 1000


@dataclass(frozen=True, slots=True)
class Equipment:
    """What this charging point is: its limit in W, simulated seconds per second, and ``--auto``."""

    max_power_w: float = 50_000.0
    time_scale: float = 1.0
    auto: AutoTarget | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    """An authorised supply that waits for the plug until ``until_mono``."""

    order: r.Authorise
    price: Decimal
    accepted_mono: float
    made_here: bool

    @property
    def until_mono(self) -> float:
        """When the reservation ends by itself (M8)."""
        return self.accepted_mono + self.order.plug_timeout_s


class Station:
    """The charging point behind CENTRAL's orders and the person at it. Core's thread.

    Its word follows from three facts that are kept apart: ``healthy``, ``stopped``, and its activity.
    """

    def __init__(self, context: Context, equipment: Equipment, *, stopped: bool) -> None:
        self._context = context
        self._equipment = equipment
        self.healthy = True
        self.stopped = stopped
        self._activity = Activity.FREE
        self.reservation: Reservation | None = None
        self.supply: RunningSupply | None = None
        self._answers: OrderedDict[str, Refusal | None] = OrderedDict()

    @property
    def state(self) -> EngineState:
        """The word for monitor and CENTRAL (wire contract 3)."""
        return engine_state(healthy=self.healthy, stopped=self.stopped, activity=self._activity)

    @property
    def session_id(self) -> str | None:
        """The session that it is reserved for or serves."""
        if self.supply is not None:
            return self.supply.row.session_id
        return self.reservation.order.session_id if self.reservation is not None else None

    @property
    def driver_id(self) -> str | None:
        """The driver of that session."""
        if self.supply is not None:
            return self.supply.row.driver_id
        return self.reservation.order.driver_id if self.reservation is not None else None

    # CENTRAL's orders

    def authorise(self, order: r.Authorise, now: Instant, *, made_here: bool, given_up: bool) -> None:
        """Answer ``authorise`` and keep the charging point for that driver if it can (M3, M7).

        A session that was answered before gets the same answer; one that a former process answered is over.
        ``given_up``: the request was made here and counted as failed, so that it must not be carried out by
        surprise (D4).
        """
        session = order.session_id
        if session not in self._answers and not self._context.ledger.knows(session):
            refusal = self._refusal() or (Refusal.NO_CENTRAL if given_up else None)
            if not self._context.ledger.is_new("session", session):
                refusal = Refusal.FAULT
            self._answers[session] = refusal
            if len(self._answers) > _KNOWN_SESSIONS:
                self._answers.popitem(last=False)
            if refusal is None:
                self._reserve(order, now, made_here)
            elif not given_up:  # that it was given up has been said
                self._say(now, "refused", "warning", driver=order.driver_id, reason=str(refusal))
        refusal = self._answers.get(session)
        answer = r.AuthorisationAnswered(
            id=new_id(),
            at=to_wire(now.utc),
            session_id=session,
            accepted=refusal is None,
            reason=None if refusal is None else str(refusal),
        )
        self._context.outgoing.durable(topics.CP_EVENTS, answer, ("answered", session), waits=refusal is None)

    def cancel(self, session_id: str, reason: str, now: Instant) -> None:
        """End the reservation of that session; a running supply goes on: its plug was quicker."""
        if self.reservation is not None and self.reservation.order.session_id == session_id:
            self._release(reason, now)
            self.report(now, session_id=session_id)

    def stop(self, order_id: str, now: Instant) -> None:
        """Out of service by CENTRAL's order: a supply or a reservation ends (M13)."""
        session = self.session_id
        changed = self._take_order(stopped=True)
        if self.supply is not None:
            self._end(EndReason.STOPPED, now)
        elif self.reservation is not None:
            self._release(CancelReason.STOPPED, now)
        if changed:
            self._say(now, "stopped", "warning")
        self.report(now, session_id=session, order_id=order_id)

    def resume(self, order_id: str, now: Instant) -> None:
        """Back in service by CENTRAL's order (M13)."""
        if self._take_order(stopped=False):
            self._say(now, "resumed", "good")
        self.report(now, order_id=order_id)

    def serve(self, cp_id: str, *, same_as_before: bool) -> None:
        """Take the id that the monitor gave; an order to another charging point does not hold for it."""
        if not same_as_before:
            self.stopped = False
        self._context.ledger.remember(cp_id, stopped=self.stopped)

    # the person at the charging point

    def plug_block(self) -> str | None:
        """Why a plug would be refused, as a code; None if it would start the supply."""
        if self._activity is Activity.SUPPLYING:
            return "plugged"
        if not self.healthy:
            return "fault"
        return (
            ("stopped" if self.stopped else None)
            or (None if self.reservation is not None else "not_authorised")
            or self._context.links.missing()
            or ("journal" if self._context.ledger.fault else None)
        )

    def plug(self, now: Instant) -> None:
        """The vehicle is connected: the supply starts (M8), or a message says why not."""
        block = self.plug_block()
        if block is not None or self.reservation is None:
            self._say(now, "plug_refused", "warning", block=block or "not_authorised")
            return
        self._activity = move(self._activity, EngineMove.PLUG)
        order, self.supply = self.reservation.order, self._started(self.reservation, now)
        self.reservation = None
        self._context.ledger.open(self.supply.row)
        self.announce_start(now)
        self._say(now, "plugged", "good", driver=order.driver_id)

    def unplug(self, now: Instant) -> None:
        """The vehicle is disconnected: the supply ends (M8)."""
        if self.supply is None:
            self._say(now, "unplug_refused", "warning")
            return
        self._end(EndReason.UNPLUGGED, now)
        self.report(now)

    def settled(self, session_id: str, now: Instant) -> None:
        """CENTRAL has made the ticket of that supply: if it still runs, it would deliver for nothing."""
        if self.supply is not None and self.supply.row.session_id == session_id:
            self._end(EndReason.STOPPED, now)
            self.report(now)

    def fail(self, now: Instant) -> None:
        """A fault: a supply ends at once (M12), a reservation too."""
        if not self.healthy:
            return
        session = self.session_id
        self.healthy = False
        self._say(now, "fault", "bad")
        if self.supply is not None:
            self._end(EndReason.FAULT, now)
        elif self.reservation is not None:
            self._release(CancelReason.FAULT, now)
        self.report(now, session_id=session)

    def repair(self, now: Instant) -> None:
        """The fault is over: free again, or stopped if that is its order (M11)."""
        if self.healthy:
            return
        self.healthy = True
        self._say(now, "repaired", "good")
        self.report(now)

    # what time does, and what is said of it

    def tick(self, now: Instant) -> None:
        """Plug timeout, readings, and ``--auto``."""
        if self.reservation is not None:
            self._tick_reservation(self.reservation, now)
        if self.supply is not None:
            self._tick_supply(self.supply, now)

    def read_last(self, now: Instant) -> None:
        """Note a reading of the running supply now, whether or not its second is over."""
        if self.supply is not None:
            self.supply.read(now)
            self._context.ledger.read(self.supply.row)

    def report(self, now: Instant, *, session_id: str | None = None, order_id: str | None = None) -> None:
        """Say the state to CENTRAL. While nothing can be sent it is not said: a report follows the return."""
        if not self._context.ready:
            return
        record = r.EngineStateReported(
            id=new_id(),
            at=to_wire(now.utc),
            state=self.state.value,
            session_id=session_id or self.session_id,
            order_id=order_id,
            last_session_id=self._context.ledger.confirmed_before(self._context.outgoing.cp_id),
        )
        self._durable(record, ("state", record.id))

    def announce_start(self, now: Instant) -> None:
        """Say the start of the running supply, if there is one; always the same record (one effect, B3)."""
        if self.supply is None:
            return
        row = self.supply.row
        record = r.ChargingStarted(
            id=row.start_record_id,
            at=row.started_at,
            session_id=row.session_id,
            started_at=row.started_at,
            request_id=row.request_id,
            driver_id=row.driver_id,
            price=row.price,
        )
        self._durable(record, ("started", row.session_id))

    def start_arrived(self, session_id: str) -> None:
        """The broker has the start of that session: readings may follow it."""
        if self.supply is not None and self.supply.row.session_id == session_id:
            self.supply.announced = True

    def _durable(self, record: r.Record, token: Hashable) -> None:
        """Say how things are: at once, unless the journal or a record before it is behind."""
        outgoing = self._context.outgoing
        waits = outgoing.waiting or not self._context.ledger.settled
        outgoing.durable(topics.CP_EVENTS, record, token, waits=waits)

    def _refusal(self) -> Refusal | None:
        if not self.healthy or self._context.ledger.fault:
            return Refusal.FAULT
        if self.stopped:
            return Refusal.STOPPED
        if self._activity is not Activity.FREE:
            return Refusal.BUSY
        missing = self._context.links.missing()
        return Refusal(missing) if missing is not None else None

    def _reserve(self, order: r.Authorise, now: Instant, made_here: bool) -> None:
        self._activity = move(self._activity, EngineMove.RESERVE)
        self.reservation = Reservation(order, parse_price(order.price), now.mono, made_here)
        values = {"driver": order.driver_id, "price": order.price, "seconds": str(order.plug_timeout_s)}
        self._say(now, "authorised", "good", **values)

    def _release(self, reason: str, now: Instant) -> None:
        assert self.reservation is not None, "only a reservation is released"
        self._activity = move(self._activity, EngineMove.RELEASE)
        order, self.reservation = self.reservation.order, None
        self._say(now, "released", "warning", driver=order.driver_id, reason=str(reason))

    def _started(self, reservation: Reservation, now: Instant) -> RunningSupply:
        order, cp_id = reservation.order, self._context.outgoing.cp_id
        assert cp_id is not None, "an order is only read under an id"
        row = new_row(
            order.session_id, order.request_id, cp_id, order.driver_id, price_text(reservation.price), now
        )
        curve = PowerCurve(order.session_id, self._equipment.max_power_w)
        return RunningSupply(row, reservation.price, now, curve, self._equipment.time_scale)

    def _end(self, reason: EndReason, now: Instant) -> None:
        assert self.supply is not None, "only a supply ends"
        supply, self.supply = self.supply, None
        self._activity = move(self._activity, EngineMove.FINISH)
        supply.finish(now, str(reason))
        context = self._context
        context.ledger.close(supply.row, now)
        context.ledger.say_owed(context.outgoing, now, ready=context.ready)
        severity: Severity = "warning" if reason in (EndReason.FAULT, EndReason.STOPPED) else "good"
        values = {"driver": supply.row.driver_id, "energy_wh": str(supply.row.energy_wh)}
        self._say(now, "ended", severity, reason=str(reason), amount=money_text(supply.amount), **values)

    def _tick_reservation(self, reservation: Reservation, now: Instant) -> None:
        if now.mono >= reservation.until_mono:
            self._release(CancelReason.PLUG_TIMEOUT, now)
            self.report(now, session_id=reservation.order.session_id)
        elif (
            self._equipment.auto is not None
            and now.mono >= reservation.accepted_mono + AUTO_PLUG_S
            and self.plug_block() is None
        ):
            self.plug(now)

    def _tick_supply(self, supply: RunningSupply, now: Instant) -> None:
        target = self._equipment.auto
        if supply.due(now):
            supply.read(now)
            self._context.ledger.read(supply.row)
            if supply.announced and self._context.ready:
                self._context.outgoing.reading(self._reading(supply, now))
        if target is not None and supply.reached(target, now):
            self._end(EndReason.TARGET_REACHED, now)
            self.report(now)

    def _reading(self, supply: RunningSupply, now: Instant) -> r.MeterReading:
        return r.MeterReading(
            id=new_id(),
            at=to_wire(now.utc),
            session_id=supply.row.session_id,
            seq=supply.row.seq,
            power_w=supply.power_w,
            energy_wh=supply.row.energy_wh,
            amount=supply.row.amount,
        )

    def _take_order(self, *, stopped: bool) -> bool:
        """Note CENTRAL's order if it is news; whether it is."""
        cp_id, changed = self._context.outgoing.cp_id, stopped != self.stopped
        self.stopped = stopped
        if changed and cp_id is not None:
            self._context.ledger.remember(cp_id, stopped=stopped)
        return changed

    def _say(self, now: Instant, code: str, severity: Severity, **values: str) -> None:
        self._context.say(now, code, severity, **values)
