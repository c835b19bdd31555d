"""What operators order: stop and resume, prices, drivers, enrolment (M2, M4, M5, M13)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from apps.ev_central import intents as i
from apps.ev_central.answers import tickets_json
from apps.ev_central.charging import Charging
from apps.ev_central.charging_point import ChargingPoint
from apps.ev_central.enrolment import MonitorDesk
from apps.ev_central.state import Network, enrolled
from shared.domain.cp import CpState
from shared.domain.money import money_text, price_text
from shared.domain.supply import SupplyState
from shared.runtime.text import translate
from shared.store.central_store import StoreError
from shared.store.rows import DriverRow, Enrolment

SLICE_S: Final = 0.1
"""Processor time that orders get in one turn, s."""
SLICE: Final = 2_000
"""Steps in one turn: what they change is written in one commit, at some 20 us each."""


class Orders:
    """Carries out intents; core thread only."""

    def __init__(self, net: Network, charging: Charging, desk: MonitorDesk) -> None:
        self._net = net
        self._charging = charging
        self._desk = desk
        self._work: deque[Iterator[None]] = deque()

    @property
    def busy(self) -> bool:
        """Whether :meth:`go_on` has something to do."""
        return bool(self._work)

    def take(self, intent: i.Intent) -> None:
        """Carry out one intent after those before it, at once if it is short."""
        self._work.append(self._steps(intent))
        if len(self._work) == 1:
            self.go_on()

    def go_on(self) -> None:
        """Do a slice of what waits: an order to thousands must not hold CENTRAL's heart."""
        ends, steps = time.thread_time() + SLICE_S, 0
        while self._work:
            work = self._work.popleft()
            try:
                for _ in work:
                    steps += 1
                    if steps >= SLICE or time.thread_time() >= ends:
                        self._work.appendleft(work)
                        return
            except StoreError as error:
                self._net.out.complaints.append(str(error))

    def _steps(self, intent: i.Intent) -> Iterator[None]:
        yield from self._carry_out(intent) or ()

    def _carry_out(self, intent: i.Intent) -> Iterator[None] | None:
        """Carry out one intent, in steps if it is about many; what cannot be done is a complaint, one
        sentence."""
        net, desk = self._net, self._desk
        match intent:
            case i.StopCps(cp_ids):
                return self._order("stop", cp_ids)
            case i.ResumeCps(cp_ids):
                return self._order("resume", cp_ids)
            case i.SetTariff(price):
                return self._set_tariff(price)
            case i.ImportDrivers(drivers):
                return self._import(drivers)
            case i.SetPrice(cp_id, price):
                self._set_price(cp_id, price)
            case i.AddDriver(driver_id):
                if self._register(driver_id, enabled=True):
                    net.drivers_changed = True
                    net.audit("operator", f"driver add {driver_id}")
                    net.say("CENTRAL", "driver_added", driver=driver_id)
            case i.EnableDriver(driver_id, enabled):
                self._enable(driver_id, enabled)
            case i.AcceptCp(cp_id, code):
                for each in sorted(desk.pending) if cp_id is None else (cp_id,):
                    self._accept(each, code)
            case i.RejectCp(cp_id):
                if not desk.refuse(cp_id, Enrolment.REJECTED):
                    text = translate("Central", "The enrolment of {cp} does not wait for a decision.")
                    self._complain(text, cp=cp_id)
            case i.RevokeCp(cp_id):
                if not desk.refuse(cp_id, Enrolment.REVOKED):
                    self._complain(translate("Central", "The charging point {cp} is not enrolled."), cp=cp_id)
            case i.ForgetCp(cp_id):
                self._forget(cp_id)
            case i.SetPolicy(policy):
                net.policy = policy
                net.audit("operator", f"enrolment {policy}")
                net.say("CENTRAL", "policy_set", policy=policy)
            case i.SettleSupply(session_id, driver_id):
                known = driver_id is None or self._driver(driver_id)
                if known and not self._charging.supplies.settle(session_id, driver_id):
                    self._complain(translate("Central", "Only an interrupted supply can be settled."))
            case i.DropOrphan(session_id):
                if not self._charging.supplies.drop(session_id):
                    self._complain(translate("Central", "Only what is listed by 'orphans' can be dropped."))
            case i.WatchCp(cp_id):
                net.watched = cp_id
                net.changed_cps |= net.cps.keys() & {cp_id}
            case i.ShowHistory() | i.ShowTickets():
                net.out.questions.append(intent)
            case i.ShowStatus():
                net.out.questions.append(_status(net))
            case i.ShowOrphans():
                net.out.questions.append(tickets_json(net.orphans.values()))
            case _:
                raise TypeError(f"no intent: {intent!r}")
        return None

    # charging points

    def _order(self, what: str, named: tuple[str, ...] | None) -> Iterator[None]:
        net = self._net
        if named is None:
            net.audit("operator", f"{what} all")
        for cp_id in [cp.cp_id for cp in enrolled(net.cps.values())] if named is None else named:
            cp = net.cps.get(cp_id) if named is None else self._cp(cp_id)
            if cp is not None:
                if named is not None:
                    net.audit("operator", f"{what} {cp_id}")
                cp.row.stopped, cp.row.order_id = what == "stop", None
                net.say(cp_id, f"ordered_{what}")
                net.store.put_cp(cp.row)
                self._charging.telling.order(cp)
                self._charging.supplies.refresh(cp)
            yield

    def _set_price(self, cp_id: str, price: Decimal | None) -> None:
        net, cp = self._net, self._cp(cp_id)
        if cp is not None:
            cp.row.price = price
            net.store.put_cp(cp.row)
            text = price_text(net.price_of(cp))
            net.audit("operator", f"price {cp_id} {text}")
            net.say(cp_id, "price_set", price=text)
            self._charging.supplies.refresh(cp)

    def _set_tariff(self, price: Decimal) -> Iterator[None]:
        net = self._net
        net.set_tariff(price)
        net.audit("operator", f"tariff {price_text(price)}")
        net.say("CENTRAL", "tariff_set", price=price_text(price))
        for cp in tuple(net.cps.values()):
            if net.cps.get(cp.cp_id) is cp:
                self._charging.supplies.refresh(cp)
            yield

    def _accept(self, cp_id: str, code: str | None) -> None:
        cp = self._cp(cp_id)
        if cp is None:
            return
        askers = self._desk.asking(cp)
        chosen = [each for each in askers if code is None or each.code == code.upper()]
        if len(chosen) > 1 or (code and not chosen):
            text = translate(
                "Central",
                "{count} monitors ask as {cp}: look which code the right one shows, and add it: {commands}",
            )
            commands = ", ".join(f"accept {cp_id} {each.code}" for each in askers)
            self._complain(text, count=len(askers), cp=cp_id, commands=commands)
        else:
            self._desk.accept(cp, chosen[0] if chosen else None)

    def _forget(self, cp_id: str) -> None:
        cp = self._cp(cp_id)
        if cp is None:
            return
        if cp.open or cp.state is not CpState.DISCONNECTED or self._charging.supplies.orphans.of(cp_id):
            text = translate(
                "Central",
                "{cp} takes part in the network: end its monitor and its supply, settle or drop what is"
                " interrupted or an orphan, then forget it.",
            )
            self._complain(text, cp=cp_id)
        else:
            self._desk.forget(cp)

    # drivers

    def _import(self, drivers: tuple[tuple[str, bool], ...]) -> Iterator[None]:
        """Of a death half way a part stays; the file can be imported again."""
        net, added = self._net, 0
        for driver_id, enabled in drivers:
            added += self._register(driver_id, enabled=enabled)
            yield
        net.drivers_changed = True
        known = str(len(drivers) - added)
        net.audit("operator", f"drivers imported: {added} new, {known} known before")
        net.say("CENTRAL", "drivers_imported", added=str(added), known=known)

    def _register(self, driver_id: str, *, enabled: bool) -> bool:
        net = self._net
        if driver_id in net.drivers:
            return False
        row = net.drivers[driver_id] = DriverRow(driver_id, enabled)
        net.store.put_driver(row)
        return True

    def _enable(self, driver_id: str, enabled: bool) -> None:
        net, row = self._net, self._driver(driver_id)
        if row is not None:
            row.enabled = enabled
            net.store.put_driver(row)
            net.drivers_changed = True
            what = "enable" if enabled else "disable"
            net.audit("operator", f"driver {what} {driver_id}")
            net.say("CENTRAL", f"driver_{what}d", driver=driver_id)

    # complaints

    def _complain(self, text: str, **values: object) -> None:
        self._net.out.complaints.append(text.format(**values))

    def _driver(self, driver_id: str) -> DriverRow | None:
        """The driver; None, with a complaint, if there is none."""
        if driver_id not in self._net.drivers:
            text = translate("Central", "There is no driver {driver}. Add it with: driver add {driver}")
            self._complain(text, driver=driver_id)
        return self._net.drivers.get(driver_id)

    def _cp(self, cp_id: str) -> ChargingPoint | None:
        """The charging point; None, with a complaint, if there is none."""
        if cp_id not in self._net.cps:
            text = translate(
                "Central", "There is no charging point {cp}. Those that exist are listed by: status"
            )
            self._complain(text, cp=cp_id)
        return self._net.cps.get(cp_id)


def _status(net: Network) -> dict[str, object]:
    return {
        "charging_points": [_status_of(net, cp) for cp in net.cps.values()],
        "rejected": net.rejected,
        "kafka": net.kafka_up,
        "database": net.database_up,
        "other_central": net.centrals.since is not None,
        "clock_ahead_s": net.clock_ahead_s,
    }


def _status_of(net: Network, cp: ChargingPoint) -> dict[str, object]:
    supply = cp.supply
    row = None if supply is None else supply.row
    flowing = row is not None and row.state is SupplyState.SUPPLYING and cp.state is not CpState.FAULTED
    return {
        "cp_id": cp.cp_id,
        "state": cp.state.value,
        "reserved": cp.reserved,
        "interrupted": row is not None and row.state is SupplyState.INTERRUPTED,
        "driver_id": row.driver_id if row else None,
        "session_id": row.session_id if row else None,
        "power_w": supply.power_w if supply is not None and flowing else 0,
        "energy_wh": row.energy_wh if row else 0,
        "amount": money_text(row.amount) if row else "0.00",
        "price": price_text(net.price_of(cp)),
        "location": cp.row.location,
        "enrolment": cp.row.enrolment.value,
        "askers": [{"code": each.code, "address": each.address} for each in cp.askers],
        "interrupted_sessions": [
            each.row.session_id for each in cp.open if each.row.state is SupplyState.INTERRUPTED
        ],
        "clock_ahead_s": cp.clock_ahead_s,
    }
