"""The console of a program: standard input becomes intents for its core, the core's answers go out.

QtCore only. The same with and without a window; a window adds the command ``screenshot``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from shared.qt.app import AppControl
from shared.qt.threads import LoopThread
from shared.runtime.console import Command, ConsoleCommands, ConsoleReader
from shared.runtime.text import translate


class ScreenshotRelay(QObject):
    """Carries a wish for a screenshot from the console's thread to the window's."""

    wanted = Signal(str)


class ConsoleThread(LoopThread):
    """Reads commands and posts their intents to the core; ``quit`` ends the program."""

    def __init__(
        self,
        commands: Mapping[str, Command[Any]],
        post: Callable[[object], None],
        control: AppControl,
        screenshot: Callable[[str], None] | None = None,
    ) -> None:
        quitting = object()
        relay = ScreenshotRelay()
        table: dict[str, Command[Any]] = dict(commands)
        table["quit"] = Command((), translate("Console", "end this program"), lambda: quitting)
        if screenshot is not None:
            relay.wanted.connect(screenshot)
            table["screenshot"] = Command(
                ("FILE",), translate("Console", "write a picture of the window"), _Screenshot
            )

        def take(intent: object) -> None:
            if intent is quitting:
                control.quit()
            elif isinstance(intent, _Screenshot):
                relay.wanted.emit(intent.path)
            else:
                post(intent)

        self._relay = relay
        self._reader = ConsoleReader(ConsoleCommands(table, take).execute)
        super().__init__("console", self._reader)


class _Screenshot:
    """A wish for a picture of the window."""

    def __init__(self, path: str) -> None:
        self.path = path
