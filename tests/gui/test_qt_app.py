"""Starting and ending a program, its exit code and its one sentence (acceptance 1, B4)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from shared.qt.display import NoDisplay, check_display

ROOT = Path(__file__).resolve().parents[2]

_PROGRAM = """
import sys, threading
from shared.qt.app import run_app, Running
from shared.qt.threads import LoopThread
from shared.runtime.console import say
from shared.runtime.errors import StartError

class Loop:
    def __init__(self, name): self.name = name; self.woken = threading.Event()
    def wake(self): self.woken.set()
    def run(self, stop):
        say("started " + self.name)
        while not stop.is_set(): self.woken.wait(30)
        say("ended " + self.name)

class Deaf:
    def run(self, stop):
        say("started deaf")
        threading.Event().wait(60)

what, headless = sys.argv[1], sys.argv[2] == "headless"

def build(control):
    if what == "refuse":
        raise StartError("The port 7000 is taken; choose another.")
    if what == "changed-my-mind":
        return None
    threads = [LoopThread(name, Loop(name)) for name in ("first", "last")]
    if what == "deaf":
        threads = [LoopThread("deaf", Deaf())]
    if what in ("quit", "fails-at-the-end"):
        control.quit()
    if what == "fails-at-the-end":
        return Running(threads, stopping=lambda: 1 / 0, stopped=lambda: say("stopped"))
    return Running(threads, stopping=lambda: say("stopping"), stopped=lambda: say("stopped"))

import shared.qt.app as app
if what == "deaf":
    app.STOP_DEADLINE_S = 0.3
code = run_app("EV_Test", build, headless=headless, language="en")
if headless:
    windows = [name for name in ("PySide6.QtGui", "PySide6.QtWidgets") if name in sys.modules]
    say("windows " + ",".join(windows))
sys.exit(code)
"""


_WINDOW = """
import sys
from PySide6.QtCore import QAbstractTableModel, Qt, QTimer
from shared.qt.app import run_app, Running

class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 1
    def columnCount(self, parent=None): return 1
    def data(self, index, role=0): return None
    def headerData(self, section, orientation, role=0):
        if ended:
            raise RuntimeError("the translator is gone")
        return "a" if role == 0 else None

def build(control):
    from PySide6.QtWidgets import QMainWindow, QTableView
    global window, view
    window, view = QMainWindow(), QTableView()
    view.setModel(Model(view))
    window.setCentralWidget(view)
    QTimer.singleShot(50, control.quit)
    def change():
        view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight)
        view.horizontalHeader().resizeSection(0, 90)
    return Running([], show=window.show, stopping=change)

ended = False
code = run_app("EV_Test", build, headless=False, language="en")
ended = True
sys.exit(code)
"""


class Start(Protocol):
    """Starts the program above; ``what`` it does is its first argument."""

    def __call__(self, what: str, *, headless: bool = True, **environ: str) -> subprocess.Popen[str]: ...


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts programs and leaves none behind, whatever the test finds."""
    started: list[subprocess.Popen[str]] = []

    def begin(what: str, *, headless: bool = True, **environ: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, what, "headless" if headless else "window"],
            cwd=ROOT,
            env={**os.environ, **environ},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait(10)
        if process.stderr is not None:
            process.stderr.close()


def _read_until(process: subprocess.Popen[str], *wanted: str) -> None:
    """Read until all the ``wanted`` lines were said, in any order."""
    assert process.stderr is not None
    missing = set(wanted)
    for line in process.stderr:
        missing.discard(line.strip())
        if not missing:
            return
    pytest.fail(f"it ended without saying {missing}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send to another process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("headless", [True, False])
def test_a_signal_ends_a_program_in_order_with_exit_code_0(
    start: Start, number: signal.Signals, headless: bool
) -> None:
    process = start("run", headless=headless)
    _read_until(process, "started first", "started last")
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    ended = [line for line in err.splitlines() if not line.startswith("windows")]
    assert ended == ["stopping", "ended first", "ended last", "stopped"]


def test_headless_imports_no_window_library(start: Start) -> None:
    process = start("quit")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert err.splitlines()[-1].strip() == "windows"


def test_quit_asked_for_while_it_starts_ends_it_too(start: Start) -> None:
    process = start("quit")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "stopped" in err


def test_a_program_that_cannot_start_says_one_sentence_and_ends_with_1_B4(start: Start) -> None:
    process = start("refuse")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err.splitlines()[0] == "EV_Test: The port 7000 is taken; choose another."
    assert "Traceback" not in err


def test_an_error_on_the_way_out_does_not_keep_the_threads_from_ending(start: Start) -> None:
    process = start("fails-at-the-end")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "ended last" in err
    assert "stopped" in err.splitlines()


def test_a_cancelled_connection_dialog_is_no_error(start: Start) -> None:
    process = start("changed-my-mind")
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send to another process")
def test_a_thread_that_does_not_end_is_abandoned_with_a_sentence_and_no_abort(start: Start) -> None:
    process = start("deaf")
    _read_until(process, "started deaf")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "deaf" in err


def test_a_window_that_changed_last_does_not_crash_the_end_of_python() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW], cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a screen")
def test_a_window_without_a_screen_says_what_to_do_instead_of_aborting_B4(start: Start) -> None:
    process = start("run", headless=False, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "--headless" in err
    assert "offscreen" in err
    assert len(err.splitlines()) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack fonts")
def test_a_window_without_any_font_says_what_to_install_B4(start: Start, tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    process = start("run", headless=False, FONTCONFIG_FILE=str(config))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1, err
    assert "font" in err.splitlines()[-1]
    assert "apt install" in err


def test_a_screen_that_does_not_answer_is_named_B4() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        number = taken.getsockname()[1] - 6000
    display = f"127.0.0.1:{number}"
    with pytest.raises(NoDisplay, match=f"{display} does not answer"):
        check_display({"DISPLAY": display}, "linux")


@pytest.mark.parametrize("platform", ["offscreen", "vnc:size=800x600:port=5901", "minimal"])
def test_a_platform_without_a_screen_needs_none(platform: str) -> None:
    check_display({"QT_QPA_PLATFORM": platform}, "linux")


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_mac_always_have_a_screen(system: str) -> None:
    check_display({}, system)
