"""CENTRAL commits first, then speaks: what a crash or a failing database leaves (D4, D7, wire contract 5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from apps.ev_central import intents as i
from tests.support.central import World


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"), i.AddDriver("6"))
    yield made
    made.store.close()


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another program holds the database: reads work, commits fail."""
    world.store._database.execute_sql("PRAGMA busy_timeout=0")
    lock = sqlite3.connect(world.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    yield
    lock.execute("ROLLBACK")
    lock.close()


def test_D7_states_and_readings_that_are_not_committed_are_not_said(world: World) -> None:
    """Only signs of life leave while commits fail; the newest word follows when they work again."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.activate("B", 2)
    with locked(world):
        before = len(world.sent("ev.network")), len(world.sent("ev.notices", "charging_update"))
        beats = len(world.sent("ev.heartbeat"))
        world.request("6", "B")
        for seq, energy_wh, amount in ((1, 1000, "0.54"), (2, 2000, "1.08")):
            world.read(
                world.engine(
                    point, "meter_reading", session_id=session, seq=seq, power_w=9, energy_wh=energy_wh,
                    amount=amount,
                )
            )  # fmt: skip
            world.wait(1.2)
            assert world.ask(1, "STATUS#OK") == world.ask(2, "STATUS#OK") == "OK"
        assert (len(world.sent("ev.network")), len(world.sent("ev.notices", "charging_update"))) == before
        assert len(world.sent("ev.heartbeat")) > beats
    world.wait(0.6)
    assert [each["cp_id"] for each in world.sent("ev.network")[before[0] :] if each["reserved"]] == ["B"]
    assert [each["energy_wh"] for each in world.sent("ev.notices", "charging_update")][before[1] :] == [2000]
