"""The monitor's sentences, the same in window and log, in the user's language. Any thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from apps.ev_cp_m.engine_side import NO_ENGINE
from apps.ev_cp_m.views import (
    CONNECTING,
    Check,
    Enrolment,
    EnrolmentView,
    MonitorView,
    Outcome,
)
from shared.core.link import Link
from shared.domain.words import engine_state_text, fault_text, link_failure_text, refusal_text
from shared.net.errors import LinkReason, link_sentence
from shared.runtime.clock import Instant, local
from shared.runtime.outages import Outage
from shared.runtime.text import format_duration, format_number, format_price, translate
from shared.runtime.told import Message, sentence_of


def message_text(message: Message) -> str:
    """The sentence of a message."""
    values = dict(message.values)
    if message.code in ("engine_lost", "central_lost"):
        values["sentence"] = _link_remedy(values["reason"], values["address"])
    elif message.code == "refused":
        values["remedy"] = _refusal_remedy(values["reason"], values["cp"])
    elif message.code in ("engine_ko", "engine_refused"):
        values["remedy"] = _engine_remedy(values["reason"], values["address"])
    elif message.code == "pending":
        values["under"] = under_code(values["shown"])
    if "state" in values:
        values["state"] = engine_state_text(values["state"])
    return sentence_of(message.code, values, _SENTENCES, _REASONS, {}).rstrip()


def under_code(code: str) -> str:
    """By what the operator knows this monitor among others; empty for a CENTRAL that gives no code."""
    return translate("Monitor", "(code {code})").format(code=code) if code else ""


def central_reason(reason: str) -> str:
    """Why CENTRAL is not reached or refuses."""
    if reason == "bad_answer":
        return translate("Monitor", "its answer was not understood")
    linked = link_failure_text(reason)
    return linked if linked != reason else refusal_text(reason)


def engine_reason(reason: str) -> str:
    """Why the engine is not reached, refuses, or has a fault."""
    texts = (link_failure_text(reason), fault_text(reason), refusal_text(reason))
    return next((text for text in texts if text != reason), reason)


def outcome_title(view: MonitorView) -> str:
    """The word of the large display: the CP's state in its own window (acceptance 2), or the way to it."""
    return {
        Outcome.DISCONNECTED: translate("Monitor", "Cannot connect to CENTRAL"),
        Outcome.ASKING: translate("Monitor", "Asking CENTRAL"),
        Outcome.PENDING: translate("Monitor", "Waiting to be accepted"),
        Outcome.REFUSED: translate("Monitor", "Refused by CENTRAL"),
        Outcome.FAULTED: engine_state_text("FAULTED"),
        Outcome.STOPPED: engine_state_text("STOPPED"),
        Outcome.SUPPLYING: engine_state_text("SUPPLYING"),
        Outcome.RESERVED: engine_state_text("RESERVED"),
        Outcome.ACTIVATED: engine_state_text("IDLE"),
    }[view.outcome]


def outcome_detail(view: MonitorView) -> str:
    """What the state means and what to do, one or two sentences."""
    match view.outcome:
        case Outcome.DISCONNECTED:
            return central_remedy(view.central, view.central_address)
        case Outcome.FAULTED:
            return engine_remedy(view)
        case Outcome.STOPPED:
            return translate("Monitor", "Stopped by order of CENTRAL. Its operator can resume it.")
        case Outcome.SUPPLYING:
            return translate("Monitor", "A supply is running. Engine and CENTRAL answer.")
        case Outcome.RESERVED:
            return translate("Monitor", "Reserved for a driver who has still to plug in.")
        case Outcome.ACTIVATED:
            return translate("Monitor", "Engine and CENTRAL answer. Free for drivers.")
        case _:
            return enrolment_remedy(view.enrolment, view.cp_id)


def central_remedy(link: Link, address: str) -> str:
    """Why CENTRAL is not reached and what to do."""
    if link.detail == CONNECTING:
        return translate("Monitor", "Connecting to CENTRAL at {address}.").format(address=address)
    return _link_remedy(link.detail, address)


def engine_remedy(view: MonitorView) -> str:
    """Why the engine is not OK and what to do."""
    address = view.engine_address
    if view.engine.detail == CONNECTING:
        return translate("Monitor", "Connecting to the engine at {address}.").format(address=address)
    if not view.engine.alive and view.fault == NO_ENGINE:
        return _link_remedy(view.engine.detail, address)
    if view.fault == "not_identified":
        return _sentence(fault_text(view.fault))
    return f"{_sentence(fault_text(view.fault))} {_engine_remedy(view.fault, address)}".rstrip()


def _engine_remedy(fault: str, address: str) -> str:
    """What to do about an engine that answers, but not as it should."""
    at_another = translate(
        "Monitor", "Check that {address} is the engine's, and not CENTRAL's or another program's."
    )
    return {
        "other_cp": translate(
            "Monitor",
            "The engine at {address} belongs to another charging point: give each its own --listen-port.",
        ),
        "bad_answer": at_another,
        "bad_request": at_another,
        "duplicate_monitor": translate(
            "Monitor",
            "The engine at {address} has another monitor: close it, or give each engine its own "
            "--listen-port.",
        ),
        "no_answer": translate("Monitor", "Restart the engine if it does not come back by itself."),
    }.get(fault, translate("Monitor", "Repair it at the charging point (key K, or 'ok').")).format(
        address=address
    )


def _link_remedy(reason: str, address: str) -> str:
    try:
        return link_sentence(LinkReason(reason), address)
    except ValueError:  # a reason of the other side's own
        return _sentence(reason)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def enrolment_title(enrolment: EnrolmentView, *, reachable: bool = True) -> str:
    """What CENTRAL answered last, in a few words."""
    kind = enrolment.kind if reachable or enrolment.kind is Enrolment.UNSAVED else Enrolment.ASKING
    return {
        Enrolment.ASKING: translate("Monitor", "Not authenticated"),
        Enrolment.PENDING: translate("Monitor", "Waiting for the operator"),
        Enrolment.REFUSED: translate("Monitor", "Refused"),
        Enrolment.UNSAVED: translate("Monitor", "The secret cannot be stored"),
        Enrolment.ACCEPTED: translate("Monitor", "Accepted"),
    }[kind]


def enrolment_remedy(enrolment: EnrolmentView, cp_id: str, *, reachable: bool = True) -> str:
    """What CENTRAL's last answer means and what to do; ``reachable``: whether CENTRAL can be asked."""
    if not reachable and enrolment.kind is not Enrolment.UNSAVED:
        return translate("Monitor", "{cp_id} is presented as soon as CENTRAL answers.").format(cp_id=cp_id)
    match enrolment.kind:
        case Enrolment.ASKING:
            return translate("Monitor", "Presenting this charging point to CENTRAL.")
        case Enrolment.PENDING:
            return translate(
                "Monitor",
                "The operator of CENTRAL has to accept {cp_id} in the panel. Asking again by itself.",
            ).format(cp_id=f"{cp_id} {under_code(enrolment.code)}".rstrip())
        case Enrolment.UNSAVED:
            return enrolment.reason
        case Enrolment.ACCEPTED:
            return accepted_text(enrolment)
        case Enrolment.REFUSED:
            cause = _sentence(central_reason(enrolment.reason))
            return f"{cause} {_refusal_remedy(enrolment.reason, cp_id)}"


def accepted_text(enrolment: EnrolmentView) -> str:
    """Since when CENTRAL accepts this CP, and its price."""
    if enrolment.at is None or enrolment.price is None:
        return ""
    return translate("Monitor", "Since {time}, with {price}.").format(
        time=_clock(enrolment.at), price=format_price(enrolment.price)
    )


def _refusal_remedy(reason: str, cp_id: str) -> str:
    accept = translate(
        "Monitor", "The operator of CENTRAL can open a new enrolment: accept {cp_id}. Asking again by itself."
    )
    return {
        "unknown_cp": accept,
        "bad_proof": accept,
        "revoked": accept,
        "enrolment_refused": translate(
            "Monitor",
            "If another charging point has the id {cp_id}, give this one its own. If it is this one, "
            "without its secret or once rejected, the operator of CENTRAL has to accept {cp_id}. Asking "
            "again by itself.",
        ),
        "enrolment_closed": translate(
            "Monitor", "The operator of CENTRAL has to open the enrolment. Asking again by itself."
        ),
        "duplicate_monitor": translate(
            "Monitor",
            "Close the other monitor of {cp_id}, or give this one its own id. Asking again by itself.",
        ),
        "bad_request": translate(
            "Monitor",
            "Check that the second address is CENTRAL's, and not an engine's. Asking again by itself.",
        ),
    }.get(reason, translate("Monitor", "See CENTRAL's panel and log. Asking again by itself.")).format(
        cp_id=cp_id
    )


def link_word(link: Link) -> str:
    """Whether a peer is reached, in one or two words."""
    if link.alive:
        return translate("Monitor", "Connected")
    if link.detail == CONNECTING:
        return translate("Monitor", "Connecting")
    return translate("Monitor", "Not reached")


def link_facts(link: Link, now_mono: float) -> str:
    """Since when, and how fast it answered last."""
    since = format_duration(now_mono - link.since_mono)
    if not link.alive:
        return translate("Monitor", "for {duration}, trying again").format(duration=since)
    if link.latency_ms is None:
        return translate("Monitor", "for {duration}").format(duration=since)
    return translate("Monitor", "for {duration}, last answer in {latency} ms").format(
        duration=since, latency=_milliseconds(link.latency_ms)
    )


def again_text(seconds: int) -> str:
    """When CENTRAL is asked again by itself."""
    return translate("Monitor", "or by itself in {seconds} s").format(seconds=seconds)


def check_text(check: Check | None, at: datetime) -> str:
    """What was found in the second ``at``."""
    time = _clock(at)
    if check is None:
        return translate("Monitor", "{time} not checked").format(time=time)
    if check.outcome == "ko":
        return translate("Monitor", "{time} KO: {reason}").format(
            time=time, reason=engine_reason(check.reason)
        )
    pattern = (
        translate("Monitor", "{time} OK, late: {latency} ms")
        if check.outcome == "late"
        else translate("Monitor", "{time} OK: {latency} ms")
    )
    return pattern.format(time=time, latency=_milliseconds(check.latency_ms or 0.0))


def checks_summary(seconds: Sequence[Check | None]) -> str:
    """How many seconds were how, of those that there were."""
    counts = Counter("" if check is None else check.outcome for check in seconds)
    texts = {
        "ok": translate("Monitor", "{count} OK"),
        "late": translate("Monitor", "{count} late"),
        "ko": translate("Monitor", "{count} KO"),
        "": translate("Monitor", "{count} not checked"),
    }
    return ", ".join(text.format(count=counts[kind]) for kind, text in texts.items() if counts[kind])


def _milliseconds(latency_ms: float) -> str:
    return format_number(Decimal(round(latency_ms * 10)) / 10, 1 if latency_ms < 10 else 0)


def outage_of(view: MonitorView, now: Instant) -> Outage:
    """What is gone since when, what still works, what is being tried."""
    gone, works = [], ""
    if not view.central.alive and view.central.detail != CONNECTING:
        text = translate("Monitor", "Cannot connect to CENTRAL since {time}")
        gone.append((view.central.since_mono, text))
        works = translate("Monitor", "The engine is still checked; a running supply goes on, new ones wait.")
    if not view.engine.alive and view.engine.detail != CONNECTING:
        text = translate("Monitor", "No engine since {time}: this charging point counts as faulted")
        gone.append((view.engine.since_mono, text))
        works = translate(
            "Monitor", "A supply that ran is interrupted; the engine reports its end when it is back."
        )
    return Outage.of(gone, works, "", now)


def place_text(view: MonitorView) -> str:
    """Location and price, in one line."""
    price = view.enrolment.price
    return " · ".join(part for part in (view.location, "" if price is None else format_price(price)) if part)


def engine_line(view: MonitorView) -> str:
    """What the engine says of itself."""
    if view.engine_state is None:
        return translate("Monitor", "State: not known")
    return translate("Monitor", "State: {state}").format(state=engine_state_text(view.engine_state))


def speaker_text(speaker: str) -> str:
    """Who a message is about."""
    return {
        "engine": translate("Monitor", "Engine"),
        "central": "CENTRAL",
        "monitor": translate("Monitor", "Monitor"),
    }[speaker]


def _clock(at: datetime) -> str:
    return f"{local(at):%H:%M:%S}"


_SENTENCES: dict[str, Callable[[], str]] = {
    "engine_reached": lambda: translate("MonitorMessages", "Engine reached at {address}"),
    "engine_lost": lambda: translate("MonitorMessages", "No link with the engine: {sentence} Trying again."),
    "engine_ok": lambda: translate("MonitorMessages", "The engine is OK"),
    "engine_ko": lambda: translate("MonitorMessages", "The engine reports a fault: {reason}. {remedy}"),
    "engine_state": lambda: translate("MonitorMessages", "Engine: {state}"),
    "engine_identified": lambda: translate("MonitorMessages", "The engine took the id and the key: {state}"),
    "engine_refused": lambda: translate(
        "MonitorMessages", "The engine at {address} refused the id: {reason}. {remedy}"
    ),
    "engine_bad_answer": lambda: translate(
        "MonitorMessages", "The engine's answer was not understood: {detail}"
    ),
    "central_reached": lambda: translate("MonitorMessages", "CENTRAL reached at {address}"),
    "central_lost": lambda: translate(
        "MonitorMessages", "Cannot connect to CENTRAL: {sentence} Trying again."
    ),
    "central_bad_answer": lambda: translate(
        "MonitorMessages", "CENTRAL's answer was not understood: {detail}"
    ),
    "secret_unreadable": lambda: "{sentence}",
    "secret_unsaved": lambda: "{sentence}",
    "registered": lambda: translate("MonitorMessages", "Registered in CENTRAL; the secret is stored"),
    "pending": lambda: translate(
        "MonitorMessages", "Waiting until the operator of CENTRAL accepts this charging point {under}"
    ),
    "refused": lambda: translate("MonitorMessages", "CENTRAL refuses: {reason}. {remedy}"),
    "reauth": lambda: translate("MonitorMessages", "CENTRAL asks to authenticate again: {reason}"),
    "accepted": lambda: translate("MonitorMessages", "Accepted by CENTRAL, {price}"),
}
_REASONS: dict[str, Callable[[str], str]] = {
    "engine_ko": engine_reason,
    "engine_refused": engine_reason,
    "refused": central_reason,
    "reauth": central_reason,
}
