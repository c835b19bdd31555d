"""D2, D6, D7: whoever comes back, in any order, and to a Kafka that has forgotten everything."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.resilience.conftest import ENGINE_OPTIONS
from tests.resilience.world import World

pytestmark = pytest.mark.xdist_group("resilience apache")


@pytest.fixture
def world(worlds: Callable[[str], World]) -> Iterator[World]:
    world = worlds("apache")
    world.broken = True  # until the test has passed
    yield world


def test_D6_every_start_order_works_Kafka_last(tmp_path: Path) -> None:
    with closing(World(tmp_path, "apache", 1, 1, *ENGINE_OPTIONS, started=False)) as world:
        world.kill("kafka")
        names = list(world.names)
        random.Random(1).shuffle(names)
        for name in names:
            world.start(name)
            world.until(f"{name} answers", lambda name=name: world.ask(name), 20)  # type: ignore[misc]
        world.start("kafka")
        world.until_ready()
        world.charge("CP1", "D1")
        world.end_everything()
        assert len(world.check_tickets()) == 1


def test_D7_a_replaced_Kafka_costs_no_ticket_neither_delivered_nor_running(world: World) -> None:
    """The app is away while two supplies end, and the Kafka that held their tickets is gone for good."""
    for _ in range(2):
        session_id = world.charge("CP1", "D1")
        world.kill("driver D1")
        world.tell("engine CP1", "unplug")
        world.until(
            "CENTRAL has the ticket",
            lambda session_id=session_id: (  # type: ignore[misc]
                session_id in {ticket["session_id"] for ticket in world.ask("central", "tickets")}
            ),
        )
        world.until("it is confirmed", lambda: not world.ask("engine CP1")["owed"])
        if _ == 0:
            world.start("driver D1")
            world.until_ready()
    running = world.charge("CP2", "D2")
    world.wipe_kafka()
    world.start("kafka")
    world.start("driver D1")
    world.until_ready()
    world.until("live again", lambda: (world.ask("driver D2")["session"] or {}).get("state") == "supplying")
    assert world.ask("driver D2")["session"]["session_id"] == running
    world.end_everything()
    world.check_tickets()
    assert "no longer has the records" in world.log("central") or "another Kafka" in world.log("central")
    world.broken = False


def test_D2_a_supply_settled_by_the_operator_has_one_ticket_also_when_its_engine_returns(
    world: World,
) -> None:
    session_id = world.charge("CP1", "D1")
    world.kill("engine CP1")
    world.until("interrupted", lambda: world.ask("driver D1")["session"]["state"] == "interrupted", 5)
    delivered = world.cp("CP1")["energy_wh"]
    assert delivered > 0
    assert world.cp("CP1")["session_id"] == session_id
    world.tell("central", f"settle {session_id}")
    world.until(
        "ticket", lambda: session_id in {row["session_id"] for row in world.ask("driver D1", "tickets")}
    )
    world.start("engine CP1")
    world.until_ready()
    world.end_everything()
    (ticket,) = [row for row in world.check_tickets() if row["session_id"] == session_id]
    assert (ticket["reason"], ticket["energy_wh"]) == ("engine_lost", delivered)
    world.broken = False
