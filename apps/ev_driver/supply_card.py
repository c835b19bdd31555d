"""Centre of the driver's window: the request or supply that goes on, or the one that was last (M7 to M10)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from apps.ev_driver.painting import Step, Stepper, StepState
from apps.ev_driver.views import SupplyView
from shared.qt.cards import Card, PowerChart
from shared.qt.theme import Role, font
from shared.runtime.text import (
    format_age,
    format_duration,
    format_energy,
    format_money,
    format_power,
    format_price,
    translate,
)
from shared.runtime.words import cancel_text, denial_text, end_text

STALE_S = 3.0
"""A reading comes each second; figures older than this are shown with their age."""
_ORDER = ("received", "checking", "asking_cp", "authorised", "supplying", "ended")
_DASH = "—"


def steps_of(supply: SupplyView) -> tuple[Step, ...]:
    """The steps from the request to the ticket, as far as they went."""
    labels = (
        translate("DriverSteps", "Received"),
        translate("DriverSteps", "Checking"),
        translate("DriverSteps", "Asking the CP"),
        translate("DriverSteps", "Plug in"),
        translate("DriverSteps", "Supplying"),
        translate("DriverSteps", "Ticket"),
    )
    if supply.step == "ended":
        return tuple(Step(label, "good") for label in labels)
    failed = supply.over or supply.step == "interrupted"
    reached = _reached(supply)
    states: list[StepState] = ["done"] * reached
    states.append("failed" if failed else "now")
    states += ["ahead"] * (len(labels) - len(states))
    return tuple(Step(label, state) for label, state in zip(labels, states, strict=True))


def _reached(supply: SupplyView) -> int:
    """The step at which it is, or at which it failed."""
    if supply.step in _ORDER:
        return _ORDER.index(supply.step)
    if supply.step == "interrupted":
        return _ORDER.index("supplying")
    if supply.step == "cancelled":
        return _ORDER.index("authorised")
    if supply.step == "denied":
        asked = supply.reason in ("cp_refused", "cp_no_answer")
        unheard = supply.reason in ("no_central", "no_kafka", "expired")
        return 0 if unheard else _ORDER.index("asking_cp" if asked else "checking")
    return _ORDER.index("supplying") if supply.step == "lost" else 0


def headline(supply: SupplyView) -> tuple[str, str]:
    """What happens now in a sentence, and its tone (``good``, ``bad``, ``warning`` or empty)."""
    reason = supply.reason or ""
    texts = {
        "sent": (translate("DriverSupply", "Request sent, waiting for CENTRAL"), ""),
        "received": (translate("DriverSupply", "CENTRAL received the request"), ""),
        "checking": (translate("DriverSupply", "CENTRAL is checking the request"), ""),
        "asking_cp": (translate("DriverSupply", "CENTRAL is asking the charging point"), ""),
        "authorised": (translate("DriverSupply", "Authorised: plug your vehicle in now"), "good"),
        "denied": (translate("DriverSupply", "Denied: {why}").format(why=denial_text(reason)), "bad"),
        "cancelled": (
            translate("DriverSupply", "Cancelled: {why}").format(why=cancel_text(reason)),
            "warning",
        ),
        "supplying": (translate("DriverSupply", "Supplying"), "good"),
        "interrupted": (
            translate("DriverSupply", "Interrupted: you will get the ticket of what was delivered"),
            "warning",
        ),
        "lost": (translate("DriverSupply", "CENTRAL does not know this supply any more"), "bad"),
        "ended": (translate("DriverSupply", "Finished: {why}").format(why=end_text(reason)), ""),
    }
    return texts.get(supply.step, (supply.step, ""))


class _Figure(QWidget):
    """A number with its unit and what it is; its place never moves."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._number = QLabel(_DASH, self)
        self._number.setFont(font(Role.NUMBER))
        name = QLabel(label, self)
        name.setFont(font(Role.SMALL))
        name.setProperty("quiet", True)
        column.addWidget(self._number)
        column.addWidget(name)

    def tell(self, text: str) -> None:
        """Show ``text``."""
        self._number.setText(text)


class SupplyCard(Card):
    """Steps, figures, chart and the cancel button; ``cancelled`` when the person cancels."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("DriverWindow", "My supply"), parent)
        self._supply: SupplyView | None = None
        self._cp = QLabel(self)
        self._place = QLabel(self)
        self._headline = QLabel(self)
        self._stepper = Stepper(self)
        self._figures = {
            "power": _Figure(translate("DriverSupply", "Power"), self),
            "energy": _Figure(translate("DriverSupply", "Energy"), self),
            "amount": _Figure(translate("DriverSupply", "Amount"), self),
            "time": _Figure(translate("DriverSupply", "Time"), self),
        }
        self._chart = PowerChart(self)
        self._age = QLabel(self)
        self.cancel = QPushButton(translate("DriverSupply", "Cancel the request"), self)
        self._empty = QLabel(
            translate("DriverSupply", "No supply yet.\nChoose a charging point on the left, or open a file."),
            self,
        )
        self._content = QWidget(self)
        self._lay_out()
        self.cancel.clicked.connect(self.cancelled)
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start()
        self.show_supply(None)

    def _lay_out(self) -> None:
        self._cp.setFont(font(Role.NUMBER))
        self._place.setProperty("quiet", True)
        self._headline.setFont(font(Role.TITLE))
        self._headline.setWordWrap(True)
        self._headline.setAccessibleName(translate("DriverSupply", "What happens now"))
        self._age.setFont(font(Role.SMALL))
        self._age.setProperty("tone", "warning")
        self.cancel.setToolTip(translate("DriverSupply", "Take the request back before plugging in (Ctrl+K)"))
        self.cancel.setShortcut("Ctrl+K")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("quiet", True)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._cp)
        top.addWidget(self._place, 1, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(self.cancel)
        figures = QGridLayout()
        figures.setHorizontalSpacing(16)
        for column, figure in enumerate(self._figures.values()):
            figures.addWidget(figure, 0, column)
            figures.setColumnStretch(column, 1)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._headline)
        column.addWidget(self._stepper)
        column.addLayout(figures)
        column.addWidget(self._age)
        column.addWidget(self._chart, 1)
        self.body.addWidget(self._content, 1)
        self.body.addWidget(self._empty, 1)

    def show_supply(self, supply: SupplyView | None) -> None:
        """Show ``supply``; None: there was none yet."""
        self._supply = supply
        self._content.setVisible(supply is not None)
        self._empty.setVisible(supply is None)
        if supply is None:
            return
        self._cp.setText(supply.cp_id)
        price = format_price(supply.price) if supply.price is not None else ""
        self._place.setText(" · ".join(part for part in (supply.location, price) if part))
        text, tone = headline(supply)
        self._headline.setText(text)
        if self._headline.property("tone") != tone:
            self._headline.setProperty("tone", tone)
            self._headline.style().unpolish(self._headline)
            self._headline.style().polish(self._headline)
        self._stepper.show_steps(steps_of(supply))
        self._tell_figures(supply)
        self._chart.set_points(supply.points)
        self.cancel.setVisible(supply.cancellable)
        self._tell_time()

    def _tell_figures(self, supply: SupplyView) -> None:
        started = supply.since is not None
        flowing = supply.step == "supplying"
        self._figures["power"].tell(format_power(supply.power_w) if flowing else _DASH)
        self._figures["energy"].tell(format_energy(supply.energy_wh) if started else _DASH)
        self._figures["amount"].tell(format_money(supply.amount) if started else _DASH)

    @Slot()
    def _tell_time(self) -> None:
        """Time of the supply, and how old its figures are when no reading comes."""
        supply = self._supply
        if supply is None:
            return
        until = supply.until or datetime.now(UTC)
        lasted = format_duration((until - supply.since).total_seconds()) if supply.since else _DASH
        self._figures["time"].tell(lasted)
        age = time.monotonic() - supply.news_mono if supply.news_mono is not None else 0.0
        old = supply.step in ("supplying", "interrupted") and age > STALE_S
        self._age.setText(
            translate("DriverSupply", "Last reading {age}").format(age=format_age(age)) if old else ""
        )
