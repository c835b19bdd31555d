"""Messages of the driver's app as sentences in the user's language; log and window say the same."""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.words import cancel_text, denial_text, end_text
from shared.runtime.outages import outage_text
from shared.runtime.text import translate
from shared.runtime.told import Message, Values, sentence_of


def message_text(message: Message) -> str:
    """The sentence of ``message``."""
    return sentence_of(message.code, dict(message.values), _SENTENCES, _REASONS, _OTHERS)


def message_who(message: Message) -> str:
    """Whom ``message`` is about: a charging point, Kafka, CENTRAL, or the app itself."""
    values = dict(message.values)
    if "cp" in values:
        return values["cp"]
    if message.code.startswith("kafka"):
        return "Kafka"
    return "CENTRAL" if message.code.startswith("central") else translate("Driver", "App")


def message_line(message: Message) -> str:
    """The sentence without the name of :func:`message_who`, which stands beside it."""
    whole = message_text(message)
    text = whole.removeprefix(f"{dict(message.values).get('cp', '')}: ")
    return whole if text == whole else text[:1].upper() + text[1:]  # the name of a file is as it is


def outcome_text(state: str, reason: str | None) -> str:
    """How one service of the file went, with why: ``Denied: the charging point is reserved``."""
    words = {
        "waiting": translate("Driver", "Waiting"),
        "running": translate("Driver", "In progress"),
        "charged": translate("Driver", "Charged"),
        "denied": translate("Driver", "Denied"),
        "cancelled": translate("Driver", "Cancelled"),
        "failed": translate("Driver", "Failed"),
    }
    text = words.get(state, state)
    if reason is None or state in ("charged", "running", "waiting"):
        return text
    return f"{text}: {_reason(state, reason)}"


def _reason(state: str, reason: str) -> str:
    if state == "denied":
        return denial_text(reason)
    if reason == "interrupted":
        return translate("Driver", "interrupted, its ticket will come")
    if reason == "lost":
        return translate("Driver", "CENTRAL does not know it any more")
    return end_text(reason)


_SENTENCES: dict[str, Callable[[], str]] = {
    "sent": lambda: translate("Driver", "{cp}: supply requested"),
    "received": lambda: translate("Driver", "{cp}: CENTRAL received the request"),
    "checking": lambda: translate("Driver", "{cp}: CENTRAL is checking the request"),
    "asking_cp": lambda: translate("Driver", "{cp}: CENTRAL is asking the charging point"),
    "authorised": lambda: translate("Driver", "{cp}: authorised. Plug your vehicle in"),
    "denied": lambda: translate("Driver", "{cp}: denied, {reason}"),
    "cancelled": lambda: translate("Driver", "{cp}: the reservation ended, {reason}"),
    "supplying": lambda: translate("Driver", "{cp}: the supply is running"),
    "resumed": lambda: translate("Driver", "{cp}: the supply goes on"),
    "interrupted": lambda: translate(
        "Driver", "{cp}: the supply is interrupted; what was delivered will be on its ticket"
    ),
    "ticket": lambda: translate("Driver", "{cp}: ticket, {energy}, {amount} ({reason})"),
    "lost": lambda: translate("Driver", "{cp}: CENTRAL does not know this supply any more"),
    "no_answer": lambda: translate("Driver", "{cp}: no answer to the request, {reason}"),
    "cancel_sent": lambda: translate("Driver", "{cp}: cancellation sent"),
    "cancel_nothing": lambda: translate("Driver", "There is no request to cancel."),
    "cancel_running": lambda: translate(
        "Driver", "The supply at {cp} is running: unplug the vehicle at the charging point to end it."
    ),
    "cancel_no_kafka": lambda: translate(
        "Driver", "The request cannot be cancelled while Kafka is away; try again when it is back."
    ),
    "kafka_up": lambda: translate("Driver", "Kafka is connected"),
    "central_up": lambda: translate("Driver", "CENTRAL is connected"),
    "central_down": lambda: translate("Driver", "Cannot connect to CENTRAL. Trying again"),
    "places_lost": lambda: translate(
        "Driver", "Messages were missed ({topic}); CENTRAL is asked how things stand"
    ),
    "bad_record": lambda: translate("Driver", "A message was rejected ({topic}): {rule}"),
    "undeliverable": lambda: translate("Driver", "Kafka does not take a message: {reason}"),
    "store": lambda: translate("Driver", "{sentence}"),
    "store_back": lambda: translate("Driver", "The database can be written again"),
    "file": lambda: translate("Driver", "Services file {name}, services: {total}"),
    "file_resumed": lambda: translate("Driver", "Services file {name} goes on: {begun} of {total} begun"),
    "file_done_before": lambda: translate(
        "Driver",
        "Services file {name} had been finished when the app died; it is not repeated. "
        "Open it again to do so.",
    ),
    "file_bad": lambda: translate("Driver", "{sentence}"),
    "file_ended": lambda: translate("Driver", "Services file {name}: no more services are requested"),
    "file_done": lambda: translate(
        "Driver",
        "Services file {name} is finished: {charged} charged, {denied} denied, {not_plugged} cancelled, "
        "{failed} failed",
    ),
    "file_waits": lambda: translate("Driver", "The services file waits for CENTRAL"),
}
_REASONS: dict[str, Callable[[str], str]] = {
    "denied": denial_text,
    "no_answer": denial_text,
    "cancelled": cancel_text,
    "ticket": end_text,
}
_OTHERS: dict[str, Callable[[Values], str]] = {
    "kafka_down": lambda values: outage_text(
        translate("Driver", "Cannot connect to Kafka."), "", values["reason"]
    ),
}
