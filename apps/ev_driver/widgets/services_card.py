"""The services file in the driver's window (M15): open, drop, follow."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from apps.ev_driver.models import services_table
from apps.ev_driver.views import DriverView, ServicesView
from shared.qt.cards import Card, ElidedLabel, EmptyState, make_button
from shared.qt.files import choose_file
from shared.qt.icons import Icon
from shared.qt.layout import every, row
from shared.qt.plain import set_tip
from shared.qt.tables import TextColumn, dress_narrow
from shared.qt.theme import STEP, Role
from shared.runtime.clock import now
from shared.runtime.text import translate


class ServicesCard(Card):
    """``opened`` carries the path of a file, ``ended`` that no more services are wanted."""

    opened = Signal(Path)
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("DriverWindow", "Services file"), parent)
        self.setAcceptDrops(True)
        self._view: DriverView | None = None
        self._shown = -1
        self._model = services_table(self)
        self.table = QTableView(self)
        self._progress = ElidedLabel("", Role.HEADING, lines=3)
        self._fault = ElidedLabel("", Role.BODY, "bad", lines=8)
        self._fault.hide()
        self._empty = EmptyState(
            Icon.FILE,
            translate("DriverServices", "Open a file with one charging point per line, or drop it here."),
            self,
        )
        self.open = make_button(translate("DriverServices", "Open…"))
        self.stop = make_button(translate("DriverServices", "End the file"))
        self._lay_out()
        self.open.clicked.connect(self.choose)
        self.stop.clicked.connect(self.ended)
        every(250, self._tell_progress, self)

    def _lay_out(self) -> None:
        self.table.setModel(self._model)
        dress_narrow(self.table, translate("DriverWindow", "Services file"), 28, stretch=2)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(1, 20 * STEP)  # ids may be long; the rest has its room
        TextColumn(self.table, 2, 30 * STEP, 0, 3)
        self.open.setShortcut("Ctrl+O")
        set_tip(self.open, translate("DriverServices", "Open a services file (Ctrl+O)"))
        set_tip(
            self.stop, translate("DriverServices", "Request no more services; the one in progress goes on")
        )
        self.body.addWidget(self._fault)
        self.body.addWidget(self._progress)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addLayout(row(self.open, self.stop, 1))
        self._tell_progress()

    def show_driver(self, view: DriverView) -> None:
        """Take the state of the file over."""
        self._view = view
        services = view.services
        self._model.set_rows(services.items)
        if services.begun != self._shown:
            self._shown = services.begun
            row = min(max(services.begun - 1, 0), len(services.items) - 1)
            self.table.scrollTo(self._model.index(row, 0))
        self._tell_progress()

    def tell_fault(self, text: str) -> None:
        """Say what is wrong with the file that was opened last; empty: nothing."""
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        self._tell_progress()

    @Slot()
    def choose(self) -> None:
        """Ask for a file."""
        kinds = translate("DriverServices", "Text files (*.txt);;All files (*)")
        path = choose_file(self, translate("DriverServices", "Services file"), kinds)
        if path is not None:
            self.opened.emit(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file of this computer may be dropped."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The dropped file is run."""
        event.acceptProposedAction()
        self.opened.emit(Path(event.mimeData().urls()[0].toLocalFile()))

    @Slot()
    def _tell_progress(self) -> None:
        services = self._view.services if self._view is not None else None
        has_file = services is not None and bool(services.items)
        self.table.setVisible(has_file)
        self._empty.setVisible(not has_file and self._fault.isHidden())
        self._progress.setVisible(has_file)
        self.stop.setVisible(has_file and services is not None and services.running)
        if services is not None and self._view is not None and has_file:
            self._progress.setText(progress_text(services, self._view, now().mono))


def progress_text(services: ServicesView, view: DriverView, mono: float) -> str:
    """Which service of how many, and what it waits for."""
    of = translate("DriverServices", "{name}: {begun} of {total}").format(
        name=services.name, begun=services.begun, total=len(services.items)
    )
    if not services.running:
        return of + " · " + translate("DriverServices", "finished")
    if any(item.state == "running" for item in services.items):
        return of
    if not view.links.central.alive:
        return of + " · " + translate("DriverServices", "waiting for CENTRAL")
    if view.busy:
        return of + " · " + translate("DriverServices", "waiting for your own supply")
    left = math.ceil(max(0.0, services.next_at_mono - mono)) if services.next_at_mono is not None else 0
    return of + " · " + translate("DriverServices", "next in {seconds} s").format(seconds=left)
