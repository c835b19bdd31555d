"""The texts of a charging point, for its tile and the other views (acceptance 2).

A tile never shows old telemetry as if it were live: figures older than :data:`STALE_S` carry their age, and
a power that nobody knows is not shown at all.
"""

from __future__ import annotations

from decimal import Decimal

from apps.ev_central.views import STALE_S, CpView
from shared.domain import words
from shared.domain.cp import CpState
from shared.domain.supply import DELIVERING, RESERVING
from shared.qt.icons import Icon
from shared.qt.state_look import StateLook, cp_look
from shared.qt.theme import StateFill
from shared.qt.tile_painter import TileData
from shared.runtime.clock import Instant
from shared.runtime.outages import format_since
from shared.runtime.text import (
    format_age,
    format_duration,
    format_energy,
    format_money,
    format_number,
    format_price,
    format_span,
    translate,
)


def delivering(view: CpView) -> bool:
    """Whether it has a supply whose energy has begun to flow."""
    return view.phase in DELIVERING


def look_of(view: CpView) -> StateLook:
    """Colour and icon; an enrolment that waits has an icon of its own."""
    look = cp_look(view.standing)
    return StateLook(look.fill, Icon.USER) if view.enrolment == "pending" else look


def state_word(view: CpView) -> str:
    """The word of its state."""
    if view.enrolment == "pending":
        return translate("CentralWindow", "Not enrolled")
    return words.cp_state_text(view.standing)


def is_live(view: CpView, now: Instant) -> bool:
    """Whether its figures are those of this moment."""
    return view.phase == "supplying" and view.news_mono is not None and now.mono - view.news_mono <= STALE_S


def has_power(view: CpView) -> bool:
    """Whether its power is known, though it may be old: nobody knows that of an interrupted supply."""
    return view.phase == "supplying" and view.news_mono is not None


def age_text(view: CpView, now: Instant) -> str:
    """How old its figures are; empty when they are live, or when there are none."""
    if not delivering(view) or is_live(view, now):
        return ""
    if view.news_mono is None:
        return translate("CentralWindow", "No reading since the start")
    age = format_age(now.mono - view.news_mono)
    if has_power(view):
        return age
    return translate("CentralWindow", "Last reading {age}").format(age=age)


def elapsed_text(view: CpView, now: Instant) -> str:
    """How long its supply lasts, up to the last news; empty when that moment is not known."""
    if view.began_mono is None or not delivering(view) or view.news_mono is None:
        return ""
    old = 0.0 if is_live(view, now) else now.mono - view.news_mono
    return format_duration(now.mono - view.began_mono - old)


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


def gone_s(view: CpView, now: Instant) -> float | None:
    """For how long its monitor is gone; None if it never came since CENTRAL started."""
    since = view.disconnected_mono if view.disconnected_mono is not None else view.monitor_seen_mono
    return None if since is None or not view.ever_connected else now.mono - since


def absence_text(view: CpView, now: Instant) -> str:
    """How long nothing was heard of its monitor, and what that means for its supply (D1)."""
    gone = gone_s(view, now)
    if not delivering(view):
        if gone is None:
            return translate("CentralWindow", "Never connected since CENTRAL started")
        return translate("CentralWindow", "Monitor lost {age}").format(age=format_age(gone))
    if gone is None:
        return translate("CentralWindow", "Its monitor has not come back yet")
    if view.phase == "interrupted":
        text = translate("CentralWindow", "No monitor for {span} · supply interrupted")
        return text.format(span=format_span(gone))
    text = translate("CentralWindow", "Supply goes on · no monitor {span}")
    return text.format(span=format_span(gone, 1))  # one line is all the room there is


def since_text(view: CpView, now: Instant) -> str:
    """Since when it is in its state, and for how long."""
    lasts = now.mono - view.since_mono
    return translate("CentralWindow", "since {time} ({span})").format(
        time=format_since(lasts, now.utc), span=format_span(lasts)
    )


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
        if view.phase == "interrupted":
            return translate("CentralWindow", "Supply interrupted: {reason}").format(
                reason=words.fault_text(view.fault or "fault")
            )
        return f"{fault_text(view)} · {since_text(view, now)}"
    if view.state is CpState.STOPPED:
        order = translate("CentralWindow", "By order of CENTRAL")
        if view.interrupted:
            return translate("CentralWindow", "{text} · supply interrupted").format(text=order)
        return order
    if view.phase in RESERVING:
        return plug_text(view, now)
    if view.phase == "interrupted":
        return translate("CentralWindow", "Supply interrupted: no readings")
    if view.phase == "supplying" and view.news_mono is not None and not is_live(view, now):
        return translate("CentralWindow", "No reading since {time}").format(
            time=format_since(now.mono - view.news_mono, now.utc)
        )
    if view.interrupted:
        if view.interrupted[0].orphan:
            return translate("CentralWindow", "The end of an unknown supply waits")
        return translate("CentralWindow", "A supply before it is interrupted")
    return ""


def note_text(view: CpView, now: Instant) -> str:
    """The same behind the age of its figures, for a row of the list."""
    return " · ".join(part for part in (age_text(view, now), foot_text(view, now)) if part)


def tile_of(view: CpView, now: Instant) -> TileData:
    """The tile of ``view`` at the moment ``now``."""
    look = look_of(view)
    flows, power = delivering(view), has_power(view)
    return TileData(
        cp_id=view.cp_id,
        state_word=state_word(view),
        fill=StateFill(look.fill),
        icon=look.icon,
        place=view.location,
        price=format_price(view.price),
        number=power_number(view) if power else "",
        unit="kW" if power else "",
        time=elapsed_text(view, now),
        driver=words.driver_text(view.driver_id or "") if flows else "",
        totals=f"{format_energy(view.energy_wh)}  {format_money(view.amount)}" if flows else "",
        foot=foot_text(view, now),
        age=age_text(view, now),
    )
