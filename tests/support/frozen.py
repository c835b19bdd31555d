"""The packaged programs for tests, made once for all workers, and anew when a source has changed.

'run.py test' makes them before the tests begin; otherwise the first test that asks pays for it (about 20 s).
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

import executables

# Here and not later: in a test HOME is an empty folder.
_VARIABLES = dict(os.environ)


@functools.cache
def frozen_folder() -> Path:
    """The folder with the executables and their ``_internal``."""
    return executables.executables()


def program(name: str) -> str:
    """The path of one of them, such as ``EV_Central``."""
    return str(frozen_folder() / name)
