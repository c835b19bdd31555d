"""Console commands of an engine (acceptance section 1), as the intents that the window sends too."""

from __future__ import annotations

from apps.ev_cp_e.intents import (
    Break,
    CancelRequest,
    DropEnd,
    Intent,
    Plug,
    Repair,
    RequestSupply,
    ShowStatus,
    ShowTickets,
    Unplug,
)
from shared.domain.ids import driver_id
from shared.runtime.console import Command
from shared.runtime.text import translate


def console_commands() -> dict[str, Command[Intent]]:
    """The commands and the intent that each makes, in the user's language."""
    return {
        "plug": Command((), translate("EngineConsole", "connect the vehicle"), Plug),
        "unplug": Command((), translate("EngineConsole", "disconnect the vehicle"), Unplug),
        "ko": Command((), translate("EngineConsole", "simulate a fault"), Break),
        "ok": Command((), translate("EngineConsole", "repair the fault"), Repair),
        "request": Command(
            ("DRIVER",),
            translate("EngineConsole", "ask CENTRAL for a supply here"),
            lambda text: RequestSupply(driver_id(text)),
        ),
        "cancel": Command((), translate("EngineConsole", "take the request made here back"), CancelRequest),
        "drop": Command(
            ("SESSION",), translate("EngineConsole", "forget an end that CENTRAL never confirms"), DropEnd
        ),
        "status": Command((), translate("EngineConsole", "print the state as JSON"), ShowStatus),
        "tickets": Command((), translate("EngineConsole", "print the ended supplies as JSON"), ShowTickets),
    }
