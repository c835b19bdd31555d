"""One Apache Kafka on this computer: its data folder, its settings, its process.

The data folder:

- ``records``: Kafka's own, made once with a random cluster id (``records.part`` while it is being made);
- ``server.properties``, ``node.json``: the settings of the present or last run, for Kafka and for people;
- ``kafka.log``: what Kafka says; ``kafka.log.1`` that of the run before;
- ``start.lock``: held by who starts or stops it; ``kafka.lock``: held by Kafka itself for as long as it
  lives, because it inherits the open file; ``kafka.pid``: its process id, which holds while the lock does.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import kafka_net
from bootstrap import SetupError, say
from kafka_jars import Installation, java_variables

_PR_SET_PDEATHSIG: Final = 1
_POLL_S: Final = 0.05
_PROBE_S: Final = 0.2
_LOCK_S: Final = 1.0
_FORMAT_S: Final = 120.0

# One node keeps one copy of everything. The session times let it serve 3 s after a kill -9, not 13.
FIXED: Final[Mapping[str, str]] = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "BROKER",
    "controller.listener.names": "CONTROLLER",
    "log.dirs": "records",
    "num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a node runs. ``listen_host`` empty: on all addresses; ``advertise`` is the ``host:port`` that it
    tells its clients; ``more`` are further settings of Kafka; ``jvm`` further options of Java."""

    listen_host: str
    port: int
    controller_port: int
    advertise: str
    heap: str = "512m"
    more: Mapping[str, str] = field(default_factory=dict)
    jvm: tuple[str, ...] = ()

    def properties(self) -> dict[str, str]:
        """What stands in ``server.properties``."""
        listen = f"[{self.listen_host}]" if ":" in self.listen_host else self.listen_host
        return {
            **FIXED,
            "listeners": f"BROKER://{listen}:{self.port},CONTROLLER://127.0.0.1:{self.controller_port}",
            "advertised.listeners": f"BROKER://{self.advertise}",
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller_port}",
            **self.more,
        }

    @property
    def probe_host(self) -> str:
        """Where this computer reaches it."""
        return {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.listen_host, self.listen_host)


@dataclass(frozen=True, slots=True)
class Running:
    """A Kafka that runs from a data folder. ``since`` is seconds since 1970."""

    pid: int
    since: float
    settings: Settings


class Node:
    """The Kafka of one data folder. Any number of processes may look; one at a time starts or stops it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.records = self.folder / "records"
        self.log = self.folder / "kafka.log"
        self._properties = self.folder / "server.properties"
        self._about = self.folder / "node.json"
        self._pid = self.folder / "kafka.pid"

    # --- what is there

    def running(self) -> Running | None:
        """The Kafka that runs from this folder, if one does."""
        if not self._is_locked():
            return None
        try:
            about = json.loads(self._about.read_text("utf-8"))
            pid = int(self._pid.read_text("ascii"))
            settings = Settings(**{**about["settings"], "jvm": tuple(about["settings"]["jvm"])})
            running = Running(pid, about["since"], settings)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # it is being started
        return running if self._is_ours(pid) else None

    def cluster_id(self) -> str | None:
        """The id that its records were made with."""
        try:
            lines = (self.records / "meta.properties").read_text("utf-8").splitlines()
        except OSError:
            return None
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        return values.get("cluster.id")

    def served(self, settings: Settings) -> kafka_net.Served | None:
        """What it answers, if it serves."""
        try:
            return kafka_net.ask(settings.probe_host, settings.port)
        except OSError:
            return None

    def last_words(self, count: int = 5) -> list[str]:
        """The last lines of its log."""
        try:
            return self.log.read_text("utf-8", "replace").splitlines()[-count:]
        except OSError:
            return []

    def _is_locked(self) -> bool:
        try:
            with open(self.folder / "kafka.lock", "rb") as file:
                return not _lock(file.fileno(), fcntl.LOCK_SH)
        except FileNotFoundError:
            return False

    def _is_ours(self, pid: int) -> bool:
        """Who holds the lock may be on another computer that shares the folder: check the number here."""
        if not Path("/proc/self/cmdline").exists():
            return True
        try:
            return os.fsencode(self._properties) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False

    # --- changing it

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody else starts or stops it meanwhile; makes the folder. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.folder / "start.lock", "ab") as file:
            if not _lock(file.fileno(), fcntl.LOCK_EX):
                say(f"another command is at work on {self.folder}; waiting for it.")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def format(self, kafka: Installation) -> None:
        """Make the records' folder, once, with a random cluster id. Raises SetupError, OSError."""
        if self.cluster_id() is not None:
            return
        if self.records.exists():
            raise SetupError(
                f"{self.records} is no whole Kafka data folder (it lacks meta.properties); restore it, or "
                "give another --data, or delete it if nothing in it matters."
            )
        part = self.folder / "records.part"
        shutil.rmtree(part, ignore_errors=True)  # of a start that was killed
        settings = Settings("127.0.0.1", 9092, 9093, "127.0.0.1:9092", more={"log.dirs": part.name})
        self._write_properties(settings)
        made = subprocess.run(
            [
                kafka.java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", kafka.class_path,
                "kafka.tools.StorageTool", "format",
                "--cluster-id", new_cluster_id(), "--config", str(self._properties),
            ],
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=_FORMAT_S, check=False, env=java_variables(),
        )  # fmt: skip
        if made.returncode:
            said = (made.stdout + made.stderr).strip().splitlines() or [f"exit code {made.returncode}"]
            raise SetupError(f"Kafka cannot make its data folder {part}: {said[-1]}")
        os.replace(part, self.records)

    def launch(
        self, settings: Settings, kafka: Installation, *, end_with_parent: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Start its process; it does not serve yet. Raises SetupError, OSError.

        ``end_with_parent`` (Linux): the signal that it gets when the calling thread dies.
        """
        command = [
            kafka.java, f"-Xmx{settings.heap}", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS",
            *settings.jvm, "-cp", kafka.class_path, "kafka.Kafka", str(self._properties),
        ]  # fmt: skip
        with open(self.folder / "kafka.lock", "ab") as lock:
            if not _lock(lock.fileno(), fcntl.LOCK_EX):
                raise SetupError(f"another Kafka runs from {self.folder}; end that one first.")
            with contextlib.suppress(FileNotFoundError):
                os.replace(self.log, self.log.with_suffix(".log.1"))
            self._write_properties(settings)
            about = {"since": time.time(), "settings": asdict(settings)}
            self._about.write_text(json.dumps(about, indent=1), "utf-8")
            with open(self._pid, "wb", buffering=0) as pid, open(self.log, "ab") as log:
                return subprocess.Popen(
                    command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True, pass_fds=(lock.fileno(),), env=java_variables(),
                    preexec_fn=_before_java(pid.fileno(), end_with_parent),  # noqa: PLW1509 - see there
                )  # fmt: skip

    def wait_until_served(
        self, settings: Settings, is_alive: Callable[[], bool], deadline: float
    ) -> kafka_net.Served | None:
        """Its first answer; None when it died or the deadline (monotonic) passed."""
        while is_alive() and time.monotonic() < deadline:
            served = self.served(settings)
            if served is not None:
                return served
            time.sleep(_PROBE_S)
        return None

    def stop(self, within_s: float) -> bool | None:
        """Ask it to end; False: only ``kill -9`` did; None: none runs. Call it inside :meth:`changing`."""
        running = self.running()
        if running is None:
            return None
        if self._end(running.pid, signal.SIGTERM, within_s):
            return True
        self._end(running.pid, signal.SIGKILL, 10.0)
        return False

    def _end(self, pid: int, number: int, within_s: float) -> bool:
        with _handle_of(pid) as send:
            if self._is_locked() and self._is_ours(pid):  # still: the number was not given to another since
                send(number)
            deadline = time.monotonic() + within_s
            while self._is_locked():
                if time.monotonic() > deadline:
                    return False
                time.sleep(_POLL_S)
        return True

    def _write_properties(self, settings: Settings) -> None:
        lines = [f"{name}={value}\n" for name, value in settings.properties().items()]
        self._properties.write_text("".join(lines), "utf-8")


def new_cluster_id() -> str:
    """A random id in Kafka's own form; its tools take none that begins with a hyphen."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text


def _lock(descriptor: int, kind: int) -> bool:
    """Take a lock; False: another process has it. Who only looks holds one for a moment: try a little."""
    deadline = time.monotonic() + (_LOCK_S if kind == fcntl.LOCK_EX else 0.0)
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_S)
        else:
            return True


@contextlib.contextmanager
def _handle_of(pid: int) -> Iterator[Callable[[int], None]]:
    """Sends signals to the process that has this number now, and to none that gets it later."""
    if sys.platform != "linux":
        yield lambda number: os.kill(pid, number)
        return
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:  # it has gone
        yield lambda number: None
        return
    try:
        yield lambda number: signal.pidfd_send_signal(descriptor, number)
    finally:
        os.close(descriptor)


def _before_java(pid_file: int, end_with_parent: int | None) -> Callable[[], None]:
    """What the child does before it becomes Java; what that needs is loaded here, before the fork.

    It writes its own number: whenever the starting process dies, who holds the lock can be found.
    """
    parent = os.getpid()
    prctl = None
    if end_with_parent is not None and sys.platform == "linux":
        prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, end_with_parent, 0, 0, 0)
            if os.getppid() != parent:  # it died in between
                os._exit(1)
        os.write(pid_file, b"%d\n" % os.getpid())

    return ask
