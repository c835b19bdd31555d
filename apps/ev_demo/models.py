"""The pages of the demo's window as tables. GUI thread only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QObject

from apps.ev_demo.answers import TicketRow
from apps.ev_demo.summary import Supply
from apps.ev_demo.texts import name_text, state_text, verdict_text
from apps.ev_demo.timeline import Entry, supply_verdict
from apps.ev_demo.views import ProcessState, ProcessView, Verdict
from shared.qt.tables import Column, Table
from shared.runtime.clock import local
from shared.runtime.text import format_energy, format_money, translate

NAME, PID, STATE, SINCE, ACTIONS, COMMAND = range(6)
_TONES: Final = {
    ProcessState.RUNNING: "good",
    ProcessState.DIED: "bad",
    ProcessState.KILLED: "bad",
    ProcessState.CLOSING: "warning",
    ProcessState.FROZEN: "warning",
}


def processes_table(parent: QObject | None = None) -> Table[ProcessView]:
    """One row a process, in the order of the start; rows never change place."""
    columns: tuple[Column[ProcessView], ...] = (
        Column(translate("Demo", "Process"), name_text, bold=True),
        Column(translate("Demo", "PID"), lambda each: str(each.pid or ""), tone=_quiet),
        Column(
            translate("Demo", "State"),
            state_text,
            tone=lambda each: _TONES.get(each.state, "quiet"),
            tip=lambda each: each.last_words,
            bold=True,
        ),
        Column(translate("Demo", "Since"), lambda each: _clock(each.since), tone=_quiet),
        Column("", lambda _: ""),
        Column(translate("Demo", "Command"), lambda each: each.command, tone=_quiet),
    )
    return Table(columns, lambda each: each.key, parent)


def timeline_table(parent: QObject | None = None) -> Table[Entry]:
    """What was done, oldest first."""
    columns: tuple[Column[Entry], ...] = (
        Column(translate("Timeline", "Time"), lambda each: _clock(each.at), tone=_quiet),
        Column(translate("Timeline", "What happened"), lambda each: each.text, bold=True),
        Column(translate("Timeline", "What was seen"), lambda each: each.seen),
        _verdict(lambda each: each.verdict),
    )
    return Table(columns, lambda each: f"{each.at} {each.text}", parent)


def tickets_table(parent: QObject | None = None) -> Table[Supply]:
    """Each supply's ticket as engine, CENTRAL and app have it, side by side, in the order of their ends."""

    def kept(title: str, place: str) -> Column[Supply]:
        return Column(title, lambda each: "; ".join(map(_ticket, each.places.get(place, ()))) or "—")

    columns: tuple[Column[Supply], ...] = (
        Column(translate("Timeline", "End"), lambda each: _clock(each.ended_at), tone=_quiet),
        Column(translate("Timeline", "Charging point"), lambda each: each.first.cp_id, bold=True),
        Column(translate("Timeline", "Driver"), lambda each: each.first.driver_id),
        kept(translate("Timeline", "Engine's journal"), "EV_CP_E"),
        kept("CENTRAL", "EV_Central"),
        kept(translate("Timeline", "Driver's app"), "EV_Driver"),
        _verdict(supply_verdict),
    )
    return Table(columns, lambda each: each.session_id, parent)


def _verdict(of: Callable[[Any], Verdict]) -> Column[Any]:
    tones = {Verdict.RIGHT: "good", Verdict.WRONG: "bad"}
    return Column(
        translate("Timeline", "Verdict"),
        lambda each: f"{of(each).value} {verdict_text(of(each))}",
        tone=lambda each: tones.get(of(each), "quiet"),
        bold=True,
    )


def _clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M:%S}"


def _ticket(row: TicketRow) -> str:
    return f"{format_energy(row.energy_wh)} · {format_money(Decimal(row.amount))}"


def _quiet(_row: object) -> str:
    return "quiet"
