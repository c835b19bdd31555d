"""A real Apache Kafka for tests, started as ``run.py kafka`` starts it: killed, frozen, wiped, and back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from bootstrap import SetupError
from kafka_jars import Installation, install
from kafka_net import free_port
from kafka_node import Node, Settings

# Here and not later: in a test HOME is an empty folder, where Maven would get everything anew.
VARIABLES = dict(os.environ)
_START_S = 60.0

# Fewer threads and partitions, and a compiler that does not try hard: it starts sooner and idles cheaper.
SMALL = {
    "num.partitions": "2",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.num.partitions": "1",
    "num.network.threads": "1",
    "num.io.threads": "2",
    "background.threads": "1",
}
_JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def installation() -> Installation:
    """Java and Kafka's jars, installed where they are missing; where they cannot be, the test is skipped."""
    try:
        return install(VARIABLES)
    except SetupError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


class ApacheKafka:
    """One node on 127.0.0.1, at ports that it keeps through every restart. It starts at once, and serves
    unless told not to ``wait``.

    ``more`` are further settings of the broker; ``advertise`` is the ``host:port`` that it tells clients
    (default: where it listens), ``port`` where it does (default: one that is free). For the thread that made
    it: on Linux the system ends Kafka when that thread dies, so that nothing is left of a pytest that was
    killed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        more: Mapping[str, str] | None = None,
        heap: str = "256m",
        advertise: str | None = None,
        listen_host: str = "127.0.0.1",
        port: int | None = None,
        wait: bool = True,
    ) -> None:
        self._installation = installation()
        self.node = Node(folder)
        port = port or free_port(listen_host)
        self._settings = Settings(
            listen_host=listen_host,
            port=port,
            controller_port=free_port("127.0.0.1"),
            advertise=advertise or f"127.0.0.1:{port}",
            heap=heap,
            more={**SMALL, **(more or {})},
            jvm=_JVM,
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start(wait=wait)

    @property
    def address(self) -> str:
        """``host:port`` for the programs under test; the same through every restart."""
        return f"{self._settings.probe_host}:{self._settings.port}"

    @property
    def port(self) -> int:
        """The port of the broker."""
        return self._settings.port

    @property
    def pid(self) -> int:
        """The process id of the running Kafka."""
        assert self._process is not None, "Kafka does not run"
        return self._process.pid

    @property
    def cluster_id(self) -> str | None:
        """The id of its cluster: another one after :meth:`wipe`."""
        return self.node.cluster_id()

    def start(self, *, advertise: str | None = None, wait: bool = True) -> None:
        """Start it (again) on the same ports and data; with ``wait``, return once it serves.

        After :meth:`kill` Kafka itself waits until its old registration has expired (about 3 s).
        """
        assert self._process is None, "Kafka runs already"
        if advertise is not None:
            self._settings = replace(self._settings, advertise=advertise)
        with self.node.changing():
            self.node.format(self._installation)
            self._process = self.node.launch(
                self._settings, self._installation, end_with_parent=signal.SIGKILL
            )
        if wait:
            self.wait_until_served()

    def wait_until_served(self, within: float = _START_S) -> None:
        """Return once it serves; a Kafka that does not in time fails the test with its last words."""
        process = self._process
        assert process is not None, "Kafka does not run"
        served = self.node.wait_until_served(
            self._settings, lambda: process.poll() is None, time.monotonic() + within
        )
        if served is None:
            words = "\n".join(self.node.last_words(20))
            self.kill()
            raise AssertionError(f"Kafka does not serve (exit code {process.returncode}):\n{words}")

    def kill(self) -> None:
        """``kill -9``. Its data stay."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def stop(self, within: float = 30.0) -> None:
        """End it in order (SIGTERM). Its data stay."""
        assert self._process is not None, "Kafka does not run"
        self._process.terminate()
        self._process.wait(within)
        self._process = None

    def restart(self, *, advertise: str) -> None:
        """In order, with another address for its clients; one that does not run is started."""
        if self._process is not None:
            self.stop()
        self.start(advertise=advertise)

    def wipe(self) -> None:
        """Kill it and delete its data: the next :meth:`start` makes another cluster on the same ports."""
        self.kill()
        shutil.rmtree(self.node.records, ignore_errors=True)

    def suspend(self) -> None:
        """Freeze it (SIGSTOP): connections stay open, nothing is answered once this returns."""
        os.kill(self.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        os.kill(self.pid, signal.SIGCONT)

    def close(self) -> None:
        """End it at once and for good."""
        self.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
