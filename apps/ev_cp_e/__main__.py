"""EV_CP_E: its arguments; the rest is :mod:`apps.ev_cp_e.wiring` (A2)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from apps.ev_cp_e.checks import checks
from apps.ev_cp_e.wiring import build
from shared.domain.engine import auto_target
from shared.messaging.options import parse_kafka_option
from shared.qt.program import Program, run_program
from shared.runtime import arguments
from shared.runtime.text import translate

if TYPE_CHECKING:
    from shared.qt.connection_dialog import FieldSpec

LEAST_SCALE, MOST_SCALE = 0.1, 10_000.0
LEAST_KW, MOST_KW = 0.1, 1_000.0
PORT = 7100


def main(argv: Sequence[str] | None = None) -> int:
    """Run EV_CP_E with ``argv`` (without the program's name) and return its exit code."""
    return run_program(PROGRAM, sys.argv[1:] if argv is None else argv)


def parser() -> arguments.AppParser:
    """The parser of ``EV_CP_E BROKER [options]``, in the user's language."""
    made = arguments.AppParser(
        "EV_CP_E",
        translate("EngineArguments", "The engine of one charging point: plug, meter, journal."),
        kafka_option=parse_kafka_option,
    )
    add = made.add_argument
    add(
        "broker",
        metavar="BROKER",
        type=arguments.address,
        help=translate("EngineArguments", "address of Kafka, host:port"),
    )
    add(
        "--listen-host",
        metavar="HOST",
        type=arguments.listen_host,
        default="127.0.0.1",
        help=translate("EngineArguments", "address on which the monitor is waited for"),
    )
    add(
        "--listen-port",
        metavar="PORT",
        type=arguments.port,
        default=PORT,
        help=translate("EngineArguments", "port on which the monitor is waited for; 0: any free one"),
    )
    add(
        "--max-power",
        metavar="KW",
        type=max_power,
        default=50.0,
        help=translate("EngineArguments", "most power of this charging point in kW"),
    )
    add(
        "--time-scale",
        metavar="N",
        type=time_scale,
        default=1.0,
        help=translate("EngineArguments", "simulated seconds per second, 0.1 to 10000: energy goes faster"),
    )
    add(
        "--auto",
        metavar="TARGET",
        type=arguments.sentence_type(auto_target),
        help=translate("EngineArguments", "plug in by itself and unplug at the target, such as 20s or 3kWh"),
    )
    return made


@arguments.sentence_type
def max_power(text: str) -> float:
    """Power of a charging point in kW."""
    return _between(text, LEAST_KW, MOST_KW)


@arguments.sentence_type
def time_scale(text: str) -> float:
    """Simulated seconds per second."""
    return _between(text, LEAST_SCALE, MOST_SCALE)


def _between(text: str, least: float, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        raise ValueError(
            translate("EngineArguments", "'{text}' is not a number from {least} to {most}.").format(
                text=text, least=f"{least:g}", most=f"{most:g}"
            )
        )
    return value


def _instance(parsed: argparse.Namespace) -> str:
    return f"port-{parsed.listen_port}"


def _fields() -> Sequence[FieldSpec]:
    from apps.ev_cp_e.window import connection_fields

    return connection_fields(PORT)


def _to_arguments(values: Mapping[str, str]) -> list[str]:
    return [f"--listen-port={values['listen_port']}", "--", values["broker"]]


PROGRAM = Program("EV_CP_E", parser, _instance, build, _fields, _to_arguments, checks)

if __name__ == "__main__":
    sys.exit(main())
