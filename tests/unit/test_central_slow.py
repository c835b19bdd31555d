"""CENTRAL whose turns take long, for its disk is slow: nobody is late while it could not listen."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.ev_central import intake
from apps.ev_central import intents as i
from apps.ev_central.enrolment import ALIVE_S
from apps.ev_central.service import DEAF_S
from shared.net.events import Disconnected
from shared.protocol.connection import CloseReason
from tests.support.central import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"))
    return made


def test_D1_a_dead_monitor_is_found_in_time_though_each_commit_takes_1_5_s(world: World) -> None:
    world.activate("A")
    for _ in range(round(ALIVE_S / 1.5) + 1):
        world.elapsed += 1.5
        world.feed()
    assert world.status("A")["state"] == "DISCONNECTED"


def test_D4_a_monitor_that_gave_CENTRAL_up_in_a_long_turn_keeps_its_reservation(world: World) -> None:
    point = world.activate("A")
    world.reserve("5", point)
    world.elapsed += DEAF_S + 1
    world.feed(Disconnected(point.connection, CloseReason.LOST))
    assert world.status("A")["reserved"]
    world.wait(0.2)
    world.authenticate(point)
    world.ask(point.connection, "STATUS#OK")
    assert world.status("A")["reserved"]


def test_D2_no_engine_is_silent_while_what_it_said_waits_to_be_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    reading = world.engine(
        point, "meter_reading", session_id=session, seq=1, power_w=1000, energy_wh=10, amount="0.01"
    )
    with monkeypatch.context() as busy:
        busy.setattr(intake, "TURN_S", 0.0)
        world.read(reading)
        world.wait(10)
    assert not world.status("A")["interrupted"]
    world.wait(0.2)
    assert world.status("A")["energy_wh"] == 10
    world.wait(6)
    assert world.status("A")["interrupted"]


def test_what_a_supply_lasts_is_counted_from_one_word_of_the_engine(world: World) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.wait(1)
    (began,) = {
        cp.began_mono for update in world.ports.updates for cp in update.cps if cp.session_id == session
    }
    assert began is None or began <= 1000 + world.elapsed
    world.crash()
    world.start()
    world.elapsed += 30
    world.read(
        world.engine(
            point, "meter_reading", session_id=session, seq=1, power_w=1000, energy_wh=10, amount="0.01"
        )
    )
    assert world.ports.updates[-1].cps[-1].began_mono == pytest.approx(began, abs=0.2)


def test_a_supply_that_is_settled_does_not_end_before_its_start_though_the_engine_s_clock_is_ahead(
    world: World,
) -> None:
    point = world.activate("A")
    session = world.reserve("5", point)
    ahead = "2026-05-01T11:00:00.000Z"
    world.read(world.engine(point, "charging_started", session_id=session, started_at=ahead))
    world.wait(8)
    assert world.status("A")["interrupted"]
    world.feed(i.SettleSupply(session))
    (ticket,) = world.sent("ev.notices", "ticket")
    assert ticket["started_at"] == ticket["ended_at"] == ahead
