"""Console commands of an engine (acceptance section 1), as the intents that the window sends too."""

from __future__ import annotations

from collections.abc import Callable

from apps.ev_cp_e.intents import (
    Break,
    CancelRequest,
    Intent,
    Plug,
    Repair,
    RequestSupply,
    ShowStatus,
    ShowTickets,
    Unplug,
)
from shared.domain.ids import is_driver_id
from shared.runtime.console import Command, ConsoleCommands
from shared.runtime.text import translate


class Quit:
    """End the program in order."""


def driver_id(text: str) -> str:
    """``text`` without spaces around, if it can be a driver's id; else :class:`ValueError`."""
    text = text.strip()
    if not is_driver_id(text):
        raise ValueError(
            translate(
                "EngineConsole",
                "'{text}' is not the id of a driver; write 1 to 64 characters without spaces.",
            ).format(text=text)
        )
    return text


def console_commands(
    post: Callable[[Intent], None], leave: Callable[[], None]
) -> ConsoleCommands[Intent | Quit]:
    """The table of commands; each line becomes an intent for ``post``, ``quit`` calls ``leave``."""

    def on_intent(intent: Intent | Quit) -> None:
        if isinstance(intent, Quit):
            leave()
        else:
            post(intent)

    def plain(make: Callable[[], Intent | Quit], text: str) -> Command[Intent | Quit]:
        return Command((), text, make)

    return ConsoleCommands(
        {
            "plug": plain(Plug, translate("EngineConsole", "connect the vehicle")),
            "unplug": plain(Unplug, translate("EngineConsole", "disconnect the vehicle")),
            "ko": plain(Break, translate("EngineConsole", "simulate a fault")),
            "ok": plain(Repair, translate("EngineConsole", "repair the fault")),
            "request": Command(
                ("DRIVER",),
                translate("EngineConsole", "ask CENTRAL for a supply here"),
                lambda text: RequestSupply(driver_id(text)),
            ),
            "cancel": plain(CancelRequest, translate("EngineConsole", "take the request made here back")),
            "status": plain(ShowStatus, translate("EngineConsole", "print the state as JSON")),
            "tickets": plain(ShowTickets, translate("EngineConsole", "print the ended supplies as JSON")),
            "quit": plain(Quit, translate("EngineConsole", "end the program")),
        },
        on_intent,
    )
