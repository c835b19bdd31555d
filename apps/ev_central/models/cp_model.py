"""The model behind tiles and list: charging points that a filter lets through, in an order.

One class serves both: a list view shows column 0 (the tile), a table all columns. Updates cost what changed,
not what there is: 10,000 charging points stay fluid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QFont

from apps.ev_central.models import tiles
from apps.ev_central.models.book import CpBook, CpFilter, natural_key
from apps.ev_central.views import CpView
from shared.domain.cp import Standing
from shared.qt.icons import Icon
from shared.qt.plain import MARK, AnyIndex, safe_cell, sort_key
from shared.qt.tables import FEW, Columns
from shared.qt.theme import Role, StateFill, font, tokens
from shared.qt.tile import TILE_ROLE
from shared.qt.tile_painter import TileData
from shared.runtime.clock import Instant
from shared.runtime.guard import guarded
from shared.runtime.text import format_energy, format_money, format_power, format_price, translate

CP_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
"""The :class:`CpView` of a row."""
_STATE_ORDER: Final = (
    Standing.FAULTED,
    Standing.INTERRUPTED,
    Standing.STOPPED,
    Standing.DISCONNECTED,
    Standing.SUPPLYING,
    Standing.RESERVED,
    Standing.FREE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list: its title, its text, and its order (ties go by id).

    ``measured``: a figure of the engine, which is shown quietly when it is old.
    """

    title: str
    text: Callable[[CpView, Instant], str]
    key: Callable[[CpView], Any]
    right: bool = False
    measured: bool = False


def enrolment_text(view: CpView) -> str:
    """Where its enrolment stands."""
    return {
        "pending": translate("CentralWindow", "waits for you"),
        "enrolled": translate("CentralWindow", "enrolled"),
        "rejected": translate("CentralWindow", "rejected"),
        "revoked": translate("CentralWindow", "revoked"),
    }.get(view.enrolment, view.enrolment)


def columns() -> tuple[Column, ...]:
    """All of the list, in the language of the user."""
    return (
        Column(translate("CentralWindow", "CP"), lambda v, _: v.cp_id, lambda v: ()),
        Column(
            translate("CentralWindow", "State"),
            lambda v, _: tiles.state_word(v),
            lambda v: _STATE_ORDER.index(v.standing),
        ),
        Column(translate("CentralWindow", "Place"), lambda v, _: v.location, lambda v: v.location.casefold()),
        Column(
            translate("CentralWindow", "Price"),
            lambda v, _: format_price(v.price),
            lambda v: v.price,
            right=True,
        ),
        Column(
            translate("CentralWindow", "Driver"), lambda v, _: v.driver_id or "", lambda v: v.driver_id or ""
        ),
        Column(
            translate("CentralWindow", "Power"),
            lambda v, _: format_power(v.power_w) if tiles.has_power(v) else "",
            lambda v: v.power_w if tiles.has_power(v) else -1,
            right=True,
            measured=True,
        ),
        Column(
            translate("CentralWindow", "Energy"),
            lambda v, _: format_energy(v.energy_wh) if tiles.delivering(v) else "",
            lambda v: v.energy_wh if tiles.delivering(v) else -1,
            right=True,
            measured=True,
        ),
        Column(
            translate("CentralWindow", "Amount"),
            lambda v, _: format_money(v.amount) if tiles.delivering(v) else "",
            lambda v: v.amount if tiles.delivering(v) else -1,
            right=True,
            measured=True,
        ),
        Column(
            translate("CentralWindow", "Duration"),
            tiles.elapsed_text,
            lambda v: v.started_at.timestamp() if v.started_at and tiles.delivering(v) else float("inf"),
            right=True,
            measured=True,
        ),
        Column(translate("CentralWindow", "Note"), tiles.note_text, lambda v: ()),
    )


STATE_COLUMN: Final = 1


class CpModel(Columns):
    """Rows are charging points of ``book``; ``clock`` gives the moment for ages.

    ``show_rejected``: whether those whose enrolment was rejected are rows too.
    """

    def __init__(
        self,
        book: CpBook,
        clock: Callable[[], Instant],
        *,
        show_rejected: bool = False,
        parent: QObject | None = None,
    ) -> None:
        self._columns = columns()
        super().__init__([(column.title, column.right) for column in self._columns], parent)
        self._book = book
        self._clock = clock
        self._show_rejected = show_rejected
        self._filter = CpFilter()
        self._column, self._descending = 0, False
        self._ids: list[str] = []
        self._row_of: dict[str, int] = {}
        self._tiles: dict[str, tuple[CpView, int, TileData]] = {}

    # rows

    def row_of(self, cp_id: str) -> int | None:
        """Its row, None while it is not shown."""
        return self._row_of.get(cp_id)

    def ids(self) -> list[str]:
        """What is shown, in its order."""
        return list(self._ids)

    def set_filter(self, wanted: CpFilter) -> None:
        """Show only what ``wanted`` lets through."""
        if wanted != self._filter:
            self._filter = wanted
            self.refresh()

    def refresh(self) -> None:
        """Build all rows again."""
        self.beginResetModel()
        self._set_ids(self._ordered(cp_id for cp_id in self._book.cps if self._shown(cp_id)))
        self.endResetModel()

    def take(self, changed: Iterable[str]) -> None:
        """Bring the rows of ``changed`` charging points up to date."""
        rows: list[int] = []
        gone: list[str] = []
        new: list[str] = []
        for cp_id in changed:
            row, shown = self._row_of.get(cp_id), self._shown(cp_id)
            if row is not None and shown:
                rows.append(row)
            elif row is not None:
                gone.append(cp_id)
            elif shown:
                new.append(cp_id)
        if len(gone) + len(new) > FEW:
            self.refresh()
            return
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), self.columnCount() - 1))
        for cp_id in gone:
            self._remove(cp_id)
        for cp_id in new:
            self._insert(cp_id)

    def resort(self) -> None:
        """Put the rows in order again, where the order is by figures that change."""
        if self._column:
            self._reorder()

    def _reorder(self) -> None:
        ordered, old = self._ordered(self._ids), self._ids
        if ordered == old:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        self._set_ids(ordered)
        self.changePersistentIndexList(
            before, [self.index(self._row_of[old[each.row()]], each.column()) for each in before]
        )
        self.layoutChanged.emit()

    def _shown(self, cp_id: str) -> bool:
        view = self._book.cps.get(cp_id)
        if view is None or (view.enrolment == "rejected" and not self._show_rejected):
            return False
        return self._filter.lets_through(view)

    def _ordered(self, cp_ids: Iterable[str]) -> list[str]:
        ordered = sorted(cp_ids, key=natural_key, reverse=self._descending and self._column == 0)
        if self._column:
            key, cps = self._columns[self._column].key, self._book.cps
            ordered.sort(key=sort_key(lambda cp_id: key(cps[cp_id])), reverse=self._descending)
        return ordered

    def _set_ids(self, ordered: list[str]) -> None:
        self._ids = ordered
        self._row_of = {cp_id: row for row, cp_id in enumerate(ordered)}

    def _remove(self, cp_id: str) -> None:
        row = self._row_of[cp_id]
        self.beginRemoveRows(QModelIndex(), row, row)
        self._set_ids(self._ids[:row] + self._ids[row + 1 :])
        self.endRemoveRows()

    def _insert(self, cp_id: str) -> None:
        ordered = self._ordered([*self._ids, cp_id]) if self._column == 0 else [*self._ids, cp_id]
        row = ordered.index(cp_id)
        self.beginInsertRows(QModelIndex(), row, row)
        self._set_ids(ordered)
        self.endInsertRows()

    # what Qt asks for

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Charging points that are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    @safe_cell(lambda model, row: model.ids()[row])
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, tiles and the view itself."""
        if not index.isValid():
            return None
        view = self._book.cps.get(self._ids[index.row()])
        if view is None:  # forgotten just now
            return None
        if role == TILE_ROLE:
            return self._tile(view)
        if role == CP_ROLE:
            return view
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(view, self._clock())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        if role in (Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole):
            return self._old_look(view, column, role)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            between = ", " if role == Qt.ItemDataRole.AccessibleTextRole else "\n"
            return between.join(self._tile(view).lines())
        return None

    def _old_look(self, view: CpView, column: Column, role: int) -> QColor | QFont | None:
        """Quiet and slanted where a figure is old: in a selected row the colour alone would not show."""
        if not column.measured or tiles.is_live(view, self._clock()):
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(tokens().quiet)
        slanted = font(Role.BODY, scale=12 / 13)
        slanted.setItalic(True)
        return slanted

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by ``column``."""
        self._column, self._descending = max(0, column), order is Qt.SortOrder.DescendingOrder
        self._reorder()

    def _tile(self, view: CpView) -> TileData:
        now = self._clock()
        kept = self._tiles.get(view.cp_id)
        if kept is not None and kept[0] is view and kept[1] == int(now.mono):
            return kept[2]
        made = guarded(view.cp_id, tiles.tile_of, view, now)
        made = made or TileData(view.cp_id, MARK, StateFill.DISCONNECTED, Icon.FAULTED)
        self._tiles[view.cp_id] = (view, int(now.mono), made)
        return made
