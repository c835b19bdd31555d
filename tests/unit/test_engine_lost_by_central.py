"""An engine whose ends CENTRAL lost, does not confirm, or made tickets of too early (D7; wire contract 7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.ev_cp_e.console import console_commands
from apps.ev_cp_e.intents import Plug, Unplug
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import encode
from tests.support.engine_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path).linked()
    yield made
    made.journal.close()


def supply(bench: Bench, session: str, *, confirmed: bool = True) -> None:
    bench.authorise(session)
    bench.person(Plug())
    bench.pass_time(5)
    bench.person(Unplug())
    if confirmed:
        bench.confirm(session)


def cancel(bench: Bench, session: str) -> None:
    bench.order(r.Cancel(id=bench.fresh_id(), at=bench.at, session_id=session, reason="cp_no_answer"))


def test_start_and_end_carry_what_their_authorise_said_also_after_a_restart(bench: Bench) -> None:
    bench.authorise("s1")
    order = {"request_id": "r-s1", "driver_id": "D1", "price": "0.60"}
    bench.person(Plug())
    bench.pass_time(3)
    (started,) = bench.said("charging_started")
    again = bench.die().linked()
    again.pass_time(0.2)
    finished = again.said("charging_finished")[0]
    for said in (started, finished):
        assert {name: said[name] for name in order} == order
    again.journal.close()


def test_D7_an_end_that_CENTRAL_lost_is_told_again_from_the_journal(bench: Bench) -> None:
    supply(bench, "s1")
    supply(bench, "s2")
    first, second = (said for said in bench.said("charging_finished"))
    assert (first["previous_session_id"], second["previous_session_id"]) == (None, "s1")
    again = bench.die().linked()
    assert again.said("engine_state")[-1]["last_session_id"] == "s2"
    assert again.said("charging_finished") == [] and again.status()["owed"] == 0
    cancel(again, "s2")
    again.pass_time(0.2)
    told = again.said("charging_finished")[-1]
    assert told | {"at": second["at"]} == second
    assert again.status()["owed"] == 1
    third = again.die().linked()
    assert third.status()["owed"] == 1, "until it is confirmed, whoever dies"
    third.pass_time(0.2)
    third.confirm("s2")
    assert third.status()["owed"] == 0
    third.journal.close()
    again.journal.close()


def test_a_cancel_of_the_running_supply_or_of_an_unknown_one_changes_nothing(bench: Bench) -> None:
    bench.authorise("s1")
    bench.person(Plug())
    cancel(bench, "s1")
    cancel(bench, "nobody's")
    bench.pass_time(2)
    assert bench.status()["state"] == "SUPPLYING" and bench.said("charging_finished") == []


def test_after_settle_a_living_engine_stops_and_takes_the_ticket_over(bench: Bench) -> None:
    bench.authorise("s1")
    bench.person(Plug())
    bench.pass_time(30)
    ticket = {"reason": "engine_lost", "ended_at": bench.at, "energy_wh": 1, "amount": "0.00"}
    bench.order(r.FinishConfirmed(id=bench.fresh_id(), at=bench.at, session_id="s1", **ticket))  # type: ignore[arg-type]
    assert bench.status()["state"] == "IDLE" and bench.status()["owed"] == 0
    (kept,) = bench.tickets()
    assert {name: kept[name] for name in ticket} == ticket
    assert "settled" in bench.codes()


def test_a_confirmation_of_another_session_stops_nothing(bench: Bench) -> None:
    bench.authorise("s1")
    bench.person(Plug())
    bench.confirm("s0")
    assert bench.status()["state"] == "SUPPLYING"


def test_an_end_that_is_never_confirmed_is_repeated_ever_more_seldom(bench: Bench) -> None:
    supply(bench, "s1", confirmed=False)
    bench.pass_time(9)
    assert len(bench.said("charging_finished")) >= 5, "every 2 s at first (wire contract 6)"
    bench.pass_time(600)
    before = len(bench.said("charging_finished"))
    bench.pass_time(300)
    assert 4 <= len(bench.said("charging_finished")) - before <= 5, "once a minute"
    alive = r.CentralAlive(id=bench.fresh_id(), at=bench.at, instance="a new one", started_at=bench.at)
    bench.read(topics.HEARTBEAT, topics.HEARTBEAT_KEY, encode(alive))
    before = len(bench.said("charging_finished"))
    bench.pass_time(9)
    assert 4 <= len(bench.said("charging_finished")) - before <= 5, "but soon to a CENTRAL that has started"


def test_a_command_drops_an_end_for_good_and_frees_the_engine_of_its_id(bench: Bench) -> None:
    supply(bench, "s1", confirmed=False)
    again = bench.die()
    again.kafka_up()
    assert again.identify("CP2").startswith("REJECTED#other_cp")
    assert again.status()["owed_sessions"] == ["s1"]
    again.person(console_commands()["drop"].parse("s0"))
    assert again.codes()[-1] == "drop_refused" and again.status()["owed"] == 1
    again.person(console_commands()["drop"].parse("s1"))
    assert again.codes()[-1] == "dropped" and again.status()["owed"] == 0
    assert again.identify("CP2").startswith("IDENTIFIED")
    third = again.die()
    assert third.tickets() == []
    third.journal.close()
    again.journal.close()
