"""The charging points as a table that can be sorted by any column."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from apps.ev_central.models import tiles
from apps.ev_central.models.cp_model import CP_ROLE, STATE_COLUMN, CpModel
from apps.ev_central.views import CpView
from apps.ev_central.widgets.parts import make_table
from shared.qt.cards import paint_pill
from shared.qt.theme import Role, font, tokens
from shared.runtime.guard import guarded
from shared.runtime.text import translate

_NOTE_COLUMN = 9
_SAMPLES = (
    "MAD00000",
    "Desconectado 000",
    "Museo de las Artes",
    "0.5400 €/kWh",
    "DRV-00000",
    "000.0 kW",
    "000.000 kWh",
    "000.00 €",
    "00:00:00",
    "",
)


class StateDelegate(QStyledItemDelegate):
    """Paints a state as a pill: icon, word and colour."""

    def __init__(self, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._font = font(Role.SMALL, bold=True)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The pill on the ground of the row."""
        view: CpView | None = index.data(CP_ROLE)
        if view is not None:
            painter.save()
            guarded(view.cp_id, self._paint_state, painter, option, view)
            painter.restore()

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem, view: CpView) -> None:
        look, word = tiles.look_of(view), tiles.state_word(view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens().hover))
        wide = min(QFontMetrics(self._font).horizontalAdvance(word) + 34, option.rect.width() - 8)
        pill = QRectF(option.rect.x() + 4, option.rect.y() + 3, wide, option.rect.height() - 6)
        paint_pill(painter, pill, look, word, self._font)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Wide enough for the longest word."""
        return QSize(130, 26)


def make_list(model: CpModel) -> QTableView:
    """The list of charging points, sorted by id at first."""
    name = translate("CentralWindow", "Charging points")
    table = make_table(model, name, stretch=_NOTE_COLUMN, widths=_SAMPLES, sortable=True)
    table.setItemDelegateForColumn(STATE_COLUMN, StateDelegate(table))
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    return table
