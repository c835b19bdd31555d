"""Console of a program without a window (acceptance section 1): commands in, one line of JSON out."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from queue import Empty, SimpleQueue

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.console import LONGEST_LINE, Command, ConsoleCommands, ConsoleReader, print_json, say

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 5.0


class Running:
    """A reader on its thread, fed through a pipe."""

    def __init__(self) -> None:
        out, self.writer = os.pipe()
        self.stream = os.fdopen(out, "r")
        self.lines: SimpleQueue[str] = SimpleQueue()
        self.reader = ConsoleReader(self.lines.put, self.stream)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.reader.run, args=(self.stop,))
        self.thread.start()

    def type(self, data: bytes) -> None:
        os.write(self.writer, data)

    def end_input(self) -> None:
        os.close(self.writer)
        self.writer = -1

    def next(self) -> str:
        return self.lines.get(timeout=DEADLINE)

    def close(self) -> None:
        self.stop.set()
        self.reader.wake()
        self.thread.join(DEADLINE)
        assert not self.thread.is_alive()
        self.reader.close()
        self.stream.close()
        if self.writer >= 0:
            os.close(self.writer)


@pytest.fixture
def running() -> Iterator[Running]:
    console = Running()
    yield console
    console.close()


def test_each_line_is_a_command_however_it_arrives(running: Running) -> None:
    running.type(b"sta")
    running.type(b"tus\r\nstop MAD01\n\nfi")
    assert [running.next() for _ in range(3)] == ["status", "stop MAD01", ""]
    running.type("le españa.txt\n".encode())
    assert running.next() == "file españa.txt"


def test_bytes_that_are_no_utf_8_are_a_line_like_any_other(running: Running) -> None:
    running.type(b"\xff\xfe\nstatus\n")
    assert [running.next(), running.next()] == ["\ufffd\ufffd", "status"]


def test_end_of_input_ends_the_reading_only_and_keeps_the_last_line(running: Running) -> None:
    running.type(b"status")
    running.end_input()
    assert running.next() == "status"
    running.thread.join(DEADLINE)
    assert not running.thread.is_alive()
    with pytest.raises(Empty):
        running.lines.get_nowait()


def test_an_endless_line_does_not_fill_the_memory(running: Running) -> None:
    writer = threading.Thread(target=running.type, args=(b"x" * (3 * LONGEST_LINE) + b"\nstatus\n",))
    writer.start()
    lines = [running.next()]
    while lines[-1] != "status":
        lines.append(running.next())
    writer.join(DEADLINE)
    assert max(map(len, lines)) < 2 * LONGEST_LINE
    assert "".join(lines[:-1]) == "x" * (3 * LONGEST_LINE)


def test_a_reader_that_waits_stops_when_it_is_woken() -> None:
    console = Running()
    console.type(b"status\n")
    assert console.next() == "status"
    console.reader.wake()
    console.type(b"help\n")
    assert console.next() == "help", "a wake-up alone is no stop"
    console.close()


@pytest.mark.parametrize("stream", [None, io.StringIO("status\n")])
def test_without_a_console_there_is_nothing_to_read(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stdin", stream)
    lines: list[str] = []
    reader = ConsoleReader(lines.append)
    reader.run(threading.Event())
    reader.close()
    assert lines == []


def test_a_terminal_is_read_and_its_end_is_no_error() -> None:
    main, side = pty.openpty()
    lines: SimpleQueue[str] = SimpleQueue()
    with os.fdopen(side, "r") as stream:
        reader = ConsoleReader(lines.put, stream)
        thread = threading.Thread(target=reader.run, args=(threading.Event(),))
        thread.start()
        os.write(main, b"status\n")
        assert lines.get(timeout=DEADLINE) == "status"
        os.close(main)
        thread.join(DEADLINE)
        assert not thread.is_alive()
        reader.close()


@dataclass(frozen=True, slots=True)
class Order:
    name: str
    cp: str = ""
    price: Decimal | None = None


def _price(cp: str, price: str) -> Order:
    if not price.replace(".", "").isdigit():
        raise ValueError(f"'{price}' is not a price; write for example 0.54.")
    return Order("price", cp, Decimal(price))


def _commands(intents: list[Order]) -> ConsoleCommands[Order]:
    table = {
        "status": Command((), "state of all", lambda: Order("status")),
        "stop": Command(("CP",), "stop one", lambda cp: Order("stop", cp)),
        "price": Command(("CP", "EUR"), "set the price", _price),
        "driver add": Command(("ID",), "add a driver", lambda driver: Order("add", driver)),
        "file": Command(("PATH",), "run a file", lambda path: Order("file", path)),
    }
    return ConsoleCommands(table, intents.append)


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("status", Order("status")),
        ("  stop   MAD01 ", Order("stop", "MAD01")),
        ("price MAD01 0.54", Order("price", "MAD01", Decimal("0.54"))),
        ("driver add 5", Order("add", "5")),
        ('file "my services.txt"', Order("file", "my services.txt")),
        (r"file C:\new\services.txt", Order("file", r"C:\new\services.txt")),
        ("file a#b.txt", Order("file", "a#b.txt")),
    ],
)
def test_a_command_becomes_its_intent(line: str, intent: Order, capsys: pytest.CaptureFixture[str]) -> None:
    intents: list[Order] = []
    _commands(intents).execute(line)
    assert intents == [intent]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("fly", "Unknown command 'fly'; type help for the list."),
        ("driver fly 5", "Unknown command 'driver fly 5'; type help for the list."),
        ("driver", "Unknown command 'driver'; type help for the list."),
        ("STATUS", "Unknown command 'STATUS'; type help for the list."),
        ("stop", "Wrong number of words; write it as: stop CP"),
        ("price MAD01 0.5 4", "Wrong number of words; write it as: price CP EUR"),
        ("driver add", "Wrong number of words; write it as: driver add ID"),
        ("status now", "Wrong number of words; write it as: status"),
        ("price MAD01 dear", "'dear' is not a price; write for example 0.54."),
        ('file "my', "A quotation mark is not closed in 'file \"my'; close it."),
    ],
)
def test_a_wrong_command_is_one_line_on_stderr(
    line: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    intents: list[Order] = []
    _commands(intents).execute(line)
    assert intents == []
    assert capsys.readouterr() == ("", answer + "\n")


def test_help_lists_every_command_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    _commands([]).execute("help")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "  status         state of all",
        "  stop CP        stop one",
        "  price CP EUR   set the price",
        "  driver add ID  add a driver",
        "  file PATH      run a file",
        "  help           show this list",
    ]


def test_an_empty_line_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _commands([]).execute("   ")
    assert capsys.readouterr() == ("", "")


@given(st.text(max_size=60))
def test_nothing_that_is_typed_raises(line: str) -> None:
    with contextlib.redirect_stderr(io.StringIO()) as stderr:
        _commands([]).execute(line)
    assert stderr.getvalue().count("\n") <= 1 or line.split() == ["help"]


def test_an_answer_is_one_line_of_json_in_utf_8(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_json({"amount": Decimal("6.19"), "location": "Alcalá\n€", "orders": [Order("stop")], "kafka": True})
    printed = capfdbinary.readouterr().out
    assert printed.endswith(b"\n")
    assert printed.count(b"\n") == 1
    assert msgspec.json.decode(printed) == {
        "amount": "6.19",
        "location": "Alcalá\n€",
        "orders": [{"name": "stop", "cp": "", "price": None}],
        "kafka": True,
    }


def test_answers_of_many_threads_do_not_mix(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def answer(number: int) -> None:
        for _ in range(50):
            print_json({"number": number, "filler": "x" * 5000})

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    lines = capfdbinary.readouterr().out.splitlines()
    assert sorted(msgspec.json.decode(line)["number"] for line in lines) == sorted([0, 1, 2, 3] * 50)


def test_without_streams_nothing_is_said_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    print_json({})
    say("nobody listens")
    _commands([]).execute("help")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_stdout_neither_fails_nor_changes_the_exit_code(unbuffered: str) -> None:
    program = (
        "import sys; from shared.runtime.console import print_json, say;"
        "from shared.runtime.output import ensure_streams; ensure_streams(); sys.stdin.readline();"
        "print_json({'a': 'x' * 200000}); print_json({'b': 2}); say('still alive')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, error = process.communicate(b"go\n", timeout=20)
    assert (error.decode().strip(), process.returncode) == ("still alive", 0)
