"""What all main windows have: a header with the links at its right, a banner, a close that ends in order.

GUI thread only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
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


class _Whole(QWidget):
    """All of a window but its frame: never lower than its texts need at the present width.

    Qt takes no account of lines that wrap, a banner's for example, and would squash what is below them.
    """

    def event(self, event: QEvent) -> bool:
        """Look again after each change of size or content."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            layout = self.layout()
            needed = layout.totalMinimumHeightForWidth(self.width()) if layout is not None else 0
            if layout is not None and layout.hasHeightForWidth() and needed != self.minimumHeight():
                self.setMinimumHeight(needed)
        return done


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

    def _place(self, size: QSize, geometry: Geometry | None) -> None:
        if geometry is not None:
            self.setGeometry(QRect(*geometry))
            return
        # A window without a screen (offscreen) is drawn for a picture: nothing bounds it.
        if QGuiApplication.platformName() not in ("offscreen", "minimal"):
            size = size.boundedTo(QGuiApplication.primaryScreen().availableGeometry().size())
        self.resize(size)
