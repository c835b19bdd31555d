"""The engine's sentences, the same in the window and in the log, in the user's language."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from apps.ev_cp_e.views import EngineMessage, TicketView
from shared.runtime.outages import outage_text
from shared.runtime.text import format_energy, format_money, format_price, translate
from shared.runtime.told import with_more
from shared.runtime.words import (
    cancel_text,
    clock_right_text,
    clock_text,
    denial_text,
    end_text,
    refusal_text,
    suspended_text,
)

Values = dict[str, str]


def message_text(message: EngineMessage) -> str:
    """The sentence of a message; a code that is not known comes back as it is."""
    make = _MESSAGES.get(message.code)
    values = dict(message.values)
    return with_more(make(values), values.get("more", "")) if make is not None else message.code


def block_text(code: str) -> str:
    """Why something cannot be done now, with the remedy where there is one (``Blocks``)."""
    return {
        "not_authorised": translate("Engine", "No driver is authorised: request a supply first."),
        "plugged": translate("Engine", "The vehicle is plugged in already."),
        "not_plugged": translate("Engine", "No vehicle is plugged in."),
        "supplying": translate("Engine", "Available when the present supply ends."),
        "reserved": translate("Engine", "Reserved: plug in, or wait until the reservation ends."),
        "fault": translate("Engine", "The charging point has a fault: repair it first."),
        "stopped": translate(
            "Engine", "CENTRAL put this charging point out of service: wait for it to resume."
        ),
        "no_monitor": translate(
            "Engine", "The monitor of this charging point is away: start it or wait for it."
        ),
        "no_central": translate("Engine", "Cannot connect to CENTRAL: wait until it is back."),
        "no_kafka": translate("Engine", "Cannot connect to Kafka: wait until it is back."),
        "journal": translate("Engine", "The journal cannot be written: see the message about it."),
        "nothing_to_cancel": translate("Engine", "There is no request to cancel."),
        "not_made_here": translate("Engine", "Only the driver or CENTRAL can cancel this reservation."),
    }.get(code, code)


def short_block_text(code: str) -> str:
    """The same in the few words that fit on a button."""
    return {
        "not_authorised": translate("Engine", "nobody is authorised"),
        "plugged": translate("Engine", "plugged in"),
        "not_plugged": translate("Engine", "not plugged in"),
        "supplying": translate("Engine", "supplying"),
        "reserved": translate("Engine", "reserved"),
        "fault": translate("Engine", "fault"),
        "stopped": translate("Engine", "out of service"),
        "no_monitor": translate("Engine", "no monitor"),
        "no_central": translate("Engine", "no CENTRAL"),
        "no_kafka": translate("Engine", "no Kafka"),
        "journal": translate("Engine", "journal fault"),
        "nothing_to_cancel": translate("Engine", "nothing to cancel"),
        "not_made_here": translate("Engine", "not requested here"),
    }.get(code, code)


def ticket_text(ticket: TicketView) -> str:
    """The last supply in one line."""
    return translate("Engine", "Last supply: {driver}, {energy}, {amount} ({reason})").format(
        driver=ticket.driver_id,
        energy=format_energy(ticket.energy_wh),
        amount=format_money(ticket.amount),
        reason=end_text(ticket.reason),
    )


def _authorised(values: Values) -> str:
    return translate("Engine", "CENTRAL authorised {driver} at {price}: plug in within {seconds} s.").format(
        driver=values["driver"], price=format_price(values["price"]), seconds=values["seconds"]
    )


def _refused(values: Values) -> str:
    return translate("Engine", "A supply for {driver} was refused: {reason}.").format(
        driver=values["driver"], reason=refusal_text(values["reason"])
    )


def _released(values: Values) -> str:
    return translate("Engine", "The reservation of {driver} ended: {reason}.").format(
        driver=values["driver"], reason=cancel_text(values["reason"])
    )


def _ended(values: Values) -> str:
    return translate("Engine", "The supply of {driver} ended: {reason}. {energy}, {amount}.").format(
        driver=values["driver"],
        reason=end_text(values["reason"]),
        energy=format_energy(int(values["energy_wh"])),
        amount=format_money(Decimal(values["amount"])),
    )


def _lost(values: Values) -> str:
    return translate(
        "Engine",
        "This engine died during the supply of {driver}. The supply is closed at its last reading, {energy}, "
        "{amount}, and CENTRAL will be told.",
    ).format(
        driver=values["driver"],
        energy=format_energy(int(values["energy_wh"])),
        amount=format_money(Decimal(values["amount"])),
    )


def _settled(values: Values) -> str:
    return translate(
        "Engine",
        "CENTRAL had closed the supply of {driver} before this engine told its end: its ticket of {energy}, "
        "{amount}, is final. This meter had counted {metered}, {metered_amount}.",
    ).format(
        driver=values["driver"],
        energy=format_energy(int(values["energy_wh"])),
        amount=format_money(Decimal(values["amount"])),
        metered=format_energy(int(values["metered_wh"])),
        metered_amount=format_money(Decimal(values["metered_amount"])),
    )


def _identified(values: Values) -> str:
    return translate("Engine", "This is charging point {cp}, price {price}.").format(
        cp=values["cp"], price=format_price(values["price"])
    )


def _denied(values: Values) -> str:
    return translate("Engine", "The request of {driver} was denied: {reason}.").format(
        driver=values["driver"], reason=denial_text(values["reason"])
    )


def _request_cancelled(values: Values) -> str:
    return translate("Engine", "The request of {driver} was cancelled: {reason}.").format(
        driver=values["driver"], reason=cancel_text(values["reason"])
    )


def _kafka_lost(values: Values) -> str:
    return outage_text(
        translate("Engine", "Cannot connect to Kafka."),
        translate("Engine", "A running supply goes on; a new one must wait."),
        values.get("detail", ""),
    )


_MESSAGES: dict[str, Callable[[Values], str]] = {
    "authorised": _authorised,
    "refused": _refused,
    "released": _released,
    "ended": _ended,
    "lost": _lost,
    "settled": _settled,
    "identified": _identified,
    "request_denied": _denied,
    "request_cancelled": _request_cancelled,
    "kafka_lost": _kafka_lost,
    "other_cp": lambda values: translate(
        "Engine", "A monitor of {other} was refused: this engine serves {cp}. Check the monitor's arguments."
    ).format(**values),
    "malformed": lambda values: translate("Engine", "The monitor sent something wrong: {reason}.").format(
        **values
    ),
    "plugged": lambda values: translate("Engine", "Plugged in: the supply of {driver} begins.").format(
        **values
    ),
    "plug_refused": lambda values: translate("Engine", "Cannot plug in. {why}").format(
        why=block_text(values["block"])
    ),
    "unplug_refused": lambda values: translate("Engine", "Cannot unplug. {why}").format(
        why=block_text("not_plugged")
    ),
    "stopped": lambda values: translate("Engine", "CENTRAL put this charging point out of service."),
    "resumed": lambda values: translate("Engine", "CENTRAL put this charging point back in service."),
    "fault": lambda values: translate(
        "Engine", "Fault: this charging point does not supply until it is repaired."
    ),
    "repaired": lambda values: translate("Engine", "The fault is repaired."),
    "request_sent": lambda values: translate("Engine", "CENTRAL was asked for a supply for {driver}.").format(
        **values
    ),
    "request_replaced": lambda values: translate(
        "Engine", "The unanswered request for {driver} was given up for the new one."
    ).format(**values),
    "request_unanswered": lambda values: translate(
        "Engine", "CENTRAL is there but gave no answer to the request for {driver}: request again."
    ).format(**values),
    "request_refused": lambda values: translate(
        "Engine", "Cannot request a supply for {driver}. {why}"
    ).format(driver=values["driver"], why=block_text(values["block"])),
    "cancel_sent": lambda values: translate(
        "Engine", "CENTRAL was asked to cancel the request of {driver}."
    ).format(**values),
    "cancel_refused": lambda values: translate("Engine", "Cannot cancel. {why}").format(
        why=block_text(values["block"])
    ),
    "confirmed": lambda values: translate("Engine", "CENTRAL has the ticket of {driver}.").format(**values),
    "drop_refused": lambda values: translate(
        "Engine", "There is no such supply whose end CENTRAL has not confirmed. Those that there are: status"
    ),
    "dropped": lambda values: translate(
        "Engine", "The end of the supply of {driver} is dropped: {energy}, {amount}, without confirmation."
    ).format(
        driver=values["driver"],
        energy=format_energy(int(values["energy_wh"])),
        amount=format_money(Decimal(values["amount"])),
    ),
    "rejected": lambda values: translate(
        "Engine", "A record of {topic} was rejected ({rule}); {count} until now."
    ).format(**values),
    "undeliverable": lambda values: values["text"],
    "journal_fault": lambda values: translate(
        "Engine", "{text} Metering goes on; no new supply begins until then."
    ).format(**values),
    "journal_back": lambda values: translate("Engine", "The journal is written again."),
    "monitor_back": lambda values: translate("Engine", "The monitor is connected."),
    "monitor_lost": lambda values: translate(
        "Engine", "The monitor is away. A running supply goes on; a new one must wait for it."
    ),
    "central_back": lambda values: translate("Engine", "CENTRAL is connected."),
    "central_lost": lambda values: translate(
        "Engine", "Cannot connect to CENTRAL. A running supply goes on; a new one must wait. Trying again."
    ),
    "clock_wrong": lambda values: clock_text(int(values["ahead_s"])),
    "clock_right": lambda values: clock_right_text(),
    "suspended": lambda values: suspended_text(values["seconds"]),
    "kafka_back": lambda values: translate("Engine", "Kafka is connected."),
}
