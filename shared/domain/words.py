"""The stable words of the wire contract as words for people, in the user's language.

One place for all programs, so that panel, engine, monitor and driver call the same thing the same. A word
that is not known (a foreign or newer peer) comes back as it is. Any thread, once the language is set.
"""

from __future__ import annotations

from shared.runtime.text import translate


def cp_state_text(state: str) -> str:
    """State or standing of a charging point in CENTRAL's panel and the driver's list (acceptance 2)."""
    return {
        "ACTIVATED": translate("Words", "Activated"),
        "RESERVED": translate("Words", "Reserved"),
        "INTERRUPTED": translate("Words", "Interrupted"),
        "SUPPLYING": translate("Words", "Supplying"),
        "STOPPED": translate("Words", "Out of Order"),
        "FAULTED": translate("Words", "Faulted"),
        "DISCONNECTED": translate("Words", "Disconnected"),
    }.get(state, state)


def engine_state_text(state: str) -> str:
    """State of an engine in the charging point's own windows (acceptance 2, wire contract 3)."""
    return {
        "IDLE": translate("Words", "Activated"),
        "RESERVED": translate("Words", "Reserved"),
        "SUPPLYING": translate("Words", "Supplying"),
        "STOPPED": translate("Words", "Out of Service"),
        "FAULTED": translate("Words", "Faulted"),
    }.get(state, state)


def step_text(step: str) -> str:
    """Step of a request (M7), and the states of an open supply (``session_state``)."""
    return {
        "requested": translate("Words", "Requested"),
        "received": translate("Words", "Received"),
        "checking": translate("Words", "Checking"),
        "asking_cp": translate("Words", "Asking the charging point"),
        "authorised": translate("Words", "Authorised"),
        "denied": translate("Words", "Denied"),
        "cancelled": translate("Words", "Cancelled"),
        "supplying": translate("Words", "Supplying"),
        "interrupted": translate("Words", "Interrupted"),
    }.get(step, step)


def denial_text(reason: str) -> str:
    """Why a request was denied (wire contract 4), ``no_central`` and ``no_kafka`` of the app included."""
    return {
        "expired": translate("Words", "the request arrived too late"),
        "unknown_driver": translate("Words", "CENTRAL does not know this driver"),
        "driver_disabled": translate("Words", "this driver is disabled"),
        "driver_busy": translate("Words", "this driver already has a supply"),
        "unknown_cp": translate("Words", "CENTRAL does not know this charging point"),
        "cp_not_available": translate("Words", "the charging point is not available"),
        "cp_reserved": translate("Words", "the charging point is reserved"),
        "cp_refused": translate("Words", "the charging point refused"),
        "cp_no_answer": translate("Words", "the charging point did not answer"),
        "no_central": translate("Words", "cannot connect to CENTRAL"),
        "no_kafka": translate("Words", "cannot connect to Kafka"),
    }.get(reason, reason)


def end_text(reason: str) -> str:
    """Why a supply ended, or a reservation without one (wire contract 4, 6)."""
    return {
        "unplugged": translate("Words", "unplugged"),
        "stopped": translate("Words", "stopped by CENTRAL"),
        "fault": translate("Words", "fault of the charging point"),
        "target_reached": translate("Words", "target reached"),
        "engine_lost": translate("Words", "the engine was lost"),
        "driver": translate("Words", "cancelled by the driver"),
        "plug_timeout": translate("Words", "not plugged in time"),
        "disconnected": translate("Words", "the charging point lost CENTRAL"),
        "cp_no_answer": translate("Words", "the charging point did not answer"),
    }.get(reason, reason)


cancel_text = end_text


def refusal_text(reason: str) -> str:
    """Why CENTRAL or an engine refuses a monitor (wire contract 2, 3), or an engine an ``authorise`` (6)."""
    return {
        "unknown_cp": translate("Words", "CENTRAL does not know this charging point"),
        "bad_proof": translate("Words", "the secret of this charging point is not the one that CENTRAL has"),
        "revoked": translate("Words", "CENTRAL revoked this charging point"),
        "duplicate_monitor": translate("Words", "another live monitor has this id"),
        "enrolment_closed": translate("Words", "CENTRAL enrols no new charging points"),
        "enrolment_refused": translate("Words", "CENTRAL refused to enrol this charging point"),
        "not_authenticated": translate("Words", "the monitor is not authenticated"),
        "bad_request": translate("Words", "the request was not understood"),
        "other_cp": translate("Words", "the engine serves another charging point"),
        "no_central": translate("Words", "the engine does not hear CENTRAL"),
        "no_monitor": translate("Words", "the engine has no monitor"),
        "no_kafka": translate("Words", "the engine does not reach Kafka"),
        "fault": translate("Words", "the engine has a fault"),
        "stopped": translate("Words", "the charging point is out of service"),
        "busy": translate("Words", "the engine serves another supply"),
    }.get(reason, reason)


def link_failure_text(reason: str) -> str:
    """Why a socket link failed (``shared.net.client``)."""
    return {
        "refused": translate("Words", "the connection was refused: nothing listens at that address"),
        "unreachable": translate("Words", "the address cannot be reached"),
        "unknown_host": translate("Words", "the host name is not known"),
        "timeout": translate("Words", "no answer in time"),
        "silent": translate("Words", "it takes the connection but says nothing: check port and TLS"),
        "closed": translate("Words", "the other side closed the connection"),
        "nack": translate("Words", "the other side cannot serve now"),
        "protocol": translate("Words", "the other side does not speak this protocol"),
        "tls": translate("Words", "the secure connection (TLS) failed"),
    }.get(reason, reason)


def fault_text(reason: str) -> str:
    """Why a monitor says ``STATUS#KO``: one of its own words, or the engine's free text as it came."""
    return {
        "no_answer": translate("Words", "the engine does not answer"),
        "no_engine": translate("Words", "the engine is not reached"),
        "bad_answer": translate("Words", "the engine's answer was not understood"),
        "not_identified": translate("Words", "the engine has not taken its id yet"),
        "other_cp": translate("Words", "the engine serves another charging point"),
        "fault": translate("Words", "the engine has a fault"),
    }.get(reason, reason)


def driver_text(driver_id: str) -> str:
    """A driver's id among other figures: a bare number needs its noun, and nobody a word."""
    if not driver_id:
        return translate("Words", "an unknown driver")
    return translate("Words", "Driver {id}").format(id=driver_id) if driver_id.isdecimal() else driver_id
