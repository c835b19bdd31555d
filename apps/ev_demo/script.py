"""The fixed story as data: what every service must come to, and what is done when (acceptance section 6).

A :class:`Scene` is played once, as soon as its condition holds; there is no clock in the story.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from apps.ev_demo.answers import CentralStatus, CpStatus, DriverStatus, EngineStatus
from shared.runtime.text import translate

Outcome = Literal["charged", "denied", "failed"]

ENDED: Final = "ended"
"""Stands for the step of a service whose supply was seen and is over."""
OVER: Final = frozenset({"denied", "cancelled", ENDED})


@dataclass(frozen=True, slots=True)
class Expected:
    """What one service must come to."""

    cp_id: str
    outcome: Outcome
    reason: str


SERVICES: Final[Mapping[str, tuple[Expected, ...]]] = {
    "5": (
        Expected("ALC1", "charged", "target_reached"),
        Expected("MAD2", "charged", "target_reached"),
        Expected("BIL4", "charged", "unplugged"),
    ),
    "7": (
        Expected("SEV3", "denied", "unknown_driver"),
        Expected("SEV3", "failed", "fault"),
        Expected("SEV3", "denied", "cp_not_available"),
        Expected("SEV3", "charged", "target_reached"),
    ),
    "12": (
        Expected("VAL8", "denied", "driver_disabled"),
        Expected("VAL8", "failed", "stopped"),
        Expected("VAL8", "denied", "cp_not_available"),
        Expected("VIG9", "denied", "unknown_cp"),
        Expected("COR1", "charged", "target_reached"),
        Expected("BIL4", "denied", "cp_reserved"),
    ),
}
"""By driver, in order; the request at the charging point comes last in its driver's list."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known at one moment. ``services``: by driver, the step of each one begun so far."""

    central: CentralStatus
    engines: Mapping[str, EngineStatus]
    drivers: Mapping[str, DriverStatus]
    services: Mapping[str, tuple[str, ...]]

    def cp(self, cp_id: str) -> CpStatus:
        """A charging point as CENTRAL sees it; DISCONNECTED while CENTRAL has not heard of it."""
        known = {each.cp_id: each for each in self.central.charging_points}
        return known.get(cp_id) or CpStatus(cp_id, "DISCONNECTED", False, None, None, 0)

    def step(self, driver_id: str, number: int) -> str:
        """The last step of the driver's service ``number`` (from 1); empty before it begins."""
        begun = self.services.get(driver_id, ())
        return begun[number - 1] if len(begun) >= number else ""

    def supplying(self, cp_id: str, least_wh: int) -> bool:
        """Whether CENTRAL shows a supply with so much energy (Wh) there."""
        cp = self.cp(cp_id)
        return cp.state == "SUPPLYING" and cp.energy_wh >= least_wh

    def through(self, driver_id: str, count: int) -> bool:
        """Whether the driver's first ``count`` services have come to their end."""
        return all(self.step(driver_id, number) in OVER for number in range(1, count + 1))


@dataclass(frozen=True, slots=True)
class Scene:
    """What is typed (process, command) once ``when`` holds; ``text`` tells it in plain words."""

    text: str
    when: Callable[[Seen], bool]
    commands: tuple[tuple[str, str], ...]


PRICES: Final = (("ALC1", "0.48"), ("BIL4", "0.62"))
"""Set by CENTRAL before the first request (M4), EUR per kWh; the others have the tariff."""


def scenes() -> tuple[Scene, ...]:
    """The scenes, in the user's language. In any order: each is played when its moment has come."""
    return (
        Scene(
            translate("Story", "CENTRAL denied driver 7, whom it does not know: it registers driver 7"),
            lambda now: now.step("7", 1) == "denied",
            (("central", "driver add 7"),),
        ),
        Scene(
            translate("Story", "CENTRAL denied driver 12, who is disabled: it enables driver 12"),
            lambda now: now.step("12", 1) == "denied",
            (("central", "driver enable 12"),),
        ),
        Scene(
            translate("Story", "SEV3 breaks while it supplies driver 7"),
            lambda now: now.step("7", 2) != "" and now.supplying("SEV3", 2_000),
            (("engine-SEV3", "ko"),),
        ),
        Scene(
            translate("Story", "CENTRAL stops VAL8 while it supplies driver 12"),
            lambda now: now.step("12", 2) != "" and now.supplying("VAL8", 3_000),
            (("central", "stop VAL8"),),
        ),
        Scene(
            translate("Story", "SEV3 is repaired"),
            lambda now: now.step("7", 3) == "denied",
            (("engine-SEV3", "ok"),),
        ),
        Scene(
            translate("Story", "CENTRAL resumes VAL8"),
            lambda now: now.step("12", 4) == "denied",
            (("central", "resume VAL8"),),
        ),
        Scene(
            translate("Story", "driver 5 asks for a supply at BIL4 itself"),
            lambda now: now.through("5", 2),
            (("engine-BIL4", "request 5"),),
        ),
        Scene(
            translate("Story", "BIL4 was reserved when driver 12 asked for it; now driver 5 plugs in there"),
            lambda now: now.step("12", 6) == "denied" and now.engines["BIL4"].state == "RESERVED",
            (("engine-BIL4", "plug"),),
        ),
        Scene(
            translate("Story", "driver 5 unplugs at BIL4"),
            lambda now: now.engines["BIL4"].driver_id == "5" and now.engines["BIL4"].energy_wh >= 6_000,
            (("engine-BIL4", "unplug"),),
        ),
    )


def pictures(seen: Seen) -> dict[str, float]:
    """The processes whose windows are worth a picture: those that supply, CENTRAL while it shows every state.

    With each, how long it must have been so, s: some readings make a better picture than the first one.
    """
    worth: dict[str, float] = {}
    for cp_id, engine in seen.engines.items():
        if engine.state == "SUPPLYING" and engine.energy_wh > 0:
            worth |= {f"engine-{cp_id}": 1.5, f"monitor-{cp_id}": 1.5}
    for driver_id, driver in seen.drivers.items():
        if driver.session is not None and driver.session.state == "supplying" and driver.session.energy_wh:
            worth[f"driver-{driver_id}"] = 3.5
    states = {cp.state for cp in seen.central.charging_points if cp.state != "SUPPLYING" or cp.energy_wh}
    if {"SUPPLYING", "STOPPED", "FAULTED", "ACTIVATED"} <= states:
        worth["central"] = 0.3
    return worth
