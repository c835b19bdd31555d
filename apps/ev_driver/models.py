"""Qt models of the driver's window: charging points, services of the file, tickets. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

from apps.ev_driver.texts import outcome_text
from apps.ev_driver.views import CpView, ServiceView
from shared.messages.records import Ticket
from shared.qt.plain import safe_cell
from shared.qt.theme import Role, Tokens, font, tokens
from shared.runtime.clock import from_wire, local
from shared.runtime.text import format_number, format_price, translate
from shared.runtime.words import cp_state_text, end_text

AnyIndex = QModelIndex | QPersistentModelIndex
VIEW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Gives the view object of a row."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ROOT = QModelIndex()


def cp_word(cp: CpView) -> str:
    """State of a charging point in a word; a reservation is said where it keeps it from being free."""
    if cp.reserved and cp.state == "ACTIVATED":
        return translate("DriverWindow", "Reserved")
    return cp_state_text(cp.state)


class CpModel(QAbstractListModel):
    """All charging points. Rows stay where they are, so that selection and scrolling survive each change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[CpView] = []
        self._row_of: dict[str, int] = {}
        self._available = 0

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @safe_cell(lambda model, row: model._rows[row].cp_id)
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cp = self._rows[index.row()]
        if role == VIEW_ROLE:
            return cp
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            parts = (cp.cp_id, cp_word(cp), cp.location, format_price(cp.price))
            return " · ".join(part for part in parts if part)
        return None

    def show(self, cps: Sequence[CpView]) -> None:
        """Take the points over: changed ones in place, new ones at the end; it costs what changed."""
        new, known = [], 0
        for cp in cps:
            row = self._row_of.get(cp.cp_id)
            if row is None:
                new.append(cp)
                continue
            known += 1
            if self._rows[row] is not cp and self._rows[row] != cp:
                self._rows[row] = cp
                self.dataChanged.emit(self.index(row), self.index(row))
        if known < len(self._rows):
            self._keep({cp.cp_id for cp in cps})
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new
            self._row_of |= {cp.cp_id: first + number for number, cp in enumerate(new)}
            self.endInsertRows()
        self._available = sum(cp.available for cp in self._rows)

    def _keep(self, wanted: set[str]) -> None:
        """Remove all others, those that are neighbours at once."""
        last = len(self._rows) - 1
        while last >= 0:
            first = last
            while first >= 0 and self._rows[first].cp_id not in wanted:
                first -= 1
            if first < last:
                self.beginRemoveRows(QModelIndex(), first + 1, last)
                del self._rows[first + 1 : last + 1]
                self.endRemoveRows()
            last = first - 1
        self._row_of = {cp.cp_id: row for row, cp in enumerate(self._rows)}

    def at(self, row: int) -> CpView:
        """The point of a row."""
        return self._rows[row]

    def cp(self, cp_id: str) -> CpView | None:
        """The point with that id."""
        row = self._row_of.get(cp_id)
        return None if row is None else self._rows[row]

    def available(self) -> int:
        """How many can be requested now."""
        return self._available


class CpOrder(QSortFilterProxyModel):
    """Available points first, then by id; filtered by words in id, state, place and price."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setDynamicSortFilter(True)
        self.sort(0)

    def look_for(self, text: str) -> None:
        """Show the points in which every word of ``text`` occurs."""
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: AnyIndex) -> bool:
        if not self._words:
            return True
        text = str(self.sourceModel().index(row, 0).data()).casefold()
        return all(word in text for word in self._words)

    def lessThan(self, left: AnyIndex, right: AnyIndex) -> bool:
        points = cast(CpModel, self.sourceModel())
        first, second = points.at(left.row()), points.at(right.row())
        return (not first.available, first.cp_id) < (not second.available, second.cp_id)


class _Table(QAbstractTableModel):
    """A table of rows that change as a whole; a subclass says its columns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Any] = ()

    def headers(self) -> list[str]:
        """Titles of the columns."""
        raise NotImplementedError

    def cell(self, row: Any, column: int) -> str:
        """Text of a cell."""
        raise NotImplementedError

    def colour(self, row: Any, column: int, colours: Tokens) -> str | None:
        """Colour of a cell's text, None for the usual one."""
        return None

    def is_figure(self, column: int) -> bool:
        """Whether a column holds figures, which stand at the right."""
        return False

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.headers())

    @safe_cell(lambda model, row: str(getattr(model.rows[row], "cp_id", row + 1)))
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.cell(row, column)
        if role == VIEW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if self.is_figure(column) else _LEFT)
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.BODY, scale=12 / 13)
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self.colour(row, column, tokens())
            return QColor(colour) if colour else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headers()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if self.is_figure(section) else _LEFT)
        return None


class ServicesModel(_Table):
    """The services of the file with what came of them."""

    rows: Sequence[ServiceView]

    def show(self, rows: Sequence[ServiceView]) -> None:
        """Take the services over; the same file keeps selection and scrolling."""
        same = [one.cp_id for one in rows] == [one.cp_id for one in self.rows]
        if not same:
            self.beginResetModel()
        self.rows = rows
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))

    def headers(self) -> list[str]:
        return [
            translate("DriverWindow", "No."),
            translate("DriverWindow", "CP"),
            translate("DriverWindow", "Outcome"),
            "€",
        ]

    def cell(self, row: ServiceView, column: int) -> str:
        amount = "" if row.amount is None else format_number(row.amount, 2)
        return (str(row.number + 1), row.cp_id, outcome_text(row.state, row.reason), amount)[column]

    def colour(self, row: ServiceView, column: int, colours: Tokens) -> str | None:
        if column == 2:
            return {
                "charged": colours.good,
                "denied": colours.bad,
                "failed": colours.bad,
                "cancelled": colours.warning,
                "running": colours.accent,
                "waiting": colours.quiet,
            }.get(row.state)
        return None

    def is_figure(self, column: int) -> bool:
        return column in (0, 3)


class TicketsModel(_Table):
    """Tickets, the newest on top."""

    rows: Sequence[Ticket]

    def show(self, tickets: Sequence[Ticket]) -> None:
        """Take all tickets over, given oldest first; new ones are put in on top."""
        fresh = len(tickets) - len(self.rows)
        if fresh <= 0:
            return
        self.beginInsertRows(QModelIndex(), 0, fresh - 1)
        self.rows = tickets[::-1]
        self.endInsertRows()

    def headers(self) -> list[str]:
        return [
            translate("DriverWindow", "Ended"),
            translate("DriverWindow", "CP"),
            "kWh",
            "€",
        ]

    def cell(self, row: Ticket, column: int) -> str:
        return (
            local_time(row.ended_at),
            row.cp_id,
            format_number(Decimal(row.energy_wh) / 1000, 3),
            format_number(Decimal(row.amount), 2),
        )[column]

    @safe_cell(lambda model, row: str(getattr(model.rows[row], "cp_id", row + 1)))
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid():
            ticket = self.rows[index.row()]
            return f"{ticket.cp_id} · {ticket.location} · {end_text(ticket.reason)}"
        return super().data(index, role)

    def is_figure(self, column: int) -> bool:
        return column in (2, 3)


def local_time(wire: str) -> str:
    """Day and time of a moment of the wire where the user is: ``23/11 20:31``."""
    return local(from_wire(wire)).strftime("%d/%m %H:%M")


def local_clock(wire: str) -> str:
    """Time with seconds where the user is."""
    return local(from_wire(wire)).strftime("%d/%m/%y %H:%M:%S")
