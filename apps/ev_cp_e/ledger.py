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
from shared.store.journal import KEPT_IDS, Journal, JournalContents, JournalSupply, is_past

REPEAT_S = 2.0
"""``charging_finished`` is said again after this long without its confirmation (wire contract 6)."""
RETRY_S = 1.0
"""How long a journal that could not be written is left alone."""


@dataclass(slots=True)
class _Owed:
    """An end that CENTRAL has not confirmed; ``on_its_way``: the last one said is not at the broker yet."""

    row: JournalSupply
    say_at_mono: float
    on_its_way: bool = False


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
        self._forget_past(now)

    @property
    def owed(self) -> int:
        """How many ends CENTRAL has not confirmed."""
        return len(self._owed)

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
        return [
            {
                "session_id": row.session_id,
                "request_id": row.request_id,
                "driver_id": row.driver_id,
                "cp_id": row.cp_id,
                "reason": row.reason,
                "started_at": row.started_at,
                "ended_at": row.ended_at,
                "energy_wh": row.energy_wh,
                "price": row.price,
                "amount": row.amount,
            }
            for row in self._ended.values()
        ]

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
        self._forget_past(now)

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
            record, token = _finished(owed.row, now), ("finished", owed.row.session_id)
            outgoing.durable(topics.CP_EVENTS, record, token, waits=not self.settled)

    def arrived(self, session_id: str, now: Instant) -> None:
        """The broker has the end of that supply: it is said again unless CENTRAL confirms it."""
        owed = self._owed.get(session_id)
        if owed is not None:
            owed.on_its_way = False
            owed.say_at_mono = now.mono + REPEAT_S

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

    def _forget_past(self, now: Instant) -> None:
        for row in [row for row in self._ended.values() if is_past(row, now)]:
            del self._ended[row.session_id]
            self._journal.forget_supply(row.session_id)


def new_row(
    session_id: str, request_id: str, cp_id: str, driver_id: str, price: str, now: Instant
) -> JournalSupply:
    """The line of a supply that starts ``now``, with the ids of its records."""
    at = to_wire(now.utc)
    return JournalSupply(
        session_id=session_id,
        request_id=request_id,
        cp_id=cp_id,
        driver_id=driver_id,
        price=price,
        started_at=at,
        read_at=at,
        start_record_id=new_id(),
        finish_record_id=new_id(),
    )


def _finished(row: JournalSupply, now: Instant) -> ChargingFinished:
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
    )
