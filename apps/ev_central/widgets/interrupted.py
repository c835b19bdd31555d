"""An interrupted supply and the operator's way to settle it (D2): in the detail panel, and as a strip above
the tiles when its engine does not come back. The same for the end of an unknown supply, or to drop that.

Settling makes the ticket with the figures that were reported last, and that is final. So it is asked first,
in place: nothing is modal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from apps.ev_central.intents import DropOrphan, SettleSupply
from apps.ev_central.views import InterruptedView
from shared.domain.words import driver_text
from shared.qt.banner import Strip
from shared.qt.cards import ElidedLabel, make_button, make_label
from shared.qt.icons import Icon
from shared.qt.layout import column
from shared.qt.plain import set_key_tip
from shared.qt.question import Question
from shared.qt.theme import STEP, Role
from shared.runtime.clock import Instant
from shared.runtime.outages import format_since
from shared.runtime.text import format_energy, format_money, format_span, translate

OVERDUE_S: Final = 60.0
"""An engine that comes back by itself has done so before: a longer interruption asks for the operator."""


def _figures(supply: InterruptedView) -> dict[str, str]:
    return {
        "driver": driver_text(supply.driver_id),
        "energy": format_energy(supply.energy_wh),
        "amount": format_money(supply.amount),
    }


def interrupted_text(supply: InterruptedView, now: Instant) -> str:
    """Since when it is interrupted and what it had delivered."""
    figures = _figures(supply)
    if supply.orphan:
        return translate(
            "CentralWindow",
            "Its engine tells the end of a supply of {driver} that the database does not know: {energy},"
            " {amount}.",
        ).format(**figures)
    if supply.news_mono is None:
        return translate(
            "CentralWindow",
            "No reading of {driver}'s supply since CENTRAL started. Delivered before: {energy}, {amount}.",
        ).format(**figures)
    silent = now.mono - supply.news_mono
    return translate(
        "CentralWindow",
        "No reading of {driver}'s supply since {time} ({span}). Delivered until then: {energy}, {amount}.",
    ).format(**figures, time=format_since(silent, now.utc), span=format_span(silent))


def _meaning(supply: InterruptedView) -> str:
    if supply.orphan:
        return translate(
            "CentralWindow",
            "The database is a backup, or another one. Settle it to make its ticket, or drop it; then the"
            " engine tells it no more. For another driver settle it by the console: settle SESSION DRIVER.",
        )
    return translate(
        "CentralWindow",
        "When its engine is back it reports the exact end by itself. If it never comes back, settle"
        " the supply here.",
    )


class InterruptedBox(QFrame):
    """In the detail panel: the interrupted supply of one charging point, the oldest first, and its button.

    ``opened`` carries what asks now and should be seen; ``left``: it goes and had the keys.
    """

    left = Signal()
    intent = Signal(object)
    opened = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("callout", True)
        self._supply: InterruptedView | None = None
        self._title = make_label("", Role.HEADING, "bad")
        self._text = ElidedLabel(lines=6)
        self._meaning = make_label("", Role.SMALL, "quiet", wrap=True)
        text, keys = translate("CentralWindow", "Settle the interrupted supply…"), QKeySequence("Ctrl+L")
        self.action = QAction(text, self, shortcut=keys)
        self.settle = make_button(translate("CentralWindow", "Settle…"))
        set_key_tip(self.settle, text, keys)
        self.drop = make_button(translate("CentralWindow", "Drop…"))
        self.question = Question()
        parts = self._title, self._text, self._meaning, self.settle, self.drop, self.question
        self.setLayout(column(*parts, spacing=STEP, margins=(3 * STEP, 2 * STEP, 3 * STEP, 3 * STEP)))
        self.settle.clicked.connect(self.ask)
        self.drop.clicked.connect(self._ask_drop)
        self.action.triggered.connect(self.ask)
        self.question.closed.connect(self._closed)
        self.show_supplies((), None)

    def show_supplies(self, supplies: Sequence[InterruptedView], now: Instant | None) -> None:
        """Show the first of ``supplies``; none: hide. A question about another one is taken back."""
        before, self._supply = self._supply, supplies[0] if supplies else None
        self.action.setEnabled(self._supply is not None)
        if self._supply is None or now is None:
            self.question.dismiss()
            focused = QApplication.focusWidget()
            if focused is not None and self.isAncestorOf(focused):
                self.left.emit()  # else the next button gets the keys: that is Stop
            self.hide()
            return
        if before is None or before.session_id != self._supply.session_id:
            self.question.dismiss()
        title = translate("CentralWindow", "Supply interrupted")
        if len(supplies) > 1:
            title = translate("CentralWindow", "{count} supplies interrupted").format(count=len(supplies))
        if self._supply.orphan:
            title = translate("CentralWindow", "End of an unknown supply")
        self._title.setText(title)
        self._meaning.setText(_meaning(self._supply))
        self.drop.setVisible(self._supply.orphan and not self.question.isVisibleTo(self))
        self._text.setText(interrupted_text(self._supply, now))
        self.show()

    def point_out(self) -> None:
        """Bring the button to the eye and to the keys."""
        self.settle.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit(self.settle)

    @Slot()
    def ask(self) -> None:
        """Ask whether its ticket shall be made now."""
        if self._supply is not None:
            self._ask(
                translate(
                    "CentralWindow",
                    "Make the ticket of {driver} now, with the {energy} and {amount} reported last? It is"
                    " final: what the engine may report later changes nothing.",
                ),
                translate("CentralWindow", "Settle with {amount}"),
                SettleSupply(self._supply.session_id),
            )

    @Slot()
    def _ask_drop(self) -> None:
        if self._supply is not None:
            self._ask(
                translate("CentralWindow", "Drop this end for good? No ticket of {amount} is made."),
                translate("CentralWindow", "Drop"),
                DropOrphan(self._supply.session_id),
            )

    def _ask(self, text: str, verb: str, intent: SettleSupply | DropOrphan) -> None:
        for widget in (self.settle, self.drop, self._meaning):
            widget.hide()
        figures = {} if self._supply is None else _figures(self._supply)
        self.question.ask(text.format(**figures), verb.format(**figures), lambda: self.intent.emit(intent))
        self.opened.emit(self.question)

    @Slot()
    def _closed(self) -> None:
        self.settle.show()
        self.drop.setVisible(self._supply is not None and self._supply.orphan)
        self._meaning.show()
        if self.question.had_focus:
            self.settle.setFocus(Qt.FocusReason.OtherFocusReason)


class InterruptedStrip(Strip):
    """Above the tiles: a supply whose engine did not come back in :data:`OVERDUE_S`. It stands until the
    engine is back or the operator settles it; ``chosen`` carries the charging point to show."""

    chosen = Signal(str)

    def __init__(self) -> None:
        self._cp_id = ""
        self.look = make_button(translate("CentralWindow", "Show it"), "primary")
        super().__init__("callout", Icon.FAULTED, "bad", (self.look,))
        self.look.clicked.connect(lambda: self.chosen.emit(self._cp_id))

    def show_overdue(self, overdue: Sequence[tuple[str, InterruptedView]], now: Instant) -> None:
        """Show the first of ``overdue`` (charging point and supply), and how many more there are."""
        self.setVisible(bool(overdue))
        if not overdue:
            return
        self._cp_id, supply = overdue[0]
        if supply.orphan:
            text = f"{self._cp_id}: {interrupted_text(supply, now)}"
        else:
            text = translate(
                "CentralWindow",
                "{cp}: the supply of {driver} is interrupted for {span} and its engine does not come back."
                " Start the engine again, or settle the supply.",
            ).format(
                cp=self._cp_id,
                driver=driver_text(supply.driver_id),
                span=format_span(now.mono - supply.since_mono),
            )
        if len(overdue) > 1:
            more = translate("CentralWindow", "{count} more after it").format(count=len(overdue) - 1)
            text = f"{text} · {more}"
        self.label.setText(text)

    def text(self) -> str:
        """What it says."""
        return self.label.text()
