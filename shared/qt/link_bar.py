"""Links at the top right of every window: name, a dot, how old or how fast. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shared.core.link import Link
from shared.qt.layout import row
from shared.qt.paint import LEFT, smooth, words
from shared.qt.plain import set_tip
from shared.qt.theme import STEP, Role, font, tokens
from shared.runtime.text import format_span, translate
from shared.runtime.words import clock_detail, clock_text

LinkState = Literal["ok", "warning", "bad", "unknown"]

_DOT = 9
_MOST_WIDTH = 220


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link: its name, its state, a short detail (``4 ms``), and a whole sentence for the tooltip."""

    name: str
    state: LinkState
    detail: str = ""
    sentence: str = ""

    @classmethod
    def of(cls, name: str, link: Link, mono: float, up: str, down: str = "", ahead_s: int = 0) -> LinkView:
        """``link`` as it is at the second ``mono``, with the sentence ``up`` or ``down``, else its own cause.
        Our clock may be ``ahead_s`` of theirs."""
        if not link.alive:
            return cls(name, "bad", format_span(mono - link.since_mono), down or link.detail)
        if ahead_s:
            whose = "Kafka" if name == "Kafka" else ""
            return cls(name, "warning", clock_detail(ahead_s), clock_text(ahead_s, whose))
        return cls(name, "ok", "" if link.latency_ms is None else f"{link.latency_ms:.0f} ms", up)


def link_state_text(state: LinkState) -> str:
    """The state as a word: no state is told by colour alone."""
    return {
        "ok": translate("Links", "connected"),
        "warning": translate("Links", "with problems"),
        "bad": translate("Links", "not connected"),
        "unknown": translate("Links", "not known yet"),
    }[state]


class LinkLabel(QWidget):
    """One link. It grows with its longest detail and never shrinks, so that nothing jumps each second."""

    def __init__(self, link: LinkView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_font = font(Role.HEADING, scale=12 / 13)
        self._detail_font = font(Role.BODY, scale=12 / 13)
        self._link = link
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.show_link(link)

    def show_link(self, link: LinkView) -> None:
        """Show the present state of the link."""
        if self._link.name != link.name:
            self._width = 0
        self._link = link
        word = link_state_text(link.state)
        told = link.sentence or translate("Links", "{name}: {state}").format(name=link.name, state=word)
        set_tip(self, told)
        self.setAccessibleName(" ".join(part for part in (link.name, word, link.detail) if part))
        width = min(
            _MOST_WIDTH,
            self._name_right() + 8 + QFontMetrics(self._detail_font).horizontalAdvance(self._detail()),
        )
        if width > self._width:
            self._width = width
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for what it has shown so far."""
        return QSize(self._width, 24)

    def minimumSizeHint(self) -> QSize:
        """Dot and name: in a narrow window the detail goes first."""
        return QSize(min(self._width, self._name_right()), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dot, name, detail."""
        colours, whole = tokens(), QRectF(self.rect())
        painter = smooth(self)
        self._paint_dot(painter)
        painter.setFont(self._name_font)
        painter.setPen(QColor(colours.text))
        painter.drawText(whole.adjusted(_DOT + 6, 0, 0, 0), LEFT, self._link.name)
        tone = {"warning": colours.warning, "bad": colours.bad}.get(self._link.state, colours.quiet)
        detail = whole.adjusted(self._name_right() + 5, 0, 0, 0)
        words(painter, detail, self._detail(), self._detail_font, tone)
        painter.end()

    def _paint_dot(self, painter: QPainter) -> None:
        """Full: connected; half full: problems; a struck ring: not connected; a ring: unknown."""
        colour = QColor(getattr(tokens(), f"dot_{self._link.state}"))
        box = QRectF(1, (self.height() - _DOT) / 2, _DOT, _DOT)
        if self._link.state == "ok":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(box)
            return
        inner = box.adjusted(1, 1, -1, -1)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        if self._link.state == "warning":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPie(inner, 0, 180 * 16)
        elif self._link.state == "bad":
            middle = box.center()
            painter.drawLine(middle + QPointF(-2, 2), middle + QPointF(2, -2))

    def _detail(self) -> str:
        """Without a detail a link that is not well says its state as a word."""
        return self._link.detail or ("" if self._link.state == "ok" else link_state_text(self._link.state))

    def _name_right(self) -> int:
        return _DOT + 6 + QFontMetrics(self._name_font).horizontalAdvance(self._link.name)


class LinkBar(QWidget):
    """The links of a program, always in the same place and order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row(spacing=4 * STEP)
        self.setLayout(self._row)
        self._labels: list[LinkLabel] = []
        self.setAccessibleName(translate("Links", "Connections"))

    def set_links(self, links: Sequence[LinkView]) -> None:
        """Show ``links``, the present state of all."""
        while len(self._labels) > len(links):
            gone = self._labels.pop()
            self._row.removeWidget(gone)
            gone.deleteLater()
        for label, link in zip(self._labels, links, strict=False):
            label.show_link(link)
        for link in links[len(self._labels) :]:
            label = LinkLabel(link, self)
            self._labels.append(label)
            self._row.addWidget(label)
