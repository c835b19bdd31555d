"""What the driver's banner says when something is gone, in the user's language. Plain Python: no Qt."""

from __future__ import annotations

from apps.ev_driver.views import DriverView
from shared.messages import topics
from shared.runtime.clock import Instant
from shared.runtime.outages import Outage
from shared.runtime.text import translate
from shared.runtime.words import two_centrals_text


def outage_of(view: DriverView, store_since_mono: float, now: Instant, *, patient: bool) -> Outage:
    """What is gone, what still works; ``store_since_mono``: since when the app's own database cannot be
    written, if so. ``patient``: the app has just been started, links may still come."""
    links, gone = view.links, []
    if view.store_error is not None:
        gone.append((store_since_mono, translate("DriverLinks", "Nothing can be kept since {time}")))
    if not links.central.alive and not patient:
        if links.kafka.alive:
            text = translate("DriverLinks", "Cannot connect to CENTRAL since {time}")
            gone.append((links.central.since_mono, text))
        else:
            text = translate("DriverLinks", "Cannot connect to Kafka since {time}")
            gone.append((links.kafka.since_mono, text))
    if links.other_central_since_mono is not None and not gone:
        return Outage(two_centrals_text(topics.network()), links.other_central_since_mono)
    cause = view.store_error or ("" if patient else links.kafka.detail)
    return Outage.of(gone, _what_works(view), cause, now)


def _what_works(view: DriverView) -> str:
    """What becomes of the driver's supply meanwhile."""
    supply = view.supply
    if supply is None or supply.over:
        return translate("DriverLinks", "Your tickets can be read; nothing can be requested.")
    return {
        "supplying": translate("DriverLinks", "Your supply goes on; its ticket will come."),
        "interrupted": translate("DriverLinks", "The ticket of your interrupted supply will come."),
        "authorised": translate("DriverLinks", "Your reservation stays until its time is over."),
    }.get(supply.step, translate("DriverLinks", "What becomes of your request will be told."))
