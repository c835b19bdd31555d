"""The demo's network: charging points all over the country, drivers, and the command line of each process.

Nothing here is special to the demo: anyone could type these arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from shared.messaging.embedded import CLIENT_OPTIONS
from shared.runtime import launch

Geometry = tuple[int, int, int, int]

BROKER: Final = "BROKER"
"""Stands in the arguments until the broker has said where it listens."""
LOCAL: Final = "127.0.0.1"


class Kind(StrEnum):
    """What a process is; also the order of the start, and backwards that of the end."""

    KAFKA = "kafka"
    CENTRAL = "central"
    ENGINE = "engine"
    MONITOR = "monitor"
    DRIVER = "driver"


PROGRAMS: Final[Mapping[Kind, str]] = {
    Kind.KAFKA: "EV_Broker",
    Kind.CENTRAL: "EV_Central",
    Kind.ENGINE: "EV_CP_E",
    Kind.MONITOR: "EV_CP_M",
    Kind.DRIVER: "EV_Driver",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One charging point: id, address, position on the map (0 to 100), power in kW, ``--auto`` or None."""

    cp_id: str
    location: str
    x: float
    y: float
    power_kw: float
    auto: str | None


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver and the services file given at the start, if any."""

    driver_id: str
    services: Path | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run; ``options`` are those that every app gets."""

    places: tuple[Place, ...]
    drivers: tuple[Driver, ...]
    registered: Mapping[str, bool]
    time_scale: int
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """One process: ``key`` is its name for commands and files, ``subject`` the id of its CP or driver."""

    key: str
    kind: Kind
    subject: str
    arguments: tuple[str, ...]

    def argv(self, broker: str) -> list[str]:
        """What the system is given to run: its standard input says when there is to be a window."""
        unseen = [] if self.kind is Kind.KAFKA else ["--hidden"]
        return launch.command(PROGRAMS[self.kind], self._arguments(broker) + unseen)

    def command_line(self, broker: str) -> str:
        """What a person would type, who wants to see it."""
        return launch.typed(PROGRAMS[self.kind], self._arguments(broker))

    def _arguments(self, broker: str) -> list[str]:
        return [broker if word == BROKER else word for word in self.arguments]


@dataclass(frozen=True, slots=True)
class Sites:
    """Where this network lives on this computer: ports, folder, files, places of the windows."""

    kafka_port: int
    central_port: int
    engine_ports: tuple[int, ...]
    folder: Path
    windows: Mapping[str, Geometry]

    @property
    def port_file(self) -> Path:
        """Where the broker writes its address."""
        return self.folder / "kafka.address"

    @property
    def drivers_file(self) -> Path:
        """The drivers that CENTRAL imports."""
        return self.folder / "drivers.csv"


def drivers_csv(registered: Mapping[str, bool]) -> str:
    """The content of the file for ``--import-drivers``."""
    rows = "".join(f"{driver_id},{str(enabled).lower()}\n" for driver_id, enabled in registered.items())
    return "driver_id,enabled\n" + rows


def specs(plan: Plan, sites: Sites) -> tuple[Spec, ...]:
    """Every process of the network, in the order of its start."""
    words = ("--port", str(sites.kafka_port), "--records", str(sites.folder / "kafka.records"))
    kafka = Spec("kafka", Kind.KAFKA, "", (*words, "--port-file", str(sites.port_file)))
    made = [kafka, _central(plan, sites)]
    for place, port in zip(plan.places, sites.engine_ports, strict=True):
        made += _charging_point(plan, sites, place, port)
    for driver in plan.drivers:
        key = f"driver-{driver.driver_id}"
        services = (str(driver.services),) if driver.services else ()
        words = (BROKER, driver.driver_id, *services, *_common(plan, sites, key, kafka=True))
        made.append(Spec(key, Kind.DRIVER, driver.driver_id, words))
    return tuple(made)


def _central(plan: Plan, sites: Sites) -> Spec:
    common = _common(plan, sites, "central", kafka=True)
    # Only this computer's monitors: no firewall needs to be asked.
    words = (str(sites.central_port), BROKER, "--listen-host", LOCAL)
    drivers = ("--import-drivers", str(sites.drivers_file))
    return Spec("central", Kind.CENTRAL, "", (*words, *drivers, *common))


def _charging_point(plan: Plan, sites: Sites, place: Place, port: int) -> tuple[Spec, Spec]:
    engine_key, monitor_key = f"engine-{place.cp_id}", f"monitor-{place.cp_id}"
    engine = (
        *(BROKER, "--listen-port", str(port), "--max-power", f"{place.power_kw:g}"),
        *("--time-scale", str(plan.time_scale)),
        *(("--auto", place.auto) if place.auto else ()),
        *_common(plan, sites, engine_key, kafka=True),
    )
    monitor = (
        *(f"{LOCAL}:{port}", f"{LOCAL}:{sites.central_port}", place.cp_id),
        *("--location", place.location, "--position", f"{place.x:g},{place.y:g}"),
        *_common(plan, sites, monitor_key, kafka=False),
    )
    return (
        Spec(engine_key, Kind.ENGINE, place.cp_id, engine),
        Spec(monitor_key, Kind.MONITOR, place.cp_id, monitor),
    )


def _common(plan: Plan, sites: Sites, key: str, *, kafka: bool) -> Sequence[str]:
    words = ["--data-dir", str(sites.folder)]
    if kafka:
        for name, value in CLIENT_OPTIONS.items():
            words += ["--kafka-option", f"{name}={value}"]
    if key in sites.windows:
        words.append(f"--geometry={','.join(map(str, sites.windows[key]))}")
    return [*words, *plan.options]
