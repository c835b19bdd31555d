"""What the apps' consoles say: the JSON of ``status`` and ``tickets`` (acceptance section 1)."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

STATUS: Final = "status"
TICKETS: Final = "tickets"
MOST_BYTES: Final = 1_000_000
"""Of answers in a file."""


class CpStatus(msgspec.Struct, frozen=True):
    """One charging point in CENTRAL's ``status``."""

    cp_id: str
    state: str
    reserved: bool
    driver_id: str | None
    session_id: str | None
    energy_wh: int
    location: str = ""


class CentralStatus(msgspec.Struct, frozen=True):
    """CENTRAL's ``status``."""

    charging_points: list[CpStatus]
    kafka: bool


class EngineStatus(msgspec.Struct, frozen=True):
    """An engine's ``status``."""

    state: str
    driver_id: str | None
    energy_wh: int
    monitor: bool
    central: bool
    kafka: bool


class MonitorStatus(msgspec.Struct, frozen=True):
    """A monitor's ``status``."""

    accepted: bool
    central: bool


class Progress(msgspec.Struct, frozen=True):
    """The last step of a driver's last request."""

    request_id: str
    cp_id: str
    step: str
    reason: str | None


class Session(msgspec.Struct, frozen=True):
    """A driver's open supply."""

    request_id: str
    cp_id: str
    state: str
    energy_wh: int


class ServicesPlace(msgspec.Struct, frozen=True):
    """Where a driver's services file stands."""

    next: int
    total: int


class DriverStatus(msgspec.Struct, frozen=True):
    """A driver's ``status``."""

    session: Session | None
    last: Progress | None
    central: bool
    kafka: bool
    services: ServicesPlace


class TicketRow(msgspec.Struct, frozen=True):
    """One ticket, as engine, CENTRAL and driver all know it."""

    session_id: str
    request_id: str
    driver_id: str
    cp_id: str
    reason: str
    energy_wh: int
    price: str
    amount: str
    ended_at: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of JSON, and the command that it answers. ``asked``: monotonic second of the question."""

    command: str
    line: bytes
    asked: float


class AnswerReader:
    """Sends commands and reads their answers, which come in the order of the commands. One thread.

    ``tell`` writes a command on the console; its standard output goes to the file ``answers``.
    """

    def __init__(self, tell: Callable[[str], None], answers: Path) -> None:
        self._tell = tell
        self._answers = answers
        self._place = answers.stat().st_size if answers.exists() else 0
        self._due: deque[tuple[str, float]] = deque()

    def due(self, command: str) -> bool:
        """Whether an answer to ``command`` is due."""
        return any(asked == command for asked, _ in self._due)

    def ask(self, command: str) -> None:
        """Send a command that is answered."""
        self._due.append((command, time.monotonic()))
        self._tell(command)

    def read(self) -> list[Answer]:
        """The answers that have come since the last call. A long file of answers that are read is emptied."""
        if not self._due:
            return []
        try:
            with self._answers.open("rb") as file:
                file.seek(self._place)
                data = file.read()
        except FileNotFoundError:
            return []
        *lines, rest = data.split(b"\n")
        self._place += len(data) - len(rest)
        found = [
            Answer(command, line, at) for line in lines if self._due for command, at in [self._due.popleft()]
        ]
        if not self._due and self._place > MOST_BYTES:
            # Nobody writes while no answer is due, and who writes next does so at the end.
            os.truncate(self._answers, 0)
            self._place = 0
        return found
