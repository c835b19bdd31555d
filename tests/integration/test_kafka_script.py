"""``run.py kafka``: a real Apache Kafka, started, killed, frozen and stopped as a person would."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import pytest

import run
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import BEGINNING
from shared.messaging.producer import ProducerLoop
from tests.integration.messaging_support import Ears, durable, running
from tests.support.kafka import VARIABLES, installation

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="not for Windows"),
    pytest.mark.xdist_group("apache_kafka"),
]
SCRIPT = [sys.executable, str(Path(run.__file__)), "kafka"]
FREE = ("--port", "0", "--controller-port", "0", "--listen-host", "127.0.0.1", "--heap", "256m")


@dataclass(frozen=True)
class Done:
    """How a call of the script ended, and what it said."""

    code: int
    out: str
    err: str

    def one_sentence(self) -> str:
        """Its error as it must be: one line with an 'EVCharging:', after at most 'starting Apache Kafka'."""
        lines = [line for line in self.err.splitlines() if "starting Apache Kafka" not in line]
        assert self.code == 1 and len(lines) == 1 and "Traceback" not in self.err, self
        return lines[0]


def begin(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [*SCRIPT, *map(str, arguments)]
    return subprocess.Popen(command, env=VARIABLES, stdout=PIPE, stderr=PIPE, text=True)


def end(process: subprocess.Popen[str]) -> Done:
    out, err = process.communicate(timeout=90)
    return Done(process.returncode, out, err)


def call(*arguments: str | Path) -> Done:
    return end(begin(*arguments))


def status(data: Path) -> dict[str, str]:
    """What ``status`` says, by its first words."""
    done = call("status", "--data", data)
    pairs = (line.split(":", 1) for line in done.out.splitlines()[1:])
    return {"code": str(done.code), "title": done.out.splitlines()[0]} | {k: v.strip() for k, v in pairs}


@contextlib.contextmanager
def stopped_at_the_end(data: Path) -> Iterator[None]:
    """Stops the Kafka of ``data`` when the test is over, even if pytest is killed: its pipe then closes."""
    code = "import subprocess, sys; sys.stdin.read(); subprocess.run(sys.argv[1:], capture_output=True)"
    command = [*SCRIPT, "stop", "--within", "5", "--data", str(data)]
    with subprocess.Popen(
        [sys.executable, "-c", code, *command], env=VARIABLES, stdin=subprocess.PIPE, start_new_session=True
    ) as watchdog:
        yield
        watchdog.communicate(timeout=30)


@dataclass(frozen=True)
class Started:
    """The Kafka that most tests share, and what the two commands said that started it at the same time."""

    data: Path
    first: list[Done]

    def up(self) -> str:
        """Its address; it is started if the test before has ended it."""
        assert call("start", "--data", self.data, *FREE).code == 0
        return status(self.data)["address"].split()[0]


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    installation()
    data = tmp_path_factory.mktemp("kafka") / "data"
    unfinished = data / "records.part" / "half"  # of a start that was killed
    unfinished.parent.mkdir(parents=True)
    unfinished.touch()
    with stopped_at_the_end(data):
        both = [begin("start", "--data", data, *FREE) for _ in range(2)]
        yield Started(data, [end(process) for process in both])


def store(address: str, *values: int) -> None:
    ears = Ears()
    producer = ProducerLoop(address, {}, ears)
    for record in durable("script", *values):
        producer.send(record)
    with running(producer):
        ears.wait(lambda: len(ears.tokens()) == len(values), 20)


def stored(address: str, count: int) -> list[bytes]:
    ears = Ears()
    with running(ConsumerLoop(address, {}, {"script": BEGINNING}, ears)):
        ears.wait(lambda: len(ears.values()) >= count, 20)
    return ears.values()


def test_two_starts_at_once_start_one_kafka_and_both_return_once_it_serves(kafka: Started) -> None:
    assert [done.code for done in kafka.first] == [0, 0], kafka.first
    said = "".join(done.err for done in kafka.first)
    assert said.count("starting Apache Kafka") == 1
    assert said.count("runs already") == 1
    assert said.count("Kafka serves. Programs on every computer reach it as 127.0.0.1:") == 2
    assert "--advertise HOST" in said and str(kafka.data) in said
    assert not (kafka.data / "records.part").exists()


def test_status_says_what_runs_where_and_since_when(kafka: Started) -> None:
    address = kafka.up()
    told = status(kafka.data)
    assert (told["code"], told["title"]) == ("0", "Apache Kafka 4.4.0 serves.")
    assert re.fullmatch(r"127\.0\.0\.1:\d+", address)
    assert told["listens at"] == f"127.0.0.1, port {address.split(':')[1]}"
    assert told["data folder"] == str(kafka.data)
    assert Path(told["log"]).read_text()
    os.kill(int(told["pid"]), 0)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+\d{4}", told["since"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", told["cluster id"])


def test_starting_what_runs_changes_nothing_and_says_so(kafka: Started) -> None:
    kafka.up()
    before = status(kafka.data)
    again = call("start", "--data", kafka.data)
    assert again.code == 0 and f"runs already (pid {before['pid']})" in again.err
    assert status(kafka.data) == before

    other = call("start", "--data", kafka.data, "--heap", "300m", "--advertise", "example.invalid")
    assert "with another --heap and --advertise: end it first with" in other.one_sentence()
    assert status(kafka.data) == before


def test_D5_a_kafka_that_hangs_is_ended_by_force_and_goes_on_with_its_records(kafka: Started) -> None:
    address = kafka.up()
    store(address, 1, 2, 3)
    before = status(kafka.data)
    os.kill(int(before["pid"]), signal.SIGSTOP)
    told = status(kafka.data)
    assert (told["code"], told["title"]) == ("4", "Apache Kafka 4.4.0 runs, but does not answer.")
    start = call("start", "--data", kafka.data, "--wait", "0.5")
    assert f"runs already (pid {before['pid']}) but does not answer" in start.one_sentence()

    stop = call("stop", "--data", kafka.data, "--within", "0.5")  # by kill -9
    assert stop.code == 0 and "ended by force; its records stay" in stop.err
    gone = status(kafka.data)
    assert (gone["code"], gone["title"]) == ("3", "Kafka does not run.")

    address = kafka.up()
    store(address, 4)
    assert stored(address, 4) == [b"1", b"2", b"3", b"4"]
    assert status(kafka.data)["cluster id"] == before["cluster id"]


def test_stop_ends_it_in_order_and_a_second_stop_does_nothing(kafka: Started) -> None:
    kafka.up()
    stop = call("stop", "--data", kafka.data)
    assert stop.code == 0 and "has ended; its records stay" in stop.err
    assert status(kafka.data)["code"] == "3"
    again = call("stop", "--data", kafka.data)
    assert again.code == 0 and f"no Kafka runs from {kafka.data}" in again.err


def test_stop_never_ends_a_process_that_only_has_the_number(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (tmp_path / "kafka.pid").write_text(str(bystander.pid))
        (tmp_path / "node.json").write_text(
            '{"since": 0, "settings": {"listen_host": "", "port": 1, "controller_port": 2, '
            '"advertise": "a:1", "heap": "1g", "more": {}, "jvm": []}}'
        )
        assert call("stop", "--data", tmp_path).code == 0  # nobody holds the lock: the number is an old one
        with open(tmp_path / "kafka.lock", "ab") as lock:  # a computer that shares the folder holds it
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert call("stop", "--data", tmp_path).code == 0
            assert call("status", "--data", tmp_path).code == 3
            started = call("start", "--data", tmp_path, *FREE)
            assert "another Kafka runs from" in started.one_sentence()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def lines_until(process: subprocess.Popen[str], wanted: str) -> str:
    """What the process says up to the line with ``wanted``; the test's own deadline bounds it."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if wanted in line:
            return said
    raise AssertionError(f"it ended and never said {wanted!r}: {said}")


def until(holds: Callable[[], bool], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"not in {within} s"
        time.sleep(0.05)


def test_in_the_foreground_it_lives_and_ends_with_its_command(kafka: Started) -> None:
    assert call("stop", "--data", kafka.data).code == 0
    for number, code in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
        command = begin("start", "--data", kafka.data, "--foreground", *FREE)
        try:
            lines_until(command, "'python3 run.py kafka stop' ends it")
            assert status(kafka.data)["code"] == "0"
            command.send_signal(number)
            assert end(command).code == code
        finally:
            command.kill()
        until(lambda: status(kafka.data)["code"] == "3")


# --- wrong input (B4): one sentence with its remedy


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_B4_a_port_that_is_taken(tmp_path: Path, taken_port: int) -> None:
    installation()
    done = call("start", "--data", tmp_path, *FREE, "--port", str(taken_port))
    assert f"port {taken_port} is taken" in done.one_sentence() and "--port 0" in done.err
    done = call("start", "--data", tmp_path, *FREE, "--controller-port", str(taken_port))
    assert f"port {taken_port} is taken" in done.one_sentence() and "--controller-port" in done.err
    done = call("start", "--data", tmp_path, *FREE, "--port", "9", "--controller-port", "9")
    assert "give two that differ" in done.one_sentence()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--listen-host", "127.300.0.1"), "127.300.0.1 is no address of this computer"),
        (("--heap", "1k"), "give another --heap"),
        (("--set", "num.io.threads=lots"), "check --set"),
    ],
)
def test_B4_settings_that_do_not_do_here(kafka: Started, arguments: tuple[str, ...], said: str) -> None:
    call("stop", "--data", kafka.data)
    assert said in call("start", "--data", kafka.data, *FREE, *arguments).one_sentence()
    assert status(kafka.data)["code"] == "3"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--heap", "much"), ("--port", "70000"), ("--advertise", "0.0.0.0"), ("--advertise", "host:port"),
        ("--advertise", ""), ("--set", "log.dirs=elsewhere"), ("--set", "nothing"), ("--wait", "0"),
    ],
)  # fmt: skip
def test_B4_arguments_that_make_no_sense(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = call("start", "--data", tmp_path, *arguments)
    assert done.code == 2 and f"argument {arguments[0]}: " in done.err and "Traceback" not in done.err
    assert not list(tmp_path.iterdir())


def test_B4_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    installation()
    (tmp_path / "file").touch()
    for command in ("start", "stop", "status"):
        done = call(command, "--data", tmp_path / "file")
        assert "give another --data" in done.one_sentence()
    (tmp_path / "other" / "records").mkdir(parents=True)
    (tmp_path / "other" / "records" / "precious").touch()
    done = call("start", "--data", tmp_path / "other", *FREE)
    assert "is no whole Kafka data folder" in done.one_sentence()
    assert (tmp_path / "other" / "records" / "precious").exists()


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="needs a small disk of its own")
def test_B4_a_disk_that_is_full(tmp_path: Path) -> None:
    installation()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k", "none", tmp_path], check=False)
    if mounted.returncode:
        pytest.skip("this system lets nobody mount")
    try:
        done = call("start", "--data", tmp_path / "kafka", *FREE)
        assert "give another --data" in done.one_sentence()
        assert "No space left on device" in done.err
    finally:
        subprocess.run(["umount", tmp_path], check=True)


# --- its files, by Maven


def test_files_that_are_missing_or_damaged_are_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Path(installation().class_path).parent
    monkeypatch.setitem(VARIABLES, "XDG_CACHE_HOME", str(tmp_path))
    jars = tmp_path / "EVCharging" / right.name
    shutil.copytree(right, jars)
    shutil.rmtree(jars / "none", ignore_errors=True)
    (jars / "slf4j-api-1.7.36.jar").write_bytes(b"half of it")
    next(jars.glob("kafka_*.jar")).unlink()
    left = tmp_path / "EVCharging" / f"{right.name}.part-killed"
    left.mkdir()

    both = [begin("get"), begin("get")]
    said = [end(process) for process in both]

    assert [done.code for done in said] == [0, 0], said
    assert sum("damaged" in done.err for done in said) == 1
    assert {path.name: path.read_bytes() for path in jars.iterdir()} == {
        path.name: path.read_bytes() for path in right.iterdir()
    }
    assert not left.exists()


def test_B4_without_a_network_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation()
    alone = ["unshare", "--net", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this system makes no network namespace")
    monkeypatch.setitem(VARIABLES, "XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setitem(VARIABLES, "MAVEN_OPTS", f"-Dmaven.repo.local={tmp_path / 'repository'}")
    done = subprocess.run(
        [*alone, *SCRIPT, "get"], env=VARIABLES, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "check the network (or the proxy and the mirror in Maven's own settings)" in done.stderr
    assert not list((tmp_path / "EVCharging").glob("*.part-*"))


def test_the_kafka_of_a_test_ends_with_a_pytest_that_is_killed(tmp_path: Path) -> None:
    installation()
    code = (
        "import sys; from pathlib import Path; from tests.support.kafka import ApacheKafka\n"
        "print(ApacheKafka(Path(sys.argv[1]), wait=False).pid, flush=True); sys.stdin.read()"
    )
    path = os.pathsep.join([str(run.ROOT), str(run.KAFKA)])
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        env={**VARIABLES, "PYTHONPATH": path}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as owner:  # fmt: skip
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        until(lambda: status(tmp_path).get("pid") == str(pid))
        owner.kill()
    until(lambda: status(tmp_path)["code"] == "3")
