"""Standard output and error that nobody reads hold nobody up, and nothing whole is lost that fits."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from shared.runtime import console, output
from shared.runtime.output import Unread

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 10.0


class Reader(io.RawIOBase):
    """What is behind a stream: takes ``most`` bytes at a time, and nothing until it is let."""

    def __init__(self, most: int = 1 << 20) -> None:
        super().__init__()
        self.reads, self.taken, self._most = threading.Event(), b"", most

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        assert self.reads.wait(DEADLINE)
        piece = bytes(data[: self._most])
        self.taken += piece
        return len(piece)


@contextlib.contextmanager
def unread(reader: Reader) -> Iterator[Unread]:
    class Stream:
        buffer = reader
        name = "<stdout>"

    with Unread(Stream()) as stream:
        yield stream
        reader.reads.set()


def test_who_prints_does_not_wait_and_what_waits_comes_whole_and_in_order() -> None:
    reader = Reader(most=7)
    with unread(reader) as stream:
        for number in range(1000):
            stream.write(b"line %d\n" % number)
        reader.reads.set()
        stream.drain(time.monotonic() + DEADLINE)
        assert reader.taken == b"".join(b"line %d\n" % number for number in range(1000))


def test_what_does_not_fit_is_dropped_by_whole_lines_and_that_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(output, "MOST_WAITING", 100)
    reader = Reader()
    with unread(reader) as stream:
        for _ in range(50):
            stream.write(b"123456789\n")
        assert [record.getMessage() for record in caplog.records] == [
            "Nobody reads stdout: lines for it are dropped."
        ]
        reader.reads.set()
        stream.drain(time.monotonic() + DEADLINE)
        assert set(reader.taken.splitlines()) == {b"123456789"}
        kept = reader.taken.count(b"\n")
        assert kept in (10, 11)  # one may have been with the reader already


def test_one_answer_may_be_longer_than_what_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "MOST_WAITING", 10)
    reader = Reader()
    with unread(reader) as stream:
        stream.write(b"x" * 1000 + b"\n")
        reader.reads.set()
        stream.drain(time.monotonic() + DEADLINE)
        assert reader.taken == b"x" * 1000 + b"\n"


PROGRAM = """
import logging, sys
from shared.runtime.output import ensure_streams
from shared.runtime.logs import set_up_logging
from shared.runtime.console import print_json, say
ensure_streams()
set_up_logging("EV", "info", None)
for number in range(5000):
    {what}
print("done", file=sys.{told}, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize(
    ("what", "told"),
    (
        ("print_json({'number': number, 'filler': 'x' * 100})", "stderr"),
        ("logging.getLogger('a').warning('%d %s', number, 'x' * 100)", "stdout"),
        ("say(f'{number} ' + 'x' * 100)", "stdout"),
    ),
)
def test_a_program_whose_output_nobody_reads_goes_on_and_ends(what: str, told: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(what=what, told=told)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        try:
            heard = process.stderr if told == "stderr" else process.stdout
            assert heard is not None
            assert heard.readline() == "done\n"
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.wait(DEADLINE) == 0
        finally:
            process.kill()


def test_what_is_read_late_is_all_there() -> None:
    program = PROGRAM.format(what="print_json({'number': number})", told="stderr")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=b"\n",
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.splitlines() == [b'{"number":%d}' % number for number in range(5000)]


def test_a_list_whose_first_piece_would_be_dropped_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that comes back in the middle must not get pieces without their beginning."""
    monkeypatch.setattr(output, "MOST_WAITING", 100)
    monkeypatch.setattr(console, "READER_S", DEADLINE)
    reader = Reader()
    with unread(reader) as stream:
        text = io.TextIOWrapper(cast(BinaryIO, stream), "utf-8", write_through=True)
        monkeypatch.setattr(sys, "stdout", text)
        stream.write(b"x" * 99 + b"\n")
        late = threading.Timer(0.3, reader.reads.set)
        late.start()
        console.print_json(iter([["first"] * 5, ["last"]]))
        stream.drain(time.monotonic() + DEADLINE)
        late.join()
        assert reader.taken.splitlines()[1:] == [b'["first","first","first","first","first","last"]']
        monkeypatch.undo()
        text.detach()


GONE = """
import atexit, sys, threading, time
wanted, held = threading.Event(), threading.Event()
def hold():
    wanted.wait()
    with sys.stdout.buffer._changed:
        held.set()
        time.sleep(100)
threading.Thread(target=hold, daemon=True).start()
atexit.register(lambda: (wanted.set(), held.wait()))
from shared.runtime.output import ensure_streams
ensure_streams()
print("words")
"""


def test_a_writer_that_is_gone_with_its_lock_does_not_keep_the_program_from_its_end() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GONE],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"words\n", b"")
