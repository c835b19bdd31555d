"""The panel at the right: all about the charging point that is selected, and what can be done with it.

With several selected it says which, and its buttons act on all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from apps.ev_central.intents import ShowHistory, WatchCp
from apps.ev_central.models import tiles
from apps.ev_central.models.book import CpBook
from apps.ev_central.models.tables import date_text
from apps.ev_central.views import CpHistory, CpView
from apps.ev_central.widgets.facts import chart_title, facts_of, last_supply, note_of, note_tone
from apps.ev_central.widgets.interrupted import InterruptedBox
from apps.ev_central.widgets.orders_box import OrdersBox
from shared.domain.cp import Standing
from shared.domain.words import cp_state_text
from shared.qt.cards import Card, ElidedLabel, EmptyState, Fact, FactList, StateBadge, make_label, set_tone
from shared.qt.icons import Icon
from shared.qt.layout import column, row
from shared.qt.power_chart import PowerChart
from shared.qt.theme import STEP, Role
from shared.runtime.clock import Instant
from shared.runtime.text import format_power, translate

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
        self._asked: tuple[object, ...] | None = None
        self.setFixedWidth(WIDTH)
        self._make_texts()
        self.interrupted = InterruptedBox()
        self.orders_box = OrdersBox()
        self._empty = EmptyState(
            Icon.PLUG,
            translate(
                "CentralWindow",
                "Select a charging point to see all about it and to stop, resume or price it.",
            ),
        )
        self._lay_out()
        for box in (self.interrupted, self.orders_box):
            box.intent.connect(self.intent)
            box.opened.connect(self._reveal)
        self.show_selection(())

    # parts

    def _make_texts(self) -> None:
        self._title = ElidedLabel("", Role.TITLE, lines=3)
        self._badge = StateBadge()
        self._place = ElidedLabel("", Role.BODY, "quiet", lines=3)
        self._note = ElidedLabel(lines=6)
        self._chart_title = make_label("", Role.HEADING)
        self._chart = PowerChart()
        self._chart.setFixedHeight(120)
        self._facts = FactList()
        self._last_title = make_label(translate("CentralWindow", "Last supplies"), Role.HEADING)
        self._last = FactList()

    def _lay_out(self) -> None:
        inside = QWidget()
        parts = (
            row((self._title, 1), self._badge),
            *(self._place, self.orders_box, self._note, self.interrupted),  # nothing moves the buttons
            *(self._chart_title, self._chart, self._facts, self._last_title, self._last),
        )
        inside.setLayout(column(*parts, 1, margins=(0, 0, STEP, 0)))
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
        return (*self.orders_box.orders(), self.interrupted.action)

    def menu(self) -> QMenu | None:
        """What can be done with the selection, as a context menu; None when nothing is selected."""
        if not self._chosen():
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.interrupted.action.isEnabled():
            menu.addAction(self.interrupted.action)
            menu.addSeparator()
        self.orders_box.fill(menu)
        return menu

    @Slot(QWidget)
    def _reveal(self, asking: QWidget) -> None:
        """What has just been asked must be seen, in a low window too: once it has its place."""
        QTimer.singleShot(0, self, lambda: self._inside.ensureWidgetVisible(asking, 0, 3 * STEP))

    # showing

    def show_selection(self, cp_ids: Sequence[str]) -> None:
        """Show these charging points."""
        if tuple(cp_ids) != self._ids:
            self._ids, self._asked = tuple(cp_ids), None
            self.intent.emit(WatchCp(self._ids[0] if len(self._ids) == 1 else None))
            self.orders_box.take_back()
            self._last.set_facts(())
            self._last_title.hide()
            self._inside.verticalScrollBar().setValue(0)
        self.refresh()

    def set_tariff(self, tariff: Decimal) -> None:
        """The default price, EUR/kWh."""
        self.orders_box.set_tariff(tariff)

    @Slot()
    def refresh(self) -> None:
        """Bring figures and ages up to date."""
        chosen = self._chosen()
        self._empty.setVisible(not chosen)
        self._inside.setVisible(bool(chosen))
        self.orders_box.show_chosen(chosen, seen=not self.isHidden())
        one = chosen[0] if len(chosen) == 1 and not self.isHidden() else None
        self.interrupted.show_supplies(one.interrupted if one is not None else (), self._clock())
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

    def _show_one(self, view: CpView) -> None:
        now = self._clock()
        self._title.setText(view.cp_id)
        self._badge.show()
        self._badge.show_state(tiles.look_of(view), tiles.state_word(view))
        self._place.setText(view.location)
        self._place.setVisible(bool(view.location))
        note = note_of(view, now)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        set_tone(self._note, note_tone(view))
        self._show_chart(view, now)
        self._facts.set_facts(facts_of(view, now))
        self._ask_history(view)

    def _show_chart(self, view: CpView, now: Instant) -> None:
        curve = self._book.curve(view.cp_id) if tiles.delivering(view) else None
        points = [] if curve is None else curve.points()
        self._chart.setVisible(len(points) > 1)
        self._chart_title.setVisible(len(points) > 1)
        self._chart_title.setText(chart_title(view, now))
        offset = now.utc.timestamp() - now.mono
        self._chart.set_points([(mono + offset, watts) for mono, watts in points])

    def _show_many(self, chosen: list[CpView]) -> None:
        count, now = len(chosen), self._clock()
        self._title.setText(translate("CentralWindow", "{count} selected").format(count=count))
        self._badge.hide()
        names = ", ".join(view.cp_id for view in chosen[:_NAMED])
        if count > _NAMED:
            names = translate("CentralWindow", "{names} and {count} more").format(
                names=names, count=count - _NAMED
            )
        self._place.setText(names)
        self._place.show()
        for widget in (self._note, self._chart, self._chart_title):
            widget.hide()
        counts = Counter(view.standing for view in chosen)
        facts = [Fact(cp_state_text(each), str(counts[each])) for each in Standing if counts[each]]
        power = sum(view.power_w for view in chosen if tiles.is_live(view, now))
        facts.append(Fact(translate("CentralWindow", "Power now"), format_power(power), strong=True))
        self._facts.set_facts(facts)

    def _ask_history(self, view: CpView) -> None:
        """Its last supplies, asked for when it is selected and whenever its supply ends."""
        wanted = (view.cp_id, view.session_id, *(each.session_id for each in view.interrupted))
        if self._asked != wanted:
            self._asked = wanted
            self.intent.emit(ShowHistory(view.cp_id, _LAST_SUPPLIES))
