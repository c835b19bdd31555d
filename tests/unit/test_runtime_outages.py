"""The words that all windows share for an outage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.runtime.outages import format_since, outage_text
from shared.runtime.text import format_span

NOON = datetime(2026, 5, 1, 12, 0, 0, 900_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "both", "one"),
    [
        (-3, "0 s", "0 s"),
        (59.9, "59 s", "59 s"),
        (134, "2 min 14 s", "2 min"),
        (3 * 3600 + 5 * 60 + 59, "3 h 5 min", "3 h"),
        (2 * 86400 + 3600, "2 d 1 h", "2 d"),
    ],
)
def test_a_span_has_its_two_largest_units_or_one(seconds: float, both: str, one: str) -> None:
    assert (format_span(seconds), format_span(seconds, 1)) == (both, one)


def test_since_is_the_local_time_cut_off_as_messages_cut_it_and_the_day_if_it_was_another() -> None:
    begun = NOON - timedelta(seconds=10.2)
    assert format_since(10.2, NOON) == f"{begun.astimezone():%H:%M:%S}"
    whole = NOON.replace(microsecond=0)
    assert format_since(0.001, whole) == f"{whole.astimezone():%H:%M:%S}", "a millisecond between the clocks"
    days = NOON - timedelta(days=3)
    assert format_since(3 * 86400, NOON) == f"{days.astimezone():%d/%m %H:%M:%S}"


def test_an_outage_says_once_that_it_is_tried_again() -> None:
    text = outage_text("Kafka is away.", "Supplies go on.", "Nobody answers at k:9092. Trying again.")
    assert text == "Kafka is away. Nobody answers at k:9092. Supplies go on. Trying again."
    assert outage_text("Gone.", "") == "Gone. Trying again."
