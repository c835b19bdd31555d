"""What a person can ask of a monitor, in its window or on its console. Immutable, handled by the core."""

from __future__ import annotations

from dataclasses import dataclass

from shared.runtime.console import Command
from shared.runtime.text import translate


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Console: print the status (acceptance section 1)."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask CENTRAL again now instead of at the end of the wait, for whoever has just mended the cause."""


Intent = ShowStatus | AskAgain


def console_commands() -> dict[str, Command[Intent]]:
    """The commands with what each one asks, their help in the user's language."""
    return {
        "status": Command((), translate("MonitorConsole", "print the state as one line of JSON"), ShowStatus),
        "retry": Command((), translate("MonitorConsole", "ask CENTRAL again now"), AskAgain),
    }
