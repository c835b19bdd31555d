"""What engines tell: their state, and each supply from the plug to its end (M8 to M12, B2, B3).

Each method handles one record that was decoded and verified. A record that breaks a rule raises
:class:`Rejected`; the state is then as before.
"""

from __future__ import annotations

from datetime import timedelta

from apps.ev_central.charging_point import ChargingPoint, Supply
from apps.ev_central.rejected import Rejected, out_of_order
from apps.ev_central.state import REMEMBERED_IDS, RESERVED_S, Network, request_of
from apps.ev_central.supplies import Supplies
from apps.ev_central.telling import Telling
from shared.domain.cp import CpState
from shared.domain.engine import EngineState
from shared.domain.money import MAX_ENERGY_WH, amount, parse_money
from shared.domain.reasons import CancelReason, Denial, EndReason
from shared.domain.supply import DELIVERING, OPEN, SupplyEvent, SupplyState, allows
from shared.messages import records as r
from shared.runtime.clock import from_wire, to_wire
from shared.runtime.pace import Pace
from shared.runtime.text import translate
from shared.store.rows import SupplyRow

SAME_MOMENT = 8
"""States of one engine made at the same moment, by a clock that may show seconds only."""
LONG_OVER = timedelta(seconds=20)
"""Age of a request after which no engine's answer to it can be on its way."""
UNKNOWN_SHOWN_S = 60.0
"""A charging point that goes on about a supply that nobody here knows is shown, and asked, this often."""


class Engines:
    """Carries out the records of ``ev.cp-events``; core thread only."""

    def __init__(self, net: Network, supplies: Supplies, telling: Telling) -> None:
        self._net = net
        self._supplies = supplies
        self._telling = telling
        self._unknown = Pace(UNKNOWN_SHOWN_S)

    def take(self, cp: ChargingPoint, record: r.AnyRecord) -> None:
        """Carry out one record of ``cp``'s engine."""
        match record:
            case r.MeterReading():
                self._meter_reading(cp, record)
            case r.EngineStateReported():
                self._engine_state(cp, record)
            case r.AuthorisationAnswered():
                self._authorisation_answered(cp, record)
            case r.ChargingStarted():
                self._charging_started(cp, record)
            case r.ChargingFinished():
                self._charging_finished(cp, record)

    def tick(self) -> None:
        """Let time pass."""
        self._unknown.tick(self._net.now.mono)

    def _engine_state(self, cp: ChargingPoint, record: r.EngineStateReported) -> None:
        """An engine's own word: it corrects the monitor's, answers orders and shows lost reservations."""
        net = self._net
        named = None
        if record.last_session_id is not None and self._supplies.orphans.lacks(record.last_session_id):
            self._ask_for_end(cp, record.last_session_id)
        if record.session_id is not None:
            named = net.find_supply(record.session_id)
            if named is None:  # ours was lost: a reservation ends, an end is told again
                self._ask_for_end(cp, record.session_id)
                if record.state == EngineState.IDLE:
                    self._telling.ask_for_report(cp.cp_id)
            if named is None or named.row.cp_id != cp.cp_id:
                raise Rejected(translate("Rule", "unknown session in engine_state"))
        if record.id in cp.seen_ids or record.id in (cp.row.state_ids or "").split():
            return
        cp.seen_ids = (*cp.seen_ids[1 - REMEMBERED_IDS :], record.id)
        self._check_order_in_time(cp, record)
        cp.engine_says(EngineState(record.state))
        if record.order_id is not None and record.order_id == cp.row.order_id:
            cp.row.order_id = None
            net.store.put_cp(cp.row)
        self._reconcile(cp, record, named)
        self._supplies.refresh(cp)

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
            self._telling.ask_for_report(cp.cp_id)
            raise Rejected(translate("Rule", "engine_state older than the one before it"))
        if answers and record.order_id == cp.report_id:
            cp.report_id = None
        row.state_at, row.state_ids = made, " ".join((*same[-SAME_MOMENT:], record.id))
        net.store.put_cp(row)

    def _reconcile(self, cp: ChargingPoint, record: r.EngineStateReported, named: Supply | None) -> None:
        supply, said, word = cp.supply, record.session_id, cp.engine_word
        if word is EngineState.IDLE and supply is not None and supply.row.state is SupplyState.AUTHORISED:
            # Its acceptance stands before this in the same partition: the engine has given the driver up.
            if said is None:
                self._supplies.cancel(supply, CancelReason.FAULT)
            elif said == supply.row.session_id:
                self._supplies.cancel(supply, CancelReason.PLUG_TIMEOUT)
        elif word is EngineState.RESERVED and named is not None and named.row.state not in OPEN:
            self._telling.cancel(cp.cp_id, named.row.session_id)
        for each in tuple(cp.open):
            if each.row.state in DELIVERING and (each.row.session_id, EngineState.SUPPLYING) != (said, word):
                # Its engine does not owe its end any more, and that is missing: this database is a backup.
                self._ask_for_end(cp, each.row.session_id)
        if word is EngineState.SUPPLYING and named is not None and named.row.state is SupplyState.ENDED:
            self._telling.answer_end(named.row.session_id)  # the operator settled it: stop
        self._telling.order_again(cp)

    def _ask_for_end(self, cp: ChargingPoint, session_id: str) -> None:
        """``cancel``: an engine that has ended that supply tells its end again (wire contract 7)."""
        self._telling.soon.do(self._cancel_lost, f"{cp.cp_id} {session_id}", self._net.now.mono)

    def _cancel_lost(self, both: str) -> None:
        cp_id, _, session_id = both.partition(" ")
        if self._supplies.orphans.lacks(session_id):
            self._telling.cancel(cp_id, session_id)

    def _authorisation_answered(self, cp: ChargingPoint, record: r.AuthorisationAnswered) -> None:
        """The engine keeps itself for the driver, or does not (``cp_refused``)."""
        net = self._net
        supply = self._supplies.of(cp, record.session_id)
        if supply is None:
            raise Rejected(translate("Rule", "unknown session"))
        if supply.row.state is not SupplyState.ASKING_CP:
            age, session_id = net.now.utc - from_wire(supply.row.created_at), supply.row.session_id
            over = supply.row.state is SupplyState.CANCELLED and age > LONG_OVER
            # An engine took an ``authorise`` of long ago, which somebody has sent again, for a new one.
            if record.accepted and over:
                self._telling.soon.do(self._free, session_id, net.now.mono)
            return  # a duplicate, or too late: without effect
        if not record.accepted:
            net.say(cp.cp_id, "cp_refused", "warning", reason=record.reason or "")
            self._supplies.cancel(supply, Denial.CP_REFUSED)
            return
        self._supplies.step(supply, SupplyEvent.ACCEPTED)
        supply.row.authorised_at = net.at()
        supply.deadline_mono = net.now.mono + RESERVED_S
        self._telling.progress(request_of(supply.row), "authorised", session_id=supply.row.session_id)
        self._supplies.refresh(cp)

    def _free(self, session_id: str) -> None:
        supply = self._net.find_supply(session_id)
        if supply is not None and supply.row.state is SupplyState.CANCELLED:
            self._telling.cancel(supply.row.cp_id, session_id)

    def _charging_started(self, cp: ChargingPoint, record: r.ChargingStarted) -> None:
        """M8: the vehicle is plugged in."""
        net = self._net
        supply = self._supplies.of(cp, record.session_id) or self._supplies.orphans.adopt(cp, record)
        if supply is None:
            self._say_unknown(cp)
            return
        if supply.row.started_at is not None:
            return
        if not allows(supply.row.state, SupplyEvent.STARTED):
            self._telling.ask_for_report(cp.cp_id)  # what stands before it may be in another partition
            raise out_of_order("charging_started", supply.row)
        self._supplies.step(supply, SupplyEvent.STARTED)
        supply.row.started_at = record.started_at
        supply.news_mono, supply.deadline_mono = net.now.mono, None
        supply.read_mono = net.now.mono  # nothing has flowed yet: that is news too
        self._note_began(supply, record.at)
        net.open_supply(supply)
        self._supplies.tell_turn(supply, "supply_started")
        if cp.state is CpState.FAULTED:  # its monitor's word was quicker than the engine's last record
            self._supplies.interrupt(supply)

    def _meter_reading(self, cp: ChargingPoint, record: r.MeterReading) -> None:
        """M9: energy may only grow, and the amount must be energy times price."""
        net = self._net
        supply = self._supplies.of(cp, record.session_id)
        if supply is None:
            self._say_unknown(cp)
            return
        row = supply.row
        if not allows(row.state, SupplyEvent.READING):
            if row.state is not SupplyState.ENDED:
                self._telling.ask_for_report(cp.cp_id)
            elif record.seq > row.seq:  # the operator settled it: the engine is to stop
                self._telling.answer_end(row.session_id)
            raise out_of_order("meter_reading", row)
        if record.seq <= row.seq:
            return
        self._check_meter(row, record.energy_wh, record.amount)
        if record.power_w < 0:
            raise Rejected(translate("Rule", "negative power ({power} W)").format(power=record.power_w))
        woke = row.state is SupplyState.INTERRUPTED
        if woke:  # else the table leaves it where it is
            self._supplies.step(supply, SupplyEvent.READING)
        row.seq, row.energy_wh, row.amount = record.seq, record.energy_wh, parse_money(record.amount)
        supply.power_w, supply.news_mono, supply.read_mono = record.power_w, net.now.mono, net.now.mono
        self._note_began(supply, record.at)
        net.store.put_reading(row)
        net.changed_cps.add(cp.cp_id)
        if woke:
            self._supplies.tell_turn(supply, "supply_resumed", "good")
        supply.untold = True
        self._telling.reading(supply)

    def _charging_finished(self, cp: ChargingPoint, record: r.ChargingFinished) -> None:
        """M10: the end; confirmed to the engine each time that it is said, with one ticket for the driver."""
        net = self._net
        previous = record.previous_session_id
        gap = previous is not None and self._supplies.orphans.lacks(previous)
        if previous is not None and gap:
            self._ask_for_end(cp, previous)
        supply = self._supplies.of(cp, record.session_id)
        if supply is None:
            if not 0 <= record.energy_wh <= MAX_ENERGY_WH or record.amount.startswith("-"):
                rule = translate("Rule", "impossible end of an unknown session ({energy} Wh)")
                raise Rejected(rule.format(energy=record.energy_wh))
            supply = self._supplies.orphans.adopt(cp, record)
            if supply is None:
                self._supplies.orphans.keep(cp, record)
                return
        row = supply.row
        if row.state is SupplyState.ORPHAN:
            return
        told = row.state in (SupplyState.ENDED, SupplyState.DROPPED)
        differs = told and (row.energy_wh, f"{row.amount:.2f}") != (record.energy_wh, record.amount)
        if not told:
            self._check_meter(row, record.energy_wh, record.amount)
            if not allows(row.state, SupplyEvent.FINISHED):
                raise out_of_order("charging_finished", row)
            row.started_at = row.started_at or record.started_at
            row.energy_wh, row.amount = record.energy_wh, parse_money(record.amount)
            self._supplies.end(row, SupplyEvent.FINISHED, record.reason, record.ended_at)
        elif differs and row.reason != EndReason.ENGINE_LOST:
            net.rejected += 1
        # With a gap the engine goes on with this one, until that is told too.
        if not gap and self._telling.answer_end(row.session_id) and differs:
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

    def _say_unknown(self, cp: ChargingPoint) -> None:
        """A running supply that is unknown here: its engine is asked, and can tell all that is needed."""
        if self._unknown.do(self._telling.ask_for_report, cp.cp_id, self._net.now.mono):
            raise Rejected(translate("Rule", "unknown session"))
        self._net.rejected += 1

    def _note_began(self, supply: Supply, at: str) -> None:
        """Once, so that no clock that is set meanwhile changes how long it lasts."""
        if supply.began_mono is None and supply.row.started_at is not None:
            lasted = from_wire(at) - from_wire(supply.row.started_at)
            supply.began_mono = self._net.now.mono - max(0.0, lasted.total_seconds())

    @staticmethod
    def _check_meter(row: SupplyRow, energy_wh: int, money: str) -> None:
        if not 0 <= energy_wh <= MAX_ENERGY_WH:
            raise Rejected(translate("Rule", "impossible energy ({energy} Wh)").format(energy=energy_wh))
        if energy_wh < row.energy_wh:
            rule = translate("Rule", "falling meter ({before} -> {after} Wh)")
            raise Rejected(rule.format(before=row.energy_wh, after=energy_wh))
        due = amount(energy_wh, row.price)
        if money != f"{due:.2f}":
            rule = translate("Rule", "amount {amount} is not energy x price ({due})")
            raise Rejected(rule.format(amount=money, due=f"{due:.2f}"))
