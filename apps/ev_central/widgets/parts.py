"""Small parts that several pages share: plain tables, the view switch, and a question asked in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from shared.qt.cards import ButtonTone, make_button, make_label, set_tone, wrap
from shared.qt.icons import Icon, pixmap
from shared.qt.tables import dress
from shared.qt.theme import STEP, Role, theme_signals, tokens
from shared.runtime.text import translate

ROW_HEIGHT: Final = 26
QUESTION_MS: Final = 15_000
"""A question that nobody answers goes away: a click much later must not be its answer."""


def make_table(
    model: QAbstractItemModel, name: str, *, stretch: int, widths: Sequence[str], sortable: bool = False
) -> QTableView:
    """A quiet table of rows. ``widths``: a long text of each column; column ``stretch`` takes the rest."""
    table = QTableView()
    table.setModel(model)
    table.setSortingEnabled(sortable)
    dress(table, name, ROW_HEIGHT, stretch)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    columns = table.horizontalHeader()
    metrics, heads = table.fontMetrics(), columns.fontMetrics()
    for column, sample in enumerate(widths):
        title = str(model.headerData(column, Qt.Orientation.Horizontal))
        arrow = 24 if sortable else 12
        wide = max(metrics.horizontalAdvance(sample) + 20, heads.horizontalAdvance(title) + arrow)
        table.setColumnWidth(column, wide)
    return table


class Strip(QFrame):
    """A row above the tiles: a picture in the theme's colour ``tone``, a text that gives way, buttons."""

    def __init__(self, kind: str, icon: Icon, tone: str, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self.setProperty(kind, True)
        self._picture, self._tone = icon, tone
        self._icon = QLabel()
        self.label = make_label("", Role.BODY)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * STEP, STEP, 2 * STEP, STEP)
        row.setSpacing(2 * STEP)
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        for button in buttons:
            row.addWidget(button)
        theme_signals().changed.connect(self._recolour)
        self._recolour()
        self.hide()

    @Slot()
    def _recolour(self) -> None:
        colour = getattr(tokens(), self._tone)
        self._icon.setPixmap(pixmap(self._picture, colour, 18, self.devicePixelRatioF()))


class Question(QFrame):
    """Asks in place before something grave is done: a sentence, the deed, and Cancel (Esc).

    No dialog: the window stays usable and up to date. ``closed`` comes with the answer, whatever it is;
    ``had_focus`` says then whether the keys were with the question.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, in_a_row: bool = False) -> None:
        super().__init__(parent)
        self._deed: Callable[[], None] | None = None
        self.had_focus = False
        self._text = make_label("", Role.BODY)
        # Wrapped in a row too: a question must not make a narrow window wider.
        wrap(self._text)
        if in_a_row:
            self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._do = make_button("", "danger")
        self._cancel = make_button(translate("CentralWindow", "Cancel"))
        whole = QHBoxLayout(self) if in_a_row else QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2 * STEP)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * STEP)
        whole.addWidget(self._text, int(in_a_row))
        whole.addLayout(buttons)
        buttons.addWidget(self._do)
        buttons.addWidget(self._cancel)
        buttons.addStretch(int(not in_a_row))
        self._do.clicked.connect(self._agreed)
        self._cancel.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUESTION_MS)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def ask(self, text: str, verb: str, deed: Callable[[], None], tone: ButtonTone = "danger") -> None:
        """Ask ``text``; ``deed`` is done if the button ``verb`` is pressed."""
        self._deed = deed
        self._text.setText(text)
        self._do.setText(verb)
        set_tone(self._do, tone)
        self.setAccessibleName(text)
        self.show()
        self._do.setFocus(Qt.FocusReason.OtherFocusReason)
        self._timer.start()

    @Slot()
    def dismiss(self) -> None:
        """Take the question back."""
        self._deed = None
        self._timer.stop()
        if not self.isHidden():
            focused = QApplication.focusWidget()
            self.had_focus = focused is not None and self.isAncestorOf(focused)
            self.hide()
            self.closed.emit()

    @Slot()
    def _agreed(self) -> None:
        deed = self._deed
        self.dismiss()
        if deed is not None:
            deed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is Cancel."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)
