"""EV_CP_E: arguments, then :mod:`apps.ev_cp_e.wiring` (A2)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from apps.ev_cp_e.station import Equipment
from apps.ev_cp_e.wiring import PROGRAM, Options, run
from shared.messaging.options import parse_kafka_option
from shared.qt.translation import install_translation
from shared.runtime import arguments
from shared.runtime.logs import ensure_streams
from shared.runtime.text import language_from, translate

LEAST_SCALE, MOST_SCALE = 0.1, 10_000.0
MOST_KW = 1_000.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run EV_CP_E with ``argv`` (without the program's name) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    ensure_streams()
    language = language_from(words, os.environ)
    install_translation(language)
    if not words:
        return run(Options(language=language), None)
    parsed = _parser().parse_args(words)
    common = arguments.common_options(parsed)
    options = Options(
        language=language,
        listen_host=parsed.listen_host,
        listen_port=parsed.listen_port,
        equipment=Equipment(parsed.max_power * 1000, parsed.time_scale, parsed.auto),
        headless=common.headless,
        data_dir=common.data_dir,
        kafka_options=common.kafka_options,
        log_level=common.log_level,
    )
    return run(options, str(parsed.broker))


def _parser() -> arguments.AppParser:
    parser = arguments.AppParser(
        PROGRAM,
        translate("EngineArguments", "The engine of one charging point: plug, meter, journal."),
        kafka_option=parse_kafka_option,
    )
    add = parser.add_argument
    add(
        "broker",
        metavar="BROKER",
        type=arguments.address,
        help=translate("EngineArguments", "address of Kafka, host:port"),
    )
    add(
        "--listen-host",
        metavar="HOST",
        default="127.0.0.1",
        help=translate("EngineArguments", "address on which the monitor is waited for"),
    )
    add(
        "--listen-port",
        metavar="PORT",
        type=arguments.port,
        default=7100,
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
        type=arguments.auto_target,
        help=translate(
            "EngineArguments", "plug in by itself and unplug at the target, for example 20s or 3kWh"
        ),
    )
    return parser


@arguments.sentence_type
def max_power(text: str) -> float:
    """Power of a charging point in kW."""
    return _between(text, 0.1, MOST_KW)


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
            translate(
                "EngineArguments", "'{text}' is not a number from {least} to {most}; write for example 1."
            ).format(text=text, least=f"{least:g}", most=f"{most:g}")
        )
    return value


if __name__ == "__main__":
    sys.exit(main())
