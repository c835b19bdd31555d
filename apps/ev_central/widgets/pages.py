"""The views of the charging points (tiles, list, map) with one selection for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from apps.ev_central.models.book import CpBook, CpFilter
from apps.ev_central.models.cp_model import CpModel
from apps.ev_central.views import CpView, PanelUpdate
from apps.ev_central.widgets.first_steps import FirstSteps
from apps.ev_central.widgets.list_view import make_list
from apps.ev_central.widgets.map_view import MapPage
from shared.qt.cards import Card, EmptyState
from shared.qt.icons import Icon
from shared.qt.layout import column
from shared.qt.pages import PageStack
from shared.qt.tile import TileView
from shared.runtime.clock import Instant
from shared.runtime.text import translate

_Flag = QItemSelectionModel.SelectionFlag


class CpPage(IntEnum):
    """Ways to see the charging points."""

    TILES = 0
    LIST = 1
    MAP = 2


class CpPages(QWidget):
    """Shows the charging points of ``book``. ``selected`` carries their ids, the current one last.

    The selection is kept by id: a charging point that leaves the filter stays selected, and no other one
    takes its place under the operator's hand.
    """

    selected = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, book: CpBook, clock: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._ids: tuple[str, ...] = ()
        self.filter = CpFilter()
        self._page = CpPage.TILES
        self._syncing = False
        self.tiles_model = CpModel(book, clock, parent=self)
        self.list_model = CpModel(book, clock, show_rejected=True, parent=self)
        self.tiles = TileView()
        self.tiles.setModel(self.tiles_model)
        self.tiles.setAccessibleName(translate("CentralWindow", "Charging points"))
        self.list = make_list(self.list_model)
        self.map = MapPage(book, clock)
        self.first_steps = FirstSteps()
        self.no_match = EmptyState(Icon.SEARCH, translate("CentralWindow", "No charging point matches."))
        list_card = Card()
        list_card.body.addWidget(self.list)
        self._stack = PageStack()
        for widget in (self.tiles, list_card, self.map, self.first_steps, self.no_match):
            self._stack.addWidget(widget)
        self.setLayout(column(self._stack))
        self._connect(self.tiles)
        self._connect(self.list)
        self.map.canvas.picked.connect(self._picked)
        self.map.canvas.menu_wanted.connect(self.menu_wanted)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._show_page()

    def _connect(self, view: QAbstractItemView) -> None:
        view.selectionModel().selectionChanged.connect(self._selection_changed)
        view.selectionModel().currentChanged.connect(self._selection_changed)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu_asked)

    # what is shown

    @property
    def page(self) -> CpPage:
        """The present way to see them."""
        return self._page

    def show_page(self, page: CpPage) -> None:
        """Change the way to see them, or come back to them after something else was shown."""
        self._page = page
        model = self._model()
        if model is not None:
            self._guarded(model.refresh)
        else:
            self.map.refresh()
        self._show_page()

    def take(self, update: PanelUpdate, changed: Sequence[str]) -> None:
        """Show what changed."""
        model = self._model()
        if model is not None and changed:
            self._guarded(lambda: model.take(changed))
        if self._page is CpPage.MAP and changed and not self.map.canvas.crowded():
            self.map.refresh()  # a crowd of dots is painted again once a second, by tick
        self.first_steps.show_address(update.links.listening)
        self._show_page()

    def set_filter(self, wanted: CpFilter) -> None:
        """Show only what ``wanted`` lets through."""
        self.filter = wanted
        self._guarded(lambda: self.tiles_model.set_filter(wanted))
        self._guarded(lambda: self.list_model.set_filter(wanted))
        self.map.canvas.show_filter(wanted)
        self._show_page()

    def shown(self) -> list[CpView]:
        """Those that are shown."""
        model = self._model()
        if model is not None:
            return self._book.chosen(model.ids())
        return [view for view in self._book.cps.values() if self.filter.lets_through(view)]

    @Slot()
    def tick(self) -> None:
        """A second went by: ages and durations."""
        if self._page is CpPage.LIST:
            self._guarded(self.list_model.resort)
            self.list.viewport().update()
        elif self._page is CpPage.TILES:
            self.tiles.viewport().update()
        else:
            self.map.refresh()

    def _model(self) -> CpModel | None:
        return {CpPage.TILES: self.tiles_model, CpPage.LIST: self.list_model}.get(self._page)

    def _view(self) -> QAbstractItemView | None:
        views: dict[CpPage, QAbstractItemView] = {CpPage.TILES: self.tiles, CpPage.LIST: self.list}
        return views.get(self._page)

    def _show_page(self) -> None:
        model = self._model()
        if not self._book.cps:
            wanted = self._stack.indexOf(self.first_steps)
        elif model is not None and model.rowCount() == 0:
            wanted = self._stack.indexOf(self.no_match)
        else:
            wanted = int(self._page)
        if wanted != self._stack.currentIndex():
            focused = QApplication.focusWidget()
            mine = focused is not None and (focused is self or self.isAncestorOf(focused))
            self._stack.setCurrentIndex(wanted)
            if mine:
                self.focus_view()

    def focus_view(self) -> None:
        """Give the keys to what is shown."""
        views = (self.tiles, self.list, self.map.canvas)
        target = views[self._page] if self._stack.currentIndex() == self._page else self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # selection

    def select(self, cp_ids: Sequence[str]) -> None:
        """Select these charging points, the last one being current."""
        self._ids = tuple(cp_ids)
        self._restore()
        self.selected.emit(self._ids)

    def _guarded(self, change: Callable[[], None]) -> None:
        """Let a model change without taking what Qt then selects for the operator's wish."""
        before, self._syncing = self._syncing, True
        try:
            change()
        finally:
            self._syncing = before
        if not before:
            self._restore()

    def _restore(self) -> None:
        self.map.canvas.show_selection(self._ids)
        view, model = self._view(), self._model()
        if view is None or model is None:
            return
        rows = [row for cp_id in self._ids if (row := model.row_of(cp_id)) is not None]
        chosen = view.selectionModel()
        if set(rows) == _rows_of(chosen.selection()):
            return
        before, self._syncing = self._syncing, True
        try:
            wide = model.columnCount() - 1 if isinstance(view, QTableView) else 0
            selection = QItemSelection()
            for first, last in _runs(sorted(rows)):
                selection.select(model.index(first, 0), model.index(last, wide))
            if rows:
                chosen.setCurrentIndex(model.index(rows[-1], 0), _Flag.NoUpdate)
            chosen.select(selection, _Flag.ClearAndSelect)
        finally:
            self._syncing = before

    @Slot()
    def _selection_changed(self) -> None:
        view, model = self._view(), self._model()
        if self._syncing or view is None or model is None or self.sender() is not view.selectionModel():
            return
        ids = model.ids()
        rows = sorted(_rows_of(view.selectionModel().selection()))
        current = view.currentIndex()
        if current.isValid() and current.row() in rows:
            rows.remove(current.row())
            rows.append(current.row())
        wanted = tuple(ids[row] for row in rows)
        if wanted != self._ids:
            self._ids = wanted
            self.selected.emit(wanted)

    @Slot(str, bool)
    def _picked(self, cp_id: str, add: bool) -> None:
        others = tuple(each for each in self._ids if each != cp_id) if add else ()
        self.select(others if add and cp_id in self._ids else (*others, cp_id))

    @Slot(QPoint)
    def _menu_asked(self, at: QPoint) -> None:
        view = self._view()
        if view is not None:
            self.menu_wanted.emit(view.viewport().mapToGlobal(at))


def _rows_of(selection: QItemSelection) -> set[int]:
    # By ranges: with 10,000 selected rows the list of all indexes would be slow.
    return {row for part in selection.toList() for row in range(part.top(), part.bottom() + 1)}


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """``rows`` (in order) as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
