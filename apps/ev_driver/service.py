"""The driver's app without window, threads and Kafka: all its rules (M6 to M9, M14, M15, D3 to D5).

One thread calls it. What it wants done is collected and leaves in :meth:`DriverService.flush`, after the
store has written what must be known of it after a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import inf

from apps.ev_driver import intents
from apps.ev_driver.book import Book
from apps.ev_driver.links import LinkChange, Links
from apps.ev_driver.notices import NoticeDesk
from apps.ev_driver.ports import Ports
from apps.ev_driver.reader import RecordReader
from apps.ev_driver.requests import RequestDesk
from apps.ev_driver.services_desk import Given, ServicesDesk
from apps.ev_driver.snapshot import Snapshot
from apps.ev_driver.sync import TICKETS_SINCE, Sync
from apps.ev_driver.views import CpView
from shared.domain.cp import CpState
from shared.messages import codec, topics
from shared.messages import records as r
from shared.messaging.events import (
    ConsumerEvent,
    Delivered,
    FromConsumer,
    FromProducer,
    LinkDown,
    LinkUp,
    OffsetsLost,
    OutRecord,
    Place,
    Positioned,
    ProducerEvent,
    RawRecord,
    Records,
    Undeliverable,
)
from shared.runtime.clock import Instant, from_wire
from shared.runtime.clock_watch import ClockNews
from shared.runtime.pace import Pace
from shared.runtime.told import Message, Severity, Voice
from shared.store.database import StoreError
from shared.store.driver_store import Changes, DriverStore, Memory

PUBLISH_EVERY_S = 0.1
STORE_RETRY_S = 0.5
REJECTED_EVERY_S = 1.0


class DriverService:
    """The core of EV_Driver.

    ``memory`` is what ``store`` held at the start; ``services`` the file given as argument. All is called on
    one thread.
    """

    def __init__(
        self,
        driver_id: str,
        store: DriverStore,
        memory: Memory,
        ports: Ports,
        now: Instant,
        services: Given | None = None,
    ) -> None:
        self.driver_id = driver_id
        self.book = Book(memory, now.mono)
        self.links = Links(now.mono)
        self.cps: dict[str, CpView] = {}
        self.store_error: str | None = None
        self._store = store
        self._ports = ports
        self._now = now
        self._positioned = self._lost = False
        self._places = dict(memory.places)
        self._cluster_id = memory.facts.get("cluster_id") or None
        self._topic_id = memory.facts.get("topic_id") or None
        self._outbox: list[OutRecord] = []
        self._replies: list[object] = []
        self._messages: list[Message] = []
        self._voice = Voice(self._messages.append)
        self._changed = self._network_changed = True
        self._published = self._store_tried = -inf
        self._rejected = Pace(REJECTED_EVERY_S)
        self._reader = RecordReader(driver_id)
        self._sync = Sync(
            driver_id, self.book, self.links, self._send, memory.facts.get(TICKETS_SINCE) or None
        )
        self._requests = RequestDesk(driver_id, self.book, self.links, self._say, self._send)
        self._notices = NoticeDesk(self.book, self._requests, self._say, self._ask_sync)
        self.desk = ServicesDesk(self.book, self._say, lambda cp_id: self._requests.request(cp_id, self._now))
        self._snapshot = Snapshot(driver_id, self.book, self.links, self.desk, self.cps)
        self.desk.resume(memory, services, now.mono)

    # The core's face to its thread

    def handle(self, event: object, now: Instant) -> None:
        """Take one event (``events.py``) or intent (``intents.py``)."""
        self._now = now
        match event:
            case FromConsumer(event=inner):
                self._from_consumer(inner)
            case FromProducer(event=inner):
                self._from_producer(inner)
            case intents.RequestSupply(cp_id=cp_id):
                self._apply_links()
                self._requests.request(cp_id, now)
            case intents.CancelRequest():
                self._apply_links()
                self._requests.cancel(now)
            case intents.OpenServices(path=path):
                self.desk.open(path, now.mono)
            case intents.EndServices():
                self.desk.end()
            case intents.ShowStatus():
                self._apply_links()
                self._replies.append(self._snapshot.status(self.store_error))
            case intents.ShowTickets():
                self._replies.append(self._snapshot.tickets())
            case _:
                raise TypeError(f"not an event of the driver: {event!r}")

    def tick(self, now: Instant) -> None:
        """Let time pass: links, requests without an answer, the services file."""
        self._now = now
        self._apply_links()
        self._requests.tick(now)
        for cp_id in self._sync.tick(now):
            self._say("lost", "bad", cp=cp_id)
        self._changed |= self.desk.tick(now.mono, self.links.central.alive)

    def next_deadline(self) -> float | None:
        """The usual pace is enough."""
        return None

    def suspended(self, seconds: float, now: Instant) -> None:
        """The process stood still: what was said meanwhile is read now, and no answer is late for it."""
        self._now = now
        self.links.clock.forget()
        self._say("suspended", "warning", seconds=f"{seconds:.0f}")

    def flush(self, now: Instant) -> None:
        """Write what changed, then let the effects leave."""
        self._now = now
        if self._commit():
            for record in self._outbox:
                if now.mono <= record.until:
                    self._ports.send(record)
            self._outbox.clear()
        for value in self._replies:
            self._ports.reply(value)
        self._replies.clear()
        for message in self._messages:
            self._ports.publish(message)
        self._messages.clear()
        if (self._changed or self._network_changed) and now.mono - self._published >= PUBLISH_EVERY_S:
            self._publish()

    def close(self, now: Instant) -> None:
        """The orderly end, after the last flush."""
        self.desk.forget_finished()
        self._store_tried = -inf
        self.flush(now)
        self._store.close()

    def _commit(self) -> bool:
        """Write the changes; False if that fails, to be tried again."""
        changes = self.book.changes
        if not changes:
            return True
        if self.store_error is not None and self._now.mono - self._store_tried < STORE_RETRY_S:
            return False
        self._store_tried = self._now.mono
        try:
            self._store.write(changes)
        except StoreError as error:
            if self.store_error is None:
                self._say("store", "bad", sentence=str(error))
            self.store_error = str(error)
            self._changed = True
            return False
        self.book.changes = Changes()
        if self.store_error is not None:
            self.store_error = None
            self._changed = True
            self._say("store_back", "good")
        return True

    def _publish(self) -> None:
        self._published = self._now.mono
        if self._network_changed:
            self._network_changed = False
            self._ports.publish(self._snapshot.network())
        if self._changed:
            self._changed = False
            self._ports.publish(self._snapshot.driver(self.store_error))

    def _say(self, code: str, severity: Severity, **values: str) -> None:
        self._changed = True
        self._voice.say(self._now, "", code, severity, **values)

    # Kafka

    def _from_consumer(self, event: ConsumerEvent) -> None:
        match event:
            case Records(records=records, positions=positions):
                for record in records:
                    self._read(record)
                self._keep_places(positions)
            case LinkUp(latency_ms=latency):
                self.links.consumer(True, latency)
                self._changed = True
            case LinkDown(reason=reason):
                self.links.consumer(False, reason=reason)
            case Positioned():
                self._in_place(event)
            case OffsetsLost(topic=topics.NOTICES, partition=partition, now=place):
                self._keep_places({(topics.NOTICES, partition): place})
                self._missed()
        self._apply_links()

    def _from_producer(self, event: ProducerEvent) -> None:
        match event:
            case LinkUp():
                self.links.producer(True)
            case LinkDown(reason=reason):
                self.links.producer(False, reason)
            case Delivered(tokens=tokens):
                self._sync.delivered(tokens, self._now)
            case Undeliverable(reason=reason):
                self._say("undeliverable", "bad", reason=reason)
        self._apply_links()

    def _keep_places(self, positions: Mapping[Place, int]) -> None:
        """Where to go on in ``ev.notices`` after a restart; the other topics are read anew."""
        mine = {place: offset for place, offset in positions.items() if place[0] == topics.NOTICES}
        self._places |= mine
        self.book.changes.places |= mine

    def _missed(self) -> None:
        """Notices were lost that nobody has read."""
        if not self._lost:
            self._lost = True
            self._say("places_lost", "warning", topic=topics.NOTICES)
        self._sync.missed(self._now)

    def _in_place(self, event: Positioned) -> None:
        """From now on no notice is missed, so that requests may be sent."""
        if self._cluster_id is not None and event.cluster_id not in (None, self._cluster_id):
            self._missed()  # what the other cluster still had, even where a place seems to be the same
            # A partition that is not there yet begins at its beginning, whatever it was in that other one.
            self._keep_places({place: 0 for place in self._places if place not in event.positions})
        topic_id = event.topic_ids.get(topics.NOTICES, self._topic_id)
        if self._topic_id not in (None, topic_id):
            self._missed()  # also where a place of the deleted topic seems to be one of the new
        self._keep_places(event.positions)
        self._cluster_id, self._topic_id = event.cluster_id or self._cluster_id, topic_id
        self._lost = False
        self._requests.in_place(self._now.mono)
        self._positioned = True
        # Whoever comes back goes on from the stored places, also if no notice has come yet.
        facts = {"cluster_id": self._cluster_id or "", "topic_id": self._topic_id or ""}
        self.book.changes.facts |= {"in_place": "1", **facts}
        self._ask_sync()

    def _read(self, raw: RawRecord) -> None:
        if raw.topic == topics.NETWORK and not raw.value:
            self._network_changed |= self.cps.pop(raw.key or "", None) is not None
            return
        try:
            record = self._reader.read(raw)
        except codec.BadRecord as error:
            # B2: skipped and said, at most once a second.
            if self._rejected.may("", self._now.mono):
                self._say("bad_record", "warning", topic=raw.topic, rule=str(error))
            return
        match record:
            case r.CentralAlive():
                self._central_lives(record)
            case r.CpStatus():
                self._keep_cp(record)
            case None:
                pass
            case r.RequestProgress(step="denied", reason="unknown_driver" | "unknown_cp") if (
                self.links.centrals.since is not None
            ):
                pass  # the other CENTRAL may know them (wire contract 7)
            case _:
                self._changed = True
                self._notices.take(record, self._now)

    def _central_lives(self, record: r.CentralAlive) -> None:
        instance = str(record.instance)
        self.links.heartbeat(instance, self._now.mono, answers=record.database)
        match self.links.clock.heard(from_wire(record.at), self._now, instance):
            case ClockNews.WRONG:
                self._say("clock_wrong", "warning", ahead_s=str(self.links.clock.ahead_s))
            case ClockNews.RIGHT:
                self._say("clock_right", "good")

    def _keep_cp(self, record: r.CpStatus) -> None:
        view = CpView(
            record.cp_id,
            record.location,
            Decimal(record.price),
            CpState(record.state),
            record.reserved,
            record.occupied,
        )
        if self.cps.get(record.cp_id) != view:
            self.cps[record.cp_id] = view
            self._network_changed = True

    # What leaves

    def _send(self, record: r.RequestRecord, key: str, *, token: object = None, until: float = inf) -> None:
        self._outbox.append(OutRecord(topics.REQUESTS, key, codec.encode(record), token=token, until=until))

    def _ask_sync(self) -> None:
        # Before the place in ev.notices is fixed, the answer could be missed.
        if self._positioned:
            self._sync.ask(self._now)

    # Links

    def _apply_links(self) -> None:
        for change in self.links.tick(self._now.mono):
            self._changed = True
            match change:
                case LinkChange.KAFKA_UP:
                    self._say("kafka_up", "good")
                case LinkChange.KAFKA_DOWN:
                    self._say("kafka_down", "bad", reason=self.links.kafka.detail)
                case LinkChange.CENTRAL_DOWN:
                    if self.links.kafka.alive:
                        self._say("central_down", "bad")
                case LinkChange.CENTRAL_UP:
                    self._say("central_up", "good")
                    self._ask_sync()
                case LinkChange.CENTRAL_RESTARTED:
                    self._ask_sync()
                case LinkChange.OTHER_CENTRAL:
                    self._say("other_central", "bad", network=topics.network())
                case LinkChange.OTHER_CENTRAL_GONE:
                    self._say("other_central_gone", "good")
                    self._ask_sync()
