"""Opening a database by its URL, bringing its schema up to date, and errors as sentences (B4)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from peewee import Database, PeeweeException, PostgresqlDatabase, SqliteDatabase
from playhouse.db_url import parse
from playhouse.migrations import MigrationError, Runner

from shared.runtime.errors import UserError
from shared.runtime.text import translate

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 500
"""How long SQLite itself waits for a lock, ms: the core retries, so that it stays responsive."""

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
}


class StoreError(UserError):
    """The database cannot be used now. Its text is a sentence with the remedy; ``detail`` is the cause."""

    def __init__(self, sentence: str, detail: str) -> None:
        super().__init__(sentence)
        self.detail = detail


def explain(error: Exception, where: str) -> StoreError:
    """The error as a sentence with a remedy, by what SQLite or PostgreSQL says."""
    said = " ".join(str(error).split())
    low = said.lower()
    if "locked" in low or "busy" in low:
        text = translate("Store", "The database {where} is locked by another program: close that one.")
    elif "full" in low or "no space" in low:
        text = translate("Store", "The disk with the database {where} is full: free some space.")
    elif "readonly" in low or "read-only" in low or "permission" in low:
        text = translate(
            "Store", "The database {where} cannot be written. Check the permissions of its folder."
        )
    elif "unable to open" in low:
        text = translate(
            "Store", "The database {where} cannot be opened. Check that its folder exists and can be written."
        )
    elif "not a database" in low or "malformed" in low:
        text = translate(
            "Store", "{where} is damaged or is no database. Restore a copy, or give another with --database."
        )
    elif "connection" in low or "connect" in low:
        text = translate(
            "Store", "The database server {where} cannot be reached. Check its address and that it runs."
        )
    else:
        text = translate("Store", "The database {where} failed: {said}")
    return StoreError(text.format(where=where, said=said), said)


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
            raise StoreError(
                translate(
                    "Store",
                    "The database {where} was made by a newer version of EVCharging. Use that version.",
                ).format(where=where),
                f"unknown migrations {newer}",
            )
        runner.up()
    except (PeeweeException, MigrationError, OSError) as error:
        with contextlib.suppress(PeeweeException):
            database.close()
        raise explain(error, where) from error
    return database, where


def _connect(url: str) -> tuple[Database, str]:
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///")).absolute()
        return SqliteDatabase(str(path), pragmas=SQLITE_PRAGMAS, timeout=BUSY_TIMEOUT_MS / 1000), str(path)
    if url.startswith(("postgresql://", "postgres://")):
        parse_url: Any = parse
        parts: dict[str, Any] = parse_url(url)
        if not parts.get("database"):
            raise _not_understood(url)
        where = f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts['database']}"
        return PostgresqlDatabase(prefer_psycopg3=True, connect_timeout=5, **parts), where
    raise _not_understood(url)


def _not_understood(url: str) -> StoreError:
    return StoreError(
        translate(
            "Store",
            "The database URL '{url}' is not understood. Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
        ).format(url=url),
        "scheme",
    )
