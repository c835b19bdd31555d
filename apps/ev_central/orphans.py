"""Supplies that this database does not know: it was restored, is new or lost something (wire contract 7; D7).

What their engine tells makes the supply and its one ticket. An end that does not tell enough is an orphan,
kept until the operator settles or drops it, and only then confirmed to the engine.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from apps.ev_central.charging_point import ChargingPoint, Supply
from apps.ev_central.state import Network
from shared.domain.ids import new_id
from shared.domain.money import MAX_PRICE, amount, parse_money, parse_price
from shared.domain.supply import SupplyState
from shared.messages import records as r
from shared.store.rows import RequestRow, SupplyRow

MOST_WAITING: Final = 100
"""Orphans of one charging point: an end beyond is neither kept nor confirmed: its engine says it again."""


class Orphans:
    """Makes supplies of what engines tell of unknown ones; core thread only."""

    def __init__(self, net: Network) -> None:
        self._net = net

    def of(self, cp_id: str) -> list[SupplyRow]:
        """Those of a charging point that wait for the operator."""
        return [row for row in self._net.orphans.values() if row.cp_id == cp_id]

    def lacks(self, session_id: str) -> bool:
        """Whether the end of that supply is not here, though its engine has it."""
        supply = self._net.find_supply(session_id)
        told = (SupplyState.ENDED, SupplyState.ORPHAN, SupplyState.DROPPED)
        return supply is None or supply.row.state not in told

    def adopt(self, cp: ChargingPoint, record: r.ChargingStarted | r.ChargingFinished) -> Supply | None:
        """The supply as its engine tells it, authorised; None if that is not enough: it takes driver, request
        and a price that makes its amount, told or known."""
        net, request, price = self._net, self._request(cp, record), self._price(cp, record)
        if request is None or price is None or net.store.has_supply_of(request.request_id):
            return None
        request.step, request.reason, request.session_id = "authorised", None, record.session_id
        net.store.put_request(request)
        net.audit(cp.cp_id, f"told of supply {record.session_id} of {request.driver_id}, unknown here")
        net.say(cp.cp_id, "supply_adopted", "warning", driver=request.driver_id)
        supply = net.new_supply(cp, request, record.session_id, price, SupplyState.AUTHORISED)
        supply.row.authorised_at = net.at()
        return supply

    def keep(self, cp: ChargingPoint, record: r.ChargingFinished) -> None:
        """Keep an end that is not enough for a ticket."""
        net, asked = self._net, record.request_id or ""
        if len(self.of(cp.cp_id)) >= MOST_WAITING:
            return
        if not asked or net.store.has_supply_of(asked):
            asked = new_id()  # none that a request, or another end, can have too
        known = net.store.request_of(record.session_id)
        driver_id = record.driver_id or ("" if known is None else known.driver_id)
        request = RequestRow(asked, driver_id, cp.cp_id, "app", net.at(), "authorised")
        price = self._price_for(cp, record)
        row = net.new_supply(cp, request, record.session_id, price, SupplyState.ORPHAN).row
        row.reason = record.reason
        row.started_at, row.ended_at = record.started_at, record.ended_at
        row.energy_wh, row.amount = record.energy_wh, parse_money(record.amount)
        net.orphans[row.session_id] = row
        net.store.put_supply(row)
        net.changed_cps.add(cp.cp_id)
        net.say(cp.cp_id, "orphan", "bad", energy_wh=str(row.energy_wh), amount=record.amount)

    def close(self, row: SupplyRow, how: str) -> None:
        """The operator has decided about it."""
        net, text = self._net, f"{how} the end of {row.session_id}: {row.energy_wh} Wh, {row.amount} EUR"
        del net.orphans[row.session_id]
        net.changed_cps |= net.cps.keys() & {row.cp_id}
        net.store.put_supply(row)
        net.audit("operator", text)

    def _request(
        self, cp: ChargingPoint, record: r.ChargingStarted | r.ChargingFinished
    ) -> RequestRow | None:
        """The request as the database has it, or as the record tells it; None where they contradict."""
        store, told, driver_id = self._net.store, record.request_id, record.driver_id
        known = store.request_of(record.session_id) or (store.request(told) if told else None)
        if known is None:
            if told is None or driver_id is None:
                return None
            return RequestRow(told, driver_id, cp.cp_id, "app", self._net.at(), "authorised")
        said = (cp.cp_id, told or known.request_id, driver_id or known.driver_id, record.session_id)
        has = (known.cp_id, known.request_id, known.driver_id, known.session_id or record.session_id)
        return known if said == has else None

    def _price(self, cp: ChargingPoint, record: r.ChargingStarted | r.ChargingFinished) -> Decimal | None:
        """The price that was told, or else one of those in force, if energy times price is the amount."""
        net, told = self._net, record.price
        try:
            prices = (net.price_of(cp), net.tariff) if told is None else (parse_price(told),)
        except ValueError:
            return None
        if isinstance(record, r.ChargingStarted):
            return None if told is None else prices[0]
        return next((one for one in prices if f"{amount(record.energy_wh, one):.2f}" == record.amount), None)

    def _price_for(self, cp: ChargingPoint, record: r.ChargingFinished) -> Decimal:
        """The price of its ticket, so that this has the engine's amount wherever there is such a price."""
        energy_wh, due = record.energy_wh, parse_money(record.amount)
        implied = (due * 1000 / energy_wh).quantize(Decimal("0.0001")) if energy_wh else MAX_PRICE
        fits = implied <= MAX_PRICE and amount(energy_wh, implied) == due
        return self._price(cp, record) or (implied if fits else self._net.price_of(cp))
