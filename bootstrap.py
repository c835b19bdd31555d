"""Makes ``.venv`` ready for ``run.py``: the virtual environment, its packages, the libraries of the system.

Standard library only. What it has to say goes to standard error: the standard output belongs to the program
that run.py becomes.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shared.runtime.system_libraries import CORE_LIBRARIES, DRAWING_LIBRARIES, FONT, X11_LIBRARIES
from shared.runtime.system_libraries import loads as _loads

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PROGRAM = ("requirements.txt",)
DOCUMENTS = ("requirements.txt", "requirements-docs.txt")
TOOLS = (*DOCUMENTS, "requirements-dev.txt")

_ELSEWHERE = {f"PIP_{name}" for name in ("TARGET", "PREFIX", "ROOT", "PYTHON", "REQUIRE_VIRTUALENV")}

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a program needs from the system, and Python code that fails where Qt does not get it."""

    libraries: Mapping[str, str]
    fonts: bool
    probe: str
    variables: Mapping[str, str]


_WINDOW_PROBE = "from PySide6.QtWidgets import QApplication; QApplication([])"
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
CORE = Needs(CORE_LIBRARIES, False, "import PySide6.QtCore", {})
DRAWING = Needs({**CORE_LIBRARIES, **DRAWING_LIBRARIES}, True, _WINDOW_PROBE, _OFFSCREEN)
WINDOW = Needs({**CORE_LIBRARIES, **DRAWING_LIBRARIES, **X11_LIBRARIES}, True, _WINDOW_PROBE, {})


class SetupError(Exception):
    """What cannot be set up, as one sentence with its remedy."""


def say(text: str) -> None:
    print(f"EVCharging: {text}", file=sys.stderr, flush=True)


# --- the virtual environment


@contextlib.contextmanager
def locked(path: Path, at_work: str = "installing the packages") -> Iterator[None]:
    """Only one run.py is ``at_work`` at a time. The lock ends with its process, however that dies.

    pip inherits it: an orphan of a killed run.py still holds it, so that nobody rebuilds under its feet.
    """
    with open(path, "a", encoding="utf-8") as file:
        os.set_inheritable(file.fileno(), True)
        if not _try_lock(file):
            say(f"another run.py is {at_work}; waiting for it.")
            while not _try_lock(file):
                time.sleep(0.2)
        yield


def _try_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX, Windows: somebody has it
        return False
    return True


class Environment:
    """The folder ``.venv`` of a source tree.

    A stamp in it says for which requirements files and Python it was filled; it is written last. A file
    beside it exists while it is being filled: whoever finds that file starts the folder afresh.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.unfinished = root / ".venv-unfinished"
        self.python = self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def stamp_of(self, requirements: Sequence[str]) -> str:
        """Digest of all that an installation depends on."""
        digest = hashlib.sha256(f"{sys.implementation.cache_tag} {sysconfig.get_platform()}".encode())
        for name in requirements:
            digest.update((self.root / name).read_bytes())
        return digest.hexdigest()

    def is_ready(self, requirements: Sequence[str]) -> bool:
        try:
            stamp = self._stamp_file(requirements).read_text(encoding="ascii")
        except OSError:
            return False
        return stamp == self.stamp_of(requirements) and self.python.exists() and not self.unfinished.exists()

    def ensure(self, requirements: Sequence[str]) -> None:
        """Installs what is missing, once. Raises SetupError."""
        if self.is_ready(requirements):
            return
        try:
            with locked(self.root / ".venv.lock"):
                if not self.is_ready(requirements):
                    self._install(requirements)
        except OSError as error:
            raise SetupError(
                f"cannot set up {self.folder} ({error}); make room on the disk, close the programs that run "
                "from it, and see that the folder of the project is yours to write."
            ) from error

    def _install(self, requirements: Sequence[str]) -> None:
        if self.unfinished.exists() or not self._runs():
            self._create()
        self.unfinished.touch()
        say("installing the packages, once (about 300 MB with Qt; some minutes on a slow network).")
        pip_install(self.python, [self.root / requirements[-1]])
        # Each file includes those before it: all are installed now.
        for installed in (requirements[: number + 1] for number in range(len(requirements))):
            self._stamp_file(installed).write_text(self.stamp_of(installed), encoding="ascii")
        self.unfinished.unlink()
        say("the packages are installed.")

    def _create(self) -> None:
        self.unfinished.touch()
        if self.folder.exists():
            say("the folder .venv is half made or of another Python; making it again.")
            shutil.rmtree(self.folder)
        say("making the folder .venv for the packages.")
        base = getattr(sys, "_base_executable", None) or sys.executable  # not the .venv that goes away
        command = [base, "-m", "venv", str(self.folder)]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            said = f"{made.stdout}{made.stderr}".strip()
            raise SetupError(f"Python's venv module failed; repair or reinstall {base}. It said:\n{said}")

    def _runs(self) -> bool:
        probe = "import sys, pip; print(sys.implementation.cache_tag)"
        try:
            answer = subprocess.run([self.python, "-c", probe], capture_output=True, text=True, check=False)
        except OSError:
            return False
        return answer.stdout.strip() == sys.implementation.cache_tag

    def _stamp_file(self, requirements: Sequence[str]) -> Path:
        return self.folder / f"{Path(requirements[-1]).stem}.stamp"


def pip_install(python: Path, requirement_files: Sequence[Path]) -> None:
    """Runs pip and tells its progress in plain words. Raises SetupError with pip's last lines."""
    _check_pip_settings(python)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    for path in requirement_files:
        command += ["-r", str(path)]
    last_lines: deque[str] = deque(maxlen=12)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False, errors="replace",
        env=pip_variables(os.environ),
    ) as pip:  # fmt: skip
        for line in pip.stdout or ():
            last_lines.append(f"  pip: {line.rstrip()}")
            if line.startswith("Collecting "):
                say(f"  getting {line.split()[1]}")
            elif line.startswith("Installing collected packages"):
                say("  unpacking them")
    if pip.returncode:
        tail = "\n".join(last_lines)
        raise SetupError(
            "pip could not install the packages; check the network (or the proxy and the index in pip's own "
            f"settings, which 'pip config list' shows) and start this again. pip said last:\n{tail}"
        )


def pip_variables(ours: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip: the user's, without what would have it install elsewhere than in our folder.

    These zeros are stronger than what stands in its configuration files.
    """
    zeros = dict.fromkeys(("PIP_USER", "PIP_DRY_RUN", "PIP_NO_DEPS"), "0")
    return {name: value for name, value in ours.items() if name not in _ELSEWHERE} | zeros


def _check_pip_settings(python: Path) -> None:
    """With these in its files pip says that all is well, and nothing is in our folder."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"],
        env=pip_variables(os.environ), capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    found = re.findall(r"^(?!:)\S*\.((?:target|prefix|root)=.+)$", listed.stdout, re.MULTILINE)
    if found:
        raise SetupError(
            f"pip's own settings have {', '.join(found)}: with that it does not install into .venv. Take it "
            "out ('pip config debug' shows the file), or start this with PIP_CONFIG_FILE naming another file."
        )


# --- packages of the system (Debian, Ubuntu)


def missing_packages(needs: Needs) -> list[str]:
    """The packages of the system to install for ``needs``."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [package for library, package in needs.libraries.items() if not _loads(library)]
    if needs.fonts and not any(_has_fonts(Path(name).expanduser()) for name in FONT_FOLDERS):
        missing.append(FONT)
    return missing


def _has_fonts(folder: Path) -> bool:
    return any(name.endswith((".ttf", ".otf", ".pfb")) for _, _, names in os.walk(folder) for name in names)


def venv_packages() -> list[str]:
    """Debian keeps what ``python -m venv`` needs in a package of its own."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def build_packages() -> list[str]:
    """PyInstaller wants binutils, and Python as a library: Debian keeps it in a package of its own."""
    if sys.platform != "linux":
        return []
    tools = all(map(shutil.which, ("objdump", "strip")))
    missing = [] if tools else ["binutils"]
    library = sysconfig.get_config_var("INSTSONAME")
    places = (sysconfig.get_config_var("LIBDIR"), sys.base_prefix, f"{sys.base_prefix}/lib")
    if sysconfig.get_config_var("Py_ENABLE_SHARED") and not (
        any(place and Path(place, library).exists() for place in places) or _loads(library)
    ):
        missing.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    return missing


def postgresql_packages() -> list[str]:
    """CENTRAL can keep its data in PostgreSQL, and its tests start a server of their own."""
    there = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return [] if there or sys.platform != "linux" else ["postgresql"]


def container_packages() -> list[str]:
    """The tests make the container image without Docker, and its base without a registry."""
    wanted = {"buildah": "buildah", "mmdebstrap": "mmdebstrap"}
    return [] if sys.platform != "linux" else [wanted[name] for name in wanted if not shutil.which(name)]


def desktop_packages() -> list[str]:
    """The tests show the windows on a screen that nobody sees, under a window manager."""
    wanted = {"Xvfb": "xvfb", "openbox": "openbox", "xprop": "x11-utils"}
    missing = [wanted[name] for name in wanted if not shutil.which(name)]
    return [] if sys.platform != "linux" else [*missing_packages(WINDOW), *missing]


def namespace_packages() -> list[str]:
    """The tests make several computers of one, in network namespaces."""
    return [] if shutil.which("ip") or sys.platform != "linux" else ["iproute2"]


def apt_install(packages: Sequence[str]) -> bool:
    """Installs packages of the system, where the user is root and there is apt-get. False: not done."""
    if sys.platform == "win32" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing packages of the system with apt-get: {' '.join(packages)}")
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    codes = [
        subprocess.run(
            ["apt-get", "-qq", *command],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            check=False,
        ).returncode
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages])
    ]
    return codes[-1] == 0  # an index that could not be refreshed may still do


def prepare(root: Path, requirements: Sequence[str], needs: Needs, *, may_apt: bool = False) -> Environment:
    """Makes everything ready that a program needs. Raises SetupError.

    ``may_apt``: root on Debian is given the packages of the system that are missing. That is for the demo,
    the tests and the build, which promise to set everything up; other programs only name them.
    """
    environment = Environment(root)
    no_venv = [] if environment.python.exists() else venv_packages()
    wanted = no_venv + missing_packages(needs)
    lacking = bool(wanted) and not (may_apt and apt_install(wanted))
    remedy = f"sudo apt install {' '.join(wanted)}"
    if lacking and no_venv:
        raise SetupError(f"this Python cannot make a virtual environment; run: {remedy}")
    environment.ensure(requirements)
    if lacking and not _qt_starts(environment.python, needs):
        raise SetupError(f"Qt needs packages that this system lacks; run: {remedy}")
    if lacking:
        say(f"Qt starts, but packages that it can use are missing; if a window looks wrong run: {remedy}")
    return environment


def _qt_starts(python: Path, needs: Needs) -> bool:
    """Asks Qt itself, in a process of its own: it aborts where it cannot draw."""
    variables = {**os.environ, **needs.variables}
    done = subprocess.run([python, "-c", needs.probe], env=variables, capture_output=True, check=False)
    return done.returncode == 0
