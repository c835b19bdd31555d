"""Both ends of a socket connection (wire contract 1 and 6) as state machines, in the manner of h11.

Bytes come in by ``receive_data``, go out by ``data_to_send``; time, sockets and threads are the caller's. The
rules are the tables of :mod:`shared.protocol.states`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from shared.protocol.frames import (
    MAX_BLOCK,
    BadFrame,
    Control,
    Damage,
    Event,
    Frame,
    FrameReader,
    Garbage,
    Oversized,
    encode_frame,
)
from shared.protocol.states import CLIENT, EVERYWHERE_ELSE, SERVER, Action, Input, State, Table

MAX_REPETITIONS = 3
"""How often a frame is sent again after NACK before the sender gives up."""
MAX_FAULTS = 64
"""Pieces of bad input without one good frame between them that a connection bears."""
MAX_NOISE = 8 * MAX_BLOCK
"""Bytes without one good frame that a connection bears: twice what a sender repeats before it gives up."""


class ProtocolError(Exception):
    """A call that the connection's state does not allow: a mistake of the caller, never of the peer."""


class CloseReason(StrEnum):
    """Why a connection is closed."""

    ENDED = "ended"
    """The peer said EOT."""
    LOST = "lost"
    """The peer went without EOT."""
    REFUSED = "refused"
    """The server answered ENQ by NACK."""
    NACKED = "nacked"
    """The peer said NACK to a frame and to all its repetitions."""
    OVERSIZED = "oversized"
    """The peer sent a frame above the limit."""
    UNEXPECTED = "unexpected"
    """The peer broke the order of the protocol."""
    NOISE = "noise"
    """The peer sent bad input only, for longer than a damaged line explains (:data:`MAX_FAULTS`)."""
    SILENT = "silent"
    """The peer was silent inside an exchange."""
    LOCAL = "local"
    """This side closed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """ENQ was answered by ACK: requests may follow."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request came whole and was acknowledged: the server owes an answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the request in flight came whole and was acknowledged."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Bad input came; the peer was told by NACK where the protocol has a place for it."""

    damage: Damage


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection is over: send what ``data_to_send`` still gives, then close the socket."""

    reason: CloseReason


ConnectionEvent = Opened | Request | Answer | Fault | Closed


_INPUTS: dict[object, Input] = {
    Control.ENQ: Input.ENQ,
    Control.ACK: Input.ACK,
    Control.NACK: Input.NACK,
    Control.EOT: Input.EOT,
    Frame: Input.FRAME,
    BadFrame: Input.BAD_FRAME,
    Garbage: Input.GARBAGE,
    Oversized: Input.OVERSIZED,
}


class _Connection:
    """What both ends share; ``hand_over``: the event that a frame is at this end. One thread."""

    def __init__(
        self, table: Table, state: State, waiting: set[State], hand_over: type[Request] | type[Answer]
    ) -> None:
        self._table = table
        self._state = state
        self._waiting = waiting
        self._hand_over = hand_over
        self._accepts: Callable[[], bool] = lambda: True
        self._reader = FrameReader()
        self._output = bytearray()
        self._events: list[ConnectionEvent] = []
        self._sent = b""
        self._repetitions = 0
        self._complained = False
        self._faults = 0
        self._noise = 0

    @property
    def state(self) -> State:
        """Where the connection is."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether it is over. Output may still wait."""
        return self._state is State.CLOSED

    @property
    def waiting_for_peer(self) -> bool:
        """Whether an exchange is open and its next byte is the peer's to send (limit: 3 s of silence)."""
        return not self.closed and (self._state in self._waiting or self._reader.inside_frame)

    def receive_data(self, data: bytes) -> list[ConnectionEvent]:
        """What the peer's ``data`` amounts to, in order. Input after the end is dropped."""
        self._noise += len(data)
        for event in self._reader.events(data):
            if self.closed:
                break
            self._receive(event)
            if self._faults > MAX_FAULTS:
                self._bear_no_more()
        if self._noise > MAX_NOISE:
            self._bear_no_more()
        return self._take_events()

    def receive_eof(self) -> list[ConnectionEvent]:
        """The peer's socket is closed."""
        return self._finish(CloseReason.LOST)

    def give_up(self) -> list[ConnectionEvent]:
        """The peer was silent for too long: EOT and close."""
        return self._finish(CloseReason.SILENT, Control.EOT)

    def close(self) -> list[ConnectionEvent]:
        """End it from this side: EOT and close."""
        return self._finish(CloseReason.LOCAL, Control.EOT)

    def data_to_send(self) -> bytes:
        """The bytes that wait to be sent; they are handed over once."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def _receive(self, event: Event) -> None:
        kind = _INPUTS[event if isinstance(event, Control) else type(event)]
        if kind is Input.EOT:
            self._close(CloseReason.ENDED)
        elif kind is Input.OVERSIZED:
            self._complain(event)
            self._close(CloseReason.OVERSIZED)
        else:
            action, following = self._table.get((self._state, kind), EVERYWHERE_ELSE)
            self._act(action, following, event)

    def _act(self, action: Action, following: State, event: Event) -> None:
        match action:
            case Action.OPEN:
                self._open(following)
            case Action.TAKE:
                self._take(following, event)
            case Action.ADVANCE:
                self._state = following
            case Action.COMPLAIN:
                self._complain(event)
            case Action.NOTE:
                self._note(event)
            case Action.REPEAT:
                self._repeat()
            case Action.REFUSED:
                self._close(CloseReason.REFUSED)
            case Action.FAIL:
                self._note(event)
                self._close(CloseReason.UNEXPECTED, Control.EOT)
            case Action.IGNORE:
                pass

    def _open(self, following: State) -> None:
        if not self._accepts():
            self._close(CloseReason.REFUSED, Control.NACK)
            return
        self._state = following
        self._complained = False
        if self._table is SERVER:
            self._say(Control.ACK)
        self._events.append(Opened())

    def _take(self, following: State, event: Event) -> None:
        assert isinstance(event, Frame)
        self._state = following
        self._complained = False
        self._faults = self._noise = 0
        self._say(Control.ACK)
        self._events.append(self._hand_over(event.text))

    def _complain(self, event: Event) -> None:
        # The rest of a damaged frame is garbage too, and one frame must get one NACK.
        leftover = self._complained and (isinstance(event, Garbage) or event is Control.ENQ)
        if leftover:
            self._faults += 1
        else:
            self._complained = True
            self._note(event)
            self._say(Control.NACK)

    def _bear_no_more(self) -> None:
        if not self.closed:
            self._events.append(Fault(Damage.NOISE))
            self._close(CloseReason.NOISE, Control.EOT)

    def _note(self, event: Event) -> None:
        self._faults += 1
        known = {Garbage: Damage.OUTSIDE, Oversized: Damage.OVERSIZED}.get(type(event), Damage.UNEXPECTED)
        self._events.append(Fault(event.damage if isinstance(event, BadFrame) else known))

    def _repeat(self) -> None:
        if self._repetitions == MAX_REPETITIONS:
            self._close(CloseReason.NACKED, Control.EOT)
        else:
            self._repetitions += 1
            self._output += self._sent

    def _send_frame(self, text: str, before: State, after: State) -> None:
        if self._state is not before:
            raise ProtocolError(f"a frame cannot be sent while the connection is {self._state.name}")
        self._sent = encode_frame(text)
        self._output += self._sent
        self._repetitions = 0
        self._state = after

    def _say(self, control: Control) -> None:
        self._output += control.data

    def _close(self, reason: CloseReason, last_word: Control | None = None) -> None:
        if last_word is not None:
            self._say(last_word)
        self._state = State.CLOSED
        self._events.append(Closed(reason))

    def _finish(self, reason: CloseReason, last_word: Control | None = None) -> list[ConnectionEvent]:
        if not self.closed:
            self._close(reason, last_word)
        return self._take_events()

    def _take_events(self) -> list[ConnectionEvent]:
        events, self._events = self._events, []
        return events


class ServerConnection(_Connection):
    """CENTRAL's or an engine's end of a connection.

    ``accepts`` is asked at ENQ, on the thread that calls ``receive_data``: False says NACK and closes.
    Emits :class:`Opened`, :class:`Request`, :class:`Fault` and at last :class:`Closed`.
    """

    def __init__(self, accepts: Callable[[], bool] = lambda: True) -> None:
        super().__init__(SERVER, State.NEW, {State.NEW, State.ANSWERED}, Request)
        self._accepts = accepts

    def send_answer(self, text: str) -> None:
        """Answer the request.

        Raises :class:`ProtocolError` if none waits, :class:`~shared.protocol.frames.FrameTooLarge` (and
        still owes it) if ``text`` does not fit.
        """
        self._send_frame(text, State.OWES_ANSWER, State.ANSWERED)


class ClientConnection(_Connection):
    """The monitor's end of a connection.

    Emits :class:`Opened`, :class:`Answer`, :class:`Fault` and at last :class:`Closed`.
    """

    def __init__(self) -> None:
        waiting = {State.ENQUIRING, State.REQUESTED, State.ACKNOWLEDGED}
        super().__init__(CLIENT, State.UNSTARTED, waiting, Answer)

    @property
    def ready(self) -> bool:
        """Whether :meth:`send_request` may be called."""
        return self._state is State.READY

    def start(self) -> None:
        """Say ENQ. Raises :class:`ProtocolError` the second time."""
        if self._state is not State.UNSTARTED:
            raise ProtocolError("the connection was started before")
        self._state = State.ENQUIRING
        self._say(Control.ENQ)

    def send_request(self, text: str) -> None:
        """Send a request; one is in flight at a time.

        Raises :class:`ProtocolError` while another is in flight or the connection is not open,
        :class:`~shared.protocol.frames.FrameTooLarge` (and stays ready) if ``text`` does not fit.
        """
        self._send_frame(text, State.READY, State.REQUESTED)
