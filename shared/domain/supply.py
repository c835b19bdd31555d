"""The life of a supply in CENTRAL, from the reservation to the ticket, as a table in the manner of h11.

::

    ASKING_CP --accepted--> AUTHORISED --started--> SUPPLYING <--silence/reading--> INTERRUPTED
        |                       |                       |                                |
        +------cancel----> CANCELLED --started-->(back) +---finished--> ENDED <--finished/settled
                                                                          |
                                 DROPPED <--dropped-- ORPHAN --settled----+

Two things happen to a supply in two places at once, and their records cross: the engine's meter runs or not,
and CENTRAL has given up or not. The engine is right about energy. So silence is no end (INTERRUPTED waits for
the engine's next word), a cancelled supply can still start, and a supply can finish without having started
here: energy that has flowed always gets its one ticket (D7). Nothing leaves ENDED, and only the operator may
go without the engine's word (SETTLED).

A supply begins as ASKING_CP when it is requested here. One that this database has lost begins where its
engine's record puts it: AUTHORISED if the record tells enough for a ticket, else ORPHAN, until the operator
settles or drops it.
"""

from __future__ import annotations

from enum import StrEnum


class SupplyState(StrEnum):
    """Where a supply stands."""

    ASKING_CP = "asking_cp"
    AUTHORISED = "authorised"
    SUPPLYING = "supplying"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    ENDED = "ended"
    ORPHAN = "orphan"
    DROPPED = "dropped"


class SupplyEvent(StrEnum):
    """What can happen to a supply."""

    ACCEPTED = "accepted"
    STARTED = "started"
    SILENCE = "silence"
    READING = "reading"
    FINISHED = "finished"
    SETTLED = "settled"
    DROPPED = "dropped"
    CANCEL = "cancel"


class WrongEvent(Exception):
    """An event that the present state does not allow."""


S, E = SupplyState, SupplyEvent
_TABLE: dict[tuple[SupplyState, SupplyEvent], SupplyState] = {
    (S.ASKING_CP, E.ACCEPTED): S.AUTHORISED,
    (S.ASKING_CP, E.CANCEL): S.CANCELLED,
    (S.AUTHORISED, E.STARTED): S.SUPPLYING,
    (S.AUTHORISED, E.CANCEL): S.CANCELLED,
    (S.SUPPLYING, E.READING): S.SUPPLYING,
    (S.SUPPLYING, E.SILENCE): S.INTERRUPTED,
    (S.INTERRUPTED, E.READING): S.SUPPLYING,
    # An engine that died before its charging_started was sent reports the end only (D2).
    (S.AUTHORISED, E.FINISHED): S.ENDED,
    (S.SUPPLYING, E.FINISHED): S.ENDED,
    (S.INTERRUPTED, E.FINISHED): S.ENDED,
    # The plug was quicker than the cancellation.
    (S.CANCELLED, E.STARTED): S.SUPPLYING,
    (S.CANCELLED, E.FINISHED): S.ENDED,
    # The operator decides: the engine never came back, or told too little for a ticket.
    (S.INTERRUPTED, E.SETTLED): S.ENDED,
    (S.ORPHAN, E.SETTLED): S.ENDED,
    (S.ORPHAN, E.DROPPED): S.DROPPED,
}

RESERVING = frozenset({S.ASKING_CP, S.AUTHORISED})
"""States in which the charging point is kept for the driver."""
DELIVERING = frozenset({S.SUPPLYING, S.INTERRUPTED})
"""States in which energy has begun to flow and no ticket exists yet."""
OPEN = RESERVING | DELIVERING
"""States of a supply that is not over."""
NOT_OVER = OPEN | {S.ORPHAN}
"""States of which CENTRAL thinks at its start."""
BUSY = RESERVING | {S.SUPPLYING}
"""States that keep a driver from another supply: an interrupted one does not (wire contract 6)."""


def step(state: SupplyState, event: SupplyEvent) -> SupplyState:
    """The state after ``event``. Raises :class:`WrongEvent` if the table has no such row."""
    try:
        return _TABLE[state, event]
    except KeyError:
        raise WrongEvent(f"{event} while {state}") from None


def allows(state: SupplyState, event: SupplyEvent) -> bool:
    """Whether the table has a row for ``event`` in ``state``."""
    return (state, event) in _TABLE
