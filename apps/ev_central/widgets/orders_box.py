"""What can be done with the charging points that are selected: buttons, their keys, and a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import chain

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from apps.ev_central.intents import AcceptCp, ForgetCp, RejectCp, ResumeCps, RevokeCp, SetPrice, StopCps
from apps.ev_central.models import tiles
from apps.ev_central.views import CpView
from apps.ev_central.widgets.price_edit import PriceEdit
from shared.domain.cp import CpState
from shared.qt.cards import ButtonTone, make_button
from shared.qt.layout import column, row
from shared.qt.plain import set_key_tip, set_tip
from shared.qt.question import Question
from shared.runtime.text import format_price, translate


def order_question(stopped: bool, what: int | str) -> tuple[str, str, ButtonTone]:
    """Sentence and verb before ``what`` (a count, or one id) is stopped, or resumed if it is ``stopped``."""
    if stopped:
        text, verb = translate("CentralWindow", "Resume {what}?"), translate("CentralWindow", "Resume {what}")
    else:
        text = translate("CentralWindow", "Stop {what}? Running supplies end with a ticket.")
        verb = translate("CentralWindow", "Stop {what}")
    return text.format(what=what), verb.format(what=what), "primary" if stopped else "danger"


class OrdersBox(QWidget):
    """Sends intents about what is selected. ``opened`` carries what asks something now and should be seen."""

    intent = Signal(object)
    opened = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: tuple[CpView, ...] = ()
        self._tariff = Decimal(0)
        self._make_buttons()
        self._make_actions()
        pairs = (self._accept, self._reject), (self._stop, self._resume), (self._price, self._more)
        for button in chain(*pairs):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayout(column(*(row(*pair) for pair in pairs), self._editor, self.question))

    def _make_buttons(self) -> None:
        self._accept = make_button(translate("CentralWindow", "Accept"), "primary")
        self._reject = make_button(translate("CentralWindow", "Reject"))
        self._stop = make_button(translate("CentralWindow", "Stop"), "danger")
        self._resume = make_button(translate("CentralWindow", "Resume"), "primary")
        self._price = make_button(translate("CentralWindow", "Price…"))
        self._more = make_button(translate("CentralWindow", "More"))
        self._editor = PriceEdit(translate("CentralWindow", "Set"))
        self._default = make_button(translate("CentralWindow", "Tariff"))
        self._editor.add_button(self._default)
        self._editor.hide()
        self.question = Question()
        self._accept.clicked.connect(lambda: self._do(AcceptCp))
        self._reject.clicked.connect(lambda: self._do(RejectCp))
        self._editor.chosen.connect(self._set_price)
        self._editor.cancelled.connect(self._editor.hide)
        self._default.clicked.connect(lambda: self._set_price(None))

    def _make_actions(self) -> None:
        self._reopen_action = self._asking(
            translate("CentralWindow", "Allow one new enrolment"),
            translate(
                "CentralWindow", "Let {cp} enrol once more? Its present secret becomes void when it does."
            ),
            translate("CentralWindow", "Allow"),
            AcceptCp,
        )
        self._revoke_action = self._asking(
            translate("CentralWindow", "Revoke…"),
            translate(
                "CentralWindow", "Revoke {cp}? Its monitor is shut out until you allow a new enrolment."
            ),
            translate("CentralWindow", "Revoke"),
            RevokeCp,
        )
        self._forget_action = self._asking(
            translate("CentralWindow", "Forget…"),
            translate(
                "CentralWindow",
                "Forget {cp}? It leaves the panel, the database and drivers' apps. Its tickets stay.",
            ),
            translate("CentralWindow", "Forget"),
            ForgetCp,
        )
        self._stop_action = self._action(self._stop, "Ctrl+S", self.stop)
        self._resume_action = self._action(self._resume, "Ctrl+R", self.resume)
        self._price_action = self._action(self._price, "Ctrl+P", self.edit_price)
        menu = QMenu(self)
        menu.addActions([self._reopen_action, self._revoke_action, self._forget_action])
        self._more.setMenu(menu)

    def _asking(
        self, text: str, question: str, verb: str, intent: type[AcceptCp | RevokeCp | ForgetCp]
    ) -> QAction:
        """What is done with one charging point, after a question."""

        def ask() -> None:
            one = self._only()
            if one is not None:
                self._editor.hide()
                made = intent(one.cp_id)
                self.question.ask(question.format(cp=one.cp_id), verb, lambda: self.intent.emit(made))
                self.opened.emit(self.question)

        action = QAction(text, self)
        action.triggered.connect(ask)
        return action

    def _action(self, button: QPushButton, key: str, deed: Callable[[], None]) -> QAction:
        """What ``button`` does, by a key too."""
        action = QAction(button.text(), self, shortcut=QKeySequence(key))
        action.triggered.connect(deed)
        set_key_tip(button, action.text(), action.shortcut())
        button.clicked.connect(deed)
        return action

    def orders(self) -> tuple[QAction, ...]:
        """What works by its key anywhere in the window."""
        return (self._stop_action, self._resume_action, self._price_action)

    def fill(self, menu: QMenu) -> None:
        """Put what can be done with the selection into a context menu."""
        one = self._only()
        if one is not None and one.enrolment == "pending":
            menu.addAction(self._accept.text(), self._accept.click)
            menu.addAction(self._reject.text(), self._reject.click)
            return
        menu.addActions(list(self.orders()))
        if one is not None:
            menu.addSeparator()
            menu.addActions([self._reopen_action, self._revoke_action, self._forget_action])

    # showing

    def set_tariff(self, tariff: Decimal) -> None:
        """The default price, EUR/kWh."""
        if tariff != self._tariff:
            self._tariff = tariff
            set_tip(
                self._default,
                translate("CentralWindow", "The default tariff, {price}").format(price=format_price(tariff)),
            )

    def show_chosen(self, chosen: Sequence[CpView], *, seen: bool) -> None:
        """Offer what can be done with ``chosen``; the keys work only while they are ``seen``."""
        self._chosen = tuple(chosen)
        self._price_action.setEnabled(bool(chosen) and seen)
        self._stop_action.setEnabled(seen and bool(self._those(stopped=False)))
        self._resume_action.setEnabled(seen and bool(self._those(stopped=True)))
        one = self._only()
        if one is not None:
            self._offer_one(one)
        elif chosen:
            self._offer_many()

    def take_back(self) -> None:
        """Ask nothing any more."""
        self.question.dismiss()
        self._editor.hide()

    def _offer_one(self, view: CpView) -> None:
        pending = view.enrolment == "pending"
        self._stop.setText(translate("CentralWindow", "Stop"))
        self._resume.setText(translate("CentralWindow", "Resume"))
        for button, shown in (
            (self._accept, pending),
            (self._reject, pending),
            (self._stop, not pending and not view.stopped),
            (self._resume, not pending and view.stopped),
            (self._price, not pending),
            (self._more, not pending),
        ):
            button.setVisible(shown)
        self._revoke_action.setEnabled(view.enrolment == "enrolled")
        self._forget_action.setEnabled(view.state is CpState.DISCONNECTED and view.phase is None)

    def _offer_many(self) -> None:
        for button in (self._accept, self._reject, self._more):
            button.hide()
        self._price.show()
        for button, text, stopped in (
            (self._stop, translate("CentralWindow", "Stop {count}…"), False),
            (self._resume, translate("CentralWindow", "Resume {count}…"), True),
        ):
            count = len(self._those(stopped=stopped))
            button.setText(text.format(count=count))
            button.setVisible(count > 0)

    def _only(self) -> CpView | None:
        return self._chosen[0] if len(self._chosen) == 1 else None

    def _those(self, *, stopped: bool) -> tuple[str, ...]:
        """The ids of those to which an order to stop (or, if they are ``stopped``, to resume) is news."""
        return tuple(view.cp_id for view in self._chosen if view.takes_orders and view.stopped == stopped)

    # doing

    @Slot()
    def stop(self) -> None:
        """Stop what is selected: several, or one that supplies, after a question."""
        self._order(StopCps(self._those(stopped=False)))

    @Slot()
    def resume(self) -> None:
        """Resume what is selected."""
        self._order(ResumeCps(self._those(stopped=True)))

    def _order(self, order: StopCps | ResumeCps) -> None:
        stopped, one = isinstance(order, ResumeCps), self._only()
        ends = not stopped and one is not None and tiles.delivering(one)
        if order.cp_ids and one is not None and not ends:
            self.intent.emit(order)
        elif order.cp_ids:
            self._editor.hide()
            text, verb, tone = order_question(stopped, one.cp_id if one is not None else len(order.cp_ids))
            self.question.ask(text, verb, lambda: self.intent.emit(order), tone)
            self.opened.emit(self.question)

    @Slot()
    def edit_price(self) -> None:
        """Open the price field."""
        if not self._chosen:
            return
        self.question.dismiss()
        self._editor.offer(self._chosen[0].price)
        self._editor.show()
        self._editor.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.field.selectAll()
        self.opened.emit(self._editor)

    @Slot(object)
    def _set_price(self, price: Decimal | None) -> None:
        for cp_id in (view.cp_id for view in self._chosen):
            self.intent.emit(SetPrice(cp_id, price))
        self._editor.hide()

    def _do(self, intent: type[AcceptCp | RejectCp]) -> None:
        one = self._only()
        if one is not None:
            self.intent.emit(intent(one.cp_id))
