"""The core of CENTRAL: takes events, applies the rules, commits, and only then speaks (wire contract 5).

One thread owns it. :meth:`CentralService.handle` takes one event, :meth:`tick` lets time pass, and
:meth:`flush`, once a batch, writes everything in one transaction and hands out what may leave after it.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from apps.ev_central import intents
from apps.ev_central.answers import Answers, Ports
from apps.ev_central.charging import Charging
from apps.ev_central.clocks import MANY_BEHIND, Clocks
from apps.ev_central.enrolment import MAX_ENROLMENTS, MonitorDesk
from apps.ev_central.intake import Intake, Item
from apps.ev_central.orders import Orders
from apps.ev_central.panel_feed import PanelFeed
from apps.ev_central.records import Records
from apps.ev_central.state import Network, Outgoing
from apps.ev_central.strangers import NetworkRead, Strangers
from apps.ev_central.views import LinkHealth
from shared.core.link import Link
from shared.domain.money import parse_price
from shared.messages import topics
from shared.messaging import events as kafka
from shared.messaging.events import FromConsumer, FromProducer
from shared.net import events as net_events
from shared.runtime.clock import Instant, to_wire
from shared.runtime.text import translate
from shared.store.archive import Archive
from shared.store.central_store import CentralStore, StoreError

log = logging.getLogger(__name__)

BEAT_S = 1.0
SWEEP_S = 0.2
DEAF_S = 2.5
"""After a turn that took longer (a slow disk, a slow server) monitors may have given CENTRAL up."""
EXCUSED_S = 5.0
"""After CENTRAL was suspended, or deaf: time for the monitors that gave it up meanwhile to be back."""
PRUNE_S = 60.0
REQUESTS_KEPT = timedelta(days=30)
"""A request is known again by its row; long before it is too old to be carried out."""
RETRY_COMMIT_S = 0.5
LAST_COMMITS_S = 3.0
DEFAULT_TARIFF = Decimal("0.54")
_TOPIC_ID = "topic_id "
"""Before the name of a topic: the setting that tells it from another one of that name."""


class CentralService:
    """CENTRAL without sockets, Kafka clients or windows. Core thread only; ``store`` is loaded here."""

    def __init__(
        self,
        store: CentralStore,
        ports: Ports,
        now: Instant,
        *,
        policy: str = "open",
        tariff: Decimal | None = None,
        listening: str = "",
        max_enrolments: int = MAX_ENROLMENTS,
        ask: Callable[[intents.Question], None] | None = None,
    ) -> None:
        """``ask``: who answers people's questions, on another thread; by default this one does."""
        self._ask = ask or Answers(Archive(store.url), ports).give
        loaded = store.load()
        saved = loaded.settings.get("tariff")
        self.offsets = loaded.offsets
        self.cluster_id = loaded.settings.get("cluster_id")
        self._settings = loaded.settings
        self.net = Network(store, loaded, parse_price(saved) if saved else DEFAULT_TARIFF, policy, now)
        if tariff is not None:
            self.net.set_tariff(tariff)
        self._ports = ports
        self._listening = listening
        self._strangers = Strangers(self.net)
        self._clocks = Clocks(self.net)
        self._charging = Charging(self.net, self._clocks)
        self._desk = MonitorDesk(self.net, self._charging, max_enrolments)
        self._orders = Orders(self.net, self._charging, self._desk)
        self._feed = PanelFeed(self.net, self._links)
        self._consumer = self._producer = Link(now.mono)
        self._database = Link(now.mono, alive=True)
        self._records = Records(self.net, self._charging, self._clocks)
        self.intake = Intake(self._records.genuine)
        self._behind: dict[kafka.Place, int] = {}
        self._ticked_mono = now.mono
        self._commits: deque[float] = deque()
        self._next_beat = self._next_sweep = self._next_commit = 0.0
        self._next_prune = now.mono + PRUNE_S
        for cp_id in loaded.damaged:
            self.net.say(cp_id, "row_damaged", "bad")
        self.net.say("CENTRAL", "started", "good", cps=str(len(self.net.cps)), listening=listening)

    def start(self, topic: str) -> kafka.Offsets:
        """Where reading of ``topic`` begins: at the places that the database had at the start."""
        places = {partition: to for (name, partition), to in self.offsets.items() if name == topic}
        return kafka.Offsets(places, self.cluster_id, self._settings.get(_TOPIC_ID + topic))

    @property
    def database_up(self) -> bool:
        """False while commits fail: Kafka is then not read further."""
        return self._database.alive

    # events

    def handle(self, event: object, now: Instant) -> None:
        """Take one event: of the socket server, of Kafka, or an intent."""
        if now.mono - self.net.now.mono > DEAF_S:
            log.warning("the last turn took %.1f s", now.mono - self.net.now.mono)
            self._excuse(now)
        self.net.now = now
        match event:
            case FromConsumer(what):
                self._from_consumer(what)
            case net_events.Requested(connection, text):
                self._desk.requested(connection, text)
            case NetworkRead():
                self._strangers.network_read(event)
            case FromProducer(what):
                self._from_producer(what)
            case net_events.Connected(connection, peer):
                self._desk.connected_from(connection, peer)
            case net_events.Disconnected(connection):
                self._desk.disconnected(connection)
            case net_events.Malformed(reason=reason):
                self.net.say("CENTRAL", "bad_frame", "warning", rule=reason)
            case intents.Intent():
                self._orders.take(event)

    def _from_consumer(self, event: kafka.ConsumerEvent) -> None:
        mono = self.net.now.mono
        match event:
            case kafka.LinkUp():
                self._kafka_turned(self._consumer.turned(True, mono), self._producer)
                return
            case kafka.LinkDown(reason):
                self._behind.clear()
                self._kafka_turned(self._consumer.turned(False, mono, reason), self._producer)
                return
            case kafka.TopicAmiss(reason=reason):
                self.net.say("Kafka", "topic_amiss", "warning", reason=reason)
                return
            case kafka.OffsetsLost(topic=topics.HEARTBEAT):
                return
            case kafka.Records():
                self._records.hear(event.records)
                self._behind |= event.behind
            case _:
                self._behind.clear()
        if self.intake.full() or sum(self._behind.values()) > MANY_BEHIND:
            self._clocks.disturbed()
        self.intake.put(event)
        self._read()

    def _from_producer(self, event: kafka.ProducerEvent) -> None:
        store, mono = self.net.store, self.net.now.mono
        match event:
            case kafka.Delivered(tokens):
                store.drop_outbox(token for token in tokens if isinstance(token, int))
            case kafka.LinkUp(latency_ms):
                self._kafka_turned(self._consumer, self._producer.turned(True, mono, latency_ms=latency_ms))
            case kafka.LinkDown(reason):
                self._kafka_turned(self._consumer, self._producer.turned(False, mono, reason))
            case kafka.Undeliverable(token, reason):
                self.net.say("Kafka", "undeliverable", "bad", reason=reason)
                if isinstance(token, int):
                    store.drop_outbox((token,))

    def _kafka_turned(self, consumer: Link, producer: Link) -> None:
        """What was heard of both sides of the link to Kafka."""
        net, reads, sends = self.net, self._consumer.alive, self._producer.alive
        before, net.kafka_up = net.kafka_up, consumer.alive and producer.alive
        self._consumer, self._producer = consumer, producer
        if (reads, sends) != (consumer.alive, producer.alive):
            self._clocks.disturbed()
        if producer.alive and not sends:
            net.publish_all()  # what was said while nobody could hear it
        if net.kafka_up and not before:
            self._charging.heard_again(0.0)
            net.centrals.deaf(net.now.mono)
            net.say("Kafka", "kafka_up", "good")
        elif before and not net.kafka_up:
            net.say("Kafka", "kafka_down", "bad", reason=self._kafka().detail)

    # records

    def _read(self) -> None:
        """Handle what was read of Kafka for a while; the rest waits, and all while the database is away.

        Whenever a commit comes, the places in it are those after the last record that was handled.
        """
        try:
            self.intake.read(self._take, self._held)
        except StoreError as error:
            self._database_failed(error)

    def _take(self, item: Item) -> None:
        store = self.net.store
        if isinstance(item, kafka.RawRecord):
            self._records.take(item)
            store.put_offsets({(item.topic, item.partition): item.offset + 1})
        elif isinstance(item, dict):
            store.put_offsets(item)
        elif isinstance(item, kafka.Unreadable):
            rule = translate("Rule", "unreadable records of {topic} from {offset}")
            self.net.reject("Kafka", rule.format(topic=item.topic, offset=item.offset))
            store.put_offsets({(item.topic, item.partition): item.next_offset})
        elif isinstance(item, kafka.OffsetsLost):
            places = {"wanted": str(item.wanted), "now": str(item.now)}
            self.net.say("Kafka", "offsets_lost", "warning", topic=item.topic, **places)
            store.put_offsets({(item.topic, item.partition): item.now})
            self._clocks.disturbed()
        else:
            self._positioned(item)

    def _positioned(self, event: kafka.Positioned) -> None:
        if event.cluster_id is not None and event.cluster_id != self.cluster_id:
            if self.cluster_id is not None:  # a place of that other cluster says nothing of this one
                self.net.store.keep_offsets(event.positions)
            self.cluster_id = event.cluster_id
            self.net.store.put_setting("cluster_id", event.cluster_id)
        for topic, topic_id in event.topic_ids.items():
            self.net.store.put_setting(_TOPIC_ID + topic, topic_id)
        if any(topic == topics.HEARTBEAT for topic, _ in event.positions):
            self._charging.requests.listen()
        self.net.publish_all()

    # time

    def tick(self, now: Instant) -> None:
        """Let time pass: silent monitors, deadlines."""
        self.net.now = now
        if self._held:
            self._charging.heard_again(now.mono - self._ticked_mono)
        self._ticked_mono = now.mono
        if now.mono >= self._next_sweep:
            self._next_sweep = now.mono + SWEEP_S
            self._desk.sweep()
            self.net.voice.say_more(now)
            if self.net.kafka_up and self._database.alive:  # else nobody is heard
                self._strangers.tick()
        if self._orders.busy:
            self._orders.go_on()
        if now.mono >= self._next_prune:
            self._next_prune = now.mono + PRUNE_S
            self.net.store.prune_requests(to_wire(now.utc - REQUESTS_KEPT))
        if self.intake and now.mono >= self._next_commit:
            self._read()
            if not self.intake and not self.net.store.dirty:
                self._database_works()
        if self._database.alive:  # else nobody can be heard, and nobody is late
            try:
                self._charging.tick(behind=bool(self.intake))
            except StoreError as error:  # what was to be answered waits; a commit will find out more
                log.warning("the database failed: %s", error.detail)

    def next_deadline(self) -> float | None:
        """Moment (monotonic) of the next tick that is wanted; None: the usual rhythm is enough."""
        if self._orders.busy:
            return self._ticked_mono
        return self._next_commit if self.intake.ready(self._held) else None

    @property
    def _held(self) -> str | None:
        """The topic of the requests while engines' answers to them would stand behind many other records."""
        behind = sum(count for (topic, _), count in self._behind.items() if topic == topics.CP_EVENTS)
        far = behind > MANY_BEHIND or topics.CP_EVENTS in self.intake.full()
        return topics.REQUESTS if far and self._database.alive else None

    def suspended(self, seconds: float, now: Instant) -> None:
        """CENTRAL itself was away: monitors that gave it up have not left, and no reservation ends (D4)."""
        self.net.now = now
        self._excuse(now)
        self.net.say("CENTRAL", "suspended", "warning", seconds=f"{seconds:.0f}")

    def _excuse(self, now: Instant) -> None:
        self.net.excused_until_mono = now.mono + EXCUSED_S
        self._clocks.disturbed()

    # effects

    def flush(self, now: Instant) -> None:
        """Commit the batch, then let out what it says. While commits fail only signs of life leave."""
        self.net.now = now
        if now.mono >= self._next_beat:
            self._next_beat = max(self._next_beat + BEAT_S, now.mono + BEAT_S / 2)
            beat = kafka.OutRecord(topics.HEARTBEAT, topics.HEARTBEAT_KEY, self.net.beat())
            self._ports.send(beat)
            self.net.centrals.heard(self.net.instance, now.mono)
            self.net.forget_requests()
        self.intake.end_turn()
        out = self.net.out
        for connection, text in out.prompt:
            self._ports.answer(connection, text)
        out.prompt.clear()
        if self._commit(now):
            self._let_out(out)
        for question in out.questions:
            self._ask(question)
        for complaint in out.complaints:
            self._ports.complain(complaint)
        out.questions.clear()
        out.complaints.clear()
        update = self._feed.update()
        if update is not None:
            self._ports.publish(update)

    def _commit(self, now: Instant) -> bool:
        store = self.net.store
        if not store.dirty:
            return True
        if now.mono < self._next_commit:
            return False
        try:
            store.commit()
        except StoreError as error:
            self._database_failed(error)
            return False
        self._commits.append(now.mono)
        if not self.intake:
            self._database_works()
        return True

    def _database_failed(self, error: StoreError) -> None:
        self._next_commit = self.net.now.mono + RETRY_COMMIT_S
        before = self._database
        if before.alive or before.detail != str(error):  # not each half second
            log.warning("the database failed: %s", error.detail)
        self._database, self.net.database_up = before.turned(False, self.net.now.mono, str(error)), False
        self._clocks.disturbed()
        if before.alive:
            self.net.say("CENTRAL", "database_down", "bad", reason=str(error))

    def _database_works(self) -> None:
        before, mono = self._database, self.net.now.mono
        if not before.alive:
            self._database, self.net.database_up = before.turned(True, mono), True
            self._clocks.disturbed()
            self._charging.heard_again(mono - before.since_mono)
            self.net.say("CENTRAL", "database_up", "good")

    def close(self, now: Instant) -> None:
        """The orderly end: what a failed commit kept is written, if that works within some seconds."""
        deadline = time.monotonic() + LAST_COMMITS_S
        while self.net.store.dirty:
            try:
                self.net.store.commit()
            except StoreError as error:
                if time.monotonic() > deadline:
                    log.error("ended with changes that could not be written: %s", error.detail)
                    return
                time.sleep(RETRY_COMMIT_S)
        self._let_out(self.net.out)

    def _let_out(self, out: Outgoing) -> None:
        for (topic, key, _), value in out.ephemeral.items():
            self._ports.send(kafka.OutRecord(topic, key, value))
        out.ephemeral.clear()
        for connection, text in out.answers:
            self._ports.answer(connection, text)
        for row in out.durable:
            self._ports.send(
                kafka.OutRecord(row.topic, row.key, row.value or None, self.net.headers(row), row.seq)
            )
            if row.topic == topics.NETWORK and row.key in self.net.cps:  # forgotten, and here again since
                self.net.publish(self.net.cps[row.key], again=True)
        out.answers.clear()
        out.durable.clear()

    # health

    def _kafka(self) -> Link:
        """The side of it that is away, else the one that sends."""
        return self._producer if self._consumer.alive else self._consumer

    def _links(self) -> LinkHealth:
        now = self.net.now.mono
        while self._commits and now - self._commits[0] > 1.0:
            self._commits.popleft()
        return LinkHealth(
            kafka=self._kafka(),
            database=self._database,
            commits_per_s=float(len(self._commits)),
            monitors=self._feed.tally["speaking"],
            enrolled=self._feed.tally["enrolled"],
            listening=self._listening,
            other_central_since_mono=self.net.centrals.since,
            clock_ahead_s=self.net.clock_ahead_s,
        )
