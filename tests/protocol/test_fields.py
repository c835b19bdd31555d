"""Fields: percent-encoding and what is no text of a request (wire contract 1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.fields import FieldError, decode, encode
from shared.protocol.frames import Frame, FrameReader, encode_frame

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
codes = st.from_regex(r"[A-Z][A-Z_]{0,20}", fullmatch=True)


@given(codes, st.lists(any_text, max_size=5))
def test_any_fields_survive_the_journey_in_a_frame(code: str, fields: list[str]) -> None:
    (frame,) = FrameReader().feed(encode_frame(encode(code, *fields)))
    assert isinstance(frame, Frame)
    assert decode(frame.text) == (code, tuple(fields))


@given(codes, st.lists(any_text, max_size=5))
def test_no_control_byte_is_left_in_the_text(code: str, fields: list[str]) -> None:
    assert min(encode(code, *fields).encode()) >= 0x20


def test_the_percent_the_separator_and_low_bytes_are_escaped_and_nothing_else() -> None:
    assert encode("REGISTER", "a#b%c\x02\x1f ñ\x7f") == "REGISTER#a%23b%25c%02%1F ñ\x7f"


def test_any_escape_is_undone_in_either_case() -> None:
    assert decode("AUTH#%41%c3%B1%2d") == ("AUTH", ("Añ-",))


def test_empty_fields_are_fields() -> None:
    assert decode("REGISTER#a#b##") == ("REGISTER", ("a", "b", "", ""))
    assert decode("OK") == ("OK", ())


@pytest.mark.parametrize(
    "text", ["AUTH#%", "AUTH#%2", "AUTH#%2G", "AUTH#%%41", "AUTH#%+1", "AUTH#%ff", "AUTH#%C3#%B1", "AUTH#\n",
             "", "#a", "auth#a", "AU TH#a", "AUTH%41#a", "ÁUTH#a", "A" * 40]
)  # fmt: skip
def test_B1_what_is_no_code_with_fields_is_an_error(text: str) -> None:
    with pytest.raises(FieldError):
        decode(text)


@given(any_text)
def test_B1_no_text_makes_the_decoder_fail_otherwise(text: str) -> None:
    try:
        code, fields = decode(text)
    except FieldError:
        return
    assert decode(encode(code, *fields)) == (code, fields)


def test_a_field_that_utf8_cannot_write_is_an_error() -> None:
    with pytest.raises(FieldError, match="UTF-8"):
        encode("AUTH", "\udcff")
