"""The driver's window: what can be had at the left, what goes on in the middle, what was at the right.

It gets views from the core and sends intents to it; it decides nothing and waits for nothing. GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent

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
from shared.qt.theme import STEP
from shared.qt.window_base import AppWindow, Geometry
from shared.runtime import told
from shared.runtime.clock import now
from shared.runtime.guard import in_parts
from shared.runtime.outages import Outage
from shared.runtime.text import translate

SIZE = QSize(1320, 800)
MINIMUM = QSize(1000, 520)
LEFT, RIGHT = 300, 330
"""Widths of the columns at the sides, logical pixels."""
NARROW, NARROW_LEFT = 1140, 280
"""Below this width the sides leave the middle more of it."""
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
        self.messages.setMinimumHeight(22 * STEP)
        centre = column((self.supply, 3), (log, 2), spacing=3 * STEP)
        right = column((self.services, 2), (self.tickets, 3), spacing=3 * STEP)
        self.services.setMaximumWidth(RIGHT)
        self.tickets.setMaximumWidth(RIGHT)
        self.content.addLayout(row(self.cps, (centre, 2 * RIGHT), (right, RIGHT), spacing=3 * STEP), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the new width."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self.cps.setFixedWidth(NARROW_LEFT if narrow else LEFT)
        self.supply.set_narrow(narrow)
        self.tickets.set_narrow(narrow)

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
        patient = mono - self._started <= STARTING_S and not (links is not None and links.central.ever)
        outage = Outage()
        if view is not None:
            outage = outage_of(view, self._store_since, moment, patient=patient)
        self.banner.show_outage(outage, mono)


def _kafka_link(links: views.LinksView | None, broker: str, mono: float) -> LinkView:
    if links is None:
        return LinkView("Kafka", "unknown")
    up = translate("DriverLinks", "Kafka at {broker} answers.").format(broker=broker)
    down = translate("DriverLinks", "Kafka at {broker} does not answer; it is tried again.")
    return LinkView.of("Kafka", links.kafka, mono, up, down.format(broker=broker))


def _central_link(links: views.LinksView | None, mono: float) -> LinkView:
    if links is None or not links.kafka.alive:
        return LinkView("CENTRAL", "unknown", "", translate("DriverLinks", "Without Kafka it is not known."))
    up = translate("DriverLinks", "CENTRAL's heartbeat comes each second.")
    down = translate("DriverLinks", "CENTRAL's heartbeat does not come.")
    return LinkView.of("CENTRAL", links.central, mono, up, down, links.clock_ahead_s)
