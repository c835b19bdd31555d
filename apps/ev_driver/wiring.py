"""Builds and connects EV_Driver: the core's thread, the two Kafka loops, the console, and the window if any.

QtCore only: the window is imported where one is wanted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from apps.ev_driver.console import console_commands
from apps.ev_driver.ports import Ports
from apps.ev_driver.service import DriverService
from apps.ev_driver.texts import message_text
from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import BEGINNING, END, FromConsumer, FromProducer, Offsets
from shared.messaging.events import Start as Place
from shared.messaging.producer import ProducerLoop
from shared.qt.app import Running
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread
from shared.runtime.clock import now
from shared.runtime.console import print_json
from shared.runtime.told import Message
from shared.store.driver_store import FILE_NAME, DriverStore, Memory

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
    asked, options = start.arguments, start.common.kafka_options
    broker = str(asked.broker)
    store = DriverStore(start.folder / FILE_NAME)
    memory = store.open()
    made: list[DriverService] = []

    def make(emit: Callable[[object], None]) -> DriverService:
        def publish(view: object) -> None:
            if isinstance(view, Message):
                view.log(_log, message_text(view))
            emit(view)

        ports = Ports(producer.send, publish, print_json)
        made.append(DriverService(asked.driver_id, store, memory, ports, now(), asked.services_file))
        return made[0]

    producer = ProducerLoop(broker, options, lambda event: core.post(FromProducer(event)))
    core = CoreThread("core", make, closing=lambda: made[0].close(now()))
    consumer = ConsumerLoop(
        broker,
        options,
        _subscriptions(memory),
        lambda event: core.post(FromConsumer(event)),
        pause_when=lambda: core.backlog() > BACKLOG,
        keys={topics.NOTICES: asked.driver_id},
    )
    window = None
    if not start.common.headless:
        from apps.ev_driver.window import DriverWindow

        window = DriverWindow(asked.driver_id, broker, core.post, start.window.geometry)
        core.view_changed.connect(window.show_view)
    loops = LoopThread("kafka consumer", consumer), LoopThread("kafka producer", producer)
    return start.running(console_commands(), core, window, [loops[0], core, loops[1]])


def _subscriptions(memory: Memory) -> dict[str, Place]:
    """``ev.notices`` from the stored places; at the very first start from its end (wire contract 6)."""
    notices: Place = END
    if "in_place" in memory.facts:
        places = {part: offset for (topic, part), offset in memory.places.items() if topic == topics.NOTICES}
        facts = memory.facts
        notices = Offsets(places, facts.get("cluster_id") or None, facts.get("topic_id") or None, MOST_BEHIND)
    return {topics.NOTICES: notices, topics.NETWORK: BEGINNING, topics.HEARTBEAT: END}
