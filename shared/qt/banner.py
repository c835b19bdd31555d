"""A slim line in the window for what is gone: no dialog to click away. GUI thread only."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from shared.qt.cards import wrap
from shared.qt.icons import Icon, pixmap
from shared.qt.layout import row
from shared.qt.theme import Role, font, set_font, theme_signals, tokens
from shared.runtime.outages import Outage
from shared.runtime.text import format_span

BannerTone = Literal["warning", "bad"]


class Banner(QFrame):
    """Says what is gone since when, what still works, what is being tried; hidden when all is well.

    How long it lasts stands at the right, in a place of its own: the sentence does not change each second.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", True)
        self._tone: BannerTone = "warning"
        self._icon = QLabel(self)
        self._icon.setFixedSize(18, 18)
        self._text = QLabel(self)
        set_font(self._text, font(Role.BODY))
        wrap(self._text)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._age = QLabel(self)
        set_font(self._age, font(Role.FIGURE))
        self._age.setAlignment(Qt.AlignmentFlag.AlignRight)
        line = row(self._icon, (self._text, 1), self._age, margins=(16, 6, 16, 6))
        for part in (self._icon, self._age):
            line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme_signals().changed.connect(self._recolour)
        self.hide()

    def tell(self, text: str, tone: BannerTone = "warning", age: str = "") -> None:
        """Show ``text`` and how long it is true already; the empty text hides the banner."""
        if age != self._age.text():
            self._age.setText(age)
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)
        if tone != self._tone or self._icon.pixmap().isNull():
            self._tone = tone
            self._recolour()
        if bool(text) == self.isHidden():
            self.setVisible(bool(text))

    def show_outage(self, outage: Outage, now_mono: float) -> None:
        """Tell ``outage``, and for how long it lasts at ``now_mono``."""
        lasts = format_span(now_mono - outage.since_mono) if outage.text else ""
        self.tell(outage.text, "bad" if outage.grave else "warning", lasts)

    def text(self) -> str:
        """What it says; empty when hidden."""
        return self._text.text()

    def age(self) -> str:
        """How long it lasts already, as shown."""
        return self._age.text()

    @Slot()
    def _recolour(self) -> None:
        colours = tokens()
        colour = colours.bad if self._tone == "bad" else colours.warning
        self._icon.setPixmap(pixmap(Icon.FAULTED, colour, 18, self.devicePixelRatioF()))
