"""Qt models of the driver's window: charging points, services of the file, tickets. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QSortFilterProxyModel, Qt

from apps.ev_driver.texts import outcome_text
from apps.ev_driver.views import CpView, ServiceView
from shared.domain.words import cp_state_text, end_text
from shared.messages.records import Ticket
from shared.qt.plain import AnyIndex, safe_cell
from shared.qt.tables import RECORD_ROLE, Column, Table
from shared.runtime.clock import from_wire, local
from shared.runtime.text import format_number, format_price, translate

_ROOT = QModelIndex()


def cp_word(cp: CpView) -> str:
    """How a charging point stands, in a word."""
    return cp_state_text(cp.standing)


class CpModel(QAbstractListModel):
    """All charging points. Rows stay where they are, so that selection and scrolling survive each change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[CpView] = []
        self._row_of: dict[str, int] = {}
        self._shown: set[int] = set()
        self._available = 0

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @safe_cell(lambda model, row: model._rows[row].cp_id)
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cp = self._rows[index.row()]
        if role == RECORD_ROLE:
            return cp
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            parts = (cp.cp_id, cp_word(cp), cp.location, format_price(cp.price))
            return " · ".join(part for part in parts if part)
        return None

    def show(self, cps: Sequence[CpView]) -> None:
        """Take the points over: changed ones in place, new ones at the end; it costs what changed."""
        # Points that did not change are the same objects: of 10,000 they are passed over in a millisecond.
        fresh = [cp for cp in cps if id(cp) not in self._shown]
        new = [cp for cp in fresh if cp.cp_id not in self._row_of]
        for cp in fresh:
            row = self._row_of.get(cp.cp_id)
            if row is not None:
                before, self._rows[row] = self._rows[row], cp
                self._shown.remove(id(before))
                self._shown.add(id(cp))
                self._available += cp.available - before.available
                if before != cp:
                    self.dataChanged.emit(self.index(row), self.index(row))
        if len(self._rows) + len(new) > len(cps):
            self._keep({cp.cp_id for cp in cps})
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new
            self._shown.update(map(id, new))
            self._row_of |= {cp.cp_id: first + number for number, cp in enumerate(new)}
            self._available += sum(cp.available for cp in new)
            self.endInsertRows()

    def _keep(self, wanted: set[str]) -> None:
        """Remove all others, those that are neighbours at once."""
        last = len(self._rows) - 1
        while last >= 0:
            first = last
            while first >= 0 and self._rows[first].cp_id not in wanted:
                first -= 1
            if first < last:
                self.beginRemoveRows(QModelIndex(), first + 1, last)
                leaving = self._rows[first + 1 : last + 1]
                self._available -= sum(cp.available for cp in leaving)
                self._shown.difference_update(map(id, leaving))
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


def services_table(parent: QObject | None = None) -> Table[ServiceView]:
    """The services of the file with what came of them."""
    tones = {"charged": "good", "denied": "bad", "failed": "bad", "cancelled": "warning"}
    tones |= {"running": "accent", "waiting": "quiet"}
    columns: tuple[Column[ServiceView], ...] = (
        Column(translate("DriverWindow", "No."), lambda row: str(row.number + 1), right=True),
        Column(translate("DriverWindow", "CP"), lambda row: row.cp_id),
        Column(
            translate("DriverWindow", "Outcome"),
            lambda row: outcome_text(row.state, row.reason),
            tone=lambda row: tones.get(row.state, ""),
        ),
        Column("€", lambda row: "" if row.amount is None else format_number(row.amount, 2), right=True),
    )
    return Table(columns, lambda row: f"{row.number} {row.cp_id}", parent)


def tickets_table(parent: QObject | None = None) -> Table[Ticket]:
    """Tickets; each row says in its tooltip where it was and why it ended."""
    columns: tuple[Column[Ticket], ...] = tuple(
        Column(title, text, right=right, tip=lambda t: f"{t.cp_id} · {t.location} · {end_text(t.reason)}")
        for title, text, right in (
            (translate("DriverWindow", "Ended"), lambda t: local_time(t.ended_at), False),
            (translate("DriverWindow", "CP"), lambda t: t.cp_id, False),
            ("kWh", lambda t: format_number(Decimal(t.energy_wh) / 1000, 3), True),
            ("€", lambda t: format_number(Decimal(t.amount), 2), True),
            (translate("DriverTicket", "Session"), lambda t: t.session_id, False),
        )
    )
    return Table(columns, lambda row: row.session_id, parent)


def local_time(wire: str) -> str:
    """Day and time of a moment of the wire where the user is: ``23/11 20:31``."""
    return local(from_wire(wire)).strftime("%d/%m %H:%M")


def local_clock(wire: str) -> str:
    """Time with seconds where the user is."""
    return local(from_wire(wire)).strftime("%d/%m/%y %H:%M:%S")
