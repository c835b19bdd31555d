"""What only the monitor's window has: the display of the state, the strip of checks. GUI thread only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from apps.ev_cp_m.texts import (
    again_text,
    check_text,
    checks_summary,
    enrolment_remedy,
    enrolment_title,
    link_facts,
    link_word,
)
from apps.ev_cp_m.trail import SECONDS, by_second
from apps.ev_cp_m.views import CONNECTING, Check, Enrolment, EnrolmentView, Outcome
from shared.core.link import Link
from shared.domain.engine import EngineState
from shared.qt.cards import Card, ElidedLabel, make_label
from shared.qt.icons import Icon, paint_icon
from shared.qt.layout import column, row
from shared.qt.paint import RIGHT, WHITE, rounded, smooth, words
from shared.qt.plain import show_tip
from shared.qt.state_look import StateLook, engine_look
from shared.qt.theme import CHARGING_EDGE, CORNER, STEP, Role, StateFill, font, set_font, tokens
from shared.runtime.clock import Instant
from shared.runtime.text import translate

_BARS: Final = 7 * STEP
"""Height of the marks of a strip of checks."""

_OF_ENGINE = {
    Outcome.ACTIVATED: EngineState.IDLE,
    Outcome.RESERVED: EngineState.RESERVED,
    Outcome.SUPPLYING: EngineState.SUPPLYING,
    Outcome.STOPPED: EngineState.STOPPED,
    Outcome.FAULTED: EngineState.FAULTED,
}
_OTHERS = {
    Outcome.DISCONNECTED: StateLook(StateFill.DISCONNECTED, Icon.DISCONNECTED),
    Outcome.ASKING: StateLook(StateFill.DISCONNECTED, Icon.LINK),
    Outcome.PENDING: StateLook(StateFill.STOPPED, Icon.CLOCK),
    Outcome.REFUSED: StateLook(StateFill.FAULTED, Icon.LOCK),
}


def outcome_look(outcome: Outcome) -> StateLook:
    """Colour and icon of the display: the CP's own screen (acceptance 2), grey without CENTRAL."""
    state = _OF_ENGINE.get(outcome)
    return engine_look(state) if state is not None else _OTHERS[outcome]


_WHITE = f"color: {WHITE}; background: transparent;"


class OutcomeDisplay(QWidget):
    """The state in large letters on its colour, with its icon, what it means and what to do."""

    def __init__(self, cp_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = outcome_look(Outcome.DISCONNECTED)
        self._id, self._place = ElidedLabel(cp_id, Role.TITLE), ElidedLabel()
        self._word, self._detail = make_label(wrap=True), make_label(wrap=True)
        set_font(self._word, font(Role.TITLE, scale=1.6))
        for label in (self._id, self._place, self._word, self._detail):
            label.setStyleSheet(_WHITE)
        texts = (row(self._id, (self._place, 1)), 1, self._word, self._detail, 1)
        self.setLayout(column(*texts, spacing=STEP, margins=(5 * STEP, 3 * STEP, 28 * STEP, 3 * STEP)))
        self.setMinimumHeight(28 * STEP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_outcome(self, outcome: Outcome, place: str, word: str, detail: str) -> None:
        """Show the state as ``word``; ``place``: location and price, in one line."""
        self._look = outcome_look(outcome)
        self._place.setText(place)
        self._word.setText(word)
        self._detail.setText(detail)
        self.setAccessibleName(f"{self._id.text()}: {word}")
        self.setAccessibleDescription(detail)
        self.update()

    @property
    def fill(self) -> StateFill:
        """The colour of the state shown."""
        return self._look.fill

    def paintEvent(self, event: QPaintEvent) -> None:
        """The fill, the lime edge of a supply, the icon."""
        painter = smooth(self)
        rounded(painter, self.rect(), CORNER, self._look.fill)
        if self._look.fill is StateFill.SUPPLYING:
            rounded(painter, QRectF(0, 3 * STEP, STEP, self.height() - 6 * STEP), 2, CHARGING_EDGE)
        size = 18.0 * STEP
        right, top = self.width() - size - 6 * STEP, (self.height() - size) / 2
        paint_icon(painter, self._look.icon, WHITE, QRectF(right, top, size, size))
        painter.end()


class LinkCard(Card):
    """One link, large: who, whether it is reached, where, since when, how fast, its checks, then ``more``."""

    def __init__(self, name: str, *more: QWidget) -> None:
        super().__init__(name)
        self._name = name
        self._icon = _StateIcon(self)
        self._state = make_label(role=Role.TITLE)
        self._address, self._facts = ElidedLabel(tone="quiet"), ElidedLabel(tone="quiet")
        self.strip = CheckStrip()
        self.head.addWidget(self._address)
        self.body.addLayout(row(self._icon, (self._state, 1)))
        for widget in (self._facts, self.strip, *more):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.setSpacing(STEP + 2)

    def show_link(self, link: Link, address: str, checks: Sequence[Check], now: Instant) -> None:
        """Show the link with ``address`` as it is ``now``, and its last ``checks``."""
        self._icon.show_state(alive=link.alive, known=link.detail != CONNECTING)
        word, facts = link_word(link), link_facts(link, now.mono)
        for label, text in ((self._state, word), (self._address, address), (self._facts, facts)):
            label.setText(text)
        newest = now.utc - timedelta(seconds=now.mono % 1 + 1)
        self.strip.show_seconds(by_second(checks, link, now.mono), newest)
        self.setAccessibleName(f"{self._name}: {word}")
        self.setAccessibleDescription(f"{address}. {facts}")


class _StateIcon(QWidget):
    """Reached, not reached or not known yet, by form and colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = (False, False)
        self.setFixedSize(6 * STEP, 6 * STEP)

    def show_state(self, *, alive: bool, known: bool) -> None:
        if (alive, known) != self._shown:
            self._shown = (alive, known)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        alive, known = self._shown
        colours = tokens()
        icon, colour = (
            (Icon.ACTIVATED, colours.good)
            if alive
            else (Icon.FAULTED, colours.bad)
            if known
            else (Icon.CLOCK, colours.quiet)
        )
        painter = QPainter(self)
        paint_icon(painter, icon, colour, QRectF(self.rect()))
        painter.end()


class EnrolmentPanel(QWidget):
    """What CENTRAL answered last, what to do about it, and the button that asks again at once."""

    def __init__(self, cp_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cp_id = cp_id
        self._title = make_label(role=Role.HEADING)
        self._remedy = make_label(wrap=True)
        self.again = QPushButton(translate("Monitor", "Ask &again now"))
        self._countdown = ElidedLabel(tone="quiet")
        below = row(self.again, (self._countdown, 1), spacing=3 * STEP)
        self.setLayout(column(self._title, self._remedy, below, spacing=STEP))

    def show_enrolment(self, enrolment: EnrolmentView, *, reachable: bool, now_mono: float) -> None:
        """Show the answer; ``reachable``: whether CENTRAL can be asked at all."""
        # Also while it is asked: a button that comes and goes moves what is below it under the hand.
        waiting = reachable and enrolment.kind not in (Enrolment.ACCEPTED, Enrolment.ASKING)
        left = max(0, round((enrolment.again_mono or now_mono) - now_mono))
        self._title.setText(enrolment_title(enrolment, reachable=reachable))
        self._remedy.setText(enrolment_remedy(enrolment, self._cp_id, reachable=reachable))
        self._countdown.setText(again_text(left) if waiting else "")
        self._remedy.setVisible(bool(self._remedy.text()))
        self._countdown.setVisible(waiting)
        self.again.setVisible(waiting)


class CheckStrip(QWidget):
    """The last 60 seconds of checks, now at the right: full and green OK, half and amber late, red in two KO,
    a grey line where nothing was checked.

    Form and colour differ, so that nothing is told by colour alone; a summary in words stands below and is
    its accessible description, and the tooltip tells of the second below the pointer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds: tuple[Check | None, ...] = ()
        self._newest = datetime.fromtimestamp(0, UTC)
        self.setMinimumWidth(SECONDS * 4)
        self.setFixedHeight(_BARS + 5 * STEP)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(translate("Monitor", "Checks of the last minute"))

    def show_seconds(self, seconds: tuple[Check | None, ...], newest: datetime) -> None:
        """Show ``seconds``, oldest first; the last of them began at ``newest``."""
        self._newest = newest
        if seconds != self._seconds:
            self._seconds = seconds
            self.setAccessibleDescription(checks_summary(seconds))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One mark a second, and below which time it is."""
        colours = tokens()
        painter = smooth(self)
        for place, check in enumerate(self._seconds):
            box = self._box(place)
            if check is None:
                rounded(painter, box.adjusted(0, box.height() - 3, 0, 0), 1, colours.control_line)
            elif check.outcome == "ok":
                rounded(painter, box, 1.5, colours.dot_ok)
            elif check.outcome == "late":
                rounded(painter, box.adjusted(0, box.height() / 2, 0, 0), 1.5, colours.dot_warning)
            else:  # a bar without its middle
                third = box.height() / 3
                rounded(painter, box.adjusted(0, 0, 0, -third - third - 1), 0, colours.dot_bad)
                rounded(painter, box.adjusted(0, third + third + 1, 0, 0), 0, colours.dot_bad)
        below, small = QRectF(0, _BARS, self.width(), 5 * STEP), font(Role.SMALL)
        centre = Qt.AlignmentFlag.AlignCenter
        words(painter, below, translate("Monitor", "−60 s"), small, colours.quiet)
        words(painter, below, translate("Monitor", "now"), small, colours.quiet, RIGHT)
        middle = below.adjusted(10 * STEP, 0, -10 * STEP, 0)
        words(painter, middle, self.accessibleDescription(), small, colours.text, centre)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Tell of one second as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            show_tip(event.globalPos(), self.text_at(event.pos().x()), self)
            return True
        return super().event(event)

    def text_at(self, x: int) -> str:
        """What is known of the second at ``x``."""
        place = int(x * SECONDS / max(1, self.width()))
        if not 0 <= place < len(self._seconds):
            return ""
        return check_text(self._seconds[place], self._newest - timedelta(seconds=SECONDS - 1 - place))

    def _box(self, place: int) -> QRectF:
        pitch = self.width() / SECONDS
        return QRectF(place * pitch + 1, 1, max(1.5, pitch - 2), _BARS - 2)
