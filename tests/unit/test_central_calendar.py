"""CENTRAL's own order and days of tickets, whatever the clocks of engines say (M10; *Today* on the panel)."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import tests.support.central as support
from apps.ev_central import intents as i
from shared.store import database
from shared.store.central_store import CentralStore
from tests.support.central import Point, World

WRONG_CLOCKS = ("2031-06-01T00:00:00Z", "2000-01-01T00:00:00Z", "2026-05-01T12:00:00+02:00")


@pytest.fixture
def madrid(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Madrid")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def a_world(folder: Path, start: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[World, Point]:
    monkeypatch.setattr(support, "START", start)
    world = World(folder / "central.sqlite3")
    world.feed(i.AddDriver("5"))
    return world, world.activate("A")


def supply(world: World, point: Point, ended_at: str | None = None) -> str:
    """One of 10 kWh, told now."""
    world.ask(point.connection, "STATUS#OK")
    session = world.start_supply("5", point)
    times = {"started_at": world.at(), "ended_at": ended_at or world.at()}
    figures = {"reason": "unplugged", "energy_wh": 10_000, "amount": "5.40"}
    world.read(world.engine(point, "charging_finished", session_id=session, **figures, **times))
    return session


def today(world: World) -> tuple[int, Any]:
    world.wait(0.3)
    world.feed(i.SetTariff(world.service.net.tariff))  # something to show
    world.wait(0.3)
    summary = world.ports.updates[-1].summary
    return summary.today_wh, summary.today_amount


def before_and_after_a_restart(world: World) -> tuple[int, int]:
    before = today(world)
    world.crash()
    world.start()
    after = today(world)
    assert [str(money) for _, money in (before, after)] == [
        f"{wh * 54 / 100_000:.2f}" for wh, _ in (before, after)
    ]
    return before[0], after[0]


@pytest.mark.parametrize(
    ("told", "looked", "expected"),
    [
        (datetime(2026, 3, 28, 22, 40, tzinfo=UTC), datetime(2026, 3, 29, 10, tzinfo=UTC), 0),  # 23 hours
        (datetime(2026, 3, 28, 23, 10, tzinfo=UTC), datetime(2026, 3, 29, 21, 59, tzinfo=UTC), 10_000),
        (
            datetime(2026, 10, 24, 22, 20, tzinfo=UTC),
            datetime(2026, 10, 25, 22, 50, tzinfo=UTC),
            10_000,
        ),  # 25
        (datetime(2026, 10, 24, 22, 20, tzinfo=UTC), datetime(2026, 10, 25, 23, 10, tzinfo=UTC), 0),
        (datetime(2026, 5, 1, 21, 40, tzinfo=UTC), datetime(2026, 5, 2, 10, tzinfo=UTC), 0),
    ],
)
def test_today_is_the_calendar_day_on_days_of_23_and_25_hours_too(
    told: datetime,
    looked: datetime,
    expected: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    madrid: None,
) -> None:
    world, point = a_world(tmp_path, told, monkeypatch)
    supply(world, point)
    world.elapsed = (looked - told).total_seconds()
    assert before_and_after_a_restart(world) == (expected, expected)
    world.crash()


@pytest.mark.parametrize("ended_at", WRONG_CLOCKS)
def test_a_ticket_counts_on_the_day_on_which_it_was_made(
    ended_at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, madrid: None
) -> None:
    world, point = a_world(tmp_path, datetime(2026, 5, 2, 9, tzinfo=UTC), monkeypatch)
    supply(world, point, ended_at)
    assert before_and_after_a_restart(world) == (10_000, 10_000)
    world.crash()


def test_a_clock_that_steps_over_midnight_and_back_loses_nothing_of_either_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, madrid: None
) -> None:
    world, point = a_world(tmp_path, datetime(2026, 5, 2, 9, tzinfo=UTC), monkeypatch)
    supply(world, point)
    monkeypatch.setattr(support, "START", support.START + timedelta(days=1))
    supply(world, point)
    supply(world, point)
    assert before_and_after_a_restart(world) == (20_000, 20_000)
    monkeypatch.setattr(support, "START", support.START - timedelta(days=1))
    assert before_and_after_a_restart(world) == (10_000, 10_000)
    world.crash()


def test_the_last_ticket_is_the_one_that_was_told_last_whatever_the_clocks_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, point = a_world(tmp_path, datetime(2026, 5, 1, 10, tzinfo=UTC), monkeypatch)
    sessions = [supply(world, point, ended_at) for ended_at in WRONG_CLOCKS]
    for again in (False, True):
        if again:
            world.crash()
            world.start()
            world.authenticate(point)
            sessions.append(supply(world, point))
        world.wait(1.1)
        world.ports.sent.clear()
        world.read(world.record("ev.requests", "5", "sync_requested", driver_id="5"))
        assert [each["session_id"] for each in world.sent("ev.notices", "ticket")] == sessions[-1:]
        world.feed(i.ShowHistory("A"), i.ShowTickets())
        assert [each.session_id for each in world.ports.histories[-1].tickets] == sessions[::-1]
        assert [each["session_id"] for each in world.ports.replies[-1]] == sessions
    world.crash()


def test_a_database_of_before_keeps_its_tickets_in_the_order_of_its_own_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, first = tmp_path / "central.sqlite3", tmp_path / "first"
    first.mkdir()
    for migration in sorted(database.MIGRATIONS.glob("0*.py"))[:2]:
        shutil.copy(migration, first)
    with monkeypatch.context() as before:
        before.setattr(database, "MIGRATIONS", first)
        CentralStore(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as raw:
        for session, created_at, ended_at, state in (
            ("b", "2026-05-01T11:00:00.000Z", "2026-05-01T11:30:00.000Z", "ended"),
            ("a", "2026-05-01T10:00:00.000Z", "2031-05-01T10:30:00.000Z", "ended"),
            ("c", "2026-05-01T12:00:00.000Z", None, "supplying"),
        ):
            raw.execute(
                "INSERT INTO supply (session_id, request_id, driver_id, cp_id, location, origin, price,"
                " state, created_at, ended_at, seq, energy_wh, amount)"
                " VALUES (?, ?, '5', 'A', '', 'app', '0.54', ?, ?, ?, 0, 0, '0.00')",
                (session, f"request {session}", state, created_at, ended_at),
            )
    raw.close()
    store = CentralStore(f"sqlite:///{path}")
    (still_open,) = store.load().open_supplies
    assert [row.session_id for row in store.ended_supplies()] == ["b", "a"]
    assert (still_open.told_at, still_open.ended_seq) == (None, None)
    store.put_ended(still_open)
    assert still_open.ended_seq == 3
    store.close()


def test_a_commit_of_CENTRAL_is_flushed_to_the_disk(tmp_path: Path) -> None:
    """A power cut takes nothing that was said."""
    store = CentralStore(f"sqlite:///{tmp_path / 'central.sqlite3'}")
    assert store._database.execute_sql("PRAGMA synchronous").fetchone() == (2,)
    store.close()
