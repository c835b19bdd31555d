"""The map of the fictional country with the charging points at their places.

Positions go from 0 to 100, x to the right and y downwards, over the whole drawing (``resources/map``). A
painted widget: one item for each of 10,000 pins would not keep up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import inf
from operator import itemgetter
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from apps.ev_central.models import tiles
from apps.ev_central.models.book import CpBook, CpFilter, natural_key
from apps.ev_central.views import CpView
from shared.domain.cp import Standing
from shared.qt.cards import make_label
from shared.qt.icons import paint_icon
from shared.qt.layout import column
from shared.qt.plain import show_tip
from shared.qt.theme import CHARGING_EDGE, CORNER, Role, font, tokens
from shared.qt.translation import resources_dir
from shared.runtime.clock import Instant
from shared.runtime.guard import guarded
from shared.runtime.text import translate

_ASPECT: Final = 16 / 9
_PIN: Final = 15.0
"""Radius of a pin, logical pixels."""
_DOT: Final = 6.0
_CROWD: Final = 120
"""With more charging points than this, pins are dots without names."""
_REACH: Final = 20.0
"""How near a click must be, logical pixels."""
_LIGHT: Final = {
    "sea": "#D6E4EE",
    "land": "#F3F1E7",
    "coast": "#B9C7CF",
    "border": "#CFCBB9",
    "river": "#BCD3E2",
    "road": "#E0DAC6",
}
_DARK: Final = {
    "sea": "#0E1A24",
    "land": "#20292F",
    "coast": "#3A4A55",
    "border": "#3B464E",
    "river": "#17303F",
    "road": "#333F47",
}
_ARROWS: Final = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class MapCanvas(QWidget):
    """Draws country and pins. Click selects, Ctrl adds; the arrows go to the next pin in that direction."""

    picked = Signal(str, bool)
    menu_wanted = Signal(object)

    def __init__(self, book: CpBook, clock: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._clock = clock
        self._filter = CpFilter()
        self._selected: frozenset[str] = frozenset()
        self._current: str | None = None
        self._ground = QPixmap()
        self._ground_of: tuple[QSize, float, bool] | None = None
        self._font = font(Role.HEADING, scale=11 / 13)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 135)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(translate("CentralWindow", "Map of the charging points"))

    def show_filter(self, wanted: CpFilter) -> None:
        """Pins that ``wanted`` does not let through are faint."""
        self._filter = wanted
        self.update()

    def show_selection(self, cp_ids: Sequence[str]) -> None:
        """Mark the selected ones."""
        self._selected = frozenset(cp_ids)
        self._current = cp_ids[-1] if cp_ids else None
        self.setAccessibleDescription(self._current or "")
        self.update()

    def place_of(self, view: CpView) -> QPointF | None:
        """Where its pin points at; None without a position."""
        if view.x is None or view.y is None:
            return None
        area = self._area()
        return QPointF(area.x() + area.width() * view.x / 100, area.y() + area.height() * view.y / 100)

    def cp_near(self, point: QPointF) -> str | None:
        """The charging point whose pin is at ``point``, the nearest one."""
        lift, near = QPointF(0, 0 if self.crowded() else -_PIN * 1.6), []
        for view, place in self._placed():
            ways = (place + lift - point, place - point)  # its head and its tip
            near.append((min(way.x() ** 2 + way.y() ** 2 for way in ways), view.cp_id))
        far, cp_id = min(near, key=itemgetter(0), default=(inf, None))
        return cp_id if far <= _REACH**2 else None

    def _area(self) -> QRectF:
        """The drawing, as large as it fits."""
        width, height = float(self.width()), float(self.height())
        if width / height > _ASPECT:
            return QRectF((width - height * _ASPECT) / 2, 0, height * _ASPECT, height)
        return QRectF(0, (height - width / _ASPECT) / 2, width, width / _ASPECT)

    def visible(self) -> list[CpView]:
        """All but those whose enrolment was rejected."""
        return [view for view in self._book.cps.values() if view.enrolment != "rejected"]

    def _placed(self) -> list[tuple[CpView, QPointF]]:
        """Those that have a place, with it."""
        return [(view, place) for view in self.visible() if (place := self.place_of(view)) is not None]

    def crowded(self) -> bool:
        """Whether there are too many for pins with names."""
        return len(self._book.cps) > _CROWD

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The country, then the pins from north to south."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), QColor((_DARK if tokens().dark else _LIGHT)["sea"]))
        painter.drawPixmap(self._area().topLeft(), self._country())
        placed = [view for view in self.visible() if view.y is not None]
        placed.sort(key=lambda view: (view.cp_id in self._selected, view.y))
        self._paint_cps(painter, placed)
        if self.hasFocus():
            painter.strokePath(whole, QPen(QColor(tokens().accent), 3))
        painter.end()

    def _paint_cps(self, painter: QPainter, views: Sequence[CpView]) -> None:
        """Pins or dots, then the names of the pins where they hide the least."""
        taken: list[QRectF] = []
        named: list[tuple[CpView, QPointF]] = []
        for view in views:
            place = guarded(view.cp_id, self.place_of, view)
            if place is None:
                continue
            painter.setOpacity(1.0 if self._filter.lets_through(view) else 0.25)
            chosen = view.cp_id in self._selected
            if self.crowded() and not (chosen and len(self._selected) <= _CROWD):
                guarded(view.cp_id, self._paint_dot, painter, view, place, chosen)
            else:
                guarded(view.cp_id, self._paint_pin, painter, view, place, chosen)
                taken.append(QRectF(place.x() - _PIN, place.y() - 2.6 * _PIN, 2 * _PIN, 2.6 * _PIN))
                named.append((view, place))
        for view, place in named:
            painter.setOpacity(1.0 if self._filter.lets_through(view) else 0.25)
            guarded(view.cp_id, self._paint_name, painter, view, place, taken)
        painter.setOpacity(1.0)

    @staticmethod
    def _paint_dot(painter: QPainter, view: CpView, place: QPointF, chosen: bool) -> None:
        painter.setPen(QPen(QColor(tokens().accent if chosen else "#FFFFFF"), 2.5 if chosen else 1.2))
        painter.setBrush(QColor(tiles.look_of(view).fill.value))
        painter.drawEllipse(place, _DOT, _DOT)

    @staticmethod
    def _paint_pin(painter: QPainter, view: CpView, place: QPointF, chosen: bool) -> None:
        look = tiles.look_of(view)
        middle = place + QPointF(0, -_PIN * 1.6)
        drop = QPainterPath()
        drop.addEllipse(middle, _PIN, _PIN)
        tip = QPainterPath()
        tip.moveTo(middle + QPointF(-_PIN * 0.72, _PIN * 0.66))
        tip.lineTo(place)
        tip.lineTo(middle + QPointF(_PIN * 0.72, _PIN * 0.66))
        tip.closeSubpath()
        shape = drop.united(tip)
        supplying = view.standing is Standing.SUPPLYING
        edge = QColor(tokens().accent if chosen else CHARGING_EDGE if supplying else "#FFFFFF")
        painter.setPen(QPen(edge, 4 if chosen else 2.5 if supplying else 1.5))
        painter.setBrush(QColor(look.fill.value))
        painter.drawPath(shape)
        paint_icon(painter, look.icon, "#FFFFFF", QRectF(middle.x() - 9, middle.y() - 9, 18, 18))

    def _paint_name(self, painter: QPainter, view: CpView, place: QPointF, taken: list[QRectF]) -> None:
        """Below, above, right or left of the pin: the first place that is free, else below."""
        text = view.cp_id
        if tiles.is_live(view, self._clock()):
            text = f"{text} · {tiles.power_number(view)} kW"
        metrics = QFontMetrics(self._font)
        wide, high = metrics.horizontalAdvance(text) + 10, metrics.height() + 2
        beside = (wide / 2 + _PIN + 3, -_PIN * 1.6)
        offsets = ((0.0, high / 2 + 3), (0.0, -2.6 * _PIN - high / 2 - 3), beside, (-beside[0], beside[1]))
        boxes = [self._box(place + QPointF(*offset), wide, high) for offset in offsets]
        box = next((each for each in boxes if not any(each.intersects(other) for other in taken)), boxes[0])
        taken.append(box)
        colours = tokens()
        ground = QColor(colours.card)
        ground.setAlpha(225)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(colours.text))
        painter.setFont(self._font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _box(self, middle: QPointF, wide: float, high: float) -> QRectF:
        """A box around ``middle``, moved inside the window if it must be."""
        box = QRectF(0, 0, wide, high)
        box.moveCenter(middle)
        box.moveLeft(min(max(box.left(), 2.0), max(2.0, self.width() - wide - 2)))
        box.moveTop(min(max(box.top(), 2.0), max(2.0, self.height() - high - 2)))
        return box

    def _country(self) -> QPixmap:
        """The drawing in the colours of the theme, made again only when size or theme change."""
        size, ratio, dark = self._area().size().toSize(), self.devicePixelRatioF(), tokens().dark
        if self._ground_of != (size, ratio, dark):
            self._ground_of = (size, ratio, dark)
            drawing = (resources_dir() / "map" / "country.svg").read_text(encoding="utf-8")
            colours = _DARK if dark else _LIGHT
            filled = re.sub(r"@([a-z]+)", lambda found: colours[found[1]], drawing)
            self._ground = QPixmap(size * ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._ground)
            QSvgRenderer(QByteArray(filled.encode())).render(painter, QRectF(self._ground.rect()))
            painter.end()
            self._ground.setDevicePixelRatio(ratio)
        return self._ground

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the pin below."""
        cp_id = self.cp_near(event.position())
        if cp_id is not None and not (
            event.button() is Qt.MouseButton.RightButton and cp_id in self._selected
        ):
            self.picked.emit(cp_id, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selection."""
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from pin to pin."""
        direction = _ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        wanted = self._next(direction)
        if wanted is not None:
            self.picked.emit(wanted, False)

    def _next(self, direction: QPointF) -> str | None:
        here = self._book.cps.get(self._current or "")
        start = self.place_of(here) if here is not None else None
        if start is None:
            return min((view.cp_id for view, _ in self._placed()), key=natural_key, default=None)
        costs = []
        for view, place in self._placed():
            way = place - start
            along = way.x() * direction.x() + way.y() * direction.y()
            across = abs(way.x() * direction.y()) + abs(way.y() * direction.x())
            if along > 0:
                costs.append((along + 2 * across, view.cp_id))
        return min(costs, key=itemgetter(0), default=(0, None))[1]

    def event(self, event: QEvent) -> bool:
        """The tooltip of a pin: all that its tile says."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cp_id = self.cp_near(QPointF(event.pos()))
            if cp_id is None:
                QToolTip.hideText()
            else:
                lines = tiles.tile_of(self._book.cps[cp_id], self._clock()).lines()
                show_tip(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)


class MapPage(QWidget):
    """The map, and below it the charging points that have no place on it."""

    def __init__(self, book: CpBook, clock: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = MapCanvas(book, clock)
        self._unplaced = make_label("", Role.BODY, "quiet")
        self._unplaced.setTextFormat(Qt.TextFormat.RichText)
        self._unplaced.setWordWrap(True)
        self._unplaced.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._unplaced.linkActivated.connect(lambda cp_id: self.canvas.picked.emit(cp_id, False))
        self.setLayout(column((self.canvas, 1), self._unplaced))
        self.refresh()

    def refresh(self) -> None:
        """Paint what is known now."""
        self.canvas.update()
        ids = sorted(
            (view.cp_id for view in self.canvas.visible() if view.x is None or view.y is None),
            key=natural_key,
        )
        links = ", ".join(f'<a href="{cp_id}">{cp_id}</a>' for cp_id in ids[:40])
        if len(ids) > 40:
            links = translate("CentralWindow", "{names} and {count} more").format(
                names=links, count=len(ids) - 40
            )
        text = translate("CentralWindow", "Without a place on the map: {names}").format(names=links)
        if text != self._unplaced.text():
            self._unplaced.setText(text)
        self._unplaced.setVisible(bool(ids))

    def unplaced(self) -> QLabel:
        """The line below the map."""
        return self._unplaced
