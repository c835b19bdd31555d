"""Time: one instant on two clocks, and how UTC is written on the wire.

Timers compare ``mono``, which never jumps; records and tickets carry ``utc`` (wire contract 4).

``mono`` stands still while this process is suspended (SIGSTOP, a frozen container): in that time it could
hear nobody, so nobody was silent and nothing was late. Whoever counts the time of a rule asks :func:`now` or
:func:`mono`, not the clock of the system. Time in which it works, or waits for its disk, goes on.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):\d\d:(\d\d)(?:\.\d+)?"
    r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)

SUSPENDED_S: Final = 1.0
"""A process that did not get to run for longer was suspended: it could hear nobody in that time."""
WITNESS_S: Final = 0.1
"""Pause between two looks of a :class:`Witness`, s."""


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment: ``mono`` in seconds of the monotonic clock, ``utc`` the aware date and time in UTC."""

    mono: float
    utc: datetime


_left_out_s = 0.0


def mono() -> float:
    """Seconds of the monotonic clock, without the time in which this process was suspended. Any thread."""
    return time.monotonic() - _left_out_s


def now() -> Instant:
    """The present moment on both clocks. Any thread."""
    return Instant(mono(), datetime.now(UTC))


def leave_out(seconds: float) -> None:
    """This process was suspended for ``seconds``, up to now. For the one thread that notices it."""
    global _left_out_s  # noqa: PLW0603 - a suspension is the process's, whoever asks for the time
    _left_out_s += seconds


class Witness:
    """Tells a suspension from work: a thread that only waits, and runs on while another waits for its disk.

    A stretch in which neither it nor who asks got to run, and which the process did not compute either, is a
    suspension, whatever that other thread was about to do.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._ran_s, self._computed_s, self._stood_s = time.monotonic(), time.process_time(), 0.0
        threading.Thread(target=self._watch, name="witness", daemon=True).start()

    def end(self) -> None:
        """Watch no longer."""
        self._ended.set()

    def stood_s(self) -> float:
        """Seconds for which this process was suspended since the last question; 0.0 for short ones."""
        with self._lock:
            self._look()
            stood, self._stood_s = self._stood_s, 0.0
        return stood

    def _watch(self) -> None:
        while not self._ended.wait(WITNESS_S):
            with self._lock:
                self._look()

    def _look(self) -> None:
        ran, computed = time.monotonic(), time.process_time()
        stood = ran - self._ran_s - WITNESS_S - (computed - self._computed_s)
        self._ran_s, self._computed_s = ran, computed
        if stood > SUSPENDED_S:
            self._stood_s += stood


def to_wire(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds (``2026-05-01T10:00:00.123Z``), finer digits cut off.

    Raises :class:`ValueError` if ``moment`` has no time zone: its UTC would be a guess.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """UTC from RFC 3339 text with any offset and any number of decimals (finer than 1 us is cut off).

    Raises :class:`ValueError` for anything else, impossible dates included. A leap second (``:60``) is the
    second after ``:59``, since Python has no name for it.
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date and time of RFC 3339, such as 2026-05-01T10:00:00.000Z")
    leap = found[1] == "60"
    try:
        moment = datetime.fromisoformat(f"{text[:17]}59{text[19:]}".upper() if leap else text.upper())
        return moment.astimezone(UTC) + timedelta(seconds=1) if leap else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a date and time that exists: {error}") from None


def local(moment: datetime) -> datetime:
    """``moment`` where the user is; as it is where the calendar ends (the years 1 and 9999)."""
    with contextlib.suppress(OverflowError, ValueError, OSError):  # OSError: Windows, before 1970
        return moment.astimezone()
    return moment
