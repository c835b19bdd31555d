"""A database that is older than what was said, another one, or one that lost something: exactly one ticket,
or an orphan that the operator sees and can settle; never a silent loss (D7; wire contract 7)."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.ev_central import intents as i
from apps.ev_central.console import commands
from shared.domain.ids import derived_id
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from tests.support.central import Point, World

TOLD = {"request_id": "r-9", "driver_id": "5", "price": "0.30"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"), i.AddDriver("6"))
    yield made
    made.crash()


def end(
    world: World, point: Point, session: str, wh: int = 1000, amount: str = "0.54", **more: Any
) -> kafka.Records:
    fields = {"reason": "unplugged", "started_at": world.at(), "ended_at": world.at(), "energy_wh": wh}
    return world.engine(point, "charging_finished", session_id=session, amount=amount, **(fields | more))


def state(world: World, point: Point, word: str = "IDLE", **more: Any) -> kafka.Records:
    world.wait(0.1)  # a later one has a later time
    fields = {"state": word, "session_id": None, "order_id": None}
    return world.engine(point, "engine_state", **(fields | more))


def tickets(world: World) -> list[dict[str, Any]]:
    world.feed(i.ShowTickets())
    answer: list[dict[str, Any]] = world.ports.replies[-1]
    return answer


def orphans(world: World) -> list[dict[str, Any]]:
    world.feed(commands()["orphans"].parse())
    answer: list[dict[str, Any]] = world.ports.replies[-1]
    return answer


def confirmed(world: World) -> list[str]:
    return [each["session_id"] for each in world.sent("ev.commands", "finish_confirmed")]


def cancelled(world: World) -> list[str]:
    return [each["session_id"] for each in world.sent("ev.commands", "cancel")]


def codes(world: World) -> list[str]:
    world.wait(0.2)
    return [message.code for update in world.ports.updates for message in update.messages]


class Backup:
    """CENTRAL's database as it was an hour ago, put back an hour later."""

    def __init__(self, world: World) -> None:
        self._world, self._image = world, world.path.with_name("image")
        self._offset = world.offset
        with sqlite3.connect(world.path) as live, sqlite3.connect(self._image) as image:
            live.backup(image)

    def put_back(self, point: Point, read_again: list[kafka.Records]) -> None:
        """Kafka still has ``read_again``, and CENTRAL reads on where the backup was."""
        world = self._world
        world.crash()
        for file in world.path.parent.glob("central.sqlite3*"):
            file.unlink()
        shutil.copy(self._image, world.path)
        world.elapsed += 3600
        world.start()
        world.ports.sent.clear()
        for batch in read_again:
            world.feed(FromConsumer(batch))
        world.authenticate(point)
        world.ask(point.connection, "STATUS#OK")


def recording(world: World) -> list[kafka.Records]:
    """What CENTRAL reads of Kafka from now on."""
    read: list[kafka.Records] = []
    before = world.read

    def noted(*batches: kafka.Records) -> None:
        read.extend(batches)
        before(*batches)

    world.read = noted  # type: ignore[method-assign]
    return read


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_D7_a_backup_of_an_hour_ago_gets_the_ticket_of_a_supply_that_it_never_knew(
    world: World, version: str
) -> None:
    point = world.activate("A")
    backup, log = Backup(world), recording(world)
    session = world.reserve("5", point)
    order = world.sent("ev.commands", "authorise")[-1]
    told = {name: order[name] for name in TOLD} if version == "1.1" else {}
    world.read(world.engine(point, "charging_started", session_id=session, started_at=world.at(), **told))
    for seq in (1, 2):
        figures = {"seq": seq, "power_w": 1000, "energy_wh": seq * 500, "amount": ("0.27", "0.54")[seq - 1]}
        world.read(world.engine(point, "meter_reading", session_id=session, **figures))
    world.read(end(world, point, session, **told))
    before = tickets(world)
    backup.put_back(point, log)
    after = tickets(world)
    same = (
        "id",
        "session_id",
        "request_id",
        "driver_id",
        "energy_wh",
        "price",
        "amount",
        "started_at",
        "ended_at",
    )
    assert [{name: each[name] for name in same} for each in after] == [
        {name: each[name] for name in same} for each in before
    ]
    assert len(after) == 1 and confirmed(world) == [session] and orphans(world) == []
    assert [each["session_id"] for each in world.sent("ev.notices", "ticket")] == [session]


def test_D7_ends_that_were_confirmed_and_are_in_no_record_any_more_are_asked_for_one_after_another(
    world: World,
) -> None:
    """Kafka lost its records too, or they were signed by keys that the backup does not have."""
    point = world.activate("A")
    backup = Backup(world)
    sessions = [f"s{number}" for number in range(3)]
    backup.put_back(point, [])
    chain = dict(zip(sessions, [None, *sessions[:-1]], strict=True))
    world.read(state(world, point, last_session_id=sessions[-1]))
    for number, session in enumerate(reversed(sessions)):
        assert cancelled(world)[-1] == session and len(cancelled(world)) == number + 1
        told = TOLD | {"request_id": f"r-{session}", "price": "0.54"}
        world.read(end(world, point, session, previous_session_id=chain[session], **told))
    assert [each["session_id"] for each in tickets(world)] == sessions[::-1]
    assert confirmed(world) == sessions[:1], "the others have a gap before them, and are told again"
    world.wait(1.1)
    for session in sessions[1:]:
        told = TOLD | {"request_id": f"r-{session}", "price": "0.54"}
        world.read(end(world, point, session, previous_session_id=chain[session], **told))
    assert confirmed(world) == sessions and len(cancelled(world)) == 3
    world.read(state(world, point, last_session_id=sessions[-1]))
    assert len(cancelled(world)) == 3, "nothing is missing any more"
    assert len(world.sent("ev.notices", "ticket")) == 3


def test_D7_a_backup_that_has_the_supply_running_asks_for_its_end(world: World) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    backup = Backup(world)
    world.read(end(world, point, session))
    backup.put_back(point, [])
    world.read(state(world, point))
    assert cancelled(world) == [session]
    world.read(end(world, point, session))
    assert [each["session_id"] for each in tickets(world)] == [session] and confirmed(world) == [session]


def test_D7_a_backup_that_has_the_reservation_ends_it_and_gets_the_end(world: World) -> None:
    point = world.activate("A")
    session = world.reserve("5", point)
    backup = Backup(world)
    world.read(world.engine(point, "charging_started", session_id=session, started_at=world.at()))
    world.read(end(world, point, session))
    backup.put_back(point, [])
    world.read(state(world, point, last_session_id=session))
    assert session in cancelled(world)
    world.read(end(world, point, session))
    assert [each["session_id"] for each in tickets(world)] == [session] and confirmed(world) == [session]
    assert not world.status("A")["reserved"]


def test_D7_a_supply_that_runs_on_is_taken_over_from_its_engine(world: World) -> None:
    point = world.activate("A")
    backup = Backup(world)
    backup.put_back(point, [])
    reading = {"power_w": 1000, "energy_wh": 500, "amount": "0.15"}
    world.read(world.engine(point, "meter_reading", session_id="s9", seq=1, **reading))
    assert world.sent("ev.commands", "report")
    world.read(world.engine(point, "charging_started", session_id="s9", started_at=world.at(), **TOLD))
    world.read(world.engine(point, "meter_reading", session_id="s9", seq=2, **reading))
    now = world.status("A")
    assert (now["state"], now["driver_id"], now["energy_wh"]) == ("SUPPLYING", "5", 500)
    assert world.sent("ev.notices", "session_state")[-1]["state"] == "supplying"
    world.read(end(world, point, "s9", amount="0.30", **TOLD))
    assert [each["amount"] for each in tickets(world)] == ["0.30"] and confirmed(world) == ["s9"]


def test_D7_a_reservation_that_was_lost_is_freed_at_its_engine(world: World) -> None:
    point = world.activate("A")
    world.read(state(world, point, "RESERVED", session_id="s9"))
    assert cancelled(world) == ["s9"]


def test_the_records_of_an_unknown_supply_are_no_noise_for_ever(world: World) -> None:
    point = world.activate("A")
    for seq in range(1, 121):
        world.wait(1)
        world.ask(1, "STATUS#OK")
        figures = {"seq": seq, "power_w": 1000, "energy_wh": 10 * seq, "amount": "0.01"}
        world.read(world.engine(point, "meter_reading", session_id="s9", **figures))
    assert world.rejected == 120
    assert codes(world).count("record_rejected") == 1, "said once while it goes on, counted always"
    assert 2 <= len(world.sent("ev.commands", "report")) <= 4


def test_D7_two_databases_that_lost_different_things_make_the_same_ticket(
    world: World, tmp_path: Path
) -> None:
    point = world.activate("A")
    request, session = "r-9", derived_id("session", "r-9")
    Backup(world).put_back(point, [])
    world.read(end(world, point, session, amount="0.30", **TOLD))
    first = tickets(world)
    shutil.copy(world.path.with_name("image"), tmp_path / "second.sqlite3")
    second = World(tmp_path / "second.sqlite3")
    second.elapsed = world.elapsed
    other = Point("A", 1, point.secret)
    second.authenticate(other)
    second.read(end(second, other, session, amount="0.30", **TOLD))
    (mine,), (yours,) = first, tickets(second)
    own_times = ("at", "started_at", "ended_at")
    assert {k: v for k, v in mine.items() if k not in own_times} == {
        k: v for k, v in yours.items() if k not in own_times
    }
    assert mine["request_id"] == request
    second.crash()


def test_D7_the_driver_of_a_supply_need_not_be_registered_any_more(world: World) -> None:
    point = world.activate("A")
    world.read(end(world, point, "s9", amount="0.30", **(TOLD | {"driver_id": "gone"})))
    assert [each["driver_id"] for each in tickets(world)] == ["gone"] and confirmed(world) == ["s9"]


@pytest.mark.parametrize(
    ("told", "amount", "settled"),
    [
        ({}, "0.54", ("0.54", "0.54")),
        ({"driver_id": "5"}, "0.54", ("0.54", "0.54")),
        (TOLD, "0.54", ("0.54", "0.54")),  # not 0.30 EUR/kWh
        (TOLD | {"price": None}, "0.33", ("0.33", "0.33")),  # at a price of then
        (TOLD | {"price": "9999"}, "9999.00", ("0.54", "0.54")),  # at no price that there is
    ],
)
def test_D7_an_end_that_does_not_tell_enough_waits_for_the_operator_and_is_settled(
    world: World, told: dict[str, Any], amount: str, settled: tuple[str, str]
) -> None:
    point = world.activate("A")
    world.read(end(world, point, "s9", amount=amount, **told))
    world.wait(2)
    world.read(end(world, point, "s9", amount=amount, **told))
    (orphan,) = orphans(world)
    assert (orphan["session_id"], orphan["cp_id"], orphan["energy_wh"]) == ("s9", "A", 1000)
    assert (orphan["amount"], orphan["driver_id"]) == (amount, told.get("driver_id"))
    assert tickets(world) == [] and confirmed(world) == [] and world.status("A")["state"] == "ACTIVATED"
    assert codes(world).count("orphan") == 1
    world.crash()
    world.start()
    assert [each["session_id"] for each in orphans(world)] == ["s9"], "it is on the disk"
    world.feed(commands()["settle"].parse("s9"))
    (ticket,) = tickets(world)
    assert (ticket["energy_wh"], ticket["amount"], ticket["price"]) == (1000, *settled)
    assert ticket["driver_id"] == told.get("driver_id")
    assert confirmed(world) == ["s9"] and orphans(world) == []
    assert len(world.sent("ev.notices", "ticket")) == bool(told.get("driver_id")), "to whom, if nobody knows"
    world.wait(0.3)
    assert world.ports.updates[-1].summary.today_wh == 1000
    world.crash()
    world.start()
    world.authenticate(point)
    world.wait(1.1)
    world.read(end(world, point, "s9", amount=amount, **told))
    assert len(tickets(world)) == 1 and orphans(world) == []


def test_an_orphan_is_settled_for_the_driver_that_the_operator_names(world: World) -> None:
    point = world.activate("A")
    world.read(end(world, point, "s9"))
    world.feed(commands()["settle"].parse("s9", "nobody"))
    assert "There is no driver nobody." in world.ports.complaints[-1] and tickets(world) == []
    world.feed(commands()["settle"].parse("s9", "6"))
    assert [each["driver_id"] for each in world.sent("ev.notices", "ticket")] == ["6"]
    assert confirmed(world) == ["s9"]


def test_an_orphan_is_dropped_for_good(world: World) -> None:
    point = world.activate("A")
    world.read(end(world, point, "s9"))
    world.feed(commands()["drop"].parse("s9"))
    assert orphans(world) == [] and tickets(world) == [] and confirmed(world) == ["s9"]
    world.crash()
    world.start()
    world.authenticate(point)
    world.ports.sent.clear()
    world.read(end(world, point, "s9", **TOLD), state(world, point, last_session_id="s9"))
    assert orphans(world) == [] and tickets(world) == [] and cancelled(world) == []
    assert confirmed(world) == ["s9"], "an engine that asks again is answered again"
    world.feed(commands()["drop"].parse("s9"), commands()["settle"].parse("s9"))
    assert len(world.ports.complaints) == 2
    with sqlite3.connect(world.path) as raw:
        assert [what for (what,) in raw.execute("SELECT what FROM audit WHERE what LIKE 'dropped%'")] == [
            "dropped the end of s9: 1000 Wh, 0.54 EUR"
        ]
    raw.close()


def test_nobody_makes_a_second_supply_of_a_request_or_a_supply_of_another_charging_point(
    world: World,
) -> None:
    point, other = world.activate("A"), world.activate("B", 2)
    session = world.start_supply("5", point)
    request = world.sent("ev.commands", "authorise")[-1]["request_id"]
    world.read(end(world, point, session))
    world.read(end(world, other, session))
    assert world.rejected == 1
    forged = TOLD | {"request_id": request, "price": "0.54"}
    world.read(end(world, point, "s9", **forged), end(world, other, "s10", **forged))
    assert [each["session_id"] for each in tickets(world)] == [session]
    assert [each["session_id"] for each in orphans(world)] == ["s9", "s10"]
    world.feed(commands()["settle"].parse("s9"), commands()["settle"].parse("s10"))
    assert len(tickets(world)) == 3


def test_an_engine_cannot_fill_the_database_with_orphans(world: World) -> None:
    point = world.activate("A")
    for number in range(120):
        world.read(end(world, point, f"s{number}"))
    world.read(end(world, point, "s-1", wh=-1, amount="0.00"), end(world, point, "s-2", amount="-0.54"))
    assert len(orphans(world)) == 100 and world.rejected == 2


def test_an_end_with_other_figures_than_its_ticket_is_confirmed_and_said(world: World) -> None:
    """B2, D7: the ticket stays, and its engine takes it over."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.read(end(world, point, session))
    world.wait(1.1)
    world.read(end(world, point, session, wh=2000, amount="1.08"))
    assert [each["energy_wh"] for each in world.sent("ev.commands", "finish_confirmed")] == [1000, 1000]
    assert len(tickets(world)) == 1 and codes(world).count("end_differs") == 1
    assert world.rejected == 1, "its figures are"


def test_after_settle_a_living_engine_is_told_to_stop(world: World) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.wait(6)
    world.ask(1, "STATUS#OK")
    world.feed(i.SettleSupply(session))
    figures = {"seq": 1, "power_w": 1000, "energy_wh": 500, "amount": "0.27"}
    world.read(world.engine(point, "meter_reading", session_id=session, **figures))
    (told,) = world.sent("ev.commands", "finish_confirmed")
    assert (told["session_id"], told["energy_wh"]) == (session, 0)
    world.wait(1.1)
    world.read(state(world, point, "SUPPLYING", session_id=session))
    assert confirmed(world) == [session, session]


def test_records_that_overtake_those_before_them_are_asked_for_again(world: World) -> None:
    """Partitions that are added in flight put them in another order."""
    point = world.activate("A")
    world.wait(1.1)
    request = world.request("5", "A")
    session = world.sent("ev.commands", "authorise")[-1]["session_id"]
    world.ports.sent.clear()
    started = {"session_id": session, "started_at": world.at()}
    world.read(world.engine(point, "charging_started", **started))
    assert len(world.sent("ev.commands", "report")) == 1 and world.rejected == 1
    world.wait(1.1)
    world.read(world.engine(point, "authorisation_answered", session_id=session, accepted=True, reason=None))
    figures = {"seq": 1, "power_w": 1000, "energy_wh": 500, "amount": "0.27"}
    world.read(world.engine(point, "meter_reading", session_id=session, **figures))
    assert len(world.sent("ev.commands", "report")) == 2
    world.read(world.engine(point, "charging_started", **started))
    assert world.status("A")["state"] == "SUPPLYING" and world.steps(request)[-1][0] == "authorised"


@pytest.mark.parametrize(
    ("waits", "driver", "last"), [(19, "5", "cancelled"), (21, "5", "asking_cp"), (1, "6", "asking_cp")]
)
def test_M8_a_cancellation_that_overtakes_its_request_is_remembered_for_20_s(
    world: World, waits: int, driver: str, last: str
) -> None:
    world.activate("A")
    request = str(uuid.uuid4())
    world.read(
        world.record("ev.requests", "A", "charge_cancelled", request_id=request, driver_id=driver, cp_id="A")
    )
    for _ in range(waits):
        world.wait(1)
        world.ask(1, "STATUS#OK")
    world.request("5", "A", request_id=request)
    assert world.steps(request)[-1][0] == last
    assert len(world.sent("ev.commands", "authorise")) == (last == "asking_cp")


def test_D7_a_request_that_was_forgotten_and_is_sent_again_takes_no_ticket_away(world: World) -> None:
    """Requests are rows for 30 days, and anybody can send one of them again."""
    point = world.activate("A")
    session = world.start_supply("5", point)
    request = world.sent("ev.commands", "authorise")[-1]["request_id"]
    world.read(end(world, point, session))
    before = tickets(world)
    world.crash()
    with sqlite3.connect(world.path) as raw:
        raw.execute("DELETE FROM request")
    raw.close()
    world.start()
    world.authenticate(point)
    world.ask(1, "STATUS#OK")
    world.ports.sent.clear()
    world.request("5", "A", request_id=request)
    assert world.sent("ev.commands", "authorise") == []
    assert [each["session_id"] for each in before] == [each["session_id"] for each in tickets(world)]


def test_D7_a_request_whose_id_an_orphan_has_stops_no_commit(world: World) -> None:
    point = world.activate("A")
    world.read(end(world, point, "s9", request_id="r-9"))
    world.request("5", "A", request_id="r-9")
    world.read(end(world, point, "s7", request_id=derived_id("orphan", "s8")), end(world, point, "s8"))
    assert world.service.database_up and len(orphans(world)) == 3
    world.request("5", "A")
    assert len(world.sent("ev.commands", "authorise")) == 1


def test_D7_who_has_an_orphan_is_not_forgotten_before_it_is_settled(world: World) -> None:
    point = world.activate("A")
    world.read(end(world, point, "s9"))
    world.lose(1)
    world.feed(commands()["forget"].parse("A"))
    assert "A" in world.service.net.cps and "settle or drop" in world.ports.complaints[-1]
    world.feed(commands()["settle"].parse("s9"), commands()["forget"].parse("A"))
    assert "A" not in world.service.net.cps and len(tickets(world)) == 1


@pytest.mark.parametrize("kind", ["orphan", "interrupted", "supplying", "reserved"])
def test_D7_a_supply_whose_charging_point_the_database_has_no_more_can_be_settled(
    world: World, kind: str
) -> None:
    point, session = world.activate("A"), "s9"
    if kind == "orphan":
        world.read(end(world, point, session))
    else:
        session = world.reserve("5", point) if kind == "reserved" else world.start_supply("5", point)
        world.wait(6 if kind == "interrupted" else 0)
    world.crash()
    with sqlite3.connect(world.path) as raw:
        raw.execute("DELETE FROM charging_point")
    raw.close()
    world.start()
    world.wait(70)
    world.feed(commands()["settle"].parse(session))
    expected = [] if kind == "reserved" else [session]
    assert [each["session_id"] for each in tickets(world)] == expected and not world.service.net.supplies


def test_D7_an_end_that_was_confirmed_under_a_key_that_the_backup_does_not_know_gets_its_ticket(
    world: World,
) -> None:
    point = world.activate("A")
    backup, log = Backup(world), recording(world)
    for _ in range(2):  # the backup knows neither key any more
        world.lose(1)
        world.authenticate(point)
        world.ask(1, "STATUS#OK")
    session = world.start_supply("5", point)
    request = world.sent("ev.commands", "authorise")[-1]["request_id"]
    told = {"request_id": request, "driver_id": "5", "price": "0.54"}
    ended = {"started_at": world.at(), "ended_at": world.at()} | told
    world.read(end(world, point, session, **ended))
    before = tickets(world)
    backup.put_back(point, log)
    assert tickets(world) == [] and world.rejected >= 2 and confirmed(world) == []
    world.wait(31)  # longer than a supply that is asked for lasts
    world.read(state(world, point, last_session_id=session))
    assert cancelled(world)[-1] == session
    world.wait(1.1)
    world.read(end(world, point, session, **ended))
    assert [each | {"at": ""} for each in tickets(world)] == [each | {"at": ""} for each in before]
    assert confirmed(world) == [session] and orphans(world) == []
