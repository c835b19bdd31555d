"""``--check`` of the product's programs, as processes: several may run at a time."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.foreign.processes import ROOT

END_S = 40.0
"""More than any check may take, on a busy computer."""
_STATES = ("OK", "FAILED", "SKIPPED", "FALLO", "OMITIDO")


@dataclass(frozen=True)
class Checked:
    """What a check printed, ``(state, text)`` a line, and its exit code."""

    code: int
    lines: tuple[tuple[str, str], ...]

    @property
    def states(self) -> list[str]:
        """The first word of each line."""
        return [state for state, _ in self.lines]

    def texts(self, state: str) -> list[str]:
        """The sentences of the lines with that state."""
        return [text for found, text in self.lines if found == state]

    @property
    def failure(self) -> str:
        """The sentence of the only line that failed."""
        assert self.code == 1, self
        (text,) = self.texts("FAILED")
        return text


class Checking:
    """``EV_App arguments --check``, begun. ``prefix``: the command by which it is started."""

    def __init__(
        self, app: str, *arguments: str, folder: Path, prefix: Sequence[str] = (), language: str = "en"
    ) -> None:
        self._process = subprocess.Popen(
            [
                *prefix, sys.executable, "-m", f"apps.{app}", *arguments, "--check", "--lang", language,
                "--data-dir", str(folder),
            ],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def end(self) -> Checked:
        """Wait for its end; nothing but lines of checks was printed."""
        try:
            printed, complaints = self._process.communicate(timeout=END_S)
        finally:
            self.close()
        assert complaints == "", complaints
        lines = tuple((line[:9].strip(), line[9:]) for line in printed.splitlines())
        assert all(text and state in _STATES for state, text in lines), printed
        return Checked(self._process.returncode, lines)

    def close(self) -> None:
        """End it, if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def check_all(checking: Sequence[Checking]) -> list[Checked]:
    """The ends of all, which run at the same time."""
    with contextlib.ExitStack() as stack:
        for each in checking:
            stack.enter_context(each)
        return [each.end() for each in checking]
