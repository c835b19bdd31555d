"""An attacker in a process of its own: floods a port, or a topic, for some seconds and says what it did.

``python -m tests.foreign.attacker sockets KIND PORT SECONDS CONNECTIONS``. It ends by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.foreign import wire
from tests.foreign.processes import ROOT, Product

ENQ = bytes([wire.ENQ])
GARBAGE = {
    "text": b"GET / HTTP/1.1\r\n" * 1000,
    "random": os.urandom(16_000),
    "ENQ": ENQ * 16_000,
    "NACK": bytes([wire.NACK]) * 16_000,
    "controls": bytes([wire.ENQ, wire.ACK, wire.NACK]) * 5_000,
    "tiny frames": wire.framed(b"") * 5_000,
    "bad LRC": b"\x02AUTH#A\x03\x00" * 1_500,
    "endless frame": b"\x02" + b"A" * 16_000,
    "never reads": wire.framed(b"AUTH#NOBODY") * 1_000,
}


class Crowd:
    """Connections of one attacker."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self.open: list[socket.socket] = []
        self.stats = {"opened": 0, "refused": 0, "closed": 0, "sent": 0, "received": 0}

    def connect(self, words: bytes = b"") -> socket.socket | None:
        connection = socket.socket()
        try:
            connection.settimeout(2.0)
            connection.connect(self._address)
            if words:
                connection.sendall(words)
        except OSError:
            connection.close()
            self.stats["refused"] += 1
            return None
        connection.setblocking(False)
        self.open.append(connection)
        self.stats["opened"] += 1
        return connection

    def send(self, connection: socket.socket, data: bytes) -> bool:
        """False if it is closed from the other side."""
        try:
            self.stats["sent"] += connection.send(data)
        except BlockingIOError:
            pass
        except OSError:
            self.drop(connection)
            self.stats["closed"] += 1
            return False
        return True

    def drain(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := connection.recv(65_536):
                self.stats["received"] += len(data)

    def drop(self, connection: socket.socket) -> None:
        self.open.remove(connection)
        connection.close()

    def close(self) -> None:
        for connection in self.open:
            connection.close()


def stand(crowd: Crowd, end: float, count: int) -> None:
    """Say nothing; or ENQ and no more; or a frame, one byte at a time."""
    dripping = []
    for number in range(count):
        connection = crowd.connect((b"", ENQ, ENQ + b"\x02")[number % 3])
        if connection is not None and number % 3 == 2:
            dripping.append(connection)
    while time.monotonic() < end:
        dripping = [connection for connection in dripping if crowd.send(connection, b"A")]
        time.sleep(0.3)  # its pace; nothing waits for it


def churn(crowd: Crowd, end: float) -> None:
    """Come, say half a request, and go."""
    while time.monotonic() < end:
        connection = crowd.connect(ENQ + b"\x02AUTH#")
        if connection is not None:
            crowd.drop(connection)


def shout(crowd: Crowd, end: float, count: int) -> None:
    """All kinds of garbage as fast as they are taken; who is disconnected comes again."""
    kinds = list(GARBAGE)
    speaking: dict[socket.socket, str] = {}

    def join(kind: str) -> None:
        connection = crowd.connect(ENQ)
        if connection is not None:
            speaking[connection] = kind

    for number in range(count):
        join(kinds[number % len(kinds)])
    while time.monotonic() < end:
        writable = select.select([], list(speaking), [], 0.05)[1]
        for connection in writable:
            kind = speaking[connection]
            if not crowd.send(connection, GARBAGE[kind]):
                del speaking[connection]
                join(kind)
            elif kind != "never reads":
                crowd.drain(connection)


def main(kind: str, port: int, seconds: float, count: int) -> None:
    crowd, end = Crowd(port), time.monotonic() + seconds
    if kind == "stand":
        stand(crowd, end, count)
    elif kind == "churn":
        churn(crowd, end)
    else:
        shout(crowd, end, count)
    crowd.close()
    sys.stdout.write(json.dumps(crowd.stats) + "\n")


class Attacker:
    """One flood that goes on while the test does something else; :meth:`done` once it is over."""

    def __init__(self, kind: str, port: int, seconds: float, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.foreign.attacker", kind, str(port), str(seconds), str(count)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def done(self) -> dict[str, Any] | None:
        """What it did; None while it is at it."""
        if self._process.poll() is None:
            return None
        said, _ = self._process.communicate(timeout=10)
        stats: dict[str, Any] = json.loads(said)
        return stats

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate(timeout=10)


class Vitals:
    """What a program takes of the machine (Linux)."""

    def __init__(self, program: Product) -> None:
        self.pid = int(vars(program)["_process"].pid)

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024

    @property
    def memory(self) -> int:
        """Bytes in memory now."""
        return self._status("VmRSS")

    @property
    def most_memory(self) -> int:
        """The most that it ever had."""
        return self._status("VmHWM")

    @property
    def cpu_s(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def files(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
