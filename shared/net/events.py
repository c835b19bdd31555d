"""What the socket loops tell the core of an app: immutable, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass

from shared.net.errors import LinkReason
from shared.protocol.connection import CloseReason


@dataclass(frozen=True, slots=True)
class Connected:
    """A peer said ENQ and may send requests. ``peer`` is its address, for people."""

    connection_id: int
    peer: str


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that waits for ``FrameServer.answer``."""

    connection_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Bad input, answered by NACK where it can be; ``count`` of them since the last such event.

    At most one a second and connection, so that a flood of garbage floods neither the log nor the inbox.
    """

    connection_id: int
    peer: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Disconnected:
    """A connection that had been :class:`Connected` is over."""

    connection_id: int
    reason: CloseReason


ServerEvent = Connected | Requested | Malformed | Disconnected


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The server answered ENQ by ACK: requests may be given."""


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The server cannot be reached: said at the first failure, at each break, and when the reason changes.

    ``detail`` is for the log; ``shared.net.errors.link_sentence`` has the words for the user.
    """

    reason: LinkReason
    detail: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to the request that was given with ``token``."""

    token: object
    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The request that was given with ``token`` has no answer, and never will."""

    token: object
    reason: LinkReason


LinkEvent = LinkUp | LinkDown | Answered | Failed
