"""The engine's rules, by plain sequences of events on its real core and journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from apps.ev_cp_e.intents import Break, CancelRequest, Plug, Repair, RequestSupply, Unplug
from apps.ev_cp_e.service import FromServer
from apps.ev_cp_e.station import Equipment
from apps.ev_cp_e.texts import message_text
from shared.domain.engine import AutoTarget
from shared.domain.money import amount, money_text
from shared.messages import records as r
from shared.messages import topics
from shared.messages.codec import encode
from shared.messages.signing import sign
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer
from shared.net import events as net
from shared.protocol.connection import CloseReason
from shared.runtime.clock import from_wire
from tests.support.engine_bench import CP, KEY, OTHER_KEY, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def supplying(bench: Bench) -> Bench:
    bench.linked().authorise()
    bench.person(Plug())
    return bench


def test_status_and_tickets_have_the_fields_that_scripts_rely_on(bench: Bench) -> None:
    supplying(bench).pass_time(2)
    status = bench.status()
    assert {"cp_id", "state", "session_id", "driver_id", "energy_wh", "amount"} < set(status)
    assert (status["monitor"], status["central"], status["kafka"]) == (True, True, True)
    bench.person(Unplug())
    (ticket,) = bench.tickets()
    assert set(r.Ticket.__struct_fields__) - {"id", "at", "location"} <= set(ticket)


# identity and monitor (M3, wire contract 3)


def test_M3_the_engine_gets_its_id_from_its_monitor(bench: Bench) -> None:
    assert bench.status()["cp_id"] is None
    assert bench.identify() == "IDENTIFIED#IDLE"
    assert bench.status()["cp_id"] == CP


def test_another_id_is_rejected_for_the_life_of_the_process(bench: Bench) -> None:
    bench.identify()
    assert bench.identify("CP2") == "REJECTED#other_cp"
    assert bench.identify("CP2") == "REJECTED#other_cp"
    assert bench.codes().count("other_cp") == 1
    assert bench.status()["cp_id"] == CP


def test_an_owed_supply_binds_the_engine_to_its_id_after_a_restart(bench: Bench) -> None:
    supplying(bench).person(Unplug())
    again = bench.die()
    assert again.identify("CP2") == "REJECTED#other_cp"
    assert again.identify(CP) == "IDENTIFIED#IDLE"


@pytest.mark.parametrize(
    "text", ["", "HELLO", "HEALTH", "HEALTH#MAYBE", "IDENTIFY#CP1#00#0.60", "IDENTIFY#a b##"]
)
def test_B1_a_wrong_request_is_rejected_and_the_link_stays(bench: Bench, text: str) -> None:
    bench.identify()
    assert bench.ask(text) == "REJECTED#bad_request"
    assert bench.ask("HEALTH#UP") == "OK#IDLE"


def test_a_second_monitor_is_refused_while_the_first_is_alive(bench: Bench) -> None:
    assert bench.service.accepts_monitor(bench.mono)
    bench.identify(connection=1)
    assert not bench.service.accepts_monitor(bench.mono + 2.9)
    assert bench.service.accepts_monitor(bench.mono + 3.1)
    bench.handle(FromServer(net.Disconnected(1, CloseReason.LOST)))
    assert bench.service.accepts_monitor(bench.mono)


def test_a_new_monitor_takes_over_from_a_silent_one(bench: Bench) -> None:
    bench.identify(connection=1)
    assert bench.identify(connection=2) == "REJECTED#duplicate_monitor"
    bench.monitor_speaks = False
    bench.pass_time(3.5)
    assert bench.identify(connection=2) == "IDENTIFIED#IDLE"
    assert bench.dropped == [1]


def test_D1_the_monitor_is_away_after_3_s_of_silence_or_at_once_when_it_closes(bench: Bench) -> None:
    bench.linked().monitor_speaks = False
    bench.pass_time(2.5)
    assert bench.status()["monitor"]
    bench.pass_time(1.0)
    assert not bench.status()["monitor"]
    bench.ask("HEALTH#UP")
    assert bench.status()["monitor"]
    bench.handle(FromServer(net.Disconnected(1, CloseReason.LOST)))
    assert not bench.status()["monitor"]


# authorise (M7, wire contract 6)


def test_M7_a_free_engine_accepts_and_is_reserved(bench: Bench) -> None:
    bench.linked().authorise()
    assert bench.said("authorisation_answered")[-1]["accepted"] is True
    status = bench.status()
    assert (status["state"], status["session_id"], status["driver_id"]) == ("RESERVED", "s1", "D1")


def test_B3_a_known_session_gets_the_same_answer_and_no_second_effect(bench: Bench) -> None:
    bench.linked().authorise()
    bench.authorise("s2")
    bench.order(r.Cancel(id=bench.fresh_id(), at=bench.at, session_id="s1", reason="driver"))
    bench.authorise("s1")
    bench.authorise("s2")
    answers = [(record["session_id"], record["accepted"]) for record in bench.said("authorisation_answered")]
    assert answers == [("s1", True), ("s2", False), ("s1", True), ("s2", False)]
    assert bench.status()["state"] == "IDLE"


def test_it_refuses_with_the_reason_of_the_contract(bench: Bench) -> None:
    bench.linked()

    def refusal(session: str) -> str:
        bench.authorise(session)
        record = bench.said("authorisation_answered")[-1]
        assert (record["session_id"], record["accepted"]) == (session, False)
        return str(record["reason"])

    bench.person(Break())
    assert refusal("a") == "fault"
    bench.person(Repair())
    bench.stop()
    assert refusal("b") == "stopped"
    bench.resume()
    bench.central_speaks = False
    bench.pass_time(3.5)
    assert refusal("c") == "no_central"
    bench.central_speaks, bench.monitor_speaks = True, False
    bench.pass_time(4)
    assert refusal("d") == "no_monitor"
    bench.monitor_speaks = True
    bench.pass_time(1)
    bench.authorise("e")
    assert refusal("f") == "busy"


def test_M8_the_reservation_ends_after_the_plug_timeout_and_says_so(bench: Bench) -> None:
    bench.linked().authorise(plug=10)
    bench.pass_time(9.5)
    assert bench.status()["state"] == "RESERVED"
    bench.pass_time(0.6)
    last = bench.said("engine_state")[-1]
    assert (last["state"], last["session_id"]) == ("IDLE", "s1")
    assert bench.status()["session_id"] is None


def test_M8_cancel_frees_a_reservation_but_not_a_supply(bench: Bench) -> None:
    bench.linked().authorise()
    bench.order(r.Cancel(id=bench.fresh_id(), at=bench.at, session_id="s1", reason="driver"))
    assert (bench.said("engine_state")[-1]["state"], bench.said("engine_state")[-1]["session_id"]) == (
        "IDLE",
        "s1",
    )
    bench.authorise("s2")
    bench.person(Plug())
    bench.order(r.Cancel(id=bench.fresh_id(), at=bench.at, session_id="s2", reason="driver"))
    assert bench.status()["state"] == "SUPPLYING"


@pytest.mark.parametrize("away", ["monitor", "central", "kafka"])
def test_a_plug_is_refused_while_a_link_is_away_and_the_reservation_stays(bench: Bench, away: str) -> None:
    bench.linked().authorise()
    if away == "monitor":
        bench.monitor_speaks = False
    elif away == "central":
        bench.central_speaks = False
    else:
        bench.kafka_down()
    bench.pass_time(4)
    bench.person(Plug())
    assert bench.status()["state"] == "RESERVED"
    assert dict(bench.messages[-1].values) == {"block": f"no_{away}"}
    assert bench.shown[-1].blocks.plug == f"no_{away}"


# supply (M8, M9, M10)


def test_M9_a_reading_each_second_numbered_from_1_with_the_amount_to_the_cent(bench: Bench) -> None:
    supplying(bench).pass_time(30)
    readings = bench.said("meter_reading")
    assert [record["seq"] for record in readings] == list(range(1, 31))
    assert all(
        record["amount"] == money_text(amount(record["energy_wh"], Decimal("0.60"))) for record in readings
    )
    energies = [record["energy_wh"] for record in readings]
    assert energies == sorted(energies) and energies[-1] > 100
    assert bench.status()["energy_wh"] == energies[-1]


def test_charging_started_comes_before_any_reading_even_when_the_broker_is_slow(bench: Bench) -> None:
    bench.linked().authorise()
    bench.delivering = False
    bench.person(Plug())
    bench.pass_time(3)
    assert bench.said("charging_started") and not bench.said("meter_reading")
    bench.delivering = True
    bench.pass_time(1)
    assert [record["seq"] for record in bench.said("meter_reading")] == [4]


def test_M10_unplug_reports_the_end_until_it_is_confirmed(bench: Bench) -> None:
    supplying(bench).pass_time(5.4)
    bench.person(Unplug())
    first = bench.said("charging_finished")[0]
    assert (first["reason"], first["session_id"]) == ("unplugged", "s1")
    assert bench.status()["state"] == "IDLE"
    bench.pass_time(6.2)
    finished = bench.said("charging_finished")
    assert len(finished) == 4 and {record["id"] for record in finished} == {first["id"]}
    assert len({record["energy_wh"] for record in finished}) == 1
    bench.confirm()
    bench.pass_time(6)
    assert len(bench.said("charging_finished")) == 4


def test_M12_a_fault_ends_the_supply_at_once_and_repair_frees_it(bench: Bench) -> None:
    supplying(bench).pass_time(2)
    bench.person(Break())
    assert bench.said("charging_finished")[0]["reason"] == "fault"
    assert bench.said("engine_state")[-1]["state"] == "FAULTED"
    assert bench.ask("HEALTH#UP").startswith("KO#")
    bench.person(Repair())
    assert bench.ask("HEALTH#UP") == "OK#IDLE"
    assert bench.said("engine_state")[-1]["state"] == "IDLE"


def test_M11_a_stopped_engine_that_is_repaired_is_stopped(bench: Bench) -> None:
    bench.linked().stop()
    bench.person(Break())
    bench.person(Repair())
    assert bench.ask("HEALTH#UP") == "OK#STOPPED"


def test_what_flows_while_the_journal_waits_for_its_disk_is_metered(tmp_path: Path) -> None:
    """A suspension is not in ``mono`` at all: what is, has passed."""
    energy = []
    for turn_s in (1.0, 4.0):
        folder = tmp_path / str(turn_s)
        folder.mkdir()
        bench = supplying(Bench(folder))
        for _ in range(round(120 / turn_s)):
            bench.mono += turn_s
            bench.service.tick(bench.now)
        energy.append(bench.status()["energy_wh"])
        bench.journal.close()
    assert energy[0] == energy[1] > 1_000


@pytest.mark.parametrize("set_by_s", [-3600, 3600])
def test_a_clock_that_is_put_right_in_the_middle_changes_no_length_of_a_supply(
    bench: Bench, set_by_s: float
) -> None:
    supplying(bench).pass_time(30)
    bench.set_by_s = set_by_s
    bench.pass_time(30)
    bench.person(Unplug())
    (ticket,) = bench.tickets()
    lasted = from_wire(ticket["ended_at"]) - from_wire(ticket["started_at"])
    assert abs(lasted.total_seconds() - 60) < 0.2


def test_time_scale_makes_energy_not_messages_go_faster(tmp_path: Path) -> None:
    fast = supplying(Bench(tmp_path, Equipment(time_scale=100)))
    fast.pass_time(10)
    assert len(fast.said("meter_reading")) == 10
    assert fast.status()["energy_wh"] > 5_000


@pytest.mark.parametrize(("target", "scale"), [(AutoTarget(20.0, None), 1.0), (AutoTarget(None, 3000), 60.0)])
def test_M16_auto_plugs_and_unplugs_by_itself_at_the_target(
    tmp_path: Path, target: AutoTarget, scale: float
) -> None:
    bench = Bench(tmp_path, Equipment(time_scale=scale, auto=target))
    bench.linked().authorise()
    bench.pass_time(0.8)
    assert bench.status()["state"] == "RESERVED"
    bench.pass_time(0.4)
    assert bench.status()["state"] == "SUPPLYING"
    bench.pass_time(25)
    (finished,) = {record["id"]: record for record in bench.said("charging_finished")}.values()
    assert finished["reason"] == "target_reached"
    assert finished["energy_wh"] >= (target.energy_wh or 0)


def test_M16_auto_with_a_time_meters_0_W_for_a_full_vehicle_until_the_time_is_over(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Equipment(time_scale=3600, auto=AutoTarget(20.0, None)))
    supplying(bench).pass_time(19.5)
    assert bench.status()["state"] == "SUPPLYING"
    readings = bench.said("meter_reading")
    assert len(readings) == 19 and readings[-1]["power_w"] == 0
    bench.pass_time(0.6)
    finished = bench.said("charging_finished")[0]
    assert (finished["reason"], finished["energy_wh"]) == ("target_reached", readings[-1]["energy_wh"])


def test_M16_auto_with_more_energy_than_the_vehicle_takes_ends_when_it_is_full(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Equipment(time_scale=3600, auto=AutoTarget(None, 500_000)))
    supplying(bench).pass_time(10)
    finished = bench.said("charging_finished")[0]
    assert finished["reason"] == "target_reached"
    assert 20_000 < finished["energy_wh"] < 80_000


def test_M8_without_auto_a_full_vehicle_draws_0_W_until_it_is_unplugged(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Equipment(time_scale=3600))
    supplying(bench).pass_time(60)
    assert bench.status()["state"] == "SUPPLYING" and not bench.said("charging_finished")
    last = bench.said("meter_reading")[-1]
    assert (last["seq"], last["power_w"]) == (60, 0)
    bench.person(Unplug())
    finished = bench.said("charging_finished")[0]
    assert (finished["reason"], finished["energy_wh"]) == ("unplugged", last["energy_wh"])


# orders (M13, wire contract 6)


def test_M13_stop_ends_the_supply_answers_the_order_and_survives_a_restart(bench: Bench) -> None:
    supplying(bench).pass_time(2)
    bench.stop("o1")
    assert bench.said("charging_finished")[0]["reason"] == "stopped"
    kinds = [json.loads(out.value)["type"] for out in bench.sent]
    assert kinds.index("charging_finished") < len(kinds) - 1 and kinds[-1] == "engine_state"
    last = bench.said("engine_state")[-1]
    assert (last["state"], last["order_id"]) == ("STOPPED", "o1")
    again = bench.die()
    assert again.identify() == "IDENTIFIED#STOPPED"


def test_every_order_is_answered_also_when_nothing_changed(bench: Bench) -> None:
    bench.linked().resume("o1")
    bench.stop("o2")
    bench.stop("o3")
    bench.order(r.Report(id=bench.fresh_id(), at=bench.at, order_id="o4"))
    answers = {record["order_id"]: record["state"] for record in bench.said("engine_state")}
    assert {key: answers[key] for key in ("o1", "o2", "o3", "o4")} == {
        "o1": "IDLE", "o2": "STOPPED", "o3": "STOPPED", "o4": "STOPPED",
    }  # fmt: skip


def test_B3_an_old_stop_read_again_does_not_undo_a_resume(bench: Bench) -> None:
    old = bench.linked().stop("o1")
    bench.resume("o2")
    bench.order(old)
    assert bench.status()["state"] == "IDLE"


@pytest.mark.parametrize("restarted", [False, True])
def test_B3_an_old_stop_sent_again_ends_no_supply_even_after_a_restart(bench: Bench, restarted: bool) -> None:
    old = bench.linked().stop("o1")
    bench.resume("o2")
    bench.pass_time(1.5)
    again = bench.die().linked() if restarted else bench
    again.authorise("s2")
    again.person(Plug())
    again.pass_time(1)
    again.order(old)
    assert again.status()["state"] == "SUPPLYING"
    assert again.said("engine_state")[-1]["order_id"] == "o1", "answered, as every order is"


@pytest.mark.parametrize("accepted", [True, False])
def test_B3_an_old_authorise_sent_again_reserves_nothing_after_a_restart(
    bench: Bench, accepted: bool
) -> None:
    """Or somebody could plug in at the cost of a driver who once cancelled."""
    bench.linked()
    if not accepted:
        bench.person(Break())
    bench.authorise()
    assert bench.said("authorisation_answered")[-1]["accepted"] is accepted
    again = bench.die().linked()
    again.authorise()
    answer = again.said("authorisation_answered")[-1]
    assert (answer["accepted"], answer["reason"]) == (False, "fault")
    assert again.status()["state"] == "IDLE"
    again.authorise("s2")
    assert again.status()["state"] == "RESERVED"


def test_B3_a_flood_of_copies_of_a_command_is_answered_once_a_second(bench: Bench) -> None:
    bench.linked().pass_time(1)
    report = r.Report(id=bench.fresh_id(), at=bench.at, order_id="o9")
    before = len(bench.said("engine_state"))
    for _ in range(20):
        for _ in range(50):
            bench.order(report)
        bench.pass_time(0.1)
    assert 2 <= len(bench.said("engine_state")) - before <= 3


def test_an_order_for_another_charging_point_does_not_hold_for_a_new_id(bench: Bench) -> None:
    bench.linked().stop()
    again = bench.die()
    assert again.identify("CP2") == "IDENTIFIED#IDLE"


# bad records (B2)


def test_B2_commands_with_a_wrong_or_missing_signature_are_rejected_and_counted(bench: Bench) -> None:
    bench.linked()
    value = encode(r.Stop(id=bench.fresh_id(), at=bench.at, order_id="o"))
    bench.read(topics.COMMANDS, CP, value)
    bench.read(topics.COMMANDS, CP, value, b"0" * 64)
    bench.read(topics.COMMANDS, CP, value, sign(KEY, topics.COMMANDS, "CP2", value))
    bench.read(topics.COMMANDS, CP, b"{", sign(KEY, topics.COMMANDS, CP, b"{"))
    status = bench.status()
    assert (status["state"], status["rejected"]) == ("IDLE", 4)
    assert "rejected" in bench.codes()


def test_commands_for_others_are_ignored(bench: Bench) -> None:
    bench.linked()
    bench.order(r.Stop(id=bench.fresh_id(), at=bench.at, order_id="o"), cp_id="CP2")
    assert (bench.status()["state"], bench.status()["rejected"]) == ("IDLE", 0)


def test_two_keys_are_valid_the_latest_and_the_one_before(bench: Bench) -> None:
    bench.linked()
    bench.identify(key=OTHER_KEY)
    third = b"k" * 32
    for order_id, key in (("o1", KEY), ("o2", OTHER_KEY), ("o3", third)):
        bench.order(r.Report(id=bench.fresh_id(), at=bench.at, order_id=order_id), key=key)
    assert bench.status()["rejected"] == 1
    bench.identify(key=third)
    bench.order(r.Report(id=bench.fresh_id(), at=bench.at, order_id="o4"), key=KEY)
    assert bench.status()["rejected"] == 2


# deaths (D2, D4, D5, D7)


def test_nothing_is_sent_before_it_is_in_place_and_has_a_key(bench: Bench) -> None:
    bench.handle(FromConsumer(kafka.LinkUp(1.0)))
    bench.identify()
    bench.person(Break())
    assert bench.sent == []
    bench.kafka_up()
    assert [record["state"] for record in bench.said("engine_state")] == ["FAULTED"]


def test_D2_a_supply_that_the_engines_death_ended_is_reported_at_its_last_reading(bench: Bench) -> None:
    supplying(bench).pass_time(10.5)
    last = bench.said("meter_reading")[-1]
    again = bench.die()
    assert again.sent == [] and "lost" in again.codes()
    again.linked().pass_time(0.2)
    finished = again.said("charging_finished")[0]
    assert (finished["reason"], finished["energy_wh"], finished["amount"]) == (
        "engine_lost", last["energy_wh"], last["amount"],
    )  # fmt: skip
    assert finished["ended_at"] == last["at"]
    assert [ticket["session_id"] for ticket in again.tickets()] == ["s1"]
    third = again.die()
    third.linked().pass_time(0.2)
    assert third.said("charging_finished")[0]["id"] == finished["id"]


def test_D2_a_reading_is_in_the_journal_before_it_is_sent(bench: Bench, tmp_path: Path) -> None:
    supplying(bench)
    for _ in range(50):
        bench.pass_time(0.1)
        with sqlite3.connect(tmp_path / "journal.sqlite") as reader:
            (seq,) = reader.execute("SELECT seq FROM supply").fetchone()
        reader.close()
        assert [record["seq"] for record in bench.said("meter_reading")] == list(range(1, seq + 1))


def test_an_orderly_end_meters_up_to_its_last_moment(bench: Bench) -> None:
    supplying(bench).pass_time(40.5)
    before = bench.status()["energy_wh"]
    bench.service.close(bench.now)
    (ticket,) = bench.die().tickets()
    assert ticket["energy_wh"] > before and ticket["reason"] == "engine_lost"


def test_D4_a_supply_goes_on_without_CENTRAL_and_then_none_begins(bench: Bench) -> None:
    supplying(bench).central_speaks = False
    bench.pass_time(2.7)
    assert bench.status()["central"]
    bench.pass_time(0.3)
    assert not bench.status()["central"] and "central_lost" in bench.codes()
    bench.pass_time(5)
    assert bench.status()["state"] == "SUPPLYING"
    bench.person(Unplug())
    assert bench.said("charging_finished")
    bench.person(RequestSupply("D1"))
    assert not bench.said("charge_requested") and bench.codes()[-1] == "request_refused"


def test_D5_without_Kafka_the_meter_goes_on_and_memory_is_bounded(bench: Bench) -> None:
    supplying(bench).pass_time(3)
    bench.kafka_down()
    sent = len(bench.sent)
    bench.pass_time(60)
    status = bench.status()
    assert (status["kafka"], status["central"], status["state"]) == (False, True, "SUPPLYING")
    bench.person(Unplug())
    bench.pass_time(60)
    assert len(bench.sent) == sent
    bench.delivering = True
    bench.kafka_up()
    bench.pass_time(0.2)
    assert bench.said("charging_finished")[0]["energy_wh"] > status["energy_wh"] - 1


def test_D5_an_end_that_waits_for_the_broker_is_not_said_again(bench: Bench) -> None:
    supplying(bench).pass_time(3)
    bench.delivering = False
    bench.person(Unplug())
    bench.pass_time(20)
    assert len(bench.said("charging_finished")) == 1


def test_central_does_not_flicker_when_only_Kafka_dies(bench: Bench) -> None:
    bench.linked().pass_time(2)
    bench.kafka_speaks = False
    bench.pass_time(3.9)
    bench.kafka_down()
    bench.pass_time(5)
    bench.kafka_up()
    bench.pass_time(5)
    assert "central_lost" not in bench.codes()
    assert bench.codes().count("kafka_back") == 2


def test_after_a_return_of_Kafka_the_engine_reports_its_state_and_its_supply(bench: Bench) -> None:
    supplying(bench).pass_time(3)
    reports, starts = len(bench.said("engine_state")), bench.said("charging_started")
    bench.kafka_down()
    bench.pass_time(3)
    bench.delivering = True
    bench.kafka_up()
    assert len(bench.said("engine_state")) > reports
    assert {record["id"] for record in bench.said("charging_started")} == {starts[0]["id"]}


def test_what_is_not_reached_is_said_within_3_s_of_the_start(bench: Bench) -> None:
    bench.monitor_speaks = bench.kafka_speaks = False
    bench.pass_time(3.0)
    assert {"monitor_lost", "kafka_lost", "central_lost"} <= set(bench.codes())


# the journal in trouble (B4)


@contextmanager
def locked_journal(folder: Path) -> Iterator[None]:
    """Another program holds the journal."""
    blocker = sqlite3.connect(folder / "journal.sqlite", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    yield
    blocker.execute("ROLLBACK")
    blocker.close()


def test_B4_a_locked_journal_holds_readings_back_as_D2_wants_and_the_meter_goes_on(
    bench: Bench, tmp_path: Path
) -> None:
    supplying(bench).pass_time(2)
    seqs = [record["seq"] for record in bench.said("meter_reading")]
    with locked_journal(tmp_path):
        bench.pass_time(3)
        assert [record["seq"] for record in bench.said("meter_reading")] == seqs
        assert bench.shown[-1].journal_fault and "journal_fault" in bench.codes()
        assert bench.ask("HEALTH#UP") == "OK#SUPPLYING"
    bench.pass_time(2)
    assert bench.said("meter_reading")[-1]["seq"] >= 6
    assert bench.codes()[-1] == "journal_back" and not bench.shown[-1].journal_fault


def test_B4_with_a_locked_journal_refusals_and_reports_are_said_at_once(bench: Bench, tmp_path: Path) -> None:
    supplying(bench).pass_time(2)
    with locked_journal(tmp_path):
        bench.pass_time(2)
        bench.authorise("s2")
        refused = bench.said("authorisation_answered")[-1]
        assert (refused["session_id"], refused["accepted"], refused["reason"]) == ("s2", False, "fault")
        bench.order(r.Report(id=bench.fresh_id(), at=bench.at, order_id="o1"))
        bench.resume("o2")  # changes nothing
        states = bench.said("engine_state")[-2:]
        assert [(state["order_id"], state["state"]) for state in states] == [
            ("o1", "SUPPLYING"), ("o2", "SUPPLYING"),
        ]  # fmt: skip
        assert len(bench.said("charging_started")) == 2


def test_B4_the_answer_to_stop_and_what_follows_it_wait_for_the_journal(bench: Bench, tmp_path: Path) -> None:
    supplying(bench).pass_time(2)
    with locked_journal(tmp_path):
        bench.pass_time(2)
        states = len(bench.said("engine_state"))
        bench.stop("o1")
        bench.order(r.Report(id=bench.fresh_id(), at=bench.at, order_id="o2"))
        bench.pass_time(2)
        assert len(bench.said("engine_state")) == states and not bench.said("charging_finished")
        bench.authorise("s2")
        assert bench.said("authorisation_answered")[-1]["accepted"] is False
    bench.pass_time(1.5)
    assert [state["order_id"] for state in bench.said("engine_state")[states:]] == ["o1", "o2"]
    assert bench.said("charging_finished")[0]["reason"] == "stopped"
    assert bench.die().identify() == "IDENTIFIED#STOPPED"


# requests at the charging point (M6)


def test_M6_a_request_here_is_signed_and_expires_after_10_s(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D7"))
    (record,) = bench.said("charge_requested")
    assert (record["origin"], record["driver_id"], record["cp_id"]) == ("cp", "D7", CP)
    assert bench.sent[-1].topic == topics.REQUESTS


def test_M6_a_new_request_replaces_an_unanswered_one_which_is_cancelled_and_given_up(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D7"))
    bench.pass_time(1)
    bench.person(RequestSupply("D8"))
    first, second = bench.said("charge_requested")
    (cancelled,) = bench.said("charge_cancelled")
    assert (cancelled["request_id"], cancelled["driver_id"]) == (first["request_id"], "D7")
    assert (second["driver_id"], bench.shown[-1].asking) == ("D8", "D8")
    bench.authorise("s1", request=first["request_id"])
    assert bench.said("authorisation_answered")[-1]["accepted"] is False
    assert "refused" not in bench.codes(), "nothing false is said of a request that was given up"
    bench.authorise("s2", request=second["request_id"])
    assert bench.said("authorisation_answered")[-1]["accepted"] is True


def test_M6_a_request_that_was_taken_back_is_replaced_without_a_second_cancellation(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D7"))
    bench.person(CancelRequest())
    bench.person(RequestSupply("D8"))
    assert len(bench.said("charge_cancelled")) == 1
    assert [record["driver_id"] for record in bench.said("charge_requested")] == ["D7", "D8"]


def test_M6_the_authorisation_of_a_request_made_here_can_be_cancelled_here(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D1"))
    request = bench.said("charge_requested")[0]["request_id"]
    bench.authorise(request=request)
    assert bench.shown[-1].asking is None or bench.status()["state"] == "RESERVED"
    bench.person(CancelRequest())
    (record,) = bench.said("charge_cancelled")
    assert (record["request_id"], record["driver_id"]) == (request, "D1")


def test_only_the_driver_or_CENTRAL_cancels_what_was_requested_elsewhere(bench: Bench) -> None:
    bench.linked().authorise()
    bench.person(CancelRequest())
    assert not bench.said("charge_cancelled")
    assert dict(bench.messages[-1].values) == {"block": "not_made_here"}


def test_M6_a_denial_is_shown_with_its_reason(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D1"))
    request = bench.said("charge_requested")[0]["request_id"]
    bench.order(
        r.RequestAnswered(
            id=bench.fresh_id(), at=bench.at, request_id=request, step="denied", reason="unknown_driver"
        )
    )
    assert bench.messages[-1].code == "request_denied"
    assert dict(bench.messages[-1].values)["reason"] == "unknown_driver"


def test_D4_a_request_without_an_answer_fails_visibly_and_is_not_carried_out_later(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D1"))
    request = bench.said("charge_requested")[0]["request_id"]
    bench.pass_time(12.1)
    assert bench.messages[-1].code == "request_unanswered"
    assert "no answer" in message_text(bench.messages[-1])
    bench.authorise(request=request)
    assert bench.said("authorisation_answered")[-1]["accepted"] is False


@pytest.mark.parametrize("away", ["central", "kafka"])
def test_D4_a_request_without_an_answer_says_which_link_is_away(bench: Bench, away: str) -> None:
    bench.linked().person(RequestSupply("D1"))
    if away == "central":
        bench.central_speaks = False
    else:
        bench.kafka_down()
    bench.pass_time(12.1)
    (denied,) = [message for message in bench.messages if message.code == "request_denied"]
    assert dict(denied.values)["reason"] == f"no_{away}"


def test_B3_an_authorise_of_a_supply_that_is_over_reserves_nothing_even_after_a_restart(bench: Bench) -> None:
    supplying(bench).person(Unplug())
    again = bench.die().linked()
    again.authorise()
    assert again.said("authorisation_answered")[-1]["accepted"] is True
    assert again.status()["state"] == "IDLE"


def test_a_request_that_was_taken_back_is_not_said_to_have_failed(bench: Bench) -> None:
    bench.linked().person(RequestSupply("D1"))
    bench.person(CancelRequest())
    bench.person(CancelRequest())
    assert len(bench.said("charge_cancelled")) == 1
    bench.pass_time(12.1)
    assert "request_denied" not in bench.codes() and bench.shown[-1].asking is None
