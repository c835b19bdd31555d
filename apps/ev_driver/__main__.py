"""EV_Driver: its arguments and its connection dialog (A4); :mod:`apps.ev_driver.wiring` does the rest."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from apps.ev_driver.checks import checks
from apps.ev_driver.services_desk import Given
from apps.ev_driver.services_file import ServicesError, load_services
from apps.ev_driver.wiring import NAME, build
from shared.domain.ids import driver_id
from shared.messaging.options import parse_kafka_option
from shared.qt.program import Program, run_program
from shared.runtime import arguments
from shared.runtime.addresses import parse_address
from shared.runtime.text import translate

if TYPE_CHECKING:
    from shared.qt.connection_dialog import FieldSpec


def main(argv: Sequence[str] | None = None) -> int:
    """Run EV_Driver with ``argv`` (without the program's name) and return its exit code."""
    return run_program(PROGRAM, sys.argv[1:] if argv is None else argv)


def services_file(text: str) -> Given:
    """Name and ids of the services file at ``text``. Raises :class:`ValueError` with its line (M15)."""
    path = Path(text)
    try:
        return path.name, load_services(path)
    except ServicesError as error:
        raise ValueError(str(error)) from error


def _parser() -> arguments.AppParser:
    parser = arguments.AppParser(
        NAME,
        translate("DriverArguments", "The driver's app: asks for supplies, follows them, keeps the tickets."),
        kafka_option=parse_kafka_option,
    )
    parser.add_argument(
        "broker",
        metavar="BROKER",
        type=arguments.address,
        help=translate("DriverArguments", "address of Kafka, host:port"),
    )
    parser.add_argument(
        "driver_id",
        metavar="DRIVER_ID",
        type=arguments.sentence_type(driver_id),
        help=translate("DriverArguments", "id with which CENTRAL knows this driver"),
    )
    parser.add_argument(
        "services_file",
        metavar="SERVICES_FILE",
        nargs="?",
        type=parser.file(services_file),
        help=translate("DriverArguments", "charging points to request one after the other, one id per line"),
    )
    return parser


def _fields() -> Sequence[FieldSpec]:
    from shared.qt.connection_dialog import FieldSpec

    def optional_file(text: str) -> object:
        return services_file(text) if text else None

    return (
        FieldSpec(
            "broker",
            translate("DriverArguments", "Kafka (host:port)"),
            "127.0.0.1:9092",
            "192.168.1.10:9092",
            parse_address,
        ),
        FieldSpec("driver_id", translate("DriverArguments", "Driver id"), "", "5", driver_id),
        FieldSpec(
            "services_file",
            translate("DriverArguments", "Services file (optional)"),
            "",
            "services.txt",
            optional_file,
        ),
    )


def _to_arguments(values: Mapping[str, str]) -> list[str]:
    return [
        "--",
        *(word for name in ("broker", "driver_id", "services_file") if (word := values.get(name, ""))),
    ]


PROGRAM = Program(
    name=NAME,
    make_parser=_parser,
    instance=lambda parsed: str(parsed.driver_id),
    build=build,
    fields=_fields,
    to_arguments=_to_arguments,
    checks=checks,
)

if __name__ == "__main__":
    sys.exit(main())
