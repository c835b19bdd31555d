"""The container image, made and run without Docker: what is in it, and the networks of the compose files."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import rfb
from tests.support.compose import env_file, load
from tests.support.containers import CONTAINERS, Container, Image, NoContainers, build
from tests.support.frozen import tarball
from tests.support.guide import ROOT, named
from tests.support.kafka import ApacheKafka, installation
from tests.support.netns import Computer, laboratory, skip_without_namespaces

pytestmark = [pytest.mark.xdist_group("containers"), pytest.mark.timeout(240)]

PROGRAMS = ("EV_Central", "EV_CP_E", "EV_CP_M", "EV_Driver")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """By the guide's command, in the unpacked release."""
    skip_without_namespaces()
    folder = tmp_path_factory.mktemp("image")
    archive = tarball()
    (folder / "release").mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", folder / "release"], check=True)
    (unpacked,) = (folder / "release").iterdir()
    (command,) = named(ROOT / "docs" / "deployment.md")["docker-image"].commands
    docker, build_, *words = shlex.split(command)
    assert (docker, build_) == ("docker", "build")
    try:
        yield build(folder, unpacked, words)
    except NoContainers as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # some 900 MB


def until(what: Callable[[], Any], reason: Callable[[], str], within_s: float = 40.0) -> Any:
    """What ``what`` gives, once it is something; ``reason`` says what the test fails with."""
    deadline = time.monotonic() + within_s
    while not (found := what()):
        assert time.monotonic() < deadline, reason()
        time.sleep(0.2)
    return found


class Network:
    """Containers of the services of compose files, and an Apache Kafka where they expect one."""

    def __init__(self, image: Image, folder: Path) -> None:
        self.containers: dict[str, Container] = {}
        self._image = image
        self._folder = folder

    def start(
        self,
        name: str,
        service: Mapping[str, Any],
        where: Computer,
        hosts: Mapping[str, str],
        config: Path = CONTAINERS / "config",
    ) -> Container:
        """The container of one service of a file."""
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        self.containers[name] = Container(
            self._image,
            self._folder / name,
            service["command"],
            where.prefix,
            hosts,
            service.get("environment", {}),
            config,
        )
        return self.containers[name]

    def ask(self, name: str, command: str) -> Any:
        """The answer of a program to a command on its console."""
        container = self.containers[name]
        before = len(container.answers())
        container.tell(command)
        return until(lambda: container.answers()[before:], lambda: f"{name}: {container.said()[-800:]}", 15)[
            -1
        ]

    def words(self) -> str:
        """The last that each has said."""
        return "\n".join(f"{name}: {each.said()[-600:]}" for name, each in self.containers.items())

    def end_in_order(self) -> dict[str, int]:
        """SIGTERM to all of them; their exit codes."""
        for container in self.containers.values():
            container.signal(signal.SIGTERM)
        return {name: container.wait() for name, container in self.containers.items()}


@contextlib.contextmanager
def network(image: Image, folder: Path) -> Iterator[Network]:
    made = Network(image, folder)
    try:
        yield made
    finally:
        for container in made.containers.values():
            container.close()


@contextlib.contextmanager
def kafka(where: Computer, folder: Path, advertise: str) -> Iterator[None]:
    """What the service ``kafka`` of the files is: Apache Kafka, known to its clients by ``advertise``."""
    with where.here():
        node = ApacheKafka(folder, advertise=advertise, listen_host="0.0.0.0", port=9092)
    with node:
        yield


def test_the_image_is_small_and_nobody_s_and_has_no_python(image: Image) -> None:
    assert image.config["User"] == "10001:10001"
    assert image.config["StopSignal"] == "SIGTERM"
    assert image.config["Volumes"] == {"/data": {}}
    assert image.config["Entrypoint"] == ["evcharging"]
    folders = [image.root / each.lstrip("/") for each in image.environment["PATH"].split(":")]
    names = {path.name for folder in folders for path in folder.iterdir()}
    assert {*PROGRAMS, "healthcheck"} <= names
    assert not [name for name in names if name.startswith(("python", "pip", "gcc", "java"))]
    assert not [path for path in (image.root / "opt").rglob("*.py") if path.parent.name in ("apps", "shared")]
    size = sum(path.lstat().st_blocks * 512 for path in image.root.rglob("*") if not path.is_dir())
    print(f"the image is {size / 1e6:.0f} MB")
    assert size < 270e6


@pytest.mark.parametrize("platform", ["offscreen", "vnc", "xcb"])
def test_no_library_of_the_windows_is_missing(image: Image, platform: str) -> None:
    (plugin,) = (image.root / "opt").rglob(f"libq{platform}.so")
    own = image.root / "opt" / "evcharging" / "_internal"
    words = [
        "env", f"LD_LIBRARY_PATH=/{own.relative_to(image.root)}", "ldd", f"/{plugin.relative_to(image.root)}",
    ]  # fmt: skip
    said = subprocess.run(["chroot", image.root, *words], capture_output=True, text=True, check=True).stdout
    assert "libc.so" in said
    assert [line.strip() for line in said.splitlines() if "not found" in line] == []


def test_without_a_word_it_says_what_it_holds(image: Image, tmp_path: Path) -> None:
    with closing(Container(image, tmp_path, image.config["Cmd"], ())) as container:
        assert container.wait() == 0
    said = (tmp_path / "out").read_text().split()
    assert {*PROGRAMS} <= set(said)


def test_B4_a_wrong_argument_ends_it_with_code_2(image: Image, tmp_path: Path) -> None:
    with closing(Container(image, tmp_path, ["EV_Central", "7000"], ())) as container:
        assert container.wait() == 2
    assert "BROKER" in container.said()


def test_the_network_of_one_host_runs_in_the_image(image: Image, tmp_path: Path) -> None:
    installation()
    file = load(CONTAINERS / "compose.yaml", variables={"AUTO": "1s"})
    windows = load(CONTAINERS / "compose.yaml", CONTAINERS / "windows.yaml")["services"]
    services = file["services"] | {"monitor-mad1": windows["monitor-mad1"]}
    places = {name: f"10.88.0.{at}" for at, name in enumerate(services, 10)}
    with laboratory(list(places.values())) as there, network(image, tmp_path) as made:
        computers = dict(zip(places, there.computers, strict=True))
        with kafka(computers["kafka"], tmp_path / "kafka", "kafka:9092"):
            drivers = {name for name in services if name.startswith("driver-")}
            for name in services.keys() - drivers - {"kafka"}:
                made.start(name, services[name], computers[name], places)
            # Docker looks after 10 s for the first time at the health of what they depend on.
            _points_are_there(made, "engine-mad1", "engine-mad2")
            for name in drivers:
                made.start(name, services[name], computers[name], places)
            _both_drivers_are_served(made)
            _a_window_is_seen(made, computers["monitor-mad1"])
            _health_is_what_it_says(made)
            assert set(made.end_in_order().values()) == {0}, made.words()


def _points_are_there(made: Network, *engines: str) -> None:
    for engine in engines:
        until(lambda engine=engine: made.ask(engine, "status")["central"], made.words)


def _both_drivers_are_served(made: Network) -> None:
    """Each services file in the folder names both charging points, in another order."""
    for driver in ("driver-5", "driver-6"):
        tickets = until(
            lambda driver=driver: len(found := made.ask(driver, "tickets")) == 2 and found, made.words
        )
        assert {ticket["cp_id"] for ticket in tickets} == {"MAD1", "MAD2"}
    assert len(made.ask("central", "tickets")) == 4
    for name, container in made.containers.items():
        status = Path(f"/proc/{container.pid}/status").read_text()
        assert "Uid:\t10001\t10001\t10001\t10001" in status, name
        assert "CapBnd:\t0000000000000000" in status, name
        assert container.run("touch", "/opt/x").returncode != 0, f"{name} can write in its image"


def _a_window_is_seen(made: Network, where: Computer) -> None:
    with where.here():
        width, height, pixels = until(lambda: rfb.picture("127.0.0.1", 5900), made.words)
    assert (width, height) == (900, 700)
    assert rfb.colours(pixels) > 50


def _health_is_what_it_says(made: Network) -> None:
    for name, container in made.containers.items():
        until(container.healthy, lambda name=name: f"{name} is not healthy")
    engine = made.containers["engine-mad1"]
    engine.signal(signal.SIGSTOP)
    try:
        (lock,) = (engine.folder / "data").glob("*/lock")
        os.utime(lock, (time.time() - 20, time.time() - 20))  # as if it had hung for 20 s
        assert not engine.healthy()
    finally:
        engine.signal(signal.SIGCONT)
    until(engine.healthy, lambda: "it works again, and is not healthy")


def test_the_networks_of_three_hosts_are_one(image: Image, tmp_path: Path) -> None:
    """The files of three hosts with the addresses of ``.env.example``."""
    installation()
    example = env_file(CONTAINERS / ".env.example")
    first = example["KAFKA_ADVERTISE"]
    second, third = (first.rpartition(".")[0] + end for end in (".21", ".22"))
    variables = {**example, "AUTO": "1s", "CP_ID": "MAD1", "DRIVER_ID": "5", "SERVICES": "services.txt"}
    point = load(CONTAINERS / "host2-charging-point.yaml", variables=variables)["services"]
    names = dict.fromkeys(point["engine"]["networks"]["default"]["aliases"], "127.0.0.1")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "services.txt").write_text("MAD1\nNOWHERE\n")
    with laboratory([first, second, third]) as there, network(image, tmp_path) as made:
        one, two, three = there.computers
        central = load(CONTAINERS / "host1-central.yaml", variables=variables)["services"]
        driver = load(CONTAINERS / "host3-driver.yaml", variables=variables)["services"]["driver"]
        with kafka(one, tmp_path / "kafka", f"{first}:9092"):
            made.start("central", central["central"], one, {})
            for name, service in point.items():
                made.start(name, service, two, names)
            _points_are_there(made, "engine")
            made.start("driver", driver, three, {}, tmp_path / "config")
            (ticket,) = until(lambda: made.ask("driver", "tickets"), made.words)
            assert ticket["cp_id"] == "MAD1"
            last = until(
                lambda: (
                    (status := made.ask("driver", "status"))["services"] == {"next": 2, "total": 2}
                    and status["last"]["step"] == "denied"
                    and status["last"]
                ),
                made.words,
            )
            assert last["cp_id"] == "NOWHERE"
            assert set(made.end_in_order().values()) == {0}, made.words()
