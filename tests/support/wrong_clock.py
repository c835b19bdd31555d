"""Runs one of our programs on a computer whose clock is wrong: ``wrong_clock.py FILE PYTHON -m MODULE ...``.

FILE holds the seconds by which it is ahead. It can be changed while the program runs: the clock is set.
"""

from __future__ import annotations

import os
import runpy
import sys
from datetime import timedelta
from pathlib import Path

sys.path[0] = os.getcwd()  # not this folder, as with -m

from shared.runtime import clock  # noqa: E402 - the first of ours: others take its now() by name

_FILE = Path(sys.argv[1])
_true_now = clock.now


def _now() -> clock.Instant:
    true = _true_now()
    return clock.Instant(true.mono, true.utc + timedelta(seconds=float(_FILE.read_text() or 0)))


if __name__ == "__main__":
    clock.now = _now
    module = sys.argv[4]
    sys.argv[1:] = sys.argv[5:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
