"""EV_CP_M as a process between peers that speak the wire contract by plain sockets and nothing of ours."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STX, ETX, EOT, ENQ, ACK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"
DEADLINE_S = 15.0


def frame(text: str) -> bytes:
    data = text.encode()
    return STX + data + ETX + bytes([reduce(lambda a, b: a ^ b, data, 0)])


class Peer:
    """A server of wire contract 1. ``answer(text)`` gives the answer; ``frozen`` keeps all waiting."""

    def __init__(self, answer: Callable[[str], str], port: int = 0) -> None:
        self._answer = answer
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self.heard: list[tuple[float, str]] = []
        self.frozen = threading.Event()
        self._thawed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def wait_for(
        self, wanted: Callable[[str], bool], since: float = 0.0, within: float = DEADLINE_S
    ) -> float:
        """When a request that is ``wanted`` came after ``since``."""
        found: list[float] = []

        def arrived() -> bool:
            found[:] = [at for at, text in self.heard if at >= since and wanted(text)]
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(arrived, within), self.heard[-6:]
        return found[0]

    def drop(self) -> None:
        """Close every connection, as the death of the process does."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.thaw()
        self.drop()
        for thread in self._threads:
            thread.join(5)

    def freeze(self) -> None:
        self._thawed.clear()
        self.frozen.set()

    def thaw(self) -> None:
        self.frozen.clear()
        self._thawed.set()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, EOFError), connection.makefile("rb") as stream:

            def byte() -> bytes:
                data = stream.read(1)
                if not data:
                    raise EOFError
                if self.frozen.is_set():
                    self._thawed.wait(30)
                return data

            assert byte() == ENQ
            connection.sendall(ACK)
            while byte() == STX:
                data = b""
                while (one := byte()) != ETX:
                    data += one
                assert byte()[0] == reduce(lambda a, b: a ^ b, data, 0)
                with self._changed:
                    self.heard.append((time.monotonic(), data.decode()))
                    self._changed.notify_all()
                connection.sendall(ACK + frame(self._answer(data.decode())))
                if byte() != ACK:  # EOT: given up
                    return


class Central:
    """The least CENTRAL of wire contract 2 for one charging point."""

    def __init__(self) -> None:
        self.secret: bytes | None = None
        self.refusal: str | None = None
        self.nonce = ""
        self.status_answer = "OK"

    def __call__(self, text: str) -> str:
        code, _, rest = text.partition("#")
        if self.refusal is not None:
            return f"REJECTED#{self.refusal}"
        if code == "REGISTER":
            if self.secret is not None:
                return "REJECTED#enrolment_refused"
            self.secret = secrets.token_bytes(32)
            return f"REGISTERED#{self.secret.hex()}"
        if code == "AUTH":
            self.nonce = secrets.token_hex(16)
            return f"CHALLENGE#{self.nonce}" if self.secret else "REJECTED#unknown_cp"
        if code == "PROOF":
            return "ACCEPTED#0.54" if rest == self.hmac("auth") else "REJECTED#bad_proof"
        return self.status_answer

    def hmac(self, purpose: str) -> str:
        assert self.secret is not None
        return hmac.new(self.secret, f"{purpose}|ALC1|{self.nonce}".encode(), hashlib.sha256).hexdigest()


class Engine:
    """The least engine of wire contract 3."""

    def __init__(self) -> None:
        self.health = "OK#IDLE"
        self.identify = "IDENTIFIED#IDLE"

    def __call__(self, text: str) -> str:
        return self.identify if text.startswith("IDENTIFY") else self.health


class MonitorProcess:
    def __init__(self, engine: int, central: int, folder: Path, *more: str) -> None:
        command = [
            sys.executable,
            "-m",
            "apps.ev_cp_m",
            f"127.0.0.1:{engine}",
            f"127.0.0.1:{central}",
            "ALC1",
        ]
        command += ["--headless", "--lang", "en", "--data-dir", str(folder), *more]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._changed = threading.Condition()
        self.log: list[tuple[float, str]] = []
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.log.append((time.monotonic(), line))
                self._changed.notify_all()

    def wait_log(self, part: str, since: float = 0.0, within: float = DEADLINE_S) -> float:
        found: list[float] = []

        def said() -> bool:
            found[:] = [at for at, line in self.log if at >= since and part in line]
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(said, within), "".join(line for _, line in self.log[-12:])
        return found[0]

    def ask(self, line: str) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        return json.loads(self.process.stdout.readline())

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(10)
        self._reader.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with contextlib.suppress(OSError):
                stream.close()
        return code


class Network:
    """One monitor between a CENTRAL and an engine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.central, self.engine = Central(), Engine()
        self.central_peer, self.engine_peer = Peer(self.central), Peer(self.engine)
        self.monitors: list[MonitorProcess] = []

    def start(self, *more: str) -> MonitorProcess:
        self.monitors.append(
            MonitorProcess(self.engine_peer.port, self.central_peer.port, self.folder, *more)
        )
        return self.monitors[-1]

    def working(self) -> MonitorProcess:
        monitor = self.start()
        self.central_peer.wait_for(lambda text: text == "STATUS#OK")
        return monitor

    def close(self) -> None:
        for monitor in self.monitors:
            monitor.end(signal.SIGKILL)
        self.central_peer.close()
        self.engine_peer.close()


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    made = Network(tmp_path)
    yield made
    made.close()


def test_m2_m3_registers_authenticates_and_gives_the_engine_its_id(network: Network) -> None:
    monitor = network.start("--location", "C/ Italia 5 #2", "--position", "40,25.5")
    network.central_peer.wait_for(lambda text: text == "STATUS#OK")
    heard = [text for _, text in network.central_peer.heard]
    assert heard[:2] == ["REGISTER#ALC1#C/ Italia 5 %232#40#25.5", "AUTH#ALC1"]
    assert f"IDENTIFY#ALC1#{network.central.hmac('session')}#0.54" in [
        text for _, text in network.engine_peer.heard
    ]
    status = monitor.ask("status")
    assert {name: status[name] for name in ("cp_id", "accepted", "engine", "central")} == {
        "cp_id": "ALC1",
        "accepted": True,
        "engine": True,
        "central": True,
    }
    assert monitor.end() == 0


def test_m2_the_secret_survives_kill_9_in_a_file_that_only_its_user_reads(network: Network) -> None:
    network.working().end(signal.SIGKILL)
    files = [path for path in network.folder.rglob("secret") if path.is_file()]
    assert network.central.secret is not None
    assert [path.read_text().strip() for path in files] == [network.central.secret.hex()]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    again = time.monotonic()
    network.start()
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=again)
    assert sum(text.startswith("REGISTER") for _, text in network.central_peer.heard) == 1


def test_m2_a_refusal_is_plain_and_ends_by_itself_when_central_changes_its_mind(network: Network) -> None:
    network.central.refusal = "enrolment_closed"
    monitor = network.start()
    monitor.wait_log("CENTRAL refuses: CENTRAL enrols no new charging points")
    status = monitor.ask("status")
    assert (status["accepted"], status["central"], status["reason"]) == (False, True, "enrolment_closed")
    network.central.refusal = None
    network.central_peer.wait_for(lambda text: text == "STATUS#OK")


def test_m2_a_central_with_a_new_database_is_joined_anew(network: Network) -> None:
    network.working()
    network.central.secret, network.central.status_answer = None, "REAUTH#not_authenticated"
    changed = time.monotonic()
    network.central_peer.wait_for(lambda text: text.startswith("REGISTER"), since=changed)
    network.central.status_answer = "OK"
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=changed)


def test_m11_ko_and_ok_of_the_engine_reach_central(network: Network) -> None:
    network.working()
    network.engine.health = "KO#emergency stop"
    pressed = time.monotonic()
    assert network.central_peer.wait_for(lambda text: text == "STATUS#KO#emergency stop") - pressed < 1.5
    network.engine.health = "OK#IDLE"
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=pressed)


def test_m11_d2_the_death_of_the_engine_reaches_central_within_3_s(network: Network) -> None:
    network.working()
    port = network.engine_peer.port
    died = time.monotonic()
    network.engine_peer.close()
    at = network.central_peer.wait_for(lambda text: text.startswith("STATUS#KO#"), since=died)
    assert at - died < 1.0
    network.engine_peer = Peer(network.engine, port)
    back = time.monotonic()
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=back)
    assert network.engine_peer.heard[0][1].startswith(f"IDENTIFY#ALC1#{network.central.hmac('session')}")


def test_m11_a_frozen_engine_reaches_central_within_3_s_and_comes_back(network: Network) -> None:
    network.working()
    frozen = time.monotonic()
    network.engine_peer.freeze()
    at = network.central_peer.wait_for(lambda text: text == "STATUS#KO#no_answer", since=frozen)
    assert at - frozen < 3.0
    thawed = time.monotonic()
    network.engine_peer.thaw()
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=thawed)


def test_d4_the_death_of_central_is_said_within_3_s_and_health_goes_on(network: Network) -> None:
    monitor = network.working()
    port = network.central_peer.port
    died = time.monotonic()
    network.central_peer.close()
    assert monitor.wait_log("Cannot connect to CENTRAL", since=died) - died < 3.0
    network.engine_peer.wait_for(lambda text: text == "HEALTH#DOWN", since=died)
    status = monitor.ask("status")
    assert (status["accepted"], status["central"], status["engine"]) == (False, False, True)
    network.central_peer = Peer(network.central, port)
    network.central_peer.wait_for(lambda text: text == "STATUS#OK")
    network.engine_peer.wait_for(lambda text: text == "HEALTH#UP", since=died)


def test_d4_a_frozen_central_is_said_within_3_s(network: Network) -> None:
    monitor = network.working()
    frozen = time.monotonic()
    network.central_peer.freeze()
    assert monitor.wait_log("Cannot connect to CENTRAL", since=frozen) - frozen < 3.0
    network.engine_peer.wait_for(lambda text: text == "HEALTH#DOWN", since=frozen)
    network.central_peer.thaw()
    network.engine_peer.wait_for(lambda text: text == "HEALTH#UP", since=frozen)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a3_signals_end_it_in_order(network: Network, how: signal.Signals) -> None:
    assert network.working().end(how) == 0


def test_a3_quit_ends_it_and_the_end_of_input_does_not(network: Network) -> None:
    monitor = network.working()
    assert monitor.process.stdin is not None
    monitor.process.stdin.close()
    closed = time.monotonic()
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=closed + 1.5)
    assert monitor.end() == 0
    other = network.start()
    network.central_peer.wait_for(lambda text: text == "STATUS#OK", since=time.monotonic())
    assert other.process.stdin is not None
    other.process.stdin.write("quit\n")
    assert other.process.wait(10) == 0


def test_d6_started_before_engine_and_central_it_waits_for_both(network: Network) -> None:
    ports = network.engine_peer.port, network.central_peer.port
    network.engine_peer.close()
    network.central_peer.close()
    monitor = network.start()
    monitor.wait_log("Cannot connect to CENTRAL")
    monitor.wait_log("No link with the engine")
    network.engine_peer, network.central_peer = (
        Peer(network.engine, ports[0]),
        Peer(network.central, ports[1]),
    )
    network.central_peer.wait_for(lambda text: text == "STATUS#OK")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["127.0.0.1:7100", "127.0.0.1:7000"], "CP_ID"),
        (["127.0.0.1", "127.0.0.1:7000", "ALC1"], "no port"),
        (["127.0.0.1:7100", "127.0.0.1:7000", "ALC 1"], "not the id of a charging point"),
        (["127.0.0.1:7100", "127.0.0.1:7000", "ALC1", "--position", "101,3"], "not a position"),
        (["127.0.0.1:7100", "127.0.0.1:7000", "ALC1", "--location", "x" * 129], "location"),
        (["--headless"], "missing"),
    ],
)
def test_b4_a_wrong_argument_ends_with_one_line_and_code_2(arguments: list[str], says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "apps.ev_cp_m", "--lang", "en", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr


def test_b4_a_bad_tls_file_is_a_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "central.pem"
    bad.write_text("no certificate")
    for path, says in ((bad, "holds no certificate"), (tmp_path / "none.pem", "cannot be read")):
        options = ["--headless", "--lang=en", f"--data-dir={tmp_path}", f"--tls={path}"]
        done = subprocess.run(
            [sys.executable, "-m", "apps.ev_cp_m", "127.0.0.1:1", "127.0.0.1:2", "ALC1", *options],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 1
        assert says in done.stderr.splitlines()[-1]


def test_headless_loads_neither_qtgui_nor_qtwidgets(network: Network) -> None:
    monitor = network.working()
    if not os.path.exists(f"/proc/{monitor.process.pid}/maps"):
        pytest.skip("needs /proc")
    maps = Path(f"/proc/{monitor.process.pid}/maps").read_text()
    assert "QtCore" in maps
    assert "QtGui" not in maps and "QtWidgets" not in maps


def test_what_it_never_uses_is_not_loaded() -> None:
    """Half of its start would be Kafka and databases, which the checks beforehand (--check) know."""
    code = (
        "import sys, apps.ev_cp_m.__main__; "
        "print([name for name in ('kafka', 'peewee', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
