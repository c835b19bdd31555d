"""What was read of Kafka and waits for the core: engines' records before requests, and a little at a time.

Anybody who reaches the broker can write as fast as it takes. A flood must hold back neither the monitors'
signs of life, which the same thread answers, nor the readings of the others (B2). After an outage the
readings of all that time come first: those with a newer one behind them are skipped.
"""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shared.messages import topics
from shared.messaging import events as kafka

Turning = kafka.Unreadable | kafka.OffsetsLost | kafka.Positioned
"""What says something of the places: all that was read before it is handled before it."""
Item = kafka.RawRecord | dict[kafka.Place, int] | Turning
"""A record; the places after those that came with it; or a turning point."""

TURN_S = 0.05
"""Processor time for which records are handled before other events have their turn."""
MANY_WAITING = 500
"""Engines' records above which readings are looked at for a newer one."""
MAX_WAITING = 5_000
MAX_WAITING_BYTES = 32_000_000
_READING = re.compile(rb'"type"\s*:\s*"meter_reading"')
_SESSION = re.compile(rb'"session_id"\s*:\s*"([^"\\]+)"')
_SEQ = re.compile(rb'"seq"\s*:\s*(\d{1,16})\b')
Session = tuple[str | None, bytes]


def _shares() -> tuple[tuple[str, float], ...]:
    """Which topic is read first, and up to what part of a turn."""
    return (topics.CP_EVENTS, 0.7), (topics.REQUESTS, 1.0)


@dataclass(slots=True)
class _Stretch:
    """What was read up to a turning point, by topic."""

    waiting: dict[str, deque[kafka.RawRecord | dict[kafka.Place, int]]] = field(
        default_factory=lambda: {topic: deque() for topic, _ in _shares()}
    )
    turning: Turning | None = None


class Intake:
    """Records that wait. The core's thread, but :meth:`arriving` and :meth:`full`: the consumer's.

    ``genuine`` says whether a record is signed as it must be: else a forged reading would take the place of
    those before it.
    """

    def __init__(self, genuine: Callable[[kafka.RawRecord], bool] = lambda _: False) -> None:
        self._genuine = genuine
        self._newest: dict[Session, int] = {}
        self._stretches = deque([_Stretch()])
        self._turn_ends: float | None = None
        self._arrived, self._taken = Counter[str](), Counter[str]()
        self._arrived_bytes, self._taken_bytes = Counter[str](), Counter[str]()

    def __bool__(self) -> bool:
        return len(self._stretches) > 1 or any(self._stretches[0].waiting.values())

    def arriving(self, records: kafka.Records) -> None:
        """Count what is on its way to the core."""
        for raw in records.records:
            self._arrived[raw.topic] += 1
            self._arrived_bytes[raw.topic] += len(raw.value)

    def full(self) -> frozenset[str]:
        """Topics of which so much waits that they should be read no further."""
        return frozenset(
            topic
            for topic, _ in _shares()
            if self._arrived[topic] - self._taken[topic] > MAX_WAITING
            or self._arrived_bytes[topic] - self._taken_bytes[topic] > MAX_WAITING_BYTES
        )

    def put(self, event: kafka.Records | Turning) -> None:
        """Let what was read wait."""
        if not isinstance(event, kafka.Records):
            self._stretches[-1].turning = event
            self._stretches.append(_Stretch())
            return
        for topic, waiting in self._stretches[-1].waiting.items():
            waiting.extend(raw for raw in event.records if raw.topic == topic)
            if topic == topics.CP_EVENTS and len(waiting) > MANY_WAITING:
                self._look_for_newest(event.records)
            if positions := {place: to for place, to in event.positions.items() if place[0] == topic}:
                waiting.append(positions)

    def end_turn(self) -> None:
        """Others have had theirs: :meth:`read` may go on."""
        self._turn_ends = None

    def _look_for_newest(self, records: Sequence[kafka.RawRecord]) -> None:
        for raw in reversed(records):  # so that few have to be verified
            session, seq = _reading(raw)
            if session is not None and seq > self._newest.get(session, 0) and self._genuine(raw):
                self._newest[session] = seq

    def ready(self, held: str | None) -> bool:
        """Whether something waits that is not of the topic that is ``held`` back."""
        waiting = self._stretches[0].waiting
        return len(self._stretches) > 1 or any(waiting[topic] for topic in waiting if topic != held)

    def read(self, take: Callable[[Item], None], held: str | None = None) -> None:
        """Hand over what waits until the turn is over. An item at which ``take`` fails stays where it is.

        Records of the topic ``held`` wait, unless something that comes after them would wait for them.
        """
        now = time.thread_time()
        if self._turn_ends is None:
            self._turn_ends = now + TURN_S
        left = self._turn_ends - now
        while self and time.thread_time() < self._turn_ends:
            stretch = self._stretches[0]
            for topic, share in _shares():
                if topic != held or len(self._stretches) > 1:
                    self._read_topic(topic, stretch.waiting[topic], take, now + left * share)
            if any(stretch.waiting.values()):
                return
            if stretch.turning is not None:
                take(stretch.turning)
                self._stretches.popleft()
        if not self:
            self._newest.clear()

    def _read_topic(
        self,
        topic: str,
        waiting: deque[kafka.RawRecord | dict[kafka.Place, int]],
        take: Callable[[Item], None],
        until: float,
    ) -> None:
        while waiting:
            item = waiting[0]
            if not (self._newest and isinstance(item, kafka.RawRecord) and self._is_old(item)):
                take(item)
            waiting.popleft()
            if isinstance(item, kafka.RawRecord):
                self._taken[topic] += 1
                self._taken_bytes[topic] += len(item.value)
                if time.thread_time() >= until:
                    return

    def _is_old(self, raw: kafka.RawRecord) -> bool:
        """Whether it is a reading, and a newer one of its session waits or was taken."""
        session, seq = _reading(raw)
        return session is not None and seq < self._newest.get(session, 0)


def _reading(raw: kafka.RawRecord) -> tuple[Session | None, int]:
    """The session and ``seq`` of a reading, by a quick look; (None, 0) of anything else."""
    if raw.topic != topics.CP_EVENTS or _READING.search(raw.value) is None:
        return None, 0
    session, seq = _SESSION.search(raw.value), _SEQ.search(raw.value)
    return ((raw.key, session[1]), int(seq[1])) if session and seq else (None, 0)
