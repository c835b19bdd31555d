"""What a person, or the story, can ask of the demo."""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.intents import Intent as Intent
from shared.core.intents import ShowStatus as ShowStatus


@dataclass(frozen=True, slots=True)
class _Named(Intent):
    """Something that is asked of one process."""

    key: str


class OpenProcess(_Named):
    """Start it, unless it runs; let it go on if it is frozen."""


class CloseProcess(_Named):
    """End it in order, as SIGTERM does."""


class KillProcess(_Named):
    """End it at once, as a power cut does (``kill -9``)."""


class FreezeProcess(_Named):
    """Let it stand still, as a program that hangs does (``kill -STOP``), until it is opened."""


class RestartProcess(_Named):
    """End it in order if it runs, then start it."""


class ShowWindow(_Named):
    """Bring its window to the front; from now on it has one whenever it is started."""


class OpenAll(Intent):
    """Start all that does not run, in order, and let go on what is frozen."""


class CloseAll(Intent):
    """End all in order: drivers first, the broker last."""


@dataclass(frozen=True, slots=True)
class TellProcess(Intent):
    """Write one line on the standard input of a process."""

    key: str
    line: str
