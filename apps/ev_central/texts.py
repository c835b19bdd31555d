"""The sentences of CENTRAL's messages, for panel and log alike, in the user's language."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from apps.ev_central.views import PanelMessage
from shared.runtime.outages import outage_text
from shared.runtime.text import format_energy, format_money, format_price, format_span, translate
from shared.runtime.told import with_more
from shared.runtime.words import (
    cancel_text,
    clock_right_text,
    clock_text,
    denial_text,
    end_text,
    fault_text,
    one_central_text,
    refusal_text,
    set_clock_command,
    suspended_text,
    two_centrals_text,
)

Values = dict[str, str]


def sentence(message: PanelMessage) -> str:
    """The message as one sentence; an unknown code comes back with its values rather than getting lost."""
    values = dict(message.values)
    make = _SENTENCES.get(message.code)
    if make is None:
        return f"{message.code} {values}" if values else message.code
    return with_more(make(values), values.get("more", ""))


def _plain(make: Callable[[], str]) -> Callable[[Values], str]:
    return lambda values: make().format(**values)


def _cp_faulted(values: Values) -> str:
    reason = values.get("reason", "")
    if not reason:
        return translate("CentralMessage", "Faulted")
    return translate("CentralMessage", "Faulted: {reason}").format(reason=fault_text(reason))


def _ended(values: Values) -> str:
    return translate(
        "CentralMessage", "Supply of {driver} ended: {reason}. {energy}, {amount}; ticket sent"
    ).format(
        driver=values["driver"],
        reason=end_text(values["reason"]),
        energy=format_energy(int(values["energy_wh"])),
        amount=format_money(Decimal(values["amount"])),
    )


def _orphan(make: Callable[[], str]) -> Callable[[Values], str]:
    return lambda values: make().format(
        energy=format_energy(int(values["energy_wh"])), amount=format_money(Decimal(values["amount"]))
    )


def _denied(values: Values) -> str:
    return translate("CentralMessage", "Request of {driver} for {cp} denied: {reason}").format(
        driver=values["driver"], cp=values["cp"], reason=denial_text(values["reason"])
    )


def _cancelled(values: Values) -> str:
    return translate("CentralMessage", "Request of {driver} for {cp} cancelled: {reason}").format(
        driver=values["driver"], cp=values["cp"], reason=cancel_text(values["reason"])
    )


def _price_set(values: Values) -> str:
    return translate("CentralMessage", "Price set to {price}").format(price=format_price(values["price"]))


def _tariff_set(values: Values) -> str:
    return translate("CentralMessage", "Default tariff set to {price}").format(
        price=format_price(values["price"])
    )


def _refused(values: Values) -> str:
    return translate("CentralMessage", "The charging point refused the request: {reason}").format(
        reason=refusal_text(values["reason"])
    )


def _cp_clock(values: Values) -> str:
    ahead_s = int(values["ahead_s"])
    if ahead_s < 0:
        text = translate(
            "CentralMessage",
            "The clock of its computer is {amount} behind CENTRAL's: set the one that is wrong (for example:"
            " {command})",
        )
    else:
        text = translate(
            "CentralMessage",
            "The clock of its computer is {amount} ahead of CENTRAL's: set the one that is wrong (for"
            " example: {command})",
        )
    return text.format(amount=format_span(abs(ahead_s)), command=set_clock_command())


def _driver_clock(values: Values) -> str:
    ahead_s = int(values["ahead_s"])
    if ahead_s < 0:
        text = translate(
            "CentralMessage",
            "A request of {driver} had expired when it came: the clock of its computer seems to be {amount}"
            " behind CENTRAL's. Set the one that is wrong (for example: {command})",
        )
    else:
        text = translate(
            "CentralMessage",
            "A request of {driver} comes from the future: the clock of its computer is {amount} ahead of"
            " CENTRAL's. Set the one that is wrong (for example: {command})",
        )
    amount = format_span(abs(ahead_s))
    return text.format(driver=values["driver"], amount=amount, command=set_clock_command())


def _policy_set(values: Values) -> str:
    return {
        "open": translate("CentralMessage", "Enrolment is open to all"),
        "approve": translate("CentralMessage", "Enrolment needs the operator's approval"),
        "closed": translate("CentralMessage", "Enrolment is closed"),
    }[values["policy"]]


_SENTENCES: dict[str, Callable[[Values], str]] = {
    "started": _plain(
        lambda: translate(
            "CentralMessage", "CENTRAL is running on {listening}; {cps} charging points in the database"
        )
    ),
    "enrolled": _plain(lambda: translate("CentralMessage", "Enrolled")),
    "enrolment_pending": _plain(
        lambda: translate(
            "CentralMessage",
            "A monitor at {address} asks to be enrolled under the code {shown}: accept it if its window shows"
            " that code, or reject it",
        )
    ),
    "enrolments_full": _plain(
        lambda: translate(
            "CentralMessage",
            "New charging points are refused: there are {most}, as many as --max-enrolments allows. Forget"
            " those that are gone, or allow more",
        )
    ),
    "enrolment_closed": _plain(
        lambda: translate("CentralMessage", "Asked to be enrolled, but enrolment is closed")
    ),
    "row_damaged": _plain(
        lambda: translate(
            "CentralMessage",
            "Its row in the database is damaged, and left alone: mend it or put a backup back; until then the"
            " charging point is not served",
        )
    ),
    "authenticated": _plain(lambda: translate("CentralMessage", "Monitor authenticated")),
    "bad_proof": _plain(lambda: translate("CentralMessage", "Monitor refused: its secret is wrong")),
    "duplicate_monitor": _plain(
        lambda: translate("CentralMessage", "A second monitor with this id was refused")
    ),
    "bad_request": _plain(lambda: translate("CentralMessage", "A monitor sent a wrong request: {rule}")),
    "bad_frame": _plain(lambda: translate("CentralMessage", "A connection sent a wrong frame: {rule}")),
    "operator_accepted": _plain(lambda: translate("CentralMessage", "One enrolment opened by the operator")),
    "operator_rejected": _plain(lambda: translate("CentralMessage", "Enrolment rejected by the operator")),
    "operator_forgot": _plain(lambda: translate("CentralMessage", "Forgotten by the operator")),
    "database_empty": _plain(
        lambda: translate(
            "CentralMessage",
            "The database {where} has no charging point, but the network had {count} ({names}). If it is not"
            " the right one, end CENTRAL and give it the right --data-dir or --database: nothing is lost",
        )
    ),
    "strangers_removed": _plain(
        lambda: translate(
            "CentralMessage",
            "{count} charging points that the database {where} does not have are no longer shown to drivers:"
            " {names}",
        )
    ),
    "operator_revoked": _plain(lambda: translate("CentralMessage", "Revoked by the operator")),
    "cp_activated": _plain(lambda: translate("CentralMessage", "Activated")),
    "cp_supplying": _plain(lambda: translate("CentralMessage", "Connected, supplying")),
    "cp_stopped": _plain(lambda: translate("CentralMessage", "Out of order")),
    "cp_faulted": _cp_faulted,
    "cp_disconnected": _plain(
        lambda: translate(
            "CentralMessage",
            "Disconnected: its monitor does not answer. A running supply goes on, no new one until it is"
            " back",
        )
    ),
    "cp_refused": _refused,
    "request_received": _plain(lambda: translate("CentralMessage", "Request of {driver} for {cp} received")),
    "request_checking": _plain(lambda: translate("CentralMessage", "Request of {driver} for {cp}: checking")),
    "request_asking_cp": _plain(lambda: translate("CentralMessage", "Request of {driver}: asking {cp}")),
    "request_authorised": _plain(
        lambda: translate("CentralMessage", "Request of {driver} authorised: waiting for the plug at {cp}")
    ),
    "request_denied": _denied,
    "request_cancelled": _cancelled,
    "supply_started": _plain(lambda: translate("CentralMessage", "Plugged in: supplying {driver}")),
    "supply_ended": _ended,
    "orphan": _orphan(
        lambda: translate(
            "CentralMessage",
            "The engine tells the end of a supply that this database does not know: {energy}, {amount}."
            " Settle or drop it (in the charging point's details, or by the console command: orphans)",
        )
    ),
    "orphan_settled": _orphan(
        lambda: translate(
            "CentralMessage", "Ticket made for the end of an unknown supply, of no driver: {energy}, {amount}"
        )
    ),
    "end_differs": lambda values: translate(
        "CentralMessage",
        "The engine's figures of the supply of {driver} ({metered}, {metered_amount}) are not those of its"
        " ticket, {energy}, {amount}, which stays",
    ).format(
        driver=values["driver"],
        energy=format_energy(int(values["energy_wh"])),
        amount=format_money(Decimal(values["amount"])),
        metered=format_energy(int(values["metered_wh"])),
        metered_amount=format_money(Decimal(values["metered_amount"])),
    ),
    "supply_adopted": _plain(
        lambda: translate(
            "CentralMessage",
            "Supply of {driver} was not in the database (a backup, or a new one): taken over from its engine",
        )
    ),
    "supply_interrupted": _plain(
        lambda: translate(
            "CentralMessage",
            "Supply of {driver} interrupted: the engine is silent; its ticket comes when it is back",
        )
    ),
    "supply_resumed": _plain(lambda: translate("CentralMessage", "Supply of {driver} is live again")),
    "record_rejected": _plain(lambda: translate("CentralMessage", "Message rejected: {rule}")),
    "ordered_stop": _plain(lambda: translate("CentralMessage", "Ordered to stop")),
    "ordered_resume": _plain(lambda: translate("CentralMessage", "Ordered to resume")),
    "price_set": _price_set,
    "tariff_set": _tariff_set,
    "driver_added": _plain(lambda: translate("CentralMessage", "Driver {driver} registered")),
    "drivers_imported": _plain(
        lambda: translate("CentralMessage", "Drivers imported: {added} new, {known} known before")
    ),
    "driver_enabled": _plain(lambda: translate("CentralMessage", "Driver {driver} enabled")),
    "driver_disabled": _plain(lambda: translate("CentralMessage", "Driver {driver} disabled")),
    "policy_set": _policy_set,
    "kafka_up": _plain(lambda: translate("CentralMessage", "Connected to Kafka")),
    "kafka_down": lambda values: outage_text(
        translate("CentralMessage", "Kafka is away."), "", values["reason"]
    ),
    "offsets_lost": _plain(
        lambda: translate(
            "CentralMessage",
            "Kafka no longer has the records of {topic} from {wanted}; reading goes on at {now}, and engines"
            " repeat the ends that were not confirmed",
        )
    ),
    "topic_amiss": _plain(lambda: "{reason}"),
    "undeliverable": _plain(lambda: translate("CentralMessage", "A record could not be sent: {reason}")),
    "cp_clock_wrong": _cp_clock,
    "cp_clock_right": _plain(
        lambda: translate("CentralMessage", "The clock of its computer agrees with CENTRAL's again")
    ),
    "driver_clock_wrong": _driver_clock,
    "driver_clock_right": _plain(
        lambda: translate("CentralMessage", "The clock of the computer of {driver} is right again")
    ),
    "own_clock_wrong": lambda values: clock_text(int(values["ahead_s"]), "Kafka"),
    "own_clock_right": lambda values: clock_right_text("Kafka"),
    "other_central": lambda values: two_centrals_text(values["network"]),
    "other_central_gone": lambda values: one_central_text(),
    "suspended": lambda values: suspended_text(values["seconds"]),
    "database_up": _plain(lambda: translate("CentralMessage", "The database works again")),
    "database_down": _plain(lambda: translate("CentralMessage", "{reason}")),
}
