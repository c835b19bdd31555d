"""What only the engine's window has: the device's display and the picture of its plug. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from apps.ev_cp_e.faces import Face, state_word
from shared.domain.engine import EngineState
from shared.qt.icons import Icon, paint_icon
from shared.qt.paint import WHITE, rounded, smooth, words
from shared.qt.power_chart import paint_power
from shared.qt.state_look import StateLook, engine_look
from shared.qt.theme import CHARGING_EDGE, CORNER, STEP, Role, StateFill, font, theme_signals, tokens
from shared.runtime.text import translate

_AWAY = StateLook(StateFill.DISCONNECTED, Icon.DISCONNECTED)
_SOFT = "#DCEBDD"
_MARGIN = 6 * STEP
_CHART_HEIGHT = 26 * STEP
_LEAST_SPAN_S = 30.0
_FIGURE_WEIGHTS = (11, 9, 8)
_BIG_LINE = 74.0
"""Height that the large figures want, so that in a small window they shrink and are never cut."""
_WIDEST = "888.888 kWh "


class EngineDisplay(QWidget):
    """The screen of the charging point: its state fills it (acceptance 2, the CP's own windows)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = Face("", "", EngineState.IDLE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def face(self) -> Face:
        """What is shown."""
        return self._face

    @property
    def fill(self) -> StateFill:
        """The colour of the state shown."""
        return self._look().fill

    def _look(self) -> StateLook:
        return _AWAY if self._face.away else engine_look(self._face.state)

    def show_face(self, face: Face) -> None:
        """Show ``face``."""
        if face == self._face:
            return
        self._face = face
        told = [f"{face.title}: {state_word(face)}", f"{face.big} {face.unit}".strip()]
        told += [face.headline, face.hint, *(f"{figure.label} {figure.value}" for figure in face.figures)]
        self.setAccessibleName(", ".join(part for part in told if part))
        self.update()

    def sizeHint(self) -> QSize:
        """The size of the picture in the design."""
        return QSize(500, 340)

    def minimumSizeHint(self) -> QSize:
        """Below this figures would be cut."""
        return QSize(330, 250)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, head, the large figure or the headline, the figures, the chart."""
        painter = smooth(self)
        rounded(painter, self.rect(), CORNER + STEP, self.fill)
        if self._face.state is EngineState.SUPPLYING:
            rounded(painter, QRectF(0, 4 * STEP, STEP, self.height() - 8 * STEP), 2, CHARGING_EDGE)
        area = QRectF(self.rect()).adjusted(_MARGIN, 5 * STEP, -_MARGIN, -_MARGIN)
        below = self._paint_head(painter, area)
        if self._face.big:
            self._paint_metering(painter, area, below)
        else:
            self._paint_headline(painter, area, below)
        painter.end()

    def _paint_head(self, painter: QPainter, area: QRectF) -> float:
        """Id, price and state; returns where the rest begins."""
        state_font, title_font = font(Role.TITLE), font(Role.TITLE, scale=1.5)
        word = state_word(self._face)
        word_width = QFontMetricsF(state_font).horizontalAdvance(word)
        icon = QRectF(area.right() - word_width - 8 * STEP, area.top() + STEP, 6 * STEP, 6 * STEP)
        paint_icon(painter, self._look().icon, self._accent(), icon)
        beside = QRectF(icon.right() + 2 * STEP, area.top(), word_width + 2, 32)
        words(painter, beside, word, state_font, WHITE)
        room = QRectF(area.left(), area.top(), icon.left() - area.left() - 4 * STEP, 36)
        words(painter, room, self._face.title, title_font, WHITE)
        line = QRectF(area.left(), area.top() + 36, area.width(), 22)
        words(painter, line, self._face.subtitle, font(Role.BODY), self._soft())
        return line.bottom()

    def _paint_metering(self, painter: QPainter, area: QRectF, top: float) -> None:
        chart = QRectF(area.left(), 0, area.width(), min(_CHART_HEIGHT, area.height() * 0.24))
        chart.moveBottom(area.bottom())
        figures_top = chart.top() - 15 * STEP
        row = QRectF(area.left(), top, area.width(), max(0.0, figures_top - top))
        big_font = font(Role.DISPLAY, scale=min(1.1, row.height() / _BIG_LINE))
        unit_font = font(Role.NUMBER, bold=False)
        width = QFontMetricsF(big_font).horizontalAdvance(self._face.big)
        words(painter, row, self._face.big, big_font, WHITE)
        unit = row.adjusted(width + 3 * STEP, QFontMetricsF(big_font).ascent() * 0.45, 0, 0)
        words(painter, unit, self._face.unit, unit_font, self._soft())
        self._paint_figures(painter, area, figures_top)
        if len(self._face.points) > 1:
            points = [(0.0, 0), *self._face.points]
            top_w = max(1, *(power for _, power in points)) * 1.1
            paint_power(painter, chart, points, CHARGING_EDGE, top_w, _LEAST_SPAN_S)

    def _paint_figures(self, painter: QPainter, area: QRectF, top: float) -> None:
        """Each in a fixed place, so that nothing moves when a digit more comes; the energy is the longest."""
        total, left = sum(_FIGURE_WEIGHTS), area.left()
        fonts = [font(Role.NUMBER, scale=size / 24) for size in (14, 17, 20)]
        room = area.width() * _FIGURE_WEIGHTS[0] / total
        wide = [each for each in fonts[1:] if QFontMetricsF(each).horizontalAdvance(_WIDEST) <= room]
        value_font = (wide or fonts)[-1 if wide else 0]
        for weight, figure in zip(_FIGURE_WEIGHTS, self._face.figures, strict=False):
            width = area.width() * weight / total
            label = QRectF(left, top, width - 2 * STEP, 18)
            words(painter, label, figure.label, font(Role.BODY), self._soft())
            words(painter, QRectF(left, top + 18, width - STEP, 28), figure.value, value_font, WHITE)
            left += width

    def _paint_headline(self, painter: QPainter, area: QRectF, top: float) -> None:
        middle = QRectF(area.left(), top + 3 * STEP, area.width(), area.bottom() - top - 3 * STEP)
        icon_size = min(24.0 * STEP, middle.height() * 0.42)
        icon = QRectF(0, 0, icon_size, icon_size)
        words_height = 92.0
        icon.moveCenter(QPointF(middle.center().x(), middle.center().y() - words_height / 2))
        paint_icon(painter, self._look().icon, WHITE, icon)
        align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        head = QRectF(middle.left(), icon.bottom() + 3 * STEP, middle.width(), 36)
        centred = Qt.AlignmentFlag.AlignHCenter
        words(painter, head, self._face.headline, font(Role.NUMBER), WHITE, centred)
        painter.setFont(font(Role.BODY, scale=14 / 13))
        painter.drawText(
            QRectF(middle.left(), head.bottom() + STEP, middle.width(), 68), int(align), self._face.hint
        )

    def _accent(self) -> str:
        return CHARGING_EDGE if self._face.state is EngineState.SUPPLYING else WHITE

    def _soft(self) -> str:
        """A quieter white: tinted on green, plain on red, where a tint would lose contrast."""
        return _SOFT if self.fill in (StateFill.ACTIVATED, StateFill.SUPPLYING) else WHITE


class ConnectorPicture(QWidget):
    """The cable of the charging point and the vehicle's inlet: apart, or plugged together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plugged = False
        self.setMinimumHeight(20 * STEP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme_signals().changed.connect(self.update)
        self._name()

    @property
    def plugged(self) -> bool:
        """What is shown."""
        return self._plugged

    def show_plugged(self, plugged: bool) -> None:
        """Show the plug in or out."""
        if plugged != self._plugged:
            self._plugged = plugged
            self._name()
            self.update()

    def _name(self) -> None:
        self.setAccessibleName(
            translate("EngineWindow", "Connector: plugged in")
            if self._plugged
            else translate("EngineWindow", "Connector: not plugged in")
        )

    def sizeHint(self) -> QSize:
        """As in the design."""
        return QSize(270, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cable and plug on the left, inlet on the right."""
        colours = tokens()
        painter = smooth(self)
        middle, centre = self.height() / 2.0, self.width() / 2.0
        gap = 0.0 if self._plugged else 9.0 * STEP
        cable = QColor(colours.good if self._plugged else colours.quiet)
        body, inlet = ("#4A5866", "#66788A") if colours.dark else ("#2A3440", "#3D4956")
        plug = QRectF(centre - 15 * STEP - gap / 2, middle - 6 * STEP, 14 * STEP, 12 * STEP)
        path = QPainterPath(QPointF(0, middle + (0 if self._plugged else 4 * STEP)))
        path.cubicTo(
            QPointF(plug.left() * 0.4, middle),
            QPointF(plug.left() * 0.6, middle),
            QPointF(plug.left() + 2, middle),
        )
        pen = QPen(cable, 6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        for offset in (-3.0, 3.0):
            pin = QRectF(plug.right() - 2, middle + offset * STEP - 4, 4.0 * STEP, 8)
            rounded(painter, pin, 3, colours.quiet)
        rounded(painter, plug, 8, body)
        socket = QRectF(plug.right() + gap - 1, middle - 4.5 * STEP, 15 * STEP, 9 * STEP)
        rounded(painter, socket, 7, inlet)
        rounded(painter, QRectF(socket.right() - 2, middle - 3, self.width() - socket.right(), 6), 3, body)
        painter.end()
