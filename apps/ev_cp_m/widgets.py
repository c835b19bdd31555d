"""What only the monitor's window has: the display of the state, the strip of checks. GUI thread only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from apps.ev_cp_m.engine_side import CHECKS_KEPT
from apps.ev_cp_m.texts import (
    again_text,
    check_text,
    checks_summary,
    enrolment_remedy,
    enrolment_title,
    link_facts,
    link_word,
)
from apps.ev_cp_m.views import CONNECTING, Check, EnrolmentView, LinkState, Outcome
from shared.domain.engine import EngineState
from shared.qt.cards import Card, ElidedLabel, make_label
from shared.qt.icons import Icon, paint_icon
from shared.qt.layout import column, row
from shared.qt.paint import WHITE, rounded, smooth
from shared.qt.plain import show_tip
from shared.qt.state_look import StateLook, engine_look
from shared.qt.theme import CHARGING_EDGE, CORNER, STEP, Role, StateFill, font, set_font, tokens
from shared.runtime.text import translate

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
        self._word, self._detail = make_label(), make_label()
        set_font(self._word, font(Role.TITLE, scale=1.6))
        for label in (self._id, self._place, self._word, self._detail):
            label.setStyleSheet(_WHITE)
        for label in (self._word, self._detail):
            label.setWordWrap(True)
        texts = (row(self._id, (self._place, 1)), 1, self._word, self._detail, 1)
        self.setLayout(column(*texts, spacing=STEP, margins=(5 * STEP, 4 * STEP, 28 * STEP, 4 * STEP)))
        self.setMinimumHeight(30 * STEP)
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
    """One link, large: who, whether it is reached, where, since when, how fast, and then ``more``."""

    def __init__(self, name: str, *more: QWidget) -> None:
        super().__init__(name)
        self._name = name
        self._icon = _StateIcon(self)
        self._state = make_label(role=Role.TITLE)
        self._address = ElidedLabel(tone="quiet")
        self._facts = make_label(tone="quiet")
        self._facts.setWordWrap(True)
        self.head.addWidget(self._address)
        self.body.addLayout(row(self._icon, (self._state, 1)))
        for widget in (self._facts, *more):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.setContentsMargins(4 * STEP, 3 * STEP, 4 * STEP, 4 * STEP)

    def show_link(self, link: LinkState, now_mono: float) -> None:
        """Show the link as it is at ``now_mono``."""
        self._icon.show_state(alive=link.alive, known=link.reason != CONNECTING)
        word, facts = link_word(link), link_facts(link, now_mono)
        for label, text in ((self._state, word), (self._address, link.address), (self._facts, facts)):
            label.setText(text)
        self.setAccessibleName(f"{self._name}: {word}")
        self.setAccessibleDescription(f"{link.address}. {facts}")


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
        self._remedy = make_label(role=Role.BODY)
        self._remedy.setWordWrap(True)
        self.again = QPushButton(translate("Monitor", "Ask &again now"))
        self._countdown = make_label(role=Role.BODY, tone="quiet")
        below = row(self.again, (self._countdown, 1), spacing=3 * STEP)
        self.setLayout(column(self._title, self._remedy, below, spacing=STEP))

    def show_enrolment(self, enrolment: EnrolmentView, *, reachable: bool, now_mono: float) -> None:
        """Show the answer; ``reachable``: whether CENTRAL can be asked at all."""
        waiting = reachable and enrolment.again_mono is not None
        left = max(0, round((enrolment.again_mono or now_mono) - now_mono))
        self._title.setText(enrolment_title(enrolment, reachable=reachable))
        self._remedy.setText(enrolment_remedy(enrolment, self._cp_id, reachable=reachable))
        self._countdown.setText(again_text(left) if waiting else "")
        self._remedy.setVisible(bool(self._remedy.text()))
        self.again.setVisible(waiting)


class CheckStrip(QWidget):
    """The last 60 health checks, newest at the right: full and green OK, half and amber late, red in two KO.

    Form and colour differ, so that nothing is told by colour alone; a summary in words is its accessible
    name, and the tooltip tells of the check below the pointer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Check, ...] = ()
        self._live = True
        self.setMinimumWidth(CHECKS_KEPT * 4)
        self.setFixedHeight(7 * STEP)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_checks(self, checks: tuple[Check, ...], *, live: bool = True) -> None:
        """Show ``checks``, oldest first; faint if no more come (not ``live``)."""
        if live is self._live and (checks is self._checks or checks == self._checks):
            return
        self._checks, self._live = checks, live
        self.setAccessibleName(checks_summary(checks))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all marks."""
        return QSize(CHECKS_KEPT * 7, 7 * STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One mark a check; places without one yet are faint."""
        colours = tokens()
        painter = smooth(self)
        painter.setOpacity(1.0 if self._live else 0.4)
        empty = CHECKS_KEPT - len(self._checks)
        for place in range(CHECKS_KEPT):
            box = self._box(place)
            check = self._checks[place - empty] if place >= empty else None
            if check is None:
                rounded(painter, QRectF(box.left(), box.bottom() - 3, box.width(), 3), 1, colours.line)
            elif check.outcome == "ok":
                rounded(painter, box, 1.5, colours.dot_ok)
            elif check.outcome == "late":
                rounded(painter, box.adjusted(0, box.height() / 2, 0, 0), 1.5, colours.dot_warning)
            else:  # a bar without its middle
                third = box.height() / 3
                rounded(painter, box.adjusted(0, 0, 0, -third - third - 1), 0, colours.dot_bad)
                rounded(painter, box.adjusted(0, third + third + 1, 0, 0), 0, colours.dot_bad)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Tell of one check as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            show_tip(event.globalPos(), self.text_at(event.pos().x()), self)
            return True
        return super().event(event)

    def text_at(self, x: int) -> str:
        """What is known of the check at ``x``, empty where there is none."""
        place = int(x * CHECKS_KEPT / max(1, self.width())) - (CHECKS_KEPT - len(self._checks))
        return check_text(self._checks[place]) if 0 <= place < len(self._checks) else ""

    def _box(self, place: int) -> QRectF:
        pitch = self.width() / CHECKS_KEPT
        return QRectF(place * pitch + 1, 1, max(1.5, pitch - 2), self.height() - 2)
