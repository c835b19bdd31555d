"""What a person, or the story, can ask of the demo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenProcess:
    """Start it, unless it runs; let it go on if it is frozen."""

    key: str


@dataclass(frozen=True, slots=True)
class CloseProcess:
    """End it in order, as SIGTERM does."""

    key: str


@dataclass(frozen=True, slots=True)
class KillProcess:
    """End it at once, as a power cut does (``kill -9``)."""

    key: str


@dataclass(frozen=True, slots=True)
class FreezeProcess:
    """Let it stand still, as a program that hangs does (``kill -STOP``), until it is opened."""

    key: str


@dataclass(frozen=True, slots=True)
class RestartProcess:
    """End it in order if it runs, then start it."""

    key: str


@dataclass(frozen=True, slots=True)
class ShowWindow:
    """Bring its window to the front; from now on it has one whenever it is started."""

    key: str


@dataclass(frozen=True, slots=True)
class OpenAll:
    """Start all that does not run, in order, and let go on what is frozen."""


@dataclass(frozen=True, slots=True)
class CloseAll:
    """End all in order: drivers first, the broker last."""


@dataclass(frozen=True, slots=True)
class TellProcess:
    """Write one line on the standard input of a process."""

    key: str
    line: str


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Print all processes as JSON."""


Intent = (
    OpenProcess
    | CloseProcess
    | KillProcess
    | FreezeProcess
    | RestartProcess
    | ShowWindow
    | OpenAll
    | CloseAll
    | TellProcess
    | ShowStatus
)
