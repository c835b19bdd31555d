"""B1, M2: attackers on the ports of CENTRAL and of an engine. Only they are affected; all ends with them."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest

from tests.foreign import wire
from tests.foreign.attacker import Attacker, Vitals
from tests.foreign.charging_point import ForeignChargingPoint, Refused
from tests.foreign.network import Network
from tests.foreign.victims import ANSWER_S, GROWTH, Watch, calms_down, linux, product_cp


@pytest.fixture
def watch(net: Network) -> Watch:
    return Watch(net)


@linux
@pytest.mark.parametrize(
    ("kind", "count", "seconds"),
    [("shout", 60, 2.5), ("stand", 3000, 2.5), ("churn", 1, 2.0)],
)
def test_B1_a_flood_on_CENTRALs_port_is_borne(
    net: Network, watch: Watch, kind: str, count: int, seconds: float
) -> None:
    vitals = Vitals(net.central)
    memory, files = vitals.memory, vitals.files
    attacker = net.keep(Attacker(kind, net.central.address[1], seconds, count))
    stats: list[dict[str, int]] = []
    watch.until(lambda: stats.append(done) or True if (done := attacker.done()) else False)
    assert stats[0]["opened"] >= count
    if kind == "shout":
        assert stats[0]["closed"] > count / 2, "who sends nothing but garbage is disconnected"
        assert stats[0]["sent"] > 1_000_000
    watch.is_well()
    assert vitals.memory - memory < GROWTH
    calms_down(net, net.central)
    net.until("their files are free again", lambda: vitals.files <= files + 5, 5.0)
    watch.ends_well()


@linux
def test_B1_CENTRAL_that_is_short_of_files_serves_on_and_then_serves_again(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    watch = Watch(net)
    vitals = Vitals(net.central)
    before, limit = vitals.files, vitals.files + 40
    resource.prlimit(vitals.pid, resource.RLIMIT_NOFILE, (limit, limit))
    attacker = net.keep(Attacker("stand", net.central.address[1], 2.5, 200))
    most = 0

    def ended() -> bool:
        nonlocal most
        most = max(most, vitals.files)
        return attacker.done() is not None

    watch.until(ended)
    watch.is_well()
    assert before + 10 < most <= limit - 8, "database, log and Kafka find files at any time"
    net.until("their files are free again", lambda: vitals.files <= before + 5, 5.0)
    net.active_point()
    calms_down(net, net.central)
    watch.ends_well()


@linux
def test_B1_a_flood_on_an_engines_port_is_borne(net: Network) -> None:
    engine, port, cp_id = product_cp(net, "--time-scale", "100")
    driver = net.driver()
    net.until_step(driver, driver.request(cp_id), "authorised")
    engine.tell("plug")
    net.until_state(cp_id, "SUPPLYING")
    vitals = Vitals(engine)
    memory, states = vitals.memory, set()
    attacker = net.keep(Attacker("shout", port, 2.5, 60))
    answers = []
    while attacker.done() is None:
        began = time.monotonic()
        status = engine.ask("status")
        answers.append(time.monotonic() - began)
        assert status["monitor"] and status["state"] == "SUPPLYING"
        states.add(net.central.cp(cp_id)["state"])
    assert states == {"SUPPLYING"}
    assert sorted(answers)[len(answers) * 9 // 10] < ANSWER_S
    assert vitals.memory - memory < GROWTH
    calms_down(net, engine)
    engine.tell("unplug")
    tickets = net.until("ticket", lambda: driver.of("ticket"))
    assert [ticket["energy_wh"] for ticket in tickets] == [engine.ask("tickets")[0]["energy_wh"]]


# Somebody else's charging point (M2)


@pytest.fixture
def thief(net: Network) -> Iterator[wire.Dialogue]:
    with closing(wire.Dialogue(net.central.address)) as link:
        yield link


def is_unharmed(net: Network, cp: ForeignChargingPoint, keys: int = 1) -> None:
    assert cp.say_status() == ["OK"]
    assert len(cp.keys) == keys
    assert net.central.cp(cp.cp_id)["state"] == "ACTIVATED"
    driver = net.driver()
    net.authorised(driver, cp)


def test_M2_a_challenge_is_answered_by_its_own_cps_secret_only(net: Network, thief: wire.Dialogue) -> None:
    cp, mine = net.active_point(), net.active_point()
    nonce = thief.ask("AUTH", cp.cp_id)[1]
    assert thief.ask("PROOF", wire.proof(mine.secret, cp.cp_id, nonce)) == ["REJECTED", "bad_proof"]
    nonce = thief.ask("AUTH", cp.cp_id)[1]
    assert thief.ask("PROOF", wire.proof(mine.secret, mine.cp_id, nonce)) == ["REJECTED", "bad_proof"]
    assert thief.ask("STATUS", "KO", "stolen") == ["REAUTH", "not_authenticated"]
    is_unharmed(net, cp)
    is_unharmed(net, mine)


def test_M2_a_proof_that_was_overheard_is_worth_nothing(net: Network, thief: wire.Dialogue) -> None:
    cp = net.active_point()
    assert cp.link is not None
    nonce = cp.link.ask("AUTH", cp.cp_id)[1]
    overheard = wire.proof(cp.secret, cp.cp_id, nonce)
    assert cp.link.ask("PROOF", overheard)[0] == "ACCEPTED"
    cp.keys = [*cp.keys, wire.session_key(cp.secret, cp.cp_id, nonce)]
    assert thief.ask("PROOF", overheard) == ["REJECTED", "not_authenticated"]
    assert thief.ask("AUTH", cp.cp_id)[0] == "CHALLENGE"
    assert thief.ask("PROOF", overheard) == ["REJECTED", "bad_proof"]
    assert thief.ask("PROOF", overheard) == ["REJECTED", "not_authenticated"]
    is_unharmed(net, cp, keys=2)


def test_M2_a_connection_that_proves_another_id_speaks_for_that_one_only(net: Network) -> None:
    cp, mine = net.active_point(), net.active_point()
    assert mine.link is not None
    nonce = mine.link.ask("AUTH", cp.cp_id)[1]
    assert mine.link.ask("PROOF", wire.proof(mine.secret, cp.cp_id, nonce)) == ["REJECTED", "bad_proof"]
    assert mine.link.ask("STATUS", "KO", "mine") == ["OK"]
    net.until_state(mine.cp_id, "FAULTED")
    is_unharmed(net, cp)


def test_M2_a_second_monitor_takes_over_once_the_first_is_silent_and_the_first_is_told(net: Network) -> None:
    cp = net.active_point()
    second = ForeignChargingPoint(net.stream, net.central.address, cp.cp_id)
    net.keep(second)
    second.secret, first = cp.secret, cp.link
    with pytest.raises(Refused) as refused:
        second.connect()
    assert refused.value.answer == ["REJECTED", "duplicate_monitor"]
    assert second.link is not None and first is not None
    assert second.link.ask("STATUS", "KO", "intruder") == ["REAUTH", "not_authenticated"]
    cp.link, cp.connects = None, False  # a pulled cable: its socket stays open
    net.until_state(cp.cp_id, "DISCONNECTED", 3.0)
    second.authenticate()
    assert second.say_status() == ["OK"]
    net.until_state(cp.cp_id, "ACTIVATED")
    with closing(first), suppress(wire.Closed):
        assert first.ask("STATUS", "KO", "back") == ["REAUTH", "not_authenticated"]
        nonce = first.ask("AUTH", cp.cp_id)[1]
        proof = wire.proof(cp.secret, cp.cp_id, nonce)
        assert first.ask("PROOF", proof) == ["REJECTED", "duplicate_monitor"]
    assert net.central.cp(cp.cp_id)["state"] == "ACTIVATED"
