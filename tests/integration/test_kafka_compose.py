"""The Docker compose file of Kafka: what it asks for, and that Kafka takes it. No Docker is needed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import run
from kafka_jars import version
from kafka_node import FIXED, Settings, new_cluster_id
from tests.support.kafka import installation

FILE = run.KAFKA / "compose.yaml"


def compose(**variables: str) -> dict[str, Any]:
    """The file as Docker reads it with these variables in the environment or in ``.env``."""

    def value(found: re.Match[str]) -> str:
        name, default = found.groups()
        return variables.get(name) or default

    text = re.sub(r"(?<!\$)\$\{(\w+):-([^}]*)\}", value, FILE.read_text("utf-8"))
    return yaml.safe_load(text)


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that the image makes of its variables."""
    names = environment.keys() - {"KAFKA_HEAP_OPTS"}
    return {name.removeprefix("KAFKA_").lower().replace("_", "."): environment[name] for name in names}


def test_it_is_the_kafka_that_run_py_starts() -> None:
    service = compose()["services"]["kafka"]
    assert service["image"] == f"apache/kafka:{version()}"
    ours = Settings("", 9092, 9093, "localhost:9092")
    expected = {**ours.properties(), "log.dirs": "/var/lib/kafka/data"}
    assert expected.keys() > FIXED.keys()
    assert settings(service["environment"]) == expected
    assert service["environment"]["KAFKA_HEAP_OPTS"] == f"-Xmx{ours.heap}"


def test_address_port_and_memory_follow_the_variables() -> None:
    service = compose(KAFKA_ADVERTISE="192.168.1.20", KAFKA_PORT="19092", KAFKA_HEAP="1g")["services"][
        "kafka"
    ]
    environment = service["environment"]
    assert environment["KAFKA_ADVERTISED_LISTENERS"] == "BROKER://192.168.1.20:19092"
    assert service["ports"] == ["19092:9092"]
    assert environment["KAFKA_LISTENERS"].startswith("BROKER://:9092,")
    assert environment["KAFKA_HEAP_OPTS"] == "-Xmx1g"


def test_records_outlive_the_container_and_its_health_is_known() -> None:
    file = compose()
    service = file["services"]["kafka"]
    assert service["volumes"] == ["records:" + service["environment"]["KAFKA_LOG_DIRS"]]
    assert "records" in file["volumes"]
    assert service["healthcheck"]["test"][:1] == ["CMD"] and "/9092" in service["healthcheck"]["test"][-1]
    assert service["restart"] == "unless-stopped"


def test_a_new_volume_gets_a_random_cluster_id_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    """The command itself, with stand-ins for the image's two programs and its folder."""
    for name, text in (("kafka-storage.sh", "echo random"), ("run", 'echo "id=$CLUSTER_ID"')):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    shell, option, script = compose()["services"]["kafka"]["command"]
    places = (
        ("/opt/kafka/bin/kafka-storage.sh", "kafka-storage.sh"),
        ("/etc/kafka/docker/run", "run"),
        ("/var/lib/kafka/data", "data"),
    )
    for there, here in places:
        assert there in script
        script = script.replace(there, str(tmp_path / here))
    (tmp_path / "data").mkdir()

    def said() -> str:
        command = [shell, option, script.replace("$$", "$")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said() == "id=random\n"
    (tmp_path / "data" / "meta.properties").touch()
    assert said() == "id=\n"


@pytest.mark.xdist_group("apache_kafka")
def test_kafka_takes_every_setting(tmp_path: Path) -> None:
    kafka = installation()
    properties = settings(compose(KAFKA_ADVERTISE="192.168.1.20")["services"]["kafka"]["environment"])
    properties["log.dirs"] = str(tmp_path / "records")
    file = tmp_path / "server.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
    made = subprocess.run(
        [
            kafka.java, "-XX:TieredStopAtLevel=1", "-cp", kafka.class_path,
            "kafka.tools.StorageTool", "format", "--cluster-id", new_cluster_id(), "--config", str(file),
        ],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "records" / "meta.properties").exists()
