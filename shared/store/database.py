"""Opening a database by its URL or file, and bringing its schema up to date."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path, PurePath
from typing import Any, Final

from peewee import Database, PeeweeException, SqliteDatabase
from playhouse.migrations import MigrationError, Runner

from shared.runtime.paths import InstanceLock, hold
from shared.runtime.text import translate
from shared.store.errors import StoreError, explain
from shared.store.postgresql import ServerDatabase

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 500
"""How long SQLite itself waits for a lock, ms: the core retries, so that it stays responsive."""

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
}
FILE_VERSION: Final = 1
"""Of the tables in an engine's and a driver's file, kept in SQLite's ``user_version``."""

_WAL_HEADER = 32
"""Bytes of a write-ahead log that holds nothing."""


def sqlite_database(path: Path, busy_ms: int = BUSY_TIMEOUT_MS, **options: Any) -> SqliteDatabase:
    """The SQLite file ``path``, made if it is missing, but never made again once it was there.

    A later connection only opens what is there: where a disk went away, an empty file in its place would
    look like a database that lost everything. Raises :class:`StoreError`.
    """
    url = sqlite_url(path.absolute())
    wal = path.with_name(path.name + "-wal")
    try:
        if (not path.exists() or path.stat().st_size == 0) and (
            wal.exists() and wal.stat().st_size > _WAL_HEADER
        ):
            # SQLite would throw the log away.
            raise StoreError(
                translate(
                    "Store",
                    "The database {where} is missing or empty, but {wal} holds its last changes. Put the file"
                    " back that belongs to it, or move both away to begin an empty one.",
                ).format(where=path, wal=wal.name),
                "no database beside its write-ahead log",
            )
        path.touch(0o600)
        for file in (path, wal, path.with_name(path.name + "-shm")):  # secrets and tickets: its user's only
            if file.exists() and file.stat().st_mode & 0o077:
                with contextlib.suppress(PermissionError):
                    file.chmod(0o600)
    except OSError as error:
        raise explain(error, str(path)) from error
    # Only macOS looks at fullfsync: without it a disk there may still hold in its cache what fsync wrote.
    pragmas = SQLITE_PRAGMAS | {"busy_timeout": busy_ms, "fullfsync": 1}
    return SqliteDatabase(url, pragmas=pragmas, timeout=busy_ms / 1000, uri=True, **options)


def open_file(path: Path, busy_ms: int, schema: str) -> Any:
    """The SQLite file of an engine or a driver, on any thread, then used by one at a time.

    ``schema`` makes the tables that are missing. Raises :class:`StoreError`.
    """
    database: Any = sqlite_database(path, busy_ms, thread_safe=False, check_same_thread=False)
    try:
        database.connect()
        if database.execute_sql("PRAGMA quick_check").fetchone() != ("ok",):
            raise PeeweeException("database disk image is malformed")
        (version,) = database.execute_sql("PRAGMA user_version").fetchone()
        if version > FILE_VERSION:
            raise _newer(str(path), f"user_version {version}")
        with database.atomic():
            for statement in schema.split(";"):
                database.execute_sql(statement)
            database.execute_sql(f"PRAGMA user_version = {FILE_VERSION}")
    except (PeeweeException, OSError, StoreError) as error:
        database.close()
        raise error if isinstance(error, StoreError) else explain(error, str(path)) from error
    return database


def sqlite_url(path: PurePath) -> str:
    """What SQLite calls the file at the absolute ``path``; it is not made by opening it.

    Raises :class:`StoreError` for a network share of Windows, where SQLite's write-ahead log does not work.
    """
    if path.drive.startswith("\\\\"):
        raise StoreError(
            translate(
                "Store",
                "The database {where} is on a network share, where it is not safe; choose a local disk.",
            ).format(where=path),
            "network share",
        )
    return f"{path.as_uri()}?mode=rw"


def open_database(url: str) -> tuple[Database, str]:
    """The database of ``sqlite:///FILE`` or ``postgresql://...`` and its name without password.

    The schema is created or brought up to date. Raises :class:`StoreError`.
    """
    database, where = _connect(url)
    try:
        database.connect()
        make_runner: Any = Runner
        runner = make_runner(database, directory=os.fspath(MIGRATIONS))
        newer = [migration.name for migration in runner.status() if migration.path is None]
        if newer:
            raise _newer(where, f"unknown migrations {newer}")
        runner.up()
    except (PeeweeException, MigrationError, OSError) as error:
        with contextlib.suppress(PeeweeException):
            database.close()
        raise explain(error, where) from error
    return database, where


def path_of(url: str) -> Path | None:
    """The file of ``sqlite:///FILE``; None for another URL."""
    return Path(url.removeprefix("sqlite:///")).absolute() if url.startswith("sqlite:///") else None


def lock_file_of(path: Path) -> Path:
    """Beside the SQLite file ``path``: locked while a CENTRAL has it, whatever name it used for it."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + ".lock")


def hold_database(url: str) -> InstanceLock | None:
    """Take the SQLite file of ``url`` for this process until it dies; a server keeps a second CENTRAL out by
    itself. Raises :class:`StoreError`."""
    path = path_of(url)
    if path is None:
        return None
    try:
        lock = hold(lock_file_of(path))
    except OSError as error:
        raise explain(error, str(path)) from error
    if lock is None:
        raise StoreError(
            translate(
                "Store",
                "Another CENTRAL has the database {where}: end that one, or give this one another"
                " --database.",
            ).format(where=path),
            "its lock file is locked",
        )
    return lock


def server_of(url: str) -> ServerDatabase:
    """The database of ``postgresql://...``, not connected. Raises :class:`StoreError` for another URL."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise _not_understood(url)
    try:
        return ServerDatabase(url)
    except ValueError:
        raise _not_understood(url) from None


def _connect(url: str) -> tuple[Database, str]:
    path = path_of(url)
    if path is not None:
        return sqlite_database(path), str(path)
    server = server_of(url)
    return server, server.where


def _newer(where: str, detail: str) -> StoreError:
    text = translate(
        "Store", "The database {where} was made by a newer version of EVCharging. Use that version."
    )
    return StoreError(text.format(where=where), detail)


def _not_understood(url: str) -> StoreError:
    return StoreError(
        translate(
            "Store",
            "The database URL '{url}' is not understood. Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
        ).format(url=re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", url)),
        "scheme",
    )


__all__ = ["StoreError", "explain", "hold_database", "open_database", "sqlite_database", "sqlite_url"]
