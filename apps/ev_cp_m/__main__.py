"""``EV_CP_M ENGINE CENTRAL CP_ID``: arguments of the monitor of one charging point, and its start (A3)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from apps.ev_cp_m.wiring import build
from shared.domain.cp import position
from shared.domain.ids import cp_id
from shared.qt.program import Program, run_program
from shared.runtime.arguments import AppParser, address, sentence_type
from shared.runtime.text import translate

if TYPE_CHECKING:
    from shared.qt.connection_dialog import FieldSpec
    from shared.runtime.checks import Chain, Setting

LOCATION_MAX = 128
"""Longest location that this program takes, in characters; CENTRAL takes any."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run EV_CP_M with ``argv`` (without the program's name) and return its exit code."""
    return run_program(PROGRAM, sys.argv[1:] if argv is None else argv)


def _parser() -> AppParser:
    parser = AppParser(
        PROGRAM.name,
        translate(
            "MonitorArguments",
            "Monitor of one charging point: registers it in CENTRAL and checks its engine each second.",
        ),
        kafka_option=_kafka_option,
    )
    add = parser.add_argument
    add(
        "engine",
        metavar="ENGINE",
        type=address,
        help=translate("MonitorArguments", "address of the engine, host:port"),
    )
    add(
        "central",
        metavar="CENTRAL",
        type=address,
        help=translate("MonitorArguments", "address of CENTRAL, host:port"),
    )
    add(
        "cp_id",
        metavar="CP_ID",
        type=sentence_type(cp_id),
        help=translate("MonitorArguments", "id of the charging point"),
    )
    _add_options(parser)
    return parser


def _add_options(parser: AppParser) -> None:
    add = parser.add_argument
    add(
        "--location",
        metavar="TEXT",
        type=_location,
        default="",
        help=translate("MonitorArguments", "where the charging point is, told to CENTRAL when it registers"),
    )
    add(
        "--position",
        metavar="X,Y",
        type=sentence_type(position),
        help=translate("MonitorArguments", "place on CENTRAL's map, both 0 to 100"),
    )
    add(
        "--tls",
        metavar="CAFILE",
        type=Path,
        help=translate("MonitorArguments", "use TLS with CENTRAL and trust the certificate in this PEM file"),
    )


@sentence_type
def _location(text: str) -> str:
    if len(text) > LOCATION_MAX or not text.isprintable():
        raise ValueError(
            translate(
                "MonitorArguments",
                "This location cannot be used; write at most {length} printable characters on one line.",
            ).format(length=LOCATION_MAX)
        )
    return text


def _kafka_option(text: str) -> tuple[str, object]:
    # Here and in _checks: to load what knows Kafka and databases takes half of a start, and it needs neither.
    from shared.messaging.options import parse_kafka_option

    return parse_kafka_option(text)


def _checks(setting: Setting) -> Sequence[Chain]:
    from apps.ev_cp_m.checks import checks

    return checks(setting)


def _fields() -> Sequence[FieldSpec]:
    from apps.ev_cp_m.window import connection_fields

    return connection_fields(_location)


def _arguments_of(values: Mapping[str, str]) -> list[str]:
    return [
        f"--location={values['location']}",
        *([f"--position={values['position']}"] if values["position"] else []),
        "--",
        values["engine"],
        values["central"],
        values["cp_id"],
    ]


PROGRAM = Program("EV_CP_M", _parser, lambda given: str(given.cp_id), build, _fields, _arguments_of, _checks)

if __name__ == "__main__":
    sys.exit(main())
