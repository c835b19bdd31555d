"""Pictures that the demo's story has no moment for: a fault, an order to stop, CENTRAL gone, its other pages.

A small network of real programs with windows that nobody sees, moved by their consoles. In Spanish, for the
memoria. Run by ``python3 run.py screenshots``.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from shared.messaging.embedded import CLIENT_OPTIONS

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60.0
PLACES = {
    # Location, place on the map, power in kW.
    "ALC1": ("C/ Italia 5", "72,66", "50"),
    "BIL4": ("Gran Vía 50", "47,10", "100"),
    "COR1": ("Mezquita", "33,72", "22"),
    "MAD2": ("C/ Serrano 10", "45,44", "50"),
    "SEV3": ("C/ Sevilla 4", "24,82", "50"),
    "VAL8": ("Museo de las Artes", "71,52", "43"),
}
PAGES = {"mapa": 2, "historial": 3, "conductores": 4}
"""Pictures of CENTRAL that are of another page than the first, by the end of the file's name."""


class Failed(Exception):
    """A scene that did not come, as a sentence."""


class Program:
    """A program with an unseen window, its console on pipes."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self.name = " ".join(words[:3])
        common = ["--console", "--lang", "es", "--theme", "light", "--data-dir", str(folder / "datos")]
        options = [f"{name}={value}" for name, value in CLIENT_OPTIONS.items()]
        kafka = itertools.chain.from_iterable(("--kafka-option", option) for option in options)
        self.process = subprocess.Popen(
            [sys.executable, *words, *common, *kafka],
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": os.pathsep.join(map(str, (ROOT, Path(__file__).parent))),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def type(self, line: str) -> None:
        """A command on its console."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def status(self) -> dict[str, Any]:
        """The answer to ``status``."""
        assert self.process.stdout is not None
        self.type("status")
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"{self.name} has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        """Wait for a status. Raises :class:`Failed`."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds(self.status()):
            if time.monotonic() > deadline:
                raise Failed(f"{self.name} did not get there: {self.status()}")
            time.sleep(0.2)

    def picture(self, path: Path) -> None:
        """Have its window written to ``path``, and wait for the file."""
        path.unlink(missing_ok=True)
        self.type(f'screenshot "{path.as_posix()}"')
        deadline = time.monotonic() + PATIENCE_S
        while not (path.exists() and path.read_bytes().endswith(b"IEND\xaeB`\x82")):
            if time.monotonic() > deadline:
                raise Failed(f"{self.name} made no picture {path.name}")
            time.sleep(0.1)


def central() -> None:
    """EV_Central whose pictures are of the page that the file's name asks for. Its arguments are ours."""
    from apps.ev_central.__main__ import PROGRAM
    from apps.ev_central.window import CentralWindow
    from shared.qt.program import run_program
    from shared.qt.window_base import AppWindow

    def save(self: CentralWindow, path: str | Path) -> None:
        self.switch.switch_to(PAGES.get(Path(path).stem.rpartition("-")[2], 0))
        self.repaint()
        AppWindow.save_screenshot(self, path)

    CentralWindow.save_screenshot = save  # type: ignore[method-assign, assignment]
    sys.exit(run_program(PROGRAM, sys.argv[1:]))


def dialog(path: Path) -> None:
    """A picture of the connection dialog of a monitor."""
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from shared.qt.translation import install_translation; install_translation('es');"
        "from shared.qt.theme import apply_theme; apply_theme(app, 'light');"
        "from apps.ev_cp_m.__main__ import PROGRAM; from shared.qt.connection_dialog import ConnectionDialog;"
        "values = {'engine': '127.0.0.1:7101', 'central': '192.168.1.20:7000', 'cp_id': 'MAD2',"
        "'location': 'C/ Serrano 10', 'position': '45,44'};"
        "dialog = ConnectionDialog(PROGRAM.name, PROGRAM.fields(), values);"
        "dialog.show(); app.processEvents();"
        "sys.exit(not dialog.grab().save(sys.argv[1], 'PNG'))"
    )
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    if subprocess.run(
        [sys.executable, "-c", code, str(path)], env=variables, cwd=ROOT, check=False
    ).returncode:
        raise Failed("the connection dialog made no picture")


def free_ports(count: int) -> list[str]:
    """Ports that nobody uses now."""
    with contextlib.ExitStack() as stack:
        made = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in made:
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in made]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[Program, dict[str, Program], dict[str, Program], Program]]:
    """CENTRAL, engines and monitors by id, and the app of driver 5; all end with the block."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> Program:
        made = Program(words, folder)
        started.append(made.process)
        return made

    try:
        command = [sys.executable, "-m", "shared.messaging.embedded"]
        broker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(broker)
        assert broker.stdout is not None
        kafka = broker.stdout.readline().decode().strip()
        port, *ports = free_ports(1 + len(PLACES))
        central = start("-c", "import memoria_scenes; memoria_scenes.central()", port, kafka)
        engines, monitors = {}, {}
        for (cp_id, (location, place, power)), own in zip(PLACES.items(), ports, strict=True):
            options = ("--listen-port", own, "--max-power", power, "--time-scale", "60")
            engines[cp_id] = start("-m", "apps.ev_cp_e", kafka, *options)
            where = (
                f"127.0.0.1:{own}",
                f"127.0.0.1:{port}",
                cp_id,
                "--location",
                location,
                "--position",
                place,
            )
            monitors[cp_id] = start("-m", "apps.ev_cp_m", *where)
        driver = start("-m", "apps.ev_driver", kafka, "5")
        for driver_id in ("5", "7", "12", "23"):
            central.type(f"driver add {driver_id}")
        central.until(
            lambda now: [cp["state"] for cp in now["charging_points"]] == ["ACTIVATED"] * len(PLACES)
        )
        for program in (*engines.values(), driver):
            program.until(lambda now: now["central"] and now["kafka"])
        yield central, engines, monitors, driver
    finally:
        for process in reversed(started):
            process.kill()
        for process in started:
            process.wait()


def take(images: Path) -> None:
    """Write the pictures to the folder ``images``. Raises :class:`Failed`."""
    dialog(images / "dialogo.png")
    with (
        tempfile.TemporaryDirectory(prefix="evcharging-") as scratch,
        running(Path(scratch)) as (central, engines, monitors, driver),
    ):
        _supply(engines["COR1"], "12", 4_000)
        engines["COR1"].type("unplug")
        _supply(engines["VAL8"], "23", 6_000)
        engines["VAL8"].type("unplug")
        _supply(engines["BIL4"], "7", 2_000)
        engines["SEV3"].type("ko")
        central.type("stop ALC1")
        engines["ALC1"].until(lambda now: now["state"] == "STOPPED")
        driver.type("request MAD2")
        engines["MAD2"].until(lambda now: now["state"] == "RESERVED")
        engines["MAD2"].type("plug")
        central.until(lambda now: {"FAULTED", "STOPPED"} <= {cp["state"] for cp in now["charging_points"]})
        engines["MAD2"].until(lambda now: now["energy_wh"] > 6_000)
        monitors["SEV3"].picture(images / "monitor-averia.png")
        engines["SEV3"].picture(images / "motor-averia.png")
        engines["ALC1"].picture(images / "motor-parado.png")
        for page in PAGES:
            for _ in range(2):  # the first turns to the page, which may have to ask for what it shows
                central.picture(images / f"central-{page}.png")
                time.sleep(0.5)
        central.process.kill()
        central.process.wait()
        driver.until(lambda now: not now["central"])
        engines["MAD2"].until(lambda now: not now["central"])
        seen = engines["MAD2"].status()["energy_wh"]
        engines["MAD2"].until(lambda now: now["energy_wh"] > seen + 2_000)
        driver.picture(images / "conductor-sin-central.png")
        engines["MAD2"].picture(images / "motor-sin-central.png")
        monitors["MAD2"].picture(images / "monitor-sin-central.png")


def _supply(engine: Program, driver_id: str, energy_wh: int) -> None:
    """A supply that is requested at the charging point itself, until so much has flowed."""
    engine.type(f"request {driver_id}")
    engine.until(lambda now: now["state"] == "RESERVED")
    engine.type("plug")
    engine.until(lambda now: now["energy_wh"] > energy_wh)
