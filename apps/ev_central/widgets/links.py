"""Kafka, database and monitors for the link bar, and the banner when one of them is away."""

from __future__ import annotations

from typing import Final

from apps.ev_central.views import LinkHealth
from shared.messages import topics
from shared.qt.link_bar import LinkView
from shared.runtime.clock import Instant
from shared.runtime.outages import format_since, outage_text
from shared.runtime.text import format_span, translate
from shared.runtime.words import two_centrals_text

_PATIENCE_S: Final = 3.0
"""At the start Kafka is not missed before this, seconds."""


def link_views(links: LinkHealth, now: Instant) -> list[LinkView]:
    """The three links, always in this order."""
    return [_kafka(links, now), _database(links, now), _monitors(links)]


def _kafka(links: LinkHealth, now: Instant) -> LinkView:
    if not (links.kafka.alive or _kafka_is_missed(links, now)):
        return LinkView("Kafka", "unknown", translate("CentralWindow", "connecting"))
    up = translate("CentralWindow", "Kafka answers")
    return LinkView.of("Kafka", links.kafka, now.mono, up, ahead_s=links.clock_ahead_s)


def _database(links: LinkHealth, now: Instant) -> LinkView:
    name = translate("CentralWindow", "Database")
    if links.database.alive:
        detail = translate("CentralWindow", "{count} tx/s").format(count=round(links.commits_per_s))
        return LinkView(name, "ok", detail, translate("CentralWindow", "Transactions in the last second"))
    return LinkView.of(name, links.database, now.mono, "")


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


def banner_text(links: LinkHealth, now: Instant) -> tuple[str, str]:
    """What is away, since when, what still works; and for how long. Empty when all is well."""
    sentences, since = [], []
    if _kafka_is_missed(links, now):
        sentences.append(_kafka_away(links, now))
        since.append(links.kafka.since_mono)
    if not links.database.alive:
        sentences.append(_database_away(links, now))
        since.append(links.database.since_mono)
    if links.other_central_since_mono is not None:
        sentences.append(two_centrals_text(topics.network()))
        since.append(links.other_central_since_mono)
    return "\n".join(sentences), format_span(now.mono - min(since)) if since else ""


def _kafka_is_missed(links: LinkHealth, now: Instant) -> bool:
    """Whether Kafka is away; at the start it gets some time before it is missed."""
    kafka = links.kafka
    known = kafka.ever or kafka.detail or now.mono - kafka.since_mono > _PATIENCE_S
    return bool(known and not kafka.alive)


def _kafka_away(links: LinkHealth, now: Instant) -> str:
    return outage_text(
        translate("CentralWindow", "Kafka is away since {time}.").format(
            time=format_since(now.mono - links.kafka.since_mono, now.utc)
        ),
        translate(
            "CentralWindow",
            "No requests arrive and figures are old. Running supplies go on and are kept by their engines;"
            " their tickets come later.",
        ),
        links.kafka.detail,
    )


def _database_away(links: LinkHealth, now: Instant) -> str:
    return outage_text(
        translate("CentralWindow", "The database cannot be written since {time}.").format(
            time=format_since(now.mono - links.database.since_mono, now.utc)
        ),
        translate(
            "CentralWindow",
            "Nothing is answered that it must remember. Running supplies go on; their tickets come later.",
        ),
        links.database.detail,
    )
