"""The quiet parts of a window: cards, figures with a label, large buttons, facts, empty places.

GUI thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from shared.qt.icons import Icon, paint_icon, pixmap
from shared.qt.layout import column, row
from shared.qt.paint import WHITE, rounded, smooth, words
from shared.qt.plain import set_tip
from shared.qt.state_look import StateLook
from shared.qt.theme import STEP, Role, font, set_font, theme_signals, tokens
from shared.runtime.text import shown, translate

Tone = Literal["", "quiet", "good", "warning", "bad"]
ButtonTone = Literal["", "primary", "danger"]
_RIGHT_END = Qt.TextElideMode.ElideRight
_ANYWHERE = QTextOption()
_ANYWHERE.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
_MOST_WIDTH = 480
"""Of a line of others, logical pixels; a longer one is cut although there is room."""


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a changed property; Qt forgets the font on the way, so it is given again."""
    kept = widget.font()
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    set_font(widget, kept)


def set_tone(widget: QWidget, tone: str) -> None:
    """Give ``widget`` the colours that the style sheet has for ``tone``."""
    if (widget.property("tone") or "") != tone:
        widget.setProperty("tone", tone)
        repolish(widget)


def make_label(text: str = "", role: Role = Role.BODY, tone: Tone = "", *, wrap: bool = False) -> QLabel:
    """A label of one type role. Its text is never taken for markup: it may come from outside."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    set_font(label, font(role))
    if tone:
        set_tone(label, tone)
    return label


class ElidedLabel(QLabel):
    """A text of others, which gives way: in at most ``lines`` lines, broken anywhere if it must be; what does
    not fit is cut, and whole in the tooltip and in what is copied."""

    def __init__(self, text: str = "", role: Role = Role.BODY, tone: Tone = "", lines: int = 1) -> None:
        super().__init__()
        self._lines, self._whole = lines, ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        set_font(self, font(role))
        set_tone(self, tone)
        copy = QAction(translate("Messages", "Copy"), self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self._whole))
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show ``text``."""
        if text != self._whole:
            self._whole = text
            set_tip(self, text)
            self.updateGeometry()
            self._fit()

    def text(self) -> str:
        """All of it, also what does not fit."""
        return self._whole

    def sizeHint(self) -> QSize:
        """The whole text, up to a bound."""
        longest = max(map(self.fontMetrics().horizontalAdvance, self._whole.split("\n")))
        wide = min(longest + 2, _MOST_WIDTH)
        return QSize(wide, self.heightForWidth(wide))

    def hasHeightForWidth(self) -> bool:
        """Only with more than one line."""
        return self._lines > 1

    def heightForWidth(self, width: int) -> int:
        """As high as its lines are at that width."""
        return len(self._cut(width)) * self._line()

    def minimumSizeHint(self) -> QSize:
        """Nothing but a line."""
        return QSize(0, self._line())

    def _line(self) -> int:
        return ceil(QFontMetricsF(self.font()).lineSpacing())  # as QLabel counts

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut for the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        super().setText("\n".join(self._cut(self.width())))

    def _cut(self, width: int) -> list[str]:
        units = "\u2028".join(map(shown, self._whole.split("\n"))).encode("utf-16-le")  # as Qt counts
        layout, ends = QTextLayout(units.decode("utf-16-le"), self.font()), [0]
        layout.setTextOption(_ANYWHERE)
        layout.beginLayout()
        while len(ends) < self._lines and (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            ends.append(line.textStart() + line.textLength())
        layout.endLayout()
        pieces = (units[2 * a : 2 * b].decode("utf-16-le") for a, b in pairwise([*ends, len(units)]))
        *whole, last = (piece.strip().replace("\u2028", " ") for piece in pieces)
        cut = self.fontMetrics().elidedText(last, _RIGHT_END, width)
        return [*whole, cut] if cut or not whole else whole


def make_button(text: str, tone: ButtonTone = "") -> QPushButton:
    """A button of usual size; ``primary`` is a window's one next action, ``danger`` one to think over."""
    button = QPushButton(text)
    set_font(button, font(Role.HEADING if tone else Role.BODY))
    button.setAutoDefault(False)
    if tone:
        set_tone(button, tone)
    return button


class Card(QFrame):
    """A frame with an optional heading; put the rest in ``body``."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._heading = make_label(heading, Role.HEADING)
        self._note = make_label("", Role.SMALL, "quiet")
        self.head = row(self._heading, self._note, 1)
        self.body = column(self.head, margins=(4 * STEP, 3 * STEP, 4 * STEP, 3 * STEP))
        self.setLayout(self.body)
        self._heading.setVisible(bool(heading))
        self._note.hide()
        if heading:
            self.setAccessibleName(heading)

    def set_heading(self, heading: str, note: str = "", tone: Tone = "quiet") -> None:
        """The heading and a note beside it."""
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self.setAccessibleName(heading)
        self.set_note(note, tone)

    def set_note(self, note: str, tone: Tone = "quiet") -> None:
        """What stands beside the heading, such as a count."""
        self._note.setText(note)
        set_tone(self._note, tone)
        self._note.setVisible(bool(note))

    def note(self) -> str:
        """What stands beside the heading."""
        return self._note.text()


class StatCard(QFrame):
    """A number with its label and an edge in the colour of what it counts. The number's place is fixed."""

    def __init__(self, label: str, colour: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._colour = colour
        self._value = make_label("0", Role.TITLE)
        set_font(self._value, font(Role.NUMBER, scale=18 / 24))
        self._label = make_label(label, Role.SMALL, "quiet")
        margins = (6 * STEP, STEP + 2, 4 * STEP, STEP + 2)
        self.setLayout(column(self._value, self._label, spacing=0, margins=margins))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_value("0")

    def set_value(self, text: str) -> None:
        """Show ``text`` (unit included); the card grows with it and never shrinks."""
        self._value.setText(text)
        width = self._value.sizeHint().width()
        if width > self._value.minimumWidth():
            self._value.setMinimumWidth(width)
        self.setAccessibleName(f"{self._label.text()}: {text}")

    def set_label(self, text: str, tone: Tone = "quiet") -> None:
        """Change what the number is called; ``tone`` says how far it can be trusted."""
        if text != self._label.text():
            self._label.setText(text)
            self.setAccessibleName(f"{text}: {self._value.text()}")
        set_tone(self._label, tone)

    def value(self) -> str:
        """The text shown."""
        return self._value.text()

    def label(self) -> str:
        """What the number is called."""
        return self._label.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card and its edge."""
        super().paintEvent(event)
        painter = smooth(self)
        edge = QRectF(2.5 * STEP, 2 * STEP, STEP, self.height() - 4 * STEP)
        rounded(painter, edge, 2, self._colour or tokens().accent)
        painter.end()


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a :class:`FactList`."""

    label: str
    value: str
    strong: bool = False
    tone: Tone = ""


class FactList(QWidget):
    """Rows of label and value, values on the right in tabular figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * STEP)
        self._grid.setVerticalSpacing(STEP)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, ElidedLabel]] = []

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show ``facts``; rows are kept and only their texts change."""
        while len(self._rows) < len(facts):
            self._add_row()
        for number, (label, value) in enumerate(self._rows):
            shown = number < len(facts)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                fact = facts[number]
                label.setText(fact.label)
                value.setText(fact.value)
                set_font(value, font(Role.FIGURE if fact.strong else Role.BODY, scale=12 / 13))
                set_tone(value, fact.tone)
                value.setAccessibleName(f"{fact.label}: {fact.value}")

    def _add_row(self) -> None:
        label = make_label("", Role.BODY, "quiet")
        set_font(label, font(Role.BODY, scale=12 / 13))
        value = ElidedLabel(lines=3)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, len(self._rows), 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, len(self._rows), 1)
        self._rows.append((label, value))


class StateBadge(QWidget):
    """The state of a charging point as a pill: icon, word and colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font = font(Role.HEADING, scale=12 / 13)
        self._look: StateLook | None = None
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, look: StateLook, word: str) -> None:
        """Show a state."""
        self._look = look
        self._word = word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, word and room around."""
        return QSize(QFontMetrics(self._font).horizontalAdvance(self._word) + 44, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill; nothing before the first state."""
        if self._look is None:
            return
        painter = smooth(self)
        paint_pill(painter, QRectF(self.rect()), self._look, self._word, self._font)
        painter.end()


def paint_pill(painter: QPainter, pill: QRectF, look: StateLook, word: str, with_font: QFont) -> None:
    """Icon, word and colour of a state."""
    rounded(painter, pill, 9, look.fill)
    size = round(pill.height() * 0.64)
    paint_icon(painter, look.icon, WHITE, QRectF(pill.x() + 8, pill.center().y() - size / 2, size, size))
    words(painter, pill.adjusted(14 + size, 0, -4, 0), word, with_font, WHITE)


class EmptyState(QWidget):
    """Stands where there is nothing yet, and says what will come or what to do."""

    def __init__(self, icon: Icon, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._which = icon
        self._icon = QLabel(self)
        self._text = make_label(text, Role.BODY, "quiet", wrap=True)
        for label in (self._icon, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(1, self._icon, self._text, 1, margins=(9, 9, 9, 9)))
        theme_signals().changed.connect(self._recolour)
        self._recolour()

    def set_text(self, text: str) -> None:
        """Change what it says."""
        self._text.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """A screen of another scale needs another picture."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._recolour()

    def _recolour(self) -> None:
        self._icon.setPixmap(pixmap(self._which, tokens().disabled, 32, self.devicePixelRatioF()))
