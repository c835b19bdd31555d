"""Requests and answers of both links, row by row (wire contract 2 and 3; B1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.engine import EngineState
from shared.protocol import central_dialogue as central
from shared.protocol import engine_dialogue as engine
from shared.protocol.dialogue import BadAnswer, BadRequest, RefusalReason
from shared.protocol.frames import encode_frame

KEY = "0123456789abcdef" * 4

cp_ids = st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=128)
coordinates = st.none() | st.floats(0, 100).map(lambda number: round(abs(number), 6))
prices = st.decimals(0, 1000, places=4).map(lambda price: price.normalize())
keys = st.binary(min_size=32, max_size=32)

central_requests = st.one_of(
    st.builds(central.Register, cp_ids, texts, coordinates, coordinates),
    st.builds(central.Auth, cp_ids),
    st.builds(central.Proof, texts),
    st.just(central.Status(ok=True)),
    st.builds(central.Status, st.just(False), texts),
)
central_answers = st.one_of(
    st.builds(central.Registered, keys),
    st.builds(central.Pending, st.integers(1, 60), st.sampled_from(["", "K7RW2P"])),
    st.builds(central.Challenge, st.binary(min_size=16, max_size=16).map(bytes.hex)),
    st.builds(central.Accepted, prices),
    st.just(central.Ok()),
    st.builds(central.Reauth, texts),
    st.builds(central.Rejected, texts),
)
engine_requests = st.one_of(
    st.builds(engine.Identify, cp_ids, keys, prices), st.builds(engine.Health, st.booleans())
)
engine_answers = st.one_of(
    st.builds(engine.Identified, st.sampled_from(EngineState)),
    st.builds(engine.HealthOk, st.sampled_from(EngineState)),
    st.builds(engine.HealthKo, texts),
    st.builds(engine.Rejected, texts),
)


@given(central_requests)
def test_each_request_to_CENTRAL_is_read_as_it_was_written(request_: central.Request) -> None:
    assert central.parse_request(request_.to_text()) == request_
    encode_frame(request_.to_text())


@given(central_answers)
def test_each_answer_of_CENTRAL_is_read_as_it_was_written(answer: central.Answer) -> None:
    assert central.parse_answer(answer.to_text()) == answer


@given(engine_requests)
def test_each_request_to_the_engine_is_read_as_it_was_written(request_: engine.Request) -> None:
    assert engine.parse_request(request_.to_text()) == request_


@given(engine_answers)
def test_each_answer_of_the_engine_is_read_as_it_was_written(answer: engine.Answer) -> None:
    assert engine.parse_answer(answer.to_text()) == answer


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("REGISTER#CP-1#Alicante, C%23 1#12.5#100", central.Register("CP-1", "Alicante, C# 1", 12.5, 100)),
        ("REGISTER#a###", central.Register("a", "")),
        ("REGISTER#a#b#1e1#.5", central.Register("a", "b", 10, 0.5)),
        ("AUTH#" + "a" * 32, central.Auth("a" * 32)),
        ("PROOF#no mac at all", central.Proof("no mac at all")),
        ("STATUS#OK", central.Status(ok=True)),
        ("STATUS#KO#cable on fire", central.Status(ok=False, reason="cable on fire")),
    ],
)
def test_requests_to_CENTRAL_as_the_contract_writes_them(text: str, request_: central.Request) -> None:
    assert central.parse_request(text) == request_


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        (f"IDENTIFY#CP1#{KEY}#0.54", engine.Identify("CP1", bytes.fromhex(KEY), Decimal("0.54"))),
        (f"IDENTIFY#CP1#{KEY.upper()}#1", engine.Identify("CP1", bytes.fromhex(KEY), Decimal(1))),
        ("HEALTH#UP", engine.Health(central_up=True)),
        ("HEALTH#DOWN", engine.Health(central_up=False)),
    ],
)
def test_requests_to_the_engine_as_the_contract_writes_them(text: str, request_: engine.Request) -> None:
    assert engine.parse_request(text) == request_


@pytest.mark.parametrize(
    "text",
    ["", "HELLO", "register#a#b##", "REGISTER#a#b", "REGISTER#a#b###", "REGISTER##b##", "REGISTER#a b#b##",
     "REGISTER#ñ#b##", "REGISTER#" + "a" * 33 + "#b##",  "REGISTER#a#b#nan#",
     "REGISTER#a#b##inf", "REGISTER#a#b#-0.1#", "REGISTER#a#b#100.01#", "REGISTER#a#b#1_0#",
     "REGISTER#a#b# 1#", "REGISTER#a#b#0x1#", "REGISTER#a#b#1e999#", "REGISTER#a#b#" + "0" * 33 + "#",
     "REGISTER#a#b#١#", "AUTH", "AUTH#", "AUTH#a#b", "AUTH#a%0A", "AUTH#%FF", "AUTH#%2", "PROOF", "PROOF#a#b",
     "STATUS", "STATUS#", "STATUS#ok", "STATUS#OK#x", "STATUS#KO", "STATUS#KO#a#b", "HEALTH#UP"],
)  # fmt: skip
def test_B1_wrong_requests_to_CENTRAL_are_bad_requests(text: str) -> None:
    with pytest.raises(BadRequest):
        central.parse_request(text)


@pytest.mark.parametrize(
    "text",
    ["", "AUTH#a", "IDENTIFY", f"IDENTIFY#a#{KEY}", f"IDENTIFY#a#{KEY}#1#2", f"IDENTIFY#a b#{KEY}#1",
     f"IDENTIFY#a#{KEY[1:]}#1", f"IDENTIFY#a#{KEY[1:]}g#1", f"IDENTIFY#a#{KEY}#-1", f"IDENTIFY#a#{KEY}#nan",
     f"IDENTIFY#a#{KEY}#", "HEALTH", "HEALTH#", "HEALTH#up", "HEALTH#UP#UP"],
)  # fmt: skip
def test_B1_wrong_requests_to_the_engine_are_bad_requests(text: str) -> None:
    with pytest.raises(BadRequest):
        engine.parse_request(text)


@pytest.mark.parametrize(
    "text",
    ["", "HELLO", "REGISTERED", "REGISTERED#ab", f"REGISTERED#{KEY[1:]}z", "PENDING#0", "PENDING#61",
     "PENDING#1.5", "PENDING#", "CHALLENGE#" + KEY, "CHALLENGE", "ACCEPTED", "ACCEPTED#free", "ACCEPTED#inf",
     "REAUTH", "REJECTED"],
)  # fmt: skip
def test_wrong_answers_of_CENTRAL_are_bad_answers(text: str) -> None:
    with pytest.raises(BadAnswer):
        central.parse_answer(text)


@pytest.mark.parametrize("text", ["", "HELLO", "OK", "KO", "IDENTIFIED", "REJECTED", "ACCEPTED#1"])
def test_wrong_answers_of_the_engine_are_bad_answers(text: str) -> None:
    with pytest.raises(BadAnswer):
        engine.parse_answer(text)


def test_a_client_bears_the_words_and_fields_of_a_newer_peer() -> None:
    assert central.parse_answer("REJECTED#sunspots#since 1859") == central.Rejected("sunspots")
    assert central.parse_answer("OK#and#more") == central.Ok()
    assert engine.parse_answer("OK#COOLING") == engine.HealthOk("COOLING")


def test_known_words_are_those_of_the_tables() -> None:
    answer = central.parse_answer("REAUTH#revoked")
    assert isinstance(answer, central.Reauth)
    assert answer.reason == RefusalReason.REVOKED
    state = engine.parse_answer("OK#IDLE")
    assert isinstance(state, engine.HealthOk)
    assert state.state is EngineState.IDLE


def test_a_reason_that_is_too_long_is_cut_and_fits_its_frame() -> None:
    text = central.Status(ok=False, reason="\x01" * 9000).to_text()
    encode_frame(text)
    assert central.parse_request(text) == central.Status(ok=False, reason="\x01" * 256)


def test_no_secret_shows_in_a_log() -> None:
    secret = bytes.fromhex(KEY)
    shown = repr([central.Registered(secret), central.Proof(KEY), engine.Identify("CP1", secret, Decimal(1))])
    assert KEY not in shown
    assert repr(secret) not in shown
