"""The sentences of CENTRAL's messages, for panel and log alike, in the user's language."""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.words import cancel_text, denial_text, end_text, fault_text, refusal_text
from shared.runtime.outages import outage_text
from shared.runtime.text import format_span, translate
from shared.runtime.told import Message, Values, sentence_of
from shared.runtime.words import clock_right_text, clock_text, set_clock_command


def sentence(message: Message) -> str:
    """The message as one sentence."""
    return sentence_of(message.code, dict(message.values), _SENTENCES, _REASONS, _OTHERS)


def _cp_faulted(values: Values) -> str:
    reason = values.get("reason", "")
    if not reason:
        return translate("CentralMessage", "Faulted")
    return translate("CentralMessage", "Faulted: {reason}").format(reason=fault_text(reason))


def _cp_clock(values: Values) -> str:
    behind = translate(
        "CentralMessage",
        "The clock of its computer is {amount} behind CENTRAL's: set the one that is wrong (for example:"
        " {command})",
    )
    ahead = translate(
        "CentralMessage",
        "The clock of its computer is {amount} ahead of CENTRAL's: set the one that is wrong (for"
        " example: {command})",
    )
    return _clock(values, behind, ahead)


def _driver_clock(values: Values) -> str:
    behind = translate(
        "CentralMessage",
        "A request of {driver} had expired when it came: the clock of its computer seems to be {amount}"
        " behind CENTRAL's. Set the one that is wrong (for example: {command})",
    )
    ahead = translate(
        "CentralMessage",
        "A request of {driver} comes from the future: the clock of its computer is {amount} ahead of"
        " CENTRAL's. Set the one that is wrong (for example: {command})",
    )
    return _clock(values, behind, ahead)


def _clock(values: Values, behind: str, ahead: str) -> str:
    ahead_s, text = int(values["ahead_s"]), behind if int(values["ahead_s"]) < 0 else ahead
    return text.format(**values, amount=format_span(abs(ahead_s)), command=set_clock_command())


def _policy_set(values: Values) -> str:
    return {
        "open": translate("CentralMessage", "Enrolment is open to all"),
        "approve": translate("CentralMessage", "Enrolment needs the operator's approval"),
        "closed": translate("CentralMessage", "Enrolment is closed"),
    }[values["policy"]]


_SENTENCES: dict[str, Callable[[], str]] = {
    "started": lambda: translate(
        "CentralMessage", "CENTRAL is running on {listening}; charging points in the database: {cps}"
    ),
    "enrolled": lambda: translate("CentralMessage", "Enrolled"),
    "enrolment_pending": lambda: translate(
        "CentralMessage",
        "A monitor at {address} asks to be enrolled under the code {shown}: accept it if its window shows"
        " that code, or reject it",
    ),
    "enrolments_full": lambda: translate(
        "CentralMessage",
        "New charging points are refused: there are {most}, as many as --max-enrolments allows. Forget"
        " those that are gone, or allow more",
    ),
    "enrolment_closed": lambda: translate("CentralMessage", "Asked to be enrolled, but enrolment is closed"),
    "row_damaged": lambda: translate(
        "CentralMessage",
        "Its row in the database is damaged, and left alone: mend it or put a backup back; until then the"
        " charging point is not served",
    ),
    "authenticated": lambda: translate("CentralMessage", "Monitor authenticated"),
    "bad_proof": lambda: translate("CentralMessage", "Monitor refused: its secret is wrong"),
    "duplicate_monitor": lambda: translate("CentralMessage", "A second monitor with this id was refused"),
    "bad_request": lambda: translate("CentralMessage", "A monitor sent a wrong request: {rule}"),
    "bad_frame": lambda: translate("CentralMessage", "A connection sent a wrong frame: {rule}"),
    "operator_accepted": lambda: translate("CentralMessage", "One enrolment opened by the operator"),
    "operator_rejected": lambda: translate("CentralMessage", "Enrolment rejected by the operator"),
    "operator_forgot": lambda: translate("CentralMessage", "Forgotten by the operator"),
    "database_empty": lambda: translate(
        "CentralMessage",
        "The database {where} has no charging point, but the network had {count} ({names}). If it is not"
        " the right one, end CENTRAL and give it the right --data-dir or --database: nothing is lost",
    ),
    "strangers_removed": lambda: translate(
        "CentralMessage",
        "Charging points that the database {where} does not have are no longer shown to drivers ({count}):"
        " {names}",
    ),
    "operator_revoked": lambda: translate("CentralMessage", "Revoked by the operator"),
    "cp_activated": lambda: translate("CentralMessage", "Activated"),
    "cp_supplying": lambda: translate("CentralMessage", "Connected, supplying"),
    "cp_stopped": lambda: translate("CentralMessage", "Out of order"),
    "cp_disconnected": lambda: translate(
        "CentralMessage",
        "Disconnected: its monitor does not answer. A running supply goes on, no new one until it is back",
    ),
    "cp_refused": lambda: translate("CentralMessage", "The charging point refused the request: {reason}"),
    "request_received": lambda: translate("CentralMessage", "Request of {driver} for {cp} received"),
    "request_checking": lambda: translate("CentralMessage", "Request of {driver} for {cp}: checking"),
    "request_asking_cp": lambda: translate("CentralMessage", "Request of {driver}: asking {cp}"),
    "request_authorised": lambda: translate(
        "CentralMessage", "Request of {driver} authorised: waiting for the plug at {cp}"
    ),
    "request_denied": lambda: translate("CentralMessage", "Request of {driver} for {cp} denied: {reason}"),
    "request_cancelled": lambda: translate(
        "CentralMessage", "Request of {driver} for {cp} cancelled: {reason}"
    ),
    "supply_started": lambda: translate("CentralMessage", "Plugged in: supplying {driver}"),
    "supply_ended": lambda: translate(
        "CentralMessage", "Supply of {driver} ended: {reason}. {energy}, {amount}; ticket sent"
    ),
    "orphan": lambda: translate(
        "CentralMessage",
        "The engine tells the end of a supply that this database does not know: {energy}, {amount}."
        " Settle or drop it (in the charging point's details, or by the console command: orphans)",
    ),
    "orphan_settled": lambda: translate(
        "CentralMessage", "Ticket made for the end of an unknown supply, of no driver: {energy}, {amount}"
    ),
    "end_differs": lambda: translate(
        "CentralMessage",
        "The engine's figures of the supply of {driver} ({metered}, {metered_amount}) are not those of its"
        " ticket, {energy}, {amount}, which stays",
    ),
    "supply_adopted": lambda: translate(
        "CentralMessage",
        "Supply of {driver} was not in the database (a backup, or a new one): taken over from its engine",
    ),
    "supply_interrupted": lambda: translate(
        "CentralMessage",
        "Supply of {driver} interrupted: the engine is silent; its ticket comes when it is back",
    ),
    "supply_resumed": lambda: translate("CentralMessage", "Supply of {driver} is live again"),
    "record_rejected": lambda: translate("CentralMessage", "Message rejected: {rule}"),
    "ordered_stop": lambda: translate("CentralMessage", "Ordered to stop"),
    "ordered_resume": lambda: translate("CentralMessage", "Ordered to resume"),
    "price_set": lambda: translate("CentralMessage", "Price set to {price}"),
    "tariff_set": lambda: translate("CentralMessage", "Default tariff set to {price}"),
    "driver_added": lambda: translate("CentralMessage", "Driver {driver} registered"),
    "drivers_imported": lambda: translate(
        "CentralMessage", "Drivers imported: {added} new, {known} known before"
    ),
    "driver_enabled": lambda: translate("CentralMessage", "Driver {driver} enabled"),
    "driver_disabled": lambda: translate("CentralMessage", "Driver {driver} disabled"),
    "kafka_up": lambda: translate("CentralMessage", "Connected to Kafka"),
    "offsets_lost": lambda: translate(
        "CentralMessage",
        "Kafka no longer has the records of {topic} from {wanted}; reading goes on at {now}, and engines"
        " repeat the ends that were not confirmed",
    ),
    "topic_amiss": lambda: "{reason}",
    "undeliverable": lambda: translate("CentralMessage", "A record could not be sent: {reason}"),
    "cp_clock_right": lambda: translate(
        "CentralMessage", "The clock of its computer agrees with CENTRAL's again"
    ),
    "driver_clock_right": lambda: translate(
        "CentralMessage", "The clock of the computer of {driver} is right again"
    ),
    "database_up": lambda: translate("CentralMessage", "The database works again"),
    "database_down": lambda: translate("CentralMessage", "{reason}"),
}
_REASONS: dict[str, Callable[[str], str]] = {
    "request_denied": denial_text,
    "request_cancelled": cancel_text,
    "supply_ended": end_text,
    "cp_refused": refusal_text,
}
_OTHERS: dict[str, Callable[[Values], str]] = {
    "cp_faulted": _cp_faulted,
    "cp_clock_wrong": _cp_clock,
    "driver_clock_wrong": _driver_clock,
    "policy_set": _policy_set,
    "own_clock_wrong": lambda values: clock_text(int(values["ahead_s"]), "Kafka"),
    "own_clock_right": lambda values: clock_right_text("Kafka"),
    "kafka_down": lambda values: outage_text(
        translate("CentralMessage", "Kafka is away."), "", values["reason"]
    ),
}
