"""The panel at the right: all about the charging point that is selected, and what can be done with it.

With several selected it says which, and its buttons act on all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from apps.ev_central.intents import (
    AcceptCp,
    RejectCp,
    ResumeCps,
    RevokeCp,
    SetPrice,
    SettleSupply,
    ShowHistory,
    StopCps,
)
from apps.ev_central.models import tiles
from apps.ev_central.models.book import CpBook
from apps.ev_central.models.tables import date_text
from apps.ev_central.views import CpHistory, CpView
from apps.ev_central.widgets.facts import facts_of, last_supply
from apps.ev_central.widgets.parts import Question
from apps.ev_central.widgets.price_edit import PriceEdit
from shared.domain.cp import CpState
from shared.qt.cards import Card, EmptyState, Fact, FactList, StateBadge, make_button, make_label, set_tone
from shared.qt.icons import Icon
from shared.qt.power_chart import PowerChart
from shared.qt.theme import STEP, Role
from shared.runtime.clock import Instant
from shared.runtime.text import (
    format_energy,
    format_money,
    format_power,
    format_price,
    translate,
)
from shared.runtime.words import cp_state_text

WIDTH: Final = 328
_LAST_SUPPLIES: Final = 6
_NAMED: Final = 12
"""So many ids of a selection are written out."""


class DetailPanel(Card):
    """Shows what is selected; sends intents."""

    intent = Signal(object)

    def __init__(self, book: CpBook, clock: Callable[[], Instant], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._book = book
        self._clock = clock
        self._ids: tuple[str, ...] = ()
        self._tariff = Decimal(0)
        self._asked: tuple[str, str | None] | None = None
        self.setFixedWidth(WIDTH)
        self._make_texts()
        self._make_actions()
        self._make_menu()
        self._empty = EmptyState(
            Icon.PLUG,
            translate(
                "CentralWindow",
                "Select a charging point to see all about it and to stop, resume or price it.",
            ),
        )
        self._lay_out()
        self.show_selection(())

    # parts

    def _make_texts(self) -> None:
        self._title = make_label("", Role.TITLE)
        self._badge = StateBadge()
        self._place = make_label("", Role.BODY, "quiet")
        self._note = make_label("", Role.BODY)
        for label in (self._place, self._note):
            label.setWordWrap(True)
        self._chart_title = make_label(translate("CentralWindow", "Power (kW)"), Role.HEADING)
        self._chart = PowerChart()
        self._chart.setFixedHeight(120)
        self._facts = FactList()
        self._last_title = make_label(translate("CentralWindow", "Last supplies"), Role.HEADING)
        self._last = FactList()

    def _make_actions(self) -> None:
        self._accept = make_button(translate("CentralWindow", "Accept"), "primary")
        self._reject = make_button(translate("CentralWindow", "Reject"))
        self._stop = make_button(translate("CentralWindow", "Stop"), "danger")
        self._resume = make_button(translate("CentralWindow", "Resume"), "primary")
        self._price = make_button(translate("CentralWindow", "Price…"))
        self._more = make_button(translate("CentralWindow", "More"))
        self._settle = make_button(translate("CentralWindow", "Settle the interrupted supply…"))
        self._editor = PriceEdit(translate("CentralWindow", "Set"))
        self._default = make_button(translate("CentralWindow", "Tariff"))
        self._editor.add_button(self._default)
        self._editor.hide()
        self.question = Question()
        self._accept.clicked.connect(lambda: self._send(AcceptCp(self._ids[0])))
        self._reject.clicked.connect(lambda: self._send(RejectCp(self._ids[0])))
        self._stop.clicked.connect(self.stop)
        self._resume.clicked.connect(self.resume)
        self._price.clicked.connect(self.edit_price)
        self._settle.clicked.connect(self._ask_settle)
        self._editor.chosen.connect(self._set_price)
        self._editor.cancelled.connect(self._close_editor)
        self._default.clicked.connect(lambda: self._set_price(None))

    def _make_menu(self) -> None:
        self._reopen_action = QAction(translate("CentralWindow", "Allow one new enrolment"), self)
        self._reopen_action.triggered.connect(self._ask_reopen)
        self._revoke_action = QAction(translate("CentralWindow", "Revoke…"), self)
        self._revoke_action.triggered.connect(self._ask_revoke)
        self._stop_action = self._action(translate("CentralWindow", "Stop"), "Ctrl+S", self.stop)
        self._resume_action = self._action(translate("CentralWindow", "Resume"), "Ctrl+R", self.resume)
        self._price_action = self._action(translate("CentralWindow", "Price…"), "Ctrl+P", self.edit_price)
        for button, action in (
            (self._stop, self._stop_action),
            (self._resume, self._resume_action),
            (self._price, self._price_action),
        ):
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{action.text()} · {key}")
        menu = QMenu(self)
        menu.addAction(self._reopen_action)
        menu.addAction(self._revoke_action)
        self._more.setMenu(menu)

    def _action(self, text: str, key: str, deed: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(deed)
        return action

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, STEP, 0)
        column.setSpacing(2 * STEP)
        head = QHBoxLayout()
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self._title, 1)
        head.addWidget(self._badge)
        column.addLayout(head)
        texts: tuple[QWidget, ...] = (
            self._place,
            self._note,
            self._chart_title,
            self._chart,
            self._facts,
        )
        for widget in texts:
            column.addWidget(widget)
        for row in (
            (self._accept, self._reject),
            (self._stop, self._resume),
            (self._price, self._more),
        ):
            buttons = QHBoxLayout()
            buttons.setSpacing(2 * STEP)
            for button in row:
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                buttons.addWidget(button)
            column.addLayout(buttons)
        rest: tuple[QWidget, ...] = (
            self._settle,
            self._editor,
            self.question,
            self._last_title,
            self._last,
        )
        for widget in rest:
            column.addWidget(widget)
        column.addStretch(1)
        self._inside = QScrollArea()
        self._inside.setWidgetResizable(True)
        self._inside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside.setFrameShape(QScrollArea.Shape.NoFrame)
        self._inside.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._inside.viewport().setAutoFillBackground(False)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._inside, 1)

    def orders(self) -> tuple[QAction, ...]:
        """What works by its key anywhere in the window."""
        return (self._stop_action, self._resume_action, self._price_action)

    def menu(self) -> QMenu | None:
        """What can be done with the selection, as a context menu; None when nothing is selected."""
        if not self._chosen():
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        one = self._only()
        if one is not None and one.enrolment == "pending":
            menu.addAction(self._accept.text(), lambda: self._send(AcceptCp(one.cp_id)))
            menu.addAction(self._reject.text(), lambda: self._send(RejectCp(one.cp_id)))
            return menu
        menu.addActions([self._stop_action, self._resume_action, self._price_action])
        if one is not None:
            menu.addSeparator()
            menu.addActions([self._reopen_action, self._revoke_action])
        return menu

    # showing

    def show_selection(self, cp_ids: Sequence[str]) -> None:
        """Show these charging points."""
        if tuple(cp_ids) != self._ids:
            self._ids, self._asked = tuple(cp_ids), None
            self.question.dismiss()
            self._close_editor()
            self._last.set_facts(())
            self._last_title.hide()
        self.refresh()

    def set_tariff(self, tariff: Decimal) -> None:
        """The default price, EUR/kWh."""
        if tariff != self._tariff:
            self._tariff = tariff
            self._default.setToolTip(
                translate("CentralWindow", "The default tariff, {price}").format(price=format_price(tariff))
            )

    @Slot()
    def refresh(self) -> None:
        """Bring figures and ages up to date."""
        chosen = self._chosen()
        self._empty.setVisible(not chosen)
        self._inside.setVisible(bool(chosen))
        for action in (self._stop_action, self._resume_action, self._price_action):
            action.setEnabled(bool(chosen) and not self.isHidden())
        if len(chosen) == 1:
            self._show_one(chosen[0])
        elif chosen:
            self._show_many(chosen)

    def show_history(self, history: CpHistory) -> None:
        """The last supplies of the charging point, if it is still the one on the screen."""
        if self._ids != (history.cp_id,):
            return
        self._last_title.setVisible(bool(history.tickets))
        today = date_text(self._clock().utc)
        self._last.set_facts([last_supply(ticket, today) for ticket in history.tickets])

    def _chosen(self) -> list[CpView]:
        return self._book.chosen(self._ids)

    def _only(self) -> CpView | None:
        chosen = self._chosen()
        return chosen[0] if len(chosen) == 1 else None

    def _show_one(self, view: CpView) -> None:
        now = self._clock()
        self._title.setText(view.cp_id)
        self._title.setToolTip(view.cp_id)
        self._badge.show()
        self._badge.show_state(tiles.look_of(view), tiles.state_word(view))
        self._place.setText(" · ".join(part for part in (view.location, format_price(view.price)) if part))
        self._show_note(view, now)
        self._show_chart(view, now)
        self._facts.set_facts(facts_of(view, now))
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
            (self._settle, view.phase == "interrupted"),
        ):
            button.setVisible(shown)
        self._revoke_action.setEnabled(view.enrolment == "enrolled")
        self._ask_history(view)

    def _show_note(self, view: CpView, now: Instant) -> None:
        note = tiles.foot_text(view, now)
        if tiles.news_age(view, now) is not None and view.phase == "supplying" and not note:
            note = translate("CentralWindow", "No reading for some seconds: these figures are old")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        alarming = view.state is CpState.FAULTED or view.enrolment in ("rejected", "revoked")
        warning = view.state is CpState.STOPPED or view.phase == "interrupted" or view.enrolment == "pending"
        set_tone(self._note, "bad" if alarming else "warning" if warning else "")

    def _show_chart(self, view: CpView, now: Instant) -> None:
        curve = self._book.curve(view.cp_id) if tiles.delivering(view) else None
        points = [] if curve is None else curve.points()
        self._chart.setVisible(len(points) > 1)
        self._chart_title.setVisible(len(points) > 1)
        offset = now.utc.timestamp() - now.mono
        self._chart.set_points([(mono + offset, watts) for mono, watts in points])

    def _show_many(self, chosen: list[CpView]) -> None:
        count = len(chosen)
        self._title.setText(translate("CentralWindow", "{count} selected").format(count=count))
        self._badge.hide()
        names = ", ".join(view.cp_id for view in chosen[:_NAMED])
        if count > _NAMED:
            names = translate("CentralWindow", "{names} and {count} more").format(
                names=names, count=count - _NAMED
            )
        self._place.setText(names)
        for widget in (
            self._note,
            self._chart,
            self._chart_title,
            self._accept,
            self._reject,
            self._more,
            self._settle,
        ):
            widget.hide()
        counts = Counter(view.state for view in chosen)
        facts = [Fact(cp_state_text(state.value), str(counts[state])) for state in CpState if counts[state]]
        power = sum(view.power_w for view in chosen if view.state is CpState.SUPPLYING)
        facts.append(Fact(translate("CentralWindow", "Power now"), format_power(power), strong=True))
        self._facts.set_facts(facts)
        self._stop.setText(translate("CentralWindow", "Stop {count}…").format(count=count))
        self._resume.setText(translate("CentralWindow", "Resume {count}…").format(count=count))
        for button in (self._stop, self._resume, self._price):
            button.show()

    def _ask_history(self, view: CpView) -> None:
        """Its last supplies, asked for when it is selected and whenever its supply ends."""
        wanted = (view.cp_id, view.session_id)
        if self._asked != wanted:
            self._asked = wanted
            self._send(ShowHistory(view.cp_id, _LAST_SUPPLIES))

    # doing

    @Slot()
    def stop(self) -> None:
        """Stop what is selected: one at once, several after a question."""
        self._order(
            StopCps(self._ids),
            translate("CentralWindow", "Stop {count} charging points? Running supplies end with a ticket."),
            translate("CentralWindow", "Stop {count}"),
        )

    @Slot()
    def resume(self) -> None:
        """Resume what is selected."""
        self._order(
            ResumeCps(self._ids),
            translate("CentralWindow", "Put {count} charging points back in service?"),
            translate("CentralWindow", "Resume {count}"),
        )

    def _order(self, order: StopCps | ResumeCps, question: str, verb: str) -> None:
        count = len(self._chosen())
        if count == 1:
            self._send(order)
        elif count:
            self._close_editor()
            self.question.ask(
                question.format(count=count),
                verb.format(count=count),
                lambda: self._send(order),
                "danger" if isinstance(order, StopCps) else "primary",
            )

    @Slot()
    def edit_price(self) -> None:
        """Open the price field."""
        chosen = self._chosen()
        if not chosen:
            return
        self.question.dismiss()
        self._editor.offer(chosen[0].price)
        self._editor.show()
        self._editor.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.field.selectAll()

    @Slot(object)
    def _set_price(self, price: Decimal | None) -> None:
        for cp_id in self._ids:
            self._send(SetPrice(cp_id, price))
        self._close_editor()

    @Slot()
    def _close_editor(self) -> None:
        self._editor.hide()

    @Slot()
    def _ask_reopen(self) -> None:
        one = self._only()
        if one is not None:
            self._ask(
                translate(
                    "CentralWindow",
                    "Let {cp} enrol once more? Its present secret becomes void when it does.",
                ).format(cp=one.cp_id),
                translate("CentralWindow", "Allow"),
                AcceptCp(one.cp_id),
            )

    @Slot()
    def _ask_revoke(self) -> None:
        one = self._only()
        if one is not None:
            self._ask(
                translate(
                    "CentralWindow", "Revoke {cp}? Its monitor is shut out until you allow a new enrolment."
                ).format(cp=one.cp_id),
                translate("CentralWindow", "Revoke"),
                RevokeCp(one.cp_id),
            )

    @Slot()
    def _ask_settle(self) -> None:
        one = self._only()
        if one is not None and one.session_id is not None:
            self._ask(
                translate(
                    "CentralWindow",
                    "Close the supply of {driver} with {energy}, {amount}? Do it only if the engine will not"
                    " come back: it would report the exact figures itself.",
                ).format(
                    driver=one.driver_id, energy=format_energy(one.energy_wh), amount=format_money(one.amount)
                ),
                translate("CentralWindow", "Settle"),
                SettleSupply(one.session_id),
            )

    def _ask(self, text: str, verb: str, intent: AcceptCp | RevokeCp | SettleSupply) -> None:
        self._close_editor()
        self.question.ask(text, verb, lambda: self._send(intent))

    def _send(self, intent: object) -> None:
        self.intent.emit(intent)
