"""A question asked in place before something grave is done, and time to take it back. GUI thread only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from shared.qt.cards import ButtonTone, ElidedLabel, make_button, set_tone
from shared.qt.layout import column, row
from shared.runtime.text import translate

QUESTION_S: Final = 15
"""A question that nobody answers goes away: a click much later must not be its answer."""
GRACE_S: Final = 10
"""How long what was ordered to many can be taken back."""


class Question(QFrame):
    """A sentence, the deed, and Cancel (Esc), which has the keys where the deed is grave.

    No dialog: the window stays usable and up to date. ``closed`` comes with the answer, whatever it is;
    ``had_focus`` says then whether the keys were with the question. ``deferring``: an order waits.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, in_a_row: bool = False) -> None:
        super().__init__(parent)
        self._deed: Callable[[], None] | None = None
        self._sentence, self._left = "", 0
        self.had_focus = self.deferring = False
        self._text = ElidedLabel(lines=6)
        if in_a_row:
            self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._do = make_button("", "danger")
        self._cancel = make_button("")
        buttons = row(self._do, self._cancel, int(not in_a_row))
        self.setLayout((row if in_a_row else column)((self._text, int(in_a_row)), buttons))
        self._do.clicked.connect(self._agreed)
        self._cancel.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def ask(self, text: str, verb: str, deed: Callable[[], None], tone: ButtonTone = "danger") -> None:
        """Ask ``text``; ``deed`` is done if the button ``verb`` is pressed."""
        self.finish()
        self._sentence, self._left, self._deed = text, QUESTION_S, deed
        self._do.setText(verb)
        self._cancel.setText(translate("Question", "Cancel"))
        set_tone(self._do, tone)
        self._say()
        self.show()
        (self._cancel if tone == "danger" else self._do).setFocus(Qt.FocusReason.OtherFocusReason)
        self._timer.start()

    def defer(self, text: str, deed: Callable[[], None]) -> None:
        """Do ``deed`` in :data:`GRACE_S`, unless it is taken back; ``text`` has a place for {seconds}."""
        self.ask(text, translate("Question", "Now"), deed)
        self._cancel.setText(translate("Question", "Take back"))
        self._left, self.deferring = GRACE_S, True
        self._say()

    def _say(self) -> None:
        text = self._sentence.replace("{seconds}", str(self._left))
        self._text.setText(text)
        self.setAccessibleName(text)

    @Slot()
    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._say()
        elif self.deferring:
            self._agreed()
        else:
            self.dismiss()

    def finish(self) -> None:
        """Do at once what was deferred."""
        if self.deferring:
            self._agreed()

    @Slot()
    def dismiss(self) -> None:
        """Take the question or the order back."""
        self._deed, self.deferring = None, False
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
