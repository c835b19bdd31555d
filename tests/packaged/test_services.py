"""The services by the guide, in a systemd of their own: a supply, commands, deaths, the orderly end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from kafka_jars import cache_folder, version
from tests.support.frozen import frozen_folder
from tests.support.guide import ROOT, named
from tests.support.kafka import VARIABLES, installation
from tests.support.own_systemd import RELEASE, NoSystemd, Systemd, systemd, until

pytestmark = pytest.mark.xdist_group("services")

SETTINGS = "HOST1=127.0.0.1 KAFKA=127.0.0.1:9092 CENTRAL=127.0.0.1:7000"
KAFKA = "evcharging-kafka"
SERVICES = (
    "evcharging-central",
    "evcharging-cp-engine@MAD2",
    "evcharging-cp-monitor@MAD2",
    "evcharging-driver@5",
)
# Read and changed as a user would: a supply of 2 s is enough here, and the log shall be JSON.
CHANGES = {
    "cp.env.example": "sed -i s/20s/2s/ /etc/evcharging/cp-MAD2.env",
    "central.env": "sed -i 's/drivers.csv/& --log-format json/' /etc/evcharging/central.env",
}


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Systemd]:
    """A computer on which the guide was followed, for the roles of all three."""
    installation()
    folder = tmp_path_factory.mktemp("systemd")
    shutil.copytree(ROOT / "packaging" / "systemd", folder / "release" / "packaging" / "systemd")
    try:
        with systemd(folder / "own", [folder / "release", frozen_folder()]) as running:
            jars = f"/var/cache/{KAFKA}/EVCharging"
            running.run("mkdir", "-p", jars)
            running.run("cp", "-r", str(cache_folder(VARIABLES)), f"{jars}/kafka-{version()}")
            running.write(f"{RELEASE}/drivers.csv", "driver_id,enabled\n5,true\n")
            running.write(f"{RELEASE}/services-5.txt", "MAD2\n")
            for name in ("install", "addresses", "central", "point"):
                follow(running, f"services-{name}")
            # Before it hears CENTRAL an engine refuses, and the only service of the file would be denied.
            until(lambda: _engine(running)["central"], "the engine does not hear CENTRAL")
            follow(running, "services-driver")
            yield running
    except NoSystemd as error:
        pytest.skip(str(error))


def _engine(there: Systemd) -> dict[str, Any]:
    status = _answers(there, "evcharging-cp-engine@MAD2", "status")[-1]
    assert isinstance(status, dict)
    return status


def follow(there: Systemd, block: str) -> list[str]:
    """Type the commands of a block of the guide; what each printed."""
    said = []
    for command in named(ROOT / "docs" / "deployment.md")[block].commands:
        script = f"set -eo pipefail; {SETTINGS}; cd {RELEASE}; {command.replace('sudo ', '')}"
        said.append(there.run("bash", "-c", script))
        for name, change in CHANGES.items():
            if name in command:
                there.run("sh", "-c", change)
    return said


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
    assert ours["cp_id"] == "MAD2" and ours["energy_wh"] > 0
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
    status, journal = follow(computer, "services-look")
    assert all(f"{service}.service" in status for service in (*SERVICES, KAFKA))
    assert '"logger":"apps.ev_central' in journal
    lines = [json.loads(line) for line in computer.journal("evcharging-central") if '"logger"' in line]
    assert len(lines) > 2
    assert all(line.keys() >= {"time", "level", "logger", "thread", "message"} for line in lines)


def test_commands_reach_a_service_by_its_fifo(computer: Systemd) -> None:
    before = len(_answers(computer, "evcharging-central", "status"))
    follow(computer, "services-console")
    until(
        lambda: any("Driver 24" in line for line in computer.journal("evcharging-central")),
        "the driver is not added",
    )
    assert len(_answers(computer, "evcharging-central", "status")) == before + 2
    computer.tell("evcharging-central", "stop MAD2")

    def stopped() -> bool:
        status = _answers(computer, "evcharging-central", "status")[-1]
        assert isinstance(status, dict)
        return bool(status["charging_points"][0]["state"] == "STOPPED")

    until(stopped, "MAD2 is not stopped")
    computer.tell("evcharging-central", "resume MAD2")


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
    computer.run("systemctl", "restart", "evcharging-cp-monitor@MAD2")
    first = computer.show("evcharging-cp-monitor@MAD2", "MainPID")
    computer.run("kill", "-STOP", first)
    until(
        lambda: (
            computer.show("evcharging-cp-monitor@MAD2", "MainPID") not in (first, "0")
            and computer.show("evcharging-cp-monitor@MAD2", "ActiveState") == "active"
        ),
        "a monitor that hangs is left alone",
    )
    assert computer.show("evcharging-cp-monitor@MAD2", "NRestarts") == "1"


def test_B4_a_wrong_argument_is_not_tried_for_ever(computer: Systemd) -> None:
    computer.write("/etc/evcharging/cp-MAD3.env", "ENGINE_OPTIONS=--max-power=much\n")
    computer.run("systemctl", "start", "evcharging-cp-engine@MAD3", check=False)
    assert computer.show("evcharging-cp-engine@MAD3", "ActiveState") == "failed"
    assert computer.show("evcharging-cp-engine@MAD3", "ExecMainStatus") == "2"
    assert computer.show("evcharging-cp-engine@MAD3", "NRestarts") == "0"
    assert any("--max-power: 'much'" in line for line in computer.journal("evcharging-cp-engine@MAD3"))


def test_stop_ends_every_service_in_order_and_its_fifo_with_it(computer: Systemd) -> None:
    computer.run("systemctl", "stop", *SERVICES[1:])
    follow(computer, "services-stop")
    for service in SERVICES:
        assert computer.show(service, "ActiveState") == "inactive", computer.journal(service)[-5:]
        assert computer.show(service, "Result") == "success"
        assert computer.show(service, "ExecMainStatus") == "0"
        assert service.replace("@", "-") not in computer.run("ls", "/run/evcharging").split()
    assert (computer.show(KAFKA, "Result"), computer.show(KAFKA, "ExecMainStatus")) == ("success", "0")
