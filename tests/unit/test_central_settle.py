"""How an operator finds and settles an interrupted supply by the console (D2; acceptance section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.ev_central import intents as i
from apps.ev_central.console import commands
from tests.support.central import Point, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("DRV-1"), i.AddDriver("DRV-2"))
    yield made
    made.crash()


def _read(world: World, point: Point, session: str, energy_wh: int, amount: str) -> None:
    figures = {"seq": 1, "power_w": 7_400, "energy_wh": energy_wh, "amount": amount}
    world.read(world.engine(point, "meter_reading", session_id=session, **figures))


def test_D2_status_tells_which_supply_is_interrupted_and_settle_makes_its_ticket(world: World) -> None:
    point = world.activate("MAD2")
    session = world.start_supply("DRV-1", point)
    _read(world, point, session, 1000, "0.54")
    before = world.status("MAD2")
    assert (before["interrupted"], before["interrupted_sessions"]) == (False, [])
    world.ask(1, "STATUS#KO#no_engine")
    status = world.status("MAD2")
    assert (status["interrupted"], status["session_id"]) == (True, session)
    assert (status["power_w"], status["energy_wh"], status["amount"]) == (0, 1000, "0.54")
    world.feed(commands()["settle"].parse(status["interrupted_sessions"][0]))
    tickets = world.sent("ev.notices", "ticket")
    assert [(each["session_id"], each["energy_wh"], each["amount"]) for each in tickets] == [
        (session, 1000, "0.54")
    ]
    assert world.status("MAD2")["interrupted"] is False
    assert world.ports.complaints == []


def test_D2_settling_a_supply_that_runs_is_refused_and_makes_no_ticket(world: World) -> None:
    session = world.start_supply("DRV-1", world.activate("MAD2"))
    world.feed(commands()["settle"].parse(session))
    assert world.sent("ev.notices", "ticket") == []
    assert world.ports.complaints == ["Only an interrupted supply can be settled."]


def test_D2_an_interrupted_supply_behind_a_new_one_can_still_be_found(world: World) -> None:
    """Its engine came back without its journal and serves the next driver."""
    point = world.activate("MAD2")
    lost = world.start_supply("DRV-1", point)
    world.ask(1, "STATUS#KO#no_engine")
    world.ask(1, "STATUS#OK")
    world.read(world.engine(point, "engine_state", state="IDLE", session_id=None, order_id=None))
    running = world.start_supply("DRV-2", point)
    status = world.status("MAD2")
    assert (status["session_id"], status["interrupted"]) == (running, False)
    assert status["interrupted_sessions"] == [lost]
