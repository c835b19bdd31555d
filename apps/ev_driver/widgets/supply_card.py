"""Centre of the driver's window: the request or supply that goes on, or the one that was last (M7 to M10)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QWidget

from apps.ev_driver.views import SupplyView
from apps.ev_driver.widgets.painting import Step, Stepper, StepState
from shared.domain.words import cancel_text, denial_text, end_text
from shared.qt.cards import Card, ElidedLabel, EmptyState, make_button, make_label, set_tone
from shared.qt.icons import Icon
from shared.qt.layout import column, every, row
from shared.qt.plain import set_tip
from shared.qt.power_chart import PowerChart
from shared.qt.theme import STEP, Role, font, set_font
from shared.runtime.clock import now
from shared.runtime.text import (
    format_age,
    format_duration,
    format_energy,
    format_money,
    format_power,
    format_price,
    translate,
)

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


def headline(supply: SupplyView, *, live: bool = True) -> tuple[str, str]:
    """What happens now in a sentence, and its tone (``good``, ``bad``, ``warning`` or empty); not ``live``:
    what happened when there was news last."""
    reason = supply.reason or ""
    if supply.step == "supplying" and not live:
        return translate("DriverSupply", "Supplying when last heard"), "quiet"
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
    """A number with its unit and what it is; room for ``widest`` is kept, so that nothing moves."""

    def __init__(self, label: str, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = make_label(_DASH)
        used = font(Role.NUMBER, scale=18 / 24)
        set_font(self._number, used)
        self._number.setMinimumWidth(QFontMetrics(used).horizontalAdvance(widest))
        self.setLayout(column(self._number, make_label(label, Role.SMALL, "quiet"), spacing=0))

    def tell(self, text: str, *, live: bool = True) -> None:
        """Show ``text``, quietly when it is not of this moment."""
        self._number.setText(text)
        set_tone(self._number, "" if live else "quiet")

    def text(self) -> str:
        """What is shown."""
        return self._number.text()

    def is_live(self) -> bool:
        """Whether it is shown as of this moment."""
        return not self._number.property("tone")


class SupplyCard(Card):
    """Steps, figures, chart and the cancel button; ``cancelled`` when the person cancels."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("DriverWindow", "My supply"), parent)
        self._supply: SupplyView | None = None
        self._cp = ElidedLabel(role=Role.NUMBER)
        self._place = ElidedLabel(tone="quiet")
        self._headline = make_label("", Role.TITLE)
        self._stepper = Stepper(self)
        self.figures = {
            "power": _Figure(translate("DriverSupply", "Power"), "000.0 kW", self),
            "energy": _Figure(translate("DriverSupply", "Energy"), "000.000 kWh", self),
            "amount": _Figure(translate("DriverSupply", "Amount"), "000.00 €", self),
            "time": _Figure(translate("DriverSupply", "Time"), "00:00:00", self),
        }
        self._chart = PowerChart(self)
        self.age = ElidedLabel("", Role.SMALL, "warning")
        self.cancel = make_button(translate("DriverSupply", "Cancel the request"))
        self._empty = EmptyState(
            Icon.SUPPLYING,
            translate("DriverSupply", "No supply yet.\nChoose a charging point on the left, or open a file."),
            self,
        )
        self._content = QWidget(self)
        self._lay_out()
        self.cancel.clicked.connect(self.cancelled)
        every(500, self._tell_time, self)
        self.show_supply(None)

    def _lay_out(self) -> None:
        self._headline.setWordWrap(True)
        self._headline.setAccessibleName(translate("DriverSupply", "What happens now"))
        set_tip(self.cancel, translate("DriverSupply", "Take the request back before plugging in (Ctrl+K)"))
        self.cancel.setShortcut("Ctrl+K")
        top = row(self._cp, (self._place, 1), self.cancel, spacing=3 * STEP)
        top.setAlignment(self._place, Qt.AlignmentFlag.AlignBottom)
        figures = self._figures = QGridLayout()
        figures.setHorizontalSpacing(16)
        self.set_narrow(False)
        # Without readings an empty chart would say nothing; its room stays, so that nothing jumps.
        kept = self._chart.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._chart.setSizePolicy(kept)
        parts = (top, self._headline, self._stepper, figures, (self._chart, 1))
        self._content.setLayout(column(*parts))
        self.head.addWidget(self.age)
        self.body.addWidget(self._content, 1)
        self.body.addWidget(self._empty, 1)

    def set_narrow(self, narrow: bool) -> None:
        """The figures in two rows, or in one."""
        for number, figure in enumerate(self.figures.values()):
            place = divmod(number, 2) if narrow else (0, number)
            self._figures.addWidget(figure, *place)
            self._figures.setColumnStretch(number, int(number < 2 or not narrow))

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
        self._stepper.show_steps(steps_of(supply))
        self._chart.set_points(supply.points)
        self._chart.setVisible(bool(supply.points))
        self.cancel.setVisible(supply.cancellable)
        self._tell_time()

    @Slot()
    def _tell_time(self) -> None:
        """Figures and the time of the supply, and how old they are when no reading comes."""
        supply = self._supply
        if supply is None:
            return
        known = supply.news_mono is not None
        age = now().mono - supply.news_mono if supply.news_mono is not None else 0.0
        open_ = supply.step in ("supplying", "interrupted")
        live = not open_ or (supply.step == "supplying" and known and age <= STALE_S)
        text, tone = headline(supply, live=live)
        self._headline.setText(text)
        set_tone(self._headline, tone)
        started, power = supply.since is not None, supply.step == "supplying" and known
        self.figures["power"].tell(format_power(supply.power_w) if power else _DASH, live=live)
        self.figures["energy"].tell(format_energy(supply.energy_wh) if started else _DASH, live=live)
        self.figures["amount"].tell(format_money(supply.amount) if started else _DASH, live=live)
        self.figures["time"].tell(_lasted(supply, live, age), live=live)
        self.age.setText("" if live or not started else _age_text(known, age))


def _lasted(supply: SupplyView, live: bool, age_s: float) -> str:
    """How long it lasts, up to the last reading when that is old."""
    if supply.since is not None and supply.until is not None:
        return format_duration((supply.until - supply.since).total_seconds())
    if supply.began_mono is None:
        return _DASH
    return format_duration(now().mono - supply.began_mono - (0.0 if live else age_s))


def _age_text(known: bool, age_s: float) -> str:
    if known:
        return translate("DriverSupply", "Last reading {age}").format(age=format_age(age_s))
    return translate("DriverSupply", "As it was before this app was started; no reading since")
