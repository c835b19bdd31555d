"""What CENTRAL could not say while its database failed, to a monitor that left: nothing came of it."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apps.ev_central import intents as i
from shared.net.events import Requested
from tests.support.central import Point, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"))
    yield made
    made.store.close()


@contextmanager
def locked(world: World) -> Iterator[None]:
    world.store._database.execute_sql("PRAGMA busy_timeout=0")
    lock = sqlite3.connect(world.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    yield
    lock.execute("ROLLBACK")
    lock.close()


def prove_in_vain(world: World, point: Point, connection: int) -> None:
    """A right proof whose answer waits for its commit, until the monitor gives up."""
    nonce = world.ask(connection, f"AUTH#{point.cp_id}").split("#")[1]
    mac = hmac.new(point.secret, f"auth|{point.cp_id}|{nonce}".encode(), hashlib.sha256).hexdigest()
    before = len(world.ports.answers)
    world.feed(Requested(connection, f"PROOF#{mac}"))
    assert world.ports.answers[before:] == [], "ACCEPTED before its commit"
    world.lose(connection)


def test_D7_a_key_that_was_never_said_pushes_out_none_that_an_engine_signs_with(world: World) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    world.lose(1)
    with locked(world):
        for connection in (2, 3, 4):
            prove_in_vain(world, point, connection)
            world.wait(1)
    world.wait(1)
    figures = {"energy_wh": 1000, "amount": "0.54", "reason": "unplugged"}
    times = {"started_at": world.at(), "ended_at": world.at()}
    world.read(world.engine(point, "charging_finished", session_id=session, **figures, **times))
    assert world.rejected == 0
    assert len(world.sent("ev.commands", "finish_confirmed")) == 1


def test_M2_an_acceptance_that_was_never_said_opens_no_second_enrolment(world: World) -> None:
    point = world.enrol("A", 1)
    with locked(world):
        prove_in_vain(world, point, 1)
    world.wait(1)
    assert world.ask(2, "REGISTER#A#here##") == "REJECTED#enrolment_refused"


def test_M2_a_secret_that_was_never_said_can_be_asked_for_again(world: World) -> None:
    with locked(world):
        world.feed(Requested(1, "REGISTER#A#here##"))
        assert world.ports.answers == []
        world.lose(1)
    world.wait(1)
    assert world.ask(2, "REGISTER#A#here##").startswith("REGISTERED#")
