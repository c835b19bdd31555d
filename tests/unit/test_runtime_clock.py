"""Times on the wire (wire contract 4: RFC 3339, UTC)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime import clock
from shared.runtime.clock import Witness, from_wire, now, to_wire

MOMENTS = st.integers(-60_000_000_000_000_000, 250_000_000_000_000_000).map(
    lambda micros: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)
OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def test_now_is_on_both_clocks() -> None:
    before = time.monotonic()
    instant = now()
    assert before <= instant.mono <= time.monotonic()
    assert instant.utc.utcoffset() == timedelta(0)
    assert abs((datetime.now(UTC) - instant.utc).total_seconds()) < 5


def test_the_wire_has_milliseconds_and_z() -> None:
    moment = datetime(2026, 5, 1, 12, 0, 0, 123_999, timezone(timedelta(hours=2)))
    assert to_wire(moment) == "2026-05-01T10:00:00.123Z"


def test_a_time_without_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_wire(datetime(2026, 5, 1, tzinfo=None))


@given(MOMENTS)
def test_what_is_written_is_read_back_to_the_millisecond(moment: datetime) -> None:
    assert from_wire(to_wire(moment)) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@given(MOMENTS, OFFSETS)
def test_any_offset_is_read_as_utc(moment: datetime, offset: timezone) -> None:
    read = from_wire(moment.astimezone(offset).isoformat())
    assert read == moment
    assert read.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01t10:00:00z", "2026-05-01T10:00:00.000Z"),
        ("2026-05-01 10:00:00-00:00", "2026-05-01T10:00:00.000Z"),
        ("2026-05-01T10:00:00.1+02:30", "2026-05-01T07:30:00.100Z"),
        ("2026-05-01T10:00:00.123456789Z", "2026-05-01T10:00:00.123Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
    ],
)
def test_every_form_of_rfc_3339_is_read(text: str, expected: str) -> None:
    assert to_wire(from_wire(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-05-01",
        "2026-05-01T10:00:00",
        "2026-05-01T10:00Z",
        "2026-02-30T10:00:00Z",
        "2026-05-01T24:00:00Z",
        "2026-05-01T10:00:61Z",
        "2026-05-01T10:00:00.Z",
        "2026-05-01T10:00:00+0200",
        "2026-05-01T10:00:00+24:00",
        "2026-05-01T10:00:00+02:60",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:60Z",
        "\u0662\u0660\u0662\u0666-05-01T10:00:00Z",
        "2026-05-01T10:00:00Z\n",
        "20260501T100000Z",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|offset"):
        from_wire(text)


@given(st.text(max_size=40))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        from_wire(text)


class _Time:
    """The module ``time`` as a process sees it whose clocks the test turns."""

    def __init__(self) -> None:
        self.passed = self.computed = 0.0

    def monotonic(self) -> float:
        return self.passed

    def process_time(self) -> float:
        return self.computed


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[_Time, Witness]]:
    made = _Time()
    monkeypatch.setattr(clock, "time", made)
    monkeypatch.setattr(clock, "WITNESS_S", 60.0)  # only the test looks
    witness = Witness()
    yield made, witness
    witness.end()


def test_a_process_of_which_nothing_ran_was_suspended_and_that_is_told_once(
    seen: tuple[_Time, Witness],
) -> None:
    made, witness = seen
    made.passed += 70
    assert witness.stood_s() == 10
    assert witness.stood_s() == 0
    made.passed += 60.5
    assert witness.stood_s() == 0, "any computer is busy for a moment"


def test_what_the_process_computes_is_no_suspension_though_no_other_thread_got_a_turn(
    seen: tuple[_Time, Witness],
) -> None:
    made, witness = seen
    made.passed += 90
    made.computed += 30
    assert witness.stood_s() == 0


def test_a_process_whose_other_threads_run_is_not_suspended_however_long_its_core_waits(
    seen: tuple[_Time, Witness],
) -> None:
    made, witness = seen
    for _ in range(10):
        made.passed += 50
        witness._look()
    assert witness.stood_s() == 0
