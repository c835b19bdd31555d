"""The tickets in the driver's window (M10): all of them, their sum, and the chosen one as a receipt."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QTableView, QWidget

from apps.ev_driver.models import local_clock, tickets_table
from apps.ev_driver.views import DriverView
from shared.domain.words import end_text
from shared.messages.records import Ticket
from shared.qt.cards import Card, ElidedLabel, EmptyState, Fact, FactList, make_label
from shared.qt.icons import Icon
from shared.qt.layout import column, row
from shared.qt.tables import RECORD_ROLE, dress_narrow
from shared.qt.theme import STEP, Role
from shared.runtime.clock import from_wire
from shared.runtime.text import format_duration, format_energy, format_money, format_price, translate

_ENERGY = 2
_NARROW_WIDTH = 244
"""Logical pixels that table and receipts need at least."""


class _Scroll(QScrollArea):
    """Wants the height of its content, and does with less."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 60)


class Receipt(QFrame):
    """One ticket to read: where, when, how much, what for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._cp = ElidedLabel(role=Role.HEADING, lines=2)
        self._amount = make_label("", Role.NUMBER)
        self._facts = FactList()
        # In a low window the receipt scrolls rather than being squashed.
        self._scroll = _Scroll(self._facts)
        top = row((self._cp, 1), self._amount, spacing=STEP)
        self.setLayout(column(top, self._scroll, spacing=STEP, margins=(12, 12, 12, 12)))

    def show_ticket(self, ticket: Ticket) -> None:
        """Show ``ticket``."""
        lasted = (from_wire(ticket.ended_at) - from_wire(ticket.started_at)).total_seconds()
        self._cp.setText(translate("DriverTicket", "Ticket · {cp}").format(cp=ticket.cp_id))
        self._amount.setText(format_money(Decimal(ticket.amount)))
        self._facts.set_facts(
            (
                Fact(translate("DriverTicket", "Place"), ticket.location or "—"),
                Fact(translate("DriverTicket", "From"), local_clock(ticket.started_at)),
                Fact(translate("DriverTicket", "To"), local_clock(ticket.ended_at)),
                Fact(translate("DriverTicket", "Time"), format_duration(lasted)),
                Fact(translate("DriverTicket", "Energy"), format_energy(ticket.energy_wh)),
                Fact(translate("DriverTicket", "Price"), format_price(ticket.price)),
                Fact(translate("DriverTicket", "End"), end_text(ticket.reason)),
                Fact(translate("DriverTicket", "Session"), ticket.session_id),
            )
        )
        self._scroll.updateGeometry()


class TicketsCard(Card):
    """All tickets with their sum; the chosen one, at first the newest, as a receipt."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("DriverWindow", "Tickets"), parent)
        self._model = tickets_table(self)
        self._total = ElidedLabel(role=Role.HEADING, lines=2)
        self.table = QTableView(self)
        self.table.setModel(self._model)
        dress_narrow(self.table, translate("DriverWindow", "Tickets"), 28, stretch=1)
        self.table.setColumnHidden(4, True)  # the receipt shows it, and it is copied
        self._empty = EmptyState(
            Icon.FILE, translate("DriverTicket", "The tickets of your supplies appear here."), self
        )
        self.receipt = Receipt(self)
        self.body.addWidget(self._total)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.receipt)
        self.body.addWidget(self._empty, 1)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self._show_what_is_there()

    def show_driver(self, view: DriverView) -> None:
        """Take the tickets over; a new one is chosen, so that it is seen."""
        fresh = len(view.tickets) > self._model.rowCount()
        self._model.set_rows(view.tickets[::-1])
        self._total.setText(
            translate("DriverTicket", "{count} in all · {energy} · {amount}").format(
                count=len(view.tickets), energy=format_energy(view.energy_wh), amount=format_money(view.spent)
            )
        )
        self._show_what_is_there()
        if fresh:
            self.table.selectRow(0)
            self.table.scrollToTop()

    def set_narrow(self, narrow: bool) -> None:
        """Energies are then on the receipts alone."""
        self.setMinimumWidth(_NARROW_WIDTH if narrow else 0)
        self.table.setColumnHidden(_ENERGY, narrow)

    @Slot()
    def _chosen(self) -> None:
        ticket: Ticket | None = self.table.currentIndex().data(RECORD_ROLE)
        if ticket is not None:
            self.receipt.show_ticket(ticket)

    def _show_what_is_there(self) -> None:
        some = self._model.rowCount() > 0
        for widget in (self._total, self.table, self.receipt):
            widget.setVisible(some)
        self._empty.setVisible(not some)
