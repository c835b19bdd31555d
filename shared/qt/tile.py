"""Tiles of charging points: a list view whose delegate paints them, 10 or 10,000.

A widget for each tile would not keep up with a large network; only what is visible is painted. The model
gives a :class:`TileData` for :data:`TILE_ROLE`. GUI thread only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QHelpEvent, QHideEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from shared.qt.plain import AnyIndex, show_tip
from shared.qt.theme import PULSE_MS, StateFill
from shared.qt.tile_painter import EDGE, GAP, TileData, TilePainter

TILE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
TILE_HEIGHT: Final = 136
MIN_TILE_WIDTH: Final = 240
_PULSE_FRAME_MS: Final = 33
_CHARGE_FRAME_MS: Final = 120
_FORGET_S: Final = 1.5
"""A tile that was not painted for this long shows no pulse: its change is no news any more."""


def tile_at(index: AnyIndex) -> TileData:
    """The tile of a row of the model."""
    return cast(TileData, index.data(TILE_ROLE))


class TileDelegate(QStyledItemDelegate):
    """Paints a :class:`TileData`; knows which tiles have just changed their state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = TilePainter()
        self._seen: dict[str, tuple[StateFill, float]] = {}
        self._pulses: dict[str, float] = {}
        self.dirty = QRegion()
        self.size = QSize(MIN_TILE_WIDTH + GAP, TILE_HEIGHT + GAP)

    def pulsing(self) -> bool:
        """Whether any tile still shows its change."""
        oldest = time.monotonic() - PULSE_MS / 1000
        self._pulses = {cp_id: since for cp_id, since in self._pulses.items() if since > oldest}
        return bool(self._pulses)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """The cell of the grid, gap included."""
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the tile, or only its edge when nothing else is dirty (the movement of a supply)."""
        tile = tile_at(index)
        cell = option.rect
        half = GAP // 2
        rect = cell.adjusted(half, half, -half, -half)
        mono = time.monotonic()
        if tile.charging and 0 < self.dirty.intersected(cell).boundingRect().width() <= EDGE:
            self._painter.paint_edge(painter, rect, tile, mono)
            return
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        self._painter.paint(
            painter, rect, tile, selected=selected, focused=focused, pulse=self._pulse(tile, mono), mono=mono
        )

    def _pulse(self, tile: TileData, mono: float) -> float:
        """How much of the change of state is still to be seen: 1 at its moment, 0 after 300 ms."""
        known = self._seen.get(tile.cp_id)
        if known is not None and known[0] is not tile.fill and mono - known[1] < _FORGET_S:
            self._pulses[tile.cp_id] = mono
        self._seen[tile.cp_id] = (tile.fill, mono)
        since = self._pulses.get(tile.cp_id)
        return 0.0 if since is None else max(0.0, 1 - (mono - since) * 1000 / PULSE_MS)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """The tooltip: all of the tile, uncut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        show_tip(event.globalPos(), "\n".join(tile_at(index).lines()), view)
        return True


class TileView(QListView):
    """A grid of tiles that stretch to fill the row. Arrows, Home, End and Page move; Enter activates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = TileDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setProperty("tiles", True)
        # List mode with wrapping: icon mode keeps an item and a search tree for each tile.
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Its place is always kept: tiles do not change their width when a row more comes. With nothing to
        # scroll it is disabled, which the style sheet shows as nothing.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._scroll_range_changed)
        self.verticalScrollBar().setSingleStep(TILE_HEIGHT // 3)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionRectVisible(False)
        self.setMouseTracking(False)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMinimumSize(MIN_TILE_WIDTH + GAP, TILE_HEIGHT + GAP)
        self._pulse_timer = QTimer(self)
        self._pulse_timer.setInterval(_PULSE_FRAME_MS)
        self._pulse_timer.timeout.connect(self._pulse_frame)
        self._charge_timer = QTimer(self)
        self._charge_timer.setInterval(_CHARGE_FRAME_MS)
        self._charge_timer.timeout.connect(self._charge_frame)

    def columns(self) -> int:
        """Tiles in a row at the present width."""
        return max(1, (self.viewport().width() - 1) // (MIN_TILE_WIDTH + GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out among the tiles of a row."""
        size = QSize((self.viewport().width() - 1) // self.columns(), TILE_HEIGHT + GAP)
        if size != self._delegate.size:
            self._delegate.size = size
            self.setGridSize(size)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is dirty, and go on while a tile shows its change."""
        self._delegate.dirty = event.region()
        super().paintEvent(event)
        if self._delegate.pulsing() and not self._pulse_timer.isActive():
            self._pulse_timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Movement only while somebody can see it."""
        super().showEvent(event)
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0:
            self._charge_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """No movement while hidden."""
        self._charge_timer.stop()
        super().hideEvent(event)

    def dataChanged(  # noqa: N802 - Qt's name
        self, first: AnyIndex, last: AnyIndex, roles: Sequence[int] | None = None
    ) -> None:
        """Paint again. Qt would lay all tiles out again, but no data changes their size (10,000: 40 ms)."""
        self.viewport().update()

    def visible_rows(self) -> range:
        """The rows of the model that can be seen, some more at the end of a line."""
        model: QAbstractItemModel | None = self.model()
        if model is None or model.rowCount() == 0:
            return range(0)
        height = self.gridSize().height()
        top = self.verticalScrollBar().value()
        first = top // height * self.columns()
        last = ((top + self.viewport().height()) // height + 1) * self.columns()
        return range(min(first, model.rowCount()), min(last, model.rowCount()))

    @Slot(int, int)
    def _scroll_range_changed(self, low: int, high: int) -> None:
        self.verticalScrollBar().setEnabled(high > low)

    @Slot()
    def _pulse_frame(self) -> None:
        if not self._delegate.pulsing():
            self._pulse_timer.stop()
        self.viewport().update()

    @Slot()
    def _charge_frame(self) -> None:
        model = self.model()
        half = GAP // 2
        for row in self.visible_rows():
            index = model.index(row, 0)
            if tile_at(index).charging:
                cell = self.visualRect(index)
                self.viewport().update(cell.x() + half, cell.y() + half, EDGE, cell.height() - GAP)
