"""Blocking loops on threads of Qt: what they do is written without Qt, how they start and end is here.

QtCore only. A thread is asked to end and then waited for; it is never terminated, which would leave locks
held and files half written.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

_log = logging.getLogger(__name__)


class BlockingLoop(Protocol):
    """What :class:`LoopThread` runs: a loop that returns soon after ``stop`` is set.

    One that may wait longer than about 0.3 s also has ``wake()``, callable from any thread, which ends the
    wait.
    """

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set, which it may be from the start. On the loop's own thread."""
        ...


class Worker(QThread):
    """A thread that owns one blocking loop: override :meth:`work`, and :meth:`wake` if it waits for long.

    ``failed`` carries the exception that ended the loop, and arrives on the thread of who listens. Make,
    start and join it on the main thread.
    """

    failed = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._name = name
        self._stop = threading.Event()

    @property
    def name(self) -> str:
        """What the thread does, as the log calls it."""
        return self._name

    def work(self, stop: threading.Event) -> None:
        """The loop itself, until ``stop`` is set. On this thread."""
        raise NotImplementedError

    def wake(self) -> None:
        """End the wait of the loop. Any thread, also before the loop runs."""

    def run(self) -> None:
        """Qt calls it on the new thread. An exception would end it unseen, so it is caught and reported."""
        threading.current_thread().name = self._name
        try:
            self.work(self._stop)
        except Exception as error:  # noqa: BLE001 - whatever it was, it must be seen
            _log.exception("the thread %s ended by an error", self._name)
            self.failed.emit(error)

    def finish(self) -> None:
        """Ask the loop to end and return at once; :meth:`join` waits for it. Any thread."""
        self._stop.set()
        self.wake()

    def join(self, seconds: float) -> bool:
        """Wait until the thread has ended, at most ``seconds``; whether it has. True if it never ran."""
        return self.wait(max(0, math.ceil(seconds * 1000)))


class LoopThread(Worker):
    """Runs a loop that knows nothing of Qt: ``LoopThread("kafka consumer", consumer_loop)``."""

    def __init__(self, name: str, loop: BlockingLoop, parent: QObject | None = None) -> None:
        super().__init__(name, parent)
        self._loop = loop
        wake: Callable[[], None] | None = getattr(loop, "wake", None)
        self._wake_loop = wake

    def work(self, stop: threading.Event) -> None:
        """Run the loop."""
        self._loop.run(stop)

    def wake(self) -> None:
        """Wake the loop, if it can be woken."""
        if self._wake_loop is not None:
            self._wake_loop()
