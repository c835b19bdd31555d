"""What is wrong with a database, as a sentence with a remedy (B4)."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import psycopg

from shared.runtime.errors import UserError
from shared.runtime.text import translate

_NO_SPACE = 64 * 1024
"""A disk with less than this free is full for a database, bytes."""
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}

_Table = Mapping[str, str]
"""What is wrong by a regular expression; the first that is found counts."""
_SQLITE: _Table = {
    "SQLITE_(BUSY|LOCKED|PROTOCOL)": "locked",
    "SQLITE_FULL": "full",
    "SQLITE_(READONLY|PERM)": "readonly",
    "SQLITE_CANTOPEN": "unopened",
    "SQLITE_IOERR": "broken",
    "SQLITE_(CORRUPT|NOTADB)": "damaged",
}
"""By the names of SQLite's result codes, the extended ones by how they begin."""
_STATES: _Table = {
    "55P03|40P01": "locked",
    "53100": "full",
    "42501|3F000": "rights",
    "25006": "replica",
    "^08|^57P": "unreached",
}
"""By the code of the SQL standard that PostgreSQL gives (its manual, appendix A)."""
_NO_STATE: _Table = {
    "starting up|shutting down|not yet accepting|terminating": "unreached",
    'database ".*does not exist': "missing",
    "password|authentication|does not exist": "refused",
    "fatal": "shut",
    "connect|resolve|server closed|consuming input": "unreached",
}
"""Where there is no code: the server let nobody in (it says FATAL), or there is no server."""
_WORDS: _Table = {
    "locked|busy|lock timeout|deadlock": "locked",
    "disk full|is full|no space": "full",
    "readonly|read-only|permission": "readonly",
    "unable to open": "unopened",
    "i/o error": "broken",
    "not a database|malformed": "damaged",
    "connect|server closed|shutting down|terminating": "unreached",
}
"""By anybody's words."""


class StoreError(UserError):
    """The database cannot be used now. Its text is a sentence with the remedy; ``detail`` is the cause.

    ``reopen``: the connection may be spoilt (its disk or server failed); the next try needs a new one.
    ``full``: there is no room on the disk.
    """

    def __init__(self, sentence: str, detail: str, *, reopen: bool = False, full: bool = False) -> None:
        super().__init__(sentence)
        self.detail = detail
        self.reopen = reopen
        self.full = full


def explain(error: Exception, where: str) -> StoreError:
    """The error as a sentence with a remedy, by what SQLite, PostgreSQL or the system says."""
    cause = _cause(error)
    said = " ".join(str(cause).split())
    by_server = _by_server(cause, said)
    kind = by_server or _kind(cause, said, where)
    sentence = _sentence(kind).format(where=where, said=said)
    harmless = by_server is None and kind in ("locked", "full")  # the connection is as good as before
    return StoreError(sentence, said, reopen=not harmless, full=harmless and kind == "full")


def _cause(error: BaseException) -> BaseException:
    """What really happened: peewee wraps it, and hides it when SQLite had already rolled back by itself."""
    while "no transaction is active" in str(error) and error.__context__ is not None:
        error = error.__context__
    found: BaseException = getattr(error, "orig", error)
    return found


def _by_server(cause: BaseException, said: str) -> str | None:
    if not isinstance(cause, psycopg.Error):
        return None
    return _found(_STATES, cause.sqlstate) if cause.sqlstate else _found(_NO_STATE, said.lower())


def _kind(cause: BaseException, said: str, where: str) -> str:
    if isinstance(cause, sqlite3.Error):
        found = _found(_SQLITE, getattr(cause, "sqlite_errorname", "") or "")
        if found is not None:
            # A file that cannot be made or stretched is an I/O error to SQLite, whatever the reason.
            return _disk(where) or found if found in ("broken", "unopened") else found
    elif isinstance(cause, OSError):
        if cause.errno in _FULL:
            return "full"
        return "readonly" if cause.errno in _NOT_WRITABLE else "unopened"
    return _found(_WORDS, said.lower()) or "unknown"


def _found(table: _Table, text: str) -> str | None:
    return next((kind for pattern, kind in table.items() if re.search(pattern, text)), None)


def _disk(where: str) -> str | None:
    """What the disk itself says, if it is full or cannot be written."""
    folder = Path(where).parent
    try:
        if shutil.disk_usage(folder).free < _NO_SPACE:
            return "full"
        if hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY:
            return "readonly"
    except OSError:
        pass
    return None


def _sentence(kind: str) -> str:
    return {
        "locked": translate("Store", "The database {where} is locked by another program: close that one."),
        "full": translate("Store", "The disk with the database {where} is full: free some space."),
        "readonly": translate(
            "Store",
            "The database {where} cannot be written. Check the permissions of its folder, and that its disk"
            " is not read-only.",
        ),
        "unopened": translate(
            "Store", "The database {where} cannot be opened. Check that its folder exists and can be written."
        ),
        "broken": translate(
            "Store",
            "The disk with the database {where} fails ({said}). Check the disk, its connection and its"
            " quota.",
        ),
        "damaged": translate(
            "Store",
            "{where} is damaged or is no database. Restore a copy, or move it away to begin an empty one.",
        ),
        "unreached": translate(
            "Store", "The database server {where} cannot be reached. Check its address and that it runs."
        ),
        "rights": translate(
            "Store", "The user of the database {where} lacks rights in it: make it the owner of the database."
        ),
        "replica": translate(
            "Store", "The database {where} can only be read: give the address of its primary server."
        ),
        "missing": translate(
            "Store",
            "There is no database {where}: create it on the server (createdb), or correct --database.",
        ),
        "refused": translate(
            "Store", "The database server of {where} refuses user or password: correct them in --database."
        ),
        "shut": translate(
            "Store",
            "The database server of {where} lets nobody in ({said}): correct --database or its settings.",
        ),
        "unknown": translate(
            "Store",
            "The database {where} failed: {said}. If this does not pass, start the program again, and report"
            " it with the log.",
        ),
    }[kind]
