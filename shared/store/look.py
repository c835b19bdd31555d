"""Whether a database can be used, found out without changing it and while its program runs."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from shared.runtime.paths import is_held
from shared.store.database import lock_file_of, path_of, server_of, sqlite_url
from shared.store.errors import explain

_BUSY_S: Final = 3.0
"""The program that runs with it may be writing."""


@dataclass(frozen=True, slots=True)
class Look:
    """A database that can be used: its name without password, whether it is ``there`` (else it can be made),
    and whether a CENTRAL has it now."""

    where: str
    there: bool = True
    held: bool = False


def look_at_database(url: str) -> Look:
    """The database of ``url``. Blocks up to 8 s. Raises :class:`StoreError` where it cannot be opened and
    written, or made."""
    path = path_of(url)
    if path is not None:
        return look_at_file(path)
    server = server_of(url)
    try:
        return Look(server.where, held=server.look())
    except (psycopg.Error, OSError) as error:
        raise explain(error, server.where) from error


def look_at_file(path: Path) -> Look:
    """The SQLite file ``path``. Blocks up to 3 s. Raises as :func:`look_at_database`."""
    try:
        url = sqlite_url(path.absolute())
        if not path.exists():
            _may_make(path.parent)
            return Look(str(path), there=False)
        with contextlib.closing(
            sqlite3.connect(url, uri=True, timeout=_BUSY_S, isolation_level=None)
        ) as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            database.execute("ROLLBACK")
        held = is_held(lock_file_of(path))
    except (sqlite3.Error, OSError) as error:
        raise explain(error, str(path)) from error
    return Look(str(path), held=held)


def _may_make(folder: Path) -> None:
    """Raises OSError where no file can be made in ``folder``."""
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
