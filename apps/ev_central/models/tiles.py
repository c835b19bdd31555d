"""The texts of a charging point, for its tile and the other views (acceptance 2).

A tile never shows old telemetry as if it were live: figures older than :data:`STALE_S` carry their age.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from apps.ev_central.models.book import DELIVERING_PHASES, RESERVING_PHASES
from apps.ev_central.views import CpView
from shared.domain.cp import CpState
from shared.qt.icons import Icon
from shared.qt.state_look import StateLook, cp_look
from shared.qt.theme import StateFill
from shared.qt.tile import TileData
from shared.runtime import words
from shared.runtime.clock import Instant
from shared.runtime.text import (
    format_age,
    format_duration,
    format_energy,
    format_money,
    format_number,
    format_price,
    translate,
)

STALE_S: Final = 3.0
"""Figures older than this are no longer live, seconds."""
_MISSING_MONITOR_S: Final = 1.0


def delivering(view: CpView) -> bool:
    """Whether it has a supply whose energy has begun to flow."""
    return view.phase in DELIVERING_PHASES


def reserved(view: CpView) -> bool:
    """Whether it is kept for a driver who has not plugged in."""
    return view.phase in RESERVING_PHASES


def look_of(view: CpView) -> StateLook:
    """Colour and icon; a reservation and an enrolment that waits have icons of their own."""
    look = cp_look(view.state)
    if view.enrolment == "pending":
        return StateLook(look.fill, Icon.USER)
    if view.state is CpState.ACTIVATED and reserved(view):
        return StateLook(look.fill, Icon.CLOCK)
    return look


def state_word(view: CpView) -> str:
    """The word of its state."""
    if view.enrolment == "pending":
        return translate("CentralWindow", "Not enrolled")
    if view.state is CpState.ACTIVATED and reserved(view):
        return translate("CentralWindow", "Reserved")
    return words.cp_state_text(view.state.value)


def news_age(view: CpView, now: Instant) -> float | None:
    """Age of its figures in seconds when they are no longer live, else None."""
    if not delivering(view) or view.news_mono is None:
        return None
    age = now.mono - view.news_mono
    return age if age > STALE_S else None


def elapsed_text(view: CpView, now: Instant) -> str:
    """How long its supply lasts, up to the last news."""
    if view.started_at is None or not delivering(view):
        return ""
    return format_duration((now.utc - view.started_at).total_seconds() - (news_age(view, now) or 0.0))


def totals_text(view: CpView) -> str:
    """Energy and amount of its supply."""
    return f"{format_energy(view.energy_wh)}  {format_money(view.amount)}"


def power_number(view: CpView) -> str:
    """kW without the unit."""
    return format_number(Decimal(view.power_w) / 1000, 1)


def plug_text(view: CpView, now: Instant) -> str:
    """What a reservation waits for, with the time that is left."""
    if view.phase == "asking_cp":
        return translate("CentralWindow", "Reserved · {driver} · asking the charging point").format(
            driver=view.driver_id
        )
    left = 0 if view.plug_until_mono is None else max(0, int(view.plug_until_mono - now.mono))
    return translate("CentralWindow", "Reserved · {driver} · plug in within {left}").format(
        driver=view.driver_id, left=f"{left // 60}:{left % 60:02}"
    )


def fault_text(view: CpView) -> str:
    """Why it is FAULTED: a word of the monitor's, or the engine's free text."""
    reason = words.fault_text(view.fault or "fault")
    return reason[:1].upper() + reason[1:]


def absence_text(view: CpView, now: Instant) -> str:
    """How long nothing was heard of its monitor."""
    if not view.ever_connected:
        return translate("CentralWindow", "Never connected since CENTRAL started")
    since = view.disconnected_mono if view.disconnected_mono is not None else view.monitor_seen_mono
    if since is None:
        return ""
    return translate("CentralWindow", "Monitor lost {age}").format(age=format_age(now.mono - since))


def foot_text(view: CpView, now: Instant) -> str:
    """The last line of a tile: the reason, the reservation, or the age."""
    if view.enrolment == "pending":
        return translate("CentralWindow", "Asks to be enrolled: accept or reject it")
    if view.enrolment == "rejected":
        return translate("CentralWindow", "Enrolment rejected")
    if view.enrolment == "revoked":
        return translate("CentralWindow", "Revoked: its secret is void")
    if view.state is CpState.DISCONNECTED:
        text = absence_text(view, now)
        if view.stopped:
            return translate("CentralWindow", "{text} · ordered to stop").format(text=text)
        return text
    if view.state is CpState.FAULTED:
        return fault_text(view)
    if view.state is CpState.STOPPED:
        return translate("CentralWindow", "By order of CENTRAL")
    if reserved(view):
        return plug_text(view, now)
    if view.phase == "interrupted":
        return translate("CentralWindow", "Supply interrupted")
    return ""


def tile_of(view: CpView, now: Instant) -> TileData:
    """The tile of ``view`` at the moment ``now``."""
    look = look_of(view)
    flows = delivering(view)
    age = news_age(view, now)
    return TileData(
        cp_id=view.cp_id,
        state_word=state_word(view),
        fill=StateFill(look.fill),
        icon=look.icon,
        place=view.location,
        price=format_price(view.price),
        number=power_number(view) if flows else "",
        unit="kW" if flows else "",
        time=elapsed_text(view, now),
        driver=words.driver_text(view.driver_id or "") if flows else "",
        totals=totals_text(view) if flows else "",
        foot=foot_text(view, now),
        age=format_age(age) if age is not None else "",
    )
