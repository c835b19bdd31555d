"""The two networks of the demo: one to play with, and one for the fixed story."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from apps.ev_demo.network import Driver, Place, Plan

SERVICES: Final = Path(__file__).resolve().parents[2] / "resources" / "demo"
"""The services files of the demo."""

PLACES: Final = (
    Place("ALC1", "C/ Italia 5", 72, 66, 50, "40s"),
    Place("MAD2", "C/ Serrano 10", 45, 44, 22, "60s"),
    Place("SEV3", "C/ Sevilla 4", 24, 82, 50, "30s"),
    Place("VAL8", "Museo de las Artes", 71, 52, 43, "50s"),
    Place("COR1", "Mezquita", 33, 72, 11, None),
    Place("BIL4", "Gran Vía 50", 47, 10, 100, None),
)
"""All over the country. Those without ``auto`` are plugged by hand."""

FIRST: Final = ("central", "engine-ALC1", "monitor-ALC1", "driver-5")
"""What a newcomer sees first, beside the demo's own window: one of each kind, where things happen at once."""
STORY_AUTO: Final = {"ALC1": "12s", "MAD2": "5s", "SEV3": "6s", "VAL8": "12s", "COR1": "8s"}
"""Short supplies; at BIL4 the story plugs by itself."""
STORY_DRIVERS: Final = ("5", "7", "12")


def playground(options: tuple[str, ...]) -> Plan:
    """For people: two drivers run their files, the third one waits to be used."""
    drivers = (
        Driver("5", SERVICES / "tour.txt"),
        Driver("7", SERVICES / "errands.txt"),
        Driver("12", None),
    )
    registered = {"5": True, "7": True, "12": True, "21": False}
    return Plan(PLACES, drivers, registered, time_scale=20, options=options)


def story(options: tuple[str, ...]) -> Plan:
    """For the story: driver 7 is not registered yet, driver 12 is disabled."""
    places = tuple(replace(place, auto=STORY_AUTO.get(place.cp_id)) for place in PLACES)
    drivers = tuple(Driver(driver_id, None) for driver_id in STORY_DRIVERS)
    registered = {"5": True, "12": False}
    return Plan(places, drivers, registered, time_scale=90, options=options)
