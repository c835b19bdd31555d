"""The monitor's window: is everything all right, what is wrong, what to do (A3, M11). GUI thread only.

It shows views and sends intents; it decides nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from apps.ev_cp_m.intents import AskAgain, Intent
from apps.ev_cp_m.texts import (
    banner_text,
    checks_summary,
    engine_line,
    link_facts,
    link_word,
    message_text,
    outcome_detail,
    outcome_title,
    place_text,
    speaker_text,
)
from apps.ev_cp_m.views import Enrolment, LinkState, MonitorView
from apps.ev_cp_m.widgets import CheckStrip, EnrolmentPanel, LinkCard, OutcomeDisplay
from shared.qt.banner import Banner
from shared.qt.link_bar import LinkView
from shared.qt.message_log import Message, MessageLog
from shared.qt.theme import STEP, Role, font
from shared.runtime.text import translate

REFRESH_MS = 500
"""How often ages are written anew when nothing else happens."""


class MonitorPanel(QWidget):
    """All of the window below its header. Updated by :meth:`show_view`."""

    def __init__(self, cp_id: str, ask: Callable[[Intent], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: MonitorView | None = None
        self.banner = Banner()
        self.display = OutcomeDisplay(cp_id)
        self.engine = LinkCard(translate("Monitor", "Engine"))
        self.central = LinkCard("CENTRAL")
        self.engine_state = _text()
        self.strip = CheckStrip()
        self.summary = _text(tone="quiet")
        self.enrolment = EnrolmentPanel(cp_id)
        self.log = MessageLog()
        self.enrolment.again.clicked.connect(lambda: ask(AskAgain()))
        for widget in (self.engine_state, self.strip, self.summary):
            self.engine.body.addWidget(widget)
        self.central.body.addWidget(self.enrolment)
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(REFRESH_MS)
        self._clock.timeout.connect(self._refresh)
        self._clock.start()

    def _lay_out(self) -> None:
        links = QHBoxLayout()
        links.setSpacing(3 * STEP)
        links.addWidget(self.engine, 1)
        links.addWidget(self.central, 1)
        messages = QFrame()
        messages.setProperty("card", True)
        inside = QVBoxLayout(messages)
        inside.setContentsMargins(4 * STEP, 3 * STEP, 4 * STEP, 3 * STEP)
        title = QLabel(translate("Monitor", "Messages"))
        title.setFont(font(Role.HEADING))
        inside.addWidget(title)
        inside.addWidget(self.log)
        messages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.log.setMinimumHeight(24 * STEP)
        body = QVBoxLayout()
        body.setContentsMargins(4 * STEP, 4 * STEP, 4 * STEP, 4 * STEP)
        body.setSpacing(3 * STEP)
        body.addWidget(self.display)
        body.addLayout(links)
        body.addWidget(messages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addLayout(body, 1)

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
        view, now_mono = self._view, time.monotonic()
        if view is None:
            return
        self.banner.tell(banner_text(view), "bad")
        self.display.show_outcome(view.outcome, place_text(view), outcome_title(view), outcome_detail(view))
        self.engine.show_link(view.engine, now_mono)
        self.central.show_link(view.central, now_mono)
        self.engine_state.setText(engine_line(view))
        self.strip.show_checks(view.checks)
        self.summary.setText(checks_summary(view.checks))
        self.enrolment.show_enrolment(view.enrolment, reachable=view.central.alive, now_mono=now_mono)


def link_views(view: MonitorView) -> Sequence[LinkView]:
    """The two links for the bar at the top right."""
    now_mono = time.monotonic()
    accepted = view.enrolment.kind is Enrolment.ACCEPTED
    return (
        _link_view(translate("Monitor", "Engine"), view.engine, now_mono, good=not view.fault),
        _link_view("CENTRAL", view.central, now_mono, good=accepted),
    )


def _link_view(name: str, link: LinkState, now_mono: float, *, good: bool) -> LinkView:
    state: Literal["ok", "warning", "bad", "unknown"]
    if link.alive:
        state = "ok" if good else "warning"
    else:
        state = "unknown" if link.reason == "connecting" else "bad"
    detail = f"{round(link.latency_ms)} ms" if link.alive and good and link.latency_ms is not None else ""
    sentence = f"{name}: {link_word(link)} {link_facts(link, now_mono)} ({link.address})"
    return LinkView(name, state, detail, sentence)


def _text(*, tone: str = "") -> QLabel:
    label = QLabel()
    label.setFont(font(Role.BODY))
    if tone:
        label.setProperty("tone", tone)
    return label
