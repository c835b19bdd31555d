"""Builds and connects EV_Driver: the core's thread, the two Kafka loops, the console, and the window if any.

QtCore only: the window is imported where one is wanted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from apps.ev_driver.console import console_commands
from apps.ev_driver.service import DriverService
from apps.ev_driver.texts import message_text
from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import BEGINNING, END, FromConsumer, FromProducer, Offsets, OutRecord
from shared.messaging.events import Start as Place
from shared.messaging.producer import ProducerLoop
from shared.qt.app import Running
from shared.qt.console import ConsoleThread
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread, Worker
from shared.runtime.clock import now
from shared.runtime.console import print_json
from shared.runtime.told import Message
from shared.store.driver_store import FILE_NAME, DriverStore, Memory

if TYPE_CHECKING:
    from apps.ev_driver.window import DriverWindow

NAME = "EV_Driver"
BACKLOG = 30
"""Batches in the core's inbox, each up to some megabytes, above which Kafka is not read."""

MOST_BEHIND = 20_000
"""Notices of all drivers of a partition, a second of reading, above which CENTRAL is rather asked."""

_log = logging.getLogger(__name__)


def build(start: Start) -> Running:
    """All parts of one running EV_Driver, for :func:`shared.qt.program.run_program`. Main thread.

    Raises :class:`~shared.runtime.errors.UserError` with a sentence.
    """
    return Wiring(start).running()


class _Outlets:
    """The core's :class:`~apps.ev_driver.ports.Ports`, called on its thread."""

    def __init__(self, send: Callable[[OutRecord], None], emit: Callable[[object], None]) -> None:
        self.send = send
        self._emit = emit

    def publish(self, view: object) -> None:
        """Messages to the log as well: without a window it is all that people see."""
        if isinstance(view, Message):
            view.log(_log, message_text(view))
        self._emit(view)

    def reply(self, value: object) -> None:
        """On standard output, which carries nothing else."""
        print_json(value)


class Wiring:
    """The threads of one running EV_Driver and its window. Main thread."""

    def __init__(self, start: Start) -> None:
        self._start = start
        broker, options = str(start.arguments.broker), start.common.kafka_options
        store = DriverStore(start.folder / FILE_NAME)
        memory = store.open()
        self._producer = ProducerLoop(broker, options, lambda event: self._core.post(FromProducer(event)))
        self._core = self._make_core(store, memory)
        self._consumer = ConsumerLoop(
            broker,
            options,
            _subscriptions(memory),
            lambda event: self._core.post(FromConsumer(event)),
            pause_when=lambda: self._core.backlog() > BACKLOG,
            keys={topics.NOTICES: start.arguments.driver_id},
        )
        self._window = None if start.common.headless else self._make_window()

    def running(self) -> Running:
        """The threads in the order of their end, and the window."""
        window, control = self._window, self._start.control
        threads: list[Worker] = [
            LoopThread("kafka consumer", self._consumer),
            self._core,
            LoopThread("kafka producer", self._producer),
        ]
        if window is None or self._start.window.console:
            threads.insert(0, ConsoleThread(console_commands(), self._core.post, control, window))
        return Running(threads, show=None if window is None else window.show)

    def _make_core(self, store: DriverStore, memory: Memory) -> CoreThread:
        arguments = self._start.arguments
        services: list[DriverService] = []

        def make(emit: Callable[[object], None]) -> DriverService:
            outlets = _Outlets(self._producer.send, emit)
            services.append(
                DriverService(arguments.driver_id, store, memory, outlets, now(), arguments.services_file)
            )
            return services[0]

        return CoreThread("core", make, closing=lambda: services[0].close(now()))

    def _make_window(self) -> DriverWindow:
        from apps.ev_driver.window import DriverWindow

        arguments = self._start.arguments
        window = DriverWindow(
            arguments.driver_id, str(arguments.broker), self._core.post, self._start.window.geometry
        )
        self._core.view_changed.connect(window.show_view)
        window.closed.connect(self._start.control.window_closed)
        return window


def _subscriptions(memory: Memory) -> dict[str, Place]:
    """``ev.notices`` from the stored places; at the very first start from its end (wire contract 6)."""
    notices: Place = END
    if "in_place" in memory.facts:
        places = {part: offset for (topic, part), offset in memory.places.items() if topic == topics.NOTICES}
        facts = memory.facts
        notices = Offsets(places, facts.get("cluster_id") or None, facts.get("topic_id") or None, MOST_BEHIND)
    return {topics.NOTICES: notices, topics.NETWORK: BEGINNING, topics.HEARTBEAT: END}
