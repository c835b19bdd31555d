"""What all main windows have: a header with the links at its right, a banner, a close that ends in order.

GUI thread only.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QHideEvent, QKeyEvent, QKeySequence
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
from shared.runtime.settings import CannotWrite, load_settings, save_settings
from shared.runtime.text import translate

Geometry = tuple[int, int, int, int]
ROOM: Final = 42
"""Kept free for what comes by itself, logical pixels: two lines."""


class _Whole(QWidget):
    """All of a window but its frame: as low as its texts allow at the present width, and never lower.

    What comes by itself lies ``over`` the ``room``, which is always there: nothing moves under the hand.
    """

    def __init__(self, room: QWidget, over: Sequence[QWidget]) -> None:
        super().__init__()
        self._room, self._over = room, over
        for each in (room, *over):
            each.setParent(self)
            each.installEventFilter(self)
        room.setFixedHeight(ROOM)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The room moved, or what lies over it came or needs another height."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            for each in self._over:
                place = self._room.geometry()
                place.setHeight(max(ROOM, each.heightForWidth(place.width())))
                each.setGeometry(place)
        return False

    def heightForWidth(self, width: int) -> int:
        """What the scroll area keeps to where lines wrap, a banner's for example; the usual is more."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


class AppWindow(QMainWindow):
    """A main window. Put views in ``content``, tools of the header in ``tools``.

    ``closed`` is emitted when the user closes it: connect it to the orderly end. ``geometry``: x, y, width,
    height in logical pixels, frame excluded; without it ``size``, as far as there is room, never less
    than ``minimum``.
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
        self.content = column(spacing=3 * STEP, margins=(4 * STEP, 0, 4 * STEP, 4 * STEP))
        # What does not fit scrolls: no text, whoever wrote it, makes the window larger than its screen.
        inside = QScrollArea()
        inside.setFrameShape(QFrame.Shape.NoFrame)
        inside.setWidgetResizable(True)
        inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setWidget(self._whole(title, subtitle))
        if geometry is None:
            inside.setMinimumSize(minimum)
        self.setCentralWidget(inside)
        self._place(size, geometry)

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
        room = QWidget()
        whole = _Whole(room, (self.banner, self.question))
        whole.setLayout(column(self._header(title, subtitle), room, (self.content, 1), spacing=0))
        return whole

    def _header(self, title: str, subtitle: str) -> QFrame:
        header = QFrame()
        header.setProperty("header", True)
        header.setFixedHeight(11 * STEP)
        about = QToolButton()
        about.setDefaultAction(self._help)
        # What can be pressed stands at the edges: the links grow, and the subtitle gives way to them.
        told: Part = (ElidedLabel(subtitle, Role.BODY, "quiet"), 1) if subtitle else 1
        parts: list[Part] = [make_label(title, Role.TITLE), self.tools, told, self.links, about]
        header.setLayout(row(*parts, spacing=3 * STEP, margins=(4 * STEP, 0, 4 * STEP, 0)))
        return header

    def _place(self, size: QSize, geometry: Geometry | None) -> None:
        if geometry is not None:
            self.setGeometry(QRect(*geometry))
            return
        # A window without a screen (offscreen) is drawn for a picture: nothing bounds it.
        if QGuiApplication.platformName() not in ("offscreen", "minimal"):
            size = size.boundedTo(QGuiApplication.primaryScreen().availableGeometry().size())
        self.resize(size)
