"""Rules of CENTRAL for requests, supplies and engines' events (M6 to M12, B2, B3; wire contract 4 and 6).

Each method handles one record that was decoded, and, where it must be, verified. A record that breaks a rule
raises :class:`Rejected`; the state is then as before.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from apps.ev_central.clocks import Clocks
from apps.ev_central.orphans import Orphans
from apps.ev_central.state import (
    ASK_TIMEOUT_S,
    PLUG_TIMEOUT_S,
    REMEMBERED_IDS,
    RESERVED_S,
    ChargingPoint,
    Network,
    Supply,
    request_of,
    ticket_of,
)
from shared.domain.cp import CpState
from shared.domain.engine import EngineState
from shared.domain.ids import derived_id, new_id
from shared.domain.money import MAX_ENERGY_WH, amount, parse_money, price_text
from shared.domain.reasons import CancelReason, Denial, EndReason
from shared.domain.supply import (
    DELIVERING,
    OPEN,
    RESERVING,
    SupplyEvent,
    SupplyState,
    allows,
    step,
)
from shared.messages import records as r
from shared.runtime.clock import from_wire, to_wire
from shared.runtime.pace import Pace
from shared.runtime.text import translate
from shared.runtime.told import Severity
from shared.store.rows import RequestRow, SupplyRow

SILENCE_S = 5.0
"""A running supply without a reading for this long is interrupted (wire contract 6)."""
UPDATE_EVERY_S = 1.0
"""At most one ``charging_update`` per session in this time (wire contract 6)."""
TICKETS_BACK = timedelta(days=60)
"""How far back a driver can ask for tickets: twice as long as an engine keeps a supply."""
LISTENS_S = 3.0
"""For so long a CENTRAL that has just come to its topics listens for another one, s."""
STRANGERS_A_SECOND = 20
"""Unknown drivers whose requests are answered and shown."""
TICKETS_A_PAGE = 100
TICKETS_AGAIN_S = 60.0
"""A driver gets the tickets that it asks for at most this often."""
SAME_MOMENT = 8
"""States of one engine made at the same moment, by a clock that may show seconds only."""
LONG_OVER = timedelta(seconds=20)
"""Age of a request after which no engine's answer to it can be on its way."""
TURNS_TOLD = 4
"""Changes of one charging point's state that are told in a second; of more only how it stands then."""
ANSWER_AGAIN_S = 1.0
"""What anybody can ask for again (a signed record too, by sending a copy) is answered at most this often."""
UNKNOWN_SHOWN_S = 60.0
"""A charging point that goes on about a supply that nobody here knows is shown, and asked, this often."""
EARLY_S = 20.0
"""How long a cancellation waits for its request: while partitions are added it may be read first."""
_EARLY = 1_000


_ENDS_RESERVATION = {
    CpState.STOPPED: CancelReason.STOPPED,
    CpState.FAULTED: CancelReason.FAULT,
    CpState.DISCONNECTED: CancelReason.DISCONNECTED,
}
_SEVERITY: dict[CpState, Severity] = {
    CpState.ACTIVATED: "good",
    CpState.SUPPLYING: "good",
    CpState.STOPPED: "warning",
    CpState.FAULTED: "bad",
    CpState.DISCONNECTED: "warning",
}


_SESSION_WORDS: dict[SupplyState, r.SessionWord] = {
    SupplyState.ASKING_CP: "requested",
    SupplyState.AUTHORISED: "authorised",
    SupplyState.SUPPLYING: "supplying",
    SupplyState.INTERRUPTED: "interrupted",
}


class Rejected(Exception):
    """A record breaks a rule; its text is the rule (B2)."""


class Unknown(Rejected):
    """A record is about somebody whom this CENTRAL does not know."""


def _out_of_order(kind: str, row: SupplyRow) -> Rejected:
    rule = translate("Rule", "{kind} out of order: the supply is '{state}'")
    return Rejected(rule.format(kind=kind, state=row.state))


class Charging:
    """Requests and supplies of one :class:`Network`; core thread only."""

    def __init__(self, net: Network, clocks: Clocks) -> None:
        self._net = net
        self.orphans = Orphans(net)
        self._soon, self._strangers = Pace(ANSWER_AGAIN_S), Pace(ANSWER_AGAIN_S)
        self._unknown, self._pages = Pace(UNKNOWN_SHOWN_S), Pace(TICKETS_AGAIN_S)
        self._early: dict[str, tuple[float, str, str]] = {}
        self._tickets_since: dict[str, datetime] = {}
        self._told_to: dict[str, int] = {}
        self._listens_until = -math.inf
        self._unanswered: tuple[r.ChargeRequested, ...] = ()
        self._clocks = clocks

    # ev.requests

    def listen(self) -> None:
        """From now on another CENTRAL would be heard; until it had time to, nobody unknown is denied."""
        self._listens_until = self._net.now.mono + LISTENS_S

    def charge_requested(self, record: r.ChargeRequested) -> None:
        """M6, M7: every step of it is told to the driver and shown on the panel."""
        net = self._net
        session_id = derived_id("session", record.request_id)
        if net.store.has_request(record.request_id, session_id):
            return
        point = net.cps.get(record.cp_id)
        known = point is not None and point.takes_part and record.driver_id in net.drivers
        if not known and net.hears_another():
            return  # the other CENTRAL may know both, and answers (wire contract 7)
        if not known and net.now.mono < self._listens_until:
            self._unanswered = (*self._unanswered[1 - _EARLY :], record)
            return
        row = RequestRow(
            record.request_id, record.driver_id, record.cp_id, record.origin, net.at(), "received"
        )
        denial = self._denial(record)
        if record.driver_id not in net.drivers:  # anybody can ask so: nothing is kept, and few are answered
            if self._strangers.may(record.driver_id, net.now.mono, STRANGERS_A_SECOND):
                self._progress(row, "denied", denial, kept=False)
            return
        row.session_id = session_id
        early = self._early.pop(record.request_id, None)
        if early is not None and early[0] >= net.now.mono and early[1:] == (row.driver_id, row.cp_id):
            self._progress(row, "cancelled", CancelReason.DRIVER)
            return
        for name in ("received", "checking"):
            self._progress(row, name)
        self._clocks.request_read(record, expired=denial is Denial.EXPIRED)
        if denial is not None:
            self._progress(row, "denied", denial)
            return
        cp = net.cps[record.cp_id]
        supply = net.new_supply(cp, row, session_id, net.price_of(cp))
        supply.deadline_mono = net.now.mono + ASK_TIMEOUT_S
        net.open_supply(supply)
        net.store.put_supply(supply.row)
        self._progress(row, "asking_cp", session_id=session_id)
        net.command(
            cp,
            r.Authorise(
                id=new_id(),
                at=net.at(),
                session_id=session_id,
                request_id=record.request_id,
                driver_id=record.driver_id,
                price=price_text(supply.row.price),
                plug_timeout_s=PLUG_TIMEOUT_S,
            ),
        )
        self.refresh(cp)

    def _denial(self, record: r.ChargeRequested) -> Denial | None:
        net = self._net
        driver = net.drivers.get(record.driver_id)
        cp = net.cps.get(record.cp_id)
        if from_wire(record.expires_at) < net.now.utc:
            return Denial.EXPIRED
        if driver is None:
            return Denial.UNKNOWN_DRIVER
        if not driver.enabled:
            return Denial.DRIVER_DISABLED
        if net.busy_supply(record.driver_id) is not None:
            return Denial.DRIVER_BUSY
        if cp is None or not cp.takes_part:
            return Denial.UNKNOWN_CP
        if cp.state is not CpState.ACTIVATED:
            return Denial.CP_NOT_AVAILABLE
        if cp.reserved:
            return Denial.CP_RESERVED
        return None

    def charge_cancelled(self, record: r.ChargeCancelled) -> None:
        """M8: the driver takes the request back before plugging; later it has no effect."""
        net = self._net
        row = net.store.request(record.request_id)
        if row is None:
            self._early[record.request_id] = (net.now.mono + EARLY_S, record.driver_id, record.cp_id)
            if len(self._early) > _EARLY:
                del self._early[next(iter(self._early))]
            raise Unknown(translate("Rule", "cancellation of an unknown request"))
        if (row.driver_id, row.cp_id) != (record.driver_id, record.cp_id):
            rule = translate(
                "Rule", "cancellation by another driver or of another charging point than the request"
            )
            raise Rejected(rule)
        supply = net.supplies.get(row.session_id or "")
        if supply is not None and supply.row.state in RESERVING:
            self.cancel(supply, CancelReason.DRIVER)

    def sync_requested(self, record: r.SyncRequested) -> None:
        """D3: a driver's app asks how things stand. Whoever is not registered has nothing there."""
        driver_id, asked = record.driver_id, record.tickets_since
        if driver_id not in self._net.drivers:
            return
        now = self._net.now
        if asked is not None:
            since = max(from_wire(asked), now.utc - TICKETS_BACK)
            self._tickets_since[driver_id] = min(since, self._tickets_since.get(driver_id, since))
            self._pages.do(self._begin_pages, driver_id, now.mono)
        self._soon.do(self._tell_all, driver_id, now.mono)

    def _tell_all(self, driver_id: str) -> None:
        """Every open session of the driver, and its last ticket again, unless that comes in a page."""
        net = self._net
        ended = net.store.ended_supplies(driver_id=driver_id, limit=1)  # first: it may fail
        for supply in tuple(net.of_driver.get(driver_id, {}).values()):
            self._tell_session(supply)
        for row in ended if driver_id not in self._told_to else []:
            net.notify(driver_id, ticket_of(row, net.at()))

    def _begin_pages(self, driver_id: str) -> None:
        """The tickets that it asks for (D5), or its last one; from now on a page at each tick."""
        store, since = self._net.store, to_wire(self._tickets_since[driver_id])
        before = store.last_ended_before(driver_id, since)
        for last in store.ended_supplies(driver_id=driver_id, limit=1):
            before = min(before, (last.ended_seq or 0) - 1)
        self._told_to[driver_id] = min(before, self._told_to.get(driver_id, before))
        del self._tickets_since[driver_id]

    def _tell_page(self) -> None:
        """One driver's turn: many tickets must hold back neither the others nor CENTRAL's heart."""
        net = self._net
        for driver_id, told_to in list(self._told_to.items())[:1]:
            rows = net.store.ended_after(driver_id, told_to, TICKETS_A_PAGE)
            del self._told_to[driver_id]  # the next one's turn
            for row in rows:
                net.notify(driver_id, ticket_of(row, net.at()))
            if len(rows) == TICKETS_A_PAGE:
                self._told_to[driver_id] = rows[-1].ended_seq or 0

    # ev.cp-events

    def engine_state(self, cp: ChargingPoint, record: r.EngineStateReported) -> None:
        """An engine's own word: it corrects the monitor's, answers orders and shows lost reservations."""
        net = self._net
        named = None
        if record.last_session_id is not None and self.orphans.lacks(record.last_session_id):
            self._ask_for_end(cp, record.last_session_id)
        if record.session_id is not None:
            named = net.find_supply(record.session_id)
            if named is None:  # ours was lost: a reservation ends, an end is told again
                self._ask_for_end(cp, record.session_id)
                if record.state == "IDLE":
                    self.ask_for_report(cp.cp_id)
            if named is None or named.row.cp_id != cp.cp_id:
                raise Rejected(translate("Rule", "unknown session in engine_state"))
        if record.id in cp.seen_ids or record.id in (cp.row.state_ids or "").split():
            return
        cp.seen_ids = (*cp.seen_ids[1 - REMEMBERED_IDS :], record.id)
        self._check_order_in_time(cp, record)
        cp.engine_word = EngineState(record.state)
        if record.order_id is not None and record.order_id == cp.row.order_id:
            cp.row.order_id = None
            net.store.put_cp(cp.row)
        self._reconcile(cp, record, named)
        self.refresh(cp)

    def _check_order_in_time(self, cp: ChargingPoint, record: r.EngineStateReported) -> None:
        """Anybody can send a signed record again: an old state must not undo what came after it (B3).

        A clock that was set back makes an honest one look old. So the engine is asked, and its answer counts
        by the new id that it carries.
        """
        net, row, made = self._net, cp.row, to_wire(from_wire(record.at))
        answers = record.order_id is not None and record.order_id in (row.order_id, cp.report_id)
        same = (row.state_ids or "").split() if made == row.state_at else []
        old = row.state_at is not None and made < row.state_at
        if not answers and (old or len(same) >= SAME_MOMENT):
            self.ask_for_report(cp.cp_id)
            raise Rejected(translate("Rule", "engine_state older than the one before it"))
        if answers and record.order_id == cp.report_id:
            cp.report_id = None
        row.state_at, row.state_ids = made, " ".join((*same[-SAME_MOMENT:], record.id))
        net.store.put_cp(row)

    def _reconcile(self, cp: ChargingPoint, record: r.EngineStateReported, named: Supply | None) -> None:
        net, supply, said = self._net, cp.supply, record.session_id
        if record.state == "IDLE" and supply is not None and supply.row.state is SupplyState.AUTHORISED:
            # Its acceptance stands before this in the same partition: the engine has given the driver up.
            if said is None:
                self.cancel(supply, CancelReason.FAULT)
            elif said == supply.row.session_id:
                self.cancel(supply, CancelReason.PLUG_TIMEOUT)
        elif record.state == "RESERVED" and named is not None and named.row.state not in OPEN:
            self._send_cancel(cp.cp_id, named.row.session_id)
        for each in tuple(cp.open):
            if each.row.state in DELIVERING and (each.row.session_id, "SUPPLYING") != (said, record.state):
                # Its engine does not owe its end any more, and that is missing: this database is a backup.
                self._ask_for_end(cp, each.row.session_id)
        if record.state == "SUPPLYING" and named is not None and named.row.state is SupplyState.ENDED:
            self._answer_end(named.row.session_id)  # the operator settled it: stop
        if self._owes_order(cp):
            self._soon.do(self._repeat_order, cp.cp_id, net.now.mono)

    def _ask_for_end(self, cp: ChargingPoint, session_id: str) -> None:
        """``cancel``: an engine that has ended that supply tells its end again (wire contract 7)."""
        self._soon.do(self._cancel_lost, f"{cp.cp_id} {session_id}", self._net.now.mono)

    def _cancel_lost(self, both: str) -> None:
        cp_id, _, session_id = both.partition(" ")
        if self.orphans.lacks(session_id):
            self._send_cancel(cp_id, session_id)

    def ask_for_report(self, cp_id: str) -> None:
        """An engine is back, or in doubt: what it says makes orders and reservations agree again.

        Once a second at most: a monitor that goes to and fro has only one engine to ask.
        """
        self._soon.do(self._ask_for_report, cp_id, self._net.now.mono)

    def _ask_for_report(self, cp_id: str) -> None:
        cp = self._net.cps.get(cp_id)
        if cp is not None:
            cp.report_id = new_id()
            self._net.command(cp, r.Report(id=new_id(), at=self._net.at(), order_id=cp.report_id))

    def _owes_order(self, cp: ChargingPoint) -> bool:
        """Whether the engine has not answered its order, or does not obey it."""
        # A broken engine says FAULTED whatever its order is.
        disobeys = cp.engine_word is not EngineState.FAULTED and (
            (cp.engine_word is EngineState.STOPPED) != cp.row.stopped
        )
        return disobeys or cp.row.order_id is not None

    def _repeat_order(self, cp_id: str) -> None:
        cp = self._net.cps.get(cp_id)
        if cp is not None and self._owes_order(cp):
            self.order(cp)

    def order(self, cp: ChargingPoint) -> None:
        """Send the standing order, under a new id if the last one was answered."""
        net = self._net
        self._soon.may((self._repeat_order, cp.cp_id), net.now.mono)  # after its pause
        if cp.row.order_id is None:
            cp.row.order_id = new_id()
            net.store.put_cp(cp.row)
        kind = r.Stop if cp.row.stopped else r.Resume
        net.command(cp, kind(id=new_id(), at=net.at(), order_id=cp.row.order_id))

    def authorisation_answered(self, cp: ChargingPoint, record: r.AuthorisationAnswered) -> None:
        """The engine keeps itself for the driver, or does not (``cp_refused``)."""
        net = self._net
        supply = self._supply_of(cp, record.session_id)
        if supply is None:
            raise Rejected(translate("Rule", "unknown session"))
        if supply.row.state is not SupplyState.ASKING_CP:
            age, session_id = net.now.utc - from_wire(supply.row.created_at), supply.row.session_id
            over = supply.row.state is SupplyState.CANCELLED and age > LONG_OVER
            # An engine took an ``authorise`` of long ago, which somebody has sent again, for a new one.
            if record.accepted and over:
                self._soon.do(self._free, session_id, net.now.mono)
            return  # a duplicate, or too late: without effect
        if not record.accepted:
            net.say(cp.cp_id, "cp_refused", "warning", reason=record.reason or "")
            self.cancel(supply, Denial.CP_REFUSED)
            return
        self._step(supply, SupplyEvent.ACCEPTED)
        supply.row.authorised_at = net.at()
        supply.deadline_mono = net.now.mono + RESERVED_S
        self._progress(request_of(supply.row), "authorised", session_id=supply.row.session_id)
        self.refresh(cp)

    def charging_started(self, cp: ChargingPoint, record: r.ChargingStarted) -> None:
        """M8: the vehicle is plugged in."""
        net = self._net
        supply = self._supply_of(cp, record.session_id) or self.orphans.adopt(cp, record)
        if supply is None:
            self._say_unknown(cp)
            return
        if supply.row.started_at is not None:
            return
        if not allows(supply.row.state, SupplyEvent.STARTED):
            self.ask_for_report(cp.cp_id)  # what stands before it may be in another partition
            raise _out_of_order("charging_started", supply.row)
        self._step(supply, SupplyEvent.STARTED)
        supply.row.started_at = record.started_at
        supply.news_mono, supply.deadline_mono = net.now.mono, None
        supply.read_mono = net.now.mono  # nothing has flowed yet: that is news too
        self._note_began(supply, record.at)
        net.open_supply(supply)
        self._tell_turn(supply, "supply_started")
        if cp.state is CpState.FAULTED:  # its monitor's word was quicker than the engine's last record
            self.interrupt(supply)

    def meter_reading(self, cp: ChargingPoint, record: r.MeterReading) -> None:
        """M9: energy may only grow, and the amount must be energy times price."""
        net = self._net
        supply = self._supply_of(cp, record.session_id)
        if supply is None:
            self._say_unknown(cp)
            return
        row = supply.row
        if not allows(row.state, SupplyEvent.READING):
            if row.state is not SupplyState.ENDED:
                self.ask_for_report(cp.cp_id)
            elif record.seq > row.seq:  # the operator settled it: the engine is to stop
                self._answer_end(row.session_id)
            raise _out_of_order("meter_reading", row)
        if record.seq <= row.seq:
            return
        self._check_meter(row, record.energy_wh, record.amount)
        if record.power_w < 0:
            raise Rejected(translate("Rule", "negative power ({power} W)").format(power=record.power_w))
        woke = row.state is SupplyState.INTERRUPTED
        row.state = SupplyState.SUPPLYING
        row.seq, row.energy_wh, row.amount = record.seq, record.energy_wh, parse_money(record.amount)
        supply.power_w, supply.news_mono, supply.read_mono = record.power_w, net.now.mono, net.now.mono
        self._note_began(supply, record.at)
        net.store.put_reading(row)
        net.changed_cps.add(cp.cp_id)
        if woke:
            self._tell_turn(supply, "supply_resumed", "good")
        supply.untold = True
        self._tell_reading(supply)

    def charging_finished(self, cp: ChargingPoint, record: r.ChargingFinished) -> None:
        """M10: the end; confirmed to the engine each time that it is said, with one ticket for the driver."""
        net = self._net
        previous = record.previous_session_id
        gap = previous is not None and self.orphans.lacks(previous)
        if previous is not None and gap:
            self._ask_for_end(cp, previous)
        supply = self._supply_of(cp, record.session_id)
        if supply is None:
            if not 0 <= record.energy_wh <= MAX_ENERGY_WH or record.amount.startswith("-"):
                rule = translate("Rule", "impossible end of an unknown session ({energy} Wh)")
                raise Rejected(rule.format(energy=record.energy_wh))
            supply = self.orphans.adopt(cp, record)
            if supply is None:
                self.orphans.keep(cp, record)
                return
        row = supply.row
        if row.state is SupplyState.ORPHAN:
            return
        told = row.state in (SupplyState.ENDED, SupplyState.DROPPED)
        differs = told and (row.energy_wh, f"{row.amount:.2f}") != (record.energy_wh, record.amount)
        if not told:
            self._check_meter(row, record.energy_wh, record.amount)
            if not allows(row.state, SupplyEvent.FINISHED):
                raise _out_of_order("charging_finished", row)
            row.started_at = row.started_at or record.started_at
            row.energy_wh, row.amount = record.energy_wh, parse_money(record.amount)
            self._end(row, record.reason, record.ended_at)
        elif differs and row.reason != EndReason.ENGINE_LOST:
            net.rejected += 1
        # With a gap the engine goes on with this one, until that is told too.
        if not gap and self._answer_end(row.session_id) and differs:
            net.say(
                row.cp_id,
                "end_differs",
                "warning",
                driver=row.driver_id,
                energy_wh=str(row.energy_wh),
                amount=f"{row.amount:.2f}",
                metered_wh=str(record.energy_wh),
                metered_amount=record.amount,
            )

    def _answer_end(self, session_id: str) -> bool:
        """Confirm an end, soon but not in a storm; whether at once."""
        return self._soon.do(self._confirm, session_id, self._net.now.mono)

    def _confirm(self, session_id: str) -> None:
        """``finish_confirmed`` with what the ticket says."""
        net, row = self._net, self._net.store.supply(session_id)
        if row is not None:
            record = r.FinishConfirmed(
                id=new_id(),
                at=net.at(),
                session_id=session_id,
                reason=row.reason,
                ended_at=row.ended_at,
                energy_wh=row.energy_wh,
                amount=f"{row.amount:.2f}",
            )
            net.command(net.cps.get(row.cp_id), record)

    def _end(self, row: SupplyRow, reason: str, ended_at: str) -> None:
        net = self._net
        net.today.add(net.now.utc, row)
        row.state, row.reason, row.ended_at = SupplyState.ENDED, reason, ended_at
        row.told_at = net.at()
        net.store.put_ended(row)
        net.close_supply(row)
        if row.driver_id:
            net.notify(row.driver_id, ticket_of(row, net.at()))
        bad = reason in (EndReason.FAULT, EndReason.ENGINE_LOST)
        net.say(
            row.cp_id,
            "supply_ended" if row.driver_id else "orphan_settled",
            "warning" if bad else "good",
            driver=row.driver_id,
            reason=reason,
            energy_wh=str(row.energy_wh),
            amount=f"{row.amount:.2f}",
        )
        net.note_request(row)
        self.refresh(net.cps.get(row.cp_id))

    def settle(self, session_id: str, driver_id: str | None = None) -> bool:
        """An operator closes an interrupted supply with what was last reported, or an orphan with what its
        engine told; False if there is none."""
        net = self._net
        supply, orphan = net.supplies.get(session_id), net.orphans.get(session_id)
        if orphan is not None:
            orphan.driver_id = driver_id or orphan.driver_id
            orphan.amount = amount(orphan.energy_wh, orphan.price)
            self.orphans.close(orphan, "settled")
            self._end(orphan, orphan.reason or "", orphan.ended_at or net.at())
            self._answer_end(session_id)
            return True
        if supply is None or supply.row.state is not SupplyState.INTERRUPTED:
            return False
        net.audit("operator", f"settled supply {session_id} with {supply.row.energy_wh} Wh")
        ended = max(net.now.utc, from_wire(supply.row.started_at or net.at()))  # that is the engine's clock
        self._end(supply.row, EndReason.ENGINE_LOST, to_wire(ended))
        return True

    def drop(self, session_id: str) -> bool:
        """An operator wants no ticket of an orphan; False if there is none. The database remembers it, since
        its engine may tell it again."""
        orphan = self._net.orphans.get(session_id)
        if orphan is None:
            return False
        orphan.state = SupplyState.DROPPED
        self.orphans.close(orphan, "dropped")
        self._answer_end(session_id)
        return True

    # the charging point as a whole

    def refresh(self, cp: ChargingPoint | None) -> None:
        """Derive the state of a charging point after anything happened to it, and act on a change.

        None: the database has it no more, but a supply of it.
        """
        net = self._net
        if cp is None:
            return
        net.changed_cps.add(cp.cp_id)
        before, cp.state = cp.state, cp.derive()
        if cp.state is not before:
            cp.since_mono = now = net.now.mono
            # One that goes to and fro is not worth a message and a record each time: later, how it stands.
            if now - cp.turned_mono >= 1.0:
                cp.turns, cp.turned_mono = 0, now
            cp.turns += 1
            if cp.turns > TURNS_TOLD:
                self._soon.may((self._tell_standing, cp.cp_id), now)  # its pause begins
                self._soon.do(self._tell_standing, cp.cp_id, now)
            self._state_changed(cp, before)
        if cp.turns <= TURNS_TOLD or net.is_telling(cp):  # what has not left yet must not be old
            net.publish(cp)

    def _tell_standing(self, cp_id: str) -> None:
        cp = self._net.cps.get(cp_id)
        if cp is not None:
            cp.turns = 0
            self._say_state(cp)
            self._net.publish(cp)

    def _say_state(self, cp: ChargingPoint) -> None:
        self._net.say(cp.cp_id, f"cp_{cp.state.lower()}", _SEVERITY[cp.state], reason=cp.fault)

    def _state_changed(self, cp: ChargingPoint, before: CpState) -> None:
        net = self._net
        calm = (CpState.ACTIVATED, CpState.SUPPLYING)
        if (cp.state not in calm or before not in calm) and cp.turns <= TURNS_TOLD:
            self._say_state(cp)
        excused = cp.state is CpState.DISCONNECTED and net.now.mono < net.excused_until_mono
        for supply in tuple(cp.open):
            if supply.row.state in RESERVING and cp.state in _ENDS_RESERVATION and not excused:
                self.cancel(supply, _ENDS_RESERVATION[cp.state])
            elif cp.state is CpState.FAULTED:
                self.interrupt(supply)

    # time and faults

    def tick(self, *, behind: bool = False) -> None:
        """Deadlines: no answer, not plugged, silence; and readings whose second is over.

        ``behind``: what engines said still waits to be read, so none of them is silent.
        """
        net = self._net
        for pace in (self._unknown, self._pages, self._soon):
            pace.tick(net.now.mono)
        self._tell_page()
        if self._unanswered and net.now.mono >= self._listens_until:
            waited, self._unanswered = self._unanswered, ()
            for record in waited:
                self.charge_requested(record)
        for supply in tuple(net.supplies.values()):
            if supply.deadline_mono is not None and net.now.mono >= supply.deadline_mono:
                asked = supply.row.state is SupplyState.ASKING_CP
                self.cancel(supply, Denial.CP_NO_ANSWER if asked else CancelReason.PLUG_TIMEOUT)
            elif supply.row.state is SupplyState.SUPPLYING:
                self._tell_reading(supply)
                if net.kafka_up and not behind and net.now.mono - supply.news_mono > SILENCE_S:
                    self.interrupt(supply)

    def _free(self, session_id: str) -> None:
        supply = self._net.find_supply(session_id)
        if supply is not None and supply.row.state is SupplyState.CANCELLED:
            self._send_cancel(supply.row.cp_id, session_id)

    def heard_again(self, after_s: float) -> None:
        """For ``after_s`` nobody could be heard: silence counts from now on, deadlines are put off."""
        for supply in self._net.supplies.values():
            supply.news_mono = self._net.now.mono
            if supply.deadline_mono is not None:
                supply.deadline_mono += after_s

    def interrupt(self, supply: Supply) -> None:
        """A running supply's engine is silent or at fault: the driver is told, no ticket is made (D2)."""
        if not allows(supply.row.state, SupplyEvent.SILENCE):
            return
        self._step(supply, SupplyEvent.SILENCE)
        supply.silent_mono = self._net.now.mono
        self._tell_turn(supply, "supply_interrupted", "bad")

    def cancel(self, supply: Supply, reason: CancelReason | Denial) -> None:
        """End a reservation; engine, driver and panel are told."""
        net, row = self._net, supply.row
        self._step(supply, SupplyEvent.CANCEL)
        supply.deadline_mono = None
        net.close_supply(row)
        if reason is not Denial.CP_REFUSED:  # the engine itself does not want it
            self._send_cancel(row.cp_id, row.session_id, reason)
        if isinstance(reason, Denial):
            self._progress(request_of(row), "denied", reason)
        else:
            self._progress(request_of(row), "cancelled", reason, session_id=row.session_id)
        self.refresh(net.cps.get(row.cp_id))

    def _send_cancel(
        self, cp_id: str, session_id: str, reason: CancelReason | Denial = Denial.CP_NO_ANSWER
    ) -> None:
        record = r.Cancel(id=new_id(), at=self._net.at(), session_id=session_id, reason=reason)
        self._net.command(self._net.cps.get(cp_id), record)

    # helpers

    def _step(self, supply: Supply, event: SupplyEvent) -> None:
        supply.row.state = step(supply.row.state, event)
        self._net.store.put_supply(supply.row)

    def _supply_of(self, cp: ChargingPoint, session_id: str) -> Supply | None:
        supply = self._net.find_supply(session_id)
        if supply is not None and supply.row.cp_id != cp.cp_id:
            raise Rejected(translate("Rule", "session of another charging point"))
        return supply

    def _say_unknown(self, cp: ChargingPoint) -> None:
        """A running supply that is unknown here: its engine is asked, and can tell all that is needed."""
        if self._unknown.do(self.ask_for_report, cp.cp_id, self._net.now.mono):
            raise Rejected(translate("Rule", "unknown session"))
        self._net.rejected += 1

    def _note_began(self, supply: Supply, at: str) -> None:
        """Once, so that no clock that is set meanwhile changes how long it lasts."""
        if supply.began_mono is None and supply.row.started_at is not None:
            lasted = from_wire(at) - from_wire(supply.row.started_at)
            supply.began_mono = self._net.now.mono - max(0.0, lasted.total_seconds())

    def _check_meter(self, row: SupplyRow, energy_wh: int, money: str) -> None:
        if not 0 <= energy_wh <= MAX_ENERGY_WH:
            raise Rejected(translate("Rule", "impossible energy ({energy} Wh)").format(energy=energy_wh))
        if energy_wh < row.energy_wh:
            rule = translate("Rule", "falling meter ({before} -> {after} Wh)")
            raise Rejected(rule.format(before=row.energy_wh, after=energy_wh))
        due = amount(energy_wh, row.price)
        if money != f"{due:.2f}":
            rule = translate("Rule", "amount {amount} is not energy x price ({due})")
            raise Rejected(rule.format(amount=money, due=f"{due:.2f}"))

    def _progress(
        self,
        row: RequestRow,
        name: r.Step,
        reason: CancelReason | Denial | None = None,
        *,
        session_id: str | None = None,
        kept: bool = True,
    ) -> None:
        """One step of a request, for its driver, the panel and, if it is denied, the engine that sent it."""
        net = self._net
        row.step, row.reason = name, reason
        notice = r.RequestProgress(
            id=new_id(),
            at=net.at(),
            request_id=row.request_id,
            cp_id=row.cp_id,
            step=name,
            reason=reason,
            session_id=session_id,
        )
        if kept:
            net.store.put_request(row)
            net.notify(row.driver_id, notice)
        else:
            net.notify_now(row.driver_id, row.request_id, notice)
        if row.origin == "cp" and name == "denied":
            answer = r.RequestAnswered(
                id=new_id(), at=net.at(), request_id=row.request_id, step=name, reason=reason
            )
            net.command(net.cps.get(row.cp_id), answer)
        severity: Severity = "warning" if reason else "good" if name == "authorised" else "info"
        net.say(
            row.cp_id, f"request_{name}", severity, driver=row.driver_id, cp=row.cp_id, reason=reason or ""
        )
        net.note_request(row)

    def _tell_turn(self, supply: Supply, code: str, severity: Severity = "info") -> None:
        """A supply goes on in another state: for its driver and the panel."""
        net, row = self._net, supply.row
        net.say(row.cp_id, code, severity, driver=row.driver_id)
        net.note_request(row)
        self._tell_session(supply)
        self.refresh(net.cps.get(row.cp_id))

    def _tell_session(self, supply: Supply) -> None:
        row = supply.row
        self._net.notify(
            row.driver_id,
            r.SessionState(
                id=new_id(),
                at=self._net.at(),
                session_id=row.session_id,
                request_id=row.request_id,
                cp_id=row.cp_id,
                state=_SESSION_WORDS[row.state],
                energy_wh=row.energy_wh,
                amount=f"{row.amount:.2f}",
            ),
        )

    def _tell_reading(self, supply: Supply) -> None:
        net, row = self._net, supply.row
        if not supply.untold or net.now.mono - supply.told_mono < UPDATE_EVERY_S:
            return
        supply.untold, supply.told_mono = False, net.now.mono
        net.notify_now(
            row.driver_id,
            row.session_id,
            r.ChargingUpdate(
                id=new_id(),
                at=net.at(),
                session_id=row.session_id,
                cp_id=row.cp_id,
                power_w=supply.power_w,
                energy_wh=row.energy_wh,
                amount=f"{row.amount:.2f}",
            ),
        )
