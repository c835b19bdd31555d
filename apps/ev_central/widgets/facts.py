"""The rows of the detail panel: what is known of a charging point, its supply, and its last supplies."""

from __future__ import annotations

from apps.ev_central.models import tiles
from apps.ev_central.models.cp_model import enrolment_text
from apps.ev_central.models.tables import date_text, time_text
from apps.ev_central.views import CpView, TicketView
from shared.domain.cp import CpState
from shared.domain.words import end_text
from shared.qt.cards import Fact, Tone
from shared.runtime.clock import Instant
from shared.runtime.outages import format_since
from shared.runtime.text import (
    format_age,
    format_energy,
    format_money,
    format_power,
    format_price,
    format_span,
    translate,
)


def facts_of(view: CpView, now: Instant) -> list[Fact]:
    """Rows about a charging point and its supply, at the moment ``now``."""
    facts = [Fact(translate("CentralWindow", "Price"), format_price(view.price))]
    if view.driver_id is not None:
        facts.append(Fact(translate("CentralWindow", "Driver"), view.driver_id))
    if view.session_id is not None:
        facts.append(Fact(translate("CentralWindow", "Session"), view.session_id))
    if tiles.delivering(view):
        facts.extend(_supply_facts(view, now))
    if view.monitor_seen_mono is None:
        monitor = translate("CentralWindow", "never heard")
    else:
        monitor = format_age(now.mono - view.monitor_seen_mono)
    away = view.state is CpState.DISCONNECTED
    facts.append(Fact(translate("CentralWindow", "Monitor"), monitor, tone="warning" if away else ""))
    facts.append(_engine_fact(view, now))
    if view.stopped:
        order = translate("CentralWindow", "out of service")
        facts.append(Fact(translate("CentralWindow", "Order"), order, tone="warning"))
    facts.append(Fact(translate("CentralWindow", "Enrolment"), enrolment_text(view)))
    code = translate("CentralWindow", "Code")
    facts.extend(Fact(code, f"{asker.code} · {asker.address}", strong=True) for asker in view.askers)
    return facts


def _supply_facts(view: CpView, now: Instant) -> list[Fact]:
    live = tiles.is_live(view, now)
    tone: Tone = "" if live else "quiet"
    facts: list[Fact] = []
    if tiles.has_power(view):
        power = format_power(view.power_w)
        facts.append(Fact(translate("CentralWindow", "Power"), power, strong=live, tone=tone))
    if view.started_at is not None:
        elapsed = tiles.elapsed_text(view, now)
        since = f"{time_text(view.started_at)} ({elapsed})" if elapsed else time_text(view.started_at)
        facts.append(Fact(translate("CentralWindow", "Since"), since, tone=tone))
    energy, money = format_energy(view.energy_wh), format_money(view.amount)
    facts.append(Fact(translate("CentralWindow", "Energy"), energy, strong=live, tone=tone))
    facts.append(Fact(translate("CentralWindow", "Amount"), money, strong=live, tone=tone))
    news = (
        translate("CentralWindow", "not since CENTRAL started")
        if view.news_mono is None
        else format_age(now.mono - view.news_mono)
    )
    facts.append(Fact(translate("CentralWindow", "Last reading"), news, tone="" if live else "warning"))
    return facts


def _engine_fact(view: CpView, now: Instant) -> Fact:
    name = translate("CentralWindow", "Engine")
    if view.state is CpState.FAULTED:
        return Fact(name, tiles.fault_text(view), tone="bad")
    if tiles.is_live(view, now):
        return Fact(name, translate("CentralWindow", "sends readings"), tone="good")
    if view.state is CpState.DISCONNECTED:
        return Fact(name, translate("CentralWindow", "not known"), tone="quiet")
    return Fact(name, translate("CentralWindow", "OK"), tone="good")


def note_of(view: CpView, now: Instant) -> str:
    """The sentence below the place: what is wrong, since when, what goes on, what is waited for."""
    if view.enrolment != "enrolled":
        return tiles.foot_text(view, now)
    if view.state is CpState.DISCONNECTED:
        return _disconnected(view, now)
    if view.state is CpState.FAULTED:
        waits = translate("CentralWindow", "It is free again as soon as its monitor says OK.")
        return f"{tiles.fault_text(view)} {tiles.since_text(view, now)}. {waits}"
    if view.phase == "supplying" and not tiles.is_live(view, now):
        goes_on = translate(
            "CentralWindow",
            "These figures are old. Its engine meters on and keeps them; the ticket comes later.",
        )
        return f"{tiles.foot_text(view, now)}. {goes_on}" if view.news_mono is not None else goes_on
    return "" if view.phase == "interrupted" else tiles.foot_text(view, now)


def _disconnected(view: CpView, now: Instant) -> str:
    gone = tiles.gone_s(view, now)
    if gone is None:
        gone_text = translate("CentralWindow", "Its monitor has not come since CENTRAL started.")
    else:
        gone_text = translate("CentralWindow", "No monitor since {time} ({span}).").format(
            time=format_since(gone, now.utc), span=format_span(gone)
        )
    if view.phase == "supplying":
        rest = translate(
            "CentralWindow",
            "Its supply goes on to the normal end, with ticket. No new one until the monitor is back; CENTRAL"
            " waits for it.",
        )
    else:
        rest = translate("CentralWindow", "No new supply until it is back; CENTRAL waits for it.")
    ordered = translate("CentralWindow", "Ordered to stop.") if view.stopped else ""
    return " ".join(part for part in (gone_text, rest, ordered) if part)


def note_tone(view: CpView) -> Tone:
    """How grave the sentence of :func:`note_of` is."""
    if view.state is CpState.FAULTED or view.enrolment in ("rejected", "revoked"):
        return "bad"
    calm = view.state in (CpState.ACTIVATED, CpState.SUPPLYING) and not view.interrupted
    return "" if calm and view.enrolment != "pending" else "warning"


def chart_title(view: CpView, now: Instant) -> str:
    """What the chart shows, and until when if that is over."""
    if view.news_mono is None or tiles.is_live(view, now):
        return translate("CentralWindow", "Power (kW)")
    return translate("CentralWindow", "Power (kW), until {time}").format(
        time=format_since(now.mono - view.news_mono, now.utc)
    )


def last_supply(ticket: TicketView, today: str) -> Fact:
    """One row of the last supplies; ``today`` is the day of :func:`date_text` that needs no date."""
    day = date_text(ticket.ended_at)
    when = time_text(ticket.ended_at)[:5]
    label = f"{when} · {ticket.driver_id}" if day == today else f"{day[:5]} {when} · {ticket.driver_id}"
    bad = ticket.reason in ("fault", "engine_lost", "stopped")
    figures = f"{format_energy(ticket.energy_wh)} · {format_money(ticket.amount)}"
    value = f"{figures}\n{end_text(ticket.reason)}" if bad else figures
    return Fact(label, value, tone="warning" if bad else "")
