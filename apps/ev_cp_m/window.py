"""The monitor's window: is everything all right, what is wrong, what to do (A3, M11). GUI thread only.

It shows views and sends intents; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Slot

from apps.ev_cp_m.intents import AskAgain, Intent
from apps.ev_cp_m.texts import (
    engine_line,
    link_facts,
    link_word,
    message_text,
    outage_of,
    outcome_detail,
    outcome_title,
    place_text,
    speaker_text,
)
from apps.ev_cp_m.views import CONNECTING, Enrolment, MonitorView
from apps.ev_cp_m.widgets import EnrolmentPanel, LinkCard, OutcomeDisplay
from shared.core.link import Link
from shared.domain.cp import position
from shared.domain.ids import cp_id
from shared.qt.cards import Card, make_label
from shared.qt.connection_dialog import FieldSpec
from shared.qt.layout import every, row
from shared.qt.link_bar import LinkView
from shared.qt.message_log import Message, MessageLog
from shared.qt.theme import STEP
from shared.qt.window_base import AppWindow
from shared.runtime.arguments import address
from shared.runtime.clock import now
from shared.runtime.guard import in_parts
from shared.runtime.text import translate

REFRESH_MS = 500
"""How often ages are written anew when nothing else happens."""


class MonitorWindow(AppWindow):
    """The whole window of the monitor of CP ``name``; ``ask`` takes its intents to the core."""

    def __init__(
        self, name: str, ask: Callable[[Intent], None], geometry: tuple[int, int, int, int] | None = None
    ) -> None:
        super().__init__(
            translate("Monitor", "EV Monitor"), QSize(900, 680), QSize(680, 520), geometry, subtitle=name
        )
        self._view: MonitorView | None = None
        self.display = OutcomeDisplay(name)
        self.engine_state = make_label()
        self.enrolment = EnrolmentPanel(name)
        self.engine = LinkCard(translate("Monitor", "Engine"), self.engine_state)
        self.central = LinkCard("CENTRAL", self.enrolment)
        self.log = MessageLog()
        self.enrolment.again.clicked.connect(lambda: ask(AskAgain()))
        messages = Card(translate("Monitor", "Messages"))
        messages.body.addWidget(self.log)
        self.log.setMinimumHeight(16 * STEP)
        self.content.addWidget(self.display)
        self.content.addLayout(row((self.engine, 1), (self.central, 1), spacing=3 * STEP))
        self.content.addWidget(messages, 1)
        # Nothing to type here: the first Tab, not the start, marks a part of the window.
        self.display.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.display.setFocus()
        every(REFRESH_MS, self._refresh, self)

    @Slot(object)
    def show_view(self, view: MonitorView) -> None:
        """Show ``view`` and add its messages."""
        self._view = view
        self.log.add(
            [
                Message(message.at, speaker_text(message.who), message_text(message), message.severity)
                for message in view.messages
            ]
        )
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        view, moment = self._view, now()
        if view is None:
            return
        now_mono = moment.mono
        words = place_text(view), outcome_title(view), outcome_detail(view)
        in_parts(
            lambda: self.links.set_links(link_views(view, now_mono)),
            lambda: self.banner.show_outage(outage_of(view, moment), now_mono),
            lambda: self.display.show_outcome(view.outcome, *words),
            lambda: self.engine.show_link(view.engine, view.engine_address, view.engine_checks, moment),
            lambda: self.central.show_link(view.central, view.central_address, view.central_checks, moment),
            lambda: self.engine_state.setText(engine_line(view)),
            lambda: self.enrolment.show_enrolment(
                view.enrolment, reachable=view.central.alive, now_mono=now_mono
            ),
        )


def link_views(view: MonitorView, now_mono: float) -> Sequence[LinkView]:
    """The two links for the bar at the top right."""
    accepted = view.enrolment.kind is Enrolment.ACCEPTED
    engine = translate("Monitor", "Engine")
    return (
        _link_view(engine, view.engine, view.engine_address, now_mono, good=not view.fault),
        _link_view("CENTRAL", view.central, view.central_address, now_mono, good=accepted),
    )


def _link_view(name: str, link: Link, address: str, now_mono: float, *, good: bool) -> LinkView:
    sentence = f"{name}: {link_word(link)} {link_facts(link, now_mono)} ({address})"
    if (link.alive and not good) or link.detail == CONNECTING:
        return LinkView(name, "warning" if link.alive else "unknown", "", sentence)
    return LinkView.of(name, link, now_mono, sentence, sentence)


def connection_fields(check_location: Callable[[str], object]) -> Sequence[FieldSpec]:
    """What the connection dialog asks for (acceptance 1); the names are those of the arguments."""
    return (
        FieldSpec(
            "engine", translate("Monitor", "Address of the engine"), "127.0.0.1:7100", "host:port", address
        ),
        FieldSpec(
            "central", translate("Monitor", "Address of CENTRAL"), "127.0.0.1:7000", "host:port", address
        ),
        FieldSpec("cp_id", translate("Monitor", "Id of the charging point"), "", "ALC1", cp_id),
        FieldSpec("location", translate("Monitor", "Location (optional)"), "", "", check_location),
        FieldSpec(
            "position",
            translate("Monitor", "Place on the map, 0 to 100 (optional)"),
            "",
            "X,Y",
            lambda text: position(text) if text else None,
        ),
    )
