"""Icons of states and actions: ``resources/icons/*.svg`` in one colour, crisp at any scale.

GUI thread only.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from shared.qt.translation import resources_dir

_SIZES = (16, 20, 24, 32, 48, 64)


class Icon(StrEnum):
    """One name a drawing; ``<name>.svg`` draws it with ``currentColor``."""

    ACTIVATED = "check-circle"
    SUPPLYING = "bolt"
    STOPPED = "minus-circle"
    FAULTED = "warning"
    DISCONNECTED = "slashed-circle"
    PLUG = "plug"
    UNPLUG = "unplug"
    STOP = "stop"
    PLAY = "play"
    PAUSE = "pause"
    WINDOW = "window"
    FILE = "file"
    USER = "user"
    SEARCH = "search"
    LINK = "link"
    CLOSE = "close"
    RESTART = "restart"
    KILL = "kill"
    LOCK = "lock"
    CLOCK = "clock"
    APP = "app"


@cache
def _drawing(icon: Icon) -> str:
    return (resources_dir() / "icons" / f"{icon.value}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(icon: Icon, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """``icon`` in ``colour`` (``#RRGGBB``), ``size`` logical pixels wide, for a screen of ``ratio``."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_drawing(icon).replace("currentColor", colour).encode()))
    painter = QPainter(picture)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def paint_icon(painter: QPainter, icon: Icon, colour: str, rect: QRectF) -> None:
    """Draw ``icon`` into the square of ``rect``, kept ready in the pixels of the painter's device."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(rect.topLeft(), pixmap(icon, colour, round(rect.width()), ratio))


@lru_cache(maxsize=128)
def make_icon(icon: Icon, colour: str, disabled: str = "") -> QIcon:
    """``icon`` for buttons and menus; ``disabled``: its colour when the action is."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(icon, colour, size))
        if disabled:
            made.addPixmap(pixmap(icon, disabled, size), QIcon.Mode.Disabled)
    return made
