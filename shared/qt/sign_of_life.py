"""How others can tell that a program works, and not only that its process exists.

QtCore only. While Qt's loop and every core take turns, the lock of the data folder gets a new time each 2 s,
for the health check of the container image, and systemd's watchdog hears of it. One that hangs gives no sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from shared.qt.core_thread import CoreThread
from shared.runtime.clock import mono
from shared.runtime.paths import InstanceLock
from shared.runtime.systemd import notify

EVERY_MS: Final = 2_000
STUCK_S: Final = 5.0
"""A core that had no turn for longer gives no sign, s; the usual pace is 0.1 s."""


class SignOfLife(QObject):
    """Gives the signs from the moment when Qt's loop runs. Main thread; lives as long as ``parent``."""

    def __init__(self, lock: InstanceLock, cores: Sequence[CoreThread], parent: QObject) -> None:
        super().__init__(parent)
        self._lock = lock
        self._cores = cores
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._give)
        self._timer.start(EVERY_MS)
        QTimer.singleShot(0, self, lambda: notify("READY=1"))

    @Slot()
    def _give(self) -> None:
        if all(mono() - core.ran_mono < STUCK_S for core in self._cores):
            self._lock.renew()
            notify("WATCHDOG=1")
