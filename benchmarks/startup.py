"""How long a program takes from its start to its window, packaged and from the source tree.

Each is started with an empty data folder, drawn offscreen. Beside it the same run measures what nothing can
undercut: this Python importing QtWidgets and ending again. The first start of all is shown apart: it may be
the one that reads the files from the disk.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from shared.runtime.launch import MODULES, variables

ROUNDS = 5
GOAL_S = 0.8
SAID = b"the window is there"
ARGUMENTS = {
    "EV_Central": ("0", "127.0.0.1:1", "--listen-host", "127.0.0.1"),
    "EV_CP_E": ("127.0.0.1:1", "--listen-port", "0"),
    "EV_CP_M": ("127.0.0.1:1", "127.0.0.1:2", "X1"),
    "EV_Driver": ("127.0.0.1:1", "5"),
}
ROOT = Path(__file__).resolve().parents[1]
PACKAGED = ROOT / "dist" / "EVCharging"


def time_to_window(command: Sequence[str]) -> float:
    """Seconds until the program's event loop has painted its window."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        with subprocess.Popen(
            [*command, "--data-dir", folder, "--log-level", "debug"], stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env={**variables(), "QT_QPA_PLATFORM": "offscreen"},
        ) as program:  # fmt: skip
            assert program.stderr is not None
            shown = any(SAID in line for line in program.stderr)
            seconds = time.monotonic() - begin
            program.terminate()
            program.communicate(timeout=20)
    assert shown, f"{command[0]} ended without a window"
    return seconds


def time_of_import() -> float:
    """Seconds of an interpreter that only loads Qt."""
    begin = time.monotonic()
    subprocess.run([sys.executable, "-c", "import PySide6.QtWidgets"], check=True)
    return time.monotonic() - begin


def main() -> int:
    """Print the figures; 1 if a packaged program takes longer than the goal."""
    base = statistics.median(time_of_import() for _ in range(ROUNDS))
    print(f"Python importing QtWidgets, median of {ROUNDS}: {base:.2f} s")
    slow = False
    for name, arguments in ARGUMENTS.items():
        module = MODULES[name].removesuffix(".__main__")
        ways = {"from source": [sys.executable, "-P", "-m", module]}
        if PACKAGED.exists():
            ways["packaged"] = [str(PACKAGED / name)]
        for way, command in ways.items():
            first, *later = [time_to_window([*command, *arguments]) for _ in range(ROUNDS + 1)]
            median = statistics.median(later)
            slow |= way == "packaged" and median > GOAL_S
            print(
                f"{name:10} {way:11} to its window: {median:.2f} s, {median / base:.1f} of that import; "
                f"the first time {first:.2f} s"
            )
    if not PACKAGED.exists():
        print("the packaged ones are not made: python3 run.py build")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
