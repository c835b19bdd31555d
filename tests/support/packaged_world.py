"""A whole network of packaged programs: a :class:`~tests.resilience.world.World` without a Python in it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.foreign.processes import Product
from tests.resilience.world import BrokerUnderTest, World
from tests.support.frozen import NAMES, Launcher, clean_variables


class PackagedBroker:
    """EV_Broker; it ends with its standard input."""

    def __init__(self, launcher: Launcher, folder: Path) -> None:
        self._process = subprocess.Popen(
            launcher.command("EV_Broker"), cwd=folder, env=clean_variables(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().decode().strip()
        assert self.address, "EV_Broker did not start"

    def close(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=10)


class PackagedProgram(Product):
    """One of the executables."""

    def __init__(
        self, launcher: Launcher, app: str, arguments: Sequence[str], folder: Path, kafka: Sequence[str]
    ) -> None:
        self._launcher = launcher
        super().__init__(app, arguments, folder, kafka=kafka)

    def start(self) -> None:
        self._received = b""
        words = self._command[3:]  # after the interpreter and its module
        if self._launcher.windows:
            words = ["--console" if word == "--headless" else word for word in words]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._launcher.command(NAMES[self.app], *words),
                cwd=self._log.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=clean_variables(**self._launcher.variables),
            )

    def terminated(self, within: float = 15.0) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        process.terminate()
        process.communicate(timeout=within)
        return process.returncode

    def all_said(self) -> str:
        """All that it has said."""
        return self._log.read_text(errors="replace")


class PackagedWorld(World):
    """EV_Broker, CENTRAL, a CP and a driver."""

    def __init__(self, folder: Path, launcher: Launcher, *engine_options: str) -> None:
        self._launcher = launcher
        super().__init__(folder, "embedded", 1, 1, *engine_options)

    def _make_broker(self, broker: str) -> BrokerUnderTest:
        return PackagedBroker(self._launcher, self.folder)

    def _make(self, name: str) -> Product:
        app, arguments, options = self._arguments(name)
        return PackagedProgram(
            self._launcher, app, arguments, self.folder / name.replace(" ", "-"), kafka=options
        )

    def end(self) -> None:
        """SIGTERM for every program: each ends in order, and nobody has said a traceback."""
        for name in reversed(self.names):
            program = self._programs[name]
            assert isinstance(program, PackagedProgram)
            assert program.terminated() == 0, program.log()
            assert "Traceback" not in program.all_said(), program.all_said()
