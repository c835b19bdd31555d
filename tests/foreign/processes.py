"""The product's programs as processes: headless, console on a pipe, ended by their own pid."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
EMBEDDED = ("--kafka-option", "api_version=2,3", "--kafka-option", "fetch_max_wait_ms=20")
DEADLINE_S = 20.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Broker:
    """The embedded broker in a process of its own; it ends with its standard input."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "shared.messaging.embedded"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().decode().strip()
        assert self.address, "the embedded broker did not start"

    def close(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=10)


class Product:
    """One program of the product. ``meanwhile`` is called again and again while an answer is waited for.

    ``prefix`` is the command by which it is started, if not plainly.
    """

    def __init__(
        self,
        app: str,
        arguments: Sequence[str],
        folder: Path,
        meanwhile: Callable[[], None] = lambda: None,
        kafka: Sequence[str] = EMBEDDED,
        prefix: Sequence[str] = (),
    ) -> None:
        self.app = app
        self._command = [
            *prefix, sys.executable, "-m", f"apps.{app}", *arguments, *kafka, "--headless", "--lang", "en",
            "--data-dir", str(folder),
        ]  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / f"{app}-{time.monotonic_ns()}.log"
        self._meanwhile = meanwhile
        self._process: subprocess.Popen[bytes] | None = None
        self._received = b""
        self.start()

    def start(self) -> None:
        self._received = b""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "PYTHONFAULTHANDLER": "1"},
            )

    def tell(self, command: str) -> None:
        """Type a command that prints nothing."""
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(command.encode() + b"\n")
        self._process.stdin.flush()

    def ask(self, command: str) -> Any:
        """Type ``status`` or ``tickets``; what the program prints."""
        self.tell(command)
        return json.loads(self._line())

    def _line(self) -> bytes:
        assert self._process is not None and self._process.stdout is not None
        deadline = time.monotonic() + DEADLINE_S
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._received:
                if selector.select(0.02):
                    received = os.read(self._process.stdout.fileno(), 65536)
                    assert received, f"{self.app} ended:\n{self.log()}"
                    self._received += received
                else:
                    self._meanwhile()
                assert time.monotonic() < deadline, f"{self.app} does not answer:\n{self._where()}"
        line, self._received = self._received.split(b"\n", 1)
        return line

    def _where(self) -> str:
        """End a program that does not answer; its log then ends with where each of its threads was."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(signal.SIGABRT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        return self._log.read_text(errors="replace")[-20_000:]

    def log(self) -> str:
        return "".join(self._log.read_text(errors="replace").splitlines(keepends=True)[-40:])

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate(timeout=10)
        self._process = None

    @property
    def alive(self) -> bool:
        """Whether it runs (also while it is suspended); one that ended by itself is not alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def killed(self) -> bool:
        """Whether a test ended it."""
        return self._process is None

    def send_signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def quit(self) -> int:
        """In order; the exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(b"quit\n", timeout=10)
            return process.returncode
        process.kill()
        process.communicate(timeout=10)
        raise AssertionError(f"{self.app} does not quit:\n{self.log()}")

    def close(self) -> None:
        if self._process is not None:
            self.kill()


class Central(Product):
    def __init__(self, folder: Path, broker: str, meanwhile: Callable[[], None], *options: str) -> None:
        port = free_port()
        self.address = ("127.0.0.1", port)
        super().__init__("ev_central", [str(port), broker, *options], folder, meanwhile)

    def do(self, command: str) -> None:
        """Type a command and wait until it has been carried out."""
        self.tell(command)
        self.ask("status")

    def cp(self, cp_id: str) -> dict[str, Any]:
        """The CP's line of ``status``; empty when CENTRAL does not know it."""
        rows = self.ask("status")["charging_points"]
        return next((row for row in rows if row["cp_id"] == cp_id), {})

    @property
    def rejected(self) -> int:
        return int(self.ask("status")["rejected"])
