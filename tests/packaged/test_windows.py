"""The packaged programs with windows: under traffic, by a double click, and when one crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

from PySide6.QtGui import QImage

from shared.runtime.logs import LOG_NAME
from tests.resilience.world import World
from tests.support.frozen import Launcher, clean_variables, frozen_folder
from tests.support.packaged_world import PackagedWorld

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
SUPPLIES = 2
SUPPLY_S = 4.0
DEADLINE_S = 20.0


def test_A5_two_supplies_in_windows_leave_the_same_tickets_everywhere(tmp_path: Path) -> None:
    launcher = Launcher(str(frozen_folder()), windows=True, variables=OFFSCREEN)
    with closing(PackagedWorld(tmp_path, launcher, "--time-scale", "60")) as world:
        world.until_ready()
        for _ in range(SUPPLIES):
            charge_for(world, SUPPLY_S)
        tickets = world.check_tickets()
        assert [ticket["reason"] for ticket in tickets] == ["unplugged"] * SUPPLIES
        assert all(ticket["energy_wh"] > 0 for ticket in tickets)
        world.end()


def charge_for(world: World, seconds: float) -> None:
    """A supply in which readings come for so long."""
    world.charge("CP1", "D1")
    end = time.monotonic() + seconds
    world.until("readings for a while", lambda: time.monotonic() > end)
    world.tell("engine CP1", "unplug")
    world.until("all quiet", lambda: not world.restless())


def test_a_double_click_shows_the_connection_dialog(tmp_path: Path) -> None:
    # This screen of Qt writes what is painted on it to files in the working folder.
    screen = {"QT_QPA_PLATFORM": "minimal:enable_fonts", "QT_DEBUG_BACKINGSTORE": "1"}
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "LC_ALL": "es_ES.UTF-8"}
    with subprocess.Popen(
        [frozen_folder() / "EV_Driver"], cwd=tmp_path, env=clean_variables(**screen, **home),
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        deadline = time.monotonic() + DEADLINE_S
        while not any(is_dialog(QImage(str(path))) for path in tmp_path.glob("output*.png")):
            assert program.poll() is None and time.monotonic() < deadline, "there is no dialog"
            time.sleep(0.05)  # another process: there is no event to wait for
        program.send_signal(signal.SIGTERM)
        assert program.wait(DEADLINE_S) == 0


def is_dialog(picture: QImage) -> bool:
    """Whether it shows a button of the accent colour, and letters."""
    if picture.isNull():  # half written
        return False
    points = [
        picture.pixelColor(x, y).name()
        for y in range(0, picture.height(), 2)
        for x in range(0, picture.width(), 2)
    ]
    return points.count("#0b63ce") > 200 and len(set(points)) > 50


def test_B4_a_program_that_crashes_in_native_code_says_where(tmp_path: Path) -> None:
    command = [frozen_folder() / "EV_CP_M", "127.0.0.1:1", "127.0.0.1:2", "X1", "--headless"]
    with subprocess.Popen(
        [*command, "--data-dir", tmp_path], cwd=tmp_path, env=clean_variables(), stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as program:  # fmt: skip
        log = tmp_path / "EV_CP_M-X1" / LOG_NAME
        deadline = time.monotonic() + DEADLINE_S
        while not (log.exists() and log.stat().st_size):
            assert time.monotonic() < deadline, "it does not start"
            time.sleep(0.05)  # another process: there is no event to wait for
        os.kill(program.pid, signal.SIGABRT)
        _, said = program.communicate(timeout=DEADLINE_S)
    assert program.returncode == -signal.SIGABRT
    assert b"Fatal Python error: Aborted" in said and b"thread" in said
