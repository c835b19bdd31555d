"""What is wrong with a database, as a sentence with a remedy (B4)."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from enum import Enum, auto
from pathlib import Path

from shared.runtime.errors import UserError
from shared.runtime.text import translate
from shared.store.postgresql import sentence_of

_NO_SPACE = 64 * 1024
"""A disk with less than this free is full for a database, bytes."""
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}


class _Kind(Enum):
    """What is wrong with a database."""

    LOCKED = auto()
    FULL = auto()
    READONLY = auto()
    UNOPENED = auto()
    BROKEN = auto()
    DAMAGED = auto()
    UNREACHED = auto()
    UNKNOWN = auto()


_HARMLESS = (_Kind.LOCKED, _Kind.FULL)
"""After these the connection is as good as before."""
_SQLITE = {
    "SQLITE_BUSY": _Kind.LOCKED,
    "SQLITE_LOCKED": _Kind.LOCKED,
    "SQLITE_FULL": _Kind.FULL,
    "SQLITE_READONLY": _Kind.READONLY,
    "SQLITE_PERM": _Kind.READONLY,
    "SQLITE_CANTOPEN": _Kind.UNOPENED,
    "SQLITE_IOERR": _Kind.BROKEN,
    "SQLITE_PROTOCOL": _Kind.LOCKED,
    "SQLITE_CORRUPT": _Kind.DAMAGED,
    "SQLITE_NOTADB": _Kind.DAMAGED,
}
"""By the names of SQLite's result codes, the extended ones by how they begin."""
_WORDS = (
    (("locked", "busy", "lock timeout", "deadlock"), _Kind.LOCKED),
    (("disk full", "is full", "no space"), _Kind.FULL),
    (("readonly", "read-only", "permission"), _Kind.READONLY),
    (("unable to open",), _Kind.UNOPENED),
    (("i/o error",), _Kind.BROKEN),
    (("not a database", "malformed"), _Kind.DAMAGED),
    (("connect", "server closed", "shutting down", "terminating"), _Kind.UNREACHED),
)
"""By what PostgreSQL says, in its words."""


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
    by_server = sentence_of(cause, where)
    if by_server is not None:
        return StoreError(by_server, said, reopen=True)
    kind = _kind(cause, said.lower(), where)
    sentence = _sentence(kind).format(where=where, said=said)
    return StoreError(sentence, said, reopen=kind not in _HARMLESS, full=kind is _Kind.FULL)


def _cause(error: BaseException) -> BaseException:
    """What really happened: peewee wraps it, and hides it when SQLite had already rolled back by itself."""
    while "no transaction is active" in str(error) and error.__context__ is not None:
        error = error.__context__
    found: BaseException = getattr(error, "orig", error)
    return found


def _kind(cause: BaseException, said: str, where: str) -> _Kind:
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "") or ""
        found = next((kind for start, kind in _SQLITE.items() if name.startswith(start)), None)
        if found is not None:
            # A file that cannot be made or stretched is an I/O error to SQLite, whatever the reason.
            return _disk(where) or found if found in (_Kind.BROKEN, _Kind.UNOPENED) else found
    elif isinstance(cause, OSError):
        if cause.errno in _FULL:
            return _Kind.FULL
        return _Kind.READONLY if cause.errno in _NOT_WRITABLE else _Kind.UNOPENED
    return next((kind for words, kind in _WORDS if any(word in said for word in words)), _Kind.UNKNOWN)


def _disk(where: str) -> _Kind | None:
    """What the disk itself says, if it is full or cannot be written."""
    folder = Path(where).parent
    try:
        if shutil.disk_usage(folder).free < _NO_SPACE:
            return _Kind.FULL
        if hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY:
            return _Kind.READONLY
    except OSError:
        pass
    return None


def _sentence(kind: _Kind) -> str:
    return {
        _Kind.LOCKED: translate(
            "Store", "The database {where} is locked by another program: close that one."
        ),
        _Kind.FULL: translate("Store", "The disk with the database {where} is full: free some space."),
        _Kind.READONLY: translate(
            "Store",
            "The database {where} cannot be written. Check the permissions of its folder, and that its disk"
            " is not read-only.",
        ),
        _Kind.UNOPENED: translate(
            "Store", "The database {where} cannot be opened. Check that its folder exists and can be written."
        ),
        _Kind.BROKEN: translate(
            "Store",
            "The disk with the database {where} fails ({said}). Check the disk, its connection and its"
            " quota.",
        ),
        _Kind.DAMAGED: translate(
            "Store",
            "{where} is damaged or is no database. Restore a copy, or move it away to begin an empty one.",
        ),
        _Kind.UNREACHED: translate(
            "Store", "The database server {where} cannot be reached. Check its address and that it runs."
        ),
        _Kind.UNKNOWN: translate(
            "Store",
            "The database {where} failed: {said}. If this does not pass, start the program again, and report"
            " it with the log.",
        ),
    }[kind]
