"""Who may enrol a charging point, and whom the operator's yes is for (M2, wire contract 7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.ev_central import intents as i
from shared.net.events import Connected
from tests.support.central import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "central.sqlite3", policy="approve")


def connect(world: World, connection: int, address: str) -> None:
    world.feed(Connected(connection, f"{address}:50{connection:03}"))


def wait_for(world: World, connection: int, cp_id: str = "MAD1") -> str:
    """The code under which a monitor waits."""
    word, seconds, code = world.ask(connection, f"REGISTER#{cp_id}#C/ Serrano 10##").split("#")
    assert (word, seconds, len(code)) == ("PENDING", "5", 6)
    return code


def askers(world: World, cp_id: str = "MAD1") -> list[dict[str, str]]:
    world.feed(i.ShowStatus())
    status: Any = world.ports.replies[-1]
    return next(each["askers"] for each in status["charging_points"] if each["cp_id"] == cp_id)


def is_enrolled(world: World, connection: int, cp_id: str = "MAD1") -> bool:
    return world.ask(connection, f"REGISTER#{cp_id}#C/ Serrano 10##").startswith("REGISTERED#")


def test_M2_a_yes_is_for_who_asked_under_the_code_not_for_who_asks_first_after_it(world: World) -> None:
    connect(world, 1, "10.0.0.5")
    connect(world, 2, "10.0.0.66")
    code = wait_for(world, 1)
    assert askers(world) == [{"code": code, "address": "10.0.0.5"}]
    assert wait_for(world, 1) == code, "asking again is the same question"
    world.feed(i.AcceptCp("MAD1"))
    assert not is_enrolled(world, 2)
    assert is_enrolled(world, 1)
    assert world.ask(2, "REGISTER#MAD1#elsewhere##") == "REJECTED#enrolment_refused"


def test_M2_of_several_who_ask_as_one_the_operator_names_the_code(world: World) -> None:
    connect(world, 1, "10.0.0.66")
    connect(world, 2, "10.0.0.5")
    thief, owner = wait_for(world, 1), wait_for(world, 2)
    world.feed(i.AcceptCp("MAD1"))
    assert thief in world.ports.complaints[-1] and owner in world.ports.complaints[-1]
    world.feed(i.AcceptCp("MAD1", "WRONG2"))
    assert len(world.ports.complaints) == 2
    assert not is_enrolled(world, 1) and not is_enrolled(world, 2)
    world.feed(i.AcceptCp("MAD1", owner.lower()))
    assert not is_enrolled(world, 1)
    assert is_enrolled(world, 2)


def test_M2_of_two_at_one_address_the_yes_is_for_the_connection_that_asked(world: World) -> None:
    connect(world, 1, "127.0.0.1")
    connect(world, 2, "127.0.0.1")
    code = wait_for(world, 1)
    assert wait_for(world, 2) != code
    world.feed(i.AcceptCp("MAD1", code))
    assert not is_enrolled(world, 2)
    assert is_enrolled(world, 1)


def test_M2_a_monitor_that_comes_again_from_its_address_has_its_code_and_its_yes(world: World) -> None:
    connect(world, 1, "10.0.0.5")
    code = wait_for(world, 1)
    world.lose(1)
    connect(world, 2, "10.0.0.5")
    assert wait_for(world, 2) == code
    world.feed(i.AcceptCp("MAD1"))
    world.lose(2)
    connect(world, 3, "10.0.0.66")
    assert not is_enrolled(world, 3)
    connect(world, 4, "10.0.0.5")
    assert is_enrolled(world, 4)


def test_M2_a_yes_outlives_central_and_is_still_for_that_address(world: World) -> None:
    connect(world, 1, "10.0.0.5")
    wait_for(world, 1)
    world.feed(i.AcceptCp("MAD1"))
    world.crash()
    world.start()
    connect(world, 1, "10.0.0.66")
    assert not is_enrolled(world, 1)
    connect(world, 2, "10.0.0.5")
    assert is_enrolled(world, 2)


def test_M2_a_yes_that_nobody_asked_for_opens_one_enrolment_for_whoever_comes(world: World) -> None:
    connect(world, 1, "10.0.0.5")
    wait_for(world, 1)
    world.feed(i.AcceptCp("MAD1"))
    assert is_enrolled(world, 1)
    world.feed(i.AcceptCp("MAD1"))
    connect(world, 2, "10.0.0.9")
    assert is_enrolled(world, 2)
    assert not is_enrolled(world, 1)


def test_M2_who_asks_as_one_id_is_bounded(world: World) -> None:
    for connection in range(20):
        connect(world, connection, f"10.0.0.{connection}")
        world.ask(connection, "REGISTER#MAD1#here##")
    assert len(askers(world)) == 8
    for connection in range(20):
        world.lose(connection)
    world.wait(61)
    connect(world, 50, "10.0.1.1")
    wait_for(world, 50)
    assert len(askers(world)) == 1, "those that have gone are forgotten"


def test_M2_accept_all_accepts_all_that_wait_each_for_who_asked(world: World) -> None:
    for connection in range(12):
        connect(world, connection, f"10.0.0.{connection}")
        wait_for(world, connection, f"CP{connection}")
    world.feed(i.AcceptCp(None))
    assert not is_enrolled(world, 3, "CP4")
    assert all(is_enrolled(world, connection, f"CP{connection}") for connection in range(12))
    connect(world, 99, "10.0.0.99")
    wait_for(world, 99, "LATE")


def test_M2_enrolments_are_bounded_in_all_and_what_is_too_much_is_said_once(tmp_path: Path) -> None:
    world = World(tmp_path / "open.sqlite3", max_enrolments=3)
    answers = [world.ask(1, f"REGISTER#CP{number}#here##") for number in range(50)]
    assert [answer.split("#")[0] for answer in answers[:3]] == ["REGISTERED"] * 3
    assert set(answers[3:]) == {"REJECTED#enrolment_closed"}
    said = [m.code for update in world.ports.updates for m in update.messages]
    world.wait(1)
    said = [m.code for update in world.ports.updates for m in update.messages]
    assert said.count("enrolments_full") == 1


def test_M7_a_monitor_that_flaps_makes_no_flood_and_its_last_word_counts(world: World) -> None:
    world.feed(i.SetPolicy("open"))
    world.activate("A")
    world.wait(1.5)
    reports, told = len(world.sent("ev.commands", "report")), len(world.sent("ev.network", "cp_status"))
    shown = sum(len(update.messages) for update in world.ports.updates)
    for _ in range(500):
        world.ask(1, "STATUS#KO#x")
        world.ask(1, "STATUS#OK")
    world.ask(1, "STATUS#KO#x")
    assert world.status("A")["state"] == "FAULTED"
    world.wait(1.5)
    assert len(world.sent("ev.commands", "report")) - reports <= 2
    assert sum(len(update.messages) for update in world.ports.updates) - shown <= 6
    network = world.sent("ev.network", "cp_status")[told:]
    assert len(network) <= 6
    assert network[-1]["state"] == "FAULTED"
    world.ask(1, "STATUS#OK")
    assert world.sent("ev.network", "cp_status")[-1]["state"] == "ACTIVATED", "who calms down is told at once"
