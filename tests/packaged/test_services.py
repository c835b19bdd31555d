"""The systemd units, in a systemd of their own: a supply, commands, deaths, the orderly end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.messaging.embedded import CLIENT_OPTIONS
from tests.support.frozen import frozen_folder
from tests.support.own_systemd import NoSystemd, Systemd, systemd, until

UNITS = Path(__file__).resolve().parents[2] / "packaging" / "systemd"
# The broker of the tests wants an open standard input, and its clients these options.
BROKER = """\
[Service]
ExecStart=/bin/sh -c 'sleep infinity | exec /usr/bin/EV_Broker --port-file /run/broker'
"""
KAFKA = " ".join(f"--kafka-option {name}={value}" for name, value in CLIENT_OPTIONS.items())
SERVICES = (
    "evcharging-central",
    "evcharging-cp-engine@MAD1",
    "evcharging-cp-monitor@MAD1",
    "evcharging-driver@5",
)


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Systemd]:
    """A computer on which the guide was followed: units installed, addresses written, everything started."""
    folder = tmp_path_factory.mktemp("systemd")
    (folder / "broker.service").write_text(BROKER)
    units = [*UNITS.glob("*.service"), *UNITS.glob("*.socket"), folder / "broker.service"]
    try:
        with systemd(folder / "own", frozen_folder(), units) as running:
            _install(running)
            yield running
    except NoSystemd as error:
        pytest.skip(str(error))


def _install(there: Systemd) -> None:
    there.run("systemctl", "start", "broker")
    until(lambda: bool(there.run("cat", "/run/broker", check=False)), "the broker does not start")
    broker = there.run("cat", "/run/broker").strip()
    there.run("mkdir", "-p", "/etc/evcharging")
    examples = {
        name: (UNITS / f"{name}.env.example").read_text() for name in ("network", "cp", "central", "driver")
    }
    network = examples["network"].replace("192.168.1.20:9092", broker).replace("192.168.1.20", "127.0.0.1")
    there.write("/etc/evcharging/network.env", network)
    for example, name, option in (
        ("cp", "cp-MAD1", "--auto 20s"),
        ("central", "central", "--log-format json"),
        ("driver", "driver-5", "--log-format json"),
    ):
        assert option in examples[example]
        # Two seconds of supply are enough here.
        text = examples[example].replace(option, f"{option.replace('20s', '2s')} {KAFKA}")
        there.write(f"/etc/evcharging/{name}.env", text)
    there.write("/etc/evcharging/drivers.csv", "driver_id,enabled\n5,true\n")
    there.write("/etc/evcharging/services-5.txt", "MAD1\n")
    there.run("systemctl", "start", *SERVICES)


def _answers(there: Systemd, service: str, command: str) -> list[object]:
    """All JSON lines that the console of ``service`` has printed, once it answered ``command``."""
    console = service.replace("@", "-")

    def printed() -> list[object]:
        lines = map(json.loads, filter(lambda line: line[:1] in "[{", there.journal(service)))
        return [line for line in lines if not (isinstance(line, dict) and "logger" in line)]

    before = len(printed())
    there.tell(console, command)
    until(lambda: len(printed()) > before, f"{service} does not answer {command}")
    return printed()


def test_a_supply_runs_through_services_that_are_nobody_s_user(computer: Systemd) -> None:
    def tickets() -> object:
        return _answers(computer, "evcharging-driver@5", "tickets")[-1]

    until(lambda: tickets() != [], "no ticket")
    (theirs,) = _answers(computer, "evcharging-central", "tickets")[-1]  # type: ignore[misc]
    (ours,) = tickets()  # type: ignore[misc]
    assert ours | {"at": ""} == theirs | {"at": ""}
    assert ours["cp_id"] == "MAD1" and ours["energy_wh"] > 0
    for service in SERVICES:
        pid = computer.show(service, "MainPID")
        uids = computer.run("grep", "^Uid:", f"/proc/{pid}/status").split()[1:]
        assert all(int(uid) > 60_000 for uid in uids), f"{service} runs as {uids}"
        assert "CapEff:\t0000000000000000" in computer.run("cat", f"/proc/{pid}/status")
    (state,) = {
        computer.run("stat", "--format=%a", f"/var/lib/private/{service.replace('@', '-')}").strip()
        for service in SERVICES
    }
    assert state == "755"  # below the private folder of root, which nobody else enters
    assert computer.run("stat", "--format=%a", "/var/lib/private").strip() == "700"


def test_the_journal_has_the_log_as_json(computer: Systemd) -> None:
    lines = [json.loads(line) for line in computer.journal("evcharging-central") if '"logger"' in line]
    assert len(lines) > 2
    assert all(line.keys() >= {"time", "level", "logger", "thread", "message"} for line in lines)


def test_commands_reach_a_service_by_its_fifo(computer: Systemd) -> None:
    _answers(computer, "evcharging-central", "status")
    computer.tell("evcharging-central", "driver add 77")
    computer.tell("evcharging-central", "stop MAD1")

    def stopped() -> bool:
        status = _answers(computer, "evcharging-central", "status")[-1]
        assert isinstance(status, dict)
        return bool(status["charging_points"][0]["state"] == "STOPPED")

    until(stopped, "MAD1 is not stopped")
    computer.tell("evcharging-central", "resume MAD1")


def test_D6_a_service_that_was_killed_comes_back_with_its_console(computer: Systemd) -> None:
    first = computer.show("evcharging-central", "MainPID")
    computer.run("kill", "-9", first)
    until(
        lambda: (
            computer.show("evcharging-central", "MainPID") not in (first, "0")
            and computer.show("evcharging-central", "ActiveState") == "active"
        ),
        "CENTRAL does not come back",
    )
    assert _answers(computer, "evcharging-central", "tickets")[-1] != []


def test_one_that_hangs_is_ended_and_started_again_by_the_watchdog(computer: Systemd) -> None:
    computer.run("mkdir", "-p", "/run/systemd/system/evcharging-cp-monitor@.service.d")
    computer.write(
        "/run/systemd/system/evcharging-cp-monitor@.service.d/soon.conf", "[Service]\nWatchdogSec=4\n"
    )
    computer.run("systemctl", "daemon-reload")
    computer.run("systemctl", "restart", "evcharging-cp-monitor@MAD1")
    first = computer.show("evcharging-cp-monitor@MAD1", "MainPID")
    computer.run("kill", "-STOP", first)
    until(
        lambda: (
            computer.show("evcharging-cp-monitor@MAD1", "MainPID") not in (first, "0")
            and computer.show("evcharging-cp-monitor@MAD1", "ActiveState") == "active"
        ),
        "a monitor that hangs is left alone",
    )
    assert computer.show("evcharging-cp-monitor@MAD1", "NRestarts") == "1"


def test_B4_a_wrong_argument_is_not_tried_for_ever(computer: Systemd) -> None:
    computer.write("/etc/evcharging/cp-MAD2.env", "ENGINE_OPTIONS=--max-power=much\n")
    computer.run("systemctl", "start", "evcharging-cp-engine@MAD2", check=False)
    assert computer.show("evcharging-cp-engine@MAD2", "ActiveState") == "failed"
    assert computer.show("evcharging-cp-engine@MAD2", "ExecMainStatus") == "2"
    assert computer.show("evcharging-cp-engine@MAD2", "NRestarts") == "0"
    assert any("--max-power: 'much'" in line for line in computer.journal("evcharging-cp-engine@MAD2"))


def test_stop_ends_every_service_in_order_and_its_fifo_with_it(computer: Systemd) -> None:
    computer.run("systemctl", "stop", *SERVICES)
    for service in SERVICES:
        assert computer.show(service, "ActiveState") == "inactive", computer.journal(service)[-5:]
        assert computer.show(service, "Result") == "success"
        assert computer.show(service, "ExecMainStatus") == "0"
        assert service.replace("@", "-") not in computer.run("ls", "/run/evcharging").split()
