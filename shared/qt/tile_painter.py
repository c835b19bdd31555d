"""How a tile looks: places of its texts, what is cut first when it is narrow. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPainterPath, QPen

from shared.qt.icons import Icon, paint_icon
from shared.qt.theme import CHARGING_EDGE, CORNER, Role, StateFill, font, tokens

if TYPE_CHECKING:
    from shared.qt.tile import TileData

GAP: Final = 12
"""Between two tiles; the ring of the selection lives in it."""
EDGE: Final = 6
"""Width of the lime edge of a supply."""
PAD: Final = 14
_ICON: Final = 20
_SEPARATOR: Final = "  ·  "
_SWEEP_S: Final = 2.4
"""Time that the light on the lime edge takes from the bottom to the top, s."""

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Type:
    """A font with its measures, made once: measuring is most of the cost of a tile."""

    def __init__(self, made: QFont) -> None:
        self.font = made
        self.metrics = QFontMetrics(made)

    def width(self, text: str) -> int:
        return self.metrics.horizontalAdvance(text)

    def cut(self, text: str, width: int) -> str:
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))


def two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """``text`` in at most two lines of ``width`` logical pixels, broken between words, the second one cut."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    words = text.split(" ")
    count = len(words)
    while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > width:
        count -= 1
    lines = (" ".join(words[:count]), " ".join(words[count:]))
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines if line]


class TilePainter:
    """Draws tiles; keeps the fonts."""

    def __init__(self) -> None:
        self._id = _Type(font(Role.TITLE, scale=15 / 18))
        self._word = _Type(font(Role.SMALL, scale=12 / 11))
        self._body = _Type(font(Role.BODY, scale=12 / 13))
        self._figure = _Type(font(Role.FIGURE, scale=12 / 13))
        self._number = _Type(font(Role.NUMBER))

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        tile: TileData,
        *,
        selected: bool,
        focused: bool,
        pulse: float,
        mono: float,
    ) -> None:
        """Draw ``tile`` into ``rect``. ``pulse`` 1 to 0: a change of state that just happened."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, tile, pulse, mono)
        if selected or focused:
            self._paint_ring(painter, rect, selected, focused)
        inner = rect.adjusted(PAD, 10, -PAD, -10)
        self._paint_head(painter, inner, tile)
        self._paint_place(painter, inner, tile)
        if tile.number:
            self._paint_figures(painter, inner, tile)
        elif tile.age:
            self._paint_age(painter, inner, tile)
        self._paint_bottom(painter, inner, tile)
        painter.restore()

    def paint_edge(self, painter: QPainter, rect: QRect, tile: TileData, mono: float) -> None:
        """Draw only the lime edge and the ground below it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, tile, 0.0, mono)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, tile: TileData, pulse: float, mono: float
    ) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(rect), CORNER, CORNER)
        fill = QColor(tile.fill.value)
        if pulse > 0:
            fill = fill.lighter(100 + round(55 * pulse))
        painter.fillPath(shape, fill)
        if tile.fill is StateFill.SUPPLYING:
            painter.save()
            painter.setClipRect(
                QRect(rect.x(), rect.y(), EDGE, rect.height()), Qt.ClipOperation.IntersectClip
            )
            edge: QColor | QLinearGradient = QColor(CHARGING_EDGE)
            painter.fillPath(shape, self._light(rect, mono) if tile.charging else edge)
            painter.restore()

    @staticmethod
    def _light(rect: QRect, mono: float) -> QLinearGradient:
        """A light that climbs the edge: energy flows."""
        at = 1 - (mono % _SWEEP_S) / _SWEEP_S
        gradient = QLinearGradient(QPointF(0, rect.top()), QPointF(0, rect.bottom()))
        lime = QColor(CHARGING_EDGE)
        for stop in (0.0, max(0.0, at - 0.2), min(1.0, at + 0.2), 1.0):
            gradient.setColorAt(stop, lime)
        gradient.setColorAt(at, QColor("#F2FFEC"))
        return gradient

    @staticmethod
    def _paint_ring(painter: QPainter, rect: QRect, selected: bool, focused: bool) -> None:
        colours = tokens()
        around = QRectF(rect).adjusted(-3.5, -3.5, 3.5, 3.5)
        pen = QPen(QColor(colours.accent if selected else colours.text), 3 if selected else 2)
        if focused and not selected:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(around, CORNER + 3, CORNER + 3)

    def _paint_head(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        row = QRect(inner.x(), inner.y(), inner.width(), _ICON)
        paint_icon(painter, tile.icon, "#FFFFFF", QRectF(row.right() + 1 - _ICON, row.y(), _ICON, _ICON))
        # The word of the state is never the first to go: it is half of what says the state.
        room = row.width() - _ICON - 8
        word = self._word.cut(tile.state_word, max(room - self._id.width(tile.cp_id) - 8, room * 3 // 5))
        wide = self._word.width(word)
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(self._word.font)
        painter.drawText(row.adjusted(0, 0, -_ICON - 6, 0), _RIGHT, word)
        painter.setFont(self._id.font)
        painter.drawText(row, _LEFT, self._id.cut(tile.cp_id, room - wide - 8))

    def _paint_place(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        row = QRect(inner.x(), inner.y() + 22, inner.width(), 18)
        price = f"{_SEPARATOR}{tile.price}" if tile.place and tile.price else tile.price
        place = self._body.cut(tile.place, row.width() - self._body.width(price))
        painter.setFont(self._body.font)
        painter.setPen(QColor(255, 255, 255, 225))
        painter.drawText(row, _LEFT, place + price)

    def _paint_figures(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        row = QRect(inner.x(), inner.y() + 43, inner.width(), 32)
        faint = QColor(255, 255, 255, 175 if tile.age else 255)
        painter.setPen(faint)
        painter.setFont(self._number.font)
        painter.drawText(row, _LEFT, tile.number)
        wide = self._number.width(tile.number) + 6
        painter.setFont(self._body.font)
        painter.drawText(row.adjusted(wide, 6, 0, 6), _LEFT, tile.unit)
        taken = wide + self._body.width(tile.unit) + 10
        painter.setPen(QColor("#FFFFFF"))
        if not tile.age:
            painter.drawText(row.adjusted(0, 3, 0, 3), _RIGHT, self._body.cut(tile.time, row.width() - taken))
            return
        text = self._body.cut(tile.age, row.width() - taken - 18)
        painter.drawText(row.adjusted(0, 3, 0, 3), _RIGHT, text)
        left = row.right() - self._body.width(text) - 18
        paint_icon(painter, Icon.CLOCK, "#FFFFFF", QRectF(left, row.y() + 12, 14, 14))

    def _paint_age(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        """In the place of the large figure, which nobody knows: when there was news last."""
        row = QRect(inner.x(), inner.y() + 45, inner.width(), 20)
        paint_icon(painter, Icon.CLOCK, "#FFFFFF", QRectF(row.x(), row.y() + 3, 14, 14))
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(self._body.font)
        painter.drawText(row.adjusted(20, 0, 0, 0), _LEFT, self._body.cut(tile.age, row.width() - 20))

    def _paint_bottom(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        """The last rows, from the bottom up: totals, or the reason in up to two lines."""
        line = 18
        bottom = inner.bottom() + 1
        if tile.driver or tile.totals:
            row = QRect(inner.x(), bottom - line, inner.width(), line)
            totals = self._figure.cut(tile.totals, row.width())
            room = row.width() - self._figure.width(totals) - 8
            painter.setPen(QColor(255, 255, 255, 175 if tile.age else 255))
            painter.setFont(self._figure.font)
            painter.drawText(row, _RIGHT, totals)
            if totals and not tile.foot and self._body.width(tile.driver) > room:
                row.translate(0, -line)
                room = row.width()
            painter.setPen(QColor("#FFFFFF"))
            painter.setFont(self._body.font)
            painter.drawText(row, _LEFT, self._body.cut(tile.driver, room))
            bottom -= line
        if not tile.foot:
            return
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(self._body.font)
        if tile.number:
            lines = [self._body.cut(tile.foot, inner.width())]
        else:
            lines = two_lines(tile.foot, self._body.metrics, inner.width())
        for offset, text in enumerate(reversed(lines)):
            top = bottom - line * (offset + 1)
            painter.drawText(QRect(inner.x(), top, inner.width(), line), _LEFT, text)
