"""The row of figures above the tiles: how many charging points in each state, power, the day's sum.

A click on a state shows only the charging points in it; another click shows all again.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from apps.ev_central.views import Summary
from shared.domain.cp import Standing
from shared.domain.words import cp_state_text
from shared.qt.cards import StatCard
from shared.qt.plain import set_tip
from shared.qt.state_look import cp_look
from shared.qt.theme import STEP, tokens
from shared.runtime.text import format_energy, format_money, format_power, translate

_IN_A_ROW: Final = 5


class FilterCard(StatCard):
    """A figure that is also a button that stays down."""

    toggled = Signal(bool)

    def __init__(self, label: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(label, colour, parent)
        self.setProperty("down", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tip(self, translate("CentralWindow", "{label}: show only these").format(label=label))

    def is_down(self) -> bool:
        """Whether only these are shown."""
        return bool(self.property("down"))

    def set_down(self, down: bool) -> None:
        """Press or release it."""
        if down != self.is_down():
            self.setProperty("down", down)
            self.style().polish(self)
            self.toggled.emit(down)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click toggles."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.set_down(not self.is_down())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter toggle."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.set_down(not self.is_down())
            return
        super().keyPressEvent(event)


def _label(standing: Standing) -> str:
    return translate("CentralWindow", "Free") if standing is Standing.FREE else cp_state_text(standing)


class SummaryCards(QWidget):
    """All figures, in one row where there is room and in two where not."""

    states_chosen = Signal(object)
    rejected_clicked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states = {each: FilterCard(_label(each), cp_look(each).fill.value, self) for each in Standing}
        self.power = StatCard(translate("CentralWindow", "Power now"), "", self)
        self._today = StatCard(translate("CentralWindow", "Today"), "", self)
        self._rejected = FilterCard(
            translate("CentralWindow", "Rejected messages"), tokens().dot_unknown, self
        )
        self._cards: list[StatCard] = [*self._states.values(), self.power, self._today, self._rejected]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * STEP)
        self._columns = 0
        for card in self._states.values():
            card.toggled.connect(self._chosen)
        self._rejected.toggled.connect(self.rejected_clicked)
        self._arrange(len(self._cards))

    def show_summary(self, summary: Summary) -> None:
        """Show the figures."""
        for each, card in self._states.items():
            card.set_value(str(summary.standing[each]))
        self._show_power(summary)
        self._today.set_value(f"{format_energy(summary.today_wh)} · {format_money(summary.today_amount)}")
        self._rejected.set_value(str(summary.rejected))
        self._fit(self.width())

    def _show_power(self, summary: Summary) -> None:
        """Only what is known of this moment counts; how many are not heard stands below."""
        live = summary.power_w > 0 or not summary.unheard
        self.power.set_value(format_power(summary.power_w) if live else "— kW")
        if summary.unheard:
            text = translate("CentralWindow", "Power now · {count} not heard").format(count=summary.unheard)
            self.power.set_label(text, "warning")
        else:
            self.power.set_label(translate("CentralWindow", "Power now"))

    def card(self, standing: Standing) -> FilterCard:
        """The card of those that stand so."""
        return self._states[standing]

    def clear_choice(self) -> None:
        """Show all charging points again."""
        for card in self._states.values():
            card.set_down(False)

    def minimumSizeHint(self) -> QSize:
        """As narrow as two rows: one row must not keep the window from becoming narrower."""
        widths = [card.sizeHint().width() + 2 * STEP for card in self._cards]
        rows = (sum(widths[:_IN_A_ROW]), sum(widths[_IN_A_ROW:]))
        return QSize(max(rows), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row or two."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        wanted = sum(card.sizeHint().width() + 2 * STEP for card in self._cards)
        self._arrange(len(self._cards) if wanted <= width else _IN_A_ROW)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()

    @Slot()
    def _chosen(self) -> None:
        self.states_chosen.emit(frozenset(state for state, card in self._states.items() if card.is_down()))
