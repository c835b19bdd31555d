"""The demo's window: the processes, with buttons that open, close, kill, restart and freeze each.

GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTableView,
    QToolButton,
    QWidget,
)

from apps.ev_demo import intents as i
from apps.ev_demo.children import CAN_FREEZE
from apps.ev_demo.models import ACTIONS, COMMAND, NAME, processes_table, tickets_table, timeline_table
from apps.ev_demo.network import Kind
from apps.ev_demo.observer import Proof
from apps.ev_demo.texts import banner_of, name_text, state_text
from apps.ev_demo.views import GONE, LIVE, DemoView, ProcessState, ProcessView
from apps.ev_demo.widgets import ProofPage, ReportSaver
from shared.qt.cards import Card, ElidedLabel, make_button, make_label
from shared.qt.icons import Icon, make_icon
from shared.qt.layout import row
from shared.qt.link_bar import LinkView
from shared.qt.pages import PageStack, ViewSwitch
from shared.qt.plain import set_tip
from shared.qt.tables import dress_narrow
from shared.qt.theme import STEP, Role, theme_signals, tokens
from shared.qt.window_base import AppWindow
from shared.runtime.clock import mono
from shared.runtime.guard import in_parts
from shared.runtime.text import format_span, translate

COPIED_MS: Final = 2_500
CLOCK_MS: Final = 500
_ROW_HEIGHT: Final = 34


class DemoWindow(AppWindow):
    """The whole window; ``ask`` takes its intents to the core."""

    def __init__(
        self, ask: Callable[[i.Intent], None], geometry: tuple[int, int, int, int] | None = None
    ) -> None:
        super().__init__(
            translate("Demo", "EV Demo"),
            QSize(1180, 800),
            QSize(620, 320),
            geometry,
            subtitle=translate("Demo", "a whole network on this computer"),
        )
        self._ask = ask
        self._view: DemoView | None = None
        self._gone: tuple[datetime | None, float] = (None, 0.0)
        self._buttons: list[_Buttons] = []
        self.model = processes_table(self)
        self.table = QTableView()
        self.copied = make_label(tone="quiet")
        self.start_all = make_button(translate("Demo", "Start all"), "primary")
        self.close_all = make_button(translate("Demo", "Close all"))
        self.copy = make_button(translate("Demo", "Copy command"))
        self.command = QLineEdit()
        self.folder = ElidedLabel(role=Role.SMALL, tone="quiet")
        timeline, tickets = translate("Timeline", "Timeline"), translate("Timeline", "Tickets")
        self.switch = ViewSwitch((translate("Demo", "Processes"), timeline, tickets))
        self.entries, self.supplies = timeline_table(self), tickets_table(self)
        self.saver = ReportSaver(self, ((timeline, self.entries), (tickets, self.supplies)))
        told = translate("Timeline", "what each kill, freeze or end of a process must lead to, and did")
        equal = translate("Timeline", "each supply's ticket where it is kept")
        self._proof = (
            ProofPage(timeline, told, self.entries, 2, self.saver),
            ProofPage(tickets, equal, self.supplies, 3, self.saver),
        )
        self._dress_table()
        self._lay_out()
        self._connect()
        theme_signals().changed.connect(self._recolour)
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._tell_banner)
        self._clock.start()

    @Slot(object)
    def show_view(self, view: DemoView) -> None:
        """Show ``view``."""
        first = not self._buttons
        self.model.set_rows(view.processes)
        if first:
            self._add_buttons(view.processes)
            self.table.selectRow(0)
            self.table.setFocus()
        for buttons, process in zip(self._buttons, view.processes, strict=True):
            buttons.fit(process)
        self._view = view
        in_parts(self._show_command, lambda: self.links.set_links(_links(view)), self._tell_banner)
        self.folder.setText(translate("Demo", "Data and logs: {folder}").format(folder=view.folder))
        self.start_all.setEnabled(any(each.state is not ProcessState.RUNNING for each in view.processes))
        self.close_all.setEnabled(any(each.state in LIVE for each in view.processes))

    @Slot(object)
    def show_proof(self, proof: Proof) -> None:
        """Show what was done to the network, and its tickets."""
        self.entries.set_rows(proof.entries)
        self.supplies.set_rows(proof.supplies)

    @Slot()
    def _tell_banner(self) -> None:
        """What is gone, and for how long."""
        if self._view is not None:
            text, since = banner_of(self._view)
            if since != self._gone[0]:
                self._gone = since, mono()
            lasts = mono() - self._gone[1]
            self.banner.tell(text, "warning", format_span(lasts) if since is not None else "")

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        dress_narrow(table, translate("Demo", "Processes"), _ROW_HEIGHT, COMMAND)
        table.horizontalHeader().setSectionResizeMode(ACTIONS, QHeaderView.ResizeMode.Fixed)

    def _lay_out(self) -> None:
        card = Card(translate("Demo", "Processes"))
        card.head.addWidget(self.copied)
        for button in (self.copy, self.close_all, self.start_all):
            card.head.addWidget(button)
        card.body.addWidget(self.table, 1)
        self.command.setReadOnly(True)
        self.command.setAccessibleName(translate("Demo", "Command of the selected process"))
        card.body.addWidget(self.command)
        card.body.addWidget(self.folder)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._stack = PageStack()
        for page in (card, *self._proof):
            self._stack.addWidget(page)
        self.tools.addWidget(self.switch)
        self.content.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.switch.switched.connect(self._stack.setCurrentIndex)
        self.start_all.clicked.connect(lambda: self._ask(i.OpenAll()))
        self.close_all.clicked.connect(lambda: self._ask(i.CloseAll()))
        self.copy.clicked.connect(self._copy)
        self.table.selectionModel().currentRowChanged.connect(self._show_command)
        shortcut = QAction(self.table)
        shortcut.setShortcut(QKeySequence.StandardKey.Copy)
        shortcut.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.triggered.connect(self._copy)
        self.table.addAction(shortcut)
        self._forget_copied = QTimer(self)
        self._forget_copied.setSingleShot(True)
        self._forget_copied.setInterval(COPIED_MS)
        self._forget_copied.timeout.connect(self.copied.clear)

    def _add_buttons(self, processes: tuple[ProcessView, ...]) -> None:
        for number, process in enumerate(processes):
            buttons = _Buttons(process, self._ask)
            self._buttons.append(buttons)
            self.table.setIndexWidget(self.model.index(number, ACTIONS), buttons)
        self.table.setColumnWidth(ACTIONS, self._buttons[0].sizeHint().width() + STEP)

    @Slot()
    def _show_command(self) -> None:
        """The whole command line of the selected process, for whom the column is too narrow."""
        row = self.table.currentIndex().row()
        command = self.model.at(row).command if row >= 0 else ""
        if command != self.command.text():
            self.command.setText(command)
            self.command.setCursorPosition(0)

    @Slot()
    def _copy(self) -> None:
        """The selected process's command line goes to the clipboard: type it in a terminal to run it."""
        row = self.table.currentIndex().row()
        if row >= 0:
            process = self.model.at(row)
            QGuiApplication.clipboard().setText(process.command)
            self.copied.setText(translate("Demo", "{name}: copied").format(name=name_text(process)))
            self._forget_copied.start()

    @Slot(object)
    def _recolour(self, _colours: object) -> None:
        for buttons in self._buttons:
            buttons.recolour()
        self.model.dataChanged.emit(
            self.model.index(0, NAME), self.model.index(self.model.rowCount() - 1, COMMAND)
        )


class _Buttons(QWidget):
    """The buttons of one process."""

    def __init__(self, process: ProcessView, ask: Callable[[i.Intent], None]) -> None:
        super().__init__()
        key, name = process.key, name_text(process)
        no_freeze = translate("Demo", "This system has no signal by which a process stands still")
        freeze = translate("Demo", "Freeze {name}: it lives, but answers nobody until it is opened")
        actions: tuple[tuple[Icon, str, Callable[[str], i.Intent]], ...] = (
            (Icon.WINDOW, translate("Demo", "Show the window of {name}"), i.ShowWindow),
            (Icon.PLAY, translate("Demo", "Open {name}; a frozen one goes on"), i.OpenProcess),
            (Icon.CLOSE, translate("Demo", "Close {name} in order"), i.CloseProcess),
            (Icon.KILL, translate("Demo", "Kill {name} (kill -9)"), i.KillProcess),
            (Icon.RESTART, translate("Demo", "Close {name} and start it again"), i.RestartProcess),
            (Icon.PAUSE, freeze if CAN_FREEZE else no_freeze, i.FreezeProcess),
        )
        self._icons: list[tuple[QToolButton, Icon]] = []
        for icon, text, wish in actions:
            button = QToolButton()
            set_tip(button, text.format(name=name))
            button.setAccessibleName(text.format(name=name))
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(QSize(28, 26))
            button.clicked.connect(lambda _=False, wish=wish: ask(wish(key)))
            self._icons.append((button, icon))
        self.setLayout(row(*(button for button, _ in self._icons), spacing=2, margins=(2, 2, 2, 2)))
        self.recolour()

    def fit(self, process: ProcessView) -> None:
        """Only what makes sense now can be pressed."""
        state = process.state
        running, waiting = state is ProcessState.RUNNING, state is ProcessState.WAITING
        frozen, can_show = state is ProcessState.FROZEN, running and process.kind is not Kind.KAFKA
        up, may_open = running or frozen, frozen or not (state in LIVE or waiting)
        able = (can_show, may_open, up or waiting, state in LIVE, up, running and CAN_FREEZE)
        for (button, _), can in zip(self._icons, able, strict=True):
            button.setEnabled(can)

    def recolour(self) -> None:
        """The icons in the colours of the theme."""
        for button, icon in self._icons:
            button.setIcon(make_icon(icon, tokens().bad if icon is Icon.KILL else tokens().text))


def _links(view: DemoView) -> list[LinkView]:
    running = sum(each.state is ProcessState.RUNNING for each in view.processes)
    died = sum(each.state in GONE for each in view.processes)
    name = translate("Demo", "Processes")
    sentence = translate("Demo", "{running} of {total} processes run, {died} died").format(
        running=running, total=len(view.processes), died=died
    )
    whole = running == len(view.processes)
    return [
        LinkView(
            name,
            "ok" if whole else "bad" if died else "warning",
            f"{running}/{len(view.processes)}",
            sentence,
        ),
        _kafka_link(view),
    ]


def _kafka_link(view: DemoView) -> LinkView:
    """Whether Kafka can serve, as far as its process tells."""
    process = next((each for each in view.processes if each.kind is Kind.KAFKA), None)
    if process is None or process.state is ProcessState.WAITING:
        return LinkView("Kafka", "unknown")
    if process.state is not ProcessState.RUNNING:
        return LinkView("Kafka", "bad", state_text(process))
    if not view.broker:
        return LinkView("Kafka", "unknown", translate("Demo", "starting"))
    return LinkView("Kafka", "ok", view.broker, translate("Demo", "Where the built-in Kafka listens"))
