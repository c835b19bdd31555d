"""The processes as a table. GUI thread only."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from apps.ev_demo.texts import name_text, state_text
from apps.ev_demo.views import ProcessState, ProcessView
from shared.qt.plain import safe_cell
from shared.qt.theme import Role, font, tokens
from shared.runtime.text import translate

NAME, PID, STATE, SINCE, ACTIONS, COMMAND = range(6)
_ROLE: Final = Qt.ItemDataRole
_TOP: Final = QModelIndex()


class ProcessModel(QAbstractTableModel):
    """One row a process, in the order of the start; rows never change place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ProcessView, ...] = ()

    def show(self, rows: tuple[ProcessView, ...]) -> None:
        """Show ``rows``."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [row for row, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new]
        self._rows = rows
        for row in changed:
            self.dataChanged.emit(self.index(row, NAME), self.index(row, COMMAND))

    def process(self, row: int) -> ProcessView:
        """The process of ``row``."""
        return self._rows[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        """Number of processes."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        """Name, pid, state, since, buttons, command."""
        return 0 if parent.isValid() else COMMAND + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != _ROLE.DisplayRole:
            return None
        return (
            translate("Demo", "Process"),
            translate("Demo", "PID"),
            translate("Demo", "State"),
            translate("Demo", "Since"),
            "",
            translate("Demo", "Command"),
        )[section]

    @safe_cell(lambda model, row: model.process(row).key)
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _ROLE.DisplayRole) -> Any:
        """One cell."""
        process, column = self._rows[index.row()], index.column()
        if role == _ROLE.DisplayRole:
            return self._text(process, column)
        if role == _ROLE.ToolTipRole and column in (STATE, COMMAND):
            return process.command if column == COMMAND else process.last_words or None
        if role == _ROLE.FontRole and column in (NAME, STATE):
            return font(Role.BODY, bold=True)
        if role == _ROLE.ForegroundRole:
            return QColor(_colour(process) if column == STATE else _ink(column))
        return None

    def _text(self, process: ProcessView, column: int) -> str:
        since = process.since.astimezone().strftime("%H:%M:%S")
        pid = "" if process.pid is None else str(process.pid)
        return (name_text(process), pid, state_text(process), since, "", process.command)[column]


def _ink(column: int) -> str:
    return tokens().quiet if column in (PID, SINCE, COMMAND) else tokens().text


def _colour(process: ProcessView) -> str:
    colours = tokens()
    return {
        ProcessState.RUNNING: colours.good,
        ProcessState.DIED: colours.bad,
        ProcessState.KILLED: colours.bad,
        ProcessState.CLOSING: colours.warning,
    }.get(process.state, colours.quiet)
