"""Starting and ending a program: application object, language, signals, threads, exit code.

QtCore only until a window is wanted; then QtWidgets is imported here, once the display is known to be there.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt, QTimer, Signal, Slot

from shared.qt.display import check_display, missing_fonts, missing_libraries
from shared.qt.threads import Worker
from shared.qt.translation import install_translation
from shared.runtime.console import say
from shared.runtime.errors import UserError
from shared.runtime.output import drain_streams
from shared.runtime.signals import TerminationSignal
from shared.runtime.text import Language, shown, translate

if TYPE_CHECKING:
    from shared.qt.theme import ThemeChoice

SWITCH_INTERVAL_S: Final = 0.001
"""A busy core then delays the window by 1 to 2 ms instead of 11 (p99), at no cost in throughput."""
STOP_DEADLINE_S: Final = 8.0
"""Time that all threads together have for their end, s."""
_SIGNAL_POLL_MS: Final = 200

_log = logging.getLogger(__name__)


class AppControl(QObject):
    """What ``build`` gets from :func:`run_app`: how it runs, and how to ask for the orderly end."""

    quit_requested = Signal()

    def __init__(self, headless: bool, language: Language) -> None:
        super().__init__()
        self.headless = headless
        self.language = language
        self.hidden = False
        """The window is shown when the console says so; closing it only hides it."""
        self.ending = False
        self.quit_requested.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def quit(self) -> None:
        """End the program in order: as SIGTERM or closing the window do. Any thread."""
        self.quit_requested.emit()

    @Slot()
    def window_closed(self) -> None:
        """The user closed the window."""
        if not self.hidden:
            self.quit()

    def _end(self) -> None:
        self.ending = True
        # exit() and not quit(): windows must not be asked again, and a dialog's own loop ends too.
        QCoreApplication.exit(0)


@dataclass(frozen=True, slots=True)
class Running:
    """What ``build`` made.

    ``threads`` in the order in which they are stopped: what brings events first, then the core, then what
    carries its effects away; they are started the other way round. ``show``: show the window, before the
    threads start. ``stopping``: before any thread is stopped, while all still work. ``stopped``: after the
    last one ended (release locks and files). All on the main thread.
    """

    threads: Sequence[Worker]
    show: Callable[[], None] | None = None
    stopping: Callable[[], None] | None = None
    stopped: Callable[[], None] | None = None


def run_app(
    name: str,
    build: Callable[[AppControl], Running | None],
    *,
    headless: bool,
    language: Language,
    theme: ThemeChoice = "system",
    explain_in_window: bool = False,
) -> int:
    """Run the program ``name`` until its end and return the exit code. Main thread.

    ``build`` is called once the application object is there, so it can show a connection dialog; None means
    that the user changed their mind (exit code 0). A :class:`~shared.runtime.errors.UserError` in it is
    printed as one sentence, and in a message box too with ``explain_in_window`` (a program started by a
    double click has no console), exit code 1.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    try:
        app = _make_application(name, headless, theme)
    except UserError as error:
        say(f"{name}: {error}")
        return 1
    install_translation(language)
    control = AppControl(headless, language)
    with _termination(control):
        try:
            running = build(control)
        except UserError as error:
            _log.debug("%s cannot start", name, exc_info=True)
            say(f"{name}: {error}")
            if explain_in_window and not headless:
                _explain(name, str(error))
            return 1
        if running is None:
            return 0
        return _run(app, control, running)


def _run(app: QCoreApplication, control: AppControl, running: Running) -> int:
    try:
        if running.show is not None and not control.ending and not control.hidden:
            running.show()
        for thread in reversed(running.threads):
            thread.start()
        # After the first events, which paint the window: what benchmarks/startup.py waits for.
        QTimer.singleShot(0, lambda: _log.debug("the window is there"))
        code = 0 if control.ending else app.exec()
    finally:
        _call("stopping", running.stopping)
        late = stop_threads(running.threads, STOP_DEADLINE_S)
        if not late:
            _call("stopped", running.stopped)
    if late:
        _give_up(late)
    _hide_windows()
    return code


def _hide_windows() -> None:
    """While all that they show is still there.

    Of a window that is to be seen at Python's end Qt asks sizes and texts of our models once more, when the
    translator may be gone already: the process would crash (code 139).
    """
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        for window in QApplication.topLevelWidgets():
            window.hide()


def _call(moment: str, what: Callable[[], None] | None) -> None:
    """An error on the way out is logged; it must not keep the threads from ending."""
    try:
        if what is not None:
            what()
    except Exception:  # noqa: BLE001 - whatever it was, the program is ending
        _log.exception("the program failed while %s", moment)


def stop_threads(threads: Sequence[Worker], seconds: float) -> list[Worker]:
    """Stop ``threads`` one after the other, within ``seconds`` altogether; returns those that still run."""
    deadline = time.monotonic() + seconds
    late = []
    for thread in threads:
        thread.finish()
        if not thread.join(max(0.2, deadline - time.monotonic())):
            _log.error("the thread %s did not end in time", thread.name)
            late.append(thread)
    return late


def _give_up(late: Sequence[Worker]) -> None:
    """Leave at once: Qt aborts a process (code 134) whose threads still run."""
    say(
        translate("App", "These parts did not end in time and were abandoned: {names}; see the log.").format(
            names=", ".join(thread.name for thread in late)
        )
    )
    logging.shutdown()
    drain_streams()
    os._exit(1)


def _make_application(name: str, headless: bool, theme: ThemeChoice) -> QCoreApplication:
    if headless:
        app = QCoreApplication([name])
        app.setApplicationName(name)
        return app
    check_display(os.environ)
    try:
        from PySide6.QtGui import QFontMetrics
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise missing_libraries(error) from error
    from shared.qt.theme import apply_theme

    window_app = QApplication([name])
    window_app.setApplicationName(name)
    # Not QFontDatabase.families(): fontconfig lists "Sans Serif" there even when no font is installed.
    if not QFontMetrics(window_app.font()).inFont("a"):
        raise missing_fonts()
    # The orderly end is ours: closing a dialog before the window is there must not end the program.
    window_app.setQuitOnLastWindowClosed(False)
    apply_theme(window_app, theme)
    return window_app


@contextlib.contextmanager
def _termination(control: AppControl) -> Iterator[None]:
    """SIGTERM and SIGINT ask for the orderly end while Qt's loop runs."""
    with TerminationSignal(control.quit) as signals:
        watcher: QObject
        if sys.platform == "win32":
            # The signal's socket is no file that every event dispatcher of Windows can watch.
            watcher = QTimer()
            watcher.setInterval(_SIGNAL_POLL_MS)
            watcher.timeout.connect(signals.drain)
            watcher.start()
        else:
            watcher = QSocketNotifier(signals.fileno(), QSocketNotifier.Type.Read)
            watcher.activated.connect(signals.drain)
        try:
            yield
        finally:
            if isinstance(watcher, QSocketNotifier):
                watcher.setEnabled(False)
            watcher.deleteLater()


def _explain(name: str, sentence: str) -> None:
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Critical, name.replace("_", " "), shown(sentence))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
