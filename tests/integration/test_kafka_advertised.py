"""A Kafka that gives its clients a wrong address: the usual fault of a first deployment (B4, D5, D6).

With real Kafka. Two computers are two network namespaces.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import BEGINNING, LinkDown, LinkUp
from shared.messaging.producer import ProducerLoop
from shared.messaging.topics import TopicsMissing, TopicSpec, create_topics
from tests.integration.messaging_support import Ears, durable, running
from tests.support.check import Checking, check_all
from tests.support.kafka import ApacheKafka, free_port
from tests.support.netns import Computer, two_computers

pytestmark = pytest.mark.xdist_group("apache_kafka")

SAID_IN_S = 5.0
SLOW_S = 30.0


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    with ApacheKafka(tmp_path_factory.mktemp("kafka"), wait=False) as node:
        yield node


class Clients:
    """A consumer and a producer, each with the ears that hear it."""

    def __init__(self, broker: str) -> None:
        self.consumer_ears, self.producer_ears = Ears(), Ears()
        self.consumer = ConsumerLoop(broker, {}, {"t": BEGINNING}, self.consumer_ears)
        self.producer = ProducerLoop(broker, {}, self.producer_ears)

    @property
    def ears(self) -> tuple[Ears, Ears]:
        return self.consumer_ears, self.producer_ears

    def reasons(self, within: float, since: float = 0.0) -> list[str]:
        """What each of them said first after ``since`` about its link."""
        return [ears.next(LinkDown, within, since)[1].reason for ears in self.ears]

    def run(self) -> contextlib.AbstractContextManager[None]:
        return running(self.consumer, self.producer)


def is_the_remedy(reason: str, broker: str, advertised: str) -> bool:
    host = broker.rpartition(":")[0]
    return reason.startswith(
        f"Kafka answers at {broker}, but tells its clients to go on to {advertised}, which cannot be reached "
        "from here: start it with"
    ) and all(words in reason for words in (f"--advertise {host};", f"KAFKA_ADVERTISE={host};"))


def says_so_and_ends(broker: str, advertised: str) -> None:
    """Both loops and the creation of topics name the fault and its remedy, once, and end when told."""
    clients = Clients(broker)
    with clients.run():
        reasons = clients.reasons(SAID_IN_S)
        assert all(is_the_remedy(reason, broker, advertised) for reason in reasons), reasons
        with pytest.raises(TopicsMissing) as caught:
            create_topics(broker, {}, {"t": TopicSpec()}, threading.Event())
        assert is_the_remedy(str(caught.value), broker, advertised)
    assert [len(ears.all(LinkDown)) for ears in clients.ears] == [1, 1]
    assert not any(ears.all(LinkUp) for ears in clients.ears)


def test_B4_an_address_that_is_no_name(kafka: ApacheKafka) -> None:
    kafka.restart(advertise=f"no-such-host.invalid:{kafka.port}")
    says_so_and_ends(kafka.address, f"no-such-host.invalid:{kafka.port}")


def test_B4_an_address_where_another_Kafka_answers(kafka: ApacheKafka, tmp_path: Path) -> None:
    """'localhost' on a computer that has a Kafka of its own: nothing fails, and nobody hears anybody."""
    with ApacheKafka(tmp_path) as other:
        kafka.restart(advertise=other.address)
        clients = Clients(kafka.address)
        with clients.run():
            for reason in clients.reasons(SAID_IN_S):
                assert f"go on to {other.address}, where another Kafka answers" in reason
                assert "--advertise 127.0.0.1;" in reason


def test_D6_the_same_outage_tells_a_new_reason_and_all_goes_on_once_it_is_mended(kafka: ApacheKafka) -> None:
    """The programs are there first, then a Kafka with a wrong address, then one with the right one."""
    kafka.kill()
    wrong = f"127.0.0.1:{free_port('127.0.0.1')}"
    clients = Clients(kafka.address)
    for record in durable("t", 1, 2, 3):
        clients.producer.send(record)
    with clients.run():
        clients.reasons(SAID_IN_S)
        told_at = time.monotonic()
        kafka.start(advertise=wrong)
        for ears in clients.ears:
            (_, first), (_, second) = ears.next(LinkDown, 0), ears.next(LinkDown, SAID_IN_S, told_at)
            assert "does not answer" in first.reason
            assert is_the_remedy(second.reason, kafka.address, wrong)
        kafka.stop()
        kafka.start(advertise=kafka.address)
        clients.producer_ears.wait(lambda: clients.producer_ears.tokens() == [1, 2, 3], SLOW_S)
        clients.consumer_ears.wait(lambda: clients.consumer_ears.values("t") == [b"1", b"2", b"3"], SLOW_S)


# --- two computers


@pytest.fixture(scope="module")
def computers() -> Iterator[tuple[Computer, Computer]]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux for network namespaces")
    try:
        with two_computers(resolver="10.77.0.99") as both:
            yield both
    except OSError as error:
        pytest.skip(f"no network namespaces here: {error}")


@pytest.fixture(scope="module")
def distant(
    computers: tuple[Computer, Computer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ApacheKafka]:
    """A Kafka on the first computer, with the address that it advertises still to be said."""
    with computers[0].here():
        node = ApacheKafka(tmp_path_factory.mktemp("distant"), listen_host="0.0.0.0", wait=False)
    with node:
        yield node


class Program:
    """One of the product's programs, started where this thread is. Its log is read while it runs."""

    def __init__(self, folder: Path, name: str, *arguments: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / f"{name}.log"
        command = [
            sys.executable, "-m", f"apps.{name}", *arguments, "--headless", "--lang", "en",
            "--data-dir", str(folder),
        ]  # fmt: skip
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=run.ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log
            )

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def says(self, *texts: str) -> None:
        """Wait until one of them is in its log."""
        deadline = time.monotonic() + SLOW_S
        while not any(text in self.log() for text in texts):
            assert time.monotonic() < deadline, f"{texts} not in:\n{self.log()}"
            time.sleep(0.05)

    def quit(self) -> int:
        self._process.communicate(b"quit\n", timeout=SLOW_S)
        return self._process.returncode

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=SLOW_S)


def test_B4_localhost_seen_from_another_computer_is_told_by_every_program_until_it_is_mended(
    computers: tuple[Computer, Computer], distant: ApacheKafka, tmp_path: Path
) -> None:
    here, there = computers
    broker, wrong = f"{here.address}:{distant.port}", f"localhost:{distant.port}"
    with here.here():
        distant.restart(advertise=wrong)
    with there.here():
        programs = [
            Program(tmp_path / "driver", "ev_driver", broker, "5"),
            Program(tmp_path / "engine", "ev_cp_e", broker),
            Program(tmp_path / "central", "ev_central", "7000", broker),
        ]
    try:
        others = (
            ("ev_driver", broker, "6"),
            ("ev_cp_e", broker, "--listen-port", "0"),
            ("ev_central", "7001", broker),
        )
        with there.here():
            checks = [Checking(*words, folder=tmp_path / "check") for words in others]
        for checked in check_all(checks):
            assert is_the_remedy(checked.failure, broker, wrong)
            assert "Trying again" not in checked.failure
        for program in programs:
            program.says(f"consumer: Kafka answers at {broker}, but tells its clients to go on to {wrong}")
            program.says(f"producer: Kafka answers at {broker}, but tells its clients to go on to {wrong}")
            assert f"--advertise {here.address}; with Docker KAFKA_ADVERTISE={here.address};" in program.log()
            assert "does not answer" not in program.log() and "Traceback" not in program.log()
        with here.here():
            distant.restart(advertise=broker)
        for program in programs:
            program.says("Kafka is connected", "Connected to Kafka")
        with there.here():
            checks = [
                Checking("ev_driver", broker, "6", folder=tmp_path / "check"),
                Checking("ev_cp_m", broker, broker, "CP1", folder=tmp_path / "check"),
            ]
        driver, monitor = check_all(checks)
        assert (driver.code, driver.texts("FAILED")) == (0, [])
        assert monitor.texts("FAILED") == 2 * [
            f"Kafka answers at {broker}; write the port of the monitors there (CENTRAL's is 7000 as a rule)."
        ]
        assert [program.quit() for program in programs] == [0, 0, 0]
    finally:
        for program in programs:
            program.kill()


@pytest.mark.parametrize("advertised", ["10.77.0.99:9092", "kafka-host.lan:9092"])
def test_B4_an_address_that_swallows_all_or_a_name_server_that_is_silent(
    computers: tuple[Computer, Computer], distant: ApacheKafka, advertised: str
) -> None:
    """Nobody there answers, nor does the only name server: no error comes, and nothing may wait for one."""
    here, there = computers
    broker = f"{here.address}:{distant.port}"
    with here.here():
        distant.restart(advertise=advertised)
    code = (
        "import sys; from tests.integration.test_kafka_advertised import says_so_and_ends; "
        "says_so_and_ends(*sys.argv[1:])"
    )
    path = os.pathsep.join([str(run.ROOT), str(run.KAFKA)])
    done = subprocess.run(  # by 'ip netns exec', which shows the other name server
        [*there.prefix, sys.executable, "-c", code, broker, advertised],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
