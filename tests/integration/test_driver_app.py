"""EV_Driver as a real process over the embedded broker, against a CENTRAL written from the wire contract."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from shared.messaging.embedded import EmbeddedBroker
from tests.integration.messaging_support import broker_process
from tests.support.hearing import hearer

ROOT = Path(__file__).parents[2]
DEADLINE_S = 20.0
AT = "2026-05-01T10:00:00.000Z"


def wait_for(get: Callable[[], Any], seconds: float = DEADLINE_S) -> Any:
    """What ``get`` returns once it is true."""
    tick = threading.Event()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = get()
        if value:
            return value
        tick.wait(0.05)
    raise AssertionError("it did not happen in time")


class FakeCentral:
    """CENTRAL by the wire contract alone: heartbeats, and what a test tells it to say."""

    def __init__(self, broker: str) -> None:
        options: dict[str, Any] = {"bootstrap_servers": broker, "api_version": (2, 3)}
        self._producer = KafkaProducer(**options, enable_idempotence=False)
        self._consumer = hearer(broker, "ev.requests", auto_offset_reset="earliest")
        self.requests: list[dict[str, Any]] = []
        self._stop = threading.Event()
        self.instance = str(uuid.uuid4())
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        beat = 0.0
        while not self._stop.is_set():
            if time.monotonic() - beat > 0.5:
                beat = time.monotonic()
                self.say("ev.heartbeat", "central", "central_alive", instance=self.instance, started_at=AT)
            for batch in self._consumer.poll(timeout_ms=50).values():
                self.requests += [json.loads(record.value) for record in batch]

    def say(self, topic: str, key: str, kind: str, **fields: object) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        value = {"type": kind, "id": str(uuid.uuid4()), "at": at, **fields}
        self._producer.send(topic, key=key.encode(), value=json.dumps(value).encode())
        self._producer.flush(5)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [record for record in self.requests if record["type"] == kind]

    def step(self, request: dict[str, Any], step: str, **more: object) -> None:
        fields = {"reason": None, "session_id": None, **more}
        ids = {"request_id": request["request_id"], "cp_id": request["cp_id"]}
        self.say("ev.notices", request["driver_id"], "request_progress", step=step, **ids, **fields)

    def ticket(self, request: dict[str, Any], session_id: str, reason: str = "unplugged") -> None:
        ids = {name: request[name] for name in ("request_id", "driver_id", "cp_id")}
        self.say(
            "ev.notices",
            request["driver_id"],
            "ticket",
            session_id=session_id,
            **ids,
            location="C/ Italia 5",
            reason=reason,
            started_at=AT,
            ended_at=AT,
            energy_wh=10312,
            price="0.60",
            amount="6.19",
        )

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._consumer.close()
        self._producer.close(2)


class App:
    """EV_Driver as a process, headless unless ``face`` says otherwise."""

    def __init__(
        self, broker: str, data: Path, *arguments: str, face: Sequence[str] = ("--headless",)
    ) -> None:
        command = [sys.executable, "-m", "apps.ev_driver", broker, "5", *arguments, *face, "--lang", "en"]
        options = ["--data-dir", str(data), "--kafka-option", "api_version=2,3"]
        options += ["--kafka-option", "fetch_max_wait_ms=20"]
        self.process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.answers: queue.Queue[Any] = queue.Queue()
        self.log: list[str] = []
        self._readers = [
            threading.Thread(target=self._read_answers),
            threading.Thread(target=self._read_log),
        ]
        for reader in self._readers:
            reader.start()

    def _read_answers(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.answers.put(json.loads(line))

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, line: str) -> Any:
        self.type(line)
        return self.answers.get(timeout=DEADLINE_S)

    def until(self, true: Callable[[Any], object], seconds: float = DEADLINE_S) -> Any:
        def status() -> Any:
            answer = self.ask("status")
            return answer if true(answer) else None

        return wait_for(status, seconds)

    def kill(self) -> None:
        self.process.kill()
        self.close()

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(DEADLINE_S)
        self.close()
        return code

    def close(self) -> None:
        self.process.wait(DEADLINE_S)
        for reader in self._readers:
            reader.join(DEADLINE_S)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture
def broker() -> Iterator[str]:
    with EmbeddedBroker() as embedded:
        yield embedded.address


@pytest.fixture
def central(broker: str) -> Iterator[FakeCentral]:
    fake = FakeCentral(broker)
    yield fake
    fake.close()


@pytest.fixture
def start(broker: str, tmp_path: Path) -> Iterator[Callable[..., App]]:
    apps: list[App] = []

    def started(*arguments: str, face: Sequence[str] = ("--headless",)) -> App:
        apps.append(App(broker, tmp_path, *arguments, face=face))
        return apps[-1]

    yield started
    for app in apps:
        if app.process.poll() is None:
            app.kill()


def test_M6_M7_M9_M10_a_supply_is_followed_from_the_request_to_its_ticket(
    central: FakeCentral, start: Callable[..., App]
) -> None:
    app = start()
    app.until(lambda status: status["central"] and status["kafka"])
    app.type("request MAD2")
    request = wait_for(lambda: next(iter(central.of("charge_requested")), None))
    assert (request["driver_id"], request["cp_id"], request["origin"]) == ("5", "MAD2", "app")
    for step in ("received", "checking"):
        central.step(request, step)
    central.step(request, "asking_cp", session_id="s-1")
    central.step(request, "authorised", session_id="s-1")
    status = app.until(lambda status: status["session"] and status["session"]["state"] == "authorised")
    assert status["last"] == {
        "request_id": request["request_id"],
        "cp_id": "MAD2",
        "step": "authorised",
        "reason": None,
    }
    reading = {"session_id": "s-1", "cp_id": "MAD2", "power_w": 21800, "energy_wh": 5000, "amount": "3.00"}
    central.say("ev.notices", "5", "charging_update", **reading)
    status = app.until(lambda status: status["session"] and status["session"]["state"] == "supplying")
    assert (status["session"]["energy_wh"], status["session"]["amount"]) == (5000, "3.00")
    central.ticket(request, "s-1")
    central.ticket(request, "s-1")
    app.until(lambda status: status["session"] is None)
    (ticket,) = app.ask("tickets")
    assert (ticket["energy_wh"], ticket["amount"], ticket["location"]) == (10312, "6.19", "C/ Italia 5")
    assert app.end() == 0


def test_D4_without_CENTRAL_a_request_fails_at_once_and_is_never_sent(
    broker: str, start: Callable[..., App]
) -> None:
    app = start()
    app.until(lambda status: status["kafka"])
    app.type("request MAD2")
    status = app.ask("status")
    assert (status["last"]["step"], status["last"]["reason"]) == ("denied", "no_central")
    central = FakeCentral(broker)
    try:
        app.until(lambda status: status["central"])
        wait_for(lambda: central.of("sync_requested"))
        assert central.of("charge_requested") == []
    finally:
        central.close()


def test_D3_the_ticket_missed_by_a_killed_app_is_there_when_it_is_back(
    central: FakeCentral, start: Callable[..., App]
) -> None:
    app = start()
    app.until(lambda status: status["central"])
    app.type("request MAD2")
    request = wait_for(lambda: next(iter(central.of("charge_requested")), None))
    central.step(request, "authorised", session_id="s-1")
    app.until(lambda status: status["session"])
    app.kill()
    central.ticket(request, "s-1")
    again = start()
    again.until(lambda status: status["central"] and status["session"] is None)
    assert [ticket["session_id"] for ticket in again.ask("tickets")] == ["s-1"]
    assert len(central.of("charge_requested")) == 1


def test_notices_older_than_the_first_start_are_not_read_by_the_second_either(
    central: FakeCentral, start: Callable[..., App]
) -> None:
    old = {"request_id": "r-0", "driver_id": "5", "cp_id": "MAD2"}
    central.step(old, "authorised", session_id="s-0")
    central.ticket({**old, "request_id": "r-1"}, "s-1")
    for _ in range(2):
        app = start()
        app.until(lambda status: status["central"])
        asked = len(central.of("sync_requested"))
        assert app.ask("tickets") == []
        app.kill()
    last = start()
    wait_for(lambda: len(central.of("sync_requested")) > asked)
    # Notices of one driver are in order: once this one is known, older ones would be too.
    central.ticket({**old, "request_id": "r-2"}, "s-2")
    assert [one["session_id"] for one in wait_for(lambda: last.ask("tickets"))] == ["s-2"]
    assert last.ask("status")["session"] is None


def test_M15_D3_a_services_file_goes_on_where_it_was_after_a_kill(
    central: FakeCentral, start: Callable[..., App], tmp_path: Path
) -> None:
    file = tmp_path / "services.txt"
    file.write_text("; tour\nMAD2\n\nSEV3\n")
    app = start(str(file))
    first = wait_for(lambda: next(iter(central.of("charge_requested")), None))
    central.step(first, "authorised", session_id="s-1")
    status = app.until(lambda status: status["session"])
    assert status["services"] == {"next": 1, "total": 2}
    app.kill()
    central.ticket(first, "s-1")
    again = start(str(file))
    ended = time.monotonic()
    second = wait_for(lambda: central.of("charge_requested")[1:])[0]
    assert second["cp_id"] == "SEV3"
    assert time.monotonic() - ended >= 4.0
    central.step(second, "denied", reason="cp_reserved")
    status = again.until(lambda status: status["last"]["reason"] == "cp_reserved")
    assert status["services"] == {"next": 2, "total": 2}
    wait_for(lambda: any("is finished: 1 charged, 1 denied" in line for line in again.log))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MAD2\nno id\n", "line 2"), (b"", "line 1"), (b"MAD2\nSEV\xff\n", "UTF-8")],
)
def test_M15_a_bad_file_as_argument_is_one_line_and_code_2(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    command = [sys.executable, "-m", "apps.ev_driver", "127.0.0.1:9", "5", str(file), "--headless"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert done.stdout == ""


def test_headless_without_arguments_is_an_argument_error() -> None:
    command = [sys.executable, "-m", "apps.ev_driver", "--headless"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_D5_a_silent_Kafka_is_said_in_5_s_and_all_recovers_by_itself(tmp_path: Path) -> None:
    with broker_process() as broker:
        central = FakeCentral(broker.address)
        app = App(broker.address, tmp_path)
        try:
            app.until(lambda status: status["central"])
            broker.freeze()
            app.until(lambda status: not status["kafka"] and not status["central"], 5.0)
            app.type("request MAD2")
            last = app.ask("status")["last"]
            assert (last["step"], last["reason"]) == ("denied", "no_kafka")
            broker.thaw()
            app.until(lambda status: status["kafka"] and status["central"])
            app.type("request SEV3")
            wait_for(lambda: central.of("charge_requested"))
            assert [one["cp_id"] for one in central.of("charge_requested")] == ["SEV3"]
            assert app.end() == 0
        finally:
            central.close()
            if app.process.poll() is None:
                app.kill()


def test_quit_ends_the_app_in_order_and_end_of_input_does_not(broker: str, start: Callable[..., App]) -> None:
    app = start()
    app.until(lambda status: status["kafka"])
    app.type("quit")
    assert app.process.wait(DEADLINE_S) == 0
    app.close()
    again = start()
    again.until(lambda status: status["kafka"])
    assert again.process.stdin is not None
    again.process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        again.process.wait(1.0)
    assert again.end() == 0


def test_a_second_app_of_the_same_driver_is_refused_with_a_sentence(
    broker: str, start: Callable[..., App]
) -> None:
    start().until(lambda status: status["kafka"])
    second = start()
    assert second.process.wait(DEADLINE_S) == 1
    second.close()
    assert "already running" in "".join(second.log)


def test_headless_loads_neither_QtGui_nor_QtWidgets() -> None:
    code = (
        "import sys; import apps.ev_driver.__main__; "
        "print([name for name in sys.modules if name in ('PySide6.QtGui', 'PySide6.QtWidgets')])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_the_window_follows_a_real_supply_and_ends_in_order(
    central: FakeCentral, start: Callable[..., App], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    picture = tmp_path / "window.png"
    app = start(face=("--console", "--geometry", "0,0,1320,800"))
    app.until(lambda status: status["central"])
    app.type("request MAD2")
    request = wait_for(lambda: next(iter(central.of("charge_requested")), None))
    central.step(request, "authorised", session_id="s-1")
    app.until(lambda status: status["session"])
    app.type(f"screenshot {picture}")
    wait_for(picture.exists)
    assert app.end() == 0
    assert picture.stat().st_size > 10_000
