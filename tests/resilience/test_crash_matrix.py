"""D1 to D7: each part dies by kill -9 at each moment of a supply, and nothing is lost (acceptance section 4).

One case: bring the network to the moment, kill the part, look at what every side says within its time, start
it again, let everything come to its end, and compare the tickets of all three books.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from tests.resilience.world import Row, World

Value = TypeVar("Value")

SOON_S = 3.0
KAFKA_SOON_S = 5.0
VICTIMS = ("monitor", "engine", "driver", "central", "kafka")
EMBEDDED_VICTIMS = VICTIMS[:-1]  # the embedded broker keeps nothing and comes back at another address


class Scene:
    """The network up to the moment of a death.

    ``plugged``: CPs at which a supply has started; ``heard``: those whose readings CENTRAL and driver had.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.plugged: set[int] = set()
        self.heard: set[int] = set()
        self.tickets_before = {ticket["session_id"] for ticket in world.tickets()[0]}
        self._died_mono = 0.0

    # up to the moment

    def request(self, number: int = 1) -> None:
        self.world.tell(f"driver D{number}", f"request CP{number}")
        self.driver(number)  # its answer comes after the request was sent

    def authorise(self, number: int = 1) -> None:
        self.request(number)
        self.world.until("reserved", lambda: self.engine(number)["state"] == "RESERVED", 10)
        self.world.until("authorised", lambda: self.session(number).get("state") == "authorised", 10)

    def plug(self, number: int = 1) -> None:
        self.authorise(number)
        self.world.tell(f"engine CP{number}", "plug")
        assert self.engine(number)["state"] == "SUPPLYING"
        self.plugged.add(number)

    def charge(self, number: int = 1) -> None:
        self.plug(number)
        self.world.until("energy at the driver", lambda: self.session(number).get("energy_wh"), 10)
        self.heard.add(number)

    def unplug(self) -> None:
        self.charge()
        self.world.tell("engine CP1", "unplug")
        assert self.engine()["state"] == "IDLE"

    def finish(self) -> None:
        before = len(self.world.ask("driver D1", "tickets"))
        self.unplug()
        self.world.until("ticket", lambda: len(self.world.ask("driver D1", "tickets")) > before, 10)

    def charge_both(self) -> None:
        self.charge(1)
        self.charge(2)

    # the death, and what is seen of it

    def kill(self, part: str) -> None:
        self.world.kill(part)
        self._died_mono = time.monotonic()

    def soon(self, what: str, get: Callable[[], Value], limit: float = SOON_S) -> None:
        """``get`` is true by ``limit`` seconds after the death."""
        self.world.until(what, get, max(0.0, self._died_mono + limit - time.monotonic()))

    def engine(self, number: int = 1) -> Row:
        status: Row = self.world.ask(f"engine CP{number}")
        return status

    def driver(self, number: int = 1) -> Row:
        status: Row = self.world.ask(f"driver D{number}")
        return status

    def session(self, number: int = 1) -> Row:
        return self.driver(number)["session"] or {}

    def supplying(self) -> list[int]:
        return [number for number in (1, 2) if self.engine(number)["state"] == "SUPPLYING"]


MOMENTS: dict[str, Callable[[Scene], None]] = {
    "idle": lambda scene: None,
    "request sent": Scene.request,
    "authorised": Scene.authorise,
    "just plugged": Scene.plug,
    "in the middle": Scene.charge,
    "just unplugged": Scene.unplug,
    "ticket sent": Scene.finish,
    "two supplies at once": Scene.charge_both,
}


@pytest.fixture
def scene(worlds: Callable[[str], World], request: pytest.FixtureRequest) -> Iterator[Scene]:
    world = worlds(request.param)
    world.broken = True  # until the test has passed
    yield Scene(world)


def cases(broker: str, victims: tuple[str, ...]) -> list[object]:
    return [
        pytest.param(
            broker, victim, moment,
            id=f"{broker}-{victim}-{moment.replace(' ', '_')}",
            marks=pytest.mark.xdist_group(f"resilience {broker}"),
        )
        for victim in victims
        for moment in MOMENTS
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scene", "victim", "moment"),
    cases("apache", VICTIMS) + cases("embedded", EMBEDDED_VICTIMS),
    indirect=["scene"],
)
def test_D7_kill_9_at_this_moment_loses_nothing(scene: Scene, victim: str, moment: str) -> None:
    world = scene.world
    MOMENTS[moment](scene)
    running = scene.supplying()
    part = {"monitor": "monitor CP1", "engine": "engine CP1", "driver": "driver D1"}.get(victim, victim)
    scene.kill(part)
    SEEN[victim](scene, running)
    still_works(scene, victim, running)
    world.start(part)
    world.until_ready()
    world.end_everything()

    tickets = world.check_tickets()
    new = [ticket for ticket in tickets if ticket["session_id"] not in scene.tickets_before]
    if scene.plugged:
        assert len(new) == len(scene.plugged)
    else:  # what was requested has ended, or has become a supply that end_everything() plugged in
        assert len(new) <= (moment != "idle")
    lost = ["engine_lost"] if victim == "engine" and 1 in running else []
    assert [ticket["reason"] for ticket in new if ticket["reason"] != "unplugged"] == lost
    assert world.ask("central")["rejected"] == 0, world.log("central")
    world.broken = False


# What every side says, and by when


def monitor_is_missed(scene: Scene, running: list[int]) -> None:
    scene.soon("DISCONNECTED", lambda: scene.world.cp("CP1")["state"] == "DISCONNECTED")
    scene.soon("the engine says so", lambda: not scene.engine()["monitor"])


def engine_is_missed(scene: Scene, running: list[int]) -> None:
    scene.soon("FAULTED", lambda: scene.world.cp("CP1")["state"] == "FAULTED")
    scene.soon("the monitor says so", lambda: not scene.world.ask("monitor CP1")["engine"])
    if 1 in running:
        # A start that died on its way to Kafka is not known yet: the reservation ends (None), and the ticket
        # comes when the engine is back.
        told = ("interrupted",) if 1 in scene.heard else ("interrupted", None)
        scene.soon("the driver is told", lambda: scene.session().get("state") in told)


def driver_is_not_needed(scene: Scene, running: list[int]) -> None:
    wanted = "SUPPLYING" if 1 in running else "ACTIVATED"
    scene.soon("the CP goes on", lambda: scene.world.cp("CP1")["state"] == wanted)


def central_is_missed(scene: Scene, running: list[int]) -> None:
    for part in ("engine CP1", "monitor CP1", "driver D1", "driver D2"):
        scene.soon(f"{part} says so", lambda part=part: not scene.world.ask(part)["central"])  # type: ignore[misc]


def kafka_is_missed(scene: Scene, running: list[int]) -> None:
    for part in ("central", "engine CP1", "engine CP2", "driver D1", "driver D2"):
        scene.soon(
            f"{part} says so",
            lambda part=part: not scene.world.ask(part)["kafka"],  # type: ignore[misc]
            KAFKA_SOON_S,
        )


SEEN: dict[str, Callable[[Scene, list[int]], None]] = {
    "monitor": monitor_is_missed,
    "engine": engine_is_missed,
    "driver": driver_is_not_needed,
    "central": central_is_missed,
    "kafka": kafka_is_missed,
}


def still_works(scene: Scene, victim: str, running: list[int]) -> None:
    """Supplies are metered on; what cannot be carried out fails at once and visibly."""
    world = scene.world
    for number in running if victim != "engine" else [one for one in running if one != 1]:
        energy = scene.engine(number)["energy_wh"]
        world.until(
            f"metering at CP{number}",
            lambda number=number, energy=energy: scene.engine(number)["energy_wh"] > energy,  # type: ignore[misc]
            SOON_S,
        )
    if victim in ("central", "kafka") and not scene.session(2):
        scene.request(2)
        last = scene.driver(2)["last"]
        assert (last["step"], last["reason"]) == ("denied", f"no_{victim}")
    if victim == "monitor" and scene.engine()["state"] == "IDLE":
        world.tell("engine CP1", "request D1")
        assert scene.engine()["session_id"] is None
