"""Builds an engine and connects its parts: core, socket, Kafka loops, console, and the window if any.

QtCore only. Threads: the core owns the state; the socket, the two Kafka loops and the console each block on a
thread of their own and post to the core; the window lives on the main thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from apps.ev_cp_e.console import console_commands
from apps.ev_cp_e.service import EngineService, FromServer, Ports
from apps.ev_cp_e.station import Equipment
from apps.ev_cp_e.texts import message_text
from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import END, FromConsumer, FromProducer
from shared.messaging.producer import ProducerLoop
from shared.net.server import FrameServer
from shared.qt.app import Running
from shared.qt.console import ConsoleThread
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread, Worker
from shared.runtime.addresses import Address
from shared.runtime.clock import now
from shared.runtime.console import print_json
from shared.store.journal import FILE_NAME, Journal

if TYPE_CHECKING:
    from apps.ev_cp_e.window import EngineWindow

_MOST_WAITING = 30
"""Events that may wait for the core before reading from Kafka pauses; each may hold some megabytes."""

_log = logging.getLogger(__name__)


def build(start: Start) -> Running:
    """The running program. Main thread. Raises ``UserError``: port taken, journal unusable."""
    return Wiring(start).running()


class Wiring:
    """All parts of one running engine. Main thread."""

    def __init__(self, start: Start) -> None:
        arguments, options = start.arguments, start.common.kafka_options
        broker = str(arguments.broker)
        self._journal = Journal(start.folder / FILE_NAME)
        self._server = FrameServer(
            arguments.listen_host,
            arguments.listen_port,
            lambda event: self._core.post(FromServer(event)),
            accepts=self._accepts_monitor,
            proves=lambda answer: not answer.startswith("REJECTED"),
        )
        listening = Address(arguments.listen_host, self._server.bind())
        _log.info("waiting for the monitor at %s, data in %s", listening, start.folder)
        self._producer = ProducerLoop(broker, options, lambda event: self._core.post(FromProducer(event)))
        equipment = Equipment(arguments.max_power * 1000, arguments.time_scale, arguments.auto)
        self._core = CoreThread("core", lambda publish: self._make_core(equipment, publish), self._close_core)
        consumer = ConsumerLoop(
            broker,
            options,
            {topics.COMMANDS: END, topics.HEARTBEAT: END},
            lambda event: self._core.post(FromConsumer(event)),
            pause_when=lambda: self._core.backlog() > _MOST_WAITING,
        )
        self._window = None if start.control.headless else self._make_window(start, listening, broker)
        self._threads: list[Worker] = [
            LoopThread("kafka consumer", consumer),
            LoopThread("monitor socket", self._server),
            self._core,
            LoopThread("kafka producer", self._producer),
        ]
        if start.control.headless or start.window.console:
            self._threads.insert(0, self._make_console(start))

    def running(self) -> Running:
        """The threads in the order of their end, and the window."""
        return Running(self._threads, show=self._window.show if self._window is not None else None)

    def _accepts_monitor(self) -> bool:
        """Whether another monitor may come in. On the socket's thread, which knows before the core does
        that the last connection is over: a monitor that reconnects at once is welcome."""
        return self._server.open_connections == 0 or self._service.accepts_monitor(now().mono)

    def _make_core(self, equipment: Equipment, publish: Callable[[object], None]) -> EngineService:
        ports = Ports(
            send=self._producer.send,
            answer=self._server.answer,
            drop=self._server.close,
            publish=publish,
            reply=print_json,
            announce=lambda message: message.log(_log, message_text(message)),
        )
        self._service = EngineService(self._journal, equipment, ports, now())
        return self._service

    def _make_console(self, start: Start) -> ConsoleThread:
        return ConsoleThread(console_commands(), self._core.post, start.control, self._window)

    def _make_window(self, start: Start, listening: Address, broker: str) -> EngineWindow:
        from apps.ev_cp_e.window import EngineWindow

        window = EngineWindow(str(listening), broker, self._core.post, start.window.geometry)
        self._core.view_changed.connect(window.show_view)
        window.closed.connect(start.control.window_closed)
        return window

    def _close_core(self) -> None:
        """On the core's thread, after its last event."""
        self._service.close(now())
        self._journal.close()
