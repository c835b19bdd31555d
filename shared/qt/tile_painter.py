"""What a tile says and how it looks: places of its texts, what is cut first. GUI thread only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QLinearGradient, QPainter, QPainterPath, QPen

from shared.qt.icons import Icon, paint_icon
from shared.qt.paint import LEFT, RIGHT, WHITE
from shared.qt.theme import CHARGING_EDGE, CORNER, Role, StateFill, font, tokens

GAP: Final = 12
"""Between two tiles; the ring of the selection lives in it."""
EDGE: Final = 6
"""Width of the lime edge of a supply."""
PAD: Final = 14
_ICON: Final = 20
_SEPARATOR: Final = "  ·  "
_FAINT: Final = 175
"""Strength of figures that are old, of 255."""
_SWEEP_S: Final = 2.4
"""Time that the light on the lime edge takes from the bottom to the top, s."""


@dataclass(frozen=True, slots=True)
class TileData:
    """What one tile says, as texts in the user's language.

    ``number`` and ``unit``: the large figure, empty when no energy flows or nobody knows. ``time``: how long
    it lasts. ``totals``: energy and amount. ``foot``: the reason, the reservation or the age. ``age``: how
    old its figures are, when they are old; they are then dimmed (acceptance 2: a tile never shows old
    telemetry as if it were live). Without a number the age takes its row.
    """

    cp_id: str
    state_word: str
    fill: StateFill
    icon: Icon
    place: str = ""
    price: str = ""
    number: str = ""
    unit: str = ""
    time: str = ""
    driver: str = ""
    totals: str = ""
    foot: str = ""
    age: str = ""

    @property
    def charging(self) -> bool:
        """Whether energy flows as far as is known now: what moves on the screen."""
        return self.fill is StateFill.SUPPLYING and not self.age

    def lines(self) -> list[str]:
        """All that the tile says, uncut: its tooltip, and its text for screen readers."""
        groups = (
            (self.cp_id, self.state_word),
            (self.place, self.price),
            (f"{self.number} {self.unit}".strip(), self.time),
            (self.driver, self.totals),
            (self.age, self.foot),
        )
        joined = (" · ".join(part for part in group if part) for group in groups)
        return [line for line in joined if line]


class _Type:
    """A font with its measures, made once: measuring is most of the cost of a tile."""

    def __init__(self, made: QFont) -> None:
        self.font = made
        self.metrics = QFontMetrics(made)

    def width(self, text: str) -> int:
        return self.metrics.horizontalAdvance(text)

    def cut(self, text: str, width: int) -> str:
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))

    def write(
        self, painter: QPainter, row: QRect, text: str, align: Qt.AlignmentFlag = LEFT, strength: int = 255
    ) -> None:
        """White; ``strength`` 0 to 255."""
        painter.setFont(self.font)
        painter.setPen(QColor(255, 255, 255, strength))
        painter.drawText(row, align, text)


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
        paint_icon(painter, tile.icon, WHITE, QRectF(row.right() + 1 - _ICON, row.y(), _ICON, _ICON))
        # The word of the state is never the first to go: it is half of what says the state.
        room = row.width() - _ICON - 8
        word = self._word.cut(tile.state_word, max(room - self._id.width(tile.cp_id) - 8, room * 3 // 5))
        wide = self._word.width(word)
        self._word.write(painter, row.adjusted(0, 0, -_ICON - 6, 0), word, RIGHT)
        self._id.write(painter, row, self._id.cut(tile.cp_id, room - wide - 8))

    def _paint_place(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        row = QRect(inner.x(), inner.y() + 22, inner.width(), 18)
        price = f"{_SEPARATOR}{tile.price}" if tile.place and tile.price else tile.price
        place = self._body.cut(tile.place, row.width() - self._body.width(price))
        self._body.write(painter, row, place + price, strength=225)

    def _paint_figures(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        row = QRect(inner.x(), inner.y() + 43, inner.width(), 32)
        strength = _FAINT if tile.age else 255
        self._number.write(painter, row, tile.number, strength=strength)
        wide = self._number.width(tile.number) + 6
        self._body.write(painter, row.adjusted(wide, 6, 0, 6), tile.unit, strength=strength)
        room = row.width() - wide - self._body.width(tile.unit) - 10
        text = self._body.cut(tile.age, room - 18) if tile.age else self._body.cut(tile.time, room)
        self._body.write(painter, row.adjusted(0, 3, 0, 3), text, RIGHT)
        if not tile.age:
            return
        left = row.right() - self._body.width(text) - 18
        paint_icon(painter, Icon.CLOCK, WHITE, QRectF(left, row.y() + 12, 14, 14))

    def _paint_age(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        """In the place of the large figure, which nobody knows: when there was news last."""
        row = QRect(inner.x(), inner.y() + 45, inner.width(), 20)
        paint_icon(painter, Icon.CLOCK, WHITE, QRectF(row.x(), row.y() + 3, 14, 14))
        self._body.write(painter, row.adjusted(20, 0, 0, 0), self._body.cut(tile.age, row.width() - 20))

    def _paint_bottom(self, painter: QPainter, inner: QRect, tile: TileData) -> None:
        """The last rows, from the bottom up: totals, or the reason in up to two lines."""
        line = 18
        bottom = inner.bottom() + 1
        if tile.driver or tile.totals:
            row = QRect(inner.x(), bottom - line, inner.width(), line)
            totals = self._figure.cut(tile.totals, row.width())
            room = row.width() - self._figure.width(totals) - 8
            self._figure.write(painter, row, totals, RIGHT, strength=_FAINT if tile.age else 255)
            if totals and not tile.foot and self._body.width(tile.driver) > room:
                row.translate(0, -line)
                room = row.width()
            self._body.write(painter, row, self._body.cut(tile.driver, room))
            bottom -= line
        if tile.number:
            lines = [self._body.cut(tile.foot, inner.width())]
        else:
            lines = two_lines(tile.foot, self._body.metrics, inner.width())
        for offset, text in enumerate(reversed(lines)):
            top = bottom - line * (offset + 1)
            self._body.write(painter, QRect(inner.x(), top, inner.width(), line), text)
