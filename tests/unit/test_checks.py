"""``--check``: how checks are asked and told, and what ports and databases say (B4)."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from shared.checks.doors import DoorChecks, NotReached
from shared.checks.kafka import KafkaChecks
from shared.checks.peers import CentralChecks, EngineChecks
from shared.messages import codec, topics
from shared.messages.records import CentralAlive
from shared.messaging.events import LinkDown, LinkUp, Positioned, RawRecord, Records
from shared.net.server import FrameServer
from shared.runtime.addresses import Address
from shared.runtime.checks import Check, NotAsked, Result, State, print_checks, run_checks
from shared.runtime.clock import Instant, to_wire
from shared.runtime.doors import Door, knock
from shared.runtime.errors import UserError
from shared.store.errors import StoreError
from shared.store.look import look_at_database, look_at_file
from tests.foreign.processes import ROOT, free_port
from tests.unit.test_net_client import CERTIFICATE, scripted_server

LOOPBACK = "127.0.0.1"


def failing(error: Exception) -> Callable[[], str]:
    def ask() -> str:
        raise error

    return ask


def fine(text: str) -> Check:
    return Check(f"about {text}", lambda: text)


# --- how they are asked


def test_results_come_in_the_order_of_the_chains_whichever_ends_first() -> None:
    let_go = threading.Event()

    def slow() -> str:
        assert let_go.wait(5)
        return "slow"

    def quick() -> str:
        let_go.set()
        return "quick"

    results = run_checks([[Check("slow", slow)], [Check("quick", quick)]])
    assert [result.text for result in results] == ["slow", "quick"]


def test_after_a_failure_the_rest_of_its_chain_is_skipped_and_no_other_chain() -> None:
    asked: list[str] = []

    def never() -> str:
        asked.append("never")
        return ""

    chains = [[fine("a"), Check("b", failing(UserError("b is wrong"))), Check("c", never)], [fine("d")]]
    assert list(run_checks(chains)) == [
        Result(State.OK, "a"),
        Result(State.FAILED, "b is wrong"),
        Result(State.SKIPPED, "c (first put right what failed above)"),
        Result(State.OK, "d"),
    ]
    assert asked == []


def test_what_cannot_be_found_out_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_checks([[Check("clock", failing(NotAsked("ask another"))), fine("on")]]) == 0
    assert capsys.readouterr().out == "SKIPPED  ask another\nOK       on\n"


def test_a_failure_is_one_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_checks([[Check("x", failing(UserError("two\nlines")))], [fine("ñ")]]) == 1
    assert capsys.readouterr().out == "FAILED   two lines\nOK       ñ\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_B4_who_does_not_want_to_wait_gets_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    let_go = threading.Event()

    def hangs() -> str:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        let_go.wait(10)
        return ""

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert print_checks([[Check("network", hangs)]]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
        let_go.set()
    assert capsys.readouterr().err == ""


def test_a_fault_in_a_check_is_told_and_the_others_go_on() -> None:
    first, second = run_checks([[Check("x", failing(RuntimeError("boom")))], [fine("y")]])
    assert first.state is State.FAILED and "x: the check itself failed (RuntimeError('boom'))" in first.text
    assert second == Result(State.OK, "y")


def test_what_hangs_is_given_up_at_the_deadline_of_all() -> None:
    let_go = threading.Event()

    def hangs() -> str:
        let_go.wait(20)
        return ""

    began = time.monotonic()
    chains = [[Check("disk", hangs), fine("file")], [Check("other disk", hangs)], [fine("a")]]
    found = list(run_checks(chains, deadline_s=0.3))
    assert time.monotonic() - began < 3
    let_go.set()
    states = [result.state for result in found]
    assert states == [State.FAILED, State.SKIPPED, State.FAILED, State.OK]
    assert found[0].text.startswith("disk: no answer in 0.3 s;")


def check_the_demo(folder: Path, **screen: str) -> list[str]:
    """In a process of its own: a check logs nothing, from then on."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    variables = {name: value for name, value in os.environ.items() if name not in screens}
    done = subprocess.run(
        [sys.executable, "-m", "apps.ev_demo", "--check", "--lang", "en", "--data-dir", str(folder)],
        cwd=ROOT, env={**variables, **screen}, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_the_demo_looks_at_its_folder_its_Kafka_and_its_screen(tmp_path: Path) -> None:
    folder, kafka, windows = check_the_demo(tmp_path)
    assert folder.startswith("OK") and str(tmp_path) in folder
    assert re.match(r"OK +The built-in Kafka starts, at 127\.0\.0\.1:\d+ this time$", kafka)
    if sys.platform == "linux":
        assert windows.startswith("SKIPPED  There is no screen here")
        assert windows.endswith("Without a screen the demo plays its story unseen.")
    assert check_the_demo(tmp_path, QT_QPA_PLATFORM="offscreen")[-1] == "OK       Windows can be shown here"


def test_a_check_loads_neither_QtGui_nor_QtWidgets(tmp_path: Path) -> None:
    code = (
        "import sys; from apps.ev_driver.__main__ import main; "
        "code = main(['127.0.0.1:1', '5', '--check', '--lang', 'en', '--data-dir', sys.argv[1]]); "
        "print([name for name in sys.modules if name in ('PySide6.QtGui', 'PySide6.QtWidgets')], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[] 1"


# --- ports


@contextlib.contextmanager
def a_port_that_swallows() -> Iterator[int]:
    """A port that answers nothing to who connects, as behind a firewall: its queue is full (Linux)."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind((LOOPBACK, 0))
        listening.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


def at(port: int) -> list[tuple[int, tuple[str, int]]]:
    return [(socket.AF_INET, (LOOPBACK, port))]


def test_a_port_is_open_closed_silent_or_out_of_reach() -> None:
    with socket.create_server((LOOPBACK, 0)) as listening:
        port = listening.getsockname()[1]
        assert knock(at(port), 2) is Door.OPEN
        assert knock([*at(free_port()), *at(port)], 2) is Door.OPEN
    assert knock(at(free_port()), 2) is Door.CLOSED
    assert knock([(socket.AF_INET, ("255.255.255.255", 9))], 2) is Door.UNREACHABLE
    assert knock([(socket.AF_INET, ("255.255.255.255", 9)), *at(free_port())], 2) is Door.CLOSED
    assert knock([], 2) is Door.UNREACHABLE


@pytest.mark.skipif(sys.platform != "linux", reason="how a full queue behaves is the system's own")
def test_a_port_that_swallows_all_is_silent_within_its_time() -> None:
    with a_port_that_swallows() as port:
        began = time.monotonic()
        assert knock([*at(port), *at(port)], 0.4) is Door.SILENT
        assert time.monotonic() - began < 1.5


def test_a_name_is_looked_up_first_and_a_number_has_none() -> None:
    with socket.create_server((LOOPBACK, 0)) as listening:
        port = listening.getsockname()[1]
        by_name = DoorChecks("Kafka", Address("localhost", port), str).checks()
        by_number = DoorChecks("Kafka", Address(LOOPBACK, port), str).checks()
        name, *_ = [check.ask() for check in by_name]
    assert name.startswith("Kafka: the name localhost leads to ")
    assert len(by_number) == 1


def test_an_unknown_name_says_what_to_do() -> None:
    name = DoorChecks("Kafka", Address("no-such-host.invalid", 9092), str).checks()[0]
    with pytest.raises(NotReached, match=r"does not know the name no-such-host\.invalid; check its spelling"):
        name.ask()


def test_an_address_of_a_network_card_that_is_not_there_is_out_of_reach() -> None:
    (port,) = DoorChecks("Kafka", Address("fe80::1%nocard", 9092), str).checks()
    with pytest.raises(NotReached, match="no way leads to"):
        port.ask()


# --- who answers there


def judged(chain: type[CentralChecks] | type[EngineChecks], port: int) -> Result:
    """What the last check of the chain says of the program at ``port``."""
    address = Address(LOOPBACK, port)
    made = (
        EngineChecks(address, {}, lambda: False)
        if chain is EngineChecks
        else CentralChecks(address, {}, None)
    )
    return list(run_checks([made.chain()]))[-1]


def test_a_CENTRAL_with_TLS_is_known_by_a_monitor_without(tmp_path: Path) -> None:
    pem = tmp_path / "central.pem"
    pem.write_text(CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = FrameServer(LOOPBACK, 0, lambda _event: None, tls=context)
    port, stop = server.bind(), threading.Event()
    thread = threading.Thread(target=server.run, args=(stop,))
    thread.start()
    try:
        result = judged(CentralChecks, port)
    finally:
        stop.set()
        server.wake()
        thread.join()
    assert result.state is State.FAILED
    assert "wants TLS; start this one with --tls and the file of its certificate" in result.text


def test_another_kind_of_program_is_told() -> None:
    with scripted_server(lambda connected: connected.sendall(b"SSH-2.0-x\r\n")) as port:
        result = judged_once(port)
    assert result.state is State.FAILED and "is another kind of program; check the port" in result.text


def judged_once(port: int) -> Result:
    """Without the knock: a scripted server serves one connection."""
    address = Address(LOOPBACK, port)
    (result,) = run_checks([[CentralChecks(address, {}, None).chain()[-1]]])
    return result


# --- databases


def test_a_database_that_is_there_and_one_that_can_be_made(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    assert look_at_database(f"sqlite:///{path}").there is False
    assert not path.exists()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (x)")
        assert look_at_file(path).there is True


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////no/such/folder/a.sqlite3", "Check that its folder exists"),
        ("mysql://ev@host/ev", "is not understood"),
        ("postgresql://ev:sesame@127.0.0.1:1/ev", "cannot be reached. Check its address and that it runs."),
    ],
)
def test_a_database_that_cannot_be_used_says_why_without_password(url: str, sentence: str) -> None:
    with pytest.raises(StoreError) as caught:
        look_at_database(url)
    assert sentence in str(caught.value) and "sesame" not in str(caught.value)


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_text("this is a text, and much longer than any header of a database would be" * 20)
    with pytest.raises(StoreError, match="is no database"):
        look_at_file(path)


def test_a_database_that_another_program_locks_is_said_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.store.look._BUSY_S", 0.1)
    path = tmp_path / "a.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is locked by another program"):
            look_at_file(path)
        database.execute("INSERT INTO t VALUES (1)")
        database.execute("COMMIT")


# --- CENTRAL through Kafka


class Heard:
    """A line to Kafka on which CENTRAL beats each second of :data:`clock`, as told by ``beats``."""

    clock = 1000.0
    beats: Callable[[], CentralAlive | LinkDown | None]

    def __init__(self, _broker: str, _options: object, _topics: object) -> None:
        self.closed = False

    def first(self, _within_s: float) -> LinkUp:
        return LinkUp(1.0)

    def next(self, within_s: float, *kinds: type[object]) -> object:
        if kinds == (Positioned,):
            return Positioned("c", {(topic, 0): 0 for topic in topics.ALL})
        Heard.clock += 1
        beat = Heard.beats()
        if beat is None:
            time.sleep(within_s)
            return None
        if isinstance(beat, LinkDown):
            return beat
        value = codec.encode(beat)
        return Records((RawRecord(topics.HEARTBEAT, 0, 0, "central", None, value, (), 0),), {})

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> type[Heard]:
    monkeypatch.setattr("shared.checks.kafka.KafkaLine", Heard)
    monkeypatch.setattr("shared.checks.kafka.HEARTBEAT_S", 0.05)
    monkeypatch.setattr("shared.checks.kafka.OTHER_S", 0.05)
    monkeypatch.setattr("shared.checks.kafka.now", lambda: at_second(Heard.clock))
    return Heard


def at_second(mono: float) -> Instant:
    return Instant(mono, datetime(2026, 5, 1, 10, tzinfo=UTC) + timedelta(seconds=mono))


def beat(ahead_s: float = 0.0, *, database: bool = True) -> CentralAlive:
    at = to_wire(at_second(Heard.clock).utc + timedelta(seconds=ahead_s))
    return CentralAlive(id=str(uuid.uuid4()), at=at, instance="i", started_at=at, database=database)


def told(*, as_central: bool = False, running: bool = False) -> Result:
    """What the last check of Kafka's chain says, without the port."""
    made = KafkaChecks(Address(LOOPBACK, 1), {})
    chain = made.as_central(lambda: running) if as_central else made.as_client_of_central()
    result = list(run_checks([chain[1:]]))[-1]
    assert cast(Heard, made._line).closed
    return result


@pytest.mark.parametrize(
    ("ahead_s", "sentence"),
    [(300, "is 5 min 0 s behind CENTRAL's"), (-300, "is 5 min 0 s ahead of CENTRAL's")],
)
def test_a_clock_that_differs_fails_in_both_directions(
    heard: type[Heard], ahead_s: float, sentence: str
) -> None:
    heard.beats = lambda: beat(ahead_s)
    result = told()
    assert result.state is State.FAILED and sentence in result.text


def test_a_clock_that_agrees_is_well(heard: type[Heard]) -> None:
    heard.beats = lambda: beat(-0.4)
    assert told().state is State.OK


def test_beats_that_do_not_suffice_to_compare_clocks_prove_nothing(
    heard: type[Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.checks.kafka.CLOCK_S", 0.05)

    def one() -> CentralAlive:
        time.sleep(0.03)
        return beat(-300)

    heard.beats = one
    assert told().state is State.SKIPPED


@pytest.mark.parametrize(
    ("beats", "sentence"),
    [
        (lambda: None, "CENTRAL is not heard through this Kafka"),
        (lambda: LinkDown("The topic is not allowed."), "The topic is not allowed."),
        (lambda: beat(database=False), "database fails"),
    ],
)
def test_a_CENTRAL_that_is_silent_or_without_database_fails(
    heard: type[Heard], beats: Callable[[], CentralAlive | None], sentence: str
) -> None:
    heard.beats = beats
    result = told()
    assert result.state is State.FAILED and sentence in result.text


def test_CENTRAL_finds_another_one_at_its_Kafka_but_not_itself(heard: type[Heard]) -> None:
    heard.beats = beat
    assert told(as_central=True).text.startswith("Another CENTRAL already uses this Kafka;")
    assert told(as_central=True, running=True).state is State.OK
    heard.beats = lambda: None
    assert told(as_central=True).text == "No other CENTRAL uses this Kafka"
