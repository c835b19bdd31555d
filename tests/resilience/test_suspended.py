"""A part that is suspended for 10 s (SIGSTOP, SIGCONT) is missed, comes back, and doubles nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.resilience.world import World

SUSPENDED_S = 10.0
SOON_S = 3.0

pytestmark = pytest.mark.xdist_group("resilience embedded")


@pytest.fixture
def world(worlds: Callable[[str], World]) -> Iterator[World]:
    world = worlds("embedded")
    world.broken = True  # until the test has passed
    yield world


def suspend(world: World, part: str, seen: Callable[[], object]) -> None:
    """Stop ``part`` for 10 s; ``seen`` must come true in 3 s."""
    began = time.monotonic()
    world.suspend(part)
    world.until(f"{part} is missed", seen, SOON_S)
    time.sleep(max(0.0, began + SUSPENDED_S - time.monotonic()))  # that is what is tested
    world.resume(part)


def finish(world: World, session_id: str) -> None:
    """End what runs, and find one ticket of it, the same in all three books."""
    world.until_ready()
    world.end_everything()
    tickets = [ticket for ticket in world.check_tickets() if ticket["session_id"] == session_id]
    assert [ticket["reason"] for ticket in tickets] == ["unplugged"]
    world.broken = False


def test_D4_a_suspended_CENTRAL_ends_no_reservation_and_carries_out_nothing_late(world: World) -> None:
    session_id = world.reserve("CP1", "D1")
    world.tell("driver D2", "request CP2")  # may reach CENTRAL or not
    suspend(
        world,
        "central",
        lambda: not any(world.ask(part)["central"] for part in ("engine CP1", "monitor CP1", "driver D1")),
    )
    world.until_ready()
    assert (world.ask("driver D1")["session"] or {}).get("state") == "authorised", world.report()
    assert (world.cp("CP1")["reserved"], world.ask("engine CP1")["state"]) == (True, "RESERVED")
    world.tell("engine CP1", "plug")
    world.until("supplying", lambda: world.cp("CP1")["state"] == "SUPPLYING")
    assert "stood still for 10 s" in world.log("central")
    finish(world, session_id)


def test_D4_what_is_asked_of_a_suspended_CENTRAL_fails_visibly_and_comes_to_nothing(world: World) -> None:
    session_id = world.charge("CP1", "D1")
    world.suspend("central")
    world.tell("driver D2", "request CP2")  # the app cannot know yet
    world.until("CENTRAL is missed", lambda: not world.ask("driver D2")["central"], SOON_S)
    time.sleep(SUSPENDED_S)
    world.resume("central")
    finish(world, session_id)
    assert not world.ask("driver D2")["session"]


def test_M11_a_suspended_engine_is_FAULTED_and_its_supply_goes_on_when_it_wakes(world: World) -> None:
    session_id = world.charge("CP1", "D1")
    suspend(
        world,
        "engine CP1",
        lambda: (
            world.cp("CP1")["state"] == "FAULTED"
            and world.ask("driver D1")["session"]["state"] == "interrupted"
        ),
    )
    before = world.ask("driver D1")["session"]["energy_wh"]
    world.until("live again", lambda: world.ask("driver D1")["session"]["state"] == "supplying", 5)
    woken = world.ask("engine CP1")["energy_wh"]
    # 10 s at 50 kW and 60 simulated seconds a second would be 8,333 Wh; it metered the seconds around them.
    assert woken - before < 5_000
    finish(world, session_id)


def test_D1_a_suspended_monitor_is_DISCONNECTED_and_comes_back_by_itself(world: World) -> None:
    session_id = world.charge("CP1", "D1")
    suspend(world, "monitor CP1", lambda: world.cp("CP1")["state"] == "DISCONNECTED")
    assert world.ask("engine CP1")["state"] == "SUPPLYING"
    world.until("back", lambda: world.cp("CP1")["state"] == "SUPPLYING", 5)
    finish(world, session_id)


def test_D3_a_suspended_app_shows_its_supply_when_it_wakes_and_gives_nothing_up(world: World) -> None:
    world.tell("driver D1", "request CP1")
    world.until("reserved", lambda: world.cp("CP1")["reserved"], 15)
    session_id = str(world.cp("CP1")["session_id"])
    suspend(world, "driver D1", lambda: True)
    world.until(
        "authorised", lambda: (world.ask("driver D1")["session"] or {}).get("state") == "authorised", 5
    )
    assert (world.cp("CP1")["reserved"], world.ask("engine CP1")["state"]) == (True, "RESERVED")
    world.tell("engine CP1", "plug")
    finish(world, session_id)
