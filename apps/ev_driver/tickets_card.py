"""The tickets in the driver's window (M10): all of them, their sum, and the chosen one as a receipt."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QTableView, QVBoxLayout, QWidget

from apps.ev_driver.models import VIEW_ROLE, TicketsModel, local_clock
from apps.ev_driver.tables import dress
from apps.ev_driver.views import DriverView
from shared.messages.records import Ticket
from shared.qt.cards import Card
from shared.qt.theme import Role, font
from shared.runtime.clock import from_wire
from shared.runtime.text import format_duration, format_energy, format_money, format_price, translate
from shared.runtime.words import end_text


class Receipt(QFrame):
    """One ticket to read: where, when, how much, what for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        self._cp = QLabel(self)
        self._cp.setFont(font(Role.TITLE))
        self._amount = QLabel(self)
        self._amount.setFont(font(Role.NUMBER))
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(4)
        self._values: list[QLabel] = []
        for label in (
            translate("DriverTicket", "Place"),
            translate("DriverTicket", "From"),
            translate("DriverTicket", "To"),
            translate("DriverTicket", "Energy"),
            translate("DriverTicket", "Price"),
            translate("DriverTicket", "End"),
            translate("DriverTicket", "Session"),
        ):
            self._add_row(label)
        column.addWidget(self._cp)
        column.addWidget(self._amount)
        column.addLayout(self._rows)

    def _add_row(self, label: str) -> None:
        name, value = QLabel(label, self), QLabel(self)
        name.setProperty("quiet", True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setWordWrap(True)
        self._rows.addRow(name, value)
        self._values.append(value)

    def show_ticket(self, ticket: Ticket) -> None:
        """Show ``ticket``."""
        lasted = (from_wire(ticket.ended_at) - from_wire(ticket.started_at)).total_seconds()
        self._cp.setText(translate("DriverTicket", "Ticket · {cp}").format(cp=ticket.cp_id))
        self._amount.setText(format_money(Decimal(ticket.amount)))
        texts = (
            ticket.location or "—",
            local_clock(ticket.started_at),
            f"{local_clock(ticket.ended_at)} ({format_duration(lasted)})",
            format_energy(ticket.energy_wh),
            format_price(ticket.price),
            end_text(ticket.reason),
            _short(ticket.session_id),
        )
        for value, text in zip(self._values, texts, strict=True):
            value.setText(text)
        self._values[-1].setToolTip(ticket.session_id)


def _short(session_id: str) -> str:
    return session_id if len(session_id) <= 13 else f"{session_id[:8]}…{session_id[-4:]}"


class TicketsCard(Card):
    """All tickets with their sum; the chosen one, at first the newest, as a receipt."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("DriverWindow", "Tickets"), parent)
        self._model = TicketsModel(self)
        self._total = QLabel(self)
        self._total.setFont(font(Role.HEADING))
        self.table = QTableView(self)
        self.table.setModel(self._model)
        dress(self.table, stretch=1)
        self.table.setAccessibleName(translate("DriverWindow", "Tickets"))
        self._empty = QLabel(translate("DriverTicket", "The tickets of your supplies appear here."), self)
        self._empty.setProperty("quiet", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
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
        self._model.show(view.tickets)
        self._total.setText(
            translate("DriverTicket", "{count} in all · {energy} · {amount}").format(
                count=len(view.tickets), energy=format_energy(view.energy_wh), amount=format_money(view.spent)
            )
        )
        self._show_what_is_there()
        if fresh:
            self.table.selectRow(0)
            self.table.scrollToTop()

    @Slot()
    def _chosen(self) -> None:
        ticket: Ticket | None = self.table.currentIndex().data(VIEW_ROLE)
        if ticket is not None:
            self.receipt.show_ticket(ticket)

    def _show_what_is_there(self) -> None:
        some = self._model.rowCount() > 0
        for widget in (self._total, self.table, self.receipt):
            widget.setVisible(some)
        self._empty.setVisible(not some)
