"""CENTRAL's console: one command a line (acceptance section 1)."""

from __future__ import annotations

from apps.ev_central import intents as i
from shared.domain.ids import cp_id, driver_id
from shared.domain.money import parse_price
from shared.runtime.console import Command
from shared.runtime.text import translate


def _cps(word: str) -> tuple[str, ...] | None:
    return None if word == "all" else (cp_id(word),)


def commands() -> dict[str, Command[i.Intent]]:
    """The table of commands, in the user's language."""
    return {
        "status": Command((), translate("Central", "every charging point, as JSON"), i.ShowStatus),
        "tickets": Command((), translate("Central", "every ticket, as JSON"), i.ShowTickets),
        "stop": Command(
            ("CP|all",), translate("Central", "take out of service"), lambda cp: i.StopCps(_cps(cp))
        ),
        "resume": Command(
            ("CP|all",), translate("Central", "put back in service"), lambda cp: i.ResumeCps(_cps(cp))
        ),
        "price": Command(
            ("CP", "EUR"),
            translate("Central", "price of a charging point, EUR per kWh"),
            lambda cp, eur: i.SetPrice(cp_id(cp), parse_price(eur)),
        ),
        "tariff": Command(
            ("EUR",),
            translate("Central", "default price, EUR per kWh"),
            lambda eur: i.SetTariff(parse_price(eur)),
        ),
        "driver add": Command(
            ("ID",), translate("Central", "register a driver"), lambda word: i.AddDriver(driver_id(word))
        ),
        "driver enable": Command(
            ("ID",),
            translate("Central", "let a driver request again"),
            lambda word: i.EnableDriver(driver_id(word), True),
        ),
        "driver disable": Command(
            ("ID",),
            translate("Central", "deny a driver's requests"),
            lambda word: i.EnableDriver(driver_id(word), False),
        ),
        "accept": Command(
            ("CP|all", "[CODE]"),
            translate("Central", "open one enrolment for it, for the monitor that shows the code"),
            lambda cp, code=None: i.AcceptCp(None if cp == "all" else cp_id(cp), code),
        ),
        "reject": Command(
            ("CP",), translate("Central", "refuse its enrolment"), lambda cp: i.RejectCp(cp_id(cp))
        ),
        "revoke": Command(
            ("CP",), translate("Central", "make its secret void"), lambda cp: i.RevokeCp(cp_id(cp))
        ),
        "forget": Command(
            ("CP",),
            translate("Central", "take it out of the network, for good"),
            lambda cp: i.ForgetCp(cp_id(cp)),
        ),
        "settle": Command(
            ("SESSION", "[DRIVER]"),
            translate("Central", "make the ticket of an interrupted supply or of an orphan, for good"),
            lambda session, driver=None: i.SettleSupply(session, driver and driver_id(driver)),
        ),
        "orphans": Command(
            (), translate("Central", "ends of supplies that CENTRAL does not know, as JSON"), i.ShowOrphans
        ),
        "drop": Command(
            ("SESSION",), translate("Central", "confirm an orphan without a ticket, for good"), i.DropOrphan
        ),
    }
