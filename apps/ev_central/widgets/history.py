"""Ended supplies of the whole network, with their sums."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from apps.ev_central.intents import ShowHistory
from apps.ev_central.models.tables import tickets_table
from apps.ev_central.views import CpHistory
from apps.ev_central.widgets.parts import make_table
from shared.domain.money import ZERO
from shared.qt.cards import Card, EmptyState, make_label
from shared.qt.icons import Icon
from shared.qt.layout import row
from shared.qt.tables import TextColumn
from shared.qt.theme import Role
from shared.runtime.text import counted, format_energy, format_money, translate

LIMIT: Final = 1_000
"""Supplies that are shown, the newest ones."""
_END_COLUMN, _SESSION_COLUMN = 7, 8


class HistoryPage(Card):
    """Asks for the history when it is shown and when a supply ended."""

    intent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        name = translate("CentralWindow", "Ended supplies")
        super().__init__(name, parent)
        self.asked = False
        self.tickets = tickets_table(self)
        samples = (
            "00/00/00 00:00:00",
            "MAD00000",
            "DRV-00000",
            "000:00:00",
            "000.000 kWh",
            "0.5400 €/kWh",
            "000.00 €",
            "",
            "00000000-0000-0000-0000-000000000000",
        )
        self.table = make_table(self.tickets, name, stretch=_END_COLUMN, widths=samples, sortable=True)
        TextColumn(self.table, _END_COLUMN, 180, _SESSION_COLUMN)
        self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self._totals = make_label("", Role.FIGURE)
        self._totals.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._empty = EmptyState(
            Icon.SUPPLYING,
            translate("CentralWindow", "No supply has ended yet. Each one that ends is listed here."),
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        self.body.addLayout(self._pages, 1)
        self.body.addLayout(row(1, self._totals))

    def ask(self) -> None:
        """Ask for the supplies, unless the answer to the last question is still on its way."""
        if not self.asked:
            self.asked = True
            self.intent.emit(ShowHistory(None, LIMIT))

    def show_history(self, history: CpHistory) -> None:
        """Show the answer."""
        self.asked = False
        self.tickets.set_rows(history.tickets)
        self._pages.setCurrentWidget(self.table if history.tickets else self._empty)
        cut = translate("CentralWindow", "the last {count}").format(count=LIMIT)
        self.set_note(cut if len(history.tickets) >= LIMIT else "")
        self._show_totals()

    def search(self, text: str) -> None:
        """Show only supplies of which a text holds ``text``."""
        self.tickets.set_text_filter(text)
        self._show_totals()

    def totals(self) -> str:
        """The sums that are shown."""
        return self._totals.text()

    def _show_totals(self) -> None:
        rows = self.tickets.rows()
        text = counted(
            len(rows),
            translate("CentralWindow", "{count} supply · {energy} · {amount}"),
            translate("CentralWindow", "{count} supplies · {energy} · {amount}"),
        )
        self._totals.setText(
            text.format(
                energy=format_energy(sum(row.energy_wh for row in rows)),
                amount=format_money(sum((row.amount for row in rows), ZERO)),
            )
        )
