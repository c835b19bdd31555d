"""All that CENTRAL knows while it runs, and the one way out for what it says.

:class:`Network` is owned by the core's thread. The rules (enrolment, charging, orders) change it and mark
what changed in the store; what it wants to say is collected in :class:`Outgoing` and leaves after the commit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from apps.ev_central.charging_point import ChargingPoint, Supply
from apps.ev_central.intents import Question
from apps.ev_central.views import RequestView
from shared.domain.ids import derived_id, new_id
from shared.domain.money import ZERO, price_text
from shared.domain.supply import BUSY, SupplyState
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import encode
from shared.messages.signing import sign
from shared.runtime.centrals import Centrals
from shared.runtime.clock import Instant, from_wire, to_wire
from shared.runtime.told import Message, Severity, Voice
from shared.store.central_store import CentralStore, Loaded, StoreError
from shared.store.rows import AuditRow, OutboxRow, RequestRow, SupplyRow

ASK_TIMEOUT_S = 5.0
"""An engine that has not answered ``authorise`` in this time gets ``cp_no_answer`` (wire contract 6)."""
REQUEST_LIFE_S = 10.0
"""A request is worth nothing after this time (wire contract 6)."""
PLUG_TIMEOUT_S = 60
"""Time to plug in after the authorisation (M8)."""
RESERVED_S = PLUG_TIMEOUT_S + 3.0
"""What CENTRAL waits for the plug: some seconds beyond the engine's own timeout (wire contract 6)."""
REMEMBERED_IDS = 16
"""Ids of engine records kept per charging point to tell duplicates from what is too old (B3)."""
REQUESTS_SHOWN_S = 30.0
"""How long a request that is over stays in the panel's list."""
OF_OTHERS = frozenset(
    (
        *("bad_request", "bad_frame", "bad_proof", "duplicate_monitor", "authenticated", "enrolled"),
        *("enrolment_closed", "row_damaged", "enrolment_pending", "cp_refused", "record_rejected"),
        *("driver_clock_wrong", "driver_clock_right", "request_received", "request_checking"),
        *("request_asking_cp", "request_denied", "request_cancelled", "supply_adopted"),
    )
)
"""Messages that others can cause as often as they like."""
REQUESTS_SHOWN = 500
"""Requests in the panel's list above which those that are over leave it at once."""


@dataclass(slots=True)
class Outgoing:
    """What leaves after the commit, in order. ``prompt`` answers never wait for one.

    ``ephemeral`` has the newest word of each charging point and supply: ``(topic, key, whose)`` to its value.
    """

    prompt: list[tuple[int, str]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    durable: list[OutboxRow] = field(default_factory=list)
    ephemeral: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Today:
    """Energy (Wh) and amount (EUR) of the tickets that CENTRAL made on this computer's present calendar day.

    Kept as a sum, and asked of the database on another day, which also a clock that was set can bring.
    """

    def __init__(self, store: CentralStore) -> None:
        self._store = store
        self._day = ("", "")
        self._sum = 0, ZERO

    def totals(self, now: datetime) -> tuple[int, Decimal]:
        """Energy and amount of the day of ``now``; while the database fails, what was known last."""
        if not self._day[0] <= to_wire(now) < self._day[1]:
            midnight = datetime.combine(now.astimezone().date(), time())
            # Each midnight in its own offset from UTC: a day has 23 to 25 hours.
            day = to_wire(midnight.astimezone()), to_wire((midnight + timedelta(days=1)).astimezone())
            with contextlib.suppress(StoreError):
                self._sum = self._store.told_between(*day)
                self._day = day
        return self._sum

    def add(self, now: datetime, row: SupplyRow) -> None:
        """Count a ticket that is made now, before the store has it."""
        energy_wh, money = self.totals(now)
        self._sum = energy_wh + row.energy_wh, money + row.amount


class Network:
    """The charging network in memory. ``now`` is the moment of the event being handled."""

    def __init__(
        self, store: CentralStore, loaded: Loaded, tariff: Decimal, policy: str, now: Instant
    ) -> None:
        self.store = store
        self.now = now
        self.instance = new_id()
        self.started_at = to_wire(now.utc)
        self.policy = policy
        self.tariff = tariff
        self.cps = {row.cp_id: ChargingPoint(row, since_mono=now.mono) for row in loaded.cps}
        self.damaged = loaded.damaged
        self.drivers = {row.driver_id: row for row in loaded.drivers}
        self.supplies: dict[str, Supply] = {}
        self.orphans: dict[str, SupplyRow] = {}
        self.of_driver: dict[str, dict[str, Supply]] = {}
        self.requests: dict[str, tuple[RequestView, float]] = {}
        self.messages: list[Message] = []
        self.voice = Voice(self.messages.append, OF_OTHERS)
        self.today = Today(store)
        self.changed_cps: set[str] = set(self.cps)
        self.gone_cps: set[str] = set()
        self.watched: str | None = None
        self.requests_changed = True
        self.drivers_changed = True
        self.rejected = 0
        self.kafka_up = False
        self.centrals = Centrals()
        self.clock_ahead_s = 0
        self.excused_until_mono = float("-inf")
        self.database_up = True
        self.out = Outgoing(durable=list(loaded.outbox))
        for row in sorted(loaded.open_supplies, key=lambda each: each.created_at):
            if row.state is SupplyState.ORPHAN:
                self.orphans[row.session_id] = row
            else:
                self._reopen(row)

    def _reopen(self, row: SupplyRow) -> None:
        supply = Supply(row, self.now.mono, silent_mono=self.now.mono)
        # The time that CENTRAL was away counts, but what engines said meanwhile is read first.
        waited = (self.now.utc - from_wire(row.authorised_at or row.created_at)).total_seconds()
        if row.state is SupplyState.ASKING_CP:
            late = waited > REQUEST_LIFE_S  # nothing is carried out later by surprise (D4)
            supply.deadline_mono = self.now.mono + (0.0 if late else ASK_TIMEOUT_S)
        elif row.state is SupplyState.AUTHORISED:
            left = min(max(RESERVED_S - waited, ASK_TIMEOUT_S), RESERVED_S)
            supply.deadline_mono = self.now.mono + left
        self.open_supply(supply)
        self.note_request(row)

    # supplies

    def new_supply(
        self,
        cp: ChargingPoint,
        request: RequestRow,
        session_id: str,
        price: Decimal,
        state: SupplyState = SupplyState.ASKING_CP,
    ) -> Supply:
        """What a request begins, or what its engine tells of: asked for and not entered anywhere yet."""
        row = SupplyRow(
            session_id=session_id,
            request_id=request.request_id,
            driver_id=request.driver_id,
            cp_id=cp.cp_id,
            location=cp.row.location,
            origin=request.origin,
            price=price,
            state=state,
            created_at=self.at(),
        )
        return Supply(row, self.now.mono)

    def open_supply(self, supply: Supply) -> None:
        """Enter an open supply in the indexes."""
        row = supply.row
        self.supplies[row.session_id] = supply
        self.of_driver.setdefault(row.driver_id, {})[row.session_id] = supply
        cp = self.cps.get(row.cp_id)
        if cp is not None and supply not in cp.open:
            cp.open.append(supply)

    def close_supply(self, row: SupplyRow) -> None:
        """Take a supply that is over out of the indexes, if it is in them."""
        supply = self.supplies.pop(row.session_id, None)
        mine = self.of_driver.get(row.driver_id, {})
        mine.pop(row.session_id, None)
        if not mine:
            self.of_driver.pop(row.driver_id, None)
        cp = self.cps.get(row.cp_id)
        if cp is not None and supply in cp.open:
            cp.open.remove(supply)

    def busy_supply(self, driver_id: str) -> Supply | None:
        """The supply that keeps this driver from another one, if any (M7)."""
        mine = self.of_driver.get(driver_id, {}).values()
        return next((supply for supply in mine if supply.row.state in BUSY), None)

    def find_supply(self, session_id: str) -> Supply | None:
        """An open supply, or one that is over as the database has it."""
        row = None if session_id in self.supplies else self.store.supply(session_id)
        return self.supplies.get(session_id) if row is None else Supply(row, self.now.mono)

    # prices

    def price_of(self, cp: ChargingPoint) -> Decimal:
        """Price of a charging point, EUR/kWh: its own or the tariff (M4)."""
        return self.tariff if cp.row.price is None else cp.row.price

    def set_tariff(self, price: Decimal) -> None:
        """Change the default tariff, EUR/kWh."""
        self.tariff = price
        self.store.put_setting("tariff", price_text(price))

    def hears_another(self) -> bool:
        """Whether another CENTRAL may serve these topics, who knows whom we do not (wire contract 7)."""
        return self.centrals.besides(self.instance, self.now.mono)

    # saying

    def at(self) -> str:
        """The moment, as records carry it."""
        return to_wire(self.now.utc)

    def say(self, who: str, code: str, severity: Severity = "info", **values: str) -> None:
        """A message on the panel and in the log."""
        self.voice.say(self.now, who, code, severity, **values)

    def reject(self, who: str, rule: str) -> None:
        """Count and show a Kafka record that was skipped, with the rule that it broke (B2)."""
        self.rejected += 1
        self.say(who, "record_rejected", "warning", rule=rule)

    def audit(self, who: str, what: str) -> None:
        """A line in the audit log."""
        self.store.put_audit(AuditRow(new_id(), self.at(), who, what))

    def _durable(self, topic: str, key: str, record: r.Record) -> None:
        self.out.durable.append(self.store.put_outbox(topic, key, encode(record)))

    def command(self, cp: ChargingPoint | None, record: r.CommandRecord) -> None:
        """A command to an engine. Without a key to sign it with there is no engine that would take it."""
        if cp is not None and cp.row.keys:
            self._durable(topics.COMMANDS, cp.cp_id, record)

    def notify(self, driver_id: str, record: r.NoticeRecord) -> None:
        """A notice to a driver that must arrive."""
        self._durable(topics.NOTICES, driver_id, record)

    def notify_now(self, driver_id: str, whose: str, record: r.NoticeRecord) -> None:
        """A notice to a driver that is worth nothing later, once there is a newer one of ``whose``."""
        self._say_newest(topics.NOTICES, driver_id, whose, record)

    def _say_newest(self, topic: str, key: str, whose: str, record: r.Record) -> None:
        ephemeral = self.out.ephemeral
        ephemeral.pop((topic, key, whose), None)
        ephemeral[topic, key, whose] = encode(record)

    def headers(self, row: OutboxRow) -> tuple[tuple[str, bytes], ...]:
        """A command carries the signature of its engine's latest key (wire contract 4)."""
        cp = self.cps.get(row.key) if row.topic == topics.COMMANDS else None
        if cp is None or not cp.row.keys:
            return ()
        return ((topics.SIGNATURE_HEADER, sign(cp.row.keys[0], row.topic, row.key, row.value)),)

    def beat(self) -> bytes:
        """CENTRAL's heartbeat."""
        alive = r.CentralAlive(
            id=new_id(),
            at=self.at(),
            instance=self.instance,
            started_at=self.started_at,
            database=self.database_up,
        )
        return encode(alive)

    def publish(self, cp: ChargingPoint, *, again: bool = False) -> None:
        """Tell the network how a charging point stands, if that changed (or ``again``)."""
        if not cp.takes_part:
            return
        price, row = price_text(self.price_of(cp)), cp.row
        told = (row.location, row.x, row.y, price, cp.state, cp.reserved, cp.occupied)
        if told == cp.told and not again:
            return
        cp.told = told
        status = r.CpStatus(
            id=new_id(),
            at=self.at(),
            cp_id=cp.cp_id,
            location=row.location,
            x=row.x,
            y=row.y,
            price=price,
            state=cp.state.value,
            reserved=cp.reserved,
            occupied=cp.occupied,
        )
        self._say_newest(topics.NETWORK, cp.cp_id, cp.cp_id, status)

    def is_telling(self, cp: ChargingPoint) -> bool:
        """Whether a word of how it stands waits to leave."""
        return (topics.NETWORK, cp.cp_id, cp.cp_id) in self.out.ephemeral

    def retire(self, cp_id: str) -> None:
        """Take a charging point off ``ev.network``: a record without a value, which must arrive."""
        self.out.ephemeral.pop((topics.NETWORK, cp_id, cp_id), None)
        self.out.durable.append(self.store.put_outbox(topics.NETWORK, cp_id, b""))

    def publish_all(self) -> None:
        """Tell the network everything again: Kafka may have forgotten it."""
        for cp in self.cps.values():
            self.publish(cp, again=True)

    # requests in progress

    def note_request(self, row: RequestRow | SupplyRow) -> None:
        """Show in the panel's list how a request, or its supply, stands."""
        if isinstance(row, RequestRow):
            step, at = row.step, row.received_at
        else:
            step, at = str(row.state), row.created_at
        before, over = self.requests.get(row.request_id), step in ("denied", "cancelled", "ended")
        began = before[0].at if before else from_wire(at)
        view = RequestView(
            row.request_id, began, row.driver_id, row.cp_id, step, row.reason, over, row.session_id
        )
        self.requests[row.request_id] = (view, self.now.mono)
        self.requests_changed = True
        if len(self.requests) > REQUESTS_SHOWN:
            oldest = next((key for key, (each, _) in self.requests.items() if each.over), row.request_id)
            del self.requests[oldest]

    def forget_requests(self) -> None:
        """Take requests that are over for some time off the panel's list."""
        for key, (view, mono) in list(self.requests.items()):
            if view.over and self.now.mono - mono > REQUESTS_SHOWN_S:
                del self.requests[key]
                self.requests_changed = True


def request_of(row: SupplyRow) -> RequestRow:
    """The request of a supply, to be told on."""
    return RequestRow(
        row.request_id, row.driver_id, row.cp_id, row.origin, row.created_at, "", session_id=row.session_id
    )


def ticket_of(row: SupplyRow, at: str) -> r.Ticket:
    """The ticket of an ended supply: always the same one, however often it is made."""
    return r.Ticket(
        id=derived_id("ticket", row.session_id),
        at=at,
        session_id=row.session_id,
        request_id=row.request_id,
        driver_id=row.driver_id,
        cp_id=row.cp_id,
        location=row.location,
        reason=row.reason or "",
        started_at=row.started_at or row.created_at,
        ended_at=row.ended_at or row.created_at,
        energy_wh=row.energy_wh,
        price=price_text(row.price),
        amount=f"{row.amount:.2f}",
    )


def enrolled(cps: Iterable[ChargingPoint]) -> list[ChargingPoint]:
    """Those that take part in the network."""
    return [cp for cp in cps if cp.takes_part]
