"""The compose files of the programs, as files: what Docker and the programs take, and what fits together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import run
from apps.ev_central.__main__ import PROGRAM as CENTRAL
from apps.ev_central.drivers_file import read_drivers
from apps.ev_cp_e.__main__ import PROGRAM as ENGINE
from apps.ev_cp_m.__main__ import PROGRAM as MONITOR
from apps.ev_driver.__main__ import PROGRAM as DRIVER
from apps.ev_driver.services_file import load_services
from tests.support.compose import Missing, env_file, load, names

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "containers"
PROGRAMS = {program.name: program for program in (CENTRAL, ENGINE, MONITOR, DRIVER)}
EXAMPLE = env_file(FOLDER / ".env.example")
# What the files say about one charging point, one driver.
ONE_LINE = {"CP_ID": "MAD_1-x", "DRIVER_ID": "5", "SERVICES": "services-5.txt"}
OF_A_LINE = {*ONE_LINE, "LOCATION", "POSITION", "MAX_POWER"}
FILES = ("compose.yaml", "host1-central.yaml", "host2-charging-point.yaml", "host3-driver.yaml")
HOSTS = FILES[1:]


def services(*files: str, **variables: str) -> dict[str, Any]:
    paths = [FOLDER / name for name in files]
    return load(*paths, variables={**EXAMPLE, **ONE_LINE, **variables})["services"]  # type: ignore[no-any-return]


def parsed(service: Mapping[str, Any]) -> Any:
    """What its program makes of the command of a service; ``/config`` is where the volume says."""
    name, *words = service["command"]
    for volume in service["volumes"]:
        source, target, *_ = volume.split(":")
        words = [re.sub(f"^{target}/", f"{FOLDER / source}/", word) for word in words]
    return PROGRAMS[name].make_parser().parse_args(words)


@pytest.mark.parametrize("file", FILES)
def test_each_program_takes_the_command_of_its_service(file: str) -> None:
    for name, service in services(file).items():
        if name != "kafka":
            parsed(service)


@pytest.mark.parametrize("file", FILES)
def test_a_program_may_nothing_that_it_does_not_need(file: str) -> None:
    content = load(FOLDER / file, variables={**EXAMPLE, **ONE_LINE})
    for name, service in content["services"].items():
        if name == "kafka":
            continue
        assert service["image"] == "evcharging" and service["pull_policy"] == "never", name
        assert service["read_only"] is True and service["tmpfs"] == ["/tmp"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["stdin_open"] is True, "its console is standard input"
        assert service["stop_grace_period"] == "15s", "it has 8 s to end in order"
        assert service["healthcheck"]["test"] == ["CMD", "healthcheck"], name
        data = [volume for volume in service["volumes"] if volume.endswith(":/data")]
        assert data == [f"{name}:/data"], "each has a volume of its own"
        assert name in content["volumes"]


def test_the_kafka_is_that_of_its_own_compose_file() -> None:
    theirs = load(run.KAFKA / "compose.yaml", variables=EXAMPLE)["services"]["kafka"]
    assert services("host1-central.yaml")["kafka"] == theirs
    ours = services("compose.yaml")["kafka"]
    assert ours["environment"].pop("KAFKA_ADVERTISED_LISTENERS") == "BROKER://kafka:9092"
    theirs["environment"].pop("KAFKA_ADVERTISED_LISTENERS")
    assert theirs.pop("ports") and "ports" not in ours, "who could use it reaches it by its name"
    assert ours == theirs
    for file in ("compose.yaml", "host1-central.yaml"):
        assert "records" in load(FOLDER / file, variables=EXAMPLE)["volumes"]


@pytest.mark.parametrize("file", FILES)
def test_the_addresses_of_the_commands_are_services_or_published_ports(file: str) -> None:
    there = services(file)
    ports = {"EV_Central": 7000, "EV_CP_E": 7100}
    known = {(name, ports[each["command"][0]]) for name, each in there.items() if each["command"][0] in ports}
    for name, service in there.items():
        aliases = (service.get("networks") or {}).get("default", {}).get("aliases", [])
        known |= {(alias, port) for alias in aliases for other, port in set(known) if other == name}
    known |= {("kafka", 9092)} if "kafka" in there else set()
    known |= (
        {(EXAMPLE["KAFKA_ADVERTISE"], 9092), (EXAMPLE["KAFKA_ADVERTISE"], 7000)} if file in HOSTS else set()
    )
    for name, service in there.items():
        if name == "kafka":
            continue
        arguments = vars(parsed(service))
        peers = [arguments[role] for role in ("broker", "engine", "central") if arguments.get(role)]
        assert {(peer.host, peer.port) for peer in peers} <= known, name
        assert set(service.get("depends_on", [])) <= there.keys(), name
        if service["command"][0] == "EV_CP_E":
            assert arguments["listen_host"] == "0.0.0.0", "its monitor is in another container"


def test_the_published_ports_are_those_of_the_addresses() -> None:
    first = services("host1-central.yaml")
    assert first["kafka"]["ports"] == [f"{EXAMPLE['BROKER'].split(':')[1]}:9092"]
    assert first["central"]["ports"] == [f"{EXAMPLE['CENTRAL'].split(':')[1]}:7000"]
    moved = services("host1-central.yaml", CENTRAL_PORT="7700", KAFKA_PORT="9192")
    assert moved["central"]["ports"] == ["7700:7000"]
    assert moved["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].endswith(":9192")


def test_the_three_hosts_together_are_the_network_of_one() -> None:
    def programs(*files: str) -> set[str]:
        return {each["command"][0] for file in files for each in services(file).values()}

    assert programs(*HOSTS) == programs("compose.yaml") >= set(PROGRAMS)


def test_two_charging_points_in_one_network_do_not_take_each_other_s_engine() -> None:
    first = services("host2-charging-point.yaml", CP_ID="MAD1")
    other = services("host2-charging-point.yaml", CP_ID="MAD2")
    (alias,) = first["engine"]["networks"]["default"]["aliases"]
    assert first["monitor"]["command"][1] == f"{alias}:7100"
    assert alias not in other["engine"]["networks"]["default"]["aliases"]


def test_the_example_has_every_variable_and_no_other() -> None:
    used = set[str]().union(*(names(FOLDER / file) for file in FILES), names(run.KAFKA / "compose.yaml"))
    assert used - OF_A_LINE == EXAMPLE.keys()


@pytest.mark.parametrize(
    ("file", "variable"),
    [
        ("host1-central.yaml", "BROKER"),
        ("host2-charging-point.yaml", "BROKER"),
        ("host2-charging-point.yaml", "CENTRAL"),
        ("host2-charging-point.yaml", "CP_ID"),
        ("host3-driver.yaml", "BROKER"),
        ("host3-driver.yaml", "DRIVER_ID"),
        ("host3-driver.yaml", "SERVICES"),
    ],
)
def test_what_is_not_said_is_asked_for(file: str, variable: str) -> None:
    with pytest.raises(Missing, match=variable):
        load(FOLDER / file, variables={**EXAMPLE, **ONE_LINE, variable: ""})


def test_compose_yaml_needs_no_variable() -> None:
    load(FOLDER / "compose.yaml")


def test_the_windows_are_of_services_that_there_are_and_only_for_this_computer() -> None:
    plain, windows = services("compose.yaml"), services("compose.yaml", "windows.yaml")
    assert windows.keys() == plain.keys()
    seen = set()
    for name, service in windows.items():
        if name == "kafka":
            continue
        size_and_port = re.fullmatch(
            r"vnc:size=\d+x\d+:port=(\d+)", service["environment"]["QT_QPA_PLATFORM"]
        )
        host, outside, inside = service["ports"][-1].split(":")
        assert (host, size_and_port and size_and_port[1]) == ("127.0.0.1", inside), name
        assert service["command"] == plain[name]["command"]
        seen.add(outside)
    assert len(seen) == len(windows) - 1


def test_what_shares_a_network_with_compose_yaml_finds_it() -> None:
    theirs = load(FOLDER / "compose.yaml")["networks"]["default"]["name"]
    ours = load(FOLDER / "same-host.yaml")["networks"]["default"]
    assert ours == {"name": theirs, "external": True}


def test_the_files_of_the_folder_config_are_good() -> None:
    enabled = {driver for driver, enabled in read_drivers(FOLDER / "config" / "drivers.csv") if enabled}
    there = services("compose.yaml")
    points = {each["command"][3] for each in there.values() if each["command"][0] == "EV_CP_M"}
    for service in there.values():
        if service["command"][0] == "EV_Driver":
            assert service["command"][2] in enabled
    for path in (FOLDER / "config").glob("*.txt"):
        assert set(load_services(path)) <= points
