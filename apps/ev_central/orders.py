"""What operators order: stop and resume, prices, drivers, enrolment (M2, M4, M5, M13)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from functools import singledispatchmethod
from typing import Final

from apps.ev_central import intents as i
from apps.ev_central.answers import tickets_json
from apps.ev_central.charging import Charging
from apps.ev_central.enrolment import MonitorDesk
from apps.ev_central.state import ChargingPoint, Network, enrolled
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

    @singledispatchmethod
    def _carry_out(self, intent: object) -> Iterator[None] | None:
        """Carry out one intent; what cannot be done is a complaint, one sentence."""
        raise TypeError(f"no intent: {intent!r}")

    # stop and resume

    @_carry_out.register
    def _(self, intent: i.StopCps | i.ResumeCps) -> Iterator[None]:
        net, named = self._net, intent.cp_ids
        what = "stop" if isinstance(intent, i.StopCps) else "resume"
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
                self._charging.order(cp)
                self._charging.refresh(cp)
            yield

    @_carry_out.register
    def _(self, intent: i.WatchCp) -> None:
        self._net.watched = intent.cp_id
        self._net.changed_cps |= self._net.cps.keys() & {intent.cp_id}

    # prices

    @_carry_out.register
    def _(self, intent: i.SetPrice) -> None:
        cp = self._cp(intent.cp_id)
        if cp is None:
            return
        cp.row.price = intent.price
        self._net.store.put_cp(cp.row)
        price = price_text(self._net.price_of(cp))
        self._net.audit("operator", f"price {cp.cp_id} {price}")
        self._net.say(cp.cp_id, "price_set", price=price)
        self._charging.refresh(cp)

    @_carry_out.register
    def _(self, intent: i.SetTariff) -> Iterator[None]:
        self._net.set_tariff(intent.price)
        self._net.audit("operator", f"tariff {price_text(intent.price)}")
        self._net.say("CENTRAL", "tariff_set", price=price_text(intent.price))
        for cp in tuple(self._net.cps.values()):
            if self._net.cps.get(cp.cp_id) is cp:
                self._charging.refresh(cp)
            yield

    # drivers

    @_carry_out.register
    def _(self, intent: i.AddDriver) -> None:
        if self._register(intent.driver_id, enabled=True):
            self._net.drivers_changed = True
            self._net.audit("operator", f"driver add {intent.driver_id}")
            self._net.say("CENTRAL", "driver_added", driver=intent.driver_id)

    @_carry_out.register
    def _(self, intent: i.ImportDrivers) -> Iterator[None]:
        """Of a death half way a part stays; the file can be imported again."""
        net, added = self._net, 0
        for driver_id, enabled in intent.drivers:
            added += self._register(driver_id, enabled=enabled)
            yield
        net.drivers_changed = True
        known = str(len(intent.drivers) - added)
        net.audit("operator", f"drivers imported: {added} new, {known} known before")
        net.say("CENTRAL", "drivers_imported", added=str(added), known=known)

    def _register(self, driver_id: str, *, enabled: bool) -> bool:
        net = self._net
        if driver_id in net.drivers:
            return False
        row = net.drivers[driver_id] = DriverRow(driver_id, enabled)
        net.store.put_driver(row)
        return True

    @_carry_out.register
    def _(self, intent: i.EnableDriver) -> None:
        net = self._net
        row = self._driver(intent.driver_id)
        if row is None:
            return
        row.enabled = intent.enabled
        net.store.put_driver(row)
        net.drivers_changed = True
        what = "enable" if intent.enabled else "disable"
        net.audit("operator", f"driver {what} {row.driver_id}")
        net.say("CENTRAL", f"driver_{what}d", driver=row.driver_id)

    # enrolment

    @_carry_out.register
    def _(self, intent: i.AcceptCp) -> None:
        if intent.cp_id is None:
            for cp_id in sorted(self._desk.pending):
                self._accept(cp_id, None)
        else:
            self._accept(intent.cp_id, intent.code)

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

    @_carry_out.register
    def _(self, intent: i.RejectCp) -> None:
        if not self._desk.refuse(intent.cp_id, Enrolment.REJECTED):
            text = translate("Central", "The enrolment of {cp} does not wait for a decision.")
            self._complain(text, cp=intent.cp_id)

    @_carry_out.register
    def _(self, intent: i.RevokeCp) -> None:
        if not self._desk.refuse(intent.cp_id, Enrolment.REVOKED):
            text = translate("Central", "The charging point {cp} is not enrolled.")
            self._complain(text, cp=intent.cp_id)

    @_carry_out.register
    def _(self, intent: i.ForgetCp) -> None:
        cp = self._cp(intent.cp_id)
        if cp is None:
            return
        if cp.open or cp.state is not CpState.DISCONNECTED or self._charging.orphans.of(cp.cp_id):
            text = translate(
                "Central",
                "{cp} takes part in the network: end its monitor and its supply, settle or drop what is"
                " interrupted or an orphan, then forget it.",
            )
            self._complain(text, cp=cp.cp_id)
        else:
            self._desk.forget(cp)

    @_carry_out.register
    def _(self, intent: i.SetPolicy) -> None:
        self._net.policy = intent.policy
        self._net.audit("operator", f"enrolment {intent.policy}")
        self._net.say("CENTRAL", "policy_set", policy=intent.policy)

    @_carry_out.register
    def _(self, intent: i.SettleSupply) -> None:
        known = intent.driver_id is None or self._driver(intent.driver_id)
        if known and not self._charging.settle(intent.session_id, intent.driver_id):
            self._complain(translate("Central", "Only an interrupted supply can be settled."))

    @_carry_out.register
    def _(self, intent: i.DropOrphan) -> None:
        if not self._charging.drop(intent.session_id):
            self._complain(translate("Central", "Only what is listed by 'orphans' can be dropped."))

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

    # questions

    @_carry_out.register
    def _(self, intent: i.ShowHistory | i.ShowTickets) -> None:
        self._net.out.questions.append(intent)

    @_carry_out.register
    def _(self, intent: i.ShowStatus) -> None:
        net = self._net
        points = [_status_of(net, cp) for cp in net.cps.values()]
        links = {
            "kafka": net.kafka_up,
            "database": net.database_up,
            "other_central": net.centrals.since is not None,
            "clock_ahead_s": net.clock_ahead_s,
        }
        net.out.questions.append({"charging_points": points, "rejected": net.rejected, **links})

    @_carry_out.register
    def _(self, intent: i.ShowOrphans) -> None:
        self._net.out.questions.append(tickets_json(self._net.orphans.values()))


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
