"""The large button of a device: plug, unplug, request. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from shared.qt.cards import ButtonTone, set_tone
from shared.qt.paint import WHITE, words
from shared.qt.plain import set_tip
from shared.qt.theme import STEP, Role, font, tokens
from shared.runtime.text import translate


class BigButton(QPushButton):
    """A large button of a device: its text, its key below; when it cannot be used, why, in the same place."""

    def __init__(
        self, text: str, key: str = "", tone: ButtonTone = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = text
        self._key = key
        self._reason = ""
        self._title_font = font(Role.TITLE, scale=17 / 18)
        self._hint_font = font(Role.SMALL)
        if tone:
            set_tone(self, tone)
        if key:
            self.setShortcut(QKeySequence(key))
            QShortcut(QKeySequence(f"Shift+{key}"), self, self.click)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_title(self, text: str) -> None:
        """Change the text."""
        self._title = text
        self._tell()

    def allow(self) -> None:
        """It can be used."""
        if self._reason or not self.isEnabled():
            self._reason = ""
            self.setEnabled(True)
            self._tell()

    def deny(self, reason: str) -> None:
        """It cannot be used; ``reason`` is a sentence for the user, shown below the text and as tooltip."""
        if reason != self._reason or self.isEnabled():
            self._reason = reason
            self.setEnabled(False)
            self._tell()

    def subtitle(self) -> str:
        """What stands below the text: the reason, else the key."""
        if self._reason:
            return self._reason
        return translate("BigButton", "key {key}").format(key=self._key) if self._key else ""

    def sizeHint(self) -> QSize:
        """High enough for two lines of reason."""
        wide = QFontMetrics(self._title_font).horizontalAdvance(self._title)
        return QSize(max(140, wide + 10 * STEP), 18 * STEP)

    def minimumSizeHint(self) -> QSize:
        """Text and some of the reason."""
        return QSize(max(110, QFontMetrics(self._title_font).horizontalAdvance(self._title) + 24), 16 * STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame by the style sheet, the texts by hand: a button has only one line of its own."""
        super().paintEvent(event)
        painter = QPainter(self)
        inner = self.rect().adjusted(2 * STEP, STEP, -2 * STEP, -STEP)
        title, hint = QFontMetrics(self._title_font), QFontMetrics(self._hint_font)
        subtitle = self.subtitle()
        wrap = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        room = QRect(0, 0, inner.width(), 2 * hint.lineSpacing())
        below = min(hint.boundingRect(room, wrap, subtitle).height(), room.height()) if subtitle else 0
        top = inner.y() + (inner.height() - title.height() - below) // 2
        first = QRectF(inner.x(), top, inner.width(), title.height())
        words(painter, first, self._title, self._title_font, self._ink(), Qt.AlignmentFlag.AlignCenter)
        painter.setFont(self._hint_font)
        painter.drawText(QRect(inner.x(), top + title.height(), inner.width(), below), wrap, subtitle)
        painter.end()

    def _ink(self) -> str:
        colours = tokens()
        if not self.isEnabled():
            return colours.quiet
        return {"primary": colours.on_accent, "danger": WHITE}.get(str(self.property("tone")), colours.text)

    def _tell(self) -> None:
        set_tip(self, self._reason or self.subtitle())
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self.subtitle())
        self.updateGeometry()
        self.update()
