"""Left side of the driver's window: the charging points of the network, live (M14), and the request (M6)."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from apps.ev_driver.models import CpModel, CpOrder, cp_word
from apps.ev_driver.views import CpView, DriverView, NetworkView
from apps.ev_driver.widgets.painting import CpDelegate
from shared.domain.cp import CpState
from shared.qt.big_button import BigButton
from shared.qt.cards import Card, EmptyState
from shared.qt.icons import Icon
from shared.qt.plain import set_tip
from shared.qt.tables import RECORD_ROLE
from shared.runtime.text import format_span, translate


class CpsCard(Card):
    """The list with its filter and the one button; ``requested`` carries the id of a charging point."""

    requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("DriverWindow", "Charging points"), parent)
        self._view: DriverView | None = None
        self._model = CpModel(self)
        self._order = CpOrder(self)
        self._order.setSourceModel(self._model)
        self._filter = QLineEdit(self)
        self.list = QListView(self)
        self._empty = EmptyState(Icon.PLUG, "", self)
        self.button = BigButton(translate("DriverWindow", "Request a supply"), tone="primary", parent=self)
        self._lay_out()
        self._connect()
        self._refresh()

    def show_network(self, network: NetworkView) -> None:
        """Take the charging points over."""
        self._hold()
        self._model.show(network.cps)
        self._refresh()

    def show_driver(self, view: DriverView) -> None:
        """Whether a request is possible depends on what goes on."""
        self._view = view
        self._refresh()

    def tell_age(self, mono: float) -> None:
        """Live, or how old the list is at the second ``mono`` of the monotonic clock (M14)."""
        self._hold()
        links = self._view.links if self._view is not None else None
        live = links is None or links.central.alive
        if live != self.delegate.live:
            self.delegate.live = live
            self.list.viewport().update()
        if links is None or live or not self._model.rowCount():
            self._tell_count()
            return
        note = translate("DriverWindow", "not of this moment")
        if links.central.ever:
            span = format_span(mono - links.central.since_mono)
            note = translate("DriverWindow", "{span} old").format(span=span)
        self.set_note(note, "warning")

    def _hold(self) -> None:
        """Rows keep their place under the pointer and around the chosen one; the order settles afterwards."""
        chosen = self.list.hasFocus() and self.list.selectionModel().hasSelection()
        held = self.list.underMouse() or chosen
        if held is self._order.dynamicSortFilter():
            self._order.setDynamicSortFilter(not held)

    def cp(self, cp_id: str) -> CpView | None:
        """A charging point of the list."""
        return self._model.cp(cp_id)

    def _lay_out(self) -> None:
        self._filter.setPlaceholderText(translate("DriverWindow", "Search id, place, state…"))
        self._filter.setClearButtonEnabled(True)
        set_tip(self._filter, "Ctrl+F")
        self._filter.setAccessibleName(translate("DriverWindow", "Search charging points"))
        self.delegate = CpDelegate(self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setModel(self._order)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(translate("DriverWindow", "Charging points"))
        self.body.addWidget(self._filter)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.button)

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._filter_changed)
        self._filter.returnPressed.connect(self.list.setFocus)
        self.list.doubleClicked.connect(self._activated)
        self.list.selectionModel().currentChanged.connect(self._refresh)
        # Enter in the list; "activated" of Qt would add a single click on some systems.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._request)
        find = QAction(translate("DriverWindow", "Search charging points"), self)
        find.setShortcut(QKeySequence.StandardKey.Find)
        find.triggered.connect(self._filter.setFocus)
        self.addAction(find)
        self.button.clicked.connect(self._request)

    def _chosen(self) -> CpView | None:
        index = self.list.currentIndex()
        cp: CpView | None = index.data(RECORD_ROLE) if index.isValid() else None
        return cp

    @Slot(str)
    def _filter_changed(self, text: str) -> None:
        self._order.look_for(text)
        if self._order.rowCount():
            self.list.setCurrentIndex(self._order.index(0, 0))
        self._refresh()

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self._request()

    @Slot()
    def _request(self) -> None:
        cp = self._chosen()
        if cp is not None and self.button.isEnabled():
            self.requested.emit(cp.cp_id)

    @Slot()
    def _refresh(self) -> None:
        total, shown = self._model.rowCount(), self._order.rowCount()
        if self.delegate.live:
            self._tell_count()
        self.list.setVisible(shown > 0)
        self._empty.setVisible(shown == 0)
        self._empty.set_text(
            translate("DriverWindow", "Nothing found: change the search")
            if total
            else translate(
                "DriverWindow", "No charging points known yet.\nThey appear when CENTRAL is there."
            )
        )
        cp, reason = self._chosen(), self._why_not()
        self.button.set_title(
            translate("DriverWindow", "Request {cp}").format(cp=cp.cp_id)
            if cp is not None
            else translate("DriverWindow", "Request a supply")
        )
        if reason:
            self.button.deny(reason)
        else:
            self.button.allow()

    def _tell_count(self) -> None:
        text = translate("DriverWindow", "{available} free of {total}")
        self.set_note(text.format(available=self._model.available(), total=self._model.rowCount()))

    def _why_not(self) -> str:
        """Why nothing can be requested now; empty if it can."""
        view, cp = self._view, self._chosen()
        if view is None or not view.links.kafka.alive:
            return translate("DriverWindow", "Not while Kafka is away")
        if not view.links.central.alive:
            return translate("DriverWindow", "Not while CENTRAL is away")
        if view.busy:
            return translate("DriverWindow", "One supply at a time: yours is not over yet")
        if cp is None:
            return translate("DriverWindow", "Choose a charging point")
        if cp.reserved or cp.state is not CpState.ACTIVATED:  # an interrupted one may be asked
            return translate("DriverWindow", "{cp} is not available: {state}").format(
                cp=cp.cp_id, state=cp_word(cp)
            )
        return ""
