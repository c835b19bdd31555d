"""Sums over all charging points, kept up to date by those that changed: the others cost nothing."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from heapq import heappop, heappush

from apps.ev_central.state import ChargingPoint
from apps.ev_central.views import STALE_S
from shared.domain.money import ZERO
from shared.domain.supply import DELIVERING, SupplyState
from shared.store.rows import Enrolment


class Tally(Counter[str]):
    """Charging points of each standing, ``enrolled`` and ``speaking``; ``delivering`` supplies and their
    ``energy_wh``, and ``power_w`` of those that are ``heard``. Core thread."""

    def __init__(self) -> None:
        super().__init__()
        self.amount = ZERO
        self._shares: dict[str, tuple[Counter[str], Decimal, ChargingPoint]] = {}
        self._stale: list[tuple[float, str]] = []

    def change(self, cp_id: str, cp: ChargingPoint | None, mono: float) -> None:
        """A charging point has changed until now, ``mono``; None: it is gone."""
        if cp_id in self._shares:
            counts, money, _ = self._shares.pop(cp_id)
            self.subtract(counts)
            self.amount -= money
        if cp is None:
            return
        running = [each for each in cp.open if each.row.state in DELIVERING]
        heard = [
            each
            for each in running
            if each.row.state is SupplyState.SUPPLYING
            and each.read_mono is not None
            and mono - each.read_mono <= STALE_S
        ]
        counts = Counter(
            enrolled=cp.row.enrolment is Enrolment.ENROLLED,
            speaking=cp.speaking,
            delivering=len(running),
            energy_wh=sum(each.row.energy_wh for each in running),
            heard=len(heard),
            power_w=sum(each.power_w for each in heard),
        )
        if cp.row.enrolment is not Enrolment.REJECTED:
            counts[cp.standing] = 1
        money = sum((each.row.amount for each in running), ZERO)
        self._shares[cp_id] = counts, money, cp
        self.update(counts)
        self.amount += money
        for each in heard:
            heappush(self._stale, (each.read_mono or mono, cp_id))

    def let_pass(self, mono: float) -> None:
        """Readings that have become old are no longer power that flows."""
        while self._stale and mono - self._stale[0][0] > STALE_S:
            read_mono, cp_id = heappop(self._stale)
            cp = self._shares[cp_id][2] if cp_id in self._shares else None
            if cp is not None and any(each.read_mono == read_mono for each in cp.open):
                self.change(cp_id, cp, mono)
