"""The command line of ``run.py kafka``, packaged EV_Kafka."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import kafka_net
from shared.runtime.launch import typed

DEFAULT_PORT: Final = 9092
DEFAULT_CONTROLLER_PORT: Final = 9093
DEFAULT_HEAP: Final = "512m"
STOP_S: Final = 30.0
_EXIT_CODES: Final = (
    "exit codes: 0 done, or it runs; 1 failed, and said why; 2 wrong arguments; 3 (status) it does not run; "
    "4 (status) it runs but does not answer"
)
_MANAGED: Final = ("listeners", "advertised.listeners", "log.dirs", "node.id", "process.roles")


def default_data(variables: Mapping[str, str] = os.environ) -> Path:
    """Kafka's folder in the user's data folder, beside those of the programs."""
    home = Path(variables.get("HOME") or "~").expanduser()
    if sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(variables.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "EVCharging" / "Kafka"


def _heap(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*[kKmMgG]", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of memory, such as 512m or 2g")
    return text


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535, 0 for any that is free")
    return int(text)


def _host(text: str) -> str:
    try:
        kafka_net.with_port(text if text not in ("0.0.0.0", "::") else "any", 1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _advertised(text: str) -> str:
    try:
        kafka_net.with_port(text, 1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[a-z0-9.]+", name) or "\n" in value:
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=VALUE of a setting of the broker")
    if name in _MANAGED:
        raise argparse.ArgumentTypeError(f"{name} follows from the other options")
    return name, value


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 < float(text) < 86400:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    whole = argparse.ArgumentParser(
        prog=typed("EV_Kafka"), description="A real Apache Kafka on this computer, one node, without Docker.",
        epilog=_EXIT_CODES,
    )  # fmt: skip
    commands = whole.add_subparsers(dest="command", required=True, metavar="start|stop|status|get")
    start = commands.add_parser("start", help="start it, and return once it serves", epilog=_EXIT_CODES)
    stop = commands.add_parser("stop", help="end it in order; its records stay", epilog=_EXIT_CODES)
    status = commands.add_parser("status", help="say what runs, where, since when", epilog=_EXIT_CODES)
    commands.add_parser("get", help="only get what it needs: Java (as root on Debian) and its jars")
    for command in (start, stop, status):
        command.add_argument(
            "--data", type=Path, default=default_data(), metavar="DIR", help="its data folder (%(default)s)"
        )
    start.add_argument(
        "--port", type=_port, metavar="PORT", help="where it serves; 0: any that is free (9092)"
    )
    start.add_argument(
        "--controller-port", type=_port, metavar="PORT", help="for itself, on 127.0.0.1; 0: any (9093)"
    )
    start.add_argument(
        "--listen-host", type=_host, metavar="HOST", help="serve on this address alone (all of this computer)"
    )
    start.add_argument(
        "--advertise", type=_advertised, metavar="HOST[:PORT]",
        help="the address that it tells its clients, by which every one of them must reach it (this "
        "computer's in its network, or --listen-host)",
    )  # fmt: skip
    start.add_argument("--heap", type=_heap, help=f"memory for its objects ({DEFAULT_HEAP})")
    start.add_argument(
        "--set", type=_setting, action="append", default=[], metavar="NAME=VALUE", dest="more",
        help="any setting of the broker, such as log.retention.hours=24 (repeatable)",
    )  # fmt: skip
    start.add_argument(
        "--wait", type=_seconds, default=60.0, metavar="S", help="seconds for it to serve (%(default)g)"
    )
    start.add_argument(
        "--foreground", action="store_true", help="stay, and end it on Ctrl+C or SIGTERM (for systemd)"
    )
    stop.add_argument(
        "--within", type=_seconds, default=STOP_S, metavar="S", help="seconds, then by force (%(default)g)"
    )
    return whole
