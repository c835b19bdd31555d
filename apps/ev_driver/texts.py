"""Messages of the driver's app as sentences in the user's language; log and window say the same."""

from __future__ import annotations

from decimal import Decimal

from shared.runtime.outages import outage_text
from shared.runtime.text import format_energy, format_money, translate
from shared.runtime.told import Message
from shared.runtime.words import (
    clock_right_text,
    clock_text,
    denial_text,
    end_text,
    one_central_text,
    suspended_text,
    two_centrals_text,
)


def message_text(message: Message) -> str:
    """The sentence of ``message``."""
    values = dict(message.values)
    if message.code == "kafka_down":
        return outage_text(translate("Driver", "Cannot connect to Kafka."), "", values.get("reason", ""))
    return _template(message.code).format(**{name: _word(name, text) for name, text in values.items()})


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
    text = message_text(message).removeprefix(f"{dict(message.values).get('cp', '')}: ")
    return text[:1].upper() + text[1:]


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


def _word(name: str, text: str) -> str:
    if name == "denial":
        return denial_text(text)
    if name in ("end", "cancelled"):
        return end_text(text)
    if name == "energy":
        return format_energy(int(text))
    if name == "clock":
        return clock_text(int(text))
    if name == "amount":
        return format_money(Decimal(text))
    return text


def _template(code: str) -> str:
    return {**_requests(), **_links(), **_services()}.get(code, code)


def _requests() -> dict[str, str]:
    return {
        "sent": translate("Driver", "{cp}: supply requested"),
        "received": translate("Driver", "{cp}: CENTRAL received the request"),
        "checking": translate("Driver", "{cp}: CENTRAL is checking the request"),
        "asking_cp": translate("Driver", "{cp}: CENTRAL is asking the charging point"),
        "authorised": translate("Driver", "{cp}: authorised. Plug your vehicle in"),
        "denied": translate("Driver", "{cp}: denied, {denial}"),
        "cancelled": translate("Driver", "{cp}: the reservation ended, {cancelled}"),
        "supplying": translate("Driver", "{cp}: the supply is running"),
        "resumed": translate("Driver", "{cp}: the supply goes on"),
        "interrupted": translate(
            "Driver", "{cp}: the supply is interrupted; what was delivered will be on its ticket"
        ),
        "ticket": translate("Driver", "{cp}: ticket, {energy}, {amount} ({end})"),
        "lost": translate("Driver", "{cp}: CENTRAL does not know this supply any more"),
        "no_answer": translate("Driver", "{cp}: no answer to the request, {denial}"),
        "cancel_sent": translate("Driver", "{cp}: cancellation sent"),
        "cancel_nothing": translate("Driver", "There is no request to cancel."),
        "cancel_running": translate(
            "Driver", "The supply at {cp} is running: unplug the vehicle at the charging point to end it."
        ),
        "cancel_no_kafka": translate(
            "Driver", "The request cannot be cancelled while Kafka is away; try again when it is back."
        ),
    }


def _links() -> dict[str, str]:
    return {
        "kafka_up": translate("Driver", "Kafka is connected"),
        "central_up": translate("Driver", "CENTRAL is connected"),
        "central_down": translate("Driver", "Cannot connect to CENTRAL. Trying again"),
        "places_lost": translate(
            "Driver", "Messages were missed ({topic}); CENTRAL is asked how things stand"
        ),
        "clock_wrong": "{clock}",
        "clock_right": clock_right_text(),
        "other_central": two_centrals_text("{network}"),
        "other_central_gone": one_central_text(),
        "suspended": suspended_text("{seconds}"),
        "bad_record": translate("Driver", "A message was rejected ({topic}): {rule}"),
        "undeliverable": translate("Driver", "Kafka does not take a message: {reason}"),
        "store": translate("Driver", "{sentence}"),
        "store_back": translate("Driver", "The database can be written again"),
    }


def _services() -> dict[str, str]:
    return {
        "file": translate("Driver", "Services file {name}: {total} services"),
        "file_resumed": translate("Driver", "Services file {name} goes on: {begun} of {total} begun"),
        "file_done_before": translate(
            "Driver",
            "Services file {name} had been finished when the app died; it is not repeated. "
            "Open it again to do so.",
        ),
        "file_bad": translate("Driver", "{sentence}"),
        "file_ended": translate("Driver", "Services file {name}: no more services are requested"),
        "file_done": translate(
            "Driver",
            "Services file {name} is finished: {charged} charged, {denied} denied, {not_plugged} cancelled, "
            "{failed} failed",
        ),
        "file_waits": translate("Driver", "The services file waits for CENTRAL"),
    }
