"""A price typed in place: EUR per kWh with a comma or a point, errors said below."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from shared.domain.money import parse_price
from shared.qt.cards import make_button, make_label, repolish
from shared.qt.layout import column, row
from shared.qt.theme import STEP, Role
from shared.runtime.text import format_price, translate


class PriceEdit(QWidget):
    """A field and its button; ``chosen`` carries a Decimal, EUR/kWh. Enter sets, Esc is ``cancelled``."""

    chosen = Signal(object)
    cancelled = Signal()

    def __init__(self, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setObjectName("price")
        self.field.setAccessibleName(translate("CentralWindow", "Price in EUR per kWh"))
        self.field.setMaximumWidth(96)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._set = make_button(verb)
        self._error = make_label("", Role.SMALL, "bad", wrap=True)
        self._error.hide()
        self._free = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(34)  # texts that wrap below must not squeeze it
        self._row = row(self.field, make_label("€/kWh", Role.BODY, "quiet"), self._set, 1)
        self.setLayout(column(self._row, self._error, spacing=STEP))
        self.field.returnPressed.connect(self._take)
        self.field.textEdited.connect(self._edited)
        self._set.clicked.connect(self._take)

    def add_button(self, button: QPushButton) -> None:
        """One more button in the row."""
        self._row.insertWidget(self._row.count() - 1, button)

    def offer(self, price: Decimal) -> None:
        """Start from ``price``."""
        self.field.setText(format_price(price).partition(" ")[0])
        self._edited()

    def error(self) -> str:
        """What is wrong with what was typed; empty when nothing is."""
        return self._error.text()

    @Slot()
    def _take(self) -> None:
        typed = self.field.text().strip()
        try:
            price = parse_price(typed.replace(",", "."))
        except ValueError:
            self._error.setText(
                translate(
                    "CentralWindow",
                    "'{text}' is not a price: write EUR per kWh, such as {example}.",
                ).format(text=typed, example=format_price(Decimal("0.54")).partition(" ")[0])
            )
            self._wrong(True)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not price and not self._free:
            self._free = True
            self._error.setText(
                translate("CentralWindow", "Free of charge? Press again to set a price of 0.")
            )
            self._error.show()
            return
        self._edited()
        self.chosen.emit(price)

    @Slot()
    def _edited(self) -> None:
        self._error.setText("")
        self._free = False
        self._wrong(False)

    def _wrong(self, wrong: bool) -> None:
        self._error.setVisible(wrong)
        if bool(self.field.property("wrong")) != wrong:
            self.field.setProperty("wrong", wrong)
            repolish(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)
