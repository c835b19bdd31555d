"""A network of the product's programs in which each can be started in a way of its own.

For tests of what surrounds a program: its disk, its files, its clock. One CP and one driver.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tests.foreign.processes import EMBEDDED, ROOT, Product
from tests.resilience.world import APPS, World

CENTRAL, ENGINE, MONITOR, DRIVER = "central", "engine CP1", "monitor CP1", "driver D1"
FILES = "files"
Prefixes = Mapping[str, Sequence[str]]


class Program(Product):
    """One program; ``prefix`` is the command by which it is started."""

    def __init__(
        self, app: str, arguments: Sequence[str], folder: Path, kafka: Sequence[str], prefix: Sequence[str]
    ) -> None:
        self._writers: list[subprocess.Popen[bytes]] = []
        super().__init__(app, arguments, folder, kafka=kafka, prefix=prefix)

    def start(self) -> None:
        self._received = b""
        # Written by another process: what breaks this one's files must not break what it says.
        with self._log.open("ab") as log:
            writer = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=log)
        self._writers.append(writer)
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=writer.stdin,
        )
        assert writer.stdin is not None
        writer.stdin.close()

    def close(self) -> None:
        super().close()
        for writer in self._writers:
            writer.wait(10)

    def end(self, within: float = 20.0) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        process.communicate(timeout=within)
        self._writers[-1].wait(10)
        return process.returncode

    def all_said(self) -> str:
        """All that it has said, in every run."""
        return self._log.read_text(errors="replace")

    def times_said(self, text: str) -> int:
        """How many of its lines hold ``text``."""
        return sum(text in line for line in self.all_said().splitlines())

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def cpu_s(self) -> float:
        """Processor seconds that it has used (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kb(self) -> int:
        """Memory that it has in use now (Linux)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


class RealNetwork(World):
    """``prefixes``: by the name of a part, how its program is started if not plainly."""

    def __init__(self, folder: Path, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        super().__init__(folder, "embedded", 1, 1, "--time-scale", "60")

    def _make(self, name: str) -> Product:
        central, engine = f"127.0.0.1:{self._central_port}", self._ports["CP1"]
        arguments = {
            CENTRAL: [
                str(self._central_port),
                self.broker.address,
                "--import-drivers",
                str(self._registered),
            ],
            ENGINE: [self.broker.address, "--listen-port", str(engine), *self._engine_options],
            MONITOR: [f"127.0.0.1:{engine}", central, "CP1"],
            DRIVER: [self.broker.address, "D1"],
        }[name]
        return Program(
            APPS[name.partition(" ")[0]],
            arguments,
            data_folder(self.folder, name),
            () if name == MONITOR else EMBEDDED,
            self._prefixes.get(name, ()),
        )

    @property
    def central_address(self) -> str:
        """``host:port`` of CENTRAL for monitors."""
        return f"127.0.0.1:{self._central_port}"

    @property
    def engine_address(self) -> str:
        """``host:port`` of the engine of CP1."""
        return f"127.0.0.1:{self._ports['CP1']}"

    def begin(self) -> str:
        """Have the driver charge; the session's id."""
        self.tell(DRIVER, "request CP1")
        self.until("reserved", lambda: self.ask(ENGINE)["state"] == "RESERVED")
        self.tell(ENGINE, "plug")
        self.until(
            "the driver sees it", lambda: (self.ask(DRIVER)["session"] or {}).get("state") == "supplying"
        )
        return str(self.ask(ENGINE)["session_id"])

    def until_quiet(self) -> None:
        """No reservation, no supply, nothing owed, anywhere."""
        self.until("all quiet", lambda: not self.restless())

    def until_said(self, name: str, text: str, times: int = 1, within: float = 20.0) -> None:
        """Wait until a part has said ``text`` in so many lines."""
        self.until(f"{name} says {text!r}", lambda: self.program(name).times_said(text) >= times, within)

    def for_seconds(self, seconds: float) -> None:
        """Let them go on: for what must not come."""
        end = time.monotonic() + seconds
        self.until("that time", lambda: time.monotonic() >= end, seconds + 1)

    def energy(self) -> int:
        """What the engine has metered of the running supply, Wh."""
        return int(self.ask(ENGINE)["energy_wh"])

    def program(self, name: str) -> Program:
        found = self._programs[name]
        assert isinstance(found, Program)
        return found


def data_folder(folder: Path, name: str) -> Path:
    """The ``--data-dir`` of a part of a network in ``folder``: all are in one, which can be a disk."""
    return folder / FILES / name.replace(" ", "-")


@contextmanager
def real_network(folder: Path, prefixes: Prefixes | None = None) -> Iterator[RealNetwork]:
    """A network that is ready; all of it is ended afterwards, and nobody has said a traceback."""
    with closing(RealNetwork(folder, prefixes or {})) as network:
        network.until_ready()
        yield network
        for name in network.names:
            assert "Traceback" not in network.program(name).all_said(), network.program(name).all_said()
