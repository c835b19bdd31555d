"""Pages of a window, and the buttons that switch between them. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QStackedWidget, QToolButton, QWidget

from shared.qt.layout import row
from shared.qt.plain import set_key_tip
from shared.qt.theme import Role, font
from shared.runtime.text import translate


class PageStack(QStackedWidget):
    """Pages of which the present one alone says how small the window may become."""

    def minimumSizeHint(self) -> QSize:
        """That of the page shown."""
        page = self.currentWidget()
        return QSize(0, 0) if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())


class ViewSwitch(QWidget):
    """Buttons of which one is down: what the window shows."""

    switched = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = QButtonGroup(self)
        for number, name in enumerate(names):
            button = QToolButton()
            button.setText(name)
            button.setFont(font(Role.BODY))
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            key = QKeySequence(f"Ctrl+{number + 1}")
            button.setShortcut(key)
            set_key_tip(button, name, key)
            self._buttons.addButton(button, number)
        self.setLayout(row(*self._buttons.buttons(), spacing=0))
        self._buttons.button(0).setChecked(True)
        self._buttons.idToggled.connect(self._toggled)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("Window", "Views"))

    def switch_to(self, number: int) -> None:
        """Press the button ``number``."""
        self._buttons.button(number).setChecked(True)

    @Slot(int, bool)
    def _toggled(self, number: int, down: bool) -> None:
        if down:
            self.switched.emit(number)
