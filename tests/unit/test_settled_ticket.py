"""A supply that the operator closed keeps its ticket when its engine comes back with other figures (D7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.ev_central import intents as i
from apps.ev_cp_e.intents import Plug, Unplug
from apps.ev_cp_e.texts import message_text
from shared.messages import records as r
from tests.support.central import World
from tests.support.engine_bench import Bench


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "central.sqlite3")
    made.feed(i.AddDriver("5"))
    yield made
    made.store.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path).linked()
    yield made
    made.journal.close()


def test_D7_the_confirmation_says_what_the_ticket_says(world: World) -> None:
    point = world.activate("A")
    session = world.start_supply("5", point)
    figures = {"seq": 1, "power_w": 20_000, "energy_wh": 1000, "amount": "0.54"}
    world.read(world.engine(point, "meter_reading", session_id=session, **figures))
    world.wait(6)
    world.feed(i.SettleSupply(session))
    (ticket,) = world.sent("ev.notices", "ticket")
    end = {"reason": "unplugged", "started_at": world.at(), "ended_at": world.at(), "energy_wh": 2000}
    world.read(world.engine(point, "charging_finished", session_id=session, amount="1.08", **end))
    (confirmed,) = world.sent("ev.commands", "finish_confirmed")
    same = ("session_id", "reason", "ended_at", "energy_wh", "amount")
    assert {name: confirmed[name] for name in same} == {name: ticket[name] for name in same}
    assert (ticket["reason"], ticket["energy_wh"]) == ("engine_lost", 1000)
    assert len(world.sent("ev.notices", "ticket")) == 1


def supplied(bench: Bench) -> dict[str, object]:
    """One supply that has ended here, as the journal has it."""
    bench.authorise()
    bench.person(Plug())
    bench.pass_time(30)
    bench.person(Unplug())
    return bench.tickets()[0]


def confirmed(bench: Bench, **ticket: object) -> r.FinishConfirmed:
    return r.FinishConfirmed(id=bench.fresh_id(), at=bench.at, session_id="s1", **ticket)  # type: ignore[arg-type]


def test_D7_the_journal_takes_the_figures_of_a_ticket_that_was_settled(bench: Bench) -> None:
    metered = supplied(bench)
    ticket = {"reason": "engine_lost", "ended_at": bench.at, "energy_wh": 7, "amount": "0.00"}
    bench.order(confirmed(bench, **ticket))
    assert bench.tickets()[0] == metered | ticket
    (said,) = [message_text(each) for each in bench.messages if each.code == "settled"]
    assert "0.007 kWh" in said and f"{int(str(metered['energy_wh'])) / 1000:.3f} kWh" in said
    again = bench.die()
    assert again.tickets()[0] == metered | ticket, "and so it is on the disk"
    assert again.status()["owed"] == 0
    again.journal.close()


def test_D7_a_confirmation_without_figures_or_with_the_same_changes_nothing(bench: Bench) -> None:
    metered = supplied(bench)
    same = {name: metered[name] for name in ("reason", "ended_at", "energy_wh", "amount")}
    bench.order(confirmed(bench, **same))
    bench.order(confirmed(bench))
    assert bench.tickets()[0] == metered
    assert bench.codes().count("confirmed") == 1 and "settled" not in bench.codes()
