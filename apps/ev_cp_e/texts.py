"""The engine's sentences, the same in the window and in the log, in the user's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from apps.ev_cp_e.views import FailureView, TicketView
from shared.domain.words import cancel_text, denial_text, end_text, refusal_text
from shared.runtime.outages import outage_text
from shared.runtime.text import format_energy, format_money, shown, translate
from shared.runtime.told import Message, Values, sentence_of

_DRIVER_SHOWN: Final = 24
"""Letters of a driver's id on the display."""


def message_text(message: Message) -> str:
    """The sentence of a message."""
    values = dict(message.values)
    values["why"] = block_text(values.get("block", "not_plugged"))
    return sentence_of(message.code, values, _SENTENCES, _REASONS, _OTHERS)


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


def failure_text(failure: FailureView) -> str:
    """What came of a request made here."""
    reason = _REASONS.get(failure.code, str)(failure.reason)
    return _SENTENCES[failure.code]().format(driver=shown(failure.driver_id, _DRIVER_SHOWN), reason=reason)


def _kafka_lost(values: Values) -> str:
    return outage_text(
        translate("Engine", "Cannot connect to Kafka."),
        translate("Engine", "A running supply goes on; a new one must wait."),
        values.get("detail", ""),
    )


_SENTENCES: dict[str, Callable[[], str]] = {
    "authorised": lambda: translate(
        "Engine", "CENTRAL authorised {driver} at {price}: plug in within {seconds} s."
    ),
    "refused": lambda: translate("Engine", "A supply for {driver} was refused: {reason}."),
    "released": lambda: translate("Engine", "The reservation of {driver} ended: {reason}."),
    "ended": lambda: translate("Engine", "The supply of {driver} ended: {reason}. {energy}, {amount}."),
    "lost": lambda: translate(
        "Engine",
        "This engine died during the supply of {driver}. The supply is closed at its last reading, {energy}, "
        "{amount}, and CENTRAL will be told.",
    ),
    "settled": lambda: translate(
        "Engine",
        "CENTRAL had closed the supply of {driver} before this engine told its end: its ticket of {energy}, "
        "{amount}, is final. This meter had counted {metered}, {metered_amount}.",
    ),
    "identified": lambda: translate("Engine", "This is charging point {cp}, price {price}."),
    "request_denied": lambda: translate("Engine", "The request of {driver} was denied: {reason}."),
    "request_cancelled": lambda: translate("Engine", "The request of {driver} was cancelled: {reason}."),
    "other_cp": lambda: translate(
        "Engine", "A monitor of {other} was refused: this engine serves {cp}. Check the monitor's arguments."
    ),
    "malformed": lambda: translate("Engine", "The monitor sent something wrong: {reason}."),
    "plugged": lambda: translate("Engine", "Plugged in: the supply of {driver} begins."),
    "plug_refused": lambda: translate("Engine", "Cannot plug in. {why}"),
    "unplug_refused": lambda: translate("Engine", "Cannot unplug. {why}"),
    "stopped": lambda: translate("Engine", "CENTRAL put this charging point out of service."),
    "resumed": lambda: translate("Engine", "CENTRAL put this charging point back in service."),
    "fault": lambda: translate("Engine", "Fault: this charging point does not supply until it is repaired."),
    "repaired": lambda: translate("Engine", "The fault is repaired."),
    "request_sent": lambda: translate("Engine", "CENTRAL was asked for a supply for {driver}."),
    "request_replaced": lambda: translate(
        "Engine", "The unanswered request for {driver} was given up for the new one."
    ),
    "request_unanswered": lambda: translate(
        "Engine", "CENTRAL is there but gave no answer to the request for {driver}: request again."
    ),
    "request_refused": lambda: translate("Engine", "Cannot request a supply for {driver}. {why}"),
    "cancel_sent": lambda: translate("Engine", "CENTRAL was asked to cancel the request of {driver}."),
    "cancel_refused": lambda: translate("Engine", "Cannot cancel. {why}"),
    "confirmed": lambda: translate("Engine", "CENTRAL has the ticket of {driver}."),
    "drop_refused": lambda: translate(
        "Engine", "There is no such supply whose end CENTRAL has not confirmed. Those that there are: status"
    ),
    "dropped": lambda: translate(
        "Engine", "The end of the supply of {driver} is dropped: {energy}, {amount}, without confirmation."
    ),
    "rejected": lambda: translate("Engine", "A record of {topic} was rejected ({rule}); {count} until now."),
    "journal_fault": lambda: translate("Engine", "{text} Metering goes on; no new supply begins until then."),
    "journal_back": lambda: translate("Engine", "The journal is written again."),
    "monitor_back": lambda: translate("Engine", "The monitor is connected."),
    "monitor_lost": lambda: translate(
        "Engine", "The monitor is away. A running supply goes on; a new one must wait for it."
    ),
    "central_back": lambda: translate("Engine", "CENTRAL is connected."),
    "central_lost": lambda: translate(
        "Engine", "Cannot connect to CENTRAL. A running supply goes on; a new one must wait. Trying again."
    ),
    "kafka_back": lambda: translate("Engine", "Kafka is connected."),
}
_REASONS: dict[str, Callable[[str], str]] = {
    "refused": refusal_text,
    "released": cancel_text,
    "ended": end_text,
    "request_denied": denial_text,
    "request_cancelled": cancel_text,
}
_OTHERS: dict[str, Callable[[Values], str]] = {
    "kafka_lost": _kafka_lost,
    "undeliverable": lambda values: values["text"],
}
