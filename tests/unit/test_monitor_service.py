"""Rules of the monitor's core, with plain event sequences (M2, M3, M11, D2, D4; wire contract 2, 3, 6)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from apps.ev_cp_m.intents import AskAgain, ShowStatus
from apps.ev_cp_m.secret_file import SECRETS_KEPT
from apps.ev_cp_m.service import FromCentral, FromEngine
from apps.ev_cp_m.texts import message_text, outcome_detail, outcome_title
from apps.ev_cp_m.trail import SECONDS, by_second
from apps.ev_cp_m.views import Check, Enrolment, Outcome
from shared.core.link import Link
from shared.net.errors import LinkReason
from shared.net.events import Answered, Failed, LinkDown
from tests.support.monitor import NONCE, SECRET, Bench, mac


@pytest.fixture
def bench() -> Bench:
    return Bench(SECRET)


@pytest.fixture
def new_bench() -> Bench:
    return Bench()


# enrolment and authentication (M2)


def test_m2_a_monitor_without_a_secret_registers_with_location_and_position(new_bench: Bench) -> None:
    new_bench.central_up()
    assert new_bench.central.texts == ["REGISTER#ALC1#C/ Italia 5#40#25.5"]


def test_m2_the_secret_is_stored_before_it_is_used(new_bench: Bench) -> None:
    new_bench.secrets.full = True
    new_bench.central_up()
    new_bench.central_says(f"REGISTERED#{SECRET.hex()}")
    assert new_bench.central.texts[1:] == []
    assert new_bench.view.enrolment.kind is Enrolment.UNSAVED
    assert "disk is full" in outcome_detail(new_bench.view)
    new_bench.secrets.full = False
    new_bench.pass_time(5)
    assert new_bench.secrets.secrets == (SECRET,)
    assert new_bench.central.texts[1:] == ["AUTH#ALC1"]


def test_m2_no_secret_is_asked_for_that_could_not_be_stored(new_bench: Bench) -> None:
    new_bench.secrets.no_room = True
    new_bench.central_up()
    assert new_bench.central.texts == []
    assert new_bench.view.enrolment.kind is Enrolment.UNSAVED
    assert [message.code for message in new_bench.said].count("secret_unsaved") == 1
    new_bench.pass_time(5)
    assert [message.code for message in new_bench.said].count("secret_unsaved") == 1
    new_bench.secrets.no_room = False
    new_bench.pass_time(5)
    assert new_bench.central.texts[0].startswith("REGISTER#")


def test_m2_the_proof_is_the_hmac_of_the_wire_contract(bench: Bench) -> None:
    bench.central_up()
    assert bench.central.texts == ["AUTH#ALC1"]
    bench.central_says(f"CHALLENGE#{NONCE}")
    assert bench.central.texts[-1] == f"PROOF#{mac('auth')}"


def test_m2_pending_is_asked_again_after_that_many_seconds(new_bench: Bench) -> None:
    new_bench.central_up()
    new_bench.central_says("PENDING#7")
    assert new_bench.view.outcome is Outcome.PENDING
    new_bench.pass_time(6.8)
    assert len(new_bench.central.texts) == 1
    new_bench.pass_time(0.2)
    assert len(new_bench.central.texts) == 2
    assert new_bench.central.texts[1].startswith("REGISTER#")


def test_wire_7_the_code_of_a_pending_enrolment_is_said_once_and_in_the_status(
    new_bench: Bench,
) -> None:
    new_bench.central_up()
    for code in ("K7RW2P", "K7RW2P", "M3XA9B"):
        new_bench.central_says(f"PENDING#1#{code}")
        assert new_bench.status.code == code
        new_bench.pass_time(1)
    said = [message_text(message) for message in new_bench.said if message.code == "pending"]
    assert ["K7RW2P" in text for text in said] == [True, False]
    new_bench.central_says("PENDING#1#<b>no code</b>")
    assert new_bench.status.code is None
    new_bench.pass_time(1)
    new_bench.central_says(f"REGISTERED#{SECRET.hex()}")
    assert new_bench.status.code is None


@pytest.mark.parametrize("reason", ["unknown_cp", "revoked", "bad_proof"])
def test_m2_a_secret_that_holds_no_more_leads_to_a_new_enrolment(bench: Bench, reason: str) -> None:
    bench.central_up()
    if reason == "bad_proof":
        bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says(f"REJECTED#{reason}")
    assert bench.central.texts[-1].startswith("REGISTER#")
    bench.central_says(f"REGISTERED#{'ab' * 32}")
    assert bench.secrets.secrets == (SECRET, bytes.fromhex("ab" * 32)), "the old one is kept"
    assert bench.central.texts[-1] == "AUTH#ALC1"


def test_m2_a_bad_proof_is_shown_as_such_although_register_says_enrolled(bench: Bench) -> None:
    bench.central_up()
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("REJECTED#bad_proof")
    bench.central_says("REJECTED#enrolment_refused")
    assert bench.view.enrolment.reason == "bad_proof"
    assert "accept ALC1" in outcome_detail(bench.view)
    assert bench.secrets.secrets == (SECRET,), "the old secret stays until there is a new one"


@pytest.mark.parametrize(
    ("reason", "seconds"),
    [("enrolment_closed", 5.0), ("enrolment_refused", 5.0), ("revoked", 5.0), ("bad_request", 5.0)],
)
def test_m2_a_refusal_is_visible_and_asked_about_again(new_bench: Bench, reason: str, seconds: float) -> None:
    new_bench.central_up()
    new_bench.central_says(f"REJECTED#{reason}")
    assert (new_bench.view.outcome, new_bench.view.enrolment.reason) == (Outcome.REFUSED, reason)
    assert not new_bench.status.accepted
    new_bench.pass_time(seconds - 0.3)
    assert len(new_bench.central.texts) == 1
    new_bench.pass_time(0.3)
    assert len(new_bench.central.texts) == 2


def test_m2_a_second_monitor_asks_again_after_3_s(bench: Bench) -> None:
    bench.central_up()
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("REJECTED#duplicate_monitor")
    assert "Close the other monitor of ALC1" in outcome_detail(bench.view)
    bench.pass_time(3)
    assert bench.central.texts[-1] == "AUTH#ALC1"
    assert len(bench.central.texts) == 3


def test_m2_the_user_can_ask_again_at_once(bench: Bench) -> None:
    bench.central_up()
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("REJECTED#duplicate_monitor")
    bench.post(AskAgain())
    assert bench.central.texts[-1] == "AUTH#ALC1"


def test_m2_a_refusal_that_stays_is_said_once(new_bench: Bench) -> None:
    new_bench.central_up()
    for _ in range(4):
        new_bench.central_says("REJECTED#enrolment_closed")
        new_bench.pass_time(5)
    codes = [message.code for message in new_bench.said]
    assert codes.count("refused") == 1


def test_m2_an_unknown_refusal_of_a_newer_central_is_shown_as_it_came(new_bench: Bench) -> None:
    new_bench.central_up()
    new_bench.central_says("REJECTED#tariff_missing")
    assert "Tariff_missing" in outcome_detail(new_bench.view)


@pytest.mark.parametrize("text", ["HELLO", "CHALLENGE#xyz", "OK", "ACCEPTED#free", "%%%"])
def test_b1_an_answer_out_of_place_is_said_and_the_monitor_tries_again(bench: Bench, text: str) -> None:
    bench.central_up()
    bench.central_says(text)
    assert bench.view.enrolment.reason == "bad_answer"
    bench.pass_time(5)
    assert bench.central.texts == ["AUTH#ALC1", "AUTH#ALC1"]


def test_wire_2_reauth_authenticates_again_on_the_same_connection(bench: Bench) -> None:
    bench.working()
    bench.run_alive(3)
    bench.pass_time(1)
    bench.central_says("REAUTH#not_authenticated")
    assert bench.central.texts[-1] == "AUTH#ALC1"
    assert not bench.status.accepted


def test_wire_2_a_central_that_forgets_at_once_causes_no_storm(bench: Bench) -> None:
    bench.healthy_engine()
    bench.central_up()
    start = bench.clock.mono
    while bench.clock.mono < start + 10:
        if bench.engine.owed:
            bench.engine_says("IDENTIFIED#IDLE" if bench.engine.texts[-1][0] == "I" else "OK#IDLE")
        if not bench.central.owed:
            bench.pass_time(0.05)
            continue
        last = bench.central.texts[-1]
        if last.startswith("AUTH"):
            bench.central_says(f"CHALLENGE#{NONCE}")
        elif last.startswith("PROOF"):
            bench.central_says("ACCEPTED#0.54")
        else:
            bench.central_says("REAUTH#not_authenticated")
    assert sum(text.startswith("AUTH") for text in bench.central.texts) <= 11


# the secrets of earlier enrolments (wire contract 7)

OTHER = bytes.fromhex("ab" * 32)


def proofs(bench: Bench) -> list[str]:
    return [text for text in bench.central.texts if text.startswith("PROOF")]


def test_wire_7_after_another_central_gave_a_secret_the_old_one_is_tried_too() -> None:
    bench = Bench(OTHER, SECRET)
    bench.central_up()
    for secret in (OTHER, SECRET):
        bench.central_says(f"CHALLENGE#{NONCE}")
        assert proofs(bench)[-1] == f"PROOF#{mac('auth', secret)}"
        if secret is OTHER:
            bench.central_says("REJECTED#bad_proof")
            assert bench.central.texts[-1] == "AUTH#ALC1"
    bench.central_says("ACCEPTED#0.54")
    assert bench.status.accepted
    assert bench.secrets.secrets == (SECRET, OTHER), "the one accepted last is tried first"
    assert not any(text.startswith("REGISTER") for text in bench.central.texts)


def test_wire_7_a_new_enrolment_is_asked_for_when_every_secret_is_refused() -> None:
    bench = Bench(OTHER, SECRET)
    bench.central_up()
    for _ in range(2):
        bench.central_says(f"CHALLENGE#{NONCE}")
        bench.central_says("REJECTED#bad_proof")
    assert bench.central.texts[-1].startswith("REGISTER#")
    assert bench.secrets.secrets == (OTHER, SECRET)


def test_wire_7_the_secret_accepted_last_stays_the_first_whatever_is_given_and_never_accepted(
    bench: Bench,
) -> None:
    bench.central_up()
    for number in range(40):
        bench.central_says("REJECTED#unknown_cp")
        bench.central_says(f"REGISTERED#{number:064x}")
        assert bench.central.texts[-1] == "AUTH#ALC1"
        asked = len(bench.central.texts)
        bench.central_says("REJECTED#unknown_cp")
        assert len(bench.central.texts) == asked, "one enrolment an attempt: no storm of them"
        bench.pass_time(5.1)
    assert bench.secrets.secrets[0] == SECRET
    assert len(bench.secrets.secrets) == SECRETS_KEPT


def test_wire_7_a_disk_that_is_full_when_the_order_changes_costs_no_acceptance() -> None:
    bench = Bench(OTHER, SECRET)
    bench.secrets.full = True
    bench.central_up()
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("REJECTED#bad_proof")
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("ACCEPTED#0.54")
    assert bench.status.accepted


# the engine's id and key (M3)


def test_m3_the_engine_gets_id_session_key_and_price(bench: Bench) -> None:
    bench.healthy_engine()
    bench.accepted()
    assert bench.engine.texts[-1] == f"IDENTIFY#ALC1#{mac('session')}#0.54"


def test_m3_an_engine_that_comes_later_gets_the_same_key(bench: Bench) -> None:
    bench.accepted()
    bench.engine_up()
    assert bench.engine.texts == [f"IDENTIFY#ALC1#{mac('session')}#0.54"]


def test_m3_an_engine_that_restarts_gets_the_current_key_also_while_central_is_away(bench: Bench) -> None:
    bench.working()
    bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
    bench.engine_up()
    assert bench.engine.texts[-1].startswith(f"IDENTIFY#ALC1#{mac('session')}")
    bench.engine_says("IDENTIFIED#IDLE")
    assert bench.engine.texts[-1] == "HEALTH#DOWN"


def test_m3_the_engine_of_another_cp_makes_ko_with_a_remedy(bench: Bench) -> None:
    bench.healthy_engine()
    bench.accepted()
    bench.engine_says("REJECTED#other_cp")
    assert bench.central.texts[-1] == "STATUS#KO#other_cp"
    bench.central_says("OK")
    assert "--listen-port" in outcome_detail(bench.view)
    assert bench.view.outcome is Outcome.FAULTED


# signs of life (M11, D2)


def test_wire_6_status_ok_waits_until_the_engine_took_the_key_of_this_authentication(bench: Bench) -> None:
    bench.healthy_engine()
    bench.accepted()
    bench.pass_time(0.5)
    assert not any(text.startswith("STATUS") for text in bench.central.texts)
    bench.engine_says("IDENTIFIED#IDLE")
    assert bench.central.texts[-1] == "STATUS#OK"


def test_m11_the_first_status_comes_within_1_s_whatever_the_engine_does(bench: Bench) -> None:
    bench.healthy_engine()
    bench.accepted()
    bench.pass_time(1.0)
    assert bench.central.texts[-1] == "STATUS#KO#not_identified"


def test_m11_without_an_engine_status_is_ko_at_once(bench: Bench) -> None:
    bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
    bench.accepted()
    assert bench.central.texts[-1] == "STATUS#KO#no_engine"


def test_m11_status_and_health_go_out_each_second(bench: Bench) -> None:
    bench.working()
    bench.run_alive(10)
    for port, word in ((bench.central, "STATUS#OK"), (bench.engine, "HEALTH#UP")):
        times = [mono for mono, _, text, _ in port.asked if text == word]
        assert len(times) >= 9
        assert all(later - earlier <= 1.06 for earlier, later in pairwise(times[1:]))


def test_m11_ko_of_the_engine_reaches_central_at_once_and_ok_too(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.91)
    bench.engine_says("KO#emergency stop")
    assert bench.central.texts[-1] == "STATUS#KO#emergency stop"
    bench.central_says("OK")
    assert bench.view.outcome is Outcome.FAULTED
    bench.pass_time(0.8)
    bench.engine_says("OK#IDLE")
    assert bench.central.texts[-1] == "STATUS#OK"
    assert bench.view.outcome is Outcome.ACTIVATED


def test_m11_a_closed_connection_of_the_engine_reaches_central_at_once(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.5)
    bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
    assert bench.central.texts[-1] == "STATUS#KO#no_engine"
    assert not bench.status.engine


def test_m11_an_engine_that_freezes_right_after_an_answer_is_ko_in_central_within_3_s(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.9)
    bench.engine_says("OK#IDLE")
    frozen = bench.clock.mono
    while bench.engine.owed is None:
        bench.pass_time(0.01)
    given_up = bench.clock.mono + bench.engine.asked[-1][3]
    while bench.clock.mono < given_up:
        if bench.central.owed:
            bench.central_says("OK")
        bench.pass_time(0.05)
    bench.post(FromEngine(Failed(bench.engine.take(), LinkReason.TIMEOUT)))
    assert bench.central.texts[-1] == "STATUS#KO#no_answer"
    assert bench.central.asked[-1][0] - frozen < 2.9
    assert bench.view.engine_checks[-1].outcome == "ko"


def test_m11_after_the_engine_was_away_ok_needs_its_id_and_a_good_check(bench: Bench) -> None:
    bench.working()
    bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
    bench.central_says("OK")
    bench.engine_up()
    bench.engine_says("IDENTIFIED#IDLE")
    assert bench.central.texts[-1] == "STATUS#KO#no_engine"
    bench.engine_says("OK#IDLE")
    assert bench.central.texts[-1] == "STATUS#OK"


def test_m11_health_is_asked_before_there_is_any_id(new_bench: Bench) -> None:
    new_bench.engine_up()
    assert new_bench.engine.texts == ["HEALTH#DOWN"]
    new_bench.engine_says("OK#IDLE")
    assert new_bench.status.engine


def test_m11_an_answer_to_an_older_check_counts_for_nothing(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.91)
    bench.post(FromEngine(Answered(bench.engine.asked[0][1], "KO#old")))
    assert bench.engine.owed is not None
    assert "STATUS#KO#old" not in bench.central.texts


# CENTRAL away (D4)


def test_d4_a_silent_central_is_said_within_3_s_and_told_to_the_engine(bench: Bench) -> None:
    bench.working()
    bench.run_alive(5)
    bench.pass_time(0.95)
    if bench.central.owed:
        bench.central_says("OK")
    frozen = bench.clock.mono
    while bench.status.central:
        if bench.engine.owed:
            bench.engine_says("OK#IDLE")
        bench.pass_time(0.02)
    assert bench.clock.mono - frozen < 2.95
    assert bench.engine.texts[-1] == "HEALTH#DOWN"
    assert outcome_title(bench.view) == "Cannot connect to CENTRAL"


def test_d4_a_closed_central_is_said_at_once(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.2)
    bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    assert bench.engine.texts[-1] == "HEALTH#DOWN"
    assert bench.view.outcome is Outcome.DISCONNECTED
    assert (bench.status.central, bench.status.accepted) == (False, False)


def test_d4_central_that_answers_late_is_back_without_a_new_authentication(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.99)
    bench.pass_time(2.5)
    assert not bench.status.central
    bench.central_says("OK")
    assert (bench.status.central, bench.status.accepted) == (True, True)


def test_d4_when_central_is_back_the_monitor_authenticates_by_itself(bench: Bench) -> None:
    bench.working()
    bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    bench.central_up()
    assert bench.central.texts[-1] == "AUTH#ALC1"


def test_d6_vain_attempts_are_said_once(bench: Bench) -> None:
    for _ in range(20):
        bench.post(FromCentral(LinkDown(LinkReason.REFUSED, "")))
        bench.post(FromEngine(LinkDown(LinkReason.REFUSED, "")))
        bench.pass_time(0.5)
    codes = [message.code for message in bench.said]
    assert sorted(codes) == ["central_lost", "engine_lost"]


# status and view


def test_status_has_the_fields_that_scripts_rely_on(bench: Bench) -> None:
    bench.working()
    bench.post(ShowStatus())
    status = bench.replies[-1]
    assert (status.cp_id, status.accepted, status.engine, status.central) == ("ALC1", True, True, True)
    assert (status.engine_state, status.reason, status.price) == ("IDLE", None, "0.54")


def test_every_message_of_a_life_has_a_sentence(bench: Bench) -> None:
    bench.working()
    bench.pass_time(0.91)
    bench.engine_says("KO#overheating")
    bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
    bench.post(FromCentral(LinkDown(LinkReason.UNREACHABLE, "")))
    bench.central_up()
    bench.central_says("REJECTED#revoked")
    bench.central_says("PENDING#5")
    bench.pass_time(0.2)
    messages = [message for view in bench.views for message in view.messages]
    assert len(messages) >= 9
    assert messages == bench.said, "the window misses none"
    assert all("{" not in message_text(message) for message in messages)


def outcomes(bench: Bench) -> tuple[str, str]:
    """Of the last seconds of the links with the engine and CENTRAL, one letter each: ok, late, ko, -."""

    def letters(checks: tuple[Check, ...], link: Link) -> str:
        seconds = by_second(checks, link, bench.clock.mono)
        return "".join("-" if second is None else second.outcome[0] for second in seconds)

    view = bench.view
    assert len(letters(view.engine_checks, view.engine)) == SECONDS
    return letters(view.engine_checks, view.engine), letters(view.central_checks, view.central)


def test_A3_the_last_minute_of_both_links_is_kept_second_by_second(bench: Bench) -> None:
    bench.working()
    bench.run_alive(70)
    assert outcomes(bench) == ("o" * SECONDS, "o" * SECONDS)
    bench.run_alive(200)
    view = bench.view
    assert len(view.engine_checks) < 90 and len(view.central_checks) < 90, "what nobody sees is forgotten"


@pytest.mark.parametrize("dies", [FromEngine, FromCentral])
def test_A3_no_second_after_a_death_is_green_and_those_without_stay_red_when_it_is_back(
    bench: Bench, dies: type[FromEngine | FromCentral]
) -> None:
    bench.working()
    bench.run_alive(70)
    bench.post(dies(LinkDown(LinkReason.CLOSED, "")))
    for _ in range(10):
        bench.pass_time(1)
        if dies is FromCentral:
            bench.engine_says("OK#IDLE")
        else:
            bench.central_says("OK")
    seconds = outcomes(bench)[dies is FromCentral]
    assert seconds[-10:] == "k" * 10 and seconds[:-11] == "o" * 49
    assert "k" not in outcomes(bench)[dies is FromEngine]
    bench.engine_up() if dies is FromEngine else bench.accepted()
    bench.run_alive(5)
    assert outcomes(bench)[dies is FromCentral].count("k") in (10, 11, 12)
    assert outcomes(bench)[dies is FromCentral].endswith("ooo")


def test_A3_a_hanging_peer_is_red_from_its_last_answer_on(bench: Bench) -> None:
    bench.working()
    bench.run_alive(70)
    bench.pass_time(3)
    bench.post(FromEngine(Failed(bench.engine.take(), LinkReason.TIMEOUT)))
    bench.post(FromEngine(LinkDown(LinkReason.TIMEOUT, "")))
    engine, central = outcomes(bench)
    assert engine.endswith("kk") and central.endswith("k")
    assert "-" not in engine + central


def test_A3_a_second_in_which_nothing_was_checked_is_a_gap(bench: Bench) -> None:
    bench.central_up()
    bench.central_says("REJECTED#enrolment_closed")
    bench.run_alive(12)
    engine, central = outcomes(bench)
    assert set(engine) == {"-"}, "it was never asked"
    assert "--" in central.lstrip("-") and "o" in central, "asked again each 5 s"


def test_views_come_at_most_ten_times_a_second(bench: Bench) -> None:
    bench.working()
    before = len(bench.views)
    start = bench.clock.mono
    for _ in range(100):
        bench.pass_time(0.01)
        bench.post(FromEngine(LinkDown(LinkReason.CLOSED, "")))
        bench.engine_up()
    assert len(bench.views) - before <= 10 * (bench.clock.mono - start) + 1


def test_an_event_that_nobody_knows_is_a_mistake_of_the_program(bench: Bench) -> None:
    with pytest.raises(TypeError):
        bench.post("hello")


def test_m2_a_damaged_secret_is_said_and_leads_to_register() -> None:
    bench = Bench(SECRET, unreadable=True)
    bench.central_up()
    assert bench.central.texts[-1].startswith("REGISTER#")
    assert "secret_unreadable" in [message.code for message in bench.said]


def test_m2_an_operators_accept_after_a_refused_proof_is_picked_up_within_5_s(bench: Bench) -> None:
    bench.central_up()
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("REJECTED#bad_proof")
    bench.central_says("REJECTED#enrolment_refused")
    bench.pass_time(5)
    bench.central_says(f"CHALLENGE#{NONCE}")
    bench.central_says("REJECTED#bad_proof")
    bench.central_says(f"REGISTERED#{'cd' * 32}")
    bench.central_says(f"CHALLENGE#{NONCE}")
    assert bench.central.texts[-1] == f"PROOF#{mac('auth', bytes.fromhex('cd' * 32))}"


def test_wire_3_a_new_authentication_gives_the_engine_its_new_key_before_status_ok(bench: Bench) -> None:
    bench.working()
    bench.post(FromCentral(LinkDown(LinkReason.CLOSED, "")))
    bench.engine_says("OK#IDLE")
    bench.central_up()
    bench.engine_says("OK#IDLE")
    other = "f" * 32
    bench.central_says(f"CHALLENGE#{other}")
    bench.central_says("ACCEPTED#0.60")
    assert bench.engine.texts[-1] == f"IDENTIFY#ALC1#{mac('session', nonce=other)}#0.60"
    assert not bench.central.texts[-1].startswith("STATUS")
    bench.engine_says("IDENTIFIED#IDLE")
    assert bench.central.texts[-1] == "STATUS#OK"
