"""What all main windows have: a header with the links at its right, a banner, a close that ends in order.

GUI thread only.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHeaderView,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QTableView,
    QToolButton,
    QWidget,
)

from shared.qt.banner import Banner
from shared.qt.cards import ElidedLabel, make_label
from shared.qt.help import show_help
from shared.qt.icons import Icon, make_icon
from shared.qt.layout import Part, column, row
from shared.qt.link_bar import LinkBar
from shared.qt.question import Question
from shared.qt.theme import STEP, Role
from shared.runtime.clock import mono
from shared.runtime.settings import CannotWrite, load_settings, save_settings
from shared.runtime.text import translate

Geometry = tuple[int, int, int, int]
_UNSEEN: Final = ("offscreen", "minimal")
_FRAME: Final = QSize(12, 44)
"""What the system's frame may take until it says it, logical pixels."""
_LOOK_MS: Final = 100
_LOOKS: Final = 10
"""So often, so many times, it is seen to that a new window is where it was asked for."""


HAND_S: Final = 10.0
"""A pointer that was moved in this time is at work, s."""


class _Whole(QWidget):
    """All of a window but its frame: as low as its texts allow at the present width, and never lower.

    Nothing moves under the hand: a banner that comes lies over what is there, and one that goes leaves its
    place empty, until the pointer is elsewhere or rests for :data:`HAND_S`, or clicks on the banner.
    """

    def __init__(self, header: QWidget, banner: Banner, *parts: Part) -> None:
        super().__init__()
        self._banner, self._room = banner, QWidget()
        self._hand, self._moved_mono = QCursor.pos(), float("-inf")
        self.setLayout(column(header, self._room, *parts, spacing=0))
        banner.setParent(self)
        banner.told.connect(self._make_room)

    def heightForWidth(self, width: int) -> int:
        """What the scroll area keeps to where lines wrap; the usual is more."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The banner is as wide as the window."""
        super().resizeEvent(event)
        self._make_room(False)

    @Slot(bool)
    def _make_room(self, asked: bool) -> None:
        at, moment = QCursor.pos(), mono()
        if at != self._hand:
            self._hand, self._moved_mono = at, moment
        here = self.rect().contains(self.mapFromGlobal(at)) and moment - self._moved_mono < HAND_S
        high = 0 if self._banner.isHidden() else max(32, self._banner.heightForWidth(self.width()))
        if asked or not here:
            self._room.setFixedHeight(high)
        self._banner.setGeometry(0, self._room.y(), self.width(), high)
        self._banner.raise_()


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
        self.question = Question(in_a_row=True)
        self.question.setProperty("banner", True)
        self.question.setContentsMargins(4 * STEP, STEP, 4 * STEP, STEP)
        self.sure = False
        self._memory: Path | None = None
        self._help = QAction(translate("Window", "Keys and version"), self)
        self._help.setIconText("?")
        self._help.setShortcut(QKeySequence(Qt.Key.Key_F1))
        self._help.triggered.connect(lambda: show_help(self))
        self.addAction(self._help)
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

    def at_stake(self) -> str:
        """What to ask before the user's closing it ends the program; empty: nothing."""
        return ""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say it, after a question where something is at stake; the program then ends in order, or is shown
        again later."""
        text = "" if self.sure or self.isHidden() else self.at_stake()
        if text:
            event.ignore()
            self.bring_up()
            self.question.ask(text, translate("Window", "End it"), self._close)
        else:
            self.closed.emit()
            event.accept()

    def _close(self) -> None:
        self.sure = True
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keys."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def remember(self, file: Path | None) -> None:
        """Be as it was the last time: place, columns, splitters; ``file`` keeps it, None: nothing does."""
        self._memory = file
        kept = {} if file is None else load_settings(file)
        self.restoreGeometry(
            QByteArray.fromBase64(kept.get("window", "").encode())
        )  # Qt brings it onto a screen
        for name, part in self._parts().items():
            part.restoreState(QByteArray.fromBase64(kept.get(name, "").encode()))

    def _parts(self) -> dict[str, QSplitter | QHeaderView]:
        columns = (table.horizontalHeader() for table in self.findChildren(QTableView))
        parts: list[QSplitter | QHeaderView] = [*self.findChildren(QSplitter), *columns]
        return {f"{number} of {part.count()}": part for number, part in enumerate(parts)}

    def hideEvent(self, event: QHideEvent) -> None:
        """The end, or nearly: the window's look is kept, if that can be written."""
        super().hideEvent(event)
        if self._memory is not None and not event.spontaneous():
            looks = {name: part.saveState() for name, part in self._parts().items()}
            looks["window"] = self.saveGeometry()
            kept = {name: bytes(look.toBase64().data()).decode() for name, look in looks.items()}
            with contextlib.suppress(CannotWrite):
                save_settings(self._memory, kept)

    def _whole(self, title: str, subtitle: str) -> QWidget:
        return _Whole(self._header(title, subtitle), self.banner, self.question, (self.content, 1))

    def _header(self, title: str, subtitle: str) -> QFrame:
        header = QFrame()
        header.setProperty("header", True)
        header.setFixedHeight(13 * STEP)
        about = QToolButton()
        about.setDefaultAction(self._help)
        # What can be pressed stands at the edges: the links grow, and the subtitle gives way to them.
        told: Part = (ElidedLabel(subtitle, Role.BODY, "quiet"), 1) if subtitle else 1
        parts: list[Part] = [make_label(title, Role.TITLE), self.tools, told, self.links, about]
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
