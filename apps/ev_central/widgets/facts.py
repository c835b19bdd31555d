"""The rows of the detail panel: what is known of a charging point, its supply, and its last supplies."""

from __future__ import annotations

from apps.ev_central.models import tiles
from apps.ev_central.models.cp_model import enrolment_text
from apps.ev_central.models.tables import date_text, time_text
from apps.ev_central.views import CpView, TicketView
from shared.domain.cp import CpState
from shared.qt.cards import Fact
from shared.runtime.clock import Instant
from shared.runtime.text import format_age, format_energy, format_money, format_power, translate
from shared.runtime.words import end_text


def facts_of(view: CpView, now: Instant) -> list[Fact]:
    """Rows about a charging point and its supply, at the moment ``now``."""
    facts: list[Fact] = []
    if view.driver_id is not None:
        facts.append(Fact(translate("CentralWindow", "Driver"), view.driver_id))
    if view.session_id is not None:
        short = f"{view.session_id[:8]}…{view.session_id[-4:]}"
        facts.append(Fact(translate("CentralWindow", "Session"), short))
    if tiles.delivering(view):
        facts.extend(_supply_facts(view, now))
    if view.monitor_seen_mono is None:
        monitor = translate("CentralWindow", "never heard")
    else:
        monitor = format_age(now.mono - view.monitor_seen_mono)
    away = view.state is CpState.DISCONNECTED
    facts.append(Fact(translate("CentralWindow", "Monitor"), monitor, tone="quiet" if away else ""))
    facts.append(_engine_fact(view))
    if view.stopped:
        facts.append(
            Fact(
                translate("CentralWindow", "Order"),
                translate("CentralWindow", "out of service"),
                tone="warning",
            )
        )
    facts.append(Fact(translate("CentralWindow", "Enrolment"), enrolment_text(view)))
    return facts


def _supply_facts(view: CpView, now: Instant) -> list[Fact]:
    facts = [Fact(translate("CentralWindow", "Power"), format_power(view.power_w), strong=True)]
    if view.started_at is not None:
        since = f"{time_text(view.started_at)} ({tiles.elapsed_text(view, now)})"
        facts.append(Fact(translate("CentralWindow", "Since"), since))
    facts.append(Fact(translate("CentralWindow", "Energy"), format_energy(view.energy_wh), strong=True))
    facts.append(Fact(translate("CentralWindow", "Amount"), format_money(view.amount), strong=True))
    if view.news_mono is not None:
        old = tiles.news_age(view, now) is not None
        facts.append(
            Fact(
                translate("CentralWindow", "Last reading"),
                format_age(now.mono - view.news_mono),
                tone="warning" if old else "",
            )
        )
    return facts


def _engine_fact(view: CpView) -> Fact:
    name = translate("CentralWindow", "Engine")
    if view.state is CpState.DISCONNECTED:
        return Fact(name, translate("CentralWindow", "not known"), tone="quiet")
    if view.state is CpState.FAULTED:
        return Fact(name, tiles.fault_text(view), tone="bad")
    return Fact(name, translate("CentralWindow", "OK"), tone="good")


def last_supply(ticket: TicketView, today: str) -> Fact:
    """One row of the last supplies; ``today`` is the day of :func:`date_text` that needs no date."""
    day = date_text(ticket.ended_at)
    when = time_text(ticket.ended_at)[:5]
    label = f"{when} · {ticket.driver_id}" if day == today else f"{day[:5]} {when} · {ticket.driver_id}"
    bad = ticket.reason in ("fault", "engine_lost", "stopped")
    figures = f"{format_energy(ticket.energy_wh)} · {format_money(ticket.amount)}"
    value = f"{figures}\n{end_text(ticket.reason)}" if bad else figures
    return Fact(label, value, tone="warning" if bad else "")
