"""Computers of a laboratory with a user at each, who types what a guide says into terminals."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from tests.support.netns import Computer

Value = TypeVar("Value")
ANSWER_S = 20.0
LOOK_S = 0.05


def _hear_ctrl_c() -> None:
    """A shell that is started where SIGINT is ignored (tests in the background) never lets it through."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A shell in which lines are typed; the program that one of them starts gets those that follow it.

    ``prefix`` is put before the shell's command.
    """

    def __init__(
        self, title: str, folder: Path, variables: Mapping[str, str], log: Path, prefix: tuple[str, ...] = ()
    ) -> None:
        self.title = title
        self._log = log
        self._received = b""
        with log.open("ab") as errors:
            self._shell = subprocess.Popen(
                [*prefix, "bash", "-s"], cwd=folder, env=dict(variables), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors, start_new_session=True,
                preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - no threads hold locks that it needs
            )  # fmt: skip

    def type(self, text: str) -> None:
        """Type one or more lines."""
        assert self._shell.stdin is not None
        self._shell.stdin.write(text.rstrip("\n").encode() + b"\n")
        self._shell.stdin.flush()

    def ask(self, command: str = "status") -> Any:
        """Type ``status`` or ``tickets``; what the program answers."""
        self.type(command)
        return json.loads(self._line())

    def code(self, within: float = ANSWER_S) -> int:
        """The exit code of what was typed last, once it has ended."""
        self.type("echo exit $?")
        word, _, code = self._line(within).decode().partition(" ")
        assert word == "exit", f"{self.title} says {word} {code}:\n{self.log()}"
        return int(code)

    def quit(self) -> int:
        """End the program by its console; its exit code."""
        self.type("quit")
        return self._ended()

    def interrupt(self) -> int:
        """Ctrl+C; the exit code of the program."""
        for pid in self._programs():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        return self._ended()

    def _ended(self) -> int:
        # What is typed before its end would be the program's.
        until(f"{self.title} ends", lambda: not self._programs(), ANSWER_S, self.log)
        return self.code()

    def log(self) -> str:
        """What it has shown beside answers."""
        return self._log.read_text(errors="replace")

    def close(self) -> None:
        """Kill the shell and all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.communicate(timeout=10)

    def _programs(self) -> list[int]:
        """All that runs in this terminal but the shell: as for a terminal, its process group."""
        return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if self._is_here(pid)]

    def _is_here(self, pid: int) -> bool:
        with contextlib.suppress(ProcessLookupError):
            return pid != self._shell.pid and os.getpgid(pid) == self._shell.pid
        return False

    def _line(self, within: float = ANSWER_S) -> bytes:
        assert self._shell.stdout is not None
        deadline = time.monotonic() + within
        with selectors.DefaultSelector() as selector:
            selector.register(self._shell.stdout, selectors.EVENT_READ)
            while b"\n" not in self._received:
                if selector.select(0.1):
                    received = os.read(self._shell.stdout.fileno(), 65536)
                    assert received, f"{self.title} has ended:\n{self.log()}"
                    self._received += received
                assert time.monotonic() < deadline, f"{self.title} does not answer:\n{self.log()}"
        line, self._received = self._received.split(b"\n", 1)
        return line


class Desk:
    """One computer with the files of its user below ``home``. ``computer`` None: this one.

    ``settings`` is what is typed first in each of its terminals.
    """

    def __init__(
        self, home: Path, computer: Computer | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self.folder = home
        self.settings = ""
        self._prefix = computer.prefix if computer else ()
        self._terminals: dict[str, Terminal] = {}
        home.mkdir(parents=True)
        self.variables = {
            "PATH": f"{_administrator(home)}:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            **(variables or {}),
        }

    def run(self, text: str, within: float = 60.0) -> str:
        """Type lines that end by themselves, in a terminal that is closed then; what they print.

        AssertionError with all that was said if one of them fails.
        """
        script = f"set -e\n{self.settings}\n{text}"
        done = subprocess.run(
            [*self._prefix, "bash", "-c", script], cwd=self.folder, env=self.variables,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"exit code {done.returncode}:\n{text}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def open(self, title: str, text: str, settings: str = "") -> Terminal:
        """Type ``text`` in a new terminal, after ``settings`` beside the usual ones."""
        log = self.home / f"{title}.log".replace("/", "-")
        terminal = Terminal(title, self.folder, self.variables, log, self._prefix)
        self._terminals[title] = terminal
        terminal.type(f"{self.settings}\n{settings}\n{text}")
        return terminal

    def __getitem__(self, title: str) -> Terminal:
        return self._terminals[title]

    def logs(self) -> str:
        """The end of what each terminal has shown: for a failure."""
        return "\n".join(f"--- {title}\n{one.log()[-4000:]}" for title, one in self._terminals.items())

    def close(self) -> None:
        for terminal in self._terminals.values():
            terminal.close()


def _administrator(home: Path) -> Path:
    """A folder with a ``sudo`` for a test that is root already."""
    folder = home / "bin"
    folder.mkdir()
    sudo = folder / "sudo"
    sudo.write_text('#!/bin/sh\nexec "$@"\n')
    sudo.chmod(0o755)
    return folder


def until(what: str, get: Callable[[], Value], within: float, report: Callable[[], str] = str) -> Value:
    """Look again and again until ``get`` gives something true, and return that."""
    deadline = time.monotonic() + within
    while True:
        value = get()
        if value:
            return value
        assert time.monotonic() < deadline, f"not in {within:g} s: {what}; {value!r}\n{report()}"
        time.sleep(LOOK_S)  # between two looks at other processes: there is no event to wait for
