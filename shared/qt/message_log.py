"""The list of messages of a window: newest on top, bounded, and it stays put while somebody reads older ones.

GUI thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from shared.qt.plain import AnyIndex, safe_cell
from shared.qt.tables import COPY_ROLE, RECORD_ROLE, Columns, TextColumn, dress
from shared.qt.theme import theme_signals, tokens
from shared.runtime.clock import local
from shared.runtime.text import translate
from shared.runtime.told import Severity

MAX_ROWS: Final = 1_000
_CODE_ROLE: Final = RECORD_ROLE
_LEAST_TEXT: Final = 200
_TIME, _WHO, _TEXT = range(3)
_MARKS: Final = {"good": "✓", "info": "", "warning": "!", "bad": "✕"}


@dataclass(frozen=True, slots=True)
class Message:
    """One line: ``at`` (any zone; shown in local time), who says it, the sentence, how grave it is; ``code``
    names its kind."""

    at: datetime
    who: str
    text: str
    severity: Severity = "info"
    code: str = ""


class MessageModel(Columns):
    """The last :data:`MAX_ROWS` messages, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        titles = translate("Messages", "Time"), translate("Messages", "Who"), translate("Messages", "Message")
        super().__init__([(title, False) for title in titles], parent)
        # Oldest first: a new one costs nothing, and row 0 is the last.
        self._messages: list[Message] = []

    def add(self, messages: Sequence[Message]) -> None:
        """Add ``messages``, oldest first, as one change."""
        new = list(messages)[-MAX_ROWS:]
        if not new:
            return
        surplus = len(self._messages) + len(new) - MAX_ROWS
        if surplus > 0:
            self.beginRemoveRows(QModelIndex(), len(self._messages) - surplus, len(self._messages) - 1)
            del self._messages[:surplus]
            self.endRemoveRows()
        self.beginInsertRows(QModelIndex(), 0, len(new) - 1)
        self._messages.extend(new)
        self.endInsertRows()

    def clear(self) -> None:
        """Forget all."""
        self.beginResetModel()
        self._messages.clear()
        self.endResetModel()

    def message(self, row: int) -> Message:
        """The message of ``row``, 0 the newest."""
        return self._messages[-1 - row]

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._messages)

    @safe_cell(lambda model, row: model.message(row).who)
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        message = self.message(index.row())
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text_of(message, column)
        if role == _CODE_ROLE:
            return message.code
        if role == COPY_ROLE:
            return f"{local(message.at):%Y-%m-%d %H:%M:%S}\t{message.who}\t{message.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{local(message.at):%Y-%m-%d %H:%M:%S} · {message.who}\n{message.text}"
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = "quiet" if column != _TEXT else "text" if message.severity == "info" else message.severity
            return QColor(getattr(tokens(), tone))
        return None

    @staticmethod
    def _text_of(message: Message, column: int) -> str:
        if column == _TIME:
            return f"{local(message.at):%H:%M:%S}"
        if column == _WHO:
            return message.who
        mark = _MARKS[message.severity]
        return f"{mark} {message.text}" if mark else message.text


class MessageLog(QTableView):
    """Shows a :class:`MessageModel`. ``add`` puts messages on top.

    At the top it follows the newest; scrolled down, what is being read keeps its place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = MessageModel(self)
        self._filter = QSortFilterProxyModel(self)
        self._filter.setSourceModel(self.messages)
        self._filter.setFilterRole(_CODE_ROLE)
        self.setModel(self._filter)
        dress(self, translate("Messages", "Messages"), 24, _TEXT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setMinimumSectionSize(40)
        metrics = self.fontMetrics()
        self.setColumnWidth(_TIME, metrics.horizontalAdvance("00:00:00") + 20)
        self.setColumnWidth(_WHO, metrics.horizontalAdvance("CENTRAL 000") + 20)
        TextColumn(self, _TEXT, _LEAST_TEXT, _WHO)
        theme_signals().changed.connect(self.viewport().update)

    def add(self, messages: Sequence[Message]) -> None:
        """Put ``messages`` (oldest first) on top."""
        bar = self.verticalScrollBar()
        reading = bar.value() if bar.value() > 0 else None
        top = self.indexAt(self.viewport().rect().topLeft())
        anchor = QPersistentModelIndex(top) if reading is not None and top.isValid() else None
        offset = self.visualRect(top).y() if anchor is not None else 0
        self.messages.add(messages)
        if anchor is not None and anchor.isValid():
            bar.setValue(self.verticalHeader().sectionPosition(anchor.row()) - offset)
        else:
            self.scrollToTop()

    def filter_by(self, code: str) -> None:
        """Show only messages of the kind ``code``; all if it is empty."""
        self._filter.setFilterFixedString(code)
