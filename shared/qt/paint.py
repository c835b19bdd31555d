"""What all widgets that paint themselves do alike. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

WHITE: Final = "#FFFFFF"
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def smooth(widget: QWidget) -> QPainter:
    """A painter on ``widget`` with smooth edges, which the caller ends."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def rounded(painter: QPainter, rect: QRectF | QRect, radius: float, colour: str) -> None:
    """Fill ``rect`` with ``colour``, its corners rounded."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect, radius, radius)


def words(
    painter: QPainter,
    room: QRectF,
    text: str,
    with_font: QFont,
    colour: str,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Write ``text`` on one line in ``room``, cut where it does not fit."""
    painter.setFont(with_font)
    painter.setPen(QColor(colour))
    fitting = QFontMetricsF(with_font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, align, fitting)
