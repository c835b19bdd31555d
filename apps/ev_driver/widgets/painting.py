"""What the driver's window paints by hand: the list of charging points and the steps of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from apps.ev_driver.models import cp_word
from apps.ev_driver.views import CpView
from shared.qt.icons import Icon, paint_icon
from shared.qt.paint import RIGHT, WHITE, rounded, smooth, words
from shared.qt.plain import AnyIndex, set_tip
from shared.qt.state_look import cp_look
from shared.qt.tables import RECORD_ROLE
from shared.qt.theme import Role, font, tokens
from shared.runtime.guard import guarded
from shared.runtime.text import format_price

ROW_HEIGHT = 56
_PAD = 12
_BADGE = 32
OLD_OPACITY = 0.5
"""How much is left of a row whose state is not of this moment."""


class CpDelegate(QStyledItemDelegate):
    """One charging point a row: badge in the colour of its state, id and word, place and price.

    Not ``live``: rows are faint, since they say how things were.
    """

    live = True

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cp: CpView = index.data(RECORD_ROLE)
        painter.save()
        guarded(cp.cp_id, self._paint_cp, painter, option, cp)
        painter.restore()

    def _paint_cp(self, painter: QPainter, option: QStyleOptionViewItem, cp: CpView) -> None:
        rect, state = QRectF(option.rect), option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_row(painter, rect.adjusted(2, 2, -2, -2), state)
        if not self.live:
            painter.setOpacity(OLD_OPACITY)
        look = cp_look(cp.standing)
        badge = QRectF(rect.left() + _PAD, rect.center().y() - _BADGE / 2, _BADGE, _BADGE)
        rounded(painter, badge, 8, look.fill)
        paint_icon(painter, look.icon, WHITE, badge.adjusted(7, 7, -7, -7))
        self._paint_text(
            painter, QRectF(badge.right() + _PAD, rect.top(), rect.right() - badge.right() - 2 * _PAD, 0), cp
        )

    def _paint_row(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        colours = tokens()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.hover))
            painter.setPen(QPen(QColor(colours.accent), 2) if selected else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)

    def _paint_text(self, painter: QPainter, rect: QRectF, cp: CpView) -> None:
        colours = tokens()
        main, quiet = colours.text if cp.available else colours.quiet, colours.quiet
        upper = QRectF(rect.left(), rect.top() + 9, rect.width(), 20)
        lower = QRectF(rect.left(), rect.top() + 28, rect.width(), 18)
        # The word keeps its room; a long id gives way.
        _line(painter, upper, (cp.cp_id, Role.HEADING, main), (cp_word(cp), quiet))
        _line(painter, lower, (cp.location or "—", Role.SMALL, quiet), (format_price(cp.price), main))


def _line(painter: QPainter, rect: QRectF, left: tuple[str, Role, str], right: tuple[str, str]) -> None:
    """Two texts with their colours on one line; the left one is elided where they do not both fit."""
    text, role, colour = left
    small = font(Role.SMALL)
    words(painter, rect, right[0], small, right[1], RIGHT)
    room = rect.adjusted(0, 0, -QFontMetricsF(small).horizontalAdvance(right[0]) - 8, 0)
    words(painter, room, text, font(role), colour)


StepState = Literal["done", "now", "ahead", "failed", "good"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a request and how far it is."""

    label: str
    state: StepState


class Stepper(QWidget):
    """The steps of a request from left to right: done, in progress, still to come, or where it ended."""

    _DOT = 22.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setFixedHeight(58)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show these from now on."""
        if steps == self._steps:
            return
        self._steps = steps
        self.setAccessibleName(", ".join(f"{step.label}: {step.state}" for step in steps))
        set_tip(self, " → ".join(step.label for step in steps))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = smooth(self)
        width = self.width() / len(self._steps)
        for number, step in enumerate(self._steps):
            centre = QPointF(width * (number + 0.5), self._DOT / 2 + 2)
            if number:
                self._paint_line(painter, centre.x() - width, centre.x(), centre.y(), step)
            self._paint_dot(painter, centre, number, step)
            self._paint_label(painter, QRectF(width * number + 1, self._DOT + 8, width - 2, 24), step)
        painter.end()

    def _paint_line(self, painter: QPainter, start: float, end: float, y: float, step: Step) -> None:
        colours = tokens()
        painter.setPen(QPen(QColor(colours.line if step.state == "ahead" else _colour(step)), 3))
        painter.drawLine(QPointF(start + self._DOT / 2 + 3, y), QPointF(end - self._DOT / 2 - 3, y))

    def _paint_dot(self, painter: QPainter, centre: QPointF, number: int, step: Step) -> None:
        colours = tokens()
        rect = QRectF(centre.x() - self._DOT / 2, centre.y() - self._DOT / 2, self._DOT, self._DOT)
        if step.state == "ahead":
            painter.setPen(QPen(QColor(colours.control_line), 1.5))
            painter.setBrush(QColor(colours.card))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_colour(step)))
        painter.drawEllipse(rect)
        if step.state == "failed":
            paint_icon(painter, Icon.CLOSE, colours.card, rect.adjusted(4, 4, -4, -4))
            return
        painter.setPen(QColor(colours.quiet if step.state == "ahead" else colours.card))
        painter.setFont(font(Role.SMALL, bold=True))
        painter.drawText(
            rect, Qt.AlignmentFlag.AlignCenter, "✓" if step.state in ("done", "good") else str(number + 1)
        )

    def _paint_label(self, painter: QPainter, rect: QRectF, step: Step) -> None:
        colours = tokens()
        used = font(Role.SMALL, bold=step.state in ("now", "failed"))
        colour = colours.quiet if step.state in ("ahead", "done") else _colour(step)
        align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        words(painter, rect, step.label, used, colour, align)


def _colour(step: Step) -> str:
    colours = tokens()
    return {"done": colours.good, "good": colours.good, "now": colours.accent, "failed": colours.bad}[
        step.state
    ]
