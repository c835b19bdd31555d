"""Who may enrol a charging point, and whom the operator's yes is for (M2, wire contract 7)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from apps.ev_central import intents as i
from apps.ev_central import strangers
from apps.ev_central.strangers import NetworkRead
from apps.ev_central.texts import sentence
from shared.domain.ids import new_id
from shared.messages import records as r
from shared.messages.codec import encode
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
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


# forgetting (wire contract 7)


def forget(world: World, cp_id: str) -> list[str]:
    before = len(world.ports.complaints)
    world.feed(i.ForgetCp(cp_id))
    return world.ports.complaints[before:]


def last_in_network(world: World, cp_id: str) -> bytes | None:
    return [r.value for r in world.ports.sent if r.topic == "ev.network" and r.key == cp_id][-1]


def test_wire_7_forget_takes_a_cp_out_of_database_panel_and_network(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.feed(i.AddDriver("5"))
    point = world.activate("A")
    session = world.start_supply("5", point)
    assert "end its monitor" in forget(world, "A")[0]
    world.lose(1)
    assert "its supply" in forget(world, "A")[0], "a supply runs on without its monitor"
    end = {"reason": "unplugged", "started_at": world.at(), "ended_at": world.at()}
    figures = {"energy_wh": 1000, "amount": "0.54"}
    world.read(world.engine(point, "charging_finished", session_id=session, **end, **figures))
    world.wait(0.5)
    assert forget(world, "A") == []
    assert last_in_network(world, "A") is None
    world.wait(0.5)
    assert "A" in [cp_id for update in world.ports.updates for cp_id in update.gone]
    world.feed(i.ShowTickets())
    assert len(world.ports.replies[-1]) == 1  # type: ignore[arg-type]
    world.wait(3)
    world.crash()
    world.start()
    assert world.service.net.cps == {}
    world.wait(1)
    assert last_in_network(world, "A") is None, "it was not confirmed: the outbox has it"
    assert world.activate("A").cp_id == "A", "it may enrol again"
    assert forget(world, "NOBODY")[0].startswith("There is no charging point NOBODY")


def test_wire_7_an_id_that_is_forgotten_and_enrols_again_at_once_is_shown(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.activate("A")
    world.lose(1)
    world.feed(i.ForgetCp("A"))
    world.activate("A", 2)
    assert (last_in_network(world, "A") or b"").count(b'"ACTIVATED"') == 1
    world.crash()
    world.start()
    assert set(world.service.net.cps) == {"A"}
    world.wait(1)
    assert last_in_network(world, "A") is not None, "the outbox still had the removal"


# what ev.network knows at the start (wire contract 7)


def codes(world: World) -> list[str]:
    return [message.code for update in world.ports.updates for message in update.messages]


def test_wire_7_at_its_start_central_removes_from_the_network_what_it_does_not_have(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.activate("A")
    world.crash()
    world.start()
    world.feed(NetworkRead(frozenset({"A", "GONE1", "GONE2"})))
    world.wait(4)
    assert not [r for r in world.ports.sent if r.topic == "ev.network" and r.key != "A"], "it listens first"
    world.wait(3)
    assert last_in_network(world, "GONE1") is None and last_in_network(world, "GONE2") is None
    assert last_in_network(world, "A") is not None
    assert codes(world).count("strangers_removed") == 1
    assert "database_empty" not in codes(world)


def test_wire_7_an_empty_database_beside_a_full_network_is_said_loudly(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.activate("CP3")  # its monitor was quicker
    world.feed(NetworkRead(frozenset(f"CP{number}" for number in range(12))))
    world.wait(1)
    said = [m for update in world.ports.updates for m in update.messages if m.code == "database_empty"]
    assert [message.severity for message in said] == ["bad"]
    assert str(tmp_path) in sentence(said[0]) and "had 12 (CP0, CP1," in sentence(said[0])
    world.wait(6)
    gone = {r.key for r in world.ports.sent if r.topic == "ev.network" and r.value is None}
    assert gone == {f"CP{number}" for number in range(12)} - {"CP3"}


def test_wire_7_while_another_central_is_heard_nothing_of_its_network_is_removed(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.feed(NetworkRead(frozenset({"ITS1"})))
    for _ in range(12):
        beat = {"instance": "other", "started_at": world.at()}
        world.read(world.record("ev.heartbeat", "central", "central_alive", **beat))
        world.wait(1)
    assert not [r for r in world.ports.sent if r.topic == "ev.network" and r.key == "ITS1"]


def test_wire_7_the_networks_ids_are_read_to_the_end_of_the_topic_and_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strangers, "QUIET_S", 0.0)
    told: list[NetworkRead] = []
    reader = strangers.NetworkReader("127.0.0.1:1", {}, told.append)

    made = r.CpStatus(
        id=new_id(), at="2026-01-01T00:00:00Z", cp_id="X", location="", x=None, y=None, price="0.54",
        state="ACTIVATED", reserved=False,
    )  # fmt: skip
    old = encode(made)
    ours = encode(msgspec.structs.replace(made, at="2098-01-01T00:00:00Z"))

    def records(behind: int, **values: bytes) -> kafka.Records:
        raws = (kafka.RawRecord("ev.network", 0, 0, key, None, value, (), 0) for key, value in values.items())
        return kafka.Records(tuple(raws), {("ev.network", 0): 9}, {("ev.network", 0): behind})

    for event in (
        kafka.LinkUp(1.0),
        kafka.Positioned("c", {}),
        records(5, A=old, B=old),
        records(4, A=ours, NEW=ours),
        records(3, B=b""),
    ):
        reader.take(event)
        assert not told
    reader.take(kafka.LinkDown("away"))
    reader.take(kafka.LinkUp(1.0))
    assert not told, "an outage is no end"
    reader.take(records(0, C=b"nonsense"))
    assert told == [NetworkRead(frozenset({"A", "C"}))]


def test_wire_7_the_end_is_found_in_a_network_that_is_never_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "QUIET_S", 0.05)
    told: list[NetworkRead] = []
    reader = strangers.NetworkReader("127.0.0.1:1", {}, told.append)
    reader.take(kafka.Positioned("c", {}))
    one = kafka.RawRecord("ev.network", 0, 0, "A", None, b"nonsense", (), 0)
    for _ in range(20):
        reader.take(kafka.Records((one,), {("ev.network", 0): 1}, {("ev.network", 0): 0}))
        time.sleep(0.01)
    assert told and told[0].cp_ids == {"A"}


def test_wire_7_it_listens_anew_when_it_could_hear_nobody(tmp_path: Path) -> None:
    world = World(tmp_path / "central.sqlite3")
    world.feed(NetworkRead(frozenset({"ITS1"})))
    world.feed(FromConsumer(kafka.LinkDown("away")))
    world.wait(8)
    world.feed(FromConsumer(kafka.LinkUp(1.0)))
    world.wait(1)
    world.read(world.record("ev.heartbeat", "central", "central_alive", instance="o", started_at=world.at()))
    world.wait(4.5)
    assert not [r for r in world.ports.sent if r.topic == "ev.network" and r.key == "ITS1"]
