"""Power over time as a small filled line. GUI thread only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shared.qt.theme import CHARGING_EDGE, Role, font, tokens
from shared.runtime.text import format_number, format_power, translate

_STEPS_KW = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def nice_step(most_kw: float) -> int:
    """Distance of the lines of the axis, kW, so that there are two to four of them below ``most_kw``."""
    return next((step for step in _STEPS_KW if most_kw <= 3 * step), math.ceil(most_kw / 3))


class PowerChart(QWidget):
    """The power of a supply.

    ``on_fill``: for the coloured display of a device: lime, without axes. Otherwise with kW at the left and
    the local time below.
    """

    def __init__(self, parent: QWidget | None = None, *, on_fill: bool = False) -> None:
        super().__init__(parent)
        self._on_fill = on_fill
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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((watts for _, watts in self._points), default=0) / 1000
        step = nice_step(most)
        top_kw = max(step, most) * 1.08
        area = QRectF(self.rect())
        if not self._on_fill:
            metrics = QFontMetrics(self._font)
            left = metrics.horizontalAdvance(format_number(Decimal(math.ceil(top_kw)), 0)) + 8
            area.adjust(left, 4, -2, -metrics.height() - 4)
            self._paint_axes(painter, area, top_kw, step)
        if len(self._points) > 1:
            self._paint_line(painter, area, top_kw)
        painter.end()

    def _paint_axes(self, painter: QPainter, area: QRectF, top_kw: float, step: int) -> None:
        colours = tokens()
        painter.setFont(self._font)
        high = QFontMetrics(self._font).height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for kw in range(0, math.floor(top_kw) + 1, step):
            y = area.bottom() - area.height() * kw / top_kw
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QRectF(0, y - high / 2, area.left() - 5, high), right, str(kw))
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

    def _paint_line(self, painter: QPainter, area: QRectF, top_kw: float) -> None:
        first, last = self._points[0][0], self._points[-1][0]
        span = max(last - first, 1e-9)
        line = QPainterPath()
        for number, (moment, watts) in enumerate(self._thinned(round(area.width()))):
            x = area.left() + area.width() * (moment - first) / span
            y = area.bottom() - area.height() * watts / 1000 / top_kw
            if number:
                line.lineTo(x, y)
            else:
                line.moveTo(x, y)
        colour = QColor(CHARGING_EDGE if self._on_fill else tokens().chart)
        ground = QPainterPath(line)
        ground.lineTo(area.right(), area.bottom())
        ground.lineTo(area.left(), area.bottom())
        ground.closeSubpath()
        soft = QColor(colour)
        soft.setAlphaF(0.22)
        painter.fillPath(ground, soft)
        painter.setPen(
            QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line)

    def _thinned(self, width: int) -> list[tuple[float, int]]:
        """No more points than pixels; the last one stays."""
        every = max(1, len(self._points) // max(1, width))
        thinned = self._points[::every]
        return thinned if thinned[-1] == self._points[-1] else [*thinned, self._points[-1]]
