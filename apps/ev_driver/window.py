"""The driver's window: what can be had at the left, what goes on in the middle, what was at the right.

It gets views from the core and sends intents to it; it decides nothing and waits for nothing. GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from apps.ev_driver import views
from apps.ev_driver.intents import CancelRequest, EndServices, Intent, OpenServices, RequestSupply
from apps.ev_driver.outages import outage_of
from apps.ev_driver.texts import message_line, message_who
from apps.ev_driver.widgets.cps_card import CpsCard
from apps.ev_driver.widgets.services_card import ServicesCard
from apps.ev_driver.widgets.supply_card import SupplyCard
from apps.ev_driver.widgets.tickets_card import TicketsCard
from shared.qt.cards import Card
from shared.qt.layout import column, every, row
from shared.qt.link_bar import LinkView
from shared.qt.message_log import Message, MessageLog
from shared.qt.pages import ViewSwitch
from shared.qt.theme import STEP
from shared.qt.window_base import AppWindow, Geometry
from shared.runtime import told
from shared.runtime.clock import now
from shared.runtime.guard import in_parts
from shared.runtime.outages import Outage
from shared.runtime.text import translate
from shared.runtime.words import clock_text

SIZE = QSize(1320, 800)
MINIMUM = QSize(660, 520)
LEFT, RIGHT = 300, 330
"""Widths of the columns at the sides, logical pixels."""
WIDE = 1200
"""From here on there is room for the column at the right; in a narrower window its cards are pages."""
FOUR_ACROSS = 880
"""From here on the figures of the supply are in one row."""
STARTING_S = 3.0
"""So long after the start a link that was never there is not yet a fault."""


class DriverWindow(AppWindow):
    """The window of driver ``driver_id``; intents go to ``post``, which must not block."""

    def __init__(
        self,
        driver_id: str,
        broker: str,
        post: Callable[[Intent], None],
        geometry: Geometry | None = None,
    ) -> None:
        subtitle = translate("DriverWindow", "driver {id}").format(id=driver_id)
        super().__init__("EV Driver", SIZE, MINIMUM, geometry, subtitle)
        self._broker = broker
        self._view: views.DriverView | None = None
        self._store_since = 0.0
        self._started = now().mono
        self.cps = CpsCard()
        self.supply = SupplyCard()
        self.services = ServicesCard()
        self.tickets = TicketsCard()
        self.messages = MessageLog()
        self._wide: bool | None = None
        self._lay_out()
        self.cps.requested.connect(lambda cp_id: post(RequestSupply(cp_id)))
        self.supply.cancelled.connect(lambda: post(CancelRequest()))
        self.services.opened.connect(lambda path: post(OpenServices(path)))
        self.services.ended.connect(lambda: post(EndServices()))
        every(500, self._tell_links, self)
        self._tell_links()
        self.cps.list.setFocus()

    def _lay_out(self) -> None:
        log = Card(translate("DriverWindow", "Messages"))
        log.body.addWidget(self.messages, 1)
        self.messages.setMinimumHeight(20 * STEP)
        self._pages = (log, self.services, self.tickets)
        self.switch = ViewSwitch([page.accessibleName() for page in self._pages])
        self.switch.switched.connect(self._show_page)
        self._centre = column((self.supply, 3), self.switch, (log, 2), spacing=3 * STEP)
        self._right, self._at_right = column(spacing=3 * STEP), QWidget()
        self._at_right.setLayout(self._right)
        self._at_right.setMinimumWidth(LEFT)
        self.content.addLayout(
            row(self.cps, (self._centre, 2 * RIGHT), (self._at_right, RIGHT), spacing=3 * STEP), 1
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three columns where there is room, else two, with what was at the right on pages."""
        super().resizeEvent(event)
        self.supply.set_figures_across(4 if self.width() >= FOUR_ACROSS else 2)
        if (self.width() >= WIDE) is self._wide:
            return
        self._wide = self.width() >= WIDE
        self.cps.setFixedWidth(LEFT if self._wide else LEFT * 5 // 6)
        for card, share in ((self.services, 2), (self.tickets, 3)):
            card.setMaximumWidth(RIGHT if self._wide else WIDE)
            (self._right if self._wide else self._centre).addWidget(card, share)
        self._centre.setStretch(0, 3 if self._wide else 1)
        self._at_right.setVisible(self._wide)
        self.switch.setHidden(self._wide)
        self._show_page(self.switch.number())

    @Slot(int)
    def _show_page(self, number: int) -> None:
        for each, page in enumerate(self._pages):
            page.setVisible(bool(self._wide) or each == number)
            page.show_heading(bool(self._wide))

    @Slot(object)
    def show_view(self, view: object) -> None:
        """Take what the core publishes."""
        match view:
            case views.DriverView():
                if view.store_error is not None and (self._view is None or self._view.store_error is None):
                    self._store_since = now().mono
                self._view = view
                in_parts(
                    lambda: self.cps.show_driver(view),
                    lambda: self.supply.show_supply(view.supply),
                    lambda: self.services.show_driver(view),
                    lambda: self.tickets.show_driver(view),
                    self._tell_links,
                )
            case views.NetworkView():
                self.cps.show_network(view)
            case told.Message():
                self.messages.add([Message(view.at, message_who(view), message_line(view), view.severity)])
                if view.code.startswith("file"):
                    self.services.tell_fault(message_line(view) if view.code == "file_bad" else "")

    @Slot()
    def _tell_links(self) -> None:
        """Links with their ages at the top right, the banner for what is gone, and how old the list is."""
        view = self._view
        links = view.links if view is not None else None
        moment = now()
        mono = moment.mono
        self.links.set_links((_kafka_link(links, self._broker, mono), _central_link(links, mono)))
        self.cps.tell_age(mono)
        patient = mono - self._started <= STARTING_S and not (links is not None and links.central_was_there)
        outage = Outage()
        if view is not None:
            outage = outage_of(view, self._store_since, moment, patient=patient)
        self.banner.show_outage(outage, mono)


def _kafka_link(links: views.LinksView | None, broker: str, mono: float) -> LinkView:
    if links is None:
        return LinkView("Kafka", "unknown")
    if not links.kafka:
        sentence = translate("DriverLinks", "Kafka at {broker} does not answer; it is tried again.")
        return LinkView.down("Kafka", mono - links.kafka_since_mono, sentence.format(broker=broker))
    sentence = translate("DriverLinks", "Kafka at {broker} answers.")
    return LinkView.up("Kafka", sentence.format(broker=broker), links.latency_ms)


def _central_link(links: views.LinksView | None, mono: float) -> LinkView:
    if links is None or not links.kafka:
        return LinkView("CENTRAL", "unknown", "", translate("DriverLinks", "Without Kafka it is not known."))
    if links.central:
        sentence = translate("DriverLinks", "CENTRAL's heartbeat comes each second.")
        ahead_s = links.clock_ahead_s
        return LinkView.up("CENTRAL", clock_text(ahead_s) or sentence, ahead_s=ahead_s)
    sentence = translate("DriverLinks", "CENTRAL's heartbeat does not come.")
    return LinkView.down("CENTRAL", mono - links.central_since_mono, sentence)
