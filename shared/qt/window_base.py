"""What all main windows have: a header with the links at its right, a banner, a close that ends in order.

GUI thread only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea, QWidget

from shared.qt.banner import Banner
from shared.qt.cards import ElidedLabel, make_label
from shared.qt.icons import Icon, make_icon
from shared.qt.layout import Part, column, row
from shared.qt.link_bar import LinkBar
from shared.qt.theme import STEP, Role
from shared.runtime.settings import CannotWrite
from shared.runtime.text import translate

Geometry = tuple[int, int, int, int]
_UNSEEN: Final = ("offscreen", "minimal")
_FRAME: Final = QSize(12, 44)
"""What the system's frame may take until it says it, logical pixels."""
_LOOK_MS: Final = 100
_LOOKS: Final = 10
"""So often, so many times, it is seen to that a new window is where it was asked for."""


class _Whole(QWidget):
    """All of a window but its frame: never lower than its texts need at the present width.

    A scroll area gives what holds lines that wrap, a banner's for example, the height that it would like,
    and scrolls where it could do with less.
    """

    def heightForWidth(self, width: int) -> int:
        """What it needs, and no more."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


class AppWindow(QMainWindow):
    """A main window. Put views in ``content``, tools of the header in ``tools``.

    ``closed`` is emitted when the user closes it: connect it to the orderly end. ``geometry``: x, y, width,
    height in logical pixels, of the frame; without it ``size``, never less than ``minimum``. Its frame is
    inside the screen, as far as there is room.
    """

    closed = Signal()

    def __init__(
        self, title: str, size: QSize, minimum: QSize, geometry: Geometry | None = None, subtitle: str = ""
    ) -> None:
        super().__init__()
        self.setWindowTitle(f"{title} · {subtitle}" if subtitle else title)
        self.setWindowIcon(make_icon(Icon.APP, "#FFFFFF"))
        self.links = LinkBar()
        self.banner = Banner()
        self.tools = row(spacing=3 * STEP)
        self.content = column(spacing=3 * STEP, margins=(4 * STEP, 3 * STEP, 4 * STEP, 4 * STEP))
        # What does not fit scrolls: no text, whoever wrote it, makes the window larger than its screen.
        inside = QScrollArea()
        inside.setFrameShape(QFrame.Shape.NoFrame)
        inside.setWidgetResizable(True)
        inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setWidget(self._whole(title, subtitle))
        if geometry is None:
            inside.setMinimumSize(minimum)
        self.setCentralWidget(inside)
        self._told = None if geometry is None else QRect(*geometry)
        self._looks = 0
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._fit)
        self._place(size)

    def save_screenshot(self, path: str | Path) -> None:
        """Write the window as PNG to ``path``. Raises :class:`~shared.runtime.settings.CannotWrite`."""
        target = Path(path)
        # The format is fixed: a name without a known suffix must not fail.
        if not self.grab().save(str(target), "PNG"):
            raise CannotWrite(
                translate(
                    "Window", "The picture {path} cannot be written; check its folder and the space left."
                ).format(path=target)
            )

    @Slot()
    def bring_up(self) -> None:
        """Show it, before all others, wherever it was: hidden, minimised, behind them."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for a while where the system puts it."""
        super().showEvent(event)
        if QGuiApplication.platformName() not in _UNSEEN:
            self._looks = _LOOKS
            self._looking.start()

    @Slot()
    def _fit(self) -> None:
        """Put the frame where it was asked for, and inside the screen.

        Only now the system says how wide the frame is. What Qt takes for the place while the frame is put
        around the window may be 0, 0, and every change of size would move the window there: so both are
        asked for together, until they are right.
        """
        window, states = self.windowHandle(), Qt.WindowState
        fixed = states.WindowMaximized | states.WindowFullScreen | states.WindowMinimized
        if not self.isVisible() or self.windowState() & fixed:
            self._looking.stop()
        elif window.isExposed():
            frame = self._told or self.frameGeometry()
            screen = QGuiApplication.screenAt(frame.center()) or self.screen()
            inner = inside(frame, screen.availableGeometry()).marginsRemoved(window.frameMargins())
            if inner != self.geometry():
                self.setGeometry(inner)
            self._looks -= 1
            if self._looks == 0:
                self._told = None
                self._looking.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say it; the program then ends in order, or is shown again later."""
        self.closed.emit()
        event.accept()

    def _whole(self, title: str, subtitle: str) -> QWidget:
        whole = _Whole(self)
        whole.setLayout(column(self._header(title, subtitle), self.banner, (self.content, 1), spacing=0))
        return whole

    def _header(self, title: str, subtitle: str) -> QFrame:
        header = QFrame()
        header.setProperty("header", True)
        header.setFixedHeight(13 * STEP)
        parts: list[Part] = [make_label(title, Role.TITLE)]
        if subtitle:
            parts.append(ElidedLabel(subtitle, Role.BODY, "quiet"))
        parts += [self.tools, 1, self.links]
        header.setLayout(row(*parts, spacing=3 * STEP, margins=(4 * STEP, 0, 4 * STEP, 0)))
        return header

    def _place(self, size: QSize) -> None:
        if self._told is None:
            self.resize(size)
        elif QGuiApplication.platformName() in _UNSEEN:
            # Drawn for a picture: it has no frame, and nothing bounds it.
            self.setGeometry(self._told)
        else:
            # The frame's place; its size when it is known.
            self.move(self._told.topLeft())
            self.resize(self._told.size() - _FRAME)


def inside(frame: QRect, area: QRect) -> QRect:
    """``frame``, moved and if it must be made smaller, so that it is inside ``area``."""
    size = frame.size().boundedTo(area.size())
    x = min(max(frame.x(), area.x()), area.x() + area.width() - size.width())
    y = min(max(frame.y(), area.y()), area.y() + area.height() - size.height())
    return QRect(QPoint(x, y), size)
