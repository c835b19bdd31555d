"""The charging points as the window knows them, their order, what a filter lets through, and power curves.

Plain Python; the Qt models read it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from apps.ev_central.views import CpView, InterruptedView, PanelUpdate
from shared.domain.cp import Standing
from shared.domain.supply import DELIVERING, RESERVING
from shared.runtime.guard import guarded

CHART_S: Final = 600.0
"""How far back the power charts look, seconds."""
_SAMPLE_S: Final = 2.0
"""Time between two points of a chart: 10,000 charging points then take some 40 MB."""
_TRIM: Final = 64


@lru_cache(maxsize=50_000)
def natural_key(cp_id: str) -> tuple[tuple[int, int, str], ...]:
    """Order of ids as people count: MAD2 before MAD10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", cp_id.casefold())
    return tuple((0, int(part), part) if "0" <= part[0] <= "9" else (1, 0, part) for part in parts)


@dataclass(frozen=True, slots=True)
class CpFilter:
    """What is shown: ``text`` in id, place or driver; ``states`` empty: all of them."""

    text: str = ""
    states: frozenset[Standing] = frozenset()

    def lets_through(self, view: CpView) -> bool:
        """Whether ``view`` is shown."""
        if self.states and view.standing not in self.states:
            return False
        if not self.text:
            return True
        wanted = self.text.casefold()
        return any(wanted in text.casefold() for text in (view.cp_id, view.location, view.driver_id or ""))


@dataclass(slots=True)
class PowerCurve:
    """Power of one supply: seconds of the monotonic clock and W, at most :data:`CHART_S` of it."""

    session_id: str
    times: array[float] = field(default_factory=lambda: array("d"))
    watts: array[int] = field(default_factory=lambda: array("i"))

    def add(self, mono: float, power_w: int) -> None:
        """Note one reading; those that come close together count once."""
        if self.times and mono - self.times[-1] < _SAMPLE_S:
            return
        self.times.append(mono)
        self.watts.append(power_w)
        if mono - self.times[0] > CHART_S + _TRIM * _SAMPLE_S:
            del self.times[:_TRIM], self.watts[:_TRIM]

    def points(self) -> list[tuple[float, int]]:
        """(second, W) of the last :data:`CHART_S`, oldest first."""
        if not self.times:
            return []
        since = self.times[-1] - CHART_S
        return [(mono, watts) for mono, watts in zip(self.times, self.watts, strict=True) if mono >= since]


class CpBook:
    """All charging points by id, brought up to date by each :class:`PanelUpdate`; ``turned``: the last one
    changed which there are and which orders they can take."""

    def __init__(self) -> None:
        self.cps: dict[str, CpView] = {}
        self.turned = True
        self._curves: dict[str, PowerCurve] = {}
        self._broken: dict[str, CpView] = {}

    def take(self, update: PanelUpdate) -> list[str]:
        """Take in what changed; returns the ids of the charging points that did."""
        for cp_id in update.gone:
            for known in (self.cps, self._curves, self._broken):
                known.pop(cp_id, None)
        self.turned = bool(update.gone)
        for view in update.cps:
            old, self.cps[view.cp_id] = self.cps.get(view.cp_id), view
            self.turned |= old is None or (old.stopped, old.enrolment) != (view.stopped, view.enrolment)
            guarded(view.cp_id, self._note_power, view)
            if view.interrupted:
                self._broken[view.cp_id] = view
            else:
                self._broken.pop(view.cp_id, None)
        return [*update.gone, *(view.cp_id for view in update.cps if view.cp_id not in update.gone)]

    def _note_power(self, view: CpView) -> None:
        if view.session_id is None or view.news_mono is None or view.phase not in DELIVERING:
            return
        curve = self._curves.get(view.cp_id)
        if curve is None or curve.session_id != view.session_id:
            curve = self._curves[view.cp_id] = PowerCurve(view.session_id)
        curve.add(view.news_mono, view.power_w)

    def curve(self, cp_id: str) -> PowerCurve | None:
        """Power of its present supply, or of the one before while there is none."""
        return self._curves.get(cp_id)

    def pending(self) -> list[CpView]:
        """Those whose enrolment waits for the operator, in the order of their ids."""
        waiting = (view for view in self.cps.values() if view.enrolment == "pending")
        return sorted(waiting, key=lambda view: natural_key(view.cp_id))

    def overdue(self, before_mono: float) -> list[tuple[str, InterruptedView]]:
        """Supplies that are interrupted since before that second, the oldest first, with where they are."""
        found = [
            (view.cp_id, supply)
            for view in self._broken.values()
            for supply in view.interrupted
            if supply.since_mono <= before_mono
        ]
        return sorted(found, key=lambda each: each[1].since_mono)

    def busy_drivers(self) -> dict[str, str]:
        """Where each driver has a reservation or a supply: charging point by driver."""
        return {
            view.driver_id: view.cp_id
            for view in self.cps.values()
            if view.driver_id is not None and view.phase in DELIVERING | RESERVING
        }

    def chosen(self, cp_ids: Iterable[str]) -> list[CpView]:
        """The views of ``cp_ids`` that exist."""
        return [self.cps[cp_id] for cp_id in cp_ids if cp_id in self.cps]
