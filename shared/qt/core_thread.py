"""The thread that owns the core of a program: one inbox, batches, ticks.

QtCore only. All state of a program belongs to its core, and only this thread touches the core; everybody else
posts immutable events. Taking all that waits as one batch keeps a database at a few transactions a second
however many readings arrive.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from shared.qt.threads import Worker
from shared.runtime.clock import Instant, Witness, leave_out, mono, now

MAX_BATCH: Final = 5_000
"""Events handled before effects are handed out: bounds how long a burst can hold answers back."""
SLICE_S: Final = 0.2
"""Time after which effects are handed out even within a batch, seconds."""
TICK_S: Final = 0.1
"""A core is ticked at least this often."""
_SHORTEST_WAIT_S: Final = 0.002
"""A core whose deadline stays in the past must not keep a processor busy."""

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class Core(Protocol):
    """The rules of a program, without Qt and without I/O of their own; all on the core's thread."""

    def handle(self, event: Any, now: Instant) -> None:
        """Take one event of the inbox."""
        ...

    def tick(self, now: Instant) -> None:
        """Let time pass: deadlines, ages. All that waited in the inbox has been handled before."""
        ...

    def flush(self, now: Instant) -> None:
        """Commit, then hand out the effects. Called after each batch and tick, and within a long batch."""
        ...

    def next_deadline(self) -> float | None:
        """Second of the monotonic clock of the next tick wanted; None for the usual pace."""
        ...

    def suspended(self, seconds: float, now: Instant) -> None:
        """This process stood still for ``seconds`` until now; its ``mono`` too, so no deadline passed.

        The time that the core itself takes, for a commit too, is none of these.
        """
        ...


class _Wake:
    """Posted to end a wait; no core sees it."""


_WAKE: Final = _Wake()


class CoreThread(Worker):
    """Runs a core: ``CoreThread("core", lambda publish: Service(store, publish))``.

    ``make_core`` is called at once, on the caller's thread, with the function by which the core publishes
    views; each arrives as ``view_changed`` on the thread of who listens. An exception in the core is logged
    with the event, reported as ``failed``, and the next event is taken: one bad message must not end a
    program. ``closing`` runs on the core's thread after its last flush (a database is closed where it was
    used).
    """

    view_changed = Signal(object)

    def __init__(
        self,
        name: str,
        make_core: Callable[[Callable[[object], None]], Core],
        closing: Callable[[], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._inbox: SimpleQueue[Any] = SimpleQueue()
        self._core = make_core(self.view_changed.emit)
        self._closing = closing
        self._ran_mono = 0.0

    @property
    def ran_mono(self) -> float:
        """When the core had its last turn, second of ``mono()``. Any thread."""
        return self._ran_mono

    def post(self, event: object) -> None:
        """Put ``event`` (immutable) in the inbox. Any thread. After :meth:`finish` nothing is taken in."""
        if not self._stop.is_set():
            self._inbox.put(event)

    def backlog(self) -> int:
        """How many events wait, for the back-pressure of who posts many. Any thread."""
        return self._inbox.qsize()

    def wake(self) -> None:
        """End the wait for events."""
        self._inbox.put(_WAKE)

    def work(self, stop: threading.Event) -> None:
        """Take batches until ``stop`` is set and all that was posted before it is handled."""
        self._witness = Witness()
        due = last_tick = self._ran_mono = mono()
        unread = 0
        while True:
            ending = stop.is_set()
            batch = self._take(0.0 if ending else due - mono())
            # Nobody is judged by the time while what they said waits here, as it does behind a slow commit.
            left = self._inbox.qsize()
            unread = min(unread - len(batch), left) if unread > 0 else left
            moment = self._present()
            for event in batch:
                self._guard(event, self._core.handle, event, moment)
                if mono() - moment.mono > SLICE_S:
                    moment = self._let_out_early()
            if ticking := moment.mono >= due and unread <= 0:
                last_tick = moment.mono
                self._guard("tick", self._core.tick, moment)
            if batch or ticking or ending:
                self._guard("flush", self._core.flush, moment)
            if ending and self._inbox.empty():
                break
            wanted = self._guard("next deadline", self._core.next_deadline)
            usual = last_tick + TICK_S
            due = max(moment.mono + _SHORTEST_WAIT_S, usual if wanted is None else min(usual, wanted))
        self._witness.end()
        if self._closing is not None:
            self._closing()

    def _present(self) -> Instant:
        """Now, without the time in which this process did not get to run at all."""
        stood_s = self._witness.stood_s()
        leave_out(stood_s)
        moment = now()
        self._ran_mono = moment.mono
        if stood_s:
            _log.warning("this process stood still for %.1f s", stood_s)
            self._guard("suspension", self._core.suspended, stood_s, moment)
        return moment

    def _let_out_early(self) -> Instant:
        """A long batch must not hold back signs of life and answers."""
        self._guard("flush", self._core.flush, self._present())
        return self._present()

    def _take(self, timeout: float) -> list[Any]:
        """What waits, at most :data:`MAX_BATCH`; waits up to ``timeout`` seconds for the first."""
        batch: list[Any] = []
        try:
            event = self._inbox.get(timeout=timeout) if timeout > 0 else self._inbox.get_nowait()
            while True:
                if event is not _WAKE:
                    batch.append(event)
                if len(batch) >= MAX_BATCH:
                    return batch
                event = self._inbox.get_nowait()
        except Empty:
            return batch

    def _guard(self, what: object, call: Callable[..., _T], *values: object) -> _T | None:
        try:
            return call(*values)
        except Exception as error:  # noqa: BLE001 - reported; the thread must outlive a bad event
            _log.exception("the core failed at %r", what)
            self.failed.emit(error)
            return None
