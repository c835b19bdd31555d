"""A real desktop for tests: an X server that nobody sees, with a window manager, and where its windows stand.

All that is told of a window is asked of the X server, and not of the toolkit that made it.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DEADLINE_S = 120.0
Rect = tuple[int, int, int, int]
FIRST_SEEN = {
    "EV Demo",
    "EV Central",
    "ALC1 · Charging point",
    "EV Monitor · ALC1",
    "EV Driver · driver 5",
}
"""The windows of the demo, by their English titles."""
_SAVE = (
    "import sys; from PySide6.QtGui import QGuiApplication as App; "
    "app = App([]); sys.exit(not app.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)


@dataclass(frozen=True, slots=True)
class Desktop:
    """``variables``: the environment of programs that are to show their windows there."""

    variables: Mapping[str, str]

    def ask(self, *words: str) -> str:
        return subprocess.run(
            words, env=self.variables, capture_output=True, text=True, timeout=DEADLINE_S, check=False
        ).stdout

    def windows(self) -> dict[str, int]:
        """Title and id of the windows that the window manager manages, the lowest first."""
        listed = self.ask("xprop", "-root", "_NET_CLIENT_LIST_STACKING").partition("#")[2]
        ids = [int(word, 16) for word in re.findall("0x[0-9a-f]+", listed)]
        return {self._value(each, "_NET_WM_NAME").strip(' "\n'): each for each in ids}

    def frame(self, window: int) -> Rect:
        """x, y, width, height of a window with its frame, in pixels of the screen."""
        told = self.ask("xwininfo", "-id", str(window))
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        x, y, width, height = (int(re.findall(rf"{name}:\s+(-?\d+)", told)[0]) for name in names)
        edges = [int(word) for word in re.findall(r"\d+", self._value(window, "_NET_FRAME_EXTENTS"))]
        left, right, top, bottom = edges or (0, 0, 0, 0)
        return x - left, y - top, width + left + right, height + top + bottom

    def titles(self) -> set[str]:
        """Of all windows, without the program's name, which Qt adds, and the subtitle of the demo's."""
        return {title.split(" — ")[0].split(" · a whole")[0] for title in self.windows()}

    def save(self, picture: Path) -> None:
        """A picture of the whole screen."""
        variables = {**self.variables, "QT_SCALE_FACTOR": "1"}
        subprocess.run([sys.executable, "-c", _SAVE, str(picture)], env=variables, check=True)

    def process(self, window: int) -> int:
        """The id of the process that shows it."""
        return int(self._value(window, "_NET_WM_PID"))

    def _value(self, window: int, name: str) -> str:
        return self.ask("xprop", "-id", str(window), name).partition("=")[2]


@contextlib.contextmanager
def desktop(width: int, height: int, scale: int, home: Path) -> Iterator[Desktop]:
    """A screen of that many pixels, of which ``scale`` by ``scale`` are one logical pixel."""
    reader, writer = os.pipe()
    with contextlib.ExitStack() as held:
        with os.fdopen(reader) as told, os.fdopen(writer, "w"):
            screen = ("-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-wr")
            server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writer), *screen], pass_fds=[writer], stderr=subprocess.DEVNULL
            )
            held.callback(_end, server)
            variables = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
            variables |= {"DISPLAY": f":{told.readline().strip()}", "QT_SCALE_FACTOR": str(scale)}
        variables |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        manager = subprocess.Popen(["openbox"], env=variables, stderr=subprocess.DEVNULL)
        held.callback(_end, manager)
        made = Desktop(variables)
        wait_for(
            lambda: "window id" in made.ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"),
            lambda: "no openbox",
        )
        yield made


def wait_for(condition: Callable[[], object], problem: Callable[[], object]) -> None:
    """Until ``condition`` holds; an error with the ``problem`` if it does not in time."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, problem()
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(DEADLINE_S)
