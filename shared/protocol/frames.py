"""Frames and control bytes of the sockets (wire contract 1): bytes in, events out.

A block is everything from STX to the first ETX and the one byte after it, whatever that byte is. So each
damaged block is one event and gets one NACK, however it was damaged: a second NACK would make the peer
repeat twice, and an answer could then be taken for that of another request.

Reading costs little whatever comes: a flood of noise must not take the time of the other connections (B1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from shared.runtime.text import translate

STX: Final = 0x02
ETX: Final = 0x03
EOT: Final = 0x04
ENQ: Final = 0x05
ACK: Final = 0x06
NACK: Final = 0x15

MAX_DATA: Final = 4096
"""Most bytes of DATA in a frame."""
MAX_BLOCK: Final = MAX_DATA + 3
"""Most bytes of a frame on the line."""
MAX_RUN: Final = 16
"""Control bytes and runs of garbage that are told between two frames; a peer in its senses sends two."""


class Control(Enum):
    """A control byte outside a frame."""

    EOT = EOT
    ENQ = ENQ
    ACK = ACK
    NACK = NACK

    @property
    def data(self) -> bytes:
        """The byte as it travels."""
        return bytes((self.value,))


class Damage(Enum):
    """What is wrong with the bytes that came (B1)."""

    LRC = auto()
    STX_INSIDE = auto()
    UTF8 = auto()
    OVERSIZED = auto()
    OUTSIDE = auto()
    UNEXPECTED = auto()
    NOISE = auto()

    def __str__(self) -> str:
        """In words, for the panel and the log."""
        return _WORDS[self]()


_WORDS = {
    Damage.LRC: lambda: translate("Rule", "the frame's LRC is wrong"),
    Damage.STX_INSIDE: lambda: translate("Rule", "a frame began inside another one"),
    Damage.UTF8: lambda: translate("Rule", "the frame is not UTF-8"),
    Damage.OVERSIZED: lambda: translate("Rule", "the frame is longer than {most} bytes").format(
        most=MAX_DATA
    ),
    Damage.OUTSIDE: lambda: translate("Rule", "bytes outside a frame"),
    Damage.UNEXPECTED: lambda: translate("Rule", "a message that does not belong here"),
    Damage.NOISE: lambda: translate("Rule", "nothing but bad input for too long: the connection is closed"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame; ``text`` is its DATA."""

    text: str


@dataclass(frozen=True, slots=True)
class BadFrame:
    """A block that is no frame. NACK asks for it again."""

    damage: Damage


@dataclass(frozen=True, slots=True)
class Garbage:
    """A run of bytes that belong to no frame, said once at its first byte."""


@dataclass(frozen=True, slots=True)
class Oversized:
    """More DATA than :data:`MAX_DATA`. Where the next frame would begin is unknown: the reader is done."""


Event = Control | Frame | BadFrame | Garbage | Oversized

_CONTROLS = {control.value: control for control in Control}
_NO_GARBAGE = re.compile(rb"[\x02\x04\x05\x06\x15]")
_MATTERS_IN_A_FLOOD = re.compile(rb"[\x02\x04]")


class FrameTooLarge(ValueError):
    """A text whose bytes do not fit a frame."""


def lrc(data: bytes) -> int:
    """XOR of the bytes of ``data``."""
    # Folded in the middle as one number: forty times as fast as byte by byte for the longest frame.
    size, folded = len(data), int.from_bytes(data)
    while size > 1:
        half = (size + 1) // 2
        folded = (folded >> 8 * half) ^ (folded & ((1 << 8 * half) - 1))
        size = half
    return folded


def encode_frame(text: str) -> bytes:
    """``STX DATA ETX LRC``. Raises :class:`FrameTooLarge` above :data:`MAX_DATA` bytes of UTF-8.

    Raises :class:`ValueError` for a raw STX or ETX, which :func:`shared.protocol.fields.encode` never leaves.
    """
    data = text.encode()
    if len(data) > MAX_DATA:
        raise FrameTooLarge(f"{len(data)} bytes do not fit a frame of {MAX_DATA}")
    if STX in data or ETX in data:
        raise ValueError("a raw STX or ETX cannot travel inside a frame")
    return bytes((STX,)) + data + bytes((ETX, lrc(data)))


class _Place(Enum):
    """Where in the stream the reader is."""

    OUTSIDE = "outside"
    GARBAGE = "garbage"
    DATA = "data"
    LRC = "lrc"
    DONE = "done"


class FrameReader:
    """Turns bytes, split or joined anywhere, into events. Holds at most one frame's DATA. One thread."""

    def __init__(self) -> None:
        self._place = _Place.OUTSIDE
        self._data = bytearray()
        self._run = 0

    @property
    def inside_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._place in (_Place.DATA, _Place.LRC)

    def feed(self, data: bytes) -> list[Event]:
        """The events that ``data`` completes, in order."""
        return list(self.events(data))

    def events(self, data: bytes) -> Iterator[Event]:
        """Those of :meth:`feed`, one by one. Who stops half way must read no more."""
        position = 0
        while position < len(data) and self._place is not _Place.DONE:
            event = None
            match self._place:
                case _Place.DATA:
                    position, event = self._read_data(data, position)
                case _Place.LRC:
                    event = self._end_block(data[position])
                    position += 1
                case _:
                    position, event = self._read_outside(data, position)
            if event is not None:
                yield event

    def _read_outside(self, data: bytes, position: int) -> tuple[int, Event | None]:
        """Read between two frames: where to go on, and what was found.

        Garbage is told at its first byte; the rest is leapt over, up to the next byte that can mean
        something. ``_run`` counts what was told since the last frame: after :data:`MAX_RUN` it is a flood, in
        which only STX and EOT matter, so that no peer makes us an event for each byte that it sends.
        """
        if self._run >= MAX_RUN or self._place is _Place.GARBAGE:
            wanted = _NO_GARBAGE if self._run < MAX_RUN else _MATTERS_IN_A_FLOOD
            found = wanted.search(data, position)
            if found is None:
                return len(data), None
            position = found.start()
        byte = data[position]
        if byte == STX:
            self._place, self._run = _Place.DATA, 0
            return position + 1, None
        self._run += 1
        if byte in _CONTROLS:
            self._place = _Place.OUTSIDE
            return position + 1, _CONTROLS[byte]
        self._place = _Place.GARBAGE
        return position + 1, Garbage()

    def _read_data(self, data: bytes, position: int) -> tuple[int, Event | None]:
        end = data.find(ETX, position)
        stop = len(data) if end < 0 else end
        if len(self._data) + stop - position > MAX_DATA:
            self._place = _Place.DONE
            self._data.clear()
            return len(data), Oversized()
        self._data += data[position:stop]
        if end >= 0:
            self._place = _Place.LRC
        return stop + 1, None

    def _end_block(self, check: int) -> Event:
        data = bytes(self._data)
        self._data.clear()
        self._place = _Place.OUTSIDE
        if STX in data:
            return BadFrame(Damage.STX_INSIDE)
        if lrc(data) != check:
            return BadFrame(Damage.LRC)
        try:
            return Frame(data.decode())
        except UnicodeDecodeError:
            return BadFrame(Damage.UTF8)
