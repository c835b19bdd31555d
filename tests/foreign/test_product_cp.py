"""EV_CP_E and EV_CP_M with foreign ends: driver, monitor, engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, suppress

import pytest

from tests.foreign import wire
from tests.foreign.charging_point import ForeignChargingPoint
from tests.foreign.engine import ForeignEngineServer
from tests.foreign.network import Network
from tests.foreign.processes import Product

FAULTED_WITHIN_S = 3.0


# EV_CP_E with EV_CP_M


def product_cp(net: Network, *options: str) -> tuple[Product, str]:
    """An ACTIVATED CP of the product: its engine and its id."""
    cp_id = net.new_id("CP-")
    engine, port = net.product_engine(*options)
    net.product_monitor(cp_id, port, "--location", "Calle #5", "--position", "10,20")
    net.until_state(cp_id, "ACTIVATED")
    net.until(
        "the engine's links",
        lambda: (now := engine.ask("status"))["monitor"] and now["central"] and now["kafka"],
    )
    return engine, cp_id


def test_M8_to_M10_a_foreign_driver_at_the_products_cp(net: Network) -> None:
    engine, cp_id = product_cp(net, "--time-scale", "100")
    driver = net.driver()
    request_id = driver.request(cp_id)
    net.until_step(driver, request_id, "authorised")
    assert engine.ask("status")["state"] == "RESERVED"
    engine.tell("plug")
    net.until_state(cp_id, "SUPPLYING")
    update = net.until("energy", lambda: [row for row in driver.of("charging_update") if row["energy_wh"]])[0]
    assert update["amount"] == wire.money(update["energy_wh"], "0.54")
    engine.tell("unplug")
    ticket = net.ticket(driver, update["session_id"])
    assert (ticket["reason"], ticket["location"], ticket["request_id"]) == (
        "unplugged", "Calle #5", request_id,
    )  # fmt: skip
    assert ticket["amount"] == wire.money(ticket["energy_wh"], ticket["price"])
    (journal,) = engine.ask("tickets")
    assert (journal["energy_wh"], journal["amount"]) == (ticket["energy_wh"], ticket["amount"])
    net.until_state(cp_id, "ACTIVATED")


def test_M6_a_request_at_the_products_cp_notifies_the_foreign_driver(net: Network) -> None:
    engine, cp_id = product_cp(net)
    driver = net.driver()
    engine.tell(f"request {driver.driver_id}")
    progress = net.until("authorised", lambda: driver.of("request_progress", step="authorised"))[0]
    assert (progress["cp_id"], driver.steps(progress["request_id"])) == (
        cp_id, ["received", "checking", "asking_cp", "authorised"],
    )  # fmt: skip
    driver.cancel(progress["request_id"], cp_id)
    net.until("the engine is free", lambda: engine.ask("status")["state"] == "IDLE")


def test_D2_the_products_engine_is_killed_and_the_foreign_driver_gets_one_ticket(net: Network) -> None:
    engine, cp_id = product_cp(net, "--time-scale", "100")
    driver = net.driver()
    net.until_step(driver, driver.request(cp_id), "authorised")
    engine.tell("plug")
    update = net.until("energy", lambda: [row for row in driver.of("charging_update") if row["energy_wh"]])[0]
    session_id = update["session_id"]
    engine.kill()
    net.until_state(cp_id, "FAULTED", FAULTED_WITHIN_S)
    net.until("interrupted", lambda: driver.of("session_state", session_id=session_id, state="interrupted"))
    assert not driver.of("ticket")
    engine.start()
    ticket = net.ticket(driver, session_id)
    assert ticket["reason"] == "engine_lost"
    assert ticket["energy_wh"] >= update["energy_wh"]
    assert ticket["amount"] == wire.money(ticket["energy_wh"], ticket["price"])
    net.until_state(cp_id, "ACTIVATED")
    (journal,) = engine.ask("tickets")
    assert (journal["session_id"], journal["energy_wh"]) == (session_id, ticket["energy_wh"])


# EV_CP_E with a foreign monitor


class ForeignMonitor:
    """A foreign CP's monitor part that has the product's engine behind it, not the foreign one."""

    def __init__(self, net: Network, port: int) -> None:
        self.cp: ForeignChargingPoint = net.point()
        net.acting.remove(self.cp)
        self.cp.has_engine = False
        self.cp.link = wire.Dialogue(net.central.address)
        self.cp.register()
        self.cp.authenticate()
        self.engine = reached(net, port)
        self.seen: list[str] = []
        self._due = 0.0
        net.keep(self)
        net.acting.append(self)

    def identify(self) -> list[str]:
        return self.engine.ask("IDENTIFY", self.cp.cp_id, self.cp.keys[-1].hex(), self.cp.price)

    def turn(self, now: float) -> None:
        if now >= self._due:
            self._due = now + 1.0
            answer = self.engine.ask("HEALTH", "UP")
            self.seen.append("#".join(answer))
            self.cp.health = ("OK",) if answer[0] == "OK" else ("KO", *answer[1:])
            assert self.cp.say_status() == ["OK"]

    def close(self) -> None:
        self.engine.close()


def reached(net: Network, port: int) -> wire.Dialogue:
    """A link to the engine; while it is not served (a monitor has just gone) it tries again."""

    def attempt() -> wire.Dialogue | None:
        with suppress(wire.Closed, OSError):
            return wire.Dialogue(("127.0.0.1", port))
        return None

    link = net.until("the engine serves", attempt)
    assert link is not None
    return link


def listening(net: Network, *options: str) -> tuple[Product, int]:
    engine, port = net.product_engine(*options)
    engine.ask("status")
    return engine, port


def test_a_foreign_monitor_brings_the_products_engine_into_the_network(net: Network) -> None:
    engine, port = listening(net, "--time-scale", "100")
    monitor = ForeignMonitor(net, port)
    assert monitor.identify() == ["IDENTIFIED", "IDLE"]
    cp_id, driver = monitor.cp.cp_id, net.driver()
    net.until_state(cp_id, "ACTIVATED")
    net.until("links", lambda: (now := engine.ask("status"))["central"] and now["monitor"])
    assert engine.ask("status")["cp_id"] == cp_id
    request_id = driver.request(cp_id)
    net.until_step(driver, request_id, "authorised")
    net.until("RESERVED to the monitor", lambda: monitor.seen[-1] == "OK#RESERVED")
    engine.tell("plug")
    net.until("SUPPLYING to the monitor", lambda: monitor.seen[-1] == "OK#SUPPLYING")
    net.until_state(cp_id, "SUPPLYING")
    engine.tell("ko")
    ticket = net.until("ticket", lambda: driver.of("ticket"))[0]
    assert ticket["reason"] == "fault"
    net.until("KO to the monitor", lambda: monitor.seen[-1].startswith("KO#"))
    net.until_state(cp_id, "FAULTED", FAULTED_WITHIN_S)
    engine.tell("ok")
    net.until_state(cp_id, "ACTIVATED", FAULTED_WITHIN_S)


def test_the_products_engine_answers_other_cp_to_another_id(net: Network) -> None:
    _, port = listening(net)
    with closing(reached(net, port)) as link:
        assert link.ask("IDENTIFY", "CP-A", "ab" * 32, "0.54") == ["IDENTIFIED", "IDLE"]
        assert link.ask("HEALTH", "DOWN") == ["OK", "IDLE"]
        assert link.ask("IDENTIFY", "CP-A", "cd" * 32, "0.60") == ["IDENTIFIED", "IDLE"]
        assert link.ask("IDENTIFY", "CP-B", "ab" * 32, "0.54") == ["REJECTED", "other_cp"]
        assert link.ask("HEALTH", "UP") == ["OK", "IDLE"]


def test_the_products_engine_serves_one_monitor(net: Network) -> None:
    _, port = listening(net)
    with closing(reached(net, port)) as link:
        assert link.ask("IDENTIFY", "CP-A", "ab" * 32, "0.54") == ["IDENTIFIED", "IDLE"]
        with pytest.raises((wire.Closed, TimeoutError)), closing(wire.Dialogue(("127.0.0.1", port))) as other:
            other.ask("HEALTH", "UP")
        assert link.ask("HEALTH", "UP") == ["OK", "IDLE"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"HELLO", b"HEALTH", b"HEALTH#MAYBE", b"HEALTH#UP#1", b"IDENTIFY", b"IDENTIFY#CP-A",
        b"IDENTIFY#bad id#" + b"ab" * 32 + b"#0.54", b"IDENTIFY#CP-A#nohex#0.54",
        b"IDENTIFY#CP-A#" + b"ab" * 32 + b"#cheap", b"IDENTIFY#CP-A#" + b"ab" * 32 + b"#-1",
    ],
)  # fmt: skip
def test_B1_wrong_requests_to_the_products_engine(net: Network, engine_port: int, data: bytes) -> None:
    with closing(reached(net, engine_port)) as link:
        assert link.ask_raw(data)[0] == "REJECTED"
        link.send(b"\x02HEALTH#UP\x03\x00")
        assert link.next() == wire.NACK
        assert link.ask("IDENTIFY", "CP-A", "ab" * 32, "0.54") == ["IDENTIFIED", "IDLE"]


@pytest.fixture(scope="module")
def engine_port(shared_base: object, tmp_path_factory: pytest.TempPathFactory) -> object:
    """An engine that several tests send wrong requests to."""
    net = Network(shared_base)  # type: ignore[arg-type]
    with closing(net):
        _, port = listening(net)
        yield port


def test_M3_without_a_monitor_the_products_engine_refuses_a_request(net: Network) -> None:
    engine, _ = listening(net)
    driver = net.driver()
    engine.tell(f"request {driver.driver_id}")
    status = engine.ask("status")
    assert (status["cp_id"], status["monitor"], status["session_id"]) == (None, False, None)
    net.for_seconds(0.5)
    assert driver.notices == []


# EV_CP_M with a foreign engine


@pytest.fixture
def behind_product(net: Network) -> tuple[ForeignEngineServer, str, Product]:
    """A foreign engine that EV_CP_M has brought into the network."""
    engine = net.keep(ForeignEngineServer())
    net.acting.append(engine)
    cp_id = net.new_id("CP-")
    monitor = net.product_monitor(cp_id, engine.port)
    net.until_state(cp_id, "ACTIVATED")
    return engine, cp_id, monitor


def test_the_products_monitor_identifies_and_asks_health_each_second(
    net: Network, behind_product: tuple[ForeignEngineServer, str, Product]
) -> None:
    engine, cp_id, monitor = behind_product
    assert (engine.cp_id, engine.price, len(engine.key)) == (cp_id, "0.54", 32)
    before = len(engine.healths())
    net.for_seconds(3.2)
    assert 3 <= len(engine.healths()[before:]) <= 8
    assert set(engine.healths()[before:]) == {"UP"}
    status = monitor.ask("status")
    assert (status["cp_id"], status["accepted"], status["engine"], status["central"]) == (
        cp_id, True, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("how", ["KO", "silent", "dead"])
def test_M11_a_foreign_engines_fault_is_FAULTED_in_3_s_and_its_return_ACTIVATED(
    net: Network, behind_product: tuple[ForeignEngineServer, str, Product], how: str
) -> None:
    engine, cp_id, monitor = behind_product
    asked = len(engine.healths())
    net.until("just asked: the worst moment", lambda: len(engine.healths()) > asked)
    began = time.monotonic()
    if how == "KO":
        engine.fault = "cable # cut"
    elif how == "silent":
        engine.silent = True
    else:
        engine.close()
    net.until_state(cp_id, "FAULTED", FAULTED_WITHIN_S)
    assert time.monotonic() - began <= FAULTED_WITHIN_S
    if how != "KO":  # then the engine is reached
        net.until("the monitor says so", lambda: monitor.ask("status")["engine"] is False)
    engine.fault, engine.silent = "", False
    if how == "dead":
        engine.open()
    net.until_state(cp_id, "ACTIVATED", 5.0)


def test_the_session_key_given_to_a_foreign_engine_signs_what_CENTRAL_takes(
    net: Network, behind_product: tuple[ForeignEngineServer, str, Product]
) -> None:
    engine, cp_id, _ = behind_product
    count = net.central.rejected
    value = wire.encoded(wire.record("engine_state", state="FAULTED", session_id=None, order_id=None))
    signature = wire.signature(engine.key, "ev.cp-events", cp_id, value)
    net.stream.send("ev.cp-events", cp_id, value, signature)
    net.until_state(cp_id, "FAULTED")
    assert net.central.rejected == count


def test_a_foreign_engine_that_serves_another_cp_is_never_ACTIVATED(net: Network) -> None:
    engine = net.keep(ForeignEngineServer())
    engine.cp_id = "CP-other"
    net.acting.append(engine)
    cp_id = net.new_id("CP-")
    monitor = net.product_monitor(cp_id, engine.port)
    net.until("it was asked", lambda: [row for row in engine.asked if row[0] == "IDENTIFY"])
    net.until("CENTRAL has accepted the monitor", lambda: monitor.ask("status")["accepted"])
    with suppress(AssertionError):
        net.until_state(cp_id, "ACTIVATED", 2.0)
    assert net.central.cp(cp_id)["state"] in ("FAULTED", "DISCONNECTED")


def test_the_products_monitor_tells_its_engine_that_CENTRAL_is_away_and_comes_back(
    own_net: Callable[..., Network],
) -> None:
    net = own_net()
    engine = net.keep(ForeignEngineServer())
    net.acting.append(engine)
    monitor = net.product_monitor("CP-1", engine.port)
    net.until_state("CP-1", "ACTIVATED")
    first = engine.key
    net.central.kill()
    net.until("DOWN", lambda: engine.healths()[-1] == "DOWN", 3.0)
    assert monitor.ask("status")["central"] is False
    net.central.start()
    net.until_state("CP-1", "ACTIVATED")
    assert engine.key != first
    net.until("UP", lambda: engine.healths()[-1] == "UP")
