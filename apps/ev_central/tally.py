"""Sums over all charging points, kept up to date by those that changed: the others cost nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from apps.ev_central.state import ChargingPoint
from apps.ev_central.views import STALE_S
from shared.domain.cp import CpState
from shared.domain.money import ZERO
from shared.domain.supply import DELIVERING, SupplyState
from shared.store.rows import Enrolment


@dataclass(frozen=True, slots=True)
class _Share:
    """What one charging point adds. ``state`` None: it is not shown."""

    state: CpState | None
    enrolled: bool
    speaking: bool
    delivering: tuple[str, ...]
    energy_wh: int
    amount: Decimal


_NEVER = (0, float("-inf"))
_NOTHING = _Share(None, False, False, (), 0, ZERO)


class Tally:
    """``enrolled`` and ``speaking`` count points, ``delivering`` supplies with their sums. Core thread."""

    def __init__(self) -> None:
        self.states = Counter[CpState]()
        self.enrolled = self.speaking = self.delivering = self.energy_wh = self.power_w = 0
        self.amount = ZERO
        self._shares: dict[str, _Share] = {}
        self._heard: dict[str, tuple[int, float]] = {}  # the oldest reading first

    @property
    def unheard(self) -> int:
        """Supplies that deliver, as far as is known, and whose readings do not arrive."""
        return self.delivering - len(self._heard)

    def update(self, cp_id: str, cp: ChargingPoint | None, mono: float) -> None:
        """A charging point has changed until now, ``mono``; None: it is gone."""
        before = self._shares.pop(cp_id, _NOTHING)
        share = _NOTHING if cp is None else _share_of(cp)
        if cp is not None:
            self._shares[cp_id] = share
        self._add(before, -1)
        self._add(share, 1)
        heard = {} if cp is None else _heard_of(cp, mono)
        for session_id in before.delivering:
            if heard.get(session_id, _NEVER)[1] != self._heard.get(session_id, _NEVER)[1]:
                self._unhear(session_id)  # else it keeps its place in the order
        for session_id, (power_w, read_mono) in heard.items():
            self.power_w += power_w - self._heard.get(session_id, _NEVER)[0]
            self._heard[session_id] = power_w, read_mono

    def let_pass(self, mono: float) -> None:
        """Readings that have become old are no longer power that flows."""
        while self._heard:
            session_id, (_, read_mono) = next(iter(self._heard.items()))
            if mono - read_mono <= STALE_S:
                return
            self._unhear(session_id)

    def _unhear(self, session_id: str) -> None:
        self.power_w -= self._heard.pop(session_id, _NEVER)[0]

    def _add(self, share: _Share, sign: int) -> None:
        if share.state is not None:
            self.states[share.state] += sign
        self.enrolled += sign * share.enrolled
        self.speaking += sign * share.speaking
        self.delivering += sign * len(share.delivering)
        self.energy_wh += sign * share.energy_wh
        self.amount += sign * share.amount


def _heard_of(cp: ChargingPoint, mono: float) -> dict[str, tuple[int, float]]:
    return {
        each.row.session_id: (each.power_w, each.read_mono)
        for each in cp.open
        if each.row.state is SupplyState.SUPPLYING
        and each.read_mono is not None
        and mono - each.read_mono <= STALE_S
    }


def _share_of(cp: ChargingPoint) -> _Share:
    delivering = [each.row for each in cp.open if each.row.state in DELIVERING]
    return _Share(
        None if cp.row.enrolment is Enrolment.REJECTED else cp.state,
        cp.row.enrolment is Enrolment.ENROLLED,
        cp.speaking,
        tuple(row.session_id for row in delivering),
        sum(row.energy_wh for row in delivering),
        sum((row.amount for row in delivering), ZERO),
    )
