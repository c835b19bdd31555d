"""The console of a program: standard input becomes intents for its core, the core's answers go out.

QtCore only. The same with and without a window; a window adds the commands ``show`` and ``screenshot``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from shared.qt.app import AppControl
from shared.qt.threads import LoopThread
from shared.runtime.console import Command, ConsoleCommands, ConsoleReader
from shared.runtime.text import translate


class Shown(Protocol):
    """What the console asks of a window, on the window's thread."""

    def bring_up(self) -> None: ...
    def save_screenshot(self, path: str) -> None: ...


class _WindowRelay(QObject):
    """Carries the console's wishes from its thread to the window's."""

    show = Signal()
    screenshot = Signal(str)


class ConsoleThread(LoopThread):
    """Reads commands and posts their intents to the core; ``quit`` ends the program."""

    def __init__(
        self,
        commands: Mapping[str, Command[Any]],
        post: Callable[[object], None],
        control: AppControl,
        window: Shown | None = None,
    ) -> None:
        relay = self._relay = _WindowRelay()
        own: dict[str, Command[Any]] = {
            "quit": Command((), translate("Console", "end this program"), lambda: _Act(control.quit))
        }
        if window is not None:
            relay.show.connect(window.bring_up)
            relay.screenshot.connect(window.save_screenshot)
            own["show"] = Command(
                (), translate("Console", "show the window, before all others"), lambda: _Act(relay.show.emit)
            )
            own["screenshot"] = Command(
                ("FILE",),
                translate("Console", "write a picture of the window"),
                lambda path: _Act(partial(relay.screenshot.emit, path)),
            )

        def take(intent: object) -> None:
            if isinstance(intent, _Act):
                intent.act()
            else:
                post(intent)

        self._reader = ConsoleReader(ConsoleCommands({**own, **commands}, take).execute)
        super().__init__("console", self._reader)


@dataclass(frozen=True, slots=True)
class _Act:
    """What the core need not know of."""

    act: Callable[[], None]
