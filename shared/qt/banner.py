"""A slim line in the window for what is gone: no dialog to click away. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from shared.qt.cards import ElidedLabel, make_label
from shared.qt.icons import Icon, pixmap
from shared.qt.layout import row
from shared.qt.theme import STEP, Role, theme_signals, tokens
from shared.runtime.outages import Outage
from shared.runtime.text import format_span

BannerTone = Literal["warning", "bad"]


class Strip(QFrame):
    """A row: a picture in the theme's colour ``tone``, a text that gives way, buttons. Hidden at first."""

    def __init__(self, kind: str, icon: Icon, tone: str, buttons: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setProperty(kind, True)
        self._picture, self._tone = icon, tone
        self._icon = QLabel()
        self.label = ElidedLabel(lines=8)
        self.setLayout(row(self._icon, (self.label, 1), *buttons, margins=(4 * STEP, STEP, 2 * STEP, STEP)))
        self._buttons = buttons
        theme_signals().changed.connect(self._recolour)
        self._recolour()
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """A button that comes under the hand takes no click for a second: that one was for something else."""
        super().showEvent(event)
        for button in self._buttons:
            if button.rect().contains(button.mapFromGlobal(QCursor.pos())):
                button.setEnabled(False)
                QTimer.singleShot(1_000, button, partial(button.setEnabled, True))

    @Slot()
    def _recolour(self) -> None:
        colour = getattr(tokens(), self._tone)
        self._icon.setPixmap(pixmap(self._picture, colour, 18, self.devicePixelRatioF()))


class Banner(Strip):
    """Says what is gone since when, what still works, what is being tried; hidden when all is well.

    How long it lasts stands at the right, in a place of its own: the sentence does not change each second.
    ``told``: as often as it is told anything; True: it was clicked, to cover nothing.
    """

    told = Signal(bool)

    def __init__(self) -> None:
        self._age = make_label("", Role.FIGURE)
        super().__init__("banner", Icon.FAULTED, "warning", (self._age,))

    def tell(self, text: str, tone: BannerTone = "warning", age: str = "") -> None:
        """Show ``text`` and how long it is true already; the empty text hides the banner."""
        if age != self._age.text():
            self._age.setText(age)
        if text != self.label.text():
            self.label.setText(text)
            self.setAccessibleName(text)
            self.setVisible(bool(text))
        if tone != self._tone:
            self._tone = tone
            self._recolour()
        self.told.emit(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a place of its own."""
        self.told.emit(True)

    def show_outage(self, outage: Outage, now_mono: float) -> None:
        """Tell ``outage``, and for how long it lasts at ``now_mono``."""
        lasts = format_span(now_mono - outage.since_mono) if outage.text else ""
        self.tell(outage.text, "bad" if outage.grave else "warning", lasts)

    def text(self) -> str:
        """What it says; empty when hidden."""
        return self.label.text()

    def age(self) -> str:
        """How long it lasts already, as shown."""
        return self._age.text()
