"""All that happens to supplies and charging points: each change of a state goes through here and its table.

What follows from a change (``refresh``, ``cancel``, ``interrupt``) is one knot and stays together.
"""

from __future__ import annotations

from apps.ev_central.charging_point import ChargingPoint, Supply
from apps.ev_central.orphans import Orphans
from apps.ev_central.rejected import Rejected
from apps.ev_central.state import Network, request_of, ticket_of
from apps.ev_central.telling import Telling
from shared.domain.cp import CpState
from shared.domain.money import amount
from shared.domain.reasons import CancelReason, Denial, EndReason
from shared.domain.supply import RESERVING, SupplyEvent, allows, step
from shared.runtime.clock import from_wire, to_wire
from shared.runtime.text import translate
from shared.runtime.told import Severity
from shared.store.rows import SupplyRow

TURNS_TOLD = 4
"""Changes of one charging point's state that are told in a second; of more only how it stands then."""
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


class Supplies:
    """The supplies of one :class:`Network`; core thread only."""

    def __init__(self, net: Network, telling: Telling) -> None:
        self._net = net
        self._telling = telling
        self.orphans = Orphans(net)

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
                self._telling.soon.may((self._tell_standing, cp.cp_id), now)  # its pause begins
                self._telling.soon.do(self._tell_standing, cp.cp_id, now)
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

    # the supply

    def step(self, supply: Supply, event: SupplyEvent) -> None:
        """``event`` happens to a supply. Raises :class:`~shared.domain.supply.WrongEvent`."""
        supply.row.state = step(supply.row.state, event)
        self._net.store.put_supply(supply.row)

    def tell_turn(self, supply: Supply, code: str, severity: Severity = "info") -> None:
        """A supply goes on in another state: for its driver and the panel."""
        net, row = self._net, supply.row
        net.say(row.cp_id, code, severity, driver=row.driver_id)
        net.note_request(row)
        self._telling.session(supply)
        self.refresh(net.cps.get(row.cp_id))

    def of(self, cp: ChargingPoint, session_id: str) -> Supply | None:
        """A supply of ``cp``, open or over; None if it is unknown. Raises :class:`Rejected` if another's."""
        supply = self._net.find_supply(session_id)
        if supply is not None and supply.row.cp_id != cp.cp_id:
            raise Rejected(translate("Rule", "session of another charging point"))
        return supply

    def interrupt(self, supply: Supply) -> None:
        """A running supply's engine is silent or at fault: the driver is told, no ticket is made (D2)."""
        if not allows(supply.row.state, SupplyEvent.SILENCE):
            return
        self.step(supply, SupplyEvent.SILENCE)
        supply.silent_mono = self._net.now.mono
        self.tell_turn(supply, "supply_interrupted", "bad")

    def cancel(self, supply: Supply, reason: CancelReason | Denial) -> None:
        """End a reservation; engine, driver and panel are told."""
        net, row = self._net, supply.row
        self.step(supply, SupplyEvent.CANCEL)
        supply.deadline_mono = None
        net.close_supply(row)
        if reason is not Denial.CP_REFUSED:  # the engine itself does not want it
            self._telling.cancel(row.cp_id, row.session_id, reason)
        if isinstance(reason, Denial):
            self._telling.progress(request_of(row), "denied", reason)
        else:
            self._telling.progress(request_of(row), "cancelled", reason, session_id=row.session_id)
        self.refresh(net.cps.get(row.cp_id))

    def end(self, row: SupplyRow, event: SupplyEvent, reason: str, ended_at: str) -> None:
        """A supply is over: its one ticket is made."""
        net = self._net
        net.today.add(net.now.utc, row)
        row.state, row.reason, row.ended_at = step(row.state, event), reason, ended_at
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
            self.end(orphan, SupplyEvent.SETTLED, orphan.reason or "", orphan.ended_at or net.at())
            self._telling.answer_end(session_id)
            return True
        if supply is None or not allows(supply.row.state, SupplyEvent.SETTLED):
            return False
        net.audit("operator", f"settled supply {session_id} with {supply.row.energy_wh} Wh")
        ended = max(net.now.utc, from_wire(supply.row.started_at or net.at()))  # that is the engine's clock
        self.end(supply.row, SupplyEvent.SETTLED, EndReason.ENGINE_LOST, to_wire(ended))
        return True

    def drop(self, session_id: str) -> bool:
        """An operator wants no ticket of an orphan; False if there is none. The database remembers it, since
        its engine may tell it again."""
        orphan = self._net.orphans.get(session_id)
        if orphan is None:
            return False
        orphan.state = step(orphan.state, SupplyEvent.DROPPED)
        self.orphans.close(orphan, "dropped")
        self._telling.answer_end(session_id)
        return True
