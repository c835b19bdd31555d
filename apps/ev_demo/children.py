"""Processes that the demo starts: their streams, their end, and that none outlives a demo that was killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from apps.ev_demo.network import Spec
from shared.runtime import launch

_PR_SET_PDEATHSIG: Final = 1
_TAIL_BYTES: Final = 4096
# Windows (untested) would open a console for each program that has no window, such as the broker.
_NO_CONSOLE: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)

CAN_FREEZE: Final = os.name == "posix"
"""Windows has no signal for it, and the demo no other program's help."""
END_BY_WORD: Final = sys.platform == "win32"
"""There (untested) a signal that asks for the end is none: it kills."""


def answers_file(folder: Path, key: str) -> Path:
    """Where the standard output of the process ``key`` goes: the answers to its console's commands."""
    return folder / "logs" / f"{key}.out"


class Child:
    """One running process. For one thread, which must live as long as the process: see :meth:`start`."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log
        self._guard: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, spec: Spec, broker: str, folder: Path) -> Child:
        """Start the process of ``spec``; its output goes to files in ``folder``.

        Output to files and not to pipes: nobody needs to read it for the process to go on. Raises
        :class:`OSError`.

        On Linux the system ends the child when the thread that started it dies, so that nothing is left of a
        demo that was killed.
        """
        log = folder / "logs" / f"{spec.key}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with answers_file(folder, spec.key).open("ab") as answers, log.open("ab") as words:
            process = subprocess.Popen(
                spec.argv(broker),
                stdin=subprocess.PIPE,
                stdout=answers,
                stderr=words,
                env=launch.variables(),
                # Ctrl+C in the terminal is for the demo alone, which then ends all others in order.
                start_new_session=os.name == "posix",
                creationflags=_NO_CONSOLE,
                preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509 - see there
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; ``-n`` if signal n ended it."""
        code = self._process.poll()
        if code is not None:
            self._release()
            if self._process.stdin is not None:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()
        return code

    def tell(self, line: str) -> None:
        """Write one line on its standard input. One that is gone hears nothing, which its state shows."""
        stream = self._process.stdin
        if stream is not None and not stream.closed:
            with contextlib.suppress(OSError):
                stream.write(line.encode() + b"\n")
                stream.flush()

    def close(self) -> None:
        """Ask it to end in order."""
        if END_BY_WORD and self._process.stdin is not None:
            self.tell("quit")
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        else:
            self._process.terminate()

    def kill(self) -> None:
        """End it at once; a frozen one too."""
        self._process.kill()
        self._release()

    def freeze(self) -> None:
        """Let it stand still (SIGSTOP): it lives, and answers nobody. Only where :data:`CAN_FREEZE`.

        What the system tells it when the demo is killed would wait until it goes on: a shell that reads from
        a pipe of ours sees to that.
        """
        self._process.send_signal(signal.SIGSTOP)
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", 'read -r _; kill -CONT "$0"', str(self.pid)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        self._process.send_signal(signal.SIGCONT)
        self._release()

    def _release(self) -> None:
        if self._guard is not None:
            self._guard.communicate()
            self._guard = None

    def last_words(self) -> str:
        """The last line of its log."""
        try:
            with self._log.open("rb") as file:
                file.seek(max(0, self._log.stat().st_size - _TAIL_BYTES))
                lines = file.read().decode("utf-8", "replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1] if lines else ""


def _die_with(parent: int) -> Callable[[], None]:
    """What the child does before it becomes its program; what that needs is loaded here, before the fork."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask
