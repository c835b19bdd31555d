"""EV_Central: the control panel and logic of the network (A1)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from apps.ev_central.checks import checks
from apps.ev_central.drivers_file import read_drivers
from apps.ev_central.enrolment import ENROLMENT_POLICIES, MAX_ENROLMENTS
from apps.ev_central.wiring import build
from shared.domain.money import parse_price
from shared.messaging.options import parse_kafka_option
from shared.net.server import MAX_UNPROVED
from shared.qt.program import Program, run_program
from shared.runtime import arguments
from shared.runtime.paths import data_path
from shared.runtime.text import translate
from shared.store.central_store import FILE_NAME

if TYPE_CHECKING:
    from shared.qt.connection_dialog import FieldSpec


def main(argv: Sequence[str] | None = None) -> int:
    """Run EV_Central with ``argv`` (without the program's name) and return its exit code."""
    return run_program(PROGRAM, sys.argv[1:] if argv is None else argv)


def make_parser() -> arguments.AppParser:
    """The command line of EV_Central."""
    parser = arguments.AppParser(
        "EV_Central",
        translate("Central", "Control panel and logic of the charging network."),
        kafka_option=parse_kafka_option,
    )
    add = parser.add_argument
    add(
        "listen_port",
        metavar="LISTEN_PORT",
        type=arguments.port,
        help=translate("Central", "port for the monitors"),
    )
    add("broker", metavar="BROKER", type=arguments.address, help=translate("Central", "Kafka, host:port"))
    add(
        "--listen-host",
        metavar="HOST",
        type=arguments.listen_host,
        default="",
        help=translate("Central", "address to listen on (default: all)"),
    )
    add(
        "--database",
        metavar="URL",
        help=translate("Central", "sqlite:///FILE or postgresql://... (default: SQLite in the data folder)"),
    )
    add(
        "--enrolment",
        choices=ENROLMENT_POLICIES,
        default="open",
        help=translate("Central", "who may enrol: all, after approval, or nobody"),
    )
    add(
        "--max-enrolments",
        metavar="N",
        type=arguments.most,
        default=MAX_ENROLMENTS,
        help=translate("Central", "charging points that may enrol in all (default: {most})").format(
            most=MAX_ENROLMENTS
        ),
    )
    add(
        "--max-unproved",
        metavar="N",
        type=arguments.most,
        default=MAX_UNPROVED,
        help=translate(
            "Central", "connections of one address that have not proved who they are (default: {most})"
        ).format(most=MAX_UNPROVED),
    )
    add(
        "--tariff",
        metavar="EUR_PER_KWH",
        type=arguments.sentence_type(parse_price),
        help=translate("Central", "default price, for example 0.54"),
    )
    add(
        "--import-drivers",
        metavar="FILE",
        type=parser.file(lambda text: read_drivers(Path(text))),
        help=translate("Central", "CSV file with the header driver_id,enabled"),
    )
    add(
        "--tls",
        metavar="PEM",
        type=Path,
        help=translate("Central", "file with CENTRAL's certificate and key: monitors must use TLS"),
    )
    return parser


def _instance(given: argparse.Namespace) -> str:
    """Not the port: at another one CENTRAL has the same data. A folder of an earlier version, which was named
    by it, stays in use if it is this port's or the only one, and there is none of ours."""
    if given.network != "ev":
        return f"network-{given.network}"
    base = data_path(PROGRAM.name, "", given.data_dir)
    ports = [path.parent.name.rpartition("-")[2] for path in base.parent.glob(f"{base.name}-*/{FILE_NAME}")]
    ports = [port for port in ports if port.isdigit()]
    of_this = str(given.listen_port)
    if (base / FILE_NAME).exists() or not (of_this in ports or len(ports) == 1):
        return ""
    return of_this if of_this in ports else ports[0]


def fields() -> Sequence[FieldSpec]:
    """What the connection dialog asks for."""
    from shared.qt.connection_dialog import FieldSpec

    return (
        FieldSpec(
            "listen_port", translate("Central", "Port for the monitors"), "7000", "7000", arguments.port
        ),
        FieldSpec("broker", "Kafka", "127.0.0.1:9092", "host:port", arguments.address),
    )


PROGRAM = Program(
    name="EV_Central",
    make_parser=make_parser,
    instance=_instance,
    build=build,
    fields=fields,
    to_arguments=lambda values: ["--", values["listen_port"], values["broker"]],
    checks=checks,
)


if __name__ == "__main__":
    sys.exit(main())
