"""The rules of both ends of a connection as tables, in the manner of h11 (wire contract 1 and 6).

A server stays open after bad input, which it answers by NACK. A client takes an answer only where it waits
for one, and closes at whatever else it did not ask for: so damage on the way costs a connection at most, and
never pairs a request with the answer of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class State(Enum):
    """Where a connection is. The first line is the server's, the second the client's; READY is both's."""

    NEW, READY, OWES_ANSWER, ANSWERED = auto(), auto(), auto(), auto()
    UNSTARTED, ENQUIRING, REQUESTED, ACKNOWLEDGED = auto(), auto(), auto(), auto()
    CLOSED = auto()


class Input(Enum):
    """What the reader can hand over, without its content."""

    ENQ, ACK, NACK, EOT, FRAME, BAD_FRAME, GARBAGE, OVERSIZED = (auto() for _ in range(8))


class Action(Enum):
    """What a connection does about an input."""

    IGNORE = auto()
    COMPLAIN = auto()
    """Report bad input and say NACK."""
    NOTE = auto()
    """Report bad input and say nothing, where NACK would be read as something else."""
    OPEN = auto()
    TAKE = auto()
    """Acknowledge the frame and hand it over."""
    ADVANCE = auto()
    REPEAT = auto()
    REFUSED = auto()
    FAIL = auto()
    """The peer is out of step: EOT and close."""


Table = Mapping[tuple[State, Input], tuple[Action, State]]
"""What to do about an input in a state, and the state after it. EOT and an oversized frame end any state."""

SERVER: Table = {
    (State.NEW, Input.ENQ): (Action.OPEN, State.READY),
    (State.NEW, Input.ACK): (Action.IGNORE, State.NEW),
    (State.NEW, Input.NACK): (Action.IGNORE, State.NEW),
    (State.NEW, Input.FRAME): (Action.COMPLAIN, State.NEW),
    (State.NEW, Input.BAD_FRAME): (Action.COMPLAIN, State.NEW),
    (State.NEW, Input.GARBAGE): (Action.COMPLAIN, State.NEW),
    (State.READY, Input.ENQ): (Action.COMPLAIN, State.READY),
    (State.READY, Input.ACK): (Action.IGNORE, State.READY),
    (State.READY, Input.NACK): (Action.IGNORE, State.READY),
    (State.READY, Input.FRAME): (Action.TAKE, State.OWES_ANSWER),
    (State.READY, Input.BAD_FRAME): (Action.COMPLAIN, State.READY),
    (State.READY, Input.GARBAGE): (Action.COMPLAIN, State.READY),
    (State.OWES_ANSWER, Input.ENQ): (Action.COMPLAIN, State.OWES_ANSWER),
    (State.OWES_ANSWER, Input.ACK): (Action.IGNORE, State.OWES_ANSWER),
    (State.OWES_ANSWER, Input.NACK): (Action.IGNORE, State.OWES_ANSWER),
    (State.OWES_ANSWER, Input.FRAME): (Action.COMPLAIN, State.OWES_ANSWER),
    (State.OWES_ANSWER, Input.BAD_FRAME): (Action.COMPLAIN, State.OWES_ANSWER),
    (State.OWES_ANSWER, Input.GARBAGE): (Action.COMPLAIN, State.OWES_ANSWER),
    (State.ANSWERED, Input.ACK): (Action.ADVANCE, State.READY),
    (State.ANSWERED, Input.NACK): (Action.REPEAT, State.ANSWERED),
    # A new request says that the answer arrived, even if its ACK was lost.
    (State.ANSWERED, Input.FRAME): (Action.TAKE, State.OWES_ANSWER),
    (State.ANSWERED, Input.BAD_FRAME): (Action.COMPLAIN, State.ANSWERED),
    # Most likely a damaged ACK. NACK would be read as one for the client's next request.
    (State.ANSWERED, Input.GARBAGE): (Action.NOTE, State.ANSWERED),
    (State.ANSWERED, Input.ENQ): (Action.NOTE, State.ANSWERED),
}

CLIENT: Table = {
    (State.ENQUIRING, Input.ACK): (Action.OPEN, State.READY),
    (State.ENQUIRING, Input.NACK): (Action.REFUSED, State.CLOSED),
    (State.REQUESTED, Input.ACK): (Action.ADVANCE, State.ACKNOWLEDGED),
    (State.REQUESTED, Input.NACK): (Action.REPEAT, State.REQUESTED),
    (State.ACKNOWLEDGED, Input.FRAME): (Action.TAKE, State.READY),
    (State.ACKNOWLEDGED, Input.BAD_FRAME): (Action.COMPLAIN, State.ACKNOWLEDGED),
    (State.ACKNOWLEDGED, Input.GARBAGE): (Action.COMPLAIN, State.ACKNOWLEDGED),
}

EVERYWHERE_ELSE = (Action.FAIL, State.CLOSED)
"""What is not in a table."""
