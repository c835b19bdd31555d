"""Builds CENTRAL: core, socket server, Kafka, console, and the window if there is one. QtCore only here.

::

    monitors ==TCP== FrameServer --+
    ev.requests, ev.cp-events ---> consumer --+--> core: CentralService + one transaction a batch
    window, console --------------------------+      |-> producer: ev.commands, ev.notices, ...
                                                     +-> window: PanelUpdate
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from apps.ev_central.answers import Answers
from apps.ev_central.console import commands
from apps.ev_central.intents import ImportDrivers
from apps.ev_central.service import CentralService
from apps.ev_central.strangers import NetworkReader
from apps.ev_central.texts import sentence
from apps.ev_central.views import CpHistory, PanelUpdate
from shared.messages import topics
from shared.messaging.consumer import ConsumerLoop
from shared.messaging.events import END, ConsumerEvent, FromConsumer, FromProducer, OutRecord, Records
from shared.messaging.events import Start as Place
from shared.messaging.producer import ProducerLoop
from shared.messaging.topics import TopicSpec
from shared.net.events import Disconnected, ServerEvent
from shared.net.server import FrameServer
from shared.net.tls import identity
from shared.qt.app import Running
from shared.qt.core_thread import CoreThread
from shared.qt.program import Start
from shared.qt.threads import LoopThread, Worker
from shared.runtime.clock import now
from shared.runtime.console import print_json, say
from shared.store.archive import Archive
from shared.store.central_store import FILE_NAME, CentralStore
from shared.store.database import hold_database

if TYPE_CHECKING:
    from apps.ev_central.window import CentralWindow

log = logging.getLogger(__name__)


def topic_specs() -> Mapping[str, TopicSpec]:
    """The topics of the network, as CENTRAL makes them."""
    return {topic: TopicSpec() for topic in topics.ALL} | {
        topics.NETWORK: TopicSpec(compacted=True),
        topics.HEARTBEAT: TopicSpec(partitions=1),
    }


class _Relay(QObject):
    """Signals by which the core's answers reach the window on its own thread."""

    history = Signal(object)
    complaint = Signal(str)


@dataclass(slots=True)
class _Ports:
    """The core's way out: see :class:`~apps.ev_central.answers.Ports`."""

    publish_update: Callable[[object], None]
    answer: Callable[[int, str], None]
    send: Callable[[OutRecord], None]
    relay: _Relay

    def publish(self, update: PanelUpdate) -> None:
        for message in update.messages:
            message.log(log, f"{message.who}: {sentence(message)}")
        self.publish_update(update)

    def show_history(self, history: CpHistory) -> None:
        self.relay.history.emit(history)

    def reply(self, value: object) -> None:
        print_json(value)

    def complain(self, text: str) -> None:
        say(text)
        self.relay.complaint.emit(text)


def build(start: Start) -> Running:
    """Open the database and the port (their errors are sentences), and connect everything."""
    url = start.arguments.database or f"sqlite:///{start.folder / FILE_NAME}"
    with ExitStack() as held:
        lock = hold_database(url)
        if lock is not None:
            held.enter_context(lock)
        return replace(_build(start, CentralStore(url)), stopped=held.pop_all().close)


def _build(start: Start, store: CentralStore) -> Running:
    given, options = start.arguments, start.common.kafka_options
    drivers = given.import_drivers or ()
    tls = None if given.tls is None else identity(given.tls)

    def from_server(event: ServerEvent) -> None:
        # Connections that our own end closes say nothing about the monitors (wire contract 6: the death of
        # CENTRAL does not end a reservation).
        if not (start.control.ending and isinstance(event, Disconnected)):
            core.post(event)

    server = FrameServer(
        given.listen_host,
        given.listen_port,
        from_server,
        proves=lambda answer: answer.startswith(("ACCEPTED#", "OK")),
        max_unproved=given.max_unproved,
        tls=tls,
    )
    port = server.bind()
    relay = _Relay()
    # It must not make a topic by itself, as the broker would like it: the consumer makes them (topic_specs).
    producer = ProducerLoop(
        str(given.broker),
        {**options, "allow_auto_create_topics": False},
        lambda event: core.post(FromProducer(event)),
    )

    made: list[tuple[CentralService, Answers]] = []

    def make_core(publish: Callable[[object], None]) -> CentralService:
        ports = _Ports(publish, server.answer, producer.send, relay)
        answers = Answers(Archive(store.url), ports)
        service = CentralService(
            store,
            ports,
            now(),
            policy=given.enrolment,
            tariff=given.tariff,
            max_enrolments=given.max_enrolments,
            listening=f"{given.listen_host or '*'}:{port}",
            ask=answers.ask,
        )
        made.append((service, answers))
        return service

    def closing() -> None:
        service.close(now())
        store.close()

    core = CoreThread("core", make_core, closing)
    ((service, answers),) = made
    store.close()  # opened here for its errors; the core's thread opens its own connection
    if drivers:
        core.post(ImportDrivers(drivers))
    consumer = _consumer(start, service, core)
    shells: list[Worker] = [
        LoopThread("monitors", server),
        LoopThread("kafka consumer", consumer),
        LoopThread("network reader", NetworkReader(str(given.broker), options, core.post)),
    ]
    last: list[Worker] = [core, LoopThread("answers", answers), LoopThread("kafka producer", producer)]
    window = None if start.control.headless else _window(start, core, relay)
    return start.running(commands(), core, window, [*shells, *last])


def _consumer(start: Start, service: CentralService, core: CoreThread) -> ConsumerLoop:
    def deliver(event: ConsumerEvent) -> None:
        if isinstance(event, Records):
            service.intake.arriving(event)
        core.post(FromConsumer(event))

    subscriptions: dict[str, Place] = {
        topic: service.start(topic) for topic in (topics.REQUESTS, topics.CP_EVENTS)
    }
    subscriptions[topics.HEARTBEAT] = END  # another CENTRAL's (wire contract 7)
    return ConsumerLoop(
        str(start.arguments.broker),
        start.common.kafka_options,
        subscriptions,
        deliver,
        create=topic_specs(),
        pause_when=lambda: not service.database_up,
        full=service.intake.full,
    )


def _window(start: Start, core: CoreThread, relay: _Relay) -> CentralWindow:
    from apps.ev_central.window import CentralWindow

    window = CentralWindow(start.window)
    core.view_changed.connect(window.apply)
    relay.history.connect(window.show_history)
    relay.complaint.connect(window.complain)
    window.intent.connect(core.post)
    return window
