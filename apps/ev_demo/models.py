"""The processes as a table. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from apps.ev_demo.texts import name_text, state_text
from apps.ev_demo.views import ProcessState, ProcessView
from shared.qt.tables import Column, Table
from shared.runtime.clock import local
from shared.runtime.text import translate

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
        Column(lambda: translate("Demo", "Process"), name_text, bold=True),
        Column(lambda: translate("Demo", "PID"), lambda each: str(each.pid or ""), tone=_quiet),
        Column(
            lambda: translate("Demo", "State"),
            state_text,
            tone=lambda each: _TONES.get(each.state, "quiet"),
            tip=lambda each: each.last_words,
            bold=True,
        ),
        Column(
            lambda: translate("Demo", "Since"),
            lambda each: f"{local(each.since):%H:%M:%S}",
            tone=_quiet,
        ),
        Column(lambda: "", lambda _: ""),
        Column(lambda: translate("Demo", "Command"), lambda each: each.command, tone=_quiet),
    )
    return Table(columns, lambda each: each.key, parent)


def _quiet(_process: ProcessView) -> str:
    return "quiet"
