"""What drivers and engines are told of requests and supplies, and how often at most (wire contract 6)."""

from __future__ import annotations

from apps.ev_central.charging_point import ChargingPoint, Supply
from apps.ev_central.state import Network
from shared.domain.ids import new_id
from shared.domain.reasons import CancelReason, Denial
from shared.domain.supply import SupplyState
from shared.messages import records as r
from shared.runtime.pace import Pace
from shared.runtime.told import Severity
from shared.store.rows import RequestRow

UPDATE_EVERY_S = 1.0
"""At most one ``charging_update`` per session in this time (wire contract 6)."""
ANSWER_AGAIN_S = 1.0
"""What anybody can ask for again (a signed record too, by sending a copy) is answered at most this often."""
_SESSION_WORDS: dict[SupplyState, r.SessionWord] = {
    SupplyState.ASKING_CP: "requested",
    SupplyState.AUTHORISED: "authorised",
    SupplyState.SUPPLYING: "supplying",
    SupplyState.INTERRUPTED: "interrupted",
}


class Telling:
    """Puts records into :class:`Network`'s way out; core thread only. ``soon``: what anybody can ask for."""

    def __init__(self, net: Network) -> None:
        self._net = net
        self.soon = Pace(ANSWER_AGAIN_S)

    def tick(self) -> None:
        """What had to wait is told."""
        self.soon.tick(self._net.now.mono)

    # drivers

    def progress(
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

    def session(self, supply: Supply) -> None:
        """Its driver hears how a supply stands."""
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

    def reading(self, supply: Supply) -> None:
        """Its driver hears the newest figures, once a second at most."""
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

    # engines

    def answer_end(self, session_id: str) -> bool:
        """Confirm an end, soon but not in a storm; whether at once."""
        return self.soon.do(self._confirm, session_id, self._net.now.mono)

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

    def cancel(
        self, cp_id: str, session_id: str, reason: CancelReason | Denial = Denial.CP_NO_ANSWER
    ) -> None:
        """An engine is to keep itself for nobody in that session."""
        record = r.Cancel(id=new_id(), at=self._net.at(), session_id=session_id, reason=reason)
        self._net.command(self._net.cps.get(cp_id), record)

    def ask_for_report(self, cp_id: str) -> None:
        """An engine is back, or in doubt: what it says makes orders and reservations agree again.

        Once a second at most: a monitor that goes to and fro has only one engine to ask.
        """
        self.soon.do(self._ask_for_report, cp_id, self._net.now.mono)

    def _ask_for_report(self, cp_id: str) -> None:
        cp = self._net.cps.get(cp_id)
        if cp is not None:
            cp.report_id = new_id()
            self._net.command(cp, r.Report(id=new_id(), at=self._net.at(), order_id=cp.report_id))

    def order(self, cp: ChargingPoint) -> None:
        """Send the standing order, under a new id if the last one was answered."""
        net = self._net
        self.soon.may((self._repeat_order, cp.cp_id), net.now.mono)  # after its pause
        if cp.row.order_id is None:
            cp.row.order_id = new_id()
            net.store.put_cp(cp.row)
        kind = r.Stop if cp.row.stopped else r.Resume
        net.command(cp, kind(id=new_id(), at=net.at(), order_id=cp.row.order_id))

    def order_again(self, cp: ChargingPoint) -> None:
        """The standing order, soon, if the engine has not answered it or does not obey it."""
        if cp.owes_order:
            self.soon.do(self._repeat_order, cp.cp_id, self._net.now.mono)

    def _repeat_order(self, cp_id: str) -> None:
        cp = self._net.cps.get(cp_id)
        if cp is not None and cp.owes_order:
            self.order(cp)
