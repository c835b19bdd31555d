"""The commands of the monitor's console (acceptance section 1); ``help`` and ``quit`` are every program's."""

from __future__ import annotations

from apps.ev_cp_m.intents import AskAgain, Intent, ShowStatus
from shared.runtime.console import Command
from shared.runtime.text import translate


def console_commands() -> dict[str, Command[Intent]]:
    """The commands with what each one asks, their help in the user's language."""
    return {
        "status": Command((), translate("MonitorConsole", "print the state as one line of JSON"), ShowStatus),
        "retry": Command((), translate("MonitorConsole", "ask CENTRAL again now"), AskAgain),
    }
