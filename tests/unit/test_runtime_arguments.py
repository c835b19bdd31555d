"""Command line (acceptance section 1): one clear line and exit code 2, a complete help, both languages."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.cp import position
from shared.domain.engine import AutoTarget, auto_target
from shared.domain.ids import cp_id, is_cp_id
from shared.domain.money import parse_price
from shared.runtime import arguments, text
from shared.runtime.addresses import Address
from shared.runtime.arguments import AppParser, CommonOptions, common_options
from shared.runtime.version import VERSION


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    before = text._State.translator, text._State.language
    text._State.translator, text._State.language = None, "en"
    yield
    text._State.translator, text._State.language = before


def _kafka_option(raw: str) -> tuple[str, object]:
    name, sign, value = raw.partition("=")
    if not sign:
        raise ValueError(f"'{raw}' is not NAME=VALUE; write for example acks=all.")
    return name, value


def _parser() -> AppParser:
    parser = AppParser("EV_Central", "Control panel of the network.", kafka_option=_kafka_option)
    parser.add_argument(
        "listen_port", metavar="LISTEN_PORT", type=arguments.port, help="port for the monitors"
    )
    parser.add_argument("broker", metavar="BROKER", type=arguments.address, help="Kafka, host:port")
    parser.add_argument(
        "--tariff",
        metavar="EUR_PER_KWH",
        type=arguments.sentence_type(parse_price),
        default=Decimal("0.54"),
        help="price",
    )
    parser.add_argument(
        "--enrolment", choices=("open", "approve", "closed"), default="open", help="who may enrol"
    )
    parser.add_argument(
        "--position", metavar="X,Y", type=arguments.sentence_type(position), help="place on the map"
    )
    return parser


def _refusal(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        _parser().parse_args(argv)
    printed = capsys.readouterr()
    assert (end.value.code, printed.out, printed.err.count("\n")) == (2, "", 1)
    return printed.err


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        ([], "these arguments are missing: LISTEN_PORT, BROKER"),
        (["7000"], "these arguments are missing: BROKER"),
        (["-5", "b:1"], "LISTEN_PORT: '-5' is not a port; write a whole number from 0 to 65535."),
        (["7000", "b"], "BROKER: The address 'b' has no port; write it as host:port"),
        (["7000", "b:1", "extra"], "nobody knows these arguments: extra"),
        (["7000", "b:1", "two\nlines"], "nobody knows these arguments: two lines"),
        (["7000", "b:1", "--headles"], "nobody knows these arguments: --headles"),
        (["7000", "b:1", "--lang", "fr"], "--lang: 'fr' is not possible; write one of es, en"),
        (["7000", "b:1", "--log-level", "loud"], "--log-level: 'loud' is not possible"),
        (
            ["7000", "b:1", "--log-format", "xml"],
            "--log-format: 'xml' is not possible; write one of text, json",
        ),
        (
            ["7000", "b:1", "--enrolment", "x"],
            "--enrolment: 'x' is not possible; write one of open, approve, closed",
        ),
        (["7000", "b:1", "--tariff"], "--tariff needs one value"),
        (
            ["7000", "b:1", "--position", "-1,2"],
            "--position needs one value; if it starts with '-', write --position=",
        ),
        (["7000", "b:1", "--position=-1,2"], "--position: '-1,2' is not a position"),
        (
            ["7000", "b:1", "--tariff", "-0.5"],
            "--tariff: '-0.5' is not a price; write EUR per kWh from 0 to 1000",
        ),
        (["7000", "b:1", "--headless=yes"], "--headless takes no value, but 'yes' was given"),
        (["7000", "b:1", "--kafka-option", "acks"], "--kafka-option: 'acks' is not NAME=VALUE"),
    ],
)
def test_B4_a_wrong_argument_is_one_line_and_exit_code_2(
    argv: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = _refusal(argv, capsys)
    assert line.startswith(f"EV_Central: {why}")
    assert line.endswith("(EV_Central --help explains all arguments)\n")


def test_every_refusal_of_argparse_goes_through_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    text.install(
        lambda context, source: source.upper().replace("{NAMES}", "{names}").replace("{PROGRAM}", "{program}")
    )
    line = _refusal(["7000"], capsys)
    assert (
        line == "EV_Central: THESE ARGUMENTS ARE MISSING: BROKER (EV_Central --HELP EXPLAINS ALL ARGUMENTS)\n"
    )


def test_help_names_every_argument_and_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        _parser().parse_args(["--help"])
    printed = capsys.readouterr().out
    assert end.value.code == 0
    for part in (
        "usage: EV_Central",
        "Control panel of the network.",
        "LISTEN_PORT",
        "BROKER",
        "--tariff EUR_PER_KWH",
        "(default: 0.54)",
        "(default: open)",
        "--headless",
        "--data-dir DIR",
        "--kafka-option NAME=VALUE",
        "--lang {es,en}",
        "--log-level {debug,info,warning,error}",
        "--log-format {text,json}",
        "(default: text)",
        "(default: info)",
        "--version",
    ):
        assert part in printed
    assert "None" not in printed
    assert "False" not in printed
    assert "[]" not in printed


def test_no_word_of_the_help_escapes_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    text.install(lambda context, source: re.sub(r"[a-z](?![a-z]*\})", "¤", source))
    parser = AppParser("EV", "", kafka_option=_kafka_option)
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    printed = capsys.readouterr().out
    for own in (
        "--help", "--version", "--headless", "--data-dir", "--kafka-option", "--lang", "--log-level",
        "--log-format", "--check", "--network",
    ):  # fmt: skip
        printed = printed.replace(own, "")
    for own in ("{es,en}", "{debug,info,warning,error}", "{text,json}", "-h", "info", "text", ": ev)"):
        printed = printed.replace(own, "")
    assert [c for c in printed if c.islower()] == []


def test_version_is_one_line_and_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        _parser().parse_args(["--version"])
    assert (end.value.code, capsys.readouterr().out) == (0, f"EV_Central {VERSION}\n")


def test_the_common_options_have_defaults() -> None:
    parsed = _parser().parse_args(["7000", "kafka:9092"])
    assert (parsed.listen_port, parsed.broker) == (7000, Address("kafka", 9092))
    assert common_options(parsed) == CommonOptions(False, None, {}, None, "info", "text")


def test_the_common_options_are_taken_and_the_last_kafka_option_of_a_name_holds() -> None:
    line = ["7000", "[::1]:9092", "--headless", "--data-dir", "d", "--lang", "es", "--log-level", "debug"]
    options = ["--log-format", "json", "--kafka-option", "a=1", "--kafka-option", "b=2", "--kafka-option=a=3"]
    parsed = _parser().parse_args(line + options)
    assert common_options(parsed) == CommonOptions(
        True, Path("d"), {"a": "3", "b": "2"}, "es", "debug", "json"
    )


def test_kafka_options_of_one_parser_do_not_leak_into_the_next() -> None:
    parser = _parser()
    parser.parse_args(["7000", "b:1", "--kafka-option", "a=1"])
    assert common_options(parser.parse_args(["7000", "b:1"])).kafka_options == {}


def test_without_a_console_a_wrong_argument_still_ends_with_code_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as end:
        _parser().parse_args([])
    assert end.value.code == 2


@pytest.mark.parametrize(
    ("raw", "target"),
    [
        ("20s", AutoTarget(20.0, None)),
        ("1.5 S", AutoTarget(1.5, None)),
        ("3kWh", AutoTarget(None, 3000)),
        ("0.25kwh", AutoTarget(None, 250)),
        ("0.001kWh", AutoTarget(None, 1)),
    ],
)
def test_M16_auto_takes_a_time_or_an_energy(raw: str, target: AutoTarget) -> None:
    assert auto_target(raw) == target


def test_a_position_is_two_numbers_of_the_map() -> None:
    assert position("0,100") == (0.0, 100.0)
    assert position("40, 25.5") == (40.0, 25.5)


@pytest.mark.parametrize(
    ("parse", "raw"),
    [
        *[(auto_target, raw) for raw in ("", "20", "s", "0s", "-1s", "0.0kWh", "3Wh", "1e3s", "infs", "nan")],
        *[
            (position, raw)
            for raw in ("", "1", "1,2,3", "-1,2", "1,101", "nan,1", "inf,1", "a,b", "1,", "1;2")
        ],
        *[(arguments.sentence_type(cp_id), raw) for raw in ("", "a b", "ñ", "x" * 33, "../a", "a\n")],
        *[(parse_price, raw) for raw in ("", "-1", "0,54", "1000.01", "0.12345", "nan", "1e2", ".5")],
        *[(arguments.port, raw) for raw in ("", "-1", "65536", "http", "7000.0", "+1")],
    ],
)
def test_B4_a_wrong_value_is_one_sentence_with_what_to_write(
    parse: Callable[[str], object], raw: str
) -> None:
    with pytest.raises((ValueError, argparse.ArgumentTypeError), match=r"^'[^']*'.* write .*\.$"):
        parse(raw)


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[A-Za-z0-9_-]{0,34}", fullmatch=True)))
def test_a_cp_id_of_the_command_line_is_one_of_the_wire(raw: str) -> None:
    assert _accepts(cp_id, raw) == is_cp_id(raw)


def _accepts(parse: Callable[[str], object], raw: str) -> bool:
    try:
        parse(raw)
    except (ValueError, argparse.ArgumentTypeError):
        return False
    return True
