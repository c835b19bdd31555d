"""The monitor's console: one command a line (acceptance section 1). ``quit`` is the wiring's."""

from __future__ import annotations

from collections.abc import Callable

from apps.ev_cp_m.intents import AskAgain, Intent, ShowStatus
from shared.runtime.console import Command, ConsoleCommands
from shared.runtime.text import translate


class Quit:
    """End the program. No intent: the core takes no part in it."""


def console_commands(post: Callable[[Intent], None], quit_program: Callable[[], None]) -> ConsoleCommands[Intent | Quit]:
    """The commands; intents go to ``post``, ``quit`` to ``quit_program``, both on the console's thread."""

    def carry_out(intent: Intent | Quit) -> None:
        if isinstance(intent, Quit):
            quit_program()
        else:
            post(intent)

    return ConsoleCommands(
        {
            "status": Command((), translate("MonitorConsole", "print the state as one line of JSON"), ShowStatus),
            "retry": Command((), translate("MonitorConsole", "ask CENTRAL again now"), AskAgain),
            "quit": Command((), translate("MonitorConsole", "end the monitor"), Quit),
        },
        carry_out,
    )
