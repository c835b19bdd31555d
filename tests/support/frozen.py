"""The packaged programs and the release for tests, made once for all workers, anew when a source has changed.

'run.py test' makes them before the tests begin; otherwise the first test that asks pays for it (20 and 15 s).
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import executables
import release
from bootstrap import build_packages

NAMES = {"ev_central": "EV_Central", "ev_cp_e": "EV_CP_E", "ev_cp_m": "EV_CP_M", "ev_driver": "EV_Driver"}
"""The executable of each app."""


@functools.cache
def frozen_folder() -> Path:
    """The folder with the executables and their ``_internal``."""
    _skip_without_tools()
    return executables.executables()


def _skip_without_tools() -> None:
    if build_packages():
        pytest.skip(f"PyInstaller needs packages of the system: {' '.join(build_packages())}")


@functools.cache
def _released() -> tuple[Path, ...]:
    _skip_without_tools()
    return tuple(release.release())


def tarball() -> Path:
    """The release for Linux. Elsewhere the test is skipped."""
    if sys.platform != "linux":
        pytest.skip("the tarball is made on Linux")
    return _released()[0]


def debian_package() -> Path:
    """The package for Debian. Where there is no dpkg-deb the test is skipped."""
    tarball()
    if len(_released()) < 2:
        pytest.skip("needs dpkg-deb")
    return _released()[1]


def clean_variables(**more: str) -> dict[str, str]:
    """The environment of a user: nothing in it leads to a Python or to the source tree."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_"))}
    return {**kept, "PATH": "/usr/bin:/bin", **more}


@dataclass(frozen=True)
class Launcher:
    """How packaged programs are started.

    ``folder`` is theirs (empty: they are on the PATH), ``prefix`` the command that runs them, ``root`` the
    folder that is ``/`` for them, ``windows`` whether they have windows, with ``variables`` for those.
    """

    folder: str
    prefix: tuple[str, ...] = ()
    root: str = ""
    windows: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)

    def command(self, program: str, *arguments: str) -> list[str]:
        """What to run for ``EV_Central`` and its likes."""
        name = f"{self.folder}/{program}" if self.folder else program
        words = [word.replace(self.root, "") if self.root else word for word in arguments]
        return [*self.prefix, name, *words]
