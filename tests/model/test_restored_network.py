"""A whole network whose CENTRAL gets a backup, or an empty database, for its own (D7, wire contract 7).

Every supply of the engines' journals has its one ticket in all three books in the end, whatever the database
had lost, also when Kafka has lost its records and clocks are wrong.
"""

from __future__ import annotations

from random import Random

import pytest

from apps.ev_cp_e import intents as engine_intents
from tests.model.invariants import check_books
from tests.model.world import CPS, DRIVERS, World, repeatable, templates


def supply(world: World, random: Random) -> None:
    """One from request to unplug, if it comes so far."""
    cp_id = random.choice(CPS)
    world.begin_supply(random.choice(DRIVERS), cp_id)
    world.pass_time(random.choice((1, 3, 8)))
    world.at_the_cp(cp_id, engine_intents.Unplug())
    world.pass_time(random.choice((0.2, 3)))


def restore(world: World, copy: object) -> None:
    if world.central.alive:
        world.central.kill()
    world.central.disk.put_back(copy)  # type: ignore[arg-type]
    world.pass_time(2)
    world.central.start()


@pytest.mark.parametrize("lost", ["nothing", "Kafka's records", "keys"])
@pytest.mark.parametrize("moment", ["before", "reserved", "supplying"])
def test_D7_a_backup_of_any_moment_of_a_supply_gets_its_ticket(moment: str, lost: str) -> None:
    with repeatable():
        world, random = World(), Random(1)
        world.pass_time(15)
        copy = world.central.disk.back_up()
        world.request("5", "A")
        world.settle()
        if moment == "reserved":
            copy = world.central.disk.back_up()
        world.at_the_cp("A", engine_intents.Plug())
        world.pass_time(3)
        if moment == "supplying":
            copy = world.central.disk.back_up()
        world.at_the_cp("A", engine_intents.Unplug())
        for _ in range(4):
            supply(world, random)
        if lost == "keys":
            for _ in range(2):
                world.central.kill()
                world.central.start()
                world.pass_time(8)
                supply(world, random)
        world.pass_time(5)
        world.central.kill()
        if lost == "Kafka's records":
            world.replace_kafka()
        restore(world, copy)
        world.heal()
        assert len(check_books(world)) >= 5
        world.close()


@pytest.mark.parametrize("seed", range(12))
def test_D7_whatever_is_put_back_whenever_each_supply_has_one_ticket(seed: int) -> None:
    random = Random(seed)
    with repeatable():
        skews = {name: random.choice((0, 0, 3600, -90_000_000)) for name in (*CPS, *DRIVERS)}
        world = World(skews)
        world.pass_time(15)
        copies = [templates().central, world.central.disk.back_up()]
        for _ in range(25):
            match random.choice(
                ("supply", "supply", "begin", "back up", "restore", "engine", "kafka", "time")
            ):
                case "supply":
                    supply(world, random)
                case "begin":
                    world.begin_supply(random.choice(DRIVERS), random.choice(CPS))
                case "back up" if world.central.alive:
                    copies.append(world.central.disk.back_up())
                case "restore":
                    restore(world, random.choice(copies))
                case "engine":
                    engine = world.engines[random.choice(CPS)]
                    engine.kill()
                    world.pass_time(1)
                    engine.start()
                case "kafka":
                    world.replace_kafka()
                case _:
                    world.pass_time(random.choice((1, 6, 70)))
        restore(world, random.choice(copies))
        world.heal()
        check_books(world)
        world.close()
