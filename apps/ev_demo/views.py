"""What the demo's window shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from apps.ev_demo.network import Kind


class ProcessState(StrEnum):
    """Where a process stands."""

    WAITING = "waiting"
    """Its turn to start has not come."""
    RUNNING = "running"
    FROZEN = "frozen"
    """It lives and does nothing, as the demo made it (``kill -STOP``)."""
    CLOSING = "closing"
    """It was asked to end in order."""
    CLOSED = "closed"
    """It ended in order, as it was asked to, or was never started."""
    KILLED = "killed"
    """The demo killed it (``kill -9``)."""
    DIED = "died"
    """It ended by itself: its own window was closed, or it failed (see the exit code)."""


LIVE = frozenset({ProcessState.RUNNING, ProcessState.FROZEN, ProcessState.CLOSING})
"""States with a process."""
GONE = frozenset({ProcessState.DIED, ProcessState.KILLED})
"""States of a process that others miss."""


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One process. ``since``: UTC of its last change; ``exit_code`` as the system gives it (-9: signal 9).

    ``last_words``: the last line that it logged, when it died.
    """

    key: str
    kind: Kind
    subject: str
    state: ProcessState
    pid: int | None
    since: datetime
    exit_code: int | None
    command: str
    last_words: str


@dataclass(frozen=True, slots=True)
class DemoView:
    """All processes in the order of their start."""

    processes: tuple[ProcessView, ...]
    broker: str
    folder: str
    closing_all: bool = False


@dataclass(slots=True)
class Outcome:
    """What the story came to: ``failure`` is the first difference, None if it went as written."""

    failure: str | None = None


class Verdict(StrEnum):
    """Whether what was seen was right; UNSEEN: nobody could tell, or more than one was gone."""

    PENDING = "…"
    RIGHT = "✓"
    WRONG = "✗"
    UNSEEN = "–"
