"""Plain tables: records of one kind in columns, and how a table looks. GUI thread only.

:class:`Table` is a list of records and a tuple of columns; what changes is replaced as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from shared.qt.paint import LEFT, RIGHT
from shared.qt.plain import AnyIndex, safe_cell, sort_key
from shared.qt.theme import Role, font, set_font, tokens
from shared.runtime.guard import guarded
from shared.runtime.text import translate

Row = TypeVar("Row")
RECORD_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The record of a row."""
COPY_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 3
"""What is copied of a row, where that is not its columns."""
FEW: Final = 100
"""More rows than this that come or go at once are a reset: one by one would be slower."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``key``: what it is ordered by, its text if there is none. ``tone`` names a colour of the
    theme (``bad``, ``quiet``...) or is empty. ``tip``: the tooltip, else it is the text."""

    title: str
    text: Callable[[Row], str]
    key: Callable[[Row], Any] | None = None
    right: bool = False
    tone: Callable[[Row], str] = lambda _: ""
    tip: Callable[[Row], str] | None = None
    bold: bool = False


class Columns(QAbstractTableModel):
    """What all tables have: titles, and on which side a column stands. ``titles``: each with whether it is of
    figures, which stand at the right."""

    def __init__(self, titles: Sequence[tuple[str, bool]], parent: QObject | None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Columns."""
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def side(self, column: int) -> int:
        """How a column is aligned."""
        return int(RIGHT if self._titles[column][1] else LEFT)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section][0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(section)
        return font(Role.SMALL) if role == Qt.ItemDataRole.FontRole else None


class Table(Columns, Generic[Row]):
    """Records of one kind; ``identity`` tells which record is which, to keep selections over a change."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        identity: Callable[[Row], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__([(column.title, column.right) for column in columns], parent)
        self._columns = tuple(columns)
        self._identity = identity
        self._given: tuple[Row, ...] = ()
        self._rows: list[Row] = []
        self._row_of: dict[str, int] = {}
        self._order: tuple[int, bool] | None = None
        self._wanted = ""

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows`` instead of what was there; it costs what changed."""
        before, self._given = self._given, tuple(rows)
        changed = [pair for pair in zip(before, rows, strict=False) if pair[0] is not pair[1]]
        if len(before) != len(rows) or not all(self._replace(*pair) for pair in changed):
            self._rebuild()

    def _replace(self, old: Row, new: Row) -> bool:
        """Show ``new`` in the place of ``old``, unless filter or order may want it elsewhere."""
        row = self._row_of.get(self._identity(old))
        moves = self._wanted or (self._order is not None and self._place(old) != self._place(new))
        if row is None or moves or self._identity(old) != self._identity(new):
            return old == new
        self._rows[row] = new
        if old != new:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        return True

    def _place(self, row: Row) -> Any:
        column = self._columns[self._order[0] if self._order else 0]
        return sort_key(column.key or column.text)(row)

    def set_text_filter(self, text: str) -> None:
        """Show only records of which a text holds ``text``, case apart."""
        if text.casefold() != self._wanted:
            self._wanted = text.casefold()
            self._rebuild()

    def rows(self) -> list[Row]:
        """What is shown, in its order."""
        return list(self._rows)

    def at(self, row: int) -> Row:
        """The record of a row."""
        return self._rows[row]

    def _rebuild(self) -> None:
        rows = [row for row in self._given if self._matches(row)]
        if self._order is not None:
            rows.sort(key=self._place, reverse=self._order[1])
        before, after = list(map(self._identity, self._rows)), list(map(self._identity, rows))
        if before != after:
            self._move_to(before, after, rows)
        self._rows = rows
        self._row_of = {identity: row for row, identity in enumerate(after)}
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))

    def _move_to(self, before: list[str], after: list[str], rows: list[Row]) -> None:
        """Remove and insert single rows where that is all that happens, so that selections stay."""
        old, new = set(before), set(after)
        kept = [each for each in before if each in new]
        if len(old ^ new) > FEW or kept != [each for each in after if each in old]:
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

    @safe_cell(lambda model, row: model._identity(model._rows[row]))
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and their colours."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip or column.text)(row)
        if role == RECORD_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        if role == Qt.ItemDataRole.FontRole and column.bold:
            return font(Role.BODY, scale=12 / 13, bold=True)
        if role == Qt.ItemDataRole.ForegroundRole and (tone := column.tone(row)):
            return QColor(getattr(tokens(), tone))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by ``column``; a negative one: as given."""
        self._order = None if column < 0 else (column, order is Qt.SortOrder.DescendingOrder)
        self._rebuild()


class TextColumn(QObject):
    """The column of a table that holds sentences: at least ``least`` pixels wide, for which the columns
    ``giving`` hide, the first of them first; what is longer wraps, in up to three lines."""

    def __init__(self, table: QTableView, column: int, least: int, *giving: int) -> None:
        super().__init__(table)
        self._table, self._column, self._least = table, column, least
        self._giving = {each: table.columnWidth(each) for each in giving}
        self._height = table.verticalHeader().defaultSectionSize()
        table.setWordWrap(True)
        table.viewport().installEventFilter(self)
        model = table.model()
        every_row: Callable[..., None] = lambda *_: self._wrap(0, model.rowCount() - 1)  # noqa: E731
        # Rows of another height may bring or take the scroll bar while the columns are still being resized:
        # of the width that this leaves no header tells.
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(every_row)
        table.horizontalHeader().sectionResized.connect(
            lambda each, *_: every_row() if each == column else None
        )
        model.modelReset.connect(every_row)
        model.rowsInserted.connect(lambda _, first, last: self._wrap(first, last))
        model.dataChanged.connect(lambda first, last: self._wrap(first.row(), last.row()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the new width out."""
        if event.type() == QEvent.Type.Resize:
            self._settled.start()
            columns = self._table.horizontalHeader()
            others = set(range(columns.count())) - {self._column, *self._giving}
            room = self._table.viewport().width() - sum(map(columns.sectionSize, others))
            for each in reversed(self._giving):
                self._giving[each] = columns.sectionSize(each) or self._giving[each]
                columns.setSectionHidden(each, room - self._giving[each] < self._least)
                room -= columns.sectionSize(each)
        return super().eventFilter(watched, event)

    def _wrap(self, first: int, last: int) -> None:
        table, metrics = self._table, self._table.fontMetrics()
        wide = max(1, table.columnWidth(self._column) - 16)
        for row in range(first, last + 1):
            text, high = str(table.model().index(row, self._column).data()), 0
            if metrics.horizontalAdvance(text) >= wide:
                box = metrics.boundingRect(QRect(0, 0, wide, 999), int(Qt.TextFlag.TextWordWrap), text)
                high = min(box.height(), 3 * metrics.lineSpacing()) - metrics.lineSpacing()
            table.setRowHeight(row, self._height + high)


def copy_rows(table: QTableView) -> None:
    """Put the selected rows on the clipboard: their :data:`COPY_ROLE`, or all columns, hidden ones too."""
    model, lines = table.model(), []
    for row in sorted({index.row() for index in table.selectedIndexes()}):
        cells = [model.index(row, column) for column in range(model.columnCount())]
        lines.append(cells[0].data(COPY_ROLE) or "\t".join(str(cell.data()) for cell in cells))
    QGuiApplication.clipboard().setText("\n".join(lines))


def dress(table: QTableView, name: str, row_height: int, stretch: int) -> None:
    """Rows of one height, selected whole, not edited; the column ``stretch`` takes the room left."""
    table.setAccessibleName(name)
    set_font(table, font(Role.BODY, scale=12 / 13))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    copy = QAction(translate("Messages", "Copy"), table)
    copy.setShortcut(QKeySequence.StandardKey.Copy)
    copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    copy.triggered.connect(lambda: copy_rows(table))
    table.addAction(copy)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(row_height)
    columns = table.horizontalHeader()
    columns.setFont(font(Role.SMALL))
    columns.setHighlightSections(False)
    columns.setSectionsClickable(table.isSortingEnabled())
    columns.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)


def dress_narrow(table: QTableView, name: str, row_height: int, stretch: int) -> None:
    """The same, for few rows: each column as wide as what is in it, and one row chosen at a time."""
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    dress(table, name, row_height, stretch)
