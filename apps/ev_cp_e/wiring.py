"""Builds an engine and connects its parts: core, socket, Kafka loops, console, and the window if any.

QtCore only. Threads: the core owns the state; the socket, the two Kafka loops and the console each block on a
thread of their own and post to the core; the window lives on the main thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

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
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread
from shared.runtime.addresses import Address
from shared.runtime.clock import now
from shared.runtime.console import print_json
from shared.store.journal import FILE_NAME, Journal

_MOST_WAITING = 30
"""Events that may wait for the core before reading from Kafka pauses; each may hold some megabytes."""

_log = logging.getLogger(__name__)


def build(start: Start) -> Running:
    """The running program. Main thread. Raises ``UserError``: port taken, journal unusable."""
    asked, options = start.arguments, start.common.kafka_options
    broker = str(asked.broker)
    journal = Journal(start.folder / FILE_NAME)
    made: list[EngineService] = []

    def accepts() -> bool:
        # On the socket's thread, which knows before the core does that the last connection is over: a monitor
        # that reconnects at once is welcome.
        return server.open_connections == 0 or made[0].accepts_monitor(now().mono)

    server = FrameServer(
        asked.listen_host,
        asked.listen_port,
        lambda event: core.post(FromServer(event)),
        accepts=accepts,
        proves=lambda answer: not answer.startswith("REJECTED"),
    )
    listening = Address(asked.listen_host, server.bind())
    _log.info("waiting for the monitor at %s, data in %s", listening, start.folder)
    producer = ProducerLoop(broker, options, lambda event: core.post(FromProducer(event)))

    def make(publish: Callable[[object], None]) -> EngineService:
        ports = Ports(
            send=producer.send,
            answer=server.answer,
            drop=server.close,
            publish=publish,
            reply=print_json,
            announce=lambda message: message.log(_log, message_text(message)),
        )
        equipment = Equipment(asked.max_power * 1000, asked.time_scale, asked.auto)
        made.append(EngineService(journal, equipment, ports, now()))
        return made[0]

    def close() -> None:
        made[0].close(now())
        journal.close()

    core = CoreThread("core", make, close)
    consumer = ConsumerLoop(
        broker,
        options,
        {topics.COMMANDS: END, topics.HEARTBEAT: END},
        lambda event: core.post(FromConsumer(event)),
        pause_when=lambda: core.backlog() > _MOST_WAITING,
    )
    window = None
    if not start.control.headless:
        from apps.ev_cp_e.window import EngineWindow

        window = EngineWindow(str(listening), broker, core.post, start.window.geometry)
        core.view_changed.connect(window.show_view)
    shells = LoopThread("kafka consumer", consumer), LoopThread("monitor socket", server)
    threads = [*shells, core, LoopThread("kafka producer", producer)]
    return start.running(console_commands(), core, window, threads)
