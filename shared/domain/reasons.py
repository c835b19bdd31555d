"""The stable words for why something was denied, ended or cancelled (wire contract 4 and 6)."""

from __future__ import annotations

from enum import StrEnum


class Denial(StrEnum):
    """Why a request was denied. The last two never travel: an app that is cut off says them itself."""

    EXPIRED = "expired"
    UNKNOWN_DRIVER = "unknown_driver"
    DRIVER_DISABLED = "driver_disabled"
    DRIVER_BUSY = "driver_busy"
    UNKNOWN_CP = "unknown_cp"
    CP_NOT_AVAILABLE = "cp_not_available"
    CP_RESERVED = "cp_reserved"
    CP_REFUSED = "cp_refused"
    CP_NO_ANSWER = "cp_no_answer"
    NO_CENTRAL = "no_central"
    NO_KAFKA = "no_kafka"


class EndReason(StrEnum):
    """Why a supply ended."""

    UNPLUGGED = "unplugged"
    STOPPED = "stopped"
    FAULT = "fault"
    TARGET_REACHED = "target_reached"
    ENGINE_LOST = "engine_lost"


class CancelReason(StrEnum):
    """Why a reservation ended without a supply."""

    DRIVER = "driver"
    PLUG_TIMEOUT = "plug_timeout"
    STOPPED = "stopped"
    FAULT = "fault"
    DISCONNECTED = "disconnected"
    CP_NO_ANSWER = "cp_no_answer"


class Refusal(StrEnum):
    """Why an engine does not accept an ``authorise``."""

    NO_CENTRAL = "no_central"
    NO_MONITOR = "no_monitor"
    NO_KAFKA = "no_kafka"
    FAULT = "fault"
    STOPPED = "stopped"
    BUSY = "busy"
