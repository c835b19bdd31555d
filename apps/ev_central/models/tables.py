"""Models of the plain tables: requests in progress, ended supplies, drivers.

:class:`Table` is a list of records and a tuple of columns; what changes is replaced as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from apps.ev_central.models.book import natural_key
from apps.ev_central.views import DriverView, RequestView, TicketView
from shared.qt.plain import safe_cell, sort_key
from shared.qt.theme import Role, font, tokens
from shared.runtime.clock import local
from shared.runtime.guard import guarded
from shared.runtime.text import format_duration, format_energy, format_money, format_price, translate
from shared.runtime.words import cancel_text, denial_text, end_text, step_text

AnyIndex = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
_FEW: Final = 100
"""More rows than this that come or go at once are a reset: one by one would be slower."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``tone`` names a colour of the theme (``bad``, ``quiet``...) or is empty."""

    title: Callable[[], str]
    text: Callable[[Row], str]
    key: Callable[[Row], Any] | None = None
    right: bool = False
    tone: Callable[[Row], str] = lambda _: ""


class Table(QAbstractTableModel, Generic[Row]):
    """Records of one kind; ``identity`` tells which record is which, to keep selections over a change."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        identity: Callable[[Row], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._identity = identity
        self._given: tuple[Row, ...] = ()
        self._rows: list[Row] = []
        self._order: tuple[int, bool] | None = None
        self._wanted = ""

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows`` instead of what was there; the same ones cost nothing."""
        given = tuple(rows)
        if given != self._given:
            self._given = given
            self._rebuild()

    def set_text_filter(self, text: str) -> None:
        """Show only records of which a text holds ``text``, case apart."""
        if text.casefold() != self._wanted:
            self._wanted = text.casefold()
            self._rebuild()

    def rows(self) -> list[Row]:
        """What is shown, in its order."""
        return list(self._rows)

    def at(self, index: AnyIndex) -> Row:
        """The record of a row."""
        return self._rows[index.row()]

    def _rebuild(self) -> None:
        rows = [row for row in self._given if self._matches(row)]
        if self._order is not None:
            column, descending = self._order
            key = sort_key(self._columns[column].key or self._columns[column].text)
            rows.sort(key=key, reverse=descending)
        before = [self._identity(row) for row in self._rows]
        after = [self._identity(row) for row in rows]
        if before != after:
            self._move_to(before, after, rows)
        self._rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._columns) - 1))

    def _move_to(self, before: list[str], after: list[str], rows: list[Row]) -> None:
        """Remove and insert single rows where that is all that happens, so that selections stay."""
        old, new = set(before), set(after)
        kept = [each for each in before if each in new]
        if len(old ^ new) > _FEW or kept != [each for each in after if each in old]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        for row in reversed(range(len(before))):
            if before[row] not in new:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
        for row, identity in enumerate(after):
            if identity not in old:
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.insert(row, rows[row])
                self.endInsertRows()

    def _matches(self, row: Row) -> bool:
        return not self._wanted or any(
            self._wanted in (guarded(self._identity(row), column.text, row) or "").casefold()
            for column in self._columns
        )

    # what Qt asks for

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Records that are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    @safe_cell(lambda model, row: model._identity(model._rows[row]))
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and their colours."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column.right)
        if role == Qt.ItemDataRole.ForegroundRole and (tone := column.tone(row)):
            return QColor(getattr(tokens(), tone))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(self._columns[section].right)
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.SMALL)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by ``column``; a negative one: as given."""
        self._order = None if column < 0 else (column, order is Qt.SortOrder.DescendingOrder)
        self._rebuild()


def _aligned(right: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def date_text(moment: datetime) -> str:
    """The local day, as people write it."""
    return f"{local(moment):%d/%m/%y}"


def time_text(moment: datetime) -> str:
    """The local time of day."""
    return f"{local(moment):%H:%M:%S}"


def request_text(request: RequestView) -> str:
    """Where a request stands, with the reason when it came to nothing."""
    if request.step == "ended":
        return translate("CentralWindow", "Ended: {reason}").format(reason=end_text(request.reason or ""))
    word = step_text(request.step)
    if not request.reason:
        return word
    reason = (denial_text if request.step == "denied" else cancel_text)(request.reason)
    return translate("CentralWindow", "{step}: {reason}").format(step=word, reason=reason)


def _request_tone(request: RequestView) -> str:
    if request.step == "denied":
        return "bad"
    if request.step in ("interrupted", "cancelled"):
        return "warning"
    return "quiet" if request.over else ""


def requests_table(parent: QObject | None = None) -> Table[RequestView]:
    """Requests in progress, in the columns of the assignment's panel plus the step."""
    over: Callable[[RequestView], str] = lambda row: "quiet" if row.over else ""  # noqa: E731
    columns: tuple[Column[RequestView], ...] = (
        Column(lambda: translate("CentralWindow", "Date"), lambda r: date_text(r.at), tone=over),
        Column(lambda: translate("CentralWindow", "Time"), lambda r: time_text(r.at), tone=over),
        Column(lambda: translate("CentralWindow", "Driver"), lambda r: r.driver_id, tone=over),
        Column(lambda: translate("CentralWindow", "CP"), lambda r: r.cp_id, tone=over),
        Column(lambda: translate("CentralWindow", "Step"), request_text, tone=_request_tone),
    )
    return Table(columns, lambda row: row.request_id, parent)


def tickets_table(parent: QObject | None = None) -> Table[TicketView]:
    """Ended supplies."""
    columns: tuple[Column[TicketView], ...] = (
        Column(
            lambda: translate("CentralWindow", "Ended"),
            lambda t: f"{date_text(t.ended_at)} {time_text(t.ended_at)}",
            lambda t: t.ended_at,
        ),
        Column(lambda: translate("CentralWindow", "CP"), lambda t: t.cp_id, lambda t: natural_key(t.cp_id)),
        Column(lambda: translate("CentralWindow", "Driver"), lambda t: t.driver_id),
        Column(
            lambda: translate("CentralWindow", "Duration"),
            lambda t: format_duration((t.ended_at - t.started_at).total_seconds()),
            lambda t: t.ended_at - t.started_at,
            right=True,
        ),
        Column(
            lambda: translate("CentralWindow", "Energy"),
            lambda t: format_energy(t.energy_wh),
            lambda t: t.energy_wh,
            right=True,
        ),
        Column(
            lambda: translate("CentralWindow", "Price"),
            lambda t: format_price(t.price),
            lambda t: t.price,
            right=True,
        ),
        Column(
            lambda: translate("CentralWindow", "Amount"),
            lambda t: format_money(t.amount),
            lambda t: t.amount,
            right=True,
        ),
        Column(
            lambda: translate("CentralWindow", "End"),
            lambda t: end_text(t.reason),
            tone=lambda t: "warning" if t.reason in ("fault", "stopped", "engine_lost") else "",
        ),
        Column(lambda: translate("CentralWindow", "Session"), lambda t: t.session_id, tone=lambda _: "quiet"),
    )
    return Table(columns, lambda row: row.session_id, parent)


def drivers_table(parent: QObject | None = None) -> Table[DriverView]:
    """Registered drivers."""
    columns: tuple[Column[DriverView], ...] = (
        Column(
            lambda: translate("CentralWindow", "Driver"),
            lambda d: d.driver_id,
            lambda d: natural_key(d.driver_id),
        ),
        Column(
            lambda: translate("CentralWindow", "May request"),
            lambda d: (
                translate("CentralWindow", "yes") if d.enabled else translate("CentralWindow", "no, disabled")
            ),
            tone=lambda d: "good" if d.enabled else "bad",
        ),
        Column(lambda: translate("CentralWindow", "Has a supply at"), lambda d: d.busy_with or ""),
    )
    return Table(columns, lambda row: row.driver_id, parent)
