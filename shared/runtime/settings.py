"""Small files: settings that the user typed last, and secrets that only the user may read."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from shared.runtime.errors import UserError
from shared.runtime.text import translate

_log = logging.getLogger(__name__)

DAMAGED_SUFFIX = ".damaged"


class CannotWrite(UserError):
    """A file could not be written; ``str(error)`` says which, why and what to do (B4)."""


def load_settings(path: Path) -> dict[str, str]:
    """The settings in ``path``; empty if there are none or they cannot be read.

    A damaged file is kept beside it (``.damaged``) for whoever wants to look, and the program goes on: these
    are conveniences.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("cannot read the settings %s: %s", path, error)
        return {}
    try:
        return msgspec.json.decode(data, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _log.warning("the settings %s are damaged (%s); they are put aside", path, error)
        with contextlib.suppress(OSError):
            os.replace(path, path.with_name(path.name + DAMAGED_SUFFIX))
        return {}


def save_settings(path: Path, values: Mapping[str, str]) -> None:
    """Write ``values`` to ``path`` at once or not at all. Raises :class:`CannotWrite`."""
    write_private(path, msgspec.json.format(msgspec.json.encode(dict(values))) + b"\n")


def make_room(path: Path, size: int) -> None:
    """Take now, on the disk, the room in which :func:`write_private` will write ``size`` bytes for ``path``.

    For what comes only once: a disk that fills up in between does not matter. Raises :class:`CannotWrite`.
    """
    room = _room(path)
    try:
        if not room.exists() or room.stat().st_size != size:
            _replace(room, bytes(size))
    except OSError as error:
        raise _cannot_write(room, error) from error


def write_private(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that only its user can read it and no crash leaves half of it.

    It is on the disk when this returns (a secret is given out only once per enrolment, wire contract 2).
    Raises :class:`CannotWrite`.
    """
    room = _room(path)
    try:
        if room.exists():
            with room.open("r+b") as file:
                _write(file, data)
            os.replace(room, path)
            _sync_folder(path.parent)
        else:
            _replace(path, data)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _replace(path: Path, data: bytes) -> None:
    # mkstemp makes it readable by its user only; os.replace keeps that.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(file, data)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)


def _write(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.truncate()
    file.flush()
    os.fsync(file.fileno())


def _room(path: Path) -> Path:
    return path.with_name(f".{path.name}.room")


def _cannot_write(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(
        translate(
            "Settings",
            "The file {path} cannot be written ({reason}); free some space or check who may write there.",
        ).format(path=path, reason=error.strerror or error)
    )


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; Windows can neither open folders nor needs it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
