"""EV_CP_E as a real process over the embedded broker, against peers written from the wire contract."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.messaging.embedded import EmbeddedBroker
from tests.integration.messaging_support import BrokerProcess, broker_process
from tests.support.engine_peers import (
    ENQ,
    ROOT,
    EngineProcess,
    FakeCentral,
    FakeMonitor,
    free_port,
    wait_for,
)

CP = "CP1"


class Site:
    """One charging point with its peers; everything that was started is ended."""

    def __init__(self, broker: str, folder: Path, stack: ExitStack) -> None:
        self.broker, self._folder, self._stack = broker, folder, stack
        self.port = free_port()
        self.central = FakeCentral(broker)
        stack.callback(self.central.close)

    def engine(self, *options: str, headless: bool = True) -> EngineProcess:
        made = EngineProcess(self.broker, self.port, self._folder, *options, headless=headless)
        self._stack.callback(made.close)
        return made

    def monitor(self) -> FakeMonitor:
        made = FakeMonitor(self.port, CP)
        self._stack.callback(made.close)
        return made

    def linked(self, *options: str) -> EngineProcess:
        engine = self.engine(*options)
        self.monitor()
        engine.linked()
        return engine

    def begin(self, engine: EngineProcess, session: str = "s1") -> None:
        self.central.authorise(CP, session)
        wait_for(lambda: engine.status()["state"] == "RESERVED")
        engine.type("plug")
        wait_for(lambda: engine.status()["state"] == "SUPPLYING")

    def readings(self, session: str = "s1") -> int:
        return len(self.central.of("meter_reading", session_id=session))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with EmbeddedBroker() as broker, ExitStack() as stack:
        yield Site(broker.address, tmp_path, stack)


def test_M8_M9_M10_a_whole_supply_and_its_ticket(site: Site) -> None:
    engine = site.linked("--time-scale", "60")
    site.begin(engine)
    wait_for(lambda: site.readings() >= 3)
    engine.type("unplug")
    finished = wait_for(lambda: site.central.of("charging_finished"))[0]
    site.central.order(CP, "finish_confirmed", session_id="s1")
    wait_for(lambda: engine.status()["owed"] == 0)
    (ticket,) = engine.ask("tickets")
    assert (ticket["energy_wh"], ticket["amount"]) == (finished["energy_wh"], finished["amount"])
    kinds = [record["type"] for record in site.central.heard if record.get("session_id") == "s1"]
    assert kinds[:2] == ["authorisation_answered", "charging_started"]
    assert site.central.unsigned == 0
    assert engine.close() == 0


def test_D2_after_kill_9_the_supply_is_reported_at_its_last_journaled_reading(site: Site) -> None:
    engine = site.linked("--time-scale", "60")
    site.begin(engine)
    wait_for(lambda: site.readings() >= 3)
    engine.kill()
    last = site.central.of("meter_reading")[-1]
    again = site.linked()
    finished = wait_for(lambda: site.central.of("charging_finished"))[0]
    assert finished["reason"] == "engine_lost" and finished["energy_wh"] >= last["energy_wh"]
    assert again.ask("tickets")[0]["energy_wh"] == finished["energy_wh"]
    assert again.status()["state"] == "IDLE"


def test_M13_the_order_to_stop_survives_a_restart(site: Site) -> None:
    engine = site.linked()
    site.central.order(CP, "stop", order_id="o1")
    wait_for(lambda: site.central.of("engine_state", order_id="o1", state="STOPPED"))
    assert engine.close() == 0
    again = site.engine()
    assert site.monitor().identified == "IDENTIFIED#STOPPED"
    again.linked()
    wait_for(lambda: site.central.of("engine_state", order_id=None, state="STOPPED"))
    site.central.order(CP, "resume", order_id="o2")
    wait_for(lambda: again.status()["state"] == "IDLE")


def test_D4_a_supply_goes_on_without_CENTRAL_which_is_missed_within_3_s(site: Site) -> None:
    engine = site.linked()
    site.begin(engine)
    site.central.beating = False
    since = time.monotonic()
    wait_for(lambda: not engine.status()["central"], 3.4)
    assert time.monotonic() - since < 3.4
    assert engine.status()["state"] == "SUPPLYING"
    site.central.beating = True
    wait_for(lambda: engine.status()["central"])


def test_the_engine_serves_one_monitor(site: Site) -> None:
    engine = site.linked()
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as second:
        second.sendall(ENQ)
        assert second.recv(1) == b"\x15"
    assert engine.status()["monitor"]


def test_D6_a_monitor_that_reconnects_at_once_is_served(site: Site) -> None:
    site.engine()
    for _ in range(10):
        monitor = site.monitor()
        assert monitor.identified.startswith("IDENTIFIED")
        monitor.close()


def test_M16_auto_charges_with_nobody_touching_anything(site: Site) -> None:
    site.linked("--auto", "3kWh", "--time-scale", "200")
    site.central.authorise(CP, "s1")
    finished = wait_for(lambda: site.central.of("charging_finished"))[0]
    assert finished["reason"] == "target_reached" and finished["energy_wh"] >= 3000


def test_D5_Kafka_away_is_said_within_5_s_and_no_end_is_lost(tmp_path: Path) -> None:
    with broker_process() as broker, ExitStack() as stack:
        _outage(broker, Site(broker.address, tmp_path, stack))


def _outage(broker: BrokerProcess, site: Site) -> None:
    engine = site.linked()
    site.begin(engine)
    wait_for(lambda: site.readings() >= 2)
    broker.freeze()
    since = time.monotonic()
    wait_for(lambda: not engine.status()["kafka"], 6)
    assert time.monotonic() - since < 5.0
    status = engine.status()
    assert (status["state"], status["central"]) == ("SUPPLYING", True)
    engine.type("unplug")
    wait_for(lambda: engine.status()["owed"] == 1)
    broker.thaw()
    wait_for(lambda: engine.status()["kafka"])
    wait_for(lambda: site.central.of("charging_finished"))
    ends = site.central.of("charging_finished")
    assert len({(end["id"], end["energy_wh"], end["amount"]) for end in ends}) == 1


def test_the_end_of_input_is_no_quit_and_SIGTERM_ends_in_order(site: Site) -> None:
    engine = site.linked()
    engine.end_input()
    site.central.order(CP, "report", order_id="o1")
    wait_for(lambda: site.central.of("engine_state", order_id="o1"))
    assert engine.close() == 0


def test_quit_ends_in_order_and_a_wrong_command_is_a_line_on_stderr(site: Site) -> None:
    engine = site.engine()
    engine.type("explode")
    wait_for(lambda: any("Unknown command 'explode'" in line for line in engine.errors))
    engine.type("quit")
    assert engine.end() == 0


def test_B4_a_taken_port_is_one_sentence(site: Site) -> None:
    with socket.create_server(("127.0.0.1", site.port)):
        engine = site.engine()
        assert engine.end() == 1
    assert engine.errors[-1].startswith("EV_CP_E: ") and str(site.port) in engine.errors[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere"],
        ["h:9092", "--auto", "soon"],
        ["h:9092", "--time-scale", "0"],
        ["h:9092", "--max-power", "x"],
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(arguments: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "apps.ev_cp_e", "--headless", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert ended.returncode == 2 and ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1 and ended.stderr.startswith("EV_CP_E: ")


def test_headless_needs_neither_QtGui_nor_QtWidgets() -> None:
    code = (
        "import sys, apps.ev_cp_e.__main__\n"
        "assert not {'PySide6.QtGui', 'PySide6.QtWidgets'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=30)


def test_with_a_window_it_is_the_same_program(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "QT_QPA_PLATFORM", "offscreen")
    engine = site.engine(headless=False)
    site.monitor()
    engine.linked()
    site.begin(engine)
    picture = tmp_path / "engine.png"
    engine.type(f"screenshot {picture}")
    wait_for(picture.exists)
    engine.signal(signal.SIGINT)
    assert engine.end() == 0
