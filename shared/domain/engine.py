"""State of an engine and the moves that it may make (wire contract 3), as a table in the manner of h11.

An engine says one word to its monitor and to CENTRAL. The word follows from three facts: whether it is
healthy, whether CENTRAL's order is to be stopped, and what it is doing. Keeping the facts apart makes every
return exact: a stopped CP that breaks and is repaired is stopped, not free.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.runtime.text import translate

_AUTO = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(s|kwh)", re.ASCII | re.IGNORECASE)


class EngineState(StrEnum):
    """The word that an engine says of itself."""

    IDLE = "IDLE"
    RESERVED = "RESERVED"
    SUPPLYING = "SUPPLYING"
    STOPPED = "STOPPED"
    FAULTED = "FAULTED"


class Activity(StrEnum):
    """What the engine does for a session."""

    FREE = "free"
    RESERVED = "reserved"
    SUPPLYING = "supplying"


class EngineMove(StrEnum):
    """What can happen to an engine's activity."""

    RESERVE = "reserve"
    RELEASE = "release"
    PLUG = "plug"
    FINISH = "finish"


class WrongMove(Exception):
    """A move that the present activity does not allow: a mistake of the caller, never of the user."""


_TABLE: dict[tuple[Activity, EngineMove], Activity] = {
    (Activity.FREE, EngineMove.RESERVE): Activity.RESERVED,
    (Activity.RESERVED, EngineMove.RELEASE): Activity.FREE,
    (Activity.RESERVED, EngineMove.PLUG): Activity.SUPPLYING,
    (Activity.SUPPLYING, EngineMove.FINISH): Activity.FREE,
}


def move(activity: Activity, what: EngineMove) -> Activity:
    """The activity after ``what``. Raises :class:`WrongMove` if the table has no such move."""
    try:
        return _TABLE[activity, what]
    except KeyError:
        raise WrongMove(f"{what} while {activity}") from None


def engine_state(*, healthy: bool, stopped: bool, activity: Activity) -> EngineState:
    """The word for the three facts, by precedence FAULTED > STOPPED > what it does."""
    if not healthy:
        return EngineState.FAULTED
    if stopped:
        return EngineState.STOPPED
    return {
        Activity.FREE: EngineState.IDLE,
        Activity.RESERVED: EngineState.RESERVED,
        Activity.SUPPLYING: EngineState.SUPPLYING,
    }[activity]


@dataclass(frozen=True, slots=True)
class AutoTarget:
    """When an engine unplugs by itself (M16): after ``seconds`` or ``energy_wh`` (Wh); the other is None."""

    seconds: float | None
    energy_wh: int | None


def auto_target(text: str) -> AutoTarget:
    """``20s`` or ``3kWh``: when an engine unplugs by itself (M16); :class:`ValueError` with a sentence."""
    found = _AUTO.fullmatch(text.strip())
    amount = float(found[1]) if found else math.nan
    if found is None or amount <= 0:
        raise ValueError(
            translate(
                "Arguments",
                "'{text}' is no target; write seconds or energy above 0, for example 20s or 3kWh.",
            ).format(text=text)
        )
    if found[2].lower() == "s":
        return AutoTarget(seconds=amount, energy_wh=None)
    return AutoTarget(seconds=None, energy_wh=int(Decimal(found[1]) * 1000))
