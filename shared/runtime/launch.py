"""How a program of this project is started, and how a person types that: the one place which knows.

In the source tree ``run.py`` starts all of them; packaged (``build.spec``) each is an executable, all in one
folder. Standard library only, and any Python: ``run.py`` and EV_Kafka use it before a package is installed.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

MODULES: Final[Mapping[str, str]] = {
    "EV_Central": "apps.ev_central.__main__",
    "EV_CP_E": "apps.ev_cp_e.__main__",
    "EV_CP_M": "apps.ev_cp_m.__main__",
    "EV_Driver": "apps.ev_driver.__main__",
    "EV_Demo": "apps.ev_demo.__main__",
    "EV_Broker": "shared.messaging.embedded",
    "EV_Kafka": "apache_kafka",
}
"""Every program and the module whose ``main(arguments)`` it runs (EV_Kafka's: in ``packaging/kafka``)."""

_IN_SOURCE: Final = {"EV_Kafka": "kafka"}
"""Names that are others for ``run.py``."""

CONSOLE_ONLY: Final = ("EV_Broker", "EV_Kafka")
"""The programs that never have a window."""

ROOT: Final = Path(__file__).resolve().parents[2]
"""The folder of ``run.py``, or the one where the libraries of the executables are."""


def is_packaged() -> bool:
    """Whether this process is one of the executables."""
    return bool(getattr(sys, "frozen", False))


def command(program: str, arguments: Sequence[str] = ()) -> list[str]:
    """What the system is given to start ``program`` (a name of :data:`MODULES`)."""
    if is_packaged():
        return [str(_executable(program)), *arguments]
    module = MODULES[program].removesuffix(".__main__")
    return [sys.executable, "-P", "-m", module, *arguments]


def variables() -> dict[str, str]:
    """The environment for :func:`command`. Should a program crash in native code, it then tells where."""
    if is_packaged():
        return dict(os.environ)
    folders = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "PYTHONFAULTHANDLER": "1"}


def typed(program: str, arguments: Sequence[str] = ()) -> str:
    """What a person types to start ``program``, in the folder of ``run.py`` or of the executables."""
    if not is_packaged():
        return shlex.join(["python3", "run.py", _IN_SOURCE.get(program, program), *arguments])
    name = _executable(program).name
    if sys.platform == "win32":
        return subprocess.list2cmdline([f".\\{name}", *arguments])
    return shlex.join([name if _on_path(program) else f"./{name}", *arguments])


def begin() -> None:
    """The first thing that an executable does.

    Programs of the system that it starts (Java, apt-get) must not get our copies of their libraries, which
    PyInstaller's loader put in front of theirs for this process.
    """
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):  # a standard error that is no file
            faulthandler.enable()


def _executable(program: str) -> Path:
    # sys.executable is the file itself, whatever link to it was called.
    return Path(sys.executable).with_name(program + (".exe" if sys.platform == "win32" else ""))


def _on_path(program: str) -> bool:
    found = shutil.which(program)
    return found is not None and Path(found).resolve() == _executable(program).resolve()
