"""Frames: any split, any join, any garbage (wire contract 1)."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.frames import (
    ACK,
    ENQ,
    ETX,
    MAX_DATA,
    MAX_RUN,
    NACK,
    STX,
    BadFrame,
    Control,
    Damage,
    Event,
    Frame,
    FrameReader,
    FrameTooLarge,
    Garbage,
    Oversized,
    encode_frame,
    lrc,
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x02\x03"), max_size=60)
pieces = st.one_of(
    texts.map(encode_frame),
    st.sampled_from([control.data for control in Control]),
    st.binary(max_size=20),
)


def read(data: bytes) -> list[Event]:
    return FrameReader().feed(data)


def split_at(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


@given(st.lists(st.one_of(texts, st.sampled_from(list(Control)))))
def test_whatever_is_encoded_is_read_back_in_order(messages: list[str | Control]) -> None:
    wire = b"".join(m.data if isinstance(m, Control) else encode_frame(m) for m in messages)
    assert read(wire) == [m if isinstance(m, Control) else Frame(m) for m in messages]


@given(st.lists(pieces).map(b"".join), st.lists(st.integers(0, 10_000)))
def test_any_split_gives_the_same_events_as_the_whole(wire: bytes, cuts: list[int]) -> None:
    reader = FrameReader()
    assert [event for part in split_at(wire, cuts) for event in reader.feed(part)] == read(wire)


@given(st.binary(max_size=6000))
def test_B1_no_bytes_make_the_reader_fail_or_hold_more_than_a_frame(data: bytes) -> None:
    reader = FrameReader()
    for byte in data:
        reader.feed(bytes((byte,)))
        assert len(reader._data) <= MAX_DATA


@given(st.binary(max_size=70))
def test_the_lrc_is_the_xor_of_all_bytes(data: bytes) -> None:
    assert lrc(data) == reduce(xor, data, 0)


def test_the_lrc_is_the_xor_of_the_data_alone() -> None:
    assert lrc(b"") == 0
    assert lrc(b"AB") == 0x41 ^ 0x42
    assert encode_frame("AB") == b"\x02AB\x03\x03"


@pytest.mark.parametrize("value", range(128))
def test_the_lrc_may_have_the_value_of_any_byte_control_bytes_included(value: int) -> None:
    text = next(
        t
        for first in range(0x20, 0x60)
        for t in [chr(first) + chr(first ^ value)]
        if not {*t} & {"\x02", "\x03"}
    )
    wire = encode_frame(text)
    assert wire[-1] == value
    assert read(wire + Control.ENQ.data) == [Frame(text), Control.ENQ]


@pytest.mark.parametrize("value", range(128, 256))
def test_the_lrc_may_have_the_value_of_any_high_byte(value: int) -> None:
    text = next(t for t in map(chr, range(0x80, 0x3000)) if lrc(t.encode()) ^ value in range(0x20, 0x7F))
    text += chr(lrc(text.encode()) ^ value)
    assert encode_frame(text)[-1] == value
    assert read(encode_frame(text)) == [Frame(text)]


@given(texts, st.integers(1, 255))
def test_B1_a_wrong_lrc_is_one_bad_frame(text: str, difference: int) -> None:
    wire = bytearray(encode_frame(text))
    wire[-1] ^= difference
    assert read(bytes(wire)) == [BadFrame(Damage.LRC)]


def test_B1_data_that_is_no_utf8_is_a_bad_frame() -> None:
    data = b"AUTH#\xff"
    assert read(bytes((STX,)) + data + bytes((ETX, lrc(data)))) == [BadFrame(Damage.UTF8)]


def test_B1_a_truncated_frame_and_its_repetition_are_one_bad_frame_and_the_next_is_good() -> None:
    wire = b"\x02AUTH#" + encode_frame("AUTH#a")
    assert read(wire + encode_frame("AUTH#a")) == [BadFrame(Damage.STX_INSIDE), Frame("AUTH#a")]


def test_a_frame_may_have_4096_bytes_of_data() -> None:
    text = "ñ" * (MAX_DATA // 2)
    assert read(encode_frame(text)) == [Frame(text)]


def test_a_text_above_4096_bytes_is_refused_before_it_is_sent() -> None:
    with pytest.raises(FrameTooLarge):
        encode_frame("ñ" * (MAX_DATA // 2) + "x")


@pytest.mark.parametrize("text", ["\x02", "a\x03b"])
def test_a_raw_STX_or_ETX_is_refused_before_it_is_sent(text: str) -> None:
    with pytest.raises(ValueError, match="raw"):
        encode_frame(text)


def test_B1_the_byte_after_4096_ends_the_reading_for_good() -> None:
    reader = FrameReader()
    assert reader.feed(b"\x02" + b"x" * MAX_DATA) == []
    assert reader.feed(b"x") == [Oversized()]
    assert reader.feed(b"\x03\x00" + encode_frame("A") + bytes((ENQ, ACK))) == []
    assert not reader.inside_frame


def test_a_run_of_garbage_is_one_event_even_if_it_comes_in_parts() -> None:
    reader = FrameReader()
    assert reader.feed(b"GET / ") == [Garbage()]
    assert reader.feed(b"HTTP/1.1\r\n") == []
    assert reader.feed(bytes((ENQ,)) + b"zz") == [Control.ENQ, Garbage()]


def test_it_is_known_whether_a_frame_is_half_received() -> None:
    reader = FrameReader()
    seen = [(reader.feed(bytes((byte,))), reader.inside_frame)[1] for byte in encode_frame("A")]
    assert seen == [True, True, True, False]


@given(st.lists(st.sampled_from([ENQ, ACK, NACK, 0x41]), min_size=200, max_size=400).map(bytes))
def test_B1_a_flood_between_two_frames_is_cut_short_and_the_next_frame_is_read(flood: bytes) -> None:
    reader = FrameReader()
    assert len(reader.feed(flood)) == MAX_RUN
    assert reader.feed(flood) == []
    assert reader.feed(flood + encode_frame("A") + bytes((ENQ, ACK))) == [
        Frame("A"), Control.ENQ, Control.ACK,
    ]  # fmt: skip


def test_the_end_is_seen_through_any_flood() -> None:
    assert FrameReader().feed(bytes((ENQ, ACK)) * 500 + Control.EOT.data)[-1] is Control.EOT


def test_who_stops_half_way_has_not_paid_for_the_rest() -> None:
    events = FrameReader().events(encode_frame("A") + b"\x02" + b"x" * (MAX_DATA + 1))
    assert next(events) == Frame("A")
    assert list(events) == [Oversized()]
