"""Power over time as a small filled line. GUI thread only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from shared.qt.paint import RIGHT, smooth
from shared.qt.theme import Role, font, tokens
from shared.runtime.text import format_number, format_power, translate

_STEPS_KW = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def nice_step(most_kw: float) -> int:
    """Distance of the lines of the axis, kW, so that there are two to four of them below ``most_kw``."""
    return next((step for step in _STEPS_KW if most_kw <= 3 * step), math.ceil(most_kw / 3))


def paint_power(
    painter: QPainter,
    area: QRectF,
    points: Sequence[tuple[float, int]],
    colour: str,
    top_w: float,
    least_span_s: float = 1e-9,
) -> None:
    """A line over soft ground in ``area``: ``top_w`` at its top, the first of ``points`` at its left and, if
    it is at least ``least_span_s`` later, the last one at its right. No more points than pixels are drawn."""
    if len(points) < 2:
        return
    first = points[0][0]
    span = max(points[-1][0] - first, least_span_s)
    every = max(1, len(points) // max(1, round(area.width())))
    across, up = area.width() / span, area.height() / top_w
    line = [
        QPointF(area.left() + across * (moment - first), area.bottom() - up * watts)
        for moment, watts in [*points[:-1:every], points[-1]]
    ]
    ground = [QPointF(line[-1].x(), area.bottom()), QPointF(line[0].x(), area.bottom())]
    soft = QColor(colour)
    soft.setAlphaF(0.22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawPolygon(QPolygonF([*line, *ground]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    flat, round_ = Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(colour), 2, Qt.PenStyle.SolidLine, flat, round_))
    painter.drawPolyline(line)


class PowerChart(QWidget):
    """The power of a supply, with kW at the left and the local time below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[tuple[float, int]] = []
        self._font = font(Role.SMALL, scale=10 / 11)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(translate("PowerChart", "Power"))

    def set_points(self, points: Sequence[tuple[float, int]]) -> None:
        """Show ``points``: (POSIX time in seconds, W), oldest first."""
        self._points = list(points)
        last = format_power(self._points[-1][1]) if self._points else ""
        self.setAccessibleDescription(last)
        self.update()

    def sizeHint(self) -> QSize:
        """Twice as wide as high."""
        return QSize(280, 130)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a side panel."""
        return QSize(120, 56)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axes, area, line."""
        painter = smooth(self)
        most = max((watts for _, watts in self._points), default=0) / 1000
        step = nice_step(most)
        top_kw = max(step, most) * 1.08
        metrics = QFontMetrics(self._font)
        left = metrics.horizontalAdvance(format_number(Decimal(math.ceil(top_kw)), 0)) + 8
        area = QRectF(self.rect()).adjusted(left, 4, -2, -metrics.height() - 4)
        self._paint_axes(painter, area, top_kw, step)
        paint_power(painter, area, self._points, tokens().chart, top_kw * 1000)
        painter.end()

    def _paint_axes(self, painter: QPainter, area: QRectF, top_kw: float, step: int) -> None:
        colours = tokens()
        painter.setFont(self._font)
        high = QFontMetrics(self._font).height()
        for kw in range(0, math.floor(top_kw) + 1, step):
            y = area.bottom() - area.height() * kw / top_kw
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QRectF(0, y - high / 2, area.left() - 5, high), RIGHT, str(kw))
        self._paint_times(painter, area, high)

    def _paint_times(self, painter: QPainter, area: QRectF, high: int) -> None:
        if len(self._points) < 2:
            return
        first, last = self._points[0][0], self._points[-1][0]
        pattern = "%H:%M" if last - first >= 240 else "%H:%M:%S"
        row = QRect(round(area.left()), round(area.bottom()) + 3, round(area.width()), high)
        moments = (
            (first, Qt.AlignmentFlag.AlignLeft),
            ((first + last) / 2, Qt.AlignmentFlag.AlignHCenter),
            (last, Qt.AlignmentFlag.AlignRight),
        )
        wide = QFontMetrics(self._font).horizontalAdvance("00:00:00 ")
        for number, (moment, align) in enumerate(moments):
            if number == 1 and row.width() < 3 * wide:
                continue
            text = datetime.fromtimestamp(moment).astimezone().strftime(pattern)
            painter.drawText(row, align | Qt.AlignmentFlag.AlignTop, text)
