"""CENTRAL's panel: charging points, requests in progress, messages, and the operator's orders.

It shows :class:`PanelUpdate` objects and sends intents; it holds no rules and does no I/O but the CSV file
that the operator chooses. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from apps.ev_central.intents import Intent, StopCps
from apps.ev_central.models import tiles
from apps.ev_central.models.book import CpBook, CpFilter
from apps.ev_central.models.tables import requests_table
from apps.ev_central.texts import sentence
from apps.ev_central.views import CpHistory, DriverView, LinkHealth, PanelUpdate
from apps.ev_central.widgets.bars import ActionBar, EnrolmentStrip
from apps.ev_central.widgets.detail import DetailPanel
from apps.ev_central.widgets.drivers import DriversPage
from apps.ev_central.widgets.history import HistoryPage
from apps.ev_central.widgets.interrupted import OVERDUE_S, InterruptedStrip
from apps.ev_central.widgets.links import banner_text, link_views
from apps.ev_central.widgets.pages import CpPage, CpPages
from apps.ev_central.widgets.parts import make_table
from apps.ev_central.widgets.summary import SummaryCards
from shared.domain.cp import Standing
from shared.qt.cards import Card
from shared.qt.layout import column, every, row
from shared.qt.message_log import MAX_ROWS, Message, MessageLog
from shared.qt.pages import PageStack, ViewSwitch
from shared.qt.program import WindowOptions
from shared.qt.tables import TextColumn
from shared.qt.theme import STEP
from shared.qt.window_base import AppWindow
from shared.runtime import clock
from shared.runtime.clock import Instant
from shared.runtime.guard import in_parts
from shared.runtime.text import translate

TICK_MS: Final = 1_000
"""Ages, durations and the reservation's countdown move once a second."""
_HISTORY, _DRIVERS = len(CpPage), len(CpPage) + 1
_STEP_COLUMN: Final = 4
_SIZE, _SMALLEST = QSize(1440, 900), QSize(940, 520)
_NARROW: Final = 1_300
"""Below this width, in logical pixels, the detail panel leaves the lists their full width."""
_ENDINGS: Final = frozenset({"supply_ended"})


class CentralWindow(AppWindow):
    """The window of EV_Central. ``intent`` carries what the operator wants, for the core's inbox.

    ``now`` gives the moment for ages; the core's updates carry seconds of the same monotonic clock.
    """

    intent = Signal(object)

    def __init__(self, options: WindowOptions, now: Callable[[], Instant] = clock.now) -> None:
        super().__init__("EV Central", _SIZE, _SMALLEST, options.geometry)
        self._now = now
        self._health: LinkHealth | None = None
        self._drivers: tuple[DriverView, ...] = ()
        self.book = CpBook()
        self.switch = ViewSwitch(
            (
                translate("CentralWindow", "Tiles"),
                translate("CentralWindow", "List"),
                translate("CentralWindow", "Map"),
                translate("CentralWindow", "History"),
                translate("CentralWindow", "Drivers"),
            )
        )
        self.summary = SummaryCards()
        self.overdue = InterruptedStrip()
        self.enrolments = EnrolmentStrip()
        self.actions_bar = ActionBar()
        self.pages = CpPages(self.book, now)
        self.history = HistoryPage()
        self.drivers = DriversPage()
        self.detail = DetailPanel(self.book, now)
        self.requests = requests_table(self)
        self.messages = MessageLog()
        self._lay_out()
        self._connect()
        every(TICK_MS, self.tick, self)

    # parts

    def _lay_out(self) -> None:
        self.tools.addWidget(self.switch)
        self._stack = PageStack()
        for page in (self.pages, self.history, self.drivers):
            self._stack.addWidget(page)
        # What comes by itself comes below: nothing moves under the hand.
        above = column(self.actions_bar, (self._stack, 1), self.overdue, self.enrolments, spacing=3 * STEP)
        upper = QWidget()
        self._upper = row((above, 1), spacing=3 * STEP)
        upper.setLayout(self._upper)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(3 * STEP)
        self._split.addWidget(upper)
        self._split.addWidget(self._lists())
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([560, 190])
        self._across = row((self._split, 1), spacing=3 * STEP)
        self.content.addWidget(self.summary)
        self.content.addLayout(self._across, 1)
        self._place_detail(self.width())

    def _place_detail(self, width: int) -> None:
        """Beside everything, or, in a narrow window, beside the charging points only: lists need width."""
        wanted = self._upper if width < _NARROW else self._across
        if wanted.indexOf(self.detail) < 0:
            wanted.addWidget(self.detail)

    def _lists(self) -> QWidget:
        name = translate("CentralWindow", "Requests in progress")
        widths = "00/00/00", "00:00:00", "DRV-00000", "MAD000"
        self._requests_card = Card(name)
        table = make_table(self.requests, name, stretch=_STEP_COLUMN, widths=widths)
        table.hideColumn(_STEP_COLUMN + 1)  # for the clipboard only
        TextColumn(table, _STEP_COLUMN, 150, 0)
        self.requests_view = table
        self._requests_card.body.addWidget(table, 1)
        messages = Card(translate("CentralWindow", "Messages"))
        messages.body.addWidget(self.messages, 1)
        for card in (self._requests_card, messages):
            card.body.setContentsMargins(3 * STEP, 2 * STEP, 3 * STEP, 2 * STEP)
            card.body.setSpacing(STEP)
            card.setMinimumHeight(110)
        both = QWidget()
        both.setLayout(row((self._requests_card, 1), (messages, 1), spacing=3 * STEP))
        return both

    def _connect(self) -> None:
        self.switch.switched.connect(self._switch_to)
        self.summary.states_chosen.connect(self._states_chosen)
        self.summary.rejected_clicked.connect(self._only_rejected)
        self.actions_bar.searched.connect(self._search)
        self.actions_bar.show_all.connect(self._show_all)
        self.pages.selected.connect(self.detail.show_selection)
        self.pages.menu_wanted.connect(self._open_menu)
        self.overdue.chosen.connect(self._show_interrupted)
        self.detail.interrupted.left.connect(self.pages.focus_view)
        for sender in (
            self.enrolments.intent,
            self.actions_bar.intent,
            self.detail.intent,
            self.history.intent,
            self.drivers.intent,
        ):
            sender.connect(self._send)
        self.closed.connect(self.actions_bar.question.finish)
        for action in self.detail.orders():
            self.addAction(action)
        self._show_count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the new width."""
        super().resizeEvent(event)
        self._place_detail(event.size().width())

    def showEvent(self, event: QShowEvent) -> None:
        """The keys go to the charging points first."""
        super().showEvent(event)
        self.pages.focus_view()

    # what the core says

    @Slot(object)
    def apply(self, update: PanelUpdate) -> None:
        """Show what changed."""
        changed = self.book.take(update)
        self._health = update.links
        in_parts(
            lambda: self.pages.take(update, changed) if self._stack.currentWidget() is self.pages else None,
            lambda: self.summary.show_summary(update.summary),
            lambda: self.detail.set_tariff(update.tariff),
            lambda: self.drivers.settings.show_settings(update.tariff, update.policy),
            lambda: self.enrolments.show_pending(self.book.pending()),
            lambda: self._show_requests(update),
            lambda: self._take_drivers(update.drivers),
            lambda: self._show_messages(update),
            self._show_links,
            self._show_overdue,
            lambda: self._show_count() if self.book.turned or (changed and self._filtered()) else None,
            self.detail.refresh,
        )

    def _show_requests(self, update: PanelUpdate) -> None:
        if update.requests is not None:
            self.requests.set_rows(update.requests)
            running = sum(not request.over for request in update.requests)
            self._requests_card.set_note(str(running) if running else "")

    def _show_messages(self, update: PanelUpdate) -> None:
        last = update.messages[-MAX_ROWS:]
        self.messages.add([Message(m.at, m.who, sentence(m), m.severity, m.code) for m in last])
        if self._stack.currentWidget() is self.history and any(
            message.code in _ENDINGS for message in update.messages
        ):
            self.history.ask()

    @Slot(object)
    def show_history(self, history: CpHistory) -> None:
        """Show the supplies that were asked for."""
        if history.cp_id is None:
            self.history.show_history(history)
        else:
            self.detail.show_history(history)

    @Slot(str)
    def complain(self, text: str) -> None:
        """Say that something could not be done, a question perhaps."""
        self.history.asked = False
        self.messages.add([Message(self._now().utc, "CENTRAL", text, "warning")])

    # time

    @Slot()
    def tick(self) -> None:
        """A second went by."""
        page = self._stack.currentWidget()
        in_parts(
            lambda: self.pages.tick() if page is self.pages else None,
            lambda: self._show_drivers() if page is self.drivers else None,
            self.detail.refresh,
            self._show_links,
            self._show_overdue,
        )

    def _show_overdue(self) -> None:
        moment = self._now()
        self.overdue.show_overdue(self.book.overdue(moment.mono - OVERDUE_S), moment)

    def _take_drivers(self, drivers: tuple[DriverView, ...] | None) -> None:
        if drivers is not None:
            self._drivers = drivers
            self._show_drivers()

    def _show_drivers(self) -> None:
        """With the supply of each as the charging points tell it: the core sends drivers only when edited."""
        busy = self.book.busy_drivers()
        self._drivers = tuple(
            driver
            if driver.busy_with == busy.get(driver.driver_id)
            else replace(driver, busy_with=busy.get(driver.driver_id))
            for driver in self._drivers
        )
        self.drivers.show_drivers(self._drivers)

    def _show_links(self) -> None:
        if self._health is not None:
            moment = self._now()
            self.links.set_links(link_views(self._health, moment))
            text, age = banner_text(self._health, moment)
            self.banner.tell(text, "bad", age)

    # what the operator does

    @Slot(object)
    def _send(self, intent: Intent) -> None:
        """Orders to stop many can be taken back for some seconds; all else is for the core at once."""
        if isinstance(intent, StopCps) and (intent.cp_ids is None or len(intent.cp_ids) > 1):
            self.actions_bar.defer(intent, lambda: self.intent.emit(intent))
        else:
            self.intent.emit(intent)

    def at_stake(self) -> str:
        """What goes on without CENTRAL, and what does not."""
        running = sum(map(tiles.delivering, self.book.cps.values()))
        text = translate(
            "CentralWindow",
            "Supplies that run: {count}. They go on without CENTRAL; their tickets come when it is back, and"
            " until then no request is answered. End it?",
        )
        return text.format(count=running) if running else ""

    @Slot(str)
    def _show_interrupted(self, cp_id: str) -> None:
        """Bring an interrupted supply to the operator's hand."""
        if self._stack.currentWidget() is not self.pages:
            self.switch.switch_to(int(self.pages.page))
        self.pages.select((cp_id,))
        self.detail.interrupted.point_out()

    @Slot(int)
    def _switch_to(self, number: int) -> None:
        showing_cps = number in list(CpPage)
        self.actions_bar.show_orders(showing_cps)
        self.detail.setVisible(showing_cps)
        if showing_cps:
            self._stack.setCurrentWidget(self.pages)
            self.pages.show_page(CpPage(number))
            self._show_count()
        elif number == _HISTORY:
            self._stack.setCurrentWidget(self.history)
            self.history.ask()
        else:
            self._stack.setCurrentWidget(self.drivers)
            self._show_drivers()
        self.detail.refresh()

    @Slot(object)
    def _states_chosen(self, states: frozenset[Standing]) -> None:
        if states and self._stack.currentWidget() is not self.pages:
            self.switch.switch_to(int(self.pages.page))
        self._filter(replace(self.pages.filter, states=states))

    @Slot(str)
    def _search(self, text: str) -> None:
        self.history.search(text.strip())
        self.drivers.search(text.strip())
        self._filter(replace(self.pages.filter, text=text.strip()))

    @Slot()
    def _show_all(self) -> None:
        self.actions_bar.search.clear()
        self.summary.clear_choice()

    def _filter(self, wanted: CpFilter) -> None:
        self.pages.set_filter(wanted)
        self._show_count()

    def _show_count(self) -> None:
        if self._stack.currentWidget() is self.pages:
            self.actions_bar.show_count(self.pages.shown(), len(self.book.cps), filtered=self._filtered())

    def _filtered(self) -> bool:
        return self.pages.filter != CpFilter()

    @Slot(bool)
    def _only_rejected(self, wanted: bool) -> None:
        self.messages.filter_by("record_rejected" if wanted else "")

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        menu = self.detail.menu()
        if menu is not None:
            menu.popup(at)
