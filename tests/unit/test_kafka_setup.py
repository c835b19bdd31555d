"""What ``run.py kafka`` needs, found or told (B4): Java, Maven, packages of the system; and its addresses."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from pathlib import Path

import pytest

import kafka_jars
import kafka_net
from bootstrap import SetupError
from kafka_arguments import default_data, parser
from kafka_jars import Jars, cache_folder, install

pytestmark = pytest.mark.skipif(os.name != "posix", reason="not for Windows")


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One without Java, Maven and Kafka's files; ``bin`` is all of its PATH."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(kafka_jars, "JVM_FOLDER", tmp_path / "jvm")
    monkeypatch.setattr(kafka_jars, "apt_install", lambda packages: False)
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def java(path: Path, version: str) -> Path:
    return program(path, f"echo 'openjdk version \"{version}\" 2025-04-15' >&2")


def files_are_there(computer: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = cache_folder(computer)
    folder.mkdir(parents=True)
    (folder / "one.jar").write_bytes(b"one")
    digest = kafka_jars.digest_of(folder / "one.jar")
    monkeypatch.setattr(kafka_jars, "read_digests", lambda path: {"one.jar": digest})


def test_B4_without_java_the_remedy_is_one_command(computer: dict[str, str]) -> None:
    with pytest.raises(SetupError, match=r"no Java on the PATH; run: sudo apt install openjdk-17-jre"):
        install(computer)


def test_B4_a_java_that_is_too_old_is_named(
    computer: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = java(tmp_path / "bin" / "java", "1.8.0_402")
    with pytest.raises(SetupError, match=rf"needs Java 17 or newer, and the Java here \({old}\) is 8; run:"):
        install(computer)

    files_are_there(computer, monkeypatch)
    fitting = java(tmp_path / "jvm" / "java-21-openjdk" / "bin" / "java", "21.0.2")
    assert install(computer).java == str(fitting)  # it is installed, only not the default
    chosen = java(tmp_path / "home" / "bin" / "java", "17.0.1")
    assert install({**computer, "JAVA_HOME": str(tmp_path / "home")}).java == str(chosen)


def test_B4_without_maven_the_remedy_is_said_until_the_files_are_there(
    computer: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java(tmp_path / "bin" / "java", "17.0.1")
    with pytest.raises(SetupError, match=r"run: sudo apt install maven \(or copy .*EVCharging/kafka-4"):
        install(computer)
    files_are_there(computer, monkeypatch)
    assert install(computer).class_path == str(cache_folder(computer) / "*")


def test_root_on_debian_is_given_java_and_maven(
    computer: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first Java that this release has, as bootstrap.py does for Qt; nobody else's packages."""
    asked: list[list[str]] = []

    def apt_install(packages: list[str]) -> bool:
        asked.append(packages)
        if packages == ["openjdk-21-jre-headless"]:
            java(tmp_path / "bin" / "java", "21.0.2")
        elif packages == ["maven"]:
            program(tmp_path / "bin" / "mvn", "echo '[ERROR] Could not transfer it -> [Help 1]'; exit 1")
        else:
            return False
        return True

    monkeypatch.setattr(kafka_jars, "apt_install", apt_install)
    with pytest.raises(SetupError, match=r"check the network .* Maven said: Could not transfer it$"):
        install(computer)
    assert asked == [["openjdk-17-jre-headless"], ["openjdk-21-jre-headless"], ["maven"]]

    asked.clear()
    with pytest.raises(SetupError, match="check the network"):
        install(computer)
    assert asked == []

    with pytest.raises(SetupError, match="there is no Java"):
        install({**computer, "PATH": str(tmp_path / "empty")}, may_apt=False)
    assert asked == []


def test_B4_a_mirror_with_other_files_is_not_trusted(computer: dict[str, str], tmp_path: Path) -> None:
    java(tmp_path / "bin" / "java", "17.0.1")
    program(
        tmp_path / "bin" / "mvn",
        f'for option; do case "$option" in -DoutputDirectory=*) folder="${{option#*=}}";; esac; done\n'
        f'{shutil.which("mkdir")} -p "$folder"; echo other > "$folder/kafka_2.13-4.4.0.jar"',
    )
    with pytest.raises(SetupError, match=r"is not the file that .*jars\.sha256 names"):
        install(computer)
    assert not cache_folder(computer).exists()


def test_B4_a_cache_that_cannot_be_written_is_a_sentence(computer: dict[str, str], tmp_path: Path) -> None:
    java(tmp_path / "bin" / "java", "17.0.1")
    (tmp_path / "cache").touch()
    with pytest.raises(SetupError, match=r"make room on the disk .* or set XDG_CACHE_HOME"):
        install(computer)


def test_too_many_files_are_a_fault_too(computer: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Java would load classes of an older version from them."""
    files_are_there(computer, monkeypatch)
    assert Jars(computer).faults() == []
    (cache_folder(computer) / "old.jar").touch()
    assert Jars(computer).faults() == ["old.jar"]


# --- addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.20", "192.168.1.20:9092"),
        ("kafka.example", "kafka.example:9092"),
        ("kafka.example:19092", "kafka.example:19092"),
        ("fe80::1", "[fe80::1]:9092"),
        ("[fe80::1]", "[fe80::1]:9092"),
        ("[fe80::1]:19092", "[fe80::1]:19092"),
    ],
)
def test_an_advertised_address_may_have_a_port(text: str, address: str) -> None:
    assert kafka_net.with_port(text, 9092) == address
    host, port = kafka_net.split(address)
    assert address.endswith(f":{port}") and host in address


@pytest.mark.parametrize("text", ["", "0.0.0.0", "::", "host:", ":9092", "host:0", "a,b", "a b", "http://a"])
def test_B4_an_advertised_address_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        kafka_net.with_port(text, 9092)


def test_this_computers_address_is_one_that_it_has() -> None:
    assert not kafka_net.port_is_taken(kafka_net.lan_address(), kafka_net.free_port(""))


def test_its_data_lie_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_data({"XDG_DATA_HOME": "/data"}) == Path("/data/EVCharging/Kafka")
    assert default_data({"HOME": "/home/ana"}) == Path("/home/ana/.local/share/EVCharging/Kafka")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert parser().parse_args(["start"]).data == tmp_path / "EVCharging" / "Kafka"


@pytest.mark.parametrize("answer", [b"", b"\x00\x00\x00\x02no", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_who_is_no_kafka_is_not_taken_for_one(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(1024)
                peer.sendall(answer)

        server = threading.Thread(target=serve)
        server.start()
        with pytest.raises(ConnectionError):
            kafka_net.ask("127.0.0.1", listener.getsockname()[1])
        server.join(5)
