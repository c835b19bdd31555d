"""A plain table, as several pages have one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from shared.qt.tables import dress

ROW_HEIGHT: Final = 26


def make_table(
    model: QAbstractItemModel, name: str, *, stretch: int, widths: Sequence[str], sortable: bool = False
) -> QTableView:
    """A quiet table of rows. ``widths``: a long text of each column; column ``stretch`` takes the rest."""
    table = QTableView()
    table.setModel(model)
    table.setSortingEnabled(sortable)
    dress(table, name, ROW_HEIGHT, stretch)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    columns = table.horizontalHeader()
    metrics, heads = table.fontMetrics(), columns.fontMetrics()
    for column, sample in enumerate(widths):
        title = str(model.headerData(column, Qt.Orientation.Horizontal))
        arrow = 24 if sortable else 12
        wide = max(metrics.horizontalAdvance(sample) + 20, heads.horizontalAdvance(title) + arrow)
        table.setColumnWidth(column, wide)
    return table
