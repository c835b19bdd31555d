"""Kafka, database and monitors for the link bar, and the banner when one of them is away."""

from __future__ import annotations

from typing import Final

from apps.ev_central.models.tables import time_text
from apps.ev_central.views import LinkHealth
from shared.qt.link_bar import LinkView
from shared.runtime.clock import Instant
from shared.runtime.text import format_age, translate

_PATIENCE_S: Final = 3.0
"""At the start Kafka is not missed before this, seconds."""


def link_views(links: LinkHealth, now: Instant) -> list[LinkView]:
    """The three links, always in this order."""
    return [_kafka(links, now), _database(links, now), _monitors(links)]


def _kafka(links: LinkHealth, now: Instant) -> LinkView:
    if links.kafka:
        detail = "" if links.kafka_latency_ms is None else f"{links.kafka_latency_ms:.0f} ms"
        return LinkView("Kafka", "ok", detail, translate("CentralWindow", "Kafka answers"))
    if not links.kafka_known:
        return LinkView("Kafka", "unknown", translate("CentralWindow", "connecting"))
    age = format_age(now.mono - links.kafka_since_mono)
    return LinkView("Kafka", "bad", age, links.kafka_detail)


def _database(links: LinkHealth, now: Instant) -> LinkView:
    name = translate("CentralWindow", "Database")
    if links.database:
        detail = translate("CentralWindow", "{count} tx/s").format(count=round(links.commits_per_s))
        return LinkView(name, "ok", detail, translate("CentralWindow", "Transactions in the last second"))
    return LinkView(name, "bad", format_age(now.mono - links.database_since_mono), links.database_detail)


def _monitors(links: LinkHealth) -> LinkView:
    name = translate("CentralWindow", "Monitors")
    detail = translate("CentralWindow", "{count} of {total}").format(
        count=links.monitors, total=links.enrolled
    )
    sentence = translate(
        "CentralWindow",
        "{count} of {total} charging points have a live monitor; listening on {where}",
    ).format(count=links.monitors, total=links.enrolled, where=links.listening)
    if not links.enrolled:
        return LinkView(name, "unknown", detail, sentence)
    return LinkView(name, "ok" if links.monitors >= links.enrolled else "warning", detail, sentence)


def banner_text(links: LinkHealth, now: Instant) -> str:
    """What is away, since when, what still works; empty when all is well."""
    sentences = []
    away_s = now.mono - links.kafka_since_mono
    if not links.kafka and (links.kafka_known or away_s > _PATIENCE_S):
        sentences.append(_kafka_away(links, now))
    if not links.database:
        sentences.append(_database_away(links, now))
    return "\n".join(sentences)


def _since(mono: float, now: Instant) -> str:
    # Rounded over both clocks, so that the second does not flicker.
    moment = now.utc.timestamp() - (now.mono - mono)
    return time_text(now.utc.fromtimestamp(round(moment), now.utc.tzinfo))


def _kafka_away(links: LinkHealth, now: Instant) -> str:
    text = translate(
        "CentralWindow",
        "Kafka is away since {time}: new requests do not arrive and figures are old. Charging points meter on"
        " and keep their journal, monitors stay connected. Trying again.",
    ).format(time=_since(links.kafka_since_mono, now))
    return f"{text} ({links.kafka_detail})" if links.kafka_detail else text


def _database_away(links: LinkHealth, now: Instant) -> str:
    text = translate(
        "CentralWindow",
        "The database cannot be written since {time}: nothing is answered that it must remember. What is"
        " running goes on. Trying again.",
    ).format(time=_since(links.database_since_mono, now))
    return f"{text} {links.database_detail}".rstrip()
