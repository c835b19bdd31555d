"""Where a program keeps its files, and that only one process at a time does so."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import sys
import tempfile
import threading
from pathlib import Path

import platformdirs

from shared.runtime.errors import StartError
from shared.runtime.text import translate

_PLAIN = re.compile(rb"[A-Za-z0-9_-]")
_LONGEST = 96
LOCK_NAME = "lock"
_looking = threading.Lock()


class DataDirError(StartError):
    """The data folder cannot be used; ``str(error)`` says why and what to do (B4)."""


class AlreadyRunning(StartError):
    """Another process has this data folder; ``str(error)`` says which and what to do."""


def data_dir(app: str, instance: str, override: Path | None) -> Path:
    """The folder of one program and id, made if it is missing, for its user only.

    ``<base>/<app>-<instance>`` (``<base>/<app>`` where ``instance`` is empty), with ``override`` or the
    user's data folder for applications as base: programs that share ``--data-dir`` never collide. An
    ``instance`` may hold any character: those that file systems dislike are percent-encoded, and names differ
    in more than case.

    Raises :class:`DataDirError` if it cannot be made or written.
    """
    folder = data_path(app, instance, override)
    make_data_dir(folder)
    return folder


def data_path(app: str, instance: str, override: Path | None) -> Path:
    """Where :func:`data_dir` makes the folder; nothing is made."""
    base = override if override is not None else platformdirs.user_data_path("EVCharging", appauthor=False)
    name = f"{app}-{_file_name(instance)}" if instance else app
    there: list[str] = []
    with contextlib.suppress(OSError):
        there = os.listdir(base)
    if name in there:  # of an earlier version
        return base.absolute() / name
    mark = _case_of(instance)
    if instance and not mark and {name.lower(), f"{name}~0".lower()} & set(map(str.lower, there)):
        mark = "~0"  # "ana" of an earlier version has that name where case does not count
    return base.absolute() / (name + mark)


def make_data_dir(folder: Path) -> None:
    """Make ``folder`` if it is missing, for its user only. Raises :class:`DataDirError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError, *, locking: bool = False) -> DataDirError:
    text = translate(
        "DataDir", "The data folder {folder} cannot be written ({reason}); choose another --data-dir."
    )
    if locking and error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC):
        text = translate(
            "DataDir",
            "The data folder {folder} cannot be locked ({reason}); choose a --data-dir on a local disk.",
        )
    return DataDirError(text.format(folder=folder, reason=error.strerror or error))


def _file_name(instance: str) -> str:
    """``instance`` as part of a file name of any system, different for different ids."""
    raw = instance.encode("utf-8", "surrogatepass")
    name = "".join(
        char.decode("ascii") if _PLAIN.match(char) else f"%{char[0]:02X}"
        for char in (raw[i : i + 1] for i in range(len(raw)))
    )
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}%{hashlib.sha256(raw).hexdigest()[:32]}"


def _case_of(instance: str) -> str:
    """Where Windows and macOS see one name, ``ana`` and ``ANA`` have two: which letters are small ones."""
    small = sum(1 << place for place, char in enumerate(instance) if char.isascii() and char.islower())
    return f"~{small:x}" if small else ""


class InstanceLock:
    """Holds a data folder for this process. The system frees it when the process dies, however that is."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor: int | None = descriptor
        self._path = path

    def renew(self) -> None:
        """Set the time of the lock file to now; where it cannot be set, it stays old."""
        with contextlib.suppress(OSError):
            os.utime(self._path)

    def release(self) -> None:
        """Let the next process have the folder. Does nothing the second time."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> InstanceLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def instance_lock(folder: Path, name: str) -> InstanceLock:
    """Take ``folder`` for this process; ``name`` is who it is in the sentence, such as ``EV_Driver 5``.

    Two processes on one journal would corrupt it. Raises :class:`AlreadyRunning` if another process has it,
    :class:`DataDirError` if the folder cannot be locked at all. The lock file stays: deleting it would let
    two processes lock two files of the same name.
    """
    try:
        lock = hold(folder / LOCK_NAME)
    except OSError as error:
        raise _unusable(folder, error, locking=True) from error
    if lock is None:
        raise AlreadyRunning(
            translate(
                "DataDir",
                "{name} is already running with the data folder {folder}; end it, or give this one another "
                "id or another --data-dir.",
            ).format(name=name, folder=folder)
        )
    return lock


def hold(path: Path) -> InstanceLock | None:
    """Take the lock file ``path``, made if it is missing; None if another process has it. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError | PermissionError):
            return None
        raise
    return InstanceLock(descriptor, path)


def is_held(path: Path) -> bool:
    """Whether a process has the lock file ``path`` now. Any thread. Raises OSError."""
    if not path.exists():
        return False
    with _looking:  # two threads that look at once would take each other for that process
        lock = hold(path)
        if lock is not None:
            lock.release()
    return lock is None


def is_running(folder: Path) -> bool:
    """Whether a process has ``folder`` now. Any thread. Raises :class:`DataDirError` if it is not told."""
    try:
        return is_held(folder / LOCK_NAME)
    except OSError as error:
        raise _unusable(folder, error, locking=True) from error


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
