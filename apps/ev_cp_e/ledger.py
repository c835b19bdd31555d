"""The engine's supplies in the journal: those that are ended, and the ends owed to CENTRAL (D2, D7)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from apps.ev_cp_e.outgoing import Outgoing
from shared.domain.ids import new_id
from shared.domain.reasons import EndReason
from shared.messages import topics
from shared.messages.records import ChargingFinished, FinishConfirmed
from shared.runtime.clock import Instant, to_wire
from shared.store.database import StoreError
from shared.store.journal import KEPT_IDS, Journal, JournalContents, JournalSupply, past

REPEAT_S = 2.0
"""``charging_finished`` is said again after this long without its confirmation (wire contract 6)."""
SOON = 5
"""So often; then the pause grows by half each time,"""
LONGEST_PAUSE_S = 60.0
"""to this one: a CENTRAL that never confirms is not to be flooded."""
RETRY_S = 1.0
"""How long a journal that could not be written is left alone."""

_TICKET = (
    *("session_id", "request_id", "driver_id", "cp_id", "reason", "started_at", "ended_at", "energy_wh"),
    *("price", "amount"),
)


@dataclass(slots=True)
class _Owed:
    """An end that CENTRAL has not confirmed; ``on_its_way``: the last one said is not at the broker yet."""

    row: JournalSupply
    say_at_mono: float
    on_its_way: bool = False
    said: int = 0


class Ledger:
    """All supplies that the journal keeps, in memory too. Core's thread.

    ``lost`` are those that the death of this engine's last process ended: closed here at their last reading.
    ``settled``: all on the disk but readings and confirmations, so that the present state may be said.
    """

    def __init__(self, journal: Journal, contents: JournalContents, now: Instant) -> None:
        self._journal = journal
        self._ended: dict[str, JournalSupply] = {}
        self._owed: dict[str, _Owed] = {}
        self._retry_mono = float("-inf")
        self.fault = ""
        self.settled = True
        self.lost: list[JournalSupply] = []
        self._known = {kind: OrderedDict.fromkeys(ids) for kind, ids in contents.known.items()}
        for row in contents.supplies:
            if row.ended_at is None:
                row.ended_at, row.reason = row.read_at, str(EndReason.ENGINE_LOST)
                journal.put_supply(row)
                self.settled = False
                self.lost.append(row)
            self._keep(row, now)
        self._forget_past()

    @property
    def owed(self) -> list[str]:
        """Of which supplies CENTRAL has not confirmed the end."""
        return list(self._owed)

    def owed_cp(self) -> str | None:
        """The charging point whose ends are owed: the engine serves no other until they are paid."""
        return next((owed.row.cp_id for owed in self._owed.values()), None)

    def knows(self, session_id: str) -> bool:
        """Whether that supply is ended."""
        return session_id in self._ended

    def is_new(self, kind: str, record_id: str) -> bool:
        """Whether that id is met for the first time, also by the processes before this one; it is noted.

        Anybody can send a signed record again, and Kafka may (B3).
        """
        known = self._known.setdefault(kind, OrderedDict())
        if record_id in known:
            return False
        known[record_id] = None
        if len(known) > KEPT_IDS:
            known.popitem(last=False)
        self._journal.put_known(kind, record_id)
        return True

    def last(self) -> JournalSupply | None:
        """The supply that ended last."""
        return next(reversed(self._ended.values()), None)

    def tickets(self) -> list[dict[str, object]]:
        """Ended supplies, the oldest first, with the fields of a ``ticket`` but the location."""
        return [{name: getattr(row, name) for name in _TICKET} for row in self._ended.values()]

    def open(self, row: JournalSupply) -> None:
        """Note a supply that starts."""
        self._journal.put_supply(row)
        self.settled = False

    def read(self, row: JournalSupply) -> None:
        """Note a reading."""
        self._journal.put_supply(row)

    def close(self, row: JournalSupply, now: Instant) -> None:
        """Note the end of a supply; it is owed to CENTRAL from now on."""
        self._journal.put_supply(row)
        self.settled = False
        self._keep(row, now)
        self._forget_past()

    def confirm(self, record: FinishConfirmed) -> tuple[JournalSupply, JournalSupply | None] | None:
        """CENTRAL has the end of that supply: it, if that is news, and what was metered if its ticket says
        otherwise. The ticket is final, the journal takes it over (D7)."""
        owed = self._owed.pop(record.session_id, None)
        if owed is None:
            return None
        row, metered = owed.row, replace(owed.row)
        row.reason = record.reason or row.reason
        row.ended_at = record.ended_at or row.ended_at
        row.energy_wh = row.energy_wh if record.energy_wh is None else record.energy_wh
        row.amount = record.amount or row.amount
        same = row == metered
        row.confirmed = True
        self._journal.put_supply(row)
        return row, None if same else metered

    def remember(self, cp_id: str, *, stopped: bool) -> None:
        """Note the id that is served and CENTRAL's order (M13)."""
        self._journal.put_cp(cp_id, stopped=stopped)
        self.settled = False

    def say_owed(self, outgoing: Outgoing, now: Instant, *, ready: bool) -> None:
        """Say the ends that are due, if anything can be sent (``ready``).

        One that is still on its way is not said again: memory stays bounded.
        """
        if not ready:
            return
        for owed in self._owed.values():
            if owed.on_its_way or now.mono < owed.say_at_mono:
                continue
            owed.on_its_way = True
            before = self.confirmed_before(owed.row.cp_id, owed.row)
            record, token = _finished(owed.row, before, now), ("finished", owed.row.session_id)
            outgoing.durable(topics.CP_EVENTS, record, token, waits=not self.settled)

    def arrived(self, session_id: str, now: Instant) -> None:
        """The broker has the end of that supply: it is said again unless CENTRAL confirms it."""
        owed = self._owed.get(session_id)
        if owed is not None:
            owed.on_its_way = False
            owed.said += 1
            pause_s = REPEAT_S * 1.5 ** min(max(owed.said - SOON, 0), 10)
            owed.say_at_mono = now.mono + min(pause_s, LONGEST_PAUSE_S)

    def hurry(self, now: Instant) -> None:
        """CENTRAL may have started anew: all that is owed is said as often as at first."""
        for owed in self._owed.values():
            owed.said, owed.say_at_mono = 0, min(owed.say_at_mono, now.mono + REPEAT_S)

    def owe_again(self, session_id: str, now: Instant) -> bool:
        """CENTRAL asks for an end that its database has lost; whether it is of a supply that ended here."""
        row = self._ended.get(session_id)
        if row is None:
            return False
        if session_id not in self._owed:
            row.confirmed = False
            self._journal.put_supply(row)
            self._keep(row, now)
        return True

    def confirmed_before(self, cp_id: str | None, row: JournalSupply | None = None) -> str | None:
        """The last supply here, of those before ``row``, whose end CENTRAL has confirmed."""
        found = None
        for each in self._ended.values():
            if each is row:
                break
            if each.confirmed and each.cp_id == cp_id:
                found = each.session_id
        return found

    def drop(self, session_id: str) -> JournalSupply | None:
        """Forget an end that CENTRAL does not confirm, for good: it, if there is one."""
        owed = self._owed.pop(session_id, None)
        if owed is None:
            return None
        del self._ended[session_id]
        self._journal.forget_supply(session_id)
        return owed.row

    def commit(self, now: Instant) -> bool:
        """Have all that was noted on the disk; False (and :attr:`fault` says why) when that fails now."""
        if now.mono < self._retry_mono:
            return False
        try:
            self._journal.commit()
        except StoreError as error:
            self.fault = str(error)
            self._retry_mono = now.mono + RETRY_S
            return False
        self.fault = ""
        self.settled = True
        self._retry_mono = float("-inf")
        return True

    def _keep(self, row: JournalSupply, now: Instant) -> None:
        self._ended[row.session_id] = row
        if not row.confirmed:
            self._owed[row.session_id] = _Owed(row, now.mono)

    def _forget_past(self) -> None:
        for row in past(list(self._ended.values())):
            del self._ended[row.session_id]
            self._journal.forget_supply(row.session_id)


def new_row(
    session_id: str, request_id: str, cp_id: str, driver_id: str, price: str, now: Instant
) -> JournalSupply:
    """The line of a supply that starts ``now``, with the ids of its records."""
    at = to_wire(now.utc)
    return JournalSupply(session_id, request_id, cp_id, driver_id, price, at, at, new_id(), new_id())


def _finished(row: JournalSupply, before: str | None, now: Instant) -> ChargingFinished:
    assert row.ended_at is not None and row.reason is not None, "only ended supplies are kept here"
    return ChargingFinished(
        id=row.finish_record_id,
        at=to_wire(now.utc),
        session_id=row.session_id,
        reason=row.reason,  # type: ignore[arg-type]  # the journal holds what this engine wrote
        started_at=row.started_at,
        ended_at=row.ended_at,
        energy_wh=row.energy_wh,
        amount=row.amount,
        request_id=row.request_id,
        driver_id=row.driver_id,
        price=row.price,
        previous_session_id=before,
    )
