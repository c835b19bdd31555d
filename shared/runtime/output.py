"""Standard output and error, written by threads of their own: who prints never waits for who reads.

A pipe or terminal that nobody reads any more (a paused pager, a script that only writes) would hold the
thread that prints, and CENTRAL's core is one that does.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import sys
import threading
import time
from collections import deque
from typing import Any, BinaryIO, Final, cast

from shared.runtime.text import translate

MOST_WAITING: Final = 16_000_000
"""What may wait for a reader, bytes; lines that do not fit are dropped, which is logged."""
LAST_WORDS_S: Final = 2.0
"""At the end of the program a reader gets so long for what still waits, s."""
_AGAIN_S: Final = 0.05

_log = logging.getLogger(__name__)


class Unread(io.RawIOBase):
    """Takes bytes for ``stream`` at once and has them written, each ``write`` whole or not. Any thread.

    A reader that went away ends the output silently.
    """

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._raw: Any = getattr(stream.buffer, "raw", stream.buffer)
        self._name = str(stream.name).strip("<>")
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._unread = self._dropping = False
        self._changed = threading.Condition()
        threading.Thread(target=self._write_all, name=self._name, daemon=True).start()

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """Of the stream itself."""
        return int(self._raw.fileno())

    def write(self, data: Any) -> int:
        """Take ``data``, or drop it if too much waits already."""
        piece = bytes(data)
        with self._changed:
            fits = not self._size or self._size + len(piece) <= MOST_WAITING
            news, self._dropping = not (fits or self._dropping), self._dropping or not fits
            if fits:
                self._waiting.append(piece)
                self._size += len(piece)
                self._changed.notify_all()
        if news:
            text = translate("Log", "Nobody reads {stream}: lines for it are dropped.")
            _log.warning("%s", text.format(stream=self._name))
        return len(piece)

    def flush(self) -> None:
        """Wait until all is written, or it shows that nobody reads: what was said before a crash is out."""
        # At the very end of Python the writer's thread may be gone with the lock in its hand.
        if not (self._unread or sys.is_finalizing()):
            self.drain(time.monotonic() + _AGAIN_S)

    def drain(self, deadline: float) -> bool:
        """Wait until all is written, at most until the monotonic second ``deadline``; whether it is."""
        with self._changed:
            wait_s = max(0.0, deadline - time.monotonic())
            self._unread = not self._changed.wait_for(lambda: not self._size, wait_s)
            return not self._unread

    def close(self) -> None:
        """What waits is still written; then the thread ends."""
        super().close()
        if not sys.is_finalizing():
            with self._changed:
                self._changed.notify_all()

    def _write_all(self) -> None:
        broken = False
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self.closed)
                if not self._waiting:
                    return
                rest = memoryview(self._waiting.popleft())
                size = len(rest)
            try:
                while rest and not broken:
                    written = self._raw.write(rest)
                    rest = rest[written or 0 :]
                    if written is None:  # somebody else has made it non-blocking
                        time.sleep(_AGAIN_S)
            except (OSError, ValueError):
                broken = True
            with self._changed:
                self._size -= size
                self._unread &= self._size > 0
                self._dropping &= self._size > 0
                self._changed.notify_all()


_made: list[Unread] = []


def ensure_streams() -> None:
    """Give a program streams that never make it wait, and that swallow what is written if it has no console.

    UTF-8, whatever the system's code page: scripts read standard output as JSON.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - lives as long as we do
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
            try:
                stream.flush()
                stream.fileno()
            except (OSError, ValueError):
                continue  # closed, or no file
            if not isinstance(stream.buffer, Unread):
                _made.append(Unread(stream))
                raw = cast(BinaryIO, _made[-1])
                text = io.TextIOWrapper(raw, "utf-8", errors="backslashreplace", write_through=True)
                setattr(sys, name, text)


def is_read(stream: Any, within_s: float) -> bool:
    """Whether a reader of ``stream`` has taken all that was written, or does so ``within_s`` seconds."""
    buffer = getattr(stream, "buffer", None)
    return not isinstance(buffer, Unread) or buffer.drain(time.monotonic() + within_s)


@atexit.register
def drain_streams() -> None:
    """Let readers have what waits; blocks up to :data:`LAST_WORDS_S`."""
    deadline = time.monotonic() + LAST_WORDS_S
    for stream in _made:
        stream.drain(deadline)
