"""CENTRAL with a large database: what a turn costs follows what it shows, not what is stored."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from apps.ev_central import answers as answers_module
from apps.ev_central import intents as i
from apps.ev_central import orders
from apps.ev_central.answers import Answers
from apps.ev_central.requests import STRANGERS_A_SECOND
from apps.ev_central.service import PRUNE_S
from apps.ev_central.sync import TICKETS_A_PAGE, TICKETS_AGAIN_S
from apps.ev_central.views import STALE_S
from shared.domain.cp import Standing
from shared.domain.supply import DELIVERING, SupplyState
from shared.runtime.clock import to_wire
from shared.runtime.console import print_json
from shared.runtime.told import Message
from shared.store import archive as archives
from shared.store import central_store
from shared.store.archive import Archive
from shared.store.rows import Enrolment
from tests.support.central import START, Recorder, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"), i.AddDriver("6"))
    return made


def fill(world: World, count: int) -> None:
    """``count`` tickets, every other one of driver 5 at A, in a database that CENTRAL does not have open."""
    world.crash()
    at = to_wire(START)
    with sqlite3.connect(world.path) as raw:
        raw.executemany(
            "INSERT INTO supply (session_id, request_id, driver_id, cp_id, location, origin, price, state,"
            " created_at, started_at, ended_at, reason, seq, energy_wh, amount, told_at, ended_seq)"
            " VALUES (?, ?, ?, ?, '', 'app', '0.54', 'ended', ?, ?, ?, 'unplugged', 1, 1000, '0.54', ?, ?)",
            ((f"s{n}", f"r{n}", "65"[n % 2], "BA"[n % 2], at, at, at, at, n) for n in range(1, count + 1)),
        )
    raw.close()
    world.start()


def test_no_question_reads_what_it_does_not_show(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, 10)
    asked: list[tuple[str, tuple[object, ...]]] = []
    database = world.store._database
    execute = database.execute_sql

    def note(sql: str, params: tuple[object, ...] | None = None) -> object:
        asked.append((sql, tuple(params or ())))
        return execute(sql, params)

    monkeypatch.setattr(database, "execute_sql", note)
    world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5", tickets_since=world.at()))
    archive = Archive(world.database)
    list(archive.pages())
    connection = archive._connection
    connection.set_trace_callback(lambda sql: asked.append((sql, ())))
    archive.newest(None, 1000)
    archive.newest("A", 200)
    list(archive.pages())
    connection.set_trace_callback(None)
    monkeypatch.undo()
    archive.close()
    world.store.load()
    of_supplies = [(sql, params) for sql, params in asked if "supply" in sql and sql.startswith("SELECT")]
    assert len(of_supplies) >= 6
    for sql, params in of_supplies:
        plan = [row[3] for row in execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
        assert all("SEARCH" in step and "supply_state" not in step for step in plan), (sql, plan)
        assert not any("TEMP B-TREE" in step for step in plan), (sql, plan)


def test_tickets_that_a_driver_asks_for_come_in_pages_and_once_a_minute(world: World) -> None:
    fill(world, 500)

    def ask() -> None:
        since = "2000-01-01T00:00:00Z"
        world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5", tickets_since=since))

    def told() -> list[str]:
        return [each["session_id"] for each in world.sent("ev.notices", "ticket")]

    ask()
    assert len(told()) == TICKETS_A_PAGE
    world.wait(0.1)
    assert len(told()) == 2 * TICKETS_A_PAGE
    world.wait(1)
    assert told() == [f"s{n}" for n in range(1, 501, 2)]
    ask()
    world.wait(TICKETS_AGAIN_S / 2)
    assert told()[250:] == ["s499"], "that one is part of every answer"
    world.wait(TICKETS_AGAIN_S / 2 + 1)
    assert told()[251:] == [f"s{n}" for n in range(1, 501, 2)]


def test_answers_come_in_the_order_of_their_questions_and_hold_what_was_committed_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (archives, answers_module):
        monkeypatch.setattr(module, "PAGE", 3)
    fill(world, 10)
    ports = Recorder()
    answers = Answers(Archive(world.database), ports)
    stop = threading.Event()
    answers.ask(i.ShowTickets())
    answers.ask({"status": 1})
    answers.ask(i.ShowHistory("A", 2))
    stop.set()
    answers.run(stop)  # what was asked before the end is answered
    tickets, status = ports.replies
    assert status == {"status": 1}
    pages = list(tickets)
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert [each["session_id"] for page in pages for each in page] == [f"s{n}" for n in range(1, 11)]
    assert [each.session_id for each in ports.histories[0].tickets] == ["s9", "s7"]


def test_B4_a_question_that_the_database_cannot_answer_is_a_complaint_and_the_next_is_answered(
    tmp_path: Path,
) -> None:
    path = tmp_path / "central.sqlite3"
    ports = Recorder()
    answers = Answers(Archive(f"sqlite:///{path}"), ports)
    answers.give(i.ShowTickets())
    assert ports.replies == []
    assert "cannot be opened" in ports.complaints[0]
    World(path).crash()
    answers.give(i.ShowTickets())
    assert ports.replies == [[]]


def test_a_list_in_pieces_is_one_line_of_JSON_and_half_a_list_is_none(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    def breaks() -> Iterator[list[int]]:
        yield [1]
        raise OSError("the disk")

    print_json(iter([[1, 2], [3], [{"a": "b"}]]))
    with pytest.raises(OSError, match="the disk"):
        print_json(breaks())
    sys.stdout.flush()
    whole, half = capfdbinary.readouterr().out.splitlines()
    assert json.loads(whole) == [1, 2, 3, {"a": "b"}]
    with pytest.raises(json.JSONDecodeError):
        json.loads(half)


def request_rows(world: World) -> int:
    return int(world.store._database.execute_sql("SELECT count(*) FROM request").fetchone()[0])


@pytest.mark.parametrize("ttl_s", [10, -1])
def test_nobodys_requests_leave_no_row_and_one_word_a_second(world: World, ttl_s: float) -> None:
    world.activate("A")
    before, outbox, rejected = request_rows(world), len(world.store.load().outbox), world.rejected
    request = world.request("nobody", "A", ttl_s=ttl_s)
    assert world.steps(request) == [("denied", "unknown_driver" if ttl_s > 0 else "expired")]
    for _ in range(50):
        world.request("nobody", "A", ttl_s=ttl_s)
    for number in range(500):
        world.request(f"nobody {number}".replace(" ", "-"), "A", ttl_s=ttl_s)
    told = [each for each in world.ports.sent if each.topic == "ev.notices"]
    assert len(told) <= STRANGERS_A_SECOND
    assert all(each.token is None for each in told), "nothing that must arrive"
    assert request_rows(world) == before
    assert len(world.store.load().outbox) == outbox
    assert world.rejected == rejected, "nothing is wrong with such a record"
    world.wait(1.1)
    assert world.steps(world.request("nobody", "A")) == [("denied", "unknown_driver")]


def test_requests_are_forgotten_after_30_days_a_slice_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central_store, "PRUNED_AT_ONCE", 2)
    world.activate("A")
    requests = [world.request("5", "A", ttl_s=-1) for _ in range(5)]
    world.elapsed += 20 * 86400
    kept = world.request("5", "A", ttl_s=-1)
    assert request_rows(world) == 6
    world.elapsed += 10 * 86400 + 1
    left = []
    for _ in range(4):
        world.elapsed += PRUNE_S
        world.wait(0.1)
        left.append(request_rows(world))
    assert left == [4, 2, 1, 1]
    assert world.store.request(kept) is not None and world.store.request(requests[0]) is None


class Untouched(dict[str, Any]):
    """Charging points that nobody may go through."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all charging points are gone through")

    values = items = __iter__  # type: ignore[assignment]


def test_a_turn_in_which_nothing_changed_goes_through_no_charging_points(world: World) -> None:
    points = [world.activate(f"CP{n}", n) for n in range(1, 5)]
    world.start_supply("5", points[0])
    world.wait(0.5)
    net, shown = world.service.net, len(world.ports.updates)
    net.cps = Untouched(net.cps)
    world.wait(0.4)
    assert len(world.ports.updates) == shown
    world.ask(2, "STATUS#OK")
    world.ask(3, "STATUS#KO#broken")
    world.wait(2.6)
    states = {cp_id: dict.__getitem__(net.cps, cp_id).state for cp_id in ("CP1", "CP2", "CP3", "CP4")}
    assert states["CP1"] == states["CP4"] == "DISCONNECTED"
    world.ask(5, "REGISTER#NEW#here##")


def recount(world: World) -> dict[str, object]:
    """What the panel's sums must be."""
    net = world.service.net
    shown = [cp for cp in net.cps.values() if cp.row.enrolment is not Enrolment.REJECTED]
    running = [supply for supply in net.supplies.values() if supply.row.state in DELIVERING]
    heard = [
        supply for supply in running
        if supply.row.state is SupplyState.SUPPLYING
        and supply.read_mono is not None and net.now.mono - supply.read_mono <= STALE_S
    ]  # fmt: skip
    wh, money = net.today.totals(net.now.utc)
    return {
        "standing": {each: sum(cp.standing is each for cp in shown) for each in Standing},
        "power_w": sum(supply.power_w for supply in heard),
        "unheard": len(running) - len(heard),
        "today_wh": wh + sum(supply.row.energy_wh for supply in running),
        "today_amount": money + sum(supply.row.amount for supply in running),
        "monitors": sum(cp.speaking for cp in net.cps.values()),
        "enrolled": sum(cp.row.enrolment is Enrolment.ENROLLED for cp in net.cps.values()),
    }


def test_sums_that_are_kept_are_those_that_would_be_counted(world: World) -> None:
    random, points, sessions = Random(9), {}, {}
    world.feed(*(i.AddDriver(f"D{n}") for n in range(6)))
    for n in range(6):
        points[n] = world.activate(f"CP{n}", n)
    seq = dict.fromkeys(points, 0)

    def reading(n: int) -> None:
        seq[n] += 1
        fields = {"power_w": random.randrange(50_000), "energy_wh": 1000 * seq[n]}
        fields |= {"seq": seq[n], "amount": f"{Decimal('0.54') * seq[n]:.2f}"}
        world.read(world.engine(points[n], "meter_reading", session_id=sessions[n], **fields))

    def end(n: int) -> None:
        values = {"reason": "unplugged", "started_at": world.at(), "ended_at": world.at()}
        values |= {"energy_wh": 1000 * seq[n], "amount": f"{Decimal('0.54') * seq[n]:.2f}"}
        world.read(world.engine(points[n], "charging_finished", session_id=sessions.pop(n), **values))
        seq[n] = 0

    for _ in range(150):
        n = random.randrange(6)
        choice = random.randrange(8)
        if choice < 4 and n in sessions:
            reading(n)
        elif choice == 4 and n in sessions:
            end(n)
        elif choice == 5:
            world.ask(n, random.choice(["STATUS#OK", "STATUS#KO#broken"]))
        elif choice == 6 and n not in sessions and world.status(f"CP{n}")["state"] == "ACTIVATED":
            sessions[n] = world.start_supply(f"D{n}", points[n])
        elif choice == 7:
            world.feed(random.choice([i.StopCps((f"CP{n}",)), i.ResumeCps(None)]))
        for each in points:
            if random.randrange(4):
                world.ask(each, "STATUS#OK")
        world.wait(random.choice([0.1, 0.3, 1.0]))
        world.elapsed += 0.2
        world.service.net.messages.append(Message(world.now().utc, "test", "started", "info"))
        world.feed()
        update = world.ports.updates[-1]
        values = {**{name: getattr(update.summary, name) for name in update.summary.__slots__}}
        values |= {"monitors": update.links.monitors, "enrolled": update.links.enrolled}
        expected = recount(world)
        assert {name: values[name] for name in expected} == expected
    assert sessions, "some run"


def test_what_many_orders_of_one_turn_did_is_told_one_by_one_and_none_is_lost(world: World) -> None:
    drivers = [f"D{number}" for number in range(600)]
    world.feed(*map(i.AddDriver, drivers))
    world.wait(0.2)
    said = [message for update in world.ports.updates for message in update.messages]
    assert [dict(message.values)["driver"] for message in said if message.code == "driver_added"][
        -600:
    ] == drivers


def test_orders_to_many_take_a_slice_of_each_turn_and_later_ones_wait_for_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "SLICE_S", 0.0)  # one each turn
    names = ("A", "B", "C")
    for number, name in enumerate(names, 1):
        world.activate(name, number)
    world.wait(0.5)
    world.feed(i.StopCps(None), i.ResumeCps(("C",)), i.SetTariff(Decimal("0.60")), i.AddDriver("7"))
    assert not {"7"} & world.service.net.drivers.keys()
    assert world.service.next_deadline() is not None

    def speak() -> None:
        for number in range(1, 4):
            world.ask(number, "STATUS#OK")

    for _ in range(10):
        speak()
    assert [world.status(name)["state"] for name in names] == ["STOPPED", "STOPPED", "ACTIVATED"]
    assert world.status("A")["price"] == "0.60" and "7" in world.service.net.drivers
    drivers = tuple((f"D{n}", True) for n in range(20))
    world.feed(i.ImportDrivers((*drivers, ("7", True))))
    seen = [len(world.service.net.drivers)]
    while world.service._orders.busy:
        world.feed()
        seen.append(len(world.service.net.drivers))
    assert all(0 <= after - before <= 1 for before, after in pairwise(seen)), "one at a time"
    world.wait(0.2)
    said = [message for update in world.ports.updates for message in update.messages]
    imported = [message for message in said if message.code == "drivers_imported"]
    assert [dict(message.values) for message in imported] == [{"added": "20", "known": "1"}]
    assert sum(message.code == "driver_added" for message in said) == 3, "5, 6, 7: not each of a file"
    audit = world.store._database.execute_sql("SELECT what FROM audit").fetchall()
    assert sum("D1" in what or "imported" in what for (what,) in audit) == 1
    world.crash()
    world.start()
    assert {f"D{n}" for n in range(20)} <= world.service.net.drivers.keys()
