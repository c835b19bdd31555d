"""Requests for a supply: what is checked, in which order, and who hears of it (M6 to M8; wire contract 6)."""

from __future__ import annotations

import math

from apps.ev_central.clocks import Clocks
from apps.ev_central.rejected import Rejected, Unknown
from apps.ev_central.state import ASK_TIMEOUT_S, PLUG_TIMEOUT_S, Network
from apps.ev_central.supplies import Supplies
from apps.ev_central.telling import ANSWER_AGAIN_S, Telling
from shared.domain.cp import CpState
from shared.domain.ids import derived_id, new_id
from shared.domain.money import price_text
from shared.domain.reasons import CancelReason, Denial
from shared.domain.supply import RESERVING
from shared.messages import records as r
from shared.runtime.clock import from_wire
from shared.runtime.pace import Pace
from shared.runtime.text import translate
from shared.store.rows import RequestRow

LISTENS_S = 3.0
"""For so long a CENTRAL that has just come to its topics listens for another one, s."""
STRANGERS_A_SECOND = 20
"""Unknown drivers whose requests are answered and shown."""
EARLY_S = 20.0
"""How long a cancellation waits for its request: while partitions are added it may be read first."""
_EARLY = 1_000


class Requests:
    """Carries out ``charge_requested`` and ``charge_cancelled``; core thread only."""

    def __init__(self, net: Network, supplies: Supplies, telling: Telling, clocks: Clocks) -> None:
        self._net = net
        self._supplies = supplies
        self._telling = telling
        self._clocks = clocks
        self._strangers = Pace(ANSWER_AGAIN_S)
        self._early: dict[str, tuple[float, str, str]] = {}
        self._listens_until = -math.inf
        self._unanswered: tuple[r.ChargeRequested, ...] = ()

    def listen(self) -> None:
        """From now on another CENTRAL would be heard; until it had time to, nobody unknown is denied."""
        self._listens_until = self._net.now.mono + LISTENS_S

    def requested(self, record: r.ChargeRequested) -> None:
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
                self._telling.progress(row, "denied", denial, kept=False)
            return
        row.session_id = session_id
        early = self._early.pop(record.request_id, None)
        if early is not None and early[0] >= net.now.mono and early[1:] == (row.driver_id, row.cp_id):
            self._telling.progress(row, "cancelled", CancelReason.DRIVER)
            return
        for name in ("received", "checking"):
            self._telling.progress(row, name)
        self._clocks.request_read(record, expired=denial is Denial.EXPIRED)
        if denial is not None:
            self._telling.progress(row, "denied", denial)
            return
        cp = net.cps[record.cp_id]
        supply = net.new_supply(cp, row, session_id, net.price_of(cp))
        supply.deadline_mono = net.now.mono + ASK_TIMEOUT_S
        net.open_supply(supply)
        net.store.put_supply(supply.row)
        self._telling.progress(row, "asking_cp", session_id=session_id)
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
        self._supplies.refresh(cp)

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

    def cancelled(self, record: r.ChargeCancelled) -> None:
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
            self._supplies.cancel(supply, CancelReason.DRIVER)

    def tick(self) -> None:
        """Those who had to wait until another CENTRAL would have been heard."""
        if self._unanswered and self._net.now.mono >= self._listens_until:
            waited, self._unanswered = self._unanswered, ()
            for record in waited:
                self.requested(record)
