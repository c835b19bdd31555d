"""What the display and the banner say of a view, in the user's language. Plain Python: no Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from apps.ev_cp_e.texts import block_text, failure_text, ticket_text
from apps.ev_cp_e.views import EngineView, Point, ReservationView, SupplyView
from shared.domain.engine import EngineState
from shared.domain.words import cp_state_text, driver_text, engine_state_text
from shared.runtime.clock import Instant
from shared.runtime.outages import Outage
from shared.runtime.text import (
    format_duration,
    format_energy,
    format_money,
    format_power,
    format_price,
    translate,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A label and its number, unit included."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Face:
    """What the display shows: ``big`` with its ``unit`` in large figures, or ``headline`` and ``hint``.

    ``away``: free by itself, but cut off from what a supply needs, so that it must not look available.
    """

    title: str
    subtitle: str
    state: EngineState
    away: bool = False
    big: str = ""
    unit: str = ""
    headline: str = ""
    hint: str = ""
    figures: tuple[Figure, ...] = ()
    points: tuple[Point, ...] = ()


def face_of(view: EngineView, now_mono: float) -> Face:
    """The display at ``now_mono`` (seconds of the monotonic clock)."""
    title = view.cp_id or translate("EngineWindow", "No id yet")
    if view.state is EngineState.SUPPLYING and view.supply is not None:
        return _supplying(title, view.supply, now_mono)
    price = format_price(view.price) if view.price is not None else ""
    if view.state is EngineState.RESERVED and view.reservation is not None:
        return _reserved(title, view.reservation, view.blocks.plug, now_mono)
    failed = view.failed if view.asking is None and view.state is EngineState.IDLE else None
    if failed is not None and now_mono < failed.until_mono:
        headline, hint = translate("EngineWindow", "No supply"), failure_text(failed)
    else:
        headline, hint = _words(view)
    away = view.state is EngineState.IDLE and (view.cp_id is None or _is_away(view))
    return Face(title, price, view.state, away, headline=headline, hint=hint)


def state_word(face: Face) -> str:
    """The state as the CP's own windows call it (acceptance 2)."""
    return cp_state_text("DISCONNECTED") if face.away else engine_state_text(face.state.value)


def _supplying(title: str, supply: SupplyView, now_mono: float) -> Face:
    power, unit = format_power(supply.power_w).split(" ")
    return Face(
        title,
        f"{driver_text(supply.driver_id)} · {format_price(supply.price)}",
        EngineState.SUPPLYING,
        big=power,
        unit=unit,
        figures=(
            Figure(translate("EngineWindow", "Energy"), format_energy(supply.energy_wh)),
            Figure(translate("EngineWindow", "Amount"), format_money(supply.amount)),
            Figure(translate("EngineWindow", "Time"), format_duration(now_mono - supply.started_mono)),
        ),
        points=supply.points,
    )


def _reserved(title: str, held: ReservationView, block: str | None, now_mono: float) -> Face:
    left = max(0, math.ceil(held.until_mono - now_mono))
    hint = translate("EngineWindow", "Reserved for another {seconds} s").format(seconds=left)
    if block is None:
        headline = translate("EngineWindow", "Plug in, {driver}")
    else:
        headline = translate("EngineWindow", "Wait, {driver}")
        hint = f"{hint}. {block_text(block)}"
    return Face(
        title,
        f"{driver_text(held.driver_id)} · {format_price(held.price)}",
        EngineState.RESERVED,
        headline=headline.format(driver=held.driver_id),
        hint=hint,
    )


def _words(view: EngineView) -> tuple[str, str]:
    """Headline and hint of a charging point that serves nobody."""
    if view.state is EngineState.FAULTED:
        return (
            translate("EngineWindow", "Do not plug in"),
            translate("EngineWindow", "This charging point has a fault. Press K once it is repaired."),
        )
    if view.state is EngineState.STOPPED:
        return (
            translate("EngineWindow", "Do not plug in"),
            translate("EngineWindow", "CENTRAL put this charging point out of service."),
        )
    if view.cp_id is None:
        return (
            translate("EngineWindow", "Waiting for the monitor"),
            translate("EngineWindow", "It gives this charging point its id."),
        )
    if _is_away(view):
        return (
            translate("EngineWindow", "No new supplies now"),
            translate("EngineWindow", "The connections are not complete: see above."),
        )
    if view.asking is not None:
        return translate("EngineWindow", "Asking CENTRAL"), view.asking
    hint = ticket_text(view.last_ticket) if view.last_ticket is not None else ""
    return translate("EngineWindow", "Free"), hint


def _is_away(view: EngineView) -> bool:
    links = view.links
    return not (links.monitor.alive and links.central.alive and links.kafka.alive)


def outage_of(view: EngineView, journal_since_mono: float, now: Instant) -> Outage:
    """What is gone since when, what still works, what is being tried; ``journal_since_mono``: since when the
    journal cannot be written, if that is so, which is grave."""
    links, fault = view.links, view.journal_fault
    sentences = (
        (links.central, translate("EngineWindow", "Cannot connect to CENTRAL since {time}")),
        (links.kafka, translate("EngineWindow", "Cannot connect to Kafka since {time}")),
        (links.monitor, translate("EngineWindow", "No monitor since {time}")),
    )
    gone = [(link.since_mono, what) for link, what in sentences if not link.alive]
    if fault:
        what = translate("EngineWindow", "The journal cannot be written since {time}")
        gone.insert(0, (journal_since_mono, what))
    return Outage.of(gone, _what_works(view), fault, now, bool(fault))


def _what_works(view: EngineView) -> str:
    """What goes on without what is gone."""
    links = view.links
    if view.supply is None:
        return translate("EngineWindow", "No new supply can begin until it is back.")
    if view.journal_fault:
        return translate("EngineWindow", "This supply goes on and is metered; its ticket comes later.")
    if links.central.alive and links.kafka.alive:
        return translate("EngineWindow", "This supply goes on to its normal end, with its ticket.")
    return translate(
        "EngineWindow", "This supply goes on and is kept in the journal; its ticket comes later."
    )
