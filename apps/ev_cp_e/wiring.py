"""Builds an engine and connects its parts: core, socket, Kafka loops, console, and the window if any.

QtCore only. Threads: the core owns the state; the socket, the two Kafka loops and the console each block on a
thread of their own and post to the core; the window lives on the main thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from apps.ev_cp_e.console import console_commands
from apps.ev_cp_e.service import EngineService, FromConsumer, FromProducer, FromServer, Ports
from apps.ev_cp_e.station import Equipment
from apps.ev_cp_e.texts import message_text
from apps.ev_cp_e.views import EngineMessage
from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import END
from shared.messaging.options import OptionValue
from shared.messaging.producer import ProducerLoop
from shared.net.server import FrameServer
from shared.qt.app import AppControl, Running, run_app
from shared.qt.core_thread import CoreThread
from shared.qt.threads import LoopThread, Worker
from shared.runtime.clock import now
from shared.runtime.console import ConsoleReader, print_json
from shared.runtime.errors import StartError
from shared.runtime.logs import set_up_logging
from shared.runtime.paths import data_dir, instance_lock
from shared.runtime.text import Language
from shared.store.database import StoreError
from shared.store.journal import Journal

if TYPE_CHECKING:
    from apps.ev_cp_e.window import EngineWindow

PROGRAM = "EV_CP_E"
JOURNAL_NAME = "journal.sqlite"
_MOST_WAITING = 2_000
"""Events that may wait for the core before reading from Kafka pauses."""

_log = logging.getLogger(__name__)
_LEVELS = {"good": logging.INFO, "info": logging.INFO, "warning": logging.WARNING, "bad": logging.WARNING}


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line. ``listen_port`` 0: the system chooses."""

    language: Language
    listen_host: str = "127.0.0.1"
    listen_port: int = 7100
    equipment: Equipment = field(default_factory=Equipment)
    headless: bool = False
    data_dir: Path | None = None
    kafka_options: Mapping[str, OptionValue] = field(default_factory=dict)
    log_level: str = "info"


def run(options: Options, broker: str | None) -> int:
    """Run the program until its end; without ``broker`` (``host:port``) a dialog asks for it. Main thread."""

    def build(control: AppControl) -> Running | None:
        wanted, address = options, broker
        if address is None:
            from apps.ev_cp_e.connect import ask_connection

            answer = ask_connection(options)
            if answer is None:
                return None
            wanted, address = answer
        return Wiring(wanted, address, control).running()

    return run_app(
        PROGRAM, build, headless=options.headless, language=options.language, explain_in_window=broker is None
    )


class Wiring:
    """All parts of one running engine. Main thread.

    Raises :class:`~shared.runtime.errors.UserError`: port taken, data folder or journal unusable.
    """

    def __init__(self, options: Options, broker: str, control: AppControl) -> None:
        self._server = FrameServer(
            options.listen_host,
            options.listen_port,
            lambda event: self._core.post(FromServer(event)),
            accepts=lambda: self._service.accepts_monitor(time.monotonic()),
        )
        port = self._server.bind()
        folder = data_dir(PROGRAM, f"port-{port}", options.data_dir)
        self._lock = instance_lock(folder, f"{PROGRAM} {port}")
        set_up_logging(PROGRAM, options.log_level, folder)
        _log.info("listening on %s:%s, data in %s", options.listen_host, port, folder)
        self._producer = ProducerLoop(
            broker, options.kafka_options, lambda event: self._core.post(FromProducer(event))
        )
        self._journal = _open_journal(folder / JOURNAL_NAME)
        self._core = CoreThread("core", lambda publish: self._make_core(options, publish), self._close_core)
        self._consumer = ConsumerLoop(
            broker,
            options.kafka_options,
            {topics.COMMANDS: END, topics.HEARTBEAT: END},
            lambda event: self._core.post(FromConsumer(event)),
            pause_when=lambda: self._core.backlog() > _MOST_WAITING,
        )
        self._console = ConsoleReader(console_commands(self._core.post, control.quit).execute)
        self._window = (
            self._make_window(f"{options.listen_host}:{port}", broker, control)
            if not options.headless
            else None
        )

    def running(self) -> Running:
        """The threads in the order of their end, and the window."""
        threads: list[Worker] = [
            LoopThread("console", self._console),
            LoopThread("kafka consumer", self._consumer),
            LoopThread("monitor socket", self._server),
            self._core,
            LoopThread("kafka producer", self._producer),
        ]
        return Running(threads, show=self._window.show if self._window else None, stopped=self._release)

    def _make_core(self, options: Options, publish: Callable[[object], None]) -> EngineService:
        ports = Ports(
            send=self._producer.send,
            answer=self._server.answer,
            drop=self._server.close,
            publish=publish,
            reply=print_json,
            announce=_announce,
        )
        try:
            self._service = EngineService(self._journal, options.equipment, ports, now())
        except StoreError as error:
            raise StartError(str(error)) from error
        return self._service

    def _make_window(self, listening: str, broker: str, control: AppControl) -> EngineWindow:
        from apps.ev_cp_e.window import EngineWindow

        window = EngineWindow(listening, broker, self._core.post)
        self._core.view_changed.connect(window.show_view)
        window.closed.connect(control.quit)
        return window

    def _close_core(self) -> None:
        """On the core's thread, after its last event."""
        self._service.close(now())
        self._journal.close()

    def _release(self) -> None:
        self._console.close()
        self._lock.release()


def _open_journal(path: Path) -> Journal:
    try:
        return Journal(path)
    except StoreError as error:
        raise StartError(str(error)) from error


def _announce(message: EngineMessage) -> None:
    """Every message is in the log too: without a window that is where people read."""
    _log.log(_LEVELS[message.severity], "%s", message_text(message))
