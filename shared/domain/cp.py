"""State of a charging point as CENTRAL shows it (acceptance section 2).

It is never stored: it follows from what is known of monitor, engine, orders and supply, by one table of
precedence. :func:`cp_state` is that table.
"""

from __future__ import annotations

import re
from enum import StrEnum

from shared.runtime.text import translate

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)


class CpState(StrEnum):
    """What CENTRAL's panel, ``cp_status`` and the driver's list say of a charging point."""

    ACTIVATED = "ACTIVATED"
    SUPPLYING = "SUPPLYING"
    STOPPED = "STOPPED"
    FAULTED = "FAULTED"
    DISCONNECTED = "DISCONNECTED"


class Standing(StrEnum):
    """How a charging point stands for people, by one definition in all programs: *free* ones alone can be
    requested now."""

    FREE = "ACTIVATED"
    RESERVED = "RESERVED"
    INTERRUPTED = "INTERRUPTED"
    SUPPLYING = "SUPPLYING"
    STOPPED = "STOPPED"
    FAULTED = "FAULTED"
    DISCONNECTED = "DISCONNECTED"


def standing(state: CpState, *, reserved: bool, interrupted: bool) -> Standing:
    """``reserved``: kept for a driver who has not plugged in; ``interrupted``: its supply fell silent."""
    if interrupted and state in (CpState.ACTIVATED, CpState.SUPPLYING):
        return Standing.INTERRUPTED
    return Standing.RESERVED if reserved and state is CpState.ACTIVATED else Standing(state)


def cp_state(*, monitor_alive: bool, engine_ok: bool, stopped: bool, supplying: bool) -> CpState:
    """The state by precedence: DISCONNECTED > FAULTED > STOPPED > SUPPLYING > ACTIVATED.

    ``monitor_alive``: its monitor is authenticated and speaks; ``engine_ok``: the engine is healthy;
    ``stopped``: CENTRAL's order is to be out of service; ``supplying``: energy flows.
    """
    if not monitor_alive:
        return CpState.DISCONNECTED
    if not engine_ok:
        return CpState.FAULTED
    if stopped:
        return CpState.STOPPED
    return CpState.SUPPLYING if supplying else CpState.ACTIVATED


def position(text: str) -> tuple[float, float]:
    """``X,Y`` on the map, both 0 to 100 (M2). Raises :class:`ValueError` with a sentence."""
    parts = [part.strip() for part in text.split(",")]
    numbers = [float(part) for part in parts if _NUMBER.fullmatch(part)]
    if len(parts) != 2 or len(numbers) != 2 or max(numbers) > 100:
        raise ValueError(
            translate(
                "Arguments",
                "'{text}' is not a position; write X,Y with numbers from 0 to 100, for example 40,25.5.",
            ).format(text=text)
        )
    return numbers[0], numbers[1]
