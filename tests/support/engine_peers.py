"""The peers of a real EV_CP_E process, written from the wire contract alone: CENTRAL, a monitor, a user."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kafka import KafkaProducer

from tests.support.hearing import hearer

ROOT = Path(__file__).parents[2]
DEADLINE_S = 20.0
AT = "2026-05-01T10:00:00.000Z"
STX, ETX, EOT, ENQ, ACK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"
KEY = bytes(range(32))


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
    """CENTRAL: a heartbeat while ``beating``, orders when told, and all that engines say."""

    def __init__(self, broker: str, key: bytes = KEY) -> None:
        options: dict[str, Any] = {"bootstrap_servers": broker, "api_version": (2, 3)}
        self._producer = KafkaProducer(**options, enable_idempotence=False)
        self._consumer = hearer(broker, "ev.cp-events", "ev.requests", auto_offset_reset="earliest")
        self.key = key
        self.heard: list[dict[str, Any]] = []
        self.unsigned = 0
        self.beating = True
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        beat = 0.0
        while not self._stop.is_set():
            if self.beating and time.monotonic() - beat > 0.5:
                beat = time.monotonic()
                self._send(
                    "ev.heartbeat", "central", self.record("central_alive", instance="i", started_at=AT)
                )
            for batch in self._consumer.poll(timeout_ms=50).values():
                for record in batch:
                    self._hear(record)

    def _hear(self, record: Any) -> None:
        text = f"{record.topic}|{record.key.decode()}|".encode() + record.value
        right = hmac.new(self.key, text, hashlib.sha256).hexdigest().encode()
        if dict(record.headers).get("sig") != right:
            self.unsigned += 1
        self.heard.append(json.loads(record.value))

    @staticmethod
    def record(kind: str, **fields: object) -> dict[str, object]:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"type": kind, "id": str(uuid.uuid4()), "at": at, **fields}

    def _send(self, topic: str, key: str, record: dict[str, object], *, signed: bool = False) -> None:
        value = json.dumps(record).encode()
        text = f"{topic}|{key}|".encode() + value
        headers = [("sig", hmac.new(self.key, text, hashlib.sha256).hexdigest().encode())] if signed else []
        self._producer.send(topic, key=key.encode(), value=value, headers=headers)

    def order(self, cp_id: str, kind: str, **fields: object) -> None:
        """One signed command."""
        self._send("ev.commands", cp_id, self.record(kind, **fields), signed=True)

    def authorise(
        self, cp_id: str, session: str, *, driver: str = "D1", price: str = "0.60", plug: int = 60
    ) -> None:
        self.order(
            cp_id, "authorise", session_id=session, request_id="r-" + session, driver_id=driver, price=price,
            plug_timeout_s=plug,
        )  # fmt: skip

    def of(self, kind: str, **fields: object) -> list[dict[str, Any]]:
        return [
            record
            for record in self.heard
            if record["type"] == kind and all(record[name] == value for name, value in fields.items())
        ]

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)
        self._producer.close(timeout=2)
        self._consumer.close()


class FakeMonitor:
    """A monitor by the wire contract: identifies the engine, then asks for its health twice a second."""

    def __init__(self, port: int, cp_id: str = "CP1", key: bytes = KEY, price: str = "0.60") -> None:
        self._socket = wait_for(lambda: _connected(port))
        self._socket.settimeout(5)
        self.answers: list[str] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._socket.sendall(ENQ)
        assert self._socket.recv(1) == ACK
        self.identified = self.ask(f"IDENTIFY#{cp_id}#{key.hex()}#{price}")
        self.central = "UP"
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(0.5):
            try:
                self.answers.append(self.ask(f"HEALTH#{self.central}"))
            except OSError:
                return

    def ask(self, text: str) -> str:
        with self._lock:
            data = text.encode()
            lrc = 0
            for byte in data:
                lrc ^= byte
            self._socket.sendall(STX + data + ETX + bytes([lrc]))
            if self._socket.recv(1) != ACK:
                raise OSError("the engine ended the link")
            frame = b""
            while len(frame) < 3 or frame[-2:-1] != ETX:
                part = self._socket.recv(1)
                if not part:
                    raise OSError("closed")
                frame += part
            self._socket.sendall(ACK)
            return frame[1:-2].decode()

    def close(self) -> None:
        """Go away without a word, as if killed."""
        self._stop.set()
        self._thread.join(10)
        self._socket.close()


def _connected(port: int) -> socket.socket | None:
    try:
        return socket.create_connection(("127.0.0.1", port), timeout=2)
    except OSError:
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class EngineProcess:
    """``EV_CP_E BROKER --headless`` and its console."""

    def __init__(self, broker: str, port: int, data: Path, *options: str, headless: bool = True) -> None:
        kafka = ["--kafka-option", "api_version=2,3", "--kafka-option", "fetch_max_wait_ms=20"]
        self._command = [
            sys.executable, "-m", "apps.ev_cp_e", broker, "--headless" if headless else "--console",
            "--data-dir", str(data), "--listen-port", str(port), *kafka, *options,
        ]  # fmt: skip
        self.errors: list[str] = []
        self._answers: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(self._process.stdout, self._answers.put)),
            threading.Thread(target=self._read, args=(self._process.stderr, self.errors.append)),
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: Any, take: Callable[[str], None]) -> None:
        for line in stream:
            take(line.rstrip("\n"))

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def ask(self, line: str) -> Any:
        self.type(line)
        return json.loads(self._answers.get(timeout=DEADLINE_S))

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.ask("status")
        return answer

    def linked(self) -> None:
        """Wait until all three links are alive."""
        wait_for(lambda: all(self.status()[name] for name in ("monitor", "central", "kafka")))

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self.end()

    def end_input(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> int:
        """Wait for the end; its exit code."""
        code = self._process.wait(DEADLINE_S)
        for reader in self._readers:
            reader.join(10)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

    def close(self) -> int:
        """End it in order, if it still runs."""
        if self._process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.end()
