"""The executables in ``dist/EVCharging``, made by PyInstaller from ``build.spec`` when they are not of today.

Standard library only; PyInstaller runs as a process of its own.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bootstrap import SetupError, locked, say

ROOT: Final = Path(__file__).resolve().parents[2]
DIST: Final = ROOT / "dist"
FOLDER: Final = DIST / "EVCharging"
_STAMP: Final = DIST / "EVCharging.stamp"
_LOG: Final = DIST / "build.log"
SOURCES: Final = (
    "apps", "shared", "resources", "packaging/kafka", "packaging/release", "build.spec", "bootstrap.py",
    "requirements.txt", "requirements-dev.txt",
)  # fmt: skip


def executables() -> Path:
    """The folder with the executables of these sources; made, once for all who ask, if it is not there.

    Raises SetupError.
    """
    wanted = digest_of_sources(SOURCES)
    if not _is_made(wanted):
        DIST.mkdir(exist_ok=True)
        with locked(DIST / "build.lock", "building the executables"):
            if not _is_made(wanted):
                _STAMP.unlink(missing_ok=True)
                _build()
                _STAMP.write_text(wanted, "ascii")
    return FOLDER


def digest_of_sources(names: Sequence[str]) -> str:
    """SHA-256 over the names and bytes of all files in the files and folders ``names`` of the project."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(path for name in names for path in _files(ROOT / name)):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for each in path.rglob("*"):
        if each.is_file() and each.suffix != ".pyc":
            yield each


def _is_made(wanted: str) -> bool:
    try:
        return _STAMP.read_text("ascii") == wanted and FOLDER.is_dir()
    except OSError:
        return False


def _build() -> None:
    if sys.platform == "linux" and not (shutil.which("objdump") and shutil.which("strip")):
        raise SetupError("the executables cannot be made without binutils; run: sudo apt install binutils")
    say("building the executables (about 20 s).")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "build.spec"]
    with _LOG.open("wb") as log:
        # It inherits the lock: should we be killed, nobody builds under its feet.
        code = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, close_fds=False
        ).returncode
    if code:
        said = "\n".join(f"  {line}" for line in _LOG.read_text("utf-8", "replace").splitlines()[-12:])
        raise SetupError(
            f"PyInstaller could not build the executables; its whole log is {_LOG}. It said:\n{said}"
        )


def as_command(name: str, arguments: Sequence[str], make: Callable[[], Iterable[str]]) -> int:
    """Run ``make`` as the command ``name`` of run.py and say the lines that it gives; the exit code."""
    if arguments:
        say(f"the {name} takes no arguments: leave out {' '.join(arguments)}.")
        return 2
    try:
        for line in make():
            say(line)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted; start it again to go on.")
        return 130
    return 0


def main(arguments: Sequence[str]) -> int:
    """Make them; the exit code."""
    return as_command("build", arguments, lambda: [f"the executables are in {executables()}."])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
