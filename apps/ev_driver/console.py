"""Console commands of the driver's app (acceptance section 1), as the intents that the window sends."""

from __future__ import annotations

from pathlib import Path

from apps.ev_driver.intents import (
    AskStatus,
    AskTickets,
    CancelRequest,
    Intent,
    OpenServices,
    RequestSupply,
)
from shared.domain.ids import is_cp_id
from shared.runtime.console import Command
from shared.runtime.text import translate


def console_commands() -> dict[str, Command[Intent]]:
    """The commands of this app; ``help`` and ``quit`` are everybody's."""
    return {
        "request": Command(
            ("CP",), translate("DriverConsole", "ask for a supply at a charging point"), _request
        ),
        "cancel": Command(
            (), translate("DriverConsole", "take the request back before plugging"), CancelRequest
        ),
        "file": Command(
            ("PATH",),
            translate("DriverConsole", "run a services file"),
            lambda path: OpenServices(Path(path)),
        ),
        "tickets": Command((), translate("DriverConsole", "all tickets, as JSON"), AskTickets),
        "status": Command((), translate("DriverConsole", "how things stand, as JSON"), AskStatus),
    }


def _request(cp_id: str) -> RequestSupply:
    if not is_cp_id(cp_id):
        raise ValueError(
            translate(
                "DriverConsole",
                "'{text}' is not the id of a charging point; write 1 to 32 of A-Z, a-z, 0-9, '_' and '-'.",
            ).format(text=cp_id)
        )
    return RequestSupply(cp_id)
