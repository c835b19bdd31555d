"""Console commands of the driver's app (acceptance section 1), as the intents that the window sends."""

from __future__ import annotations

from pathlib import Path

from apps.ev_driver.intents import CancelRequest, Intent, OpenServices, RequestSupply, ShowStatus, ShowTickets
from shared.domain.ids import cp_id
from shared.runtime.console import Command
from shared.runtime.text import translate


def console_commands() -> dict[str, Command[Intent]]:
    """The commands of this app; ``help`` and ``quit`` are everybody's."""
    return {
        "request": Command(
            ("CP",),
            translate("DriverConsole", "ask for a supply at a charging point"),
            lambda word: RequestSupply(cp_id(word)),
        ),
        "cancel": Command(
            (), translate("DriverConsole", "take the request back before plugging"), CancelRequest
        ),
        "file": Command(
            ("PATH",),
            translate("DriverConsole", "run a services file"),
            lambda path: OpenServices(Path(path)),
        ),
        "tickets": Command((), translate("DriverConsole", "all tickets, as JSON"), ShowTickets),
        "status": Command((), translate("DriverConsole", "how things stand, as JSON"), ShowStatus),
    }
