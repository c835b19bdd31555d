"""SIGTERM and SIGINT as an orderly end (acceptance section 1), also while Qt's loop runs.

Python runs its handlers between two steps of Python code; a Qt loop that waits runs none. So the signal is
also written to a socket, which a ``QSocketNotifier`` on :meth:`TerminationSignal.fileno` watches: its slot
calls :meth:`TerminationSignal.drain`, and Python's handlers run on the way.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

if sys.platform == "win32":
    _WATCHED = (signal.SIGTERM, signal.SIGINT, signal.SIGBREAK)
else:
    _WATCHED = (signal.SIGTERM, signal.SIGINT)


class TerminationSignal:
    """Turns the signals that ask for the end into one callback and one readable socket.

    Make, drain and close it on the main thread (:class:`ValueError` from :mod:`signal` otherwise).
    ``callback`` runs on the main thread, once for each signal; it must only set something.
    """

    def __init__(self, callback: Callable[[], None] | None = None) -> None:
        self._callback = callback
        self._requested = False
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._old_handlers: dict[signal.Signals, Any] = {
            number: signal.signal(number, self._received) for number in _WATCHED
        }
        self._old_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    @property
    def requested(self) -> bool:
        """Whether an end was asked for."""
        return self._requested

    def fileno(self) -> int:
        """The socket that turns readable when a signal arrives."""
        return self._reader.fileno()

    def drain(self) -> bool:
        """Empty the socket; whether an end was asked for, now or before."""
        with contextlib.suppress(BlockingIOError):
            while data := self._reader.recv(4096):
                self._requested |= any(number in data for number in _WATCHED)
        return self._requested

    def close(self) -> None:
        """Give the signals back to whoever had them."""
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old_handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self._reader.close()
        self._writer.close()

    def __enter__(self) -> TerminationSignal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _received(self, number: int, frame: FrameType | None) -> None:
        self._requested = True
        if self._callback is not None:
            self._callback()
