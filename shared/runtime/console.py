"""The console of a program without a window: commands on standard input, JSON on standard output.

Standard output carries nothing but the JSON answers; all that is for people goes to standard error
(acceptance section 1).
"""

from __future__ import annotations

import contextlib
import locale
import os
import select
import shlex
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Generic, TypeVar

import msgspec

from shared.runtime.output import is_read
from shared.runtime.text import shown, translate

LONGEST_LINE = 65_536
"""A longer line is taken in pieces: what is no command must not fill the memory (bytes)."""
_BACKGROUND_POLL_S = 0.2
LONGEST_SENTENCE = 4_000
"""Of what is said to people, characters."""
READER_S = 5.0
"""For a piece of a long answer, s."""

T = TypeVar("T")

_output = threading.RLock()
_form: Callable[[str], str] = str


def say(sentence: str) -> None:
    """Print one line for people on standard error. Any thread; nobody listening is no error."""
    _say_lines([shown(" ".join(sentence.split()), LONGEST_SENTENCE)])


def say_in_form(form: Callable[[str], str]) -> None:
    """From now on :func:`say` and ``help`` write ``form(line)`` for each line, which has no end."""
    global _form  # noqa: PLW0603 - standard error is one for the whole process
    _form = form


def _say_lines(lines: Iterable[str]) -> None:
    with _output, contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.writelines(f"{_form(line)}\n" for line in lines)
            sys.stderr.flush()


def print_json(value: object) -> None:
    """Print ``value`` (dataclasses, structs, ``Decimal`` as text, UTC times) as one line of JSON.

    Any thread: lines never mix, and no reader makes this wait (``shared.runtime.output``). Raises
    :class:`TypeError` for what JSON cannot hold.

    An iterator of lists is printed as one list, a piece at a time: for the one thread that prints answers. It
    waits for its reader, up to 5 s a piece; what has no closing bracket then is no whole list.
    """
    if not isinstance(value, Iterator):
        _print(msgspec.json.encode(value) + b"\n")
        return
    before = b"["
    try:
        for page in value:
            if not is_read(sys.stdout, READER_S):  # the first one too: what does not fit would be dropped
                return
            _print(before + msgspec.json.encode(page)[1:-1])
            before = b","
        _print(b"]")
    finally:
        _print(b"\n")


def print_line(text: str) -> None:
    """Print ``text`` as one line on standard output, for an option whose answer is text (``--check``)."""
    _print(text.encode("utf-8", "backslashreplace") + b"\n")


def _print(data: bytes) -> None:
    with _output, contextlib.suppress(OSError, ValueError):
        if sys.stdout is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()


class ConsoleReader:
    """Calls ``on_line`` with each line of ``stream`` (standard input), without its end, decoded as UTF-8.

    A blocking loop for a thread of its own, on which ``on_line`` is called. End of input is not ``quit``: the
    loop just ends. ``stream`` None (no console) ends it at once.
    """

    def __init__(self, on_line: Callable[[str], None], stream: IO[str] | None = None) -> None:
        self._on_line = on_line
        self._stream = sys.stdin if stream is None else stream
        self._wake_reader, self._wake_writer = os.pipe()
        self._pending = b""

    def run(self, stop: threading.Event) -> None:
        """Read until ``stop`` is set and :meth:`wake` called, or the input ends."""
        try:
            descriptor = self._stream.fileno() if self._stream is not None else None
        except (OSError, ValueError):
            descriptor = None
        if descriptor is None:
            return
        if sys.platform == "win32":
            self._run_blocking(stop)
        else:
            self._run_polled(stop, descriptor)

    def wake(self) -> None:
        """Make :meth:`run` look at ``stop`` now. Any thread."""
        os.write(self._wake_writer, b"\0")

    def close(self) -> None:
        """Free the wake-up pipe, after the loop has ended."""
        os.close(self._wake_reader)
        os.close(self._wake_writer)

    if sys.platform == "win32":

        def _run_blocking(self, stop: threading.Event) -> None:
            # Nothing on Windows waits for console, pipe and wake-up alike. So a daemon thread reads, which
            # may stay in readline() until the process ends.
            ended = threading.Event()

            def read_all() -> None:
                while not stop.is_set() and (line := self._stream.buffer.readline()):  # type: ignore[attr-defined]
                    self._on_line(_text(line))
                ended.set()

            threading.Thread(target=read_all, name="console", daemon=True).start()
            while not stop.is_set() and not ended.wait(_BACKGROUND_POLL_S):
                pass
    else:

        def _run_polled(self, stop: threading.Event, descriptor: int) -> None:
            poller = select.poll()
            poller.register(self._wake_reader, select.POLLIN)
            foreground = False
            while not stop.is_set():
                if foreground != _in_foreground(descriptor):
                    foreground = not foreground
                    if foreground:
                        poller.register(descriptor, select.POLLIN)
                    else:
                        poller.unregister(descriptor)
                ready = {
                    number for number, _ in poller.poll(None if foreground else _BACKGROUND_POLL_S * 1000)
                }
                if self._wake_reader in ready:
                    os.read(self._wake_reader, 64)
                elif descriptor in ready and _in_foreground(descriptor) and not self._read(descriptor):
                    return

        def _read(self, descriptor: int) -> bool:
            """Take what is there; False at the end of input."""
            try:
                data = os.read(descriptor, LONGEST_LINE)
            except OSError:  # EIO: the terminal is gone
                data = b""
            *lines, self._pending = (self._pending + data).split(b"\n")
            if self._pending and (not data or len(self._pending) >= LONGEST_LINE):
                lines.append(self._pending)
                self._pending = b""
            for line in lines:
                self._on_line(_text(line))
            return bool(data)


def _text(line: bytes) -> str:
    """A line of UTF-8, with or without its mark, or on Windows of the code page."""
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        code_page = locale.getencoding() if sys.platform == "win32" else "utf-8"
        text = line.decode(code_page, "replace")
    return text.rstrip("\r\n")


if sys.platform != "win32":

    def _in_foreground(descriptor: int) -> bool:
        """Whether reading is allowed: the system stops a background job that reads its terminal (SIGTTIN)."""
        try:
            return not os.isatty(descriptor) or os.tcgetpgrp(descriptor) == os.getpgrp()
        except OSError:
            return True


@dataclass(frozen=True, slots=True)
class Command(Generic[T]):
    """One command: the names of its ``parameters``, its ``help``, and what makes the intent of its words.

    ``parse`` gets one word for each parameter and raises :class:`ValueError` with a sentence for a wrong one.
    Parameters in square brackets come last and may be left out.
    """

    parameters: tuple[str, ...]
    help: str
    parse: Callable[..., T]


class ConsoleCommands(Generic[T]):
    """Turns lines into intents for ``on_intent``; mistakes and ``help`` are answered on standard error.

    ``commands`` maps a name of one or two words (``stop``, ``driver add``) to its :class:`Command`. Words are
    split as in a shell, quotes included, but a backslash is a plain character: paths of Windows have them.
    """

    def __init__(self, commands: Mapping[str, Command[T]], on_intent: Callable[[T], None]) -> None:
        self._commands = commands
        self._on_intent = on_intent

    def execute(self, line: str) -> None:
        """Carry out one line; an empty one does nothing. Never raises for what the user typed."""
        try:
            words = _words(line)
            if words == ["help"]:
                self._help()
            elif words:
                self._on_intent(self._intent(words))
        except ValueError as error:
            say(str(error))

    def _intent(self, words: list[str]) -> T:
        for count in (2, 1):
            name = " ".join(words[:count])
            command = self._commands.get(name) if len(words) >= count else None
            if command is not None:
                arguments = words[count:]
                least = sum(not parameter.startswith("[") for parameter in command.parameters)
                if not least <= len(arguments) <= len(command.parameters):
                    raise ValueError(
                        translate("Console", "Wrong number of words; write it as: {usage}").format(
                            usage=_usage(name, command.parameters)
                        )
                    )
                return command.parse(*arguments)
        raise ValueError(
            translate("Console", "Unknown command '{line}'; type help for the list.").format(
                line=" ".join(words)
            )
        )

    def _help(self) -> None:
        usages = {_usage(name, command.parameters): command.help for name, command in self._commands.items()}
        usages["help"] = translate("Console", "show this list")
        width = max(map(len, usages))
        _say_lines(f"  {usage:{width}}  {text}" for usage, text in usages.items())


def _usage(name: str, parameters: tuple[str, ...]) -> str:
    return " ".join((name, *parameters))


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.escape = ""
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        raise ValueError(
            translate("Console", "A quotation mark is not closed in '{line}'; close it.").format(
                line=line.strip()
            )
        ) from None
