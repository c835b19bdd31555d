"""Turns the network's state into what the panel shows, changed parts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from heapq import heappop, heappush
from math import inf

from apps.ev_central.charging_point import ChargingPoint
from apps.ev_central.state import Network
from apps.ev_central.views import (
    STALE_S,
    AskerView,
    CpView,
    DriverView,
    InterruptedView,
    LinkHealth,
    PanelUpdate,
    Summary,
)
from shared.domain.cp import Standing
from shared.domain.supply import DELIVERING, SupplyState
from shared.runtime.clock import from_wire
from shared.runtime.guard import guarded
from shared.store.rows import Enrolment, SupplyRow

REFRESH_S = 0.1
"""At most ten updates a second reach the window."""


class Tally(Counter[str]):
    """Sums over all charging points, kept up by those that changed: the others cost nothing.

    Charging points of each standing, ``enrolled`` and ``speaking``; ``delivering`` supplies and their
    ``energy_wh`` and ``cents``, and ``power_w`` of those that are ``heard``. Core thread.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shares: dict[str, Counter[str]] = {}
        self._stale: list[tuple[float, str]] = []

    def change(self, cp_id: str, cp: ChargingPoint | None, mono: float) -> None:
        """A charging point has changed until now, ``mono``; None: it is gone."""
        self.subtract(self._shares.pop(cp_id, Counter()))
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
            cents=sum(int(each.row.amount.scaleb(2)) for each in running),
            heard=len(heard),
            power_w=sum(each.power_w for each in heard),
        )
        if cp.row.enrolment is not Enrolment.REJECTED:
            counts[cp.standing] = 1
        self._shares[cp_id] = counts
        self.update(counts)
        for each in heard:
            heappush(self._stale, (each.read_mono or mono, cp_id))

    def let_pass(self, cps: Mapping[str, ChargingPoint], mono: float) -> None:
        """Readings that have become old are no longer power that flows."""
        while self._stale and mono - self._stale[0][0] > STALE_S:
            read_mono, cp_id = heappop(self._stale)
            cp = cps.get(cp_id)
            if cp is not None and any(each.read_mono == read_mono for each in cp.open):
                self.change(cp_id, cp, mono)


class PanelFeed:
    """Makes :class:`PanelUpdate` objects; core thread only."""

    def __init__(self, net: Network, links: Callable[[], LinkHealth]) -> None:
        self._net = net
        self._links = links
        self.tally = Tally()
        self._next_mono = 0.0
        self._last: tuple[Summary, LinkHealth] | None = None

    def update(self) -> PanelUpdate | None:
        """What changed, if anything did and the window may be refreshed again."""
        net = self._net
        if net.now.mono < self._next_mono:
            return None
        for cp_id in (*net.changed_cps, *net.gone_cps):
            self.tally.change(cp_id, net.cps.get(cp_id), net.now.mono)
        self.tally.let_pass(net.cps, net.now.mono)
        summary, links = self._summary(), self._links()
        unchanged = (summary, links) == self._last
        if unchanged and not (
            net.changed_cps or net.gone_cps or net.requests_changed or net.drivers_changed or net.messages
        ):
            return None
        self._next_mono, self._last = net.now.mono + REFRESH_S, (summary, links)
        made = PanelUpdate(
            cps=tuple(
                view  # of one that cannot be shown there is none: the others are
                for cp_id in sorted(net.changed_cps)
                if (view := guarded(cp_id, self._cp_view, net.cps[cp_id]))
            ),
            requests=tuple(view for view, _ in reversed(net.requests.values()))
            if net.requests_changed
            else None,
            drivers=self._drivers() if net.drivers_changed else None,
            gone=tuple(net.gone_cps),
            messages=tuple(net.messages),
            summary=summary,
            links=links,
            tariff=net.tariff,
            policy=net.policy,
        )
        net.changed_cps.clear()
        net.gone_cps.clear()
        net.messages.clear()
        net.requests_changed = net.drivers_changed = False
        return made

    def _drivers(self) -> tuple[DriverView, ...]:
        rows = sorted(self._net.drivers.values(), key=lambda each: each.driver_id)
        return tuple(DriverView(row.driver_id, row.enabled) for row in rows)

    def _summary(self) -> Summary:
        net = self._net
        counts = self.tally
        today_wh, today_amount = net.today.totals(net.now.utc)
        return Summary(
            standing={each: counts[each] for each in Standing},
            power_w=counts["power_w"],
            unheard=counts["delivering"] - counts["heard"],
            today_wh=today_wh + counts["energy_wh"],
            today_amount=today_amount + Decimal(counts["cents"]).scaleb(-2),
            rejected=net.rejected,
        )

    def _cp_view(self, cp: ChargingPoint) -> CpView:
        """One charging point for its tile."""
        net, row, supply = self._net, cp.row, cp.supply
        srow, ahead = None if supply is None else supply.row, timedelta(seconds=cp.clock_ahead_s)
        return CpView(
            cp_id=cp.cp_id,
            location=row.location,
            x=row.x,
            y=row.y,
            price=net.price_of(cp) if srow is None else srow.price,
            state=cp.state,
            since_mono=cp.since_mono,
            enrolment=row.enrolment.value,
            stopped=row.stopped,
            fault=cp.fault,
            monitor_seen_mono=cp.seen_mono,
            ever_connected=cp.was_connected,
            disconnected_mono=cp.disconnected_mono,
            phase=None if srow is None else srow.state.value,
            driver_id=None if srow is None else srow.driver_id,
            session_id=None if srow is None else srow.session_id,
            plug_until_mono=None if supply is None else supply.deadline_mono,
            started_at=from_wire(srow.started_at) - ahead if srow is not None and srow.started_at else None,
            power_w=0 if supply is None else supply.power_w,
            energy_wh=0 if srow is None else srow.energy_wh,
            amount=srow.amount if srow is not None else net.price_of(cp) * 0,
            news_mono=None if supply is None else supply.read_mono,
            interrupted=self._interrupted_of(cp),
            askers=tuple(AskerView(each.code, each.address) for each in cp.askers),
            began_mono=None if supply is None else supply.began_mono,
        )

    def _interrupted_of(self, cp: ChargingPoint) -> tuple[InterruptedView, ...]:
        waiting: list[tuple[SupplyRow, float | None, float]] = [
            (row, None, -inf) for row in self._net.orphans.values() if row.cp_id == cp.cp_id
        ]
        waiting += [
            (each.row, each.read_mono, each.silent_mono)
            for each in cp.open
            if each.row.state is SupplyState.INTERRUPTED
        ]
        return tuple(
            InterruptedView(
                row.session_id,
                row.driver_id,
                row.energy_wh,
                row.amount,
                news_mono,
                since_mono,
                orphan=row.state is SupplyState.ORPHAN,
            )
            for row, news_mono, since_mono in waiting
        )
