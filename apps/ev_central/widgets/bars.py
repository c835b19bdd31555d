"""The rows between the figures and the tiles: enrolments that wait, and search with the orders to all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from apps.ev_central.intents import AcceptCp, RejectCp, ResumeCps, StopCps
from apps.ev_central.views import AskerView, CpView
from apps.ev_central.widgets.orders_box import order_question
from shared.qt.banner import Strip
from shared.qt.cards import make_button, make_label
from shared.qt.icons import Icon, make_icon
from shared.qt.layout import row
from shared.qt.plain import set_key_tip
from shared.qt.question import Question
from shared.qt.theme import Role, theme_signals, tokens
from shared.runtime.text import counted, translate

_Asked = tuple[str, AskerView | None]
"""A charging point, and one monitor of those that ask as it; None before any has since CENTRAL started."""


class EnrolmentStrip(Strip):
    """Asks the operator about each charging point that wants to be enrolled, one after the other (M2)."""

    intent = Signal(object)

    def __init__(self) -> None:
        self._asked: _Asked | None = None
        self._answered: set[str] = set()
        self._pending: Sequence[CpView] = ()
        self._waiting: dict[_Asked, CpView] = {}
        accept = make_button(translate("CentralWindow", "Accept"), "primary")
        reject = make_button(translate("CentralWindow", "Reject"))
        self._next = make_button(translate("CentralWindow", "Next"))
        self._all = make_button(translate("CentralWindow", "Accept all"))
        super().__init__("card", Icon.USER, "warning", (accept, reject, self._next, self._all))
        accept.clicked.connect(self._accept)
        reject.clicked.connect(self._reject)
        self._next.clicked.connect(self._show_next)
        self._all.clicked.connect(self._accept_all)

    def show_pending(self, pending: Sequence[CpView]) -> None:
        """Ask about ``pending``; the one that is on the screen stays there until it is decided."""
        self._pending = pending
        self._answered &= {view.cp_id for view in pending}
        self._show()

    def _show(self) -> None:
        self._waiting = {
            (view.cp_id, asker): view
            for view in self._pending
            if view.cp_id not in self._answered
            for asker in view.askers or (None,)
        }
        if self._asked not in self._waiting:
            self._asked = next(iter(self._waiting), None)
        self.setVisible(self._asked is not None)
        if self._asked is None:
            return
        (cp_id, asker), view = self._asked, self._waiting[self._asked]
        parts = [translate("CentralWindow", "{cp} asks to be enrolled").format(cp=cp_id)]
        if asker is not None:  # the code first: it is what is compared, and a long text is cut
            code = translate("CentralWindow", "code {code}").format(code=asker.code)
            parts = [code, *parts, asker.address]
        more = len(self._waiting) - 1
        parts += [view.location] if view.location else []
        parts += [translate("CentralWindow", "{count} more").format(count=more)] if more else []
        self.label.setText(" · ".join(parts))
        for button in (self._next, self._all):
            button.setVisible(more > 0)

    def asked_about(self) -> str | None:
        """The charging point on the screen."""
        return None if self._asked is None else self._asked[0]

    @Slot()
    def _accept(self) -> None:
        if self._asked is not None:
            cp_id, asker = self._asked
            self._decide(AcceptCp(cp_id, None if asker is None else asker.code), {cp_id})

    @Slot()
    def _reject(self) -> None:
        if self._asked is not None:
            self._decide(RejectCp(self._asked[0]), {self._asked[0]})

    @Slot()
    def _accept_all(self) -> None:
        one = {cp_id for (cp_id, _), view in self._waiting.items() if len(view.askers) < 2}
        self._decide(AcceptCp(None), one)

    @Slot()
    def _show_next(self) -> None:
        asked = list(self._waiting)
        if self._asked is not None:
            self._asked = asked[(asked.index(self._asked) + 1) % len(asked)]
            self._show()

    def _decide(self, decision: AcceptCp | RejectCp, cp_ids: set[str]) -> None:
        # It stays pending until its monitor asks again; asking the operator twice would be wrong.
        self._answered |= cp_ids
        self.intent.emit(decision)
        self._show()


class ActionBar(QWidget):
    """Search, what is shown of what there is, and the orders to all that are shown, asked first (M13)."""

    intent = Signal(object)
    searched = Signal(str)
    show_all = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._targets: dict[bool, tuple[str, ...]] = {}
        self._filtered = self._offered = True
        self.search = QLineEdit()
        self.search.setPlaceholderText(translate("CentralWindow", "Search CP, place, driver…   Ctrl+F"))
        self.search.setAccessibleName(translate("CentralWindow", "Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(340)
        self.search.installEventFilter(self)
        self._lens = QAction(self)
        self.search.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._note = make_label("", Role.BODY, "quiet")
        self._clear = make_button(translate("CentralWindow", "Show all"))
        self._stop, self._resume = make_button(""), make_button("")
        self.question = Question(in_a_row=True)
        orders = self._stop, self._resume, (self.question, 100)
        self.setLayout(row((self.search, 1), self._note, self._clear, 1, *orders))
        self._clear.hide()
        self.search.textChanged.connect(self.searched)
        self._clear.clicked.connect(self.show_all)
        self._stop.clicked.connect(lambda: self._ask(False))
        self._resume.clicked.connect(lambda: self._ask(True))
        self.question.closed.connect(self._answered)
        find = QAction(translate("CentralWindow", "Search"), self)
        find.setShortcut(QKeySequence.StandardKey.Find)
        find.triggered.connect(self._find)
        self.addAction(find)
        theme_signals().changed.connect(self._recolour)
        self._recolour()

    def show_count(self, shown: Sequence[CpView], total: int, *, filtered: bool) -> None:
        """Say how many charging points are shown, and offer the orders that some of them can take."""
        text = counted(
            total,
            translate("CentralWindow", "1 charging point"),
            translate("CentralWindow", "{count} charging points"),
        )
        if filtered:
            text = translate("CentralWindow", "{shown} of {all}").format(shown=len(shown), all=text)
        self._note.setText(text)
        self._clear.setVisible(filtered)
        if filtered != self._filtered:
            self._filtered = filtered
            self._name_buttons()
        for stopped, button in ((False, self._stop), (True, self._resume)):
            targets = tuple(view.cp_id for view in shown if view.takes_orders and view.stopped == stopped)
            self._targets[stopped] = targets
            button.setEnabled(bool(targets))

    def _name_buttons(self) -> None:
        if self._filtered:
            words = translate("CentralWindow", "Stop shown…"), translate("CentralWindow", "Resume shown…")
        else:
            words = translate("CentralWindow", "Stop all…"), translate("CentralWindow", "Resume all…")
        for button, word in zip((self._stop, self._resume), words, strict=True):
            button.setText(word)
        self._stop.setShortcut(QKeySequence("Ctrl+Shift+S"))  # a new text takes it away
        set_key_tip(self._stop, words[0], self._stop.shortcut())

    def show_orders(self, shown: bool) -> None:
        """Offer the orders to all only where charging points are shown."""
        self._offered = shown
        if not self.question.deferring:
            self.question.dismiss()
            self._answered()
        if not shown:
            self._clear.hide()

    def defer(self, order: StopCps, send: Callable[[], None]) -> None:
        """Let an order to many wait, so that it can be taken back."""
        count = len(self._targets[False] if order.cp_ids is None else order.cp_ids)
        text = translate(
            "CentralWindow", "Stopping {count} in {seconds} s. Their supplies end with a ticket."
        )
        self._hide_orders()
        self.question.defer(text.replace("{count}", str(count)), send)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the search field empties it."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.search.text()
        ):
            self.search.clear()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _ask(self, stopped: bool) -> None:
        targets = self._targets[stopped]
        text, verb, tone = order_question(stopped, len(targets))
        order = (ResumeCps if stopped else StopCps)(targets if self._filtered else None)
        self._hide_orders()
        self.question.ask(text, verb, lambda: self.intent.emit(order), tone)

    def _hide_orders(self) -> None:
        for widget in (self._note, self._stop, self._resume):
            widget.hide()

    @Slot()
    def _answered(self) -> None:
        for widget in (self._note, self._stop, self._resume):
            widget.setVisible(self._offered)
        if self.question.had_focus:
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _recolour(self) -> None:
        self._lens.setIcon(make_icon(Icon.SEARCH, tokens().quiet))
