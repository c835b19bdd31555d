"""The log of a program: standard error and a file in its data folder, UTC, and what happens to surprises.

For machines (``--log-format json``) every line is one object with ``time``, ``level``, ``logger``, ``thread``
and ``message``, all text, and with the traceback as ``exception`` where there is one. What the program says
to people on standard error is such an object too, of the logger ``say``.

A program without a console (a frozen window, ``sys.stdout`` and ``sys.stderr`` None) logs to the file only.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import msgspec

from shared.runtime.console import say, say_in_form
from shared.runtime.text import shown, translate

LOG_NAME = "log.txt"
MAX_BYTES = 5_000_000
BACKUPS = 3
LONGEST_LINE = 4_000
"""Characters of a message, and of a line of a traceback."""
COMPLAIN_EVERY_S = 60.0
"""Least time between two complaints that the file cannot be written, s: a full disk comes and goes."""
ROTATE_AGAIN_S = 60.0
"""When a file that could not be renamed (on Windows while somebody reads it) is tried again, s."""

_log = logging.getLogger(__name__)


class _Formatter(logging.Formatter):
    """``2026-05-01T10:00:00.123Z INFO module [thread] text``."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever others had a part in it; a traceback follows, indented."""
        record.message, record.asctime = shown(record.getMessage(), LONGEST_LINE), self.formatTime(record)
        return "\n    ".join([self.formatMessage(record), *self._trace(record)])

    def _trace(self, record: logging.LogRecord) -> list[str]:
        lines = self.formatException(record.exc_info).splitlines() if record.exc_info else []
        return [shown(line, LONGEST_LINE) for line in lines]


class _JsonFormatter(_Formatter):
    """One JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "thread": record.threadName or "",
            "message": shown(record.getMessage(), LONGEST_LINE),
        }
        if record.exc_info:
            fields["exception"] = "\n".join(self._trace(record))
        return msgspec.json.encode(fields).decode()

    def sentence(self, text: str) -> str:
        """The object of a sentence for people, as :func:`say` writes it."""
        return self.format(logging.LogRecord("say", logging.INFO, __file__, 0, text, (), None))


class _StderrHandler(logging.StreamHandler):  # type: ignore[type-arg]  # generic in typeshed only
    """Standard error; a reader that went away (a closed pipe) is no reason to fail or to complain."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


class _FileHandler(RotatingFileHandler):
    """The file in the data folder. If it cannot be written that is said once, not for every line (B4).

    Each further line tries again; the first one that gets through is preceded by how many are missing.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", errors="backslashreplace"
        )
        self._missing = 0
        self._complained_mono = float("-inf")
        self._rotate_mono = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        missing = self._missing
        if missing:
            super().emit(_gap(missing))
            if self._missing > missing:
                return  # as little as before, and this line is counted
            self._missing = 0
            say(
                translate("Log", "The log {path} can be written again; lines missing: {count}.").format(
                    path=self.baseFilename, count=missing
                )
            )
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        reason = sys.exc_info()[1]
        self._missing += 1
        self._let_go()
        if self._missing > 1 or time.monotonic() - self._complained_mono < COMPLAIN_EVERY_S:
            return
        self._complained_mono = time.monotonic()
        say(
            translate(
                "Log",
                "The log {path} cannot be written ({reason}); free some space or check who may write there.",
            ).format(path=self.baseFilename, reason=getattr(reason, "strerror", None) or reason)
        )

    def _let_go(self) -> None:
        """The next line opens the file anew: this one may be on a disk that is gone."""
        stream, self.stream = self.stream, None
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.close()

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - named by the base class
        return time.monotonic() >= self._rotate_mono and bool(super().shouldRollover(record))

    def doRollover(self) -> None:  # noqa: N802 - named by the base class
        """Begin a new file; where the old one may not be renamed, go on in it, or anew if it is too long."""
        try:
            super().doRollover()
        except OSError:
            self._let_go()
            self._rotate_mono = time.monotonic() + ROTATE_AGAIN_S
            if os.path.getsize(self.baseFilename) > 2 * MAX_BYTES:
                os.truncate(self.baseFilename, 0)
            self.stream = self._open()


def _gap(missing: int) -> logging.LogRecord:
    """The line that stands for those that could not be written."""
    text = "%d lines are missing here: the log could not be written"
    return logging.LogRecord(__name__, logging.WARNING, __file__, 0, text, (missing,), None)


def set_up_sentences(form: str) -> None:
    """What :func:`say` writes from now on: lines for people (``text``), or ``json``. For what is said before
    :func:`set_up_logging`, which does it too."""
    say_in_form(_JsonFormatter().sentence if form == "json" else str)


def set_up_logging(program: str, level: str, folder: Path | None, form: str = "text") -> Path | None:
    """Log from ``level`` (``debug``, ``info``, ``warning``, ``error``) on, and catch what nobody caught.

    ``folder``: the data folder, where ``log.txt`` and its three predecessors of 5 MB live; None for standard
    error alone. ``form``: ``text``, or ``json`` for lines. Returns the file, None if there is none or it
    cannot be opened (which is said). Call it once, on the main thread, after
    :func:`~shared.runtime.output.ensure_streams`.
    """
    root = logging.getLogger()
    root.setLevel(level.upper())
    set_up_sentences(form)
    formatter = _JsonFormatter() if form == "json" else _Formatter()
    handlers: list[logging.Handler] = [_StderrHandler(sys.stderr)] if sys.stderr is not None else []
    path = folder / LOG_NAME if folder is not None else None
    if path is not None:
        try:
            handlers.append(_FileHandler(path))
        except OSError as error:
            say(
                translate(
                    "Log", "The log {path} cannot be opened ({reason}); check who may write there."
                ).format(path=path, reason=error.strerror or error)
            )
            path = None
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    _catch_surprises(program, path)
    return path


def _catch_surprises(program: str, path: Path | None) -> None:
    """An exception that nobody caught: the details go to the log, one plain sentence to standard error."""

    def report(
        kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, where: str
    ) -> None:
        _log.critical("uncaught exception in %s", where, exc_info=(kind, error or kind(), trace))
        text = translate("Log", "{program} met an error that it did not expect ({error}).").format(
            program=program, error=f"{kind.__name__}: {error}" if str(error or "") else kind.__name__
        )
        if path is not None:
            text += " " + translate("Log", "Please report it with the file {path}.").format(path=path)
        say(text)

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report(kind, error, trace, "the main thread")

    def uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
        if not issubclass(args.exc_type, SystemExit):
            name = args.thread.name if args.thread is not None else "a thread"
            report(args.exc_type, args.exc_value, args.exc_traceback, name)

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread
