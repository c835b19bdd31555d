"""What came of the story: the services' outcomes, whether all tickets agree, and the first difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from apps.ev_demo.answers import Progress, TicketRow
from apps.ev_demo.script import SERVICES, Expected, Outcome
from shared.domain.money import amount, parse_price
from shared.domain.reasons import EndReason
from shared.runtime.clock import from_wire
from shared.runtime.text import translate

CHARGED = frozenset({EndReason.UNPLUGGED, EndReason.TARGET_REACHED})


class ServiceRow(msgspec.Struct, frozen=True):
    """One service of ``summary.json``. ``reason``: why it was denied, or why its supply ended."""

    driver_id: str
    cp_id: str
    session_id: str | None
    outcome: Outcome
    reason: str | None
    energy_wh: int
    amount: str
    price: str | None
    ticket_reason: str | None


class Summary(msgspec.Struct, frozen=True):
    """The content of ``summary.json``."""

    charging_points: list[dict[str, Any]]
    services: list[ServiceRow]
    tickets_agree: bool
    screenshots: list[str]


@dataclass(frozen=True, slots=True)
class Books:
    """Every ticket, by who keeps it: the engines (by CP), CENTRAL, the drivers (by driver)."""

    engines: Mapping[str, Sequence[TicketRow]]
    central: Sequence[TicketRow]
    drivers: Mapping[str, Sequence[TicketRow]]


def service_rows(requests: Mapping[str, Sequence[Progress]], books: Books) -> list[ServiceRow]:
    """What each request came to, driver by driver, in order."""
    tickets = {ticket.request_id: ticket for rows in books.drivers.values() for ticket in rows}
    return [
        _service(driver_id, progress, tickets.get(progress.request_id))
        for driver_id, made in requests.items()
        for progress in made
    ]


def _service(driver_id: str, progress: Progress, ticket: TicketRow | None) -> ServiceRow:
    if ticket is None:
        outcome: Outcome = "denied" if progress.step == "denied" else "failed"
        return ServiceRow(driver_id, progress.cp_id, None, outcome, progress.reason, 0, "0.00", None, None)
    return ServiceRow(
        driver_id=driver_id,
        cp_id=ticket.cp_id,
        session_id=ticket.session_id,
        outcome="charged" if ticket.reason in CHARGED else "failed",
        reason=ticket.reason,
        energy_wh=ticket.energy_wh,
        amount=ticket.amount,
        price=ticket.price,
        ticket_reason=ticket.reason,
    )


@dataclass(frozen=True, slots=True)
class Supply:
    """The tickets of one supply by who keeps them; there must be one everywhere, and always the same."""

    session_id: str
    places: Mapping[str, Sequence[TicketRow]]

    @property
    def first(self) -> TicketRow:
        """Any of them."""
        return next(row for rows in self.places.values() for row in rows)

    @property
    def ended_at(self) -> datetime:
        """When it ended, UTC."""
        return from_wire(self.first.ended_at)

    def missing(self) -> str | None:
        """Who has none, in one sentence."""
        return self._count_of(lambda count: count == 0)

    def difference(self) -> str | None:
        """What is wrong with those that there are, in one sentence."""
        rows = [row for each in self.places.values() for row in each]
        other = next((row for row in rows if row != rows[0]), None)
        sentence = self._count_of(lambda count: count > 1)
        if sentence is None and other is not None:
            sentence = translate("Story", "The tickets of the supply {session} differ: {one} and {other}.")
            return sentence.format(session=self.session_id, one=rows[0], other=other)
        if sentence is None and not _sum_is_right(rows[0]):
            sentence = translate("Story", "The amount of the ticket {ticket} is not energy times price.")
            return sentence.format(ticket=rows[0])
        return sentence

    def _count_of(self, wrong: Callable[[int], bool]) -> str | None:
        sentence = translate("Story", "{who} has {count} tickets of the supply {session}, not one.")
        for who, rows in self.places.items():
            if wrong(len(rows)):
                return sentence.format(who=who, count=len(rows), session=self.session_id)
        return None


def supplies(books: Books) -> list[Supply]:
    """All supplies of which anybody has a ticket, in the order of their end."""
    kept = (
        ("EV_CP_E", _by_session((cp_id, rows) for cp_id, rows in books.engines.items())),
        ("EV_Central", _by_session([("", books.central)])),
        ("EV_Driver", _by_session((driver_id, rows) for driver_id, rows in books.drivers.items())),
    )
    made = []
    for session, row in {session: rows[0] for _, book in kept for session, rows in book.items()}.items():
        places = {who: book.get(session, []) for who, book in kept}
        if not places["EV_Driver"] and row.driver_id not in books.drivers:
            del places["EV_Driver"]  # who charged there has no app here
        made.append(Supply(session, places))
    return sorted(made, key=lambda each: (each.first.ended_at, each.session_id))


def ticket_difference(books: Books) -> str | None:
    """How the three books of tickets differ, in one sentence; None if every supply is the same in all."""
    made = supplies(books)
    if not made:
        return translate("Story", "There is not a single ticket.")
    return next((text for each in made if (text := each.missing() or each.difference())), None)


def _by_session(books: Iterable[tuple[str, Sequence[TicketRow]]]) -> dict[str, list[TicketRow]]:
    """Tickets by supply; one kept by the wrong engine or driver counts as foreign and so as a second one."""
    found: dict[str, list[TicketRow]] = defaultdict(list)
    for owner, rows in books:
        for row in rows:
            found[row.session_id].append(row)
            if owner not in ("", row.cp_id, row.driver_id):
                found[row.session_id].append(row)
    return found


def _sum_is_right(ticket: TicketRow) -> bool:
    return amount(ticket.energy_wh, parse_price(ticket.price)) == Decimal(ticket.amount)


def story_difference(summary: Summary) -> str | None:
    """Where the story went otherwise than written, in one sentence; None if nowhere."""
    for driver_id, expected in SERVICES.items():
        rows = [row for row in summary.services if row.driver_id == driver_id]
        for number, (wanted, row) in enumerate(zip(expected, rows, strict=False), 1):
            if Expected(row.cp_id, row.outcome, row.reason or "") != wanted:
                sentence = translate(
                    "Story",
                    "Service {number} of driver {driver} should be: {wanted}; it was: {found}.",
                )
                return sentence.format(
                    number=number,
                    driver=driver_id,
                    wanted=f"{wanted.cp_id} {wanted.outcome} ({wanted.reason})",
                    found=f"{row.cp_id} {row.outcome} ({row.reason})",
                )
            if (row.energy_wh > 0) != (wanted.outcome != "denied"):
                sentence = translate("Story", "Service {number} of driver {driver} delivered {energy} Wh.")
                return sentence.format(number=number, driver=driver_id, energy=row.energy_wh)
        if len(rows) != len(expected):
            sentence = translate("Story", "Requests of driver {driver}: {count} instead of {wanted}.")
            return sentence.format(driver=driver_id, count=len(rows), wanted=len(expected))
    for cp in summary.charging_points:
        if cp["state"] != "ACTIVATED" or cp["reserved"]:
            sentence = translate("Story", "{cp} should be free at the end; it is {state}.")
            return sentence.format(cp=cp["cp_id"], state=cp["state"])
    return None
